#include "core/npz_rows.h"

#include <algorithm>

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  for (const NpzArray& array : npz_arrays(file.path())) {
    need(array.header.has_value() == array.unreadable.empty());
    accepts([&] {
      NpzRows rows(file.path(), array.name);
      const int64_t all = rows.header().shape[0];
      int64_t read = 0;
      for (int64_t i = 0; i < 3; ++i) read += rows.next(2).size(0);
      need(read == std::min<int64_t>(6, all));
    });
  }
}
