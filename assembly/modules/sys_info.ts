/**
 * What sys tells about this Python: versions, limits, flags, the struct sequences that hold them. The values are 64-bit CPython 3.13.2's,
 * since programs see that machine; names of files and the platform are set by the embedder through `setFromMarshal`.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_False, Py_True, Py_None } from "../object/statics";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyList_New } from "../types/list";
import { builtinModuleNames, stdlibModuleNames } from "./stdlib_names";
import { PyFloat_FromDouble } from "../types/float";
import { PyLong_FromI64 } from "../types/long";
import { setDevMode } from "../types/unicode_codecs";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_InternFromLiteral } from "../intern/policy";
import {
  PyModule_Add,
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_AddStringConstant,
} from "../types/module";
import { _PyNamespace_New } from "../types/namespace";
import { PyStructSequence_New, PyStructSequence_NewType, PyStructSequence_SetItem } from "../types/structseq";
import { _PyObject_GC_TRACK } from "../gc/collector";

/** Where programs find the installation and the library (PREFIX and LIBRARY_PATH of src/machine/stdlib.ts). */
const PREFIX = "/krait";
export const LIBRARY_PATH = "/krait/lib/python3.13";

/** Until the program's own is known: site looks for pyvenv.cfg beside it. */
const EXECUTABLE = "/krait/bin/krait";

export const VERSION_HEX: i64 = 0x030d02f0;

/** The type whose instance is being filled, and the position. */
let fillAt: i32 = 0;

function put(op: PyObject, value: PyObject | null): void {
  PyStructSequence_SetItem(op, fillAt++, value);
}

function putInt(op: PyObject, value: i64): void {
  put(op, PyLong_FromI64(value));
}

function putText(op: PyObject, text: string): void {
  put(op, PyUnicode_FromLiteral(text));
}

/** An empty instance of a new struct sequence type: `new`. */
function begin(name: string, fields: string, doc: string, visible: i32, callable: bool): PyObject | null {
  const type = PyStructSequence_NewType(name, fields, doc, visible, callable);
  if (type === null) return null;
  fillAt = 0;
  return PyStructSequence_New(type);
}

/** Adds the filled instance to sys. Steals `op`. */
function finish(module: PyObject, name: string, op: PyObject): bool {
  _PyObject_GC_TRACK(op);
  return PyModule_Add(module, name, op) == 0;
}

function makeVersionInfo(): PyObject | null {
  const op = begin(
    "sys.version_info",
    "major,minor,micro,releaselevel,serial",
    "sys.version_info\n\nVersion information as a named tuple.",
    -1,
    false,
  );
  if (op === null) return null;
  putInt(op, 3);
  putInt(op, 13);
  putInt(op, 2);
  putText(op, "final");
  putInt(op, 0);
  _PyObject_GC_TRACK(op);
  return op;
}

let flagsType: PyTypeObject | null = null;

/** sys.flags from a tuple of its 19 values; null: those of a start without options. */
export function setSysFlags(module: PyObject, values: PyObject | null): bool {
  if (flagsType === null) {
    flagsType = PyStructSequence_NewType(
      "sys.flags",
      "debug,inspect,interactive,optimize,dont_write_bytecode,no_user_site,no_site,ignore_environment,verbose,bytes_warning,quiet,hash_randomization,isolated,dev_mode,utf8_mode,warn_default_encoding,safe_path,int_max_str_digits,gil",
      "sys.flags\n\nWhat options and environment variables asked of the interpreter.",
      18,
      false,
    );
    if (flagsType === null) return false;
  }
  fillAt = 0;
  const op = PyStructSequence_New(flagsType!);
  if (op === null) return false;
  if (values !== null) {
    setDevMode(PyTuple_GET_ITEM(values, 13) == Py_True);
    for (let i = 0; i < PyTuple_GET_SIZE(values); i++) put(op, Py_NewRef(PyTuple_GET_ITEM(values, i)));
    return finish(module, "flags", op);
  }
  // no_user_site, no_site: during boot nothing of the host's is looked at, and the site is run by its name
  for (let i = 0; i < 13; i++) putInt(op, i == 5 || i == 6 ? 1 : 0);
  put(op, Py_False);
  putInt(op, 0);
  putInt(op, 0);
  put(op, Py_False);
  putInt(op, 4300);
  putInt(op, 1);
  return finish(module, "flags", op);
}

