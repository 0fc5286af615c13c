/**
 * Attribute access on classes: metatype data descriptors, then the MRO's dicts, then the metatype. Counterpart: type_getattro and
 * type_setattro of Objects/typeobject.c.
 *
 * Invariant: every change of a class's dict passes through `type_setattro`, which invalidates versions and updates slots.
 */
import {
  PyObject,
  PyTypeObject,
  PyType_FastSubclass,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_UNICODE_SUBCLASS,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format } from "../protocol/errors";
import { _PyObject_GenericSetAttrWithDict } from "../protocol/attr";
import { internedOf } from "../intern/policy";
import { PyDescr_IsData } from "./descr";
import { PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "./unicode";
import { _PyType_LookupRef, PyType_Modified, lookup_tp_dict } from "./typeobject";
import { PyType_Ready } from "./type_ready";
import { update_slot } from "./slotdefs";

/** `type.name`; with `suppress` an absent name gives null without exception. `new`. */
export function typeGetattroImpl(type: PyTypeObject, name: PyObject, suppress: bool): PyObject | null {
  if (!PyType_FastSubclass(name.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS)) {
    return PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%s'", name.ob_type.tp_name);
  }
  if (type.tp_dict === null && PyType_Ready(type) < 0) return null;
  const metatype = type.ob_type;
  const meta = _PyType_LookupRef(metatype, name);
  let metaGet: u32 = 0;
  if (meta !== null) {
    metaGet = meta.ob_type.tp_descr_get;
    if (metaGet != 0 && PyDescr_IsData(meta)) {
      const res = call_indirect<PyObject | null>(metaGet, meta, <PyObject>type, <PyObject>metatype);
      Py_DECREF(meta);
      return res;
    }
  }
  const attribute = _PyType_LookupRef(type, name);
  if (attribute !== null) {
    Py_XDECREF(meta);
    const localGet = attribute.ob_type.tp_descr_get;
    if (localGet == 0) return attribute;
    const res = call_indirect<PyObject | null>(localGet, attribute, <usize>0, <PyObject>type);
    Py_DECREF(attribute);
    return res;
  }
  if (meta !== null) {
    if (metaGet == 0) return meta;
    const res = call_indirect<PyObject | null>(metaGet, meta, <PyObject>type, <PyObject>metatype);
    Py_DECREF(meta);
    return res;
  }
  if (suppress) return null;
  return PyErr_Format(
    PyExc_AttributeError,
    "type object '%s' has no attribute '%U'",
    type.tp_name,
    changetype<usize>(name),
  );
}

export function type_getattro(self: PyObject, name: PyObject): PyObject | null {
  return typeGetattroImpl(changetype<PyTypeObject>(self), name, false);
}

/** "__x__" with at least one character between. */
export function is_dunder_name(name: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(name);
  if (n < 5) return false;
  return (
    PyUnicode_READ_CHAR(name, n - 1) == 95 &&
    PyUnicode_READ_CHAR(name, n - 2) == 95 &&
    PyUnicode_READ_CHAR(name, 0) == 95 &&
    PyUnicode_READ_CHAR(name, 1) == 95
  );
}

export function type_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  const type = changetype<PyTypeObject>(self);
  if (type.tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
    PyErr_Format(
      PyExc_TypeError,
      "cannot set %R attribute of immutable type '%s'",
      changetype<usize>(name),
      type.tp_name,
    );
    return -1;
  }
  if (!PyType_FastSubclass(name.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS)) {
    PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%s'", name.ob_type.tp_name);
    return -1;
  }
  const key = internedOf(Py_NewRef(name));
  // The old value must outlive the method cache's borrowed reference until the version is gone.
  const dict = lookup_tp_dict(type);
  Py_INCREF(dict);
  const before = _PyType_LookupRef(type, key);
  const rc = _PyObject_GenericSetAttrWithDict(type, key, value, dict);
  PyType_Modified(type);
  if (rc == 0 && is_dunder_name(key)) update_slot(type, key);
  Py_XDECREF(before);
  Py_DECREF(dict);
  Py_DECREF(key);
  return rc;
}
