#include <fmt/format.h>

#include <stdexcept>

#include "core/stream.h"
#include "metrics/block_pairs.h"
#include "metrics/mmd.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kMostMemberships = 200'000'000;  // bytes

/// 512 rows of one of the two sets, and their place among the pooled rows.
struct Block {
  bool generated;
  int64_t first, rows, pooled;
};

std::vector<Block> blocks_of(int64_t m, int64_t n) {
  std::vector<Block> blocks;
  for (const bool generated : {true, false})
    for (int64_t i = 0, all = generated ? m : n; i < all; i += kBlockRows)
      blocks.push_back({generated, i, std::min(kBlockRows, all - i), generated ? i : m + i});
  return blocks;
}

/// uint8 [m + n, B + 1]: column 0 is the sets as they are, each other a random choice of m rows.
Tensor memberships(int64_t m, int64_t n, int64_t permutations, uint64_t seed, Workers& workers) {
  Tensor members = torch::zeros({permutations + 1, m + n}, torch::kUInt8);
  members[0].slice(0, 0, m).fill_(1);
  workers.run(permutations, [&](int64_t b, int64_t) {
    const Stream stream{.seed = seed, .purpose = Purpose::permutation, .iteration = b};
    members[b + 1].index_fill_(0, distinct(stream, m + n, m), 1);
  });
  return members.t().contiguous();
}

/// Before memory is taken that a machine may not have.
void check_memory(int64_t rows, int64_t permutations) {
  if (rows * (permutations + 1) > kMostMemberships)
    throw std::invalid_argument(fmt::format(
        "permutations: {} of {} rows need {} MB, at most {} are taken; give fewer of "
        "either",
        permutations, rows, rows * (permutations + 1) / 1000000, kMostMemberships / 1000000));
}

/// Sum over p, q of P_pb K_pq Q_qb for each b, [B].
Tensor among_members(const Tensor& p, const Tensor& kernel, const Tensor& q) {
  return (p * torch::mm(kernel, q)).sum(0, false, torch::kFloat64);
}

}  // namespace

KernelSums kernel_sums(const Tensor& generated, const Tensor& real, const Kernel& kernel,
                       int64_t least, Workers& workers, int64_t permutations, uint64_t seed) {
  check_two_samples(generated, real, least);
  check_memory(generated.size(0) + real.size(0), permutations);
  const int64_t m = generated.size(0), n = real.size(0);
  const torch::ScalarType type = common_type(generated, real);
  const std::vector<Block> blocks = blocks_of(m, n);
  const auto zeros = [](int64_t rows) { return torch::zeros({rows}, torch::kFloat64); };
  KernelSums sums{.generated = {zeros(m), zeros(m), zeros(m)},
                  .real = {zeros(n), zeros(n), zeros(n)}};
  Tensor among;  // [blocks, B + 1]: what a block's rows, as the first of a pair, add to `permuted`
  if (permutations > 0) {
    sums.membership = memberships(m, n, permutations, seed, workers);
    among = torch::zeros({static_cast<int64_t>(blocks.size()), permutations + 1}, torch::kFloat64);
  }
  const auto rows = [&](const Block& b) {
    return block(b.generated ? generated : real, b.first, type);
  };
  const auto part = [](const Tensor& all, const Block& b) {
    return all.slice(0, b.first, b.first + b.rows);
  };
  const auto members = [&](const Block& b) {
    return sums.membership.slice(0, b.pooled, b.pooled + b.rows).to(type);
  };
  const auto set = [&](const Block& b) -> KernelSums::Set& {
    return b.generated ? sums.generated : sums.real;
  };
  std::vector<double> paired(blocks.size(), 0);

  for_block_pairs(static_cast<int64_t>(blocks.size()), workers, [&](int64_t i, int64_t j) {
    const torch::NoGradGuard no_grad;
    const Block &a = blocks[static_cast<size_t>(i)], &b = blocks[static_cast<size_t>(j)];
    Tensor k = kernel(rows(a), rows(b));
    if (i == j) {
      part(set(a).diagonal, a).copy_(k.diagonal());
      k.fill_diagonal_(0);
    }
    const bool same = a.generated == b.generated;
    const auto sums_of = [&](const Block& own) {
      return part(same ? set(own).within : set(own).between, own);
    };
    sums_of(a) += k.sum(1, false, torch::kFloat64);
    if (i != j) sums_of(b) += k.sum(0, false, torch::kFloat64);
    if (!same && a.first == b.first && m == n)
      paired[static_cast<size_t>(i)] = k.diagonal().sum(torch::kFloat64).item<double>();
    if (permutations > 0) among[i] += among_members(members(a), k, members(b)) * (i == j ? 1 : 2);
  });

  for (const double block_sum : paired) sums.paired += block_sum;
  if (permutations > 0) sums.permuted = among.sum(0);
  return sums;
}

}  // namespace coopbench
