#pragma once

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "core/errors.h"
#include "temporary_folder.h"

/// A small file or folder that tests/data_files/make.py made.
inline std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(COOPBENCH_SOURCE_DIR) / "tests/data_files" / name;
}

/// Pixel of image `i` of tests/data_files/make.py.
inline int small_pixel(int i, int row, int column) {
  return (i * 7 + row * 3 + column * 5 + row * column * i) % 256;
}
