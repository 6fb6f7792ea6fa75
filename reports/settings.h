#pragma once

#include <string>
#include <vector>

#include "reports/run_folder.h"

namespace coopbench {

/// One setting and its value in each method, as text; empty where a method hasn't got it.
struct Setting {
  std::string path;  // dotted, as "sampler.rule.step_size"
  std::vector<std::string> values;
  bool same() const;
};

/// The settings of the methods, from the first run of each that has a config; without method and
/// seed.
std::vector<Setting> settings(const SavedComparison& comparison);

/// The methods of which no run has a config, so that `settings` says nothing of them.
std::vector<std::string> without_settings(const SavedComparison& comparison);

/// The same of machine.json, a value a run.
std::vector<Setting> machines(const SavedComparison& comparison);

/// One sentence on the files of the data that were left out, by the first run that says so; empty
/// where none does.
std::string skipped_files(const SavedComparison& comparison);

/// Settings that differ between the methods, then the shared ones, then machine and versions, as
/// HTML.
std::string settings_section(const SavedComparison& comparison);

}  // namespace coopbench
