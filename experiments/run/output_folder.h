#pragma once

#include <filesystem>

#include "core/json.h"

namespace coopbench {

/// What to do with an output folder that is already there.
enum class Existing { refuse, replace, resume };

/// What an output folder holds.
enum class Holds { run, comparison, trained };

/// Makes `folder` ready for a run, a comparison or the result of a trained net: refused (UserError)
/// when something is in it, emptied of what these write when it is one of that kind and to be
/// replaced, left as it is to be resumed (SchemaError where it is of another schema). A folder that
/// holds anything else is never touched. Returns whether there is something in it then.
bool prepare_folder(const std::filesystem::path& folder, Holds holds, Existing existing);

/// The JSON object in a file, empty when the file is missing, broken or holds something else.
Json read_object(const std::filesystem::path& file);

/// The path of the first setting that differs between a folder's settings and those of now, with
/// both values; empty when none does. The order of keys does not matter.
std::string first_difference(const Json& there, const Json& now, const std::string& path = "");

}  // namespace coopbench
