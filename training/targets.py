"""What the detector should say in each cell of its two output maps."""

import math

import numpy as np

from detector import STRIDES


def targets(size: tuple[int, int], boxes: np.ndarray, marks: np.ndarray, ignore: np.ndarray) -> np.ndarray:
    """Targets float32 [A,16] of a frame of `size` (width, height), cells of stride 8 before 16.

    Per cell: flag (1 face, 0 background, -1 outside the loss), box x1 y1 x2 y2, ten landmark
    coordinates, and 1 where the landmarks are known. Boxes are x y w h, all in pixels. Stride 8 owns
    faces under 36 px, stride 16 those from 28 px, both those between; near these limits the map that
    does not own a face is left alone.
    """
    maps = [_map(size, stride, boxes, marks, ignore) for stride in STRIDES]
    return np.concatenate([filled.reshape(-1, 16) for filled in maps])


def _map(size, stride, boxes, marks, ignore) -> np.ndarray:
    columns, rows = size[0] // stride, size[1] // stride
    x, y = np.meshgrid((np.arange(columns) + 0.5) * stride, (np.arange(rows) + 0.5) * stride)
    out = np.zeros((rows, columns, 16), np.float32)
    flag = out[..., 0]
    for face in np.argsort(-boxes[:, 2] * boxes[:, 3]):  # small faces last: they win shared cells
        left, top, width, height = boxes[face]
        dx, dy = np.abs(x - left - width / 2), np.abs(y - top - height / 2)
        inside = (dx < width / 2) & (dy < height / 2)
        side = math.sqrt(width * height)
        owned = side < 36 if stride == 8 else side >= 28
        if ignore[face] or not owned:
            if ignore[face] or 16 < side < 80:
                flag[inside & (flag == 0)] = -1
            continue
        centre = (dx <= min(0.35 * width, 1.5 * stride)) & (dy <= min(0.35 * height, 1.5 * stride))
        row, column = int((top + height / 2) // stride), int((left + width / 2) // stride)
        centre[min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)] = True
        around = (dx <= 0.3 * width) & (dy <= 0.3 * height) & ~centre
        flag[around & (flag == 0)] = -1
        known = bool(np.isfinite(marks[face]).all())
        values = marks[face].ravel() if known else np.zeros(10)
        out[centre] = [1, left, top, left + width, top + height, *values, known]
    return out
