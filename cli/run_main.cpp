#include "cli/run_main.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/errors.h"
#include "core/memory.h"
#include "core/printable.h"

namespace coopbench {
namespace {

constexpr const char* out_of_memory =
    "out of memory; fewer chains or samples, a smaller net or replay bank need less";

int complain(const std::string& message, int exit_code) {
  const std::string line = fmt::format("coopbench: {}\n", printable(message));
  std::fwrite(line.data(), 1, line.size(), stderr);
  return exit_code;
}

/// A path that the user gave, or a disk that failed.
int complain(const std::filesystem::filesystem_error& error) {
  const std::error_code& code = error.code();
  const bool users = code == std::errc::too_many_symbolic_link_levels ||
                     code == std::errc::filename_too_long || code == std::errc::not_a_directory ||
                     code == std::errc::permission_denied;
  return complain(error.path1().string() + ": " + code.message(), users ? 2 : 1);
}

int with_stdout_written(int exit_code) {
  const auto error = stdout_error();
  return error ? complain(*error, std::max(exit_code, 1)) : exit_code;
}

/// " (did you mean '--set'?); see coopbench run --help"
std::string advice(const CLI::App& place, const std::string& word, const std::string& before) {
  std::vector<std::string> names;
  for (const CLI::App* command : place.get_subcommands({})) names.push_back(command->get_name());
  for (const CLI::Option* option : place.get_options())
    if (!option->get_lnames().empty()) names.push_back("--" + option->get_lnames()[0]);
  const bool known = std::find(names.begin(), names.end(), word) != names.end();
  return (known ? "" : did_you_mean(word, names)) + fmt::format("; see coopbench {}--help", before);
}

/// "--steps: At Most 1 required but received 2", said plainly.
std::string in_our_words(std::string text) {
  if (const size_t at = text.find(": At Most 1 required but"); at != std::string::npos)
    text = text.substr(0, at) + ": is given more than once";
  return text;
}

/// The same for the subcommand in use.
std::string advice(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* place = &program;
  std::string before;
  while (!place->get_subcommands().empty()) {
    place = place->get_subcommands().back();
    before += place->get_name() + " ";
  }
  // CLI11 lists what it did not expect behind the last colon; the wrong option is among the words.
  std::istringstream rest(
      std::string(error.what()).substr(std::string(error.what()).rfind(':') + 1));
  std::string word;
  while (rest >> word && !word.starts_with("--")) {
  }
  return advice(*place, word, before);
}

/// CLI11 would only say that a subcommand is required, and take the value behind a wrong option for
/// one file too many.
void need_known_words(const CLI::App& program, const std::vector<std::string>& words) {
  const CLI::App* place = &program;
  std::string before;
  for (const std::string& word : words) {
    const std::string option = word.substr(0, word.find('='));
    if (option.size() > 2 && option.starts_with("--") && !place->get_option_no_throw(option))
      throw UserError(fmt::format("there is no option '{}'{}", printable(option, kLongestQuote),
                                  advice(*place, option, before)));
    const auto commands = place->get_subcommands({});
    if (commands.empty() || word.starts_with("-")) continue;
    std::vector<std::string> names;
    for (const CLI::App* command : commands) names.push_back(command->get_name());
    const auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end())
      throw UserError(fmt::format("there is no command '{}{}'{}; there are {}", before,
                                  printable(word, kLongestQuote), did_you_mean(word, names),
                                  listed(names)));
    place = commands[static_cast<size_t>(found - names.begin())];
    before += word + " ";
  }
}

int run_command(int argc, char** argv) {
  CLI::App program(
      "Trains energy-based models three ways - short-run, persistent, CoopNets - and reports them "
      "side by side.",
      "coopbench");
  program.require_subcommand(1);
  program.footer(
      "The main job: coopbench compare quickstart. Results go to stdout, everything else to "
      "stderr.");
  int exit_code = 0;
  add_commands(Command(program), exit_code);
  try {
    need_known_words(program, {argv + std::min(argc, 1), argv + argc});
    program.parse(argc, argv);
    return with_stdout_written(exit_code);
  } catch (const CLI::CallForHelp& help) {
    return with_stdout_written(program.exit(help));
  } catch (const CLI::CallForAllHelp& help) {
    return with_stdout_written(program.exit(help));
  } catch (const CLI::ParseError& error) {
    return complain(in_our_words(error.what()) + advice(program, error), 2);
  } catch (const UserError& error) {
    return complain(error.what(), 2);
  } catch (const std::filesystem::filesystem_error& error) {
    return complain(error);
  } catch (const std::exception& error) {
    if (is_out_of_memory(error)) return complain(out_of_memory, 1);
    if (const auto* of_torch = dynamic_cast<const c10::Error*>(&error))
      return complain(
          fmt::format("internal error in LibTorch: {}", of_torch->what_without_backtrace()), 1);
    if (std::ferror(stdout) != 0)
      return complain(std::string("can't write to stdout: ") + error.what(), 1);
    return complain(error.what(), 1);
  }
}

}  // namespace

int run_main(int argc, char** argv) {
  keep_standard_streams();
  if (rlimit stack{}; ::getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur < 1 << 20)
    return complain("needs a stack of at least 1 MB: ulimit -s 8192", 1);
  ::signal(SIGXFSZ, SIG_IGN);  // a file beyond the user's limit is a write that fails
  ::signal(SIGPIPE, SIG_IGN);  // a reader that ends is a write that fails
  return run_command(argc, argv);
}

}  // namespace coopbench
