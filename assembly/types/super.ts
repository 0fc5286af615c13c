/**
 * super. Counterpart: the superobject part of Objects/typeobject.c.
 *
 *   0 PyObject   16 type   24 obj   32 obj_type   40
 *
 * Invariant: if `obj` is set, `obj_type` is type(obj) or obj itself (a class) and a subtype of `type`; lookup starts behind `type` in
 * obj_type's MRO.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PySuper_Type, PyType_Type, Py_None } from "../object/statics";
import { Py_READONLY, _Py_T_OBJECT, addMember, initStaticType } from "../object/typedef";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { PyObject_CallOneArg, callTwoArgs } from "../protocol/call";
import { PyObject_GenericGetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, _PyTuple_ITEMS } from "./tuple";
import { PyDict_GetItemRef } from "./dict";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, _PyUnicode_EQ } from "./unicode";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyType_Check, PyType_IsSubtype, lookup_tp_dict } from "./typeobject";
import { ID } from "../generated/ids";

@unmanaged
export class PySuperObject extends PyObject {
  type: PyTypeObject | null; // 16
  type_hi: u32;
  obj: PyObject | null; // 24
  obj_hi: u32;
  obj_type: PyTypeObject | null; // 32
  obj_type_hi: u32;
}

/**
 * Zero-argument super(): set by the vm. (out: usize): i32 stores the class at `out` and the object at out+8, both borrowed; -1 with
 * RuntimeError.
 */
export let superHook: u32 = 0;
export function setSuperHook(fn: u32): void {
  superHook = fn;
}

function asSuper(op: PyObject): PySuperObject {
  return changetype<PySuperObject>(op);
}

const cell = memory.data(16, 8);

/** Searches the MRO of `objType` behind `type`: the raw attribute, `new`; null if absent (or with an exception). */
function lookBehind(type: PyTypeObject, objType: PyTypeObject, name: PyObject): PyObject | null {
  const mro = objType.tp_mro;
  if (mro === null) return null;
  Py_INCREF(mro);
  const n = PyTuple_GET_SIZE(mro);
  let i = 0;
  while (i + 1 < n && PyTuple_GET_ITEM(mro, i) != <PyObject>type) i++;
  let found: PyObject | null = null;
  for (i++; i < n; i++) {
    found = PyDict_GetItemRef(lookup_tp_dict(changetype<PyTypeObject>(PyTuple_GET_ITEM(mro, i))), name);
    if (found !== null || PyErr_Occurred() !== null) break;
  }
  Py_DECREF(mro);
  return found;
}

/**
 * Attribute `name` of super(type, obj), whose obj's class is `objType`; `self` is the super object for everything else, or null.
 * `method` 0, or the address of an i32 that is set to 1 if an unbound method comes back. `new`.
 */
function superAttribute(
  self: PyObject | null,
  type: PyTypeObject,
  obj: PyObject,
  objType: PyTypeObject,
  name: PyObject,
  method: usize,
): PyObject | null {
  if (!(PyUnicode_Check(name) && PyUnicode_GET_LENGTH(name) == 9 && _PyUnicode_EQ(name, ID.__class__))) {
    const found = lookBehind(type, objType, name);
    if (found !== null) {
      if (method != 0 && found.ob_type.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) {
        store<i32>(method, 1);
        return found;
      }
      const getter = found.ob_type.tp_descr_get;
      if (getter == 0) return found;
      const bound = call_indirect<PyObject | null>(
        getter,
        found,
        obj == <PyObject>objType ? <usize>0 : changetype<usize>(obj),
        <PyObject>objType,
      );
      Py_DECREF(found);
      return bound;
    }
    if (PyErr_Occurred() !== null) return null;
  }
  if (self !== null) return PyObject_GenericGetAttr(self, name);
  const made = callTwoArgs(PySuper_Type, type, obj);
  if (made === null) return null;
  const result = PyObject_GenericGetAttr(made, name);
  Py_DECREF(made);
  return result;
}

/** `obj`'s class as super() sees it: borrowed (kept alive by obj), null with TypeError. */
function superCheck(type: PyTypeObject, obj: PyObject): PyTypeObject | null {
  if (PyType_Check(obj) && PyType_IsSubtype(changetype<PyTypeObject>(obj), type)) return changetype<PyTypeObject>(obj);
  if (PyType_IsSubtype(obj.ob_type, type)) return obj.ob_type;
  // A proxy may claim another class.
  if (PyObject_GetOptionalAttr(obj, ID.__class__, cell) < 0) return null;
  const claimed = load<PyObject | null>(cell);
  if (claimed !== null) {
    const ok =
      PyType_Check(claimed) &&
      claimed != <PyObject>obj.ob_type &&
      PyType_IsSubtype(changetype<PyTypeObject>(claimed), type);
    Py_DECREF(claimed);
    if (ok) return changetype<PyTypeObject>(claimed);
  }
  const isClass = PyType_Check(obj);
  PyErr_Format(
    PyExc_TypeError,
    isClass
      ? "super(type, obj): obj (type %s) is not an instance or subtype of type (%s)."
      : "super(type, obj): obj (instance of %s) is not an instance or subtype of type (%s).",
    isClass ? changetype<PyTypeObject>(obj).tp_name : obj.ob_type.tp_name,
    type.tp_name,
  );
  return null;
}

