#include "core/workers.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>

#include "core/spin_barrier.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(workers_)

BOOST_AUTO_TEST_CASE(every_task_is_done_once_on_any_number_of_threads) {
  for (const int64_t threads : {1, 2, 3, 8}) {
    Workers workers(threads);
    BOOST_TEST(workers.threads() == threads);
    for (const int64_t count : {0, 1, 2, 100}) {
      std::vector<std::atomic<int>> done(count);
      std::atomic<int> strange_ranks = 0;
      workers.run(count, [&](int64_t task, int64_t rank) {
        if (rank < 0 || rank >= threads) ++strange_ranks;
        ++done[task];
      });
      BOOST_TEST(strange_ranks == 0);
      for (const auto& times : done) BOOST_TEST(times == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(together_runs_each_rank_once_and_at_the_same_time) {
  Workers workers(3);
  std::atomic<int> here = 0;
  std::vector<int> ranks(3);
  workers.together([&](int64_t rank) {
    ++ranks[rank];
    ++here;
    // Ends only when all three are in.
    while (here < 3) std::this_thread::yield();
  });
  BOOST_TEST(ranks == std::vector<int>({1, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_exception_reaches_the_caller_and_the_workers_go_on) {
  Workers workers(2);
  const auto fails = [](int64_t task, int64_t) {
    if (task == 5) throw std::runtime_error("task 5");
  };
  BOOST_CHECK_THROW(workers.run(20, fails), std::runtime_error);
  std::atomic<int> done = 0;
  workers.run(20, [&](int64_t, int64_t) { ++done; });
  BOOST_TEST(done == 20);
  BOOST_CHECK_THROW(Workers(0), std::invalid_argument);
  BOOST_CHECK_THROW(workers.run(2, [&](int64_t, int64_t) { workers.run(2, fails); }),
                    std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_spin_barrier_keeps_a_team_in_step) {
  Workers workers(3);
  SpinBarrier barrier(3);
  std::vector<int> written(3);
  std::atomic<int> out_of_step = 0;
  workers.together([&](int64_t rank) {
    for (int round = 1; round <= 500; ++round) {
      written[rank] = round;
      barrier.wait();
      for (const int other : written)
        if (other != round) ++out_of_step;
      barrier.wait();
    }
  });
  BOOST_TEST(out_of_step == 0);
}

BOOST_AUTO_TEST_CASE(work_for_later_is_done_once_by_a_thread_that_waits_or_by_the_one_that_asks) {
  for (const int64_t threads : {1, 3}) {
    Workers workers(threads);
    std::atomic<int> times = 0;
    const auto later = workers.later([&] { return ++times; });
    workers.together([](int64_t) {});
    BOOST_TEST(later.get() == 1);
    BOOST_TEST(later.get() == 1);
    workers.together([](int64_t) {});
    BOOST_TEST(times == 1);
    const auto failing = workers.later([]() -> int { throw std::runtime_error("later"); });
    workers.together([](int64_t) {});
    BOOST_CHECK_THROW(failing.get(), std::runtime_error);
  }
}

BOOST_AUTO_TEST_CASE(work_stops_between_its_tasks_when_it_is_asked_to) {
  for (const int64_t threads : {1, 3}) {
    Workers workers(threads);
    std::atomic<int64_t> done = 0;
    workers.stop_when([&] { return done >= 5; });
    BOOST_CHECK_THROW(workers.run(1000000,
                                  [&](int64_t, int64_t) {
                                    ++done;
                                    std::this_thread::sleep_for(std::chrono::microseconds(100));
                                  }),
                      Stopped);
    BOOST_TEST(done < 1000);
    BOOST_CHECK_THROW(workers.together([&](int64_t) { ++done; }), Stopped);
    workers.stop_when([] { return false; });
    workers.run(7, [&](int64_t, int64_t) { ++done; });
    BOOST_TEST(done >= 12);
  }
}

BOOST_AUTO_TEST_SUITE_END()
