#include <fmt/format.h>

#include "cli/commands.h"
#include "experiments/run/machine.h"

namespace coopbench {

void add_version(const Command& program) {
  const Command command =
      program.command("version", "versions of the program and what it stands on");
  command.does([] {
    const Json machine = to_json(this_machine());
    for (const char* key : {"coopbench", "libtorch", "compiler", "processor"})
      fmt::print("{:<10} {}\n", key, machine.at(key).get<std::string>());
  });
}

}  // namespace coopbench
