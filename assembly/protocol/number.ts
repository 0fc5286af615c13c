/**
 * The number protocol (Objects/abstract.c): operators through the type slots with reflected operands, in-place forms, conversions
 * to int and float, indices.
 *
 * Invariant: every function returns `new` or null with an exception; NotImplemented never leaves this file.
 */
import { PyNumberMethods, PyObject, PySequenceMethods, PyTypeObject } from "../object/layout";
import { callBinary, callTernary, callUnary } from "../object/slots";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import {
  PyByteArray_Type,
  PyCFunction_Type,
  PyFloat_Type,
  PyLong_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import { PyExc_DeprecationWarning, PyExc_OverflowError, PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Format, PyErr_Occurred } from "./errors";
import { PyErr_WarnFormat } from "./warnings";
import { PyObject_CallNoArgs } from "./call";
import { _PyObject_LookupSpecial } from "./attr";
import {
  PyBUF_SIMPLE,
  PyBuffer_Release,
  PyObject_CheckBuffer,
  PyObject_GetBuffer,
  allocBuffer,
  freeBuffer,
} from "./buffer";
import { PyType_IsSubtype } from "../types/typeobject";
import { PyUnicode_Check } from "../types/unicode";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../types/bytes";
import { PyByteArray_AS_STRING, PyByteArray_GET_SIZE } from "../types/bytearray";
import { PyComplex_Check } from "../types/complex";
import { PyCFunctionObject } from "../types/methodobject";
import { PyFloat_AS_DOUBLE, PyFloat_Check, PyFloat_FromDouble, PyFloat_FromString } from "../types/float";
import { PyLong_AsDouble, PyLong_Check, _PyLong_Copy, longAsI64, longOverflow, saturate } from "../types/long";
import { PyLong_FromUnicodeObject, _PyLong_Format, _PyLong_FromBytes } from "../types/long_text";

/** The function at `offset` of a type's number slots, 0 if none. */
function numberSlot(type: PyTypeObject, offset: usize): u32 {
  const methods = type.tp_as_number;
  return methods === null ? 0 : load<u32>(changetype<usize>(methods) + offset);
}

function sequenceSlot(type: PyTypeObject, offset: usize): u32 {
  const methods = type.tp_as_sequence;
  return methods === null ? 0 : load<u32>(changetype<usize>(methods) + offset);
}

/** Tries both operands' slots, the right one first if its type is a subtype. `new`, NotImplemented or null. */
export function binary_op1(v: PyObject, w: PyObject, offset: usize): PyObject | null {
  const slotV = numberSlot(v.ob_type, offset);
  let slotW: u32 = 0;
  if (w.ob_type != v.ob_type) {
    slotW = numberSlot(w.ob_type, offset);
    if (slotW == slotV) slotW = 0;
  }
  if (slotV != 0) {
    if (slotW != 0 && PyType_IsSubtype(w.ob_type, v.ob_type)) {
      const x = callBinary(slotW, v, w);
      if (x != Py_NotImplemented) return x;
      Py_DECREF(Py_NotImplemented);
      slotW = 0;
    }
    const x = callBinary(slotV, v, w);
    if (x != Py_NotImplemented) return x;
    Py_DECREF(Py_NotImplemented);
  }
  return slotW != 0 ? callBinary(slotW, v, w) : Py_NewRef(Py_NotImplemented);
}

/** TypeError "unsupported operand type(s) for +: 'int' and 'str'". */
function binopTypeError(v: PyObject, w: PyObject, name: string): PyObject | null {
  return PyErr_Format(
    PyExc_TypeError,
    "unsupported operand type(s) for %L: '%.100s' and '%.100s'",
    changetype<usize>(name),
    v.ob_type.tp_name,
    w.ob_type.tp_name,
  );
}

function binaryOp(v: PyObject, w: PyObject, offset: usize, name: string): PyObject | null {
  const result = binary_op1(v, w, offset);
  if (result != Py_NotImplemented) return result;
  Py_DECREF(Py_NotImplemented);
  return binopTypeError(v, w, name);
}

/** The in-place slot of `v`, then the plain operator. `new`, NotImplemented or null. */
function binary_iop1(v: PyObject, w: PyObject, inplaceOffset: usize, offset: usize): PyObject | null {
  const slot = numberSlot(v.ob_type, inplaceOffset);
  if (slot != 0) {
    const x = callBinary(slot, v, w);
    if (x != Py_NotImplemented) return x;
    Py_DECREF(Py_NotImplemented);
  }
  return binary_op1(v, w, offset);
}

function inplaceOp(v: PyObject, w: PyObject, inplaceOffset: usize, offset: usize, name: string): PyObject | null {
  const result = binary_iop1(v, w, inplaceOffset, offset);
  if (result != Py_NotImplemented) return result;
  Py_DECREF(Py_NotImplemented);
  return binopTypeError(v, w, name);
}

export function PyNumber_Add(v: PyObject, w: PyObject): PyObject | null {
  const result = binary_op1(v, w, offsetof<PyNumberMethods>("nb_add"));
  if (result != Py_NotImplemented) return result;
  Py_DECREF(Py_NotImplemented);
  const concat = sequenceSlot(v.ob_type, offsetof<PySequenceMethods>("sq_concat"));
  return concat != 0 ? callBinary(concat, v, w) : binopTypeError(v, w, "+");
}

export function PyNumber_InPlaceAdd(v: PyObject, w: PyObject): PyObject | null {
  const result = binary_iop1(v, w, offsetof<PyNumberMethods>("nb_inplace_add"), offsetof<PyNumberMethods>("nb_add"));
  if (result != Py_NotImplemented) return result;
  Py_DECREF(Py_NotImplemented);
  let concat = sequenceSlot(v.ob_type, offsetof<PySequenceMethods>("sq_inplace_concat"));
  if (concat == 0) concat = sequenceSlot(v.ob_type, offsetof<PySequenceMethods>("sq_concat"));
  return concat != 0 ? callBinary(concat, v, w) : binopTypeError(v, w, "+=");
}

/** seq * n through `repeat`. `new` */
function sequence_repeat(repeat: u32, seq: PyObject, n: PyObject): PyObject | null {
  if (!PyIndex_Check(n)) {
    return PyErr_Format(PyExc_TypeError, "can't multiply sequence by non-int of type '%.200s'", n.ob_type.tp_name);
  }
  const count = PyNumber_AsSsize_t(n, PyExc_OverflowError);
  if (count == -1 && PyErr_Occurred() !== null) return null;
  return call_indirect<PyObject | null>(repeat, seq, count);
}

export function PyNumber_Multiply(v: PyObject, w: PyObject): PyObject | null {
  const result = binary_op1(v, w, offsetof<PyNumberMethods>("nb_multiply"));
  if (result != Py_NotImplemented) return result;
  Py_DECREF(Py_NotImplemented);
  const repeatV = sequenceSlot(v.ob_type, offsetof<PySequenceMethods>("sq_repeat"));
  if (repeatV != 0) return sequence_repeat(repeatV, v, w);
  const repeatW = sequenceSlot(w.ob_type, offsetof<PySequenceMethods>("sq_repeat"));
  if (repeatW != 0) return sequence_repeat(repeatW, w, v);
  return binopTypeError(v, w, "*");
}

export function PyNumber_InPlaceMultiply(v: PyObject, w: PyObject): PyObject | null {
  const result = binary_iop1(
    v,
    w,
    offsetof<PyNumberMethods>("nb_inplace_multiply"),
    offsetof<PyNumberMethods>("nb_multiply"),
  );
  if (result != Py_NotImplemented) return result;
  Py_DECREF(Py_NotImplemented);
  let repeatV = sequenceSlot(v.ob_type, offsetof<PySequenceMethods>("sq_inplace_repeat"));
  if (repeatV == 0) repeatV = sequenceSlot(v.ob_type, offsetof<PySequenceMethods>("sq_repeat"));
  if (repeatV != 0) return sequence_repeat(repeatV, v, w);
  // The left operand of *= has no sequence slots at all: a sequence on the right is repeated into a new object.
  if (v.ob_type.tp_as_sequence !== null) return binopTypeError(v, w, "*=");
  const repeatW = sequenceSlot(w.ob_type, offsetof<PySequenceMethods>("sq_repeat"));
  if (repeatW != 0) return sequence_repeat(repeatW, w, v);
  return binopTypeError(v, w, "*=");
}

export function PyNumber_Subtract(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_subtract"), "-");
}

export function PyNumber_InPlaceSubtract(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(
    v,
    w,
    offsetof<PyNumberMethods>("nb_inplace_subtract"),
    offsetof<PyNumberMethods>("nb_subtract"),
    "-=",
  );
}

export function PyNumber_MatrixMultiply(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_matrix_multiply"), "@");
}

export function PyNumber_InPlaceMatrixMultiply(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(
    v,
    w,
    offsetof<PyNumberMethods>("nb_inplace_matrix_multiply"),
    offsetof<PyNumberMethods>("nb_matrix_multiply"),
    "@=",
  );
}

export function PyNumber_FloorDivide(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_floor_divide"), "//");
}

export function PyNumber_InPlaceFloorDivide(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(
    v,
    w,
    offsetof<PyNumberMethods>("nb_inplace_floor_divide"),
    offsetof<PyNumberMethods>("nb_floor_divide"),
    "//=",
  );
}

export function PyNumber_TrueDivide(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_true_divide"), "/");
}

export function PyNumber_InPlaceTrueDivide(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(
    v,
    w,
    offsetof<PyNumberMethods>("nb_inplace_true_divide"),
    offsetof<PyNumberMethods>("nb_true_divide"),
    "/=",
  );
}

export function PyNumber_Remainder(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_remainder"), "%");
}

export function PyNumber_InPlaceRemainder(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(
    v,
    w,
    offsetof<PyNumberMethods>("nb_inplace_remainder"),
    offsetof<PyNumberMethods>("nb_remainder"),
    "%=",
  );
}

export function PyNumber_Lshift(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_lshift"), "<<");
}

export function PyNumber_InPlaceLshift(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(v, w, offsetof<PyNumberMethods>("nb_inplace_lshift"), offsetof<PyNumberMethods>("nb_lshift"), "<<=");
}

export function PyNumber_And(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_and"), "&");
}

export function PyNumber_InPlaceAnd(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(v, w, offsetof<PyNumberMethods>("nb_inplace_and"), offsetof<PyNumberMethods>("nb_and"), "&=");
}

export function PyNumber_Xor(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_xor"), "^");
}

export function PyNumber_InPlaceXor(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(v, w, offsetof<PyNumberMethods>("nb_inplace_xor"), offsetof<PyNumberMethods>("nb_xor"), "^=");
}

export function PyNumber_Or(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_or"), "|");
}

export function PyNumber_InPlaceOr(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(v, w, offsetof<PyNumberMethods>("nb_inplace_or"), offsetof<PyNumberMethods>("nb_or"), "|=");
}

export function PyNumber_Divmod(v: PyObject, w: PyObject): PyObject | null {
  return binaryOp(v, w, offsetof<PyNumberMethods>("nb_divmod"), "divmod()");
}

export function PyNumber_Rshift(v: PyObject, w: PyObject): PyObject | null {
  const result = binary_op1(v, w, offsetof<PyNumberMethods>("nb_rshift"));
  if (result != Py_NotImplemented) return result;
  Py_DECREF(Py_NotImplemented);
  if (v.ob_type == PyCFunction_Type && isPrint(v)) {
    return PyErr_Format(
      PyExc_TypeError,
      "unsupported operand type(s) for %L: '%.100s' and '%.100s'. Did you mean \"print(<message>, file=<output_stream>)\"?",
      changetype<usize>(">>"),
      v.ob_type.tp_name,
      w.ob_type.tp_name,
    );
  }
  return binopTypeError(v, w, ">>");
}

/** Is this builtin function print? */
function isPrint(op: PyObject): bool {
  const name = changetype<PyCFunctionObject>(op).m_ml.ml_name;
  return load<u32>(name) == 0x6e697270 && load<u16>(name, 4) == 0x74;
}

export function PyNumber_InPlaceRshift(v: PyObject, w: PyObject): PyObject | null {
  return inplaceOp(v, w, offsetof<PyNumberMethods>("nb_inplace_rshift"), offsetof<PyNumberMethods>("nb_rshift"), ">>=");
}

/** The power slots of three operands, the more derived right operand first; `name` is for the message. `new` */
function ternaryOp(v: PyObject, w: PyObject, z: PyObject, name: string): PyObject | null {
  const offset = offsetof<PyNumberMethods>("nb_power");
  const slotV = numberSlot(v.ob_type, offset);
  let slotW: u32 = 0;
  if (w.ob_type != v.ob_type) {
    slotW = numberSlot(w.ob_type, offset);
    if (slotW == slotV) slotW = 0;
  }
  if (slotV != 0) {
    if (slotW != 0 && PyType_IsSubtype(w.ob_type, v.ob_type)) {
      const x = callTernary(slotW, v, w, z);
      if (x != Py_NotImplemented) return x;
      Py_DECREF(Py_NotImplemented);
      slotW = 0;
    }
    const x = callTernary(slotV, v, w, z);
    if (x != Py_NotImplemented) return x;
    Py_DECREF(Py_NotImplemented);
  }
  if (slotW != 0) {
    const x = callTernary(slotW, v, w, z);
    if (x != Py_NotImplemented) return x;
    Py_DECREF(Py_NotImplemented);
  }
  const slotZ = numberSlot(z.ob_type, offset);
  if (slotZ != 0 && slotZ != slotV && slotZ != slotW) {
    const x = callTernary(slotZ, v, w, z);
    if (x != Py_NotImplemented) return x;
    Py_DECREF(Py_NotImplemented);
  }
  if (z == Py_None) return binopTypeError(v, w, name);
  return PyErr_Format(
    PyExc_TypeError,
    "unsupported operand type(s) for %L: '%.100s', '%.100s', '%.100s'",
    changetype<usize>(name),
    v.ob_type.tp_name,
    w.ob_type.tp_name,
    z.ob_type.tp_name,
  );
}

/** pow(v, w, z); z None for `v ** w`. `new` */
export function PyNumber_Power(v: PyObject, w: PyObject, z: PyObject): PyObject | null {
  return ternaryOp(v, w, z, "** or pow()");
}

export function PyNumber_InPlacePower(v: PyObject, w: PyObject, z: PyObject): PyObject | null {
  const slot = numberSlot(v.ob_type, offsetof<PyNumberMethods>("nb_inplace_power"));
  if (slot != 0) {
    const x = callTernary(slot, v, w, z);
    if (x != Py_NotImplemented) return x;
    Py_DECREF(Py_NotImplemented);
  }
  return ternaryOp(v, w, z, "**=");
}

function unaryOp(op: PyObject, offset: usize, message: string): PyObject | null {
  const slot = numberSlot(op.ob_type, offset);
  if (slot != 0) return callUnary(slot, op);
  return PyErr_Format(PyExc_TypeError, message, op.ob_type.tp_name);
}

export function PyNumber_Negative(op: PyObject): PyObject | null {
  return unaryOp(op, offsetof<PyNumberMethods>("nb_negative"), "bad operand type for unary -: '%.200s'");
}

export function PyNumber_Positive(op: PyObject): PyObject | null {
  return unaryOp(op, offsetof<PyNumberMethods>("nb_positive"), "bad operand type for unary +: '%.200s'");
}

export function PyNumber_Invert(op: PyObject): PyObject | null {
  return unaryOp(op, offsetof<PyNumberMethods>("nb_invert"), "bad operand type for unary ~: '%.200s'");
}

export function PyNumber_Absolute(op: PyObject): PyObject | null {
  return unaryOp(op, offsetof<PyNumberMethods>("nb_absolute"), "bad operand type for abs(): '%.200s'");
}

export function PyIndex_Check(op: PyObject): bool {
  return numberSlot(op.ob_type, offsetof<PyNumberMethods>("nb_index")) != 0;
}

/** Has `op` __index__, __int__ or __float__, or is it complex? */
export function PyNumber_Check(op: PyObject): bool {
  const methods = op.ob_type.tp_as_number;
  if (methods === null) return false;
  return methods.nb_index != 0 || methods.nb_int != 0 || methods.nb_float != 0 || PyComplex_Check(op);
}

/** __index__: an int, perhaps of a subclass. `new`; TypeError. */
export function _PyNumber_Index(op: PyObject): PyObject | null {
  if (PyLong_Check(op)) return Py_NewRef(op);
  const slot = numberSlot(op.ob_type, offsetof<PyNumberMethods>("nb_index"));
  if (slot == 0) {
    return PyErr_Format(PyExc_TypeError, "'%.200s' object cannot be interpreted as an integer", op.ob_type.tp_name);
  }
  return checkedInt(callUnary(slot, op), "__index__");
}

/** The result of __index__ or __int__: must be an int; a strict subclass is deprecated. Steals, `new`. */
function checkedInt(result: PyObject | null, method: string): PyObject | null {
  if (result === null || result.ob_type == PyLong_Type) return result;
  const type = result.ob_type;
  if (PyLong_Check(result)) {
    const failed = PyErr_WarnFormat(
      PyExc_DeprecationWarning,
      1,
      "%L returned non-int (type %.200s).  The ability to return an instance of a strict subclass of int is deprecated, and may not be supported in a future version of Python.",
      changetype<usize>(method),
      type.tp_name,
    );
    if (failed == 0) return result;
  } else {
    PyErr_Format(PyExc_TypeError, "%L returned non-int (type %.200s)", changetype<usize>(method), type.tp_name);
  }
  Py_DECREF(result);
  return null;
}

/** operator.index(): an exact int. `new`; TypeError. */
export function PyNumber_Index(op: PyObject): PyObject | null {
  return exactInt(_PyNumber_Index(op));
}

/** Steals `op`; `new` exact int. */
function exactInt(op: PyObject | null): PyObject | null {
  if (op === null || op.ob_type == PyLong_Type) return op;
  const copy = _PyLong_Copy(op);
  Py_DECREF(op);
  return copy;
}

/**
 * The index as a 64-bit Py_ssize_t, saturated to i32 (see PyLong_AsSsize_t). Beyond 64 bits `err` is raised, or the value clipped if
 * `err` is null. -1 with an exception on error.
 */
export function PyNumber_AsSsize_t(op: PyObject, err: PyTypeObject | null): i32 {
  const index = _PyNumber_Index(op);
  if (index === null) return -1;
  const value = longAsI64(index);
  const over = longOverflow;
  Py_DECREF(index);
  if (over == 0) return saturate(value);
  if (err === null) return over < 0 ? i32.MIN_VALUE : i32.MAX_VALUE;
  PyErr_Format(err, "cannot fit '%.200s' into an index-sized integer", op.ob_type.tp_name);
  return -1;
}

/** bin(), oct(), hex() and str in base 10 of anything with __index__. `new` str. */
export function PyNumber_ToBase(op: PyObject, base: i32): PyObject | null {
  const index = _PyNumber_Index(op);
  if (index === null) return null;
  const text = _PyLong_Format(index, base);
  Py_DECREF(index);
  return text;
}

/** int() of a type that only has __trunc__ (deprecated). `new`; null without an exception if it has none. */
function longFromTrunc(op: PyObject): PyObject | null {
  const trunc = _PyObject_LookupSpecial(op, ID.__trunc__);
  if (trunc === null) return null;
  if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1, "The delegation of int() to __trunc__ is deprecated.") != 0) {
    Py_DECREF(trunc);
    return null;
  }
  const result = PyObject_CallNoArgs(trunc);
  Py_DECREF(trunc);
  if (result === null || result.ob_type == PyLong_Type) return result;
  if (PyLong_Check(result)) return exactInt(result);
  if (PyIndex_Check(result)) {
    const index = PyNumber_Index(result);
    Py_DECREF(result);
    return index;
  }
  PyErr_Format(PyExc_TypeError, "__trunc__ returned non-Integral (type %.200s)", result.ob_type.tp_name);
  Py_DECREF(result);
  return null;
}

