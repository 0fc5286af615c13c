/** The module _sre (Modules/_sre/sre.c): what the package re builds on. The parts are in sre/. */
import { PyObject, PyVarObject, initPtr, ptrAt } from "../object/layout";
import { Py_NewRef } from "../object/refcount";
import { Py_False, Py_None, Py_True } from "../object/statics";
import { METH_FASTCALL_KEYWORDS, METH_FASTCALL, METH_NOARGS, METH_O } from "../object/typedef";
import { PyExc_OverflowError, PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { _PyObject_GC_NewVar, _PyObject_GC_TRACK } from "../gc/collector";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_CheckBuffer } from "../protocol/buffer";
import { PyArg_CheckPositional, argReq, parseArgs } from "../protocol/args";
import { argValue, badArgument, intArg } from "../protocol/arg_values";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE } from "../types/list";
import { PyLong_AsU64, PyLong_FromI64, PyLong_FromLong } from "../types/long";
import {
  PyModule_Add,
  PyModule_AddIntConstant,
  PyModule_AddStringConstant,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { PyDict_Check } from "../types/dict";
import { PyTuple_Check } from "../types/tuple";
import { PyUnicode_Check } from "../types/unicode";
import { lowerAscii, lowerUnicode, upperUnicode } from "./sre/chars";
import { PATTERN_CODE, Pattern_Type, asPattern, initPatternType } from "./sre/pattern";
import { takeProgram, translate } from "./sre/program";
import { isValidCode } from "./sre/validate";
import { initMatchType } from "./sre/match";
import { initScannerType } from "./sre/scanner";
import { initTemplateType, newTemplate } from "./sre/template";

function wrongType(what: string, expected: string, op: PyObject): PyObject | null {
  badArgument("compile", what, expected, op);
  return null;
}

/** compile(pattern, flags, code, groups, groupindex, indexgroup): `new` re.Pattern. */
function sre_compile(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("compile", "pattern,flags,code,groups,groupindex,indexgroup", args, nargs, kwnames)) return null;
  const pattern = argReq(0);
  const flagsArg = argReq(1);
  const code = argReq(2);
  const groupsArg = argReq(3);
  const groupindex = argReq(4);
  const indexgroup = argReq(5);
  if (!intArg(flagsArg)) return null;
  const flags = argValue;
  if (!intArg(groupsArg)) return null;
  const groups = argValue;
  if (!PyList_Check(code)) return wrongType("argument 'code'", "list", code);
  if (!PyDict_Check(groupindex)) return wrongType("argument 'groupindex'", "dict", groupindex);
  if (!PyTuple_Check(indexgroup)) return wrongType("argument 'indexgroup'", "tuple", indexgroup);
  if (pattern != Py_None && !PyUnicode_Check(pattern) && !PyObject_CheckBuffer(pattern)) {
    const format = "expected string or bytes-like object, got '%s'";
    return PyErr_Format(PyExc_TypeError, format, pattern.ob_type.tp_name);
  }
  const n = PyList_GET_SIZE(code);
  const words = PyMem_Malloc((<usize>n) << 2);
  if (words == 0) return PyErr_NoMemory();
  let size: usize = 0;
  if (readWords(code, n, words)) {
    if (isValidCode(words, n, groups)) {
      size = translate(words, n);
      if (size == 0) PyErr_NoMemory();
    } else if (PyErr_Occurred() === null) PyErr_SetString(PyExc_RuntimeError, "invalid SRE code");
  }
  // room for the program, of which ob_size says nothing
  const op: PyObject | null = size == 0 ? null : _PyObject_GC_NewVar(Pattern_Type, n + <i32>(size >> 2));
  if (op !== null) {
    const at = changetype<usize>(op);
    changetype<PyVarObject>(op).ob_size = n;
    store<i64>(at + 24, groups);
    initPtr(at + 32, changetype<usize>(Py_NewRef(groupindex)));
    initPtr(at + 40, changetype<usize>(Py_NewRef(indexgroup)));
    initPtr(at + 48, changetype<usize>(Py_NewRef(pattern)));
    store<i64>(at + 56, flags);
    initPtr(at + 64, 0);
    store<i64>(at + 72, pattern == Py_None ? -1 : PyUnicode_Check(pattern) ? 0 : 1);
    store<i64>(at + 80, n);
    asPattern(op).isbytes = pattern == Py_None ? -1 : PyUnicode_Check(pattern) ? 0 : 1;
    memory.copy(at + PATTERN_CODE, words, (<usize>n) << 2);
    takeProgram(at + PATTERN_CODE + ((<usize>n) << 2));
    _PyObject_GC_TRACK(op);
  } else takeProgram(0);
  PyMem_Free(words);
  return op;
}

