/**
 * property. Counterpart: the property part of Objects/descrobject.c.
 *
 *   0 PyObject   16 get   24 set   32 del   40 doc   48 name   56 getter_doc (i32: the doc came from the getter)   64
 *
 * Invariant: a null accessor field means "not given"; the name is set by __set_name__ or assignment, else taken from the getter.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XINCREF, Py_XSETREF } from "../object/refcount";
import { PyBaseObject_Type, PyProperty_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import {
  METH_FASTCALL,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { arg, parseTupleArgs } from "../protocol/args";
import { PyObject_CallOneArg, callFourArgs, callTwoArgs } from "../protocol/call";
import { PyObject_GenericGetAttr, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyType_GetQualName } from "./typeobject";
import { ID } from "../generated/ids";

@unmanaged
export class PyPropertyObject extends PyObject {
  prop_get: PyObject | null; // 16
  prop_get_hi: u32;
  prop_set: PyObject | null; // 24
  prop_set_hi: u32;
  prop_del: PyObject | null; // 32
  prop_del_hi: u32;
  prop_doc: PyObject | null; // 40
  prop_doc_hi: u32;
  prop_name: PyObject | null; // 48
  prop_name_hi: u32;
  getter_doc: i32; // 56
  getter_doc_pad: i32;
}

function asProperty(op: PyObject): PyPropertyObject {
  return changetype<PyPropertyObject>(op);
}

const cell = memory.data(8, 8);

function property_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const p = asProperty(self);
  Py_XDECREF(p.prop_get);
  Py_XDECREF(p.prop_set);
  Py_XDECREF(p.prop_del);
  Py_XDECREF(p.prop_doc);
  Py_XDECREF(p.prop_name);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function property_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  for (let at = 16; at <= 48; at += 8) {
    const stop = visitField(changetype<usize>(self) + <usize>at, visit, arg);
    if (stop) return stop;
  }
  return 0;
}

function property_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 40);
  return 0;
}

/** The name: set, or the getter's `__name__`: `new`, null if neither (perhaps with an exception). */
function propertyName(p: PyPropertyObject): PyObject | null {
  const name = p.prop_name;
  if (name !== null) return Py_NewRef(name);
  const getter = p.prop_get;
  if (getter === null || getter == Py_None) return null;
  if (PyObject_GetOptionalAttr(getter, ID.__name__, cell) <= 0) return null;
  return load<PyObject | null>(cell);
}

/** AttributeError "property 'x' of 'C' object has no <what>". Returns null. */
function noAccessor(p: PyPropertyObject, obj: PyObject, what: string): PyObject | null {
  const name = propertyName(p);
  if (name === null && PyErr_Occurred() !== null) return null;
  const type = PyType_GetQualName(obj.ob_type);
  if (type !== null) {
    if (name !== null) {
      PyErr_Format(
        PyExc_AttributeError,
        "property %R of %R object has no %L",
        changetype<usize>(name),
        changetype<usize>(type),
        changetype<usize>(what),
      );
    } else {
      PyErr_Format(
        PyExc_AttributeError,
        "property of %R object has no %L",
        changetype<usize>(type),
        changetype<usize>(what),
      );
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(type);
  return null;
}

function property_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null || obj == Py_None) return Py_NewRef(self);
  const getter = asProperty(self).prop_get;
  if (getter === null) return noAccessor(asProperty(self), obj, "getter");
  return PyObject_CallOneArg(getter, obj);
}

function property_descr_set(self: PyObject, obj: PyObject, value: PyObject | null): i32 {
  const p = asProperty(self);
  const func = value === null ? p.prop_del : p.prop_set;
  if (func === null) {
    noAccessor(p, obj, value === null ? "deleter" : "setter");
    return -1;
  }
  const res = value === null ? PyObject_CallOneArg(func, obj) : callTwoArgs(func, obj, value);
  if (res === null) return -1;
  Py_DECREF(res);
  return 0;
}

function orNone(op: PyObject | null): PyObject {
  return op === null ? Py_None : op;
}

/** A copy with one accessor replaced. */
function propertyCopy(
  self: PyObject,
  get: PyObject | null,
  set: PyObject | null,
  del: PyObject | null,
): PyObject | null {
  const p = asProperty(self);
  let newGet = get;
  let newSet = set;
  let newDel = del;
  if (newGet === null || newGet == Py_None) newGet = p.prop_get;
  if (newSet === null || newSet == Py_None) newSet = p.prop_set;
  if (newDel === null || newDel == Py_None) newDel = p.prop_del;
  // A docstring that came from the getter is taken from the new getter again.
  const doc = p.getter_doc != 0 && newGet !== null ? Py_None : orNone(p.prop_doc);
  const made = callFourArgs(self.ob_type, orNone(newGet), orNone(newSet), orNone(newDel), doc);
  if (made === null) return null;
  if (made.ob_type == PyProperty_Type || made.ob_type == self.ob_type) {
    const name = p.prop_name;
    Py_XINCREF(name);
    Py_XSETREF(changetype<usize>(made) + offsetof<PyPropertyObject>("prop_name"), name);
  }
  return made;
}

function property_getter(self: PyObject, func: PyObject): PyObject | null {
  return propertyCopy(self, func, null, null);
}

function property_setter(self: PyObject, func: PyObject): PyObject | null {
  return propertyCopy(self, null, func, null);
}

function property_deleter(self: PyObject, func: PyObject): PyObject | null {
  return propertyCopy(self, null, null, func);
}

