#pragma once

#include <torch/types.h>

#include "core/fields.h"
#include "data/dataset.h"

namespace coopbench {

/// Log density of 8 Gaussians of equal mass, means at angles 0, 45, ... degrees on the circle of
/// radius 1, standard deviation s = 0.15 in each coordinate:
///   p(x) = 1/8 sum_k exp(-|x - m_k|^2 / (2 s^2)) / (2 pi s^2).
/// points [n,2], float32 or float64; returns [n] of the same dtype, computed in float64.
torch::Tensor gmm_log_density(const torch::Tensor& points);

/// Log density of 4 rings of equal mass, radii R = 1, 2, 3, 4, standard deviation s = 0.15 of the
/// radius. The law is that of x = (R + s xi) (cos a, sin a), xi standard normal and a uniform. |x|
/// has the folded normal density f_R(r) = N(r; R, s) + N(-r; R, s), r > 0, whose integral is
/// exactly 1, and the circle of radius r has length 2 pi r, so
///   p(x) = 1/4 sum_R f_R(|x|) / (2 pi |x|).
/// It is infinite at the origin alone, around which nearly no mass lies (3e-12 within 0.01).
/// Shapes as above.
torch::Tensor rings_log_density(const torch::Tensor& points);

/// Log density of two moons: half circles of radius 1 and equal mass, one over the middle
/// (-1/2, -1/4), one below the middle (1/2, 1/4), with Gaussian noise of standard deviation s = 0.1
/// in each coordinate, as scikit-learn's make_moons, moved to the middle:
///   p(x) = 1/2 sum_m 1/pi int_0^pi N(x; c_m + e_m(a), s^2 I) da,
/// by 128 nodes of Gauss and Legendre: exact to 1e-9 where p is above 1e-30. Shapes as above.
torch::Tensor moons_log_density(const torch::Tensor& points);

/// Log density of a pinwheel of 5 arms: Gaussians of standard deviations 0.3 along and 0.05 across
/// around (1, 0), turned by 72 degrees from arm to arm and each point x by 0.25 exp(|x|) more
/// (Johnson et al. 2016, "Composing graphical models with neural networks for structured
/// representations and fast inference", but for |x| in place of its first coordinate: then turning
/// keeps areas, and with T the turning back
///   p(x) = 1/5 sum_k N(T_k x; (1, 0), diag(0.3^2, 0.05^2)).
/// Shapes as above.
torch::Tensor pinwheel_log_density(const torch::Tensor& points);

/// Sizes of the parts of a toy data set.
struct PlaneConfig {
  int64_t train = 20000, validation = 5000, test = 5000;
  static auto fields() {
    return std::tuple{
        field("train", &PlaneConfig::train, between(1, 1e8), "points for training"),
        field("validation", &PlaneConfig::validation, between(1, 1e8),
              "points for choosing settings"),
        field("test", &PlaneConfig::test, between(1, 1e8), "points for what is reported")};
  }
};

/// The points are the same in every run: they come from Stream{0, Purpose::toy_data, part}, part 0
/// to 2.
DataSource gmm(const PlaneConfig& config);
DataSource rings(const PlaneConfig& config);
DataSource moons(const PlaneConfig& config);
DataSource pinwheel(const PlaneConfig& config);

}  // namespace coopbench
