"""Chooses from where on the quick mood network settles a face, so that the thorough one is not asked.

    python training/cascade.py [--write]

Prints, by the least share of all eight classes that the quick network's leading mood must have, how many
PublicTest faces it settles and the figures of both together; also of a disturbed copy of each face, for
webcams are not as clear. `--write` notes the lowest threshold that costs at most 0.1 points of accuracy,
macro-F1 and eight-class accuracy in the mean of both as `settles_from` of quick.json.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from evaluate_classifier import figures, short
from labels import FERPLUS, MOOD_COLUMNS, moods, validation_rows
from levelled import crop_logits
from resting import disturbed
from runtime import ASSETS, Network, calibrated

THRESHOLDS = (0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)
MOST_LOST = 0.001
FIGURES = ("accuracy", "macro_f1", "accuracy_8")


def probabilities(network: Network, crops: np.ndarray) -> np.ndarray:
    """Calibrated probabilities [N,8] of crops uint8 [N,48,48]."""
    return calibrated(crop_logits(network, crops), network.manifest)


def together(quick: np.ndarray, thorough: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Prints the figures of both networks' probabilities [N,8]; returns by threshold what of FIGURES is lost
    against the thorough one alone, [len(THRESHOLDS),3]."""
    alone, four = figures(thorough, label), moods(label) >= 0
    print(f"quick alone: {short(figures(quick, label))}\nthorough alone: {short(alone)}")
    lost = []
    for threshold in THRESHOLDS:
        settled = quick[:, MOOD_COLUMNS].max(1) >= threshold
        both = figures(np.where(settled[:, None], quick, thorough), label)
        print(f"{threshold}: {100 * settled[four].mean():.1f} % settled; {short(both)}")
        lost.append([alone[name] - both[name] for name in FIGURES])
    return np.array(lost)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FERPLUS)
    parser.add_argument("--quick", type=Path, default=ASSETS / "quick.json")
    parser.add_argument("--thorough", type=Path, default=ASSETS / "mood.json")
    parser.add_argument("--write", action="store_true", help="write settles_from of the quick network")
    args = parser.parse_args()
    torch.manual_seed(0)
    crops, label = validation_rows(args.data)
    networks = Network(args.quick), Network(args.thorough)
    lost = np.zeros((len(THRESHOLDS), len(FIGURES)))
    for name, shown in (("as they are", crops), ("disturbed", disturbed(crops))):
        print(f"{name}:")
        lost += together(*(probabilities(network, shown) for network in networks), label) / 2
    little = [threshold for threshold, row in zip(THRESHOLDS, lost) if row.max() <= MOST_LOST]
    chosen = little[0] if little else None
    print(f"lowest that costs little: {chosen}")
    if args.write and not chosen:
        raise SystemExit("no threshold costs that little: quick.json stays as it was, and must not settle faces")
    if args.write:
        manifest = json.loads(args.quick.read_text()) | {"settles_from": chosen}
        args.quick.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
