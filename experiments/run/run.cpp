#include "experiments/run/run.h"

#include <fmt/format.h>

#include "core/files.h"
#include "core/folder_lock.h"
#include "core/memory.h"
#include "core/npy.h"
#include "experiments/evaluation/learned_density.h"
#include "experiments/evaluation/measurement.h"
#include "experiments/run/ended.h"
#include "experiments/run/machine.h"
#include "experiments/run/pictures.h"
#include "experiments/run/profiling.h"
#include "experiments/run/training_calls.h"
#include "records/checksums.h"
#include "records/paths.h"
#include "records/read_log.h"
#include "records/run_files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// Throws UserError where the folder's results are of other settings, or of settings that nobody
/// knows.
void need_same_config(const Checksums& checksums, const Json& config) {
  const RunPaths& paths = checksums.run;
  if (checksums.has(paths.config(), versioned_text(config))) return;
  if (auto saved = unless_broken(paths.config(), read_versioned)) {
    (*saved)["preset"] = config.at("preset");  // a name that changes nothing
    const auto differs = first_difference(*saved, config);
    if (!differs.empty())
      throw UserError(paths.folder.string() + ": holds a run of other settings (" + differs +
                      "); go on with those, choose another --out, or start anew with --force");
    return;
  }
  if (fs::exists(paths.checkpoint()) || fs::exists(paths.checksums()))
    throw UserError(paths.config().string() +
                    ": is missing or broken, and it alone says which settings the results beside "
                    "it have; put it back, choose another --out, or start anew with --force");
}

void write_samples(const RunPaths& paths, const EndedRun& run) {
  make_inner_folder(paths.samples());
  for (const auto& [name, x] :
       {std::pair{"start", run.samples.start}, std::pair{"end", run.samples.end},
        std::pair{"noise_end", run.noise_end}}) {
    write_npy(paths.sample(name), x);
    write_picture(paths.final_grid(name), x, run.config.evaluation.images, run.parts.data.view);
  }
}

void write_densities(const RunPaths& paths, const EndedRun& run) {
  const auto& evaluation = run.config.evaluation;
  const Densities grid = densities(run.parts, run.samples.end, evaluation.kde_bandwidth);
  const torch::Tensor chains =
      chain_paths(run.parts, run.config.sampler, run.seed, run.iterations, evaluation.samples);
  make_inner_folder(paths.density());
  for (const auto& [name, x] :
       {std::pair{"x", grid.x}, std::pair{"y", grid.y}, std::pair{"true", grid.true_log},
        std::pair{"learned", grid.learned}, std::pair{"estimate", grid.estimate},
        std::pair{"chains", chains}})
    if (x.defined()) write_npy(paths.density(name), x);
}

/// Takes on the samples of a run that finished, writes them, and makes what they are measured with.
void take_samples(EndedRun& run, const Samples& samples, const RunPaths& paths) {
  const auto& evaluation = run.config.evaluation;
  const Dataset& data = run.parts.data;
  run.samples = samples;
  run.noise_end = noise_samples(run.parts, run.seed, run.iterations, evaluation.samples,
                                run.config.training.chains);
  run.real = measured_part(evaluation, data).slice(0, evaluation.samples);
  run.judge = std::make_shared<MmdJudge>(run.real, run.parts.workers);
  run.all_train = data.train.all();
  write_samples(paths, run);
  if (data.log_density) write_densities(paths, run);
}

/// Says which files of the data were left out, where some were.
void write_skipped(const RunPaths& paths, const std::vector<BadFile>& skipped) {
  constexpr size_t most = 20;
  if (skipped.empty()) return;
  DataRecord record{.skipped = static_cast<int64_t>(skipped.size()), .reasons = {}};
  for (size_t i = 0; i < std::min(most, skipped.size()); ++i)
    record.reasons.push_back(skipped[i].name + ": " + skipped[i].reason);
  write_whole(paths.data(), to_json(record).dump(2) + "\n");
}

MachineRecord machine_of(const RunPlace& place, const RunParts& parts, const RunConfig& config) {
  MachineRecord machine = this_machine();
  machine.threads = place.threads;
  machine.engine = parts.engine.name;
  machine.precision = enum_name(config.sampler.precision);
  return machine;
}

/// Trains from where the parts' state is. `fresh` makes the state that a run begins with.
Outcome trained(const RunConfig& config, const RunPlace& place, RunParts& parts,
                const std::function<TrainingState()>& fresh, RunRecorder& recorder) {
  const std::shared_ptr<Workers> workers = parts.workers;
  ProfiledRecorder noting(recorder, *workers);
  for (;;) {
    if (place.profile) parts.state.start = profiled(std::move(parts.state.start), workers);
    const TrainingState& state = parts.state;
    const TrainingParts calls =
        training_calls(config, parts, state.rewinds.seed_at(place.seed, state.iteration));
    const Outcome outcome =
        place.profile ? train(config.training, profiled(calls, workers), parts.state, noting)
                      : train(config.training, calls, parts.state, recorder);
    if (outcome != Outcome::diverged || !recorder.went_back(fresh)) return outcome;
  }
}

/// How a run ended, and why where that needs words.
struct Ending {
  Outcome outcome;
  std::string reason;
};

const char* status_of(Outcome outcome) {
  return outcome == Outcome::interrupted ? "interrupted"
         : outcome == Outcome::diverged  ? "diverged"
                                         : "finished";
}

