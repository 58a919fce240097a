"""Trains the mood network on FER+ from scratch, resumable after every epoch.

    OMP_NUM_THREADS=1 python training/train_classifier.py --out /tmp/train/mood.pt

Prints PublicTest figures of the averaged weights after each epoch. One seed gives one run: each
epoch draws from its own seed, so a resumed run equals an uninterrupted one.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from augment import mixup, webcam
from classifier import WIDTHS, MoodNet
from evaluate_classifier import figures, probabilities
from grow import grow
from labels import FERPLUS, training_rows, validation_rows
from levelled import levelled
from muon import optimisers, scale
from photo_faces import photo_faces
from reopen import measure, reopened
from schedule import average, descend, rate, save


def stages(text: str) -> list[int]:
    """Maps "32x2,48x1" to the side of the input in each epoch: [32, 32, 48]."""
    pairs = [part.split("x") for part in text.split(",")]
    return [int(side) for side, epochs in pairs for _ in range(int(epochs))]


def channels(text: str) -> tuple[int, ...]:
    """Maps "32,48,80,160" to (32, 48, 80, 160)."""
    return tuple(int(width) for width in text.split(","))


def train_epoch(epoch: int, sides: list[int], rows: tuple, run: dict, args: argparse.Namespace) -> float:
    """Runs one epoch over rows (crops [N,F,48,48] in one or two framings, targets [N,8]); returns the mean training
    loss."""
    crops, target = rows
    torch.manual_seed(args.seed * 1000 + epoch)
    order = torch.randperm(len(crops))
    steps = len(crops) // args.batch
    total = 0.0
    for step in range(steps):
        scale(run["optimisers"], rate((epoch + step / steps) / len(sides), args.flat, args.drop))
        index = order[step * args.batch : (step + 1) * args.batch]
        framing = (torch.rand(len(index)) < args.levelled).long() if args.levelled else 0
        x, wanted = webcam(crops[index, framing], sides[epoch]), target[index]
        if float(torch.rand(1)) < args.mixup:
            x, wanted = mixup(x, wanted, 0.4)
        loss = -(wanted * F.log_softmax(run["net"](x), 1)).sum(1).mean()
        descend(run["optimisers"], loss)
        average(run["ema"], run["net"], epoch * steps + step + 1, args.ema)
        total += loss.item()
    return total / steps


def averaged_weights(path: Path) -> dict[str, torch.Tensor]:
    """The averaged weights of a checkpoint of this script."""
    return torch.load(path, weights_only=True)["ema"]


def trained(path: Path) -> MoodNet:
    """The averaged network of a checkpoint of this script, or the network of an ONNX file."""
    if path.suffix == ".onnx":
        return reopened(path).to(memory_format=torch.channels_last)
    widths = torch.load(path, weights_only=True)["args"]["widths"]
    net = MoodNet(channels(widths)).eval()
    net.load_state_dict(averaged_weights(path))
    return net.to(memory_format=torch.channels_last)


def framings(crops: np.ndarray, args: argparse.Namespace) -> torch.Tensor:
    """Crops [N,48,48] to [N,F,48,48]: as they are and, if any is to be shown so, levelled."""
    both = [crops, levelled(crops)] if args.levelled else [crops]
    return torch.from_numpy(np.stack(both, 1))


def judged(teachers: list[MoodNet], crops: torch.Tensor) -> torch.Tensor:
    """What trained networks say in the mean, [N,8], of each framing of undisturbed crops [N,F,48,48] and of their
    mirror images."""
    framed = crops.unbind(1)
    views = [*framed, *(faces.flip(2) for faces in framed)]
    said = [probabilities(teacher, view.numpy()) for teacher in teachers for view in views]
    return torch.from_numpy(np.mean(said, 0))


def begun(crops: torch.Tensor, side: int, args: argparse.Namespace) -> MoodNet:
    """A network to train: with random weights, or with those of `--start`, its norms measured on a thousand of the
    crops [N,48,48] disturbed as in training."""
    if not args.start:
        return MoodNet(channels(args.widths))
    net = reopened(args.start)
    if net.head.in_features != channels(args.widths)[-1]:
        raise SystemExit(f"--widths: {args.start} ends in {net.head.in_features} channels, not {args.widths}")
    measure(net, webcam(crops[torch.randperm(len(crops))[:1024]], side))
    return net


def taught(teachers: list[MoodNet], rows: tuple, args: argparse.Namespace) -> tuple:
    """Rows whose targets are, by `--teach`, the teachers' word: ten votes are few, and a network has seen
    the like of each face many times. Faces of `--photos` follow, with nothing but their word."""
    crops, target = rows
    target = target.lerp(judged(teachers, crops), args.teach)
    if args.photos:
        more = framings(photo_faces(args.photos), args)
        crops, target = torch.cat([crops, more]), torch.cat([target, judged(teachers, more)])
    return crops, target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FERPLUS)
    parser.add_argument("--out", type=Path, required=True, help="checkpoint, written after every epoch")
    parser.add_argument("--stages", default="32x16,40x9,48x9", help="SIDExEPOCHS,...")
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--lr", type=float, default=0.0175, help="Muon's relative step")
    parser.add_argument("--lr-rest", type=float, default=1.4e-3, help="AdamW's, for norms and the last layer")
    parser.add_argument("--flat", type=float, default=0.2, help="share of the run at the full learning rates")
    parser.add_argument("--drop", type=float, default=1.0, help="factor on them after that, before the cosine")
    parser.add_argument("--mixup", type=float, default=0.0, help="share of batches that are blended")
    parser.add_argument("--levelled", type=float, default=0.0, help="share of the faces shown levelled, not as FER has them")
    parser.add_argument("--ema", type=float, default=0.992)
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)), help="channels, see classifier.WIDTHS")
    parser.add_argument("--start", type=Path, help="begin with the weights of this ONNX file")
    parser.add_argument("--teacher", type=Path, nargs="+", default=[], help="checkpoints or ONNX files to learn from")
    parser.add_argument("--teach", type=float, default=0.35, help="their share of the targets")
    parser.add_argument("--grow", action="store_true", help="start from the first teacher, which must not be wider")
    parser.add_argument("--photos", type=Path, help="the detector's photos, to be judged by the teachers alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop-after", type=int, help="end after this many epochs (to be resumed)")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)

    sides = stages(args.stages)
    crops, target = training_rows(args.data)
    rows = framings(crops, args), torch.from_numpy(target)
    crops, label = validation_rows(args.data)
    net = begun(rows[0][:, 0], sides[0], args)
    if args.teacher:
        teachers = [trained(path) for path in args.teacher]
        rows = taught(teachers, rows, args)
        if args.grow:
            grow(teachers[0].state_dict(), net, args.seed)
    net = net.to(memory_format=torch.channels_last)
    run = {"net": net, "ema": copy.deepcopy(net), "optimisers": optimisers(net, args.lr, args.lr_rest)}
    first, seconds = 0, 0.0
    if args.out.exists():
        state = torch.load(args.out, weights_only=True)
        first, seconds = state["epoch"], state["cpu_s"]
        for name in ("net", "ema"):
            run[name].load_state_dict(state[name])
        for optimiser, kept in zip(run["optimisers"], state["optimisers"]):
            optimiser.load_state_dict(kept)
    for epoch in range(first, min(len(sides), args.stop_after or len(sides))):
        began, clock = time.process_time(), time.time()
        run["net"].train()
        loss = train_epoch(epoch, sides, rows, run, args)
        seconds += time.process_time() - began
        run["ema"].eval()
        found = figures(probabilities(run["ema"], crops, sides[epoch]), label)
        print(
            f"epoch {epoch + 1}/{len(sides)} side {sides[epoch]} loss {loss:.3f} {time.time() - clock:.0f} s, cpu {seconds:.0f} s:"
            f" accuracy {found['accuracy']:.4f} macro-F1 {found['macro_f1']:.4f} 8-class {found['accuracy_8']:.4f}",
            flush=True,
        )
        state = {"epoch": epoch + 1, "cpu_s": seconds, "args": {k: str(v) for k, v in vars(args).items()}}
        state |= {name: run[name].state_dict() for name in ("net", "ema")}
        save(args.out, state | {"optimisers": [o.state_dict() for o in run["optimisers"]]})


if __name__ == "__main__":
    main()
