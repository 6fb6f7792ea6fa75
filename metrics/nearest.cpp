#include "metrics/nearest.h"

#include <limits>

#include "metrics/rows.h"

namespace coopbench {

using torch::Tensor;

Nearest nearest(const Tensor& rows, const Tensor& others, Workers& workers) {
  const int64_t m = rows.size(0);
  Nearest found{torch::full({m}, std::numeric_limits<double>::infinity(), torch::kFloat64),
                torch::zeros({m}, torch::kInt64)};
  workers.run(block_count(m), [&](int64_t task, int64_t) {
    const int64_t first = task * kBlockRows;
    const Tensor own = block(rows, first);
    Tensor squared = found.squared.slice(0, first, first + own.size(0)),
           index = found.index.slice(0, first, first + own.size(0));
    for (int64_t j = 0; j < others.size(0); j += kBlockRows) {
      const auto [least, place] = squared_distances(own, block(others, j)).min(1);
      const Tensor nearer = least < squared * (1 - kEqualDistances);
      squared.copy_(torch::where(nearer, least, squared));
      index.copy_(torch::where(nearer, place + j, index));
    }
  });
  return found;
}

Tensor kth_squared_distances(const Tensor& rows, int64_t k, Workers& workers) {
  Tensor found = torch::empty({rows.size(0)}, torch::kFloat64);
  workers.run(block_count(rows.size(0)), [&](int64_t task, int64_t) {
    const int64_t first = task * kBlockRows;
    const Tensor own = block(rows, first);
    Tensor least;  // of the blocks seen so far, [rows, up to k]
    for (int64_t j = 0; j < rows.size(0); j += kBlockRows) {
      Tensor squared = squared_distances(own, block(rows, j));
      if (j == first) squared.fill_diagonal_(std::numeric_limits<double>::infinity());
      if (least.defined()) squared = torch::cat({least, squared}, 1);
      least = std::get<0>(squared.topk(std::min(k, squared.size(1)), 1, /*largest=*/false));
    }
    found.slice(0, first, first + own.size(0)).copy_(std::get<0>(least.max(1)));
  });
  return found;
}

Tensor spread_rows(const Tensor& rows, int64_t count) {
  const Tensor places = torch::arange(count, torch::kInt64) * rows.size(0);
  return rows.detach().index_select(0, places.div(count, "floor"));
}

}  // namespace coopbench
