#include "reports/report.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "core/printable.h"

namespace coopbench {

void add_report(const Command& program) {
  const Command command =
      program.command("report", "write report.html anew from the folder of a comparison or run");
  auto folder = std::make_shared<std::string>();
  command.option("folder", *folder, "what compare or run wrote").required();
  command.does([folder] {
    const SavedComparison comparison = read_folder(*folder);
    const auto page = write_report(comparison);
    fmt::print("{}\nreport: {}\n", printable_lines(result_table(comparison)), page.string());
  });
}

}  // namespace coopbench
