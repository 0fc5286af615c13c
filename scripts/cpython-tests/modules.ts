/** Which modules of Lib/test `npm run cpython-tests` runs when none is named: one list for the language, one for the library. */

/** The language, its built-in types and its tools (the bar: 95 % of what the oracle passes). */
export const CORE_MODULES = `
test_grammar test_syntax test_builtin test_types test_int test_long test_float test_complex test_bool test_str test_bytes test_memoryview
test_list test_tuple test_dict test_dictviews test_set test_slice test_range test_iter test_enumerate test_sort test_unpack test_unpack_ex
test_generators test_genexps test_listcomps test_coroutines test_asyncgen test_yield_from test_with test_exceptions test_exception_group
test_except_star test_raise test_traceback test_scope test_class test_descr test_super test_metaclass test_property test_decorators
test_funcattrs test_keywordonlyarg test_positional_only_arg test_call test_extcall test_fstring test_format test_unicode_identifiers
test_patma test_named_expressions test_type_params test_type_aliases test_typing test_dynamic test_gc test_weakref test_finalization
test_sys test_code test_frame test_compile test_dis test_peepholer test_opcodes test_marshal test_ctypes test_inspect test_monitoring
test_sys_settrace test_sys_setprofile
`
  .trim()
  .split(/\s+/);

/** The standard library (the bar: 90 %). */
export const LIBRARY_MODULES = `
test_collections test_itertools test_functools test_operator test_re test_json test_math test_cmath test_random test_statistics
test_fractions test_decimal test_datetime test_copy test_pickle test_struct test_array test_heapq test_bisect test_enum test_dataclasses
test_contextlib test_contextlib_async test_string test_textwrap test_pprint test_difflib test_csv test_configparser test_hashlib
test_base64 test_binascii test_zlib test_io test_memoryio test_pathlib test_os test_tempfile test_glob test_fnmatch test_argparse
test_logging test_ast test_symtable test_tokenize test_unparse test_linecache test_warnings test_asyncio test_queue test_threading
test_context test_unittest test_doctest test_abc test_graphlib test_zipfile test_lzma test_bz2 test_gzip test_tarfile test_shutil test_tomllib
test_xml_etree test_xml_etree_c test_minidom test_sax test_pyexpat test_html
test_email test_urllib test_urlparse test_uuid test_timeit test_codecs test_codeccallbacks test_unicodedata test_ucn
`
  .trim()
  .split(/\s+/);
