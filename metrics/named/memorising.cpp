#include "metrics/memorising.h"

namespace coopbench {
namespace {

struct MemorisingConfig {
  int64_t permutations = 999, seed = 0;
  static auto fields() {
    return std::tuple{
        field("permutations", &MemorisingConfig::permutations, between(0, 100000),
              "random ways to part the rows of both sets, for a p-value; 0 for none"),
        field("seed", &MemorisingConfig::seed, at_least(0), "of the permutations"),
    };
  }
};

Metric make_memorising(const MemorisingConfig& c) {
  return {{{"generated"}, {"train"}, {"held_out"}},
          "memorising",
          [=](const std::vector<torch::Tensor>& in, Workers& workers) {
            return memorising(in[0], in[1], in[2], c.permutations, static_cast<uint64_t>(c.seed),
                              workers);
          },
          Better::lower,
          true};
}

}  // namespace

Metrics::Entry memorising_entry() {
  return entry("memorising", "share of generated rows nearer to training than to held-out rows",
               make_memorising);
}

}  // namespace coopbench
