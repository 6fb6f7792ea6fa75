#include "experiments/run/expected_time.h"

#include "small_runs.h"

using namespace coopbench;

namespace {

ExpectedTime of(const Preset& preset, const std::string& method) {
  const Method& found = preset.method(method);
  return expected_time(found.config, found.path_of, 2);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expected_time_)

BOOST_AUTO_TEST_CASE(all_iterations_take_as_long_as_one_by_their_number) {
  for (const char* method : {"short_run", "persistent", "coopnets"}) {
    const ExpectedTime time = of(toy(), method);
    BOOST_TEST(time.iteration > 0, method);
    BOOST_TEST(time.seconds == 7 * time.iteration, method);
    BOOST_TEST(time.iteration >= 2 * time.step, method);  // of the three steps
    BOOST_TEST(time.timed_steps >= 1, method);
  }
}

BOOST_AUTO_TEST_CASE(other_bounds_end_the_run) {
  const auto with = [](const std::vector<std::string>& settings) {
    std::vector<std::string> all{"shared.training.iterations=1000000"};
    all.insert(all.end(), settings.begin(), settings.end());
    return of(load_preset("toy", all), "persistent");
  };
  const std::string steps = "shared.sampler.steps=10", chains = "shared.training.chains=20";
  const ExpectedTime of_gradients =
      with({steps, chains, "shared.training.gradient_evaluations=1001"});
  BOOST_TEST(of_gradients.iterations == 6);  // of 200 each
  BOOST_TEST(of_gradients.bound == "training.gradient_evaluations");
  BOOST_TEST(of_gradients.seconds == 6 * of_gradients.iteration);
  const ExpectedTime of_cpu = with({steps, chains, "shared.training.cpu_seconds=3"});
  BOOST_TEST(of_cpu.bound == "training.cpu_seconds");
  BOOST_TEST(of_cpu.iterations > 0);
  BOOST_TEST(of_cpu.iterations < 1000000);  // of 3 microseconds each
  BOOST_TEST(of_cpu.seconds == static_cast<double>(of_cpu.iterations) * of_cpu.iteration);
  BOOST_TEST(with({}).bound == "training.iterations");
}

BOOST_AUTO_TEST_CASE(neither_the_data_nor_a_large_bank_has_to_be_there) {
  const Preset preset = load_preset(
      "jem_like", {"shared.data.files=/no/such/folder", "methods.replay.start.size=50000000",
                   "shared.energy.n_f=1", "shared.training.chains=8", "shared.training.batch=8",
                   "shared.training.iterations=2", "shared.training.loss.kl_weight=1"});
  BOOST_TEST(of(preset, "replay").seconds > 0);
}

BOOST_AUTO_TEST_CASE(what_can_not_be_made_is_refused_with_its_path) {
  const Preset wrong = load_preset("toy", {"shared.energy={\"name\": \"anatomy_vanilla\"}"});
  BOOST_CHECK_EXCEPTION(of(wrong, "short_run"), UserError,
                        says({"shared.energy", "anatomy_vanilla takes images of side"}));
}

BOOST_AUTO_TEST_SUITE_END()