function property_set_name(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) {
    return PyErr_Format(PyExc_TypeError, "__set_name__() takes 2 positional arguments but %d were given", nargs);
  }
  const name = Py_NewRef(load<PyObject>(args + 8));
  Py_XSETREF(changetype<usize>(self) + offsetof<PyPropertyObject>("prop_name"), name);
  return Py_NewRef(Py_None);
}

/** Stores the docstring: in the field, or for a subclass as an attribute of the instance. */
function storeDoc(self: PyObject, doc: PyObject | null): i32 {
  if (self.ob_type == PyProperty_Type) {
    Py_XINCREF(doc);
    Py_XSETREF(changetype<usize>(self) + 40, doc);
    return 0;
  }
  const rc = PyObject_SetAttr(self, ID.__doc__, orNone(doc));
  if (rc < 0 && asProperty(self).getter_doc == 0 && PyErr_ExceptionMatches(PyExc_AttributeError)) {
    PyErr_Clear(); // a subclass without a dict cannot carry a docstring
    return 0;
  }
  return rc;
}

function property_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("property", "fget=,fset=,fdel=,doc=", args, kwargs)) return -1;
  const given = arg(0);
  const get: PyObject | null = given == Py_None ? null : given;
  const set: PyObject | null = arg(1) == Py_None ? null : arg(1);
  const del: PyObject | null = arg(2) == Py_None ? null : arg(2);
  let doc = arg(3);
  const at = changetype<usize>(self);
  Py_XINCREF(get);
  Py_XINCREF(set);
  Py_XINCREF(del);
  Py_XINCREF(doc);
  Py_XSETREF(at + 16, get);
  Py_XSETREF(at + 24, set);
  Py_XSETREF(at + 32, del);
  Py_XSETREF(at + 40, null);
  Py_XSETREF(at + 48, null);
  asProperty(self).getter_doc = 0;
  if (doc == Py_None) {
    Py_DECREF(doc!);
    doc = null;
  }
  if (doc === null && get !== null) {
    const rc = PyObject_GetOptionalAttr(get, ID.__doc__, cell);
    if (rc < 0) return -1;
    doc = load<PyObject | null>(cell);
    if (doc == Py_None) {
      Py_DECREF(doc!);
      doc = null;
    }
    if (doc !== null) asProperty(self).getter_doc = 1;
  }
  const rc = storeDoc(self, doc);
  Py_XDECREF(doc);
  return rc;
}

function property_get_name(self: PyObject, closure: usize): PyObject | null {
  const name = propertyName(asProperty(self));
  if (name === null && PyErr_Occurred() === null) {
    PyErr_SetString(PyExc_AttributeError, "'property' object has no attribute '__name__'");
  }
  return name;
}

function property_set_name_attribute(self: PyObject, value: PyObject | null, closure: usize): i32 {
  Py_XINCREF(value);
  Py_XSETREF(changetype<usize>(self) + offsetof<PyPropertyObject>("prop_name"), value);
  return 0;
}

/** Whether a part is abstract: 1, 0, -1. */
function isAbstract(op: PyObject | null): i32 {
  if (op === null) return 0;
  const rc = PyObject_GetOptionalAttr(op, ID.__isabstractmethod__, cell);
  if (rc <= 0) return rc;
  const value = load<PyObject>(cell);
  const truth = PyObject_IsTrue(value);
  Py_DECREF(value);
  return truth;
}

function property_get_isabstract(self: PyObject, closure: usize): PyObject | null {
  const p = asProperty(self);
  let rc = isAbstract(p.prop_get);
  if (rc == 0) rc = isAbstract(p.prop_set);
  if (rc == 0) rc = isAbstract(p.prop_del);
  if (rc < 0) return null;
  return Py_NewRef(rc ? Py_True : Py_False);
}

function property_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(type, 0);
}

export function initPropertyType(): void {
  const t = PyProperty_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "property",
    <i32>offsetof<PyPropertyObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    'property(fget=None, fset=None, fdel=None, doc=None)\n--\n\nAn attribute with functions behind it.\n\n  fget\n    called to read it\n  fset\n    called to write it\n  fdel\n    called to delete it\n  doc\n    its docstring\n\nproperty(fget, fset, fdel, doc) does in one call what decorators do in steps:\n\nclass C:\n    @property\n    def x(self):\n        "What x is."\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x',
  );
  t.tp_dealloc = property_dealloc.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = property_traverse.index;
  t.tp_clear = property_clear.index;
  t.tp_descr_get = property_descr_get.index;
  t.tp_descr_set = property_descr_set.index;
  t.tp_init = property_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = property_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "getter",
    property_getter.index,
    METH_O,
    "getter($self, object, /)\n--\n\nA copy of the property that is read by another function.",
  );
  addMethod(
    t,
    "setter",
    property_setter.index,
    METH_O,
    "setter($self, object, /)\n--\n\nA copy of the property that is written by another function.",
  );
  addMethod(
    t,
    "deleter",
    property_deleter.index,
    METH_O,
    "deleter($self, object, /)\n--\n\nA copy of the property that is deleted by another function.",
  );
  addMethod(
    t,
    "__set_name__",
    property_set_name.index,
    METH_FASTCALL,
    "__set_name__($self, owner, name, /)\n--\n\nMethod to set name of a property.",
  );
  addMember(t, "fget", _Py_T_OBJECT, 16, Py_READONLY);
  addMember(t, "fset", _Py_T_OBJECT, 24, Py_READONLY);
  addMember(t, "fdel", _Py_T_OBJECT, 32, Py_READONLY);
  addMember(t, "__doc__", _Py_T_OBJECT, 40, 0);
  addGetSet(t, "__name__", property_get_name.index, property_set_name_attribute.index);
  addGetSet(t, "__isabstractmethod__", property_get_isabstract.index, 0);
}
