#include "metrics/parzen.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "metrics/intervals.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kValidationRows = 1000;

Tensor scaled_as_one_set(const Tensor& generated) {
  const Tensor clipped = generated.detach().to(torch::kFloat64).clamp(-1, 1);
  const Tensor low = clipped.min(), range = clipped.max() - low;
  if (!(range.item<double>() > 0))
    throw std::invalid_argument(
        "generated: all numbers are equal once clipped to [-1, 1], so parity can't scale them to "
        "[0, 1]; measure without parity");
  return (clipped - low) / range;
}

Tensor from_symmetric(const Tensor& rows) { return (rows.detach().to(torch::kFloat64) + 1) / 2; }

struct ChosenWidth {
  double width;
  bool at_end;
};

ChosenWidth validated_width(const Tensor& generated, const Tensor& rows, Workers& workers) {
  const std::vector<double> widths = parzen_widths();
  const Tensor means = parzen_log_densities(generated, rows, widths, workers).mean(1);
  const auto best = static_cast<size_t>(means.argmax().item<int64_t>());
  return {widths[best], best == 0 || best + 1 == widths.size()};
}

}  // namespace

std::vector<double> parzen_widths() {
  std::vector<double> widths;
  for (int i = 0; i < 10; ++i) widths.push_back(std::pow(10, -1 + i / 9.0));
  return widths;
}

Tensor parzen_log_densities(const Tensor& generated, const Tensor& real,
                            const std::vector<double>& widths, Workers& workers) {
  check_two_samples(generated, real, 1);
  if (widths.empty()) throw std::invalid_argument("widths: none given");
  for (const double h : widths)
    if (!(h >= 1e-50 && h <= 1e50))
      throw std::invalid_argument(
          fmt::format("widths: {} must be at least 1e-50 and at most 1e50", h));
  const auto m = static_cast<double>(generated.size(0)), d = static_cast<double>(real.size(1));
  const int64_t n = real.size(0);
  Tensor found = torch::empty({static_cast<int64_t>(widths.size()), n}, torch::kFloat64);
  workers.run(block_count(n), [&](int64_t task, int64_t) {
    const torch::NoGradGuard no_grad;
    const Tensor y = block(real, task * kBlockRows);
    std::vector<std::vector<Tensor>> parts(widths.size());
    for (int64_t i = 0; i < generated.size(0); i += kBlockRows) {
      const Tensor squares = squared_distances(y, block(generated, i));
      for (size_t w = 0; w < widths.size(); ++w)
        parts[w].push_back((squares / (-2 * widths[w] * widths[w])).logsumexp(1));
    }
    for (size_t w = 0; w < widths.size(); ++w) {
      const double constant =
          std::log(m) + d / 2 * std::log(2 * std::numbers::pi * widths[w] * widths[w]);
      found[static_cast<int64_t>(w)].slice(0, task * kBlockRows, task * kBlockRows + y.size(0)) =
          torch::stack(parts[w]).logsumexp(0) - constant;
    }
  });
  return found;
}

Measured parzen(const Tensor& generated, const Tensor& real,
                const std::optional<Tensor>& validation, const ParzenOptions& options,
                Workers& workers) {
  check_rows("generated", generated, 1);
  check_dimensions("real", real, "generated", generated);
  if (validation) check_dimensions("validation", *validation, "generated", generated);
  if (options.samples < 1) throw std::invalid_argument("samples: must be at least 1");

  const Tensor samples = generated.slice(0, 0, options.samples);
  const Tensor centres = options.parity ? scaled_as_one_set(samples) : samples;
  const auto prepared = [&](const Tensor& rows) {
    return options.parity ? from_symmetric(rows) : rows;
  };

  Tensor scored = real;
  ChosenWidth chosen{options.width.value_or(0), false};
  std::string width_from = "given";
  if (!options.width) {
    Tensor rows;
    if (validation) {
      rows = validation->slice(0, 0, kValidationRows);
      width_from = fmt::format("the first {} validation rows", rows.size(0));
    } else if (real.size(0) > kValidationRows) {
      rows = real.slice(0, 0, kValidationRows);
      scored = real.slice(0, kValidationRows);
      width_from = fmt::format("the first {} real rows, which are not scored", kValidationRows);
    } else {
      throw std::invalid_argument(fmt::format(
          "real: shape {} leaves no rows to choose the width on; give validation rows, more than "
          "{} real rows or a bandwidth",
          shape_text(real), kValidationRows));
    }
    chosen = validated_width(centres, prepared(rows), workers);
  }

  const Tensor values = parzen_log_densities(centres, prepared(scored), {chosen.width}, workers)[0];
  const int64_t n = values.size(0);
  Measured found{.estimate = values.mean().item<double>()};
  if (n >= 2) {
    const double z = normal_quantile();
    const double error = values.std().item<double>() / std::sqrt(static_cast<double>(n));
    found.interval = Interval{found.estimate - z * error, found.estimate + z * error};
    found.details["standard_error"] = error;
  }
  found.parameters = {
      {"width", chosen.width}, {"width_from", width_from}, {"samples", centres.size(0)}};
  found.details["scored_rows"] = n;
  if (chosen.at_end)
    found.details["note"] = fmt::format(
        "the chosen width, {:.3g}, is at an end of [0.1, 1]: a better one may lie outside, try a "
        "bandwidth of your own",
        chosen.width);
  return found;
}

}  // namespace coopbench
