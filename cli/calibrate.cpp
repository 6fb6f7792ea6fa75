#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output_place.h"
#include "cli/terminal.h"
#include "core/cores.h"
#include "core/files.h"
#include "data/data_sets.h"
#include "laboratory/calibration.h"
#include "laboratory/power.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

struct Options {
  std::string only, out;
  int64_t repetitions = 1000, threads = cores(), rows = 100;
  bool power = false;
};

/// A table on stdout and, where --out names one, in a file, line by line: nothing is lost.
class Lines {
 public:
  explicit Lines(std::string out) : out_(std::move(out)) {}
  void put(const std::string& line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
    all_ += line + "\n";
    if (!out_.empty()) write_whole(out_, all_);
  }

 private:
  std::string out_, all_;
};

/// True when every promise holds.
bool check_promises(const Options& options) {
  std::vector<Calibration> chosen = calibrations();
  std::erase_if(chosen, [&](const Calibration& one) {
    return one.metric.find(options.only) == std::string::npos;
  });
  if (chosen.empty())
    throw UserError("--only " + options.only + ": no metric with a promise has such a name");
  Workers workers(options.threads);
  Lines lines(options.out);
  lines.put("| metric | law | promise | measured | holds |\n|---|---|---|---|---|");
  bool all = true;
  for (const Calibration& one : chosen) {
    const double found = calibrate(one, options.repetitions, workers);
    const bool holds = one.low <= found && found <= one.high;
    all = all && holds;
    lines.put(fmt::format("| {} | {} | {} | {:.3f} | {} |", one.metric, one.law, one.promise, found,
                          holds ? "yes" : "NO"));
  }
  return all;
}

Dataset garments(const std::vector<int64_t>& labels) {
  const Json choice = {{"name", "fashion_mnist"}, {"labels", labels}};
  return load_found(data_sets().make(Choice{data_sets().resolve(choice, "data")}), "fashion_mnist");
}

/// Metrics by name with what makes them comparable at this number of rows.
std::vector<Json> compared(int64_t rows) {
  std::vector<Json> all;
  for (const std::string& name : two_sample_metrics()) {
    if (name == "mmd2" || name == "c2st_cnn") continue;  // the one again, and hours
    Json metric = {{"name", name}};
    if (name == "kid") metric.update({{"subsets", 1}, {"subset_size", rows}});
    if (name == "mmd2_aggregated") metric["permutations"] = 99;
    if (name == "parzen") metric["bandwidth"] = "0.2";
    all.push_back(metric);
  }
  return all;
}

void measure_power(const Options& options) {
  Workers workers(options.threads);
  const Dataset data = garments({});
  const Images dropped = garments({0, 1, 2, 3, 4, 5, 6}).train;
  Lines lines(options.out);
  lines.put("space,metric,fault,power");
  for (const std::string& space : spaces().names())
    for (const Json& metric : compared(options.rows)) {
      if (metric.at("name").get<std::string>().find(options.only) == std::string::npos) continue;
      try {
        for (const Power& p : power(metric, {{"name", space}}, data, dropped, options.rows,
                                    options.repetitions, workers))
          lines.put(fmt::format("{},{},{},{:.3f}", p.space, p.metric, p.fault, p.share));
      } catch (const std::invalid_argument& error) {
        fmt::print(stderr, "{} in {}: {}\n", metric.at("name").get<std::string>(), space,
                   error.what());
      }
    }
}

}  // namespace

void add_calibrate(const Command& program, int& exit_code) {
  const auto options = std::make_shared<Options>();
  const Command command = program.command(
      "calibrate",
      "checks by repetition on known laws that tests reject and intervals cover as often as they "
      "say; exit code 1 where one does not");
  command.option("--repetitions", options->repetitions, "of each law; by default 1000")
      .whole_number(1, 1000000);
  command.option("--only", options->only, "only metrics whose name contains this");
  command.option("--threads", options->threads, "by default one for each core")
      .whole_number(1, 1024);
  command.option("--out", options->out, "a file for the table too").output_name();
  command.flag("--power", options->power,
               "instead: how often each metric finds which fault of Fashion-MNIST images, as "
               "CSV; 100 repetitions take about 10 minutes");
  command.option("--rows", options->rows, "images in a set, with --power; by default 100")
      .whole_number(20, 5000);
  command.does([options, &exit_code] {
    if (!options->out.empty()) need_file_place(options->out);
    if (options->power) return measure_power(*options);
    exit_code = check_promises(*options) ? 0 : 1;
  });
}

}  // namespace coopbench
