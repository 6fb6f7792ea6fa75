#pragma once

#include "experiments/config/preset.h"
#include "experiments/run/output_folder.h"
#include "experiments/run/recorder.h"

namespace coopbench {

/// Bytes that a run needs on disk, roughly: its samples, and 32 MB for checkpoint and pictures.
uintmax_t disk_need(const RunConfig& config);

/// Trains and measures one method with one seed in `place.folder`, or goes on from its checkpoint.
/// A run that is finished or diverged already is left alone. Throws UserError when the folder holds
/// a run of other settings. Returns how it ended; "diverged" is a result, not an error.
Outcome run_method(const Method& method, const RunPlace& place, Existing existing,
                   const RunHooks& hooks);

/// The resolved configuration as in config.json.
Json run_json(const Method& method, const RunPlace& place);

}  // namespace coopbench
