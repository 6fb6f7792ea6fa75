#pragma once

namespace coopbench {

/// Wall and CPU seconds of the process, of the spans that end with a lap.
class Stopwatch {
 public:
  Stopwatch(double seconds, double cpu_seconds);  ///< those spent before; runs

  /// Adds what was spent since it last ran, and runs on.
  void lap();
  /// Runs on from now; what was spent since the last lap is not counted.
  void go_on();

  double seconds() const { return seconds_; }
  double cpu_seconds() const { return cpu_seconds_; }

 private:
  double seconds_, cpu_seconds_, wall_mark_ = 0, cpu_mark_ = 0;
};

}  // namespace coopbench
