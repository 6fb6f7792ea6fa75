#include <array>

#include "exchange/event_file.h"

namespace coopbench {
namespace {

constexpr uint32_t polynomial = 0x82f63b78;  // reflected

constexpr std::array<uint32_t, 256> table = [] {
  std::array<uint32_t, 256> made{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ ((sum & 1) != 0 ? polynomial : 0);
    made[byte] = sum;
  }
  return made;
}();

}  // namespace

uint32_t crc32c(std::string_view bytes) {
  uint32_t sum = ~uint32_t{0};
  for (const char byte : bytes) sum = sum >> 8 ^ table[(sum ^ static_cast<uint8_t>(byte)) & 0xff];
  return ~sum;
}

}  // namespace coopbench
