/**
 * builtin_function_or_method: a native function with the object it is bound to. Counterpart: Objects/methodobject.c.
 *
 *   0  PyObject   16 m_ml   24 m_self   32 m_module   40 m_weakreflist   48 vectorcall   56
 *
 * Invariant: `vectorcall` fits the kind in ml_flags (0 for METH_VARARGS, which goes through tp_call); the definition outlives the object.
 */
import { PyObject, Py_EQ, Py_NE, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_HAVE_VECTORCALL, initPtr } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_XINCREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyCFunction_Type,
  PyModule_Type,
  PyType_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import {
  METH_FASTCALL,
  METH_KEYWORDS,
  METH_NOARGS,
  METH_O,
  METH_STATIC,
  METH_VARARGS,
  PyMethodDef,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { PyExc_SystemError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../protocol/errors";
import { PyVectorcall_Call } from "../protocol/call";
import { PyObject_GenericGetAttr, PyObject_GetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_Str, Py_RETURN_BOOL } from "../protocol/compare";
import { _Py_HashPointer } from "../protocol/hash";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_New, _PyObject_GC_TRACK } from "../gc/collector";
import { PyTuple_GET_SIZE, PyTuple_Pack2 } from "./tuple";
import { PyDict_GET_SIZE } from "./dict";
import { PyUnicode_Check, PyUnicode_FromString, _PyUnicode_EQ } from "./unicode";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyObject_ClearWeakRefs } from "./weakref";
import { PyType_Check } from "./typeobject";
import { docText, methodSignature } from "./docstring";
import { builtinsAttribute } from "./object_reduce";
import { ID } from "../generated/ids";

@unmanaged
export class PyCFunctionObject extends PyObject {
  m_ml: PyMethodDef; // 16
  m_ml_hi: u32;
  m_self: PyObject | null; // 24
  m_self_hi: u32;
  m_module: PyObject | null; // 32
  m_module_hi: u32;
  m_weakreflist: PyObject | null; // 40
  m_weakreflist_hi: u32;
  vectorcall: u32; // 48
  vectorcall_hi: u32;
}

function asFunction(op: PyObject): PyCFunctionObject {
  return changetype<PyCFunctionObject>(op);
}

export function PyCFunction_GET_FUNCTION(op: PyObject): u32 {
  return changetype<PyCFunctionObject>(op).m_ml.ml_meth;
}

export function PyCFunction_GET_FLAGS(op: PyObject): i32 {
  return changetype<PyCFunctionObject>(op).m_ml.ml_flags;
}

/** null address for METH_STATIC. Borrowed. */
export function PyCFunction_GET_SELF(op: PyObject): PyObject | null {
  const f = changetype<PyCFunctionObject>(op);
  return f.m_ml.ml_flags & METH_STATIC ? null : f.m_self;
}

export function PyCFunction_CheckExact(op: PyObject): bool {
  return op.ob_type == PyCFunction_Type;
}

/** Borrows all; `new`. */
export function PyCFunction_NewEx(ml: PyMethodDef, self: PyObject | null, module: PyObject | null): PyObject | null {
  let vectorcall: u32 = 0;
  switch (ml.ml_flags & (METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS)) {
    case METH_VARARGS:
    case METH_VARARGS | METH_KEYWORDS:
      break;
    case METH_FASTCALL:
      vectorcall = cfunction_vectorcall_FASTCALL.index;
      break;
    case METH_FASTCALL | METH_KEYWORDS:
      vectorcall = cfunction_vectorcall_FASTCALL_KEYWORDS.index;
      break;
    case METH_NOARGS:
      vectorcall = cfunction_vectorcall_NOARGS.index;
      break;
    case METH_O:
      vectorcall = cfunction_vectorcall_O.index;
      break;
    default:
      return PyErr_Format(PyExc_SystemError, "%s() method: bad call flags", ml.ml_name);
  }
  const made = _PyObject_GC_New(PyCFunction_Type);
  if (made === null) return null;
  const at = changetype<usize>(made);
  Py_XINCREF(self);
  Py_XINCREF(module);
  initPtr(at + 16, changetype<usize>(ml));
  initPtr(at + 24, changetype<usize>(self));
  initPtr(at + 32, changetype<usize>(module));
  initPtr(at + 40, 0);
  initPtr(at + 48, vectorcall);
  _PyObject_GC_TRACK(made);
  return made;
}

export function PyCFunction_New(ml: PyMethodDef, self: PyObject | null): PyObject | null {
  return PyCFunction_NewEx(ml, self, null);
}

function meth_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const f = asFunction(self);
  if (f.m_weakreflist !== null) PyObject_ClearWeakRefs(self);
  Py_XDECREF(f.m_self);
  Py_XDECREF(f.m_module);
  PyObject_GC_Del(changetype<usize>(self));
}

