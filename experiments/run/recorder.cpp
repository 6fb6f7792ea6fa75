#include "experiments/run/recorder.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/files.h"
#include "core/npy.h"
#include "experiments/run/ended.h"
#include "experiments/run/pictures.h"
#include "records/checksums.h"
#include "records/run_files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAdvice = "; put it back, or remove the run's folder to train it anew";

/// How many iterations there will be, by the budget that ends the training first.
double iterations_in_all(const TrainConfig& config, const TrainingState& state,
                         double cpu_seconds) {
  const auto done = static_cast<double>(state.iteration);
  const auto all = [&](auto spent, auto budget) {
    const auto used = static_cast<double>(spent), most = static_cast<double>(budget);
    return most > 0 && used > 0 ? std::max(done, std::ceil(done * most / used))
                                : std::numeric_limits<double>::infinity();
  };
  return std::min({static_cast<double>(config.iterations),
                   all(state.totals.gradient_evaluations, config.gradient_evaluations),
                   all(cpu_seconds, config.cpu_seconds)});
}

Progress progress(const TrainConfig& config, const TrainingState& state, const Row& row,
                  double seconds, double cpu_seconds) {
  const double all = iterations_in_all(config, state, cpu_seconds);
  const auto done = static_cast<double>(state.iteration);
  return {.iteration = state.iteration,
          .iterations = static_cast<int64_t>(all),
          .d = row.d,
          .r = row.r,
          .steps_per_second = done / seconds,
          .seconds_left = seconds * (all - done) / done};
}

torch::Tensor tensor_of(const LogPosition& position) {
  return torch::tensor({position.lines, static_cast<int64_t>(position.checksum)}, torch::kInt64);
}

std::optional<LogPosition> position_of(const Archive& archive, const std::string& name) {
  if (!archive.has(name)) return {};
  const torch::Tensor& numbers = archive.at(name);
  if (numbers.scalar_type() != torch::kInt64 || numbers.numel() != 2) return {};
  return LogPosition{numbers[0].item<int64_t>(), static_cast<uint64_t>(numbers[1].item<int64_t>())};
}

/// Throws Failure for one that is missing or damaged, UserError for one that may not be read.
Archive read_checkpoint(const fs::path& file) {
  need_allowed(file);
  try {
    return read_npz(file);
  } catch (const UserError& error) {
    throw Failure(error.what() + std::string(kAdvice));
  }
}

}  // namespace

Origin load_checkpoint(const RunPaths& paths, int64_t every, const Identity& identity,
                       RunParts& parts) {
  if (!fs::exists(paths.checkpoint())) {
    const auto saved = saved_state(paths);
    if (saved && saved->status != "diverged" && saved->iteration > 0)
      throw Failure(paths.checkpoint().string() + ": is missing" + kAdvice);
    return {};
  }
  return load_checkpoint(paths.checkpoint(), every, identity, parts);
}

Origin load_checkpoint(const fs::path& file, int64_t every, const Identity& identity,
                       RunParts& parts) {
  const Archive archive = read_checkpoint(file);
  if (has_other_settings(archive, identity))
    throw UserError(file.string() +
                    ": is of a run of other settings or another seed than config.json says; put "
                    "back the files of one run, or choose another --out");
  if (has_other_data(archive, identity))
    throw UserError(fmt::format(
        "{}: was trained with other data than there are now ({}); put them back, or choose another "
        "--out",
        file.parent_path().string(), parts.data.source));
  if (has_other_weights(archive, identity))
    throw UserError(
        file.parent_path().string() +
        ": began with other weights than the file of the setting `weights` has now; put "
        "that file back, or choose another --out");
  TrainingState& state = parts.state;
  state.load(archive);
  // A checkpoint without them says at least how many lines there were.
  return {position_of(archive, "logs/train").value_or(LogPosition{state.iteration}),
          position_of(archive, "logs/validation").value_or(LogPosition{state.iteration / every}),
          position_of(archive, "logs/rewinds").value_or(LogPosition{state.rewinds.count()})};
}

