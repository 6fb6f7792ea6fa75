#include "reports/further.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/palette.h"
#include "reports/series.h"

namespace coopbench {
namespace {

/// Where "no further step" stands on the logarithmic axis.
constexpr double kNone = 3.2;

constexpr std::pair<const char*, const char*> kStarts[] = {
    {"ends", "from the ends"}, {"noise", "from uniform noise"}, {"data", "from the target law"}};

/// A measure of chains that go on: the end of its series' keys, its name, and its axis.
struct Measure {
  std::string key, name, axis;
};

Panel panel(const SavedComparison& c, const std::string& plot, const std::string& start,
            const std::string& title, const Measure& measure, DataBlocks& data) {
  std::string plots;
  for (const std::string& method : c.methods)
    for (const SavedRun* run : c.of(method)) {
      if (!run->metrics) continue;
      std::vector<double> steps = run->metrics->values("further.steps");
      const std::vector<double>& values = run->metrics->values("further." + start + measure.key);
      if (values.empty() || values.size() != steps.size()) continue;
      for (double& step : steps) step = std::max(step, kNone);
      const size_t block = data.add(
          fmt::format("{}, {} seed {}: further steps, {}", title, method, run->seed, measure.name),
          {steps, values});
      plots += fmt::format(
          ", '{}.dat' index {} using 1:2 with linespoints lw 1.5 pt 7 ps 0.35 lc rgb '{}' "
          "notitle",
          plot, block, method_colour(c, method));
    }
  return {.title = title,
          .colour = "#000000",
          .commands =
              fmt::format("{}set logscale x\nset xrange [2.5:*]\n"
                          "set xtics ('0' {:g}, '10' 10, '100' 100, '1000' 1000, '10 000' 10000)\n"
                          "set xlabel 'further steps' offset 0,0.6\n"
                          "plot 0 with lines lw 1 lc rgb '#000000' notitle{}\n",
                          measure.axis, kNone, plots),
          .height = 130,
          .labelled = true};
}

}  // namespace

std::optional<Plot> further_plot(const SavedComparison& c) {
  const Measure mmd2{
      "", "MMD2",
      "set nonlinear y via asinh(y/0.001) inverse 0.001*sinh(y)\n"
      "set ytics ('-0.01' -0.01, '0' 0, '0.001' 0.001, '0.01' 0.01, '0.1' 0.1, '1' 1)\n"
      "set yrange [-0.02:2]\n"};
  DataBlocks data;
  std::vector<Panel> panels;
  for (const auto& [key, title] : kStarts)
    panels.push_back(panel(c, "further", key, title, mmd2, data));
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

std::optional<Plot> further_quality_plot(const SavedComparison& c) {
  const Measure measures[] = {{".density", "density", "set yrange [-0.05:*]\n"},
                              {".coverage", "coverage", "set yrange [-0.02:*]\n"}};
  DataBlocks data;
  std::vector<Panel> panels;
  for (const Measure& measure : measures)
    for (const auto& [key, title] : kStarts)
      panels.push_back(panel(c, "further_quality", key, measure.name + " " + title, measure, data));
  if (data.empty()) return {};
  const std::string title = "Density and coverage of chains that go on";
  return Plot{.name = "further_quality",
              .title = title,
              .caption =
                  "Fidelity and coverage of the same chains, in the first feature space, higher is "
                  "better; each line is a seed. So few chains cover a small part of the images: "
                  "the first point from the target law is what they can reach.",
              .script = stacked_script("further_quality", title, panels, method_legend(c)),
              .data = data.text()};
}

}  // namespace coopbench
