"""What a person's own resting face is worth: the reference for it, and what it changes.

    python training/resting.py [--write]

A calibration (emotion-svc/src/calibration.rs) compares the log-odds against `neutral` that the
network gives a person at rest with those of a typical resting face, and later takes back what is
over. FER+ names nobody, so a person is simulated: FRAMES disturbed copies of one PublicTest face
calibrate, another copy is judged. How much real sadness that costs is shown with the calibration of
some other, random neutral face, which is harder than a person's own.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from augment import webcam
from evaluate_classifier import four_moods
from labels import FERPLUS, LABELS, MOODS, moods, validation_rows
from runtime import ASSETS, Network, calibrated

FRAMES = 6
SHARES = (0.15, 0.3, 0.5, 0.75)
MOST = 2.0
"""Shares of the excess that may be taken back, and the most; the service takes 0.3 (calibration/shift.rs)."""
NEUTRAL = LABELS.index("neutral")
MOST_EXPRESSIVE = 0.35
"""Share of happiness and surprise over which a face may not calibrate (calibration.rs)."""


def log_odds(network: Network, crops: np.ndarray) -> np.ndarray:
    """Log-odds [N,8] against neutral, calibrated, of crops uint8 [N,48,48] in one pass."""
    logits = np.stack([network(crop)[0][0] for crop in crops])
    odds = np.log(calibrated(logits, network.manifest) + 1e-9)
    return odds - odds[:, [NEUTRAL]]


def disturbed(crops: np.ndarray) -> np.ndarray:
    """One webcam-like copy of each crop, uint8 [N,48,48]."""
    x = webcam(torch.from_numpy(crops), 48)[:, 0]
    return ((x + 1) * 127.5).round().clamp(0, 255).byte().numpy()


def shifts(share: float, at_rest: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """What is taken off each log-odds, [N,8], by the mean log-odds [N,8] at rest."""
    return (share * (at_rest - reference)).clip(0, MOST)


def named(odds: np.ndarray) -> np.ndarray:
    """The leading mood [N] of log-odds [N,8]."""
    return four_moods(np.exp(odds)).argmax(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FERPLUS)
    parser.add_argument("--manifest", type=Path, default=ASSETS / "mood.json")
    parser.add_argument("--write", action="store_true", help="write resting_log_odds into the manifest")
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network = Network(args.manifest)
    crops, label = validation_rows(args.data)
    mood = moods(label)
    rest, sad = crops[mood == MOODS.index("neutral")], crops[mood == MOODS.index("sad")]
    reference = log_odds(network, rest).mean(0)
    print("typical resting face:", dict(zip(LABELS, reference.round(2).tolist())))
    for name in ("neutral", "happy"):
        shown = np.exp(log_odds(network, crops[mood == MOODS.index(name)]))
        shown = shown[:, [LABELS.index("happiness"), LABELS.index("surprise")]].sum(1) / shown.sum(1)
        print(f"too expressive to calibrate: {(shown > MOST_EXPRESSIVE).mean():.3f} of {name} faces")
    at_rest = np.mean([log_odds(network, disturbed(rest)) for _ in range(FRAMES)], 0)
    later, grieving = log_odds(network, disturbed(rest)), log_odds(network, disturbed(sad))
    others = np.random.default_rng(0).integers(len(rest), size=len(sad))
    for share in (0.0, *SHARES):
        shift = shifts(share, at_rest, reference)
        wrong = (named(later - shift) == MOODS.index("sad")).mean()
        kept = (named(grieving - shift[others]) == MOODS.index("sad")).mean()
        print(f"share {share}: neutral called sad {wrong:.3f}, sad found with another's calibration {kept:.3f}")
    if args.write:
        manifest = json.loads(args.manifest.read_text())
        manifest["resting_log_odds"] = [round(float(value), 2) for value in reference]
        args.manifest.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
