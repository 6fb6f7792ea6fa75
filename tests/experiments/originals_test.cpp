// Walks tests/data_files/originals.json: what each of the compared systems has, the setting that
// gives it, the test that shows it. Writes the table of docs/originals.md.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>

#include "core/files.h"
#include "experiments/config/config.h"
#include "generators/generator.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

const fs::path kTests = fs::path(COOPBENCH_SOURCE_DIR) / "tests";

Json rows() {
  const fs::path file = kTests / "data_files/originals.json";
  return parse_json(read_text(file), file.string());
}

ImageShape shape_of_row(const Json& row) {
  return {row.at("shape")[0].get<int64_t>(), row.at("shape")[1].get<int64_t>()};
}

/// The engine that `auto` takes for such a rule and net.
std::string engine_of(const Json& rule, const Json& net, ImageShape shape) {
  const auto sampler = parse_config<SamplerConfig>(Json{{"rule", rule}}, "sampler");
  const Json energy = energy_nets().resolve(net, "energy");
  return picked_engine(sampler, NetworkEnergy(energy_nets().make({energy}, shape), 1), shape).name;
}

/// Makes what the row names, strictly, and says which engine runs it.
std::string made(const Json& row) {
  const std::string kind = row.at("kind");
  const Json &settings = row.at("settings"), net{{"name", "anatomy_vanilla"}};
  const Json rule{{"name", "free_noise"}};
  if (kind == "rule") return engine_of(settings, net, shape_of_row(row));
  if (kind == "energy") return engine_of(rule, settings, shape_of_row(row));
  if (kind == "training") {
    parse_config<TrainConfig>(settings, "training");
    return "any";
  }
  if (kind == "generator") {
    const Json generator = generator_nets().resolve(settings, "net");
    const Generator all(generator_nets().make({generator}, shape_of_row(row)), 1);
    return "none: a pass a draw";
  }
  BOOST_REQUIRE(kind == "start");
  Json start = settings;
  if (row.contains("net")) {
    start["net"] = {{"name", row.at("net")}};
    start["optimizer"] = {{"name", "adam"}};
  }
  const ImageShape shape = shape_of_row(row);
  const Images train(torch::zeros({200, shape.channels, shape.side, shape.side}));
  const auto whole = chain_starts().make({chain_starts().resolve(start, "start")},
                                         {.shape = shape, .seed = 1, .train = train});
  return "any";
}

/// Is there such a case in that file?
bool is_there(const std::string& test) {
  const size_t colon = test.find(": ");
  if (colon == std::string::npos) return false;
  const fs::path file = kTests / test.substr(0, colon);
  return fs::exists(file) && read_text(file).find("BOOST_AUTO_TEST_CASE(" + test.substr(colon + 2) +
                                                  ")") != std::string::npos;
}

/// As the settings are written in a preset, without the braces around them.
std::string setting_text(const Json& row) {
  const std::string text = row.at("settings").dump();
  const std::string kind = row.at("kind");
  const std::string block = kind == "rule"        ? "sampler.rule"
                            : kind == "energy"    ? "energy"
                            : kind == "generator" ? "start.net"
                                                  : kind;
  return fmt::format("`{}`: `{}`", block, text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(originals)

BOOST_AUTO_TEST_CASE(every_row_can_be_had_by_its_setting_and_is_shown_by_a_test) {
  std::string table = "| original | setting | engine | shown by |\n|---|---|---|---|\n";
  std::set<std::string> known;
  for (const Json& row : rows()) {
    const std::string original = row.at("original"), test = row.at("test");
    BOOST_TEST_CONTEXT(original) {
      BOOST_TEST(known.insert(original).second);
      BOOST_TEST(is_there(test), test);
      std::string engine;
      BOOST_REQUIRE_NO_THROW(engine = made(row));
      for (const std::string& cell : {original, engine, test}) BOOST_TEST(!cell.empty());
      table += fmt::format("| {} | {} | {} | {} |\n", original, setting_text(row), engine, test);
    }
  }
  std::ofstream("originals.md") << table;
}

BOOST_AUTO_TEST_CASE(every_rule_net_and_start_of_the_tables_stands_in_a_row) {
  std::set<std::string> named;
  for (const Json& row : rows())
    named.insert(row.at("kind").get<std::string>() + " " +
                 row.at("settings").value("name", Json("")).get<std::string>());
  const auto need = [&](const char* kind, const std::vector<std::string>& names) {
    for (const std::string& name : names)
      BOOST_TEST((named.contains(fmt::format("{} {}", kind, name)) || name == "hmc" ||
                  name == "toy_generator"),
                 kind << " " << name);
  };
  need("rule", step_rules().names());
  need("energy", energy_nets().names());
  need("generator", generator_nets().names());
  need("start", chain_starts().names());
}

BOOST_AUTO_TEST_CASE(rows_that_name_nothing_are_noticed) {
  BOOST_TEST(!is_there("ebm/loss_test.cpp: no_such_case"));
  BOOST_TEST(!is_there("ebm/no_such_test.cpp: squares_are_means_over_each_batch"));
  BOOST_TEST(!is_there("squares_are_means_over_each_batch"));
  for (const Json& wrong :
       {Json{{"kind", "rule"}, {"settings", {{"name", "scald"}}}, {"shape", {1, 16}}},
        Json{{"kind", "energy"}, {"settings", {{"name", "short_run"}}}, {"shape", {1, 17}}},
        Json{{"kind", "training"}, {"settings", {{"loss", {{"penalty", "cubes"}}}}}}})
    BOOST_CHECK_THROW(made(wrong), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
