"""Prints how the shipped classifier does on parts of PublicTest, as the table of its model card.

    python training/slices.py

By class and by the light of the crop as it stands; by size and brightness after changing all of it.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from evaluate_classifier import figures, four_moods, named
from labels import FERPLUS, MOODS, moods, validation_rows
from levelled import crop_logits
from runtime import ASSETS, Network, calibrated


def smaller(crop: np.ndarray, side: int) -> np.ndarray:
    """The crop as a face of `side` pixels would give it."""
    small = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, crop.shape, interpolation=cv2.INTER_LINEAR)


def lighter(crop: np.ndarray, factor: float) -> np.ndarray:
    """The crop with every grey times factor."""
    return np.clip(crop * factor + 0.5, 0, 255).astype(np.uint8)


class Slices:
    """The rows of the table."""

    def __init__(self, network: Network, label: np.ndarray) -> None:
        self.network, self.label = network, label

    def probabilities(self, crops: np.ndarray) -> np.ndarray:
        """Calibrated probabilities [N,8]."""
        return calibrated(crop_logits(self.network, crops), self.network.manifest)

    def row(self, name: str, p: np.ndarray, label: np.ndarray) -> None:
        """Prints one slice: faces of the four moods, accuracy, macro-F1, and what is still named."""
        found, mood = figures(p, label), moods(label)
        four = mood >= 0
        sure = named(p, self.network.manifest["unsure_below"])[four]
        macro = f"{found['macro_f1']:.3f}" if len(np.unique(mood[four])) == len(MOODS) else ""
        right = four_moods(p)[four].argmax(1) == mood[four]
        print(
            f"| {name} | {found['n']} | {100 * found['accuracy']:.1f} | {macro}"
            f" | {100 * sure.mean():.0f} | {100 * right[sure].mean():.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FERPLUS)
    parser.add_argument("--manifest", type=Path, default=ASSETS / "mood.json")
    args = parser.parse_args()
    crops, label = validation_rows(args.data)
    slices = Slices(Network(args.manifest), label)
    whole = slices.probabilities(crops)
    print("| slice | faces | accuracy % | macro-F1 | named % | right when named % |\n|---|---|---|---|---|---|")
    slices.row("all", whole, label)
    for index, name in enumerate(MOODS):
        rows = moods(label) == index
        slices.row(name, whole[rows], label[rows])
    light = crops.mean((1, 2))
    for low, high in ((0, 90), (90, 150), (150, 256)):
        rows = (light >= low) & (light < high)
        slices.row(f"mean grey {low} to {high - 1}", whole[rows], label[rows])
    for side in (16, 24, 32):
        slices.row(f"face of {side} px", slices.probabilities(np.stack([smaller(c, side) for c in crops])), label)
    for factor in (0.4, 0.6, 1.4):
        slices.row(f"brightness x{factor}", slices.probabilities(np.stack([lighter(c, factor) for c in crops])), label)


if __name__ == "__main__":
    main()
