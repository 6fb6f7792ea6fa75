#include "cli/export_place.h"

#include "core/checksum.h"
#include "core/errors.h"
#include "core/files.h"
#include "records/schema.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

fs::path list_of(const fs::path& folder) { return folder / "export.json"; }

/// Checksums of the files that an export wrote, by name; empty where there is no list of ours.
Json written_before(const fs::path& folder) {
  const auto list = unless_broken(list_of(folder), read_versioned);
  return list && list->contains("files") && list->at("files").is_object() ? list->at("files")
                                                                          : Json::object();
}

}  // namespace

void need_own_export(const fs::path& folder, const std::vector<ExportedFile>& files) {
  const Json before = written_before(folder);
  const auto refuse = [](const fs::path& path) {
    throw UserError(path.string() +
                    ": is there, and not as an export wrote it; move it, or choose another --out");
  };
  if (is_there(list_of(folder)) && !unless_broken(list_of(folder), read_versioned))
    refuse(list_of(folder));
  for (const ExportedFile& file : files) {
    const fs::path path = folder / file.name;
    if (!is_there(path)) continue;
    if (!fs::is_regular_file(fs::symlink_status(path))) refuse(path);
    const std::string there = file_checksum(path);
    if (there != text_at(before, {file.name.c_str()}) && there != checksum_text(file.bytes))
      refuse(path);
  }
}

void write_export(const fs::path& folder, const std::vector<ExportedFile>& files) {
  Json sums = written_before(folder);
  for (const ExportedFile& file : files) {
    write_whole(folder / file.name, file.bytes);
    sums[file.name] = checksum_text(file.bytes);
  }
  write_versioned(list_of(folder), {{"files", sums}});
}

}  // namespace coopbench
