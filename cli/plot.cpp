#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output_place.h"
#include "cli/values.h"
#include "records/paths.h"
#include "reports/plots.h"

namespace coopbench {

void add_plot(CLI::App& program) {
  struct Options {
    std::string folder, out;
    std::vector<std::string> what = {"d", "r", "acf"};
  };
  CLI::App* command = program.add_subcommand(
      "plot", "single curves of a run or comparison as SVG, with script and data of each");
  auto options = std::make_shared<Options>();
  command->add_option("folder", options->folder, "what compare or run wrote")->required();
  command->add_option("--what", options->what, "curves, such as d,r,acf")->delimiter(',');
  command->add_option("--out", options->out, "folder for the plots, by default FOLDER/plots")
      ->check(output_name());
  command->callback([options] {
    const std::filesystem::path out = options->out.empty() ? ReportPaths{options->folder}.plots()
                                                           : std::filesystem::path(options->out);
    if (!options->out.empty()) need_folder_place(out);
    for (const auto& file : write_plots(options->folder, options->what, out))
      fmt::print("{}\n", file.string());
  });
}

}  // namespace coopbench
