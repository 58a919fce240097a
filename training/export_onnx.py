"""Exports a trained checkpoint as plain ONNX (opset 13), batch norms folded, and checks it.

    python training/export_onnx.py mood /tmp/train/mood11.pt /tmp/train/mood12.pt emotion-svc/assets/mood.onnx
    python training/export_onnx.py quick /tmp/train/quick.pt emotion-svc/assets/quick.onnx
    python training/export_onnx.py align /tmp/train/align.pt emotion-svc/assets/align.onnx
    python training/export_onnx.py face /tmp/train/face.pt emotion-svc/assets/face.onnx

Of several checkpoints the mean of their weights is exported: runs that began with the same weights may be averaged
(Wortsman et al., "Model soups", ICML 2022).

A manifest beside the ONNX file (same name, .json) gets the file's sha256 and --version.
"""

import argparse
import hashlib
import json
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from alignment import SIDE, AlignNet
from classifier import QUICK_WIDTHS, MoodNet
from detector import FaceNet

KINDS = {
    "mood": (MoodNet, (1, 1, 48, 48), ["y"]),
    "quick": (partial(MoodNet, QUICK_WIDTHS), (1, 1, 32, 32), ["y"]),
    "align": (AlignNet, (1, 1, SIDE, SIDE), ["y"]),
    "face": (FaceNet, (1, 1, 192, 256), ["o8", "o16"]),
}


def mean(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of several state dicts of one network."""
    return {name: sum(state[name] / len(states) for state in states) for name in states[0]}


def fold(net: nn.Module) -> nn.Module:
    """Replaces each convolution and the batch norm behind it by one convolution, in place."""
    for name, child in net.named_children():
        fold(child)
        if isinstance(child, nn.Sequential) and len(child) > 1 and isinstance(child[1], nn.BatchNorm2d):
            setattr(net, name, nn.Sequential(fuse_conv_bn_eval(child[0], child[1]), *child[2:]))
    return net


def gap(net: nn.Module, path: Path, shape: tuple[int, ...]) -> float:
    """Largest difference between torch and onnxruntime on random inputs of the given shape."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    worst = 0.0
    for seed in range(5):
        x = torch.rand(shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1
        with torch.no_grad():
            wanted = net(x)
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        for ours, theirs in zip(wanted, session.run(None, {"x": x.numpy()})):
            worst = max(worst, float(np.abs(ours.numpy() - theirs).max()))
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("checkpoint", type=Path, nargs="+")
    parser.add_argument("onnx", type=Path)
    parser.add_argument("--version", help="version to note in the manifest")
    args = parser.parse_args()

    make, shape, outputs = KINDS[args.kind]
    net = make().eval()
    net.load_state_dict(mean([torch.load(path, weights_only=True)["ema"] for path in args.checkpoint]))
    with torch.no_grad():
        x = torch.rand(shape) * 2 - 1
        before = net(x)[0].clone()
        fold(net)
        print(f"folding the norms moves outputs by {(net(x)[0] - before).abs().max():.1e}")
    torch.onnx.export(
        net, (x,), args.onnx, input_names=["x"], output_names=outputs, opset_version=13, dynamo=False
    )
    graph = onnx.load(args.onnx)
    onnx.checker.check_model(graph)
    difference = gap(net, args.onnx, shape)
    operators = sorted({node.op_type for node in graph.graph.node})
    print(f"{args.onnx}: {args.onnx.stat().st_size} bytes, {' '.join(operators)}")
    print(f"torch and onnxruntime differ by {difference:.1e} at most")
    if difference > 1e-4:
        raise SystemExit("the exported graph differs from the network")
    manifest = args.onnx.with_suffix(".json")
    if manifest.exists():
        note = json.loads(manifest.read_text())
        note["sha256"] = hashlib.sha256(args.onnx.read_bytes()).hexdigest()
        note["version"] = args.version or note["version"]
        manifest.write_text(json.dumps(note, indent=2) + "\n")


if __name__ == "__main__":
    main()
