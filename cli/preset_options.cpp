#include "cli/preset_options.h"

#include "cli/output_place.h"
#include "cli/shell.h"

namespace coopbench {

void PresetOptions::add_to(const Command& command, const std::string& meaning) {
  command.option("preset", preset, meaning).required();
  command
      .option("--set", settings, "path=value, such as shared.sampler.steps=50; may be given again")
      .one_word_each();
  command.option("--engine", engine, "what runs the MCMC steps (coopbench list engines)");
  command.option("--precision", precision, "float32 or bf16, of products in the MCMC steps");
}

Preset PresetOptions::load(const std::string& more) const {
  auto all = settings;
  if (!more.empty()) all.push_back(more);
  std::vector<std::string> blocks{"shared"};
  const Json methods = engine.empty() && precision.empty()
                           ? Json::object()
                           : load_preset(preset, all).json.value("methods", Json::object());
  for (const auto& [name, method] : methods.items())
    if (method.contains("sampler")) blocks.push_back("methods." + name);
  for (const std::string& block : blocks) {
    if (!engine.empty()) all.push_back(block + ".sampler.engine=" + engine);
    if (!precision.empty()) all.push_back(block + ".sampler.precision=" + precision);
  }
  return load_preset(preset, all);
}

std::string PresetOptions::words() const {
  std::string text = shell_quoted(preset);
  for (const auto& setting : settings) text += " --set " + shell_quoted(setting);
  if (!engine.empty()) text += " --engine " + shell_quoted(engine);
  if (!precision.empty()) text += " --precision " + shell_quoted(precision);
  return text;
}

std::filesystem::path OutputOptions::place(const std::string& standard) const {
  const std::filesystem::path path = folder.empty() ? standard : folder;
  need_folder_place(path);
  return path;
}

void OutputOptions::add_to(const Command& command, const std::string& standard) {
  command.option("--out", folder, "folder to write, by default " + standard).output_name();
  const Option forced = command.flag(
      "--force", force, "start anew where there is one: what it wrote is removed first");
  command
      .flag("--resume", resume,
            "go on from the folder's checkpoints, or start where there is nothing")
      .excludes(forced);
  command.flag("--quiet", quiet, "no progress and no notes");
}

}  // namespace coopbench
