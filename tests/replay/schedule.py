"""How a setting falls while training: docs/methods.md."""

import math


def fallen(first: float, settings: dict, i: int) -> float:
    value = first * settings["decay"]**i
    value *= settings["step_factor"]**sum(i >= step for step in settings["steps"])
    if settings["cosine"] > 0:
        along = min(1.0, i / settings["cosine"])
        value = settings["minimum"] + (value - settings["minimum"]) * (
            1 + math.cos(math.pi * along)) / 2
    return max(settings["minimum"], value)
