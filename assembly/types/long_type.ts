/**
 * The type int as Python sees it (last third of Objects/longobject.c): construction, methods, attributes, slots.
 */
import { PyObject_GenericGetAttr } from "../protocol/attr";
import {
  PyNumberMethods,
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_LONG_SUBCLASS,
  Py_TPFLAGS_MATCH_SELF,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyVectorcall_NARGS } from "../object/slots";
import { PyByteArray_Type, PyLong_Type, PyType_Type, Py_None, Py_NotImplemented, Py_True } from "../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
  numberMethods,
} from "../object/typedef";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyObject_Free } from "../memory/blocks";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs, parseTupleArgs } from "../protocol/args";
import { PyObject_CallOneArg, _PyObject_MakeTpCall } from "../protocol/call";
import { PyObject_Bytes, PyObject_IsTrue, Py_RETURN_RICHCOMPARE } from "../protocol/compare";
import { PyNumber_AsSsize_t, PyNumber_Index, PyNumber_Long } from "../protocol/number";
import { PyType_IsSubtype } from "./typeobject";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "./bytes";
import { PyByteArray_AS_STRING, PyByteArray_GET_SIZE } from "./bytearray";
import { PyTuple_GET_ITEM, PyTuple_Pack1, PyTuple_Pack2 } from "./tuple";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "./unicode";
import { PyFloat_FromDouble } from "./float";
import { _PyLong_FormatAdvanced } from "./format_number";
import {
  LONG_DIGITS,
  PyLongObject,
  PyLong_AsDouble,
  PyLong_AsSsize_t,
  PyLong_FromI64,
  PyLong_FromLong,
  _PyLong_Copy,
  _PyLong_DigitCount,
  _PyLong_GetOne,
  _PyLong_IsNegative,
  _PyLong_IsZero,
  _PyLong_NumBits,
  digitAt,
  digitsOf,
  long_dealloc,
  long_hash,
  long_long,
  newSmallInt,
} from "./long";
import {
  _PyLong_Add,
  _PyLong_And,
  _PyLong_Negate,
  _PyLong_Or,
  _PyLong_Subtract,
  _PyLong_Xor,
  long_abs,
  long_compare,
  long_invert,
  long_lshift,
  long_rshift,
} from "./long_arith";
import {
  _PyLong_Divmod,
  _PyLong_DivmodNear,
  _PyLong_FloorDiv,
  _PyLong_Mod,
  _PyLong_Multiply,
  long_true_divide,
} from "./long_mul_div";
import { long_pow } from "./long_pow";
import { PyLong_FromUnicodeObject, _PyLong_FromBytes, long_to_decimal_string } from "./long_text";
import { _PyLong_AsByteArray, _PyLong_FromByteArray } from "./long_bytes";

/** Are both operands ints? */
function bothInts(a: PyObject, b: PyObject): bool {
  return (a.ob_type.tp_flags & b.ob_type.tp_flags & Py_TPFLAGS_LONG_SUBCLASS) != 0;
}

