"""Square views around faces, and around what is none, to train and measure the alignment network."""

import math

import cv2
import numpy as np

from alignment import SHARE, SIDE
from covers import FREE, MASKED, laid_over
from disturb import disturb
from faces import SHARE as SOURCE_SHARE
from faces import Move, Photo
from runtime import ASSETS, Network, detect

LEAST_FACE = 20
"""Faces of fewer pixels have landmarks that nobody placed well."""


class Views:
    """Draws training views; one seed gives one sequence. What the detector takes for a face where there
    is none is drawn more often the higher the network last scored on it (`learn`)."""

    def __init__(self, photos: list[Photo], seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.empty = [photo for photo in photos if not len(photo.boxes)]
        self.faces = [
            (photo, face)
            for photo in photos
            for face in np.flatnonzero(~photo.ignore)
            if photo.boxes[face, 2:].max() >= LEAST_FACE
        ]
        share = [SOURCE_SHARE[photo.source] / (4 if photo.source == "wider" else 1) for photo, _ in self.faces]
        self.share = np.cumsum(share) / np.sum(share)
        self.mistaken = mistaken(self.empty, np.random.default_rng(seed))
        self.hardness = np.full(len(self.mistaken), 0.3)

    def draw(self) -> tuple[np.ndarray, np.ndarray, int]:
        """View uint8 [SIDE,SIDE], target [18], and the index of the mistaken box it shows, or -1."""
        kind, index, target = self.rng.random(), -1, np.zeros(18, np.float32)
        if kind < 0.65:
            photo, face = self.faces[min(int(np.searchsorted(self.share, self.rng.random())), len(self.faces) - 1)]
            view, target = self.face(photo, face, far=kind < 0.05, cover=True)
        elif kind < 0.9:
            weight = np.cumsum(self.hardness + 0.05)
            index = min(int(np.searchsorted(weight, self.rng.random() * weight[-1])), len(weight) - 1)
            photo, box = self.mistaken[index]
            view = self.around(photo, box)[0]
        else:
            photo = self.empty[self.rng.integers(len(self.empty))]
            view = self._anywhere(photo)
        return disturb(view, self.rng), target, index

    def learn(self, index: int, score: float) -> None:
        """Notes the score that the network gave on the mistaken box `index`."""
        self.hardness[index] = 0.7 * self.hardness[index] + 0.3 * score

    def face(self, photo: Photo, face: int, far: bool = False, cover: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """A view as the detector's box would give it, off by some 7 % of the face and 14 % in scale; with
        `far` it misses the face, which is then none; with `cover` something is at times laid over the face."""
        known = photo.source == MASKED or photo.source in FREE
        covered = photo.source == MASKED
        if cover and photo.source in FREE and np.isfinite(photo.marks[face]).all() and self.rng.random() < 0.5:
            covered = self.rng.random() < 0.6
            photo = laid_over(photo, face, covered, self.empty, self.rng)
        off = self.rng.normal(size=2) * 0.07
        if far:
            turn = self.rng.uniform(0, 2 * math.pi)
            off = np.array([math.cos(turn), math.sin(turn)]) * self.rng.uniform(0.75, 1.2)
        view, move = self.around(photo, photo.boxes[face], off)
        return view, np.zeros(18, np.float32) if far else target(move, photo, face, covered, known)

    def around(self, photo: Photo, box: np.ndarray, off: np.ndarray | float = 0.0) -> tuple[np.ndarray, Move]:
        """A view around a box x y w h, its middle off by so many of its sides."""
        side = box[2:].max()
        scale = SHARE * SIDE / side * math.exp(self.rng.normal() * 0.14)
        angle = math.radians(self.rng.normal() * 12)
        middle = box[:2] + box[2:] / 2 + off * side
        move = Move(scale, angle, self.rng.random() < 0.5, tuple(middle), (SIDE / 2, SIDE / 2))
        border = int(self.rng.choice([cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT]))
        return move.image(photo.image, (SIDE, SIDE), border, 114), move

    def _anywhere(self, photo: Photo) -> np.ndarray:
        height, width = photo.image.shape
        side = math.exp(self.rng.uniform(math.log(24), math.log(1.2 * min(height, width))))
        middle = (self.rng.uniform(0, width), self.rng.uniform(0, height))
        move = Move(SIDE / side, 0.0, self.rng.random() < 0.5, middle, (SIDE / 2, SIDE / 2))
        return move.image(photo.image, (SIDE, SIDE), cv2.BORDER_REPLICATE)


def mistaken(photos: list[Photo], rng: np.random.Generator, looks: int = 4) -> list[tuple[Photo, np.ndarray]]:
    """Boxes x y w h in face-free photos that the detector takes for a face with a score of 0.2 or more:
    in the whole photo, and in parts of it seen closer."""
    network, found = Network(ASSETS / "face.json"), []
    for photo in photos:
        height, width = photo.image.shape
        for look in range(looks):
            share = rng.uniform(0.3, 0.8) if look else 1.0
            left, top = rng.uniform(0, 1 - share, 2) * (width, height)
            scale = min(256 / (width * share), 192 / (height * share))
            view = Move(scale, 0.0, False, (left, top), (0, 0)).image(photo.image, (256, 192), cv2.BORDER_CONSTANT, 114)
            for face in detect(network, view, 0.2):
                box = face.box / scale + [left, top, left, top]
                found.append((photo, np.concatenate([box[:2], box[2:] - box[:2]])))
    return found


def target(move: Move, photo: Photo, face: int, covered: bool, is_known: bool) -> np.ndarray:
    """The target [18] of a face in a view, see `alignment.loss`; `is_known` says whether `covered` is."""
    boxes, marks, _ = move.faces(photo)
    left, top, width, height = boxes[face]
    placed = bool(np.isfinite(marks[face]).all())
    place = np.array([left, top, left + width, top + height, *(marks[face].ravel() if placed else np.full(10, SIDE / 2))])
    return np.array([1, *(place / SIDE - 0.5), covered, placed, is_known], np.float32)
