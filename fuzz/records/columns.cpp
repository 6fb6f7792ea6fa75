#include "records/columns.h"

#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const Columns columns = parse_columns(bytes);
  need(columns.names.size() == columns.values.size());
  for (const auto& values : columns.values) need(values.size() == columns.values[0].size());
}
