#include "core/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "core/files.h"

namespace coopbench {

MemoryFile::MemoryFile(std::string_view bytes)
    : descriptor_(::memfd_create("coopbench", MFD_CLOEXEC)),
      path_("/proc/self/fd/" + std::to_string(descriptor_)) {
  if (descriptor_ >= 0 &&
      ::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()))
    return;
  if (descriptor_ >= 0) ::close(descriptor_);
  fail_with_errno("a file in memory", "write");
}

MemoryFile::~MemoryFile() { ::close(descriptor_); }

}  // namespace coopbench
