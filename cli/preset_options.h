#pragma once

#include "cli/command.h"
#include "experiments/run/run.h"

namespace coopbench {

/// The words that every command on a preset takes.
struct PresetOptions {
  std::string preset;
  std::vector<std::string> settings;
  std::string engine, precision;  ///< of every method's sampler; empty: as the preset says
  std::string record;             ///< iterations that every method keeps whole, "0,1,100"
  bool skip_bad = false;          ///< files of the data that are no usable pictures are left out

  void add_to(const Command& command,
              const std::string& meaning =
                  "a preset (coopbench list presets), or a file that ends with .json");
  /// With one more "path=value", where there is one.
  Preset load(const std::string& more = "") const;
  /// The preset and these words, as they were given.
  std::string words() const;
};

/// The words of commands that write a folder.
struct OutputOptions {
  std::string folder;
  bool force = false, resume = false, quiet = false;

  void add_to(const Command& command, const std::string& standard);
  /// The folder, or else the standard one. Throws UserError where it can't be made or written to.
  std::filesystem::path place(const std::string& standard) const;
  Existing existing() const {
    return force ? Existing::replace : resume ? Existing::resume : Existing::refuse;
  }
};

}  // namespace coopbench
