#include "reports/palette.h"

#include <algorithm>
#include <iterator>

namespace coopbench {

std::string method_colour(const SavedComparison& comparison, const std::string& method) {
  constexpr const char* kColours[] = {"#0072B2", "#D55E00", "#00805E",
                                      "#B0508A", "#8A6500", "#3B3B3B"};
  const auto& methods = comparison.methods;
  const auto place = std::find(methods.begin(), methods.end(), method) - methods.begin();
  return kColours[size_t(place) % std::size(kColours)];
}

std::vector<LegendEntry> method_legend(const SavedComparison& comparison) {
  std::vector<LegendEntry> entries;
  for (const std::string& method : comparison.methods)
    entries.push_back({method, method_colour(comparison, method)});
  return entries;
}

}  // namespace coopbench
