# coopbench_room(NAME [LINKS room-or-library...] [PRIVATE library...] [VECTOR file...] [MAIN PROGRAM])
#
# A room is the static library of all *.cpp in its folder, so that a new part is one new file. The
# only include directory it hands on holds a single link with the room's name: a room sees its own
# headers ("core/stream.h") and those of the rooms it links, and including any other fails.
# VECTOR files use Highway: they are compiled once for each kind of processor, and the program takes
# the best that it finds. The kind below which it does not go is SSSE3 (2006).
# With MAIN the folder's main.cpp is left out and becomes the executable PROGRAM.
function(coopbench_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "MAIN" "LINKS;PRIVATE;VECTOR")
  set(folder ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(room_MAIN)
    list(REMOVE_ITEM sources ${folder}/main.cpp)
  endif()
  set(view ${CMAKE_BINARY_DIR}/rooms/${name})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${folder} ${view}/${name} SYMBOLIC)

  add_library(${name} STATIC ${sources} ${CMAKE_BINARY_DIR}/empty.cpp)
  target_include_directories(${name} PUBLIC ${view})
  target_link_libraries(${name} PUBLIC ${room_LINKS} PRIVATE ${room_PRIVATE})
  target_precompile_headers(${name} REUSE_FROM precompiled)
  if(room_VECTOR)
    set_source_files_properties(${room_VECTOR} PROPERTIES
      SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS "-O3;-mssse3"
      COMPILE_DEFINITIONS "HWY_DISABLED_TARGETS=(HWY_SSE4|HWY_AVX3_DL)")
  endif()

  if(room_MAIN AND EXISTS ${folder}/main.cpp)
    add_executable(${room_MAIN} ${folder}/main.cpp)
    set_target_properties(${room_MAIN} PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR} BUILD_RPATH "${torch_folder}")
    target_link_libraries(${room_MAIN} PRIVATE ${name} ${room_PRIVATE})
    target_precompile_headers(${room_MAIN} REUSE_FROM precompiled)
  endif()
endfunction()
