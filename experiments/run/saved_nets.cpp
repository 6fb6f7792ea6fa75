#include "experiments/run/saved_nets.h"

#include <fmt/format.h>

#include "records/checksums.h"
#include "records/run_files.h"

namespace coopbench {
namespace {

/// The settings of a start that has a generator, and where its weights are in a checkpoint.
struct GeneratorPlace {
  Choice net;
  std::string folder;
};

std::optional<GeneratorPlace> generator_place(const Json& start, const std::string& folder) {
  if (start.contains("net")) return GeneratorPlace{Choice{start.at("net")}, folder + "/generator"};
  for (const char* part : {"first", "second"})
    if (start.contains(part))
      if (auto found = generator_place(start.at(part), folder + "/" + part)) return found;
  return {};
}

/// A message of the checkpoint gets its path in front.
template <class Work>
void at_checkpoint(const RunPaths& run, Work work) {
  try {
    work();
  } catch (const std::exception& error) {
    throw Failure(run.checkpoint().string() + ": " + error.what());
  }
}

}  // namespace

RunConfig saved_config(Json settings, const std::filesystem::path& file) {
  for (const std::string& key : field_names<RunHead>()) settings.erase(key);
  refuse_unknown_keys(settings, field_names<RunConfig>(), file.string());
  return parse_config<RunConfig>(
      settings, [&](const std::string& key) { return file.string() + ": " + key; });
}

SavedNets saved_nets(const RunPaths& run, const Json& config) {
  const RunConfig settings = saved_config(config, run.config());
  if (!std::filesystem::exists(run.checkpoint()))
    throw UserError(run.checkpoint().string() + ": is missing, so the run has no weights");
  need_whole_net(run);
  const Archive archive = read_npz(run.checkpoint());
  const ImageShape shape = data_sets().make(settings.data).shape;
  SavedNets nets{
      .energy_name = settings.energy.name(),
      .shape = shape,
      .energy = std::make_unique<NetworkEnergy>(energy_nets().make(settings.energy, shape), 0)};
  at_checkpoint(run, [&] {
    nets.energy->load(archive.folder(settings.training.average > 0 ? "averaged" : "energy"));
  });
  if (const auto place = generator_place(settings.start.json, "start")) {
    nets.generator = {place->net.name(), Generator(generator_nets().make(place->net, shape), 0)};
    at_checkpoint(
        run, [&] { nets.generator->generator.network().restore(archive.folder(place->folder)); });
  }
  return nets;
}

}  // namespace coopbench
