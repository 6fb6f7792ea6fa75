#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "experiments/run/run_place.h"

namespace coopbench {

/// What is worth a line once.
struct Note {
  std::string text;
};

/// Any other words of a child, such as its error; `printable`.
struct Words {
  std::string text;
};

/// What the process of a run tells its comparison in a line of stderr.
using ChildLine = std::variant<Progress, Note, Words>;

/// The line, without its end: JSON with the key "progress" or "note".
std::string child_line(const Progress& progress);
std::string child_line(const Note& note);

/// What a line says; one that is none of the above is words.
ChildLine parse_child_line(std::string_view line);

}  // namespace coopbench
