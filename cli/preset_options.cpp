#include "cli/preset_options.h"

#include "core/shell.h"

namespace coopbench {

void PresetOptions::add_to(CLI::App& command) {
  command
      .add_option("preset", preset,
                  "a preset (coopbench list presets), or a file that ends with .json")
      ->required();
  command
      .add_option("--set", settings,
                  "path=value, such as shared.sampler.steps=50; may be given again")
      ->allow_extra_args(false);
}

std::string PresetOptions::words() const {
  std::string text = shell_quoted(preset);
  for (const auto& setting : settings) text += " --set " + shell_quoted(setting);
  return text;
}

void OutputOptions::add_to(CLI::App& command, const std::string& standard) {
  command.add_option("--out", folder, "folder to write, by default " + standard);
  auto* forced = command.add_flag("--force", force, "start anew in a folder that is not empty");
  command.add_flag("--resume", resume, "go on where the folder's checkpoints are")
      ->excludes(forced);
  command.add_flag("--quiet", quiet, "no progress");
}

}  // namespace coopbench
