#include "metrics/stability.h"

#include "metrics/metric.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

Metric make_stability(const NoSettings&) {
  return {{{.name = "d", .kind = InputKind::series}, {.name = "r", .kind = InputKind::series}},
          "stability",
          [](const std::vector<Tensor>& in, Workers&) -> Measured {
            const Stability found = stability(numbers("d", in[0]), numbers("r", in[1]));
            return {.estimate = found.b,
                    .details = {{"verdict", name(found.verdict)},
                                {"tau", found.tau},
                                {"window", found.window},
                                {"acf_d", found.acf_d},
                                {"acf_r", found.acf_r},
                                {"cross", found.cross}}};
          }};
}

}  // namespace

Metrics::Entry stability_entry() {
  return entry("stability", "bias, correlations and verdict of a run's d and r", make_stability);
}

}  // namespace coopbench
