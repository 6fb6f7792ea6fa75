# Language, warnings and ccache for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# -O2: torch does the heavy arithmetic, and -O3 costs a third more build time.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Werror -Winvalid-pch)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 calls plain joins of std::string overlapping or too long (GCC bugs 105329 and 105651).
  add_compile_options(-Wno-restrict -Wno-stringop-overflow)
endif()

# What ccache must know so that it also caches files compiled against a precompiled header:
# cached_compiler.sh and these flags.
find_program(COOPBENCH_CCACHE ccache)
if(COOPBENCH_CCACHE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_SOURCE_DIR}/cmake/cached_compiler.sh ${CMAKE_SOURCE_DIR} ${COOPBENCH_CCACHE})
endif()
