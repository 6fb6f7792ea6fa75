#include "core/json.h"

#include <boost/test/unit_test.hpp>

#include "core/build_only.h"
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
