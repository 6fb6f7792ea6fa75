#pragma once

#include "experiments/config/config.h"
#include "generators/generator.h"

namespace coopbench {

/// An entry of some table, for `list` and `show`.
struct PartInfo {
  std::string name, meaning;
  std::vector<FieldInfo> fields;
};

/// One kind of part: the word that `list` takes, and its entries.
struct PartKind {
  std::string word, kind;
  std::vector<PartInfo> parts;
};

/// Every table that a config chooses from, and the measurements of every run.
std::vector<PartKind> part_kinds();

}  // namespace coopbench
