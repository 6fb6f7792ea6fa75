#include "experiments/run.h"

#include <fmt/format.h>

#include "core/columns.h"
#include "core/npy.h"
#include "experiments/chain_report.h"
#include "experiments/energies.h"
#include "experiments/likelihood.h"
#include "experiments/machine.h"
#include "experiments/pictures.h"
#include "experiments/profiling.h"
#include "experiments/sample_metrics.h"
#include "metrics/stability.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

void write_config(const fs::path& folder, const Json& config) {
  const fs::path file = folder / "config.json";
  if (fs::exists(file)) {
    const auto differs = first_difference(parse_json(read_text(file), file.string()), config);
    if (!differs.empty())
      throw UserError(folder.string() + ": holds a run of other settings (" + differs +
                      "); use --force or another --out");
    return;
  }
  write_whole(file, config.dump(2) + "\n");
}

void write_machine(const fs::path& folder, const RunParts& parts, Precision precision) {
  const fs::path file = folder / "machine.json";
  if (fs::exists(file)) return;
  Json machine = machine_json();
  machine["threads"] = parts.workers->threads();
  machine["engine"] = parts.engine.name;
  machine["precision"] = enum_name(precision);
  write_whole(file, machine.dump(2) + "\n");
}

/// Everything that is reported of a run that got to its end.
Json measure(const RunConfig& config, const RunPlace& place, const RunParts& parts,
             const Samples& samples) {
  const auto& evaluation = config.evaluation;
  const int64_t n = evaluation.samples, chunk = config.training.chains,
                last = parts.state.iteration;
  const torch::Tensor from_noise = noise_samples(parts, place.seed, last, n, chunk);
  const torch::Tensor real = measured_part(evaluation, parts.data).slice(0, n);
  const torch::Tensor train = parts.data.train.all();
  const MmdJudge judge(real, parts.workers);
  Json mmd2 = Json::object();
  make_folder(place.folder / "samples");
  for (const auto& [name, x] : {std::pair{"start", samples.start}, std::pair{"end", samples.end},
                                std::pair{"noise_end", from_noise}}) {
    mmd2[name] = judge.interval(x);
    write_npy(place.folder / "samples" / fmt::format("{}.npy", name), x);
    write_picture(place.folder / "grids" / fmt::format("final-{}.png", name), x, evaluation.images,
                  parts.data.view);
  }
  if (parts.data.log_density) {
    const Densities grid = densities(parts, config.training.energy_scale);
    make_folder(place.folder / "density");
    for (const auto& [name, x] :
         {std::pair{"x", grid.x}, std::pair{"y", grid.y}, std::pair{"true", grid.true_log},
          std::pair{"learned", grid.learned}})
      write_npy(place.folder / "density" / fmt::format("{}.npy", name), x);
  }
  return {{"samples", n},
          {"real", n},
          {"width", judge.width()},
          {"mmd2", mmd2},
          {"baselines", baselines(judge, parts.data, n)},
          {"quality", sample_metrics(evaluation, samples.end, real, baseline_images(parts.data, n),
                                     *parts.workers)},
          {"chains", chain_report(config, parts, samples, train, place.seed)},
          {"energies", energy_report(config, parts, real)},
          {"memorising", memorising_report(samples.end, train, real, *parts.workers)},
          {"likelihood", likelihood_report(parts, samples, real, place.seed)}};
}

/// Trains from where the parts' state is.
Outcome trained(const RunConfig& config, const RunPlace& place, RunParts& parts,
                RunRecorder& recorder) {
  const std::shared_ptr<Workers> workers = parts.workers;
  const TrainingParts calls = training_parts(
      {parts.data.train, config.training.batch, config.training.data_noise, place.seed},
      parts.sampler, workers);
  if (!place.profile) return train(config.training, calls, parts.state, recorder);
  parts.state.start = profiled(std::move(parts.state.start), workers);
  ProfiledRecorder noting(recorder, *workers);
  return train(config.training, profiled(calls, workers), parts.state, noting);
}

}  // namespace

uintmax_t disk_need(const RunConfig& config) {
  const ImageShape shape = data_sets().make(config.data).shape;
  return (uintmax_t{32} << 20) +
         static_cast<uintmax_t>(16 * config.evaluation.samples * shape.numbers());
}

Json run_json(const Method& method, const RunPlace& place) {
  Json json = {{"schema_version", 1},
               {"preset", place.preset},
               {"method", method.name},
               {"seed", place.seed}};
  json.update(to_json(method.config));
  return json;
}

Outcome run_method(const Method& method, const RunPlace& place, Existing existing,
                   const RunHooks& hooks) {
  const RunConfig& config = method.config;
  // Once before the work of loading, and once when nobody else can change the folder any more.
  if (existing == Existing::refuse) prepare_folder(place.folder, Holds::run, existing);
  const auto profile = place.profile ? std::make_shared<Profile>(place.threads) : nullptr;
  RunParts parts = make_parts(config, place.seed, load_data(config, method.path_of), method.path_of,
                              std::make_shared<Workers>(place.threads, profile));
  need_space(place.folder, disk_need(config));
  make_folder(place.folder);
  const FolderLock lock(place.folder);
  prepare_folder(place.folder, Holds::run, existing);
  write_config(place.folder, run_json(method, place));
  const std::string status = read_object(place.folder / "state.json").value("status", "");
  if (status == "finished") return Outcome::finished;
  if (status == "diverged") return Outcome::diverged;
  write_machine(place.folder, parts, config.sampler.precision);
  hooks.note(engine_note(parts.engine, place.threads));

  load_checkpoint(place.folder, parts.state);
  RunRecorder recorder(config, place, parts, hooks);
  Outcome outcome = trained(config, place, parts, recorder);
  if (profile) {
    const std::string table = profile->table();
    hooks.note(table);
    write_whole(place.folder / "profile.txt", table);
    profile->write_trace(place.folder / "trace.json");
  }
  std::string reason = recorder.reason();
  const auto ended = [&](const std::string& how) {
    write_state(place.folder, how, parts.state.iteration, config.training.iterations, reason);
    return outcome;
  };
  if (outcome == Outcome::interrupted) return ended("interrupted");
  Json metrics = {{"schema_version", 1},
                  {"part", enum_name(config.evaluation.part)},
                  {"batch_norm", batch_norm_mode(parts.state.start->layers())}};
  if (outcome == Outcome::finished) {
    recorder.checkpoint();
    const Samples samples = draw_samples(parts, place.seed, parts.state.iteration,
                                         config.evaluation.samples, config.training.chains);
    reason = beyond_bounds(samples.end, config.training);
    if (reason.empty()) {
      metrics.update(measure(config, place, parts, samples));
    } else {
      outcome = Outcome::diverged;
      save_diverged(
          config, place, parts,
          {parts.data.train.slice(0, config.training.batch), samples.start, samples.end});
    }
  }
  const Columns rows = parse_columns(read_text(place.folder / "train.csv"));
  metrics["stability"] = stability_json(rows.at("d"), rows.at("r"));
  if (outcome == Outcome::diverged) metrics["stability"]["verdict"] = name(Verdict::diverged);
  write_whole(place.folder / "metrics.json", metrics.dump(2) + "\n");
  return ended(outcome == Outcome::finished ? "finished" : "diverged");
}

}  // namespace coopbench
