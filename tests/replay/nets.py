"""Nets as lists of layers, made from the settings of config.json, with their initial weights, and
multilayer perceptrons forward and backward by hand.

Weights are a dict by the names of a checkpoint ("0_weight"). `passed` gives a net's output and a
function from a gradient at the output to those at input and weights; all of it in float64.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from philox import F32, Stream, normal, uniform

Weights = dict[str, np.ndarray]
Back = Callable[[np.ndarray], tuple[np.ndarray, Weights]]

FIRST_DIRECTION = 1 << 31  # the chain number of the first u of spectral norm


class Unknown(Exception):
    """A part of the project that this replay does not know."""


@dataclass(frozen=True)
class Layer:
    kind: str  # conv, deconv (transposed), linear, leaky, tanh, norm (of a batch)
    inputs: int = 0
    outputs: int = 0
    kernel: int = 1
    stride: int = 1
    before: int = 0  # padding, or crop of a transposed convolution, at the top and left
    after: int = 0
    slope: float = 0
    scale: bool = True  # of a batch norm, beside its shift
    epsilon: float = 1e-5
    of_batch: bool = False  # a batch norm takes the statistics of the batch when sampling

    def sizes(self) -> tuple[int, ...]:
        if self.kind == "linear":
            return self.outputs, self.inputs
        first = (self.inputs, self.outputs) if self.kind == "deconv" else (self.outputs, self.inputs)
        return *first, self.kernel, self.kernel

    def fan_in(self) -> int:
        return (self.outputs if self.kind == "deconv" else self.inputs) * self.kernel**2


@dataclass(frozen=True)
class Net:
    layers: tuple[Layer, ...]
    sign: float = 1  # U is this times the sum of the outputs
    deviations: tuple[float, float] | None = None  # of conv and deconv where they begin normal
    spectral: bool = False

    def trained(self) -> list[str]:
        names = []
        for i, layer in enumerate(self.layers):
            if layer.kind in ("conv", "deconv", "linear") or layer.kind == "norm" and layer.scale:
                names.append(f"{i}_weight")
            if layer.kind in ("conv", "deconv", "linear", "norm"):
                names.append(f"{i}_bias")
        return names

    def is_idle(self, name: str) -> bool:
        """A bias before a batch norm, which takes it off again: its gradient is rounding alone."""
        place, _, kind = name.partition("_")
        behind = self.layers[int(place) + 1:int(place) + 2]
        return kind == "bias" and bool(behind) and behind[0].kind == "norm"

    def is_flat(self) -> bool:
        """A multilayer perceptron?"""
        return all(layer.kind in ("linear", "leaky", "tanh") or
                   layer.kind == "conv" and layer.kernel == layer.stride == 1
                   for layer in self.layers)


def same(side: int, kernel: int, stride: int) -> tuple[int, int]:
    total = max(0, (-(-side // stride) - 1) * stride + kernel - side)
    return total // 2, total - total // 2


def energy_net(settings: dict, channels: int, side: int) -> Net:
    name, layers = settings["name"], []
    spectral = settings.get("spectral_norm", False)
    if name == "anatomy_toy":
        for width in settings["widths"]:
            layers += [Layer("conv", channels, width), Layer("leaky", slope=settings["slope"])]
            channels = width
        return Net((*layers, Layer("conv", channels, 1)), spectral=spectral)
    if name == "anatomy_vanilla":
        leaky, n = Layer("leaky", slope=settings["slope"]), settings["n_f"]
        layers = [Layer("conv", channels, n, 3, 1, 1, 1), leaky]
        while side > 4 and side % 2 == 0:
            layers += [Layer("conv", n, 2 * n, 4, 2, 1, 1), leaky]
            n, side = 2 * n, side // 2
        return Net((*layers, Layer("conv", n, 1, side)), spectral=spectral)
    if name == "coopnets_mnist_descriptor":
        for n in (settings["n_f"] * factor for factor in (1, 2, 4)):
            layers += [Layer("conv", channels, n, 4, 2, *same(side, 4, 2)), Layer("leaky", slope=0.2)]
            channels, side = n, -(-side // 2)
        return Net((*layers, Layer("linear", channels * side**2, settings["outputs"])), -1,
                   (0.01, 0.005), spectral)
    raise Unknown(f"energy net {name}")


def generator_net(settings: dict, channels: int, side: int) -> Net:
    name, units = settings["name"], settings["latent"]
    layers: list[Layer] = []
    if name == "toy_generator":
        for width in settings["widths"]:
            layers += [Layer("linear", units, width), Layer("leaky", slope=0.05)]
            units = width
        return Net((*layers, Layer("linear", units, channels)))
    if name not in ("thesis_generator", "coopnets_mnist_generator"):
        raise Unknown(f"generator net {name}")
    thesis, of_batch = name == "thesis_generator", settings["statistics"] == "batch"
    sides, n = [side], settings["width"]
    while sides[0] > 4:
        sides.insert(0, (sides[0] + 1) // 2)
    layers = [Layer("deconv", units, n, 4)]
    for to in sides[1:]:
        following = channels if to == side else max(n // 2, 1)
        layers.append(Layer("norm", outputs=n, scale=thesis, epsilon=1e-5 if thesis else 1e-3,
                            of_batch=of_batch))
        layers.append(Layer("leaky", slope=0.01 if thesis else 0.2))
        layers.append(Layer("deconv", n, following, 5, 2, 2, 1) if thesis else
                      Layer("deconv", n, following, 4, 2, *same(to, 4, 2)))
        n = following
    return Net((*layers, Layer("tanh")), deviations=None if thesis else (0.01, 0.005))


def initial_weights(net: Net, stream: Stream) -> Weights:
    """float32, as the seed alone gives them."""
    weights: Weights = {}
    place = stream
    for i, layer in enumerate(net.layers):
        if layer.kind == "norm":
            for name, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
                if name != "weight" or layer.scale:
                    weights[f"{i}_{name}"] = np.full(layer.outputs, value, F32)
        if layer.kind not in ("conv", "deconv", "linear"):
            continue
        for name, sizes in (("weight", layer.sizes()), ("bias", (layer.outputs,))):
            row = (1, int(np.prod(sizes)))
            if net.deviations is None:
                bound = 1 / np.sqrt(layer.fan_in())
                begun = uniform(place, row, -bound, bound)
            elif name == "bias":
                begun = np.zeros(row, F32)
            else:
                begun = (normal(place, row) * net.deviations[layer.kind == "deconv"]).astype(F32)
            weights[f"{i}_{name}"] = begun.reshape(sizes)
            place = place.after(1)
    place = stream.after(FIRST_DIRECTION)
    for name in normed(net):
        outputs, rest = matrix(weights[name]).shape
        for direction, count in (("u", outputs), ("v", rest)):
            weights[f"{name}_{direction}"] = unit(normal(place, (1, count))[0]).astype(F32)
            place = place.after(1)
    return weights


def normed(net: Net) -> list[str]:
    """Names of the weights behind spectral norm."""
    return [name for name in net.trained() if name.endswith("weight")] if net.spectral else []


def matrix(weight: np.ndarray) -> np.ndarray:
    return weight.reshape(len(weight), -1)


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(np.linalg.norm(vector), 1e-12)


def power_iterations(net: Net, weights: Weights) -> Iterator[Weights]:
    """The weights behind 1, 2, ... power iterations, with the u and v that they have come to."""
    now = dict(weights)
    while True:
        for name in normed(net):
            w = matrix(now[name])
            now[f"{name}_v"] = unit(w.T @ now[f"{name}_u"])
            now[f"{name}_u"] = unit(w @ now[f"{name}_v"])
        yield dict(now)


def sigma(weights: Weights, name: str) -> float:
    return weights[f"{name}_u"] @ matrix(weights[name]) @ weights[f"{name}_v"]


def applied(net: Net, weights: Weights) -> Weights:
    """As layers take them: behind spectral norm divided by sigma."""
    return weights | {name: weights[name] / sigma(weights, name) for name in normed(net)}


def through_sigma(net: Net, weights: Weights, gradients: Weights) -> Weights:
    """Gradients at the weights from those at W / sigma, u and v constant."""
    changed = {}
    for name in normed(net):
        s, g = sigma(weights, name), gradients[name]
        outer = np.outer(weights[f"{name}_u"], weights[f"{name}_v"]).reshape(g.shape)
        changed[name] = g / s - np.sum(g * weights[name]) / s**2 * outer
    return gradients | changed


def flat_passed(net: Net, weights: Weights, x: np.ndarray, _teaching: bool = False
                ) -> tuple[np.ndarray, Back, Weights]:
    """A multilayer perceptron at x [n, units, ...]. The third is what teaching makes of its
    running statistics: nothing."""
    inputs, now = [], x.reshape(len(x), -1).astype(np.float64)
    for i, layer in enumerate(net.layers):
        inputs.append(now)
        if layer.kind == "leaky":
            now = np.where(now > 0, now, layer.slope * now)
        elif layer.kind == "tanh":
            now = np.tanh(now)
        else:
            now = now @ matrix(weights[f"{i}_weight"]).T + weights[f"{i}_bias"]

    def back(gradient: np.ndarray) -> tuple[np.ndarray, Weights]:
        g, found = gradient.reshape(len(x), -1), {}
        for i, layer in reversed(list(enumerate(net.layers))):
            if layer.kind == "leaky":
                g = np.where(inputs[i] > 0, g, layer.slope * g)
            elif layer.kind == "tanh":
                g = g * (1 - np.tanh(inputs[i])**2)
            else:
                weight = weights[f"{i}_weight"]
                found[f"{i}_weight"] = (g.T @ inputs[i]).reshape(weight.shape)
                found[f"{i}_bias"] = g.sum(0)
                g = g @ matrix(weight)
        return g.reshape(x.shape), found

    return now.reshape(len(x), -1, 1, 1), back, {}
