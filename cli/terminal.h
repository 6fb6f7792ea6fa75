#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "experiments/run/recorder.h"

namespace coopbench {

/// Share of the iterations that are done.
double share_done(const Progress& progress);

/// "iteration 120/600, d -0.0123, r 0.21, 9.8 iterations/s, 0:49 left"
std::string progress_text(const Progress& progress);

/// Shows the state of a long job on stderr: one line that is drawn over on a terminal, else a line
/// now and then. Texts are shown as `printable`.
class StatusLine {
 public:
  explicit StatusLine(bool quiet);
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  /// The state now; shown at most ten times a second on a terminal, else each 5 seconds,
  /// `last` always.
  void show(const std::string& text, double share, bool last = false);
  /// A line that stays, unless quiet.
  void note(const std::string& text);
  /// A line that stays, quiet or not: what went wrong or how to go on.
  void always(const std::string& text);
  /// What is printed next begins on a line of its own.
  void end();
  bool terminal() const { return terminal_; }

 private:
  bool quiet_, terminal_;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point shown_{};
  bool drawn_ = false;
};

/// "12288 pictures decoded", on a terminal alone: decoding is done once, and logs are of results.
void show_loading(StatusLine& status, const LoadProgress& progress);

/// Opens /dev/null in place of stdin, stdout and stderr where they are closed, before a file of
/// ours gets their number and what is printed.
void keep_standard_streams();

/// Why what was printed is not all in stdout, where it may have waited in a buffer for a disk that
/// is full.
std::optional<std::string> stdout_error();

/// How the user calls the program, for advice on what to type: COOPBENCH_COMMAND of the
/// environment, which ./bench sets, else "coopbench".
std::string program_command();

/// From now on Ctrl-C, a hang-up or a polite kill only asks to stop; a second Ctrl-C ends the
/// program.
void watch_for_stop();
bool stop_asked();

/// Asks this process to stop when its parent, of that process number, ends, however it ends.
void stop_with_parent(int64_t parent);

}  // namespace coopbench
