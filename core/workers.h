#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/profile.h"

namespace coopbench {

/// Work that another thread does before its result is asked for, or else the one that asks.
template <class Result>
class Later {
 public:
  Later() = default;
  explicit Later(std::function<Result()> work) : once_(std::make_shared<Once>(std::move(work))) {}

  /// Does the work, or waits for the thread that does it.
  void take() const {
    std::call_once(once_->flag, [&] {
      try {
        once_->result = once_->work();
      } catch (...) {
        once_->error = std::current_exception();
      }
    });
  }
  /// Rethrows what the work threw.
  const Result& get() const {
    take();
    if (once_->error) std::rethrow_exception(once_->error);
    return *once_->result;
  }

 private:
  struct Once {
    explicit Once(std::function<Result()> task) : work(std::move(task)) {}
    std::function<Result()> work;
    std::once_flag flag;
    std::optional<Result> result;
    std::exception_ptr error;
  };
  std::shared_ptr<Once> once_;
};

/// Thrown out of work that was asked to stop. It is no error, so that nobody takes it for one.
struct Stopped {};

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

  /// From now on `run` asks between its tasks and `together` before its work, from the calling
  /// thread alone, and throws Stopped when the answer is yes.
  void stop_when(std::function<bool()> asked) { stop_asked_ = std::move(asked); }

  /// Runs task(0) to task(count - 1), each once, on whichever thread is free. Rethrows the first
  /// exception when all have ended. Not to be called from within a task.
  void run(int64_t count, const std::function<void(int64_t task, int64_t rank)>& task);

  /// Runs work(rank) once on every thread at the same time.
  /// Throws std::logic_error when called from within such work.
  void together(const std::function<void(int64_t rank)>& work);

  /// Work that any thread but the caller's may begin when it has ended its share of the next work
  /// of all. Only the last that was given is waiting.
  template <class Work>
  auto later(Work work) {
    Later<decltype(work())> task(std::move(work));
    const std::lock_guard lock(mutex_);
    waiting_ = [task] { task.take(); };
    return task;
  }

 private:
  void serve(int64_t rank);
  void do_work(int64_t rank);
  void do_waiting();
  void stop();

  std::shared_ptr<Profile> profile_;
  std::function<bool()> stop_asked_ = [] { return false; };
  bool muted_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void(int64_t)>* work_ = nullptr;
  uint64_t round_ = 0;
  int64_t busy_ = 0;
  bool ends_ = false;
  std::exception_ptr error_;
  std::function<void()> waiting_;
  std::vector<std::jthread> others_;
};

}  // namespace coopbench