function meth_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 24, visit, arg);
  return stop ? stop : visitField(changetype<usize>(self) + 32, visit, arg);
}

// ---- calls -----------------------------------------------------------------------------------------------------------

const cell = memory.data(8, 8);

/** "module.qualname()" of a callable as messages name it, its str() if it has no qualname: `new`. */
export function _PyObject_FunctionStr(func: PyObject): PyObject | null {
  let rc = PyObject_GetOptionalAttr(func, ID.__qualname__, cell);
  if (rc < 0) return null;
  if (rc == 0) return PyObject_Str(func);
  const qualname = load<PyObject>(cell);
  let result: PyObject | null = null;
  rc = PyObject_GetOptionalAttr(func, ID.__module__, cell);
  const module: PyObject | null = rc > 0 ? load<PyObject | null>(cell) : null;
  if (rc >= 0) {
    const shown = module !== null && module != Py_None;
    if (shown && !(PyUnicode_Check(module!) && _PyUnicode_EQ(module!, ID.builtins))) {
      result = PyUnicode_FromFormat("%S.%S()", changetype<usize>(module), changetype<usize>(qualname));
    } else {
      result = PyUnicode_FromFormat("%S()", changetype<usize>(qualname));
    }
  }
  Py_XDECREF(module);
  Py_DECREF(qualname);
  return result;
}

/** TypeError "f() takes ... (n given)". Returns null. */
export function argumentCountError(func: PyObject, takes: string, given: i32): PyObject | null {
  const text = _PyObject_FunctionStr(func);
  if (text === null) return null;
  PyErr_Format(PyExc_TypeError, "%U %L (%d given)", changetype<usize>(text), changetype<usize>(takes), given);
  Py_DECREF(text);
  return null;
}

/** TypeError "f() takes no keyword arguments". Returns false. */
export function keywordError(func: PyObject): bool {
  const text = _PyObject_FunctionStr(func);
  if (text === null) return false;
  PyErr_Format(PyExc_TypeError, "%U takes no keyword arguments", changetype<usize>(text));
  Py_DECREF(text);
  return false;
}

function enter(func: PyObject, kwnames: PyObject | null): bool {
  if (kwnames !== null && PyTuple_GET_SIZE(kwnames) != 0) return keywordError(func);
  return Py_EnterRecursiveCall(" while calling a Python object");
}

function cfunction_vectorcall_FASTCALL(
  func: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!enter(func, kwnames)) return null;
  const f = asFunction(func);
  const result = call_indirect<PyObject | null>(
    f.m_ml.ml_meth,
    PyCFunction_GET_SELF(func),
    args,
    PyVectorcall_NARGS(nargsf),
  );
  Py_LeaveRecursiveCall();
  return result;
}

function cfunction_vectorcall_FASTCALL_KEYWORDS(
  func: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!Py_EnterRecursiveCall(" while calling a Python object")) return null;
  const f = asFunction(func);
  const result = call_indirect<PyObject | null>(
    f.m_ml.ml_meth,
    PyCFunction_GET_SELF(func),
    args,
    PyVectorcall_NARGS(nargsf),
    kwnames,
  );
  Py_LeaveRecursiveCall();
  return result;
}

