"""Muon: momentum whose update, one matrix per convolution, is made nearly orthogonal.

After K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024); the
quintic coefficients are theirs. It needed fewer steps than AdamW here (EXPERIMENTS.md), and steps are
what a CPU lacks.
Only for convolutions followed by batch norm: their scale is free, so it is held fixed, and `lr`
is the size of a step relative to the weight.
"""

import torch


def orthogonalise(matrix: torch.Tensor, steps: int = 4) -> torch.Tensor:
    """Newton-Schulz iteration towards U V^T of matrix [rows, columns], singular values about 1."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix / (matrix.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(steps):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised, on weights held at norm sqrt(outputs)."""

    def __init__(self, params, lr: float, momentum: float = 0.8) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure=None) -> None:
        """Applies one update to every weight that has a gradient."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state, norm = self.state[weight], len(weight) ** 0.5
                if "velocity" not in state:
                    state["velocity"] = torch.zeros_like(weight)
                    weight.mul_(norm / weight.norm())
                velocity = state["velocity"].mul_(group["momentum"]).add_(weight.grad)
                ahead = weight.grad.add(velocity, alpha=group["momentum"])
                update = orthogonalise(ahead.flatten(1))
                update = update.mul_(norm / (update.norm() + 1e-7)).view_as(weight)
                weight.add_(update, alpha=-group["lr"])
                weight.mul_(norm / weight.norm())


def optimisers(net: torch.nn.Module, lr: float, lr_rest: float) -> list[torch.optim.Optimizer]:
    """Muon for the convolutions that a batch norm follows (those without bias), AdamW for the rest."""
    layers = [layer for layer in net.modules() if isinstance(layer, torch.nn.Conv2d) and layer.bias is None]
    convolutions = [layer.weight for layer in layers]
    taken = {id(weight) for weight in convolutions}
    others = [weight for weight in net.parameters() if id(weight) not in taken]
    made = [Muon(convolutions, lr), torch.optim.AdamW(others, lr_rest, weight_decay=0.02)]
    for optimiser in made:
        for group in optimiser.param_groups:
            group["peak"] = group["lr"]
    return made


def scale(made: list[torch.optim.Optimizer], factor: float) -> None:
    """Sets every learning rate to its peak times factor."""
    for optimiser in made:
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * factor
