/**
 * The import machinery under `__import__`: sys.modules, native modules, then sys.path (a package's __path__) through the host. It does what
 * importlib's path finder does for source files and packages; importlib itself is not run at start-up.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_INCREF } from "../object/refcount";
import { Py_None, PyUnicode_Type } from "../object/statics";
import {
  PyExc_ImportError,
  PyExc_ModuleNotFoundError,
  PyExc_TypeError,
  PyExc_ValueError,
  PyExc_KeyError,
} from "../object/exception_types";
import * as host from "../host";
import { ID } from "../generated/ids";
import {
  PyErr_SetString,
  PyErr_Format,
  PyErr_Occurred,
  PyErr_Clear,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  raised,
} from "../protocol/errors";
import { PyObject_GetOptionalAttr, PyObject_SetAttr, PyObject_HasAttr } from "../protocol/attr";
import {
  PySequence_Fast,
  PySequence_Fast_GET_SIZE,
  PySequence_Fast_GET_ITEM,
  PyMapping_GetOptionalItem,
} from "../protocol/sequence";
import { PyLong_AsI32 } from "../types/long";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { PyList_New, PyList_Append } from "../types/list";
import { PyDict_SetItem, PyDict_DelItem } from "../types/dict";
import { PyModule_NewObject, PyModule_GetDict } from "../types/module";
import {
  PyUnicode_Substring,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  PyUnicode_AsUTF8AndSize,
  utf8Length,
} from "../types/unicode";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyObject_IsTrue } from "../protocol/compare";
import { importedModule } from "../vm/import_hook";
import { takeHostResult, ensureBuiltins } from "../vm/code_runner";
import { PyEval_EvalCode } from "../vm/run";
import { makeNativeModule } from "./registry";
import { sysModules, PySys_GetObject } from "./sys";

const cell = memory.data(8, 8);

/** `new`, or null without an exception. */
function optional(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, name, cell) < 0) {
    PyErr_Clear();
    return null;
  }
  return load<PyObject | null>(cell);
}

/** Position of the last "." in `name`, or -1. */
function lastDot(name: PyObject): i32 {
  let i = PyUnicode_GET_LENGTH(name) - 1;
  while (i >= 0 && PyUnicode_READ_CHAR(name, i) != 0x2e) i--;
  return i;
}

function firstDot(name: PyObject): i32 {
  const n = PyUnicode_GET_LENGTH(name);
  for (let i = 0; i < n; i++) if (PyUnicode_READ_CHAR(name, i) == 0x2e) return i;
  return -1;
}

/** ModuleNotFoundError with its name. Returns null. */
function notFound(name: PyObject, parentIsNoPackage: PyObject | null): PyObject | null {
  if (parentIsNoPackage !== null) {
    PyErr_Format(
      PyExc_ModuleNotFoundError,
      "No module named %R; %R is not a package",
      changetype<usize>(name),
      changetype<usize>(parentIsNoPackage),
    );
  } else PyErr_Format(PyExc_ModuleNotFoundError, "No module named %R", changetype<usize>(name));
  // Looking an attribute up may clear the pending exception, so it is taken aside.
  const exc = PyErr_GetRaisedException();
  if (exc !== null) {
    if (PyObject_SetAttr(exc, ID.name, name) < 0) PyErr_Clear();
    PyErr_SetRaisedException(exc);
  }
  return null;
}

/** Asks the host for `tail` in each entry of `path`: `new` result tuple; null without an exception if nowhere. */
function searchPath(path: PyObject, tail: PyObject): PyObject | null {
  const entries = PySequence_Fast(path, "sys.path must be a list of directory names");
  if (entries === null) return null;
  let found: PyObject | null = null;
  let namespacePath: PyObject | null = null;
  for (let i = 0; i < PySequence_Fast_GET_SIZE(entries); i++) {
    const entry = PySequence_Fast_GET_ITEM(entries, i);
    if (!(entry.ob_type.tp_flags & (1 << 28))) continue;
    const where = PyUnicode_AsUTF8AndSize(entry);
    const whereSize = utf8Length;
    const what = PyUnicode_AsUTF8AndSize(tail);
    const whatSize = utf8Length;
    if (where == 0 || what == 0) break;
    const block = host.findModule(where, whereSize, what, whatSize);
    if (block == 0) continue;
    found = takeHostResult(block);
    if (found === null) break;
    if (PyLong_AsI32(PyTuple_GET_ITEM(found, 0)) != 2) break;
    // a directory without __init__.py: a portion of a namespace package, unless a later entry has the real thing
    if (namespacePath === null) namespacePath = found;
    else Py_DECREF(found);
    found = null;
  }
  Py_DECREF(entries);
  if (found === null && PyErr_Occurred() === null) return namespacePath;
  if (namespacePath !== null) Py_DECREF(namespacePath);
  return found;
}

