#include "core/memory.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <cstdlib>
#include <new>
#include <string_view>

#include "core/errors.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace coopbench {

void keep_freed_memory() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that glibc takes
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

void need_memory(size_t bytes) {
  void* place =
      ::mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED)
    throw Failure(fmt::format("out of memory: a limit (ulimit -v) leaves less than {} MB; raise it",
                              bytes >> 20));
  ::munmap(place, bytes);
}

bool is_out_of_memory(const std::exception& error) {
  const auto says = [](std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  };
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
  if (const auto* of_torch = dynamic_cast<const c10::Error*>(&error))
    return says(of_torch->what_without_backtrace(), "alloc");
  return says(error.what(), "could not create a primitive");  // oneDNN
}

}  // namespace coopbench
