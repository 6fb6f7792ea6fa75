#include "experiments/trained/published_sampling.h"

#include <filesystem>
#include <span>

#include "core/embedded.h"
#include "core/printable.h"

namespace coopbench {

// The files of experiments/samplings/.
std::span<const EmbeddedFile> sampling_files();

std::vector<PublishedSampling> published_samplings() {
  std::vector<PublishedSampling> all;
  for (const EmbeddedFile& file : sampling_files()) {
    const std::string name = std::filesystem::path(file.name).stem();
    all.push_back(parse_config<PublishedSampling>(parse_json(std::string(file.bytes), name), name));
    all.back().name = name;
  }
  return all;
}

PublishedSampling published_sampling(const std::string& name) {
  std::vector<std::string> names;
  for (PublishedSampling& sampling : published_samplings()) {
    if (sampling.name == name) return sampling;
    names.push_back(sampling.name);
  }
  throw UserError("there is no published sampling '" + printable(name, kLongestQuote) + "'" +
                  did_you_mean(name, names) + "; there are " + listed(names));
}

}  // namespace coopbench