function setItem(dict: PyObject, key: PyObject, value: PyObject): bool {
  return PyDict_SetItem(dict, key, value) == 0;
}

/** Fills the module's namespace as importlib's _init_module_attrs does; `path` is null for a plain module. */
function setModuleAttributes(
  module: PyObject,
  name: PyObject,
  parent: PyObject,
  file: PyObject,
  path: PyObject | null,
): bool {
  const dict = PyModule_GetDict(module);
  const packageName = path === null ? parent : name;
  let good = setItem(dict, ID.__name__, name) && setItem(dict, ID.__package__, packageName);
  if (good && file != Py_None) good = setItem(dict, ID.__file__, file) && setItem(dict, ID.__cached__, Py_None);
  if (good && path !== null) good = setItem(dict, ID.__path__, path);
  return good && ensureBuiltins(dict) && setItem(dict, ID.__spec__, Py_None) && setItem(dict, ID.__loader__, Py_None);
}

/** Makes and runs the module that `found` (host tuple) describes: `new`. */
function loadFound(name: PyObject, parent: PyObject, found: PyObject): PyObject | null {
  const kind = PyLong_AsI32(PyTuple_GET_ITEM(found, 0));
  const file = PyTuple_GET_ITEM(found, 1);
  const module = PyModule_NewObject(name);
  if (module === null) return null;
  let path: PyObject | null = null;
  if (kind != 0) {
    path = PyList_New(0);
    const slash = lastSlash(file);
    const folder = kind == 2 ? Py_NewRef(file) : PyUnicode_Substring(file, 0, slash < 0 ? 0 : slash);
    if (path === null || folder === null || PyList_Append(path, folder) < 0) return null;
    Py_DECREF(folder);
  }
  const good = setModuleAttributes(module, name, parent, kind == 2 ? Py_None : file, path);
  if (path !== null) Py_DECREF(path);
  if (!good || PyDict_SetItem(sysModules!, name, module) < 0) {
    Py_DECREF(module);
    return null;
  }
  if (kind == 2) return module;
  const dict = PyModule_GetDict(module);
  const result = PyEval_EvalCode(PyTuple_GET_ITEM(found, 2), dict, dict, null);
  if (result === null) {
    const exc = PyErr_GetRaisedException();
    PyDict_DelItem(sysModules!, name);
    PyErr_Clear();
    PyErr_SetRaisedException(exc);
    Py_DECREF(module);
    return null;
  }
  Py_DECREF(result);
  // a module may replace itself in sys.modules
  const now = importedModule(name);
  if (now === null) return module;
  Py_INCREF(now);
  Py_DECREF(module);
  return now;
}

function lastSlash(path: PyObject): i32 {
  let i = PyUnicode_GET_LENGTH(path) - 1;
  while (i >= 0 && PyUnicode_READ_CHAR(path, i) != 0x2f && PyUnicode_READ_CHAR(path, i) != 0x5c) i--;
  return i;
}

function loadNative(name: PyObject): PyObject | null {
  const module = makeNativeModule(name);
  if (module === null) return null;
  if (PyDict_SetItem(sysModules!, name, module) == 0) return module;
  Py_DECREF(module);
  return null;
}

/** Imports the absolute name, parents first (importlib's _find_and_load): `new`. */
export function PyImport_GetModuleByName(name: PyObject): PyObject | null {
  const known = importedModule(name);
  if (known !== null) {
    if (known != Py_None) return Py_NewRef(known);
    PyErr_Format(PyExc_ModuleNotFoundError, "import of %U halted; None in sys.modules", changetype<usize>(name));
    return null;
  }
  if (PyErr_Occurred() !== null) return null;
  const dot = lastDot(name);
  if (dot < 0) return importTop(name);
  const parentName = PyUnicode_Substring(name, 0, dot);
  if (parentName === null) return null;
  const parent = PyImport_GetModuleByName(parentName);
  let module: PyObject | null = null;
  if (parent !== null) {
    module = importChild(name, parentName, parent, dot);
    Py_DECREF(parent);
  }
  Py_DECREF(parentName);
  return module;
}

