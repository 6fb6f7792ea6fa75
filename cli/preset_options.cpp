#include "cli/preset_options.h"

#include <algorithm>

#include "cli/output_place.h"
#include "cli/shell.h"

namespace coopbench {

namespace {

/// The setting that --skip-bad stands for. Throws UserError for data that have no such setting.
std::string skip_bad_setting(const Preset& preset) {
  const std::string key = "skip_bad", data = preset.methods.at(0).config.data.name();
  const DataTable table = data_sets();
  std::vector<std::string> others;
  for (const auto& entry : table.entries())
    if (std::find(entry.keys.begin(), entry.keys.end(), key) != entry.keys.end())
      others.push_back(entry.name);
  if (std::find(others.begin(), others.end(), data) == others.end())
    throw UserError("--skip-bad: is for data sets of pictures (" + listed(others) + "), not for " +
                    data);
  return "shared.data." + key + "=true";
}

}  // namespace

void PresetOptions::add_to(const Command& command, const std::string& meaning) {
  command.option("preset", preset, meaning).required();
  command
      .option("--set", settings, "path=value, such as shared.sampler.steps=50; may be given again")
      .one_word_each();
  command.option("--engine", engine, "what runs the MCMC steps (coopbench list engines)");
  command.option("--precision", precision, "float32 or bf16, of products in the MCMC steps");
  command.option("--record", record,
                 "iterations to keep whole, such as 0,1,100: docs/random-numbers.md");
  command.flag("--skip-bad", skip_bad,
               "leave out files of the data that are no usable pictures; else they are refused");
}

Preset PresetOptions::load(const std::string& more) const {
  auto all = settings;
  if (skip_bad) all.push_back(skip_bad_setting(load_preset(preset, settings)));
  if (!more.empty()) all.push_back(more);
  const Json methods = engine.empty() && precision.empty() && record.empty()
                           ? Json::object()
                           : load_preset(preset, all).json.value("methods", Json::object());
  // Of the shared block, and of the methods that have a block of their own.
  const auto set = [&](const std::string& block, const std::string& key, const std::string& value) {
    if (value.empty()) return;
    all.push_back("shared." + block + "." + key + "=" + value);
    for (const auto& [name, method] : methods.items())
      if (method.contains(block))
        all.push_back("methods." + name + "." + block + "." + key + "=" + value);
  };
  set("sampler", "engine", engine);
  set("sampler", "precision", precision);
  set("training", "record", record.empty() ? "" : "[" + record + "]");
  return load_preset(preset, all);
}

std::string PresetOptions::words() const {
  std::string text = shell_quoted(preset);
  for (const auto& setting : settings) text += " --set " + shell_quoted(setting);
  if (!engine.empty()) text += " --engine " + shell_quoted(engine);
  if (!precision.empty()) text += " --precision " + shell_quoted(precision);
  if (!record.empty()) text += " --record " + shell_quoted(record);
  if (skip_bad) text += " --skip-bad";
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
