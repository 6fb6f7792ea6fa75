#include "experiments/sample_metrics.h"

#include "experiments/or_why.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

Json measured(const std::string& metric, const std::string& space,
              const std::vector<torch::Tensor>& inputs, Workers& workers) {
  return or_why([&] {
    const Json found = measure({{"name", metric}}, {{"name", space}}, inputs, workers);
    Json kept = {{"estimate", found.at("estimate")}};
    if (found.contains("interval"))
      for (const char* end : {"low", "high"}) kept[end] = found.at("interval").at(end);
    for (const char* more : {"p_value", "details"})
      if (found.contains(more)) kept[more] = found.at(more);
    return kept;
  });
}

}  // namespace

Json sample_metrics(const EvaluationConfig& config, const torch::Tensor& samples,
                    const torch::Tensor& real, const torch::Tensor& train, Workers& workers) {
  Json all = Json::object();
  for (const std::string& space : config.spaces)
    for (const std::string& metric : config.metrics) {
      Json found = measured(metric, space, {samples, real}, workers);
      found["floor"] = measured(metric, space, {train, real}, workers).at("estimate");
      all[space][metric] = found;
    }
  return all;
}

Json memorising_report(const torch::Tensor& samples, const torch::Tensor& train,
                       const torch::Tensor& held_out, Workers& workers) {
  return measured("memorising", "pixels", {samples, train, held_out}, workers);
}

}  // namespace coopbench
