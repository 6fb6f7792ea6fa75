#include "reports/report.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "core/printable.h"

namespace coopbench {

void add_report(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "report", "write report.html anew from the folder of a comparison or run");
  auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "what compare or run wrote")->required();
  command->callback([folder] {
    const SavedComparison comparison = read_folder(*folder);
    const auto page = write_report(comparison);
    fmt::print("{}\nreport: {}\n", printable_lines(result_table(comparison)), page.string());
  });
}

}  // namespace coopbench
