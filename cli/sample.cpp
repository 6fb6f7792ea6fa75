#include "experiments/trained/sample.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/shell.h"
#include "cli/trained_options.h"
#include "core/printable.h"
#include "experiments/trained/chosen_rule.h"
#include "experiments/trained/published_sampling.h"
#include "records/read_log.h"

namespace coopbench {
namespace {

struct Options {
  TrainedOptions trained;
  SampleTask task;
  std::string rule, from, published;
  int64_t steps = 0, chains = 0, seed = -1;  // 0 and -1: not given
};

/// The rows of the marks, narrow enough for a terminal.
std::string table(const TrainedPaths& paths) {
  const Columns rows = read_log<ChainRow>(paths.rows());
  const char* names[] = {"step", "energy",     "energy_sd", "gradient_norm", "accepted",
                         "mmd2", "mmd2_floor", "outside",   "displacement",  "modes_hit"};
  std::string text;
  const auto is_there = [&](const char* name) {
    const std::vector<double>& values = rows.at(name);
    return std::any_of(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
  };
  for (const char* name : names)
    if (is_there(name)) text += fmt::format("{:>14}", name);
  for (size_t i = 0; i < rows.at("step").size(); ++i) {
    text += "\n";
    for (const char* name : names)
      if (is_there(name))
        text += std::isnan(rows.at(name)[i]) ? fmt::format("{:>14}", "-")
                                             : fmt::format("{:>14.6g}", rows.at(name)[i]);
  }
  return text + "\n";
}

/// The words that another call needs to go on.
std::string words_of(const Options& options) {
  std::string words =
      fmt::format(" --steps {} --start {} --chains {} --seed {}", options.task.steps, options.from,
                  options.task.chains, options.task.seed);
  if (!options.rule.empty()) words += " --rule " + shell_quoted(options.rule);
  return words;
}

/// Fills in what was not given, from a published sampling where one is named.
void complete(Options& options) {
  PublishedSampling defaults{.steps = 100000, .chains = 64};
  if (!options.published.empty()) {
    defaults = published_sampling(options.published);
    options.rule = defaults.rule.json.dump();
  }
  options.task.steps = options.steps > 0 ? options.steps : defaults.steps;
  options.task.chains = options.chains > 0 ? options.chains : defaults.chains;
  if (options.from.empty()) options.from = enum_name(defaults.start);
}

int run(Options options) {
  complete(options);
  const TrainedRun trained = options.trained.load();
  const ChosenRule chosen = chosen_rule(options.rule, trained);
  options.task.rule = chosen.rule;
  options.task.notes = chosen.notes;
  options.task.from = enum_named<SampleFrom>(options.from);
  options.task.seed = seed_of(options.seed, trained);
  const SampleTask& task = options.task;
  need_chains(trained, task);
  return answer(
      options.trained, trained, task_of(task), words_of(options),
      [&](const ResultFolder& folder, const TrainedHooks& hooks) {
        hooks.note("rule: " + chosen.rule.json.dump());
        for (const std::string& note : chosen.notes) hooks.note(note);
        return sample_long(trained, task, folder, hooks);
      },
      table);
}

}  // namespace

void add_sample(const Command& program, int& exit_code) {
  const Command command = program.command(
      "sample", "long chains of a trained net, measured after 10, 32, 100, 320, ... steps");
  const auto options = std::make_shared<Options>();
  command.option("--steps", options->steps, "of each chain; by default 100000")
      .whole_number(1, 1000000000);
  const Option rule = command.option(
      "--rule", options->rule,
      "step rule, a name or {\"name\": ..., settings}; by default the run's. To a name "
      "the run's rule gives what both share");
  const Option start =
      command
          .option("--start", options->from, "run: the method's own starts (default); data; noise")
          .one_of(all_names<SampleFrom>());
  command
      .option("--as", options->published,
              "a published evaluation by its name, with its rule, start, steps and chains "
              "(coopbench list samplings)")
      .excludes(rule)
      .excludes(start);
  command.option("--chains", options->chains, "by default 64").whole_number(2, 1000000);
  command.option("--seed", options->seed, "by default the run's").whole_number(0);
  options->trained.add_to(command, "sample-RULE-START-STEPS");
  command.does([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace coopbench
