#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/table.h"
#include "core/workers.h"
#include "metrics/estimate.h"

namespace coopbench {

/// What a metric found. Everything but the estimate is there only where the metric has it.
struct Measured {
  double estimate;
  std::optional<Interval> interval = {};
  std::optional<double> p_value = {};
  Json parameters =
      Json::object();             ///< what it was measured with, resolved: the width used, k, ...
  Json details = Json::object();  ///< more that it found, by name
};

/// What one file that a metric reads holds.
enum class InputKind {
  rows,    ///< samples, images or points; measured in a space, handed on as [n,D]
  images,  ///< samples that must stay images, [n,C,H,W]
  series   ///< numbers that no space applies to, handed on as they are
};

struct Input {
  std::string name;  ///< "generated", "real", ...; the order of arguments
  InputKind kind = InputKind::rows;
  bool optional = false;  ///< only at the end
};

/// Which values of a metric say that generated rows are like real ones.
enum class Better { lower, higher, neither };

/// A metric as the command, reports and tests call it: pure functions of this room with their
/// settings bound. `measure` takes a tensor for each input, undefined for an optional one that is
/// left out, and throws std::invalid_argument (argument, shape, rule) for input that it can't take.
struct Metric {
  std::vector<Input> inputs;
  std::string documented_by;  ///< the function of this room whose docstring says what it is
  std::function<Measured(const std::vector<torch::Tensor>& inputs, Workers& workers)> measure;
  Better better = Better::neither;
  bool share = false;  ///< its values are from 0 to 1
};

using Metrics = Table<Metric()>;

/// The metrics that have a name.
const Metrics& metrics();

/// {generated, real}: the inputs of a metric that compares two sets of rows.
std::vector<Input> two_samples();

/// The docstring of a function declared in a header of this room, as the header has it, without
/// the slashes. Throws std::logic_error when there is none.
std::string docstring(const std::string& function);

}  // namespace coopbench
