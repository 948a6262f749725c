# The linker's own script with the functions that a start runs put first (start_order, made by tools/start_order), so that
# they share pages: the kernel maps an executable's file in large pieces, and each piece that is touched counts.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/start_order)
execute_process(COMMAND ${CMAKE_C_COMPILER} -static -no-pie -Wl,--verbose -x none /dev/null
  OUTPUT_VARIABLE _script ERROR_QUIET)
string(REGEX REPLACE "^.*\n=====+\n(.*)\n=====+\n.*$" "\\1" _script "${_script}")
file(READ ${CMAKE_SOURCE_DIR}/cmake/start_order _order)
string(FIND "${_script}" "*(.text.unlikely" _at)
if(_at LESS 0)
  message(FATAL_ERROR "the linker's script has no place for cmake/start_order")
endif()
string(REPLACE "*(.text.unlikely" "${_order}    *(.text.unlikely" _script "${_script}")
set(THAW_LINKER_SCRIPT ${CMAKE_BINARY_DIR}/generated/thaw.ld)
file(CONFIGURE OUTPUT ${THAW_LINKER_SCRIPT} CONTENT "${_script}" @ONLY)
