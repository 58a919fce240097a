"""FER's crops framed as the service frames faces: levelled by the alignment network."""

import json

import numpy as np

from runtime import ASSETS, Network, align, level, mood_logits, zoomed


def levelled(crops: np.ndarray, canonical: np.ndarray | None = None) -> np.ndarray:
    """Crops uint8 [N,48,48], each levelled to the canonical landmarks [5,2] if the alignment network, shown all of it,
    sees a face there."""
    if canonical is None:
        canonical = np.array(json.loads((ASSETS / "mood.json").read_text())["canonical_landmarks"])
    aligner = Network(ASSETS / "align.json")
    whole = np.array([0.0, 0.0, *crops.shape[:0:-1]])
    again = crops.copy()
    for row, crop in enumerate(crops):
        face = align(aligner, crop, whole)
        if face.score >= aligner.manifest["score_threshold"]:
            again[row] = level(crop, face.marks, canonical)
    return again


def crop_logits(network: Network, crops: np.ndarray) -> np.ndarray:
    """Logits [N,8] of FER's crops uint8 [N,48,48]: the first look is the crop as it is, the second is levelled."""
    looks_twice = network.manifest["mirror_below"] > 0
    again = levelled(crops, zoomed(network.manifest)) if looks_twice else crops
    return np.stack([mood_logits(network, *looks) for looks in zip(crops, again)])
