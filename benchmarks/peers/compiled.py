"""torch.compile of the whole step: gradient, noise and r in one compiled function."""

import torch

from torch_energy import energy, start


def prepare(row: dict, threads: int):
    torch.set_num_threads(threads)
    f, x0 = energy(row).requires_grad_(False), start(row)
    step_size, noise_scale = row["step_size"], row["noise_scale"]
    gradient_of = torch.func.grad(lambda x: f(x).sum())

    @torch.compile
    def step(x):
        drift = -step_size * gradient_of(x)
        return x + drift + noise_scale * torch.randn_like(x), drift.flatten(1).norm(dim=1).mean()

    def chains():
        x, r = x0, torch.zeros(())
        for _ in range(row["steps"]):
            x, moved = step(x)
            r += moved
        return x, r / row["steps"]

    return chains
