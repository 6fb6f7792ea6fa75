#include "experiments/sample_metrics.h"

#include "experiments/or_why.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

/// What a report keeps of a measurement, or why there is none.
Json kept(const std::function<Json()>& work) {
  return or_why([&] {
    const Json found = work();
    Json some = {{"estimate", found.at("estimate")}};
    if (found.contains("interval"))
      for (const char* end : {"low", "high"}) some[end] = found.at("interval").at(end);
    for (const char* more : {"p_value", "details"})
      if (found.contains(more)) some[more] = found.at(more);
    return some;
  });
}

}  // namespace

Json sample_metrics(const EvaluationConfig& config, const torch::Tensor& samples,
                    const torch::Tensor& real, const torch::Tensor& train, Workers& workers) {
  Json all = Json::object();
  for (const std::string& name : config.spaces) {
    const Json space = spaces().resolve({{"name", name}}, "space");
    std::optional<Space> map;
    const auto in_space = [&](const Choice& metric, const torch::Tensor& generated) {
      return kept([&] {
        if (!map) map = remembering(spaces().make(Choice{space}, real));
        return measure(metric.json, space, *map, {generated, real}, workers);
      });
    };
    for (const Choice& metric : config.metrics) {
      Json found = in_space(metric, samples);
      found["floor"] = in_space(metric, train).at("estimate");
      all[name][metrics().label(metric)] = found;
    }
  }
  return all;
}

Json memorising_report(const torch::Tensor& samples, const torch::Tensor& train,
                       const torch::Tensor& held_out, Workers& workers) {
  return kept([&] {
    return measure({{"name", "memorising"}}, {{"name", "pixels"}}, {samples, train, held_out},
                   workers);
  });
}

}  // namespace coopbench
