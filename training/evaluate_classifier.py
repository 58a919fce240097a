"""Measures the mood network on PublicTest and, with --calibrate, fits the manifest's calibration.

    python training/evaluate_classifier.py [--calibrate]

Four-mood figures are over rows whose majority label is one of the four; the network's mood is the
largest of its four probabilities. `temperature` and `logit_bias` minimise the eight-class log loss
(bias-corrected temperature scaling: Alexandari, Kundaje and Shrikumar, ICML 2020); `unsure_below` is
the lowest threshold at which the moods still named are at least 96 % right.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from labels import FERPLUS, LABELS, MOOD_COLUMNS, MOODS, moods, validation_rows
from levelled import crop_logits
from runtime import ASSETS, Network, align, calibrated, detect, level, mood_logits, zoomed

WANTED = 0.96


@torch.no_grad()
def probabilities(net: torch.nn.Module, crops: np.ndarray, side: int = 48) -> np.ndarray:
    """Softmax [N,8] of a torch network on crops uint8 [N,48,48], resized to side."""
    rows = []
    for start in range(0, len(crops), 256):
        x = torch.from_numpy(crops[start : start + 256]).float()[:, None] / 127.5 - 1
        if side != x.shape[-1]:
            x = F.interpolate(x, (side, side), mode="bilinear", align_corners=False)
        rows.append(F.softmax(net(x), 1))
    return torch.cat(rows).numpy()


def confusion(found: np.ndarray, true: np.ndarray, classes: int) -> np.ndarray:
    """Counts [classes, classes]; rows are the truth."""
    return np.bincount(true * classes + found, minlength=classes**2).reshape(classes, classes)


def f1(table: np.ndarray) -> np.ndarray:
    """F1 of each class of a confusion matrix."""
    return 2 * table.diagonal() / np.maximum(table.sum(0) + table.sum(1), 1)


def figures(p: np.ndarray, label: np.ndarray) -> dict:
    """Four-mood and eight-class figures of probabilities [N,8] against labels [N]."""
    mood = moods(label)
    four = mood >= 0
    table = confusion(p[four][:, MOOD_COLUMNS].argmax(1), mood[four], len(MOODS))
    neutral, sad = MOODS.index("neutral"), MOODS.index("sad")
    return {
        "n": int(four.sum()),
        "accuracy": float(table.diagonal().sum() / table.sum()),
        "macro_f1": float(f1(table).mean()),
        "f1": dict(zip(MOODS, f1(table).round(4).tolist())),
        "neutral_called_sad": float(table[neutral, sad] / table[neutral].sum()),
        "confusion": table.tolist(),
        "n_8": len(label),
        "accuracy_8": float((p.argmax(1) == label).mean()),
        "f1_8": dict(zip(LABELS, f1(confusion(p.argmax(1), label, len(LABELS))).round(4).tolist())),
    }


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error over equal bins of confidence."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[index == b].sum() - right[index == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(right))


def four_moods(p: np.ndarray) -> np.ndarray:
    """Probabilities [N,4] of MOODS, renormalised from [N,8]."""
    four = p[:, MOOD_COLUMNS]
    return four / four.sum(1, keepdims=True)


def fit_calibration(logits: np.ndarray, label: np.ndarray) -> dict:
    """The `temperature` and `logit_bias` (0 for the first class) of least eight-class log loss, to 0.01."""
    x, wanted = torch.from_numpy(logits).double(), torch.from_numpy(label)
    sharpness = torch.ones(1, dtype=torch.double, requires_grad=True)
    bias = torch.zeros(x.shape[1] - 1, dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([sharpness, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        value = F.cross_entropy(x * sharpness + F.pad(bias, (1, 0)), wanted)
        value.backward()
        return value

    optimiser.step(loss)
    return {"temperature": round(1 / sharpness.item(), 2), "logit_bias": [0.0, *bias.detach().numpy().round(2).tolist()]}


def cross_validated(logits: np.ndarray, label: np.ndarray, repeats: int = 5) -> np.ndarray:
    """Probabilities [repeats,N,8], each row's by a calibration fitted on the half that it is not in."""
    p = np.zeros((repeats, *logits.shape))
    for repeat in range(repeats):
        order = np.random.default_rng(repeat).permutation(len(label))
        for half, other in ((order[::2], order[1::2]), (order[1::2], order[::2])):
            p[repeat, half] = calibrated(logits[half], fit_calibration(logits[other], label[other]))
    return p


