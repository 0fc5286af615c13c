/**
 * Slow paths of import statements: IMPORT_NAME, IMPORT_FROM, `import *`. Contract: stack.ts. What `__import__` does is in
 * modules/import.ts; a program may replace builtins.__import__, so the statement goes through that name.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None, Py_False, PyUnicode_Type } from "../object/statics";
import { PyExc_ImportError, PyExc_TypeError, PyExc_IndexError } from "../object/exception_types";
import { ID } from "../generated/ids";
import {
  PyErr_Format,
  PyErr_SetString,
  PyErr_Occurred,
  PyErr_ExceptionMatches,
  PyErr_Clear,
  raised,
} from "../protocol/errors";
import { PyObject_GetAttr, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_Vectorcall, borrowSlots, releaseSlots } from "../protocol/call";
import { PySequence_GetItem, PyMapping_GetOptionalItem, PyMapping_Keys, PyObject_SetItem } from "../protocol/sequence";
import { shadowKind, specFileOrigin } from "../types/module";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../types/unicode";
import { frameAt, frameCode } from "./frame";
import { frameLocals } from "./frame_locals";
import { importedModule } from "./import_hook";
import { peek, push, replaceTop } from "./stack";

/** IMPORT_NAME: stack level, fromlist -> module. */
export function op_import_name(frame: usize, sp: usize, oparg: i32): usize {
  const f = frameAt(frame);
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg);
  const importFunc = PyMapping_GetOptionalItem(f.f_builtins!, ID.__import__);
  if (importFunc === null) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_ImportError, "__import__ not found");
    return 0;
  }
  const locals: PyObject = f.f_locals === null ? Py_None : f.f_locals!;
  const slots = borrowSlots(6);
  if (slots == 0) {
    Py_DECREF(importFunc);
    return 0;
  }
  store<u64>(slots + 8, <u64>changetype<usize>(name));
  store<u64>(slots + 16, <u64>changetype<usize>(f.f_globals));
  store<u64>(slots + 24, <u64>changetype<usize>(locals));
  store<u64>(slots + 32, <u64>changetype<usize>(peek(sp, 1)));
  store<u64>(slots + 40, <u64>changetype<usize>(peek(sp, 2)));
  const module = PyObject_Vectorcall(importFunc, slots + 8, 5 | 0x80000000, null);
  releaseSlots(6);
  Py_DECREF(importFunc);
  return replaceTop(sp, 2, module);
}

const cell = memory.data(8, 8);

/** IMPORT_FROM: stack module -> module, attribute; falls back to sys.modules["package.name"] for circular imports. */
export function op_import_from(frame: usize, sp: usize, oparg: i32): usize {
  const module = peek(sp, 1);
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg);
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(module, name, cell) < 0) return 0;
  const found = load<PyObject | null>(cell);
  if (found !== null) return push(sp, found);
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(module, ID.__name__, cell) < 0) return 0;
  const packageName = load<PyObject | null>(cell);
  if (packageName !== null && packageName.ob_type == PyUnicode_Type) {
    const fullName = PyUnicode_FromFormat("%U.%U", changetype<usize>(packageName), changetype<usize>(name));
    if (fullName === null) return 0;
    const loaded = importedModule(fullName);
    Py_DECREF(fullName);
    if (loaded !== null) {
      Py_DECREF(packageName);
      return push(sp, Py_NewRef(loaded));
    }
    if (PyErr_Occurred() !== null) return 0;
  }
  cannotImport(module, packageName, name);
  if (packageName !== null) Py_DECREF(packageName);
  return 0;
}

function optionalText(module: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(module, name, cell) < 0) {
    PyErr_Clear();
    return null;
  }
  const value = load<PyObject | null>(cell);
  if (value === null || value.ob_type == PyUnicode_Type) return value;
  Py_DECREF(value);
  return null;
}

/** The message's words after the two names; its arguments are name, module, then the module's file (twice the module for the first). */
function reasonFormat(shadow: i32, half: bool, hasFile: bool): string {
  if (shadow == 2) {
    return "cannot import name %R from %R (consider renaming %R since it has the same name as the standard library module named %R and prevents importing that standard library module)";
  }
  if (half) {
    if (shadow == 1) {
      return "cannot import name %R from %R (consider renaming %R if it has the same name as a library you intended to import)";
    }
    return hasFile
      ? "cannot import name %R from partially initialized module %R (most likely due to a circular import) (%S)"
      : "cannot import name %R from partially initialized module %R (most likely due to a circular import)";
  }
  return hasFile ? "cannot import name %R from %R (%S)" : "cannot import name %R from %R (unknown location)";
}

