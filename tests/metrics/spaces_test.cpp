#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "core/errors.h"
#include "core/files.h"
#include "core/stream.h"
#include "metrics/classifier.h"
#include "metrics/measure.h"
#include "temporary_folder.h"

using torch::Tensor;
using namespace coopbench;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> image_spaces{"random_convs", "spectrum", "classifier"};

/// Images in [-1,1].
Tensor images(torch::IntArrayRef shape, uint64_t seed = 1) {
  return uniform({.seed = seed, .purpose = Purpose::toy_data}, shape, -1, 1);
}

Space made(const Json& choice, const Tensor& real) {
  return spaces().make(Choice{spaces().resolve(choice, "space")}, real);
}

Space named(const std::string& name, const Tensor& real) { return made({{"name", name}}, real); }

Tensor features(const std::string& name, const Tensor& samples) {
  return named(name, samples)(samples);
}

bool near(const Tensor& a, const Tensor& b, double tolerance = 1e-5) {
  return torch::allclose(a.to(torch::kFloat64), b.to(torch::kFloat64), tolerance, tolerance);
}

std::vector<int64_t> shape(const Tensor& tensor) { return tensor.sizes().vec(); }

/// A file of the weights that come with the program.
std::string_view kept_file(std::string_view ending) {
  for (const EmbeddedFile& file : classifier_files())
    if (file.name.ends_with(ending)) return file.bytes;
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_space_gives_one_row_of_finite_features_a_sample) {
  const std::vector<std::pair<std::string, int64_t>> widths{{"pixels", 2 * 9 * 9},
                                                            {"random_convs", 7 * 32},
                                                            {"spectrum", 2 * 5},
                                                            {"classifier", 64},
                                                            {"pca", 4}};
  BOOST_TEST(widths.size() == spaces().names().size());
  for (const auto& [name, width] : widths) {
    const Tensor made_features = features(name, images({5, 2, 9, 9}));
    BOOST_TEST((shape(made_features) == std::vector<int64_t>{5, width}), name);
    BOOST_TEST(made_features.isfinite().all().item<bool>(), name);
    BOOST_TEST(!made_features.requires_grad(), name);
  }
}

BOOST_AUTO_TEST_CASE(image_spaces_take_any_side_and_images_without_channels) {
  for (const std::string& name : image_spaces)
    for (const auto& size : std::vector<std::vector<int64_t>>{
             {3, 2, 2}, {3, 1, 2, 3}, {3, 3, 28, 28}, {3, 4, 33, 17}, {3, 1, 64, 64}})
      BOOST_TEST(features(name, images(size)).isfinite().all().item<bool>(), name);
  for (const std::string& name : spaces().names()) {
    const Tensor plain = images({4, 9, 9});
    BOOST_TEST(features(name, plain).equal(features(name, plain.unsqueeze(1))), name);
  }
}

BOOST_AUTO_TEST_CASE(each_row_stands_by_itself_and_the_same_call_gives_the_same_bits) {
  // 1100 images of 28 x 28 are more than two chunks.
  const Tensor samples = images({1100, 1, 28, 28});
  const Tensor order = distinct({.seed = 3, .purpose = Purpose::permutation}, 1100, 1100);
  for (const std::string& name : spaces().names()) {
    const Space space = named(name, samples.slice(0, 0, 100));
    const Tensor all = space(samples);
    BOOST_TEST(all.equal(named(name, samples.slice(0, 0, 100))(samples)), name);
    BOOST_TEST(near(space(samples.index_select(0, order)), all.index_select(0, order)), name);
    BOOST_TEST(near(space(samples.slice(0, 700, 703)), all.slice(0, 700, 703)), name);
  }
}

BOOST_AUTO_TEST_CASE(float_and_double_samples_have_the_same_features) {
  const Tensor samples = images({6, 3, 12, 12});
  for (const std::string& name : spaces().names())
    BOOST_TEST(near(features(name, samples), features(name, samples.to(torch::kFloat64)), 1e-4),
               name);
}

BOOST_AUTO_TEST_CASE(points_where_images_are_needed_are_refused) {
  for (const std::string& name : image_spaces)
    for (const auto& size : std::vector<std::vector<int64_t>>{{8, 2}, {8}, {8, 2, 1, 1}}) {
      BOOST_CHECK_EXCEPTION(named(name, images(size)), std::invalid_argument,
                            says({"samples: shape", "must be images", name}));
      const Space space = named(name, images({8, 1, 9, 9}));
      BOOST_CHECK_EXCEPTION(space(images(size)), std::invalid_argument,
                            says({"samples: shape", "must be images", name}));
    }
  Workers workers(1);
  const Tensor points = images({8, 2});
  for (const char* name : {"pixels", "pca"})
    BOOST_TEST(measure({{"name", "energy_distance"}}, {{"name", name}}, {points, points}, workers)
                   .contains("estimate"));
}

