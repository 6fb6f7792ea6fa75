#include "core/table.h"

#include <boost/test/unit_test.hpp>

#include "temporary_folder.h"

using namespace coopbench;

namespace {

struct Sized {
  int64_t size = 3;
  std::string kind = "plain";
  static auto fields() {
    return std::tuple{field("size", &Sized::size, at_least(1), "how large"),
                      field("kind", &Sized::kind, anything(), "which")};
  }
};
int64_t size(const Sized& sized) { return sized.size; }

int one(const NoSettings&) { return 1; }
int two(const NoSettings&) { return 2; }

}  // namespace

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(a_name_that_stands_twice_is_refused) {
  using Numbers = Table<int()>;
  BOOST_CHECK_THROW(Numbers("number", {entry("one", "", one), entry("one", "", two)}),
                    std::logic_error);
  const Numbers a("number", {entry("one", "", one)});
  BOOST_CHECK_THROW(a.joined(a), std::logic_error);
}

BOOST_AUTO_TEST_CASE(joined_tables_hold_both) {
  const Table<int()> all =
      Table<int()>("number", {entry("one", "", one)}).joined({"number", {entry("two", "", two)}});
  BOOST_TEST(all.names().size() == 2U);
  BOOST_TEST(all.make({all.resolve({{"name", "two"}}, "x")}) == 2);
  BOOST_CHECK_EXCEPTION(all.resolve({{"name", "three"}}, "x"), UserError,
                        says({"x.name", "no number 'three'", "one, two"}));
}

BOOST_AUTO_TEST_CASE(a_part_without_settings_refuses_any_key) {
  const Table<int()> table("number", {entry("one", "", one)});
  BOOST_CHECK_EXCEPTION(table.resolve({{"name", "one"}, {"size", 2}}, "x"), UserError,
                        says({"x.size", "no key is allowed"}));
}

BOOST_AUTO_TEST_CASE(a_setting_of_other_parts_is_refused_with_their_names) {
  const Table<int64_t()> table("box", {entry("box", "", size),
                                       {"lid", "", {}, {"colour"}, {}, {}},
                                       {"bin", "", {}, {"colour"}, {}, {}}});
  BOOST_CHECK_EXCEPTION(table.resolve({{"name", "box"}, {"colour", 2}}, "x"), UserError,
                        says({"x.colour: is no setting of the box 'box' but of lid, bin",
                              "allowed here: size, kind"}));
  BOOST_CHECK_EXCEPTION(table.resolve({{"name", "box"}, {"kinds", 2}}, "x"), UserError,
                        says({"x.kinds: unknown key", "did you mean 'kind'"}));
}

BOOST_AUTO_TEST_CASE(a_label_names_the_settings_that_are_not_the_defaults) {
  const Table<int64_t()> table("box", {entry("box", "", size)});
  const auto label = [&](const Json& choice) { return table.label({table.resolve(choice, "x")}); };
  BOOST_TEST(label("box") == "box");
  BOOST_TEST(label({{"name", "box"}, {"size", 3}}) == "box");
  BOOST_TEST(label({{"name", "box"}, {"size", 4}, {"kind", "red"}}) == "box (size 4, kind red)");
}

BOOST_AUTO_TEST_CASE(a_table_of_some_entries_refuses_the_others) {
  const Table<int()> all("number", {entry("one", "", one), entry("two", "", two)});
  const Table<int()> some = all.only("even number", {"two"});
  BOOST_TEST(some.make({some.resolve("two", "x")}) == 2);
  BOOST_CHECK_EXCEPTION(some.resolve("one", "x[0]"), UserError,
                        says({"x[0]: there is no even number 'one'", "there are two"}));
}

BOOST_AUTO_TEST_SUITE_END()
