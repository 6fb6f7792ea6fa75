#include "reports/quality.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "reports/palette.h"
#include "reports/series.h"

namespace coopbench {
namespace {

/// Linear up to this |MMD²|, logarithmic beyond: about the noise of an estimate from 1000 images.
constexpr double kLinear = 0.001;

double largest_evaluations(const SavedComparison& c) {
  double most = 0;
  for (const SavedRun& run : c.runs)
    for (const double v : run.validation.at("gradient_evaluations"))
      if (can_be_drawn(v)) most = std::max(most, v);
  return most;
}

/// Uniform noise and the floor, where all runs with metrics agree on them.
std::string baseline_lines(const SavedComparison& c) {
  std::string text;
  for (const auto& [key, label] : {std::pair{"baselines.uniform_noise", "uniform noise"},
                                   std::pair{"baselines.target", "target law"}}) {
    std::optional<double> common;
    bool same = true;
    for (const SavedRun& run : c.runs) {
      if (!run.row(key)) continue;
      const double value = run.number(key);
      same = same && (!common || *common == value);
      common = value;
    }
    if (common && same && can_be_drawn(*common))
      text += fmt::format(
          "set label {} at graph 0.99, first {:.6g} right offset 0,{} textcolor rgb '#444444'\n"
          "set arrow from graph 0, first {:.6g} to graph 1, first {:.6g} nohead dashtype 2 lc rgb "
          "'#444444'\n",
          quoted(label), *common, *common > 0.1 ? 0.6 : -0.6, *common, *common);
  }
  return text;
}

std::string axis(double low, double high) {
  return fmt::format(
      "set nonlinear y via asinh(y/{0}) inverse {0}*sinh(y)\nset yrange [{1:.6g}:{2:.6g}]\n"
      "set ytics ('0' 0, '0.001' 0.001, '0.01' 0.01, '0.1' 0.1, '1' 1, '-0.001' -0.001, '-0.01' "
      "-0.01, '-0.1' -0.1)\n",
      kLinear, low, high);
}

/// The axis from just below the lowest value to just above the highest, baselines included.
std::string value_axis(const SavedComparison& c) {
  double low = -1.5 * kLinear, high = 0.1;
  const auto take = [&](double v) {
    if (can_be_drawn(v)) low = std::min(low, v * 2), high = std::max(high, v * 3);
  };
  for (const SavedRun& run : c.runs) {
    for (const char* column : {"mmd2_start", "mmd2_end"})
      for (const double v : run.validation.at(column)) take(v);
    for (const char* key : {"baselines.target", "baselines.uniform_noise"}) take(run.number(key));
  }
  return axis(low, high);
}

}  // namespace

std::optional<Plot> mmd_plot(const SavedComparison& c) {
  const double most = largest_evaluations(c);
  const double unit = most >= 2e6 ? 1e6 : 1e3;
  DataBlocks data;
  std::string by_evaluations, by_seconds;
  for (const std::string& method : c.methods) {
    const std::string colour = method_colour(c, method);
    for (const SavedRun* run : c.of(method)) {
      const Columns& v = run->validation;
      if (!v.has("iteration")) continue;
      std::vector<double> evaluations = v.at("gradient_evaluations");
      for (double& e : evaluations) e /= unit;
      const size_t block =
          data.add(fmt::format("{} seed {}: iteration, gradient evaluations / {:.0f}, CPU seconds, "
                               "MMD2 of starts, of ends",
                               method, run->seed, unit),
                   {v.at("iteration"), evaluations, cpu_seconds_at(*run, v.at("iteration")),
                    v.at("mmd2_start"), v.at("mmd2_end")});
      for (auto& [plots, x] : {std::pair<std::string&, int>{by_evaluations, 2}, {by_seconds, 3}})
        plots += fmt::format(
            ", 'mmd.dat' index {0} using {1}:4 with lines lw 1 dashtype 3 lc rgb '{2}' notitle"
            ", '' index {0} using {1}:5 with linespoints lw 1.5 pt 7 ps 0.35 lc rgb '{2}' notitle",
            block, x, colour);
    }
  }
  if (data.empty()) return {};
  const std::string common = value_axis(c) + baseline_lines(c) + "set xrange [0:*]\n";
  const std::string zero = "plot 0 with lines lw 1 lc rgb '#000000' notitle";
  const std::vector<Panel> panels = {
      {.title = "against gradient evaluations",
       .colour = "#000000",
       .commands = common + "set xlabel " +
                   quoted(unit > 1e3 ? "gradient evaluations (millions)"
                                     : "gradient evaluations (thousands)") +
                   " offset 0,0.6\n" + zero + by_evaluations + "\n",
       .height = 200,
       .labelled = true},
      {.title = "against CPU time",
       .colour = "#000000",
       .commands = common + "set xlabel 'CPU seconds of training' offset 0,0.6\n" + zero +
                   by_seconds + "\n",
       .height = 200,
       .labelled = true}};
  const std::string title = "MMD² on validation data";
  return Plot{.name = "mmd",
              .title = title,
              .caption =
                  "Distance of the samples from validation data, 0 is best; each line is a seed, "
                  "solid for the "
                  "chain ends and dotted for the starts, and the axis is linear up to 0.001 and "
                  "logarithmic "
                  "beyond, for unbiased estimates may be negative. Curves that fall and stay down "
                  "are stable "
                  "training; those that rise again or jump say that the samples get worse while d "
                  "may look calm.",
              .script = stacked_script("mmd", title, panels, method_legend(c)),
              .data = data.text()};
}

}  // namespace coopbench
