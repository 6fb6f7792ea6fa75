#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace coopbench {

/// JSON that keeps the order of its keys.
using Json = nlohmann::ordered_json;

/// Objects and lists within one another that JSON may have: what walks through it takes a piece of
/// the stack for each.
inline constexpr int kDeepestJson = 100;

/// JSON has no NaN or infinity: null stands for them.
Json finite_or_null(double value);

/// Strict JSON: no comments, no key twice in one object, no NUL in a text (names of files end
/// there). Throws UserError with `source`, line and column, or the key that stands twice, and where
/// it is deeper than kDeepestJson.
Json parse_json(std::string_view text, const std::string& source);

/// A word of the command line: JSON, or else a text. Throws as `parse_json` where it is JSON.
Json json_or_text(const std::string& word, const std::string& source);

/// The text at a path of keys; empty where there is none.
std::string text_at(const Json& json, std::initializer_list<const char*> keys);

/// Sets the value at a dotted path, such as "shared.sampler.steps", making objects on the way.
/// Throws UserError when the path is empty, deeper than kDeepestJson, or leads through something
/// that is no object.
void set_path(Json& root, const std::string& path, Json value);

}  // namespace coopbench
