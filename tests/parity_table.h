#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/files.h"

/// The worst relative errors against the originals, a row a net or iteration. With the object the
/// table is a CSV file in the folder parity/ where the tests run.
class ParityTable {
 public:
  ParityTable(std::string file, std::vector<std::string> columns)
      : file_(std::move(file)), columns_(std::move(columns)) {}
  ParityTable(const ParityTable&) = delete;
  ParityTable& operator=(const ParityTable&) = delete;
  ~ParityTable() {
    std::filesystem::create_directories("parity");
    coopbench::write_whole(std::filesystem::path("parity") / file_, text());
  }

  void add(const std::string& name, const std::vector<double>& errors) {
    rows_.emplace_back(name, errors);
  }

  /// Infinite where an error is no number, or there is no row.
  double worst() const {
    double worst = rows_.empty() ? HUGE_VAL : 0;
    for (const auto& [name, errors] : rows_)
      for (const double error : errors)
        worst = std::isnan(error) ? HUGE_VAL : std::max(worst, error);
    return worst;
  }

  std::string text() const {
    std::string text = fmt::format("name,{}\n", fmt::join(columns_, ","));
    for (const auto& [name, errors] : rows_)
      text += fmt::format("\"{}\",{:.1e}\n", name, fmt::join(errors, ","));
    return text;
  }

 private:
  std::string file_;
  std::vector<std::string> columns_;
  std::vector<std::pair<std::string, std::vector<double>>> rows_;
};
