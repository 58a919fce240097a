"""What the trainings share: the learning-rate curve, steps, weight averaging and resumable checkpoints."""

import argparse
import copy
import math
from pathlib import Path

import cv2
import torch
from torch import nn

from muon import optimisers


def rate(done: float, flat: float = 0.3, drop: float = 1.0, warm: float = 0.01) -> float:
    """Learning-rate factor at `done` (0..1) of the run.

    Linear warm-up to 1, flat until `flat`, then a cosine from `drop` to 0.
    """
    if done < flat:
        return min(1.0, (done + 1e-4) / warm)
    return drop * 0.5 * (1 + math.cos(math.pi * (done - flat) / (1 - flat)))


def descend(made: list[torch.optim.Optimizer], loss: torch.Tensor) -> None:
    """One step of every optimiser down the gradient of a loss."""
    for optimiser in made:
        optimiser.zero_grad()
    loss.backward()
    for optimiser in made:
        optimiser.step()


@torch.no_grad()
def average(ema: nn.Module, net: nn.Module, step: int, decay: float) -> None:
    """Moves `ema` towards `net`; early steps (counted from 1) move it faster."""
    keep = min(decay, step / (step + 30))
    for mean, value in zip(ema.state_dict().values(), net.state_dict().values()):
        if mean.dtype.is_floating_point:
            mean.lerp_(value, 1 - keep)
        else:
            mean.copy_(value)


def begin(net: nn.Module, args: argparse.Namespace) -> tuple[dict, int, float]:
    """Makes a run of `net` on one thread, resumed from `args.out`; returns it with its steps and processor seconds so
    far. Seeds OpenCV; who makes the net has seeded torch."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(0)
    net = net.to(memory_format=torch.channels_last)
    run = {"net": net, "ema": copy.deepcopy(net), "optimisers": optimisers(net, args.lr, args.lr_rest)}
    done, seconds = resume(args.out, run)
    cv2.setRNGSeed(args.seed * 1000 + done)
    return run, done, seconds


def resume(path: Path, run: dict) -> tuple[int, float]:
    """Fills a run's `net`, `ema` and `optimisers` from a checkpoint of `keep`, if there is one; returns the steps and
    processor seconds that went into it."""
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    for name in ("net", "ema"):
        run[name].load_state_dict(state[name])
    for optimiser, kept in zip(run["optimisers"], state["optimisers"]):
        optimiser.load_state_dict(kept)
    return state["step"], state["cpu_s"]


def keep(path: Path, run: dict, step: int, cpu_s: float, args: argparse.Namespace) -> None:
    """Writes a checkpoint of a run after `step` steps, with the arguments that it was started with."""
    state = {"step": step, "cpu_s": cpu_s, "args": {k: str(v) for k, v in vars(args).items()}}
    state |= {name: run[name].state_dict() for name in ("net", "ema")}
    save(path, state | {"optimisers": [o.state_dict() for o in run["optimisers"]]})


def save(path: Path, state: dict) -> None:
    """Writes a checkpoint in one move, so that a stop never leaves half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)