function nb_add(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_Add(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_subtract(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_Subtract(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_multiply(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_Multiply(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_remainder(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_Mod(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_divmod(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_Divmod(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_floor_divide(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_FloorDiv(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_true_divide(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? long_true_divide(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_lshift(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? long_lshift(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_rshift(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? long_rshift(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_and(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_And(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_or(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_Or(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_xor(a: PyObject, b: PyObject): PyObject | null {
  return bothInts(a, b) ? _PyLong_Xor(a, b) : Py_NewRef(Py_NotImplemented);
}

function nb_bool(a: PyObject): i32 {
  return _PyLong_IsZero(a) ? 0 : 1;
}

function nb_float(a: PyObject): PyObject | null {
  const value = PyLong_AsDouble(a);
  return value == -1.0 && PyErr_Occurred() !== null ? null : PyFloat_FromDouble(value);
}

function long_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!bothInts(a, b)) return Py_NewRef(Py_NotImplemented);
  return Py_RETURN_RICHCOMPARE(<i64>long_compare(a, b), op);
}

/** int(x, base): x must be a text. `new` */
function longFromBase(x: PyObject, obase: PyObject): PyObject | null {
  const base = PyNumber_AsSsize_t(obase, null);
  if (base == -1 && PyErr_Occurred() !== null) return null;
  if ((base != 0 && base < 2) || base > 36) {
    return PyErr_SetString(PyExc_ValueError, "int() base must be >= 2 and <= 36, or 0");
  }
  if (PyUnicode_Check(x)) return PyLong_FromUnicodeObject(x, base);
  if (PyBytes_Check(x)) return _PyLong_FromBytes(PyBytes_AS_STRING(x), PyBytes_GET_SIZE(x), base);
  if (PyType_IsSubtype(x.ob_type, PyByteArray_Type)) {
    return _PyLong_FromBytes(PyByteArray_AS_STRING(x), PyByteArray_GET_SIZE(x), base);
  }
  return PyErr_SetString(PyExc_TypeError, "int() can't convert non-string with explicit base");
}

/** An instance of `type` (a strict subclass of int) with the value of the exact int `value`. Steals `value`, `new`. */
function subtypeOf(type: PyTypeObject, value: PyObject | null): PyObject | null {
  if (value === null || type == PyLong_Type) return value;
  const n = _PyLong_DigitCount(value);
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, n == 0 ? 1 : n);
  if (op !== null) {
    changetype<PyLongObject>(op).lv_tag = changetype<PyLongObject>(value).lv_tag;
    memory.copy(digitsOf(op), digitsOf(value), (<usize>(n == 0 ? 1 : n)) << 2);
  }
  Py_DECREF(value);
  return op;
}

/** tp_new. `new` */
function long_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("int", "x=,/,base=", args, kwargs)) return null;
  const x = arg(0);
  const base = arg(1);
  let value: PyObject | null;
  if (x === null) {
    if (base !== null) return PyErr_SetString(PyExc_TypeError, "int() missing string argument");
    value = newSmallInt(0);
  } else {
    value = base === null ? PyNumber_Long(x) : longFromBase(x, base);
  }
  return subtypeOf(type, value);
}

/** int(...) called directly. `new` */
function long_vectorcall(type: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const nargs = PyVectorcall_NARGS(nargsf);
  if (kwnames !== null) return _PyObject_MakeTpCall(type, args, nargs, kwnames);
  if (nargs == 0) return newSmallInt(0);
  if (nargs == 1) return PyNumber_Long(ptrAt(args, 0));
  if (nargs == 2) return longFromBase(ptrAt(args, 0), ptrAt(args, 1));
  PyArg_CheckPositional("int", nargs, 0, 2);
  return null;
}

/** Methods that return the int itself: conjugate, __trunc__, __floor__, __ceil__. `new` */
function long_self(self: PyObject, _unused: PyObject | null): PyObject | null {
  return long_long(self);
}

function long_bit_length(self: PyObject, _unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(_PyLong_NumBits(self));
}

function long_bit_count(self: PyObject, _unused: PyObject | null): PyObject | null {
  const n = _PyLong_DigitCount(self);
  const digits = digitsOf(self);
  let count: i64 = 0;
  for (let i = 0; i < n; i++) count += popcnt<u32>(digitAt(digits, i));
  return PyLong_FromI64(count);
}

/** 1 for "little", 0 for "big" or none, -1 with an exception. */
function byteOrder(fname: string, op: PyObject | null): i32 {
  if (op === null) return 0;
  if (!PyUnicode_Check(op)) {
    PyErr_Format(
      PyExc_TypeError,
      "%L() argument 'byteorder' must be str, not %.50s",
      changetype<usize>(fname),
      op.ob_type.tp_name,
    );
    return -1;
  }
  if (PyUnicode_EqualToLiteral(op, "little")) return 1;
  if (PyUnicode_EqualToLiteral(op, "big")) return 0;
  PyErr_SetString(PyExc_ValueError, "byteorder must be either 'little' or 'big'");
  return -1;
}

function long_to_bytes(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("to_bytes", "length=,byteorder=,*,signed=", args, nargs, kwnames)) return null;
  const lengthArg = arg(0);
  const order = arg(1);
  const signedArg = arg(2);
  let length = 1;
  if (lengthArg !== null) {
    const index = PyNumber_Index(lengthArg);
    if (index === null) return null;
    length = PyLong_AsSsize_t(index);
    Py_DECREF(index);
    if (length == -1 && PyErr_Occurred() !== null) return null;
  }
  const little = byteOrder("to_bytes", order);
  if (little < 0) return null;
  const isSigned = signedArg === null ? 0 : PyObject_IsTrue(signedArg);
  if (isSigned < 0) return null;
  if (length < 0) return PyErr_SetString(PyExc_ValueError, "length argument must be non-negative");
  const bytes = PyBytes_FromStringAndSize(0, length);
  if (bytes === null) return null;
  if (_PyLong_AsByteArray(self, PyBytes_AS_STRING(bytes), length, little != 0, isSigned != 0, true) < 0) {
    Py_DECREF(bytes);
    return null;
  }
  return bytes;
}

function long_from_bytes(type: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("from_bytes", "bytes,byteorder=,*,signed=", args, nargs, kwnames)) return null;
  const source = argReq(0);
  const signedArg = arg(2);
  const little = byteOrder("from_bytes", arg(1));
  if (little < 0) return null;
  const isSigned = signedArg === null ? 0 : PyObject_IsTrue(signedArg);
  if (isSigned < 0) return null;
  const bytes = PyObject_Bytes(source);
  if (bytes === null) return null;
  let value = _PyLong_FromByteArray(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), little != 0, isSigned != 0);
  Py_DECREF(bytes);
  if (value === null || type == PyLong_Type) return value;
  const made = PyObject_CallOneArg(type, value);
  Py_DECREF(value);
  value = made;
  return value;
}

function long_as_integer_ratio(self: PyObject, _unused: PyObject | null): PyObject | null {
  const numerator = long_long(self);
  if (numerator === null) return null;
  const pair = PyTuple_Pack2(numerator, _PyLong_GetOne());
  Py_DECREF(numerator);
  return pair;
}

/** round(self, ndigits): to a multiple of 10**-ndigits, halves to even. `new` */
function long_round(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("__round__", nargs, 0, 1)) return null;
  if (nargs == 0) return long_long(self);
  const ndigits = PyNumber_Index(ptrAt(args, 0));
  if (ndigits === null) return null;
  if (!_PyLong_IsNegative(ndigits)) {
    Py_DECREF(ndigits);
    return long_long(self);
  }
  const places = _PyLong_Negate(ndigits);
  Py_DECREF(ndigits);
  if (places === null) return null;
  const ten = PyLong_FromLong(10)!;
  const unit = long_pow(ten, places, Py_None);
  Py_DECREF(ten);
  Py_DECREF(places);
  if (unit === null) return null;
  const pair = _PyLong_DivmodNear(self, unit);
  Py_DECREF(unit);
  if (pair === null) return null;
  const result = _PyLong_Subtract(self, PyTuple_GET_ITEM(pair, 1));
  Py_DECREF(pair);
  return result;
}

function long_getnewargs(self: PyObject, _unused: PyObject | null): PyObject | null {
  const value = _PyLong_Copy(self);
  if (value === null) return null;
  const args = PyTuple_Pack1(value);
  Py_DECREF(value);
  return args;
}

function long___format__(self: PyObject, spec: PyObject): PyObject | null {
  if (!PyUnicode_Check(spec)) {
    return PyErr_Format(PyExc_TypeError, "__format__() argument must be str, not %.50s", spec.ob_type.tp_name);
  }
  return _PyLong_FormatAdvanced(self, spec);
}

function long___sizeof__(self: PyObject, _unused: PyObject | null): PyObject | null {
  const n = _PyLong_DigitCount(self);
  return PyLong_FromLong(self.ob_type.tp_basicsize + 4 * (n == 0 ? 1 : n));
}

function long_is_integer(_self: PyObject, _unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_True);
}

function get_self(self: PyObject, _closure: usize): PyObject | null {
  return long_long(self);
}

function get_zero(_self: PyObject, _closure: usize): PyObject | null {
  return newSmallInt(0);
}

function get_one(_self: PyObject, _closure: usize): PyObject | null {
  return newSmallInt(1);
}

function fillNumberSlots(m: PyNumberMethods): void {
  m.nb_add = nb_add.index;
  m.nb_subtract = nb_subtract.index;
  m.nb_multiply = nb_multiply.index;
  m.nb_remainder = nb_remainder.index;
  m.nb_divmod = nb_divmod.index;
  m.nb_power = long_pow.index;
  m.nb_negative = _PyLong_Negate.index;
  m.nb_positive = long_long.index;
  m.nb_absolute = long_abs.index;
  m.nb_bool = nb_bool.index;
  m.nb_invert = long_invert.index;
  m.nb_lshift = nb_lshift.index;
  m.nb_rshift = nb_rshift.index;
  m.nb_and = nb_and.index;
  m.nb_xor = nb_xor.index;
  m.nb_or = nb_or.index;
  m.nb_int = long_long.index;
  m.nb_float = nb_float.index;
  m.nb_floor_divide = nb_floor_divide.index;
  m.nb_true_divide = nb_true_divide.index;
  m.nb_index = long_long.index;
}

function addMethods(type: PyTypeObject): void {
  addMethod(
    type,
    "conjugate",
    long_self.index,
    METH_NOARGS,
    "conjugate($self, /)\n--\n\nReturns self, the complex conjugate of any int.",
  );
  addMethod(
    type,
    "bit_length",
    long_bit_length.index,
    METH_NOARGS,
    "bit_length($self, /)\n--\n\nNumber of bits necessary to represent self in binary.\n\n>>> (40).bit_length()\n6",
  );
  addMethod(
    type,
    "bit_count",
    long_bit_count.index,
    METH_NOARGS,
    "bit_count($self, /)\n--\n\nNumber of ones in the binary representation of the absolute value of self.\n\n>>> (-13).bit_count()\n3",
  );
  addMethod(
    type,
    "to_bytes",
    long_to_bytes.index,
    METH_FASTCALL_KEYWORDS,
    "to_bytes($self, /, length=1, byteorder='big', *, signed=False)\n--\n\nReturn an array of bytes representing an integer.",
  );
  addMethod(
    type,
    "from_bytes",
    long_from_bytes.index,
    METH_FASTCALL_KEYWORDS | METH_CLASS,
    "from_bytes($type, /, bytes, byteorder='big', *, signed=False)\n--\n\nReturn the integer represented by the given array of bytes.",
  );
  addMethod(
    type,
    "as_integer_ratio",
    long_as_integer_ratio.index,
    METH_NOARGS,
    "as_integer_ratio($self, /)\n--\n\nReturn a pair of integers, whose ratio is equal to the original int.\n\n>>> (-6).as_integer_ratio()\n(-6, 1)",
  );
  addMethod(
    type,
    "__trunc__",
    long_self.index,
    METH_NOARGS,
    "__trunc__($self, /)\n--\n\nTruncating an Integral returns itself.",
  );
  addMethod(
    type,
    "__floor__",
    long_self.index,
    METH_NOARGS,
    "__floor__($self, /)\n--\n\nFlooring an Integral returns itself.",
  );
  addMethod(
    type,
    "__ceil__",
    long_self.index,
    METH_NOARGS,
    "__ceil__($self, /)\n--\n\nCeiling of an Integral returns itself.",
  );
  addMethod(
    type,
    "__round__",
    long_round.index,
    METH_FASTCALL,
    "__round__($self, ndigits=<unrepresentable>, /)\n--\n\nRounding an Integral returns an integer.",
  );
  addMethod(type, "__getnewargs__", long_getnewargs.index, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n");
  addMethod(
    type,
    "__format__",
    long___format__.index,
    METH_O,
    "__format__($self, format_spec, /)\n--\n\nConvert to a string according to format_spec.",
  );
  addMethod(
    type,
    "__sizeof__",
    long___sizeof__.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nReturns size in memory, in bytes.",
  );
  addMethod(
    type,
    "is_integer",
    long_is_integer.index,
    METH_NOARGS,
    "is_integer($self, /)\n--\n\nTrue, as for any int; float has the question.",
  );
}

export function initLongType(): void {
  const type = PyLong_Type;
  initStaticType(
    type,
    PyType_Type,
    null,
    "int",
    <i32>LONG_DIGITS,
    4,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LONG_SUBCLASS | Py_TPFLAGS_MATCH_SELF,
    "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments\nare given. A string may have an underscore between digits and, for base 0, a prefix.\n\n>>> int('0x_ff', base=0)\n255",
  );
  type.tp_getattro = PyObject_GenericGetAttr.index;
  type.tp_dealloc = long_dealloc.index;
  type.tp_repr = long_to_decimal_string.index;
  type.tp_hash = long_hash.index;
  type.tp_richcompare = long_richcompare.index;
  type.tp_new = long_new.index;
  type.tp_vectorcall = long_vectorcall.index;
  type.tp_free = PyObject_Free.index;
  fillNumberSlots(numberMethods(type));
  addMethods(type);
  addGetSet(type, "real", get_self.index, 0, "the real part of a complex number");
  addGetSet(type, "imag", get_zero.index, 0, "the imaginary part of a complex number");
  addGetSet(type, "numerator", get_self.index, 0, "the numerator of a rational number in lowest terms");
  addGetSet(type, "denominator", get_one.index, 0, "the denominator of a rational number in lowest terms");
}
