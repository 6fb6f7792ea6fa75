#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "records/columns.h"
#include "records/log_rows.h"

namespace coopbench {

/// What a log may have at most, in bytes: some five million iterations, at about 200 bytes each.
inline constexpr uintmax_t kLongestLog = uintmax_t{1} << 30;

/// A log as columns of equal length, which are none where it has no header yet. Throws UserError
/// when it is not there, no regular file or longer than kLongestLog, lacks one of the columns, has
/// a row of another length than the header, or iterations that don't ascend, and Failure for an
/// error of the disk.
Columns read_columns(const std::filesystem::path& file, const std::vector<std::string>& needed);

/// A log of rows of one kind: it has their columns, and those of their shares.
template <class Row>
Columns read_log(const std::filesystem::path& file) {
  return read_columns(file, column_names<Row>());
}

}  // namespace coopbench
