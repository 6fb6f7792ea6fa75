#include "metrics/chains.h"

#include "metrics/metric.h"

namespace coopbench {
namespace {

using torch::Tensor;

std::vector<Input> draws() { return {{.name = "draws", .kind = InputKind::series}}; }

Measured of_chains(double estimate, const Tensor& draws) {
  return {.estimate = estimate,
          .details = {{"chains", draws.dim() == 1 ? 1 : draws.size(0)}, {"draws", draws.size(-1)}}};
}

Metric make_iact(const NoSettings&) {
  return {draws(), "iact",
          [](const std::vector<Tensor>& in, Workers&) { return of_chains(iact(in[0]), in[0]); },
          Better::lower};
}

struct EssConfig {
  std::string kind = "mean";
  static auto fields() {
    return std::tuple{field("kind", &EssConfig::kind, one_of({"mean", "bulk", "tail"}),
                            "of the draws, of their rank-normalised values, or of the 5 % and 95 % "
                            "quantiles")};
  }
};

Metric make_ess(const EssConfig& c) {
  const EssKind kind = c.kind == "bulk"   ? EssKind::bulk
                       : c.kind == "tail" ? EssKind::tail
                                          : EssKind::mean;
  return {draws(), "ess",
          [kind](const std::vector<Tensor>& in, Workers&) {
            return of_chains(ess(in[0], kind), in[0]);
          },
          Better::higher};
}

struct RhatConfig {
  std::string kind = "rank";
  static auto fields() {
    return std::tuple{field("kind", &RhatConfig::kind, one_of({"split", "rank"}),
                            "of the draws, or rank-normalised and folded")};
  }
};

Metric make_rhat(const RhatConfig& c) {
  const RhatKind kind = c.kind == "split" ? RhatKind::split : RhatKind::rank;
  return {draws(), "rhat",
          [kind](const std::vector<Tensor>& in, Workers&) {
            return of_chains(rhat(in[0], kind), in[0]);
          },
          Better::lower};
}

}  // namespace

Metrics::Entry iact_entry() {
  return entry("iact", "integrated autocorrelation time of chains", make_iact);
}
Metrics::Entry ess_entry() { return entry("ess", "effective sample size of chains", make_ess); }
Metrics::Entry rhat_entry() {
  return entry("rhat", "R-hat: variance of chains over that within them", make_rhat);
}

}  // namespace coopbench
