#include "reports/density.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <cmath>

#include "reports/palette.h"
#include "reports/plane.h"

namespace coopbench {
namespace {

/// Log densities are shown down to so much below the highest of the truth, in nats.
constexpr double kDepth = 12;

/// What is known of a method's first run that has a learned density.
struct MethodDensities {
  std::string method, colour;
  const SavedRun* run;
  std::optional<PlaneDensity> truth, learned, estimate;
};

std::vector<MethodDensities> densities_of(const SavedComparison& c) {
  std::vector<MethodDensities> all;
  for (const std::string& method : c.methods) {
    const SavedRun* run = first_with(c, method, "learned");
    if (run == nullptr) continue;
    MethodDensities found{method,
                          method_colour(c, method),
                          run,
                          read_plane(*run, "true"),
                          read_plane(*run, "learned"),
                          read_plane(*run, "estimate")};
    if (found.truth && found.learned) all.push_back(std::move(found));
  }
  return all;
}

/// In nats; 0 where there is no number.
double highest(const PlaneDensity& density) {
  const double most = density.log.max().item<double>();
  return std::isfinite(most) ? most : 0;
}

/// Truth, learned and estimated density side by side. `column` of the data file is what is shown.
Plot side_by_side(const std::vector<MethodDensities>& all, const std::string& name,
                  const std::string& title, int column, double low, double high) {
  const PlaneLayout layout{.columns = 3, .rows = static_cast<int>(all.size())};
  Plot plot{.name = name,
            .title = title,
            .caption = {},
            .script = plane_head(name, title, layout, low, high),
            .data = {}};
  int panel = 0, block = 0;
  const auto show = [&](const std::string& words, const std::string& colour,
                        const std::optional<PlaneDensity>& density, const PlaneDensity& square) {
    std::string command;
    if (density) {
      plot.data += plane_block(words, *density, highest(*all.front().truth) - kDepth);
      command = fmt::format("plot '{}.dat' index {} using 1:2:{} with image notitle", name, block++,
                            column);
    }
    plot.script += plane_panel({words, colour, command}, square, layout, panel++);
  };
  for (const MethodDensities& m : all) {
    show("truth", "#000000", m.truth, *m.truth);
    show("learned: " + m.method, m.colour, m.learned, *m.truth);
    show("its samples", m.colour, m.estimate, *m.truth);
  }
  plot.script += "\nunset multiplot\nunset output\n";
  for (const MethodDensities& m : all)
    if (!m.estimate)
      plot.caption += fmt::format(
          " –: the run of {} has no density/estimate.npy: an earlier program wrote it, or its "
          "samples lie on a line or a point.",
          m.method);
  return plot;
}

}  // namespace

std::optional<Plot> density_plot(const SavedComparison& c) {
  const auto all = densities_of(c);
  if (all.empty()) return {};
  Plot plot = side_by_side(all, "density", "True, learned and sampled density", 3, 0,
                           std::exp(highest(*all.front().truth)));
  plot.caption =
      "A row a method, of its first seed: the true density, exp(-U) as it was learned, and a "
      "kernel "
      "density estimate of its samples (evaluation.kde_bandwidth), each normalised on the grid, in "
      "the colours of one scale. Short chains may give good samples of a network that has learned "
      "another density: learning is convergent only where the three pictures agree." +
      plot.caption;
  return plot;
}

std::optional<Plot> log_density_plot(const SavedComparison& c) {
  const auto all = densities_of(c);
  if (all.empty()) return {};
  const double top = highest(*all.front().truth);
  Plot plot = side_by_side(all, "log_density", "True, learned and sampled log density", 4,
                           top - kDepth, top);
  plot.caption = fmt::format(
                     "The same as log densities, in nats, cut off at {:.3g}, which is {:g} below "
                     "the highest of the truth: what is learned where hardly a sample lies.",
                     top - kDepth, kDepth) +
                 plot.caption;
  return plot;
}

std::optional<Plot> chains_plot(const SavedComparison& c) {
  const std::string name = "chains", title = "Chains over the learned energy";
  std::vector<MethodDensities> all;
  std::vector<torch::Tensor> chains;
  for (const MethodDensities& m : densities_of(c)) {
    const auto found = read_chains(*m.run);
    if (!found) continue;
    all.push_back(m);
    chains.push_back(*found);
  }
  if (all.empty()) return {};
  const PlaneLayout layout{.columns = 3, .rows = static_cast<int>(all.size() + 2) / 3};
  const double top = highest(*all.front().truth);
  Plot plot{.name = name,
            .title = title,
            .caption = fmt::format(
                "The first chains of each method's samples, of its first seed, from their starts "
                "(rings) to their ends (points), on the learned log density (the energy with "
                "another sign), cut off at {:.3g}.",
                top - kDepth),
            .script = plane_head(name, title, layout, top - kDepth, top),
            .data = {}};
  for (size_t i = 0; i < all.size(); ++i) {
    plot.data += plane_block(all[i].method, *all[i].learned, top - kDepth);
    plot.data += "# " + all[i].method + ": ways of chains\n";
    for (int64_t chain = 0; chain < chains[i].size(0); ++chain) {
      for (int64_t mark = 0; mark < chains[i].size(1); ++mark)
        plot.data += fmt::format("{:.5g} {:.5g}\n", chains[i][chain][mark][0].item<double>(),
                                 chains[i][chain][mark][1].item<double>());
      plot.data += "\n";
    }
    plot.data += "\n";
    const int64_t last = chains[i].size(1) - 1;
    const std::string ways = fmt::format("'{}.dat' index {}", name, 2 * i + 1);
    const std::string command = fmt::format(
        "plot '{}.dat' index {} using 1:2:4 with image notitle, {} using 1:2 with lines lw 1 lc "
        "rgb '#ffffff' notitle, {} every ::0::0 using 1:2 with points pt 6 ps 0.5 lc rgb '#ffffff' "
        "notitle, {} every ::{}::{} using 1:2 with points pt 7 ps 0.5 lc rgb '#ff3b30' notitle",
        name, 2 * i, ways, ways, ways, last, last);
    plot.script += plane_panel(
        {fmt::format("{}, seed {}", all[i].method, all[i].run->seed), all[i].colour, command},
        *all[i].truth, layout, static_cast<int>(i));
  }
  plot.script += "\nunset multiplot\nunset output\n";
  return plot;
}

}  // namespace coopbench
