/**
 * The module _imp (Python/import.c): what importlib asks about native modules. There are no dynamic ones; frozen ones come from the host (frozen.ts).
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyCode_Type, PyMemoryView_Type, Py_None } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import { PyExc_ImportError, PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Clear, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { PyObject_GetAttr } from "../protocol/attr";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { readMarshal } from "../load/marshal";
import { writeMarshal } from "../load/marshal_write";
import { freeBuffer, simpleBuffer } from "../protocol/buffer";
import { sourceHash } from "../protocol/hash";
import { PyBool_FromLong } from "../types/bool";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize } from "../types/bytes";
import { PyCodeObject } from "../types/code";
import { PyList_New } from "../types/list";
import { argValue, intArg } from "../protocol/arg_values";
import { PyLong_AsI32, PyLong_AsUnsignedLongLongMask, PyLong_FromLong } from "../types/long";
import { PyModule_Check, PyModule_AddStringConstant, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack3 } from "../types/tuple";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "../types/unicode";
import { importedModule } from "../vm/import_hook";
import {
  FROZEN_MODULE,
  FROZEN_NONE,
  FROZEN_PACKAGE,
  frozenCode,
  frozenKind,
  frozenNames,
  frozenOrigin,
} from "./frozen";
import { isNativeModule, makeNativeModule } from "./registry";

let lockDepth: i32 = 0;

function imp_acquire_lock(m: PyObject, unused: PyObject | null): PyObject | null {
  lockDepth = lockDepth + 1;
  return Py_NewRef(Py_None);
}

function imp_release_lock(m: PyObject, unused: PyObject | null): PyObject | null {
  if (lockDepth == 0) return PyErr_SetString(PyExc_RuntimeError, "not holding the import lock");
  lockDepth = lockDepth - 1;
  return Py_NewRef(Py_None);
}

function imp_lock_held(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyBool_FromLong(lockDepth > 0 ? 1 : 0);
}

function imp_extension_suffixes(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyList_New(0);
}

function imp_is_builtin(m: PyObject, name: PyObject): PyObject | null {
  if (!PyUnicode_Check(name)) {
    return PyErr_Format(PyExc_TypeError, "is_builtin() argument must be str, not %s", name.ob_type.tp_name);
  }
  return PyLong_FromLong(isNativeModule(name) ? 1 : 0);
}

/** Set by tests: negative hides frozen modules, apart from those that importing itself is made of. */
let frozenOverride: i32 = 0;

function imp_override_frozen(m: PyObject, value: PyObject): PyObject | null {
  const override_ = PyLong_AsI32(value);
  if (override_ == -1 && PyErr_Occurred() !== null) return null;
  frozenOverride = override_;
  return Py_NewRef(Py_None);
}

/** The kind of a frozen module that may be used now. */
function usableKind(name: PyObject): i32 {
  if (frozenOverride >= 0) return frozenKind(name);
  const essential =
    PyUnicode_EqualToLiteral(name, "_frozen_importlib") ||
    PyUnicode_EqualToLiteral(name, "_frozen_importlib_external") ||
    PyUnicode_EqualToLiteral(name, "zipimport");
  return essential ? frozenKind(name) : FROZEN_NONE;
}

function imp_is_frozen(m: PyObject, name: PyObject): PyObject | null {
  if (!PyUnicode_Check(name)) return badName("is_frozen", name);
  const kind = usableKind(name);
  return PyBool_FromLong(kind == FROZEN_MODULE || kind == FROZEN_PACKAGE ? 1 : 0);
}

function badName(function_: string, name: PyObject): PyObject | null {
  return PyErr_Format(
    PyExc_TypeError,
    "%L() argument 1 must be str, not %s",
    changetype<usize>(function_),
    name.ob_type.tp_name,
  );
}

/** ImportError with the name in it, as set_frozen_error gives it. */
function notFrozen(name: PyObject): PyObject | null {
  const code = frozenCode(name);
  if (code === null) return null;
  Py_DECREF(code); // a native module written in Python is not frozen to programs
  return PyErr_Format(PyExc_ImportError, "No such frozen object named %R", changetype<usize>(name));
}

function imp_is_frozen_package(m: PyObject, name: PyObject): PyObject | null {
  if (!PyUnicode_Check(name)) return badName("is_frozen_package", name);
  const kind = frozenKind(name);
  if (kind != FROZEN_MODULE && kind != FROZEN_PACKAGE) return notFrozen(name);
  return PyBool_FromLong(kind == FROZEN_PACKAGE ? 1 : 0);
}

