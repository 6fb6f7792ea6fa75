#include "exchange/torch_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>

#include "core/errors.h"
#include "core/files.h"
#include "core/printable.h"
#include "core/zip_file.h"
#include "exchange/pickle.h"
#include "exchange/state_dict_of.h"

namespace coopbench {
namespace {

using torch::Tensor;
namespace fs = std::filesystem;

/// What the pickles of a file may have, in bytes: a tensor takes some hundred.
constexpr size_t longest_pickles = size_t{8} << 20;

uint64_t bytes_of(const PickledStorage& storage) {
  return static_cast<uint64_t>(storage.count) * torch::elementSize(storage.type);
}

/// Throws UserError for a size that can't be.
void need_size(const PickledStorage& storage, uintmax_t most, const std::string& source) {
  if (storage.count < 0 || static_cast<uint64_t>(storage.count) > most || bytes_of(storage) > most)
    throw UserError(fmt::format("{}: says that the storage '{}' has {} numbers, more than the file",
                                source, printable(storage.key, kLongestQuote), storage.count));
}

/// A storage as a tensor of one dimension.
Tensor numbers_of(const PickledStorage& storage, std::string_view bytes) {
  Tensor numbers = torch::empty({storage.count}, storage.type);
  if (!bytes.empty()) std::memcpy(numbers.data_ptr(), bytes.data(), bytes.size());
  return numbers;
}

/// The tensor in its storage. Throws UserError where it reaches beyond.
Tensor cut(const PickledTensor& tensor, const std::string& name, const Tensor& numbers,
           const std::string& source) {
  const auto refuse = [&](const std::string& why) {
    throw UserError(fmt::format("{}: the tensor '{}' of shape [{}] {}", source,
                                printable(name, kLongestQuote),
                                fmt::join(tensor.sizes.begin(), tensor.sizes.end(), ", "), why));
  };
  if (tensor.sizes.size() != tensor.strides.size()) refuse("has strides of another number");
  const auto there = static_cast<double>(numbers.numel());
  double count = 1, last = static_cast<double>(tensor.offset);
  for (size_t i = 0; i < tensor.sizes.size(); ++i) {
    if (tensor.sizes[i] < 0 || tensor.strides[i] < 0) refuse("has a negative size or stride");
    count *= static_cast<double>(tensor.sizes[i]);
    last += static_cast<double>(tensor.sizes[i] - 1) * static_cast<double>(tensor.strides[i]);
  }
  if (tensor.offset >= 0 && count > there && last < there)
    refuse("is an expanded view of fewer numbers; save it with .contiguous()");
  if (tensor.offset < 0 || count > there || (count > 0 && !(last < there)))
    refuse(fmt::format("reaches beyond its storage of {} numbers", numbers.numel()));
  if (count == 0) return torch::empty(tensor.sizes, numbers.options());
  return numbers.as_strided(tensor.sizes, tensor.strides, tensor.offset);
}

/// The tensors of the state dict, each storage read once.
SavedWeights cut_all(const PickleValue& root, const std::string& source,
                     const std::function<Tensor(const PickledStorage&)>& read) {
  std::map<const PickledStorage*, Tensor> storages;
  SavedWeights saved{.source = source};
  for (const auto& [name, tensor] : state_dict_of(root, source)) {
    Tensor& numbers = storages[tensor->storage];
    if (!numbers.defined()) numbers = read(*tensor->storage);
    saved.tensors.push_back({name, cut(*tensor, name, numbers, source)});
  }
  return saved;
}

SavedWeights read_zipped(const fs::path& path) {
  const std::string source = path.string();
  const ZipFile zip(path, "PyTorch");
  std::map<std::string, const ZipFile::Member*> members;
  std::string folder;
  for (const ZipFile::Member& member : zip.members()) {
    members[member.name] = &member;
    if (member.name.ends_with("/data.pkl"))
      folder = member.name.substr(0, member.name.size() - std::strlen("data.pkl"));
  }
  const auto named = [&](const std::string& name) -> const ZipFile::Member& {
    const auto found = members.find(folder + name);
    if (found == members.end())
      throw UserError(fmt::format("{}: is no file of PyTorch: the archive has no '{}'", source,
                                  printable(name, kLongestQuote)));
    return *found->second;
  };
  const ZipFile::Member& list = named("data.pkl");
  if (list.size > longest_pickles)
    throw UserError(fmt::format("{}: has a list of tensors of {} bytes; {} at most are read",
                                source, list.size, longest_pickles));
  if (members.contains(folder + "byteorder") && zip.read(named("byteorder")) != "little")
    throw UserError(source + ": has numbers that are not little endian");
  const Pickle pickle(zip.read(list), source);
  return cut_all(pickle.root(), source, [&](const PickledStorage& storage) {
    const ZipFile::Member& member = named("data/" + storage.key);
    need_size(storage, member.size, source);
    if (bytes_of(storage) != member.size)
      throw UserError(fmt::format("{}: says that the storage '{}' has {} bytes, and it has {}",
                                  source, printable(storage.key, kLongestQuote), bytes_of(storage),
                                  member.size));
    return numbers_of(storage, zip.read(member));
  });
}

/// The format before: five pickles, which are a mark, a version, the machine, the object and the
/// keys of its storages, and then each storage: how many numbers, and they.
class OlderFile {
 public:
  explicit OlderFile(const fs::path& path)
      : source_(path.string()), file_(path), begin_(file_.read(longest_pickles)) {}

