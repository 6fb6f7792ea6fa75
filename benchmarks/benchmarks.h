#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>

namespace coopbench {

/// The thread counts that every row is measured with.
inline const std::vector<int> thread_counts{1, 2};

/// Registers "name/threads:N" for every thread count. `prepare` makes what is timed for a number of
/// threads; one call of that is `units` steps or iterations and `flop` floating-point operations
/// (0: not counted). An exception is the row's message. Counters: `seconds` of a unit, `flops` a
/// second, and the process's peak of resident memory in `megabytes`, which is the row's own only
/// where the process measures nothing else.
void add_row(const std::string& name, int64_t units, double flop,
             const std::function<std::function<void()>(int threads)>& prepare);
/// The same for one number of threads.
void add_row_on(int threads, const std::string& name, int64_t units, double flop,
                const std::function<std::function<void()>(int threads)>& prepare);

// Each in its own file.
void add_matrix_product();
void add_kernels();
void add_steps();
void add_iterations();
void add_loading();
void add_pictures();
void add_mmd();

}  // namespace coopbench
