#include "reports/run_folder.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <optional>

#include "reports/page.h"
#include "reports/plots.h"
#include "reports/table.h"
#include "target.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// The files that the input may hold: a run, and a comparison with one run.
const std::array names{"comparison.json",
                       "config.json",
                       "state.json",
                       "metrics.json",
                       "train.csv",
                       "a/seed-1/config.json",
                       "a/seed-1/state.json",
                       "a/seed-1/machine.json",
                       "a/seed-1/metrics.json",
                       "a/seed-1/train.csv",
                       "a/seed-1/time.csv",
                       "a/seed-1/validation.csv"};

/// A folder with those of the files that `files` has: their text, or JSON.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("fuzz-" + std::to_string(::getpid()))) {
    fs::create_directories(path_ / "a/seed-1");
  }
  ~Folder() {
    std::error_code none;
    fs::remove_all(path_, none);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const fs::path& path() const { return path_; }

  void hold(const Json& files) {
    for (size_t i = 0; i < names.size(); ++i) {
      std::optional<std::string> bytes;
      if (files.contains(names[i])) {
        const Json& file = files.at(names[i]);
        bytes = file.is_string() ? file.get<std::string>() : file.dump();
      }
      if (bytes == held_[i]) continue;
      if (bytes) {
        std::ofstream(path_ / names[i], std::ios::binary) << *bytes;
      } else {
        fs::remove(path_ / names[i]);
      }
      held_[i] = bytes;
    }
  }

 private:
  fs::path path_;
  std::array<std::optional<std::string>, names.size()> held_;
};

}  // namespace

void fuzz(std::string_view bytes) {
  static Folder folder;
  const Json files = parse_json(bytes, "files");
  if (!files.is_object()) return;
  folder.hold(files);
  const SavedComparison comparison = read_folder(folder.path());
  need(!text_table(tabulate(comparison)).empty());
  need(!page(comparison, {}).empty());
  for (const PlotEntry& plot : plot_table()) accepts([&] { plot.make(comparison); });
}

}  // namespace coopbench

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  return coopbench::mutate_json(data, size, most, seed);
}
