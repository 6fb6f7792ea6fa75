"""Golden values of tests/core/spectral_norm_test.cpp: PyTorch's torch.nn.utils.spectral_norm through
four steps of a chain on fixed weights, and the weight gradients of the update behind them. Each
forward pass in training mode does one power iteration.

Run: python3 tests/goldens/spectral_norm.py   (torch)
"""
import torch
from torch import nn
from torch.nn.utils import spectral_norm

from tensors import write

torch.manual_seed(1)
net = nn.Sequential(
    spectral_norm(nn.Conv2d(2, 3, 3, padding=1)), nn.LeakyReLU(0.2),
    spectral_norm(nn.ConvTranspose2d(3, 4, 4, stride=2, padding=1)), nn.LeakyReLU(0.2),
    nn.Conv2d(4, 5, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
    nn.Flatten(), spectral_norm(nn.Linear(80, 2)))
NORMED = {0: 0, 2: 2, 7: 6}  # place here: place in the list of layers, which has no Flatten
x = torch.rand(3, 2, 4, 4) * 2 - 1
data = torch.rand(3, 2, 4, 4) * 2 - 1
# The numbers are those of float32, the arithmetic is in float64.
net, x, data = net.double(), x.double(), data.double()

golden = {"data": data}
for name, tensor in net.state_dict().items():
    place, rest = name.split(".")
    golden[f"{NORMED.get(int(place), int(place))}_{rest.replace('_orig', '')}"] = tensor.clone()


def energy(images):
    return net(images).sum(1)


def sigmas():
    # The hook has put weight_orig / sigma into weight.
    return torch.stack([(net[i].weight_orig / net[i].weight).flatten()[0] for i in NORMED]).detach()


for k in range(4):
    x = x.detach().requires_grad_(True)
    u = energy(x)
    (gradient,) = torch.autograd.grad(u.sum(), x)
    golden |= {f"x_{k}": x, f"sigmas_{k}": sigmas(), f"energy_{k}": u, f"gradient_{k}": gradient}
    x = x - gradient

ends = x.detach()
u = energy(torch.cat([data, ends]))  # one forward pass, so one power iteration
(u[:3].mean() - u[3:].mean()).backward()
golden |= {"ends": ends, "update_sigmas": sigmas(), "update_energy": u}
for i, place in NORMED.items():
    golden[f"{place}_weight_gradient"] = net[i].weight_orig.grad
    golden[f"{place}_bias_gradient"] = net[i].bias.grad
    golden[f"{place}_last_u"], golden[f"{place}_last_v"] = net[i].weight_u, net[i].weight_v
golden["4_weight_gradient"] = net[4].weight.grad
write("spectral_norm", golden)
