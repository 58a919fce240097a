"""Trains the alignment network from scratch on views made on the fly, resumable.

    OMP_NUM_THREADS=1 python training/train_alignment.py --out /tmp/train/align.pt

Prints figures of the averaged weights on views of the valid split as it goes.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch

from alignment import SIDE, AlignNet, loss
from covers import FREE, MASKED, laid_over
from disturb import disturb
from faces import FACES, MIRRORED, Photo, load
from muon import scale
from reopen import measure as measure_norms
from reopen import reopened_alignment
from schedule import average, begin, descend, keep, rate
from views import Views

CLOSE = ("lfw_mux", "selfie", "selfie_mask")


def batch(views: Views, count: int) -> tuple[torch.Tensor, torch.Tensor, list[int]]:
    """Draws inputs [count,1,64,64], targets [count,18] and the mistaken box behind each view, or -1."""
    drawn = [views.draw() for _ in range(count)]
    x = torch.from_numpy(np.stack([view for view, *_ in drawn]))[:, None].float() / 127.5 - 1
    return x, torch.from_numpy(np.stack([target for _, target, _ in drawn])), [index for *_, index in drawn]


def reopened(path: Path, photos: list[Photo]) -> AlignNet:
    """A network to train on, its norms measured on 2,048 views."""
    net = reopened_alignment(path)
    measure_norms(net, batch(Views(photos, 0), 2048)[0])
    return net


def step(run: dict, views: Views, count: int, marks_share: float) -> torch.Tensor:
    """One optimisation step; returns the parts of the loss [4]."""
    x, wanted, empty = batch(views, count)
    found = run["net"](x.contiguous(memory_format=torch.channels_last))
    total, parts = loss(found, wanted, marks_share)
    descend(run["optimisers"], total)
    for index, score in zip(empty, found[:, 0].detach().sigmoid().tolist()):
        if index >= 0:
            views.learn(index, score)
    return parts


@torch.no_grad()
def measure(net: AlignNet, views: Views) -> str:
    """Landmark error in eye distances, sure faces, and what of the detector's mistakes is sure."""
    views.rng = np.random.default_rng(0)
    drawn = [views.face(photo, face) for photo, face in views.faces if photo.source in CLOSE]
    empty = [views.around(photo, box)[0] for photo, box in views.mistaken]
    images = np.stack([view for view, _ in drawn] + empty)
    found = net(torch.from_numpy(images)[:, None].float() / 127.5 - 1).numpy()
    wanted = np.stack([target for _, target in drawn])
    score = 1 / (1 + np.exp(-found[:, 0]))
    ours, theirs = (rows[:, 5:15].reshape(-1, 5, 2) for rows in (found[: len(drawn)], wanted))
    eyes = np.linalg.norm(theirs[:, 0] - theirs[:, 1], axis=1)
    error = (np.linalg.norm(ours - theirs, axis=2).mean(1) / eyes)[wanted[:, 16] > 0]
    sure = (f"{(score[: len(drawn)] >= at).mean():.4f}/{(score[len(drawn) :] >= at).mean():.4f}" for at in (0.5, 0.8, 0.9, 0.95))
    aside = mirrored_aside(net, images[: len(drawn)], found[: len(drawn)])
    return (
        f"landmarks off by {np.median(error):.4f} (mean {error.mean():.4f}), {aside:+.3f} px to a side; sure at 0.5, 0.8, 0.9, 0.95"
        f" (of {len(drawn)}/{len(empty)}): {' '.join(sure)}; covered (masks, mouths, others, free):"
        f" {covered(net, views)}; disturbed {covered(net, views, disturbed=True)}"
    )


def mirrored_aside(net: AlignNet, images: np.ndarray, found: np.ndarray) -> float:
    """How far right of the truth the landmarks found [N,16] in views [N,SIDE,SIDE] lie on the average, in their pixels: half
    of what they and those of the mirrored views are apart, for which no label is needed."""
    mirrored = torch.from_numpy(np.ascontiguousarray(images[:, :, ::-1]))
    again = net(mirrored[:, None].float() / 127.5 - 1).numpy()
    return float((found[:, 5:15:2] + again[:, 5:15:2][:, MIRRORED]).mean() * SIDE / 2)


@torch.no_grad()
def covered(net: AlignNet, views: Views, disturbed: bool = False, looks: int = 4) -> str:
    """From some thresholds on, the share said to be covered: of drawn masks, of mouths and of other parts that
    something was laid over, and of free faces; `looks` views of each face, as they are or webcam-like."""
    views.rng, shown, kinds = np.random.default_rng(0), [], []
    for photo, face in views.faces * looks:
        if photo.source != MASKED and (photo.source not in FREE or not np.isfinite(photo.marks[face]).all()):
            continue
        kind = 0 if photo.source == MASKED else 1 + views.rng.integers(3)
        if kind in (1, 2):
            photo = laid_over(photo, face, kind == 1, views.empty, views.rng)
        view = views.around(photo, photo.boxes[face])[0]
        shown.append(disturb(view, views.rng) if disturbed else view)
        kinds.append(kind)
    logits = net(torch.from_numpy(np.stack(shown))[:, None].float() / 127.5 - 1)[:, 15]
    p, kinds = logits.sigmoid().numpy(), np.array(kinds)
    shares = (
        f"from {at} " + " ".join(f"{(p[kinds == kind] >= at).mean():.3f}" for kind in range(4)) for at in (0.5, 0.8, 0.9)
    )
    return ", ".join(shares)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FACES)
    parser.add_argument("--out", type=Path, required=True, help="checkpoint, written every 500 steps")
    parser.add_argument("--start", type=Path, help="ONNX file of the network to begin with, instead of from scratch")
    parser.add_argument("--steps", type=int, default=7000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=0.05, help="Muon's relative step")
    parser.add_argument("--lr-rest", type=float, default=3e-3, help="AdamW's, for the other weights")
    parser.add_argument("--marks", type=float, default=24.0, help="weight of the landmarks in the loss")
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    photos = load(args.data, "train")
    run, done, seconds = begin(reopened(args.start, photos) if args.start else AlignNet(), args)
    views = Views(photos, args.seed * 100_000 + done)
    valid = Views(load(args.data, "valid"), 0)
    mean, began = torch.zeros(4), time.process_time()
    for index in range(done, args.steps):
        scale(run["optimisers"], rate(index / args.steps))
        mean += step(run, views, args.batch, args.marks) / 500
        average(run["ema"], run["net"], index + 1, args.ema)
        if (index + 1) % 500 == 0:
            used = seconds + time.process_time() - began
            shown = " ".join(f"{name} {part:.4f}" for name, part in zip(("score", "box", "marks", "covered"), mean.tolist()))
            figures = measure(copy.deepcopy(run["ema"]).eval(), valid)
            print(f"step {index + 1}/{args.steps} cpu {used:.0f} s: {shown}; {figures}", flush=True)
            mean.zero_()
            keep(args.out, run, index + 1, used, args)


if __name__ == "__main__":
    main()
