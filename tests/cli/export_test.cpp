#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "cli/small_preset.h"
#include "core/json.h"
#include "core/npy.h"
#include "exchange/weights.h"
#include "experiments/run/saved_nets.h"
#include "records/schema.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

/// CoopNets on a few points, of two seeds.
std::string coopnets_preset() {
  Json preset = parse_json(small_preset, "small_preset");
  preset["seeds"] = {1, 2};
  preset["shared"]["training"]["average"] = 0.5;
  preset["methods"] = {{"coop",
                        {{"start",
                          {{"name", "generator"},
                           {"net", {{"name", "toy_generator"}}},
                           {"optimizer", {{"name", "adam"}}}}}}}};
  return preset.dump();
}

void run_it(const TemporaryFolder& folder, const std::string& words) {
  const Ran ran = run_program(folder, words);
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 0, ran.err);
}

Ran exported(const TemporaryFolder& folder, const std::string& words) {
  return run_program(folder, "export " + words);
}

/// Trains the run a, exports its weights to w, and gives the words of a run b that begins with
/// them.
std::string from_weights_of_a(const TemporaryFolder& folder) {
  write_whole(folder / "p.json", coopnets_preset());
  run_it(folder, "run p.json --seed 1 --out a");
  run_it(folder, "export a --out w --only weights");
  return "run p.json --seed 2 --out b --set shared.training.weights=w/energy.safetensors "
         "--set methods.coop.start.weights=w/generator.safetensors";
}

bool says_all(const std::string& text, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const auto& word) { return text.find(word) != std::string::npos; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(export_command)

BOOST_AUTO_TEST_CASE(a_run_gives_the_weights_that_evaluations_see_and_its_curves) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", coopnets_preset());
  run_it(folder, "run p.json --seed 1 --out r");
  const Ran ran = exported(folder, "r");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 0, ran.err);
  BOOST_TEST(ran.out ==
             "r/export/energy.safetensors\nr/export/generator.safetensors\n"
             "r/export/nets.py\nr/export/events.out.tfevents.coopbench\n");
  const SavedNets nets =
      saved_nets({folder / "r"}, read_versioned(RunPaths{folder / "r"}.config()));
  const Archive checkpoint = read_npz(folder / "r/checkpoint.npz");
  const Archive energy = weights_for(nets.energy->network(),
                                     read_weights(folder / "r/export/energy.safetensors")),
                generator = weights_for(nets.generator->generator.network(),
                                        read_weights(folder / "r/export/generator.safetensors"));
  BOOST_TEST(torch::equal(energy.at("0_weight"), checkpoint.at("averaged/0_weight")));
  BOOST_TEST(!torch::equal(energy.at("0_weight"), checkpoint.at("energy/0_weight")));
  BOOST_TEST(torch::equal(generator.at("0_weight"), checkpoint.at("start/generator/0_weight")));
}

BOOST_AUTO_TEST_CASE(pytorch_finds_the_energies_of_an_exported_run) {
  const TemporaryFolder folder;
  const char* const named = std::getenv("COOPBENCH_PYTHON");
  const std::string python = named != nullptr ? named : "/usr/bin/python3";
  if (run_command(folder, "'" + python + "' -c 'import torch'").exit_code != 0) {
    fmt::print("skipped: no PyTorch here; COOPBENCH_PYTHON names a Python that has it\n");
    return;
  }
  write_whole(folder / "p.json", small_preset);
  run_it(folder, "run p.json --out r");
  run_it(folder, "export r --out e/energy-0 --only weights");
  const SavedNets nets =
      saved_nets({folder / "r"}, read_versioned(RunPaths{folder / "r"}.config()));
  const torch::Tensor ends = read_npy(folder / "r/samples/end.npy");
  write_npy(folder / "e/energy-0/input.npy", ends);
  write_npy(folder / "e/energy-0/output.npy", nets.energy->forward(ends).detach());
  const Ran ran = run_command(folder, fmt::format("'{}' -B '{}/tests/experiments/python_nets.py' e",
                                                  python, COOPBENCH_SOURCE_DIR));
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  BOOST_TEST(says_all(ran.out, {"1 nets agree"}), ran.out);
}

