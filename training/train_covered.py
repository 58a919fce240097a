"""Adds to a trained alignment network whether the mouth is covered: a mask, a scarf, a hand.

    OMP_NUM_THREADS=1 python training/train_covered.py /tmp/train/align.pt --out /tmp/train/covered.pt

A logistic regression on the features of the trained network, which stay as they are. Covered are the
selfies with a drawn mask, and faces over whose mouth a grey or a piece of a face-free photo is laid here; not
covered are the others, some with the like laid over an eye or the forehead.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from alignment import AlignNet, CoverNet
from disturb import disturb
from faces import FACES, Photo, load
from views import Views

THRESHOLDS = (0.5, 0.8, 0.9, 0.95)


def laid_over(photo: Photo, face: int, mouth: bool, views: Views) -> Photo:
    """The photo with something laid over the mouth of a face, or else over its upper half."""
    rng, marks, (left, top, width, height) = views.rng, photo.marks[face], photo.boxes[face]
    nose, lips = marks[2, 1], marks[3:, 1].mean()
    if mouth:
        begin, end = nose + rng.uniform(-0.3, 0.6) * (lips - nose), top + height * rng.uniform(1.0, 1.4)
        sides = np.array([left - rng.uniform(-0.05, 0.4) * width, left + rng.uniform(0.95, 1.4) * width])
    else:
        begin = top + rng.uniform(-0.2, 0.2) * height
        end = begin + rng.uniform(0.1, 0.3) * height
        sides = left + np.sort(rng.uniform(-0.2, 1.2, 2)) * width
    tilt = (marks[1, 1] - marks[0, 1]) / max(marks[1, 0] - marks[0, 0], 1.0) * (sides - marks[2, 0])
    corners = np.array([[sides[0], begin + tilt[0]], [sides[1], begin + tilt[1]], [sides[1], end], [sides[0], end]])
    image = photo.image.copy()
    mask = np.zeros_like(image)
    cv2.fillPoly(mask, [corners.round().astype(np.int32)], 255)
    cloth = views.empty[rng.integers(len(views.empty))].image
    cloth = cv2.resize(cloth, image.shape[::-1]) if rng.random() < 0.5 else np.full_like(image, rng.integers(256))
    image[mask > 0] = cloth[mask > 0]
    return Photo(image, photo.boxes, photo.marks, photo.ignore, photo.source)


def draw(views: Views, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Views uint8 [count,64,64], whether the mouth is covered, and whether the cover was drawn here."""
    known = [(photo, face) for photo, face in views.faces if np.isfinite(photo.marks[face]).all()]
    masked = [entry for entry in known if entry[0].source == "selfie_mask"]
    free = [entry for entry in known if entry[0].source in ("lfw_mux", "imfdb_mux", "selfie")]
    shown, covered, here = [], [], []
    for _ in range(count):
        kind = views.rng.random()
        pool = masked if kind < 0.2 else free
        photo, face = pool[views.rng.integers(len(pool))]
        if 0.2 <= kind < 0.6:
            photo = laid_over(photo, face, kind < 0.45, views)
        shown.append(disturb(views.face(photo, face)[0], views.rng))
        covered.append(kind < 0.45)
        here.append(kind >= 0.2)
    return np.stack(shown), np.array(covered), np.array(here)


@torch.no_grad()
def features(net: AlignNet, images: np.ndarray) -> torch.Tensor:
    """Features [N,1024] of views uint8 [N,64,64]."""
    parts = torch.from_numpy(images)[:, None].float().div(127.5).sub(1).split(256)
    return torch.cat([net.features(part) for part in parts])


def fit(x: torch.Tensor, wanted: torch.Tensor, decay: float = 1e-3) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights [1,1024] and bias [1] of the logistic regression of 0 and 1 [N] on features [N,1024]."""
    spread = x.std(0) + 1e-3
    weight, bias = torch.zeros(1, x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = F.linear(x / spread, weight, bias)[:, 0]
        value = F.binary_cross_entropy_with_logits(logits, wanted) + decay * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return (weight / spread).detach(), bias.detach()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--data", type=Path, default=FACES)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--views", type=int, default=40000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(0)
    cv2.setRNGSeed(args.seed)
    state = torch.load(args.checkpoint, weights_only=True)
    net = AlignNet().eval()
    net.load_state_dict(state["ema"])
    images, covered, _ = draw(Views(load(args.data, "train"), args.seed), args.views)
    weight, bias = fit(features(net, images), torch.from_numpy(covered).float())
    grown = CoverNet().eval()
    grown.body = net.body
    with torch.no_grad():
        grown.head.weight.copy_(torch.cat([net.head.weight, weight]))
        grown.head.bias.copy_(torch.cat([net.head.bias, bias]))
    torch.save({"ema": grown.state_dict()}, args.out)

    images, covered, here = draw(Views(load(args.data, "valid"), 0), 4000)
    with torch.no_grad():
        p = grown(torch.from_numpy(images)[:, None].float() / 127.5 - 1)[:, 15].sigmoid().numpy()
    for threshold in THRESHOLDS:
        said = p >= threshold
        print(
            f"covered from {threshold}: {said[covered & ~here].mean():.3f} of drawn masks,"
            f" {said[covered & here].mean():.3f} of what was laid over a mouth, {said[~covered].mean():.4f} of the others"
        )


if __name__ == "__main__":
    main()
