"""Any of the nets forward and backward, by PyTorch in float64."""

import numpy as np
import torch
from torch.nn import functional

from nets import Back, Layer, Net, Weights

torch.set_num_threads(1)


def made(layer: Layer, x: torch.Tensor, own: dict[str, torch.Tensor], teaching: bool) -> torch.Tensor:
    """What a layer makes of x; a batch norm that teaches moves the running statistics of `own`."""
    if layer.kind == "leaky":
        return functional.leaky_relu(x, layer.slope)
    if layer.kind == "tanh":
        return torch.tanh(x)
    if layer.kind == "linear":
        return functional.linear(x.flatten(1), own["weight"], own["bias"])[..., None, None]
    if layer.kind == "norm":
        running = teaching or not layer.of_batch
        return functional.batch_norm(x, own["running_mean"] if running else None,
                                     own["running_var"] if running else None, own.get("weight"),
                                     own["bias"], teaching or layer.of_batch, 0.1, layer.epsilon)
    cut = layer.before, layer.after
    if layer.kind == "conv":
        return functional.conv2d(functional.pad(x, cut + cut), own["weight"], own["bias"],
                                 layer.stride)
    whole = functional.conv_transpose2d(x, own["weight"], own["bias"], layer.stride)
    end = [size - layer.after for size in whole.shape[2:]]
    return whole[:, :, layer.before:end[0], layer.before:end[1]]


def passed(net: Net, weights: Weights, x: np.ndarray, teaching: bool = False
           ) -> tuple[np.ndarray, Back, Weights]:
    """Output, `back` as in nets.py, and the running statistics behind a pass that teaches."""
    tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in weights.items()}
    place = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    trained = [tensors[name].requires_grad_() for name in net.trained()]
    now = place if place.dim() == 4 else place[..., None, None]
    for i, layer in enumerate(net.layers):
        own = {name.partition("_")[2]: tensor for name, tensor in tensors.items()
               if name.startswith(f"{i}_")}
        now = made(layer, now, own, teaching)

    def back(gradient: np.ndarray) -> tuple[np.ndarray, Weights]:
        at_output = torch.tensor(gradient, dtype=torch.float64).reshape(now.shape)
        found = torch.autograd.grad(now, [place, *trained], at_output, retain_graph=True)
        return found[0].numpy(), dict(zip(net.trained(), (g.numpy() for g in found[1:])))

    running = {name: tensor.numpy() for name, tensor in tensors.items() if "running" in name}
    return now.detach().numpy(), back, running
