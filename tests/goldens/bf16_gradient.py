"""How far grad U of an untrained anatomy_vanilla net moves when the operands of its 4x4 convolutions
are rounded to bf16, as a share of its norm: what an engine that computes in bf16 can be held to
(tests/ebm/engine_test.cpp). Needs PyTorch.

Printed with PyTorch 2.15: 0.05 to 0.07. The rounding of a product alone is
below 0.004: most of it comes from leaky ReLUs whose input changes its sign."""
import torch
from torch.nn import functional, grad


def rounded(x):
    return x.to(torch.bfloat16).to(torch.float32)


def layer(inputs, outputs, kernel, stride, padding):
    bound = (inputs * kernel * kernel) ** -0.5
    weight = (torch.rand(outputs, inputs, kernel, kernel) * 2 - 1) * bound
    return weight, (torch.rand(outputs) * 2 - 1) * bound, stride, padding


def gradient(layers, x, slope, bf16):
    def operands(*tensors, stride):
        return [rounded(t) if bf16 and stride == 2 else t for t in tensors]

    here, before = x, []
    for i, (weight, bias, stride, padding) in enumerate(layers):
        a, w = operands(here, weight, stride=stride)
        here = functional.conv2d(a, w, bias, stride, padding)
        if i + 1 < len(layers):
            before.append(here)
            here = functional.leaky_relu(here, slope)
    back = torch.ones_like(here)
    for i, (weight, _, stride, padding) in reversed(list(enumerate(layers))):
        if i + 1 < len(layers):
            back = torch.where(before[i] > 0, back, back * slope)
        g, w = operands(back, weight, stride=stride)
        shape = x.shape if i == 0 else before[i - 1].shape
        back = grad.conv2d_input(shape, w, g, stride, padding)
    return back


def error(n_f, channels, side, slope):
    x = torch.rand(64, channels, side, side) * 2 - 1
    layers, c = [layer(channels, n_f, 3, 1, 1)], n_f
    while side > 4:
        layers.append(layer(c, 2 * c, 4, 2, 1))
        c, side = 2 * c, side // 2
    layers.append(layer(c, 1, side, 1, 0))
    right, half = (gradient(layers, x, slope, bf16) for bf16 in (False, True))
    return ((right - half).norm() / right.norm()).item()


torch.manual_seed(0)
for settings in [(4, 1, 16, 0.05), (8, 3, 32, 0.2), (16, 1, 16, 0.05), (32, 3, 32, 0.05)]:
    print(settings, round(error(*settings), 3))
