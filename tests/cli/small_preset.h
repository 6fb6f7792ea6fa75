#pragma once

#include "cli/program.h"
#include "core/files.h"

/// Trains one method on a few points for two iterations.
inline constexpr const char* small_preset = R"({
  "seeds": [1],
  "shared": {
    "data": {"name": "gmm", "train": 50, "validation": 50, "test": 50},
    "energy": {"name": "anatomy_toy"},
    "sampler": {"rule": {"name": "scaled", "noise_scale": 0.1}, "steps": 2},
    "optimizer": {"name": "adam"},
    "training": {"iterations": 2, "batch": 8, "chains": 8},
    "evaluation": {"samples": 10, "curve_samples": 10, "images": 8, "long_run": 0}},
  "methods": {"short_run": {"start": {"name": "noise"}}}})";
