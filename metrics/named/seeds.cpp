#include "metrics/seeds.h"

#include <cmath>

#include "metrics/metric.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct SeedsConfig {
  int64_t resamples = 10000, seed = 0;
  static auto fields() {
    return std::tuple{field("resamples", &SeedsConfig::resamples, between(1, 1e6),
                            "of the bootstrap interval in the details"),
                      field("seed", &SeedsConfig::seed, at_least(0), "of the bootstrap")};
  }
};

Measured over_seeds_of(const std::vector<double>& values, const SeedsConfig& c) {
  const Summary found = over_seeds(values);
  Measured result{.estimate = found.mean,
                  .interval = Interval{found.low, found.high},
                  .details = {{"median", quantile(values, 0.5)}}};
  if (values.size() < 2) return result;
  result.details["standard_deviation"] = std::sqrt(sample_variance(values));
  const Interval bootstrap = bootstrap_interval(values, static_cast<uint64_t>(c.seed), c.resamples);
  result.details["bootstrap_low"] = bootstrap.low;
  result.details["bootstrap_high"] = bootstrap.high;
  return result;
}

Metric make_seeds(const SeedsConfig& c) {
  return {{{.name = "values", .kind = InputKind::series}},
          "over_seeds",
          [c](const std::vector<Tensor>& in, Workers&) {
            return over_seeds_of(numbers("values", in[0]), c);
          }};
}

struct PairedConfig {
  int64_t seed = 0;
  static auto fields() {
    return std::tuple{field("seed", &PairedConfig::seed, at_least(0),
                            "of the random sign patterns, with over 20 seeds")};
  }
};

Metric make_paired_seeds(const PairedConfig& c) {
  return {{{.name = "a", .kind = InputKind::series}, {.name = "b", .kind = InputKind::series}},
          "paired_test",
          [c](const std::vector<Tensor>& in, Workers&) -> Measured {
            const PairedTest found = paired_test(numbers("a", in[0]), numbers("b", in[1]),
                                                 static_cast<uint64_t>(c.seed));
            return {.estimate = found.difference.mean,
                    .interval = Interval{found.difference.low, found.difference.high},
                    .p_value = found.p_value,
                    .details = {{"exact", found.exact}}};
          }};
}

}  // namespace

Metrics::Entry seeds_entry() { return entry("seeds", "mean over seeds", make_seeds); }
Metrics::Entry paired_seeds_entry() {
  return entry("paired_seeds", "difference of two methods over the same seeds", make_paired_seeds);
}

}  // namespace coopbench