def named(p: np.ndarray, threshold: float) -> np.ndarray:
    """Whether the service names a mood, bool [N]: one leads clearly, and at least half of the
    probability [N,8] lies on the four."""
    return (four_moods(p).max(1) >= threshold) & (p[:, MOOD_COLUMNS].sum(1) >= 0.5)


def fit_threshold(p: np.ndarray, label: np.ndarray) -> float:
    """The lowest threshold on the top four-mood probability that keeps WANTED of the rest right."""
    mood = moods(label)
    right = four_moods(p).argmax(1) == mood
    for threshold in np.arange(0.25, 1.0, 0.01):
        if right[(mood >= 0) & named(p, threshold)].mean() >= WANTED:
            return round(float(threshold), 2)
    raise SystemExit("no threshold reaches the wanted share")


def report(logits: np.ndarray, label: np.ndarray, manifest: dict) -> dict:
    """All figures at the manifest's calibration."""
    p, threshold = calibrated(logits, manifest), manifest["unsure_below"]
    mood, q = moods(label), four_moods(p)
    four = mood >= 0
    right, sure = q[four].argmax(1) == mood[four], named(p, threshold)
    return figures(p, label) | {
        "temperature": manifest["temperature"],
        "logit_bias": manifest["logit_bias"],
        "log_loss_8": float(-np.log(p[np.arange(len(label)), label] + 1e-12).mean()),
        "ece_8": calibration_error(p.max(1), p.argmax(1) == label),
        "ece_four": calibration_error(q[four].max(1), right),
        "unsure_below": threshold,
        "coverage": float(sure[four].mean()),
        "right_when_sure": float(right[sure[four]].mean()),
        "other_called_a_mood": float(sure[~four].mean()),
    }


def found_logits(network: Network, crops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sends crops through our detector and levelling, as a frame goes; returns logits [M,8] and the M rows found."""
    faces, aligner = Network(ASSETS / "face.json"), Network(ASSETS / "align.json")
    framings = np.array(network.manifest["canonical_landmarks"]), zoomed(network.manifest)
    logits, rows = [], []
    for row, crop in enumerate(crops):
        frame = np.full((192, 256), int(crop.mean()), np.uint8)
        frame[36:156, 68:188] = cv2.resize(crop, (120, 120), interpolation=cv2.INTER_CUBIC)
        found = detect(faces, frame)
        if found:
            marks = align(aligner, frame, found[0].box).marks
            logits.append(mood_logits(network, *(level(frame, marks, canonical) for canonical in framings)))
            rows.append(row)
    return np.array(logits), np.array(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FERPLUS)
    parser.add_argument("--manifest", type=Path, default=ASSETS / "mood.json")
    parser.add_argument("--calibrate", action="store_true", help="write temperature, logit_bias and unsure_below")
    parser.add_argument("--levelled", action="store_true", help="also measure through the detector")
    args = parser.parse_args()

    crops, label = validation_rows(args.data)
    network = Network(args.manifest)
    manifest = network.manifest
    manifest.setdefault("logit_bias", [0.0] * len(LABELS))
    if args.calibrate:  # it decides who is looked at again, hence twice
        for _ in range(2):
            logits = crop_logits(network, crops)
            manifest.update(fit_calibration(logits, label))
    logits = crop_logits(network, crops)
    if args.calibrate:
        manifest["unsure_below"] = fit_threshold(calibrated(logits, manifest), label)
        args.manifest.write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps(report(logits, label, manifest), indent=1))
    halves = [short(figures(p, label)) for p in cross_validated(logits, label)]
    print("calibrated on the other half, five times:", *halves, sep="\n")
    if manifest["mirror_below"] > 0:
        once = figures(np.concatenate([calibrated(network(crop)[0], manifest) for crop in crops]), label)
        print(f"without the second look: {short(once)}")
    if args.levelled:
        again, rows = found_logits(network, crops)
        found = figures(calibrated(again, manifest), label[rows])
        print(f"levelled by our detector: {len(rows)} of {len(crops)} found; {short(found)}")
        same = figures(calibrated(logits[rows], manifest), label[rows])
        print(f"the same rows as FER frames them: {short(same)}")


def short(found: dict) -> str:
    """The headline figures in one line."""
    names = ("accuracy", "macro_f1", "accuracy_8", "neutral_called_sad")
    return ", ".join(f"{name} {found[name]:.4f}" for name in names)


if __name__ == "__main__":
    main()
