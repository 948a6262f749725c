# Third-party code: sources that deps/fetch has unpacked (engine, llhttp, ada) and static libraries of the system.
set(THAW_QUICKJS_DIR "${THAW_DEPS_DIR}/quickjs-ng")
set(THAW_LLHTTP_DIR "${THAW_DEPS_DIR}/llhttp")

add_library(thaw_engine OBJECT src/js/engine_internals.c ${THAW_QUICKJS_DIR}/libregexp.c ${THAW_QUICKJS_DIR}/libunicode.c ${THAW_QUICKJS_DIR}/dtoa.c)
target_include_directories(thaw_engine SYSTEM PUBLIC ${THAW_QUICKJS_DIR})
target_include_directories(thaw_engine PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(thaw_engine PUBLIC QUICKJS_NG_BUILD JS_NAN_BOXING=$<BOOL:${THAW_NAN_BOXING}>)
target_compile_options(thaw_engine PRIVATE -w)
if(THAW_GC_STRESS)
  target_compile_definitions(thaw_engine PRIVATE FORCE_GC_AT_MALLOC)
endif()
if(THAW_JSCHECK)
  target_compile_definitions(thaw_engine INTERFACE JS_CHECK_JSVALUE)
endif()
if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
  target_compile_definitions(thaw_engine PRIVATE __SANITIZE_ADDRESS__) # else the engine's small-block pool hides use after free
endif()

add_library(thaw_llhttp OBJECT ${THAW_LLHTTP_DIR}/src/api.c ${THAW_LLHTTP_DIR}/src/http.c ${THAW_LLHTTP_DIR}/src/llhttp.c)
target_include_directories(thaw_llhttp SYSTEM PUBLIC ${THAW_LLHTTP_DIR}/include)
target_compile_options(thaw_llhttp PRIVATE -w)

find_library(THAW_LIBUV NAMES libuv_a.a libuv.a REQUIRED)
find_library(THAW_LIBCRYPTO NAMES libcrypto.a REQUIRED)

# WHATWG URL: C++ behind the C interfaces of src/parse/url*_ada.h, and with it a part of libstdc++.
set(THAW_ADA_DIR "${THAW_DEPS_DIR}/ada")
# One change: since 2026 the standard takes any ASCII domain as it is, also with labels in Punycode that mean nothing.
set(_ada_copy ${CMAKE_BINARY_DIR}/generated/ada)
file(COPY ${THAW_ADA_DIR}/src/ DESTINATION ${_ada_copy} FILES_MATCHING PATTERN "*.cpp" PATTERN "ada_idna.cpp" EXCLUDE)
file(READ ${THAW_ADA_DIR}/src/ada_idna.cpp _ada_idna)
string(REPLACE "return from_ascii_to_ascii(ut8_string);"
  "std::string lower(ut8_string); ascii_map(lower.data(), lower.size()); return lower;" _ada_idna "${_ada_idna}")
file(CONFIGURE OUTPUT ${_ada_copy}/ada_idna.cpp CONTENT "${_ada_idna}" @ONLY)
add_library(thaw_ada OBJECT ${_ada_copy}/ada.cpp src/parse/url_ada.cpp src/parse/url_pattern_ada.cpp)
target_include_directories(thaw_ada BEFORE PRIVATE ${CMAKE_SOURCE_DIR}/src/parse/ada) # its <iostream>
target_include_directories(thaw_ada SYSTEM PUBLIC ${THAW_ADA_DIR}/include)
target_include_directories(thaw_ada PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(thaw_ada PRIVATE -w -O3 -fno-exceptions -fno-rtti) # gcc 12 fails to inline at -O1 what ada says must be

# What later layers stand on; a library is linked in where something calls it.
foreach(name ssl nghttp2 cares z brotlienc brotlidec brotlicommon zstd expat sqlite3)
  string(TOUPPER ${name} _variable)
  find_library(THAW_LIB${_variable} NAMES lib${name}.a REQUIRED)
  list(APPEND THAW_LIBRARIES ${THAW_LIB${_variable}})
endforeach()