  SavedWeights read() {
    need_mark(next());
    next();
    next();
    const Pickle object(rest(), source_);
    at_ += object.length();
    const Pickle keys(rest(), source_);
    at_ += keys.length();
    find_storages(object, keys.root());
    return cut_all(object.root(), source_, [&](const PickledStorage& storage) {
      const auto place = places_.find(storage.key);
      if (place == places_.end())
        throw UserError(
            fmt::format("{}: has no storage '{}'", source_, printable(storage.key, kLongestQuote)));
      return numbers_of(storage, bytes_at(place->second, bytes_of(storage)));
    });
  }

 private:
  std::string_view rest() const { return std::string_view(begin_).substr(at_); }

  /// The number of a pickle that holds one.
  PickleValue next() {
    const Pickle pickle(rest(), source_);
    at_ += pickle.length();
    PickleValue value = pickle.root();
    value.items.clear();
    return value;
  }

  /// Ten bytes that no other program begins a file with.
  void need_mark(const PickleValue& value) const {
    if (value.text != "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")
      throw UserError(source_ + ": is a pickle, but none that torch.save wrote");
  }

  void find_storages(const Pickle& object, const PickleValue& keys) {
    std::map<std::string, const PickledStorage*> by_key;
    for (const PickledStorage& storage : object.storages()) by_key[storage.key] = &storage;
    uintmax_t at = at_;
    for (const PickleValue* key : keys.items) {
      const auto known = by_key.find(key->text);
      if (known == by_key.end() || places_.contains(key->text))
        throw UserError(fmt::format("{}: lists a storage '{}' that no tensor has, or twice",
                                    source_, printable(key->text, kLongestQuote)));
      const PickledStorage& storage = *known->second;
      need_size(storage, file_.size(), source_);
      int64_t count = 0;
      std::memcpy(&count, bytes_at(at, sizeof count).data(), sizeof count);
      if (count != storage.count)
        throw UserError(fmt::format("{}: says that the storage '{}' has {} numbers, and it has {}",
                                    source_, printable(key->text, kLongestQuote), storage.count,
                                    count));
      places_[key->text] = at + sizeof count;
      at += sizeof count + bytes_of(storage);
    }
  }

  std::string bytes_at(uintmax_t at, uint64_t count) const {
    if (at > file_.size() || count > file_.size() - at)
      throw UserError(source_ + ": is cut off within its numbers");
    std::string bytes(count, '\0');
    for (size_t done = 0; done < count;) {
      const ssize_t read = ::pread(file_.descriptor(), bytes.data() + done, count - done,
                                   static_cast<off_t>(at + done));
      if (read <= 0) fail_with_errno(source_, "read");
      done += static_cast<size_t>(read);
    }
    return bytes;
  }

  std::string source_;
  InputFile file_;
  std::string begin_;
  size_t at_ = 0;
  std::map<std::string, uintmax_t> places_;  ///< of the numbers of each storage
};

}  // namespace

SavedWeights read_torch_file(const fs::path& path) {
  const std::string begin = InputFile(path).read(4);
  if (begin == "PK\x03\x04") return read_zipped(path);
  if (begin.starts_with("\x80")) return OlderFile(path).read();
  throw UserError(path.string() +
                  ": is no file that torch.save wrote: neither a zip archive nor a pickle");
}

}  // namespace coopbench
