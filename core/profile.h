#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace coopbench {

/// Where the time of a run goes: spans of named work, kept apart for each thread. Names of work
/// within other work begin with its name and a slash.
class Profile {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Profile(int64_t threads) : threads_(threads) {}

  /// Only one thread may add under a number at a time.
  void add(std::string_view name, int64_t thread, Clock::time_point begin, Clock::time_point end);

  /// A line for each name: calls, seconds over all threads and their share of the wall time, which
  /// is that from the first span's begin to the last one's end.
  std::string table() const;

  /// The spans in Chrome's trace format, for chrome://tracing or ui.perfetto.dev. Only the first
  /// hundred thousand of each thread.
  void write_trace(const std::filesystem::path& file) const;

 private:
  struct Total {
    int64_t calls = 0;
    double seconds = 0;
  };
  struct Event {
    const std::string* name;
    Clock::time_point begin, end;
  };
  struct Thread {
    std::map<std::string, Total, std::less<>> totals;
    std::vector<Event> events;
    Clock::time_point begin = Clock::time_point::max(), end = Clock::time_point::min();
  };
  Clock::time_point begin() const;
  std::vector<Thread> threads_;
};

/// Adds the time from its making to its end, when there is a profile.
class Span {
 public:
  Span(Profile* profile, std::string_view name, int64_t thread = 0)
      : profile_(profile), name_(name), thread_(thread) {
    if (profile_ != nullptr) begin_ = Profile::Clock::now();
  }
  ~Span() { end(); }
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;

  /// Ends it now.
  void end() {
    if (profile_ != nullptr) profile_->add(name_, thread_, begin_, Profile::Clock::now());
    profile_ = nullptr;
  }

 private:
  Profile* profile_;
  std::string_view name_;
  int64_t thread_;
  Profile::Clock::time_point begin_;
};

}  // namespace coopbench
