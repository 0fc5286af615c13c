/** Pickling classes and functions: by reference, as module and name, or by their code in copyreg's extension registry. */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import {
  PyEllipsis_Type,
  PyType_Type,
  Py_Ellipsis,
  Py_None,
  Py_NotImplemented,
  _PyNone_Type,
  _PyNotImplemented_Type,
} from "../../object/statics";
import { PyExc_RuntimeError, PyExc_UnicodeEncodeError } from "../../object/exception_types";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred } from "../../protocol/errors";
import { _PyNumber_Index } from "../../protocol/number";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyDict_GetItemWithError } from "../../types/dict";
import { PyList_GET_ITEM, PyList_GET_SIZE } from "../../types/list";
import { PyLong_AsI64 } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1, PyTuple_Pack2 } from "../../types/tuple";
import { PyUnicode_Check } from "../../types/unicode";
import { PyUnicode_AsUTF8String, _PyUnicode_AsASCIIString } from "../../types/unicode_codecs";
import { ID } from "../../generated/ids";
import { PyImport_GetModuleByName } from "../import";
import { deepParent, get_deep_attribute, get_dotted_path, optionalAttr, whichmodule } from "./global_names";
import { EXT1, EXT2, EXT4, GLOBAL, MARK, REDUCE, STACK_GLOBAL, TUPLE, TUPLE2 } from "./opcodes";
import { PicklerObject, memo_put, putOp, putOp1, putOp4, room, writeBytes } from "./pickler";
import { save } from "./save";
import { saveCall } from "./save_atoms";
import { PicklingError, builtinGetattr, extensionRegistry, importMapping3to2, nameMapping3to2 } from "./state";

/** Module and name as Python 2 has them, both `new`: results of `fixImports`. */
let oldModule: PyObject | null = null;
let oldName: PyObject | null = null;

function badPair(item: PyObject): i32 {
  PyErr_Format(
    PyExc_RuntimeError,
    "_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples, not %.200s",
    item.ob_type.tp_name,
  );
  return -1;
}

/** Puts the names for Python 2 into oldModule and oldName; -1 with an exception. */
function fixImports(module: PyObject, name: PyObject): i32 {
  const key = PyTuple_Pack2(module, name);
  if (key === null) return -1;
  let item = PyDict_GetItemWithError(nameMapping3to2!, key);
  Py_DECREF(key);
  if (item !== null) {
    if (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) return badPair(item);
    const a = PyTuple_GET_ITEM(item, 0);
    const b = PyTuple_GET_ITEM(item, 1);
    if (!PyUnicode_Check(a) || !PyUnicode_Check(b)) {
      PyErr_Format(
        PyExc_RuntimeError,
        "_compat_pickle.REVERSE_NAME_MAPPING values should be pairs of str, not (%.200s, %.200s)",
        a.ob_type.tp_name,
        b.ob_type.tp_name,
      );
      return -1;
    }
    oldModule = Py_NewRef(a);
    oldName = Py_NewRef(b);
    return 0;
  }
  if (PyErr_Occurred() !== null) return -1;
  item = PyDict_GetItemWithError(importMapping3to2!, module);
  if (item === null && PyErr_Occurred() !== null) return -1;
  if (item !== null && !PyUnicode_Check(item)) {
    PyErr_Format(
      PyExc_RuntimeError,
      "_compat_pickle.REVERSE_IMPORT_MAPPING values should be strings, not %.200s",
      item.ob_type.tp_name,
    );
    return -1;
  }
  oldModule = Py_NewRef(item === null ? module : item);
  oldName = Py_NewRef(name);
  return 0;
}

/** A name and a newline, in ASCII except in protocol 3. */
function putName(p: PicklerObject, name: PyObject, isModule: bool): i32 {
  const encoded = p.proto == 3 ? PyUnicode_AsUTF8String(name) : _PyUnicode_AsASCIIString(name, 0);
  if (encoded === null) {
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
      PyErr_Format(
        PicklingError,
        isModule
          ? "can't pickle module identifier '%S' using pickle protocol %d"
          : "can't pickle global identifier '%S' using pickle protocol %d",
        changetype<usize>(name),
        p.proto,
      );
    }
    return -1;
  }
  const r = writeBytes(p, PyBytes_AS_STRING(encoded), PyBytes_GET_SIZE(encoded));
  Py_DECREF(encoded);
  return r < 0 ? -1 : putOp(p, 10);
}

/** GLOBAL with the two names as lines. */
function putGlobal(p: PicklerObject, module: PyObject, name: PyObject): i32 {
  if (putOp(p, GLOBAL) < 0) return -1;
  if (p.proto >= 3 || !p.fix_imports) {
    return putName(p, module, true) < 0 ? -1 : putName(p, name, false);
  }
  if (fixImports(module, name) < 0) return -1;
  const a = oldModule!;
  const b = oldName!;
  let r = putName(p, a, true);
  if (r == 0) r = putName(p, b, false);
  Py_DECREF(a);
  Py_DECREF(b);
  return r;
}