/** (data or None, is package, original name), or None. */
function imp_find_frozen(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("find_frozen", "name,/,*,withdata=", args, nargs, kwnames)) return null;
  const name = argReq(0);
  const wanted = arg(1);
  const withData = wanted === null ? 0 : PyObject_IsTrue(wanted);
  if (withData < 0) return null;
  if (!PyUnicode_Check(name)) return badName("find_frozen", name);
  const kind = usableKind(name);
  if (kind != FROZEN_MODULE && kind != FROZEN_PACKAGE) return Py_NewRef(Py_None);
  const data: PyObject | null = withData > 0 ? frozenData(name) : Py_NewRef(Py_None);
  if (data === null) return null;
  const origin = frozenOrigin(name);
  const found: PyObject | null =
    origin === null ? null : PyTuple_Pack3(data, PyBool_FromLong(kind == FROZEN_PACKAGE ? 1 : 0), origin);
  Py_XDECREF(origin);
  Py_DECREF(data);
  return found;
}

/** A memoryview of the marshalled code: `new`. */
function frozenData(name: PyObject): PyObject | null {
  const code = frozenCode(name);
  if (code === null) return null;
  const bytes = writeMarshal(code, 4, true);
  Py_DECREF(code);
  if (bytes === null) return null;
  const view = PyObject_CallOneArg(PyMemoryView_Type, bytes);
  Py_DECREF(bytes);
  return view;
}

function imp_get_frozen_object(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("get_frozen_object", nargs, 1, 2)) return null;
  const name = ptrAt(args, 0);
  if (!PyUnicode_Check(name)) return badName("get_frozen_object", name);
  if (nargs == 2 && ptrAt(args, 1) != Py_None) return unmarshalled(name, ptrAt(args, 1));
  const kind = frozenKind(name);
  return kind == FROZEN_MODULE || kind == FROZEN_PACKAGE ? frozenCode(name) : notFrozen(name);
}

/** The code object in a buffer that find_frozen gave: `new`. */
function unmarshalled(name: PyObject, data: PyObject): PyObject | null {
  const view = simpleBuffer(data);
  if (view === null) return null;
  const code: PyObject | null = view.len == 0 ? null : readMarshal(view.buf, <usize>view.len);
  freeBuffer(view);
  if (code !== null && code.ob_type == PyCode_Type) return code;
  PyErr_Clear();
  if (code !== null) {
    const type = code.ob_type;
    Py_DECREF(code);
    return PyErr_Format(
      PyExc_TypeError,
      "frozen object %R is not a code object",
      changetype<usize>(name),
      changetype<usize>(type),
    );
  }
  return PyErr_Format(PyExc_ImportError, "Frozen object named %R is invalid", changetype<usize>(name));
}

function imp_frozen_module_names(m: PyObject, unused: PyObject | null): PyObject | null {
  return frozenNames();
}

/** -1, 0 or 1: whether extension modules are checked for subinterpreters, of which there are none. The setting before. */
let multiInterpCheck: i32 = 0;

function imp_override_multi_interp(m: PyObject, value: PyObject): PyObject | null {
  if (!intArg(value)) return null;
  const old = multiInterpCheck;
  multiInterpCheck = argValue < 0 ? -1 : argValue > 0 ? 1 : 0;
  return PyLong_FromLong(old);
}

function imp_none(m: PyObject, op: PyObject): PyObject | null {
  return Py_NewRef(Py_None);
}

/** The module that a spec names: `new`. */
function imp_create_builtin(m: PyObject, spec: PyObject): PyObject | null {
  const name = PyObject_GetAttr(spec, ID.name);
  if (name === null) return null;
  const known = importedModule(name);
  // sys.modules may hold None: an import that is blocked
  const made: PyObject | null = known !== null && PyModule_Check(known) ? Py_NewRef(known) : makeNativeModule(name);
  Py_DECREF(name);
  return made === null && PyErr_Occurred() === null ? Py_NewRef(Py_None) : made;
}

function imp_exec_builtin(m: PyObject, module: PyObject): PyObject | null {
  return PyLong_FromLong(0);
}

/** Gives a code object, and those in its constants, another file name. */
function renameCode(op: PyObject, old: PyObject, name: PyObject): void {
  const co = changetype<PyCodeObject>(op);
  if (co.co_filename != old) return;
  co.co_filename = Py_NewRef(name);
  Py_DECREF(old);
  for (let i = 0; i < PyTuple_GET_SIZE(co.co_consts); i++) {
    const item = PyTuple_GET_ITEM(co.co_consts, i);
    if (item.ob_type == PyCode_Type) renameCode(item, old, name);
  }
}

function imp_fix_co_filename(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_fix_co_filename", nargs, 2, 2)) return null;
  const code = ptrAt(args, 0);
  if (code.ob_type != PyCode_Type)
    return PyErr_SetString(PyExc_TypeError, "_fix_co_filename() argument 1 must be code");
  const old = Py_NewRef(changetype<PyCodeObject>(code).co_filename);
  renameCode(code, old, ptrAt(args, 1));
  Py_DECREF(old);
  return Py_NewRef(Py_None);
}

