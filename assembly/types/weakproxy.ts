/**
 * weakref.proxy and callable proxies (Objects/weakrefobject.c): objects that stand for their referent in every operation. The layout is
 * PyWeakReference's. Each slot unwraps its arguments and calls the operation of protocol/; ReferenceError if the referent is dead.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { PyExc_ReferenceError, PyExc_TypeError } from "../object/exception_types";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import {
  METH_NOARGS,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
  sequenceMethods,
} from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { ID } from "../generated/ids";
import { PyObject_GetAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_Call, PyObject_CallMethodNoArgs } from "../protocol/call";
import { PyObject_IsTrue, PyObject_RichCompare, PyObject_Str } from "../protocol/compare";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { PyIter_Check, PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import {
  PyNumber_Absolute,
  PyNumber_Add,
  PyNumber_And,
  PyNumber_Divmod,
  PyNumber_Float,
  PyNumber_FloorDivide,
  PyNumber_InPlaceAdd,
  PyNumber_InPlaceAnd,
  PyNumber_InPlaceFloorDivide,
  PyNumber_InPlaceLshift,
  PyNumber_InPlaceMatrixMultiply,
  PyNumber_InPlaceMultiply,
  PyNumber_InPlaceOr,
  PyNumber_InPlacePower,
  PyNumber_InPlaceRemainder,
  PyNumber_InPlaceRshift,
  PyNumber_InPlaceSubtract,
  PyNumber_InPlaceTrueDivide,
  PyNumber_InPlaceXor,
  PyNumber_Index,
  PyNumber_Invert,
  PyNumber_Long,
  PyNumber_Lshift,
  PyNumber_MatrixMultiply,
  PyNumber_Multiply,
  PyNumber_Negative,
  PyNumber_Or,
  PyNumber_Positive,
  PyNumber_Power,
  PyNumber_Remainder,
  PyNumber_Rshift,
  PyNumber_Subtract,
  PyNumber_TrueDivide,
  PyNumber_Xor,
} from "../protocol/number";
import {
  PyObject_DelItem,
  PyObject_GetItem,
  PyObject_SetItem,
  PyObject_Size,
  PySequence_Contains,
} from "../protocol/sequence";
import { PyUnicode_FromFormat } from "./unicode_format";
import {
  PyWeakref_CheckProxy,
  _PyWeakref_CallableProxyType,
  _PyWeakref_GET_REF,
  _PyWeakref_ProxyType,
  weakref_clear,
  weakref_dealloc,
  weakref_traverse,
} from "./weakref";

/** What a proxy stands for, anything else itself: `new`, or null with ReferenceError. */
function unwrap(op: PyObject): PyObject | null {
  if (!PyWeakref_CheckProxy(op)) return Py_NewRef(op);
  const object = _PyWeakref_GET_REF(op);
  if (object === null) return PyErr_SetString(PyExc_ReferenceError, "weakly-referenced object no longer exists");
  return object;
}

/** operation(unwrapped a): `new`. `operation` is the index of a unary function. */
function unary(a: PyObject, operation: u32): PyObject | null {
  const x = unwrap(a);
  if (x === null) return null;
  const result: PyObject | null = call_indirect<PyObject | null>(operation, x);
  Py_DECREF(x);
  return result;
}

/** The same for two operands. */
function binary(a: PyObject, b: PyObject, operation: u32): PyObject | null {
  const x = unwrap(a);
  if (x === null) return null;
  const y = unwrap(b);
  if (y === null) {
    Py_DECREF(x);
    return null;
  }
  const result: PyObject | null = call_indirect<PyObject | null>(operation, x, y);
  Py_DECREF(x);
  Py_DECREF(y);
  return result;
}

/** And for pow(). */
function ternary(a: PyObject, b: PyObject, c: PyObject, operation: u32): PyObject | null {
  const x = unwrap(a);
  if (x === null) return null;
  const y = unwrap(b);
  const z: PyObject | null = y === null ? null : unwrap(c);
  let result: PyObject | null = null;
  if (y !== null && z !== null) result = call_indirect<PyObject | null>(operation, x, y, z);
  Py_DECREF(x);
  Py_XDECREF(y);
  Py_XDECREF(z);
  return result;
}

function proxy_getattr(self: PyObject, name: PyObject): PyObject | null {
  return binary(self, name, PyObject_GetAttr.index);
}

function proxy_setattr(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  const x = unwrap(self);
  if (x === null) return -1;
  const result = PyObject_SetAttr(x, name, value);
  Py_DECREF(x);
  return result;
}

function strOf(op: PyObject): PyObject | null {
  return PyObject_Str(op);
}

function proxy_str(self: PyObject): PyObject | null {
  return unary(self, strOf.index);
}