function importTop(name: PyObject): PyObject | null {
  const native = loadNative(name);
  if (native !== null || PyErr_Occurred() !== null) return native;
  const path = PySys_GetObject("path");
  if (path === null) return notFound(name, null);
  const found = searchPath(path, name);
  if (found === null) return PyErr_Occurred() !== null ? null : notFound(name, null);
  const empty = PyUnicode_Substring(name, 0, 0)!;
  const module = loadFound(name, empty, found);
  Py_DECREF(empty);
  Py_DECREF(found);
  return module;
}

function importChild(name: PyObject, parentName: PyObject, parent: PyObject, dot: i32): PyObject | null {
  const again = importedModule(name); // the parent's code may have imported it
  if (again !== null) return Py_NewRef(again);
  const path = optional(parent, ID.__path__);
  if (path === null) return notFound(name, parentName);
  const tail = PyUnicode_Substring(name, dot + 1, PyUnicode_GET_LENGTH(name));
  if (tail === null) return null;
  const found = searchPath(path, tail);
  Py_DECREF(path);
  let module: PyObject | null = null;
  if (found !== null) {
    module = loadFound(name, parentName, found);
    Py_DECREF(found);
    if (module !== null && PyObject_SetAttr(parent, tail, module) < 0) {
      Py_DECREF(module);
      module = null;
    }
  } else if (PyErr_Occurred() === null) notFound(name, null);
  Py_DECREF(tail);
  return module;
}

/** The absolute name that a relative import means (importlib's _calc___package__ and _resolve_name): `new`. */
function resolveName(name: PyObject, globals: PyObject | null, level: i32): PyObject | null {
  if (globals === null) return PyErr_SetString(PyExc_KeyError, "'__name__' not in globals");
  let base = PyMapping_GetOptionalItem(globals, ID.__package__);
  if (base === null || base == Py_None) {
    base = PyMapping_GetOptionalItem(globals, ID.__name__);
    if (base === null) return PyErr_SetString(PyExc_KeyError, "'__name__' not in globals");
    const path = PyMapping_GetOptionalItem(globals, ID.__path__);
    if (path !== null) Py_DECREF(path);
    else {
      const dot = lastDot(base);
      const outer = PyUnicode_Substring(base, 0, dot < 0 ? 0 : dot);
      Py_DECREF(base);
      if (outer === null) return null;
      base = outer;
    }
  }
  if (base.ob_type != PyUnicode_Type) {
    Py_DECREF(base);
    return PyErr_SetString(PyExc_TypeError, "package must be a string");
  }
  if (PyUnicode_GET_LENGTH(base) == 0) {
    Py_DECREF(base);
    return PyErr_SetString(PyExc_ImportError, "attempted relative import with no known parent package");
  }
  for (let i = 1; i < level; i++) {
    const dot = lastDot(base);
    if (dot < 0) {
      Py_DECREF(base);
      return PyErr_SetString(PyExc_ImportError, "attempted relative import beyond top-level package");
    }
    const outer = PyUnicode_Substring(base, 0, dot);
    Py_DECREF(base);
    if (outer === null) return null;
    base = outer;
  }
  if (PyUnicode_GET_LENGTH(name) == 0) return base;
  const full = PyUnicode_FromFormat("%U.%U", changetype<usize>(base), changetype<usize>(name));
  Py_DECREF(base);
  return full;
}

/** Imports the submodules that a fromlist names (_handle_fromlist); false with an exception. */
function importFromList(module: PyObject, fullName: PyObject, fromlist: PyObject, inAll: bool): bool {
  const names = PySequence_Fast(fromlist, "fromlist must be a sequence");
  if (names === null) return false;
  let good = true;
  for (let i = 0; i < PySequence_Fast_GET_SIZE(names) && good; i++) {
    const item = PySequence_Fast_GET_ITEM(names, i);
    if (item.ob_type != PyUnicode_Type) {
      PyErr_Format(PyExc_TypeError, "Item in ``from list'' must be str, not %s", item.ob_type.tp_name);
      good = false;
    } else if (PyUnicode_GET_LENGTH(item) == 1 && PyUnicode_READ_CHAR(item, 0) == 0x2a) {
      const all: PyObject | null = inAll ? null : optional(module, ID.__all__);
      if (all !== null) {
        good = importFromList(module, fullName, all, true);
        Py_DECREF(all);
      }
    } else if (!PyObject_HasAttr(module, item)) good = importSubmodule(fullName, item);
  }
  Py_DECREF(names);
  return good;
}

