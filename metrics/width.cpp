#include "metrics/width.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kMedianRows = 4000;
constexpr int64_t kQuantileRows = 1000;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

Tensor distances(const Tensor& a, const Tensor& b, Distance distance) {
  return distance == Distance::euclidean ? squared_distances(a, b).sqrt_() : torch::cdist(a, b, 1);
}

/// The distances between pairs of at most `most` rows, spread evenly.
std::vector<double> pair_distances(const Tensor& all, int64_t most, Distance distance) {
  const int64_t n = std::min(all.size(0), most);
  const auto chosen = torch::arange(n, all.options().dtype(torch::kInt64).requires_grad(false));
  const Tensor rows = all.detach().index_select(0, (chosen * all.size(0)).div(n, "floor"));
  std::vector<double> found;
  found.reserve(static_cast<std::size_t>(n * (n - 1) / 2));
  for (int64_t i = 0; i < n; i += kBlockRows)
    for (int64_t j = i; j < n; j += kBlockRows) {
      const Tensor d = distances(block(rows, i), block(rows, j), distance).contiguous();
      for (int64_t row = 0; row < d.size(0); ++row) {
        const double* begin = d.data_ptr<double>() + row * d.size(1);
        found.insert(found.end(), begin + (i == j ? row + 1 : 0), begin + d.size(1));
      }
    }
  return found;
}

}  // namespace

double median_distance(const Tensor& real, Distance distance) {
  check_rows("real", real, 2);
  const double width = median(pair_distances(real, kMedianRows, distance));
  if (width > 0) return width;
  throw std::invalid_argument(fmt::format(
      "real: the median distance between the rows of shape {} must be above 0, but at least half "
      "of the pairs are equal; remove repeated rows or give the kernel width h yourself",
      shape_text(real)));
}

std::vector<double> distance_quantiles(const Tensor& rows, const std::vector<double>& quantiles,
                                       Distance distance) {
  check_rows("rows", rows, 2);
  std::vector<double> all = pair_distances(rows, kQuantileRows, distance);
  std::erase_if(all, [](double d) { return d <= 0; });
  if (all.empty())
    throw std::invalid_argument(fmt::format(
        "rows: all rows of shape {} are equal, so no distance is above 0", shape_text(rows)));
  std::sort(all.begin(), all.end());
  std::vector<double> found;
  for (const double q : quantiles)
    found.push_back(all[static_cast<std::size_t>(q * static_cast<double>(all.size() - 1))]);
  return found;
}

}  // namespace coopbench
