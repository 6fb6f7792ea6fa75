#include "core/json.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(a_syntax_error_names_line_and_column) {
  BOOST_CHECK_EXCEPTION(parse_json("{\n  \"a\": 1,\n}", "f.json"), UserError,
                        says({"f.json:3:1", "not JSON"}));
  BOOST_CHECK_EXCEPTION(parse_json("", "f.json"), UserError, says({"f.json"}));
}

BOOST_AUTO_TEST_CASE(a_key_that_stands_twice_is_refused) {
  BOOST_CHECK_EXCEPTION(parse_json(R"({"a": {"b": 1, "b": 2}})", "f.json"), UserError,
                        says({"'b' stands twice"}));
  BOOST_CHECK_NO_THROW(parse_json(R"({"a": {"b": 1}, "c": {"b": 2}})", "f.json"));
}

BOOST_AUTO_TEST_CASE(what_is_nested_too_deep_is_refused_however_deep_it_is) {
  for (const auto& [open, close] : {std::pair{"[", "]"}, std::pair{R"({"a":)", "}"}}) {
    const auto nested = [&, open = std::string(open), close = std::string(close)](int depth) {
      std::string text, end;
      for (int i = 0; i < depth; ++i) text += open, end += close;
      return text + "1" + end;
    };
    BOOST_TEST(parse_json(nested(kDeepestJson), "f.json").dump() == nested(kDeepestJson));
    for (const int depth : {kDeepestJson + 1, 100000, 1000000})
      BOOST_CHECK_EXCEPTION(parse_json(nested(depth), "f.json"), UserError,
                            says({"f.json", "100 deep"}));
    BOOST_CHECK_THROW(json_or_text(nested(100000), "--set a"), UserError);
  }
  std::string path = "a";
  for (int i = 1; i < 60000; ++i) path += ".a";
  Json root;
  BOOST_CHECK_EXCEPTION(set_path(root, path, 1), UserError, says({"100 keys"}));
  BOOST_CHECK_NO_THROW(set_path(root, path.substr(0, 2 * kDeepestJson - 1), 1));
}

BOOST_AUTO_TEST_CASE(texts_with_a_nul_are_refused) {
  for (const char* text : {R"({"a": "x\u0000y"})", R"(["x\u0000y"])", R"({"x\u0000y": 1})"})
    BOOST_CHECK_EXCEPTION(parse_json(text, "f"), UserError, says({"f: ", "'x\\x00y'", "NUL"}));
  for (const std::string& text : {std::string("{}\0rubbish{", 11), std::string("{}\0", 3)})
    BOOST_CHECK_EXCEPTION(parse_json(text, "f"), UserError, says({"f: this is not JSON", "NUL"}));
}

BOOST_AUTO_TEST_CASE(a_word_is_json_or_else_a_text) {
  BOOST_TEST(json_or_text("3.5", "s") == Json(3.5));
  BOOST_TEST(json_or_text("[1]", "s") == Json::array({1}));
  BOOST_TEST(json_or_text("adam", "s") == Json("adam"));
  BOOST_TEST(json_or_text("{\"a\": 1", "s") == Json("{\"a\": 1"));
  BOOST_CHECK_EXCEPTION(json_or_text(R"({"a": 1, "a": 2})", "--set x"), UserError,
                        says({"--set x", "'a' stands twice"}));
}

BOOST_AUTO_TEST_CASE(a_text_is_found_at_its_path_and_nothing_where_there_is_none) {
  const Json json = parse_json(R"({"a": {"b": "text", "c": 3}, "d": ["text"]})", "f");
  BOOST_TEST(text_at(json, {"a", "b"}) == "text");
  BOOST_TEST(text_at(json, {"a", "c"}).empty());
  BOOST_TEST(text_at(json, {"d", "b"}).empty());
  BOOST_TEST(text_at(json, {"a", "b", "c"}).empty());
  BOOST_TEST(text_at(Json(), {"a"}).empty());
}

BOOST_AUTO_TEST_CASE(the_order_of_keys_is_kept) {
  BOOST_TEST(parse_json(R"({"z": 1, "a": 2})", "f").dump() == R"({"z":1,"a":2})");
}

BOOST_AUTO_TEST_CASE(a_path_is_set_through_objects_that_may_be_new) {
  Json root = parse_json(R"({"shared": {"steps": 1}})", "f");
  set_path(root, "shared.steps", 5);
  set_path(root, "shared.rule.name", "ascent");
  BOOST_TEST(root.dump() == R"({"shared":{"steps":5,"rule":{"name":"ascent"}}})");
  BOOST_CHECK_EXCEPTION(set_path(root, "shared.steps.more", 1), UserError, says({"shared.steps"}));
  BOOST_CHECK_THROW(set_path(root, "shared..steps", 1), UserError);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_said_to_be_that) {
  BOOST_CHECK_EXCEPTION(parse_json("{\"a\": \"\xff\"}", "f.json"), UserError,
                        says({"f.json:1:8", "not UTF-8"}));
}

BOOST_AUTO_TEST_CASE(words_that_are_neither_json_nor_utf8_are_refused) {
  BOOST_TEST(json_or_text("ünï", "--set a") == "ünï");
  BOOST_TEST(json_or_text("", "--set a") == "");
  BOOST_CHECK_EXCEPTION(json_or_text("caf\xe9", "--set a"), UserError,
                        says({"--set a", "not UTF-8"}));
}

BOOST_AUTO_TEST_SUITE_END()
