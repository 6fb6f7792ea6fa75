#include "reports/correlations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/palette.h"
#include "reports/series.h"

namespace coopbench {
namespace {

/// A panel's place in the data: which correlation and the lag of its first value.
struct Correlation {
  std::string title, range, x_label;
  std::string series;  // in metrics.json
  double first_lag;
};

std::vector<double> lags(size_t n, double first) {
  std::vector<double> out(n);
  for (size_t i = 0; i < n; ++i) out[i] = first + double(i);
  return out;
}

double widest_tau(const SavedComparison& c) {
  double tau = 0;
  for (const SavedRun& run : c.runs)
    if (const double value = run.number("stability.tau"); can_be_drawn(value))
      tau = std::max(tau, value);
  return tau;
}

Panel panel(const SavedComparison& c, const Correlation& what, DataBlocks& data) {
  std::string plots;
  for (const std::string& method : c.methods) {
    for (const SavedRun* run : c.of(method)) {
      if (!run->metrics) continue;
      const auto& values = run->metrics->values(what.series);
      if (values.empty()) continue;
      const size_t block =
          data.add(fmt::format("{}, {} seed {}: lag correlation", what.title, method, run->seed),
                   {lags(values.size(), what.first_lag), values});
      plots += fmt::format(
          ", 'acf.dat' index {} using 1:2 with linespoints lw 1 pt 7 ps 0.35 lc rgb '{}' notitle",
          block, method_colour(c, method));
    }
  }
  const std::string band = what.title.ends_with("of d")
                               ? fmt::format(
                                     "set object 1 rectangle from graph 0, first {0:.4g} to graph "
                                     "1, first -{0:.4g} behind "
                                     "fillcolor rgb '#ececec' fillstyle solid noborder\n",
                                     widest_tau(c))
                               : "";
  return {.title = what.title,
          .colour = "#000000",
          .commands = fmt::format(
              "set xrange [{}]\nset yrange [-1:1]\nset ytics 0.5\n{}set xlabel {} offset 0,0.6\n"
              "plot 0 with lines lw 1.5 lc rgb '#000000' notitle{}\n",
              what.range, band, quoted(what.x_label), plots),
          .height = 120,
          .labelled = true};
}

}  // namespace

std::optional<Plot> correlations_plot(const SavedComparison& c) {
  const Correlation all[] = {
      {"autocorrelation of d", "0.5:15.5", "lag in iterations", "stability.acf_d", 1},
      {"autocorrelation of r", "0.5:15.5", "lag in iterations", "stability.acf_r", 1},
      {"cross-correlation of d and r", "-15.5:15.5", "lag in iterations (below 0: d comes first)",
       "stability.cross", -15}};
  DataBlocks data;
  std::vector<Panel> panels;
  for (const Correlation& what : all) panels.push_back(panel(c, what, data));
  if (data.empty()) return {};
  const std::string title = "Correlations of d and r";
  return Plot{
      .name = "acf",
      .title = title,
      .caption =
          "How strongly the values of two iterations go together, by how many iterations "
          "lie between "
          "them, over the verdict's window; each line is a seed, and the grey band holds "
          "what chance "
          "alone gives: beyond it the verdict is oscillating (below) or autocorrelated (above). "
          "Both series are centred, as the verdict centres them, so that a steady bias of "
          "d shows nothing here. Oscillation goes with non-convergent learning; points "
          "that stay far above 0 are a drift.",
      .script = stacked_script("acf", title, panels, method_legend(c)),
      .data = data.text()};
}

}  // namespace coopbench
