#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/stream.h"
#include "metrics/energy_distance.h"
#include "metrics/kid.h"
#include "metrics/measure.h"
#include "metrics/mmd.h"
#include "metrics/mmd_aggregated.h"
#include "metrics/rows.h"

using namespace coopbench;
using torch::Tensor;
namespace tt = boost::test_tools;

namespace {

Tensor gaussian(int64_t rows, int64_t dimensions, uint64_t seed) {
  const Stream stream{.seed = seed, .purpose = Purpose::known_law};
  return normal(stream, {rows, dimensions}).to(torch::kFloat64);
}

const std::vector<std::pair<std::string, Kernel>>& kernels() {
  static const std::vector<std::pair<std::string, Kernel>> all{
      {"rbf", rbf_kernel({1.5})},          {"rbf mixture", rbf_kernel(mixture_widths(1.5))},
      {"laplace", laplace_kernel({3})},    {"laplace mixture", laplace_kernel(mixture_widths(3))},
      {"polynomial", polynomial_kernel()}, {"distance", distance_kernel()}};
  return all;
}

double unbiased(const Tensor& x, const Tensor& y, const Kernel& kernel, int64_t threads = 2) {
  Workers workers(threads);
  return mmd2(x, y, kernel, Estimator::unbiased, workers);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(two_sample)

BOOST_AUTO_TEST_CASE(order_of_rows_and_swap_of_arguments_change_nothing) {
  const Tensor x = gaussian(530, 3, 1) + 0.3, y = gaussian(700, 3, 2);
  for (const auto& [name, kernel] : kernels()) {
    const double value = unbiased(x, y, kernel);
    BOOST_TEST(unbiased(y, x, kernel) == value, tt::tolerance(1e-9));
    BOOST_TEST(unbiased(x.flip(0), y.roll(99, 0), kernel) == value, tt::tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(moving_and_turning_both_sets_changes_nothing) {
  const Tensor x = gaussian(60, 2, 1) + 0.3, y = gaussian(70, 2, 2);
  const double c = std::cos(0.7), s = std::sin(0.7);
  const Tensor turn = torch::tensor({{c, -s}, {s, c}}, torch::kFloat64);
  for (const auto& [name, kernel] : kernels()) {
    const double value = unbiased(x, y, kernel);
    if (name != "polynomial")
      BOOST_TEST(unbiased(x + 5, y + 5, kernel) == value, tt::tolerance(1e-9));
    if (!name.starts_with("laplace"))  // the L1 distance knows the axes
      BOOST_TEST(unbiased(x.mm(turn), y.mm(turn), kernel) == value, tt::tolerance(1e-9));
  }
  BOOST_TEST(unbiased(3 * x, 3 * y, distance_kernel()) == 3 * unbiased(x, y, distance_kernel()),
             tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit) {
  const Tensor x = gaussian(1100, 3, 1).to(torch::kFloat32),
               y = gaussian(1600, 3, 2).to(torch::kFloat32);
  for (const auto& [name, kernel] : kernels()) {
    Workers one(1), three(3);
    const KernelSums a = kernel_sums(x, y, kernel, 2, one, 20),
                     b = kernel_sums(x, y, kernel, 2, three, 20);
    BOOST_TEST(torch::equal(a.generated.within, b.generated.within), name);
    BOOST_TEST(torch::equal(a.real.between, b.real.between), name);
    BOOST_TEST(torch::equal(a.permuted, b.permuted), name);
  }
  Workers one(1), three(3);
  const Kid a = kid(x, y, 7, 200, 0, one), b = kid(x, y, 7, 200, 0, three);
  BOOST_TEST(a.mean == b.mean);
  BOOST_TEST(a.sd == b.sd);
}

// Sets of several blocks, of which the last is not full.
BOOST_AUTO_TEST_CASE(permuted_values_are_those_of_the_rows_dealt_out_anew) {
  const Tensor x = gaussian(600, 2, 1) + 0.1, y = gaussian(530, 2, 2), pooled = torch::cat({x, y});
  Workers workers(2);
  for (const auto& [name, kernel] : kernels())
    for (const Estimator estimator : {Estimator::unbiased, Estimator::biased}) {
      const KernelSums sums = kernel_sums(x, y, kernel, 2, workers, 3, 5);
      const Tensor values = permuted_mmd2(sums, estimator);
      BOOST_TEST(values.size(0) == 4);
      for (int64_t b = 0; b < 4; ++b) {
        const Tensor first = sums.membership.select(1, b).to(torch::kBool);
        BOOST_TEST(first.sum().item<int64_t>() == 600);
        const double direct =
            mmd2(pooled.index({first}), pooled.index({~first}), kernel, estimator, workers);
        BOOST_TEST(std::abs(values[b].item<double>() - direct) < 1e-10, name);
      }
      BOOST_TEST(!torch::equal(sums.membership.select(1, 1), sums.membership.select(1, 2)));
    }
}

BOOST_AUTO_TEST_CASE(permutation_p_is_the_share_that_is_not_below) {
  const auto p = [](const std::vector<double>& values) {
    return permutation_p(torch::tensor(values, torch::kFloat64));
  };
  BOOST_TEST(p({2, 1, 1, 1}) == 0.25);
  BOOST_TEST(p({2, 3, 2, 1}) == 0.75);  // a tie counts
  BOOST_TEST(p({-1, 0, 0, 0}) == 1);
  BOOST_TEST(p({2, 2 * (1 - 1e-15), 1, 1}) == 0.5);  // equal but for rounding
}

BOOST_AUTO_TEST_CASE(tests_see_a_shift_and_pass_equal_laws) {
  const Tensor x = gaussian(150, 2, 1), y = gaussian(150, 2, 2);
  Workers workers(2);
  for (const auto& [name, kernel] : kernels()) {
    const auto p = [&, &k = kernel](const Tensor& generated) {
      return permutation_p(
          permuted_mmd2(kernel_sums(generated, y, k, 2, workers, 99), Estimator::unbiased));
    };
    BOOST_TEST(p(x + 0.8) == 0.01, name);
    BOOST_TEST(p(x) > 0.05, name);
  }
  for (const Distance distance : {Distance::euclidean, Distance::absolute}) {
    const AggregatedTest far = mmd2_aggregated(x + 0.8, y, distance, 99, 0, workers),
                         near = mmd2_aggregated(x, y, distance, 99, 0, workers);
    BOOST_TEST(far.p_value <= 0.05);  // ties of ten tries cost a little
    BOOST_TEST(near.p_value > 0.05);
    BOOST_TEST(near.widths.size() == 10U);
    // Ten tries must be paid for.
    BOOST_TEST(near.p_value >= *std::min_element(near.p_values.begin(), near.p_values.end()));
  }
}

BOOST_AUTO_TEST_CASE(biased_is_never_negative_and_zero_for_the_set_itself) {
  const Tensor x = gaussian(80, 3, 1);
  Workers workers(2);
  for (const auto& [name, kernel] : kernels()) {
    BOOST_TEST(std::abs(mmd2(x, x, kernel, Estimator::biased, workers)) < 1e-9, name);
    BOOST_TEST(mmd2(x, gaussian(90, 3, 2), kernel, Estimator::biased, workers) > 0, name);
  }
}

BOOST_AUTO_TEST_CASE(kid_averages_its_subsets) {
  const Tensor x = gaussian(300, 4, 1) + 0.5, y = gaussian(300, 4, 2);
  Workers workers(2);
  const Kid whole = kid(x, y, 5, 300, 0, workers), parts = kid(x, y, 50, 60, 0, workers);
  BOOST_TEST(whole.mean == unbiased(x, y, polynomial_kernel()), tt::tolerance(1e-9));
  BOOST_TEST(whole.sd < 1e-12);
  BOOST_TEST(parts.sd > 0);
  // The subsets' mean is unbiased for the whole's value; 50 of them have 1/7 of one's spread.
  BOOST_TEST(std::abs(parts.mean - whole.mean) < 5 * parts.sd / std::sqrt(50.0));
  BOOST_TEST(kid(x, y, 50, 60, 1, workers).mean != parts.mean);
  BOOST_CHECK_EXCEPTION(kid(x, y.slice(0, 0, 59), 5, 60, 0, workers), std::invalid_argument,
                        [](const auto& e) {
                          const std::string text = e.what();
                          return text.starts_with("real: shape [59, 4]") &&
                                 text.find("subset_size") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(linear_interval_covers_and_needs_two_pairs) {
  const double truth = 2. / 3 * (1 - std::exp(-1. / 6));
  Tensor x = gaussian(20000, 2, 1);
  x.select(1, 0) += 1;
  const Measured found = mmd2_linear(x, gaussian(20000, 2, 2), rbf_kernel({1}), 0.9999);
  BOOST_TEST(found.interval->low < truth);
  BOOST_TEST(truth < found.interval->high);
  BOOST_TEST(found.interval->high - found.interval->low < truth);
  BOOST_TEST(*found.p_value < 1e-6);
  BOOST_CHECK_THROW(mmd2_linear(gaussian(3, 2, 1), gaussian(9, 2, 2), rbf_kernel({1})),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(float_sums_are_near_those_in_double) {
  const Tensor x = gaussian(900, 100, 1).to(torch::kFloat32) + 20,
               y = gaussian(800, 100, 2).to(torch::kFloat32) + 20;
  for (const auto& [name, kernel] : kernels()) {
    if (name == "polynomial") continue;  // grows with the distance from the origin
    const double exact = unbiased(x.to(torch::kFloat64), y.to(torch::kFloat64), kernel);
    BOOST_TEST(std::abs(unbiased(x, y, kernel) - exact) < 2e-6, name);
  }
}

// Wherever the outlier stands, also first in a block of rows, the others keep their distances.
BOOST_AUTO_TEST_CASE(an_outlier_harms_no_other_row) {
  for (const auto& [type, far] :
       {std::pair{torch::kFloat32, 1e4}, std::pair{torch::kFloat64, 1e9}}) {
    const double outlier = far;
    const Tensor x = gaussian(300, 12, 1).to(type), y = gaussian(300, 12, 2).to(type);
    for (const auto& [name, kernel] : kernels()) {
      if (name == "polynomial" || name == "distance") continue;  // they grow with the outlier
      const auto with_outlier = [&, &k = kernel](int64_t place) {
        Tensor moved = x.roll(place, 0);
        moved[place].fill_(outlier);
        return unbiased(moved, y, k);
      };
      const double first = with_outlier(0);
      BOOST_TEST(std::abs(first - with_outlier(299)) < 1e-6, name);
      BOOST_TEST(std::abs(first - unbiased(x, y, kernel)) < 0.02, name);
    }
    Workers workers(2);
    for (const char* name : {"recall", "precision", "coverage", "density"}) {
      const auto value = [&](int64_t place) {
        Tensor moved = x.roll(place, 0);
        moved[place].fill_(outlier);
        return measure({{"name", name}}, {{"name", "pixels"}}, {moved, y}, workers)
            .at("estimate")
            .get<double>();
      };
      BOOST_TEST(value(0) == value(299), name);
      BOOST_TEST(value(0) > 0.8, name);
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_far_apart_in_one_set_keep_their_small_distances) {
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    const Tensor near = gaussian(100, 20, 1), x = torch::cat({near, near + 1000}).to(type);
    const Tensor squares = squared_distances(x, x).to(torch::kFloat64);
    const Tensor wide = x.to(torch::kFloat64);
    const Tensor exact = (wide.unsqueeze(1) - wide.unsqueeze(0)).square().sum(2);
    BOOST_TEST(((squares - exact).abs() <= 1e-3 * exact).all().item<bool>());
    BOOST_TEST(squares.diagonal().eq(0).all().item<bool>());
  }
}

BOOST_AUTO_TEST_CASE(a_fitted_space_gives_no_p_value) {
  Workers workers(2);
  const Tensor x = gaussian(60, 20, 1), y = gaussian(60, 20, 2);
  const Json metric = {{"name", "mmd2_rbf"}, {"permutations", 19}};
  const Json pixels = measure(metric, {{"name", "pixels"}}, {x, y}, workers),
             pca = measure(metric, {{"name", "pca"}, {"components", 4}}, {x, y}, workers);
  BOOST_TEST(pixels.contains("p_value"));
  BOOST_TEST(!pca.contains("p_value"));
  BOOST_TEST(pca.at("details").contains("p_value_left_out"));
}

BOOST_AUTO_TEST_CASE(large_numbers_of_floats_have_an_estimate_or_a_message) {
  Workers workers(2);
  const Tensor x = gaussian(20, 9, 1).to(torch::kFloat32) * 1e20,
               y = gaussian(20, 9, 2).to(torch::kFloat32) * 1e20;
  const Json pixels = {{"name", "pixels"}};
  for (const char* name : {"mmd2_rbf", "energy_distance"})
    BOOST_TEST(measure({{"name", name}}, pixels, {x, y}, workers).at("estimate").is_number());
  BOOST_CHECK_THROW(kernel_sums(x, y, rbf_kernel({1}), 2, workers, 100'000'000),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_set_against_itself_is_not_told_apart) {
  Workers workers(2);
  const Tensor x = gaussian(200, 5, 1);
  const Json found =
      measure({{"name", "c2st"}, {"split", "first_half"}}, {{"name", "pixels"}}, {x, x}, workers);
  BOOST_TEST(found.at("estimate") == 0.5);
}

BOOST_AUTO_TEST_CASE(every_two_sample_metric_takes_float_and_double_and_refuses_nan) {
  Workers workers(2);
  const Tensor x = gaussian(40, 3, 1), y = gaussian(40, 3, 2);
  Tensor bad = x.clone();
  bad[7][1] = std::numeric_limits<double>::infinity();
  const Json pixels = {{"name", "pixels"}};
  for (const std::string& name : two_sample_metrics()) {
    if (name == "c2st_cnn") continue;  // takes images
    Json metric = {{"name", name}};
    if (name == "kid") metric["subset_size"] = 20;
    if (name == "parzen") metric["bandwidth"] = "0.5";
    const auto value = [&](const Tensor& a, const Tensor& b) {
      return measure(metric, pixels, {a, b}, workers).at("estimate").get<double>();
    };
    BOOST_TEST(std::abs(value(x, y) - value(x.to(torch::kFloat32), y.to(torch::kFloat32))) < 1e-4,
               name);
    for (const auto& [generated, real, argument] :
         {std::tuple{bad, y, "generated: row 7 "}, std::tuple{y, bad, "real: row 7 "}})
      BOOST_CHECK_EXCEPTION(
          value(generated, real), std::invalid_argument,
          [it = argument](const auto& e) { return std::string(e.what()).starts_with(it); });
    BOOST_CHECK_THROW(value(x, y.slice(1, 0, 2)), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_SUITE_END()
