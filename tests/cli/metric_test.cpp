#include "metrics/metric.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "cli/program.h"
#include "core/files.h"
#include "core/json.h"
#include "core/npy.h"

using namespace coopbench;
using torch::Tensor;

namespace {

const std::string data = std::string(COOPBENCH_SOURCE_DIR) + "/tests/data_files/metrics/";

/// Exit code 2, one line of message that mentions all of these, nothing on stdout.
void refused(const TemporaryFolder& folder, const std::string& words,
             const std::vector<std::string>& mentions) {
  const Ran ran = run_program(folder, "metric " + words);
  BOOST_TEST_CONTEXT(words << ": " << ran.err) {
    BOOST_TEST(ran.exit_code == 2);
    BOOST_TEST(ran.out.empty());
    BOOST_TEST(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
    for (const std::string& text : mentions) BOOST_TEST(ran.err.find(text) != std::string::npos);
  }
}

Tensor rows(int64_t n, int64_t dimensions) {
  return torch::arange(n * dimensions, torch::kFloat64).mul(0.37).sin().reshape({n, dimensions});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metric_command)

BOOST_AUTO_TEST_CASE(json_has_all_that_a_metric_found) {
  const TemporaryFolder folder;
  const Ran ran = run_program(folder, "metric mmd2_rbf " + data + "q.npy " + data +
                                          "p.npy --bandwidth 2 --permutations 99 --json");
  BOOST_TEST_REQUIRE(ran.exit_code == 0, ran.err);
  const Json found = parse_json(ran.out, "stdout");
  BOOST_TEST(found["metric"] == "mmd2_rbf");
  BOOST_TEST(found["space"]["name"] == "pixels");
  BOOST_TEST(found["estimate"].get<double>() == 0.0336002358, boost::test_tools::tolerance(1e-8));
  BOOST_TEST(found["interval"]["low"].get<double>() < 0);
  BOOST_TEST(found["interval"]["high"].get<double>() > 0.1);
  BOOST_TEST(found["p_value"].get<double>() >= 0.01);
  BOOST_TEST(found["m"] == 8);
  BOOST_TEST(found["n"] == 8);
  BOOST_TEST(found["parameters"]["width"] == 2);
  BOOST_TEST(found["parameters"]["permutations"] == 99);
}

BOOST_AUTO_TEST_CASE(whole_numbers_keep_their_differences) {
  const TemporaryFolder folder;
  write_npy(folder / "n.npy", torch::arange(16777216, 16777219, torch::kInt64).unsqueeze(1));
  const Ran ran = run_program(folder, "metric duplicates n.npy --json");
  BOOST_TEST(parse_json(ran.out, "stdout").at("estimate") == 0);
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit) {
  const TemporaryFolder folder;
  write_npy(folder / "a.npy", rows(1300, 7));
  write_npy(folder / "b.npy", rows(900, 7).mul(1.1));
  const std::string words = "metric mmd2_rbf a.npy b.npy --permutations 50 --json --threads ";
  const std::string one = run_program(folder, words + "1").out;
  BOOST_TEST(!one.empty());
  for (const char* threads : {"2", "3"})
    BOOST_TEST(run_program(folder, words + threads).out == one);
}

BOOST_AUTO_TEST_CASE(help_of_every_metric_is_its_docstring) {
  const TemporaryFolder folder;
  for (const auto& entry : metrics().entries()) {
    const Ran ran = run_program(folder, "metric " + entry.name + " --help");
    BOOST_TEST(ran.exit_code == 0, entry.name);
    const std::string text = docstring(entry.make(Json::object()).documented_by);
    BOOST_TEST(text.size() > 200, entry.name);
    BOOST_TEST(ran.out.find(text.substr(0, text.find('\n'))) != std::string::npos, entry.name);
    for (const FieldInfo& field : entry.fields)
      BOOST_TEST(ran.out.find("--" + field.name) != std::string::npos,
                 entry.name << " " << field.name);
  }
}

BOOST_AUTO_TEST_CASE(words) {
  const TemporaryFolder folder;
  write_npy(folder / "a.npy", rows(9, 3));
  refused(folder, "mmd2_rfb a.npy a.npy", {"mmd2_rfb", "did you mean 'mmd2_rbf'?"});
  refused(folder, "mmd2_rbf a.npy a.npy --bandwith 2", {"--bandwidth"});
  refused(folder, "mmd2_rbf a.npy a.npy --bandwidth -2", {"bandwidth", "above 0"});
  refused(folder, "mmd2_rbf a.npy a.npy --bandwidth 1e999", {"bandwidth", "above 0"});
  refused(folder, "mmd2_rbf a.npy a.npy --estimator unbiassed",
          {"estimator", "did you mean 'unbiased'?"});
  refused(folder, "mmd2_rbf a.npy a.npy --permutations 2.5", {"permutations", "whole number"});
  refused(folder, "mmd2_rbf a.npy a.npy --space pixel", {"--space", "did you mean 'pixels'?"});
  refused(folder, "mmd2_rbf a.npy", {"files"});
  refused(folder, "mmd2_rbf a.npy a.npy --estimator linear --permutations 9", {"permutations"});
  refused(folder, "precision a.npy a.npy --k 0", {"precision.k", "at least 1"});
}

BOOST_AUTO_TEST_CASE(samples_that_no_metric_can_take) {
  const TemporaryFolder folder;
  Tensor bad = rows(9, 3);
  bad[4][1] = std::numeric_limits<double>::quiet_NaN();
  write_npy(folder / "good.npy", rows(9, 3));
  write_npy(folder / "nan.npy", bad);
  write_npy(folder / "one.npy", rows(1, 3));
  write_npy(folder / "wide.npy", rows(9, 4));
  write_npy(folder / "constant.npy", torch::ones({9, 3}));
  write_npy(folder / "empty.npy", torch::zeros({0, 3}));
  write_npy(folder / "flat.npy", torch::zeros({9, 0}));
  write_npy(folder / "number.npy", torch::tensor(3.0));
  refused(folder, "mmd2_rbf nan.npy good.npy", {"nan.npy (generated)", "row 4", "finite"});
  refused(folder, "mmd2_rbf good.npy nan.npy", {"nan.npy (real)", "row 4", "finite"});
  refused(folder, "mmd2_rbf one.npy good.npy", {"one.npy (generated)", "at least 2"});
  refused(folder, "mmd2_rbf wide.npy good.npy", {"wide.npy (generated)", "[9, 4]", "[9, 3]"});
  refused(folder, "mmd2_rbf good.npy constant.npy", {"constant.npy (real)", "width h yourself"});
  refused(folder, "precision good.npy good.npy --k 9", {"k"});
  for (const char* name : {"empty", "flat", "number"})
    refused(folder, std::string("mmd2_rbf ") + name + ".npy good.npy",
            {std::string(name) + ".npy (generated)"});
}

BOOST_AUTO_TEST_CASE(files_that_are_no_arrays) {
  const TemporaryFolder folder;
  write_npy(folder / "good.npy", rows(9, 3));
  const std::string bytes = npy_bytes(rows(9, 3));
  const auto header = [&](const std::string& from, const std::string& to) {
    std::string changed = bytes;
    return changed.replace(changed.find(from), from.size(), to);
  };
  write_whole(folder / "cut.npy", bytes.substr(0, bytes.size() - 8));
  write_whole(folder / "head.npy", bytes.substr(0, 40));
  write_whole(folder / "nothing.npy", "");
  write_whole(folder / "complex.npy", header("<f8", "<c8"));
  write_whole(folder / "fortran.npy", header("False", "True "));
  write_whole(folder / "huge.npy", header("(9, 3), }    ", "(99999999, 13)}"));
  refused(folder, "mmd2_rbf cut.npy good.npy", {"cut.npy", "bytes"});
  refused(folder, "mmd2_rbf head.npy good.npy", {"head.npy", "cut off"});
  refused(folder, "mmd2_rbf nothing.npy good.npy", {"nothing.npy", "not a NumPy"});
  refused(folder, "mmd2_rbf complex.npy good.npy", {"complex.npy", "dtype"});
  refused(folder, "mmd2_rbf fortran.npy good.npy", {"fortran.npy", "Fortran order"});
  refused(folder, "mmd2_rbf huge.npy good.npy", {"huge.npy", "bytes"});
  write_whole(folder / "strides.npy", header("(9, 3), }                         ",
                                             "(0, 999999999999999999, 9999999999), }"));
  refused(folder, "mmd2_rbf strides.npy good.npy", {"strides.npy", "can't be"});
  refused(folder, "mmd2_rbf missing.npy good.npy", {"missing.npy"});
}

BOOST_AUTO_TEST_SUITE_END()
