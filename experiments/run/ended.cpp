#include "experiments/run/ended.h"

#include <fmt/format.h>

#include <algorithm>

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// Throws Failure where a file is damaged that can't be made again without training.
void need_trained(const RunPaths& paths, const std::vector<std::string>& damaged) {
  for (const fs::path& file :
       {paths.checkpoint(), paths.train(), paths.validation(), paths.rewinds()})
    if (std::find(damaged.begin(), damaged.end(), file.filename()) != damaged.end())
      throw Failure(file.string() +
                    ": is missing or not what the run wrote, and only training anew would make it "
                    "again; put it back, or remove the run's folder to train it anew");
}

}  // namespace

std::optional<RunState> saved_state(const RunPaths& paths) {
  return unless_broken(paths.state(), read_record<RunState>);
}

std::optional<Outcome> ended_whole(const Checksums& checksums, std::vector<std::string>& notes) {
  const RunPaths& paths = checksums.run;
  const auto state = saved_state(paths);
  const bool ended = state && (state->status == "finished" || state->status == "diverged") &&
                     checksums.may_have_ended();
  std::vector<std::string> damaged = damaged_files(checksums), lost;
  if (ended) need_trained(paths, damaged);
  std::copy_if(damaged.begin(), damaged.end(), std::back_inserter(lost), is_training_picture);
  std::erase_if(damaged, is_training_picture);
  if (!lost.empty())
    notes.push_back(
        fmt::format("missing or damaged, and made while training only: {}", listed(lost)));
  if (!ended) return {};
  if (damaged.empty()) return state->status == "finished" ? Outcome::finished : Outcome::diverged;
  notes.push_back(fmt::format("missing or damaged, so made again: {}", listed(damaged)));
  return {};
}

}  // namespace coopbench
