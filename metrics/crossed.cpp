#include "metrics/crossed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "metrics/distributions.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

void check(const SeedsByBlocks& values) {
  if (values.empty() || values[0].empty())
    throw std::invalid_argument("values: none given; must be a row a seed, a value a block");
  for (const auto& row : values) {
    if (row.size() != values[0].size())
      throw std::invalid_argument(
          fmt::format("values: rows have {} and {} blocks; must be measured on the same ones",
                      values[0].size(), row.size()));
    check_series("values", row, 1);
  }
}

std::vector<double> block_means(const SeedsByBlocks& values) {
  std::vector<double> means(values[0].size(), 0);
  for (const auto& row : values)
    for (size_t b = 0; b < means.size(); ++b)
      means[b] += row[b] / static_cast<double>(values.size());
  return means;
}

/// Squared standard error of the mean of these; 0 for a single one.
double squared_error(const std::vector<double>& means) {
  return means.size() < 2 ? 0 : sample_variance(means) / static_cast<double>(means.size());
}

}  // namespace

std::vector<double> seed_means(const SeedsByBlocks& values) {
  std::vector<double> means;
  for (const auto& row : values) means.push_back(sample_mean(row));
  return means;
}

Crossed over_seeds_and_blocks(const SeedsByBlocks& values) {
  check(values);
  const std::vector<double> of_seeds = seed_means(values), of_blocks = block_means(values);
  const size_t seeds = of_seeds.size(), blocks = of_blocks.size();
  const double mean = sample_mean(of_seeds);
  double half_width = std::numeric_limits<double>::infinity();
  if (seeds > 1) {
    const size_t least = blocks > 1 ? std::min(seeds, blocks) : seeds;
    half_width = student_t_half_width(static_cast<double>(least - 1)) *
                 std::sqrt(squared_error(of_seeds) + squared_error(of_blocks));
  }
  return {mean,
          mean - half_width,
          mean + half_width,
          static_cast<int64_t>(seeds),
          static_cast<int64_t>(blocks),
          blocks > 1 ? std::sqrt(sample_variance(of_blocks)) : 0};
}

}  // namespace coopbench
