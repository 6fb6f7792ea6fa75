#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/errors.h"
#include "core/printable.h"
#include "reports/differences.h"

namespace coopbench {
namespace {

/// As many as a line takes.
std::string files_text(const std::vector<std::filesystem::path>& files) {
  return printable(listed({files.begin(), files.end()}, 8));
}

/// "train.csv, iteration 17, d"
std::string place_of(const Difference& difference) {
  return printable(difference.file.string()) +
         (difference.place.empty() ? "" : ", " + difference.place);
}

bool is_of_settings(const Difference& difference) {
  return difference.file.filename() == "config.json";
}

void print(const Differences& result, const std::string& first, const std::string& second) {
  if (result.found.empty()) {
    fmt::print("no difference: {}\n", files_text(result.equal));
    return;
  }
  const auto show = [&](const char* what, const Difference& difference) {
    fmt::print("{}: {}\n  {}: {}\n  {}: {}\n", what, place_of(difference), first, difference.first,
               second, difference.second);
  };
  const auto& found = result.found;
  show("first difference", found.front());
  const auto settings = std::find_if(found.begin() + 1, found.end(), is_of_settings);
  if (settings != found.end()) show("settings differ", *settings);
  for (size_t i = 1; i < found.size(); ++i)
    if (found[i].run != found[i - 1].run && !found[i].run.empty())
      fmt::print("first difference of {}: {}\n", printable(found[i].run.string()),
                 place_of(found[i]));
  std::vector<std::filesystem::path> others;
  for (size_t i = 1; i < result.found.size(); ++i) others.push_back(result.found[i].file);
  if (!others.empty()) fmt::print("also different: {}\n", files_text(others));
  if (!result.equal.empty()) fmt::print("equal: {}\n", files_text(result.equal));
}

}  // namespace

void add_diff(const Command& program, int& exit_code) {
  struct Options {
    std::string first, second;
    bool machine = false;
  };
  const Command command = program.command(
      "diff", "where two runs or two comparisons differ first; exit code 1 where they do");
  auto options = std::make_shared<Options>();
  command.option("first", options->first, "what compare or run wrote").required();
  command.option("second", options->second, "another of that kind").required();
  command.flag("--machine", options->machine,
               "also machine.json and time.csv, which differ between machines");
  command.does([options, &exit_code] {
    const Differences result = differences(options->first, options->second, options->machine);
    print(result, options->first, options->second);
    if (const auto error = stdout_error()) throw UserError(*error);  // 1 would say: they differ
    exit_code = result.found.empty() ? 0 : 1;
  });
}

}  // namespace coopbench
