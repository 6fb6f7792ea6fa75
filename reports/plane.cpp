#include "reports/plane.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.h"
#include "core/npy.h"
#include "records/paths.h"
#include "reports/plot.h"
#include "reports/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int kSide = 158, kTitle = 26, kTicks = 36, kLeft = 34, kGap = 8, kScale = 50;
constexpr int64_t kMostShown = 100;

Tensor read(const SavedRun& run, const std::string& name) {
  const auto file = RunPaths{run.folder}.density(name);
  need_inside(run.root, file);
  return read_npy(file).to(torch::kFloat64).contiguous();
}

/// An axis of at least two finite numbers, and no more than a picture can show.
bool is_axis(const Tensor& x) {
  constexpr int64_t most = 2000;
  return x.dim() == 1 && x.size(0) >= 2 && x.size(0) <= most && x.isfinite().all().item<bool>();
}

/// A step of 1, 2 or 5 times a power of ten, for three to seven ticks.
double tick_step(const Tensor& axis) {
  const double span = axis.max().item<double>() - axis.min().item<double>();
  if (!(span > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(span / 3)));
  const double times = span / 3 / power;
  return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

/// Every so many points, so that a picture has what it can show.
Tensor thinned(const Tensor& numbers, int64_t dimension, int64_t every) {
  return numbers.slice(dimension, every / 2, numbers.size(dimension), every).contiguous();
}

}  // namespace

std::optional<PlaneDensity> read_plane(const SavedRun& run, const std::string& name) {
  const RunPaths paths{run.folder};
  for (const std::string& file : {std::string("x"), std::string("y"), name})
    if (!is_there(paths.density(file))) return {};
  PlaneDensity d{read(run, "x"), read(run, "y"), read(run, name)};
  if (!is_axis(d.x) || !is_axis(d.y) ||
      d.log.sizes() != torch::IntArrayRef({d.y.size(0), d.x.size(0)}))
    throw UserError(
        fmt::format("{}: {}.npy must have a row a value of y.npy and a column a value of x.npy, "
                    "finite ones and from 2 to 2000 of each",
                    paths.density().string(), name));
  const auto every = [](int64_t points) { return (points + kMostShown - 1) / kMostShown; };
  const int64_t rows = every(d.y.size(0)), columns = every(d.x.size(0));
  d.log = thinned(thinned(d.log, 0, rows), 1, columns);
  d.x = thinned(d.x, 0, columns);
  d.y = thinned(d.y, 0, rows);
  // Numbers that no density has are shown as none.
  d.log.masked_fill_(~(d.log.exp() <= kMostDrawn), -std::numeric_limits<double>::infinity());
  return d;
}

std::optional<Tensor> read_chains(const SavedRun& run) {
  constexpr int64_t most = 100000;
  if (!is_there(RunPaths{run.folder}.density("chains"))) return {};
  const Tensor chains = read(run, "chains");
  if (chains.dim() != 3 || chains.size(2) != 2 || chains.numel() > most || chains.numel() == 0)
    throw UserError(fmt::format("{}: chains.npy must be the ways of chains, [chains, marks, 2]",
                                RunPaths{run.folder}.density().string()));
  return chains;
}

const SavedRun* first_with(const SavedComparison& c, const std::string& method,
                           const std::string& name) {
  for (const SavedRun* run : c.of(method))
    if (is_there(RunPaths{run->folder}.density(name))) return run;
  return nullptr;
}

std::string plane_block(const std::string& title, const PlaneDensity& d, double floor) {
  const auto x = d.x.accessor<double, 1>(), y = d.y.accessor<double, 1>();
  const auto log = d.log.accessor<double, 2>();
  std::string text = "# " + title + ": x y density log_density\n";
  for (int64_t row = 0; row < y.size(0); ++row) {
    for (int64_t column = 0; column < x.size(0); ++column)
      text += fmt::format("{:.5g} {:.5g} {:.5g} {:.5g}\n", x[column], y[row],
                          std::exp(log[row][column]), std::max(floor, log[row][column]));
    text += "\n";
  }
  return text + "\n";
}

int PlaneLayout::width() const { return columns * (kLeft + kSide + kGap); }
int PlaneLayout::height() const { return rows * (kTitle + kSide + kTicks) + kScale; }

std::string plane_head(const std::string& name, const std::string& title, const PlaneLayout& layout,
                       double low, double high) {
  return script_head(name, title, layout.width(), layout.height()) +
         fmt::format(
             "set palette defined (0 '#440154', 1 '#414487', 2 '#2a788e', 3 '#22a884', 4 "
             "'#7ad151', 5 '#fde725')\n"
             "set cbrange [{:.4g}:{:.4g}]\nset colorbox horizontal user origin 0.08, {:.4f} size "
             "0.88, {:.4f}\nset tics out nomirror\nset key off\nset multiplot\n",
             low, high, 32.0 / layout.height(), 12.0 / layout.height());
}

std::string plane_panel(const PlanePanel& panel, const PlaneDensity& d, const PlaneLayout& layout,
                        int index) {
  const int left = kLeft + index % layout.columns * (kSide + kGap + kLeft),
            top = index / layout.columns * (kTitle + kSide + kTicks) + kTitle;
  const double width = layout.width(), height = layout.height();
  const bool none = panel.plot.empty();
  return fmt::format(
             "\nset lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n"
             "set tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n"
             "set xrange [{:.6g}:{:.6g}]\nset yrange [{:.6g}:{:.6g}]\n"
             "set xtics {:.6g}\nset ytics {:.6g}\n"
             "set label 1 {} at graph 0, graph 1 offset 0,0.7 left textcolor rgb '{}'\n",
             left / width, (left + kSide) / width, 1 - top / height, 1 - (top + kSide) / height,
             d.x.min().item<double>(), d.x.max().item<double>(), d.y.min().item<double>(),
             d.y.max().item<double>(), tick_step(d.x), tick_step(d.y), quoted(panel.title),
             panel.colour) +
         (none ? "set label 2 '–' at graph 0.5, graph 0.5 center\nplot NaN notitle\nunset label 2\n"
               : panel.plot + "\n") +
         (index == 0 ? "unset colorbox\n" : "");
}

}  // namespace coopbench
