#pragma once

#include <string_view>

namespace coopbench {

/// The style sheet of the report: one column on a phone, more beside each other where there is
/// room.
std::string_view page_style();

}  // namespace coopbench
