# Imported targets `torch_cpu` and `c10`: the CPU part of LibTorch, without its own
# find_package(Torch), which asks for a CUDA toolkit. A LibTorch under CMAKE_PREFIX_PATH comes first,
# then the one that ./bench unpacked under .deps/.
set(places HINTS ${CMAKE_PREFIX_PATH} ${CMAKE_SOURCE_DIR}/.deps/torch-2.15.0
           NO_DEFAULT_PATH NO_CACHE PATH_SUFFIXES)
find_path(torch_include ATen/ATen.h ${places} include torch/include)
find_library(c10_library c10 ${places} lib torch/lib)
find_library(torch_cpu_library torch_cpu ${places} lib torch/lib)
if(NOT torch_include OR NOT c10_library OR NOT torch_cpu_library)
  message(FATAL_ERROR "There is no LibTorch under .deps/ or CMAKE_PREFIX_PATH. Run ./bench setup, or "
                      "name the folder of yours with -DCMAKE_PREFIX_PATH=/path/to/libtorch.")
endif()
message(STATUS "LibTorch: ${torch_cpu_library}")

foreach(name c10 torch_cpu)
  add_library(${name} SHARED IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${${name}_library})
endforeach()
target_include_directories(torch_cpu SYSTEM INTERFACE
  ${torch_include} ${torch_include}/torch/csrc/api/include)
target_link_libraries(torch_cpu INTERFACE c10)
# Where a program of the build folder finds LibTorch: from itself on, where both are in the source
# tree, so that the tree may be moved.
cmake_path(GET torch_cpu_library PARENT_PATH torch_folder)
cmake_path(IS_PREFIX CMAKE_SOURCE_DIR "${torch_folder}" NORMALIZE is_ours)
if(is_ours)
  cmake_path(RELATIVE_PATH torch_folder BASE_DIRECTORY ${CMAKE_BINARY_DIR})
  set(torch_folder "$ORIGIN/${torch_folder}")
endif()
# The libraries that torch_cpu needs are looked up in the program's RPATH, but not in its RUNPATH.
target_link_options(torch_cpu INTERFACE -Wl,--disable-new-dtags)
