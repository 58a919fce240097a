"""Writes the vectors by which the Rust tests prove that they compute what Python computes.

    python training/make_golden.py

Drawn faces only, no photo. Run again whenever a file in emotion-svc/assets changes.

mood_golden.json: `temperature`, `logit_bias`; `crops`, each {"grey": base64 of 48*48 bytes, row by row,
"logits": [8], "probabilities": [8] calibrated by them, both averaged with the
mirror image's where the leader is under `mirror_below`, "quick": the quick network's probabilities, "aligned": where
the alignment network sees the face that fills the crop, "framed": the logits if the second look is levelled by that}.
face_golden.json: `frames`, each {"grey": base64 of 256*192 bytes, "o8_sum", "o16_sum" (sums of the
maps), "o8_abs_sum", "o16_abs_sum", "top_logit", "faces": what detection gives at the manifest's
threshold: {"score", "box": x1 y1 x2 y2, "landmarks": [[x, y] * 5]}, "crop": base64 of the levelled
48*48 crop of the best face, or null}.
"""

import argparse
import base64
import json
from pathlib import Path

import cv2
import numpy as np

from runtime import ASSETS, Detection, Network, align, calibrated, detect, level, mood_logits, zoomed

GOLDEN = Path("emotion-svc/tests/golden")


def encode(grey: np.ndarray) -> str:
    """Base64 of the bytes of a grey image, row by row."""
    return base64.b64encode(np.ascontiguousarray(grey, np.uint8).tobytes()).decode()


def draw_face(side: int, seed: int) -> np.ndarray:
    """A drawn face uint8 [side,side]: head, brows, eyes, nose and a mouth that smiles or frowns."""
    rng = np.random.default_rng(seed)
    big, unit = 4 * side, 4 * side / 48
    at = lambda x, y: (int(x * unit), int(y * unit))  # noqa: E731
    skin, dark = int(rng.integers(110, 215)), int(rng.integers(15, 60))
    face = np.full((big, big), int(rng.integers(40, 200)), np.uint8)
    cv2.ellipse(face, at(24, 19), at(21, 23), 0, 0, 360, dark, -1)
    cv2.ellipse(face, at(24, 26), at(18, 22), 0, 0, 360, skin, -1)
    tilt, open_by, curve = rng.uniform(-2.5, 2.5), rng.uniform(0.6, 2.6), rng.uniform(-4, 4)
    for side_sign, x in ((1, 15.1), (-1, 32.9)):
        cv2.ellipse(face, at(x, 18.6), at(3.6, open_by), 0, 0, 360, 245, -1)
        cv2.circle(face, at(x, 18.6), int(1.5 * unit), dark, -1)
        ends = at(x - 4.5, 13.5 - side_sign * tilt), at(x + 4.5, 13.5 + side_sign * tilt)
        cv2.line(face, *ends, dark, int(1.4 * unit))
    cv2.line(face, at(24, 20), at(23, 28), int(skin * 0.75), int(unit))
    cv2.ellipse(face, at(24, 29), at(3, 1.2), 0, 0, 180, int(skin * 0.6), int(unit))
    x = np.linspace(-7.6, 7.6, 25)
    y = 36 + curve * (1 - (x / 7.6) ** 2)
    lips = np.round(np.column_stack([24 + x, y]) * unit).astype(np.int32)
    cv2.polylines(face, [lips], False, int(skin * 0.35), int(rng.uniform(1.2, 2.4) * unit))
    face = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    noise = rng.normal(0, 4, face.shape)
    return np.clip(face + noise, 0, 255).astype(np.uint8)


def draw_frame(seed: int, faces: int) -> np.ndarray:
    """A frame uint8 [192,256]: a shaded wall, a shelf, and so many drawn faces."""
    rng = np.random.default_rng(seed)
    frame = np.tile(np.linspace(70, 170, 256), (192, 1)) + np.linspace(30, -30, 192)[:, None]
    frame[120:126] = 60
    frame = np.clip(frame + rng.normal(0, 3, frame.shape), 0, 255).astype(np.uint8)
    for index, (side, x, y) in enumerate([(110, 80, 45), (60, 10, 20)][:faces]):
        mask = np.zeros((side, side), np.uint8)
        cv2.ellipse(mask, (side // 2, side // 2), (int(side * 0.44), int(side * 0.48)), 0, 0, 360, 255, -1)
        drawn = draw_face(side, seed + index)
        place = frame[y : y + side, x : x + side]
        place[mask > 0] = drawn[mask > 0]
    return cv2.GaussianBlur(frame, (0, 0), 0.7)


def mood_vectors(network: Network, quick: Network, aligner: Network) -> dict:
    """Twelve drawn crops with their logits and calibrated probabilities."""
    crops, whole = [], np.array([0.0, 0.0, 48.0, 48.0])
    for seed in range(12):
        crop = draw_face(48, seed)
        fast = calibrated(mood_logits(quick, crop), quick.manifest).round(6).tolist()
        logits = mood_logits(network, crop)
        p = calibrated(logits.astype(np.float64), network.manifest)
        face = align(aligner, crop, whole)
        framed = mood_logits(network, crop, level(crop, face.marks, zoomed(network.manifest)))
        said = {"logits": logits.round(5).tolist(), "probabilities": p.round(6).tolist(), "quick": fast}
        crops.append({"grey": encode(crop), **said, "aligned": described(face), "framed": framed.round(5).tolist()})
    kept = {name: network.manifest[name] for name in ("temperature", "logit_bias", "mirror_below", "labels")}
    return kept | {"crops": crops}


def face_vectors(network: Network, aligner: Network, canonical: np.ndarray) -> dict:
    """Three drawn frames (two faces, one, none) with sums of the maps, the faces found, and where the alignment
    network places them."""
    frames = []
    for seed, count in ((21, 2), (22, 1), (23, 0)):
        frame = draw_frame(seed, count)
        o8, o16 = network(frame)
        found = detect(network, frame)
        crop = encode(level(frame, found[0].marks, canonical)) if found else None
        faces = [described(face) | {"aligned": described(align(aligner, frame, face.box))} for face in found]
        sums = {
            f"{name}{kind}": round(float(value), 3)
            for name, out in (("o8", o8), ("o16", o16))
            for kind, value in (("_sum", out.sum(dtype=np.float64)), ("_abs_sum", np.abs(out).sum(dtype=np.float64)))
        }
        top = float(max(o8[0, 0].max(), o16[0, 0].max()))
        frames.append({"grey": encode(frame), **sums, "top_logit": round(top, 5), "faces": faces, "crop": crop})
    return {"score_threshold": network.manifest["score_threshold"], "frames": frames}


def described(face: Detection) -> dict:
    """A face as the Rust test reads it."""
    return {"score": round(face.score, 5), "box": face.box.round(3).tolist(), "landmarks": face.marks.round(3).tolist()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--assets", type=Path, default=ASSETS)
    parser.add_argument("--out", type=Path, default=GOLDEN)
    args = parser.parse_args()
    mood, quick, face, aligner = (Network(args.assets / f"{name}.json") for name in ("mood", "quick", "face", "align"))
    canonical = np.array(mood.manifest["canonical_landmarks"])
    args.out.mkdir(parents=True, exist_ok=True)
    for name, vectors in (("mood", mood_vectors(mood, quick, aligner)), ("face", face_vectors(face, aligner, canonical))):
        path = args.out / f"{name}_golden.json"
        path.write_text(json.dumps(vectors, indent=1) + "\n")
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
