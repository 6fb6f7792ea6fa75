#include "cli/parts_tables.h"

#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

template <class Signature>
PartKind kind_of(const std::string& word, const Table<Signature>& table) {
  PartKind kind{word, table.kind(), {}};
  for (const auto& entry : table.entries())
    kind.parts.push_back({entry.name, entry.meaning, entry.fields});
  return kind;
}

}  // namespace

std::vector<PartKind> part_kinds() {
  return {kind_of("methods", chain_starts()),      kind_of("nets", energy_nets()),
          kind_of("generators", generator_nets()), kind_of("rules", step_rules()),
          kind_of("engines", engines()),           kind_of("optimizers", optimizers()),
          kind_of("datasets", data_sets()),        kind_of("measurements", measurements())};
}

}  // namespace coopbench
