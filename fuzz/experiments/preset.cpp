#include "experiments/config/preset.h"

#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const Preset preset = parse_preset(parse_json(bytes, "f.json"), "f");
  need(!preset.methods.empty() && !preset.seeds.empty());
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  return coopbench::mutate_json(data, size, most, seed);
}
