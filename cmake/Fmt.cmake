# The target `fmt_headers`. LibTorch brings headers of a newer fmt than Debian has a library for, and
# they come first; as header-only fmt their code costs each file 2 s of compiling. So core/fmt.cpp
# compiles it once, where the headers are of the version that it was written for.
add_library(fmt_headers INTERFACE)
set(fmt_version "")
if(EXISTS ${torch_include}/fmt/base.h)
  file(STRINGS ${torch_include}/fmt/base.h fmt_version REGEX "define FMT_VERSION 12")
else()
  find_package(fmt REQUIRED)
  target_link_libraries(fmt_headers INTERFACE fmt::fmt-header-only)
endif()
if(NOT fmt_version)
  target_compile_definitions(fmt_headers INTERFACE FMT_HEADER_ONLY=1)
endif()
