"""Measures the face detector on the valid split of the face package.

    python training/evaluate_detector.py [--sweep]

A hit: the best box at or over the threshold overlaps the largest labelled face by IoU 0.5 or more.
Each photo is shown twice: letterboxed into 256x192 as a camera frame would be (`whole`), and moved
so that its largest face is --height of the frame's, as before a webcam (`webcam`). Face-free
photos are letterboxed; a false box is any box at or over the threshold.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from faces import FACES, Move, Photo, load
from runtime import ASSETS, Detection, Network, detect, iou

SIZE = (256, 192)
GREY = 114


def shown(photo: Photo, share: float | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A frame uint8 [192,256] of the photo, the main face's box x1 y1 x2 y2 and its landmarks [5,2].

    The photo is letterboxed, or with `share` moved so that the face has that share of the height.
    """
    height, width = photo.image.shape
    scale, source = min(SIZE[0] / width, SIZE[1] / height), (width / 2, height / 2)
    main = int(np.argmax(photo.boxes[:, 2:].prod(1) * ~photo.ignore)) if len(photo.boxes) else -1
    if share:
        box = photo.boxes[main]
        scale, source = share * SIZE[1] / box[3], tuple(box[:2] + box[2:] / 2)
    move = Move(scale, 0.0, False, source, (SIZE[0] / 2, SIZE[1] / 2))
    frame = move.image(photo.image, SIZE, cv2.BORDER_CONSTANT, GREY)
    if main < 0:
        return frame, np.zeros(4), np.zeros((5, 2))
    boxes, marks, _ = move.faces(photo)
    return frame, np.concatenate([boxes[main, :2], boxes[main, :2] + boxes[main, 2:]]), marks[main]


def misplaced(found: Detection, marks: np.ndarray) -> float:
    """Mean landmark error relative to the distance between the eyes."""
    return float(np.linalg.norm(found.marks - marks, axis=1).mean() / np.linalg.norm(marks[0] - marks[1]))


def measure(network: Network, photos: list[Photo], floor: float, height: float) -> dict[tuple[str, str], list]:
    """Per (view, source), one entry a photo: (score, IoU, landmark error) of the best box, or for
    face-free photos the scores of all boxes."""
    table = defaultdict(list)
    for photo in photos:
        if not len(photo.boxes):
            frame, _, _ = shown(photo)
            scores = [face.score for face in detect(network, frame, floor)]
            table["face-free", photo.source].append(scores)
        elif (~photo.ignore).any():
            for view, share in (("whole", None), ("webcam", height)):
                frame, box, marks = shown(photo, share)
                faces = detect(network, frame, floor)
                entry = (0.0, 0.0, np.nan)
                if faces:
                    entry = (faces[0].score, iou(faces[0].box, box), misplaced(faces[0], marks))
                table[view, photo.source].append(entry)
    return table


def summary(table: dict, threshold: float) -> list[str]:
    """One line per view and source at a threshold."""
    lines, boxes = [], []
    for (view, source), entries in sorted(table.items()):
        if view == "face-free":
            boxes += [sum(score >= threshold for score in scores) for scores in entries]
            false = sum(sum(score >= threshold for score in scores) for scores in entries)
            lines.append(f"{view:10} {source:12} n {len(entries):4} false boxes per image {false / len(entries):.3f}")
            continue
        score, overlap, error = np.array(entries).T
        hit = (score >= threshold) & (overlap >= 0.5)
        line = f"{view:10} {source:12} n {len(entries):4} main face hit {hit.mean():.3f}"
        if hit.any():
            off = np.nanmedian(error[hit])
            line += f" mean IoU {overlap[hit].mean():.3f} landmarks off by {off:.3f} eye distances"
        lines.append(line)
    return lines + [f"{'face-free':10} {'all':12} n {len(boxes):4} false boxes per image {np.mean(boxes):.3f}"]


def sweep(table: dict) -> list[str]:
    """Hit rate on close faces and false boxes per face-free photo at each threshold."""
    close = {"lfw_mux", "selfie", "selfie_mask"}
    lines = []
    for threshold in np.arange(0.3, 0.86, 0.05):
        rates = []
        for view in ("whole", "webcam"):
            entries = np.array([e for (v, s), rows in table.items() if v == view and s in close for e in rows])
            rates.append(((entries[:, 0] >= threshold) & (entries[:, 1] >= 0.5)).mean())
        free = [scores for (view, _), rows in table.items() if view == "face-free" for scores in rows]
        false = np.mean([sum(score >= threshold for score in scores) for scores in free])
        lines.append(f"threshold {threshold:.2f}: hit {rates[0]:.3f} whole, {rates[1]:.3f} webcam; false {false:.3f}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=FACES)
    parser.add_argument("--manifest", type=Path, default=ASSETS / "face.json")
    parser.add_argument("--height", type=float, default=0.45, help="the face's share of the frame in `webcam`")
    parser.add_argument("--sweep", action="store_true", help="also show other thresholds")
    args = parser.parse_args()
    cv2.setNumThreads(0)
    network = Network(args.manifest)
    threshold = network.manifest["score_threshold"]
    table = measure(network, load(args.data, "valid"), 0.3 if args.sweep else threshold, args.height)
    lines = summary(table, threshold)
    print("\n".join(lines + (sweep(table) if args.sweep else [])))


if __name__ == "__main__":
    main()
