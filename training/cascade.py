"""Chooses from where on the quick mood network settles a face, so that the thorough one is not asked.

    python training/cascade.py [--write]

Prints, by threshold on the quick network's leading mood, how many PublicTest faces it settles and the
figures of both together. `--write` notes the lowest threshold that costs at most 0.1 points of
accuracy and of macro-F1 as `unsure_below` of quick.json.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from evaluate_classifier import figures, named, short
from labels import FERPLUS, moods, validation_rows
from runtime import ASSETS, Network, calibrated, mood_logits

THRESHOLDS = (0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)
MOST_LOST = 0.001


def probabilities(network: Network, crops: np.ndarray) -> np.ndarray:
    """Calibrated probabilities [N,8] of crops uint8 [N,48,48]."""
    return calibrated(np.stack([mood_logits(network, crop) for crop in crops]), network.manifest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FERPLUS)
    parser.add_argument("--quick", type=Path, default=ASSETS / "quick.json")
    parser.add_argument("--thorough", type=Path, default=ASSETS / "mood.json")
    parser.add_argument("--write", action="store_true", help="write unsure_below of the quick network")
    args = parser.parse_args()
    crops, label = validation_rows(args.data)
    quick, thorough = (probabilities(Network(path), crops) for path in (args.quick, args.thorough))
    alone, four = figures(thorough, label), moods(label) >= 0
    print(f"quick alone: {short(figures(quick, label))}\nthorough alone: {short(alone)}")
    chosen = None
    for threshold in THRESHOLDS:
        settled = named(quick, threshold)
        together = figures(np.where(settled[:, None], quick, thorough), label)
        print(f"{threshold}: {100 * settled[four].mean():.1f} % settled; {short(together)}")
        cheap = all(alone[name] - together[name] <= MOST_LOST for name in ("accuracy", "macro_f1"))
        chosen = threshold if cheap and chosen is None else chosen
    print(f"lowest that costs little: {chosen}")
    if args.write and chosen:
        manifest = json.loads(args.quick.read_text()) | {"unsure_below": chosen}
        args.quick.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
