#include "core/npz_rows.h"

#include <fmt/format.h>
#include <minizip/unzip.h>

#include <algorithm>
#include <array>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {
namespace {

/// No byte of a deflated file unpacks to more than this many.
constexpr uint64_t kDeflateRatio = 1032;
constexpr std::string_view kEnding = ".npy";

struct Close {
  void operator()(void* zip) const { unzClose(zip); }
};

/// A .npz file that stands at one of its members.
class Zip {
 public:
  explicit Zip(const std::filesystem::path& path)
      : path_(path.string()),
        file_(path),
        zip_(unzOpen64(fmt::format("/proc/self/fd/{}", file_.descriptor()).c_str())) {
    if (!zip_) throw UserError(path_ + ": is not a whole .npz file");
  }

  /// The name of the next member, from the first on; nothing behind the last.
  std::optional<std::string> next() {
    const int found = begun_ ? unzGoToNextFile(zip_.get()) : unzGoToFirstFile(zip_.get());
    begun_ = true;
    if (found == UNZ_END_OF_LIST_OF_FILE) return {};
    std::array<char, 1024> name{};
    unz_file_info64 info;
    if (found != UNZ_OK || unzGetCurrentFileInfo64(zip_.get(), &info, name.data(), name.size() - 1,
                                                   nullptr, 0, nullptr, 0) != UNZ_OK)
      throw UserError(path_ + ": is not a whole .npz file");
    size_ = info.uncompressed_size;
    packed_ = info.compressed_size;
    name_ = name.data();
    if (name_.ends_with(kEnding)) name_.resize(name_.size() - kEnding.size());
    return name_;
  }

  /// Opens the member and reads what its array's header says; the numbers begin at `ahead`.
  NpyHeader open() {
    if (size_ / kDeflateRatio > packed_ || packed_ > file_.size()) refuse();
    if (unzOpenCurrentFile(zip_.get()) != UNZ_OK) refuse();
    ahead_.resize(std::min<size_t>(kLongestNpyHeader, size_));
    ahead_.resize(read(ahead_.data(), ahead_.size()));
    NpyHeader header = read_npy_header(ahead_, size_, path_ + ":" + name_);
    ahead_.erase(0, header.length);
    return header;
  }

  /// Fills `place`. Throws UserError where fewer bytes are there.
  void fill(char* place, size_t size) {
    const size_t known = std::min(ahead_.size(), size);
    std::copy_n(ahead_.data(), known, place);
    ahead_.erase(0, known);
    if (read(place + known, size - known) < size - known) refuse();
  }

  /// Compares the checksum, when all was read.
  void close() {
    if (unzCloseCurrentFile(zip_.get()) != UNZ_OK) refuse();
  }

 private:
  [[noreturn]] void refuse() const {
    throw UserError(fmt::format("{}: is damaged at '{}'", path_, name_));
  }

  size_t read(char* place, size_t size) {
    constexpr size_t most = size_t{1} << 24;
    size_t done = 0;
    while (done < size) {
      const int got = unzReadCurrentFile(zip_.get(), place + done,
                                         static_cast<unsigned>(std::min(most, size - done)));
      if (got < 0) refuse();
      if (got == 0) break;
      done += static_cast<size_t>(got);
    }
    return done;
  }

  std::string path_, name_, ahead_;
  InputFile file_;
  std::unique_ptr<void, Close> zip_;
  uint64_t size_ = 0, packed_ = 0;
  bool begun_ = false;
};

}  // namespace

std::vector<NpzArray> npz_arrays(const std::filesystem::path& path) {
  Zip zip(path);
  std::vector<NpzArray> arrays;
  while (const auto name = zip.next()) {
    NpzArray array{*name, {}, ""};
    try {
      array.header = zip.open();
    } catch (const UserError& error) {
      array.unreadable = error.what();
    }
    arrays.push_back(std::move(array));
  }
  return arrays;
}

struct NpzRows::State {
  Zip zip;
  NpyHeader header;
  int64_t left = 0;
};

NpzRows::NpzRows(const std::filesystem::path& path, const std::string& name)
    : state_(new State{.zip = Zip(path), .header = {}}) {
  std::optional<std::string> found;
  do found = state_->zip.next();
  while (found && *found != name);
  if (!found) throw UserError(fmt::format("{}: has no array '{}'", path.string(), name));
  state_->header = state_->zip.open();
  if (state_->header.shape.empty())
    throw UserError(fmt::format("{}:{}: is a single number", path.string(), name));
  state_->left = state_->header.shape[0];
}

NpzRows::~NpzRows() = default;

const NpyHeader& NpzRows::header() const { return state_->header; }

torch::Tensor NpzRows::next(int64_t most) {
  std::vector<int64_t> shape = state_->header.shape;
  const bool all = state_->left > 0 && most >= state_->left;
  shape[0] = std::min(most, state_->left);
  torch::Tensor rows = torch::empty(shape, state_->header.type);
  state_->zip.fill(static_cast<char*>(rows.data_ptr()), rows.nbytes());
  state_->left -= shape[0];
  if (all) state_->zip.close();
  return rows;
}

}  // namespace coopbench
