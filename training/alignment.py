"""The alignment network: in a square view around what may be a face, whether it is one and where exactly.

Views are square, the face's larger side filling SHARE of them. Output [N,15]: a score logit, the
box's edges left, top, right, bottom and ten landmark coordinates (x, y of eye, eye, nose, mouth corner,
mouth corner, the image's left one first), all from the view's middle, as fractions of its side. The exported network
has a sixteenth value, the logit that the mouth is covered (`train_covered.py`).
"""

import torch
import torch.nn.functional as F
from torch import nn

from detector import MARKS_BETA, Residual, conv_norm_relu

SIDE = 64
SHARE = 0.65
WIDTHS = (16, 24, 48, 64)
EDGES_BETA = 0.05
"""Where the edges' loss turns from squares to absolutes, in sides of the view; for the landmarks it is MARKS_BETA."""


class AlignNet(nn.Module):
    """Grey views [N,1,64,64] as grey/127.5-1 to [N,15]: 7.4 million multiply-adds."""

    def __init__(self, widths: tuple[int, int, int, int] = WIDTHS) -> None:
        super().__init__()
        half, quarter, eighth, last = widths
        self.body = nn.Sequential(
            conv_norm_relu(1, half, 2),
            conv_norm_relu(half, quarter, 2),
            Residual(quarter),
            conv_norm_relu(quarter, eighth, 2),
            Residual(eighth),
            conv_norm_relu(eighth, last, 2),
        )
        self.head = nn.Linear(last * (SIDE // 16) ** 2, 15)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)
        self.head.bias.data[1:5] = torch.tensor([-0.5, -0.5, 0.5, 0.5]) * SHARE

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """What the outputs are made of, [N,1024]."""
        return self.body(x).flatten(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(x))


class CoverNet(AlignNet):
    """The same with one more output, whether the mouth is covered."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(self.head.in_features, 16)


def loss(found: torch.Tensor, wanted: torch.Tensor, marks_share: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss and its parts [3] (score, box, landmarks) of outputs [N,15] against targets [N,16]: whether it
    is a face, box and landmarks as above, and 1 where the landmarks are known."""
    face, known = wanted[:, 0] > 0.5, (wanted[:, 15] > 0.5) & (wanted[:, 0] > 0.5)
    score_part = F.binary_cross_entropy_with_logits(found[:, 0], wanted[:, 0])
    box_part = F.smooth_l1_loss(found[face, 1:5], wanted[face, 1:5], beta=EDGES_BETA)
    mark_part = F.smooth_l1_loss(found[known, 5:], wanted[known, 5:15], beta=MARKS_BETA)
    return score_part + 4 * box_part + marks_share * mark_part, torch.stack([score_part, box_part, mark_part]).detach()