/** EXT if the object has a code: 1 written, 0 it has none, -1 an exception. */
function putExtension(p: PicklerObject, module: PyObject, name: PyObject): i32 {
  const key = PyTuple_Pack2(module, name);
  if (key === null) return -1;
  const item = PyDict_GetItemWithError(extensionRegistry!, key);
  Py_DECREF(key);
  if (item === null) return PyErr_Occurred() === null ? 0 : -1;
  const number = _PyNumber_Index(item);
  if (number === null) return -1;
  const code = PyLong_AsI64(number);
  Py_DECREF(number);
  if (code == -1 && PyErr_Occurred() !== null) return -1;
  if (code <= 0 || code > 0x7fffffff) {
    const shown = _PyNumber_Index(item);
    if (shown === null) return -1;
    PyErr_Format(PyExc_RuntimeError, "extension code %S is out of range", changetype<usize>(shown));
    Py_DECREF(shown);
    return -1;
  }
  let r: i32;
  if (code <= 0xff) {
    r = putOp1(p, EXT1, <u32>code);
  } else if (code <= 0xffff) {
    const to = room(p, 3);
    if (to == 0) return -1;
    store<u8>(to, <u8>EXT2);
    store<u16>(to, <u16>code, 1);
    r = 0;
  } else {
    r = putOp4(p, EXT4, <u32>code);
  }
  return r < 0 ? -1 : 1;
}

/** Before protocol 4: getattr(getattr(..., attribute), attribute) around the global at the head of a dotted name. */
function putNested(p: PicklerObject, moduleName: PyObject, path: PyObject): i32 {
  const n = PyList_GET_SIZE(path);
  for (let i = 1; i < n; i++) {
    if (save(p, builtinGetattr!, false) < 0) return -1;
    if (p.proto < 2 && putOp(p, MARK) < 0) return -1;
  }
  if (putGlobal(p, moduleName, PyList_GET_ITEM(path, 0)) < 0) return -1;
  for (let i = 1; i < n; i++) {
    if (save(p, PyList_GET_ITEM(path, i), false) < 0) return -1;
    if (putOp(p, p.proto < 2 ? TUPLE : TUPLE2) < 0 || putOp(p, REDUCE) < 0) return -1;
  }
  return 0;
}

/** Writes what finds the object again, and memoises it. `path` are the parts of `name`, `parent` has the last of them as an attribute. */
function putReference(
  p: PicklerObject,
  op: PyObject,
  moduleName: PyObject,
  name: PyObject,
  module: PyObject,
  parent: PyObject,
  path: PyObject,
): i32 {
  if (p.proto >= 2) {
    const r = putExtension(p, moduleName, name);
    if (r != 0) return r < 0 ? -1 : 0;
  }
  const shown = parent == module ? PyList_GET_ITEM(path, PyList_GET_SIZE(path) - 1) : name;
  let r: i32;
  if (p.proto >= 4) {
    r = save(p, moduleName, false);
    if (r == 0) r = save(p, shown, false);
    if (r == 0) r = putOp(p, STACK_GLOBAL);
  } else if (parent != module) {
    r = putNested(p, moduleName, path);
  } else {
    r = putGlobal(p, moduleName, shown);
  }
  return r < 0 ? -1 : memo_put(p, op);
}

/** Looks the object up by its names, as an unpickler would, and writes the reference. */
function checkAndPut(p: PicklerObject, op: PyObject, name: PyObject, path: PyObject, moduleName: PyObject): i32 {
  const module = PyImport_GetModuleByName(moduleName);
  if (module === null) {
    PyErr_Format(
      PicklingError,
      "Can't pickle %R: import of module %R failed",
      changetype<usize>(op),
      changetype<usize>(moduleName),
    );
    return -1;
  }
  const found = get_deep_attribute(module, path);
  const parent = deepParent;
  deepParent = null;
  let r = -1;
  if (found === null || parent === null) {
    PyErr_Format(
      PicklingError,
      "Can't pickle %R: attribute lookup %S on %S failed",
      changetype<usize>(op),
      changetype<usize>(name),
      changetype<usize>(moduleName),
    );
  } else if (found != op) {
    PyErr_Format(
      PicklingError,
      "Can't pickle %R: it's not the same object as %S.%S",
      changetype<usize>(op),
      changetype<usize>(moduleName),
      changetype<usize>(name),
    );
  } else {
    r = putReference(p, op, moduleName, name, module, parent, path);
  }
  Py_XDECREF(found);
  Py_XDECREF(parent);
  Py_DECREF(module);
  return r;
}

/** Saves `op` as a global; `given` is its name, null for its own __qualname__ or __name__. */
export function save_global(p: PicklerObject, op: PyObject, given: PyObject | null): i32 {
  let name: PyObject | null = null;
  if (given !== null) {
    name = Py_NewRef(given);
  } else {
    name = optionalAttr(op, ID.__qualname__);
    if (name === null) {
      if (PyErr_Occurred() !== null) return -1;
      name = PyObject_GetAttr(op, ID.__name__);
      if (name === null) return -1;
    }
  }
  if (!PyUnicode_Check(name)) {
    PyErr_Format(PicklingError, "Can't pickle %R: its name is not a str", changetype<usize>(op));
    Py_DECREF(name);
    return -1;
  }
  let r = -1;
  const path = get_dotted_path(null, name);
  if (path !== null) {
    const moduleName = whichmodule(op, path);
    if (moduleName !== null) {
      r = checkAndPut(p, op, name, path, moduleName);
      Py_DECREF(moduleName);
    }
    Py_DECREF(path);
  }
  Py_DECREF(name);
  return r;
}

/** A class; the types of the singletons have no name of their own and are saved as type(singleton). */
export function save_type(p: PicklerObject, op: PyObject): i32 {
  if (op == _PyNone_Type) return saveCall(p, PyType_Type, PyTuple_Pack1(Py_None), op);
  if (op == PyEllipsis_Type) return saveCall(p, PyType_Type, PyTuple_Pack1(Py_Ellipsis), op);
  if (op == _PyNotImplemented_Type) return saveCall(p, PyType_Type, PyTuple_Pack1(Py_NotImplemented), op);
  return save_global(p, op, null);
}
