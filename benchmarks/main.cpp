#include <fmt/format.h>

#include "benchmarks/benchmarks.h"
#include "benchmarks/step_rows.h"
#include "core/memory.h"

/// Google Benchmark's program with the project's rows; --rows prints those that peers run too.
int main(int argc, char** argv) {
  using namespace coopbench;
  if (argc == 2 && std::string(argv[1]) == "--rows") {
    fmt::print("{}\n", json_of(step_rows()).dump(2));
    return 0;
  }
  keep_freed_memory();
  add_matrix_product();
  add_kernels();
  add_steps();
  add_iterations();
  add_loading();
  add_pictures();
  add_mmd();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