/** new */
function proxy_repr(self: PyObject): PyObject | null {
  const object = _PyWeakref_GET_REF(self);
  const address = changetype<usize>(self);
  if (object === null) return PyUnicode_FromFormat("<weakproxy at 0x%x; dead>", address);
  const format = "<weakproxy at 0x%x; to '%T' at 0x%x>";
  const result = PyUnicode_FromFormat(format, address, changetype<usize>(object), changetype<usize>(object));
  Py_DECREF(object);
  return result;
}

function proxy_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  const x = unwrap(a);
  if (x === null) return null;
  const y = unwrap(b);
  let result: PyObject | null = null;
  if (y !== null) result = PyObject_RichCompare(x, y, op);
  Py_DECREF(x);
  Py_XDECREF(y);
  return result;
}

function proxy_iter(self: PyObject): PyObject | null {
  return unary(self, PyObject_GetIter.index);
}

function proxy_iternext(self: PyObject): PyObject | null {
  const x = unwrap(self);
  if (x === null) return null;
  let result: PyObject | null = null;
  if (!PyIter_Check(x)) {
    PyErr_Format(PyExc_TypeError, "Weakref proxy referenced a non-iterator '%s' object", x.ob_type.tp_name);
  } else {
    result = PyIter_Next(x);
  }
  Py_DECREF(x);
  return result;
}

function proxy_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const x = unwrap(self);
  if (x === null) return null;
  const result = PyObject_Call(x, args, kwargs);
  Py_DECREF(x);
  return result;
}

function proxy_bool(self: PyObject): i32 {
  const x = unwrap(self);
  if (x === null) return -1;
  const result = PyObject_IsTrue(x);
  Py_DECREF(x);
  return result;
}

function proxy_length(self: PyObject): i32 {
  const x = unwrap(self);
  if (x === null) return -1;
  const result = PyObject_Size(x);
  Py_DECREF(x);
  return result;
}

function proxy_contains(self: PyObject, value: PyObject): i32 {
  const x = unwrap(self);
  if (x === null) return -1;
  const result = PySequence_Contains(x, value);
  Py_DECREF(x);
  return result;
}

function proxy_getitem(self: PyObject, key: PyObject): PyObject | null {
  return binary(self, key, PyObject_GetItem.index);
}

function proxy_setitem(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  const x = unwrap(self);
  if (x === null) return -1;
  const result = value === null ? PyObject_DelItem(x, key) : PyObject_SetItem(x, key, value);
  Py_DECREF(x);
  return result;
}

/** new */
function proxy_bytes(self: PyObject, unused: PyObject | null): PyObject | null {
  const x = unwrap(self);
  if (x === null) return null;
  const result = PyObject_CallMethodNoArgs(x, ID.__bytes__);
  Py_DECREF(x);
  return result;
}

/** new */
function proxy_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  const x = unwrap(self);
  if (x === null) return null;
  const result = PyObject_CallMethodNoArgs(x, ID.__reversed__);
  Py_DECREF(x);
  return result;
}

function proxy_add(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Add.index);
}

function proxy_inplace_add(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceAdd.index);
}

function proxy_subtract(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Subtract.index);
}

function proxy_inplace_subtract(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceSubtract.index);
}

function proxy_multiply(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Multiply.index);
}

function proxy_inplace_multiply(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceMultiply.index);
}

function proxy_floor_divide(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_FloorDivide.index);
}

function proxy_inplace_floor_divide(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceFloorDivide.index);
}

function proxy_true_divide(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_TrueDivide.index);
}

function proxy_inplace_true_divide(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceTrueDivide.index);
}

function proxy_remainder(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Remainder.index);
}

function proxy_inplace_remainder(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceRemainder.index);
}

function proxy_divmod(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Divmod.index);
}

function proxy_lshift(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Lshift.index);
}

function proxy_inplace_lshift(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceLshift.index);
}

function proxy_rshift(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Rshift.index);
}

function proxy_inplace_rshift(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceRshift.index);
}

function proxy_and(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_And.index);
}

function proxy_inplace_and(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceAnd.index);
}

function proxy_xor(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Xor.index);
}

function proxy_inplace_xor(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceXor.index);
}

function proxy_or(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_Or.index);
}

function proxy_inplace_or(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceOr.index);
}

function proxy_matrix_multiply(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_MatrixMultiply.index);
}

function proxy_inplace_matrix_multiply(a: PyObject, b: PyObject): PyObject | null {
  return binary(a, b, PyNumber_InPlaceMatrixMultiply.index);
}

function proxy_negative(a: PyObject): PyObject | null {
  return unary(a, PyNumber_Negative.index);
}

function proxy_positive(a: PyObject): PyObject | null {
  return unary(a, PyNumber_Positive.index);
}

