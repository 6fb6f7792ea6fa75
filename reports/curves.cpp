#include "reports/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/palette.h"
#include "reports/series.h"
#include "reports/table.h"

namespace coopbench {
namespace {

struct Line {
  std::string column, colour;  // an empty colour is the method's
  std::string name;            // in the legend; empty without one
};

struct Curves {
  std::string name, title, caption, x_label = "iteration";
  std::vector<Line> lines;
};

bool any_to_draw(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), can_be_drawn);
}

/// A broken line where a seed diverged.
std::string divergence_marks(const std::vector<const SavedRun*>& runs) {
  std::string text;
  for (const SavedRun* run : runs) {
    if (!run->diverged()) continue;
    text += fmt::format(
        "set arrow from {0}, graph 0 to {0}, graph 1 nohead dashtype 2 lc rgb '#000000'\n",
        run->iteration);
  }
  return text;
}

/// A grey ground behind the iterations that the verdict looks at.
std::string window_ground(const std::vector<const SavedRun*>& runs) {
  for (const SavedRun* run : runs) {
    const auto& iterations = run->train.at("iteration");
    const double looked_at = run->finished() ? run->number("stability.window") : 0;
    if (!(looked_at >= 1) || looked_at > double(iterations.size())) continue;
    const auto window = size_t(looked_at);
    return fmt::format(
        "set object 1 rectangle from {}, graph 0 to {}, graph 1 behind fillcolor rgb '#f1f1f1' "
        "fillstyle solid "
        "noborder\n",
        iterations[iterations.size() - window], iterations.back());
  }
  return "";
}

/// Says how far values reach that lie beyond the axis, for they are not drawn.
std::string reach(const std::vector<double>& values, const Range& range) {
  double low = range.low, high = range.high;
  for (const double v : values)
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  if (low < range.low && high > range.high)
    return fmt::format("reaches {:.2g} and {:.2g}", low, high);
  if (low < range.low) return fmt::format("reaches {:.2g}", low);
  if (high > range.high) return fmt::format("reaches {:.2g}", high);
  return "";
}

/// "coopnets (reaches -1e+11, seed 2 diverged)".
std::string panel_title(const std::string& method, const std::vector<const SavedRun*>& runs,
                        const std::vector<double>& values, const Range& range) {
  std::string remarks = reach(values, range);
  for (const SavedRun* run : runs)
    if (run->diverged())
      remarks += fmt::format("{}seed {} diverged", remarks.empty() ? "" : ", ", run->seed);
  return remarks.empty() ? method : fmt::format("{} ({})", method, remarks);
}

/// Only lines with a name have an entry; the panels' titles name the methods.
std::vector<LegendEntry> legend(const std::vector<Line>& lines) {
  std::vector<LegendEntry> entries;
  for (const Line& line : lines)
    if (!line.name.empty()) entries.push_back({line.name, line.colour});
  return entries;
}

std::optional<Plot> over_iterations(const SavedComparison& c, const Curves& curves) {
  DataBlocks data;
  std::vector<Panel> panels;
  double last = 1;
  for (const SavedRun& run : c.runs)
    if (run.train.has("iteration")) last = std::max(last, run.train.at("iteration").back() + 1);

  for (const std::string& method : c.methods) {
    const auto runs = c.of(method);
    const std::string colour = method_colour(c, method);
    std::vector<double> all;
    std::string plots;
    for (const SavedRun* run : runs)
      for (const Line& line : curves.lines) {
        const auto& values = run->train.at(line.column);
        if (!any_to_draw(values)) continue;
        all.insert(all.end(), values.begin(), values.end());
        const Series series = thinned({run->train.at("iteration"), values});
        const size_t block =
            data.add(fmt::format("{} seed {}: iteration {}", method, run->seed, line.column),
                     {series.x, series.y});
        plots += fmt::format("'{}.dat' index {} using 1:2 with lines lw 1 lc rgb '{}' notitle, ",
                             curves.name, block, line.colour.empty() ? colour : line.colour);
      }
    if (plots.empty()) continue;
    const Range range = robust_range(all, 0);
    panels.push_back(
        {.title = panel_title(method, runs, all, range),
         .colour = colour,
         .commands = fmt::format("set xrange [0:{}]\nset yrange [{:.6g}:{:.6g}]\nset ytics "
                                 "autofreq\nset format y '%.3g'\n"
                                 "{}{}plot {}0 with lines lw 1 lc rgb '#000000' notitle\n",
                                 last, range.low, range.high, window_ground(runs),
                                 divergence_marks(runs), plots)});
  }
  if (panels.empty()) return {};
  panels.back().labelled = true;
  panels.back().commands =
      "set xlabel " + quoted(curves.x_label) + " offset 0,0.6\n" + panels.back().commands;
  return Plot{.name = curves.name,
              .title = curves.title,
              .caption = curves.caption,
              .script = stacked_script(curves.name, curves.title, panels, legend(curves.lines)),
              .data = data.text()};
}

}  // namespace

std::optional<Plot> d_plot(const SavedComparison& c) {
  return over_iterations(
      c,
      {.name = "d",
       .title = "Energy difference d",
       .caption =
           "d is the mean energy of the data less that of the chain ends, in true-energy units; "
           "each thin "
           "line is a seed, the grey ground is the window that the verdict looks at, and each "
           "panel has "
           "its own scale. Healthy training swings evenly about the zero line; below it the energy "
           "expands and gradients grow, above it they contract, and a fall without end is "
           "collapse.",
       .lines = {{"d", "", ""}}});
}

std::optional<Plot> r_plot(const SavedComparison& c) {
  return over_iterations(
      c, {.name = "r",
          .title = "Average gradient magnitude r",
          .caption = "r is the length of the gradient term of a chain step, averaged over the "
                     "steps and the chains. "
                     "A level that settles goes with stable training; one that keeps growing says "
                     "that chains are "
                     "pushed ever harder, and one that shrinks to 0 that they hardly move.",
          .lines = {{"r", "", ""}}});
}

std::optional<Plot> energies_plot(const SavedComparison& c) {
  return over_iterations(
      c,
      {.name = "energies",
       .title = "Energies of data, chain starts and chain ends",
       .caption =
           "Mean energies in the network's own units; the chains move from the starts to the ends. "
           "The ends should keep to the data: where they part for good, d leaves the zero line.",
       .lines = {{"energy_start", "#E69F00", "starts"},
                 {"energy_end", "#0072B2", "ends"},
                 {"energy_data", "#000000", "data"}}});
}

std::optional<Plot> teaching_plot(const SavedComparison& c) {
  return over_iterations(c, {.name = "teaching",
                             .title = "Teaching loss",
                             .caption = "How far the generator's images lie from the chain ends "
                                        "that it learns from. A loss that falls "
                                        "and stays low says that the generator keeps up with the "
                                        "chains; one that jumps or climbs that "
                                        "the energy moves faster than the generator learns.",
                             .lines = {{"teaching_loss", "", ""}}});
}

}  // namespace coopbench
