#include "experiments/trained/sample.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "core/files.h"
#include "core/npy.h"
#include "experiments/evaluation/energies.h"
#include "experiments/evaluation/marks.h"
#include "experiments/run/pictures.h"
#include "experiments/trained/chain_rows.h"
#include "experiments/trained/chain_state.h"

namespace coopbench {
namespace {

using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

/// One sampling: its state, its logs and what it works with.
class Sampled {
 public:
  Sampled(const TrainedRun& run, const SampleTask& task, const ResultFolder& folder,
          const TrainedHooks& hooks)
      : run_(run),
        task_(task),
        folder_(folder),
        hooks_(hooks),
        marks_(logarithmic_marks(task.steps)),
        chains_(sample_starts(run, task.from, task.chains, task.seed)),
        walk_(run, task.rule, task.seed),
        measure_(run, chains_.x),
        state_(state_there()),
        rows_(folder.paths().rows(), state_.rows),
        times_(folder.paths().time(), {.lines = state_.rows.lines}) {
    hooks_.note(engine_note(walk_.engine(), run.parts.workers->threads()));
    hooks_.note(energy_unit(run.parts));
  }

  Outcome take() {
    const steady_clock::time_point begin = steady_clock::now();
    const int64_t first = state_.step;
    saved_ = begin;
    try {
      for (;;) {
        const std::string why = beyond_bounds(state_.x, run_.config.training);
        const bool is_mark = std::find(marks_.begin(), marks_.end(), state_.step) != marks_.end();
        if (state_.last_row != state_.step && (is_mark || !why.empty())) add_row();
        if (!why.empty())
          return end("diverged", fmt::format("{}, after {} steps", why, state_.step));
        if (state_.step == task_.steps) return end("finished", "");
        go_on(*std::upper_bound(marks_.begin(), marks_.end(), state_.step));
        tell(first, seconds_since(begin));
        if (hooks_.stop()) throw Stopped{};
        if (seconds_since(saved_) > 20) save();
      }
    } catch (const Stopped&) {
      save();
      folder_.write({.status = "interrupted"});
      return Outcome::interrupted;
    }
  }

 private:
  ChainState state_there() const {
    const auto file = folder_.paths().state();
    if (folder_.goes_on() && std::filesystem::exists(file))
      return ChainState::load(file, chains_.x);
    return {.x = chains_.x};
  }

  /// A round, that ends at the mark at the latest.
  void go_on(int64_t mark) {
    const steady_clock::time_point begin = steady_clock::now();
    const int64_t steps = std::min(run_.config.sampler.steps, mark - state_.step);
    const Ends ends = walk_.round(chains_.at(state_.x), state_.round, steps);
    if (const auto accepted = ends.shares.find("accepted"); accepted != ends.shares.end()) {
      for (const double share : accepted->second) state_.accepted += share;
      state_.proposals += steps;
    }
    state_.x = ends.chains.x;
    state_.gradients += ends.gradients;
    state_.step += steps;
    ++state_.round;
    state_.seconds += seconds_since(begin);
  }

  void add_row() {
    ChainRow row = measure_.of(state_.x);
    row.step = state_.step;
    row.gradient_evaluations = state_.gradients;
    if (state_.proposals > 0)
      row.accepted = state_.accepted / static_cast<double>(state_.proposals);
    folder_.need_same();
    write_picture(folder_.paths().grid_at(state_.step), state_.x, run_.config.evaluation.images,
                  run_.parts.data.view);
    rows_.append(row);
    times_.append({state_.step, state_.seconds});
    state_.accepted = 0;
    state_.proposals = 0;
    state_.rows = rows_.position();
    state_.last_row = state_.step;
    save();
  }

  void save() {
    folder_.need_same();
    rows_.sync();
    times_.sync();
    state_.save(folder_.paths().state());
    saved_ = steady_clock::now();
  }

