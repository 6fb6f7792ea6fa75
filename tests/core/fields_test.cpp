#include "core/fields.h"

#include <boost/test/unit_test.hpp>

#include "core/table.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

struct Inner {
  double size = 0.5;
  static auto fields() { return std::tuple{field("size", &Inner::size, above(0), "how large")}; }
};

using Shapes = Table<double()>;
double area(const Inner& inner) { return inner.size * inner.size; }
Shapes shapes() { return {"shape", {entry("square", "four sides", area)}}; }

struct Config {
  int64_t steps = 20;
  bool fast = false;
  std::string part = "test";
  std::vector<int64_t> seeds = {1};
  Inner inner = {};
  Choice shape;
  static auto fields() {
    return std::tuple{field("steps", &Config::steps, at_least(1), "K"),
                      field("fast", &Config::fast, anything(), "quick"),
                      field("part", &Config::part, one_of({"test", "validation"}), "which"),
                      field("seeds", &Config::seeds, at_least(0), "each"),
                      field("inner", &Config::inner, anything(), "nested"),
                      field("shape", &Config::shape, shapes().choice(), "chosen")};
  }
};

Config parse(const std::string& text) {
  return parse_config<Config>(parse_json(text, "test"), "shared");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(keys_left_out_keep_their_defaults) {
  const Config config = parse(R"({"shape": {"name": "square"}})");
  BOOST_TEST(config.steps == 20);
  BOOST_TEST(config.inner.size == 0.5);
  BOOST_TEST(config.shape.json.dump() == R"({"name":"square","size":0.5})");
}

BOOST_AUTO_TEST_CASE(values_are_read) {
  const Config config = parse(R"({"steps": 3, "fast": true, "part": "validation", "seeds": [4, 5],
                                  "inner": {"size": 2}, "shape": {"name": "square", "size": 3}})");
  BOOST_TEST(config.steps == 3);
  BOOST_TEST(config.fast);
  BOOST_TEST(config.seeds.size() == 2U);
  BOOST_TEST(config.inner.size == 2);
  BOOST_TEST(shapes().make(config.shape) == 9);
}

BOOST_AUTO_TEST_CASE(bad_values_name_path_rule_and_nearest) {
  const auto refused = [](const std::string& text, std::initializer_list<std::string> words) {
    BOOST_CHECK_EXCEPTION(parse(text), UserError, says(words));
  };
  refused(R"({"stesp": 3})", {"shared.stesp", "did you mean 'steps'", "allowed here"});
  refused(R"({"steps": 0})", {"shared.steps", "at least 1", "0"});
  refused(R"({"steps": 2.5})", {"shared.steps", "whole number", "2.5"});
  refused(R"({"steps": 99999999999999999999})", {"shared.steps", "whole number"});
  refused(R"({"steps": "3"})", {"shared.steps", "whole number"});
  refused(R"({"fast": 1})", {"shared.fast", "true or false"});
  refused(R"({"part": "tset"})", {"shared.part", "one of test, validation", "did you mean 'test'"});
  refused(R"({"seeds": [1, -1]})", {"shared.seeds", "at least 0"});
  refused(R"({"inner": {"size": 0}})", {"shared.inner.size", "above 0"});
  refused(R"({"inner": 3})", {"shared.inner", "an object"});
  refused(R"({})", {"shared.shape", "is missing"});
  refused(R"({"shape": {}})", {"shared.shape.name", "square"});
  refused(R"({"shape": {"name": "sqare"}})",
          {"shared.shape.name", "no shape 'sqare'", "did you mean 'square'"});
  refused(R"({"shape": {"name": "square", "siz": 1}})",
          {"shared.shape.siz", "did you mean 'size'"});
  refused(R"([])", {"shared", "an object"});
}

BOOST_AUTO_TEST_CASE(written_and_read_again_is_the_same) {
  const Json json = to_json(parse(R"({"steps": 7, "shape": {"name": "square"}})"));
  BOOST_TEST(to_json(parse_config<Config>(json, "")).dump() == json.dump());
}

BOOST_AUTO_TEST_CASE(every_field_is_described) {
  const auto infos = describe_fields<Config>();
  BOOST_TEST(infos.size() == 6U);
  BOOST_TEST(infos[4].name == "inner.size");
  BOOST_TEST(infos[4].allowed == "above 0");
  BOOST_TEST(infos[4].initial.dump() == "0.5");
  BOOST_TEST(infos[5].initial.is_null());
}

BOOST_AUTO_TEST_SUITE_END()
