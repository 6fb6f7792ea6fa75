#pragma once

#include "core/archive.h"
#include "core/json.h"
#include "data/dataset.h"

namespace coopbench {

/// What a run is of, by checksums: a checkpoint of other settings, seed or data is not its own.
struct Identity {
  uint64_t settings = 0, data = 0;
};

/// Of the object in config.json, whose preset's name changes nothing, and these data.
Identity identity_of(Json settings, const Dataset& data);

void put(Archive& checkpoint, const Identity& identity);

/// Whether a checkpoint says that it is of others; one that says nothing may be of these.
bool has_other_settings(const Archive& checkpoint, const Identity& identity);
bool has_other_data(const Archive& checkpoint, const Identity& identity);

}  // namespace coopbench
