/**
 * __build_class__: what a class statement calls (Python/bltinmodule.c).
 */
import { INSTRUMENTED } from "../config";
import { EVAL_CLASS, countSingle } from "../memory/counters";
import { PyObject, PyTypeObject, PyType_FastSubclass, Py_TPFLAGS_TYPE_SUBCLASS, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyType_Type } from "../object/statics";
import { PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallOneArg, PyObject_VectorcallDict, borrowSlots, releaseSlots } from "../protocol/call";
import { PyMapping_Check, PyObject_SetItem } from "../protocol/sequence";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, _PyTuple_FromArray } from "../types/tuple";
import { PyList_AsTuple, PyList_New, PyList_Append } from "../types/list";
import { PyDict_New, PyDict_Pop, PyDict_SetItem } from "../types/dict";
import { PyCell_Check, PyCell_GET } from "../types/cell";
import { PyFunctionObject, PyFunction_Check } from "../types/function";
import { _PyType_CalculateMetaclass } from "../types/type_new";
import { PyEval_EvalCode } from "../vm/run";
import { ID } from "../generated/ids";

const cell = memory.data(8, 8);

/** `new`: the optional attribute, or null (with or without an exception). */
function optionalAttr(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, name, cell) < 0) return null;
  return load<PyObject | null>(cell);
}

/** Appends what __mro_entries__ of `base` gives; false on error. */
function appendEntries(list: PyObject, meth: PyObject, bases: PyObject): bool {
  const entries = PyObject_CallOneArg(meth, bases);
  if (entries === null) return false;
  let ok = true;
  if (!PyTuple_Check(entries)) {
    PyErr_SetString(PyExc_TypeError, "__mro_entries__ must return a tuple");
    ok = false;
  }
  for (let i = 0; ok && i < PyTuple_GET_SIZE(entries); i++) ok = PyList_Append(list, PyTuple_GET_ITEM(entries, i)) == 0;
  Py_DECREF(entries);
  return ok;
}

/** PEP 560: bases with those that are no classes replaced: `new` (`bases` itself if nothing changed). */
export function updateBases(bases: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(bases);
  let list: PyObject | null = null;
  for (let i = 0; i < n; i++) {
    const base = PyTuple_GET_ITEM(bases, i);
    let meth: PyObject | null = null;
    if (!PyType_FastSubclass(base.ob_type, Py_TPFLAGS_TYPE_SUBCLASS)) {
      meth = optionalAttr(base, ID.__mro_entries__);
      if (meth === null && PyErr_Occurred() !== null) {
        Py_XDECREF(list);
        return null;
      }
    }
    if (meth === null) {
      if (list !== null && PyList_Append(list, base) < 0) {
        Py_DECREF(list);
        return null;
      }
      continue;
    }
    if (list === null) {
      list = PyList_New(0);
      for (let k = 0; list !== null && k < i; k++) PyList_Append(list, PyTuple_GET_ITEM(bases, k));
    }
    const ok = list !== null && appendEntries(list, meth, bases);
    Py_DECREF(meth);
    if (!ok) {
      Py_XDECREF(list);
      return null;
    }
  }
  if (list === null) return Py_NewRef(bases);
  const result = PyList_AsTuple(list);
  Py_DECREF(list);
  return result;
}

