#include "experiments/evaluation/marks.h"

namespace coopbench {

std::vector<int64_t> logarithmic_marks(int64_t steps) {
  std::vector<int64_t> all{0};
  for (int64_t power = 10; power < steps; power *= 10)
    for (const int64_t mark : {power, power * 32 / 10})
      if (mark < steps) all.push_back(mark);
  all.push_back(steps);
  return all;
}

}  // namespace coopbench
