#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/profile.h"

namespace coopbench {

/// A fixed number of threads that do numbered pieces of work together; the caller is one of them.
/// Results must not depend on which thread does a piece, so that their number changes no bit.
/// LibTorch itself runs on one thread within each.
class Workers {
 public:
  /// With a profile its threads note there what they do. Throws std::invalid_argument for less than
  /// one thread, Failure when the system gives no more threads.
  explicit Workers(int64_t threads, std::shared_ptr<Profile> profile = nullptr);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int64_t threads() const { return static_cast<int64_t>(others_.size()) + 1; }

  /// Null without one, and while muted.
  Profile* profile() const { return muted_ ? nullptr : profile_.get(); }
  void mute_profile(bool muted) { muted_ = muted; }

  /// Runs task(0) to task(count - 1), each once, on whichever thread is free. Rethrows the first
  /// exception when all have ended. Not to be called from within a task.
  void run(int64_t count, const std::function<void(int64_t task, int64_t rank)>& task);

  /// Runs work(rank) once on every thread at the same time.
  /// Throws std::logic_error when called from within such work.
  void together(const std::function<void(int64_t rank)>& work);

 private:
  void serve(int64_t rank);
  void do_work(int64_t rank);
  void stop();

  std::shared_ptr<Profile> profile_;
  bool muted_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void(int64_t)>* work_ = nullptr;
  uint64_t round_ = 0;
  int64_t busy_ = 0;
  bool ends_ = false;
  std::exception_ptr error_;
  std::vector<std::jthread> others_;
};

}  // namespace coopbench
