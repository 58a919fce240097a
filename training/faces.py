"""Photos with labelled faces, and the frames made from them to train the detector."""

import json
import math
import tarfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from disturb import disturb

FACES = Path("../shared/data/faces")
"""Default place of the package, seen from the repository root."""
MIRRORED = [1, 0, 2, 4, 3]
SHARE = {"lfw_mux": 1.0, "imfdb_mux": 1.5, "selfie": 8.0, "selfie_mask": 2.0, "wider": 10.0, "imagenet": 4.0}
"""How often a photo of a source is drawn, relative to one of LFW: the sources are very uneven."""


@dataclass
class Photo:
    """A grey image [h,w] with faces: boxes [N,4] x y w h, landmarks [N,5,2] (NaN unknown), in pixels."""

    image: np.ndarray
    boxes: np.ndarray
    marks: np.ndarray
    ignore: np.ndarray
    source: str


def load(folder: Path, split: str) -> list[Photo]:
    """Reads the photos of a split ("train", "valid") of the package."""
    labels = {entry["image"]: entry for entry in json.loads((folder / "labels.json").read_text())}
    photos = []
    with tarfile.open(folder / "images.tar") as archive:
        for member in archive:
            entry = labels.get(member.name)
            if entry is None or entry["split"] != split:
                continue
            data = np.frombuffer(archive.extractfile(member).read(), np.uint8)
            faces = entry["faces"]
            photos.append(
                Photo(
                    cv2.imdecode(data, cv2.IMREAD_GRAYSCALE),
                    np.array([[f["x"], f["y"], f["w"], f["h"]] for f in faces], np.float32).reshape(-1, 4),
                    np.array([f["lm"] or [np.nan] * 10 for f in faces], np.float32).reshape(-1, 5, 2),
                    np.array([f["ignore"] for f in faces], bool),
                    entry["source"],
                )
            )
    return photos


@dataclass
class Move:
    """A similarity: the photo's point `source` lands on the frame's point `target`. Points count from the top-left edge,
    so the centre of the first pixel is (0.5, 0.5)."""

    scale: float
    angle: float
    flip: bool
    source: tuple[float, float]
    target: tuple[float, float]

    def matrix(self) -> np.ndarray:
        """The 2x3 matrix of the move."""
        c, s = math.cos(self.angle) * self.scale, math.sin(self.angle) * self.scale
        linear = np.array([[-c if self.flip else c, -s], [-s if self.flip else s, c]])
        shift = np.array(self.target) - linear @ self.source
        return np.column_stack([linear, shift])

    def image(self, image: np.ndarray, size: tuple[int, int], border: int, value: float = 0) -> np.ndarray:
        """Warps an image into a frame of size (width, height), without aliasing."""
        matrix = self.matrix()
        if self.scale < 0.6:
            factor = max(self.scale * 1.2, 0.05)
            small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
            matrix[:, 0] *= image.shape[1] / small.shape[1]
            matrix[:, 1] *= image.shape[0] / small.shape[0]
            image = small
        matrix[:, 2] += matrix[:, :2] @ [0.5, 0.5] - 0.5  # to OpenCV's pixel centres at integers
        return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border, borderValue=value)

    def faces(self, photo: Photo) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The photo's boxes, landmarks and ignore flags in the frame."""
        linear, shift = self.matrix()[:, :2], self.matrix()[:, 2]
        half = photo.boxes[:, 2:] / 2
        centre = (photo.boxes[:, :2] + half) @ linear.T + shift
        marks = photo.marks @ linear.T + shift
        marks = marks[:, MIRRORED] if self.flip else marks
        return np.concatenate([centre - half * self.scale, half * 2 * self.scale], 1), marks, photo.ignore


