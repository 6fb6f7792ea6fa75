#include "experiments/comparison/child_lines.h"

#include <limits>

#include "core/errors.h"
#include "core/json.h"
#include "core/printable.h"

namespace coopbench {
namespace {

/// JSON has no NaN and no infinity.
double number_of(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json without_infinity(double value) { return std::isfinite(value) ? Json(value) : Json(); }

}  // namespace

std::string child_line(const Progress& p) {
  const Json json{{"iteration", p.iteration},
                  {"iterations", p.iterations},
                  {"d", without_infinity(p.d)},
                  {"r", without_infinity(p.r)},
                  {"steps_per_second", without_infinity(p.steps_per_second)},
                  {"seconds_left", without_infinity(p.seconds_left)},
                  {"measuring", p.measuring}};
  return Json{{"progress", json}}.dump();
}

std::string child_line(const Note& note) {
  return Json{{"note", note.text}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ChildLine parse_child_line(std::string_view line) {
  try {
    const Json json = parse_json(std::string(line), "line");
    if (json.is_object() && json.contains("note")) return Note{json.at("note").get<std::string>()};
    if (json.is_object() && json.contains("progress")) {
      const Json& p = json.at("progress");
      return Progress{.iteration = p.at("iteration").get<int64_t>(),
                      .iterations = p.at("iterations").get<int64_t>(),
                      .d = number_of(p.at("d")),
                      .r = number_of(p.at("r")),
                      .steps_per_second = number_of(p.at("steps_per_second")),
                      .seconds_left = number_of(p.at("seconds_left")),
                      .measuring = p.value("measuring", std::string())};
    }
  } catch (const UserError&) {
  } catch (const Json::exception&) {
  }
  return Words{printable(line)};
}

}  // namespace coopbench
