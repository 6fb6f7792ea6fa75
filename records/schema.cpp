#include "records/schema.h"

#include <fmt/format.h>

#include "core/files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVersionKey = "schema_version";

void need_ours(const fs::path& file, const Json& version) {
  if (version == kSchemaVersion) return;
  const bool newer = version.is_number() && version > kSchemaVersion;
  throw SchemaError(fmt::format("{}: has schema_version {}, and this coopbench reads {}; {}",
                                file.string(), version.dump(), kSchemaVersion,
                                newer ? "take the coopbench that wrote it, or a later one"
                                      : "run it again, or report it with the coopbench that wrote "
                                        "it"));
}

}  // namespace

Json read_versioned(const fs::path& file) {
  Json json = parse_json(read_text(file), file.string());
  if (!json.is_object()) throw UserError(file.string() + ": must be an object");
  if (!json.contains(kVersionKey)) throw UserError(file.string() + ": has no schema_version");
  need_ours(file, json.at(kVersionKey));
  json.erase(kVersionKey);
  return json;
}

std::string versioned_text(const Json& object) {
  Json json = {{kVersionKey, kSchemaVersion}};
  json.update(object);
  return json.dump(2) + "\n";
}

void write_versioned(const fs::path& file, const Json& object) {
  write_whole(file, versioned_text(object));
}

void need_known_schema(const std::vector<fs::path>& files) {
  for (const fs::path& file : files) {
    std::error_code none;
    if (!fs::exists(file, none)) continue;
    try {
      read_versioned(file);
    } catch (const SchemaError&) {
      throw;
    } catch (const UserError&) {
      continue;
    }
  }
}

}  // namespace coopbench
