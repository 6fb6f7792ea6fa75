#pragma once

#include <optional>

#include "ebm/train.h"
#include "experiments/run/run_place.h"
#include "records/checksums.h"
#include "records/paths.h"
#include "records/run_files.h"

namespace coopbench {

/// state.json; nothing where it is missing or broken. Throws SchemaError for another schema.
std::optional<RunState> saved_state(const RunPaths& paths);

/// How a run that has ended did. A note names pictures of its training that are lost. Nothing where
/// it is to go on: because it has not ended, or because something is missing or damaged that can be
/// made again from its checkpoint, which a note says. Throws Failure where that would need training
/// anew, UserError for a file that the user may not read.
std::optional<Outcome> ended_whole(const Checksums& checksums, std::vector<std::string>& notes);

}  // namespace coopbench
