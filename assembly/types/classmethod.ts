/**
 * classmethod and staticmethod. Counterpart: the second half of Objects/funcobject.c.
 *
 *   0 PyObject   16 callable   24 dict   32     (both)
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyClassMethod_Type,
  PyStaticMethod_Type,
  PyType_Type,
  Py_False,
  Py_True,
} from "../object/statics";
import { Py_READONLY, _Py_T_OBJECT, addGetSet, addMember, initStaticType } from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_RuntimeError } from "../object/exception_types";
import { PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../protocol/args";
import { PyObject_Call } from "../protocol/call";
import { PyObject_GetOptionalAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyObject_GenericGetDict, PyObject_GenericSetDict } from "./object";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyMethod_New } from "./method";
import { ID } from "../generated/ids";

/** Both have the same layout: the callable and a dict. */
@unmanaged
export class PyClassMethodObject extends PyObject {
  cm_callable: PyObject; // 16
  cm_callable_hi: u32;
  cm_dict: PyObject | null; // 24
  cm_dict_hi: u32;
}

function callableOf(op: PyObject): PyObject | null {
  return load<PyObject | null>(changetype<usize>(op) + 16);
}

/** What a staticmethod wraps, borrowed; null before its __init__. */
export function staticCallable(op: PyObject): PyObject | null {
  return callableOf(op);
}

const cell = memory.data(8, 8);

/** Copies one attribute from the wrapped callable, if it has it. */
function copyAttribute(wrapper: PyObject, wrapped: PyObject, name: PyObject): i32 {
  const rc = PyObject_GetOptionalAttr(wrapped, name, cell);
  if (rc <= 0) return rc;
  const value = load<PyObject>(cell);
  const done = PyObject_SetAttr(wrapper, name, value);
  Py_DECREF(value);
  return done;
}

/** What functools.wraps copies, but for __dict__. */
function wrapsFrom(wrapper: PyObject, wrapped: PyObject): i32 {
  if (copyAttribute(wrapper, wrapped, ID.__module__) < 0) return -1;
  if (copyAttribute(wrapper, wrapped, ID.__name__) < 0) return -1;
  if (copyAttribute(wrapper, wrapped, ID.__qualname__) < 0) return -1;
  if (copyAttribute(wrapper, wrapped, ID.__doc__) < 0) return -1;
  return copyAttribute(wrapper, wrapped, ID.__annotations__);
}

function newWrapper(type: PyTypeObject, callable: PyObject): PyObject | null {
  const made = PyType_GenericAlloc(type, 0);
  if (made === null) return null;
  changetype<PyClassMethodObject>(made).cm_callable = Py_NewRef(callable);
  return made;
}

/** Borrows `callable`; `new`. */
export function PyClassMethod_New(callable: PyObject): PyObject | null {
  return newWrapper(PyClassMethod_Type, callable);
}

/** Borrows `callable`; `new`. */
export function PyStaticMethod_New(callable: PyObject): PyObject | null {
  return newWrapper(PyStaticMethod_Type, callable);
}

function wrapper_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_XDECREF(callableOf(self));
  Py_XDECREF(changetype<PyClassMethodObject>(self).cm_dict);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function wrapper_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 24, visit, arg);
  return stop ? stop : visitField(changetype<usize>(self) + 16, visit, arg);
}

function wrapper_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
  return 0;
}

function initWrapper(self: PyObject, name: string, args: PyObject, kwargs: PyObject | null): i32 {
  if (!noKeywordsDict(name, kwargs)) return -1;
  if (!PyArg_CheckPositional(name, PyTuple_GET_SIZE(args), 1, 1)) return -1;
  const callable = PyTuple_GET_ITEM(args, 0);
  Py_INCREF(callable);
  Py_XSETREF(changetype<usize>(self) + 16, callable);
  return wrapsFrom(self, callable);
}

function cm_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  return initWrapper(self, "classmethod", args, kwargs);
}

function sm_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  return initWrapper(self, "staticmethod", args, kwargs);
}

function wrapper_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(type, 0);
}

function cm_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  const callable = callableOf(self);
  if (callable === null) return PyErr_SetString(PyExc_RuntimeError, "uninitialized classmethod object");
  return PyMethod_New(callable, type === null ? <PyObject>obj!.ob_type : type);
}

function sm_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  const callable = callableOf(self);
  if (callable === null) return PyErr_SetString(PyExc_RuntimeError, "uninitialized staticmethod object");
  return Py_NewRef(callable);
}

function sm_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyObject_Call(callableOf(self)!, args, kwargs);
}

function wrapper_get_isabstract(self: PyObject, closure: usize): PyObject | null {
  const callable = callableOf(self);
  if (callable === null) return Py_NewRef(Py_False);
  const rc = PyObject_GetOptionalAttr(callable, ID.__isabstractmethod__, cell);
  if (rc < 0) return null;
  if (rc == 0) return Py_NewRef(Py_False);
  const value = load<PyObject>(cell);
  const truth = PyObject_IsTrue(value);
  Py_DECREF(value);
  if (truth < 0) return null;
  return Py_NewRef(truth ? Py_True : Py_False);
}

function cm_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat("<classmethod(%R)>", changetype<usize>(callableOf(self)));
}

function sm_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat("<staticmethod(%R)>", changetype<usize>(callableOf(self)));
}

function initWrapperType(t: PyTypeObject, name: string, doc: string): void {
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    name,
    <i32>offsetof<PyClassMethodObject>(),
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    doc,
  );
  t.tp_dealloc = wrapper_dealloc.index;
  t.tp_traverse = wrapper_traverse.index;
  t.tp_clear = wrapper_clear.index;
  t.tp_dictoffset = <i32>offsetof<PyClassMethodObject>("cm_dict");
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = wrapper_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "__func__", _Py_T_OBJECT, 16, Py_READONLY);
  addMember(t, "__wrapped__", _Py_T_OBJECT, 16, Py_READONLY);
  addGetSet(t, "__isabstractmethod__", wrapper_get_isabstract.index, 0);
  addGetSet(t, "__dict__", PyObject_GenericGetDict.index, PyObject_GenericSetDict.index);
}

export function initClassMethodTypes(): void {
  initWrapperType(
    PyClassMethod_Type,
    "classmethod",
    "classmethod(function, /)\n--\n\nMake a method that gets the class, not the instance, as its first argument.\n\n  class C:\n      @classmethod\n      def make(cls, text):\n          return cls(int(text))\n\nIt is called on the class, C.make('1'), or on an instance, of which only the\nclass counts; on a derived class it gets that one. For a method that gets\nneither, see staticmethod.",
  );
  PyClassMethod_Type.tp_repr = cm_repr.index;
  PyClassMethod_Type.tp_descr_get = cm_descr_get.index;
  PyClassMethod_Type.tp_init = cm_init.index;
  initWrapperType(
    PyStaticMethod_Type,
    "staticmethod",
    "staticmethod(function, /)\n--\n\nMake a method that gets neither the instance nor the class.\n\n     class C:\n         @staticmethod\n         def twice(x):\n             return 2 * x\n\nIt is called on the class, C.twice(1), or on an instance, as any function in a\nnamespace would be. For a method that gets the class, see classmethod.",
  );
  PyStaticMethod_Type.tp_repr = sm_repr.index;
  PyStaticMethod_Type.tp_call = sm_call.index;
  PyStaticMethod_Type.tp_descr_get = sm_descr_get.index;
  PyStaticMethod_Type.tp_init = sm_init.index;
}