/** int(op): number, str, bytes or buffer. `new` exact int. */
export function PyNumber_Long(op: PyObject): PyObject | null {
  if (op.ob_type == PyLong_Type) return Py_NewRef(op);
  const toInt = numberSlot(op.ob_type, offsetof<PyNumberMethods>("nb_int"));
  if (toInt != 0) return exactInt(checkedInt(callUnary(toInt, op), "__int__"));
  if (PyIndex_Check(op)) return PyNumber_Index(op);
  const truncated = longFromTrunc(op);
  if (truncated !== null || PyErr_Occurred() !== null) return truncated;
  if (PyUnicode_Check(op)) return PyLong_FromUnicodeObject(op, 10);
  if (PyBytes_Check(op)) return _PyLong_FromBytes(PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op), 10);
  if (PyType_IsSubtype(op.ob_type, PyByteArray_Type)) {
    return _PyLong_FromBytes(PyByteArray_AS_STRING(op), PyByteArray_GET_SIZE(op), 10);
  }
  if (PyObject_CheckBuffer(op)) {
    const view = allocBuffer();
    if (PyObject_GetBuffer(op, view, PyBUF_SIMPLE) < 0) {
      freeBuffer(view);
      return null;
    }
    const result = _PyLong_FromBytes(view.buf, view.len, 10);
    PyBuffer_Release(view);
    freeBuffer(view);
    return result;
  }
  return PyErr_Format(
    PyExc_TypeError,
    "int() argument must be a string, a bytes-like object or a real number, not '%.200s'",
    op.ob_type.tp_name,
  );
}

