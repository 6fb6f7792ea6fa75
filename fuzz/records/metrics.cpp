#include "records/metrics.h"

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  const MetricsRecord metrics = read_metrics(file.path());
  for (const MetricRow& row : metrics.rows) need(metrics.row(row.key) == &row);
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  return coopbench::mutate_json(data, size, most, seed);
}
