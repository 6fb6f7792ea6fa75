#include "ebm/linear_options.h"

namespace coopbench {

Allowed low_and_high() {
  return {.text = "[], or [low, high] with low below high", .holds = [](const Json& value) {
            return value.empty() ||
                   (value.size() == 2 && value[0].get<double>() < value[1].get<double>());
          }};
}

}  // namespace coopbench