void save_diverged(const RunConfig& config, const RunPlace& place, const RunParts& parts,
                   const LastImages& images) {
  const RunPaths paths{place.folder};
  make_inner_folder(paths.samples());
  for (const auto& [what, x] : {std::pair{"data", images.data}, std::pair{"start", images.starts},
                                std::pair{"end", images.ends}}) {
    write_picture(paths.diverged_grid(what), x, config.evaluation.images, parts.data.view);
    write_npy(paths.diverged_sample(what), x);
  }
}

RunRecorder::RunRecorder(const RunConfig& config, const RunPlace& place, RunParts& parts,
                         const RunHooks& hooks, const FolderLock& lock, const Identity& identity,
                         const Origin& origin)
    : config_(config),
      place_(place),
      parts_(parts),
      hooks_(hooks),
      lock_(lock),
      log_(RunPaths{place.folder}, further_columns(config.training, config.sampler), origin.train,
           config.training.cpu_seconds > 0),
      curve_(config, place, parts, origin.validation),
      saved_(parts.state.iteration > 0 ? parts.state.iteration : -1),
      identity_(identity) {
  make_inner_folder(RunPaths{place.folder}.grids());
  write_picture(RunPaths{place.folder}.grid("data"),
                parts.data.view > 0 ? parts.data.train.all()
                                    : parts.data.train.slice(0, config.evaluation.images),
                config.evaluation.images, parts.data.view);
  write_record(RunPaths{place.folder}.state(),
               RunState{"running", parts.state.iteration, config.training.iterations, ""});
  if (config.training.on_divergence == OnDivergence::rewind) {
    rewinds_.emplace(RunPaths{place.folder}.rewinds(), origin.rewinds);
    if (saved_ < 0)
      checkpoint();  // to go back to, if it diverges before the next
    else if (saved_ % config.training.checkpoint_every == 0)
      keep_to_go_back_to(read_npz(RunPaths{place.folder}.checkpoint()));
    else if (!is_spent(config.training, parts.state, log_.cpu_seconds()) &&
             parts.state.rewinds.count() < config.training.max_rewinds)
      need_to_go_back_to();
  }
  log_.go_on();
}

bool RunRecorder::write(const Row& row) {
  log_.append(row);
  const TrainingState& state = parts_.state;
  if (curve_.is_due(state.iteration)) {
    lock_.need_same_folder();
    curve_.add(state.iteration);
  }
  const bool go_on = !hooks_.stop();
  if (!go_on || state.iteration % config_.training.checkpoint_every == 0) checkpoint();
  hooks_.progress(progress(config_.training, state, row, log_.seconds(), log_.cpu_seconds()));
  log_.go_on();
  return go_on;
}

bool RunRecorder::wants(int64_t iteration) const {
  const auto& wanted = config_.training.record;
  return std::find(wanted.begin(), wanted.end(), iteration) != wanted.end();
}

void RunRecorder::keep(int64_t iteration, const Archive& whole) {
  lock_.need_same_folder();
  const RunPaths paths{place_.folder};
  make_inner_folder(paths.record());
  write_npz(paths.record_of(iteration), whole);
}

void RunRecorder::checkpoint() {
  if (saved_ == parts_.state.iteration) return;
  lock_.need_same_folder();
  sync();
  save({log_.position(), curve_.position(), rewinds_ ? rewinds_->position() : LogPosition{}});
}

/// A checkpoint of the state with logs that had come so far.
void RunRecorder::save(const Origin& logs) {
  Archive archive = parts_.state.save();
  put(archive, identity_);
  archive.put("logs/train", tensor_of(logs.train));
  archive.put("logs/validation", tensor_of(logs.validation));
  if (rewinds_) archive.put("logs/rewinds", tensor_of(logs.rewinds));
  const RunPaths paths{place_.folder};
  write_npz(paths.checkpoint(), archive);
  write_training_checksums(paths);
  saved_ = parts_.state.iteration;
  if (rewinds_ && saved_ % config_.training.checkpoint_every == 0) keep_to_go_back_to(archive);
}

/// Where a run goes back to must not follow from where it was stopped, whose checkpoint takes the
/// place of the one before.
void RunRecorder::keep_to_go_back_to(const Archive& checkpoint) {
  write_npz(RunPaths{place_.folder}.rewind(), checkpoint);
}

