#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace coopbench {

/// JSON that keeps the order of its keys.
using Json = nlohmann::ordered_json;

/// JSON has no NaN or infinity: null stands for them.
Json finite_or_null(double value);

/// Strict JSON: no comments, no key twice in one object.
/// Throws UserError with `source`, line and column, or the path of the key that stands twice.
Json parse_json(std::string_view text, const std::string& source);

/// Sets the value at a dotted path, such as "shared.sampler.steps", making objects on the way.
/// Throws UserError when the path is empty or leads through something that is no object.
void set_path(Json& root, const std::string& path, Json value);

}  // namespace coopbench
