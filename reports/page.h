#pragma once

#include <string>
#include <vector>

#include "reports/other_setting.h"
#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// A plot, and its picture or why there is none.
struct DrawnPlot {
  std::string title, caption;
  Drawn drawn;
};

/// The whole page, with rows for `others` in the tables of pairs: it loads nothing, for style and
/// pictures are in it. The same folder gives the same bytes. All texts of the folder are escaped.
std::string page(const SavedComparison& comparison, const std::vector<DrawnPlot>& plots,
                 const std::vector<OtherSetting>& others = {});

}  // namespace coopbench
