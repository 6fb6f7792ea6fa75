#include "metrics/kid.h"
#include "metrics/metric.h"
#include "metrics/mmd_aggregated.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct AggregatedConfig {
  std::string kernel = "laplace";
  int64_t permutations = 500, seed = 0;
  static auto fields() {
    return std::tuple{
        field("kernel", &AggregatedConfig::kernel, one_of({"laplace", "rbf"}), "the kernel"),
        field("permutations", &AggregatedConfig::permutations, between(19, 1e6),
              "permutations of the pooled rows"),
        field("seed", &AggregatedConfig::seed, at_least(0), "of the permutations")};
  }
};

Metric make_aggregated(const AggregatedConfig& c) {
  return {
      two_samples(), "mmd2_aggregated",
      [=](const std::vector<Tensor>& in, Workers& workers) {
        const AggregatedTest test = mmd2_aggregated(
            in[0], in[1], c.kernel == "laplace" ? Distance::absolute : Distance::euclidean,
            c.permutations, static_cast<uint64_t>(c.seed), workers);
        const auto best = std::min_element(test.p_values.begin(), test.p_values.end());
        const auto at = static_cast<size_t>(best - test.p_values.begin());
        return Measured{
            .estimate = test.mmd2[at],
            .p_value = test.p_value,
            .parameters = {{"width", test.widths[at]}},
            .details = {{"widths", test.widths}, {"mmd2", test.mmd2}, {"p_values", test.p_values}}};
      },
      Better::neither};
}

struct KidConfig {
  int64_t subsets = 100, subset_size = 1000, seed = 0;
  static auto fields() {
    return std::tuple{
        field("subsets", &KidConfig::subsets, between(1, 1e5), "subsets that are averaged"),
        field("subset_size", &KidConfig::subset_size, between(2, 5000), "rows of a subset"),
        field("seed", &KidConfig::seed, at_least(0), "of the choice of subsets")};
  }
};

Metric make_kid(const KidConfig& c) {
  return {two_samples(), "kid",
          [=](const std::vector<Tensor>& in, Workers& workers) {
            const Kid found =
                kid(in[0], in[1], c.subsets, c.subset_size, static_cast<uint64_t>(c.seed), workers);
            return Measured{.estimate = found.mean, .details = {{"sd", found.sd}}};
          },
          Better::lower};
}

}  // namespace

Metrics::Entry mmd2_aggregated_entry() {
  return entry("mmd2_aggregated", "two-sample test over ten kernel widths (MMDAgg)",
               make_aggregated);
}

Metrics::Entry kid_entry() {
  return entry("kid", "MMD^2 of the polynomial kernel over subsets", make_kid);
}

}  // namespace coopbench
