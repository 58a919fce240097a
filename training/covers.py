"""Lays something over a face as a scarf, a hand or a mug would, to train and measure what tells that a mouth is covered."""

import cv2
import numpy as np

from faces import Photo

MASKED = "selfie_mask"
FREE = ("lfw_mux", "imfdb_mux", "selfie")
"""Sources whose faces show their mouths, but for a few."""


def laid_over(photo: Photo, face: int, mouth: bool, others: list[Photo], rng: np.random.Generator) -> Photo:
    """The photo with something laid over the mouth of a face, or else over its upper half.

    The landmarks of the face must be known. What is laid on is one grey, or a piece of one of `others`.
    """
    outline = _below_nose(photo, face, rng) if mouth and rng.random() < 0.7 else _blob(photo, face, mouth, rng)
    mask = np.zeros(photo.image.shape, np.float32)
    cv2.fillPoly(mask, [outline.round().astype(np.int32)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.3, 2.0))
    laid = _cloth(photo.image.shape, others, rng)
    image = photo.image + (laid - photo.image.astype(np.float32)) * mask
    return Photo(image.clip(0, 255).astype(np.uint8), photo.boxes, photo.marks, photo.ignore, photo.source)


def _below_nose(photo: Photo, face: int, rng: np.random.Generator) -> np.ndarray:
    """Outline [N,2] of a scarf: from between nose and lips down, its edge bent and tilted like the eyes."""
    marks, (left, top, width, height) = photo.marks[face], photo.boxes[face]
    nose, lips = marks[2, 1], marks[3:, 1].mean()
    begin, end = nose + rng.uniform(-0.4, 0.6) * (lips - nose), top + height * rng.uniform(1.0, 1.5)
    x = np.linspace(left - rng.uniform(-0.05, 0.4) * width, left + rng.uniform(0.95, 1.4) * width, 9)
    slope = (marks[1, 1] - marks[0, 1]) / max(marks[1, 0] - marks[0, 0], 1.0) + rng.normal() * 0.1
    bend = rng.normal() * 0.12 * height * ((x - marks[2, 0]) / width) ** 2
    edge = begin + slope * (x - marks[2, 0]) + bend + rng.normal(size=9) * 0.01 * height
    return np.concatenate([np.column_stack([x, edge]), [[x[-1], end], [x[0], end]]])


def _blob(photo: Photo, face: int, mouth: bool, rng: np.random.Generator) -> np.ndarray:
    """Outline [N,2] of a hand or a mug: an uneven ellipse over the whole mouth, or over an eye or the forehead."""
    marks, (left, top, width, height) = photo.marks[face], photo.boxes[face]
    if mouth:
        middle = marks[3:].mean(0) + rng.normal(size=2) * 0.04 * height
        half = np.linalg.norm(marks[4] - marks[3]) / 2
        radii = half * rng.uniform(1.5, 2.4), max(half, 0.12 * height) * rng.uniform(1.3, 2.2)
    else:
        middle = np.array([left + width * rng.uniform(0, 1), top + height * rng.uniform(0, 0.4)])
        radii = width * rng.uniform(0.15, 0.6), height * rng.uniform(0.05, 0.15)
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    uneven = 1 + rng.normal(size=16) * 0.06
    return middle + np.column_stack([np.cos(turn) * radii[0], np.sin(turn) * radii[1]]) * uneven[:, None]


def _cloth(shape: tuple[int, int], others: list[Photo], rng: np.random.Generator) -> np.ndarray:
    """What is laid on, float32 of `shape`: a grey, shaded or not, or a piece of a photo."""
    height, width = shape
    if rng.random() < 0.5:
        ramp = np.linspace(-1, 1, height)[:, None] * rng.normal() + np.linspace(-1, 1, width) * rng.normal()
        return (rng.integers(256) + 20 * ramp).astype(np.float32)
    image = others[rng.integers(len(others))].image
    share = rng.uniform(0.3, 1.0)
    high, wide = (max(8, int(side * share)) for side in image.shape)
    top, left = rng.integers(image.shape[0] - high + 1), rng.integers(image.shape[1] - wide + 1)
    return cv2.resize(image[top : top + high, left : left + wide], (width, height)).astype(np.float32)
