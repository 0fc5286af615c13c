/** Slow paths of structural pattern matching (PEP 634): MATCH_MAPPING, MATCH_SEQUENCE, MATCH_KEYS, MATCH_CLASS. Contract: stack.ts. */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_MAPPING,
  Py_TPFLAGS_SEQUENCE,
  Py_TPFLAGS_MATCH_SELF,
} from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None, Py_True, Py_False, PyTuple_Type, PyUnicode_Type } from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError, PyExc_AttributeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Format, PyErr_Occurred, PyErr_ExceptionMatches, PyErr_Clear } from "../protocol/errors";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_IsInstance } from "../protocol/compare";
import { callTwoArgs } from "../protocol/call";
import { PyTuple_New, PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_SET_ITEM } from "../types/tuple";
import { PyList_New, PyList_Append, PyList_AsTuple } from "../types/list";
import { PySet_New, PySet_Add, PySet_Contains } from "../types/set";
import { PyType_Check } from "../types/typeobject";
import { _PyObject_New } from "../gc/collector";
import { PyBaseObject_Type } from "../object/statics";
import { peek, poke, push, dropTop } from "./stack";

export function op_match_mapping(sp: usize): usize {
  return push(sp, Py_NewRef(peek(sp, 1).ob_type.tp_flags & Py_TPFLAGS_MAPPING ? Py_True : Py_False));
}

export function op_match_sequence(sp: usize): usize {
  return push(sp, Py_NewRef(peek(sp, 1).ob_type.tp_flags & Py_TPFLAGS_SEQUENCE ? Py_True : Py_False));
}

/** MATCH_KEYS: stack subject, keys -> + tuple of values, or None if a key is missing. */
export function op_match_keys(sp: usize): usize {
  return push(sp, matchKeys(peek(sp, 2), peek(sp, 1)));
}

const cell = memory.data(8, 8);

function matchKeys(map: PyObject, keys: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(keys);
  if (n == 0) return PyTuple_New(0);
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(map, ID.get, cell) < 0) return null;
  const get = load<PyObject | null>(cell);
  if (get === null) return PyErr_Format(PyExc_TypeError, "'%s' object has no attribute 'get'", map.ob_type.tp_name);
  const seen = PySet_New(null);
  const missing = _PyObject_New(PyBaseObject_Type);
  const values = PyTuple_New(n);
  let result: PyObject | null = null;
  if (seen !== null && missing !== null && values !== null) {
    result = fillKeys(get, keys, seen, missing, values, n);
  }
  if (seen !== null) Py_DECREF(seen);
  if (missing !== null) Py_DECREF(missing);
  if (values !== null) Py_DECREF(values);
  Py_DECREF(get);
  return result;
}

function fillKeys(
  get: PyObject,
  keys: PyObject,
  seen: PyObject,
  missing: PyObject,
  values: PyObject,
  n: i32,
): PyObject | null {
  for (let i = 0; i < n; i++) {
    const key = PyTuple_GET_ITEM(keys, i);
    const twice = PySet_Contains(seen, key);
    if (twice < 0 || (twice == 0 && PySet_Add(seen, key) < 0)) return null;
    if (twice > 0)
      return PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", changetype<usize>(key));
    const value = callTwoArgs(get, key, missing);
    if (value === null) return null;
    if (value == missing) {
      Py_DECREF(value);
      return Py_NewRef(Py_None);
    }
    PyTuple_SET_ITEM(values, i, value);
  }
  return Py_NewRef(values);
}

/** MATCH_CLASS: stack subject, class, keyword names -> tuple of attributes or None. */
export function op_match_class(sp: usize, oparg: i32): usize {
  const names = peek(sp, 1);
  const type = peek(sp, 2);
  const subject = peek(sp, 3);
  const attrs = matchClass(subject, type, oparg, names);
  if (attrs === null && PyErr_Occurred() !== null) return 0;
  dropTop(sp, 3, false);
  poke(sp, 3, attrs === null ? Py_NewRef(Py_None) : attrs);
  return sp - 16;
}

