#pragma once

#include "experiments/preset.h"
#include "experiments/recorder.h"

namespace coopbench {

/// What to do with an output folder that is already there.
enum class Existing { refuse, replace, resume };

/// Makes `folder` ready: refused (UserError) when something is in it, emptied when it is one of
/// ours and to be replaced, left as it is to be resumed.
void prepare_folder(const std::filesystem::path& folder, Existing existing);

/// Trains and measures one method with one seed in `place.folder`, or goes on from its checkpoint.
/// A run that is finished or diverged already is left alone. Throws UserError when the folder holds
/// a run of other settings. Returns how it ended; "diverged" is a result, not an error.
Outcome run_method(const Method& method, const RunPlace& place, Existing existing,
                   const RunHooks& hooks);

/// The resolved configuration as in config.json.
Json run_json(const Method& method, const RunPlace& place);

}  // namespace coopbench