/** The numbers of the list `code` as words at `to`: false with an exception. */
function readWords(code: PyObject, n: i32, to: usize): bool {
  for (let i = 0; i < n; i++) {
    const value = PyLong_AsU64(PyList_GET_ITEM(code, i));
    if (PyErr_Occurred() !== null) return false;
    if (value > 0xffffffff) {
      PyErr_SetString(PyExc_OverflowError, "regular expression code size limit exceeded");
      return false;
    }
    store<u32>(to + ((<usize>i) << 2), <u32>value);
  }
  return true;
}

function sre_template(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("template", nargs, 2, 2)) return null;
  return newTemplate(ptrAt(args, 1));
}

function sre_getcodesize(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(4);
}

function sre_ascii_iscased(m: PyObject, op: PyObject): PyObject | null {
  if (!intArg(op)) return null;
  const ch = <u32>argValue;
  return Py_NewRef(ch - 65 < 26 || ch - 97 < 26 ? Py_True : Py_False);
}

function sre_unicode_iscased(m: PyObject, op: PyObject): PyObject | null {
  if (!intArg(op)) return null;
  const ch = <u32>argValue;
  return Py_NewRef(ch != lowerUnicode(ch) || ch != upperUnicode(ch) ? Py_True : Py_False);
}

function sre_ascii_tolower(m: PyObject, op: PyObject): PyObject | null {
  return intArg(op) ? PyLong_FromLong(<i32>lowerAscii(<u32>argValue)) : null;
}

function sre_unicode_tolower(m: PyObject, op: PyObject): PyObject | null {
  return intArg(op) ? PyLong_FromLong(<i32>lowerUnicode(<u32>argValue)) : null;
}

export function initSreTypes(): void {
  initPatternType();
  initMatchType();
  initScannerType();
  initTemplateType();
}

/** The module `_sre`: `new`. */
export function PyInit__sre(): PyObject | null {
  const m = PyModule_New("_sre");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "compile",
    sre_compile.index,
    METH_FASTCALL_KEYWORDS,
    "compile($module, /, pattern, flags, code, groups, groupindex,\n        indexgroup)\n--\n\n",
  );
  bad |= moduleFunction(
    m,
    "template",
    sre_template.index,
    METH_FASTCALL,
    "template($module, pattern, template, /)\n--\n\n\n\n  template\n    A list containing interleaved literal strings (str or bytes) and group\n    indices (int), as returned by re._parser.parse_template():\n        literal1, group1, ..., literalN, groupN",
  );
  bad |= moduleFunction(m, "getcodesize", sre_getcodesize.index, METH_NOARGS, "getcodesize($module, /)\n--\n\n");
  bad |= moduleFunction(
    m,
    "ascii_iscased",
    sre_ascii_iscased.index,
    METH_O,
    "ascii_iscased($module, character, /)\n--\n\n",
  );
  bad |= moduleFunction(
    m,
    "unicode_iscased",
    sre_unicode_iscased.index,
    METH_O,
    "unicode_iscased($module, character, /)\n--\n\n",
  );
  bad |= moduleFunction(
    m,
    "ascii_tolower",
    sre_ascii_tolower.index,
    METH_O,
    "ascii_tolower($module, character, /)\n--\n\n",
  );
  bad |= moduleFunction(
    m,
    "unicode_tolower",
    sre_unicode_tolower.index,
    METH_O,
    "unicode_tolower($module, character, /)\n--\n\n",
  );
  bad |= PyModule_AddIntConstant(m, "MAGIC", 20230612);
  bad |= PyModule_AddIntConstant(m, "CODESIZE", 4);
  bad |= PyModule_Add(m, "MAXREPEAT", PyLong_FromI64(0xffffffff));
  bad |= PyModule_AddIntConstant(m, "MAXGROUPS", 1073741823);
  bad |= PyModule_AddStringConstant(m, "copyright", " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ");
  return bad < 0 ? null : m;
}
