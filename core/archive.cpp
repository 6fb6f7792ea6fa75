#include "core/archive.h"

#include <minizip/zip.h>

#include <limits>

#include "core/errors.h"
#include "core/files.h"
#include "core/npy.h"
#include "core/zip_file.h"

namespace coopbench {

void Archive::put_number(const std::string& name, int64_t number) {
  put(name, torch::tensor(number, torch::kInt64));
}

const torch::Tensor& Archive::at(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end())
    throw Failure("the checkpoint has no '" + name + "'; it belongs to other settings");
  return found->second;
}

int64_t Archive::number_at(const std::string& name) const { return at(name).item<int64_t>(); }

void Archive::put_all(const std::string& folder, const Archive& other) {
  for (const auto& [name, tensor] : other.tensors_) put(folder + "/" + name, tensor);
}

Archive Archive::folder(const std::string& folder) const {
  Archive inside;
  for (const auto& [name, tensor] : tensors_)
    if (name.starts_with(folder + "/")) inside.put(name.substr(folder.size() + 1), tensor);
  return inside;
}

void write_npz(const std::filesystem::path& path, const Archive& archive) {
  replace_whole(path, [&](const std::filesystem::path& part) {
    zipFile zip = zipOpen64(part.c_str(), APPEND_STATUS_CREATE);
    bool good = zip != nullptr;
    for (const auto& [name, tensor] : archive.tensors()) {
      if (!good) break;
      const std::string bytes = npy_bytes(tensor);
      zip_fileinfo no_time{};
      good = zipOpenNewFileInZip64(zip, (name + ".npy").c_str(), &no_time, nullptr, 0, nullptr, 0,
                                   nullptr, 0, 0, 1) == ZIP_OK;
      constexpr size_t most = std::numeric_limits<int32_t>::max();
      for (size_t at = 0; good && at < bytes.size(); at += most)
        good =
            zipWriteInFileInZip(zip, bytes.data() + at,
                                static_cast<unsigned>(std::min(most, bytes.size() - at))) == ZIP_OK;
      good = good && zipCloseFileInZip(zip) == ZIP_OK;
    }
    if (zip != nullptr) good = zipClose(zip, nullptr) == ZIP_OK && good;
    if (!good) throw Failure(path.string() + ": can't write; is the disk full?");
  });
}

Archive read_npz(const std::filesystem::path& path) {
  const ZipFile zip(path, ".npz");
  Archive archive;
  for (const ZipFile::Member& member : zip.members()) {
    std::string key = member.name;
    if (key.ends_with(".npy")) key.resize(key.size() - 4);
    archive.put(key, npy_tensor(zip.read(member), path.string() + ":" + key));
  }
  return archive;
}

}  // namespace coopbench
