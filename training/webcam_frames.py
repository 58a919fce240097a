"""Makes webcam-like frames of the valid split, on which `emotion-svc eval --images DIR` measures.

    python training/webcam_frames.py /tmp/webcam

Each frame of 640x480 has one person laid on a face-free photo, the face 0.22 to 0.5 of the height;
every face-free photo is there by itself as well. Selfies are few, so each is used four times.
"""

import argparse
import json
import math
from pathlib import Path

import cv2
import numpy as np

from faces import FACES, Move, Photo, Scenes, load

SIZE = (640, 480)
QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 85]


def person(scenes: Scenes, photo: Photo, empty: list[Photo]) -> tuple[np.ndarray, dict]:
    """A frame uint8 [480,640] and its face as labels.json has it."""
    rng = scenes.rng
    ground = empty[rng.integers(len(empty))]
    frame = scenes.fill(ground, (1.0, 1.6), 0).image(ground.image, SIZE, cv2.BORDER_REFLECT_101)
    box = photo.boxes[0]
    target = (rng.uniform(0.3, 0.7) * SIZE[0], rng.uniform(0.35, 0.6) * SIZE[1])
    scale, angle = SIZE[1] * rng.uniform(0.22, 0.5) / box[3], math.radians(rng.normal() * 5)
    move = Move(scale, angle, rng.random() < 0.5, tuple(box[:2] + box[2:] / 2), target)
    mask = scenes.mask(move, *photo.image.shape)
    laid = move.image(photo.image, SIZE, cv2.BORDER_REPLICATE).astype(np.float32)
    boxes, marks, _ = move.faces(photo)
    face = dict(zip("xywh", boxes[0].tolist())) | {"score": 1.0, "lm": marks[0].ravel().tolist(), "ignore": False}
    return (frame + (laid - frame) * mask).astype(np.uint8), face


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FACES)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    photos = load(args.data, "valid")
    scenes = Scenes(photos, SIZE, 3)
    empty = [photo for photo in photos if not len(photo.boxes)]
    alone = [photo for photo in photos if len(photo.boxes) == 1 and not photo.ignore[0]]
    people = [photo for photo in alone if photo.source in ("selfie", "selfie_mask")] * 4
    people += [photo for photo in alone if photo.source == "lfw_mux"][::3]
    shown = [(photo.source, *person(scenes, photo, empty)) for photo in people]
    for photo in empty:
        frame = scenes.fill(photo, (1.0, 1.3), 0).image(photo.image, SIZE, cv2.BORDER_REFLECT_101)
        shown.append((photo.source, frame, None))
    labels = []
    for index, (source, frame, face) in enumerate(shown):
        name = f"{index:05}.jpg"
        cv2.imwrite(str(args.out / name), frame, QUALITY)
        size = {"image": name, "w": SIZE[0], "h": SIZE[1], "source": source, "split": "valid"}
        labels.append(size | {"faces": [face] if face else []})
    (args.out / "labels.json").write_text(json.dumps(labels))
    print(f"{len(labels)} frames, {len(people)} with a face")


if __name__ == "__main__":
    main()
