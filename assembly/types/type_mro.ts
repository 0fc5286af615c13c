/**
 * The method resolution order: C3 linearisation, user-defined mro() methods, and its recomputation when `__bases__` change.
 * Counterpart: mro_implementation, mro_internal and mro_hierarchy of Objects/typeobject.c.
 *
 * Invariant: `tp_mro` is a tuple of types that begins with the type itself (unless a metaclass's mro() said otherwise) and ends
 * with object; whoever replaces it calls PyType_Modified first.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_VALID_VERSION_TAG } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyType_Type } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString, PyErr_Occurred } from "../protocol/errors";
import { PyObject_CallNoArgs } from "../protocol/call";
import { PyObject_GetOptionalAttr, _PyObject_LookupSpecial } from "../protocol/attr";
import { PySequence_Tuple } from "../protocol/sequence";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "./tuple";
import { PyList_Append, PyList_AsTuple, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "./list";
import { PyType_Check, PyType_IsSubtype, PyType_Modified, _PyType_Lookup } from "./typeobject";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { PyUnicode_Join } from "./unicode_ops";
import { PyUnicode_Check } from "./unicode";
import { solid_base } from "./type_new";
import { ID } from "../generated/ids";

/** Where weakly held mro() calls compare: reads `cls.__name__` for a message. `new` or null without exception. */
function className(cls: PyObject): PyObject | null {
  const at = memory.data(8, 8);
  if (PyObject_GetOptionalAttr(cls, ID.__name__, at) < 0) return null;
  return load<PyObject | null>(at);
}

/** TypeError if a class occurs twice in `bases`. */
function checkDuplicates(bases: PyObject): bool {
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const cls = PyTuple_GET_ITEM(bases, i);
    for (let j = i + 1; j < n; j++) {
      if (PyTuple_GET_ITEM(bases, j) != cls) continue;
      const name = className(cls);
      if (name !== null && PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "duplicate base class %U", changetype<usize>(name));
      } else if (PyErr_Occurred() === null) {
        PyErr_SetString(PyExc_TypeError, "duplicate base class");
      }
      Py_XDECREF(name);
      return false;
    }
  }
  return true;
}

/** The merge failed: names the classes that could come next but are blocked. */
function inconsistent(lists: usize, n: i32, at: usize): void {
  const names = PyList_New(0);
  if (names === null) return;
  const seen = PyList_New(0);
  if (seen === null) return;
  for (let i = 0; i < n; i++) {
    const list = load<PyObject>(lists + ((<usize>i) << 2));
    const k = load<i32>(at + ((<usize>i) << 2));
    if (k >= PyTuple_GET_SIZE(list)) continue;
    const cls = PyTuple_GET_ITEM(list, k);
    if (containsIdentity(seen, cls)) continue;
    const name = className(cls);
    if (name === null || PyList_Append(names, name) < 0 || PyList_Append(seen, cls) < 0) {
      Py_XDECREF(name);
      break;
    }
    Py_DECREF(name);
  }
  Py_DECREF(seen);
  const comma = PyUnicode_FromLiteral(", ");
  const joined: PyObject | null = comma === null || PyErr_Occurred() !== null ? null : PyUnicode_Join(comma, names);
  Py_XDECREF(comma);
  Py_DECREF(names);
  if (joined === null) return;
  PyErr_Format(
    PyExc_TypeError,
    "Cannot create a consistent method resolution order (MRO) for bases %U",
    changetype<usize>(joined),
  );
  Py_DECREF(joined);
}

function containsIdentity(list: PyObject, op: PyObject): bool {
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    if (PyList_GET_ITEM(list, i) == op) return true;
  }
  return false;
}

/** Whether `cls` stands in `list` after position `k`. */
function tailContains(list: PyObject, k: i32, cls: PyObject): bool {
  const n = PyTuple_GET_SIZE(list);
  for (let i = k + 1; i < n; i++) {
    if (PyTuple_GET_ITEM(list, i) == cls) return true;
  }
  return false;
}

/** C3: repeatedly takes the first head that is in no other list's tail. Appends to `out`. */
function merge(out: PyObject, lists: usize, n: i32, at: usize): bool {
  let i = 0;
  let empty = 0;
  while (i < n) {
    const list = load<PyObject>(lists + ((<usize>i) << 2));
    const k = load<i32>(at + ((<usize>i) << 2));
    if (k >= PyTuple_GET_SIZE(list)) {
      empty++;
      i++;
      continue;
    }
    const candidate = PyTuple_GET_ITEM(list, k);
    let blocked = false;
    for (let j = 0; j < n && !blocked; j++) {
      blocked = tailContains(load<PyObject>(lists + ((<usize>j) << 2)), load<i32>(at + ((<usize>j) << 2)), candidate);
    }
    if (blocked) {
      i++;
      continue;
    }
    if (PyList_Append(out, candidate) < 0) return false;
    for (let j = 0; j < n; j++) {
      const other = load<PyObject>(lists + ((<usize>j) << 2));
      const p = load<i32>(at + ((<usize>j) << 2));
      if (p < PyTuple_GET_SIZE(other) && PyTuple_GET_ITEM(other, p) == candidate)
        store<i32>(at + ((<usize>j) << 2), p + 1);
    }
    i = 0;
    empty = 0;
  }
  if (empty == n) return true;
  inconsistent(lists, n, at);
  return false;
}

