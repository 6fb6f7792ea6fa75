#include "experiments/run/machine.h"

#include <fmt/chrono.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "core/fields.h"
#include "core/files.h"
#include "records/schema.h"

namespace coopbench {
namespace {

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      return line.substr(std::min(line.size(), line.find(':') + 2));
  return "unknown";
}

#ifdef __clang__
constexpr const char* kCompiler = __VERSION__;
#else
constexpr const char* kCompiler = "gcc " __VERSION__;
#endif

MachineRecord read_machine(const std::filesystem::path& file) {
  return parse_config<MachineRecord>(parse_json(read_text(file), file.string()),
                                     [&](const std::string& key) { return key; });
}

}  // namespace

std::string program_version() { return COOPBENCH_VERSION; }

MachineRecord this_machine() {
  return {.coopbench = program_version(),
          .libtorch = TORCH_VERSION,
          .compiler = kCompiler,
          .processor = processor(),
          .cores = std::thread::hardware_concurrency(),
          .started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))),
          .threads = {},
          .engine = {},
          .precision = {},
          .also = {}};
}

std::string build_of(const MachineRecord& m) {
  return fmt::format("coopbench {}, LibTorch {}, {}, {}, engine {}", m.coopbench, m.libtorch,
                     m.compiler, m.processor, m.engine);
}

std::optional<std::string> note_machine(const RunPaths& paths, const MachineRecord& machine) {
  const auto saved = unless_broken(paths.machine(), read_machine);
  MachineRecord record = saved.value_or(machine);
  const std::string first = build_of(record), ours = build_of(machine);
  const bool differs = first != ours;
  const bool is_new =
      differs && std::find(record.also.begin(), record.also.end(), ours) == record.also.end();
  if (is_new) record.also.push_back(ours);
  if (!saved || is_new) write_whole(paths.machine(), to_json(record).dump(2) + "\n");
  return differs ? std::optional(first) : std::nullopt;
}

}  // namespace coopbench
