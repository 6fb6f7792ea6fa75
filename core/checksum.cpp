#include "core/checksum.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "core/files.h"

namespace coopbench {
namespace {

XXH3_state_t* of(const std::shared_ptr<void>& state) {
  return static_cast<XXH3_state_t*>(state.get());
}

}  // namespace

Checksum::Checksum()
    : state_(XXH3_createState(),
             [](void* state) { XXH3_freeState(static_cast<XXH3_state_t*>(state)); }) {
  if (!state_) throw std::bad_alloc();
  XXH3_64bits_reset(of(state_));
}

void Checksum::add(std::string_view bytes) {
  XXH3_64bits_update(of(state_), bytes.data(), bytes.size());
}

std::string Checksum::text() const { return fmt::format("{:016x}", value()); }

uint64_t Checksum::value() const { return XXH3_64bits_digest(of(state_)); }

std::string checksum_text(std::string_view bytes) {
  Checksum checksum;
  checksum.add(bytes);
  return checksum.text();
}

std::string file_checksum(const std::filesystem::path& path) {
  InputFile file(path);
  Checksum checksum;
  for (std::string piece; !(piece = file.read(size_t{1} << 20)).empty();) checksum.add(piece);
  return checksum.text();
}

}  // namespace coopbench
