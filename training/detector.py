"""The face detector: an anchor-free net of dense 3x3 convolutions, its decoding and its loss.

Output maps [N,15,h,w] at strides 8 and 16; per cell a score logit, the logarithms of the distances
left, top, right, bottom in strides, and ten landmark offsets (x, y of eye, eye, nose, mouth corner,
mouth corner, the image's left one first) in units of two strides. The centre of cell (column, row)
is at ((column + 0.5) * stride, (row + 0.5) * stride) pixels.
"""

import torch
import torch.nn.functional as F
from torch import nn

STRIDES = (8, 16)
OUTPUTS = 15
MARKS_BETA = 0.01
"""Where the landmarks' loss turns from squares to absolutes, in face sizes."""


def conv_norm_relu(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3 convolution, batch norm (folded by the export), ReLU."""
    conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU())


class Residual(nn.Module):
    """Two 3x3 convolutions around an identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv_norm_relu(width, width)
        self.second = conv_norm_relu(width, width)[:2]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.second(self.first(x)))


def head(inputs: int, width: int) -> nn.Sequential:
    """Output layers of one stride, started at a score of 2 % and boxes of four strides."""
    last = nn.Conv2d(width, OUTPUTS, 1)
    nn.init.normal_(last.weight, std=0.01)
    nn.init.zeros_(last.bias)
    last.bias.data[0], last.bias.data[1:5] = -4.0, 0.7
    return nn.Sequential(conv_norm_relu(inputs, width), last)


class FaceNet(nn.Module):
    """Grey frames [N,1,H,W] as grey/127.5-1 (H, W multiples of 16) to the maps of strides 8 and 16."""

    def __init__(self, widths: tuple[int, int, int, int] = (16, 24, 32, 64)) -> None:
        super().__init__()
        half, quarter, fine, coarse = widths
        self.stem = nn.Sequential(
            conv_norm_relu(1, half, 2), conv_norm_relu(half, quarter, 2), conv_norm_relu(quarter, fine, 2)
        )
        self.fine = Residual(fine)
        self.coarse = nn.Sequential(conv_norm_relu(fine, coarse, 2), Residual(coarse), Residual(coarse))
        self.up = nn.Conv2d(coarse, fine, 1)  # what the coarse map knows, for the fine one
        self.head8, self.head16 = head(fine, fine), head(coarse, fine)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        fine = self.fine(self.stem(x))
        coarse = self.coarse(fine)
        context = F.interpolate(self.up(coarse), scale_factor=2.0, mode="nearest")
        return self.head8(torch.relu(fine + context)), self.head16(coarse)


def decode(maps: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Maps of both strides to score logits [N,A], boxes [N,A,4] (x1 y1 x2 y2), landmarks [N,A,5,2]."""
    scores, boxes, marks = [], [], []
    for out, stride in zip(maps, STRIDES):
        rows, columns = out.shape[2:]
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        centre = (torch.stack([x, y], -1).reshape(-1, 2) + 0.5) * stride
        flat = out.flatten(2).transpose(1, 2)
        reach = flat[..., 1:5].clamp(-4, 4).exp() * stride
        scores.append(flat[..., 0])
        boxes.append(torch.cat([centre - reach[..., :2], centre + reach[..., 2:]], -1))
        marks.append(flat[..., 5:].unflatten(-1, (5, 2)) * 2 * stride + centre[:, None])
    return torch.cat(scores, 1), torch.cat(boxes, 1), torch.cat(marks, 1)


def overlap(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """IoU and generalised IoU (Rezatofighi et al., 2019) of boxes [K,4] with boxes [K,4]."""
    low, high = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1) + 1e-3
    shared = (high - low).clamp(0).prod(1)
    union = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - shared + 1e-3
    return shared / union, shared / union - (hull - union) / hull


def loss(maps: tuple[torch.Tensor, ...], target: torch.Tensor, marks_share: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss and its parts [3] (score, box, landmarks) against targets [N,A,16] of `targets.targets`.

    The score learns the IoU of its own box, squeezed into 0.5..1, by a quality focal loss (Li et
    al., 2020).
    """
    score, box, marks = decode(maps)
    flag = target[..., 0]
    face = flag > 0.5
    iou, giou = overlap(box[face], target[..., 1:5][face])
    wanted = torch.zeros_like(score)
    wanted[face] = iou.detach() * 0.5 + 0.5
    weight = (wanted - score.sigmoid()).square() * (flag > -0.5) * (1 + face.float())
    entropy = F.binary_cross_entropy_with_logits(score, wanted, reduction="none")
    score_part = (entropy * weight.detach()).sum() / face.sum().clamp(min=1)
    box_part = (1 - giou).sum() / face.sum().clamp(min=1)
    known = face & (target[..., 15] > 0.5)
    size = (target[..., 3:5] - target[..., 1:3])[known].mean(1)[:, None, None]
    offset = (marks[known] - target[..., 5:15][known].unflatten(1, (5, 2))) / size
    mark_part = F.smooth_l1_loss(offset, torch.zeros_like(offset), beta=MARKS_BETA, reduction="sum")
    mark_part = mark_part / (10 * known.sum().clamp(min=1))
    return score_part + 2 * box_part + marks_share * mark_part, torch.stack([score_part, box_part, mark_part]).detach()
