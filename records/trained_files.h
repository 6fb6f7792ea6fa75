#pragma once

#include <string>
#include <vector>

#include "records/log_rows.h"
#include "records/schema.h"

namespace coopbench {

/// result.json of a command on a trained net; beside these "settings", the object that its numbers
/// follow from.
struct TrainedRecord {
  std::string command, title;
  std::string status = "running", reason = "";
  std::string preset = "", method = "";
  int64_t seed = 0, iteration = 0;         ///< of the run, and its iterations done
  std::vector<std::string> pictures = {};  ///< names in grids/, without ".png"
  std::vector<std::string> captions = {};  ///< of each of them
  std::vector<std::string> notes = {};     ///< how to read it
  static auto fields() {
    using R = TrainedRecord;
    return std::tuple{
        field("command", &R::command, anything(), "the command"),
        field("title", &R::title, anything(), "one line"),
        field("status", &R::status, one_of({"running", "interrupted", "finished", "diverged"}),
              "how it stands"),
        field("reason", &R::reason, anything(), "why chains diverged"),
        field("preset", &R::preset, anything(), "of the run"),
        field("method", &R::method, anything(), "of the run"),
        field("seed", &R::seed, at_least(0), "of the run"),
        field("iteration", &R::iteration, at_least(0), "iterations that the run has done"),
        field("pictures", &R::pictures, anything(), "in grids/"),
        field("captions", &R::captions, anything(), "of the pictures"),
        field("notes", &R::notes, anything(), "how to read it")};
  }
};

/// rows.csv of `sample`: chains of a trained net after so many steps. Energies are minus the log
/// density of the law that the run's samples are judged by, up to a constant.
struct ChainRow {
  int64_t step = 0;
  int64_t gradient_evaluations = 0;     ///< chains x gradient calls from the start
  double energy = 0, energy_sd = 0;     ///< mean and standard deviation over the chains
  double gradient_norm = 0;             ///< mean L2 norm of the energy's gradient
  std::optional<double> accepted = {};  ///< share of proposals since the row before
  double mmd2 = 0, mmd2_floor = 0;      ///< to the measured part; the floor: of the target law
  std::optional<double> outside = {};   ///< share of pixels outside [-1, 1]; of images
  double displacement = 0;              ///< mean L2 distance from the starts
  std::optional<double> true_log_density = {};  ///< mean over the chains, where it is known
  std::optional<double> modes_hit = {}, share_within = {}, kl_modes = {};  ///< of known modes
  static auto fields() {
    using R = ChainRow;
    return std::tuple{column("step", &R::step),
                      column("gradient_evaluations", &R::gradient_evaluations),
                      column("energy", &R::energy),
                      column("energy_sd", &R::energy_sd),
                      column("gradient_norm", &R::gradient_norm),
                      column("accepted", &R::accepted),
                      column("mmd2", &R::mmd2),
                      column("mmd2_floor", &R::mmd2_floor),
                      column("outside", &R::outside),
                      column("displacement", &R::displacement),
                      column("true_log_density", &R::true_log_density),
                      column("modes_hit", &R::modes_hit),
                      column("share_within", &R::share_within),
                      column("kl_modes", &R::kl_modes)};
  }
};

/// time.csv of `sample`: seconds of its steps, without measurements.
struct ChainTimeRow {
  int64_t step = 0;
  double seconds = 0;
  static auto fields() {
    return std::tuple{column("step", &ChainTimeRow::step),
                      column("seconds", &ChainTimeRow::seconds, 3)};
  }
};

/// rows.csv of `interpolate`: a row a pair. Distances are L2, in data units.
struct PathRow {
  int64_t pair = 0;
  double start_distance = 0, end_distance = 0;  ///< between first and last point
  double longest_step = 0;  ///< largest distance between ends of neighbouring points
  double smoothness = 0;    ///< longest_step / end_distance
  static auto fields() {
    using R = PathRow;
    return std::tuple{column("pair", &R::pair), column("start_distance", &R::start_distance),
                      column("end_distance", &R::end_distance),
                      column("longest_step", &R::longest_step),
                      column("smoothness", &R::smoothness)};
  }
};

/// rows.csv of `reconstruct`: a row an image. Errors are mean squared differences a pixel.
struct ReconstructionRow {
  int64_t image = 0;  ///< of the test part
  double error = 0;
  double before = 0;                   ///< of the start that the search began with
  double nearest = 0, mean_image = 0;  ///< of the nearest training image, of their mean
  static auto fields() {
    using R = ReconstructionRow;
    return std::tuple{column("image", &R::image), column("error", &R::error),
                      column("before", &R::before), column("nearest", &R::nearest),
                      column("mean_image", &R::mean_image)};
  }
};

/// rows.csv of `inpaint`: a row an image. Errors are mean squared differences a masked pixel.
struct InpaintingRow {
  int64_t image = 0;  ///< of the test part
  double error = 0;
  double before = 0;      ///< of what the masked pixels began with
  double mean_image = 0;  ///< of the mean training image there
  static auto fields() {
    using R = InpaintingRow;
    return std::tuple{column("image", &R::image), column("error", &R::error),
                      column("before", &R::before), column("mean_image", &R::mean_image)};
  }
};

}  // namespace coopbench
