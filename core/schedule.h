#pragma once

#include "core/fields.h"

namespace coopbench {

/// How a setting falls while training: its first value times decay^i, times step_factor at each of
/// `steps` that i has reached, on a half cosine down to `minimum` over `cosine` iterations, and
/// never below `minimum`. The config of something that falls derives from it, or holds it.
struct Schedule {
  double decay = 1, minimum = 0, step_factor = 0.1;
  std::vector<int64_t> steps = {};
  int64_t cosine = 0;

  /// The value at iteration (of a learning rate: update) i, counted from 0.
  double at(double first, int64_t i) const;
  bool constant() const { return decay == 1 && steps.empty() && cosine == 0; }

  static auto fields() {
    return std::tuple{
        field("decay", &Schedule::decay, between(1e-6, 1),
              "factor from one iteration, or update, to the next; 1: constant"),
        field("minimum", &Schedule::minimum, at_least(0), "where the fall ends"),
        field("steps", &Schedule::steps, between(0, 4e9),
              "iterations, or updates, at which the value is multiplied by step_factor"),
        field("step_factor", &Schedule::step_factor, between(1e-9, 1), "factor at each of `steps`"),
        field("cosine", &Schedule::cosine, between(0, 4e9),
              "iterations, or updates, of a half cosine from the first value to the minimum; 0: "
              "none"),
    };
  }
};

}  // namespace coopbench
