#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/export_place.h"
#include "cli/output_place.h"
#include "core/errors.h"
#include "core/files.h"
#include "core/printable.h"
#include "records/paths.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

struct Words {
  std::string folder, out, only;
};

/// A run, and the folder that its files go to.
struct Place {
  const SavedRun* run;
  fs::path folder;
};

std::vector<Place> places_of(const SavedComparison& comparison, const fs::path& out) {
  if (!read_comparison_record(comparison.folder)) return {{&comparison.runs[0], out}};
  std::vector<Place> places;
  for (const SavedRun& run : comparison.runs)
    places.push_back({&run, ComparisonPaths{out}.run(run.method, run.seed)});
  return places;
}

/// Those that have files, which may be written; what a run of a comparison lacks is a note. Throws
/// UserError where no run has any.
std::vector<Place> with_files(const std::vector<Place>& places, const ExportChoice& choice) {
  std::vector<Place> some;
  std::string lack;
  for (const Place& place : places) {
    std::vector<ExportedFile> files;
    try {
      files = export_files(*place.run, choice);
    } catch (const UserError& error) {
      if (places.size() == 1) throw;
      lack += fmt::format("left out: {}\n", printable(error.what()));
      continue;
    }
    need_own_export(place.folder, files);
    some.push_back(place);
  }
  if (some.empty()) throw UserError(lack.substr(0, lack.find('\n')));
  fmt::print(stderr, "{}", lack);
  return some;
}

void write(const Words& words) {
  const SavedComparison comparison = read_folder(words.folder);
  const fs::path out =
      words.out.empty() ? ReportPaths{words.folder}.exported() : fs::path(words.out);
  need_folder_place(out);
  const ExportChoice choice{.weights = words.only != "tensorboard",
                            .tensorboard = words.only != "weights"};
  for (const Place& place : with_files(places_of(comparison, out), choice)) {
    const auto files = export_files(*place.run, choice);
    if (words.out.empty()) make_inner_folder(out);
    make_folder(place.folder);
    write_export(place.folder, files);
    for (const ExportedFile& file : files)
      fmt::print("{}\n", printable((place.folder / file.name).string()));
  }
}

}  // namespace

void add_export(const Command& program) {
  const Command command = program.command(
      "export",
      "the weights of a run's nets for PyTorch with the nets in Python, and its curves and grids "
      "for TensorBoard");
  const auto words = std::make_shared<Words>();
  command.option("folder", words->folder, "what compare or run wrote").required();
  command.option("--out", words->out, "folder for the files, by default FOLDER/export")
      .output_name();
  command.option("--only", words->only, "weights or tensorboard")
      .one_of({"weights", "tensorboard"});
  command.does([words] { write(*words); });
}

}  // namespace coopbench
