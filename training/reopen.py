"""An exported network as one that can teach or be trained further."""

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from alignment import AlignNet
from classifier import MoodNet

STAGES = ("stem", "body.0.first", "body.1.first", "body.3.first")
"""Whose outputs are the widths, see classifier.WIDTHS."""


def reopened(path: Path) -> MoodNet:
    """The mood network of an ONNX file that export_onnx.py wrote."""
    weights = _weights(path)
    return _filled(MoodNet(tuple(len(weights[f"{stage}.0.weight"]) for stage in STAGES)), weights)


def reopened_alignment(path: Path) -> AlignNet:
    """The alignment network of an ONNX file that export_onnx.py wrote."""
    return _filled(AlignNet(), _weights(path))


def _weights(path: Path) -> dict[str, torch.Tensor]:
    return {part.name: torch.tensor(numpy_helper.to_array(part)) for part in onnx.load(path).graph.initializer}


def _filled(net: nn.Module, weights: dict[str, torch.Tensor]) -> nn.Module:
    """`net` with exported weights. Its norms, which the export folded away, change nothing."""
    state = net.eval().state_dict()
    for name, value in weights.items():
        layer = name.removesuffix(".0.bias")
        state[name if layer == name else f"{layer}.1.bias"].copy_(value)
    for norm in (layer for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)):
        norm.running_var.fill_(1 - norm.eps)
    return net


@torch.no_grad()
def measure(net: nn.Module, crops: torch.Tensor) -> None:
    """Lets the norms of a reopened network norm what crops [N,1,S,S] give, without changing what it says: training
    needs norms that do."""
    norms = [layer for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)]
    hooks = [norm.register_forward_pre_hook(_measured) for norm in norms]
    net.eval()(crops)
    for hook in hooks:
        hook.remove()


def _measured(norm: nn.BatchNorm2d, inputs: tuple[torch.Tensor]) -> None:
    variance, mean = torch.var_mean(inputs[0], (0, 2, 3))
    norm.weight.copy_((variance + norm.eps).sqrt())
    norm.bias.add_(mean)
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
