#include "cli/export_files.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "core/files.h"
#include "exchange/python_nets.h"
#include "exchange/safetensors.h"
#include "exchange/tensorboard.h"
#include "exchange/torch_names.h"
#include "experiments/run/saved_nets.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

void add_weights(std::vector<ExportedFile>& files, const SavedRun& run) {
  const RunPaths paths{run.folder};
  if (is_there(paths.checkpoint())) need_inside(run.root, paths.checkpoint());
  if (!run.config.is_object())
    throw UserError(paths.config().string() +
                    ": is missing or broken, and it says which nets the weights are of");
  const SavedNets nets = saved_nets(paths, run.config);
  const Network& energy = nets.energy->network();
  files.push_back({"energy.safetensors", safetensors_bytes(state_dict(energy))});
  std::optional<PythonGenerator> generator;
  if (nets.generator) {
    const Network& network = nets.generator->generator.network();
    generator = {nets.generator->name, network.layers(), nets.generator->generator.latent()};
    files.push_back({"generator.safetensors", safetensors_bytes(state_dict(network))});
  }
  files.push_back(
      {"nets.py",
       python_nets(fmt::format("The nets of {}, seed {}, after {} iterations, by coopbench export.",
                               run.method, run.seed, run.iteration),
                   {nets.energy_name, energy.layers(), nets.energy->sign(), nets.shape},
                   generator)});
}

/// The pictures of the run's grids that are there.
std::vector<GridPicture> grids_of(const SavedRun& run) {
  const RunPaths paths{run.folder};
  std::vector<GridPicture> grids;
  const auto add = [&](const fs::path& file, const std::string& tag, int64_t iteration) {
    if (!is_there(file)) return;
    need_inside(run.root, file);
    grids.push_back({tag, iteration, read_text(file)});
  };
  add(paths.grid("data"), "grid/data", 0);
  if (stays_inside(run.root, paths.grids()))
    for (const int64_t iteration : paths.grid_iterations())
      for (const char* what : {"start", "end"})
        add(paths.grid_at(iteration, what), fmt::format("grid/{}", what), iteration);
  for (const char* what : {"start", "end", "noise_end"})
    add(paths.final_grid(what), fmt::format("final/{}", what), run.iteration);
  for (const char* what : {"data", "start", "end"})
    add(paths.diverged_grid(what), fmt::format("diverged/{}", what), run.iteration);
  return grids;
}

void add_events(std::vector<ExportedFile>& files, const SavedRun& run) {
  if (run.train.lines == 0)
    throw UserError(RunPaths{run.folder}.train().string() +
                    ": is missing or empty, or has a damaged row, so there are no curves; "
                    "--only weights goes without them");
  files.push_back({"events.out.tfevents.coopbench",
                   tensorboard_events({.train = run.train,
                                       .time = run.time,
                                       .validation = run.validation,
                                       .started = text_at(run.machine, {"started"}),
                                       .grids = grids_of(run)})});
}

}  // namespace

std::vector<ExportedFile> export_files(const SavedRun& run, const ExportChoice& choice) {
  std::vector<ExportedFile> files;
  if (choice.weights) add_weights(files, run);
  if (choice.tensorboard) add_events(files, run);
  return files;
}

}  // namespace coopbench