/** Imports "package.item"; its absence is no error here, the statement's attribute lookup will say. */
function importSubmodule(fullName: PyObject, item: PyObject): bool {
  const child = PyUnicode_FromFormat("%U.%U", changetype<usize>(fullName), changetype<usize>(item));
  if (child === null) return false;
  const module = PyImport_GetModuleByName(child);
  if (module !== null) {
    Py_DECREF(child);
    Py_DECREF(module);
    return true;
  }
  const exc = raised;
  let missing = false;
  if (exc !== null && exc.ob_type == PyExc_ModuleNotFoundError) {
    Py_INCREF(exc);
    PyErr_Clear();
    const which = optional(exc, ID.name);
    missing = which !== null && PyUnicode_Type == which.ob_type && sameText(which, child);
    if (which !== null) Py_DECREF(which);
    if (missing) Py_DECREF(exc);
    else PyErr_SetRaisedException(exc);
  }
  Py_DECREF(child);
  return missing;
}

function sameText(a: PyObject, b: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(a);
  if (n != PyUnicode_GET_LENGTH(b)) return false;
  for (let i = 0; i < n; i++) if (PyUnicode_READ_CHAR(a, i) != PyUnicode_READ_CHAR(b, i)) return false;
  return true;
}

/** builtins.__import__ (PyImport_ImportModuleLevelObject): `new`. globals and fromlist may be null. */
export function PyImport_ImportModuleLevelObject(
  name: PyObject,
  globals: PyObject | null,
  fromlist: PyObject | null,
  level: i32,
): PyObject | null {
  if (name.ob_type != PyUnicode_Type) return PyErr_SetString(PyExc_TypeError, "module name must be a string");
  if (level < 0) return PyErr_SetString(PyExc_ValueError, "level must be >= 0");
  if (level == 0 && PyUnicode_GET_LENGTH(name) == 0) return PyErr_SetString(PyExc_ValueError, "Empty module name");
  const full = level > 0 ? resolveName(name, globals, level) : Py_NewRef(name);
  if (full === null) return null;
  const module = PyImport_GetModuleByName(full);
  if (module === null) {
    Py_DECREF(full);
    return null;
  }
  const wantsNames = fromlist !== null && fromlist != Py_None && PyObject_IsTrue(fromlist) > 0;
  if (wantsNames) {
    const path = optional(module, ID.__path__);
    let good = true;
    if (path !== null) {
      Py_DECREF(path);
      good = importFromList(module, full, fromlist!, false);
    }
    Py_DECREF(full);
    if (good) return module;
    Py_DECREF(module);
    return null;
  }
  const result = headModule(name, full, module);
  Py_DECREF(full);
  return result;
}

/** `import a.b.c` binds `a`: the module of the first part. Steals module. */
function headModule(name: PyObject, full: PyObject, module: PyObject): PyObject | null {
  const dot = firstDot(name);
  if (dot < 0) return module;
  const cut = PyUnicode_GET_LENGTH(full) - (PyUnicode_GET_LENGTH(name) - dot);
  const head = PyUnicode_Substring(full, 0, cut);
  Py_DECREF(module);
  if (head === null) return null;
  const found = importedModule(head);
  if (found === null && PyErr_Occurred() === null) {
    PyErr_Format(PyExc_KeyError, "%R not in sys.modules as expected", changetype<usize>(head));
  }
  Py_DECREF(head);
  return found === null ? null : Py_NewRef(found);
}

/** Imports by literal name, for native code: `new`. */
export function PyImport_ImportModule(name: string): PyObject | null {
  const text = PyUnicode_FromFormat("%L", changetype<usize>(name));
  if (text === null) return null;
  const module = PyImport_GetModuleByName(text);
  Py_DECREF(text);
  return module;
}

export function initImport(): bool {
  return true;
}
