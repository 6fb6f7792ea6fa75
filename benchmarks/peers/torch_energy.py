"""The energy of a row in PyTorch."""

import torch
from torch import nn


def module(layer: dict) -> nn.Module:
    if layer["layer"] == "conv":
        sizes = (layer[key] for key in ("in", "out", "kernel", "stride"))
        before, after = layer["padding"]
        if before == after:
            return nn.Conv2d(*sizes, padding=before)
        return nn.Sequential(nn.ZeroPad2d((before, after, before, after)), nn.Conv2d(*sizes))
    return nn.LeakyReLU(layer["slope"])


class Gaussian(nn.Module):
    def __init__(self, covariance: list[list[float]]):
        super().__init__()
        self.register_buffer("precision", torch.tensor(covariance).inverse())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        points = x.flatten(1)
        return 0.5 * ((points @ self.precision) * points).sum(1)


def energy(row: dict) -> nn.Module:
    """[n, C, H, W] -> [n], or [n, 1, 1, 1]."""
    torch.manual_seed(1)
    if not row["layers"]:
        return Gaussian(row["covariance"])
    return nn.Sequential(*map(module, row["layers"]))


def start(row: dict) -> torch.Tensor:
    torch.manual_seed(2)
    return 2 * torch.rand(row["shape"]) - 1
