#include "core/json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "core/errors.h"
#include "core/printable.h"

namespace coopbench {

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

namespace {

/// A text with one would be cut off at it in a message, a file's name and elsewhere.
void need_no_nul(const std::string& text, const std::string& source) {
  if (text.find('\0') != std::string::npos)
    throw UserError(source + ": the text '" + printable(text, kLongestQuote) +
                    "' holds a NUL character");
}

}  // namespace

Json parse_json(std::string_view text, const std::string& source) {
  std::vector<std::set<std::string>> open;
  std::string twice;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth >= kDeepestJson &&
        (event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start))
      throw UserError(source + ": is nested more than " + std::to_string(kDeepestJson) + " deep");
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (value.is_string() &&
        (event == Json::parse_event_t::key || event == Json::parse_event_t::value))
      need_no_nul(value.get_ref<const std::string&>(), source);
    if (event == Json::parse_event_t::key) {
      const auto key = value.get<std::string>();
      if (!open.back().insert(key).second && twice.empty()) twice = key;
    }
    return true;
  };
  Json root;
  try {
    root = Json::parse(text, watch);
  } catch (const Json::parse_error& error) {
    const auto end = std::min<size_t>(error.byte > 0 ? error.byte - 1 : 0, text.size());
    const auto before = text.substr(0, end);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto column =
        end - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1) + 1;
    throw UserError(source + ":" + std::to_string(line) + ":" + std::to_string(column) +
                    (is_utf8(text)
                         ? ": this is not JSON (no comments, no comma after the last value, no NaN)"
                         : ": this is not JSON (there are bytes that are not UTF-8)"));
  } catch (const Json::exception&) {
    throw UserError(source + ": holds a number that is too large");
  }
  // The parser takes a NUL for the end.
  if (text.find('\0') != std::string_view::npos)
    throw UserError(source + ": this is not JSON (a NUL character follows it)");
  if (!twice.empty())
    throw UserError(source + ": the key '" + printable(twice, kLongestQuote) +
                    "' stands twice in one object");
  return root;
}

Json json_or_text(const std::string& word, const std::string& source) {
  if (Json::accept(word)) return parse_json(word, source);
  if (!is_utf8(word)) throw UserError(source + ": the value is not UTF-8");
  return word;
}

std::string text_at(const Json& json, std::initializer_list<const char*> keys) {
  const Json* place = &json;
  for (const char* key : keys) {
    if (!place->is_object() || !place->contains(key)) return "";
    place = &place->at(key);
  }
  return place->is_string() ? place->get<std::string>() : "";
}

void set_path(Json& root, const std::string& path, Json value) {
  if (std::count(path.begin(), path.end(), '.') >= kDeepestJson)
    throw UserError(path.substr(0, 40) + "...: is a path of more than " +
                    std::to_string(kDeepestJson) + " keys");
  Json* place = &root;
  size_t begin = 0;
  while (true) {
    const size_t dot = path.find('.', begin);
    const std::string key = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
    if (key.empty())
      throw UserError("'" + path + "' is no path of keys such as shared.sampler.steps");
    if (!place->is_object() && !place->is_null())
      throw UserError(path.substr(0, begin ? begin - 1 : 0) + ": has no keys of its own, so '" +
                      path + "' can't be set");
    place = &(*place)[key];
    if (dot == std::string::npos) break;
    begin = dot + 1;
  }
  *place = std::move(value);
}

}  // namespace coopbench
