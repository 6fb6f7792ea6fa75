#include "metrics/kid.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "core/stream.h"
#include "metrics/kernel.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// Rows of one subset; each of the two sets has its own random numbers.
Tensor chosen(const Tensor& rows, int64_t count, const Stream& stream, torch::ScalarType type) {
  return rows.detach().index_select(0, distinct(stream, rows.size(0), count)).to(type);
}

double mmd2_of(const Tensor& x, const Tensor& y) {
  const Kernel kernel = polynomial_kernel();
  const auto n = static_cast<double>(x.size(0));
  const auto sum = [](const Tensor& k) { return k.sum(torch::kFloat64).item<double>(); };
  const auto within = [&](const Tensor& rows) {
    return sum(kernel(rows, rows).fill_diagonal_(0)) / (n * (n - 1));
  };
  return within(x) + within(y) - 2 * sum(kernel(x, y)) / (n * n);
}

}  // namespace

Kid kid(const Tensor& generated, const Tensor& real, int64_t subsets, int64_t subset_size,
        uint64_t seed, Workers& workers) {
  check_two_samples(generated, real, 2);
  for (const auto& [argument, rows] :
       {std::pair{"generated", &generated}, std::pair{"real", &real}})
    if (rows->size(0) < subset_size)
      throw std::invalid_argument(
          fmt::format("{}: shape {} must have as many rows as a subset, {}; give more samples or a "
                      "smaller subset_size",
                      argument, shape_text(*rows), subset_size));
  const torch::ScalarType type = common_type(generated, real);
  std::vector<double> values(static_cast<size_t>(subsets));
  workers.run(subsets, [&](int64_t i, int64_t) {
    const torch::NoGradGuard no_grad;
    const auto stream = [&](int64_t set) {
      return Stream{.seed = seed, .purpose = Purpose::subset, .iteration = 2 * i + set};
    };
    values[static_cast<size_t>(i)] = mmd2_of(chosen(generated, subset_size, stream(0), type),
                                             chosen(real, subset_size, stream(1), type));
  });
  const Tensor all = torch::tensor(values, torch::kFloat64);
  return {all.mean().item<double>(), all.std(false).item<double>()};
}

}  // namespace coopbench
