/**
 * Pickling support of every object: __reduce_ex__, __reduce__, __getstate__ with the stdlib's copyreg. Counterpart: the reduce_newobj,
 * object_getstate and _PyType_GetSlotNames part of Objects/typeobject.c.
 */
import {
  PyObject,
  PyTypeObject,
  PyType_FastSubclass,
  Py_TPFLAGS_DICT_SUBCLASS,
  Py_TPFLAGS_LIST_SUBCLASS,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, Py_None, PyCFunction_Type } from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred } from "../protocol/errors";
import { PyObject_CallMethodOneArg, PyObject_CallNoArgs, callMethodTwoArgs } from "../protocol/call";
import { PyObject_GetAttr, PyObject_GetOptionalAttr, _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_GetIter } from "../protocol/iter";

import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack2,
  PyTuple_Pack3,
  PyTuple_Pack5,
  PyTuple_SET_ITEM,
} from "./tuple";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE } from "./list";
import { PyDict_Check, PyDict_GET_SIZE, PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "./dict";
import { _PyObject_IsInstanceDictEmpty } from "./dict_instance";
import { PyLong_AsI32, PyLong_FromLong } from "./long";
import { lookup_tp_dict } from "./typeobject";
import { PyCFunction_GET_FUNCTION, PyCFunction_GET_SELF } from "./methodobject";
import { PyObject_GenericGetDict } from "./object";
import { ID } from "../generated/ids";

/** Import hook: (name: PyObject): PyObject | null, the module, `new`. Set by the import machinery. */
let importHook: u32 = 0;
export function setImportHook(fn: u32): void {
  importHook = fn;
}

/** Imports a top-level module by name: `new`. */
export function importModule(name: PyObject): PyObject | null {
  return call_indirect<PyObject | null>(importHook, name);
}

const cell = memory.data(8, 8);

/** The slot names copyreg would save: `new` list, or None. */
function slotNames(type: PyTypeObject): PyObject | null {
  const known = PyDict_GetItemWithError(lookup_tp_dict(type), ID.__slotnames__);
  if (known !== null) {
    if (known != Py_None && !PyList_Check(known)) {
      return PyErr_Format(
        PyExc_TypeError,
        "%s.__slotnames__ should be a list or None, not %s",
        type.tp_name,
        known.ob_type.tp_name,
      );
    }
    return Py_NewRef(known);
  }
  if (PyErr_Occurred() !== null) return null;
  const copyreg = importModule(ID.copyreg);
  if (copyreg === null) return null;
  const names = PyObject_CallMethodOneArg(copyreg, ID._slotnames, type);
  Py_DECREF(copyreg);
  if (names !== null && names != Py_None && !PyList_Check(names)) {
    Py_DECREF(names);
    return PyErr_Format(PyExc_TypeError, "copyreg._slotnames didn't return a list or None");
  }
  return names;
}

/** (state, {slot: value}) if any named slot is set, else state. Steals `state`. */
function withSlots(obj: PyObject, state: PyObject, names: PyObject): PyObject | null {
  const slots = PyDict_New();
  if (slots === null) {
    Py_DECREF(state);
    return null;
  }
  for (let i = 0; i < PyList_GET_SIZE(names); i++) {
    const name = Py_NewRef(PyList_GET_ITEM(names, i));
    const rc = PyObject_GetOptionalAttr(obj, name, cell);
    let failed = rc < 0;
    if (rc > 0) {
      const value = load<PyObject>(cell);
      failed = PyDict_SetItem(slots, name, value) < 0;
      Py_DECREF(value);
    }
    Py_DECREF(name);
    if (failed) {
      Py_DECREF(slots);
      Py_DECREF(state);
      return null;
    }
  }
  if (PyDict_GET_SIZE(slots) == 0) {
    Py_DECREF(slots);
    return state;
  }
  const pair = PyTuple_Pack2(state, slots);
  Py_DECREF(state);
  Py_DECREF(slots);
  return pair;
}

function getStateDefault(obj: PyObject, required: bool): PyObject | null {
  const type = obj.ob_type;
  if (required && type.tp_itemsize != 0) {
    return PyErr_Format(PyExc_TypeError, "cannot pickle %s objects", type.tp_name);
  }
  const state = _PyObject_IsInstanceDictEmpty(obj) ? Py_NewRef(Py_None) : PyObject_GenericGetDict(obj, 0);
  if (state === null) return null;
  const names = slotNames(type);
  if (names === null) {
    Py_DECREF(state);
    return null;
  }
  if (required) {
    let size = PyBaseObject_Type.tp_basicsize;
    if (type.tp_dictoffset > 0) size += 8;
    if (type.tp_weaklistoffset > 0) size += 8;
    if (names != Py_None) size += 8 * PyList_GET_SIZE(names);
    if (type.tp_basicsize > size) {
      Py_DECREF(names);
      Py_DECREF(state);
      return PyErr_Format(PyExc_TypeError, "cannot pickle '%s' object", type.tp_name);
    }
  }
  let result: PyObject | null = state;
  if (names != Py_None && PyList_GET_SIZE(names) > 0) result = withSlots(obj, state, names);
  Py_DECREF(names);
  return result;
}

function getState(obj: PyObject, required: bool): PyObject | null {
  const method = PyObject_GetAttr(obj, ID.__getstate__);
  if (method === null) return null;
  let state: PyObject | null;
  if (
    method.ob_type == PyCFunction_Type &&
    PyCFunction_GET_SELF(method) == obj &&
    PyCFunction_GET_FUNCTION(method) == object___getstate__.index
  ) {
    state = getStateDefault(obj, required);
  } else {
    state = PyObject_CallNoArgs(method);
  }
  Py_DECREF(method);
  return state;
}

/** obj.__getstate__(), required or not by the layout: `new`. */
export function _PyObject_GetState(obj: PyObject): PyObject | null {
  return getState(obj, false);
}

export function object___getstate__(self: PyObject, unused: PyObject | null): PyObject | null {
  return getStateDefault(self, false);
}

/** Results of `newArguments`: `new`, or null. */
let newArgs: PyObject | null = null;
let newKwargs: PyObject | null = null;

/** __getnewargs_ex__ or __getnewargs__; false with an exception. */
function newArguments(obj: PyObject): bool {
  newArgs = null;
  newKwargs = null;
  let method = _PyObject_LookupSpecial(obj, ID.__getnewargs_ex__);
  if (method !== null) {
    const pair = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (pair === null) return false;
    let ok = false;
    if (!PyTuple_Check(pair)) {
      PyErr_Format(PyExc_TypeError, "__getnewargs_ex__ should return a tuple, not '%s'", pair.ob_type.tp_name);
    } else if (PyTuple_GET_SIZE(pair) != 2) {
      PyErr_Format(
        PyExc_ValueError,
        "__getnewargs_ex__ should return a tuple of length 2, not %d",
        PyTuple_GET_SIZE(pair),
      );
    } else if (!PyTuple_Check(PyTuple_GET_ITEM(pair, 0))) {
      PyErr_Format(
        PyExc_TypeError,
        "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%s'",
        PyTuple_GET_ITEM(pair, 0).ob_type.tp_name,
      );
    } else if (!PyDict_Check(PyTuple_GET_ITEM(pair, 1))) {
      PyErr_Format(
        PyExc_TypeError,
        "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%s'",
        PyTuple_GET_ITEM(pair, 1).ob_type.tp_name,
      );
    } else {
      newArgs = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
      newKwargs = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
      ok = true;
    }
    Py_DECREF(pair);
    return ok;
  }
  if (PyErr_Occurred() !== null) return false;
  method = _PyObject_LookupSpecial(obj, ID.__getnewargs__);
  if (method === null) return PyErr_Occurred() === null;
  const args = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (args === null) return false;
  if (!PyTuple_Check(args)) {
    PyErr_Format(PyExc_TypeError, "__getnewargs__ should return a tuple, not '%s'", args.ob_type.tp_name);
    Py_DECREF(args);
    return false;
  }
  newArgs = args;
  return true;
}

/** iter(obj) of a list, or iter(obj.items()) of a dict, else None: `new`. */
function itemsIterator(obj: PyObject, ofDict: bool): PyObject | null {
  if (!ofDict)
    return PyType_FastSubclass(obj.ob_type, Py_TPFLAGS_LIST_SUBCLASS) ? PyObject_GetIter(obj) : Py_NewRef(Py_None);
  if (!PyType_FastSubclass(obj.ob_type, Py_TPFLAGS_DICT_SUBCLASS)) return Py_NewRef(Py_None);
  const items = PyObject_GetAttr(obj, ID.items);
  if (items === null) return null;
  const view = PyObject_CallNoArgs(items);
  Py_DECREF(items);
  if (view === null) return null;
  const it = PyObject_GetIter(view);
  Py_DECREF(view);
  return it;
}

/** (cls, *args) */
function prependClass(cls: PyObject, args: PyObject | null): PyObject | null {
  const n = args === null ? 0 : PyTuple_GET_SIZE(args);
  const result = PyTuple_New(n + 1);
  if (result === null) return null;
  PyTuple_SET_ITEM(result, 0, Py_NewRef(cls));
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(result, i + 1, Py_NewRef(PyTuple_GET_ITEM(args!, i)));
  return result;
}

function reduceNewobj(obj: PyObject): PyObject | null {
  const type = obj.ob_type;
  if (type.tp_new == 0) return PyErr_Format(PyExc_TypeError, "cannot pickle '%s' object", type.tp_name);
  if (!newArguments(obj)) return null;
  const args = newArgs;
  const kwargs = newKwargs;
  const hasArgs = args !== null;
  let maker: PyObject | null = null;
  let makerArgs: PyObject | null = null;
  const copyreg = importModule(ID.copyreg);
  if (copyreg !== null) {
    if (kwargs === null || PyDict_GET_SIZE(kwargs) == 0) {
      maker = PyObject_GetAttr(copyreg, ID.__newobj__);
      makerArgs = prependClass(type, args);
    } else {
      maker = PyObject_GetAttr(copyreg, ID.__newobj_ex__);
      makerArgs = PyTuple_Pack3(type, args!, kwargs);
    }
    Py_DECREF(copyreg);
  }
  Py_XDECREF(args);
  Py_XDECREF(kwargs);
  let result: PyObject | null = null;
  if (maker !== null && makerArgs !== null) {
    const container = PyList_Check(obj) || PyDict_Check(obj);
    const state = getState(obj, !(hasArgs || container));
    const listItems: PyObject | null = state === null ? null : itemsIterator(obj, false);
    const dictItems: PyObject | null = listItems === null ? null : itemsIterator(obj, true);
    if (dictItems !== null) result = PyTuple_Pack5(maker, makerArgs, state!, listItems!, dictItems);
    Py_XDECREF(state);
    Py_XDECREF(listItems);
    Py_XDECREF(dictItems);
  }
  Py_XDECREF(maker);
  Py_XDECREF(makerArgs);
  return result;
}

function commonReduce(self: PyObject, protocol: i32): PyObject | null {
  if (protocol >= 2) return reduceNewobj(self);
  const copyreg = importModule(ID.copyreg);
  if (copyreg === null) return null;
  const number = PyLong_FromLong(protocol);
  const result: PyObject | null = number === null ? null : callMethodTwoArgs(copyreg, ID._reduce_ex, self, number);
  Py_XDECREF(number);
  Py_DECREF(copyreg);
  return result;
}

export function object___reduce__(self: PyObject, unused: PyObject | null): PyObject | null {
  return commonReduce(self, 0);
}

/** Asks an overridden __reduce__ first. */
export function object___reduce_ex__(self: PyObject, protocol: PyObject): PyObject | null {
  const n = PyLong_AsI32(protocol);
  if (n == -1 && PyErr_Occurred() !== null) return null;
  const rc = PyObject_GetOptionalAttr(self, ID.__reduce__, cell);
  if (rc < 0) return null;
  if (rc > 0) {
    const reduce = load<PyObject>(cell);
    const ofClass = PyObject_GetAttr(self.ob_type, ID.__reduce__);
    if (ofClass === null) {
      Py_DECREF(reduce);
      return null;
    }
    const overridden = ofClass != PyDict_GetItemWithError(lookup_tp_dict(PyBaseObject_Type), ID.__reduce__);
    Py_DECREF(ofClass);
    if (overridden) {
      const result = PyObject_CallNoArgs(reduce);
      Py_DECREF(reduce);
      return result;
    }
    Py_DECREF(reduce);
  }
  return commonReduce(self, n);
}

/** An attribute of the module builtins: `new`. */
export function builtinsAttribute(name: PyObject): PyObject | null {
  const builtins = importModule(ID.builtins);
  if (builtins === null) return null;
  const result = PyObject_GetAttr(builtins, name);
  Py_DECREF(builtins);
  return result;
}
