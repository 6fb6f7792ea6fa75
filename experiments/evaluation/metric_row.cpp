#include "experiments/evaluation/metric_row.h"

#include "metrics/metric.h"

namespace coopbench {
namespace {

std::optional<double> number(const Json& value) {
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

Metric made(const Json& metric) {
  return metrics().make(Choice{metrics().resolve(metric, "metric")});
}

}  // namespace

bool is_share(const Json& metric) { return made(metric).share; }

Direction direction(const Json& metric) {
  switch (made(metric).better) {
    case Better::lower:
      return Direction::lower;
    case Better::higher:
      return Direction::higher;
    case Better::neither:
      break;
  }
  return Direction::neither;
}

void fill(MetricRow& row, const Json& found) {
  row.estimate = number(found.at("estimate"));
  if (found.contains("interval")) {
    row.low = number(found.at("interval").at("low"));
    row.high = number(found.at("interval").at("high"));
  }
  if (found.contains("p_value")) row.p_value = number(found.at("p_value"));
  row.details = found.value("details", Json::object());
}

}  // namespace coopbench
