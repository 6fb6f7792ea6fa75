#include "metrics/mmd.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "metrics/distributions.h"
#include "metrics/intervals.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

double count(const KernelSums::Set& set) { return static_cast<double>(set.within.size(0)); }

double total(const Tensor& sums) { return sums.sum().item<double>(); }

/// Sums over pairs of different rows of the first set, of the second, and between them, and over
/// the diagonals: all that an estimate is made of.
struct PairSums {
  double generated, real, between, generated_diagonal, real_diagonal;
};

double estimate(const PairSums& s, double m, double n, Estimator estimator) {
  if (estimator == Estimator::biased)
    return (s.generated + s.generated_diagonal) / (m * m) + (s.real + s.real_diagonal) / (n * n) -
           2 * s.between / (m * n);
  return s.generated / (m * (m - 1)) + s.real / (n * (n - 1)) - 2 * s.between / (m * n);
}

/// Jackknife variance from leaving out each row of one set. The other set's own mean is the same
/// in all these estimates and drops out.
double jackknife_variance(const KernelSums::Set& set, double other_rows) {
  const double n = count(set);
  const Tensor estimates = (set.within.sum() - 2 * set.within) / ((n - 1) * (n - 2)) -
                           2 * (set.between.sum() - set.between) / ((n - 1) * other_rows);
  return (n - 1) / n * (estimates - estimates.mean()).square().sum().item<double>();
}

}  // namespace

double mmd2(const KernelSums& s, Estimator estimator) {
  const double m = count(s.generated), n = count(s.real);
  if (estimator == Estimator::incomplete) {
    if (m != n)
      throw std::invalid_argument(fmt::format(
          "generated: the incomplete estimator needs as many rows as real has, {} not {}", n, m));
    return (total(s.generated.within) + total(s.real.within) -
            2 * (total(s.generated.between) - s.paired)) /
           (n * (n - 1));
  }
  return estimate({total(s.generated.within), total(s.real.within), total(s.generated.between),
                   total(s.generated.diagonal), total(s.real.diagonal)},
                  m, n, estimator);
}

double mmd2(const Tensor& generated, const Tensor& real, const Kernel& kernel, Estimator estimator,
            Workers& workers) {
  return mmd2(kernel_sums(generated, real, kernel, 2, workers), estimator);
}

Interval mmd2_interval(const KernelSums& sums, double level) {
  const double z = normal_quantile(level);
  for (const auto& [argument, set] :
       {std::pair{"generated", &sums.generated}, std::pair{"real", &sums.real}})
    if (count(*set) < 3)
      throw std::invalid_argument(
          fmt::format("{}: a jackknife needs 3 rows, not {:.0f}", argument, count(*set)));
  const double value = mmd2(sums, Estimator::unbiased);
  const double error = std::sqrt(jackknife_variance(sums.generated, count(sums.real)) +
                                 jackknife_variance(sums.real, count(sums.generated)));
  return {value - z * error, value + z * error, level};
}

Tensor permuted_mmd2(const KernelSums& s, Estimator estimator) {
  if (!s.permuted.defined() || estimator == Estimator::incomplete)
    throw std::invalid_argument(
        "sums: a permutation test needs sums with permutations, and the unbiased or biased "
        "estimator");
  const double m = count(s.generated), n = count(s.real);
  const Tensor row_sums =
      torch::cat({s.generated.within + s.generated.between, s.real.within + s.real.between});
  const Tensor diagonal = torch::cat({s.generated.diagonal, s.real.diagonal});
  const double all = total(row_sums), all_diagonal = total(diagonal);
  const int64_t permutations = s.permuted.size(0);
  Tensor first = torch::zeros({permutations}, torch::kFloat64), first_diagonal = first.clone();
  for (int64_t i = 0; i < row_sums.size(0); i += kBlockRows) {
    const Tensor members = block(s.membership, i);
    first += members.t().mv(row_sums.slice(0, i, i + kBlockRows));
    first_diagonal += members.t().mv(diagonal.slice(0, i, i + kBlockRows));
  }
  Tensor values = torch::empty_like(first);
  for (int64_t b = 0; b < permutations; ++b) {
    const double inside = s.permuted[b].item<double>(), row = first[b].item<double>(),
                 own = first_diagonal[b].item<double>();
    values[b] = estimate({inside, all - 2 * row + inside, row - inside, own, all_diagonal - own}, m,
                         n, estimator);
  }
  return values;
}

double permutation_p(const Tensor& values) {
  // Permutations that give the sets again differ in the last bits.
  const double observed = values[0].item<double>(), slack = 1e-12 * std::abs(observed);
  return (values >= observed - slack).sum().item<double>() / static_cast<double>(values.size(0));
}

Measured mmd2_linear(const Tensor& generated, const Tensor& real, const Kernel& kernel,
                     double level) {
  const double z = normal_quantile(level);
  check_two_samples(generated, real, 4);
  constexpr int64_t few = 32;  // pairs at once: only the diagonal of a block of the kernel is used
  const int64_t pairs = std::min(generated.size(0), real.size(0)) / 2;
  const torch::ScalarType type = common_type(generated, real);
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < pairs; i += few) {
    const int64_t last = std::min(i + few, pairs);
    const auto rows = [&](const Tensor& set, int64_t offset) {
      return set.detach().slice(0, 2 * i + offset, 2 * last, 2).to(type);
    };
    const Tensor x1 = rows(generated, 0), x2 = rows(generated, 1), y1 = rows(real, 0),
                 y2 = rows(real, 1);
    const auto paired = [&](const Tensor& a, const Tensor& b) {
      return kernel(a, b).diagonal().to(torch::kFloat64);
    };
    parts.push_back(paired(x1, x2) + paired(y1, y2) - paired(x1, y2) - paired(x2, y1));
  }
  const Tensor values = torch::cat(parts);
  const double mean = values.mean().item<double>();
  const double error = values.std().item<double>() / std::sqrt(static_cast<double>(pairs));
  Measured found{.estimate = mean, .interval = Interval{mean - z * error, mean + z * error, level}};
  if (error > 0) found.p_value = normal_tail(mean / error);
  found.details = {{"pairs", pairs}};
  return found;
}

}  // namespace coopbench
