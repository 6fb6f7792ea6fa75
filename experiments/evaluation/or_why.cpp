#include "experiments/evaluation/or_why.h"

#include <c10/util/Exception.h>

#include <exception>

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
  } catch (const c10::Error& error) {
    return with_note(row, error.what_without_backtrace());
  } catch (const std::exception& error) {
    return with_note(row, error.what());
  }
}

}  // namespace coopbench
