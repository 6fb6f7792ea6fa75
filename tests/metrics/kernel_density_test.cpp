// Kernel density estimates beside SciPy's: tests/goldens/metrics_kernel_density.py.
#include "metrics/kernel_density.h"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "core/archive.h"
#include "metrics/fixture.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(kernel_density)

BOOST_AUTO_TEST_CASE(log_densities_are_those_of_scipy) {
  const Archive golden =
      read_npz(std::string(COOPBENCH_SOURCE_DIR) + "/tests/data_files/kernel_density.npz");
  const Tensor samples = golden.at("samples"), points = golden.at("points"),
               expected = golden.at("logs");
  BOOST_TEST(expected.size(0) == 3);
  for (int64_t i = 0; i < expected.size(0); ++i) {
    const Tensor found =
        kernel_log_density(samples, points, golden.at("widths")[i].item<double>(), two_workers());
    // Far from all samples a log density is -1000 and more.
    const Tensor error = (found - expected[i]).abs() / expected[i].abs().clamp_min(1);
    BOOST_TEST(error.max().item<double>() < 1e-9);
  }
  BOOST_TEST(scott_bandwidth(samples.size(0), 2) == golden.at("scott")[0].item<double>(),
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(samples_without_extent_are_refused) {
  const Tensor points = gaussian(1, 5, 2), x = gaussian(2, 9, 1);
  for (const Tensor& samples : {torch::ones({9, 2}, torch::kFloat64), torch::cat({x, 2 * x}, 1)})
    BOOST_CHECK_THROW(kernel_log_density(samples, points, 0.1, two_workers()),
                      std::invalid_argument);
  BOOST_CHECK_THROW(kernel_log_density(gaussian(2, 9, 2), points, 0, two_workers()),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
