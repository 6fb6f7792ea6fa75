#include <boost/test/unit_test.hpp>
#include <fstream>

#include "cli/program.h"
#include "core/folder_lock.h"

using namespace coopbench;

namespace {

struct Case {
  std::string words;
  std::vector<std::string> message;
};

/// One message, exit code 2, nothing on stdout, nothing written.
void check(const TemporaryFolder& folder, const Case& bad) {
  const Ran ran = run_program(folder, bad.words);
  BOOST_TEST(ran.exit_code == 2, bad.words << ": " << ran.err);
  BOOST_TEST(ran.out == "", bad.words);
  BOOST_TEST(std::count(ran.err.begin(), ran.err.end(), '\n') == 1, bad.words << ": " << ran.err);
  for (const auto& word : bad.message)
    BOOST_TEST(ran.err.find(word) != std::string::npos,
               bad.words << ": '" << word << "' is not in " << ran.err);
  for (const char* trace : {"Exception raised from", "frame #", "c10::", "torch::"})
    BOOST_TEST(ran.err.find(trace) == std::string::npos, ran.err);
  BOOST_TEST(!std::filesystem::exists(folder / "runs"), bad.words);
  BOOST_TEST(!std::filesystem::exists(folder / "q"), bad.words);
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(words) {
  const TemporaryFolder folder;
  for (const Case& bad : std::vector<Case>{
           {"", {"subcommand"}},
           {"comprae toy", {"comprae", "did you mean 'compare'"}},
           {"compare", {"preset is required"}},
           {"compare toy --sed 3", {"--sed", "did you mean '--set'"}},
           {"compare toy --jobs 0", {"--jobs"}},
           {"compare toy --jobs many", {"--jobs"}},
           {"compare toy --seeds 1,x", {"--seeds"}},
           {"compare toy --seeds -1", {"--seeds"}},
           {"compare toy --force --resume", {"--force", "--resume"}},
           {"compare quikstart --out q", {"no preset 'quikstart'", "did you mean 'quickstart'"}},
           {"compare none.json --out q", {"none.json", "No such file"}},
           {"run toy", {"--method: choose one of", "short_run", "persistent"}},
           {"run toy --method persistant", {"no method 'persistant'", "did you mean 'persistent'"}},
           {"list ruels", {"did you mean 'rules'"}},
           {"show anatomy_vanila", {"did you mean 'anatomy_vanilla'"}},
           {"report nowhere", {"nowhere"}},
           {"plot nowhere", {"nowhere"}},
       })
    check(folder, bad);
}

BOOST_AUTO_TEST_CASE(settings) {
  const TemporaryFolder folder;
  for (const Case& bad : std::vector<Case>{
           {"compare toy --out q --set shared.sampler.stesp=3",
            {"shared.sampler.stesp", "did you mean 'steps'"}},
           {"compare toy --out q --set shared.sampler.steps=0",
            {"shared.sampler.steps", "from 1 to 16777216"}},
           {"compare toy --out q --set shared.sampler.steps=2.5",
            {"shared.sampler.steps", "a whole number"}},
           {"compare toy --out q --set shared.sampler.steps", {"path=value"}},
           {"compare toy --out q --set shared.data.name=mnits",
            {"shared.data.name", "did you mean 'mnist'"}},
           {"compare toy --out q --set shared.energy.name=anatomy_vanilla",
            {"shared.energy", "takes images of side 16, 28, 32, 64, not 1"}},
           {"compare toy --out q --set methods.persistent.start.size=7",
            {"methods.persistent.start", "size 7"}},
           {"compare toy --out q --set methods.persistent.optimizer.name=sgd",
            {"methods.persistent.optimizer", "controlled"}},
           {"compare toy --out q --set shared.sampler.engine=plian",
            {"shared.sampler.engine", "did you mean 'plain'"}},
           {"compare toy --out q --engine lane", {"shared.sampler.engine", "did you mean 'lanes'"}},
           {"compare toy --out q --precision half", {"shared.sampler.precision", "float32, bf16"}},
           {"run toy --method short_run --out q --precision bf16",
            {"shared.sampler.engine", "no engine can run this", "lanes runs in float32 only",
             "resident has bf16 for 4x4 convolutions of stride 2 only"}},
           {"validate toy --engine resident --precision bf16",
            {"shared.sampler.engine", "resident has bf16 for 4x4 convolutions of stride 2 only",
             "no engine can"}},
           {"run toy --method short_run --out q --threads 0", {"--threads", "from 1 to 1024"}},
           {"validate toy --set shared.sampler.steps=100000000",
            {"shared.sampler.steps", "from 1 to 16777216"}},
           {"validate toy --set shared.training.batch=999999", {"shared.training.batch", "999999"}},
           {"validate toy --set shared.evaluation.samples=999999", {"999999"}},
       })
    check(folder, bad);
}

BOOST_AUTO_TEST_CASE(files) {
  const TemporaryFolder folder;
  write(folder / "comma.json", "{\"title\": 1,}");
  write(folder / "list.json", "[]");
  write(folder / "twice.json", "{\"title\": \"a\", \"title\": \"b\"}");
  write(folder / "bad.npy", "\x93NUMPY but no more");
  std::string claims = "{'descr': '<f4', 'fortran_order': False, 'shape': (50000, 50000), }\n";
  claims.insert(0, std::string_view("\x93NUMPY\x01\x00\x44\x00", 10));
  write(folder / "claims.npy", claims);
  std::string endless = "{'descr': '" + std::string(60000, 'x') + "', }\n";
  endless.insert(0, std::string_view("\x93NUMPY\x01\x00\x6f\xea", 10));
  write(folder / "endless.npy", endless);
  write(folder / "large.json", "{\"seeds\": [1e999]}");
  write(folder / "text.gz", "not gzip, not IDX");
  write(folder / "file", "");
  std::filesystem::create_directory(folder / "later");
  write(folder / "later/comparison.json", "{\"schema_version\": 99}");
  std::filesystem::create_directory(folder / "earlier");
  write(folder / "earlier/config.json", "{\"schema_version\": 1, \"method\": \"m\", \"seed\": 1}");
  const std::string npy =
      " --set shared.energy.name=anatomy_vanilla --set "
      "shared.data='{\"name\":\"npy\",\"train\":1,\"validation\":1,\"test\":1,\"file\":\"";
  for (const Case& bad : std::vector<Case>{
           {"compare comma.json --out q", {"comma.json:1:13", "not JSON"}},
           {"compare list.json --out q", {"must be an object"}},
           {"compare twice.json --out q", {"'title' stands twice"}},
           {"compare toy --out q" + npy + "bad.npy\"}'", {"bad.npy"}},
           {"compare toy --out q" + npy + "claims.npy\"}'", {"claims.npy"}},
           {"compare toy --out q" + npy + "endless.npy\"}'", {"endless.npy", "4096"}},
           {"compare large.json --out q", {"large.json", "too large"}},
           {"compare toy --out q" + npy + "missing.npy\"}'", {"missing.npy"}},
           {"validate toy --set "
            "shared.data='{\"name\":\"idx\",\"images\":\"text.gz\",\"train\":1,\"validation\":1,"
            "\"test\":1}'",
            {"text.gz"}},
           {"report later", {"later/comparison.json", "schema_version 99", "reads 3"}},
           {"plot later", {"later/comparison.json", "schema_version 99", "reads 3"}},
           {"report earlier", {"earlier/config.json", "schema_version 1", "run it again"}},
           {"run toy --method short_run --out earlier --resume",
            {"earlier/config.json", "schema_version 1", "run it again"}},
           {"compare toy --out file", {"file", "is a file, not a folder"}},
           {"compare toy --out /proc/coopbench", {"/proc/coopbench"}},
       })
    check(folder, bad);
}

BOOST_AUTO_TEST_CASE(output_folders) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "precious");
  write(folder / "precious/thesis.tex", "years");
  check(folder, {"compare toy --out precious", {"precious", "not empty"}});
  check(folder, {"compare toy --out precious --force", {"precious", "no comparison of coopbench"}});
  BOOST_TEST(std::filesystem::exists(folder / "precious/thesis.tex"));
  std::filesystem::create_directory(folder / "held");
  const FolderLock lock(folder / "held");
  check(folder, {"run toy --method short_run --out held", {"held", "another coopbench process"}});
}

BOOST_AUTO_TEST_SUITE_END()
