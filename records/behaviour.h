#pragma once

#include <string>
#include <vector>

#include "core/fields.h"

namespace coopbench {

/// A published behaviour of a preset, and the row of metrics.json that shows it: its estimate is
/// `within` the two bounds, or its word is one of `words`.
struct Behaviour {
  std::string claim, method, row;
  std::vector<double> within;
  std::vector<std::string> words;
  static auto fields() {
    using B = Behaviour;
    return std::tuple{
        required(field("claim", &B::claim, anything(), "what is to be seen, in one line")),
        field("method", &B::method, anything(), "of which method; empty: of each"),
        required(field("row", &B::row, anything(), "key of the row of metrics.json")),
        field("within", &B::within, anything(), "[low, high] of its estimate"),
        field("words", &B::words, anything(), "the words that it may have")};
  }
};

/// The list `behaviour` of a preset; none where it has no such key. Throws UserError with the path
/// of what is wrong.
std::vector<Behaviour> behaviours_of(const Json& preset);

}  // namespace coopbench
