/** The module _weakref (Modules/_weakref.c): what Lib/weakref.py builds upon. */
import { PyObject } from "../object/layout";
import { PyExc_TypeError } from "../object/exception_types";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None, _PyWeakref_RefType } from "../object/statics";
import { METH_FASTCALL, METH_O } from "../object/typedef";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyDict_Check, PyDict_DelItem, PyDict_GetItemRef } from "../types/dict";
import { PyList_Append, PyList_New } from "../types/list";
import { PyLong_FromLong } from "../types/long";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import {
  PyWeakReference,
  PyWeakref_Check,
  PyWeakref_NewProxy,
  _PyObject_GET_WEAKREFS_LISTPTR,
  _PyType_SUPPORTS_WEAKREFS,
  _PyWeakref_CallableProxyType,
  _PyWeakref_GET_REF,
  _PyWeakref_GetWeakrefCount,
  _PyWeakref_ProxyType,
} from "../types/weakref";

function getweakrefcount(self: PyObject, op: PyObject): PyObject | null {
  return PyLong_FromLong(_PyWeakref_GetWeakrefCount(op));
}

/** new */
function getweakrefs(self: PyObject, op: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null || !_PyType_SUPPORTS_WEAKREFS(op.ob_type)) return list;
  let ref = load<PyWeakReference | null>(_PyObject_GET_WEAKREFS_LISTPTR(op));
  while (ref !== null) {
    // A reference that is being deallocated has no count left.
    if (ref.ob_refcnt != 0 && PyList_Append(list, ref) < 0) {
      Py_DECREF(list);
      return null;
    }
    ref = ref.wr_next;
  }
  return list;
}

/** new */
function proxy(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("proxy", nargs, 1, 2)) return null;
  return PyWeakref_NewProxy(load<PyObject>(args), nargs > 1 ? load<PyObject>(args, 8) : null);
}

/** Removes dict[key] if it is a dead weak reference. */
function removeDeadWeakref(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_remove_dead_weakref", nargs, 2, 2)) return null;
  const dict = load<PyObject>(args);
  const key = load<PyObject>(args, 8);
  if (!PyDict_Check(dict)) {
    const format = "_remove_dead_weakref() argument 1 must be dict, not %s";
    return PyErr_Format(PyExc_TypeError, format, dict.ob_type.tp_name);
  }
  const ref = PyDict_GetItemRef(dict, key);
  if (ref === null) return PyErr_Occurred() !== null ? null : Py_NewRef(Py_None);
  if (!PyWeakref_Check(ref)) {
    Py_DECREF(ref);
    return PyErr_SetString(PyExc_TypeError, "not a weakref");
  }
  const object = _PyWeakref_GET_REF(ref);
  Py_DECREF(ref);
  if (object !== null) {
    Py_DECREF(object);
    return Py_NewRef(Py_None);
  }
  return PyDict_DelItem(dict, key) < 0 ? null : Py_NewRef(Py_None);
}

/** The module `_weakref`: `new`. */
export function PyInit__weakref(): PyObject | null {
  const m = PyModule_New("_weakref", "Weak-reference support module.");
  if (m === null) return null;
  moduleFunction(
    m,
    "getweakrefcount",
    getweakrefcount.index,
    METH_O,
    "getweakrefcount($module, object, /)\n--\n\nReturn the number of weak references to 'object'.",
  );
  moduleFunction(
    m,
    "_remove_dead_weakref",
    removeDeadWeakref.index,
    METH_FASTCALL,
    "_remove_dead_weakref($module, dct, key, /)\n--\n\nRemove key from dict if it points to a dead weakref.",
  );
  moduleFunction(
    m,
    "getweakrefs",
    getweakrefs.index,
    METH_O,
    "getweakrefs($module, object, /)\n--\n\nAll weak references to an object, in a list.",
  );
  moduleFunction(
    m,
    "proxy",
    proxy.index,
    METH_FASTCALL,
    "proxy($module, object, callback=None, /)\n--\n\nCreate a proxy object that weakly references 'object'.",
  );
  if (
    PyModule_AddObjectRef(m, "ref", _PyWeakref_RefType) < 0 ||
    PyModule_AddObjectRef(m, "ReferenceType", _PyWeakref_RefType) < 0 ||
    PyModule_AddObjectRef(m, "ProxyType", _PyWeakref_ProxyType) < 0 ||
    PyModule_AddObjectRef(m, "CallableProxyType", _PyWeakref_CallableProxyType) < 0
  ) {
    return null;
  }
  return m;
}