class Scenes:
    """Draws training frames; one seed gives one sequence.

    Two fifths are faces pasted on face-free photos, a third whole photos with people, the rest
    face-free. A face-free photo is drawn more often the higher the detector last scored on it
    (`learn`), which is where its false boxes come from.
    """

    def __init__(self, photos: list[Photo], size: tuple[int, int], seed: int) -> None:
        self.size, self.rng = size, np.random.default_rng(seed)
        self.empty = [photo for photo in photos if not len(photo.boxes)]
        self.people = [photo for photo in photos if (~photo.ignore).any()]
        share = np.cumsum([SHARE[photo.source] for photo in self.people])
        self.share = share / share[-1]
        self.hardness = np.full(len(self.empty), 0.3)

    def draw(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]:
        """Frame uint8 [H,W], boxes [N,4], landmarks [N,5,2], ignore [N], and the index of the
        face-free photo it shows, or -1."""
        kind, index = self.rng.random(), -1
        if kind < 0.40:
            frame, boxes, marks, ignore = self._pasted()
        elif kind < 0.74:
            frame, boxes, marks, ignore = self._photo()
        else:
            frame, boxes, marks, ignore, index = self._empty()
        boxes, marks, ignore = self._visible(boxes, marks, ignore)
        if self.rng.random() < 0.1 and (~ignore).any():
            self._cover(frame, boxes[self.rng.choice(np.flatnonzero(~ignore))])
        return disturb(frame, self.rng), boxes, marks, ignore, index

    def learn(self, index: int, score: float) -> None:
        """Notes the highest score the detector gave on the face-free photo `index`."""
        self.hardness[index] = 0.5 * self.hardness[index] + 0.5 * score

    def _person(self) -> Photo:
        return self.people[min(int(np.searchsorted(self.share, self.rng.random())), len(self.people) - 1)]

    def _background(self) -> int:
        weight = np.cumsum(self.hardness + 0.05)
        return min(int(np.searchsorted(weight, self.rng.random() * weight[-1])), len(weight) - 1)

    def fill(self, photo: Photo, zoom: tuple[float, float], tilt: float) -> Move:
        """A move that covers the frame with the photo, times a zoom drawn from `zoom`."""
        height, width = photo.image.shape
        scale = max(self.size[0] / width, self.size[1] / height) * self.rng.uniform(*zoom)
        room = [max(0, width * scale - self.size[0]) / 2, max(0, height * scale - self.size[1]) / 2]
        target = [self.size[axis] / 2 + self.rng.uniform(-room[axis], room[axis]) for axis in (0, 1)]
        angle = math.radians(self.rng.normal() * tilt)
        return Move(scale, angle, self.rng.random() < 0.5, (width / 2, height / 2), tuple(target))

    def _photo(self):
        photo = self._person()
        close = photo.source in ("selfie", "selfie_mask", "lfw_mux", "imfdb_mux")
        zoom = (0.28, 1.05) if close else (1.0, 3.0 if photo.source == "wider" else 1.8)
        move = self.fill(photo, zoom, 9)
        border = self.rng.choice([cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT])
        grey = self.rng.choice([0, 114, self.rng.uniform(0, 255)])
        return move.image(photo.image, self.size, int(border), float(grey)), *move.faces(photo)

    def _empty(self):
        index = self._background()
        photo = self.empty[index]
        frame = self.fill(photo, (0.6, 2.5), 10).image(photo.image, self.size, cv2.BORDER_REFLECT_101)
        for _ in range(self.rng.choice([0, 0, 1])):
            frame, _ = self._paste(frame, self.empty[self._background()], np.zeros((0, 4)))
        return frame, np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros(0, bool), index

    def _pasted(self):
        photo = self.empty[self.rng.integers(len(self.empty))]
        frame = self.fill(photo, (1.0, 2.0), 0).image(photo.image, self.size, cv2.BORDER_REFLECT_101)
        boxes, marks, ignore = np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros(0, bool)
        for _ in range(self.rng.choice([1, 1, 1, 1, 2, 3])):
            frame, added = self._paste(frame, self._person(), boxes)
            if added is not None:
                boxes, marks, ignore = (np.concatenate(pair) for pair in zip((boxes, marks, ignore), added))
        if self.rng.random() < 0.25:
            frame, _ = self._paste(frame, self.empty[self._background()], boxes)
        return frame, boxes, marks, ignore

    def _paste(self, frame: np.ndarray, photo: Photo, taken: np.ndarray):
        """Lays a photo softly on the frame, its face (or middle) 14 to 120 px large.

        Returns the frame and the added faces; None if it would have hidden a face in `taken`.
        """
        height, width = photo.image.shape
        if len(photo.boxes):
            box = photo.boxes[self.rng.choice(np.flatnonzero(~photo.ignore))]
            side, middle = box[2:].max(), box[:2] + box[2:] / 2
        else:
            side, middle = max(height, width) * 0.6, (width / 2, height / 2)
        wanted = math.exp(self.rng.uniform(math.log(14), math.log(min(120, 0.8 * self.size[1]))))
        target = (
            self.rng.uniform(0.25 * wanted, self.size[0] - 0.25 * wanted),
            self.rng.uniform(0.3 * wanted, self.size[1] - 0.2 * wanted),
        )
        angle = math.radians(self.rng.normal() * 12)
        move = Move(wanted / side, angle, self.rng.random() < 0.5, tuple(middle), target)
        mask = self.mask(move, height, width)
        for left, top, wide, high in taken:
            hidden = mask[max(int(top), 0) : int(top + high) + 1, max(int(left), 0) : int(left + wide) + 1]
            if hidden.size and hidden.mean() > 0.12:
                return frame, None
        laid = move.image(photo.image, self.size, cv2.BORDER_REPLICATE).astype(np.float32)
        if self.rng.random() < 0.5:  # so that a jump in brightness is no cue for a face
            laid = np.clip(laid + self.rng.uniform(-40, 40), 0, 255)
        frame = (frame + (laid - frame) * mask).astype(np.uint8)
        return frame, move.faces(photo)

    def mask(self, move: Move, height: int, width: int) -> np.ndarray:
        """Weight [H,W] in 0..1 of a pasted photo: its rectangle or ellipse with a soft rim."""
        rim = int(self.rng.uniform(0.03, 0.15) * min(height, width))
        mask = np.zeros((height, width), np.float32)
        if self.rng.random() < 0.4:
            axes = (width // 2 - rim // 2, height // 2 - rim // 2)
            cv2.ellipse(mask, (width // 2, height // 2), axes, 0, 0, 360, 1.0, -1)
        else:
            cv2.rectangle(mask, (rim, rim), (width - rim, height - rim), 1.0, -1)
        soft = max(0.6, 0.04 * move.scale * width * self.rng.random())
        return cv2.GaussianBlur(move.image(mask, self.size, cv2.BORDER_CONSTANT), (0, 0), soft)

    def _visible(self, boxes, marks, ignore):
        """Drops faces out of the frame; ignores those less than 55 % in it or under 9 px."""
        low = np.maximum(boxes[:, :2], 0)
        high = np.minimum(boxes[:, :2] + boxes[:, 2:], self.size)
        seen = np.clip(high - low, 0, None).prod(1) / np.maximum(boxes[:, 2:].prod(1), 1e-3)
        small = boxes[:, 2:].max(1, initial=0) < 9
        keep = seen > 0.02
        return boxes[keep], marks[keep], (ignore | (seen < 0.55) | small)[keep]

    def _cover(self, frame: np.ndarray, box: np.ndarray) -> None:
        """Hides part of a face behind a grey rectangle, in place."""
        size = box[2:] * self.rng.uniform([0.2, 0.15], [0.6, 0.4])
        corner = box[:2] + self.rng.random(2) * (box[2:] - size)
        ends = [tuple(int(v) for v in point) for point in (corner, corner + size)]
        cv2.rectangle(frame, *ends, int(self.rng.integers(256)), -1)
