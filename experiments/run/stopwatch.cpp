#include "experiments/run/stopwatch.h"

#include <ctime>

namespace coopbench {
namespace {

double now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

Stopwatch::Stopwatch(double seconds, double cpu_seconds)
    : seconds_(seconds), cpu_seconds_(cpu_seconds) {
  go_on();
}

void Stopwatch::lap() {
  seconds_ += now(CLOCK_MONOTONIC) - wall_mark_;
  cpu_seconds_ += now(CLOCK_PROCESS_CPUTIME_ID) - cpu_mark_;
  go_on();
}

void Stopwatch::go_on() {
  wall_mark_ = now(CLOCK_MONOTONIC);
  cpu_mark_ = now(CLOCK_PROCESS_CPUTIME_ID);
}

}  // namespace coopbench