function addFloatInfo(module: PyObject): bool {
  const op = begin(
    "sys.float_info",
    "max,max_exp,max_10_exp,min,min_exp,min_10_exp,dig,mant_dig,epsilon,radix,rounds",
    "sys.float_info\n\nThe limits and the precision of a float.",
    -1,
    true,
  );
  if (op === null) return false;
  put(op, PyFloat_FromDouble(f64.MAX_VALUE));
  putInt(op, 1024);
  putInt(op, 308);
  put(op, PyFloat_FromDouble(reinterpret<f64>(<u64>0x0010000000000000)));
  putInt(op, -1021);
  putInt(op, -307);
  putInt(op, 15);
  putInt(op, 53);
  put(op, PyFloat_FromDouble(reinterpret<f64>(<u64>0x3cb0000000000000)));
  putInt(op, 2);
  putInt(op, 1);
  return finish(module, "float_info", op);
}

function addIntInfo(module: PyObject): bool {
  const op = begin(
    "sys.int_info",
    "bits_per_digit,sizeof_digit,default_max_str_digits,str_digits_check_threshold",
    "sys.int_info\n\nHow ints are stored, and the\nlimits of their decimal text.",
    -1,
    true,
  );
  if (op === null) return false;
  putInt(op, 30);
  putInt(op, 4);
  putInt(op, 4300);
  putInt(op, 640);
  return finish(module, "int_info", op);
}

function addHashInfo(module: PyObject): bool {
  const op = begin(
    "sys.hash_info",
    "width,modulus,inf,nan,imag,algorithm,hash_bits,seed_bits,cutoff",
    "hash_info\n\nThe numbers from which hashes are computed.",
    -1,
    true,
  );
  if (op === null) return false;
  putInt(op, 64);
  putInt(op, ((<i64>1) << 61) - 1);
  putInt(op, 314159);
  putInt(op, 0);
  putInt(op, 1000003);
  putText(op, "siphash13");
  putInt(op, 64);
  putInt(op, 128);
  putInt(op, 0);
  return finish(module, "hash_info", op);
}

function addThreadInfo(module: PyObject): bool {
  const op = begin(
    "sys.thread_info",
    "name,lock,version",
    "sys.thread_info\n\nHow this interpreter's threads are made.",
    -1,
    true,
  );
  if (op === null) return false;
  putText(op, "pthread");
  putText(op, "semaphore");
  put(op, Py_None); // the version of glibc's threads: none is here
  return finish(module, "thread_info", op);
}

/** dict[name] = value; steals `value`. */
function setItem(dict: PyObject, name: string, value: PyObject | null): bool {
  if (value === null) return false;
  const key = PyUnicode_InternFromLiteral(name);
  const ok = key !== null && PyDict_SetItem(dict, key, value) == 0;
  Py_XDECREF(key);
  Py_DECREF(value);
  return ok;
}

function addImplementation(module: PyObject, version: PyObject): bool {
  const dict = PyDict_New();
  if (dict === null) return false;
  const ok =
    setItem(dict, "name", PyUnicode_FromLiteral("cpython")) &&
    setItem(dict, "cache_tag", PyUnicode_FromLiteral("cpython-313")) &&
    setItem(dict, "version", Py_NewRef(version)) &&
    setItem(dict, "hexversion", PyLong_FromI64(VERSION_HEX)) &&
    setItem(dict, "_multiarch", PyUnicode_FromLiteral("x86_64-linux-gnu"));
  const namespace: PyObject | null = ok ? _PyNamespace_New(dict) : null;
  Py_DECREF(dict);
  return PyModule_Add(module, "implementation", namespace) == 0;
}

