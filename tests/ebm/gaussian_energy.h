#pragma once

#include "ebm/energy.h"

/// U(x) = sum (x - mean)^2 / (2 sd^2): a normal law, whose chains are known in closed form.
struct GaussianEnergy : coopbench::Energy {
  double mean = 0, sd = 1;
  GaussianEnergy(double mean_, double sd_) : mean(mean_), sd(sd_) {}
  torch::Tensor forward(const torch::Tensor& x) const override {
    return (x - mean).square().flatten(1).sum(1) / (2 * sd * sd);
  }
};
