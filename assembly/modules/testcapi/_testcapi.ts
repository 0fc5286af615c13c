/**
 * The module _testcapi: its constants, and the functions of the files beside this one.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyBool_FromLong } from "../../types/bool";
import { PyFloat_FromDouble } from "../../types/float";
import { PyLong_FromU64 } from "../../types/long";
import { PyModule_Add, PyModule_AddIntConstant, PyModule_New } from "../../types/module";
import { NATIVE_RECURSION_MOST } from "../../config";
import { addBufferFunctions } from "./buffer";
import { addCallFunctions } from "./calls";
import { addDocstringFunctions } from "./docstrings";
import { addFrameFunctions } from "./frames";
import { addMarshalFunctions } from "./marshal";
import { addObjectFunctions } from "./objects";
import { addTracemallocFunctions } from "./tracemalloc";
import { addTracingFunctions } from "./tracing";

/** The ranges of C's types, as on x86-64. */
function addLimits(m: PyObject): bool {
  return (
    PyModule_AddIntConstant(m, "CHAR_MAX", 127) == 0 &&
    PyModule_AddIntConstant(m, "CHAR_MIN", -128) == 0 &&
    PyModule_AddIntConstant(m, "UCHAR_MAX", 255) == 0 &&
    PyModule_AddIntConstant(m, "SHRT_MAX", 32767) == 0 &&
    PyModule_AddIntConstant(m, "SHRT_MIN", -32768) == 0 &&
    PyModule_AddIntConstant(m, "USHRT_MAX", 65535) == 0 &&
    PyModule_AddIntConstant(m, "INT_MAX", i32.MAX_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "INT_MIN", i32.MIN_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "UINT_MAX", u32.MAX_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "LONG_MAX", i64.MAX_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "LONG_MIN", i64.MIN_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "LLONG_MAX", i64.MAX_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "LLONG_MIN", i64.MIN_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "PY_SSIZE_T_MAX", i64.MAX_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "PY_SSIZE_T_MIN", i64.MIN_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "PyTime_MAX", i64.MAX_VALUE) == 0 &&
    PyModule_AddIntConstant(m, "PyTime_MIN", i64.MIN_VALUE) == 0 &&
    PyModule_Add(m, "ULONG_MAX", PyLong_FromU64(u64.MAX_VALUE)) == 0 &&
    PyModule_Add(m, "ULLONG_MAX", PyLong_FromU64(u64.MAX_VALUE)) == 0 &&
    PyModule_Add(m, "SIZE_MAX", PyLong_FromU64(u64.MAX_VALUE)) == 0 &&
    PyModule_Add(m, "FLT_MAX", PyFloat_FromDouble(<f64>f32.MAX_VALUE)) == 0 &&
    PyModule_Add(m, "FLT_MIN", PyFloat_FromDouble(1.1754943508222875e-38)) == 0 &&
    PyModule_Add(m, "DBL_MAX", PyFloat_FromDouble(f64.MAX_VALUE)) == 0 &&
    PyModule_Add(m, "DBL_MIN", PyFloat_FromDouble(2.2250738585072014e-308)) == 0
  );
}

/** What a test asks about the build. */
function addBuildFacts(m: PyObject): bool {
  return (
    PyModule_AddIntConstant(m, "SIZEOF_PID_T", 4) == 0 &&
    PyModule_AddIntConstant(m, "SIZEOF_TIME_T", 8) == 0 &&
    PyModule_AddIntConstant(m, "SIZEOF_VOID_P", 8) == 0 &&
    PyModule_AddIntConstant(m, "SIZEOF_WCHAR_T", 4) == 0 &&
    PyModule_AddIntConstant(m, "Py_single_input", 256) == 0 &&
    PyModule_AddIntConstant(m, "Py_file_input", 257) == 0 &&
    PyModule_AddIntConstant(m, "Py_eval_input", 258) == 0 &&
    PyModule_AddIntConstant(m, "the_number_three", 3) == 0 &&
    PyModule_AddIntConstant(m, "ONE", 1) == 0 &&
    PyModule_AddIntConstant(m, "Py_C_RECURSION_LIMIT", NATIVE_RECURSION_MOST) == 0 &&
    PyModule_Add(m, "WITH_PYMALLOC", PyBool_FromLong(1)) == 0 &&
    PyModule_Add(m, "WITH_MIMALLOC", PyBool_FromLong(0)) == 0
  );
}

/** `new` module _testcapi. */
export function PyInit__testcapi(): PyObject | null {
  const m = PyModule_New("_testcapi");
  if (m === null) return null;
  if (
    addLimits(m) &&
    addBuildFacts(m) &&
    addBufferFunctions(m) &&
    addTracingFunctions(m) &&
    addTracemallocFunctions(m) &&
    addFrameFunctions(m) &&
    addCallFunctions(m) &&
    addMarshalFunctions(m) &&
    addDocstringFunctions(m) &&
    addObjectFunctions(m)
  )
    return m;
  Py_DECREF(m);
  return null;
}
