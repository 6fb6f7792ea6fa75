"""Golden values of tests/experiments/net_parity_test.cpp: every net of the compared systems at its
published sides, channels and widths, written with PyTorch's modules from systems.md: energies,
input gradients and weight gradients in float64, for weights that both sides compute by a formula.

Run: python3 tests/goldens/nets.py   (torch, numpy)
"""
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import spectral_norm

torch.manual_seed(1)  # of what is filled or iterated away later, such as v of spectral norm
torch.set_num_threads(1)
FOLDER = Path(__file__).resolve().parent.parent / "data_files" / "nets"


def some(count, which):
    """Numbers in [-1, 1) that look random, of a formula that any language has."""
    at = np.arange(count, dtype=np.float64) * 12.9898 + (which + 1) * 78.233
    return (np.abs(np.sin(at)) * 43758.5453) % 1 * 2 - 1


def shaped(shape, which):
    return torch.from_numpy(some(int(np.prod(shape)), which)).float().double().reshape(shape)


class Same(nn.Module):
    """A convolution with TensorFlow's SAME padding."""

    def __init__(self, c_in, c_out, kernel, stride):
        super().__init__()
        self.conv, self.kernel, self.stride = nn.Conv2d(c_in, c_out, kernel, stride), kernel, stride

    def forward(self, x):
        side = x.shape[-1]
        total = max((-(-side // self.stride) - 1) * self.stride + self.kernel - side, 0)
        before = total // 2
        return self.conv(F.pad(x, (before, total - before, before, total - before)))


class SameTransposed(nn.Module):
    """The transposed convolution with SAME padding: the gradient of `Same` at its input."""

    def __init__(self, c_in, c_out, kernel, stride, side):
        super().__init__()
        self.conv = nn.ConvTranspose2d(c_in, c_out, kernel, stride)
        self.side = side
        total = max((-(-side // stride) - 1) * stride + kernel - side, 0)
        self.before = total // 2

    def forward(self, x):
        whole = self.conv(x)  # with what SAME padding would have cut off
        bias = self.conv.bias[None, :, None, None]
        missing = max(self.before + self.side - whole.shape[-1], 0)
        whole = F.pad(whole - bias, (0, missing, 0, missing)) + bias
        return whole[..., self.before:self.before + self.side, self.before:self.before + self.side]


class NonLocal(nn.Module):
    def __init__(self, channels):
        super().__init__()
        half = channels // 2
        self.theta, self.phi, self.g = (nn.Conv2d(channels, half, 1) for _ in range(3))
        self.out = nn.Conv2d(half, channels, 1)

    def forward(self, x):
        n, _, h, w = x.shape
        theta = self.theta(x).flatten(2).transpose(1, 2)
        phi = F.max_pool2d(self.phi(x), 2).flatten(2)
        g = F.max_pool2d(self.g(x), 2).flatten(2).transpose(1, 2)
        return x + self.out((torch.softmax(theta @ phi, -1) @ g).transpose(1, 2).reshape(n, -1, h, w))


class Shift(nn.Module):
    """Batch norm with statistics of the batch and a shift alone, eps 1e-3."""

    def __init__(self, channels):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return F.batch_norm(x, None, None, None, self.bias, True, 0, 1e-3)


class Sum(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.branch = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.branch(x)


class Double(nn.Module):
    def forward(self, x):
        return F.interpolate(x, scale_factor=2, mode="nearest")


def halvings(c, n_f, slope):
    act = lambda: nn.LeakyReLU(slope)
    return [nn.Conv2d(c, n_f, 3, 1, 1), act(), nn.Conv2d(n_f, 2 * n_f, 4, 2, 1), act(),
            nn.Conv2d(2 * n_f, 4 * n_f, 4, 2, 1), act(), nn.Conv2d(4 * n_f, 8 * n_f, 4, 2, 1), act(),
            nn.Conv2d(8 * n_f, 1, 4)]


def thesis_v1(c):
    act = lambda: nn.LeakyReLU(0.01)
    return [nn.Conv2d(c, 64, 5, 2, 1), act(), nn.Conv2d(64, 128, 3, 2, 1), act(),
            nn.Conv2d(128, 256, 3, 1, 1), act(), nn.Flatten(), nn.Linear(16384, 1)]


def normed(layers, kinds=(nn.Conv2d, nn.Linear)):
    return [spectral_norm(layer) if isinstance(layer, kinds) else layer for layer in layers]


def nonlocal_net(c, f=32):
    act = lambda: nn.LeakyReLU(0.05)
    conv = lambda a, b: [nn.Conv2d(a, b, 3, 1, 1), act(), nn.MaxPool2d(2)]
    return [*conv(c, f), NonLocal(f), *conv(f, 2 * f), NonLocal(2 * f), *conv(2 * f, 4 * f),
            nn.Flatten(), nn.Linear(64 * f, 8 * f), act(), nn.Linear(8 * f, 1)]


def descriptor(c, steps, numbers):
    layers = []
    for a, b, kernel, stride in zip((c, 64, 128), (64, 128, 256), *zip(*steps)):
        layers += [Same(a, b, kernel, stride), nn.LeakyReLU(0.2)]
    return [*layers, nn.Flatten(), nn.Linear(numbers, 100)]


def igebm(norm):
    act = lambda: nn.LeakyReLU(0.2)
    wide = nn.Linear(4096, 128)
    return [Same(1, 64, 3, 1), act(), Same(64, 64, 4, 2), act(), Same(64, 128, 4, 2), act(),
            Same(128, 256, 4, 2), act(), nn.Flatten(), spectral_norm(wide) if norm else wide, act(),
            nn.Linear(128, 1)]


class Standardised(nn.Conv2d):
    def forward(self, x):
        rows = self.weight.flatten(1)
        rows = (rows - rows.mean(1, keepdim=True)) / (rows.std(1, keepdim=True) + 1e-5)
        return nn.functional.conv2d(x, rows.view_as(self.weight), self.bias, padding=self.padding)


def improved_cd(norm, groups, residual, standardised=False, f=64):
    conv = lambda a, b: nn.Conv2d(a, b, 3, 1, 1)
    of_head = lambda n: Standardised(n, n, 3, padding=1) if standardised else conv(n, n)

    def head(n):
        layers = []
        for _ in range(2):
            layers.append(spectral_norm(conv(n, n)) if norm else of_head(n))
            if groups:
                layers.append(nn.GroupNorm(n if n <= 128 else 32, n))
            layers.append(nn.SiLU())
        return [Sum(*layers)] if residual else layers

    def halving(n, m):
        return [*head(n), conv(n, m), nn.AvgPool2d(3, 2, 1), nn.SiLU()]

    return [conv(3, f), nn.SiLU(), *head(f), *halving(f, f), *head(f), *halving(f, 2 * f),
            *head(2 * f), *halving(2 * f, 4 * f), *head(4 * f), *halving(4 * f, 8 * f), nn.SiLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8 * f, 1)]


def toy():
    layers = []
    for a, b in ((2, 32), (32, 64), (64, 64), (64, 64)):
        layers += [nn.Conv2d(a, b, 1), nn.LeakyReLU(0.05)]
    return [*layers, nn.Conv2d(64, 1, 1)]


def coopnets_generator(c, kernel, sides, widths):
    layers = [nn.ConvTranspose2d(100, widths[0], 4)]
    for a, b, side in zip(widths, [*widths[1:], c], sides):
        layers += [Shift(a), nn.LeakyReLU(0.2), SameTransposed(a, b, kernel, 2, side)]
    return [*layers, nn.Tanh()]


def thesis_generator(c, latent, widths):
    layers = [nn.ConvTranspose2d(latent, widths[0], 4)]
    for a, b in zip(widths, [*widths[1:], c]):
        layers += [nn.BatchNorm2d(a), nn.LeakyReLU(0.01), nn.ConvTranspose2d(a, b, 5, 2, 2, 1)]
    return [*layers, nn.Tanh()]


def residual_generator(c, w=64):
    layers = [nn.ConvTranspose2d(64, w, 4)]
    for _ in range(3):
        layers += [Double(), Sum(nn.ReLU(), nn.Conv2d(w, w, 3, 1, 1), nn.ReLU(), nn.Conv2d(w, w, 3, 1, 1))]
    return [*layers, nn.ReLU(), nn.Conv2d(w, c, 3, 1, 1), nn.Tanh()]


# name: settings beside the name, input shape, sign of U, layers
ENERGIES = {
    "anatomy_toy": ({}, (2, 1, 1), 1, toy()),
    "anatomy_vanilla": ({}, (3, 32, 32), 1, halvings(3, 32, 0.05)),
    "anatomy_nonlocal": ({}, (3, 32, 32), 1, nonlocal_net(3)),
    "short_run": ({}, (3, 32, 32), -1, halvings(3, 64, 0.2)),
    "thesis_descriptor 1": ({"version": 1}, (1, 32, 32), -1, thesis_v1(1)),
    "thesis_descriptor 1, spectral norm": (
        {"version": 1, "spectral_norm": True}, (1, 32, 32), -1, normed(thesis_v1(1))),
    "thesis_descriptor 2": ({"version": 2}, (1, 32, 32), -1, halvings(1, 64, 0.2)),
    "thesis_descriptor 2, spectral norm": (
        {"version": 2, "spectral_norm": True}, (1, 32, 32), -1, normed(halvings(1, 64, 0.2))),
    "coopnets_mnist_descriptor": (
        {}, (1, 28, 28), -1, descriptor(1, ((4, 2), (4, 2), (4, 2)), 4 * 4 * 256)),
    "coopnets_scene_descriptor": (
        {}, (3, 64, 64), -1, descriptor(3, ((5, 2), (3, 2), (3, 1)), 16 * 16 * 256)),
    "igebm_mnist": ({}, (1, 28, 28), 1, igebm(True)),
    "igebm_mnist, no norm": ({"spectral_norm": False}, (1, 28, 28), 1, igebm(False)),
    "improved_cd": ({}, (3, 32, 32), 1, improved_cd(False, True, False, True)),
    "improved_cd, no weight standardisation": (
        {"weight_standardisation": False}, (3, 32, 32), 1, improved_cd(False, True, False)),
    "improved_cd, spectral norm": (
        {"spectral_norm": True, "norm": "none"}, (3, 32, 32), 1, improved_cd(True, False, False)),
    "improved_cd, no norm": (
        {"weight_standardisation": False, "norm": "none"}, (3, 32, 32), 1,
        improved_cd(False, False, False)),
    "improved_cd, residual": (
        {"spectral_norm": True, "norm": "none", "residual": True}, (3, 32, 32), 1,
        improved_cd(True, False, True)),
}
GENERATORS = {
    "coopnets_mnist_generator": (
        {}, 100, (1, 28, 28), coopnets_generator(1, 4, (7, 14, 28), (512, 256, 128))),
    "coopnets_scene_generator": (
        {}, 100, (3, 64, 64), coopnets_generator(3, 5, (8, 16, 32, 64), (512, 256, 128, 64))),
    "thesis_generator 1": (
        {"version": 1}, 50, (1, 32, 32), thesis_generator(1, 50, (512, 256, 128))),
    "thesis_generator 2": (
        {"version": 2}, 100, (1, 32, 32), thesis_generator(1, 100, (256, 128, 64))),
    "residual_generator": ({}, 64, (3, 32, 32), residual_generator(3)),
}
# Swish and average pooling make signals smaller.
GAINS = {"improved_cd, no norm": 30}


def fill(net, gain):
    """Weights by the formula, in the order of the layers, such that signals keep their size."""
    which = 0
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.GroupNorm, Shift)):
            if hasattr(module, "weight"):
                module.weight.data = 1 + 0.3 * shaped(module.weight.shape, which)
                which += 1
            module.bias.data = 0.1 * shaped(module.bias.shape, which)
            which += 1
            if hasattr(module, "running_mean"):
                module.running_mean = 0.1 * shaped(module.running_mean.shape, 1000 + which)
                module.running_var = 1 + 0.5 * shaped(module.running_var.shape, 2000 + which)
        elif isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            weight = getattr(module, "weight_orig", module.weight)
            transposed = isinstance(module, nn.ConvTranspose2d)
            inputs = weight.shape[0 if transposed else 1]
            taps = weight[0, 0].numel() / (module.stride[0] ** 2 if transposed else 1)
            weight.data = shaped(weight.shape, which) * (gain / (inputs * taps)) ** 0.5
            if hasattr(module, "weight_u"):
                u = shaped(module.weight_u.shape, 3000 + which)
                module.weight_u = u / u.norm()
            module.bias.data = 0.1 * shaped(module.bias.shape, which + 1)
            which += 2


def digest(tensor, which):
    """Its norm and three projections: a mistake in any entry moves them."""
    flat = tensor.detach().flatten()
    return [flat.norm().item()] + [
        (flat * shaped(flat.shape, 4000 + which * 3 + i)).sum().item() for i in range(3)]


def parameters(net):
    """In the order of the layers, weight before bias."""
    for module in net.modules():
        for name in ("weight_orig", "weight", "bias"):
            if name in module._parameters and module._parameters[name] is not None:
                yield module._parameters[name]


def golden(net, x, head):
    out = net(x)
    value = (out * head(out)).sum()
    value.backward()
    return out, {"weights": [digest(p.grad, i) for i, p in enumerate(parameters(net))]}


def clear_input(net, shape):
    """An input that leaves no unit at the kink of a leaky ReLU, where float32 may fall on the other
    side: its number, and the input."""
    smallest = []
    hooks = [m.register_forward_hook(
        lambda _, inputs, __: smallest.append((inputs[0].abs().min() / inputs[0].std()).item()))
        for m in net.modules() if isinstance(m, (nn.LeakyReLU, nn.ReLU))]
    was = net.training
    net.eval()  # no power iteration
    for which in range(5000, 5200):
        smallest.clear()
        x = shaped(shape, which)
        with torch.no_grad():
            net(x)
        if all(s > 2e-6 for s in smallest):
            break
    else:
        raise SystemExit("each input has a unit at a kink")
    for hook in hooks:
        hook.remove()
    net.train(was)
    return which, x.requires_grad_(True)


def lines(entries):
    """JSON with an entry a line."""
    return "{" + ",\n".join(f"{json.dumps(key)}:{json.dumps(entry, separators=(',', ':'))}"
                            for key, entry in entries.items()) + "}"


def main():
    FOLDER.mkdir(exist_ok=True)
    results = {"energies": {}, "generators": {}}
    for name, (settings, shape, sign, layers) in ENERGIES.items():
        net = nn.Sequential(*layers).double()
        gain = GAINS.get(name, 4)
        fill(net, gain)  # in training mode a pass makes one power iteration
        which, x = clear_input(net, (2, *shape))
        out, entry = golden(net, x, lambda o: torch.full_like(o, sign))
        file = name.replace(", ", "-").replace(" ", "_")
        np.save(FOLDER / f"{file}.npy", x.grad.float().numpy()[:1])
        results["energies"][name] = entry | {
            "settings": settings, "shape": shape, "file": file, "gain": gain, "input": which,
            "energy": (sign * out.flatten(1).sum(1)).tolist()}
    for name, (settings, latent, shape, layers) in GENERATORS.items():
        net = nn.Sequential(*layers).double()
        fill(net, 4)
        net.eval()
        which, z = clear_input(net, (3, latent, 1, 1))
        out, entry = golden(net, z, lambda o: shaped(o.shape, 6000))
        file = name.replace(" ", "_")
        np.save(FOLDER / f"{file}.npy", out.detach().float().numpy())
        results["generators"][name] = entry | {
            "settings": settings, "shape": shape, "latent": latent, "file": file, "gain": 4,
            "input": which,
            "gradient": digest(z.grad, 0)}
    entries = [f"{json.dumps(kind)}:{lines(some)}" for kind, some in results.items()]
    (FOLDER / "nets.json").write_text("{" + ",\n".join(entries) + "}\n")


if __name__ == "__main__":
    main()
