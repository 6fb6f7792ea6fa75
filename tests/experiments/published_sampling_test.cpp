#include "experiments/trained/published_sampling.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(published_sampling_)

// Numbers of the three files config_locker/eval_*.json of point0bar1/ebm-anatomy.
BOOST_AUTO_TEST_CASE(the_three_evaluations_of_ebm_anatomy_are_there_with_their_numbers) {
  const PublishedSampling plain = published_sampling("eval_convergent");
  BOOST_TEST(plain.steps == 250000);
  BOOST_TEST(plain.chains == 100);
  BOOST_TEST((plain.start == SampleFrom::data));
  BOOST_TEST(plain.rule.name() == "scaled");
  BOOST_TEST(plain.rule.json.at("noise_scale") == 0.0075);
  const PublishedSampling adjusted = published_sampling("eval_convergent_mh");
  BOOST_TEST(adjusted.steps == 1000000);
  BOOST_TEST(adjusted.rule.name() == "mala");
  BOOST_TEST(adjusted.rule.json.at("step_size") == 0.002);
  BOOST_TEST(adjusted.rule.json.at("trained_noise_scale") == 0.0075);
  BOOST_TEST(adjusted.rule.json.at("temperature") == 1);
  const PublishedSampling brief = published_sampling("eval_nonconvergent");
  BOOST_TEST(brief.steps == 150);
  BOOST_TEST((brief.start == SampleFrom::noise));
  BOOST_TEST(brief.rule.json.at("noise_scale") == 0.01);
}

BOOST_AUTO_TEST_CASE(each_says_what_it_is_and_a_wrong_name_gets_the_nearest) {
  BOOST_TEST(published_samplings().size() >= 3U);
  for (const PublishedSampling& sampling : published_samplings()) {
    BOOST_TEST(!sampling.title.empty(), sampling.name);
    BOOST_TEST(!sampling.source.empty(), sampling.name);
    BOOST_TEST(!sampling.published.empty(), sampling.name);
  }
  BOOST_CHECK_EXCEPTION(published_sampling("eval_convergnt"), UserError,
                        says({"no published sampling", "did you mean 'eval_convergent'"}));
}

BOOST_AUTO_TEST_SUITE_END()
