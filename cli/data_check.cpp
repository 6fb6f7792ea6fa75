#include "data/data_check.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output_place.h"
#include "cli/terminal.h"
#include "core/errors.h"
#include "core/printable.h"
#include "experiments/run/pictures.h"

namespace coopbench {
namespace {

struct Words {
  std::string path, grid = "data-check.png";
  int64_t side = 32, crop = 0;
  bool grey = false, force = false, skip_bad = false;
};

/// Throws UserError for a grid that would become one of the pictures.
void need_outside(const std::string& grid, const std::string& files) {
  namespace fs = std::filesystem;
  std::error_code none;
  const std::string inside = fs::weakly_canonical(files, none).string(),
                    place = fs::weakly_canonical(fs::absolute(grid), none).string();
  if (place == inside || place.starts_with(inside + "/"))
    throw UserError(grid + ": lies among what is checked; name another place with --grid");
}

/// Throws UserError for a grid that is there and not to be written over.
void need_free(const Words& words) {
  std::error_code none;
  if (!words.force && std::filesystem::exists(std::filesystem::symlink_status(words.grid, none)))
    throw UserError(words.grid +
                    ": is there already; name another place with --grid, or write over it with "
                    "--force");
}

void check(const Words& words) {
  need_outside(words.grid, words.path);
  need_file_place(words.grid);
  need_free(words);
  StatusLine status(/*quiet=*/false);
  const DataCheck found = check_data({.files = words.path,
                                      .side = words.side,
                                      .colours = words.grey ? Colours::grey : Colours::rgb,
                                      .crop = words.crop},
                                     [&](const LoadProgress& p) { show_loading(status, p); });
  status.end();
  if (words.skip_bad && found.kind != "pictures")
    throw UserError("--skip-bad: is for pictures, and this is " + found.kind);
  fmt::print("{}", printable_lines(described(found)));
  if (const size_t bad = found.data.skipped.size(); bad > 0 && !words.skip_bad)
    throw UserError(
        fmt::format("{}: {} of its files or folders can't be used, as said above: mend or remove "
                    "them, or leave them out with --skip-bad",
                    words.path, bad));
  need_free(words);  // another check may have written it meanwhile
  constexpr int64_t images = 100;
  const int64_t n = found.data.train.size(), step = std::max<int64_t>(1, n / images);
  write_picture(words.grid, found.data.train.rows(torch::arange(0, n, step, torch::kInt64)), images,
                0);
  fmt::print("grid of training images: {}\n", printable(words.grid));
}

}  // namespace

void add_data(const Command& program) {
  const Command data = program.command("data", "looks at images of your own");
  data.need_command();
  const Command command = data.command(
      "check",
      "what a folder or archive of images holds: parts, labels, bad files, images of two "
      "parts that are alike, and a picture of some");
  const auto words = std::make_shared<Words>();
  command.option("path", words->path, "folder or archive of pictures, of CIFAR-10 or of MNIST")
      .required();
  command.option("--side", words->side, "side that pictures are resized to").whole_number(4, 1024);
  command
      .option("--crop", words->crop,
              "pixels of the square cut from the middle; 0: the shorter side")
      .whole_number(0, 8192);
  command.flag("--grey", words->grey, "pictures become grey");
  command.option("--grid", words->grid, "the picture to write").output_name();
  command.flag("--force", words->force, "write over a picture that is there");
  command.flag("--skip-bad", words->skip_bad,
               "files that can't be used are told, but are no error");
  command.does([words] { check(*words); });
}

}  // namespace coopbench
