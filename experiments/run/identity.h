#pragma once

#include "core/archive.h"
#include "core/json.h"
#include "data/dataset.h"

namespace coopbench {

/// What a run is of, by checksums: a checkpoint of other settings, seed or data is not its own.
struct Identity {
  uint64_t settings = 0, data = 0;
  uint64_t weights = 0;  ///< of the files that nets began with; 0 without
};

/// Of the object in config.json, whose preset's name changes nothing, and these data; without
/// weights.
Identity identity_of(Json settings, const Dataset& data);

/// Of the files that the settings `weights` name, wherever they stand; 0 without. Throws as
/// InputFile.
uint64_t weights_checksum(const Json& settings);

void put(Archive& checkpoint, const Identity& identity);

/// Whether a checkpoint says that it is of others; one that says nothing may be of these.
bool has_other_settings(const Archive& checkpoint, const Identity& identity);
bool has_other_data(const Archive& checkpoint, const Identity& identity);
bool has_other_weights(const Archive& checkpoint, const Identity& identity);

}  // namespace coopbench
