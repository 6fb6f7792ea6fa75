// Iterations that are kept whole.
#include <torch/types.h>

#include "core/archive.h"
#include "experiments/small_runs.h"
#include "records/paths.h"

using namespace coopbench;

namespace {

void run(const fs::path& folder, const std::string& method, const std::string& record,
         const RunHooks& hooks = {}, Existing existing = Existing::refuse) {
  run_method(toy({"shared.training.record=" + record}).method(method), place(folder, method),
             existing, hooks);
}

Archive kept(const fs::path& folder, int64_t iteration) {
  return read_npz(RunPaths{folder}.record_of(iteration));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(an_iteration_has_what_made_it_and_what_it_made) {
  for (const char* method : {"short_run", "persistent", "coopnets"}) {
    const TemporaryFolder folder;
    run(folder / "run", method, "[0,1,6]");
    const Archive first = kept(folder / "run", 0), second = kept(folder / "run", 1);
    BOOST_TEST(second.number_at("iteration") == 1);
    for (const char* name : {"batch/clean", "batch/noised", "starts/x", "ends/x"})
      BOOST_TEST(first.at(name).sizes() == (torch::IntArrayRef{16, 2, 1, 1}), name);
    BOOST_TEST(first.has("starts/rows") == (std::string(method) == "persistent"));
    BOOST_TEST(first.has("starts/latents") == (std::string(method) == "coopnets"));
    BOOST_TEST(first.has("gradients/0"));
    // What one iteration leaves, the next one begins with.
    const Archive after = first.folder("after"), before = second.folder("before");
    BOOST_TEST(after.tensors().size() == before.tensors().size());
    bool moved = false;
    const Archive began = first.folder("before");
    for (const auto& [name, tensor] : after.tensors()) {
      BOOST_TEST(torch::equal(tensor, before.at(name)), name);
      moved = moved || !began.has(name) || !torch::equal(tensor, began.at(name));
    }
    BOOST_TEST(moved);
    BOOST_TEST(!fs::exists(RunPaths{folder / "run"}.record_of(2)));
    BOOST_TEST(fs::exists(RunPaths{folder / "run"}.record_of(6)));
  }
}

BOOST_AUTO_TEST_CASE(keeping_changes_no_bit_of_the_run) {
  const TemporaryFolder folder;
  run(folder / "kept", "persistent", "[0,3]");
  run(folder / "plain", "persistent", "[]");
  BOOST_TEST(!fs::exists(folder / "plain" / "record"));
  for (const char* file : {"train.csv", "validation.csv", "samples/end.npy", "metrics.json"})
    BOOST_TEST((read_text(folder / "kept" / file) == read_text(folder / "plain" / file)), file);
}

BOOST_AUTO_TEST_CASE(a_resumed_run_has_the_same_records) {
  const TemporaryFolder folder;
  run(folder / "whole", "persistent", "[2,5]");
  run(folder / "parts", "persistent", "[2,5]", stop_after(4));
  run(folder / "parts", "persistent", "[2,5]", {}, Existing::resume);
  check_same(folder / "whole", folder / "parts");
}

BOOST_AUTO_TEST_SUITE_END()
