"""What both trainings share: the learning-rate curve, weight averaging and resumable checkpoints."""

import math
from pathlib import Path

import torch
from torch import nn


def rate(done: float, flat: float = 0.3, drop: float = 1.0, warm: float = 0.01) -> float:
    """Learning-rate factor at `done` (0..1) of the run.

    Linear warm-up to 1, flat until `flat`, then a cosine from `drop` to 0.
    """
    if done < flat:
        return min(1.0, (done + 1e-4) / warm)
    return drop * 0.5 * (1 + math.cos(math.pi * (done - flat) / (1 - flat)))


@torch.no_grad()
def average(ema: nn.Module, net: nn.Module, step: int, decay: float) -> None:
    """Moves `ema` towards `net`; early steps (counted from 1) move it faster."""
    keep = min(decay, step / (step + 30))
    for mean, value in zip(ema.state_dict().values(), net.state_dict().values()):
        if mean.dtype.is_floating_point:
            mean.lerp_(value, 1 - keep)
        else:
            mean.copy_(value)


def save(path: Path, state: dict) -> None:
    """Writes a checkpoint in one move, so that a stop never leaves half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)
