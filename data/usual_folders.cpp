#include "data/usual_folders.h"

#include <cstdlib>

namespace coopbench {

namespace fs = std::filesystem;

std::vector<fs::path> usual_folders(const std::string& name) {
  std::vector<fs::path> folders;
  const char* set = std::getenv("COOPBENCH_DATA");
  if (set && *set) folders.push_back(fs::path(set) / name);
  folders.push_back(fs::path("datasets") / name);
  return folders;
}

}  // namespace coopbench
