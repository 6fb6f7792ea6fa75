#include "cli/preset_options.h"

#include <fmt/format.h>

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
  for (const char* key : {"engine", "precision"})
    command.add_option_function<std::string>(
        fmt::format("--{}", key),
        [this, key](const std::string& value) {
          settings.push_back(fmt::format("shared.sampler.{}={}", key, value));
        },
        fmt::format("short for --set shared.sampler.{0}={1}", key,
                    key == std::string_view("engine") ? "auto|NAME" : "float32|bf16"));
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
