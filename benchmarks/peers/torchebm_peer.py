"""torchebm's own Langevin sampler, on its own Gaussian where the row is its example."""

import torch
from torchebm.core import BaseModel, GaussianModel
from torchebm.samplers import LangevinDynamics

from torch_energy import energy, start


class Net(BaseModel):
    def __init__(self, row: dict):
        super().__init__()
        self.net = energy(row)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x).flatten(1).sum(1)


def prepare(row: dict, threads: int):
    torch.set_num_threads(threads)
    x0 = start(row)
    if row["layers"]:
        model = Net(row)
    else:
        model, x0 = GaussianModel(torch.zeros(2), torch.tensor(row["covariance"])), x0.flatten(1)
    # Its step is x - eta * grad U + sqrt(2 * eta) * noise_scale * xi.
    eta = row["step_size"]
    sampler = LangevinDynamics(model, step_size=eta, noise_scale=row["noise_scale"] / (2 * eta)**0.5)
    return lambda: sampler.sample(x=x0, n_steps=row["steps"])
