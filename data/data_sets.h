#pragma once

#include "core/table.h"
#include "data/dataset.h"

namespace coopbench {

using DataTable = Table<DataSource()>;

/// The data sets that a config may name.
DataTable data_sets();

}  // namespace coopbench