function proxy_absolute(a: PyObject): PyObject | null {
  return unary(a, PyNumber_Absolute.index);
}

function proxy_invert(a: PyObject): PyObject | null {
  return unary(a, PyNumber_Invert.index);
}

function proxy_int(a: PyObject): PyObject | null {
  return unary(a, PyNumber_Long.index);
}

function proxy_float(a: PyObject): PyObject | null {
  return unary(a, PyNumber_Float.index);
}

function proxy_index(a: PyObject): PyObject | null {
  return unary(a, PyNumber_Index.index);
}

function proxy_power(a: PyObject, b: PyObject, c: PyObject): PyObject | null {
  return ternary(a, b, c, PyNumber_Power.index);
}

function proxy_inplace_power(a: PyObject, b: PyObject, c: PyObject): PyObject | null {
  return ternary(a, b, c, PyNumber_InPlacePower.index);
}

function addProxyNumbers(t: PyTypeObject): void {
  const m = numberMethods(t);
  m.nb_bool = proxy_bool.index;
  m.nb_add = proxy_add.index;
  m.nb_inplace_add = proxy_inplace_add.index;
  m.nb_subtract = proxy_subtract.index;
  m.nb_inplace_subtract = proxy_inplace_subtract.index;
  m.nb_multiply = proxy_multiply.index;
  m.nb_inplace_multiply = proxy_inplace_multiply.index;
  m.nb_floor_divide = proxy_floor_divide.index;
  m.nb_inplace_floor_divide = proxy_inplace_floor_divide.index;
  m.nb_true_divide = proxy_true_divide.index;
  m.nb_inplace_true_divide = proxy_inplace_true_divide.index;
  m.nb_remainder = proxy_remainder.index;
  m.nb_inplace_remainder = proxy_inplace_remainder.index;
  m.nb_divmod = proxy_divmod.index;
  m.nb_lshift = proxy_lshift.index;
  m.nb_inplace_lshift = proxy_inplace_lshift.index;
  m.nb_rshift = proxy_rshift.index;
  m.nb_inplace_rshift = proxy_inplace_rshift.index;
  m.nb_and = proxy_and.index;
  m.nb_inplace_and = proxy_inplace_and.index;
  m.nb_xor = proxy_xor.index;
  m.nb_inplace_xor = proxy_inplace_xor.index;
  m.nb_or = proxy_or.index;
  m.nb_inplace_or = proxy_inplace_or.index;
  m.nb_matrix_multiply = proxy_matrix_multiply.index;
  m.nb_inplace_matrix_multiply = proxy_inplace_matrix_multiply.index;
  m.nb_negative = proxy_negative.index;
  m.nb_positive = proxy_positive.index;
  m.nb_absolute = proxy_absolute.index;
  m.nb_invert = proxy_invert.index;
  m.nb_int = proxy_int.index;
  m.nb_float = proxy_float.index;
  m.nb_index = proxy_index.index;
  m.nb_power = proxy_power.index;
  m.nb_inplace_power = proxy_inplace_power.index;
}

function define(t: PyTypeObject, name: string): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 64, 0, Py_TPFLAGS_HAVE_GC | (1 << 7));
  t.tp_dealloc = weakref_dealloc.index;
  t.tp_repr = proxy_repr.index;
  t.tp_str = proxy_str.index;
  t.tp_getattro = proxy_getattr.index;
  t.tp_setattro = proxy_setattr.index;
  t.tp_traverse = weakref_traverse.index;
  t.tp_clear = weakref_clear.index;
  t.tp_richcompare = proxy_richcompare.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_iter = proxy_iter.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  addProxyNumbers(t);
  const sequence = sequenceMethods(t);
  sequence.sq_length = proxy_length.index;
  sequence.sq_contains = proxy_contains.index;
  const mapping = mappingMethods(t);
  mapping.mp_length = proxy_length.index;
  mapping.mp_subscript = proxy_getitem.index;
  mapping.mp_ass_subscript = proxy_setitem.index;
}

export function initWeakProxyTypes(): void {
  define(_PyWeakref_ProxyType, "weakref.ProxyType");
  _PyWeakref_ProxyType.tp_iternext = proxy_iternext.index;
  addMethod(_PyWeakref_ProxyType, "__bytes__", proxy_bytes.index, METH_NOARGS);
  addMethod(_PyWeakref_ProxyType, "__reversed__", proxy_reversed.index, METH_NOARGS);
  define(_PyWeakref_CallableProxyType, "weakref.CallableProxyType");
  _PyWeakref_CallableProxyType.tp_iternext = proxy_iternext.index;
  _PyWeakref_CallableProxyType.tp_call = proxy_call.index;
}
