#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace coopbench {

/// Lets a team of threads go on together. Waits that last microseconds, as between the layers of a
/// small net, are spent spinning: waking a sleeping thread would take longer.
class SpinBarrier {
 public:
  explicit SpinBarrier(int64_t threads) : threads_(threads) {}

  /// Returns when all threads have come.
  void wait() {
    const uint64_t round = round_.load(std::memory_order_acquire);
    if (here_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      here_.store(0, std::memory_order_relaxed);
      round_.fetch_add(1, std::memory_order_release);
      return;
    }
    // Where threads outnumber cores the one waited for needs this one's core.
    for (int64_t spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
      __builtin_ia32_pause();
      if (spins > 1000) std::this_thread::yield();
    }
  }

 private:
  const int64_t threads_;
  std::atomic<int64_t> here_ = 0;
  std::atomic<uint64_t> round_ = 0;
};

}  // namespace coopbench