/** The 8 bytes that a hash-based .pyc has for its source: `new`. */
function imp_source_hash(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs != 2) return PyErr_SetString(PyExc_TypeError, "source_hash() takes exactly 2 arguments");
  const key = PyLong_AsUnsignedLongLongMask(ptrAt(args, 0));
  if (PyErr_Occurred() !== null) return null;
  const view = simpleBuffer(ptrAt(args, 1));
  if (view === null) return null;
  const hash = sourceHash(key, view.buf, view.len);
  freeBuffer(view);
  const result = PyBytes_FromStringAndSize(0, 8);
  if (result !== null) store<u64>(PyBytes_AS_STRING(result), hash);
  return result;
}

/** The module `_imp`: `new`. */
export function PyInit__imp(): PyObject | null {
  const m = PyModule_New("_imp", "What importlib needs from the interpreter itself.");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "acquire_lock",
    imp_acquire_lock.index,
    METH_NOARGS,
    "acquire_lock($module, /)\n--\n\nTake the lock that protects imports; it can be taken more than once.",
  );
  bad |= moduleFunction(
    m,
    "release_lock",
    imp_release_lock.index,
    METH_NOARGS,
    "release_lock($module, /)\n--\n\nRelease the interpreter's import lock.",
  );
  bad |= moduleFunction(
    m,
    "lock_held",
    imp_lock_held.index,
    METH_NOARGS,
    "lock_held($module, /)\n--\n\nSay whether some thread has the import lock.",
  );
  bad |= moduleFunction(
    m,
    "extension_suffixes",
    imp_extension_suffixes.index,
    METH_NOARGS,
    "extension_suffixes($module, /)\n--\n\nEndings of files that hold extension modules.",
  );
  bad |= moduleFunction(
    m,
    "is_builtin",
    imp_is_builtin.index,
    METH_O,
    "is_builtin($module, name, /)\n--\n\nSay whether a module of this name is part of the interpreter.",
  );
  bad |= moduleFunction(
    m,
    "is_frozen",
    imp_is_frozen.index,
    METH_O,
    "is_frozen($module, name, /)\n--\n\nSay whether a module of this name is frozen.",
  );
  bad |= moduleFunction(
    m,
    "is_frozen_package",
    imp_is_frozen_package.index,
    METH_O,
    "is_frozen_package($module, name, /)\n--\n\nReturns True if the module name is of a frozen package.",
  );
  bad |= moduleFunction(
    m,
    "find_frozen",
    imp_find_frozen.index,
    METH_FASTCALL_KEYWORDS,
    "find_frozen($module, name, /, *, withdata=False)\n--\n\nWhat is known of the frozen module of this name, or None.",
  );
  bad |= moduleFunction(
    m,
    "get_frozen_object",
    imp_get_frozen_object.index,
    METH_FASTCALL,
    "get_frozen_object($module, name, data=None, /)\n--\n\nCreate a code object for a frozen module.",
  );
  bad |= moduleFunction(
    m,
    "init_frozen",
    imp_none.index,
    METH_O,
    "init_frozen($module, name, /)\n--\n\nInitializes a frozen module.",
  );
  bad |= moduleFunction(
    m,
    "_frozen_module_names",
    imp_frozen_module_names.index,
    METH_NOARGS,
    "_frozen_module_names($module, /)\n--\n\nReturns the list of available frozen modules.",
  );
  bad |= moduleFunction(
    m,
    "_override_frozen_modules_for_tests",
    imp_override_frozen.index,
    METH_O,
    "_override_frozen_modules_for_tests($module, override, /)\n--\n\n(internal-only) Override PyConfig.use_frozen_modules.",
  );
  bad |= moduleFunction(
    m,
    "_override_multi_interp_extensions_check",
    imp_override_multi_interp.index,
    METH_O,
    "_override_multi_interp_extensions_check($module, override, /)\n--\n\nOverrule whether modules must support several interpreters; for tests.",
  );
  bad |= moduleFunction(
    m,
    "create_builtin",
    imp_create_builtin.index,
    METH_O,
    "create_builtin($module, spec, /)\n--\n\nCreate an extension module.",
  );
  bad |= moduleFunction(
    m,
    "exec_builtin",
    imp_exec_builtin.index,
    METH_O,
    "exec_builtin($module, mod, /)\n--\n\nInitialize a built-in module.",
  );
  bad |= moduleFunction(
    m,
    "_fix_co_filename",
    imp_fix_co_filename.index,
    METH_FASTCALL,
    "_fix_co_filename($module, code, path, /)\n--\n\nGive a code object and those inside it another file name.",
  );
  bad |= moduleFunction(
    m,
    "source_hash",
    imp_source_hash.index,
    METH_FASTCALL_KEYWORDS,
    "source_hash($module, /, key, source)\n--\n\n",
  );
  bad |= PyModule_AddStringConstant(m, "check_hash_based_pycs", "default");
  return bad < 0 ? null : m;
}