/** type.mro(): the C3 linearisation as a `new` tuple. */
export function mro_implementation(type: PyTypeObject): PyObject | null {
  const bases = type.tp_bases!;
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const base = changetype<PyTypeObject>(PyTuple_GET_ITEM(bases, i));
    if (base.tp_mro === null) {
      return PyErr_Format(PyExc_TypeError, "Cannot extend an incomplete type '%s'", base.tp_name);
    }
  }
  if (n == 1) {
    // Single inheritance: the base's order with the type before it.
    const baseMro = changetype<PyTypeObject>(PyTuple_GET_ITEM(bases, 0)).tp_mro!;
    const m = PyTuple_GET_SIZE(baseMro);
    const result = PyTuple_New(m + 1);
    if (result === null) return null;
    PyTuple_SET_ITEM(result, 0, Py_NewRef(type));
    for (let i = 0; i < m; i++) PyTuple_SET_ITEM(result, i + 1, Py_NewRef(PyTuple_GET_ITEM(baseMro, i)));
    return result;
  }
  if (!checkDuplicates(bases)) return null;
  const lists = PyMem_Malloc((<usize>(n + 1)) << 3);
  if (lists == 0) return PyErr_NoMemory();
  const at = lists + ((<usize>(n + 1)) << 2);
  memory.fill(at, 0, (<usize>(n + 1)) << 2);
  for (let i = 0; i < n; i++) {
    const baseMro = changetype<PyTypeObject>(PyTuple_GET_ITEM(bases, i)).tp_mro!;
    store<u32>(lists + ((<usize>i) << 2), <u32>changetype<usize>(baseMro));
  }
  store<u32>(lists + ((<usize>n) << 2), <u32>changetype<usize>(bases));
  const out = PyList_New(0);
  let result: PyObject | null = null;
  if (out !== null) {
    if (PyList_Append(out, type) == 0 && merge(out, lists, n + 1, at)) result = PyList_AsTuple(out);
    Py_DECREF(out);
  }
  PyMem_Free(lists);
  return result;
}

/** A metaclass's mro() must give types whose layout fits. */
function mroCheck(type: PyTypeObject, mro: PyObject): bool {
  const solid = solid_base(type);
  const n = PyTuple_GET_SIZE(mro);
  for (let i = 0; i < n; i++) {
    const cls = PyTuple_GET_ITEM(mro, i);
    if (!PyType_Check(cls)) {
      PyErr_Format(PyExc_TypeError, "mro() returned a non-class ('%s')", cls.ob_type.tp_name);
      return false;
    }
    const base = changetype<PyTypeObject>(cls);
    if (!PyType_IsSubtype(solid, solid_base(base))) {
      PyErr_Format(PyExc_TypeError, "mro() returned base with unsuitable layout ('%s')", base.tp_name);
      return false;
    }
  }
  return true;
}

function mroInvoke(type: PyTypeObject): PyObject | null {
  if (type.ob_type == PyType_Type) return mro_implementation(type);
  const method = _PyObject_LookupSpecial(type, ID.mro);
  if (method === null) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_TypeError, "mro");
    return null;
  }
  const answer = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (answer === null) return null;
  const mro = PySequence_Tuple(answer);
  Py_DECREF(answer);
  if (mro === null) return null;
  if (PyTuple_GET_SIZE(mro) == 0) {
    Py_DECREF(mro);
    return PyErr_Format(PyExc_TypeError, "type MRO must not be empty");
  }
  if (!mroCheck(type, mro)) {
    Py_DECREF(mro);
    return null;
  }
  return mro;
}

/** A type whose metaclass overrides mro(), or with a base that is not in its real base chain, gets no version tag. */
function dropTagIfUnusual(type: PyTypeObject, bases: PyObject): void {
  let custom = false;
  if (type.ob_type != PyType_Type) {
    custom = _PyType_Lookup(type.ob_type, ID.mro) != _PyType_Lookup(PyType_Type, ID.mro);
  }
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n && !custom; i++) {
    const base = PyTuple_GET_ITEM(bases, i);
    if (PyType_Check(base) && !PyType_IsSubtype(type, changetype<PyTypeObject>(base))) custom = true;
  }
  if (custom) {
    type.tp_flags &= ~Py_TPFLAGS_VALID_VERSION_TAG;
    type.tp_version_tag = 0;
    type.tp_versions_used = 0xffff; // never again
  }
}

/** The MRO before the last `mro_internal` (owned), which its caller releases or restores. */
export let oldMro: PyObject | null = null;

/** Computes tp_mro. 1 done (the former one is in `oldMro`), 0 a nested call did it already, -1 error. */
export function mro_internal(type: PyTypeObject, initial: bool): i32 {
  const before = type.tp_mro;
  if (before !== null) Py_INCREF(before);
  const made = mroInvoke(type);
  const reentered = type.tp_mro != before;
  Py_XDECREF(before);
  if (made === null) return -1;
  if (reentered) {
    Py_DECREF(made);
    return 0;
  }
  oldMro = before;
  type.tp_mro = made;
  if (!initial) {
    dropTagIfUnusual(type, made);
    dropTagIfUnusual(type, type.tp_bases!);
    PyType_Modified(type);
  } else {
    dropTagIfUnusual(type, made);
  }
  return 1;
}
