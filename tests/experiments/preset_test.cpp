#include "experiments/config/preset.h"

#include <boost/test/unit_test.hpp>

#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

/// A small whole preset on points of the plane.
Json toy() {
  return parse_json(R"({
    "title": "t", "seeds": [1, 2],
    "shared": {
      "data": {"name": "gmm"}, "energy": {"name": "anatomy_toy"},
      "sampler": {"rule": {"name": "scaled", "noise_scale": 0.1}, "steps": 2},
      "optimizer": {"name": "adam"}, "training": {"iterations": 2, "batch": 8, "chains": 8},
      "evaluation": {"samples": 10, "curve_samples": 10}},
    "methods": {"short_run": {"start": {"name": "noise"}}, "persistent": {"start": {"name": "bank", "size": 20}}}})",
                    "toy");
}

void refused(const Json& json, std::initializer_list<std::string> words) {
  BOOST_CHECK_EXCEPTION(parse_preset(json, "toy"), UserError, says(words));
}

Json with(const std::string& path, const Json& value) {
  Json json = toy();
  set_path(json, path, value);
  return json;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(preset_)

BOOST_AUTO_TEST_CASE(every_preset_that_comes_with_the_program_parses_and_says_what_it_is) {
  for (const auto& name : preset_names()) {
    const Preset preset = load_preset(name);
    BOOST_TEST(preset.name == name);
    for (const auto* text : {&preset.title, &preset.description, &preset.source})
      BOOST_TEST(!text->empty(), name);
    BOOST_TEST(preset.version >= 1);
    BOOST_TEST(preset.json.contains("notes"), name);
    BOOST_TEST(!preset.methods.empty());
  }
}

BOOST_AUTO_TEST_CASE(methods_share_everything_but_their_start) {
  const Preset preset = parse_preset(toy(), "toy");
  BOOST_TEST(preset.controlled);
  BOOST_TEST(preset.methods.size() == 2U);
  Json a = to_json(preset.methods[0].config), b = to_json(preset.methods[1].config);
  BOOST_TEST(a != b);
  a.erase("start");
  b.erase("start");
  BOOST_TEST(a == b);
}

BOOST_AUTO_TEST_CASE(the_energy_scale_is_that_of_the_rule_unless_given) {
  BOOST_TEST(parse_preset(toy(), "toy").methods[0].config.training.energy_scale == 200,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(parse_preset(with("shared.training.energy_scale", 3), "toy")
                 .methods[0]
                 .config.training.energy_scale == 3);
}

BOOST_AUTO_TEST_CASE(a_controlled_comparison_refuses_methods_that_differ_in_more) {
  refused(with("methods.persistent.optimizer", {{"name", "sgd"}}),
          {"methods.persistent.optimizer", "controlled"});
  Json open = with("methods.persistent.optimizer", {{"name", "sgd"}});
  open["controlled"] = false;
  BOOST_TEST(parse_preset(open, "toy").methods[1].config.optimizer.name() == "sgd");
  BOOST_TEST(parse_preset(open, "toy").methods[0].config.optimizer.name() == "adam");
  open["methods"]["persistent"]["data"] = {{"name", "rings"}};
  refused(open, {"methods.persistent.data", "same for all methods"});
}

BOOST_AUTO_TEST_CASE(bad_presets_name_the_place) {
  refused(with("shared.sampler.stpes", 3), {"shared.sampler.stpes", "did you mean 'steps'"});
  refused(with("shared.sampler.rule.noise_scale", -1),
          {"shared.sampler.rule.noise_scale", "at least 0"});
  refused(with("shared.energy.name", "anatomy_vanila"),
          {"shared.energy.name", "did you mean 'anatomy_vanilla'"});
  refused(with("methods.persistent.start.size", "big"),
          {"methods.persistent.start.size", "whole number"});
  refused(with("shared.evaluation.checkpoint_every", 5),
          {"shared.evaluation.checkpoint_every", "as shared.training.checkpoint_every"});
  refused(with("shared.evaluation.part", "tset"),
          {"shared.evaluation.part: must be one of test, validation", "did you mean 'test'"});
  refused(with("shared.sampler.precision", "bf61"),
          {"shared.sampler.precision: must be one of float32, bf16", "did you mean 'bf16'"});
  refused(with("shared.start", {{"name", "noise"}}), {"shared.start", "methods.<name>.start"});
  refused(with("small", "smokey"), {"small: there is no preset 'smokey' (did you mean 'smoke'?)"});
  refused(with("titel", "x"), {"titel", "did you mean 'title'"});
  refused(with("seeds", Json::array()), {"seeds"});
  refused(with("seeds", {1, 1}), {"seeds", "twice"});
  refused(with("methods", Json::object()), {"methods"});
  refused(with("methods.a/b", Json::object()), {"a/b", "folder"});
  Json none = toy();
  none["shared"].erase("data");
  refused(none, {"shared.data", "is missing"});
  refused(Json::array(), {"must be an object"});
}

BOOST_AUTO_TEST_CASE(a_published_behaviour_names_a_row_and_what_it_has_to_be) {
  const auto claimed = [](const Json& claim) { return with("behaviour", Json::array({claim})); };
  const Preset preset = parse_preset(
      claimed({{"claim", "c"}, {"method", "persistent"}, {"row", "mmd2.end"}, {"within", {0, 1}}}),
      "toy");
  BOOST_TEST(preset.behaviours.size() == 1U);
  BOOST_TEST(preset.behaviours[0].within[1] == 1);
  refused(with("behaviour", "oscillates"), {"behaviour: must be a list of objects"});
  refused(claimed({{"claim", "c"}, {"row", "r"}}), {"behaviour[0]", "either `within` or `words`"});
  refused(claimed({{"claim", "c"}, {"row", "r"}, {"within", {0, 1}}, {"words", {"w"}}}),
          {"behaviour[0]", "either `within` or `words`"});
  refused(claimed({{"claim", "c"}, {"row", "r"}, {"within", {2, 1}}}),
          {"behaviour[0].within: must be [low, high]"});
  refused(claimed({{"claim", "c"}, {"row", "r"}, {"within", {1}}}), {"behaviour[0].within"});
  refused(claimed({{"claim", "c"}, {"row", "r"}, {"withn", {0, 1}}}),
          {"behaviour[0].withn", "did you mean 'within'"});
  refused(claimed({{"claim", "c"}, {"row", "r"}, {"words", {"w"}}, {"method", "persistnt"}}),
          {"behaviour[0].method", "did you mean 'persistent'"});
}

BOOST_AUTO_TEST_CASE(an_axis_has_values_that_the_preset_can_have) {
  const auto varied = [](const Json& axis) { return with("axes", Json::array({axis})); };
  const Preset preset = parse_preset(
      varied({{"setting", "shared.sampler.steps"}, {"meaning", "K"}, {"values", {5, 10}}}), "toy");
  BOOST_TEST(preset.axes.size() == 1U);
  BOOST_TEST(preset.axes[0].values == Json({5, 10}));
  BOOST_TEST(preset.methods[0].config.sampler.steps == 2);
  refused(varied({{"setting", "shared.sampler.steps"}, {"meaning", "K"}, {"values", {5, 0}}}),
          {"axes[0].values[1]: shared.sampler.steps", "from 1 to"});
  refused(varied({{"setting", "shared.sampler.stpes"}, {"meaning", "K"}, {"values", {5}}}),
          {"axes[0].values[0]: shared.sampler.stpes", "did you mean 'steps'"});
  refused(varied({{"setting", "x"}, {"values", {5}}}), {"axes[0].meaning: must be a text"});
  refused(varied({{"setting", "x"}, {"meaning", "K"}, {"value", {5}}}),
          {"axes[0].value", "did you mean 'values'"});
  refused(with("axes", 3), {"axes: must be a list of objects"});
}

BOOST_AUTO_TEST_CASE(every_small_twin_is_there_and_of_the_same_methods) {
  for (const auto& name : preset_names()) {
    const Preset preset = load_preset(name);
    if (preset.small.empty()) continue;
    BOOST_TEST_CONTEXT(name) {
      const Preset twin = load_preset(preset.small);
      BOOST_REQUIRE(twin.methods.size() == preset.methods.size());
      for (size_t i = 0; i < twin.methods.size(); ++i) {
        BOOST_TEST(twin.methods[i].name == preset.methods[i].name);
        BOOST_TEST(twin.methods[i].config.start.name() == preset.methods[i].config.start.name());
        BOOST_TEST(twin.methods[i].config.sampler.rule.name() ==
                   preset.methods[i].config.sampler.rule.name());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(metrics_take_settings) {
  const Json list = {"precision", {{"name", "kid"}, {"subsets", 10}}};
  const Preset preset = parse_preset(with("shared.evaluation.metrics", list), "toy");
  const auto& metrics = preset.methods[0].config.evaluation.metrics;
  BOOST_TEST(metrics.size() == 2U);
  BOOST_TEST(metrics[0].json.at("k") == 5);
  BOOST_TEST(metrics[1].json.at("subsets") == 10);
  const auto refused_metrics = [](const Json& wrong, std::initializer_list<std::string> words) {
    refused(with("shared.evaluation.metrics", wrong), words);
  };
  refused_metrics({"recall", {{"name", "precision"}, {"k", 0}}},
                  {"shared.evaluation.metrics[1].k: must be", "at least 1"});
  refused_metrics({{{"name", "kid"}, {"subset", 10}}},
                  {"shared.evaluation.metrics[0].subset", "did you mean 'subsets'"});
  refused_metrics({"precison"}, {"shared.evaluation.metrics[0]", "did you mean 'precision'"});
  refused_metrics({"rhat"}, {"shared.evaluation.metrics[0]", "no metric of two samples 'rhat'"});
}

BOOST_AUTO_TEST_CASE(settings_from_the_command_line_are_applied_first) {
  const TemporaryFolder folder;
  write_whole(folder / "mine.json", toy().dump());
  const std::string file = folder / "mine.json";
  const Preset preset = load_preset(
      file, {"shared.sampler.steps=9", "shared.sampler.rule.name=free_noise", "title=new"});
  BOOST_TEST(preset.name == "mine");
  BOOST_TEST(preset.title == "new");
  BOOST_TEST(preset.methods[1].config.sampler.steps == 9);
  BOOST_CHECK_EXCEPTION(load_preset(file, {"shared.sampler.steps"}), UserError,
                        says({"path=value"}));
  BOOST_CHECK_EXCEPTION(load_preset(file, {"shared.sampler.steps=many"}), UserError,
                        says({"shared.sampler.steps", "whole number"}));
}

BOOST_AUTO_TEST_CASE(settings_that_move_numbers_are_kept_with_the_preset) {
  const auto changed = [](const std::vector<std::string>& settings) {
    return load_preset("smoke", settings).json.value("changed", Json());
  };
  BOOST_TEST(changed({}) == Json());
  BOOST_TEST(changed({"seeds=[4]", "title=mine", "shared.sampler.engine=plain",
                      "shared.sampler.steps=20"}) == Json());  // as it was
  BOOST_TEST(changed({"shared.sampler.steps=7", "shared.training.batch=8"}) ==
             (Json{"shared.sampler.steps=7", "shared.training.batch=8"}));
}

BOOST_AUTO_TEST_CASE(a_method_that_was_added_is_not_asked_what_was_published_of_others) {
  const auto asked = [](const std::vector<std::string>& settings) {
    std::vector<std::string> methods;
    for (const Behaviour& claim : load_preset("short_run_small", settings).behaviours)
      methods.push_back(claim.method);
    return methods;
  };
  const std::string noise = "={\"start\":{\"name\":\"noise\"}}";
  BOOST_TEST(asked({"methods.short_run.start.scale=0.5"}) == (std::vector<std::string>{"", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(
      asked({"methods.other" + noise}) == (std::vector<std::string>{"short_run", "short_run"}),
      boost::test_tools::per_element());
  BOOST_TEST(asked({"methods={\"other\":" + noise.substr(1) + "}"}).empty());
}

BOOST_AUTO_TEST_CASE(unknown_presets_and_files_are_named) {
  BOOST_CHECK_EXCEPTION(load_preset("quikstart"), UserError,
                        says({"no preset 'quikstart'", "did you mean 'quickstart'"}));
  BOOST_CHECK_EXCEPTION(load_preset("/no/such.json"), UserError, says({"/no/such.json"}));
  const TemporaryFolder folder;
  write_whole(folder / "preset.json", "{}");
  BOOST_CHECK_EXCEPTION(load_preset(folder.path().string()), UserError,
                        says({"is the folder of a comparison; its preset is", "/preset.json"}));
}

BOOST_AUTO_TEST_CASE(nets_that_do_not_fit_the_side_are_refused_with_their_path) {
  const auto check = [](const Json& json, std::initializer_list<std::string> words) {
    const Preset preset = parse_preset(json, "toy");
    const Method& method = preset.methods[1];
    const Dataset data = load_data(method.config, method.path_of);
    BOOST_CHECK_EXCEPTION(make_parts(method.config, 1, data, method.path_of), UserError,
                          says(words));
  };
  check(with("shared.energy", {{"name", "anatomy_vanilla"}}),
        {"shared.energy", "anatomy_vanilla takes images of side 16", "not 1"});
  check(with("methods.persistent.start.size", 5), {"methods.persistent.start", "size 5"});
  check(with("methods.persistent.start", {{"name", "generator"},
                                          {"net", {{"name", "thesis_generator"}}},
                                          {"optimizer", {{"name", "adam"}}}}),
        {"methods.persistent.start", "thesis_generator makes images of side"});
}

BOOST_AUTO_TEST_CASE(parts_are_made_and_numbers_beyond_the_data_are_refused) {
  const Preset preset = parse_preset(toy(), "toy");
  const Dataset data = load_data(preset.methods[0].config, preset.methods[0].path_of);
  const RunParts parts = make_parts(preset.methods[0].config, 1, data, preset.methods[0].path_of);
  BOOST_TEST(parts.data.train.shape().channels == 2);
  const Preset large = parse_preset(with("shared.training.batch", 900000), "toy");
  BOOST_CHECK_EXCEPTION(make_parts(large.methods[0].config, 1, data, large.methods[0].path_of),
                        UserError, says({"shared.training.batch", "900000"}));
}

BOOST_AUTO_TEST_CASE(a_preset_without_a_name_gets_that_of_its_file_as_a_folder_can_have_it) {
  const TemporaryFolder folder;
  for (const auto& [file, name] : std::vector<std::pair<std::string, std::string>>{
           {"plain", "plain"}, {"a b", "a_b"}, {"v1.2", "v1_2"}, {"ünï", "_n_"}, {"-x-", "_x-"}}) {
    write_whole(folder / (file + ".json"), toy().dump());
    BOOST_TEST(load_preset((folder / (file + ".json")).string()).name == name);
  }
  const std::string file = (folder / (std::string(101, 'x') + ".json")).string();
  write_whole(file, toy().dump());
  BOOST_CHECK_EXCEPTION(load_preset(file), UserError,
                        says({"name", "100 characters at most, not 101"}));
  BOOST_TEST(load_preset(file, {"name=short"}).name == "short");
}

BOOST_AUTO_TEST_CASE(names_of_methods_and_presets_have_a_longest_length) {
  Json json = toy();
  json["methods"][std::string(100, 'm')] = json["methods"]["short_run"];
  json["name"] = std::string(100, 'n');
  BOOST_TEST(parse_preset(json, "toy").methods.size() == 3U);
  json["methods"][std::string(101, 'm')] = json["methods"]["short_run"];
  refused(json, {"methods.mmm", "100 characters at most, not 101"});
  refused(with("name", std::string(300, 'n')), {"name: ", "100 characters at most, not 300"});
}

BOOST_AUTO_TEST_SUITE_END()
