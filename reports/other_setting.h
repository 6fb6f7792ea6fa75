#pragma once

#include <string>
#include <vector>

#include "reports/measures.h"
#include "reports/pairs.h"

namespace coopbench {

/// The same methods on the same data, compared at another setting: does their order hold?
struct OtherSetting {
  std::string name;     ///< of its preset, or of its folder where the preset's is the same
  std::string changes;  ///< "training.data_noise 0.03 in place of 0.06, ..."
  SavedComparison comparison;
  std::vector<MethodPair> pairs;  ///< in the order of the first comparison
};

/// Throws UserError where the folder can't be read, its methods, their starts or its data are
/// others, its settings of training are the same, or nobody knows them yet.
OtherSetting other_setting(const SavedComparison& first, const std::filesystem::path& folder);

/// For which pairs the same metrics decide the same way there, for which others, which metrics
/// decide the other way, and what its pairs allow to say; then what is wrong with its runs.
std::vector<std::string> order_sentences(const std::vector<MethodPair>& first,
                                         const OtherSetting& other);

/// Adds to `table` the rows of `more`, the same table of the other setting, under its name.
void add_setting(MeasureTable& table, const MeasureTable& more, const OtherSetting& other);

}  // namespace coopbench
