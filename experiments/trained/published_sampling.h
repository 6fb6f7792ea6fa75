#pragma once

#include <string>
#include <vector>

#include "experiments/trained/long_chains.h"

namespace coopbench {

/// A published evaluation of a trained net by long chains: words of `sample`, by a name.
struct PublishedSampling {
  std::string name, title, source;
  std::vector<std::string> published;  ///< what the source reports
  int64_t steps = 0, chains = 0;
  SampleFrom start = SampleFrom::run;
  Choice rule;
  static auto fields() {
    using P = PublishedSampling;
    return std::tuple{field("title", &P::title, anything(), "one line"),
                      field("source", &P::source, anything(), "where the settings come from"),
                      field("published", &P::published, anything(), "what the source reports"),
                      field("steps", &P::steps, at_least(1), "of each chain"),
                      field("chains", &P::chains, at_least(1), "chains"),
                      field("start", &P::start, "where they start"),
                      required(field("rule", &P::rule, step_rules().choice(), "step rule"))};
  }
};

/// The files of experiments/samplings/, in alphabetical order.
std::vector<PublishedSampling> published_samplings();

/// Throws UserError with the nearest name.
PublishedSampling published_sampling(const std::string& name);

}  // namespace coopbench