BOOST_AUTO_TEST_CASE(two_sample_metrics_run_in_every_space) {
  Workers workers(2);
  const Tensor generated = images({12, 1, 9, 9}, 1) * 0.5, real = images({10, 1, 9, 9}, 2);
  for (const std::string& space : spaces().names())
    for (const char* metric : {"energy_distance", "mmd2_rbf"}) {
      const Json found = measure({{"name", metric}, {"estimator", "biased"}}, {{"name", space}},
                                 {generated, real}, workers);
      BOOST_TEST(found["estimate"].get<double>() > 0, space << " " << metric);
      BOOST_TEST(found["space"]["name"] == space);
    }
}

BOOST_AUTO_TEST_CASE(random_convs_follow_from_their_seed) {
  const Tensor samples = images({4, 3, 16, 16});
  const auto with = [&](const Json& settings) {
    Json choice = {{"name", "random_convs"}};
    choice.update(settings);
    return made(choice, samples)(samples);
  };
  const Tensor first = with({{"seed", 5}});
  BOOST_TEST(first.equal(with({{"seed", 5}})));
  BOOST_TEST(!near(first, with({{"seed", 6}}), 1e-2));
  BOOST_TEST((shape(with({{"channels", 8}, {"layers", 2}})) == std::vector<int64_t>{4, 6 * 8}));
}

BOOST_AUTO_TEST_CASE(random_convs_have_no_bias) {
  const Tensor samples = images({4, 3, 16, 16});
  const Tensor once = features("random_convs", samples);
  BOOST_TEST(near(features("random_convs", samples * 4), once * 4));
  // A weight has the variance that keeps that of the signal.
  const double power = once.square().mean().item<double>();
  BOOST_TEST(power > 1e-3);
  BOOST_TEST(power < 1.0);
}

BOOST_AUTO_TEST_CASE(pca_whitens_the_real_samples) {
  const Tensor mixing = images({5, 5}, 9).to(torch::kFloat64);
  const Tensor points =
      normal({.seed = 4, .purpose = Purpose::toy_data}, {200, 5}).to(torch::kFloat64).mm(mixing) +
      7;
  const Tensor white = features("pca", points);
  BOOST_TEST((shape(white) == std::vector<int64_t>{200, 5}));
  BOOST_TEST(near(white.mean(0), torch::zeros({5}, torch::kFloat64), 1e-9));
  BOOST_TEST(near(white.t().mm(white) / 199, torch::eye(5, torch::kFloat64), 1e-9));
  // An affine map leaves whitened distances as they are.
  BOOST_TEST(near(torch::pdist(features("pca", points.mm(mixing) - 3)), torch::pdist(white), 1e-7));
}

