#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/run_folder.h"

namespace coopbench {

/// A PNG file of a run's folder, and the words below it.
struct Picture {
  std::filesystem::path file;
  std::string caption;
};

/// The pictures that are there, as HTML. One that is no picture, or that symbolic links lead out of
/// the report's folder, is named in place of it.
std::string pictures_html(const SavedRun& run, const std::vector<Picture>& pictures);

}  // namespace coopbench
