#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace coopbench;
  accepts([&] { fuzz({reinterpret_cast<const char*>(data), size}); });
  return 0;
}
