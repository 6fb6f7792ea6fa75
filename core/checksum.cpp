#include "core/checksum.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "core/files.h"

namespace coopbench {

void Checksum::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

Checksum::Checksum() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_64bits_reset(state_.get());
}

void Checksum::add(std::string_view bytes) {
  XXH3_64bits_update(state_.get(), bytes.data(), bytes.size());
}

std::string Checksum::text() const { return fmt::format("{:016x}", value()); }

uint64_t Checksum::value() const { return XXH3_64bits_digest(state_.get()); }

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
