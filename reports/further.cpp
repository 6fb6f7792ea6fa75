#include "reports/further.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/palette.h"
#include "reports/series.h"

namespace coopbench {
namespace {

/// Where "no further step" stands on the logarithmic axis.
constexpr double kNone = 3.2;

Panel panel(const SavedComparison& c, const std::string& key, const std::string& title,
            DataBlocks& data) {
  std::string plots;
  for (const std::string& method : c.methods)
    for (const SavedRun* run : c.of(method)) {
      if (!run->metrics) continue;
      std::vector<double> steps = run->metrics->values("further.steps");
      const std::vector<double>& values = run->metrics->values("further." + key);
      if (values.empty() || values.size() != steps.size()) continue;
      for (double& step : steps) step = std::max(step, kNone);
      const size_t block =
          data.add(fmt::format("{}, {} seed {}: further steps, MMD2", title, method, run->seed),
                   {steps, values});
      plots += fmt::format(
          ", 'further.dat' index {} using 1:2 with linespoints lw 1.5 pt 7 ps 0.35 lc rgb '{}' "
          "notitle",
          block, method_colour(c, method));
    }
  return {.title = title,
          .colour = "#000000",
          .commands = fmt::format(
              "set nonlinear y via asinh(y/0.001) inverse 0.001*sinh(y)\n"
              "set ytics ('-0.01' -0.01, '0' 0, '0.001' 0.001, '0.01' 0.01, '0.1' 0.1, '1' 1)\n"
              "set yrange [-0.02:2]\nset logscale x\nset xrange [2.5:*]\n"
              "set xtics ('0' {0:g}, '10' 10, '100' 100, '1000' 1000, '10 000' 10000)\n"
              "set xlabel 'further steps' offset 0,0.6\n"
              "plot 0 with lines lw 1 lc rgb '#000000' notitle{1}\n",
              kNone, plots),
          .height = 130,
          .labelled = true};
}

}  // namespace

std::optional<Plot> further_plot(const SavedComparison& c) {
  DataBlocks data;
  std::vector<Panel> panels;
  for (const auto& [key, title] :
       {std::pair{"ends", "from the ends"}, std::pair{"noise", "from uniform noise"},
        std::pair{"data", "from the target law"}})
    panels.push_back(panel(c, key, title, data));
  if (data.empty()) return {};
  const std::string title = "MMD² of chains that go on";
  return Plot{.name = "further",
              .title = title,
              .caption =
                  "The trained energy alone, by the run's own step rule; each line is a seed, and "
                  "the axis is linear up to 0.001. A line that stays low from the ends says that "
                  "the samples are the energy's own; one that rises that they were made by the "
                  "number of steps. One that falls from noise says that the energy leads to the "
                  "data, one that stays low from the target law that it holds them.",
              .script = stacked_script("further", title, panels, method_legend(c)),
              .data = data.text()};
}

}  // namespace coopbench
