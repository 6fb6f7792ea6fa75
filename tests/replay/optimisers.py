"""Updates of optimisers in float64, in halves: what a gradient makes of an optimiser's state, and
where that state takes a weight. State of a weight by the names of a checkpoint: "average"."""

import numpy as np

from nets import Unknown
from schedule import fallen

State = dict[str, np.ndarray]


def learning_rate(settings: dict, update: int) -> float:
    return fallen(settings["learning_rate"], settings, update)


def of_weight(state: State, number: int) -> State:
    return {name.partition("_")[2]: np.asarray(value, np.float64)
            for name, value in state.items() if name.startswith(f"{number}_")}


def followed(settings: dict, weight: np.ndarray, gradient: np.ndarray, state: State) -> State:
    """The state of a weight behind the update with this gradient."""
    g = gradient + settings["weight_decay"] * weight
    if settings["name"] == "adam":
        beta1, beta2 = settings["beta1"], settings["beta2"]
        return {"step": state.get("step", 0) + np.array(1.0),
                "average": beta1 * state.get("average", 0) + (1 - beta1) * g,
                "squares": beta2 * state.get("squares", 0) + (1 - beta2) * g**2}
    if settings["name"] != "sgd":
        raise Unknown(f"optimiser {settings['name']}")
    if settings["momentum"] == 0:
        return {}
    old = state.get("momentum")
    return {"momentum": g if old is None else settings["momentum"] * old + g}


def moved(settings: dict, weight: np.ndarray, gradient: np.ndarray, state: State, update: int
          ) -> np.ndarray:
    """The weight behind update `update`, counted from 0; `state` is the one behind it too."""
    rate = learning_rate(settings, update)
    if settings["name"] == "adam":
        average = state["average"] / (1 - settings["beta1"]**state["step"])
        squares = state["squares"] / (1 - settings["beta2"]**state["step"])
        return weight - rate * average / (np.sqrt(squares) + settings["epsilon"])
    step = state.get("momentum", gradient + settings["weight_decay"] * weight)
    return weight - rate * step
