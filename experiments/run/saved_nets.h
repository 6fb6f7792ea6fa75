#pragma once

#include <memory>
#include <optional>

#include "experiments/config/config.h"
#include "generators/generator.h"
#include "records/paths.h"

namespace coopbench {

/// The nets of a run with the weights of its checkpoint.
struct SavedNets {
  struct OfGenerator {
    std::string name;
    Generator generator;
  };

  std::string energy_name;
  ImageShape shape;
  std::unique_ptr<NetworkEnergy>
      energy;  ///< as evaluations see it: averaged where training averages
  std::optional<OfGenerator> generator = {};
};

/// The settings that config.json holds. Throws UserError, with `file` in front, for what is none.
RunConfig saved_config(Json settings, const std::filesystem::path& file);

/// Makes the nets by `config`, what config.json holds, and reads their weights; no data are read.
/// Throws UserError for settings that are none or without a checkpoint, Failure for a checkpoint
/// that is damaged, not what the run wrote, or of other nets.
SavedNets saved_nets(const RunPaths& run, const Json& config);

}  // namespace coopbench
