#include "metrics/ranking.h"

#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

std::vector<Input> two_series(const std::string& first, const std::string& second) {
  return {{.name = first, .kind = InputKind::series}, {.name = second, .kind = InputKind::series}};
}

Metric make_auroc(const NoSettings&) {
  return {two_series("positives", "negatives"), "auroc",
          [](const std::vector<Tensor>& in, Workers&) -> Measured {
            const Estimate found = auroc(numbers("positives", in[0]), numbers("negatives", in[1]));
            return {.estimate = found.estimate, .interval = Interval{found.low, found.high}};
          }};
}

struct GapConfig {
  int64_t permutations = 0, seed = 0;
  static auto fields() {
    return std::tuple{
        field("permutations", &GapConfig::permutations, between(0, 100000),
              "random ways to part the energies of both series, for an exact p-value; 0: Welch's"),
        field("seed", &GapConfig::seed, at_least(0), "of the permutations"),
    };
  }
};

Metric make_energy_gap(const GapConfig& c) {
  return {two_series("train_energies", "held_out_energies"), "energy_gap",
          [=](const std::vector<Tensor>& in, Workers&) {
            return energy_gap(numbers("train_energies", in[0]), numbers("held_out_energies", in[1]),
                              c.permutations, static_cast<uint64_t>(c.seed));
          }};
}

}  // namespace

Metrics::Entry auroc_entry() {
  return entry("auroc", "area under the ROC curve of two sets of scores", make_auroc);
}
Metrics::Entry energy_gap_entry() {
  return entry("energy_gap", "mean energy of training less held-out data", make_energy_gap);
}

}  // namespace coopbench
