# Unit tests: test/unit/test_*.c and the replayed fuzz targets in one program, thaw_unit. With THAW_FUZZ each
# test/fuzz/fuzz_NAME.c becomes a libFuzzer program fuzz_NAME as well.
file(GLOB THAW_UNIT_C CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/test/unit/test_*.c)
file(GLOB THAW_FUZZ_C CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/test/fuzz/fuzz_*.c)
set(THAW_TEST_WARNINGS ${THAW_WARNINGS} -Wno-missing-prototypes)
set(THAW_UNIT_REGISTRY ${CMAKE_BINARY_DIR}/generated/unit_registry.c)

add_custom_command(OUTPUT ${THAW_UNIT_REGISTRY}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/gen_unit_registry.py ${THAW_UNIT_REGISTRY} ${CMAKE_SOURCE_DIR}/test/fuzz/corpus
          ${THAW_UNIT_C} ${THAW_FUZZ_C}
  DEPENDS ${THAW_UNIT_C} ${CMAKE_SOURCE_DIR}/tools/gen_unit_registry.py
  COMMENT "unit test registry" VERBATIM)

if(NOT THAW_JSCHECK)
  add_executable(thaw_unit ${THAW_UNIT_C} ${THAW_FUZZ_C} ${CMAKE_SOURCE_DIR}/test/unit/runner.c ${CMAKE_SOURCE_DIR}/test/unit/probe.c ${CMAKE_SOURCE_DIR}/test/unit/torture.c ${THAW_UNIT_REGISTRY})
  target_include_directories(thaw_unit PRIVATE ${CMAKE_SOURCE_DIR}/test/unit)
  target_compile_definitions(thaw_unit PRIVATE THAW_TEST_JS="${CMAKE_SOURCE_DIR}/test/js")
  target_compile_options(thaw_unit PRIVATE ${THAW_TEST_WARNINGS})
  target_include_directories(thaw_unit SYSTEM PRIVATE ${THAW_ADA_DIR}/include)
  target_link_libraries(thaw_unit PRIVATE thaw_core ${THAW_LIBRARIES} ${THAW_LIBCRYPTO})
  foreach(file ${THAW_FUZZ_C})
    get_filename_component(name ${file} NAME_WE)
    set_source_files_properties(${file} PROPERTIES COMPILE_DEFINITIONS "LLVMFuzzerTestOneInput=${name}")
  endforeach()
endif()

if(THAW_FUZZ)
  foreach(file ${THAW_FUZZ_C})
    get_filename_component(name ${file} NAME_WE)
    # A wrapper, since the definition above is a property of the source file itself.
    set(wrapper ${CMAKE_BINARY_DIR}/generated/${name}_main.c)
    file(CONFIGURE OUTPUT ${wrapper} CONTENT "#include \"${file}\"\n")
    add_executable(${name} ${wrapper})
    target_compile_options(${name} PRIVATE ${THAW_TEST_WARNINGS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE thaw_core)
  endforeach()
endif()
