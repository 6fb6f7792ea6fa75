#include "experiments/evaluation/or_why.h"

#include <c10/util/Exception.h>

#include <exception>

#include "core/memory.h"

namespace coopbench {
namespace {

MetricRow with_note(MetricRow row, const char* why) {
  row.note = why;
  return row;
}

}  // namespace

MetricRow or_why(const MetricRow& row, const std::function<void(MetricRow&)>& fill) {
  try {
    MetricRow filled = row;
    fill(filled);
    return filled;
  } catch (const std::exception& error) {
    if (is_out_of_memory(error)) throw;
    const auto* of_torch = dynamic_cast<const c10::Error*>(&error);
    return with_note(row, of_torch != nullptr ? of_torch->what_without_backtrace() : error.what());
  }
}

}  // namespace coopbench
