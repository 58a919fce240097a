"""FER+ crowd votes to labels, and the rows of `train_valid.npz` that each split may use.

The rule is `majority` of Microsoft's FERPlus/src/ferplus.py (MIT):
1. a count of 1 is an outlier and becomes 0;
2. the highest count must exceed 50 % of what is left over all ten columns, or the row is dropped;
3. the row is dropped if the winner is `unknown` or `NF` (not a face).
"""

from pathlib import Path

import numpy as np

LABELS = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]
MOODS = ["happy", "sad", "angry", "neutral"]
MOOD_COLUMNS = [1, 3, 4, 0]
"""Column of LABELS behind each of MOODS (the `pure` variant: nothing is folded into a mood)."""

FERPLUS = Path("../shared/data/ferplus/train_valid.npz")
"""Default place of the package, seen from the repository root."""


def majority(votes: np.ndarray) -> np.ndarray:
    """Maps votes [N,10] to the index into LABELS, int64 [N]; -1 means the row is dropped."""
    counts = np.where(votes <= 1, 0, votes).astype(np.int64)
    winner = counts.argmax(1)
    clear = counts.max(1) > 0.5 * counts.sum(1)
    return np.where(clear & (winner < len(LABELS)), winner, -1)


def soft_targets(votes: np.ndarray) -> np.ndarray:
    """Maps votes [N,10] to a distribution over LABELS, float32 [N,8]; a row without votes stays 0."""
    counts = np.where(votes[:, :8] <= 1, 0, votes[:, :8]).astype(np.float32)
    return counts / np.maximum(counts.sum(1, keepdims=True), 1)


def moods(label: np.ndarray) -> np.ndarray:
    """Maps indices into LABELS (-1 = dropped) to indices into MOODS; -1 means none of the four."""
    table = np.full(len(LABELS) + 1, -1)
    table[MOOD_COLUMNS] = np.arange(len(MOODS))
    return table[label]


def training_rows(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Returns crops uint8 [N,48,48] and soft targets float32 [N,8] of the Training split.

    Left out: copies of PrivateTest and PublicTest images, rows without a vote for a feeling, and
    rows whose strongest column is `unknown` or `NF`.
    """
    package = np.load(path)
    votes, target = package["votes"], soft_targets(package["votes"])
    keep = (package["usage"] == 0) & ~package["dup_of_test"] & ~package["dup_of_valid"]
    keep &= (target.sum(1) > 0) & (votes[:, 8:].max(1) < votes[:, :8].max(1))
    return package["images"][keep], target[keep]


def validation_rows(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Returns crops uint8 [N,48,48] and labels int64 [N] of PublicTest, without PrivateTest copies."""
    package = np.load(path)
    label = majority(package["votes"])
    keep = (package["usage"] == 1) & ~package["dup_of_test"] & (label >= 0)
    return package["images"][keep], label[keep]
