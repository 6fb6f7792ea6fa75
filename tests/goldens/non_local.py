"""Golden values of tests/core/non_local_test.cpp: the non-local block of Nijkamp et al. 2020 (after
Wang et al. 2018, "Non-local Neural Networks", embedded Gaussian) with W other than 0, and a linear
layer behind it, written with PyTorch's modules.

Run: python3 tests/goldens/non_local.py   (torch)
"""
import torch
from torch import nn

from tensors import write

torch.manual_seed(2)
CHANNELS, SIDE = 6, 7  # an odd side: pooling leaves the last row and column out


class NonLocal(nn.Module):
    def __init__(self, channels):
        super().__init__()
        half = channels // 2
        self.theta, self.phi, self.g = (nn.Conv2d(channels, half, 1) for _ in range(3))
        self.out = nn.Conv2d(half, channels, 1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        n, _, h, w = x.shape
        theta = self.theta(x).view(n, -1, h * w).permute(0, 2, 1)
        phi = self.pool(self.phi(x)).flatten(2)
        g = self.pool(self.g(x)).flatten(2).permute(0, 2, 1)
        y = torch.softmax(theta @ phi, dim=-1) @ g
        return x + self.out(y.permute(0, 2, 1).reshape(n, -1, h, w))


block, head = NonLocal(CHANNELS), nn.Linear(CHANNELS * SIDE * SIDE, 1)
for module in (block.theta, block.phi):
    nn.init.normal_(module.weight, std=0.8)  # a softmax that is far from even
x = torch.rand(3, CHANNELS, SIDE, SIDE) * 2 - 1
# The numbers are those of float32, the arithmetic is in float64.
block, head, x = block.double(), head.double(), x.double().requires_grad_(True)

golden = {f"0_{name.replace('.', '_')}": tensor.clone() for name, tensor in block.state_dict().items()}
golden |= {f"1_{name}": tensor.clone() for name, tensor in head.state_dict().items()}
u = head(block(x).flatten(1))[:, 0]
u.sum().backward()
golden |= {"x": x, "energy": u, "gradient": x.grad}
for name, tensor in block.named_parameters():
    golden[f"0_{name.replace('.', '_')}_gradient"] = tensor.grad
write("non_local", golden)
