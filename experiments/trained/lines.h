#pragma once

#include <torch/types.h>

#include <array>
#include <vector>

namespace coopbench {

enum class LineKind { linear, spherical };
constexpr auto enum_names(LineKind) { return std::array{"linear", "spherical"}; }

/// `points` places on the way from each row of `from` to that of `to` [n, ...], both of them exact.
/// Spherical: along the arc of the great circle, lengths changing from one row's to the other's
/// (Shoemake 1985, "Animating rotation with quaternion curves"); rows that point the same or
/// opposite ways are joined straight. points >= 2.
std::vector<torch::Tensor> lines(const torch::Tensor& from, const torch::Tensor& to, int64_t points,
                                 LineKind kind);

}  // namespace coopbench
