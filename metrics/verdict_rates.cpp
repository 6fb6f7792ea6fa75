#include "metrics/verdict_rates.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "core/stream.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

std::vector<double> noise(uint64_t seed, int64_t repetition, int64_t length) {
  const Stream stream{.seed = seed, .purpose = Purpose::known_law, .first_chain = repetition};
  return numbers("noise", normal(stream, {1, length})[0]);
}

void make_autoregressive(std::vector<double>& series, double coefficient) {
  series[0] /= std::sqrt(1 - coefficient * coefficient);
  for (size_t t = 1; t < series.size(); ++t) series[t] += coefficient * series[t - 1];
}

void add_drift(std::vector<double>& series, double rise) {
  const auto window = static_cast<double>(series.size()) / 2;
  for (size_t t = 0; t < series.size(); ++t)
    series[t] += rise * ((static_cast<double>(t) + 0.5) / window - 1.5);
}

void change(std::vector<double>& series, Simulated kind, double coefficient) {
  switch (kind) {
    case Simulated::autoregressive:
      return make_autoregressive(series, coefficient);
    case Simulated::drift:
      return add_drift(series, coefficient);
    case Simulated::bias:
      for (double& v : series) v += coefficient;
      return;
    case Simulated::excess:
      for (double& v : series) v *= coefficient;
  }
}

}  // namespace

std::array<double, verdicts> verdict_rates(Simulated kind, double coefficient, int64_t window,
                                           int64_t repetitions, uint64_t seed) {
  if (window < 1 || window > 2000)
    throw std::invalid_argument(fmt::format("window: {} must be from 1 to 2000", window));
  if (repetitions < 1)
    throw std::invalid_argument(fmt::format("repetitions: {} must be at least 1", repetitions));
  const double bound = kind == Simulated::autoregressive ? 1 : 1e100;
  if (!(std::abs(coefficient) < bound))
    throw std::invalid_argument(
        fmt::format("coefficient: |{}| must be below {:g}", coefficient, bound));
  std::array<double, verdicts> rates{};
  for (int64_t i = 0; i < repetitions; ++i) {
    std::vector<double> d = noise(seed, i, 2 * window);
    change(d, kind, coefficient);
    const std::vector<double> ones(d.size(), 1);
    rates.at(static_cast<size_t>(stability({d, d, ones, ones}).verdict)) += 1;
  }
  for (double& rate : rates) rate /= static_cast<double>(repetitions);
  return rates;
}

double rate(const std::array<double, verdicts>& rates, Verdict verdict) {
  return rates.at(static_cast<size_t>(verdict));
}

}  // namespace coopbench
