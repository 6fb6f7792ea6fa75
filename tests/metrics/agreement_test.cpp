// What independent packages say of small inputs: tests/goldens/metrics_*.py wrote the cases. The
// worst relative error of each metric goes into a table, agreement.md of the build folder.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "core/files.h"
#include "core/npy.h"
#include "metrics/measure.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

const fs::path folder = fs::path(COOPBENCH_SOURCE_DIR) / "tests/data_files/metrics";

struct Line {
  int64_t cases = 0;
  double worst = 0, tolerance = 0;
  std::string sources;
};

std::vector<Json> all_cases() {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(folder))
    if (file.path().extension() == ".json") files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<Json> cases;
  for (const fs::path& file : files) {
    const Json family = parse_json(read_text(file), file.string());
    for (const Json& one : family.at("cases")) cases.push_back(one);
  }
  return cases;
}

double found(const Json& one, Workers& workers) {
  std::vector<torch::Tensor> inputs;
  for (const std::string name : one.at("inputs")) inputs.push_back(read_npy(folder / name));
  const Json space = one.contains("space") ? one["space"] : Json{{"name", "pixels"}};
  const Json result = measure(one.at("metric"), space, inputs, workers);
  return result.at(Json::json_pointer(one.at("key").get<std::string>())).get<double>();
}

std::string table(const std::map<std::string, Line>& lines) {
  std::string text =
      "| metric | cases | worst relative error | allowed | expected values from |\n"
      "|---|---|---|---|---|\n";
  for (const auto& [name, line] : lines)
    text += fmt::format("| `{}` | {} | {:.1e} | {:.0e} | {} |\n", name, line.cases, line.worst,
                        line.tolerance, line.sources);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_metric_agrees_with_independent_packages) {
  Workers workers(2);
  std::map<std::string, Line> lines;
  const std::vector<Json> cases = all_cases();
  BOOST_TEST_REQUIRE(!cases.empty());
  for (const Json& one : cases) {
    const auto expected = one.at("expected").get<double>(),
               tolerance = one["tolerance"].get<double>();
    const double value = found(one, workers);
    const double error =
        expected == 0 ? std::abs(value) : std::abs(value - expected) / std::abs(expected);
    BOOST_TEST_CONTEXT(one.dump() << ": " << value) BOOST_TEST(error <= tolerance);
    Line& line = lines[one.at("metric").at("name").get<std::string>()];
    line.cases += 1;
    line.worst = std::max(line.worst, error);
    line.tolerance = std::max(line.tolerance, tolerance);
    const auto source = one.at("source").get<std::string>();
    if (line.sources.find(source) == std::string::npos)
      line.sources += (line.sources.empty() ? "" : "; ") + source;
  }
  const std::string text = table(lines);
  BOOST_TEST_MESSAGE(text);
  write_whole("agreement.md", text);
}