BOOST_AUTO_TEST_CASE(a_comparison_gives_a_folder_a_run_and_names_those_that_have_nothing_yet) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", coopnets_preset());
  run_it(folder, "compare p.json --out c --jobs 1 --quiet");
  fs::remove_all(folder / "c/coop/seed-2");
  const Ran ran = exported(folder, "c --only weights");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(fs::exists(folder / "c/export/coop/seed-1/nets.py"));
  BOOST_TEST(!fs::exists(folder / "c/export/coop/seed-2"));
  BOOST_TEST(!fs::exists(folder / "c/export/coop/seed-1/events.out.tfevents.coopbench"));
  BOOST_TEST(says_all(ran.err, {"left out", "c/coop/seed-2"}), ran.err);
}

BOOST_AUTO_TEST_CASE(what_no_export_wrote_is_not_replaced_and_what_one_wrote_is) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", small_preset);
  run_it(folder, "run p.json --out r");
  run_it(folder, "export r --out e");
  run_it(folder, "export r --out e");
  write_whole(folder / "e/nets.py", "print('mine')\n");
  const Ran changed = exported(folder, "r --out e");
  BOOST_TEST(changed.exit_code == 2);
  BOOST_TEST(says_all(changed.err, {"e/nets.py: is there, and not as an export wrote it"}));
  BOOST_TEST(read_text(folder / "e/nets.py") == "print('mine')\n");
  fs::create_directory(folder / "f");
  write_whole(folder / "f/energy.safetensors", "of another program");
  const Ran other = exported(folder, "r --out f");
  BOOST_TEST(other.exit_code == 2);
  BOOST_TEST(says_all(other.err, {"f/energy.safetensors"}));
  BOOST_TEST(!fs::exists(folder / "f/nets.py"));
}

BOOST_AUTO_TEST_CASE(what_is_not_as_the_run_wrote_it_is_not_exported) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", small_preset);
  run_it(folder, "run p.json --out r");
  const std::string whole = read_text(folder / "r/checkpoint.npz");
  run_it(folder, "run p.json --seed 9 --out other");
  for (const std::string& bytes :
       {whole.substr(0, whole.size() / 2), read_text(folder / "other/checkpoint.npz")}) {
    write_whole(folder / "r/checkpoint.npz", bytes);
    const Ran ran = exported(folder, "r");
    BOOST_TEST(ran.exit_code == 1);
    BOOST_TEST(says_all(ran.err, {"r/checkpoint.npz: is damaged"}), ran.err);
    BOOST_TEST(!fs::exists(folder / "r/export"));
  }
  write_whole(folder / "r/checkpoint.npz", whole);
  run_it(folder, "export r");
}

BOOST_AUTO_TEST_CASE(a_run_of_no_iterations_has_the_weights_as_they_are) {
  const TemporaryFolder folder;
  run_it(folder, from_weights_of_a(folder) + " --set shared.training.iterations=0");
  run_it(folder, "export b --out again --only weights");
  for (const char* file : {"energy.safetensors", "generator.safetensors"})
    BOOST_TEST(read_text(folder / "again" / file) == read_text(folder / "w" / file), file);
  const Json state = parse_json(read_text(folder / "b/state.json"), "state");
  BOOST_TEST(state.at("status") == "finished");
  BOOST_TEST(read_npy(folder / "b/samples/end.npy").isfinite().all().item<bool>());
  run_it(folder, "sample b --steps 10 --chains 4");
  run_it(folder, "report b");
}

BOOST_AUTO_TEST_CASE(a_run_begins_with_the_weights_of_a_file_and_no_other_one_resumes_it) {
  const TemporaryFolder folder;
  const std::string words = from_weights_of_a(folder) + " --record 0";
  run_it(folder, words);
  const Archive first = read_npz(folder / "a/checkpoint.npz"),
                began = read_npz(folder / "b/record/000000.npz");
  BOOST_TEST(torch::equal(began.at("before/energy/0_weight"), first.at("averaged/0_weight")));
  BOOST_TEST(torch::equal(began.at("before/averaged/0_weight"), first.at("averaged/0_weight")));
  BOOST_TEST(torch::equal(began.at("before/start/generator/0_weight"),
                          first.at("start/generator/0_weight")));
  fs::remove(folder / "b/state.json");
  fs::remove(folder / "b/checksums.json");
  run_it(folder, words + " --resume");
  fs::remove(folder / "b/state.json");
  fs::remove(folder / "b/checksums.json");
  fs::remove_all(folder / "w");
  run_it(folder, "run p.json --seed 1 --out c --set shared.training.iterations=1");
  run_it(folder, "export c --out w --only weights");
  const Ran other = run_program(folder, words + " --resume");
  BOOST_TEST(other.exit_code == 2);
  BOOST_TEST(says_all(other.err, {"b: began with other weights"}), other.err);
}

BOOST_AUTO_TEST_SUITE_END()
