#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace coopbench {

/// Bytes of a line that are kept.
inline constexpr size_t kLongestLine = 1 << 16;

/// A child process whose stderr is read line by line; its stdout is dropped.
class Process {
 public:
  /// Throws Failure when it can't be started.
  explicit Process(const std::vector<std::string>& words);
  ~Process();
  Process(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process& operator=(Process&&) = delete;

  int descriptor() const { return descriptor_; }
  /// Whole lines that came since the last call, the first bytes of long ones; of many a part.
  /// `open` is false once the process has closed its end and all was given.
  std::vector<std::string> lines();
  bool open() const { return open_; }
  /// Waits for its end. The exit code, or 128 + the signal that ended it.
  int wait();
  void interrupt() const;

 private:
  pid_t pid_ = -1;
  int descriptor_ = -1;
  bool open_ = true;
  std::string rest_;
};

/// Waits until one of the processes has something to read, at most `milliseconds`.
void wait_for_any(const std::vector<const Process*>& processes, int milliseconds);

}  // namespace coopbench