/** `new` tuple, or null: no match, or an exception. */
function matchClass(subject: PyObject, type: PyObject, nargs: i32, kwargs: PyObject): PyObject | null {
  if (!PyType_Check(type)) return PyErr_Format(PyExc_TypeError, "called match pattern must be a class");
  const isInstance = PyObject_IsInstance(subject, type);
  if (isInstance <= 0) return null;
  const seen = PySet_New(null);
  const attrs = PyList_New(0);
  let result: PyObject | null = null;
  if (seen !== null && attrs !== null) {
    if (matchPositional(subject, type, nargs, seen, attrs) && matchKeywords(subject, type, kwargs, seen, attrs)) {
      result = PyList_AsTuple(attrs);
    }
  }
  if (seen !== null) Py_DECREF(seen);
  if (attrs !== null) Py_DECREF(attrs);
  return result;
}

/** Appends the attribute `name` of subject; false if absent or on error, or if the pattern names it twice. */
function matchAttr(subject: PyObject, type: PyObject, name: PyObject, seen: PyObject, attrs: PyObject): bool {
  const twice = PySet_Contains(seen, name);
  if (twice != 0) {
    if (twice > 0) {
      PyErr_Format(
        PyExc_TypeError,
        "%s() got multiple sub-patterns for attribute %R",
        changetype<PyTypeObject>(type).tp_name,
        changetype<usize>(name),
      );
    }
    return false;
  }
  if (PySet_Add(seen, name) < 0) return false;
  const value = PyObject_GetAttr(subject, name);
  if (value === null) {
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    return false;
  }
  const failed = PyList_Append(attrs, value) < 0;
  Py_DECREF(value);
  return !failed;
}

function matchPositional(subject: PyObject, type: PyObject, nargs: i32, seen: PyObject, attrs: PyObject): bool {
  if (nargs == 0) return true;
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(type, ID.__match_args__, cell) < 0) return false;
  const matchArgs = load<PyObject | null>(cell);
  const typeName = changetype<PyTypeObject>(type).tp_name;
  let matchSelf = false;
  let allowed = 0;
  if (matchArgs !== null) {
    if (matchArgs.ob_type != PyTuple_Type) {
      PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)", typeName, matchArgs.ob_type.tp_name);
      Py_DECREF(matchArgs);
      return false;
    }
    allowed = PyTuple_GET_SIZE(matchArgs);
  } else {
    matchSelf = (changetype<PyTypeObject>(type).tp_flags & Py_TPFLAGS_MATCH_SELF) != 0;
    allowed = matchSelf ? 1 : 0;
  }
  let good = nargs <= allowed;
  if (!good) {
    PyErr_Format(
      PyExc_TypeError,
      allowed == 1
        ? "%s() accepts %d positional sub-pattern (%d given)"
        : "%s() accepts %d positional sub-patterns (%d given)",
      typeName,
      allowed,
      nargs,
    );
  } else if (matchSelf) {
    good = PyList_Append(attrs, subject) == 0;
  } else {
    for (let i = 0; i < nargs && good; i++) {
      const name = PyTuple_GET_ITEM(matchArgs!, i);
      if (name.ob_type != PyUnicode_Type) {
        PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)", name.ob_type.tp_name);
        good = false;
      } else good = matchAttr(subject, type, name, seen, attrs);
    }
  }
  if (matchArgs !== null) Py_DECREF(matchArgs);
  return good;
}

function matchKeywords(subject: PyObject, type: PyObject, names: PyObject, seen: PyObject, attrs: PyObject): bool {
  for (let i = 0; i < PyTuple_GET_SIZE(names); i++) {
    if (!matchAttr(subject, type, PyTuple_GET_ITEM(names, i), seen, attrs)) return false;
  }
  return true;
}
