#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/errors.h"
#include "core/fields.h"

namespace coopbench {

/// Version of the files of a run folder. It rises when a program that knows the one before could
/// misread them.
inline constexpr int64_t kSchemaVersion = 3;

/// A file of a run folder has another schema than this program's.
struct SchemaError : UserError {
  using UserError::UserError;
};

/// The object in a JSON file of a run folder, without its `schema_version`. Throws SchemaError
/// when it is of another version, which the message says beside ours, and UserError for a file that
/// is not there, no JSON, no object, or without a version.
Json read_versioned(const std::filesystem::path& file);

/// The text of a JSON file of a run folder: the object with our `schema_version` in front.
std::string versioned_text(const Json& object);

/// Writes the object with our `schema_version` in front.
void write_versioned(const std::filesystem::path& file, const Json& object);

/// Throws SchemaError when one of the files is of another version. Files that are missing or broken
/// pass.
void need_known_schema(const std::vector<std::filesystem::path>& files);

/// Reads a struct with `fields()`. Keys left out keep their defaults, unknown ones are left alone.
/// Throws as `read_versioned`, and UserError for a value of another type.
template <class Record>
Record read_record(const std::filesystem::path& file) {
  return parse_config<Record>(read_versioned(file), [&](const std::string& key) {
    return file.filename().string() + "." + key;
  });
}

/// What `read`, a function of the file as those above, makes of it; nothing where the file is
/// missing or broken. Throws SchemaError.
template <class Read>
auto unless_broken(const std::filesystem::path& file, Read read)
    -> std::optional<decltype(read(file))> {
  try {
    return read(file);
  } catch (const SchemaError&) {
    throw;
  } catch (const UserError&) {
    return {};
  }
}

template <class Record>
void write_record(const std::filesystem::path& file, const Record& record) {
  write_versioned(file, to_json(record));
}

}  // namespace coopbench
