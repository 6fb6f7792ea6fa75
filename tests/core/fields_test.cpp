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
double round_area(const Inner& inner) { return 3 * inner.size * inner.size; }
struct Pair;
double pair_area(const Pair& pair);

/// A shape of two others of the same table.
const Shapes& shapes();
struct Pair {
  Choice first = {{{"name", "square"}}}, second;
  static auto fields() {
    const Allowed shape = choice_from(shapes, "a shape");
    return std::tuple{field("first", &Pair::first, shape, "one"),
                      required(field("second", &Pair::second, shape, "the other"))};
  }
};

const Shapes& shapes() {
  static const Shapes all{
      "shape",
      {entry("square", "four sides", area), entry("round", "without sides", round_area),
       entry("pair", "two of them", pair_area)}};
  return all;
}
double pair_area(const Pair& pair) {
  return shapes().make(pair.first) + shapes().make(pair.second);
}

enum class Colour { red, green, blue };
constexpr auto enum_names(Colour) { return std::array{"red", "green", "blue"}; }

struct Place {
  int64_t row = 0, column;
  explicit Place(int64_t initial = 0) : column(initial) {}
  static auto fields() {
    return std::tuple{field("row", &Place::row, at_least(0), "from the top"),
                      field("column", &Place::column, at_least(0), "from the left")};
  }
};
struct Marked : Place {
  Marked() : Place(7) {}
  Colour colour = Colour::green;
  std::vector<Choice> shapes = parts_named({"round"});
  Choice frame = {{{"name", "square"}, {"size", 2}}};
  int64_t number = 0;
  static auto fields() {
    const Allowed shape = coopbench::choice_from(::shapes, "a shape");
    return std::tuple_cat(
        Place::fields(),
        std::tuple{field("colour", &Marked::colour, "of the mark"),
                   field("shapes", &Marked::shapes, shape, "drawn"),
                   field("frame", &Marked::frame, shape, "around"),
                   required(field("number", &Marked::number, at_least(1), "which"))});
  }
};

Marked marked(const std::string& text) {
  return parse_config<Marked>(parse_json(text, "test"), "mark");
}

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
                      required(field("shape", &Config::shape, shapes().choice(), "chosen"))};
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

BOOST_AUTO_TEST_CASE(an_enum_is_read_from_and_written_as_its_name) {
  BOOST_TEST((marked(R"({"number": 1, "colour": "blue"})").colour == Colour::blue));
  BOOST_TEST(to_json(marked(R"({"number": 1})")).at("colour") == "green");
  BOOST_TEST(enum_name(Colour::red) == "red");
  BOOST_CHECK_EXCEPTION(
      marked(R"({"number": 1, "colour": "bleu"})"), UserError,
      says({"mark.colour: must be one of red, green, blue", "did you mean 'blue'"}));
  BOOST_CHECK_EXCEPTION(marked(R"({"number": 1, "colour": 2})"), UserError,
                        says({"mark.colour: must be a text, not 2"}));
  BOOST_TEST(describe_fields<Marked>()[2].initial.dump() == R"("green")");
  BOOST_TEST(describe_fields<Marked>()[2].allowed == "one of red, green, blue");
}

BOOST_AUTO_TEST_CASE(a_required_setting_is_said_to_be_missing_and_has_no_default) {
  BOOST_CHECK_EXCEPTION(marked("{}"), UserError, says({"mark.number: is missing (which)"}));
  BOOST_CHECK_EXCEPTION(marked(R"({"number": 0})"), UserError, says({"mark.number", "at least 1"}));
  BOOST_TEST(describe_fields<Marked>().back().name == "number");
  BOOST_TEST(describe_fields<Marked>().back().initial.is_null());
}

BOOST_AUTO_TEST_CASE(settings_of_a_base_stand_beside_the_others) {
  const Marked config = marked(R"({"number": 1, "row": 4})");
  BOOST_TEST(config.row == 4);
  BOOST_TEST(config.column == 7);
  BOOST_TEST(to_json(config).at("column") == 7);
  BOOST_TEST(describe_fields<Marked>()[1].initial == 7);
}

BOOST_AUTO_TEST_CASE(a_choice_with_a_default_may_be_left_out) {
  BOOST_TEST(marked(R"({"number": 1})").frame.json.dump() == R"({"name":"square","size":2.0})");
  BOOST_TEST(marked(R"({"number": 1, "frame": {"name": "round"}})").frame.name() == "round");
}

BOOST_AUTO_TEST_CASE(a_list_holds_names_and_objects_with_settings) {
  const auto shapes_of = [](const std::string& list) {
    return to_json(marked(R"({"number": 1, "shapes": )" + list + "}")).at("shapes").dump();
  };
  BOOST_TEST(to_json(marked(R"({"number": 1})")).at("shapes").dump() ==
             R"([{"name":"round","size":0.5}])");
  const std::string both = R"([{"name":"square","size":0.5},{"name":"round","size":3.0}])";
  BOOST_TEST(shapes_of(R"(["square", {"name": "round", "size": 3}])") == both);
  BOOST_TEST(shapes_of(both) == both);
  BOOST_TEST(shapes_of("[]") == "[]");
  BOOST_TEST(describe_fields<Marked>()[3].initial.dump() == R"(["round"])");
  const auto refused = [&](const std::string& list, std::initializer_list<std::string> words) {
    BOOST_CHECK_EXCEPTION(shapes_of(list), UserError, says(words));
  };
  refused(R"(["square", "ruond"])",
          {"mark.shapes[1]: there is no shape 'ruond'", "did you mean 'round'"});
  refused(R"([{"name": "square", "size": 0}])", {"mark.shapes[0].size: must be above 0"});
  refused(R"([{"name": "square", "sizes": 1}])",
          {"mark.shapes[0].sizes: unknown key", "did you mean 'size'"});
  refused(R"([{"size": 1}])", {"mark.shapes[0].name: is missing"});
  refused(R"("square")", {"mark.shapes: must be a list of names"});
  refused("[3]", {"mark.shapes: must be a list of names"});
}

BOOST_AUTO_TEST_CASE(a_part_can_be_made_of_others_of_its_own_table) {
  const auto resolved = [](const std::string& text) {
    return shapes().resolve(parse_json(text, "test"), "shape");
  };
  const Json pair = resolved(R"({"name": "pair", "second": {"name": "pair",
      "first": {"name": "round"}, "second": {"name": "square", "size": 4}}})");
  BOOST_TEST(shapes().make({pair}) == 0.25 + 0.75 + 16);
  BOOST_TEST(shapes().resolve(pair, "shape").dump() == pair.dump());
  BOOST_CHECK_EXCEPTION(resolved(R"({"name": "pair"})"), UserError,
                        says({"shape.second: is missing (the other)"}));
  BOOST_CHECK_EXCEPTION(resolved(R"({"name": "pair", "second": {"name": "suqare"}})"), UserError,
                        says({"shape.second.name", "did you mean 'square'"}));
}

BOOST_AUTO_TEST_SUITE_END()