/// Throws Failure where rewind.npz is not the one that the run would go back to.
void RunRecorder::need_to_go_back_to() const {
  const fs::path file = RunPaths{place_.folder}.rewind();
  const TrainingState& state = parts_.state;
  const Archive kept = read_checkpoint(file);
  const int64_t last = state.iteration - state.iteration % config_.training.checkpoint_every;
  const Rewinds rewinds = kept.has("rewinds") ? rewinds_of(kept.at("rewinds")) : Rewinds{};
  if (!kept.has("settings/checksum") || has_other_settings(kept, identity_) ||
      kept.number_at("iteration") != last || rewinds.to != state.rewinds.to)
    throw Failure(
        fmt::format("{}: is not this run's checkpoint of iteration {}, to which it would "
                    "go back{}",
                    file.string(), last, kAdvice));
}

void RunRecorder::need_whole() {
  lock_.need_same_folder();
  log_.need_whole();
  curve_.need_whole();
  if (rewinds_) rewinds_->need_whole();
}

void RunRecorder::sync() {
  log_.sync();
  curve_.sync();
  if (rewinds_) rewinds_->sync();
}

void RunRecorder::diverged(const Row& row, const std::string& reason, const LastImages& images) {
  reason_ = reason;
  log_.append(row);
  if (rewinds_ && parts_.state.rewinds.count() < config_.training.max_rewinds) {
    diverged_ = row;
    return;
  }
  lock_.need_same_folder();
  sync();
  save_diverged(config_, place_, parts_, images);
  const Rewinds& rewinds = parts_.state.rewinds;
  if (rewinds.count() == 0) return;
  reason_ += "; the run had gone back " + words_for(rewinds);
  if (rewinds.count() > 1 && std::ranges::count(rewinds.to, rewinds.to.front()) == rewinds.count())
    reason_ +=
        ": other random numbers don't help, so change the settings, or a bound that training "
        "passes from the first";
}

/// Removes what was kept of later iterations.
void RunRecorder::forget(int64_t iterations) {
  const RunPaths paths{place_.folder};
  forget_training_checksums(paths, iterations);
  make_inner_folder(paths.grids());
  for (const int64_t i : paths.grid_iterations())
    if (i > iterations)
      for (const char* what : {"start", "end"}) remove_whole(paths.grid_at(i, what));
  for (const int64_t i : config_.training.record)
    if (i >= iterations) {
      make_inner_folder(paths.record());
      remove_whole(paths.record_of(i));
    }
}

bool RunRecorder::went_back(const std::function<TrainingState()>& fresh) {
  if (!diverged_) return false;
  lock_.need_same_folder();
  const RunPaths paths{place_.folder};
  TrainingState& state = parts_.state;
  Rewinds rewinds = state.rewinds;
  const Totals spent = state.totals;
  state = fresh();  // banks and optimisers load only what they had come to
  Origin origin = load_checkpoint(paths.rewind(), config_.evaluation.every, identity_, parts_);
  rewinds.to.push_back(state.iteration);
  state.rewinds = rewinds;
  state.totals = spent;  // it was, whatever became of it
  rewinds_->append({.iteration = diverged_->iteration,
                    .back_to = state.iteration,
                    .d = diverged_->d,
                    .r = diverged_->r,
                    .max_abs_x = diverged_->max_abs_x,
                    .gradient_evaluations = spent.gradient_evaluations,
                    .energy_updates = spent.energy_updates,
                    .generator_updates = spent.generator_updates});
  sync();
  forget(state.iteration);
  // First where the run stands, then its logs: what has been cut can't be found again.
  origin.rewinds = rewinds_->position();
  save(origin);
  log_.go_back(origin.train);
  curve_.go_back(origin.validation);
  hooks_.note(fmt::format("diverged at iteration {} ({}): goes back to {}, rewind {} of at most {}",
                          diverged_->iteration, reason_, state.iteration, rewinds.count(),
                          config_.training.max_rewinds));
  log_.go_on();
  diverged_.reset();
  reason_.clear();
  return true;
}

}  // namespace coopbench