/** LOAD_SUPER_ATTR without making a super object. `new`. */
export function _PySuper_Lookup(suType: PyTypeObject, suObj: PyObject, name: PyObject, method: usize): PyObject | null {
  const objType = superCheck(suType, suObj);
  if (objType === null) return null;
  return superAttribute(null, suType, suObj, objType, name, method);
}

function super_getattro(self: PyObject, name: PyObject): PyObject | null {
  const su = asSuper(self);
  const objType = su.obj_type;
  if (objType === null) return PyObject_GenericGetAttr(self, name);
  return superAttribute(self, su.type!, su.obj!, objType, name, 0);
}

function super_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const su = asSuper(self);
  Py_XDECREF(su.obj);
  Py_XDECREF(su.type);
  Py_XDECREF(su.obj_type);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function super_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const at = changetype<usize>(self);
  let stop = visitField(at + 24, visit, arg);
  if (!stop) stop = visitField(at + 16, visit, arg);
  if (!stop) stop = visitField(at + 32, visit, arg);
  return stop;
}

/** Fills a super object: `type`, and `obj` (null or None: unbound). */
function fill(self: PyObject, type: PyTypeObject, given: PyObject | null): i32 {
  let obj = given;
  let objType: PyTypeObject | null = null;
  if (obj == Py_None) obj = null;
  if (obj !== null) {
    objType = superCheck(type, obj);
    if (objType === null) return -1;
    Py_INCREF(obj);
    Py_INCREF(objType);
  }
  Py_INCREF(type);
  const su = asSuper(self);
  const t = su.type;
  const o = su.obj;
  const c = su.obj_type;
  su.type = type;
  su.obj = obj;
  su.obj_type = objType;
  Py_XDECREF(t);
  Py_XDECREF(o);
  Py_XDECREF(c);
  return 0;
}

function super_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!noKeywordsDict("super", kwargs)) return -1;
  return initFrom(self, _PyTuple_ITEMS(args), PyTuple_GET_SIZE(args));
}

/** super(type[, object]) from `n` arguments at `args`, or from the running frame (super_init_impl). */
function initFrom(self: PyObject, args: usize, n: i32): i32 {
  if (!PyArg_CheckPositional("super()", n, 0, 2)) return -1;
  if (n == 0) {
    if (superHook == 0) {
      PyErr_SetString(PyExc_RuntimeError, "super(): no current frame");
      return -1;
    }
    if (call_indirect<i32>(superHook, cell) < 0) return -1;
    return fill(self, load<PyTypeObject>(cell), load<PyObject | null>(cell + 8));
  }
  const type = load<PyObject>(args);
  if (!PyType_Check(type)) {
    PyErr_Format(PyExc_TypeError, "super() argument 1 must be a type, not %s", type.ob_type.tp_name);
    return -1;
  }
  return fill(self, changetype<PyTypeObject>(type), n > 1 ? load<PyObject>(args, 8) : null);
}

function super_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("super", kwnames)) return null;
  const self = PyType_GenericAlloc(changetype<PyTypeObject>(callable), 0);
  if (self === null) return null;
  if (initFrom(self, args, PyVectorcall_NARGS(nargsf)) == 0) return self;
  Py_DECREF(self);
  return null;
}

function super_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(type, 0);
}

function super_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  const su = asSuper(self);
  if (obj === null || obj == Py_None || su.obj !== null) return Py_NewRef(self);
  if (self.ob_type != PySuper_Type) {
    const cls = su.type;
    return cls === null ? PyObject_CallOneArg(self.ob_type, obj) : callTwoArgs(self.ob_type, cls, obj);
  }
  const made = PyType_GenericAlloc(PySuper_Type, 0);
  if (made === null) return null;
  if (fill(made, su.type!, obj) < 0) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

function super_repr(self: PyObject): PyObject | null {
  const su = asSuper(self);
  const nullText = "NULL";
  const type = su.type;
  const objType = su.obj_type;
  if (objType !== null) {
    return PyUnicode_FromFormat("<super: <class '%s'>, <%s object>>", type!.tp_name, objType.tp_name);
  }
  if (type === null) return PyUnicode_FromFormat("<super: <class '%L'>, NULL>", changetype<usize>(nullText));
  return PyUnicode_FromFormat("<super: <class '%s'>, NULL>", type.tp_name);
}

export function initSuperType(): void {
  const t = PySuper_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "super",
    <i32>offsetof<PySuperObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nThe methods that a class inherits, for calls from a method of the same name:\nclass C(B):\n    def grow(self, by):\n        super().grow(by)\nIn a class method it gives those that take the class.",
  );
  t.tp_dealloc = super_dealloc.index;
  t.tp_repr = super_repr.index;
  t.tp_getattro = super_getattro.index;
  t.tp_traverse = super_traverse.index;
  t.tp_descr_get = super_descr_get.index;
  t.tp_init = super_init.index;
  t.tp_vectorcall = super_vectorcall.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = super_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "__thisclass__", _Py_T_OBJECT, 16, Py_READONLY, "the class invoking super()");
  addMember(t, "__self__", _Py_T_OBJECT, 24, Py_READONLY, "the instance invoking super(); may be None");
  addMember(
    t,
    "__self_class__",
    _Py_T_OBJECT,
    32,
    Py_READONLY,
    "the type of the instance invoking super(); may be None",
  );
}
