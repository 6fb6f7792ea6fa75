#include "metrics/displacement.h"

#include "metrics/metric.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct TravelConfig {
  double gradient_magnitude = 0;
  int64_t steps = 0, seed = 0;
  static auto fields() {
    return std::tuple{
        field("gradient_magnitude", &TravelConfig::gradient_magnitude, above(0),
              "r, mean length of a step's drift; must be given"),
        field("steps", &TravelConfig::steps, at_least(1), "K, steps of a chain; must be given"),
        field("seed", &TravelConfig::seed, at_least(0),
              "of the choice of data rows, where there are over 1000")};
  }
};

Metric make_chain_travel(const TravelConfig& c) {
  return {{{"starts"}, {"ends"}, {"real"}},
          "chain_travel",
          [c](const std::vector<Tensor>& in, Workers& workers) -> Measured {
            if (!(c.gradient_magnitude > 0))
              throw std::invalid_argument("gradient_magnitude: must be given, above 0");
            const Travel found = chain_travel(in[0], in[1], in[2], c.gradient_magnitude, c.steps,
                                              workers, static_cast<uint64_t>(c.seed));
            return {.estimate = reach(found),
                    .details = {{"displacement", found.displacement},
                                {"path", found.path},
                                {"nearest_data", found.nearest},
                                {"random_data", found.random},
                                {"data_rows", found.data_rows}}};
          }};
}

Metric make_duplicates(const NoSettings&) {
  return {{{"generated"}},
          "duplicate_share",
          [](const std::vector<Tensor>& in, Workers&) {
            return Measured{.estimate = duplicate_share(in[0])};
          },
          Better::lower};
}

Metric make_acceptance(const NoSettings&) {
  return {{{.name = "log_ratios", .kind = InputKind::series}},
          "acceptance",
          [](const std::vector<Tensor>& in, Workers&) -> Measured {
            const Estimate found = acceptance(numbers("log_ratios", in[0]));
            return {.estimate = found.estimate, .interval = Interval{found.low, found.high}};
          }};
}

}  // namespace

Metrics::Entry chain_travel_entry() {
  return entry("chain_travel", "path of chains over their distance to the data", make_chain_travel);
}
Metrics::Entry duplicates_entry() {
  return entry("duplicates", "share of rows that equal another row", make_duplicates);
}
Metrics::Entry acceptance_entry() {
  return entry("acceptance", "mean Metropolis-Hastings acceptance", make_acceptance);
}

}  // namespace coopbench
