#include "metrics/distributions.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

namespace coopbench {

using Binomial = boost::math::binomial_distribution<>;

double normal_cdf(double z) { return boost::math::cdf(boost::math::normal{}, z); }

double normal_tail(double z) { return boost::math::cdf(complement(boost::math::normal{}, z)); }

double inverse_normal_cdf(double p) { return boost::math::quantile(boost::math::normal{}, p); }

double student_t_tail(double t, double freedom) {
  return boost::math::cdf(complement(boost::math::students_t{freedom}, t));
}

double student_t_half_width(double freedom) {
  return boost::math::quantile(boost::math::students_t{freedom}, 0.975);
}

double fair_binomial_tail(double successes, double trials) {
  return successes > 0 ? boost::math::ibeta(successes, trials - successes + 1, 0.5) : 1;
}

double binomial_lower_bound(double successes, double trials, double tail) {
  return successes > 0 ? Binomial::find_lower_bound_on_p(trials, successes, tail) : 0;
}

double binomial_upper_bound(double successes, double trials, double tail) {
  return successes < trials ? Binomial::find_upper_bound_on_p(trials, successes, tail) : 1;
}

}  // namespace coopbench
