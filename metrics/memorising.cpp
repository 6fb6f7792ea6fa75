#include "metrics/memorising.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "core/stream.h"
#include "metrics/distributions.h"
#include "metrics/intervals.h"
#include "metrics/nearest.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// Share of the ways to part the pooled rows in halves whose first half is nearest to as many
/// generated rows as the training rows are. `votes` [2 n]: how many generated rows each pooled row
/// is nearest to, the training rows first.
double permutation_p(const Tensor& votes, int64_t permutations, uint64_t seed, Workers& workers) {
  const int64_t pooled = votes.size(0), half = pooled / 2;
  const auto observed = votes.slice(0, 0, half).sum().item<double>();
  std::vector<int64_t> not_below(static_cast<size_t>(permutations));
  workers.run(permutations, [&](int64_t b, int64_t) {
    const Stream stream{.seed = seed, .purpose = Purpose::permutation, .iteration = b};
    const Tensor first = votes.index_select(0, distinct(stream, pooled, half));
    not_below[static_cast<size_t>(b)] = first.sum().item<double>() >= observed ? 1 : 0;
  });
  const int64_t count = std::count(not_below.begin(), not_below.end(), 1);
  return static_cast<double>(1 + count) / static_cast<double>(1 + permutations);
}

double mean_distance(const Nearest& nearest) {
  return nearest.squared.sqrt().mean().item<double>();
}

}  // namespace

Measured memorising(const Tensor& generated, const Tensor& train, const Tensor& held_out,
                    int64_t permutations, uint64_t seed, Workers& workers) {
  check_rows("train", train, 1);
  check_dimensions("generated", generated, "train", train);
  check_dimensions("held_out", held_out, "train", train);
  if (permutations < 0)
    throw std::invalid_argument(fmt::format("permutations: {} must be at least 0", permutations));

  const int64_t rows = std::min(train.size(0), held_out.size(0));
  const Nearest in_train = nearest(generated, spread_rows(train, rows), workers),
                in_held_out = nearest(generated, spread_rows(held_out, rows), workers);
  const Tensor nearer = in_train.squared < in_held_out.squared * (1 - kEqualDistances),
               farther = in_held_out.squared < in_train.squared * (1 - kEqualDistances);
  const Tensor tied = (nearer + farther).logical_not();
  const auto ties = tied.sum().item<int64_t>();
  if (ties == generated.size(0))
    throw std::invalid_argument(
        "held_out: every generated row is equally near to train and to held_out; are they the same "
        "rows?");

  const Tensor for_train = nearer.to(torch::kFloat64) + tied * 0.5;
  const auto m = static_cast<double>(generated.size(0)), successes = for_train.sum().item<double>();
  Measured found{.estimate = successes / m, .interval = binomial_interval(successes, m)};
  if (permutations > 0) {
    const Tensor votes = torch::zeros({2 * rows}, torch::kFloat64);
    votes.index_add_(0, in_train.index, for_train);
    votes.index_add_(0, in_held_out.index + rows, 1 - for_train);
    found.p_value = permutation_p(votes, permutations, seed, workers);
  }
  const Tensor copies = nearest(generated, train, workers).squared == 0;
  found.details = {{"mean_distance_train", mean_distance(in_train)},
                   {"mean_distance_held_out", mean_distance(in_held_out)},
                   {"copies", copies.to(torch::kFloat64).mean().item<double>()},
                   {"ties", ties},
                   {"rows_compared", rows},
                   {"binomial_p", fair_binomial_tail(successes, m)}};
  return found;
}

}  // namespace coopbench
