"""PyTorch eager: the sampling loop of the code published with Nijkamp et al. 2020."""

import torch

from torch_energy import energy, start


def prepare(row: dict, threads: int):
    torch.set_num_threads(threads)
    f, x0 = energy(row), start(row)
    step_size, noise_scale = row["step_size"], row["noise_scale"]

    def chains():
        x = x0.clone().requires_grad_(True)
        r = torch.zeros(1)
        for _ in range(row["steps"]):
            gradient = torch.autograd.grad(f(x).sum(), [x])[0]
            if step_size != 1:
                gradient = step_size * gradient
            x.data += -gradient + noise_scale * torch.randn_like(x)
            r += gradient.view(gradient.shape[0], -1).norm(dim=1).mean()
        return x.detach(), r / row["steps"]

    return chains
