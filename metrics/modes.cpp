#include "metrics/modes.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "metrics/nearest.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

void check_centres(const Tensor& centres, const Tensor& generated, Workers& workers) {
  check_dimensions("centres", centres, "generated", generated);
  if (centres.size(0) == 1) return;
  const Tensor twice = (kth_squared_distances(centres, 1, workers) == 0).nonzero();
  if (twice.size(0) > 0)
    throw std::invalid_argument(fmt::format("centres: row {} of shape {} must not occur twice",
                                            twice[0].item<int64_t>(), shape_text(centres)));
}

/// Kullback-Leibler divergence of counts / total from the uniform distribution.
double kl_uniform(const Tensor& counts) {
  const Tensor share = counts / counts.sum();
  return torch::xlogy(share, share * counts.size(0)).sum().item<double>();
}

}  // namespace

Measured modes(const Tensor& generated, const Tensor& centres, double sd, int64_t least,
               Workers& workers) {
  check_rows("generated", generated, 1);
  check_centres(centres, generated, workers);
  if (!(sd > 0) || !std::isfinite(sd))
    throw std::invalid_argument(
        fmt::format("sd: {} must be above 0, the standard deviation of a mode in data units", sd));
  if (least < 1) throw std::invalid_argument(fmt::format("least: {} must be at least 1", least));

  const Nearest centre = nearest(generated, centres, workers);
  const Tensor within = centre.squared <= 9 * sd * sd * (1 + kEqualDistances);
  const Tensor counts = torch::bincount(centre.index.masked_select(within), {}, centres.size(0));
  Measured found{.estimate = (counts >= least).sum().item<double>()};
  Json by_mode = Json::array();
  for (int64_t mode = 0; mode < counts.size(0); ++mode)
    by_mode.push_back(counts[mode].item<int64_t>());
  found.details = {
      {"modes", centres.size(0)},
      {"share_within", within.to(torch::kFloat64).mean().item<double>()},
      {"kl_uniform",
       within.any().item<bool>() ? Json(kl_uniform(counts.to(torch::kFloat64))) : Json()},
      {"counts", by_mode}};
  return found;
}

std::optional<double> detail(const Measured& found, const std::string& name) {
  const Json& value = found.details.at(name);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

}  // namespace coopbench
