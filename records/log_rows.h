#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "records/append_log.h"

namespace coopbench {

/// A column of a log, declared once: its name and the member that it holds.
template <class Row, class T>
struct Column {
  const char* name;
  T Row::*member;
  int decimals = -1;  ///< of a number; -1: as many as it has
};

template <class Row, class T>
Column<Row, T> column(const char* name, T Row::*member, int decimals = -1) {
  return {name, member, decimals};
}

/// Numbers that a run names for itself, such as the share of accepted steps.
using Shares = std::vector<std::pair<std::string, double>>;

/// train.csv: what one iteration measured. Energies are means over the batch in the network's
/// units, before the update, and `_sd` their standard deviations; counts are from the start of the
/// run.
struct TrainRow {
  int64_t iteration = 0;  ///< from 0
  double d = 0;           ///< energy difference, data less chain ends, in true-energy units
  double r = 0;           ///< average gradient magnitude
  double energy_data = 0, energy_start = 0, energy_end = 0, energy_data_sd = 0, energy_end_sd = 0;
  double d_error = 0;       ///< standard error of d, in its units
  double max_abs_x = 0;     ///< largest |x| of the chain ends
  double displacement = 0;  ///< mean over chains of the L2 distance from start to end
  std::optional<double> teaching_loss = {};  ///< of methods that teach a generator
  int64_t gradient_evaluations = 0;          ///< chains x gradient calls of the sampler
  int64_t energy_updates = 0, generator_updates = 0;
  int64_t latent_gradients = 0;  ///< chains x gradient calls of latent inference
  Shares shares = {};            ///< further columns: the same names in each row of a run
  static auto fields() {
    using R = TrainRow;
    return std::tuple{column("iteration", &R::iteration),
                      column("d", &R::d),
                      column("r", &R::r),
                      column("energy_data", &R::energy_data),
                      column("energy_start", &R::energy_start),
                      column("energy_end", &R::energy_end),
                      column("energy_data_sd", &R::energy_data_sd),
                      column("energy_end_sd", &R::energy_end_sd),
                      column("d_error", &R::d_error),
                      column("max_abs_x", &R::max_abs_x),
                      column("displacement", &R::displacement),
                      column("teaching_loss", &R::teaching_loss),
                      column("gradient_evaluations", &R::gradient_evaluations),
                      column("energy_updates", &R::energy_updates),
                      column("generator_updates", &R::generator_updates),
                      column("latent_gradients", &R::latent_gradients)};
  }
};

/// time.csv: seconds of training from the start of the run, without evaluations and checkpoints.
struct TimeRow {
  int64_t iteration = 0;  ///< from 0
  double seconds = 0, cpu_seconds = 0;
  static auto fields() {
    return std::tuple{column("iteration", &TimeRow::iteration),
                      column("seconds", &TimeRow::seconds, 4),
                      column("cpu_seconds", &TimeRow::cpu_seconds, 4)};
  }
};

/// validation.csv: MMD^2 to validation data while training.
struct ValidationRow {
  int64_t iteration = 0;  ///< iterations done
  int64_t gradient_evaluations = 0;
  double mmd2_start = 0, mmd2_end = 0;  ///< NaN for samples that are not finite
  static auto fields() {
    using R = ValidationRow;
    return std::tuple{column("iteration", &R::iteration),
                      column("gradient_evaluations", &R::gradient_evaluations),
                      column("mmd2_start", &R::mmd2_start), column("mmd2_end", &R::mmd2_end)};
  }
};

/// rewinds.csv: the iteration that diverged, each time that a run went back; the numbers are those
/// of train.csv, which does not hold it any more.
struct RewindRow {
  int64_t iteration = 0;  ///< that diverged, from 0
  int64_t back_to = 0;    ///< iterations done where the run went on
  double d = 0, r = 0, max_abs_x = 0;
  int64_t gradient_evaluations = 0, energy_updates = 0, generator_updates = 0;
  static auto fields() {
    using R = RewindRow;
    return std::tuple{column("iteration", &R::iteration),
                      column("back_to", &R::back_to),
                      column("d", &R::d),
                      column("r", &R::r),
                      column("max_abs_x", &R::max_abs_x),
                      column("gradient_evaluations", &R::gradient_evaluations),
                      column("energy_updates", &R::energy_updates),
                      column("generator_updates", &R::generator_updates)};
  }
};

namespace log_detail {

template <class T>
std::string text(const T& value, int decimals) {
  if constexpr (std::is_floating_point_v<T>)
    if (value != value) return "nan";  // whatever its sign
  return decimals < 0 ? fmt::format("{}", value)
                      : fmt::format("{:.{}f}", static_cast<double>(value), decimals);
}

template <class T>
std::string text(const std::optional<T>& value, int decimals) {
  return value ? text(*value, decimals) : "";
}

template <class Row>
Shares further(const Row& row) {
  if constexpr (requires { row.shares; }) return row.shares;
  return {};
}

}  // namespace log_detail

/// The names of the columns, without those of shares.
template <class Row>
std::vector<std::string> column_names() {
  std::vector<std::string> names;
  std::apply([&](const auto&... c) { (names.emplace_back(c.name), ...); }, Row::fields());
  return names;
}

/// The names of the columns with commas between them, those of a row's shares last.
template <class Row>
std::string csv_header(const Row& row = {}) {
  std::string text;
  std::apply(
      [&](const auto&... c) { ((text += (text.empty() ? "" : ",") + std::string(c.name)), ...); },
      Row::fields());
  for (const auto& share : log_detail::further(row)) text += "," + share.first;
  return text;
}

/// The numbers of a row with commas between them; nothing where a row has none.
template <class Row>
std::string csv_line(const Row& row) {
  std::string text;
  const auto add = [&](const auto& c) {
    text += (text.empty() ? "" : ",") + log_detail::text(row.*c.member, c.decimals);
  };
  std::apply([&](const auto&... c) { (add(c), ...); }, Row::fields());
  for (const auto& share : log_detail::further(row))
    text += "," + log_detail::text(share.second, -1);
  return text;
}

/// A log of rows of one kind.
template <class Row>
class RowLog {
 public:
  /// Begins the log, or goes on behind what is to be kept. `like` has the names of the shares.
  RowLog(const std::filesystem::path& file, const LogPosition& keep, const Row& like = {})
      : header_(csv_header(like)), log_(file, header_, keep) {}

  /// Throws std::logic_error for a row with other shares.
  void append(const Row& row) {
    if (csv_header(row) != header_) throw std::logic_error("the columns of a log are fixed");
    log_.append(csv_line(row));
  }

  void go_back(const LogPosition& keep) { log_.go_back(keep); }  ///< as AppendLog
  void sync() { log_.sync(); }
  void need_whole() { log_.need_whole(); }  ///< as AppendLog
  LogPosition position() const { return log_.position(); }

 private:
  std::string header_;
  AppendLog log_;
};

}  // namespace coopbench
