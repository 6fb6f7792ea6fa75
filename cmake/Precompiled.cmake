# Precompiled headers, each made once and used by many targets. Third-party headers only: a header of
# ours here would let a room see what it does not link.
#
# coopbench_precompile(NAME [LINKS library...] HEADERS <header>...): the target NAME, to be named
# behind REUSE_FROM, with these headers and those that every room has.
find_package(nlohmann_json REQUIRED)
file(WRITE ${CMAKE_BINARY_DIR}/empty.cpp.in "")
configure_file(${CMAKE_BINARY_DIR}/empty.cpp.in ${CMAKE_BINARY_DIR}/empty.cpp COPYONLY)

function(coopbench_precompile name)
  cmake_parse_arguments(PARSE_ARGV 1 own "" "" "LINKS;HEADERS")
  add_library(${name} STATIC ${CMAKE_BINARY_DIR}/empty.cpp)
  target_link_libraries(${name} PUBLIC
    torch_cpu fmt_headers nlohmann_json::nlohmann_json ${own_LINKS})
  # Not <torch/torch.h>: what its templates leave to be instantiated costs each file 9 s more.
  target_precompile_headers(${name} PRIVATE
    <torch/types.h> <fmt/format.h> <nlohmann/json.hpp>
    <algorithm> <array> <cmath> <cstdint> <filesystem> <fstream> <functional> <map> <memory>
    <optional> <span> <stdexcept> <string> <string_view> <utility> <variant> <vector>
    ${own_HEADERS})
endfunction()

coopbench_precompile(precompiled)
