"""What the service does with the ONNX files, in numpy: the reference for the Rust code.

Pixels: a coordinate counts from the top-left edge, so the centre of the first pixel is (0.5, 0.5).
"""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from labels import MOOD_COLUMNS

ASSETS = Path("emotion-svc/assets")
EYES_AND_MOUTH = [0, 1, 3, 4]
GREY = 114
"""What lies around a frame."""


class Network:
    """An ONNX file with its manifest; runs one grey image at a time."""

    def __init__(self, manifest: Path) -> None:
        self.manifest = json.loads(manifest.read_text())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        path = manifest.parent / self.manifest["file"]
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, image: np.ndarray) -> list[np.ndarray]:
        """Outputs for a grey image uint8 [height,width] of the manifest's size."""
        wanted = self.manifest["input"]
        x = image.astype(np.float32)[None, None] * np.float32(wanted["scale"]) + np.float32(wanted["offset"])
        return self.session.run(None, {wanted["name"]: x})


@dataclass
class Detection:
    """A face: its score in 0..1, box x1 y1 x2 y2 and landmarks [5,2] in pixels of the frame."""

    score: float
    box: np.ndarray
    marks: np.ndarray


def iou(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes x1 y1 x2 y2."""
    size = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None)
    shared = size.prod()
    return float(shared / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - shared + 1e-9))


def detect(network: Network, frame: np.ndarray, threshold: float | None = None) -> list[Detection]:
    """Faces in a frame uint8 [192,256] at or over the threshold, best first, overlaps removed."""
    manifest = network.manifest
    threshold = manifest["score_threshold"] if threshold is None else threshold
    found = []
    for out, stride in zip(network(frame), manifest["strides"]):
        score = 1 / (1 + np.exp(-out[0, 0]))
        for row, column in zip(*np.nonzero(score >= threshold)):
            cell = out[0, :, row, column]
            centre = (np.array([column, row]) + 0.5) * stride
            reach = np.exp(np.clip(cell[1:5], -4, 4)) * stride
            box = np.concatenate([centre - reach[:2], centre + reach[2:]])
            found.append(Detection(float(score[row, column]), box, cell[5:].reshape(5, 2) * 2 * stride + centre))
    kept: list[Detection] = []
    for face in sorted(found, key=lambda face: -face.score):
        if all(iou(face.box, other.box) <= manifest["nms_iou"] for other in kept):
            kept.append(face)
    return kept


def align(network: Network, frame: np.ndarray, box: np.ndarray) -> Detection:
    """What the alignment network says of a box x1 y1 x2 y2 in a frame uint8 [H,W]: its score, and the exact
    box and landmarks."""
    side = network.manifest["input"]["width"]
    whole = max(1.0, np.floor((box[2:] - box[:2]).max() / network.manifest["share"] + 0.5))
    corner = np.floor((box[:2] + box[2:]) / 2 - whole / 2 + 0.5)
    size = frame.shape[::-1]
    low, high = (np.clip(at, 0, size).astype(int) for at in (corner, corner + whole))
    padded = np.full((int(whole), int(whole)), GREY, np.uint8)
    x, y = (low - corner).astype(int)
    padded[y : y + high[1] - low[1], x : x + high[0] - low[0]] = frame[low[1] : high[1], low[0] : high[0]]
    view = cv2.resize(padded, (side, side), interpolation=cv2.INTER_AREA if whole > side else cv2.INTER_LINEAR)
    out = network(view)[0][0]
    place = (out[1:15].reshape(-1, 2) + 0.5) * whole + corner
    return Detection(float(1 / (1 + np.exp(-out[0]))), place[:2].ravel(), place[2:])


def similarity(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The 2x3 matrix of rotation, scale and shift that takes source [K,2] nearest to target [K,2].

    Least squares in closed form: with both sets centred, scale and angle are one complex quotient.
    """
    a, b = (points - points.mean(0) for points in (source, target))
    c = (a * b).sum() / (a * a).sum()
    s = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / (a * a).sum()
    linear = np.array([[c, -s], [s, c]])
    return np.column_stack([linear, target.mean(0) - linear @ source.mean(0)])


POINTS = 2
"""Points looked at per pixel of a levelled crop and axis."""


def level(image: np.ndarray, marks: np.ndarray, canonical: np.ndarray, side: int = 48) -> np.ndarray:
    """The levelled crop uint8 [side,side] of a grey image, by the landmarks of one face.

    Least squares over eyes and mouth corners (the nose moves with the head's pose and is
    left out). Each pixel is the mean of POINTS x POINTS points, and shrinking averages over about the distance
    between two of them; what lies outside repeats the border.
    """
    matrix = similarity(POINTS * canonical[EYES_AND_MOUTH], marks[EYES_AND_MOUTH])  # from the points to the frame
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if scale > 1:
        small = cv2.resize(image, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
        matrix *= np.array(small.shape[::-1])[:, None] / np.array(image.shape[::-1])[:, None]
        image = small
    matrix[:, 2] += matrix[:, :2] @ [0.5, 0.5] - 0.5  # to OpenCV's pixel centres at integers
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    points = cv2.warpAffine(image, matrix, (POINTS * side,) * 2, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(points, (side, side), interpolation=cv2.INTER_AREA)


def zoomed(manifest: dict) -> np.ndarray:
    """Where landmarks [5,2] lie in a crop that shows the face `mirror_zoom` times as large as usual."""
    middle = manifest["input"]["width"] / 2
    return (np.array(manifest["canonical_landmarks"]) - middle) * manifest.get("mirror_zoom", 1.0) + middle


def mood_logits(network: Network, crop: np.ndarray, again: np.ndarray | None = None) -> np.ndarray:
    """Logits [8] of a crop uint8 [48,48]. Where the leading mood has less than the manifest's `mirror_below` they are
    averaged with those of a second look: the mirror image of `again`, the face framed anew [S,S], or of the crop."""
    side = network.manifest["input"]["width"]
    if crop.shape != (side, side):
        crop = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
    logits = network(crop)[0][0]
    four = calibrated(logits, network.manifest)[MOOD_COLUMNS]
    if four.max() / four.sum() < network.manifest["mirror_below"]:
        again = crop if again is None else again
        logits = (logits + network(np.ascontiguousarray(again[:, ::-1]))[0][0]) / 2
    return logits


def calibrated(logits: np.ndarray, manifest: dict) -> np.ndarray:
    """Probabilities of logits [...,8] at the manifest's temperature and bias."""
    return softmax(logits / manifest["temperature"] + np.array(manifest["logit_bias"]))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of logits [...,8]."""
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
