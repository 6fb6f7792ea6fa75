#include "experiments/trained/trained_run.h"

#include <fmt/format.h>

#include "core/checksum.h"
#include "core/files.h"
#include "core/printable.h"
#include "experiments/run/ended.h"
#include "experiments/run/identity.h"
#include "experiments/run/saved_nets.h"
#include "records/checksums.h"
#include "records/paths.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// Throws UserError for the folder of a comparison, with the runs that are in it.
void need_no_comparison(const fs::path& folder) {
  const ComparisonPaths paths{folder};
  if (!fs::exists(paths.comparison())) return;
  std::vector<std::string> runs;
  const auto record = unless_broken(paths.comparison(), read_record<ComparisonRecord>);
  for (const std::string& method : record ? record->methods : std::vector<std::string>{})
    for (const int64_t seed : record->seeds)
      if (const fs::path run = paths.run(method, seed); fs::exists(RunPaths{run}.config()))
        runs.push_back(run.string());
  throw UserError(folder.string() + ": is a comparison, of several nets; give one of its runs" +
                  (runs.empty() ? ", of which none has begun" : ": " + listed(runs, 6)));
}

void need_run(const RunPaths& paths) {
  std::error_code error;
  if (!fs::is_directory(paths.folder, error))
    throw UserError(paths.folder.string() +
                    (fs::exists(paths.folder, error) ? ": is a file, not the folder of a run"
                     : error && error != std::errc::no_such_file_or_directory
                         ? ": " + error.message()
                         : ": there is no such folder"));
  need_no_comparison(paths.folder);
  if (!fs::exists(paths.config()))
    throw UserError(paths.folder.string() +
                    ": is not the folder of a run (config.json is missing); give a folder that "
                    "`run` wrote, or one below a comparison, such as runs/NAME/METHOD/seed-1");
}

/// Throws UserError where the run has come to no checkpoint.
void need_checkpoint(const RunPaths& paths, const std::optional<RunState>& state) {
  if (fs::exists(paths.checkpoint())) return;
  std::string why = "it has come to none yet";
  if (state && state->status == "diverged")
    why = fmt::format("it diverged at iteration {}, before its first", state->iteration);
  else if (state && state->iteration > 0)
    why = fmt::format("state.json says that {} iterations are done, so it was removed; put it back",
                      state->iteration);
  throw UserError(fmt::format("{}: there is no checkpoint (checkpoint.npz), so no trained net: {}",
                              paths.folder.string(), why));
}

void forget_weights(Json& settings) {
  if (!settings.is_structured()) return;
  for (auto& [key, value] : settings.items())
    if (key == "weights" && value.is_string())
      value = "";
    else
      forget_weights(value);
}

/// The same without the files that its nets began with, which may be gone: the checkpoint has all.
RunConfig trained_already(RunConfig config) {
  config.training.weights.clear();
  forget_weights(config.start.json);
  return config;
}

void load_state(TrainedRun& run, const Json& settings) {
  const fs::path file = RunPaths{run.folder}.checkpoint();
  Archive checkpoint;
  try {
    checkpoint = read_npz(file);
  } catch (const UserError& error) {
    throw Failure(std::string(error.what()) + "; put it back, or train the run anew");
  }
  const Identity identity = identity_of(settings, run.parts.data);
  if (has_other_settings(checkpoint, identity))
    throw UserError(file.string() +
                    ": is of a run of other settings or another seed than config.json beside it "
                    "says; put back the files of one run");
  if (has_other_data(checkpoint, identity))
    throw UserError(
        fmt::format("{}: was trained with other data than there are now ({}); put those back",
                    file.string(), run.parts.data.source));
  run.parts.state.load(checkpoint);
}

void add_notes(TrainedRun& run, const std::optional<RunState>& state) {
  const int64_t done = run.iterations();
  if (state && state->status == "diverged")
    run.notes.push_back(
        fmt::format("the run diverged ({}); its last checkpoint is taken, of iteration {}",
                    state->reason, done));
  else if (!state || state->status != "finished")
    run.notes.push_back(
        fmt::format("the run has not ended; its checkpoint of iteration {} of {} "
                    "is taken",
                    done, run.config.training.iterations));
}

}  // namespace

double TrainedRun::data_noise() const {
  return config.training.data_noise_schedule.at(config.training.data_noise,
                                                std::max<int64_t>(iterations() - 1, 0));
}

TrainedRun load_trained_run(const fs::path& folder, int64_t threads) {
  const RunPaths paths{folder};
  need_run(paths);
  const Json settings = read_versioned(paths.config());
  TrainedRun run{.folder = folder,
                 .head = read_record<RunHead>(paths.config()),
                 .config = saved_config(settings, paths.config()),
                 .parts = {},
                 .checkpoint = ""};
  const auto state = saved_state(paths);
  need_checkpoint(paths, state);
  need_whole_net(paths);
  const PathOf path_of = [&](const std::string& block) {
    return paths.config().string() + ": " + block;
  };
  run.parts =
      make_parts(trained_already(run.config), static_cast<uint64_t>(run.head.seed),
                 load_data(run.config, path_of), path_of, std::make_shared<Workers>(threads));
  run.checkpoint = file_checksum(paths.checkpoint());
  load_state(run, settings);
  add_notes(run, state);
  return run;
}

void need_test_images(const TrainedRun& run, int64_t images) {
  if (const int64_t there = run.parts.data.test.size(); images > there)
    throw UserError(fmt::format("--images: is {}, but the test part has {} images", images, there));
}

Stream stream_of(Question question, uint64_t seed, Purpose purpose, int64_t part) {
  return {
      .seed = seed, .purpose = purpose, .iteration = (static_cast<int64_t>(question) << 28) + part};
}

}  // namespace coopbench
