/** Finding classes and functions by module and dotted name, for pickler and unpickler. */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_AttributeError, PyExc_RuntimeError, PyExc_TypeError } from "../../object/exception_types";
import { PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyIter_Next, PyObject_GetIter } from "../../protocol/iter";
import { PyObject_GetItem } from "../../protocol/sequence";
import { PyDict_CheckExact, PyDict_Next, dictNextKey, dictNextValue } from "../../types/dict";
import { PyList_GET_ITEM, PyList_GET_SIZE } from "../../types/list";
import { PyUnicode_Check, PyUnicode_EqualToLiteral, PyUnicode_FromOrdinal } from "../../types/unicode";
import { PyUnicode_Split } from "../../types/unicode_split";
import { ID } from "../../generated/ids";
import { PySys_GetObject } from "../sys";

const cell = memory.data(8, 8);

/** The attribute as a `new` reference; null without an exception if there is none. */
export function optionalAttr(op: PyObject, name: PyObject): PyObject | null {
  PyObject_GetOptionalAttr(op, name, cell);
  return load<PyObject | null>(cell);
}

/** The parts of a dotted name, `new` list; AttributeError if one is "<locals>". `owner` is for its message. */
export function get_dotted_path(owner: PyObject | null, name: PyObject): PyObject | null {
  if (!PyUnicode_Check(name)) {
    return PyErr_Format(PyExc_TypeError, "must be str, not %.100s", name.ob_type.tp_name);
  }
  const dot = PyUnicode_FromOrdinal(0x2e);
  if (dot === null) return null;
  const path = PyUnicode_Split(name, dot, -1);
  Py_DECREF(dot);
  if (path === null) return null;
  for (let i = 0; i < PyList_GET_SIZE(path); i++) {
    if (!PyUnicode_EqualToLiteral(PyList_GET_ITEM(path, i), "<locals>")) continue;
    PyErr_Format(
      PyExc_AttributeError,
      owner === null ? "Can't get local object %R" : "Can't get local attribute %R on %R",
      changetype<usize>(name),
      changetype<usize>(owner),
    );
    Py_DECREF(path);
    return null;
  }
  return path;
}

/** What get_deep_attribute went through last: the object whose attribute was taken, `new`. */
export let deepParent: PyObject | null = null;

/** The attribute at the end of a path: `new`, or null (an exception only if one was raised). Its owner, `new`, is in `deepParent`. */
export function get_deep_attribute(op: PyObject, path: PyObject): PyObject | null {
  let parent: PyObject | null = null;
  let value: PyObject | null = Py_NewRef(op);
  deepParent = null;
  for (let i = 0; i < PyList_GET_SIZE(path) && value !== null; i++) {
    Py_XDECREF(parent);
    parent = value;
    value = optionalAttr(parent, PyList_GET_ITEM(path, i));
  }
  if (value === null) {
    Py_XDECREF(parent);
    return null;
  }
  deepParent = parent;
  return value;
}

/** The attribute of a module: by a dotted path, or by the name as it is. `new`; AttributeError. */
export function getattribute(op: PyObject, name: PyObject, dotted: bool): PyObject | null {
  let value: PyObject | null = null;
  if (dotted) {
    const path = get_dotted_path(op, name);
    if (path === null) return null;
    value = get_deep_attribute(op, path);
    Py_DECREF(path);
    if (value !== null) Py_XDECREF(deepParent);
    deepParent = null;
  } else {
    value = optionalAttr(op, name);
  }
  if (value === null && PyErr_Occurred() === null) {
    PyErr_Format(PyExc_AttributeError, "Can't get attribute %R on %R", changetype<usize>(name), changetype<usize>(op));
  }
  return value;
}

/** Is `op` what `module` has at `path`? May leave an exception. */
function isIn(moduleName: PyObject, module: PyObject, op: PyObject, path: PyObject): bool {
  if (module == Py_None) return false;
  if (PyUnicode_Check(moduleName) && PyUnicode_EqualToLiteral(moduleName, "__main__")) return false;
  const candidate = get_deep_attribute(module, path);
  if (candidate === null) return false;
  Py_XDECREF(deepParent);
  deepParent = null;
  Py_DECREF(candidate);
  return candidate == op;
}

/** Searches sys.modules, a dict: `new` name, or null. */
function searchDict(modules: PyObject, op: PyObject, path: PyObject): PyObject | null {
  let pos = 0;
  while ((pos = PyDict_Next(modules, pos)) != 0) {
    const name = Py_NewRef(dictNextKey());
    const module = Py_NewRef(dictNextValue());
    const found = isIn(name, module, op, path);
    Py_DECREF(module);
    if (found) return name;
    Py_DECREF(name);
    if (PyErr_Occurred() !== null) return null;
  }
  return null;
}

function searchMapping(modules: PyObject, op: PyObject, path: PyObject): PyObject | null {
  const iter = PyObject_GetIter(modules);
  if (iter === null) return null;
  let name = PyIter_Next(iter);
  while (name !== null) {
    const module = PyObject_GetItem(modules, name);
    if (module === null) break;
    const found = isIn(name, module, op, path);
    Py_DECREF(module);
    if (found) {
      Py_DECREF(iter);
      return name;
    }
    Py_DECREF(name);
    name = PyErr_Occurred() === null ? PyIter_Next(iter) : null;
  }
  Py_XDECREF(name);
  Py_DECREF(iter);
  return null;
}

/** The name of the module that has `op` at `path`: its __module__, or what a search of sys.modules finds, or "__main__". `new` */
export function whichmodule(op: PyObject, path: PyObject): PyObject | null {
  const known = optionalAttr(op, ID.__module__);
  if (known === null) {
    if (PyErr_Occurred() !== null) return null;
  } else {
    // some bound methods of native types have None there
    if (known != Py_None) return known;
    Py_DECREF(known);
  }
  const modules = PySys_GetObject("modules");
  if (modules === null) return PyErr_SetString(PyExc_RuntimeError, "unable to get sys.modules");
  Py_INCREF(modules);
  const found = PyDict_CheckExact(modules) ? searchDict(modules, op, path) : searchMapping(modules, op, path);
  Py_DECREF(modules);
  if (found !== null || PyErr_Occurred() !== null) return found;
  return Py_NewRef(ID.__main__);
}
