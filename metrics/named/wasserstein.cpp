#include "metrics/wasserstein.h"

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct SlicedConfig {
  int64_t projections = 100, seed = 0;
  static auto fields() {
    return std::tuple{
        field("projections", &SlicedConfig::projections, between(1, 10000),
              "random directions, where none are given as an input"),
        field("seed", &SlicedConfig::seed, at_least(0), "of the directions"),
    };
  }
};

struct MaxSlicedConfig {
  int64_t projections = 100, steps = 100, seed = 0;
  static auto fields() {
    return std::tuple{
        field("projections", &MaxSlicedConfig::projections, between(1, 10000),
              "random directions to start from the best of, where none are given as an input"),
        field("steps", &MaxSlicedConfig::steps, between(0, 1e6), "steps of the search from there"),
        field("seed", &MaxSlicedConfig::seed, at_least(0), "of the directions"),
    };
  }
};

std::vector<Input> inputs() {
  std::vector<Input> all = two_samples();
  all.push_back({"projections", InputKind::series, true});
  return all;
}

template <class Config>
Tensor directions(const Config& c, const std::vector<Tensor>& in) {
  if (in[2].defined()) return in[2];
  return unit_projections(static_cast<uint64_t>(c.seed), c.projections, in[1].size(1));
}

/// What it was measured with: with directions of the user's own there was no seed.
Measured with_parameters(Measured found, const Tensor& given) {
  if (given.defined()) found.parameters = {{"projections", given.size(0)}, {"seed", nullptr}};
  return found;
}

Metric make_sliced(const SlicedConfig& c) {
  return {inputs(), "sliced_wasserstein",
          [=](const std::vector<Tensor>& in, Workers& workers) {
            check_two_samples(in[0], in[1], 1);
            return with_parameters(sliced_wasserstein(in[0], in[1], directions(c, in), workers),
                                   in[2]);
          },
          Better::lower};
}

Metric make_max_sliced(const MaxSlicedConfig& c) {
  return {inputs(), "max_sliced_wasserstein",
          [=](const std::vector<Tensor>& in, Workers& workers) {
            check_two_samples(in[0], in[1], 1);
            return with_parameters(
                max_sliced_wasserstein(in[0], in[1], directions(c, in), c.steps, workers), in[2]);
          },
          Better::lower};
}

}  // namespace

Metrics::Entry sliced_wasserstein_entry() {
  return entry("sliced_wasserstein", "root mean W2^2 along random directions", make_sliced);
}
Metrics::Entry max_sliced_wasserstein_entry() {
  return entry("max_sliced_wasserstein", "largest W2 along a direction", make_max_sliced);
}

}  // namespace coopbench
