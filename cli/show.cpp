#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "cli/commands.h"
#include "cli/parts_tables.h"
#include "cli/preset_options.h"
#include "cli/shell.h"
#include "cli/terminal.h"
#include "core/cores.h"
#include "core/printable.h"
#include "experiments/run/expected_time.h"
#include "experiments/trained/published_sampling.h"

namespace coopbench {
namespace {

void print_fields(const std::vector<FieldInfo>& fields, const std::string& indent) {
  for (const auto& f : fields) {
    const std::string initial =
        f.initial.is_null() ? "must be given" : "default " + f.initial.dump();
    fmt::print("{}{:<26} {}{}; {}\n{}{:<26} {}\n", indent, f.name, f.type,
               f.allowed.empty() ? "" : ", " + f.allowed, initial, indent, "", f.meaning);
  }
}

/// "40 s", "12 min", "3.5 h", "12 days".
std::string duration(double seconds) {
  if (seconds < 60) return fmt::format("{:.0f} s", seconds);
  if (seconds < 3600) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 72 * 3600) return fmt::format("{:.1f} h", seconds / 3600);
  return fmt::format("{:.0f} days", seconds / 86400);
}

/// How long the training of each method takes here, and all runs of the preset.
std::string time_text(const Preset& preset) {
  std::string text;
  double all = 0, of_cpu = 0, busy = 0;
  ::getloadavg(&busy, 1);
  const size_t runs = preset.methods.size() * preset.seeds.size();
  for (const Method& method : preset.methods) {
    const ExpectedTime time = expected_time(method.config, method.path_of, cores());
    all += time.seconds * static_cast<double>(preset.seeds.size());
    of_cpu += time.cpu_seconds * static_cast<double>(preset.seeds.size());
    text += fmt::format(
        "  {:<26} {} a run: {} iterations of {:.3g} s, {:.3g} s a step ({} timed){}\n", method.name,
        duration(time.seconds), time.iterations, time.iteration, time.step, time.timed_steps,
        time.bound == "training.iterations" ? "" : ", by " + time.bound);
  }
  if (busy > 0.5)
    text += fmt::format(
        "  (the machine was busy, with a load of {:.1f}: on one that is not it takes less)\n",
        busy);
  return fmt::format(
      "expected training time on the {} core{} here, evaluations left out: {} for {} run{}, {} of "
      "CPU time\n{}",
      cores(), cores() == 1 ? "" : "s", duration(all), runs, runs == 1 ? "" : "s one by one",
      duration(of_cpu), text);
}

/// What the source reports, and what it varied.
std::string published_text(const Preset& preset) {
  std::string text;
  for (const auto& words : preset.published) text += fmt::format("published: {}\n", words);
  for (const Behaviour& behaviour : preset.behaviours)
    text += fmt::format("to be seen: {} ({})\n", behaviour.claim, behaviour.row);
  for (const Axis& axis : preset.axes) {
    text += fmt::format("axis: {}\n", axis.meaning);
    for (const Json& value : axis.values)
      text += fmt::format("  --set {}\n", shell_quoted(axis.setting + "=" + value.dump()));
  }
  if (!preset.small.empty())
    text += fmt::format("small twin, for minutes on a desk machine: {}\n", preset.small);
  return text;
}

void print_preset(const Preset& preset) {
  std::string text = fmt::format("{} (version {}): {}\n\n{}\n\nsource: {}\n", preset.name,
                                 preset.version, preset.title, preset.description, preset.source);
  for (const auto& note : preset.notes) text += fmt::format("note: {}\n", note);
  text += published_text(preset) + "\n" + time_text(preset);
  text += fmt::format("\n{}; seeds {}\n",
                      preset.controlled
                          ? "controlled: methods differ in their chain starts only"
                          : "NOT controlled: methods differ in more than their chain starts",
                      Json(preset.seeds).dump());
  for (const Method& method : preset.methods)
    text += fmt::format("\nmethod {}\n{}\n\n{}", method.name, to_json(method.config).dump(2),
                        describe_networks(method.config, method.path_of));
  fmt::print("{}", printable_lines(text));
}

/// True when a published sampling has that name and was printed.
bool print_sampling(const std::string& name) {
  for (const PublishedSampling& sampling : published_samplings()) {
    if (sampling.name != name) continue;
    fmt::print("{}: {}\n\nsource: {}\n", sampling.name, sampling.title, sampling.source);
    for (const std::string& words : sampling.published) fmt::print("published: {}\n", words);
    fmt::print(
        "\nchains {}, steps {}, start {}, rule {}\nof a trained run: {} sample RUN --as {}\n",
        sampling.chains, sampling.steps, enum_name(sampling.start), sampling.rule.json.dump(),
        program_command(), sampling.name);
    return true;
  }
  return false;
}

/// True when a part of that name was found and printed.
bool print_part(const std::string& name) {
  bool found = false;
  for (const auto& kind : part_kinds()) {
    for (const auto& part : kind.parts) {
      if (part.name != name) continue;
      found = true;
      fmt::print("{} ({}): {}\n", part.name, kind.kind, part.meaning);
      print_fields(part.fields, "  ");
    }
  }
  return found;
}

void show(const PresetOptions& options, bool as_json) {
  const auto presets = preset_names();
  const bool is_preset = options.preset.ends_with(".json") ||
                         std::find(presets.begin(), presets.end(), options.preset) != presets.end();
  if (!is_preset && (as_json || options.words() != shell_quoted(options.preset)))
    throw UserError("show " + printable(options.preset, kLongestQuote) +
                    ": --json, --set, --engine and --precision go with a preset");
  if (options.preset == "settings") return print_fields(describe_fields<RunConfig>(), "");
  if (!is_preset && (print_part(options.preset) || print_sampling(options.preset))) return;
  if (!is_preset) {
    auto names = presets;
    names.emplace_back("settings");
    for (const PublishedSampling& sampling : published_samplings()) names.push_back(sampling.name);
    for (const auto& kind : part_kinds())
      for (const auto& part : kind.parts) names.push_back(part.name);
    throw UserError("there is no preset or part '" + printable(options.preset, kLongestQuote) +
                    "'" + did_you_mean(options.preset, names) + "; see coopbench list");
  }
  const Preset preset = options.load();
  if (!as_json) return print_preset(preset);
  Json methods = Json::object();
  for (const Method& method : preset.methods) methods[method.name] = to_json(method.config);
  fmt::print("{}\n", methods.dump(2));
}

}  // namespace

void add_show(const Command& program) {
  const Command command = program.command(
      "show", "a preset with every setting and its nets layer by layer, or the settings of a part");
  auto options = std::make_shared<PresetOptions>();
  auto as_json = std::make_shared<bool>(false);
  options->add_to(command,
                  "a preset, a part (coopbench list), or 'settings' for all that a preset can set");
  command.flag("--json", *as_json, "the resolved settings of each method as JSON");
  command.does([options, as_json] { show(*options, *as_json); });
}

}  // namespace coopbench
