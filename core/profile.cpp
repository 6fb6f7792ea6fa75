#include "core/profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/files.h"
#include "core/json.h"

namespace coopbench {
namespace {

constexpr size_t events_kept = 100000;

double seconds(Profile::Clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

void Profile::add(std::string_view name, int64_t thread, Clock::time_point begin,
                  Clock::time_point end) {
  Thread& mine = threads_.at(thread);
  auto total = mine.totals.find(name);
  if (total == mine.totals.end()) total = mine.totals.emplace(name, Total{}).first;
  mine.begin = std::min(mine.begin, begin);
  mine.end = std::max(mine.end, end);
  ++total->second.calls;
  total->second.seconds += seconds(end - begin);
  if (mine.events.size() < events_kept) mine.events.push_back({&total->first, begin, end});
}

std::string Profile::table() const {
  std::map<std::string, Total> all;
  for (const Thread& thread : threads_)
    for (const auto& [name, total] : thread.totals) {
      all[name].calls += total.calls;
      all[name].seconds += total.seconds;
    }
  auto last = Clock::time_point::min();
  for (const Thread& thread : threads_) last = std::max(last, thread.end);
  const double wall = all.empty() ? 0 : seconds(last - begin());
  std::string text =
      fmt::format("{:<40} {:>10} {:>10} {:>8}\n", "work", "calls", "seconds", "share");
  for (const auto& [name, total] : all)
    text += fmt::format("{:<40} {:>10} {:>10.3f} {:>6.1f} %\n", name, total.calls, total.seconds,
                        100 * total.seconds / wall);
  return text + fmt::format("{:<40} {:>10} {:>10.3f} {:>6.1f} %\n", "wall time", "", wall, 100.0);
}

Profile::Clock::time_point Profile::begin() const {
  auto first = Clock::time_point::max();
  for (const Thread& thread : threads_) first = std::min(first, thread.begin);
  return first;
}

void Profile::write_trace(const std::filesystem::path& file) const {
  Json events = Json::array();
  const auto microseconds = [](Clock::duration time) { return 1e6 * seconds(time); };
  for (size_t i = 0; i < threads_.size(); ++i)
    for (const Event& event : threads_[i].events)
      events.push_back({{"name", *event.name},
                        {"ph", "X"},
                        {"pid", 0},
                        {"tid", i},
                        {"ts", microseconds(event.begin - begin())},
                        {"dur", microseconds(event.end - event.begin)}});
  write_whole(file, Json{{"traceEvents", events}, {"displayTimeUnit", "ms"}}.dump() + "\n");
}

}  // namespace coopbench
