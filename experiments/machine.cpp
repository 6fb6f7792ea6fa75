#include "experiments/machine.h"

#include <fmt/chrono.h>
#include <torch/version.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace coopbench {
namespace {

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      return line.substr(std::min(line.size(), line.find(':') + 2));
  return "unknown";
}

}  // namespace

std::string program_version() { return COOPBENCH_VERSION; }

MachineRecord this_machine() {
  return {.coopbench = program_version(),
          .libtorch = TORCH_VERSION,
          .compiler = "gcc " __VERSION__,
          .processor = processor(),
          .cores = std::thread::hardware_concurrency(),
          .started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))),
          .threads = {},
          .engine = {},
          .precision = {}};
}

}  // namespace coopbench
