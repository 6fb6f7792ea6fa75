#include "experiments/recorder.h"

#include <ctime>

#include "core/columns.h"
#include "core/npy.h"
#include "experiments/pictures.h"
#include "records/paths.h"
#include "records/run_files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

double clock_seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double last_of(const Columns& columns, std::string_view name) {
  return columns.has(name) ? columns.last(name) : 0;
}

}  // namespace

void write_state(const fs::path& folder, const std::string& status, int64_t iteration,
                 int64_t iterations, const std::string& reason) {
  write_record(RunPaths{folder}.state(), RunState{status, iteration, iterations, reason});
}

RunRecorder::RunRecorder(const RunConfig& config, RunPlace place, RunParts& parts, RunHooks hooks)
    : config_(config), place_(std::move(place)), parts_(parts), hooks_(std::move(hooks)) {
  const RunPaths paths{place_.folder};
  make_folder(paths.grids());
  if (const fs::path file = paths.checkpoint(); fs::exists(file)) {
    const Archive archive = read_npz(file);
    next_ = saved_ = archive.number_at("iteration");
    parts_.energy->load(archive.folder("energy"));
    parts_.optimizer->load(archive.folder("optimizer"));
    parts_.start->load(archive.folder("start"));
    totals_ = {archive.number_at("gradient_evaluations"), archive.number_at("energy_updates"),
               archive.number_at("generator_updates"), archive.number_at("latent_gradients")};
  }
  train_ = std::make_unique<RowLog<TrainRow>>(paths.train(), next_);
  validation_ =
      std::make_unique<RowLog<ValidationRow>>(paths.validation(), next_ / config_.evaluation.every);
  time_ = std::make_unique<RowLog<TimeRow>>(paths.time(), next_);
  time_->sync();
  const Columns times = parse_columns(read_text(paths.time()));
  seconds_ = last_of(times, "seconds");
  cpu_seconds_ = last_of(times, "cpu_seconds");
  if (next_ == 0)
    write_picture(paths.grid("data"), parts_.data.train, config_.evaluation.images,
                  parts_.data.view);
  judge_ = std::make_unique<MmdJudge>(
      parts_.data.validation.slice(0, 0, config_.evaluation.curve_samples), parts_.workers);
  write_state(place_.folder, "running", next_, config_.training.iterations);
  wall_mark_ = clock_seconds(CLOCK_MONOTONIC);
  cpu_mark_ = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

void RunRecorder::append(const Row& row) {
  totals_.gradients += row.gradients;
  train_->append({.iteration = row.iteration,
                  .d = row.d,
                  .r = row.r,
                  .energy_data = row.energy_data,
                  .energy_start = row.energy_start,
                  .energy_end = row.energy_end,
                  .max_abs_x = row.max_abs_x,
                  .displacement = row.displacement,
                  .teaching_loss = row.teaching ? std::optional(row.teaching->loss) : std::nullopt,
                  .gradient_evaluations = totals_.gradients,
                  .energy_updates = totals_.energy_updates,
                  .generator_updates = totals_.generator_updates,
                  .latent_gradients = totals_.latent_gradients});
  const double wall = clock_seconds(CLOCK_MONOTONIC), cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
  seconds_ += wall - wall_mark_;
  cpu_seconds_ += cpu - cpu_mark_;
  time_->append({row.iteration, seconds_, cpu_seconds_});
}

bool RunRecorder::write(const Row& row) {
  ++totals_.energy_updates;
  if (row.teaching) {
    ++totals_.generator_updates;
    totals_.latent_gradients += row.teaching->gradients;
  }
  append(row);
  next_ = row.iteration + 1;
  if (next_ % config_.evaluation.every == 0) validate(next_);
  const bool go_on = !hooks_.stop();
  if (!go_on || next_ % config_.evaluation.checkpoint_every == 0) checkpoint();
  const double rate = static_cast<double>(next_) / seconds_;
  hooks_.progress({next_, config_.training.iterations, row.d, row.r, rate,
                   static_cast<double>(config_.training.iterations - next_) / rate});
  wall_mark_ = clock_seconds(CLOCK_MONOTONIC);
  cpu_mark_ = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
  return go_on;
}

void RunRecorder::validate(int64_t iteration) {
  const Samples samples = draw_samples(parts_, place_.seed, iteration,
                                       config_.evaluation.curve_samples, config_.training.chains);
  validation_->append({iteration, totals_.gradients, judge_->estimate(samples.start),
                       judge_->estimate(samples.end)});
  const auto picture = [&](const char* name, const torch::Tensor& x) {
    write_picture(RunPaths{place_.folder}.grid_at(iteration, name), x, config_.evaluation.images,
                  parts_.data.view);
  };
  picture("start", samples.start);
  picture("end", samples.end);
}

void RunRecorder::checkpoint() {
  if (saved_ == next_) return;
  train_->sync();
  validation_->sync();
  time_->sync();
  Archive archive;
  archive.put_number("iteration", next_);
  archive.put_number("gradient_evaluations", totals_.gradients);
  archive.put_number("energy_updates", totals_.energy_updates);
  archive.put_number("generator_updates", totals_.generator_updates);
  archive.put_number("latent_gradients", totals_.latent_gradients);
  archive.put_all("energy", parts_.energy->save());
  archive.put_all("optimizer", parts_.optimizer->save());
  archive.put_all("start", parts_.start->save());
  write_npz(RunPaths{place_.folder}.checkpoint(), archive);
  saved_ = next_;
}

void RunRecorder::diverged(const Row& row, const std::string& reason, const Images& images) {
  append(row);
  train_->sync();
  validation_->sync();
  time_->sync();
  save_images(images);
  next_ = row.iteration;
  reason_ = reason;
}

void RunRecorder::save_images(const Images& images) {
  const RunPaths paths{place_.folder};
  make_folder(paths.samples());
  for (const auto& [what, x] : {std::pair{"data", images.data}, std::pair{"start", images.starts},
                                std::pair{"end", images.ends}}) {
    write_picture(paths.diverged_grid(what), x, config_.evaluation.images, parts_.data.view);
    write_npy(paths.diverged_sample(what), x);
  }
}

}  // namespace coopbench
