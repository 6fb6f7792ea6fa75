"""Loads the nets that lie in the folders energy-N and generator-N of a folder in PyTorch, and
compares what they make of input.npy with output.npy. With every second one the reader of the
generated file itself is tried, whether or not the package safetensors is there."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import torch

TOLERANCE = 1e-5


def module(path: Path):
    spec = importlib.util.spec_from_file_location(path.parent.name.replace("-", "_"), path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def error(folder: Path) -> float:
    """The largest difference, as a share of the largest number; infinite where names differ."""
    kind, number = folder.name.split("-")
    nets = module(folder / "nets.py")
    if int(number) % 2:
        sys.modules["safetensors.torch"] = None  # an import of it fails
    else:
        sys.modules.pop("safetensors.torch", None)
    net = getattr(nets, kind)()
    if set(nets.read_tensors(folder / f"{kind}.safetensors")) != set(net.state_dict()):
        return float("inf")
    right = torch.from_numpy(np.load(folder / "output.npy"))
    with torch.no_grad():
        got = net(torch.from_numpy(np.load(folder / "input.npy")))
    if got.shape != right.shape:
        return float("inf")
    return ((got - right).abs().max() / right.abs().max()).item()


def main() -> None:
    folders = sorted(path.parent for path in Path(sys.argv[1]).glob("*/nets.py"))
    errors = {folder.name: error(folder) for folder in folders}
    bad = {name: value for name, value in errors.items() if not value <= TOLERANCE}
    print(f"largest error {max(errors.values()):.2g}; {len(errors) - len(bad)} nets agree")
    sys.exit("\n".join(f"{name}: {value}" for name, value in bad.items()) if bad else 0)


if __name__ == "__main__":
    main()
