// The code of fmt that its headers leave to a library: see cmake/Fmt.cmake.
#ifndef FMT_HEADER_ONLY

#include <fmt/format-inl.h>

namespace fmt {

template auto locale_ref::get<std::locale>() const -> std::locale;

}  // namespace fmt

namespace fmt::detail {

template auto dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template auto dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template auto decimal_point_impl(locale_ref) -> char;

}  // namespace fmt::detail

#endif
