#include "metrics/measure.h"

#include <fmt/format.h>

#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

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

/// Throws std::invalid_argument for rows that no space can take or that are not alike.
void check_inputs(const Metric& metric, const std::vector<Tensor>& inputs, size_t reference) {
  const Tensor& real = inputs[reference];
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (metric.inputs[i].kind == InputKind::series) continue;
    check_samples(metric.inputs[i].name, inputs[i]);
  }
  for (size_t i = 0; i < inputs.size(); ++i)
    if (metric.inputs[i].kind != InputKind::series &&
        inputs[i].sizes().slice(1) != real.sizes().slice(1))
      throw std::invalid_argument(fmt::format(
          "{}: shape {} must be that of {}, {}, but for the rows", metric.inputs[i].name,
          shape_text(inputs[i]), metric.inputs[reference].name, shape_text(real)));
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

/// A metric with input that it can take.
struct Asked {
  Choice choice;
  Metric metric;
  std::optional<size_t> reference;
};

Asked asked_for(const Json& metric_choice, const std::vector<Tensor>& inputs) {
  const Choice choice{metrics().resolve(metric_choice, "metric")};
  const Metric metric = metrics().make(choice);
  check_count(choice.name(), metric, inputs.size());
  const auto reference = reference_of(metric, inputs.size());
  if (reference) check_inputs(metric, inputs, *reference);
  return {choice, metric, reference};
}

Json measured(const Asked& asked, const Json& space, const Space& map,
              const std::vector<Tensor>& inputs, Workers& workers) {
  std::vector<Tensor> features = inputs;
  for (size_t i = 0; i < inputs.size(); ++i)
    if (asked.metric.inputs[i].kind == InputKind::rows) features[i] = map(inputs[i]);
  features.resize(asked.metric.inputs.size());
  Measured found = asked.metric.measure(features, workers);
  if (has_rows(asked.metric) && !std::isfinite(found.estimate))
    throw std::invalid_argument(
        fmt::format("{}: the estimate is {} for these values; scale them down or take fewer "
                    "dimensions",
                    asked.choice.name(), found.estimate));
  if (asked.reference && map.fitted && found.p_value) {
    found.p_value.reset();
    found.details["p_value_left_out"] =
        "the space is fitted to the real rows, so rows of one law are not exchangeable in it";
  }

  Json json = {{"metric", asked.choice.name()}};
  if (has_rows(asked.metric)) json["space"] = space;
  json["estimate"] = finite_or_null(found.estimate);
  if (found.interval)
    json["interval"] = {{"low", finite_or_null(found.interval->low)},
                        {"high", finite_or_null(found.interval->high)},
                        {"level", found.interval->level}};
  if (found.p_value) json["p_value"] = finite_or_null(*found.p_value);
  add_counts(json, asked.metric, inputs);
  json["parameters"] = asked.choice.json;
  json["parameters"].erase("name");
  json["parameters"].update(found.parameters);
  if (!found.details.empty()) json["details"] = found.details;
  return json;
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
  const Json space = spaces().resolve(space_choice, "space");
  const Asked asked = asked_for(metric_choice, inputs);
  const Space map =
      asked.reference ? spaces().make(Choice{space}, inputs[*asked.reference]) : Space{};
  return measured(asked, space, map, inputs, workers);
}

Json measure(const Json& metric_choice, const Json& space, const Space& map,
             const std::vector<Tensor>& inputs, Workers& workers) {
  return measured(asked_for(metric_choice, inputs), space, map, inputs, workers);
}

}  // namespace coopbench
