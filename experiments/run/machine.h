#pragma once

#include <optional>

#include "records/paths.h"
#include "records/run_files.h"

namespace coopbench {

/// The program's own version, such as "0.1.0".
std::string program_version();

/// Versions of program, LibTorch and compiler, the processor, cores, and the time of day.
MachineRecord this_machine();

/// What the bits of a run may hang on: versions, compiler, processor and engine.
std::string build_of(const MachineRecord& machine);

/// Writes machine.json of a run that begins. Where another build or kind of processor began it, it
/// notes this one there and returns that one's `build_of`.
std::optional<std::string> note_machine(const RunPaths& paths, const MachineRecord& machine);

}  // namespace coopbench
