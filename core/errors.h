#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace coopbench {

/// Bad use: a wrong word, key, value or file. The program shows the message and exits with 2.
struct UserError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Something failed that the user did right: a full disk, a killed process. Exit code 1.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The name in `names` that `word` most likely stands for; empty when none is near.
/// Near: an edit distance (insert, delete, replace, swap of neighbours) of at most a third of the
/// longer word, and at least 2; or one name begins with the other.
std::string nearest(std::string_view word, const std::vector<std::string>& names);

/// " (did you mean 'x'?)" or nothing; to be put at the end of a message about an unknown name.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

/// The first `most` of the names with commas between them, and how many more there are.
std::string listed(const std::vector<std::string>& names, size_t most = std::string::npos);

}  // namespace coopbench
