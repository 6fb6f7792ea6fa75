#include "exchange/tensorboard.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "exchange/event_file.h"

namespace coopbench {
namespace {

/// Seconds since 1970 of "2026-01-31T12:00:00Z"; 0 where it is no such text.
double seconds_of(const std::string& utc) {
  std::tm time{};
  const char* const end = ::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
  return end != nullptr && *end == '\0' ? static_cast<double>(::timegm(&time)) : 0;
}

/// When so many iterations were done.
class WallTime {
 public:
  explicit WallTime(const RunCurves& run)
      : began_(seconds_of(run.started)),
        iterations_(run.time.at("iteration")),
        seconds_(run.time.at("seconds")) {}

  double operator()(double done) const {
    const auto after = std::lower_bound(iterations_.begin(), iterations_.end(), done);
    if (after == iterations_.begin()) return began_;
    const double spent = seconds_[static_cast<size_t>(after - iterations_.begin()) - 1];
    return std::isfinite(spent) ? began_ + spent : began_;
  }

 private:
  double began_;
  const std::vector<double>&iterations_, &seconds_;
};

/// The columns of a log behind that of the iterations, of which `counted_from` are done in the row
/// of iteration 0.
void add_curves(std::vector<EventScalar>& scalars, const Columns& log, const std::string& folder,
                double counted_from, const WallTime& time) {
  const std::vector<double>& iterations = log.at("iteration");
  for (size_t c = 0; c < log.names.size(); ++c) {
    const std::vector<double>& column = log.values[c];
    const bool empty = std::all_of(column.begin(), column.end(), [](double v) { return v != v; });
    if (log.names[c] == "iteration" || empty) continue;
    for (size_t i = 0; i < column.size(); ++i)
      scalars.push_back({.tag = folder + "/" + log.names[c],
                         .step = static_cast<int64_t>(iterations[i]),
                         .seconds = time(iterations[i] + counted_from),
                         .value = column[i]});
  }
}

}  // namespace

std::string tensorboard_events(const RunCurves& run) {
  const WallTime time(run);
  std::vector<EventScalar> scalars;
  add_curves(scalars, run.train, "train", 1, time);
  add_curves(scalars, run.validation, "validation", 0, time);
  std::vector<EventImage> images;
  for (const GridPicture& grid : run.grids)
    images.push_back({.tag = grid.tag,
                      .step = grid.iteration,
                      .seconds = time(static_cast<double>(grid.iteration)),
                      .png = grid.png});
  return event_file(seconds_of(run.started), scalars, images);
}

}  // namespace coopbench
