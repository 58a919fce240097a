"""Starts a wide mood network from the weights of a narrow one that is already trained."""

import torch

from classifier import MoodNet

NOISE = 0.05
"""Standard deviation of what tells copies of a channel apart, relative to the layer's weights."""


def grow(narrow: dict[str, torch.Tensor], net: MoodNet, seed: int) -> None:
    """Fills `net` so that it computes nearly what the state dict `narrow` computes.

    The Net2WiderNet of Chen et al., "Net2Net" (2016): further channels are copies of random ones, and
    whoever reads a copied channel weighs it less. A skip that had no weights becomes one of copies.
    """
    random = torch.Generator().manual_seed(seed)
    wide = net.state_dict()
    channels = _fit(narrow, wide, "stem", torch.zeros(1, dtype=torch.long), random)
    for index in range(len(net.body)):
        name = f"body.{index}"
        entered, inner = channels, _fit(narrow, wide, f"{name}.first", channels, random)
        channels = _fit(narrow, wide, f"{name}.second", inner, random, entered)
        if f"{name}.skip.0.weight" in narrow:
            _conv(narrow, wide, f"{name}.skip", channels, entered, random)
        elif f"{name}.skip.0.weight" in wide:
            same = (channels[:, None] == entered[None]).float()
            wide[f"{name}.skip.0.weight"].copy_((same / same.sum(1, keepdim=True))[:, :, None, None])
    share = torch.bincount(channels)[channels]
    wide["head.weight"].copy_(narrow["head.weight"][:, channels] / share)
    wide["head.bias"].copy_(narrow["head.bias"])


def _fit(narrow, wide, name, inputs, random, like=None) -> torch.Tensor:
    """Fills one convolution and its norm; returns, per channel of `wide`, the one of `narrow`.

    `like` are the channels of the block's input: where the narrow block's skip had no weights and
    both ends are equally wide, they must stay aligned.
    """
    have, want = (len(state[f"{name}.0.weight"]) for state in (narrow, wide))
    if like is not None and len(like) == want and int(like.max()) + 1 == have:
        outputs = like
    else:
        outputs = torch.cat([torch.arange(have), torch.randint(have, (want - have,), generator=random)])
    _conv(narrow, wide, name, outputs, inputs, random)
    return outputs


def _conv(narrow, wide, name, outputs, inputs, random) -> None:
    weight = narrow[f"{name}.0.weight"][outputs][:, inputs]
    weight = weight / torch.bincount(inputs)[inputs][:, None, None]
    noise = torch.randn(weight.shape, generator=random) * weight.std() * NOISE
    wide[f"{name}.0.weight"].copy_(weight + noise)
    for part in ("weight", "bias", "running_mean", "running_var"):
        wide[f"{name}.1.{part}"].copy_(narrow[f"{name}.1.{part}"][outputs])
