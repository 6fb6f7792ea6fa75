#pragma once

#include <cmath>
#include <tuple>

#include "core/fields.h"

namespace coopbench {

/// T of the law exp(-U/T) that a rejecting rule keeps. The config of such a rule derives from it
/// and puts its fields before its own. T as in the evaluations of Nijkamp et al. 2020.
struct Temperature {
  double temperature = 1, trained_noise_scale = 0;
  double in_units_of_U() const {
    return trained_noise_scale > 0 ? temperature * (std::pow(trained_noise_scale, 2) / 2)
                                   : temperature;
  }
  static auto fields() {
    return std::tuple{
        field("temperature", &Temperature::temperature, above(0),
              "temperature of the law, in units of trained_noise_scale^2/2 where that is above 0"),
        field("trained_noise_scale", &Temperature::trained_noise_scale, at_least(0),
              "noise_scale of the rule `scaled` that the energy was trained with; 0: U has no "
              "temperature folded in")};
  }
};

}  // namespace coopbench
