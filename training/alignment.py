"""The alignment network: in a square view around what may be a face, whether it is one, where exactly, and
whether its mouth is covered.

Views are square, the face's larger side filling SHARE of them. Output [N,16]: a score logit, the
box's edges left, top, right, bottom and ten landmark coordinates (x, y of eye, eye, nose, mouth corner,
mouth corner, the image's left one first), all from the view's middle, as fractions of its side; then the logit that
the mouth is covered.
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
COVERED_SHARE = 0.5
"""Weight of covered mouths in the loss."""


class AlignNet(nn.Module):
    """Grey views [N,1,64,64] as grey/127.5-1 to [N,16]: 7.4 million multiply-adds."""

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
        self.head = nn.Linear(last * (SIDE // 16) ** 2, 16)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)
        self.head.bias.data[1:5] = torch.tensor([-0.5, -0.5, 0.5, 0.5]) * SHARE

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x).flatten(1))


def loss(found: torch.Tensor, wanted: torch.Tensor, marks_share: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss and its parts [4] (score, box, landmarks, covered) of outputs [N,16] against targets [N,18]: whether it
    is a face, box, landmarks and covered as above, and 1 where the landmarks, and where covered, are known."""
    face = wanted[:, 0] > 0.5
    placed, seen = face & (wanted[:, 16] > 0.5), face & (wanted[:, 17] > 0.5)
    parts = torch.stack(
        [
            F.binary_cross_entropy_with_logits(found[:, 0], wanted[:, 0]),
            F.smooth_l1_loss(found[face, 1:5], wanted[face, 1:5], beta=EDGES_BETA),
            F.smooth_l1_loss(found[placed, 5:15], wanted[placed, 5:15], beta=MARKS_BETA),
            F.binary_cross_entropy_with_logits(found[seen, 15], wanted[seen, 15]),
        ]
    ).nan_to_num()  # the mean of no rows
    return (parts * parts.new_tensor([1.0, 4.0, marks_share, COVERED_SHARE])).sum(), parts.detach()
