#pragma once

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/stream.h"
#include "core/workers.h"

namespace coopbench {

/// Standard normal rows, float64.
inline torch::Tensor gaussian(uint64_t seed, int64_t rows, int64_t columns) {
  const Stream stream{.seed = seed, .purpose = Purpose::known_law};
  return normal(stream, {rows, columns}).to(torch::kFloat64);
}

/// The rows in an order of this seed.
inline torch::Tensor shuffled(const torch::Tensor& rows, uint64_t seed) {
  const Stream stream{.seed = seed, .purpose = Purpose::permutation};
  return rows.index_select(0, distinct(stream, rows.size(0), rows.size(0)));
}

/// An orthogonal matrix.
inline torch::Tensor rotation(uint64_t seed, int64_t dimensions) {
  return std::get<0>(torch::linalg_qr(gaussian(seed, dimensions, dimensions)));
}

inline Workers& one_worker() {
  static Workers workers(1);
  return workers;
}

inline Workers& two_workers() {
  static Workers workers(2);
  return workers;
}

/// The message of the std::invalid_argument that the call ends in; "" if it does not.
inline std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

inline bool mentions(const std::string& message, const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(), [&message](const std::string& part) {
    return message.find(part) != std::string::npos;
  });
}

}  // namespace coopbench
