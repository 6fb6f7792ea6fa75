#include "metrics/chains.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "metrics/distributions.h"
#include "metrics/rows.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kFewestDraws = 4;

/// [chains, draws] in double, checked.
Tensor checked(const Tensor& draws) {
  const bool real_valued = draws.defined() && (draws.scalar_type() == torch::kFloat32 ||
                                               draws.scalar_type() == torch::kFloat64);
  if (!real_valued || draws.dim() < 1 || draws.dim() > 2 || draws.size(0) < 1 ||
      draws.size(-1) < kFewestDraws)
    throw std::invalid_argument(
        fmt::format("draws: shape {} must be [chains, draws] or [draws] of float or double with at "
                    "least {} draws",
                    draws.defined() ? shape_text(draws) : "[]", kFewestDraws));
  Tensor chains = draws.detach().to(torch::kCPU, torch::kFloat64);
  if (chains.dim() == 1) chains = chains.unsqueeze(0);
  for (int64_t i = 0; i < chains.size(0); ++i) {
    const Tensor chain = chains[i];
    const Tensor bad = (chain.abs() <= 1e100).logical_not().nonzero();
    if (bad.size(0) > 0)
      throw std::invalid_argument(
          fmt::format("draws: draw {} of chain {}, shape {}, must be finite, with every |value| at "
                      "most 1e100",
                      bad[0].item<int64_t>(), i, shape_text(draws)));
    if (chain.eq(chain[0]).all().item<bool>())
      throw std::invalid_argument(fmt::format(
          "draws: chain {} of shape {} is constant at {:g}; a chain that never moves is no sample, "
          "so look at its sampler or leave it out",
          i, shape_text(draws), chain[0].item<double>()));
  }
  return chains.contiguous();
}

Tensor halves(const Tensor& chains) {
  const int64_t n = chains.size(1), half = n / 2;
  return torch::cat({chains.slice(1, 0, half), chains.slice(1, n - half, n)});
}

/// Centred and at most 1, so that no square under- or overflows.
Tensor scaled(const Tensor& chains) {
  const Tensor centred = chains - chains.mean();
  return centred / centred.abs().max();
}

double between_variance(const Tensor& chains) {
  return chains.size(0) > 1 ? chains.mean(1).var().item<double>() : 0;
}

/// [draws]: the autocovariance at each lag, its sum over the number of draws, mean of the chains.
std::vector<double> autocovariances(const Tensor& chains) {
  const int64_t n = chains.size(1);
  const auto length = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(2 * n)));
  const Tensor spectrum = torch::fft_rfft(chains - chains.mean(1, true), length, 1);
  const Tensor sums = torch::fft_irfft(spectrum * spectrum.conj(), length, 1).slice(1, 0, n);
  return numbers("autocovariances", sums.mean(0) / n);
}

/// Autocorrelations enter in pairs of neighbouring lags, whose sums are positive and fall for any
/// reversible chain: they are cut where one is not, and made to fall.
double autocorrelation_time(const Tensor& chains) {
  const Tensor x = scaled(chains);
  const std::vector<double> covariance = autocovariances(x);
  const auto n = static_cast<int64_t>(covariance.size());
  const auto draws = static_cast<double>(n);
  const double within = covariance[0] * draws / (draws - 1);
  const double all = covariance[0] + between_variance(x);
  const auto correlation = [&](int64_t lag) {
    return lag == 0 ? 1 : 1 - (within - covariance[static_cast<size_t>(lag)]) / all;
  };
  double sum = 0, pair = 1 + correlation(1), smallest = pair, even = 1;
  for (int64_t lag = 2; lag < n - 2 && pair > 0; lag += 2) {
    sum += smallest;
    even = correlation(lag);
    pair = even + correlation(lag + 1);
    smallest = std::min(smallest, pair);
  }
  // Of the pair at the cut only the even lag counts, once: with antithetic chains it is positive.
  const double last = pair >= 0 || even > 0 ? even : 0;
  return std::max(2 * sum + last - 1, 1 / std::log10(static_cast<double>(x.numel())));
}

double effective_size(const Tensor& chains) {
  return static_cast<double>(chains.numel()) / autocorrelation_time(chains);
}

/// Normal quantiles of the ranks among all draws; ties share their mean rank.
Tensor normal_scores(const Tensor& chains) {
  const Tensor flat = chains.contiguous().view(-1);
  const double* value = flat.data_ptr<double>();
  std::vector<int64_t> order(static_cast<size_t>(flat.numel()));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return value[a] < value[b]; });
  Tensor scores = torch::empty_like(flat);
  auto* score = scores.data_ptr<double>();
  const auto n = static_cast<double>(order.size());
  for (auto first = order.begin(); first != order.end();) {
    const auto last =
        std::find_if(first, order.end(), [&](int64_t i) { return value[i] != value[*first]; });
    const auto rank = static_cast<double>((first - order.begin()) + (last - order.begin()) + 1) / 2;
    const double z = inverse_normal_cdf((rank - 0.375) / (n + 0.25));
    std::for_each(first, last, [&](int64_t i) { score[i] = z; });
    first = last;
  }
  return scores.view(chains.sizes());
}

double quantile_of(const Tensor& chains, double p) {
  return quantile(numbers("draws", chains.contiguous().view(-1)), p);
}

bool constant(const Tensor& chains) { return chains.eq(chains[0][0]).all().item<bool>(); }

double quantile_size(const Tensor& chains, double p) {
  const Tensor below = halves((chains <= quantile_of(chains, p)).to(torch::kFloat64));
  if (constant(below))
    throw std::invalid_argument(
        fmt::format("draws: shape {} has all draws on one side of their {:g} % quantile, which "
                    "equal or too few "
                    "draws do; take more, or kind bulk",
                    shape_text(chains), 100 * p));
  return effective_size(below);
}

double scale_reduction(const Tensor& chains) {
  const Tensor x = scaled(chains);
  const auto n = static_cast<double>(x.size(1));
  const double within = x.var(1).mean().item<double>();
  if (!(within > 0))
    throw std::invalid_argument(fmt::format(
        "draws: {} halves of chains without any variance within them; R-hat needs chains that move",
        x.size(0)));
  return std::sqrt((n - 1) / n + between_variance(x) / within);
}

}  // namespace

double iact(const Tensor& draws) { return autocorrelation_time(checked(draws)); }

double ess(const Tensor& draws, EssKind kind) {
  const Tensor chains = checked(draws);
  if (kind == EssKind::tail) {
    const double low = quantile_size(chains, 0.05), high = quantile_size(chains, 0.95);
    return std::min(low, high);
  }
  const Tensor split = halves(chains);
  return effective_size(kind == EssKind::bulk ? normal_scores(split) : split);
}

double rhat(const Tensor& draws, RhatKind kind) {
  const Tensor split = halves(checked(draws));
  if (kind == RhatKind::split) return scale_reduction(split);
  const double bulk = scale_reduction(normal_scores(split));
  const Tensor folded = (split - quantile_of(split, 0.5)).abs();
  return constant(folded) ? bulk : std::max(bulk, scale_reduction(normal_scores(folded)));
}

}  // namespace coopbench
