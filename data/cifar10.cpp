#include <fmt/format.h>
#include <torch/types.h>

#include <cstring>
#include <map>

#include "data/parts.h"
#include "data/picture_sets.h"
#include "data/pictures/members.h"
#include "data/usual_folders.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kNumbers = 3 * 32 * 32, kRecord = 1 + kNumbers;
constexpr ImageShape kShape{.channels = 3, .side = 32};
const std::vector<std::string> kNames{"airplane", "automobile", "bird",  "cat",  "deer",
                                      "dog",      "frog",       "horse", "ship", "truck"};

bool is_there(const fs::path& path) {
  std::error_code none;
  return fs::exists(path, none);
}

/// What of a folder holds the images; empty for nothing.
fs::path found_in(const fs::path& folder) {
  if (is_there(folder / "data_batch_1.bin") || is_there(folder / "train")) return folder;
  for (const char* name : {"cifar-10-batches-bin", "cifar-10-binary.tar.gz", "cifar10-jpeg.tar.xz"})
    if (is_there(folder / name)) return folder / name;
  return {};
}

fs::path whereabouts(const Cifar10Config& config) {
  if (!config.files.empty()) {
    std::error_code none;
    if (!fs::is_directory(config.files, none)) return is_there(config.files) ? config.files : "";
    const fs::path inner = found_in(config.files);
    return inner.empty() ? fs::path(config.files) : inner;
  }
  for (const fs::path& folder : usual_folders("cifar10"))
    if (const fs::path inner = found_in(folder); !inner.empty()) return inner;
  return {};
}

Found find(const Cifar10Config& config) {
  const fs::path place = whereabouts(config);
  if (!place.empty()) return {true, place.string(), ""};
  std::vector<std::string> searched;
  for (const fs::path& folder : usual_folders("cifar10")) searched.push_back(folder.string());
  return {
      false,
      config.files.empty() ? "not in " + listed(searched)
                           : "no folder or archive " + fs::absolute(config.files).string(),
      "put cifar-10-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html there, or name it with "
      "data.files"};
}

/// Images and labels that come batch by batch, in memory for the published number of them.
struct Batch {
  explicit Batch(int64_t most)
      : pixels(torch::empty({most, 3, 32, 32}, torch::kUInt8)),
        labels(torch::empty({most}, torch::kInt64)) {}

  void add(const std::string& name, const std::string& bytes) {
    const auto records = static_cast<int64_t>(bytes.size()) / kRecord;
    if (records * kRecord != static_cast<int64_t>(bytes.size()) || records == 0)
      throw UserError(fmt::format("{}: is damaged: {} bytes are no whole number of images", name,
                                  bytes.size()));
    if (records > pixels.size(0) - size)
      throw UserError(
          fmt::format("{}: with it there are more than {} images", name, pixels.size(0)));
    for (int64_t i = 0; i < records; ++i, ++size) {
      const char* record = bytes.data() + i * kRecord;
      if (static_cast<uint8_t>(*record) > 9)
        throw UserError(fmt::format("{}: is damaged: image {} has the label {}", name, i,
                                    static_cast<uint8_t>(*record)));
      labels.data_ptr<int64_t>()[size] = *record;
      std::memcpy(pixels.data_ptr<uint8_t>() + size * kNumbers, record + 1, kNumbers);
    }
  }

  Images images() const { return {pixels.slice(0, 0, size), 32, labels.slice(0, 0, size)}; }

  torch::Tensor pixels, labels;
  int64_t size = 0;
};

bool is_picture(const std::string& name) {
  std::string ending = fs::path(name).extension().string();
  for (char& letter : ending)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}

/// The number of a training batch by the name of its file; 0 for other files.
int64_t batch_number(const std::string& file) {
  for (int64_t i = 1; i <= 5; ++i)
    if (file == fmt::format("data_batch_{}.bin", i)) return i;
  return 0;
}

/// The binary batches, whatever order they come in; nothing where there are pictures instead.
std::optional<Parts> read_batches(const fs::path& place, int64_t validation) {
  Batch train(50000), test(10000);
  std::map<int64_t, torch::Tensor> rows;  // of each training batch
  const auto members = open_members(place);
  while (const auto member = members->next()) {
    if (is_picture(member->name)) return {};
    const std::string file = fs::path(member->name).filename().string();
    const std::string name = (place / member->name).string();
    if (!member->bad.empty()) throw UserError(name + ": " + member->bad);
    if (file == "test_batch.bin") test.add(name, member->bytes);
    const int64_t number = batch_number(file);
    if (number == 0) continue;
    const int64_t first = train.size;
    train.add(name, member->bytes);
    if (!rows.emplace(number, torch::arange(first, train.size, torch::kInt64)).second)
      throw UserError(name + ": there are two of that name");
  }
  if (rows.size() != 5 || test.size == 0)
    throw UserError(place.string() +
                    ": lacks one of data_batch_1.bin to data_batch_5.bin or test_batch.bin");
  const int64_t kept = train.size - validation;
  if (kept < 1)
    throw UserError(
        fmt::format("{}: holds {} training images; validation must be below that, not {}",
                    place.string(), train.size, validation));
  std::vector<torch::Tensor> order;
  for (const auto& [number, of_batch] : rows) order.push_back(of_batch);
  const Images all = train.images().selected(torch::cat(order));
  return Parts{all.part(0, kept), all.part(kept, all.size()), test.images()};
}

Dataset of_pictures(const Cifar10Config& config, const std::string& place,
                    const TellLoading& tell) {
  PicturesConfig pictures{.files = place, .skip_bad = config.skip_bad};
  for (const int64_t label : config.labels)
    pictures.labels.push_back(kNames[static_cast<size_t>(label)]);
  pictures.validation = static_cast<double>(config.validation) / 50000;
  return load_pictures(pictures, tell, kNames).data;
}

Dataset load(const Cifar10Config& config, const TellLoading& tell) {
  const std::string place = whereabouts(config).string();
  if (place.empty()) {
    const Found found = find(config);
    throw UserError("cifar10: " + found.where + "; " + found.advice);
  }
  auto parts = read_batches(place, config.validation);
  if (!parts) return of_pictures(config, place, tell);
  *parts = {with_labels(parts->train, config.labels), with_labels(parts->validation, config.labels),
            with_labels(parts->test, config.labels)};
  const std::string dropped = separate(*parts, place);
  return {.shape = kShape,
          .train = parts->train,
          .validation = parts->validation,
          .test = parts->test,
          .source = place + "; " + dropped};
}

}  // namespace

DataSource cifar10_source(const Cifar10Config& config) {
  return {kShape, [=](const TellLoading& tell) { return load(config, tell); },
          [=] { return find(config); }};
}

}  // namespace coopbench
