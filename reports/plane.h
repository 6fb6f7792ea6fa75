#pragma once

#include <torch/types.h>

#include <optional>
#include <string>

#include "reports/run_folder.h"

namespace coopbench {

/// A log density on a grid of the plane.
struct PlaneDensity {
  torch::Tensor x, y;  ///< float64 [g], ascending
  torch::Tensor log;   ///< float64 [g (y), g (x)], each number finite or -inf
};

/// Where a run's log density of that name is; at most 100 points a side are kept, which is what a
/// picture shows. Nothing where the run has none. Throws UserError for files that can't be read,
/// are none of a grid, or that symbolic links lead out of the comparison.
std::optional<PlaneDensity> read_plane(const SavedRun& run, const std::string& name);

/// The ways of chains, float64 [chains, marks, 2]. The same.
std::optional<torch::Tensor> read_chains(const SavedRun& run);

/// The first run of a method that has that density; null for none.
const SavedRun* first_with(const SavedComparison& comparison, const std::string& method,
                           const std::string& name);

/// A density as a block of a data file: x, y, density and log density, but not below `floor`.
std::string plane_block(const std::string& title, const PlaneDensity& density, double floor);

/// A panel of a multiplot of square panels in columns.
struct PlanePanel {
  std::string title, colour;
  std::string plot;  ///< the plot command; empty: a dash in its place
};

/// How the panels of a plot stand.
struct PlaneLayout {
  int columns = 3, rows = 1;
  int width() const;
  int height() const;  ///< with room for the scale below
};

/// The head of the script, which begins the multiplot. `scale`: the range of colours.
std::string plane_head(const std::string& name, const std::string& title, const PlaneLayout& layout,
                       double low, double high);
/// The commands of panel number `index`, on the square of `density`. The first draws the scale.
std::string plane_panel(const PlanePanel& panel, const PlaneDensity& density,
                        const PlaneLayout& layout, int index);

}  // namespace coopbench
