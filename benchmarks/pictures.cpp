#include <fmt/format.h>
#include <turbojpeg.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "benchmarks/benchmarks.h"
#include "core/errors.h"
#include "data/picture_sets.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kPictures = 50000;
constexpr int kSide = 32;

/// JPEG data of a picture of its own: waves of colours whose lengths follow from its number.
std::string jpeg(tjhandle packer, int64_t number) {
  std::vector<unsigned char> pixels(size_t{3} * kSide * kSide);
  size_t at = 0;
  for (int64_t y = 0; y < kSide; ++y)
    for (int64_t x = 0; x < kSide; ++x)
      for (int64_t c = 0; c < 3; ++c)
        pixels[at++] = static_cast<unsigned char>(
            (x * (1 + number % 13) + y * (1 + number / 13 % 17) + c * 40 + number) % 256);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): TurboJPEG's type
  if (tjCompress2(packer, pixels.data(), kSide, 0, kSide, TJPF_RGB, &bytes, &size, TJSAMP_420, 90,
                  0) != 0)
    throw Failure("TurboJPEG can't write a picture");
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(bytes, tjFree);
  return {reinterpret_cast<const char*>(bytes), size};
}

/// The head of a file in a tar archive (POSIX ustar).
std::string tar_head(const std::string& name, size_t size) {
  std::string head(512, '\0');
  const auto put = [&](size_t at, const std::string& text) { head.replace(at, text.size(), text); };
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", size));
  put(136, "00000000000");
  put(148, "        ");
  put(156, "0");
  put(257, "ustar");
  put(263, "00");
  unsigned sum = 0;
  for (const char letter : head) sum += static_cast<unsigned char>(letter);
  put(148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return head;
}

/// An archive of pictures and a cache beside it, gone with this.
class Place {
 public:
  Place() : folder_(fs::temp_directory_path() / fmt::format("coopbench-perf-{}", ::getpid())) {
    fs::create_directories(folder_);
    ::setenv("COOPBENCH_CACHE", cache().c_str(), 1);
    const std::unique_ptr<void, int (*)(tjhandle)> packer(tjInitCompress(), tjDestroy);
    std::ofstream file(archive(), std::ios::binary);
    for (int64_t i = 0; i < kPictures; ++i) {
      const std::string bytes = jpeg(packer.get(), i);
      file << tar_head(fmt::format("pictures/{:05}.jpg", i), bytes.size()) << bytes
           << std::string((512 - bytes.size() % 512) % 512, '\0');
    }
    file << std::string(1024, '\0') << std::flush;
    if (!file) throw Failure(archive().string() + ": can't be written");
  }
  ~Place() {
    std::error_code none;
    fs::remove_all(folder_, none);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  fs::path archive() const { return folder_ / "pictures.tar"; }
  fs::path cache() const { return folder_ / "cache"; }

 private:
  fs::path folder_;
};

/// One archive for all rows of a process.
std::shared_ptr<Place> place() {
  static std::weak_ptr<Place> made;
  std::shared_ptr<Place> here = made.lock();
  if (!here) made = here = std::make_shared<Place>();
  return here;
}

void load(const Place& here) {
  benchmark::DoNotOptimize(load_pictures({.files = here.archive().string(), .side = kSide}));
}

}  // namespace

void add_pictures() {
  add_row("loading/pictures", 1, 0, [](int) -> std::function<void()> {
    return [here = place()] {
      fs::remove_all(here->cache());
      load(*here);
    };
  });
  add_row("loading/pictures_again", 1, 0, [](int) -> std::function<void()> {
    const std::shared_ptr<Place> here = place();
    load(*here);
    return [here] { load(*here); };
  });
}

}  // namespace coopbench
