"""Files of weights as other programs write them, and what they hold: tests/data_files/weights/. Read
by tests/exchange and tests/experiments/published_weights_test.cpp.

Nets have the layouts of published state dicts (names and order of registration): VanillaNet,
NonlocalNet and ToyNet of EBM anatomy, F of short-run; their energies are computed in float64.

Run: python3 tests/goldens/weights.py   (torch, numpy, safetensors)
"""
import json
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, spectral_norm

FOLDER = Path(__file__).resolve().parent.parent / "data_files" / "weights"
torch.manual_seed(1)


def images(shape):
    """Numbers in [-1, 1) of a formula that any language has: golden_nets::some(shape, 0)."""
    at = np.arange(int(np.prod(shape)), dtype=np.float64) * 12.9898 + 78.233
    return torch.from_numpy((np.abs(np.sin(at)) * 43758.5453) % 1 * 2 - 1).float().reshape(shape)


class OneSequence(nn.Module):
    """The layers stand in an attribute f."""

    def __init__(self, *layers):
        super().__init__()
        self.f = nn.Sequential(*layers)

    def forward(self, x):
        return self.f(x).flatten(1).sum(1)


def halvings(channels, n_f, slope):
    widths = [n_f, 2 * n_f, 4 * n_f, 8 * n_f]
    layers = [nn.Conv2d(channels, n_f, 3, 1, 1), nn.LeakyReLU(slope)]
    for width in widths[:-1]:
        layers += [nn.Conv2d(width, 2 * width, 4, 2, 1), nn.LeakyReLU(slope)]
    return OneSequence(*layers, nn.Conv2d(widths[-1], 1, 4))


def points(n_f=4):
    widths = [2, n_f, 2 * n_f, 2 * n_f, 2 * n_f]
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Conv2d(a, b, 1), nn.LeakyReLU(0.05)]
    return OneSequence(*layers, nn.Conv2d(widths[-1], 1, 1))


class Block(nn.Module):
    """Registered as published: g, W, theta, phi; g and phi with their pooling."""

    def __init__(self, channels):
        super().__init__()
        half = channels // 2
        self.g = nn.Sequential(nn.Conv2d(channels, half, 1), nn.MaxPool2d(2))
        self.W = nn.Conv2d(half, channels, 1)
        self.theta = nn.Conv2d(channels, half, 1)
        self.phi = nn.Sequential(nn.Conv2d(channels, half, 1), nn.MaxPool2d(2))

    def forward(self, x):
        n, _, h, w = x.shape
        share = torch.softmax(self.theta(x).flatten(2).transpose(1, 2) @ self.phi(x).flatten(2), -1)
        taken = share @ self.g(x).flatten(2).transpose(1, 2)
        return x + self.W(taken.transpose(1, 2).reshape(n, -1, h, w))


class NonlocalLayout(nn.Module):
    def __init__(self, f=4):
        super().__init__()
        act, conv = lambda: nn.LeakyReLU(0.05), lambda a, b: nn.Conv2d(a, b, 3, 1, 1)
        self.convs = nn.Sequential(
            conv(1, f), act(), nn.MaxPool2d(2), Block(f), conv(f, 2 * f), act(), nn.MaxPool2d(2),
            Block(2 * f), conv(2 * f, 4 * f), act(), nn.MaxPool2d(2))
        self.fc = nn.Sequential(nn.Linear(4 * f * 16, 8 * f), act(), nn.Linear(8 * f, 1))

    def forward(self, x):
        return self.fc(self.convs(x).flatten(1)).flatten()


def main():
    FOLDER.mkdir(exist_ok=True)
    golden = {"energies": {}, "tensors": {}}

    def save(name, value, legacy=False):
        torch.save(value, FOLDER / name, _use_new_zipfile_serialization=not legacy)

    def published(name, net, shape, **how):
        """`name` gets the net's state dict, and weights.json its energies of three images."""
        with torch.no_grad():
            for parameter in net.parameters():  # larger than as they begin, so that energies differ
                parameter.mul_(2)
            golden["energies"][name] = net.double()(images((3, *shape)).double()).tolist()
        net.float()
        save(name, how.pop("of", lambda n: n.state_dict())(net), **how)
        return net

    vanilla = published("vanilla.pth", halvings(1, 2, 0.05), (1, 32, 32))
    save("vanilla_legacy.pth", vanilla.state_dict(), legacy=True)
    golden["energies"]["vanilla_legacy.pth"] = golden["energies"]["vanilla.pth"]
    published("nonlocal_legacy.pth", NonlocalLayout(), (1, 32, 32), legacy=True)
    toy = published("toy_legacy.pth", points(), (2, 1, 1), legacy=True)
    published("short_run_parallel.pth", halvings(3, 2, 0.2), (3, 32, 32),
              of=lambda net: nn.DataParallel(net).state_dict())

    save("checkpoint.pth", {"epoch": 3, "model": toy.state_dict(), "loss": 0.5, "note": "a text",
                            "optimizer": torch.optim.SGD(toy.parameters(), 0.1).state_dict()})
    save("several.pth", {"energy": toy.state_dict(), "generator": toy.state_dict(), "epoch": 3})
    save("no_tensors.pth", {"epoch": 3, "names": ["a", "b"], "more": {"rate": 0.1}}, legacy=True)
    save("module.pth", toy)
    save("module_legacy.pth", toy, legacy=True)

    layers = [nn.Conv2d(1, 2, 3), nn.ConvTranspose2d(2, 3, 3), nn.Linear(3 * 16, 2)]
    save("spectral_norm.pth", nn.Sequential(*map(spectral_norm, layers)).state_dict())
    layers = [nn.Conv2d(1, 2, 3), nn.ConvTranspose2d(2, 3, 3), nn.Linear(3 * 16, 2)]
    save("parametrized.pth", nn.Sequential(*map(parametrizations.spectral_norm, layers)).state_dict())

    # Types, strides, one storage for several tensors, a parameter, a scalar, an empty tensor.
    buffer = torch.arange(24, dtype=torch.float32)
    odd = OrderedDict(
        transposed=torch.arange(6, dtype=torch.float64).reshape(2, 3).t(),
        every_second=buffer[1::2], rows=buffer.reshape(4, 6)[1:3], same=buffer,
        half=torch.tensor([0.5, -2.0, 65504.0]).half(), bfloat=torch.tensor([1.5, -3.0]).bfloat16(),
        whole=torch.tensor([-1, 2 ** 40]), int32=torch.tensor([-7], dtype=torch.int32),
        int16=torch.tensor([-300], dtype=torch.int16), int8=torch.tensor([-128], dtype=torch.int8),
        bytes=torch.tensor([0, 255], dtype=torch.uint8), truth=torch.tensor([True, False]),
        parameter=nn.Parameter(torch.tensor([[1.0, 2.0]])), scalar=torch.tensor(3.25),
        none=torch.zeros(0, 3))
    save("odd.pth", odd)
    save("odd_legacy.pth", odd, legacy=True)
    torch.save(odd, FOLDER / "odd_protocol_4.pth", pickle_protocol=4)
    save_file({name: tensor.detach().clone().contiguous() for name, tensor in odd.items()},
              FOLDER / "odd.safetensors", metadata={"format": "pt"})
    for name, tensor in odd.items():
        golden["tensors"][name] = {"type": str(tensor.dtype), "sizes": list(tensor.shape),
                                   "numbers": tensor.double().flatten().tolist()}
    (FOLDER / "weights.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
