#pragma once

#include <string>

namespace coopbench {

/// What `coopbench list data` prints: each data set's name, meaning, and where its files were found
/// or how to get them. Lines end in '\n'.
std::string data_listing();

}  // namespace coopbench
