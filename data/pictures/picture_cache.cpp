#include "data/pictures/picture_cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>

#include "core/checksum.h"
#include "core/cores.h"
#include "core/errors.h"
#include "core/files.h"
#include "core/folder_lock.h"
#include "core/json.h"
#include "core/npy.h"
#include "core/printable.h"
#include "core/workers.h"
#include "data/pictures/members.h"
#include "data/pictures/picture.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// Raised where the same files give other images.
constexpr int kVersion = 1;
/// The most bytes of files that are decoded at once.
constexpr size_t kBatchBytes = size_t{32} << 20;

/// A batch on disk: pixels, and what became of each member. The second file is written last.
struct Shard {
  fs::path pixels, index;
};

Shard shard(const fs::path& folder, int64_t number) {
  const std::string stem = fmt::format("batch-{:05}", number);
  return {folder / (stem + ".npy"), folder / (stem + ".json")};
}

Json index_of(const Pictures& pictures) {
  Json bad = Json::array();
  for (const BadFile& file : pictures.bad) bad.push_back({file.name, file.reason});
  return {{"names", pictures.names}, {"bad", bad}};
}

void add_index(const Json& index, Pictures& pictures) {
  for (const Json& name : index.at("names")) pictures.names.push_back(name.get<std::string>());
  for (const Json& file : index.at("bad"))
    pictures.bad.push_back({file.at(0).get<std::string>(), file.at(1).get<std::string>()});
}

/// An index as a file: the checksum of its JSON in a line, then that.
std::string sealed(const Json& index) {
  const std::string text = index.dump();
  return checksum_text(text) + "\n" + text;
}

/// Throws UserError for one that is damaged.
Json read_index(const fs::path& file) {
  const std::string text = read_text(file, size_t{4} << 30);
  const size_t line = text.find('\n');
  const std::string_view json = std::string_view(text).substr(std::min(line, text.size() - 1) + 1);
  if (line == std::string::npos || text.substr(0, line) != checksum_text(json))
    throw UserError(file.string() + ": is damaged");
  return parse_json(json, file.string());
}

std::string_view bytes_of(const torch::Tensor& pixels) {
  return {static_cast<const char*>(pixels.const_data_ptr()), pixels.nbytes()};
}

/// What a name in JSON may be: other bytes are written out.
std::string as_text(const std::string& name) { return printable(name, std::string::npos); }

/// The images of a batch, and the members that are none.
Pictures decoded(std::vector<Member>& members, const Fit& fit, Workers& workers) {
  std::vector<torch::Tensor> images(members.size());
  workers.run(static_cast<int64_t>(members.size()), [&](int64_t i, int64_t) {
    Member& member = members[static_cast<size_t>(i)];
    if (!member.bad.empty()) return;
    try {
      images[static_cast<size_t>(i)] = fitted(decoded_picture(member.bytes), fit);
    } catch (const UserError& error) {
      member.bad = error.what();
    }
    member.bytes = {};
  });
  Pictures batch;
  std::vector<torch::Tensor> good;
  for (size_t i = 0; i < members.size(); ++i) {
    if (!members[i].bad.empty()) {
      batch.bad.push_back({as_text(members[i].name), members[i].bad});
      continue;
    }
    batch.names.push_back(as_text(members[i].name));
    good.push_back(images[i]);
  }
  batch.pixels = good.empty() ? torch::empty({0, fit.channels, fit.side, fit.side}, torch::kUInt8)
                              : torch::stack(good);
  return batch;
}

std::vector<Member> next_members(Members& members, size_t most) {
  std::vector<Member> batch;
  size_t bytes = 0;
  while (batch.size() < most && bytes < kBatchBytes) {
    std::optional<Member> member = members.next();
    if (!member) break;
    bytes += member->bytes.size();
    batch.push_back(std::move(*member));
  }
  return batch;
}

/// What the index of a batch says, where the batch is whole.
std::optional<Json> whole_index(const Shard& shard) {
  if (!fs::exists(shard.index)) return {};
  try {
    const Json index = read_index(shard.index);
    if (checksum_text(bytes_of(map_npy(shard.pixels))) == index.at("checksum")) return index;
  } catch (const UserError&) {  // it is made again
  }
  return {};
}

/// Decodes what is not yet on disk, batch by batch, and returns how many batches there are.
int64_t decode_all(const fs::path& files, const Fit& fit, const fs::path& folder, size_t batch_size,
                   const TellLoading& tell, Json& folders) {
  const auto members = open_members(files);
  int64_t number = 0, done = 0;
  for (; const auto index = whole_index(shard(folder, number)); ++number) {
    const size_t count = index->at("names").size() + index->at("bad").size();
    for (size_t k = 0; k < count; ++k) members->skip();
    done += static_cast<int64_t>(count);
  }
  Workers workers(cores());
  for (;; ++number) {
    std::vector<Member> batch = next_members(*members, batch_size);
    if (batch.empty()) break;
    const Pictures pictures = decoded(batch, fit, workers);
    const Shard to = shard(folder, number);
    write_npy(to.pixels, pictures.pixels);
    Json index = index_of(pictures);
    index["checksum"] = checksum_text(bytes_of(pictures.pixels));
    write_whole(to.index, sealed(index));
    done += static_cast<int64_t>(batch.size());
    if (tell) tell({.pictures = done, .share = std::clamp(members->share(), 0.0, 1.0)});
  }
  for (const std::string& name : members->folders()) folders.push_back(as_text(name));
  return number;
}

