#include "data/dataset.h"

#include <fmt/format.h>

#include "core/checksum.h"
#include "core/errors.h"

namespace coopbench {

uint64_t checksum(const Dataset& data) {
  if (data.log_density) return 0;
  Checksum sum;
  for (const Images* part : {&data.train, &data.validation, &data.test})
    for (int64_t row = 0; row < part->size(); ++row) sum.add(part->bytes(row));
  return sum.value();
}

Dataset load_found(const DataSource& source, const std::string& name, const TellLoading& tell) {
  if (const Found found = source.find(); !found.found)
    throw UserError(fmt::format("{} is not found ({}); {}", name, found.where, found.advice));
  return source.load(tell);
}

}  // namespace coopbench
