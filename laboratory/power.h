#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/workers.h"
#include "data/dataset.h"

namespace coopbench {

/// What is wrong with generated images: makes faulty images [n,C,H,W] of sound ones.
struct Fault {
  std::string name;
  std::function<torch::Tensor(const torch::Tensor& images)> apply;
};

/// shift by one pixel, rotation by 10 degrees, blur, noise, each image four times.
std::vector<Fault> faults();

/// How often a metric finds a fault: share of the repetitions in which the faulty set's value is
/// worse than 95 % of those of sound sets.
struct Power {
  std::string metric, space, fault;
  double share;
};

/// The power of one metric (a choice from `metrics()` that compares two sets) in one space for
/// every fault, and for "dropped modes": samples drawn from `dropped`, images that lack some
/// labels. Each repetition draws `rows` images of `data.train` as sound samples, other ones to be
/// made faulty, and `rows` of `data.test` as the real ones. Of a metric that always has a p-value,
/// a test, it is the share of p-values up to 0.05.
std::vector<Power> power(const Json& metric, const Json& space, const Dataset& data,
                         const Images& dropped, int64_t rows, int64_t repetitions,
                         Workers& workers);

}  // namespace coopbench
