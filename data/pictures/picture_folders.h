#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace coopbench {

/// The part of a data set that a file's folders put it in; `none` where no folder says so.
enum class PartName { none, train, validation, test };

/// What the folders of each file say.
struct Placed {
  std::vector<PartName> parts;
  std::vector<int64_t> labels;           ///< of each file, from 0; empty without folders of classes
  std::vector<std::string> classes;      ///< the classes by name; a label is their number
  std::vector<std::string> deeper = {};  ///< folders below those of classes, by name
  size_t inside = 0;                     ///< where names go on behind folders that hold everything
};

/// Reads folders as PyTorch's ImageFolder and the usual archives have them: below folders that hold
/// everything else, folders named train, test, val, valid or validation (or with capitals) are
/// parts, and the next folder is the class, with all folders below it. Throws UserError with the
/// reason alone where some files lie in a folder of a class or part and others do not.
Placed placed(const std::vector<std::string>& names);

/// Those of the folders that none of the files lies in or below, and that lie in no other of them.
/// Both in the order of their names.
std::vector<std::string> empty_folders(const std::vector<std::string>& names,
                                       const std::vector<std::string>& folders);

/// Whether the last folder of a path is named as a part.
bool is_part(const std::string& folder);

}  // namespace coopbench