function cfunction_vectorcall_NOARGS(
  func: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!enter(func, kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  let result: PyObject | null = null;
  if (n != 0) argumentCountError(func, "takes no arguments", n);
  else result = call_indirect<PyObject | null>(asFunction(func).m_ml.ml_meth, PyCFunction_GET_SELF(func), <usize>0);
  Py_LeaveRecursiveCall();
  return result;
}

function cfunction_vectorcall_O(func: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!enter(func, kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  let result: PyObject | null = null;
  if (n != 1) argumentCountError(func, "takes exactly one argument", n);
  else {
    result = call_indirect<PyObject | null>(
      asFunction(func).m_ml.ml_meth,
      PyCFunction_GET_SELF(func),
      load<PyObject>(args),
    );
  }
  Py_LeaveRecursiveCall();
  return result;
}

/** tp_call: by vectorcall where there is one, METH_VARARGS kinds directly. */
function cfunction_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const f = asFunction(self);
  const flags = f.m_ml.ml_flags;
  // a function with a vectorcall of its own (host_module.ts) has no other entry
  if (f.vectorcall != 0) return PyVectorcall_Call(self, args, kwargs);
  const target = PyCFunction_GET_SELF(self);
  if (flags & METH_KEYWORDS) return call_indirect<PyObject | null>(f.m_ml.ml_meth, target, args, kwargs);
  if (kwargs !== null && PyDict_GET_SIZE(kwargs) != 0) {
    keywordError(self);
    return null;
  }
  return call_indirect<PyObject | null>(f.m_ml.ml_meth, target, args);
}

// ---- attributes ------------------------------------------------------------------------------------------------------

function meth_get_name(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromString(asFunction(self).m_ml.ml_name);
}

function meth_get_doc(self: PyObject, closure: usize): PyObject | null {
  const ml = asFunction(self).m_ml;
  return docText(ml.ml_name, ml.ml_doc);
}

function meth_get_text_signature(self: PyObject, closure: usize): PyObject | null {
  const ml = asFunction(self).m_ml;
  return methodSignature(ml.ml_name, ml.ml_doc, ml.ml_flags);
}

function meth_get_self(self: PyObject, closure: usize): PyObject | null {
  const target = PyCFunction_GET_SELF(self);
  return Py_NewRef(target === null ? Py_None : target);
}

/** The bare name for a module's function, else "Type.name". */
function meth_get_qualname(self: PyObject, closure: usize): PyObject | null {
  const f = asFunction(self);
  const target = f.m_self;
  if (target === null || target.ob_type == PyModule_Type) return PyUnicode_FromString(f.m_ml.ml_name);
  const type: PyObject = PyType_Check(target) ? target : target.ob_type;
  const owner = PyObject_GetAttr(type, ID.__qualname__);
  if (owner === null) return null;
  let result: PyObject | null = null;
  if (PyUnicode_Check(owner)) {
    result = PyUnicode_FromFormat("%S.%s", changetype<usize>(owner), f.m_ml.ml_name);
  } else {
    PyErr_Format(PyExc_TypeError, "<method>.__class__.__qualname__ is not a unicode object");
  }
  Py_DECREF(owner);
  return result;
}

function meth_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const f = asFunction(self);
  const target = f.m_self;
  const name = PyUnicode_FromString(f.m_ml.ml_name);
  if (name === null || target === null || target.ob_type == PyModule_Type) return name;
  const getattr = builtinsAttribute(ID.getattr);
  const args = PyTuple_Pack2(target, name);
  const result: PyObject | null = getattr === null || args === null ? null : PyTuple_Pack2(getattr, args);
  Py_XDECREF(getattr);
  Py_XDECREF(args);
  Py_DECREF(name);
  return result;
}

function meth_repr(self: PyObject): PyObject | null {
  const f = asFunction(self);
  const target = f.m_self;
  if (target === null || target.ob_type == PyModule_Type) {
    return PyUnicode_FromFormat("<built-in function %s>", f.m_ml.ml_name);
  }
  return PyUnicode_FromFormat(
    "<built-in method %s of %s object at 0x%x>",
    f.m_ml.ml_name,
    target.ob_type.tp_name,
    changetype<usize>(target),
  );
}

/** What tells functions apart: the code, or for those of the host, which have one code, the definition. */
function codeOf(f: PyCFunctionObject): usize {
  return f.m_ml.ml_meth != 0 ? <usize>f.m_ml.ml_meth : changetype<usize>(f.m_ml);
}

function meth_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || a.ob_type != PyCFunction_Type || b.ob_type != PyCFunction_Type) {
    return Py_NewRef(Py_NotImplemented);
  }
  const eq = asFunction(a).m_self == asFunction(b).m_self && codeOf(asFunction(a)) == codeOf(asFunction(b));
  return Py_RETURN_BOOL(op == Py_EQ ? eq : !eq);
}

function meth_hash(self: PyObject): i64 {
  const f = asFunction(self);
  const h = _Py_HashPointer(changetype<usize>(f.m_self)) ^ _Py_HashPointer(codeOf(f));
  return h == -1 ? -2 : h;
}

export function initCFunctionType(): void {
  const t = PyCFunction_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "builtin_function_or_method",
    <i32>offsetof<PyCFunctionObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
  );
  t.tp_dealloc = meth_dealloc.index;
  t.tp_vectorcall_offset = <i32>offsetof<PyCFunctionObject>("vectorcall");
  t.tp_repr = meth_repr.index;
  t.tp_hash = meth_hash.index;
  t.tp_call = cfunction_call.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = meth_traverse.index;
  t.tp_richcompare = meth_richcompare.index;
  t.tp_weaklistoffset = <i32>offsetof<PyCFunctionObject>("m_weakreflist");
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__reduce__", meth_reduce.index, METH_NOARGS, null);
  addMember(t, "__module__", _Py_T_OBJECT, offsetof<PyCFunctionObject>("m_module"), 0);
  addGetSet(t, "__doc__", meth_get_doc.index, 0);
  addGetSet(t, "__name__", meth_get_name.index, 0);
  addGetSet(t, "__qualname__", meth_get_qualname.index, 0);
  addGetSet(t, "__self__", meth_get_self.index, 0);
  addGetSet(t, "__text_signature__", meth_get_text_signature.index, 0);
}
