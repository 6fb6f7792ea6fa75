#include "core/json.h"

#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const Json json = parse_json(bytes, "f.json");
  need(parse_json(json.dump(), "f.json") == json);
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  return coopbench::mutate_json(data, size, most, seed);
}
