"""Webcam-like disturbances of 48x48 face crops, batched in torch: cheap, since the CPU is the limit.

Everything works on x [N,1,S,S] in grey/127.5-1. The geometric step also resizes to S, so that
epochs at a small S pay for small images only.
"""

import math

import torch
import torch.nn.functional as F


def _uniform(n: int, low: float, high: float) -> torch.Tensor:
    return torch.empty(n, 1, 1, 1).uniform_(low, high)


def _share(n: int, share: float) -> torch.Tensor:
    """Indices of about `share` of n rows."""
    return (torch.rand(n) < share).nonzero()[:, 0]


def frame(x: torch.Tensor, side: int) -> torch.Tensor:
    """Flip, rotation (sd 7 degrees), zoom and shift (each up to 15 %); resamples to side x side."""
    n = len(x)
    angle = (torch.randn(n) * math.radians(7)).clamp(-0.4, 0.4)
    zoom = torch.exp(torch.empty(n).uniform_(-0.15, 0.15))
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = zoom * angle.cos() * flip, -zoom * angle.sin()
    theta[:, 1, 0], theta[:, 1, 1] = zoom * angle.sin() * flip, zoom * angle.cos()
    theta[:, :, 2] = (torch.randn(n, 2) * 0.1).clamp(-0.3, 0.3)  # 0.3 of the half side is 15 %
    grid = F.affine_grid(theta, [n, 1, side, side], align_corners=False)
    return F.grid_sample(x, grid, padding_mode="reflection", align_corners=False)


def light(x: torch.Tensor) -> torch.Tensor:
    """Brightness x0.55 to x1.7, gamma, contrast, offset; on a quarter of the rows light from one side."""
    n, side = len(x), x.shape[-1]
    grey = ((x + 1) / 2 * torch.exp(_uniform(n, math.log(0.55), math.log(1.7)))).clamp(1e-3, 1)
    x = grey.pow(torch.exp(torch.randn(n, 1, 1, 1) * 0.25)) * 2 - 1
    x = x * _uniform(n, 0.7, 1.3) + _uniform(n, -0.2, 0.2)
    rows = _share(n, 0.25)
    ramp = torch.linspace(-1, 1, side)
    slope = torch.randn(len(rows), 2, 1, 1) * 0.2
    x[rows] += slope[:, :1] * ramp + slope[:, 1:] * ramp[:, None]
    return x


def soften(x: torch.Tensor) -> torch.Tensor:
    """Low resolution (20 px or more) on a sixth of the rows, blur on another sixth."""
    side = x.shape[-1]
    rows = _share(len(x), 0.16)
    if len(rows):
        small = int(torch.randint(20, side - 3, ()))
        low = F.interpolate(x[rows], (small, small), mode="area")
        x[rows] = F.interpolate(low, (side, side), mode="bilinear", align_corners=False)
    rows = _share(len(x), 0.16)
    if len(rows):
        tap = float(torch.empty(1).uniform_(0.05, 0.3))
        kernel = torch.tensor([tap, 1 - 2 * tap, tap])
        padded = F.pad(x[rows], (1, 1, 1, 1), mode="replicate")
        x[rows] = F.conv2d(padded, (kernel[:, None] * kernel)[None, None])
    return x


_BASIS = torch.tensor(
    [[math.sqrt((1 if k == 0 else 2) / 8) * math.cos(math.pi * (2 * i + 1) * k / 16) for i in range(8)] for k in range(8)]
)
"""The 8x8 DCT-II matrix of JPEG."""


def jpeg(x: torch.Tensor) -> torch.Tensor:
    """Rounds the 8x8 DCT coefficients of a seventh of the rows: JPEG blocks without the codec."""
    n, side = len(x), x.shape[-1]
    rows = _share(n, 0.15)
    if not len(rows):
        return x
    blocks = x[rows].reshape(-1, side // 8, 8, side // 8, 8).transpose(2, 3)
    step = 0.02 + 0.02 * (torch.arange(8.0)[:, None] + torch.arange(8.0))
    step = step * torch.exp(torch.empty(len(rows), 1, 1, 1, 1).uniform_(-1.5, 0.3))
    coefficients = (_BASIS @ blocks @ _BASIS.T / step).round() * step
    x[rows] = (_BASIS.T @ coefficients @ _BASIS).transpose(2, 3).reshape(-1, 1, side, side)
    return x


def noise(x: torch.Tensor) -> torch.Tensor:
    """Sensor noise of up to 8 grey levels (sd) on a quarter of the rows."""
    rows = _share(len(x), 0.25)
    x[rows] += torch.randn_like(x[rows]) * _uniform(len(rows), 0.0, 0.065)
    return x


def occlude(x: torch.Tensor) -> torch.Tensor:
    """Covers a random rectangle of a seventh of the rows (hand, hair, mug) with one grey."""
    side = x.shape[-1]
    rows = _share(len(x), 0.15)
    n = len(rows)
    at = torch.arange(float(side))
    half = [_uniform(n, 0.06, 0.22) * side for _ in "xy"]
    inside = (at - _uniform(n, 0, side)).abs() < half[0]
    inside = inside & ((at[:, None] - _uniform(n, 0, side)).abs() < half[1])
    x[rows] = torch.where(inside, _uniform(n, -1, 1), x[rows])
    return x


def webcam(crops: torch.Tensor, side: int) -> torch.Tensor:
    """Crops uint8 [N,48,48] to disturbed inputs float32 [N,1,side,side]."""
    x = frame(crops.float()[:, None] / 127.5 - 1, side)
    for step in (light, soften, jpeg, noise, occlude):
        x = step(x)
    return x.clamp(-1, 1)


def mixup(x: torch.Tensor, target: torch.Tensor, alpha: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Blends each row with a random other one, by one Beta(alpha, alpha) weight for the batch."""
    weight = float(torch.distributions.Beta(alpha, alpha).sample())
    other = torch.randperm(len(x))
    return x.lerp(x[other], 1 - weight), target.lerp(target[other], 1 - weight)
