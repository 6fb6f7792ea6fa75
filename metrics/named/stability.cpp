#include "metrics/stability.h"

#include "metrics/metric.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

Metric make_stability(const StabilityLimits& limits) {
  return {{{.name = "d", .kind = InputKind::series},
           {.name = "r", .kind = InputKind::series},
           {.name = "data_sd", .kind = InputKind::series},
           {.name = "d_error", .kind = InputKind::series}},
          "stability",
          [limits](const std::vector<Tensor>& in, Workers&) -> Measured {
            const Stability found = stability({.d = numbers("d", in[0]),
                                               .r = numbers("r", in[1]),
                                               .data_sd = numbers("data_sd", in[2]),
                                               .d_error = numbers("d_error", in[3])},
                                              limits);
            return {.estimate = found.bias,
                    .interval = Interval{found.bias_low, found.bias_high},
                    .details = {{"verdict", name(found.verdict)},
                                {"grounds", grounds(found, limits)},
                                {"excess", found.excess},
                                {"tau", found.tau},
                                {"window", found.window},
                                {"acf_d", found.acf_d},
                                {"acf_r", found.acf_r},
                                {"cross", found.cross}}};
          }};
}

}  // namespace

Metrics::Entry stability_entry() {
  return entry("stability", "bias, excess, correlations and verdict of a run's d", make_stability);
}

}  // namespace coopbench
