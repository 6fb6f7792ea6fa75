#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/cores.h"
#include "core/npy.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

struct Options {
  std::map<std::string, std::string> settings;
  std::map<std::string, bool> flags;
  std::vector<std::string> files;
  std::string space = "pixels";
  int64_t threads = cores();
  bool as_json = false;
};

/// The JSON that the words of an option stand for. Text that is no number stays text, so that the
/// message says what is allowed.
Json value_of(const FieldInfo& info, const std::string& words) {
  const std::string option = "--" + info.name;
  const Json value = json_or_text(words, option);
  return info.type == "a text" ? Json(words) : value;
}

Json settings_of(const Metrics::Entry& entry, const Options& options) {
  Json settings = {{"name", entry.name}};
  for (const FieldInfo& info : entry.fields) {
    if (const auto word = options.settings.find(info.name);
        word != options.settings.end() && !word->second.empty())
      settings[info.name] = value_of(info, word->second);
    if (const auto flag = options.flags.find(info.name);
        flag != options.flags.end() && flag->second)
      settings[info.name] = true;
  }
  return settings;
}

Json space_of(const std::string& words) {
  return words.starts_with("{") ? parse_json(words, "--space") : Json{{"name", words}};
}

/// Whole numbers and truth values become real ones, as precise as need be.
torch::Tensor read_numbers(const std::string& file) {
  const torch::Tensor numbers = read_npy(file);
  if (numbers.is_floating_point()) return numbers;
  return numbers.to(numbers.scalar_type() == torch::kInt64 ? torch::kFloat64 : torch::kFloat32);
}

/// "generated: row 3 ..." with the file in place of the argument.
std::string with_file(std::string message, const Metric& metric,
                      const std::vector<std::string>& files) {
  for (size_t i = 0; i < files.size(); ++i)
    if (message.starts_with(metric.inputs[i].name + ":"))
      return files[i] + " (" + metric.inputs[i].name + ")" +
             message.substr(metric.inputs[i].name.size());
  return message;
}

std::string text_of(const Json& found) {
  std::string text =
      fmt::format("{:<14} {}\n", found["metric"].get<std::string>(), found["estimate"].dump());
  if (found.contains("interval"))
    text += fmt::format("{:<14} [{}, {}] at {:.0f} %\n", "interval",
                        found["interval"]["low"].dump(), found["interval"]["high"].dump(),
                        100 * found["interval"]["level"].get<double>());
  for (const char* key : {"p_value", "m", "n"})
    if (found.contains(key)) text += fmt::format("{:<14} {}\n", key, found[key].dump());
  if (found.contains("space"))
    text += fmt::format("{:<14} {}\n", "space", found["space"]["name"].get<std::string>());
  for (const char* key : {"parameters", "details"})
    if (found.contains(key))
      for (const auto& [name, value] : found[key].items())
        text += fmt::format("{:<14} {}\n", name,
                            value.is_string() ? value.get<std::string>() : value.dump());
  return text;
}

void run(const Metrics::Entry& entry, const Options& options) {
  const Json choice = settings_of(entry, options);
  metrics().resolve(choice, entry.name);
  const Json space = spaces().resolve(space_of(options.space), "--space");
  const Metric metric = metrics().make(Choice{choice});
  std::vector<torch::Tensor> inputs;
  for (const std::string& file : options.files) inputs.push_back(read_numbers(file));
  Workers workers(options.threads);
  try {
    const Json found = measure(choice, space, inputs, workers);
    fmt::print("{}", options.as_json ? found.dump(2) + "\n" : text_of(found));
  } catch (const std::invalid_argument& error) {
    throw UserError(with_file(error.what(), metric, options.files));
  }
}

/// The words for a setting in help.
std::string meaning_of(const FieldInfo& info) {
  const std::string initial =
      info.initial.is_string() ? info.initial.get<std::string>() : info.initial.dump();
  return fmt::format("{}; {}{}", info.meaning, info.allowed.empty() ? "" : info.allowed + "; ",
                     "default " + initial);
}

void add_metric_named(const Command& command, const Metrics::Entry& entry) {
  const auto options = std::make_shared<Options>();
  const Command named = command.command(entry.name, entry.meaning);
  const Metric metric = entry.make(Json::object());
  named.footer(docstring(metric.documented_by));
  size_t least = 0;
  std::string names;
  for (const Input& input : metric.inputs) {
    least += input.optional ? 0 : 1;
    names += (names.empty() ? "" : " ") + (input.optional ? "[" + input.name + "]" : input.name);
  }
  named.option("files", options->files, "the .npy files: " + names)
      .words(least, metric.inputs.size())
      .required();
  for (const FieldInfo& info : entry.fields) {
    if (info.type == "true or false") {
      named.flag("--" + info.name, options->flags[info.name], info.meaning);
    } else {
      named.option("--" + info.name, options->settings[info.name], meaning_of(info));
    }
  }
  if (std::any_of(metric.inputs.begin(), metric.inputs.end(),
                  [](const Input& input) { return input.kind == InputKind::rows; }))
    named.option("--space", options->space,
                 "feature space, a name or {\"name\": ..., settings}; one of " +
                     listed(spaces().names()) + "; default pixels");
  named.option("--threads", options->threads, "by default one for each core").whole_number(1, 1024);
  named.flag("--json", options->as_json, "the result as JSON");
  named.does([entry, options] { run(entry, *options); });
}

}  // namespace

void add_metric(const Command& program) {
  const Command command = program.command(
      "metric", "one metric of .npy files; coopbench metric NAME --help says what it is");
  command.need_command();
  for (const auto& entry : metrics().entries()) {
    add_metric_named(command, entry);
  }
}

}  // namespace coopbench
