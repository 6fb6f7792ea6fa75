#include "core/printable.h"

#include <boost/test/unit_test.hpp>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(printable_)

BOOST_AUTO_TEST_CASE(control_characters_become_escapes) {
  BOOST_TEST(printable(std::string_view("a\0b", 3)) == "a\\x00b");
  BOOST_TEST(printable("\x1b[31mred\x7f") == "\\x1b[31mred\\x7f");
  BOOST_TEST(printable("gnp.\xe2\x80\xae"
                       "exe \xe2\x81\xa6") == "gnp.\\xe2\\x80\\xaeexe \\xe2\\x81\\xa6");
  BOOST_TEST(printable("MMD² ↓ – \xe2\x81\xb5") == "MMD² ↓ – \xe2\x81\xb5");
  BOOST_TEST(printable("two\nlines\tand\r") == "two\\nlines\\tand\\x0d");
  BOOST_TEST(printable("\xc2\x9b"
                       "31m") == "\\xc2\\x9b31m");  // CSI as one character
}

BOOST_AUTO_TEST_CASE(letters_of_any_language_stay) {
  for (const std::string text : {"plain", "ünï", "日本語", "MMD² ≤ 1", "😀"})
    BOOST_TEST(printable(text) == text);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_become_escapes) {
  // Continuations alone, cut off, overlong, a surrogate, beyond U+10FFFF.
  for (const std::string text : {"\x80", "\xff", "\xc3", "\xc0\xaf", "\xe2\x82", "\xed\xa0\x80",
                                 "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"}) {
    BOOST_TEST(!is_utf8(text));
    const std::string shown = printable("a" + text + "b");
    BOOST_TEST(is_utf8(shown));
    BOOST_TEST(shown.size() == 2 + 4 * text.size());
  }
  BOOST_TEST(printable("\xff"
                       "a") == "\\xffa");
  BOOST_TEST(is_utf8(""));
  BOOST_TEST(is_utf8("ünï"));
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_between_characters) {
  BOOST_TEST(printable("abcdef", 6) == "abcdef");
  BOOST_TEST(printable("abcdefg", 6) == "abcd...fg");
  BOOST_TEST(printable("ééééé", 9) == "ééé...é");
  BOOST_TEST(printable("\x1b\x1b", 6) == "\\x1b...");
  BOOST_TEST(printable("ab", 1) == "a...");
  std::string text(40000, 'x');
  BOOST_TEST(printable(text).size() == kLongestMessage + 3);
  text.append("; there are a, b");
  BOOST_TEST(printable(text).ends_with("; there are a, b"));
}

BOOST_AUTO_TEST_CASE(lines_stay_lines) {
  BOOST_TEST(printable_lines("a\x1b\nb\n") == "a\\x1b\nb\n");
  BOOST_TEST(printable_lines("a\n\nb") == "a\n\nb");
  BOOST_TEST(printable_lines("long\nlonger\n", 4) == "long\nlon...r\n");
  BOOST_TEST(printable_lines("") == "");
}

BOOST_AUTO_TEST_CASE(long_values_are_quoted_in_part) {
  BOOST_TEST(shown("x") == R"("x")");
  const std::string text = shown(std::string(40000, 'x'));
  BOOST_TEST(text.size() == kLongestQuote + 3);
  BOOST_TEST(text.front() == '"');
  BOOST_TEST(text.back() == '"');
}

BOOST_AUTO_TEST_SUITE_END()
