"""Faces of the detector's photos as 48x48 crops without a label, for a teacher to judge."""

import json
from pathlib import Path

import numpy as np

from faces import load
from runtime import ASSETS, level

SOURCES = ("lfw_mux", "imfdb_mux", "selfie")
"""Photos of one near face each; masked copies and crowds are left out."""
LEAST_EYES = 12.0
"""Least distance between the eyes, in pixels of the photo: two thirds of a crop's."""


def photo_faces(folder: Path, every: int = 2) -> np.ndarray:
    """Levelled crops uint8 [N,48,48] of the train split, of LFW's photos only one in `every`."""
    canonical = np.array(json.loads((ASSETS / "mood.json").read_text())["canonical_landmarks"])
    crops = []
    for index, photo in enumerate(load(folder, "train")):
        if photo.source not in SOURCES or (photo.source == "lfw_mux" and index % every):
            continue
        for marks, ignore in zip(photo.marks, photo.ignore):
            if not ignore and np.linalg.norm(marks[0] - marks[1]) >= LEAST_EYES:
                crops.append(level(photo.image, marks, canonical))
    return np.array(crops)
