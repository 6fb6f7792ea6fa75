#include "data/dataset.h"

#include <fmt/format.h>

#include "core/errors.h"

namespace coopbench {

Dataset load_found(const DataSource& source, const std::string& name) {
  if (const Found found = source.find(); !found.found)
    throw UserError(fmt::format("{} is not found ({}). {}", name, found.where, found.advice));
  return source.load();
}

}  // namespace coopbench