/** `new` dict of the keyword arguments whose values start at `values`; null with an exception. */
function keywordDict(values: usize, kwnames: PyObject | null): PyObject | null {
  const dict = PyDict_New();
  if (dict === null || kwnames === null) return dict;
  for (let i = 0; i < PyTuple_GET_SIZE(kwnames); i++) {
    if (PyDict_SetItem(dict, PyTuple_GET_ITEM(kwnames, i), ptrAt(values, i)) < 0) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

/** The metaclass: keyword argument, type of the first base, or type; the most derived one if it is a class. `new`. */
function chooseMeta(bases: PyObject, mkw: PyObject): PyObject | null {
  let meta = PyDict_Pop(mkw, ID.metaclass);
  if (meta === null) {
    if (PyErr_Occurred() !== null) return null;
    meta = Py_NewRef(PyTuple_GET_SIZE(bases) == 0 ? PyType_Type : PyTuple_GET_ITEM(bases, 0).ob_type);
  }
  if (!isClass(meta!)) return meta;
  const winner = _PyType_CalculateMetaclass(changetype<PyTypeObject>(meta), bases);
  if (winner !== null) Py_INCREF(winner);
  Py_DECREF(meta!);
  return winner;
}

function isClass(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_TYPE_SUBCLASS);
}

/** `new`: the namespace that the body runs in. */
function prepareNamespace(meta: PyObject, name: PyObject, bases: PyObject, mkw: PyObject): PyObject | null {
  const prep = optionalAttr(meta, ID.__prepare__);
  if (prep === null) return PyErr_Occurred() !== null ? null : PyDict_New();
  const slots = borrowSlots(2);
  if (slots == 0) {
    Py_DECREF(prep);
    return null;
  }
  store<u64>(slots, <u64>changetype<usize>(name));
  store<u64>(slots + 8, <u64>changetype<usize>(bases));
  const ns = PyObject_VectorcallDict(prep, slots, 2, mkw);
  releaseSlots(2);
  Py_DECREF(prep);
  if (ns !== null && !PyMapping_Check(ns)) {
    if (isClass(meta)) {
      PyErr_Format(
        PyExc_TypeError,
        "%s.__prepare__() must return a mapping, not %s",
        changetype<PyTypeObject>(meta).tp_name,
        ns.ob_type.tp_name,
      );
    } else {
      PyErr_Format(PyExc_TypeError, "<metaclass>.__prepare__() must return a mapping, not %s", ns.ob_type.tp_name);
    }
    Py_DECREF(ns);
    return null;
  }
  return ns;
}

/** The __class__ cell must hold the class now; false with the error. */
function checkClassCell(cls: PyObject, classCell: PyObject, name: PyObject): bool {
  if (!isClass(cls) || !PyCell_Check(classCell)) return true;
  const content = PyCell_GET(classCell);
  if (content === cls) return true;
  if (content === null) {
    PyErr_Format(
      PyExc_RuntimeError,
      "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?",
      changetype<usize>(name),
      changetype<usize>(cls),
    );
  } else {
    PyErr_Format(
      PyExc_TypeError,
      "__class__ set to %R defining %R as %R",
      changetype<usize>(content),
      changetype<usize>(name),
      changetype<usize>(cls),
    );
  }
  return false;
}

/** Runs the body in `ns` and calls the metaclass: `new` class. */
function makeClass(
  func: PyObject,
  name: PyObject,
  bases: PyObject,
  origBases: PyObject,
  meta: PyObject,
  ns: PyObject,
  mkw: PyObject,
): PyObject | null {
  const f = changetype<PyFunctionObject>(func);
  if (INSTRUMENTED) countSingle(EVAL_CLASS);
  const classCell = PyEval_EvalCode(f.func_code, f.func_globals, ns, f.func_closure);
  if (classCell === null) return null;
  let cls: PyObject | null = null;
  if (bases == origBases || PyObject_SetItem(ns, ID.__orig_bases__, origBases) == 0) {
    const slots = borrowSlots(3);
    if (slots != 0) {
      store<u64>(slots, <u64>changetype<usize>(name));
      store<u64>(slots + 8, <u64>changetype<usize>(bases));
      store<u64>(slots + 16, <u64>changetype<usize>(ns));
      cls = PyObject_VectorcallDict(meta, slots, 3, mkw);
      releaseSlots(3);
    }
  }
  if (cls !== null && !checkClassCell(cls, classCell, name)) {
    Py_DECREF(cls);
    cls = null;
  }
  Py_DECREF(classCell);
  return cls;
}

/** __build_class__(func, name, *bases, metaclass=..., **kwds): `new`. */
export function builtin___build_class__(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (nargs < 2) return PyErr_SetString(PyExc_TypeError, "__build_class__: not enough arguments");
  const func = ptrAt(args, 0);
  if (!PyFunction_Check(func)) return PyErr_SetString(PyExc_TypeError, "__build_class__: func must be a function");
  const name = ptrAt(args, 1);
  if (!PyType_FastSubclass(name.ob_type, 1 << 28)) {
    return PyErr_SetString(PyExc_TypeError, "__build_class__: name is not a string");
  }
  const origBases = _PyTuple_FromArray(args + 16, nargs - 2);
  const bases: PyObject | null = origBases === null ? null : updateBases(origBases);
  const mkw: PyObject | null = bases === null ? null : keywordDict(args + ((<usize>nargs) << 3), kwnames);
  const meta: PyObject | null = mkw === null ? null : chooseMeta(bases!, mkw);
  const ns: PyObject | null = meta === null ? null : prepareNamespace(meta, name, bases!, mkw!);
  const cls: PyObject | null = ns === null ? null : makeClass(func, name, bases!, origBases!, meta!, ns, mkw!);
  Py_XDECREF(ns);
  Py_XDECREF(meta);
  Py_XDECREF(mkw);
  Py_XDECREF(bases);
  Py_XDECREF(origBases);
  return cls;
}
