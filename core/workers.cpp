#include "core/workers.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <atomic>
#include <stdexcept>
#include <system_error>

#include "core/errors.h"

namespace coopbench {

Workers::Workers(int64_t threads, std::shared_ptr<Profile> profile) : profile_(std::move(profile)) {
  if (threads < 1) throw std::invalid_argument("workers need at least one thread");
  at::set_num_threads(1);
  try {
    for (int64_t rank = 1; rank < threads; ++rank)
      others_.emplace_back([this, rank] { serve(rank); });
  } catch (const std::system_error& error) {
    stop();
    throw Failure(fmt::format("can't start {} threads: {}", threads, error.what()));
  }
}

Workers::~Workers() { stop(); }

void Workers::stop() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
}

void Workers::run(int64_t count, const std::function<void(int64_t, int64_t)>& task) {
  std::atomic<int64_t> next = 0;
  const std::function<void(int64_t)> work = [&](int64_t rank) {
    for (int64_t i = next++; i < count; i = next++) {
      if (rank == 0 && stop_asked_()) {
        next = count;
        throw Stopped{};
      }
      task(i, rank);
    }
  };
  // Waking threads for one piece of work would cost more than it.
  if (count <= 1) return work(0);
  together(work);
}

void Workers::together(const std::function<void(int64_t)>& work) {
  if (stop_asked_()) throw Stopped{};
  {
    const std::lock_guard lock(mutex_);
    if (busy_ != 0) throw std::logic_error("workers are called from within their own work");
    work_ = &work;
    busy_ = threads();
    error_ = nullptr;
    ++round_;
  }
  changed_.notify_all();
  do_work(0);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return busy_ == 0; });
  if (error_) std::rethrow_exception(error_);
}

void Workers::do_work(int64_t rank) {
  std::exception_ptr error;
  try {
    if (at::get_num_threads() != 1) at::set_num_threads(1);
    (*work_)(rank);
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  if (error && !error_) error_ = error;
  if (--busy_ == 0) changed_.notify_all();
}

void Workers::serve(int64_t rank) {
  uint64_t seen = 0;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return ends_ || round_ != seen; });
      if (ends_) return;
      seen = round_;
    }
    do_work(rank);
    do_waiting();
  }
}

void Workers::do_waiting() {
  std::function<void()> work;
  {
    const std::lock_guard lock(mutex_);
    std::swap(work, waiting_);
  }
  if (work) work();
}

}  // namespace coopbench