BOOST_AUTO_TEST_CASE(pca_keeps_the_leading_components_with_fixed_signs) {
  // Variances 9 and 1 along the axes; each axis's larger weight is positive.
  const Tensor points =
      torch::tensor({{3.0, 0.0}, {-3.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}, torch::kFloat64);
  const Tensor white = features("pca", points);
  const double half = std::sqrt(1.5);
  BOOST_TEST(near(
      white, torch::tensor({{half, 0.0}, {-half, 0.0}, {0.0, half}, {0.0, -half}}, torch::kFloat64),
      1e-12));
  const Tensor one = made({{"name", "pca"}, {"components", 1}}, points)(points);
  BOOST_TEST(near(one, white.slice(1, 0, 1), 1e-12));
}

BOOST_AUTO_TEST_CASE(pca_keeps_no_more_components_than_the_rank) {
  const Tensor points = images({30, 1}).to(torch::kFloat64);
  const Tensor line = torch::cat({points, 2 * points, 1 - points}, 1);
  BOOST_TEST(features("pca", line).size(1) == 1);
  BOOST_TEST(features("pca", images({4, 100})).size(1) == 3);
  BOOST_TEST(features("pca", images({300, 80})).size(1) == 64);
}

BOOST_AUTO_TEST_CASE(pca_of_wide_rows_is_that_of_tall_ones) {
  // 8 dimensions turned into 20 by a matrix with orthonormal rows: the variances stay.
  const Tensor tall = images({10, 8}).to(torch::kFloat64);
  const auto [q, r] = torch::linalg_qr(images({20, 8}, 5).to(torch::kFloat64));
  const Tensor wide = tall.mm(q.t());
  BOOST_TEST(near(torch::pdist(features("pca", wide)), torch::pdist(features("pca", tall)), 1e-8));
}

BOOST_AUTO_TEST_CASE(pca_refuses_what_it_cannot_fit) {
  BOOST_CHECK_EXCEPTION(named("pca", torch::full({6, 3}, 0.1)), std::invalid_argument,
                        says({"real: all 6 rows", "[6, 3]", "pixels"}));
  BOOST_CHECK_EXCEPTION(named("pca", images({1, 3})), std::invalid_argument,
                        says({"real: shape [1, 3]", "at least 2 rows"}));
  BOOST_CHECK_EXCEPTION(named("pca", images({6, 3}))(images({6, 4})), std::invalid_argument,
                        says({"samples: shape [6, 4]", "3 numbers"}));
}

BOOST_AUTO_TEST_CASE(spectrum_does_not_see_shifts_or_flips) {
  const Tensor samples = images({5, 2, 12, 12});
  const Tensor seen = features("spectrum", samples);
  for (const auto& [down, right] : {std::pair{1, 0}, {0, 5}, {7, 11}})
    BOOST_TEST(near(features("spectrum", samples.roll({down, right}, {2, 3})), seen, 1e-9));
  BOOST_TEST(near(features("spectrum", samples.flip(3).transpose(2, 3)), seen, 1e-9));
}

BOOST_AUTO_TEST_CASE(spectrum_of_a_wave_is_in_its_ring) {
  const int64_t side = 16;
  const Tensor x = torch::arange(side, torch::kFloat64) * (2 * M_PI / side);
  for (const int64_t wave : {1, 3, 8}) {
    const Tensor image = (0.25 + (x * wave).cos() / 2).expand({1, 1, side, side});
    const Tensor found = features("spectrum", image)[0];
    BOOST_TEST(std::abs(found[0].item<double>() - 0.25) < 1e-12);
    BOOST_TEST(found.slice(0, 1).argmax().item<int64_t>() + 1 == wave);
    // All other rings are as empty as those of a constant image.
    const Tensor empty = features("spectrum", torch::full({1, 1, side, side}, 0.25))[0];
    BOOST_TEST((found.slice(0, 1) > empty.slice(0, 1) + 1).sum().item<int64_t>() == 1);
    BOOST_TEST(std::abs(empty[1].item<double>() - std::log(1e-8)) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(spectrum_of_white_noise_is_flat) {
  // The mean power of a ring is the variance. From ring 2 on one image gives the mean of at least 6
  // independent exponential numbers: over 4000 images the standard error is at most 0.65 %, so that
  // 5 % is out of reach of chance.
  const Tensor noise = normal({.seed = 8, .purpose = Purpose::toy_data}, {4000, 1, 8, 8}) * 0.3;
  const Tensor power = features("spectrum", noise).slice(1, 2).exp().mean(0);
  BOOST_TEST(((power / 0.09 - 1).abs() < 0.05).all().item<bool>());
}

BOOST_AUTO_TEST_CASE(classifier_weights_are_those_of_their_description) {
  const Json description = parse_json(std::string(kept_file(".json")), "description");
  BOOST_TEST(description.at("hash") == kept_classifier_hash());
  BOOST_TEST(description.at("test_accuracy").get<double>() > 0.88);
  BOOST_TEST(kept_file(".npz").size() < 250'000U);
  BOOST_TEST(kept_classifier().layers().size() == classifier_layers().size());
}

BOOST_AUTO_TEST_CASE(classifier_sees_the_mean_of_the_channels) {
  const Tensor grey = images({4, 1, 28, 28});
  const Tensor colours = torch::cat({grey - 0.25, grey, grey + 0.25}, 1);
  BOOST_TEST(near(features("classifier", colours), features("classifier", grey), 1e-4));
  BOOST_TEST(near(classifier_input(grey), grey, 0));
  BOOST_TEST(
      near(classifier_input(torch::full({1, 2, 40, 13}, 0.5)), torch::full({1, 1, 28, 28}, 0.5)));
}

BOOST_AUTO_TEST_CASE(a_tampered_or_missing_file_of_weights_is_refused) {
  const TemporaryFolder folder;
  const fs::path weights = folder / "mine.npz";
  const auto use = [&] {
    return made({{"name", "classifier"}, {"weights", weights.string()}}, images({2, 1, 28, 28}));
  };
  BOOST_CHECK_EXCEPTION(use(), UserError, says({"mine.npz", "no such file", "train-classifier"}));
  const std::string bytes(kept_file(".npz"));
  write_whole(weights, bytes);
  BOOST_CHECK_EXCEPTION(use(), UserError, says({"mine.json", "no such file", "train-classifier"}));
  const std::string description(kept_file(".json"));
  write_whole(folder / "mine.json", description);
  const Tensor samples = images({3, 1, 28, 28});
  BOOST_TEST(use()(samples).equal(features("classifier", samples)));

  std::string changed = bytes;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  write_whole(weights, changed);
  BOOST_CHECK_EXCEPTION(use(), UserError, says({"mine.npz", "hash", "train-classifier"}));
  write_whole(weights, bytes);
  write_whole(folder / "mine.json", "[]");
  BOOST_CHECK_EXCEPTION(use(), UserError, says({"mine.npz", "hash", "train-classifier"}));
}

BOOST_AUTO_TEST_CASE(weights_of_another_network_are_refused) {
  const TemporaryFolder folder;
  const fs::path weights = folder / "other.npz";
  const Network other({Linear{4, 2}}, {}, {});
  write_npz(weights, other.archive());
  write_whole(folder / "other.json", Json{{"hash", file_hash(weights)}}.dump());
  BOOST_CHECK_EXCEPTION(read_classifier(weights), UserError, says({"another network"}));
}
