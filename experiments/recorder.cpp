#include "experiments/recorder.h"

#include "core/files.h"
#include "core/npy.h"
#include "experiments/pictures.h"
#include "records/run_files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// The share of the training that is done, by the budget that ends it first.
double share_done(const TrainConfig& config, const TrainingState& state, double cpu_seconds) {
  const auto share = [](auto spent, auto budget) {
    return budget > 0 ? static_cast<double>(spent) / static_cast<double>(budget) : 0;
  };
  return std::max({share(state.iteration, config.iterations),
                   share(state.totals.gradient_evaluations, config.gradient_evaluations),
                   share(cpu_seconds, config.cpu_seconds)});
}

Progress progress(const TrainConfig& config, const TrainingState& state, const Row& row,
                  double seconds, double cpu_seconds) {
  const double share = share_done(config, state, cpu_seconds);
  const auto done = static_cast<double>(state.iteration);
  return {.iteration = state.iteration,
          .iterations = static_cast<int64_t>(std::ceil(done / share)),
          .d = row.d,
          .r = row.r,
          .steps_per_second = done / seconds,
          .seconds_left = seconds * (1 - share) / share};
}

}  // namespace

void write_state(const fs::path& folder, const std::string& status, int64_t iteration,
                 int64_t iterations, const std::string& reason) {
  write_record(RunPaths{folder}.state(), RunState{status, iteration, iterations, reason});
}

void load_checkpoint(const RunPaths& paths, TrainingState& state) {
  if (fs::exists(paths.checkpoint())) state.load(read_npz(paths.checkpoint()));
}

void save_diverged(const RunConfig& config, const RunPlace& place, const RunParts& parts,
                   const LastImages& images) {
  const RunPaths paths{place.folder};
  make_folder(paths.samples());
  for (const auto& [what, x] : {std::pair{"data", images.data}, std::pair{"start", images.starts},
                                std::pair{"end", images.ends}}) {
    write_picture(paths.diverged_grid(what), x, config.evaluation.images, parts.data.view);
    write_npy(paths.diverged_sample(what), x);
  }
}

RunRecorder::RunRecorder(const RunConfig& config, const RunPlace& place, RunParts& parts,
                         const RunHooks& hooks)
    : config_(config),
      place_(place),
      parts_(parts),
      hooks_(hooks),
      log_((make_folder(RunPaths{place.folder}.grids()), RunPaths{place.folder}),
           counted(config.sampler), parts.state.iteration),
      curve_(config, place, parts, parts.state.iteration),
      saved_(parts.state.iteration > 0 ? parts.state.iteration : -1) {
  if (parts.state.iteration == 0)
    write_picture(RunPaths{place.folder}.grid("data"),
                  parts.data.view > 0 ? parts.data.train.all()
                                      : parts.data.train.slice(0, config.evaluation.images),
                  config.evaluation.images, parts.data.view);
  write_state(place.folder, "running", parts.state.iteration, config.training.iterations);
  log_.go_on();
}

bool RunRecorder::write(const Row& row) {
  log_.append(row);
  const TrainingState& state = parts_.state;
  curve_.add(state.iteration);
  const bool go_on = !hooks_.stop();
  if (!go_on || state.iteration % config_.training.checkpoint_every == 0) checkpoint();
  hooks_.progress(progress(config_.training, state, row, log_.seconds(), log_.cpu_seconds()));
  log_.go_on();
  return go_on;
}

void RunRecorder::checkpoint() {
  if (saved_ == parts_.state.iteration) return;
  sync();
  write_npz(RunPaths{place_.folder}.checkpoint(), parts_.state.save());
  saved_ = parts_.state.iteration;
}

void RunRecorder::sync() {
  log_.sync();
  curve_.sync();
}

void RunRecorder::diverged(const Row& row, const std::string& reason, const LastImages& images) {
  log_.append(row);
  sync();
  save_diverged(config_, place_, parts_, images);
  reason_ = reason;
}

}  // namespace coopbench
