#pragma once

#include "records/run_files.h"

namespace coopbench {

/// The program's own version, such as "0.1.0".
std::string program_version();

/// Versions of program, LibTorch and compiler, the processor, cores, and the time of day.
MachineRecord this_machine();

}  // namespace coopbench
