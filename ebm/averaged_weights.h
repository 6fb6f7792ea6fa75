#pragma once

#include "ebm/energy.h"

namespace coopbench {

/// An energy whose weights are an exponential moving average of another's, for evaluations:
/// average <- decay * average + (1 - decay) * now after each update, from the initial weights on
/// (Polyak and Juditsky 1992; as used for energy-based models by Du et al. 2021 and Gao et al.
/// 2021).
class AveragedWeights {
 public:
  /// `copy` begins as `of` is and is then this one's own. 0 < decay < 1.
  AveragedWeights(std::unique_ptr<Energy> copy, double decay)
      : energy_(std::move(copy)), decay_(decay) {}

  void follow(const Energy& energy);

  Energy& energy() const { return *energy_; }

 private:
  std::unique_ptr<Energy> energy_;
  double decay_;
};

}  // namespace coopbench
