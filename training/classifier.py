"""The mood network: a plain residual CNN of dense 3x3 convolutions, which tract runs fastest."""

import torch
from torch import nn

WIDTHS = (32, 48, 80, 160)
"""Channels after the stem, at 24x24, 12x12 and 6x6 pixels: 81 million multiply-adds at 48x48."""
QUICK_WIDTHS = (16, 32, 48, 96)
"""The same of the network for clear faces: 13 million multiply-adds at 32x32."""


def conv_norm(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution and batch norm; the export folds the norm into the convolution."""
    conv = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    """Two 3x3 convolutions around a skip, which is 1x1 where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.first = conv_norm(inputs, outputs, 3, stride)
        self.second = conv_norm(outputs, outputs)
        same = stride == 1 and inputs == outputs
        self.skip = nn.Identity() if same else conv_norm(inputs, outputs, 1, stride)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.skip(x) + self.second(torch.relu(self.first(x))))


class MoodNet(nn.Module):
    """Grey crops [N,1,S,S] as grey/127.5-1 to logits [N,8] in the order of `labels.LABELS`.

    S is 48 when deployed; the early epochs train at smaller S, which the mean over space allows.
    """

    def __init__(self, widths: tuple[int, int, int, int] = WIDTHS, outputs: int = 8) -> None:
        super().__init__()
        stem, fine, middle, coarse = widths
        self.stem = conv_norm(1, stem, stride=2)
        self.body = nn.Sequential(
            Residual(stem, fine),
            Residual(fine, middle, stride=2),
            Residual(middle, middle),
            Residual(middle, coarse, stride=2),
            Residual(coarse, coarse),
        )
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(coarse, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = self.body(torch.relu(self.stem(x))).mean((2, 3))
        return self.head(self.drop(features))
