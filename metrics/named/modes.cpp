#include "metrics/modes.h"

namespace coopbench {
namespace {

struct ModesConfig {
  double sd = 0;
  int64_t least = 1;
  static auto fields() {
    return std::tuple{
        field("sd", &ModesConfig::sd, above(0),
              "standard deviation of a mode, in data units; must be given"),
        field("least", &ModesConfig::least, at_least(1), "rows within 3 sd that make a mode hit"),
    };
  }
};

Metric make_modes(const ModesConfig& c) {
  return {{{"generated"}, {"centres"}},
          "modes",
          [=](const std::vector<torch::Tensor>& in, Workers& workers) {
            return modes(in[0], in[1], c.sd, c.least, workers);
          },
          Better::higher};
}

}  // namespace

Metrics::Entry modes_entry() {
  return entry("modes", "modes hit, of a law with known ones", make_modes);
}

}  // namespace coopbench
