#include "benchmarks/benchmarks.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <sys/resource.h>

namespace coopbench {
namespace {

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

}  // namespace

void add_row_on(int threads, const std::string& name, int64_t units, double flop,
                const std::function<std::function<void()>(int threads)>& prepare) {
  const auto measure = [=](benchmark::State& state) {
    try {
      at::set_num_threads(threads);
      const auto pass = prepare(threads);
      for (auto _ : state) pass();
    } catch (const std::exception& error) {
      return state.SkipWithError(error.what());
    }
    using benchmark::Counter;
    const auto passes = static_cast<double>(state.iterations());
    state.counters["seconds"] =
        Counter(passes * static_cast<double>(units), Counter::kIsRate | Counter::kInvert);
    state.counters["megabytes"] = peak_megabytes();
    if (flop > 0) state.counters["flops"] = Counter(passes * flop, Counter::kIsRate);
  };
  benchmark::RegisterBenchmark(fmt::format("{}/threads:{}", name, threads).c_str(), measure)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

void add_row(const std::string& name, int64_t units, double flop,
             const std::function<std::function<void()>(int threads)>& prepare) {
  for (const int threads : thread_counts) add_row_on(threads, name, units, flop, prepare);
}

}  // namespace coopbench
