#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/preset_options.h"
#include "cli/shell.h"
#include "cli/terminal.h"
#include "core/cores.h"
#include "experiments/comparison/child_lines.h"
#include "experiments/comparison/compare.h"

namespace coopbench {
namespace {

struct Options {
  PresetOptions preset;
  OutputOptions output;
  std::string method;
  int64_t seed = -1;
  int64_t parent = 0;
  int64_t threads = cores();
  bool profile = false;
};

/// Shows all to the user.
RunHooks hooks_of(StatusLine& status) {
  return {.progress =
              [&](const Progress& p) {
                const bool over = p.measuring.empty() || p.measuring == "samples";
                status.show(progress_text(p), share_done(p), over && p.iteration == p.iterations);
              },
          .note = [&](const std::string& text) { status.note(text); },
          .loading = [&](const LoadProgress& p) { show_loading(status, p); },
          .stop = stop_asked};
}

/// Tells all to the comparison, progress once a second.
RunHooks hooks_of_child() {
  using std::chrono::steady_clock;
  const auto tell = [](const std::string& line) { std::fputs((line + "\n").c_str(), stderr); };
  const auto told = std::make_shared<steady_clock::time_point>();
  return {.progress =
              [=](const Progress& p) {
                const auto now = steady_clock::now();
                if (p.iteration < p.iterations && now - *told < std::chrono::seconds(1)) return;
                *told = now;
                tell(child_line(p));
              },
          .note = [=](const std::string& text) { tell(child_line(Note{text})); },
          .loading = {},  // the comparison has loaded them before
          .stop = stop_asked};
}

int run(Options options) {
  const Preset preset = options.preset.load();
  if (options.method.empty() && preset.methods.size() > 1) {
    std::vector<std::string> names;
    for (const Method& method : preset.methods) names.push_back(method.name);
    throw UserError("--method: choose one of " + listed(names));
  }
  const Method& method = options.method.empty() ? preset.methods[0] : preset.method(options.method);
  const int64_t seed = options.seed < 0 ? preset.seeds[0] : options.seed;
  RunPlace place{.folder = options.output.place(
                     fmt::format("runs/{}-{}-seed-{}", preset.name, method.name, seed)),
                 .preset = preset.name,
                 .method = method.name,
                 .seed = static_cast<uint64_t>(seed),
                 .threads = options.threads,
                 .of_comparison = options.parent > 0,
                 .profile = options.profile};

  watch_for_stop();
  if (options.parent > 0) stop_with_parent(options.parent);
  StatusLine status(options.output.quiet);
  const RunHooks hooks = place.of_comparison ? hooks_of_child() : hooks_of(status);
  if (options.threads > cores())
    status.always(fmt::format("--threads {} is more than the {} cores: slower than {} threads",
                              options.threads, cores(), cores()));
  const Outcome outcome = run_method(method, place, options.output.existing(), hooks);
  if (outcome == Outcome::interrupted) {
    status.always(
        fmt::format("stopped; its checkpoint is kept. Go on with: {} run {} --method {} "
                    "--seed {}{}{} --out {} --resume",
                    program_command(), options.preset.words(), method.name, place.seed,
                    options.threads == cores() ? "" : fmt::format(" --threads {}", options.threads),
                    options.profile ? " --profile" : "", shell_quoted(place.folder.string())));
    return 130;
  }
  if (outcome == Outcome::diverged) status.always("diverged; see state.json");
  status.end();
  fmt::print("{}\n", place.folder.string());
  return 0;
}

}  // namespace

void add_run(const Command& program, int& exit_code) {
  const Command command = program.command("run", "train and measure one method with one seed");
  auto options = std::make_shared<Options>();
  options->preset.add_to(command);
  command.option("--method", options->method, "a method of the preset");
  command.option("--seed", options->seed, "by default the preset's first").whole_number(0);
  command.option("--threads", options->threads, "by default the cores; changes no result")
      .whole_number(1, 1024);
  command.flag("--profile", options->profile,
               "show where the time goes; also in profile.txt, and trace.json for Chrome");
  options->output.add_to(command, "runs/PRESET-METHOD-seed-N");
  // For compare alone: a line a second, and stop with the parent.
  command.option("--child", options->parent, "").whole_number(1).hidden();
  command.does([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace coopbench
