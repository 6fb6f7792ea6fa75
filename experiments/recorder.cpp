#include "experiments/recorder.h"

#include <fmt/format.h>

#include <ctime>

#include "core/columns.h"
#include "core/npy.h"
#include "experiments/pictures.h"

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

constexpr const char* train_header =
    "iteration,d,r,energy_data,energy_start,energy_end,max_abs_x,displacement,teaching_loss,"
    "gradient_evaluations,"
    "energy_updates,generator_updates,latent_gradients";

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

RunRecorder::RunRecorder(const RunConfig& config, RunPlace place, RunParts& parts, RunHooks hooks)
    : config_(config), place_(std::move(place)), parts_(parts), hooks_(std::move(hooks)) {
  const fs::path& folder = place_.folder;
  make_folder(folder / "grids");
  if (const fs::path file = folder / "checkpoint.npz"; fs::exists(file)) {
    const Archive archive = read_npz(file);
    next_ = saved_ = archive.number_at("iteration");
    parts_.energy->load(archive.folder("energy"));
    parts_.optimizer->load(archive.folder("optimizer"));
    parts_.start->load(archive.folder("start"));
    totals_ = {archive.number_at("gradient_evaluations"), archive.number_at("energy_updates"),
               archive.number_at("generator_updates"), archive.number_at("latent_gradients")};
  }
  train_ = std::make_unique<AppendLog>(folder / "train.csv", train_header, next_);
  validation_ = std::make_unique<AppendLog>(folder / "validation.csv",
                                            "iteration,gradient_evaluations,mmd2_start,mmd2_end",
                                            next_ / config_.evaluation.every);
  time_ = std::make_unique<AppendLog>(folder / "time.csv", "iteration,seconds,cpu_seconds", next_);
  time_->sync();
  const Columns times = parse_columns(read_text(folder / "time.csv"));
  seconds_ = last_of(times, "seconds");
  cpu_seconds_ = last_of(times, "cpu_seconds");
  if (next_ == 0)
    write_picture(folder / "grids" / "data.png",
                  parts_.data.view > 0 ? parts_.data.train.all()
                                       : parts_.data.train.slice(0, config_.evaluation.images),
                  config_.evaluation.images, parts_.data.view);
  judge_ = std::make_unique<MmdJudge>(
      parts_.data.validation.slice(0, config_.evaluation.curve_samples), parts_.workers);
  write_state(folder, "running", next_, config_.training.iterations);
  wall_mark_ = clock_seconds(CLOCK_MONOTONIC);
  cpu_mark_ = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

void RunRecorder::append(const Row& row) {
  totals_.gradients += row.gradients;
  const std::string loss = row.teaching ? fmt::format("{}", row.teaching->loss) : "";
  train_->append(fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}", row.iteration, row.d, row.r,
                             row.energy_data, row.energy_start, row.energy_end, row.max_abs_x,
                             row.displacement, loss, totals_.gradients, totals_.energy_updates,
                             totals_.generator_updates, totals_.latent_gradients));
  const double wall = clock_seconds(CLOCK_MONOTONIC), cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
  seconds_ += wall - wall_mark_;
  cpu_seconds_ += cpu - cpu_mark_;
  time_->append(fmt::format("{},{:.4f},{:.4f}", row.iteration, seconds_, cpu_seconds_));
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
  if (!go_on || next_ % config_.training.checkpoint_every == 0) checkpoint();
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
  validation_->append(fmt::format("{},{},{},{}", iteration, totals_.gradients,
                                  judge_->estimate(samples.start), judge_->estimate(samples.end)));
  const auto picture = [&](const char* name, const torch::Tensor& x) {
    write_picture(place_.folder / "grids" / fmt::format("{:06}-{}.png", iteration, name), x,
                  config_.evaluation.images, parts_.data.view);
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
  write_npz(place_.folder / "checkpoint.npz", archive);
  saved_ = next_;
}

void RunRecorder::diverged(const Row& row, const std::string& reason, const LastImages& images) {
  append(row);
  train_->sync();
  validation_->sync();
  time_->sync();
  save_images(images);
  next_ = row.iteration;
  reason_ = reason;
}

void RunRecorder::save_images(const LastImages& images) {
  make_folder(place_.folder / "samples");
  for (const auto& [what, x] : {std::pair{"data", images.data}, std::pair{"start", images.starts},
                                std::pair{"end", images.ends}}) {
    write_picture(place_.folder / "grids" / fmt::format("diverged-{}.png", what), x,
                  config_.evaluation.images, parts_.data.view);
    write_npy(place_.folder / "samples" / fmt::format("diverged_{}.npy", what), x);
  }
}

}  // namespace coopbench