  void tell(int64_t first, double seconds) const {
    const auto done = static_cast<double>(state_.step), all = static_cast<double>(task_.steps);
    const double speed = (done - static_cast<double>(first)) / std::max(seconds, 1e-9);
    const auto left = std::lround((all - done) / speed);
    hooks_.progress(fmt::format("step {}/{}, {:.0f} steps/s, {}:{:02} left", state_.step,
                                task_.steps, speed, left / 60, left % 60),
                    done / all);
  }

  std::string name_of(int64_t step) const { return folder_.paths().grid_at(step).stem(); }

  Outcome end(const std::string& status, const std::string& reason) {
    write_npy(folder_.paths().array("ends"), state_.x);
    TrainedRecord record{
        .status = status,
        .reason = reason,
        .notes = {energy_unit(run_.parts) +
                  " MMD² is to the measured part of the data, its floor what as many images of the "
                  "target law get. Chains that stay good hold the data; chains from noise that "
                  "get better find them, unless they only spread: far from the data, above what "
                  "noise gets, MMD² falls too while chains run away, which displacement and the "
                  "share outside of [-1, 1] show. An energy that goes on falling says that the "
                  "chains have not come to rest."}};
    for (const std::string& note : task_.notes) record.notes.push_back("Rule: " + note + ".");
    for (const int64_t mark : marks_)
      if (mark < state_.step) record.pictures.push_back(name_of(mark));
    record.pictures.push_back(name_of(state_.step));
    for (const std::string& name : record.pictures)
      record.captions.push_back(fmt::format("{} steps", std::stoll(name)));
    folder_.write(record);
    remove_whole(folder_.paths().state());
    return status == "finished" ? Outcome::finished : Outcome::diverged;
  }

  const TrainedRun& run_;
  const SampleTask& task_;
  const ResultFolder& folder_;
  const TrainedHooks& hooks_;
  std::vector<int64_t> marks_;
  Chains chains_;
  LongChains walk_;
  ChainRows measure_;
  ChainState state_;
  RowLog<ChainRow> rows_;
  RowLog<ChainTimeRow> times_;
  steady_clock::time_point saved_ = {};
};

/// "mala (step_size 0.001, temperature 1)"
std::string rule_text(const Choice& rule) {
  std::vector<std::string> settings;
  for (const auto* key : {"step_size", "noise_scale", "temperature"})
    if (rule.json.contains(key))
      settings.push_back(fmt::format("{} {}", key, rule.json[key].dump()));
  return rule.name() + (settings.empty() ? "" : fmt::format(" ({})", fmt::join(settings, ", ")));
}

}  // namespace

TrainedTask task_of(const SampleTask& task) {
  const std::string rule = task.rule.name(), from = enum_name(task.from);
  return {.command = "sample",
          .name = fmt::format("{}-{}-{}", rule, from, task.steps),
          .title = fmt::format("{} chains for {} steps of {} from {}", task.chains, task.steps,
                               rule_text(task.rule),
                               task.from == SampleFrom::run    ? "the method's own starts"
                               : task.from == SampleFrom::data ? "training images"
                                                               : "uniform noise"),
          .settings = {{"steps", task.steps},
                       {"chains", task.chains},
                       {"seed", task.seed},
                       {"start", from},
                       {"rule", task.rule.json}}};
}

void need_chains(const TrainedRun& run, const SampleTask& task) {
  sample_starts(run, task.from, task.chains, task.seed);
  LongChains(run, task.rule, task.seed);
}

Outcome sample_long(const TrainedRun& run, const SampleTask& task, const ResultFolder& folder,
                    const TrainedHooks& hooks) {
  run.parts.workers->stop_when(hooks.stop);
  try {
    return Sampled(run, task, folder, hooks).take();
  } catch (const Stopped&) {  // before the first round
    folder.write({.status = "interrupted"});
    return Outcome::interrupted;
  }
}

}  // namespace coopbench
