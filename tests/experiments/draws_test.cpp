#include <fmt/format.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <mutex>
#include <tuple>

#include "experiments/run/run.h"
#include "experiments/start_settings.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

std::string text(const DrawnPlace& d) {
  return fmt::format(
      "{} of purpose {} use {} seed {} iteration {} step {}, rows {} to {}, {} blocks", d.kind,
      static_cast<int>(d.stream.purpose), static_cast<int>(d.stream.use), d.stream.seed,
      d.stream.iteration, d.step, d.stream.first_chain, d.stream.first_chain + d.rows - 1,
      d.blocks);
}

/// Collects draws while it lives.
class Watch {
 public:
  Watch() {
    watch_draws([this](const DrawnPlace& place) {
      const std::lock_guard lock(mutex_);
      draws_[{place.stream.seed, place.stream.purpose, place.stream.use, place.stream.iteration,
              place.step}]
          .push_back(place);
    });
  }
  ~Watch() { watch_draws({}); }

  /// Two draws that share numbers and are not the same draw made again or in parts: of another
  /// kind, or of another width of its rows. Empty for none.
  std::string shared() const {
    for (const auto& [key, draws] : draws_)
      for (const DrawnPlace& a : draws)
        for (const DrawnPlace& b : draws) {
          const bool overlap = a.stream.first_chain < b.stream.first_chain + b.rows &&
                               b.stream.first_chain < a.stream.first_chain + a.rows;
          if (overlap && (a.kind != b.kind || a.blocks != b.blocks))
            return text(a) + "; and " + text(b);
        }
    return "";
  }
  std::set<std::pair<Purpose, Use>> uses() const {
    std::set<std::pair<Purpose, Use>> all;
    for (const auto& [key, draws] : draws_) all.emplace(std::get<1>(key), std::get<2>(key));
    return all;
  }

 private:
  std::mutex mutex_;
  std::map<std::tuple<uint64_t, Purpose, Use, int64_t, int64_t>, std::vector<DrawnPlace>> draws_;
};

/// A run of a few iterations with everything that a report measures.
void run(const std::string& start, const std::string& rule) {
  const Preset preset =
      load_preset("toy", {"shared.training.iterations=4", "shared.training.chains=16",
                          "shared.training.batch=16", "shared.sampler.steps=3",
                          "shared.sampler.engine=plain", "shared.evaluation.samples=50",
                          "shared.evaluation.curve_samples=50", "shared.evaluation.every=2",
                          "shared.training.data_noise=0.1", "shared.evaluation.long_run=10",
                          "shared.sampler.rule=" + rule, "methods.persistent.start=" + start});
  const TemporaryFolder folder;
  run_method(preset.method("persistent"), {folder / "run", "toy", "persistent", 3},
             Existing::refuse, {});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(draws)

BOOST_AUTO_TEST_CASE(no_two_uses_of_random_numbers_in_a_run_share_one) {
  std::set<std::pair<Purpose, Use>> seen;
  const std::string mala = R"({"name": "mala"})", hmc = R"({"name": "hmc", "leapfrogs": 2})",
                    scaled = R"({"name": "scaled", "noise_scale": 0.1})";
  const auto settings = [](const std::string& name) {
    return start_settings(name, 60, {{"name", "toy_generator"}});
  };
  const Json banks{{"name", "mixed"}, {"first", settings("bank")}, {"second", settings("bank")}};
  std::vector<Json> starts = all_start_settings(60, {{"name", "toy_generator"}});
  starts.push_back(banks);
  for (const Json& start : starts) {
    const Watch watch;
    const Json& name = start["name"];
    run(start.dump(), name == "bank" ? mala : name == "noise" ? hmc : scaled);
    BOOST_TEST(watch.shared() == "", start.dump() << ": " << watch.shared());
    seen.merge(watch.uses());
  }
  // Every use that a run has was seen here.
  for (const auto& [purpose, use] :
       {std::pair{Purpose::start, Use::noise}, std::pair{Purpose::start, Use::fresh},
        std::pair{Purpose::step, Use::acceptance}, std::pair{Purpose::step, Use::common},
        std::pair{Purpose::annealing, Use::common}, std::pair{Purpose::annealing, Use::acceptance},
        std::pair{Purpose::noise_evaluation_start, Use::main},
        std::pair{Purpose::noise_evaluation_step, Use::acceptance},
        std::pair{Purpose::evaluation_step, Use::acceptance},
        std::pair{Purpose::annealing, Use::grid}, std::pair{Purpose::latent, Use::main}})
    BOOST_TEST((seen.contains({purpose, use})), static_cast<int>(purpose));
}

BOOST_AUTO_TEST_CASE(a_stream_that_serves_two_draws_is_found) {
  const Watch watch;
  const Stream stream{.seed = 1, .purpose = Purpose::start, .iteration = 7};
  uniform(stream, {5, 3}, 0, 1);
  uniform(stream.after(5), {2, 3}, 0, 1);
  distinct(stream.with(Use::noise), 9, 4);
  BOOST_TEST(watch.shared() == "");
  distinct(stream.after(6), 9, 4);
  BOOST_TEST(watch.shared() != "");
}

BOOST_AUTO_TEST_SUITE_END()