/// Joins the batches to pixels.npy and index.json.
void join(const fs::path& folder, int64_t shards, const Fit& fit, const Json& folders) {
  Pictures all;
  for (int64_t i = 0; i < shards; ++i) add_index(read_index(shard(folder, i).index), all);
  const auto n = static_cast<int64_t>(all.names.size());
  Checksum checksum;
  replace_whole(folder / "pixels.npy", [&](const fs::path& path) {
    std::ofstream file(path, std::ios::binary);
    const auto add = [&](std::string_view bytes) {
      file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    };
    add(npy_header({n, fit.channels, fit.side, fit.side}, torch::kUInt8));
    for (int64_t i = 0; i < shards; ++i) {
      const torch::Tensor part = read_npy(shard(folder, i).pixels);
      checksum.add(bytes_of(part));
      add(bytes_of(part));
    }
    file.flush();
    if (!file) fail_with_errno(path, "write");
  });
  Json index = index_of(all);
  index["folders"] = folders;
  index["checksum"] = checksum.text();
  write_whole(folder / "index.json", sealed(index));
  for (int64_t i = 0; i < shards; ++i)
    for (const fs::path& file : {shard(folder, i).pixels, shard(folder, i).index})
      remove_whole(file);
}

/// What a whole folder of the cache holds; nothing where it is not whole.
std::optional<Pictures> read_cache(const fs::path& folder, const Fit& fit) {
  try {
    const Json index = read_index(folder / "index.json");
    Pictures pictures;
    add_index(index, pictures);
    const auto n = static_cast<int64_t>(pictures.names.size());
    pictures.pixels = map_npy(folder / "pixels.npy");
    for (const Json& name : index.at("folders"))
      pictures.folders.push_back(name.get<std::string>());
    const bool whole =
        pictures.pixels.scalar_type() == torch::kUInt8 &&
        pictures.pixels.sizes() == torch::IntArrayRef({n, fit.channels, fit.side, fit.side}) &&
        checksum_text(bytes_of(pictures.pixels)) == index.at("checksum");
    if (!whole) return {};
    std::sort(pictures.folders.begin(), pictures.folders.end());
    return pictures;
  } catch (const UserError&) {
    return {};
  } catch (const Json::exception&) {
    return {};
  }
}

/// Makes a folder in the cache. Throws UserError that says how to name another cache.
void make_place(const fs::path& folder) {
  const auto refuse = [](const std::string& why) {
    throw UserError(why +
                    "; pictures that were decoded are kept there: set COOPBENCH_CACHE to a folder "
                    "that may be written to");
  };
  try {
    make_folder(folder);
  } catch (const UserError& error) {
    refuse(error.what());
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    refuse(fmt::format("{}: can't be written to: {}", folder.string(), std::strerror(errno)));
}

std::string key(const fs::path& files, const Fit& fit) {
  return checksum_text(fmt::format("{} {} {} {} {}\n{}", kVersion, fit.side, fit.channels, fit.crop,
                                   fit.min_max, members_signature(files)));
}

}  // namespace

fs::path cache_folder() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? fs::path(value) : fs::path();
  };
  if (const fs::path own = set("COOPBENCH_CACHE"); !own.empty()) return own;
  if (const fs::path shared = set("XDG_CACHE_HOME"); !shared.empty()) return shared / "coopbench";
  if (const fs::path home = set("HOME"); !home.empty()) return home / ".cache" / "coopbench";
  throw UserError(
      "there is no folder to keep decoded pictures in: set COOPBENCH_CACHE to one, or HOME");
}

Pictures cached_pictures(const fs::path& files, const Fit& fit, const fs::path& cache, size_t batch,
                         const TellLoading& tell) {
  const fs::path folder = cache / key(files, fit);
  if (auto found = read_cache(folder, fit)) return *found;
  make_place(folder);
  const FolderLock lock(folder, FolderLock::Busy::wait);
  if (auto found = read_cache(folder, fit)) return *found;  // made while this one waited
  remove_whole(folder / "index.json");
  Json folders = Json::array();
  const int64_t shards = decode_all(files, fit, folder, batch, tell, folders);
  join(folder, shards, fit, folders);
  if (auto made = read_cache(folder, fit)) return *made;
  throw Failure(folder.string() + ": what was written there can't be read again");
}

}  // namespace coopbench
