#include "reports/series.h"

#include <algorithm>

namespace coopbench {

Series thinned(const Series& series, size_t most) {
  if (series.x.size() <= most) return series;
  const size_t groups = most / 2, n = series.x.size();
  Series out;
  for (size_t g = 0; g < groups; ++g) {
    const size_t from = g * n / groups, to = (g + 1) * n / groups;
    const auto begin = series.y.begin();
    auto [low, high] = std::minmax_element(begin + long(from), begin + long(to));
    if (high < low) std::swap(low, high);
    for (const auto at : {low, high}) {
      out.x.push_back(series.x[size_t(at - begin)]);
      out.y.push_back(*at);
      if (low == high) break;
    }
  }
  return out;
}

Range robust_range(std::vector<double> values, double include) {
  std::erase_if(values, [](double v) { return !can_be_drawn(v); });
  if (values.empty()) return {include - 1, include + 1};
  std::sort(values.begin(), values.end());
  const size_t cut = values.size() / 50;
  const double low = values[cut], high = values[values.size() - 1 - cut], margin = (high - low) / 2;
  Range range{std::min(std::max(low - margin, values.front()), include),
              std::max(std::min(high + margin, values.back()), include)};
  if (!(range.high > range.low)) range = {include - 1, include + 1};
  const double air = (range.high - range.low) * 0.05;
  return {range.low < include ? range.low - air : range.low,
          range.high > include ? range.high + air : range.high};
}

}  // namespace coopbench
