# One precompiled header, made once and used by every room and test. Third-party headers only:
# a header of ours here would let a room see what it does not link.
# LibTorch brings headers of a newer fmt than the system library has code for: take fmt from headers.
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
file(WRITE ${CMAKE_BINARY_DIR}/empty.cpp.in "")
configure_file(${CMAKE_BINARY_DIR}/empty.cpp.in ${CMAKE_BINARY_DIR}/empty.cpp COPYONLY)
add_library(precompiled STATIC ${CMAKE_BINARY_DIR}/empty.cpp)
target_link_libraries(precompiled PUBLIC torch_cpu fmt::fmt-header-only nlohmann_json::nlohmann_json)
# Not <torch/torch.h>: what its templates leave to be instantiated costs each file 9 s more.
target_precompile_headers(precompiled PRIVATE
  <torch/types.h> <fmt/format.h> <nlohmann/json.hpp>
  <algorithm> <array> <cmath> <cstdint> <filesystem> <fstream> <functional> <map> <memory>
  <optional> <span> <stdexcept> <string> <string_view> <utility> <variant> <vector>)