export function makeInfoTypes(module: PyObject): bool {
  const version = makeVersionInfo();
  if (version === null) return false;
  const ok =
    PyModule_AddObjectRef(module, "version_info", version) == 0 &&
    addImplementation(module, version) &&
    setSysFlags(module, null) &&
    addFloatInfo(module) &&
    addIntInfo(module) &&
    addHashInfo(module) &&
    addThreadInfo(module);
  Py_DECREF(version);
  return ok;
}

function addNames(module: PyObject): void {
  PyModule_AddStringConstant(module, "version", "3.13.2 (krait) [WebAssembly]");
  PyModule_AddStringConstant(
    module,
    "copyright",
    "Copyright (c) 2001-2024 Python Software Foundation.\nAll Rights Reserved.\n\nCopyright (c) 2000 BeOpen.com.\nAll Rights Reserved.\n\nCopyright (c) 1995-2001 Corporation for National Research Initiatives.\nAll Rights Reserved.\n\nCopyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.\nAll Rights Reserved.",
  );
  PyModule_AddStringConstant(module, "platform", "linux");
  PyModule_AddStringConstant(module, "byteorder", "little");
  PyModule_AddStringConstant(module, "float_repr_style", "short");
  PyModule_AddStringConstant(module, "abiflags", "");
  PyModule_AddStringConstant(module, "platlibdir", "lib");
  PyModule_AddStringConstant(module, "executable", EXECUTABLE);
  PyModule_AddStringConstant(module, "_base_executable", EXECUTABLE);
  PyModule_AddStringConstant(module, "prefix", PREFIX);
  PyModule_AddStringConstant(module, "base_prefix", PREFIX);
  PyModule_AddStringConstant(module, "exec_prefix", PREFIX);
  PyModule_AddStringConstant(module, "base_exec_prefix", PREFIX);
  PyModule_AddStringConstant(module, "_framework", "");
  PyModule_AddObjectRef(module, "_home", Py_None);
  PyModule_AddStringConstant(module, "_stdlib_dir", LIBRARY_PATH);
  PyModule_AddObjectRef(module, "pycache_prefix", Py_None);
}

export function addSysConstants(module: PyObject): bool {
  addNames(module);
  if (PyModule_Add(module, "builtin_module_names", builtinModuleNames()) < 0) return false;
  PyModule_AddIntConstant(module, "hexversion", VERSION_HEX);
  PyModule_AddIntConstant(module, "api_version", 1013);
  PyModule_AddIntConstant(module, "maxsize", i64.MAX_VALUE);
  PyModule_AddIntConstant(module, "maxunicode", 0x10ffff);
  PyModule_AddObjectRef(module, "dont_write_bytecode", Py_False);
  const git = PyTuple_New(3);
  if (git === null) return false;
  PyTuple_SET_ITEM(git, 0, PyUnicode_FromLiteral("CPython"));
  PyTuple_SET_ITEM(git, 1, PyUnicode_FromLiteral(""));
  PyTuple_SET_ITEM(git, 2, PyUnicode_FromLiteral(""));
  PyModule_Add(module, "_git", git);
  PyModule_Add(module, "argv", PyList_New(0));
  PyModule_Add(module, "orig_argv", PyList_New(0));
  PyModule_Add(module, "path", PyList_New(0));
  PyModule_Add(module, "meta_path", PyList_New(0));
  PyModule_Add(module, "path_hooks", PyList_New(0));
  PyModule_Add(module, "path_importer_cache", PyDict_New());
  PyModule_Add(module, "warnoptions", PyList_New(0));
  PyModule_Add(module, "_xoptions", PyDict_New());
  return PyModule_Add(module, "stdlib_module_names", stdlibModuleNames()) == 0;
}
