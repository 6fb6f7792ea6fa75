#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace coopbench {

/// An enum that a setting may have. Beside it stands the one list of its names, those of the
/// enumerators from 0 on:
///   enum class Precision { float32, bf16 };
///   constexpr auto enum_names(Precision) { return std::array{"float32", "bf16"}; }
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
  enum_names(value);
};

template <NamedEnum E>
std::string enum_name(E value) {
  return enum_names(value).at(static_cast<size_t>(value));
}

template <NamedEnum E>
std::vector<std::string> all_names() {
  const auto names = enum_names(E{});
  return {names.begin(), names.end()};
}

/// The enumerator of that name, which must be one of them.
template <NamedEnum E>
E enum_named(std::string_view name) {
  const auto names = enum_names(E{});
  return static_cast<E>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace coopbench
