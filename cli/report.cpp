#include "reports/report.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "core/errors.h"
#include "core/printable.h"

namespace coopbench {

void add_report(const Command& program) {
  const Command command =
      program.command("report", "write report.html anew from the folder of a comparison or run");
  struct Options {
    std::string folder;
    std::vector<std::string> others;
  };
  auto options = std::make_shared<Options>();
  command.option("folder", options->folder, "what compare or run wrote").required();
  command
      .option("--other-setting", options->others,
              "what compare wrote for the same methods at another setting: does their order hold? "
              "May be given again")
      .one_word_each();
  command.does([options] {
    const SavedComparison comparison = read_folder(options->folder);
    std::vector<OtherSetting> others;
    for (const std::string& folder : options->others) {
      others.push_back(other_setting(comparison, folder));
      for (size_t i = 0; i + 1 < others.size(); ++i)
        if (others[i].name == others.back().name)
          throw UserError(
              fmt::format("two other settings are called {}; give each once", others.back().name));
    }
    const auto page = write_report(comparison, others);
    fmt::print("{}\nreport: {}\n", result_table(comparison, others), printable(page.string()));
  });
}

}  // namespace coopbench
