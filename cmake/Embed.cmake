# coopbench_embed(ROOM FUNCTION file...)
#
# Makes the files part of the room, so that the program needs no source tree where it runs:
# `std::span<const EmbeddedFile> FUNCTION()` gives their names and bytes, in alphabetical order.
function(coopbench_embed room function)
  list(SORT ARGN)
  set(assembly "")
  set(symbols "")
  set(entries "")
  set(sums "")
  set(number 0)
  # ccache sees the source alone: it names what stands in the files.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
  foreach(file ${ARGN})
    file(SHA256 ${file} sum)
    string(APPEND sums "// ${sum}\n")
    get_filename_component(name ${file} NAME)
    set(symbol embedded_${function}_${number})
    string(APPEND assembly "${symbol}:\n.incbin \"${file}\"\n${symbol}_end:\n")
    string(APPEND symbols "extern const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND entries "      {\"${name}\", {${symbol}, ${symbol}_end}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
@sums@#include <span>

#include "core/embedded.h"

asm(R"(
.section .rodata
@assembly@.text
)");

extern "C" {
@symbols@}

namespace coopbench {

std::span<const EmbeddedFile> @function@();

std::span<const EmbeddedFile> @function@() {
  static const EmbeddedFile files[] = {
@entries@  };
  return files;
}

}  // namespace coopbench
]])
  target_sources(${room} PRIVATE ${source})
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${ARGN}")
endfunction()
