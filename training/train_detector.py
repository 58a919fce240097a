"""Trains the face detector from scratch on frames made on the fly, resumable.

    OMP_NUM_THREADS=1 python training/train_detector.py --out /tmp/train/face.pt

Most steps run on small frames: faces have the same size in pixels, so the network carries over to
256x192, where the last steps train. A resumed run draws new frames from where the step count stands.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from detector import FaceNet, loss
from faces import FACES, Scenes, load
from muon import scale
from schedule import average, begin, descend, keep, rate
from targets import targets


def stages(text: str) -> list[tuple[int, int, int]]:
    """Maps "192x144x4000,256x192x1500" to (width, height, steps) of each stage."""
    return [tuple(int(number) for number in part.split("x")) for part in text.split(",")]


def batch(scenes: Scenes, count: int) -> tuple[torch.Tensor, torch.Tensor, list[int]]:
    """Draws inputs [count,1,H,W], targets [count,A,16] and the face-free photo behind each frame."""
    drawn = [scenes.draw() for _ in range(count)]
    x = torch.from_numpy(np.stack([frame for frame, *_ in drawn]))[:, None].float() / 127.5 - 1
    wanted = np.stack([targets(scenes.size, *faces) for _, *faces, _ in drawn])
    return x, torch.from_numpy(wanted), [index for *_, index in drawn]


def step(run: dict, scenes: Scenes, count: int, marks_share: float) -> torch.Tensor:
    """One optimisation step; returns the parts of the loss [3]."""
    x, wanted, empty = batch(scenes, count)
    maps = run["net"](x.contiguous(memory_format=torch.channels_last))
    total, parts = loss(maps, wanted, marks_share)
    descend(run["optimisers"], total)
    best = torch.stack([out.detach()[:, 0].flatten(1).max(1).values for out in maps]).max(0).values.sigmoid()
    for index, score in zip(empty, best.tolist()):
        if index >= 0:
            scenes.learn(index, score)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FACES)
    parser.add_argument("--out", type=Path, required=True, help="checkpoint, written every 100 steps")
    parser.add_argument("--stages", default="192x144x1800,256x192x400", help="WIDTHxHEIGHTxSTEPS,...")
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--lr", type=float, default=0.1, help="Muon's relative step")
    parser.add_argument("--lr-rest", type=float, default=3e-3, help="AdamW's, for the other weights")
    parser.add_argument("--marks", type=float, default=8.0, help="weight of the landmarks in the loss")
    parser.add_argument("--ema", type=float, default=0.997)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    run, done, seconds = begin(FaceNet(), args)
    scenes = Scenes(load(args.data, "train"), (0, 0), args.seed * 100_000 + done)
    sizes = [(wide, high) for wide, high, steps in stages(args.stages) for _ in range(steps)]
    mean, began, clock = torch.zeros(3), time.process_time(), time.time()
    for index in range(done, len(sizes)):
        scenes.size = sizes[index]
        scale(run["optimisers"], rate(index / len(sizes)))
        mean += step(run, scenes, args.batch, args.marks) / 100
        average(run["ema"], run["net"], index + 1, args.ema)
        if (index + 1) % 100 == 0:
            used = seconds + time.process_time() - began
            shown = " ".join(f"{name} {part:.4f}" for name, part in zip(("score", "box", "marks"), mean.tolist()))
            print(f"step {index + 1}/{len(sizes)} {time.time() - clock:.0f} s, cpu {used:.0f} s: {shown}", flush=True)
            mean.zero_()
            keep(args.out, run, index + 1, used, args)


if __name__ == "__main__":
    main()
