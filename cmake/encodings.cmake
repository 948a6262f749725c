# The tables of the legacy encodings, from what Python's codecs know.
set(THAW_ENCODING_TABLES_C ${CMAKE_BINARY_DIR}/generated/encoding_tables.c)
add_custom_command(OUTPUT ${THAW_ENCODING_TABLES_C}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/gen_encoding_tables.py ${THAW_ENCODING_TABLES_C}
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_encoding_tables.py
  COMMENT "tables of encodings" VERBATIM)
