#include "reports/pictures.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "core/files.h"
#include "reports/html.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// The bytes of a PNG file of the run. Throws UserError for anything else.
std::string png_bytes(const SavedRun& run, const fs::path& file) {
  constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
  need_inside(run.root, file);
  std::string bytes = read_text(file);
  if (!bytes.starts_with(signature)) throw UserError(file.string() + ": is no PNG picture");
  return bytes;
}

std::string image(const SavedRun& run, const Picture& picture) {
  return figure(data_uri(png_bytes(run, picture.file), "image/png"),
                fmt::format("{}, seed {}: {}", run.method, run.seed, picture.caption),
                picture.caption, "grid");
}

}  // namespace

std::string pictures_html(const SavedRun& run, const std::vector<Picture>& pictures) {
  std::string shown, troubles;
  for (const Picture& picture : pictures) {
    if (!is_there(picture.file)) continue;
    try {
      shown += image(run, picture);
    } catch (const UserError& error) {
      troubles += fmt::format("<p class=\"small\">Not shown: {}</p>\n", escaped(error.what()));
    }
  }
  return (shown.empty() ? "" : "<div class=\"grids\">\n" + shown + "</div>\n") + troubles;
}

}  // namespace coopbench
