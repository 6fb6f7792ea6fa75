#pragma once

#include <string>
#include <vector>

#include "reports/other_setting.h"
#include "reports/pairs.h"

namespace coopbench {

/// What a reader should know first, a sentence an entry. Where the methods differ in more than
/// their chain starts the first sentence says so. Then what the tests of pairs allow to say, what
/// was compared and the MMD² of each method, what is wrong with runs, whether the order holds at
/// other settings or that this is one, and each run that diverged, failed or is not finished.
std::vector<std::string> summary(const SavedComparison& comparison,
                                 const std::vector<MethodPair>& pairs,
                                 const std::vector<OtherSetting>& others = {});

}  // namespace coopbench
