#include "records/checksums.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "core/checksum.h"
#include "core/files.h"
#include "records/schema.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// Pictures and samples.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  if (error) throw Failure(folder.string() + ": can't be read: " + error.message());
  for (const auto& entry : entries)
    if (entry.path().extension() == ".png" || entry.path().extension() == ".npy")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> checked_files(const RunPaths& run) {
  std::vector<fs::path> files{run.config(), run.metrics(), run.train(), run.validation()};
  for (const fs::path& file : {run.checkpoint(), run.rewinds()})
    if (fs::exists(file)) files.push_back(file);
  for (const fs::path& folder : {run.grids(), run.samples(), run.density()})
    for (const fs::path& file : files_in(folder)) files.push_back(file);
  return files;
}

std::string name_in(const RunPaths& run, const fs::path& file) {
  return file.lexically_relative(run.folder).string();
}

void write(const RunPaths& run, const Json& files) {
  write_versioned(run.checksums(), {{"files", files}, {"checksum", checksum_text(files.dump())}});
}

bool is_whole(const fs::path& file, const Json& checksum) {
  constexpr uintmax_t most = uintmax_t{4} << 30;  // bytes; nothing that a run writes is larger
  need_allowed(file);
  std::error_code error;
  const fs::file_type type = fs::status(file, error).type();
  if (type != fs::file_type::regular && type != fs::file_type::none) return false;
  const auto size = fs::file_size(file, error);
  return (error || size <= most) && checksum == file_checksum(file);  // which says what is wrong
}

}  // namespace

bool is_training_picture(const std::string& name) {
  const std::string file = fs::path(name).filename();
  return fs::path(name).parent_path() == "grids" && !file.empty() &&
         std::isdigit(static_cast<unsigned char>(file.front())) != 0;
}

void write_checksums(const RunPaths& run, std::string_view state) {
  const Json before = read_checksums(run).files;
  Json files{{name_in(run, run.state()), checksum_text(state)}};
  for (const fs::path& file : checked_files(run)) {
    const std::string name = name_in(run, file);
    const bool stays = is_training_picture(name) && before.contains(name);
    files[name] = stays ? before.at(name) : Json(file_checksum(file));
  }
  write(run, files);
}

void write_training_checksums(const RunPaths& run) {
  Json files = read_checksums(run).files;
  const size_t before = files.size();
  if (const std::string name = name_in(run, run.config()); !files.contains(name))
    files[name] = file_checksum(run.config());
  for (const fs::path& file : files_in(run.grids()))
    if (const std::string name = name_in(run, file);
        is_training_picture(name) && !files.contains(name))
      files[name] = file_checksum(file);
  if (files.size() > before) write(run, files);
}

void forget_training_checksums(const RunPaths& run, int64_t iteration) {
  Json files = read_checksums(run).files, kept = Json::object();
  for (const auto& [name, checksum] : files.items())
    if (!is_training_picture(name) || std::stoll(fs::path(name).filename()) <= iteration)
      kept[name] = checksum;
  if (kept.size() < files.size()) write(run, kept);
}

Checksums read_checksums(const RunPaths& run) {
  try {
    const Json json = read_versioned(run.checksums());
    const auto files = json.find("files");
    if (files != json.end() && files->is_object() &&
        json.value("checksum", Json()) == checksum_text(files->dump()))
      return {run, *files};
  } catch (const UserError&) {
  }
  return {run};
}

bool Checksums::may_have_ended() const {
  return files.empty() || files.contains(name_in(run, run.state()));
}

bool Checksums::has(const fs::path& file, std::string_view bytes) const {
  const auto found = files.find(name_in(run, file));
  return found != files.end() && *found == checksum_text(bytes);
}

std::vector<std::string> damaged_files(const Checksums& checksums) {
  const auto& [run, files] = checksums;
  if (files.empty()) return {run.checksums().filename().string()};
  std::vector<std::string> damaged;
  for (const auto& [name, checksum] : files.items())
    if (!stays_inside(run.folder, run.folder / name) || !is_whole(run.folder / name, checksum))
      damaged.push_back(name);
  return damaged;
}

void need_allowed(const fs::path& file) {
  if (::eaccess(file.c_str(), R_OK) != 0 && errno == EACCES)
    throw UserError(file.string() + ": " + std::strerror(EACCES));
}

void need_whole_net(const RunPaths& run) {
  const Checksums checksums = read_checksums(run);
  for (const fs::path& file : {run.config(), run.checkpoint()}) {
    need_allowed(file);
    const auto known = checksums.files.find(name_in(run, file));
    if (known != checksums.files.end() && !is_whole(file, *known))
      throw Failure(file.string() +
                    ": is damaged: it is not what the run wrote; put it back, or train the run "
                    "anew");
  }
}

}  // namespace coopbench
