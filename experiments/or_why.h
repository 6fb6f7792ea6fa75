#pragma once

#include <functional>

#include "core/json.h"

namespace coopbench {

/// What `work` gives, or {estimate: null, why} where it throws: one measurement that can't be had
/// must not lose the others of a run.
Json or_why(const std::function<Json()>& work);

}  // namespace coopbench