/// Samples and measures a run that was trained, and writes what was found. Its samples may show
/// that it diverged after all. Throws Stopped.
Ending measure(const RunConfig& config, const RunPlace& place, const RunParts& parts, Ending ending,
               const RunHooks& hooks, const FolderLock& lock, RunRecorder& recorder) {
  const RunPaths paths{place.folder};
  const auto tell = [&](const std::string& name) {
    hooks.progress({.iteration = parts.state.iteration,
                    .iterations = config.training.iterations,
                    .measuring = name});
  };
  tell("samples");
  EndedRun run{.config = config,
               .parts = parts,
               .seed = place.seed,
               .outcome = ending.outcome,
               .iterations = parts.state.iteration};
  if (ending.outcome == Outcome::finished) {
    const Samples samples = draw_samples(parts, place.seed, run.iterations,
                                         config.evaluation.samples, config.training.chains);
    lock.need_same_folder();
    ending.reason = beyond_bounds(samples.end, config.training);
    if (ending.reason.empty()) {
      if (run.iterations < config.training.iterations) ending.reason = "its budget was used up";
      take_samples(run, samples, paths);
    } else {
      run.outcome = ending.outcome = Outcome::diverged;
      save_diverged(config, place, parts,
                    {parts.data.train.slice(0, config.training.batch), samples.start, samples.end});
    }
  }
  recorder.need_whole();
  run.train = read_log<TrainRow>(paths.train());
  const MetricsRecord metrics = measured(run, hooks.stop, tell);
  recorder.need_whole();
  write_metrics(paths.metrics(), metrics);
  return ending;
}

}  // namespace

uintmax_t disk_need(const RunConfig& config) {
  const ImageShape shape = data_sets().make(config.data).shape;
  return (uintmax_t{32} << 20) +
         static_cast<uintmax_t>(16 * config.evaluation.samples * shape.numbers());
}

Json run_json(const Method& method, const RunPlace& place) {
  Json json = to_json(RunHead{
      .preset = place.preset, .method = method.name, .seed = static_cast<int64_t>(place.seed)});
  json.update(to_json(method.config));
  return json;
}

Outcome run_method(const Method& method, const RunPlace& place, Existing existing,
                   const RunHooks& hooks) {
  const RunConfig& config = method.config;
  const RunPaths paths{place.folder};
  need_memory(size_t{64} << 20);
  // Once before the work of loading, and once when nobody else can change the folder any more.
  if (existing == Existing::refuse) prepare_folder(place.folder, Holds::run, existing);
  const auto profile = place.profile ? std::make_shared<Profile>(place.threads) : nullptr;
  RunParts parts = make_parts(config, place.seed, load_data(config, method.path_of, hooks.loading),
                              method.path_of, std::make_shared<Workers>(place.threads, profile));
  need_space(place.folder, disk_need(config));
  make_folder(place.folder);
  const FolderLock lock(place.folder, place.of_comparison ? FolderLock::Busy::wait_briefly
                                                          : FolderLock::Busy::refuse);
  const bool goes_on = prepare_folder(place.folder, Holds::run, existing);
  if (existing == Existing::resume && !goes_on && !place.of_comparison)
    hooks.note(place.folder.string() + ": there is nothing to resume, so it starts anew");
  const Json settings = run_json(method, place);
  const Checksums checksums = read_checksums(paths);
  need_same_config(checksums, settings);
  Identity identity = identity_of(settings, parts.data);
  identity.weights = weights_checksum(settings);
  std::vector<std::string> notes;
  const auto ended = ended_whole(checksums, notes);
  const Origin origin =
      ended ? Origin{} : load_checkpoint(paths, config.evaluation.every, identity, parts);
  if (ended && notes.empty() && !place.of_comparison)
    notes.push_back(place.folder.string() +
                    ": has ended already, and its files are as it wrote them");
  if (goes_on && !ended && origin.train.lines == 0 && parts.state.rewinds.count() == 0)
    notes.emplace_back("there is no checkpoint yet, so it starts at the first iteration");
  for (const std::string& note : notes) hooks.note(note);
  if (ended) return *ended;
  write_versioned(paths.config(), settings);
  write_skipped(paths, parts.data.skipped);
  if (const auto before = note_machine(paths, machine_of(place, parts, config)))
    hooks.note("was begun by " + *before +
               "; the same bits are promised for one build on one kind of processor only");
  if (!place.of_comparison) hooks.note(engine_note(parts.engine, place.threads));

  RunRecorder recorder(config, place, parts, hooks, lock, identity, origin);
  const auto fresh = [&] {
    return make_parts(config, place.seed, parts.data, method.path_of, parts.workers).state;
  };
  Ending ending{trained(config, place, parts, fresh, recorder), recorder.reason()};
  if (profile) {
    const std::string table = profile->table();
    hooks.note(table);
    write_whole(paths.profile(), table);
    profile->write_trace(paths.trace());
  }
  if (ending.outcome == Outcome::finished) recorder.checkpoint();
  if (ending.outcome != Outcome::interrupted) {
    parts.workers->stop_when(hooks.stop);
    try {
      ending = measure(config, place, parts, ending, hooks, lock, recorder);
    } catch (const Stopped&) {
      ending = {Outcome::interrupted, ""};
    }
  }
  lock.need_same_folder();
  const bool interrupted = ending.outcome == Outcome::interrupted;
  const Json state = to_json(RunState{
      status_of(ending.outcome), interrupted ? recorder.saved_iteration() : parts.state.iteration,
      config.training.iterations, ending.reason});
  if (!interrupted) {
    write_versioned(paths.config(), settings);  // whatever was done to it meanwhile
    write_checksums(paths, versioned_text(state));
    remove_whole(paths.rewind());
  }
  write_versioned(paths.state(), state);
  return ending.outcome;
}

}  // namespace coopbench
