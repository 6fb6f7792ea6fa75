#include "experiments/recorder.h"

#include <fmt/format.h>

#include "core/npy.h"
#include "experiments/pictures.h"

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
  const Json state = {{"schema_version", 1},
                      {"status", status},
                      {"iteration", iteration},
                      {"iterations", iterations},
                      {"reason", reason}};
  write_whole(folder / "state.json", state.dump(2) + "\n");
}

void load_checkpoint(const fs::path& folder, TrainingState& state) {
  if (const fs::path file = folder / "checkpoint.npz"; fs::exists(file)) state.load(read_npz(file));
}

void save_diverged(const RunConfig& config, const RunPlace& place, const RunParts& parts,
                   const LastImages& images) {
  make_folder(place.folder / "samples");
  for (const auto& [what, x] : {std::pair{"data", images.data}, std::pair{"start", images.starts},
                                std::pair{"end", images.ends}}) {
    write_picture(place.folder / "grids" / fmt::format("diverged-{}.png", what), x,
                  config.evaluation.images, parts.data.view);
    write_npy(place.folder / "samples" / fmt::format("diverged_{}.npy", what), x);
  }
}

RunRecorder::RunRecorder(const RunConfig& config, const RunPlace& place, RunParts& parts,
                         const RunHooks& hooks)
    : config_(config),
      place_(place),
      parts_(parts),
      hooks_(hooks),
      log_((make_folder(place.folder / "grids"), place.folder), counted(config.sampler),
           parts.state.iteration),
      curve_(config, place, parts, parts.state.iteration),
      saved_(parts.state.iteration > 0 ? parts.state.iteration : -1) {
  if (parts.state.iteration == 0)
    write_picture(place.folder / "grids" / "data.png",
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
  write_npz(place_.folder / "checkpoint.npz", parts_.state.save());
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
