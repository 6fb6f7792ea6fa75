#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output_place.h"
#include "records/paths.h"
#include "reports/plots.h"

namespace coopbench {

void add_plot(const Command& program) {
  struct Options {
    std::string folder, out;
    std::vector<std::string> what = {"d", "r", "acf"};
  };
  const Command command = program.command(
      "plot", "single curves of a run or comparison as SVG, with script and data of each");
  auto options = std::make_shared<Options>();
  command.option("folder", options->folder, "what compare or run wrote").required();
  command.option("--what", options->what, "curves, such as d,r,acf").separated_by(',');
  command.option("--out", options->out, "folder for the plots, by default FOLDER/plots")
      .output_name();
  command.does([options] {
    const std::filesystem::path out = options->out.empty() ? ReportPaths{options->folder}.plots()
                                                           : std::filesystem::path(options->out);
    if (!options->out.empty()) need_folder_place(out);
    for (const auto& file : write_plots(options->folder, options->what, out))
      fmt::print("{}\n", file.string());
  });
}

}  // namespace coopbench