/** float(op): number or text. `new` exact float. */
export function PyNumber_Float(op: PyObject): PyObject | null {
  if (op.ob_type == PyFloat_Type) return Py_NewRef(op);
  const toFloat = numberSlot(op.ob_type, offsetof<PyNumberMethods>("nb_float"));
  if (toFloat != 0) return checkedFloat(callUnary(toFloat, op), op);
  if (PyIndex_Check(op)) {
    const index = _PyNumber_Index(op);
    if (index === null) return null;
    const value = PyLong_AsDouble(index);
    Py_DECREF(index);
    return value == -1.0 && PyErr_Occurred() !== null ? null : PyFloat_FromDouble(value);
  }
  if (PyFloat_Check(op)) return PyFloat_FromDouble(PyFloat_AS_DOUBLE(op));
  return PyFloat_FromString(op);
}

/** The result of __float__: must be a float; a strict subclass is deprecated. Steals, `new`. */
function checkedFloat(result: PyObject | null, op: PyObject): PyObject | null {
  if (result === null || result.ob_type == PyFloat_Type) return result;
  let exact: PyObject | null = null;
  if (!PyFloat_Check(result)) {
    PyErr_Format(
      PyExc_TypeError,
      "%.50s.__float__ returned non-float (type %.50s)",
      op.ob_type.tp_name,
      result.ob_type.tp_name,
    );
  } else if (
    PyErr_WarnFormat(
      PyExc_DeprecationWarning,
      1,
      "%.50s.__float__ returned non-float (type %.50s).  The ability to return an instance of a strict subclass of float is deprecated, and may not be supported in a future version of Python.",
      op.ob_type.tp_name,
      result.ob_type.tp_name,
    ) == 0
  ) {
    exact = PyFloat_FromDouble(PyFloat_AS_DOUBLE(result));
  }
  Py_DECREF(result);
  return exact;
}
