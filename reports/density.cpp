#include "reports/density.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <cmath>

#include "core/errors.h"
#include "core/npy.h"
#include "records/paths.h"
#include "reports/palette.h"
#include "reports/series.h"

namespace coopbench {
namespace {

constexpr int kSide = 196, kTitle = 26, kTicks = 44, kLeft = 38, kGap = 8, kScale = 56;

struct Density {
  std::string title, colour;
  torch::Tensor x, y, p;  // [g], [g], [g (y), g (x)] density
};

torch::Tensor read(const SavedRun& run, const std::string& name) {
  const auto file = RunPaths{run.folder}.density(name);
  need_inside(run.root, file);
  return read_npy(file).to(torch::kFloat64).contiguous();
}

/// An axis of at least two finite numbers, and no more than a picture can show.
bool is_axis(const torch::Tensor& x) {
  constexpr int64_t most = 2000;
  return x.dim() == 1 && x.size(0) >= 2 && x.size(0) <= most && x.isfinite().all().item<bool>();
}

std::optional<Density> read_density(const SavedRun& run, const std::string& which,
                                    const std::string& title, const std::string& colour) {
  const RunPaths paths{run.folder};
  for (const std::string& name : {std::string("x"), std::string("y"), which})
    if (!is_there(paths.density(name))) return {};
  Density d{title, colour, read(run, "x"), read(run, "y"), read(run, which).exp()};
  if (!is_axis(d.x) || !is_axis(d.y) ||
      d.p.sizes() != torch::IntArrayRef({d.y.size(0), d.x.size(0)}))
    throw UserError(
        fmt::format("{}: {}.npy must have a row a value of y.npy and a column a value of x.npy, "
                    "finite ones and from 2 to 2000 of each",
                    paths.density().string(), which));
  d.p = d.p.masked_fill(~(d.p <= kMostDrawn), 0);
  return d;
}

/// True density first, then one a method, of the first seed that has one.
std::vector<Density> read_densities(const SavedComparison& c) {
  std::vector<Density> found;
  for (const std::string& method : c.methods)
    for (const SavedRun* run : c.of(method)) {
      if (found.empty())
        if (auto truth = read_density(*run, "true", "true density", "#000000"))
          found.push_back(*truth);
      const auto learned = read_density(
          *run, "learned", fmt::format("{}, seed {}", method, run->seed), method_colour(c, method));
      if (!learned) continue;
      found.push_back(*learned);
      break;
    }
  return found;
}

/// Rows of x, y, density, an empty line between the rows of the grid.
std::string block(const Density& d) {
  const auto x = d.x.accessor<double, 1>();
  const auto y = d.y.accessor<double, 1>();
  const auto p = d.p.accessor<double, 2>();
  std::string text = "# " + d.title + ": x y density\n";
  for (int64_t row = 0; row < y.size(0); ++row) {
    for (int64_t column = 0; column < x.size(0); ++column)
      text += fmt::format("{:.6g} {:.6g} {:.6g}\n", x[column], y[row], p[row][column]);
    text += "\n";
  }
  return text + "\n";
}

/// A step of 1, 2 or 5 times a power of ten, for three to seven ticks.
double tick_step(const torch::Tensor& axis) {
  const double span = axis.max().item<double>() - axis.min().item<double>();
  if (!(span > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(span / 3)));
  const double times = span / 3 / power;
  return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

std::string panel(const Density& d, size_t index, int total) {
  const int left = kLeft + int(index % 2) * (kSide + kGap + kLeft);
  const int top = int(index / 2) * (kTitle + kSide + kTicks) + kTitle;
  const int width = 2 * (kLeft + kSide + kGap);
  return fmt::format(
      "set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n"
      "set tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n"
      "set xrange [{:.6g}:{:.6g}]\nset yrange [{:.6g}:{:.6g}]\n"
      "set xtics {:.6g}\nset ytics {:.6g}\n"
      "set label 1 {} at graph 0, graph 1 offset 0,0.7 left textcolor rgb '{}'\n"
      "plot 'density.dat' index {} using 1:2:3 with image notitle\n",
      double(left) / width, double(left + kSide) / width, 1 - double(top) / total,
      1 - double(top + kSide) / total, d.x.min().item<double>(), d.x.max().item<double>(),
      d.y.min().item<double>(), d.y.max().item<double>(), tick_step(d.x), tick_step(d.y),
      quoted(d.title), d.colour, index);
}

}  // namespace

std::optional<Plot> density_plot(const SavedComparison& c) {
  const std::vector<Density> densities = read_densities(c);
  if (densities.empty()) return {};
  const int rows = int(densities.size() + 1) / 2;
  const int total = rows * (kTitle + kSide + kTicks) + kScale;
  const std::string title = "True and learned density";
  const double most = densities.front().p.max().item<double>();
  std::string script = script_head("density", title, 2 * (kLeft + kSide + kGap), total);
  script += fmt::format(
      "set palette defined (0 '#440154', 1 '#414487', 2 '#2a788e', 3 '#22a884', 4 '#7ad151', 5 "
      "'#fde725')\n"
      "set cbrange [0:{:.4g}]\nset colorbox horizontal user origin 0.08, {:.4f} size 0.88, {:.4f}\n"
      "set tics out nomirror\nset key off\nset multiplot\n",
      most, 34.0 / total, 12.0 / total);
  std::string data;
  for (size_t i = 0; i < densities.size(); ++i) {
    script += "\n" + panel(densities[i], i, total) + (i == 0 ? "unset colorbox\n" : "");
    data += block(densities[i]);
  }
  script += "\nunset multiplot\nunset output\n";
  return Plot{.name = "density",
              .title = title,
              .caption =
                  "exp(-U) of the first seed of each method, normalised on the grid, in the "
                  "colours of the true "
                  "density's scale. A network may give good samples from short chains and still "
                  "have learned "
                  "another density: learning is convergent only where the two pictures agree.",
              .script = script,
              .data = data};
}

}  // namespace coopbench