/** ImportError "cannot import name ..." with name, path and name_from. */
function cannotImport(module: PyObject, packageName: PyObject | null, name: PyObject): void {
  const shown = packageName !== null ? Py_NewRef(packageName) : PyUnicode_FromFormat("<unknown module name>");
  if (shown === null) return;
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(module, ID.__spec__, cell) < 0) PyErr_Clear();
  const spec = load<PyObject | null>(cell);
  let path = specFileOrigin(spec);
  if (spec !== null) Py_DECREF(spec);
  const shadow = packageName === null ? 0 : shadowKind(path, packageName);
  // a module without a spec may still tell its file
  if (path === null) path = optionalText(module, ID.__file__);
  if (shadow >= 0) {
    const format = reasonFormat(shadow, isInitializing(module), path !== null);
    PyErr_Format(
      PyExc_ImportError,
      format,
      changetype<usize>(name),
      changetype<usize>(shown),
      changetype<usize>(path),
      changetype<usize>(shown),
    );
    const exc = raised;
    if (exc !== null) {
      PyObject_SetAttr(exc, ID.name, shown);
      PyObject_SetAttr(exc, ID.path, path === null ? Py_None : path);
      PyObject_SetAttr(exc, ID.name_from, name);
    }
  }
  Py_DECREF(shown);
  if (path !== null) Py_DECREF(path);
}

function isInitializing(module: PyObject): bool {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(module, ID.__spec__, cell) < 0) PyErr_Clear();
  const spec = load<PyObject | null>(cell);
  if (spec === null) return false;
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(spec, ID._initializing, cell) < 0) PyErr_Clear();
  Py_DECREF(spec);
  const flag = load<PyObject | null>(cell);
  if (flag === null) return false;
  const on = flag != Py_None && changetype<usize>(flag) != changetype<usize>(Py_False);
  Py_DECREF(flag);
  return on;
}

/** INTRINSIC_IMPORT_STAR: copies the public names of the module on top into the frame's locals: `new` None. */
export function importStar(frame: usize, module: PyObject): PyObject | null {
  const locals = frameLocals(frame);
  if (locals === null) return null;
  const ok = importAllFrom(locals, module);
  Py_DECREF(locals);
  return ok ? Py_NewRef(Py_None) : null;
}

function importAllFrom(locals: PyObject, module: PyObject): bool {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(module, ID.__all__, cell) < 0) return false;
  let all = load<PyObject | null>(cell);
  let skipPrivate = false;
  if (all === null) {
    store<u64>(cell, 0);
    if (PyObject_GetOptionalAttr(module, ID.__dict__, cell) < 0) return false;
    const dict = load<PyObject | null>(cell);
    if (dict === null) {
      PyErr_SetString(PyExc_ImportError, "from-import-* object has no __dict__ and no __all__");
      return false;
    }
    all = PyMapping_Keys(dict);
    Py_DECREF(dict);
    if (all === null) return false;
    skipPrivate = true;
  }
  let ok = true;
  for (let pos = 0; ok; pos++) {
    const name = PySequence_GetItem(all, pos);
    if (name === null) {
      ok = PyErr_ExceptionMatches(PyExc_IndexError);
      if (ok) PyErr_Clear();
      break;
    }
    ok = importOne(locals, module, name, skipPrivate);
    Py_DECREF(name);
  }
  Py_DECREF(all);
  return ok;
}

function importOne(locals: PyObject, module: PyObject, name: PyObject, skipPrivate: bool): bool {
  if (!(name.ob_type.tp_flags & (1 << 28))) {
    const moduleName = PyObject_GetAttr(module, ID.__name__);
    if (moduleName === null) return false;
    PyErr_Format(
      PyExc_TypeError,
      skipPrivate ? "Key in %U.__dict__ must be str, not %s" : "Item in %U.__all__ must be str, not %s",
      changetype<usize>(moduleName),
      name.ob_type.tp_name,
    );
    Py_DECREF(moduleName);
    return false;
  }
  if (skipPrivate && PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == 0x5f) return true;
  const value = PyObject_GetAttr(module, name);
  if (value === null) return false;
  const failed = PyObject_SetItem(locals, name, value) < 0;
  Py_DECREF(value);
  return !failed;
}
