#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "folder_fixture.h"
#include "reports/html.h"
#include "reports/report.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

size_t count(const std::string& text, const std::string& part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

ComparisonFixture two_methods() {
  return {{"short_run", "persistent"}, {1, 2}, [](size_t, int64_t) { return 0.01; }};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_page)

BOOST_AUTO_TEST_CASE(the_page_holds_all_it_shows) {
  const ComparisonFixture fixture = two_methods();
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  BOOST_TEST(!has(html, "http://"));
  BOOST_TEST(!has(html, "https://"));
  BOOST_TEST(!has(html, "url("));
  BOOST_TEST(!has(html, "<script"));
  BOOST_TEST(!has(html, "<link"));
  BOOST_TEST(count(html, "<img") == count(html, "<img src=\"data:image/"));
  // Of both methods 6 grids of the first seed and 3 of the second; d, r, acf, mmd and energies.
  BOOST_TEST(count(html, "data:image/png;base64,") == 18u);
  BOOST_TEST(count(html, "data:image/svg+xml;base64,") == 7u);
  for (const char* name : {"d", "r", "acf", "mmd", "energies"})
    for (const char* type : {".gp", ".dat", ".svg"})
      BOOST_TEST(fs::exists(fixture.folder() / "report" / (std::string(name) + type)));
}

BOOST_AUTO_TEST_CASE(a_long_run_shows_some_of_its_grids_and_the_last) {
  const ComparisonFixture fixture = two_methods();
  for (const int64_t seed : {1, 2})
    for (int64_t i = 3; i <= 21; ++i)
      for (const char* which : {"start", "end"})
        write_whole(RunPaths{fixture.run("persistent", seed)}.grid_at(10 * i, which), kPicture);
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  // Of the 20 iterations 20, 30, ..., 210 eight, two or three apart.
  for (const int64_t shown : {40, 60, 90, 110, 140, 160, 190, 210})
    BOOST_TEST(count(html, fmt::format("\"persistent, seed 1: {}\"", shown)) == 2u, shown);
  BOOST_TEST(count(html, "\"persistent, seed 1: ") == 4u + 2 * 8);
  BOOST_TEST(count(html, "\"persistent, seed 2: ") == 3u);
  BOOST_TEST(has(html, "of the first seed and of runs that diverged, 8 iterations at most"));
}

BOOST_AUTO_TEST_CASE(the_same_folder_gives_the_same_bytes) {
  const ComparisonFixture fixture = two_methods();
  const std::string first = read_text(write_report(read_folder(fixture.folder())));
  BOOST_TEST((read_text(write_report(read_folder(fixture.folder()))) == first));
}

BOOST_AUTO_TEST_CASE(texts_are_escaped) {
  const ComparisonFixture fixture = two_methods();
  fixture.change("comparison.json", [](Json& c) {
    c["preset"]["title"] = "<script>alert('a & b')</script>";
    c["preset"]["notes"] = {"<img src=x>"};
  });
  fixture.change("short_run/seed-1/config.json", [](Json& c) { c["sampler"]["<b>"] = "\"<i>\""; });
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  BOOST_TEST(has(html, "<title>&lt;script&gt;alert(&#39;a &amp; b&#39;)&lt;/script&gt;</title>"));
  for (const char* raw : {"<script>", "<img src=x>", "<b>", "<i>"}) BOOST_TEST(!has(html, raw));
}

BOOST_AUTO_TEST_CASE(the_first_sentence_tells_of_whole_systems_when_not_controlled) {
  const ComparisonFixture fixture = two_methods();
  fixture.change("comparison.json", [](Json& c) { c["controlled"] = false; });
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  const size_t paragraph = html.find("<p>");
  BOOST_TEST(
      html.substr(paragraph).starts_with("<p>The methods differ in more than their chain starts"));
}

BOOST_AUTO_TEST_CASE(a_diverged_run_shows_iteration_reason_and_last_images) {
  const ComparisonFixture fixture = two_methods();
  fixture.diverge("persistent", 2);
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  BOOST_TEST(has(html, "1 of 2 diverged"));
  BOOST_TEST(has(html, "diverged at iteration 17 (|d| = 2e+12 passed its bound 1e+11)"));
  BOOST_TEST(has(html, "alt=\"persistent, seed 2: last ends\""));
  BOOST_TEST(!has(html, "alt=\"persistent, seed 2: ends (the samples)\""));
}

BOOST_AUTO_TEST_CASE(the_mode_of_batch_norms_is_stated_where_there_are_any) {
  const ComparisonFixture with({"short_run", "coopnets"}, {1, 2},
                               [](size_t, int64_t) { return 0.01; });
  BOOST_TEST(has(read_text(write_report(read_folder(with.folder()))),
                 "The batch norms that make the starts of coopnets use batch statistics."));
  const ComparisonFixture without = two_methods();
  BOOST_TEST(!has(read_text(write_report(read_folder(without.folder()))), "batch norms"));
}

BOOST_AUTO_TEST_CASE(a_run_with_less_than_float32_is_stated) {
  const ComparisonFixture fixture = two_methods();
  BOOST_TEST(!has(read_text(write_report(read_folder(fixture.folder()))), "bf16"));
  fixture.change("persistent/seed-1/config.json",
                 [](Json& c) { c["sampler"]["precision"] = "bf16"; });
  BOOST_TEST(has(read_text(write_report(read_folder(fixture.folder()))),
                 "persistent: the MCMC steps computed the products of 4x4 convolutions in bf16"));
}

BOOST_AUTO_TEST_CASE(differences_between_methods_are_marked) {
  const ComparisonFixture fixture = two_methods();
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  BOOST_TEST(
      has(html, "<tr class=\"differs\"><th>≠ start.name</th><td>noise</td><td>bank</td></tr>"));
  BOOST_TEST(has(
      html,
      "<tr class=\"differs\"><th>≠ start.size</th><td class=\"none\">–</td><td>2000</td></tr>"));
  BOOST_TEST(has(html, "<tr><th>sampler.steps</th><td>20</td></tr>"));
}

BOOST_AUTO_TEST_CASE(a_comparison_without_any_run_has_a_page) {
  const ComparisonFixture fixture = two_methods();
  for (const char* method : {"short_run", "persistent"}) fs::remove_all(fixture.folder() / method);
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  BOOST_TEST(has(html, "short_run, seed 1 was not started."));
  BOOST_TEST(!has(html, "<img"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_none_gets_no_page) {
  const ComparisonFixture fixture = two_methods();
  BOOST_CHECK_THROW(write_report(read_folder(fixture.folder() / "short_run")), UserError);
  BOOST_TEST(!fs::exists(fixture.folder() / "short_run" / "report.html"));
}

BOOST_AUTO_TEST_CASE(base64_of_the_published_vectors) {  // RFC 4648, section 10
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) BOOST_TEST(base64(plain) == coded);
  BOOST_TEST(base64("\xff\xfe\x80") == "//6A");
}

BOOST_AUTO_TEST_SUITE_END()
