#include "experiments/training_log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/columns.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// The columns of train.csv: name and text of each.
std::vector<std::pair<std::string, std::string>> columns(const Row& row) {
  const auto text = [](const auto& value) { return fmt::format("{}", value); };
  std::vector<std::pair<std::string, std::string>> all{
      {"iteration", text(row.iteration)},
      {"d", text(row.d)},
      {"r", text(row.r)},
      {"energy_data", text(row.energy_data)},
      {"energy_start", text(row.energy_start)},
      {"energy_end", text(row.energy_end)},
      {"max_abs_x", text(row.max_abs_x)},
      {"displacement", text(row.displacement)},
      {"teaching_loss", row.teaching_loss ? text(*row.teaching_loss) : ""},
      {"gradient_evaluations", text(row.totals.gradient_evaluations)},
      {"energy_updates", text(row.totals.energy_updates)},
      {"generator_updates", text(row.totals.generator_updates)},
      {"latent_gradients", text(row.totals.latent_gradients)}};
  for (const auto& [name, share] : row.shares) all.emplace_back(name, text(share));
  return all;
}

std::string header(const std::vector<std::string>& counted) {
  Row row;
  for (const std::string& name : counted) row.shares.emplace_back(name, 0);
  std::vector<std::string> names;
  for (const auto& [name, text] : columns(row)) names.push_back(name);
  return fmt::format("{}", fmt::join(names, ","));
}

/// What the last row of time.csv says of a column; 0 without a row.
double last_of(const fs::path& file, std::string_view name) {
  const Columns times = parse_columns(read_text(file));
  return times.has(name) ? times.last(name) : 0;
}

}  // namespace

TrainingLog::TrainingLog(const fs::path& folder, const std::vector<std::string>& counted,
                         int64_t iterations)
    : train_(folder / "train.csv", header(counted), iterations),
      time_(folder / "time.csv", "iteration,seconds,cpu_seconds", iterations),
      stopwatch_((time_.sync(), last_of(folder / "time.csv", "seconds")),
                 last_of(folder / "time.csv", "cpu_seconds")) {}

void TrainingLog::append(const Row& row) {
  std::vector<std::string> texts;
  for (const auto& [name, text] : columns(row)) texts.push_back(text);
  train_.append(fmt::format("{}", fmt::join(texts, ",")));
  stopwatch_.lap();
  time_.append(fmt::format("{},{:.4f},{:.4f}", row.iteration, seconds(), cpu_seconds()));
}

void TrainingLog::sync() {
  train_.sync();
  time_.sync();
}

}  // namespace coopbench
