#include "metrics/classifier_test.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct Splitting {
  std::string split = "random";
  int64_t seed = 0;

  TrainTest operator()(const std::vector<Tensor>& in) const {
    return split_in_halves(in[0], in[1], split == "random" ? Split::random : Split::first_half,
                           static_cast<uint64_t>(seed));
  }
};

template <class Config>
auto splitting_fields() {
  return std::tuple{
      field<Config, std::string>("split", &Config::split, one_of({"random", "first_half"}),
                                 "which rows are trained on, the others being tested on"),
      field<Config, int64_t>("seed", &Config::seed, at_least(0), "of all random choices"),
  };
}

struct LogisticConfig : Splitting {
  double penalty = 1;
  static auto fields() {
    return std::tuple_cat(
        std::tuple{field("penalty", &LogisticConfig::penalty, between(1e-6, 1e6),
                         "factor of |w|^2 / 2 beside the summed loss: 1/C of scikit-learn")},
        splitting_fields<LogisticConfig>());
  }
};

Metric make_logistic(const LogisticConfig& c) {
  return {two_samples(), "c2st",
          [c](const std::vector<Tensor>& in, Workers& workers) {
            return c2st(c(in), c.penalty, workers);
          },
          Better::lower, true};
}

struct CnnConfig : Splitting {
  int64_t steps = 300;
  static auto fields() {
    return std::tuple_cat(
        std::tuple{field("steps", &CnnConfig::steps, between(1, 1e6), "updates of the network")},
        splitting_fields<CnnConfig>());
  }
};

Metric make_cnn(const CnnConfig& c) {
  return {{{"generated", InputKind::images}, {"real", InputKind::images}},
          "c2st_cnn",
          [c](const std::vector<Tensor>& in, Workers& workers) {
            return c2st_cnn(c(in), {c.steps, static_cast<uint64_t>(c.seed)}, workers);
          },
          Better::lower,
          true};
}

}  // namespace

Metrics::Entry c2st_entry() {
  return entry("c2st", "accuracy of a logistic regression, generated against real", make_logistic);
}
Metrics::Entry c2st_cnn_entry() {
  return entry("c2st_cnn", "accuracy of a small CNN, generated against real images", make_cnn);
}

}  // namespace coopbench
