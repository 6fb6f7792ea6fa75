#include "metrics/parzen.h"

#include "metrics/named/two_sample.h"

namespace coopbench {
namespace {

using torch::Tensor;

Allowed validation_or_number() {
  return {.text = "validation or a number above 0", .holds = [](const Json& value) {
            return value == "validation" ||
                   (value.is_string() && number_in(value.get<std::string>()));
          }};
}

struct ParzenConfig {
  std::string bandwidth = "validation";
  int64_t samples = 10000;
  bool parity = false;
  static auto fields() {
    return std::tuple{
        field("bandwidth", &ParzenConfig::bandwidth, validation_or_number(),
              "width h: the best of 10 in [0.1, 1] on validation rows, or a number"),
        field("samples", &ParzenConfig::samples, between(1, 10000),
              "generated rows that are used at most, the first ones"),
        field("parity", &ParzenConfig::parity, anything(),
              "clip generated rows to [-1, 1] and min-max scale them to [0, 1] as CoopNets did"),
    };
  }
};

Metric make_parzen(const ParzenConfig& c) {
  return {{{"generated"}, {"real"}, {.name = "validation", .optional = true}},
          "parzen",
          [c](const std::vector<Tensor>& in, Workers& workers) {
            const auto validation = in[2].defined() ? std::optional(in[2]) : std::nullopt;
            return parzen(in[0], in[1], validation, {number_in(c.bandwidth), c.samples, c.parity},
                          workers);
          },
          Better::higher};
}

}  // namespace

Metrics::Entry parzen_entry() {
  return entry("parzen", "Parzen-window log-likelihood of the real rows", make_parzen);
}

}  // namespace coopbench
