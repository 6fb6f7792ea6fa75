#include "experiments/run/identity.h"

#include <functional>

#include "core/checksum.h"

namespace coopbench {
namespace {

constexpr const char* kSettings = "settings/checksum";
constexpr const char* kData = "data/checksum";
constexpr const char* kWeights = "weights/checksum";

torch::Tensor tensor_of(uint64_t checksum) {
  return torch::tensor(static_cast<int64_t>(checksum), torch::kInt64);
}

bool has_other(const Archive& checkpoint, const char* name, uint64_t ours) {
  return checkpoint.has(name) && !torch::equal(checkpoint.at(name), tensor_of(ours));
}

}  // namespace

Identity identity_of(Json settings, const Dataset& data) {
  settings.erase("preset");
  Checksum of_settings;
  of_settings.add(settings.dump());
  return {of_settings.value(), checksum(data)};
}

uint64_t weights_checksum(const Json& settings) {
  Checksum sum;
  bool any = false;
  const std::function<void(const Json&)> walk = [&](const Json& json) {
    for (const auto& [key, value] : json.items())
      if (key == "weights" && value.is_string() && value != "") {
        sum.add(file_checksum(value.get<std::string>()));
        any = true;
      } else if (value.is_structured()) {
        walk(value);
      }
  };
  walk(settings);
  return any ? sum.value() : 0;
}

void put(Archive& checkpoint, const Identity& identity) {
  checkpoint.put(kSettings, tensor_of(identity.settings));
  checkpoint.put(kData, tensor_of(identity.data));
  if (identity.weights != 0) checkpoint.put(kWeights, tensor_of(identity.weights));
}

bool has_other_settings(const Archive& checkpoint, const Identity& identity) {
  return has_other(checkpoint, kSettings, identity.settings);
}

bool has_other_data(const Archive& checkpoint, const Identity& identity) {
  return has_other(checkpoint, kData, identity.data);
}

bool has_other_weights(const Archive& checkpoint, const Identity& identity) {
  return has_other(checkpoint, kWeights, identity.weights);
}

}  // namespace coopbench
