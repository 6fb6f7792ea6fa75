#include "experiments/trained/inpaint.h"

#include <torch/types.h>

#include "experiments/run/png.h"
#include "experiments/trained/mask.h"
#include "experiments/trained_runs.h"
#include "records/metrics.h"
#include "records/read_log.h"

using namespace coopbench;
using torch::Tensor;

namespace {

const fs::path& images() {
  static const fs::path run = small().image_run(kNoise);
  return run;
}

Choice rule_of(const Json& json) { return {step_rules().resolve(json, "rule")}; }

constexpr ImageShape kShape{.channels = 1, .side = 16};

}  // namespace

BOOST_AUTO_TEST_SUITE(inpaint_)

BOOST_AUTO_TEST_CASE(masks_are_halves_a_square_or_the_bright_pixels_of_a_file) {
  BOOST_TEST(read_mask("left", kShape).slice(1, 0, 8).all().item<bool>());
  BOOST_TEST(!read_mask("left", kShape).slice(1, 8).any().item<bool>());
  BOOST_TEST(read_mask("bottom", kShape).slice(0, 8).all().item<bool>());
  BOOST_TEST(read_mask("bottom", kShape).sum().item<int64_t>() == 128);
  BOOST_TEST(read_mask("centre", kShape).slice(0, 4, 12).slice(1, 4, 12).all().item<bool>());
  BOOST_TEST(read_mask("centre", kShape).sum().item<int64_t>() == 64);
  Tensor picture = torch::zeros({16, 16}, torch::kUInt8);
  picture[2][5] = 255;
  picture[3][5] = 127;
  write_png(small().folder / "mask.png", picture);
  const Tensor mask = read_mask(small().folder / "mask.png", kShape);
  BOOST_TEST(mask[2][5].item<bool>());
  BOOST_TEST(mask.sum().item<int64_t>() == 1);
}

BOOST_AUTO_TEST_CASE(masks_that_are_none_are_refused_in_words) {
  write_png(small().folder / "small.png", torch::zeros({8, 12}, torch::kUInt8));
  write_png(small().folder / "black.png", torch::zeros({16, 16}, torch::kUInt8));
  write_png(small().folder / "white.png", torch::full({16, 16}, 255, torch::kUInt8));
  const auto refused = [](const std::string& words, std::initializer_list<std::string> message) {
    BOOST_CHECK_EXCEPTION(read_mask(words, kShape), UserError, says(message));
  };
  refused(small().folder / "small.png", {"12 x 8", "16 x 16"});
  refused(small().folder / "black.png", {"masks nothing"});
  refused(small().folder / "white.png", {"masks every pixel"});
  refused(small().folder / "nowhere.png", {"--mask", "nowhere.png"});
  refused("centr", {"did you mean 'centre'"});
  BOOST_CHECK_EXCEPTION(read_mask("left", {.channels = 2, .side = 1}), UserError,
                        says({"points of the plane"}));
}

BOOST_AUTO_TEST_CASE(known_pixels_stay_to_the_bit_and_others_move) {
  for (const int64_t threads : {1, 3}) {
    const TrainedRun run = load_trained_run(images(), threads);
    const Tensor mask = read_mask("left", kShape);
    const Inpainted found =
        inpainted(run, {.mask = "left", .images = 20, .steps = 7, .seed = 2}, mask);
    const Tensor held = torch::where(mask, found.originals, found.results);
    BOOST_TEST(torch::equal(held, found.originals));
    BOOST_TEST((found.results != found.masked).slice(3, 0, 8).all().item<bool>());
    static Tensor before;
    if (before.defined()) BOOST_TEST(torch::equal(before, found.results));
    before = found.results;
  }
}

BOOST_AUTO_TEST_CASE(masked_pixels_take_the_law_that_a_gaussian_energy_has_there) {
  // The energy is a sum over pixels, so what is known says nothing of what is not: mean 0.2 and
  // variance c^2 / (1 - (1 - a)^2) of x <- x - a (x - 0.2) + c xi, after many steps.
  TrainedRun run = load_trained_run(images(), 1);
  run.parts.state.energy = std::make_unique<GaussianEnergy>(0.2, 1);
  const double a = 0.3, c = 0.1, variance = c * c / (1 - (1 - a) * (1 - a));
  run.config.sampler.rule = rule_of({{"name", "free_noise"}, {"step_size", a}, {"noise_scale", c}});
  const Tensor mask = read_mask("top", kShape);
  const Inpainted found =
      inpainted(run, {.mask = "top", .images = 20, .steps = 60, .seed = 2}, mask);
  const Tensor x = found.results.slice(2, 0, 8).to(torch::kFloat64);
  const auto n = static_cast<double>(x.numel());
  BOOST_TEST(std::abs(x.mean().item<double>() - 0.2) < 4 * std::sqrt(variance / n));
  BOOST_TEST(std::abs(x.var().item<double>() - variance) < 4 * variance * std::sqrt(2 / n));
}

BOOST_AUTO_TEST_CASE(errors_are_of_masked_pixels_alone) {
  const TrainedRun run = load_trained_run(images(), 1);
  const InpaintTask task{.mask = "right", .images = 4, .steps = 3, .seed = 2};
  const Tensor mask = read_mask("right", kShape);
  need_inpainting(run, task);
  const ResultFolder folder(standard_folder(run, task_of(task, mask)), Existing::refuse, run,
                            task_of(task, mask));
  BOOST_TEST((inpaint(run, task, mask, folder, {}) == Outcome::finished));
  const Tensor originals = read_npy(folder.paths().array("originals")),
               results = read_npy(folder.paths().array("inpainted"));
  const Columns rows = read_log<InpaintingRow>(folder.paths().rows());
  for (int64_t i = 0; i < 4; ++i) {
    const double right =
        (results - originals)[i].slice(2, 8).to(torch::kFloat64).square().mean().item<double>();
    BOOST_TEST(rows.at("error")[size_t(i)] == right, boost::test_tools::tolerance(1e-6));
  }
  BOOST_TEST(fs::exists(folder.paths().grid("inpainted")));
}

BOOST_AUTO_TEST_CASE(rules_that_reject_whole_images_are_refused) {
  TrainedRun run = load_trained_run(images(), 1);
  BOOST_CHECK_EXCEPTION(need_inpainting(run, {.images = 21}), UserError,
                        says({"--images", "20 images"}));
  run.config.sampler.rule = rule_of({{"name", "hmc"}});
  BOOST_CHECK_EXCEPTION(need_inpainting(run, {.images = 2}), UserError, says({"'hmc'"}));
}

BOOST_AUTO_TEST_SUITE_END()
