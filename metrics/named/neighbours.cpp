#include "metrics/neighbours.h"

namespace coopbench {
namespace {

using torch::Tensor;

template <int64_t initial>
struct KConfig {
  int64_t k = initial;
  static auto fields() {
    return std::tuple{field("k", &KConfig::k, at_least(1),
                            "the neighbour that a ball reaches to; below the number of rows")};
  }
};

using Function = Measured (*)(const Tensor&, const Tensor&, int64_t, Workers&);

Metric metric(const char* name, Function function, int64_t k, bool share = true) {
  return {two_samples(), name,
          [=](const std::vector<Tensor>& in, Workers& workers) {
            return function(in[0], in[1], k, workers);
          },
          Better::higher, share};
}

Metric make_precision(const KConfig<5>& c) { return metric("precision", precision, c.k); }
Metric make_recall(const KConfig<5>& c) { return metric("recall", recall, c.k); }
Metric make_density(const KConfig<5>& c) {
  return metric("density", density, c.k, /*share=*/false);
}
Metric make_coverage(const KConfig<5>& c) { return metric("coverage", coverage, c.k); }
Metric make_improved_precision(const KConfig<3>& c) {
  return metric("improved_precision", improved_precision, c.k);
}
Metric make_improved_recall(const KConfig<3>& c) {
  return metric("improved_recall", improved_recall, c.k);
}

}  // namespace

Metrics::Entry precision_entry() {
  return entry("precision", "share of generated rows within the real manifold", make_precision);
}
Metrics::Entry recall_entry() {
  return entry("recall", "share of real rows within the generated manifold", make_recall);
}
Metrics::Entry density_entry() {
  return entry("density", "how densely real neighbourhoods lie around generated rows",
               make_density);
}
Metrics::Entry coverage_entry() {
  return entry("coverage", "share of real neighbourhoods that hold a generated row", make_coverage);
}
Metrics::Entry improved_precision_entry() {
  return entry("improved_precision", "precision with the border of the balls",
               make_improved_precision);
}
Metrics::Entry improved_recall_entry() {
  return entry("improved_recall", "recall with the border of the balls", make_improved_recall);
}

}  // namespace coopbench
