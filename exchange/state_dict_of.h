#pragma once

#include <string>
#include <utility>
#include <vector>

#include "exchange/pickle.h"

namespace coopbench {

/// The tensors of a state dict by their names, in its order.
using PickledTensors = std::vector<std::pair<std::string, const PickledTensor*>>;

/// The state dict that a pickled value is or holds: the only dict of tensors among its values, else
/// among theirs. Throws UserError that begins with `source` where there is none, or more than one,
/// and lists the keys.
PickledTensors state_dict_of(const PickleValue& root, const std::string& source);

}  // namespace coopbench
