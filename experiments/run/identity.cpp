#include "experiments/run/identity.h"

#include "core/checksum.h"

namespace coopbench {
namespace {

constexpr const char* kSettings = "settings/checksum";
constexpr const char* kData = "data/checksum";

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

void put(Archive& checkpoint, const Identity& identity) {
  checkpoint.put(kSettings, tensor_of(identity.settings));
  checkpoint.put(kData, tensor_of(identity.data));
}

bool has_other_settings(const Archive& checkpoint, const Identity& identity) {
  return has_other(checkpoint, kSettings, identity.settings);
}

bool has_other_data(const Archive& checkpoint, const Identity& identity) {
  return has_other(checkpoint, kData, identity.data);
}

}  // namespace coopbench
