#include "metrics/measure.h"

#include <fmt/format.h>

#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// JSON has no NaN or infinity: null stands for them.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

void check_count(const std::string& name, const Metric& metric, size_t given) {
  size_t least = 0;
  std::string words;
  for (const Input& input : metric.inputs) {
    least += input.optional ? 0 : 1;
    words += (words.empty() ? "" : ", ") + input.name + (input.optional ? " (optional)" : "");
  }
  if (given < least || given > metric.inputs.size())
    throw UserError(fmt::format("{}: needs {}; {} given", name, words, given));
}

/// The first non-finite row, before a space makes it unrecognisable.
void check_samples(const std::string& argument, const Tensor& samples) {
  if (!samples.defined() || samples.dim() == 0)
    throw std::invalid_argument(argument + ": must be a tensor [n,...] of samples");
  if (samples.numel() == 0)
    throw std::invalid_argument(
        fmt::format("{}: shape {} holds no numbers", argument, shape_text(samples)));
  check_rows(argument, samples.reshape({samples.size(0), -1}), 1);
}

/// The input that a space is fitted to: real or train samples, else the first that has rows.
std::optional<size_t> reference_of(const Metric& metric, size_t given) {
  std::optional<size_t> first;
  for (size_t i = 0; i < given; ++i) {
    const Input& input = metric.inputs[i];
    if (input.kind == InputKind::series) continue;
    if (input.name == "real" || input.name == "train") return i;
    if (!first) first = i;
  }
  return first;
}

struct Features {
  std::vector<Tensor> inputs;
  bool fitted = false;
};

Features in_space(const Metric& metric, const Json& space, std::vector<Tensor> inputs) {
  const std::optional<size_t> reference = reference_of(metric, inputs.size());
  if (!reference) return {inputs};
  for (size_t i = 0; i < inputs.size(); ++i)
    if (metric.inputs[i].kind != InputKind::series) check_samples(metric.inputs[i].name, inputs[i]);
  const Tensor& real = inputs[*reference];
  const Space map = spaces().make(Choice{space}, real);
  for (size_t i = 0; i < inputs.size(); ++i)
    if (metric.inputs[i].kind != InputKind::series &&
        inputs[i].sizes().slice(1) != real.sizes().slice(1))
      throw std::invalid_argument(fmt::format(
          "{}: shape {} must be that of {}, {}, but for the rows", metric.inputs[i].name,
          shape_text(inputs[i]), metric.inputs[*reference].name, shape_text(real)));
  for (size_t i = 0; i < inputs.size(); ++i)
    if (metric.inputs[i].kind == InputKind::rows) inputs[i] = map(inputs[i]);
  return {inputs, map.fitted};
}

void add_counts(Json& json, const Metric& metric, const std::vector<Tensor>& inputs) {
  for (size_t i = 0; i < inputs.size(); ++i)
    if (metric.inputs[i].name == "generated") json["m"] = inputs[i].size(0);
  for (size_t i = 0; i < inputs.size(); ++i)
    if (metric.inputs[i].name == "real" || (i == 0 && !json.contains("m")))
      json["n"] = inputs[i].size(0);
}

bool has_rows(const Metric& metric) {
  return std::any_of(metric.inputs.begin(), metric.inputs.end(),
                     [](const Input& input) { return input.kind == InputKind::rows; });
}

bool needs_two_samples(const Metric& metric) {
  const auto& in = metric.inputs;
  return in.size() >= 2 && in[0].name == "generated" && in[1].name == "real" && !in[1].optional &&
         in[1].kind != InputKind::series &&
         std::all_of(in.begin() + 2, in.end(), [](const Input& i) { return i.optional; });
}

}  // namespace

std::vector<std::string> two_sample_metrics() {
  std::vector<std::string> names;
  for (const auto& entry : metrics().entries())
    if (needs_two_samples(entry.make(Json::object()))) names.push_back(entry.name);
  return names;
}

Json measure(const Json& metric_choice, const Json& space_choice, const std::vector<Tensor>& inputs,
             Workers& workers) {
  const Choice choice{metrics().resolve(metric_choice, "metric")};
  const Json space = spaces().resolve(space_choice, "space");
  const Metric metric = metrics().make(choice);
  check_count(choice.name(), metric, inputs.size());
  Features features = in_space(metric, space, inputs);
  features.inputs.resize(metric.inputs.size());
  Measured found = metric.measure(features.inputs, workers);
  if (has_rows(metric) && !std::isfinite(found.estimate))
    throw std::invalid_argument(
        fmt::format("{}: the estimate is {} for these values; scale them down or take fewer "
                    "dimensions",
                    choice.name(), found.estimate));
  if (features.fitted && found.p_value) {
    found.p_value.reset();
    found.details["p_value_left_out"] =
        "the space is fitted to the real rows, so rows of one law are not exchangeable in it";
  }

  Json json = {{"metric", choice.name()}};
  if (has_rows(metric)) json["space"] = space;
  json["estimate"] = number(found.estimate);
  if (found.interval)
    json["interval"] = {{"low", number(found.interval->low)},
                        {"high", number(found.interval->high)},
                        {"level", found.interval->level}};
  if (found.p_value) json["p_value"] = number(*found.p_value);
  add_counts(json, metric, inputs);
  json["parameters"] = choice.json;
  json["parameters"].erase("name");
  json["parameters"].update(found.parameters);
  if (!found.details.empty()) json["details"] = found.details;
  return json;
}

}  // namespace coopbench
