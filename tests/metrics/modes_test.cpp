#include "metrics/modes.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "metrics/fixture.h"
#include "metrics/measure.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

Tensor rows(const std::vector<double>& x) {
  const Tensor first = torch::tensor(x, torch::kFloat64);
  return torch::stack({first, torch::zeros_like(first)}, 1);
}

Measured found(const Tensor& generated, const Tensor& centres, double sd, int64_t least = 1) {
  return modes(generated, centres, sd, least, two_workers());
}

double noted(const Measured& measured, const std::string& name) {
  return measured.details.at(name).get<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(modes_hit)

BOOST_AUTO_TEST_CASE(rows_within_3_sd_of_their_nearest_centre_count) {
  const Tensor centres = rows({0, 1, 2, 3});
  // On the border, beyond it, at a centre, and two nearer to 2 than to 3.
  const Measured one = found(rows({0.375, 0.3751, 1, 2.25, 1.75}), centres, 0.125);
  BOOST_TEST(one.estimate == 3);
  BOOST_TEST((one.details.at("counts") == Json{1, 1, 2, 0}));
  BOOST_TEST(noted(one, "share_within") == 0.8);
  BOOST_TEST(noted(one, "modes") == 4);
  BOOST_TEST(noted(one, "kl_uniform") == std::log(4) - 1.5 * std::log(2), tt::tolerance(1e-14));
  BOOST_TEST(found(rows({0.375, 0.3751, 1, 2.25, 1.75}), centres, 0.125, 2).estimate == 1);
}

BOOST_AUTO_TEST_CASE(divergence_is_0_for_equal_counts_and_log_k_for_one_mode) {
  const Tensor centres = rows({0, 1, 2, 3, 4});
  BOOST_TEST(std::abs(noted(found(centres.repeat({7, 1}), centres, 0.01), "kl_uniform")) < 1e-14);
  const Measured one = found(rows({4, 4, 4}), centres, 0.01);
  BOOST_TEST(noted(one, "kl_uniform") == std::log(5), tt::tolerance(1e-14));
  BOOST_TEST(one.estimate == 1);
  const Measured none = found(rows({9, 10}), centres, 0.01);
  BOOST_TEST(none.estimate == 0);
  BOOST_TEST(noted(none, "share_within") == 0);
  BOOST_TEST(none.details.at("kl_uniform").is_null());
}

// Of a Gaussian in the plane 1 - exp(-9/2) is within 3 sd: standard deviation 0.0011 of 9000 rows.
BOOST_AUTO_TEST_CASE(rows_of_the_law_itself_hit_every_mode) {
  const Tensor centres = torch::cartesian_prod(
      {torch::arange(3., torch::kFloat64) * 4, torch::arange(3., torch::kFloat64) * 4});
  const Tensor generated = gaussian(1, 9000, 2) * 0.2 + centres.repeat({1000, 1});
  const Measured one = found(generated, centres, 0.2);
  BOOST_TEST(one.estimate == 9);
  BOOST_TEST(std::abs(noted(one, "share_within") - (1 - std::exp(-4.5))) < 0.0055);
  BOOST_TEST(noted(one, "kl_uniform") < 1e-3);
  BOOST_TEST(found(generated, shuffled(centres, 2), 0.2).estimate == 9);
  const Measured other = modes(shuffled(generated, 3), centres, 0.2, 1, one_worker());
  BOOST_TEST((other.details == one.details));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_by_name) {
  const Tensor x = rows({0, 1}), centres = rows({0, 1, 2});
  Tensor bad = centres.clone();
  bad[1][1] = std::numeric_limits<double>::infinity();
  const auto said = [](const Tensor& a, const Tensor& b, double sd, int64_t least = 1) {
    return refusal([&] { found(a, b, sd, least); });
  };
  for (const double sd : {0., -1., std::nan(""), std::numeric_limits<double>::infinity()})
    BOOST_TEST(mentions(said(x, centres, sd), {"sd: ", "above 0"}));
  BOOST_TEST(mentions(said(x, centres, 1, 0), {"least: 0"}));
  BOOST_TEST(mentions(said(x, rows({0, 1, 5, 1}), 1), {"centres: row 1 ", "[4, 2]", "twice"}));
  BOOST_TEST(mentions(said(x, bad, 1), {"centres: row 1 "}));
  BOOST_TEST(mentions(said(bad, centres, 1), {"generated: row 1 "}));
  BOOST_TEST(mentions(said(x, centres.slice(1, 0, 1), 1), {"centres", "[3, 1]", "[2, 2]"}));
  const Json pixels = {{"name", "pixels"}};
  BOOST_CHECK_EXCEPTION(measure({{"name", "modes"}}, pixels, {x, centres}, two_workers()),
                        UserError, [](const UserError& error) {
                          return mentions(error.what(), {"sd: ", "above 0"});
                        });
}

BOOST_AUTO_TEST_SUITE_END()
