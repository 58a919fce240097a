"""Webcam-like disturbances of a whole frame, in OpenCV."""

import math

import cv2
import numpy as np


def disturb(frame: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Frame uint8 [H,W] to uint8 [H,W]: low resolution, blur, light, noise, JPEG, each at times."""
    frame = _tone(_soften(frame, rng), rng)
    frame = _uneven(frame, rng) if rng.random() < 0.3 else frame
    if rng.random() < 0.4:
        noise = np.empty(frame.shape, np.int16)
        cv2.randn(noise, 0, abs(rng.normal(0, 9)))
        frame = np.clip(frame + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        coded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 80))])[1]
        frame = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return frame


def _soften(frame: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    kind = rng.random()
    if kind < 0.2:
        factor = rng.uniform(0.35, 0.8)
        small = cv2.resize(frame, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        return cv2.resize(small, frame.shape[::-1], interpolation=cv2.INTER_LINEAR)
    if kind < 0.35:
        return cv2.GaussianBlur(frame, (0, 0), rng.uniform(0.4, 1.6))
    if kind < 0.43:  # the hand or head moved
        length = int(rng.choice([3, 5, 7]))
        line = np.zeros((length, length), np.float32)
        line[length // 2] = 1 / length
        turn = cv2.getRotationMatrix2D((length // 2, length // 2), rng.uniform(0, 180), 1)
        return cv2.filter2D(frame, -1, cv2.warpAffine(line, turn, (length, length)))
    return frame


def _tone(frame: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Gamma, contrast, brightness and at times a dark room, as one table of 256 greys."""
    grey = 255 * (np.arange(256) / 255) ** math.exp(rng.normal(0, 0.35))
    grey = (grey - 127) * rng.uniform(0.6, 1.3) + 127 + rng.uniform(-30, 30)
    grey = grey * rng.uniform(0.15, 0.5) if rng.random() < 0.1 else grey
    return cv2.LUT(frame, np.clip(grey, 0, 255).astype(np.uint8))


def _uneven(frame: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Light from the left or the right."""
    ramp = np.linspace(rng.uniform(0.35, 1), rng.uniform(0.6, 1.2), frame.shape[1], dtype=np.float32)
    ramp = ramp if rng.random() < 0.5 else ramp[::-1]
    return np.clip(frame * ramp, 0, 255).astype(np.uint8)
