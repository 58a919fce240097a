"""Measures where the five landmarks lie in FER's 48x48 crops: the frame a detected face is levelled to.

    python training/crop_protocol.py --write emotion-svc/assets/mood.json

The classifier was trained on FER crops, so Rust must hand it crops framed alike. A reference
detector (YuNet, Apache-2.0, outside this repository, never shipped) finds the landmarks of a
sample of Training crops; their medians, averaged with their mirror image, are the canonical
landmarks. Order: eye, eye, nose, mouth corner, mouth corner, the image's left one first. Unit:
pixels of the 48x48 crop, from its top-left edge (the centre of the first pixel is 0.5, 0.5).
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from labels import FERPLUS, training_rows

SIDE, ZOOM, CANVAS = 48, 4, 320
MIRRORED = [1, 0, 2, 4, 3]


def canvas(crop: np.ndarray) -> tuple[np.ndarray, int]:
    """Enlarges a crop [48,48] and centres it on grey, BGR [320,320,3]; returns it and its margin."""
    margin = (CANVAS - SIDE * ZOOM) // 2
    large = cv2.resize(crop, None, fx=ZOOM, fy=ZOOM, interpolation=cv2.INTER_CUBIC)
    framed = cv2.copyMakeBorder(large, *[margin] * 4, cv2.BORDER_CONSTANT, value=int(crop.mean()))
    return cv2.cvtColor(framed, cv2.COLOR_GRAY2BGR), margin


def landmarks(crops: np.ndarray, model: Path, score: float) -> np.ndarray:
    """Returns landmarks [M,5,2] in crop pixels of the crops in which the detector is sure of a face."""
    detector = cv2.FaceDetectorYN.create(str(model), "", (CANVAS, CANVAS), score)
    found = []
    for crop in crops:
        image, margin = canvas(crop)
        faces = detector.detect(image)[1]
        if faces is not None:
            best = max(faces, key=lambda face: face[14])
            found.append((best[4:14].reshape(5, 2) - margin) / ZOOM)
    return np.array(found)


def canonical(points: np.ndarray) -> np.ndarray:
    """Median landmarks [5,2] of points [M,5,2], made symmetric about the crop's middle column."""
    middle = np.median(points, axis=0)
    mirror = middle[MIRRORED] * [-1, 1] + [SIDE, 0]
    return (middle + mirror) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FERPLUS)
    parser.add_argument("--model", type=Path, default=Path("../shared/data/reference/yunet_n_320_320.onnx"))
    parser.add_argument("--sample", type=int, default=2000, help="Training crops to look at")
    parser.add_argument("--score", type=float, default=0.8, help="least detector score that counts")
    parser.add_argument("--write", type=Path, help="manifest whose canonical_landmarks are replaced")
    args = parser.parse_args()
    cv2.setNumThreads(1)

    crops, _ = training_rows(args.data)
    rows = np.random.default_rng(0).choice(len(crops), args.sample, replace=False)
    points = landmarks(crops[np.sort(rows)], args.model, args.score)
    frame = canonical(points)
    spread = np.percentile(points, [10, 90], axis=0)
    print(f"{len(points)} of {args.sample} crops with a sure face")
    for name, at, low, high in zip(["eye", "eye", "nose", "mouth", "mouth"], frame, *spread):
        print(f"{name:6} {at.round(2)}  10 %: {low.round(1)}  90 %: {high.round(1)}")
    if args.write:
        manifest = json.loads(args.write.read_text())
        manifest["canonical_landmarks"] = frame.round(2).tolist()
        args.write.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
