/**
 * The type complex as Python sees it (second half of Objects/complexobject.c): construction from numbers and text, repr, slots.
 */
import { PyObject, PyTypeObject, Py_EQ, Py_NE, Py_TPFLAGS_BASETYPE } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyComplex_Type, PyType_Type, Py_NotImplemented } from "../object/statics";
import {
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_DOUBLE,
  addMember,
  addMethod,
  initStaticType,
  numberMethods,
} from "../object/typedef";
import {
  PyExc_DeprecationWarning,
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyMem_Free, PyMem_Malloc, PyObject_Free } from "../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyErr_WarnFormat } from "../protocol/warnings";
import { arg, parseTupleArgs } from "../protocol/args";
import { PyObject_GenericGetAttr, _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallNoArgs } from "../protocol/call";
import { _PyHASH_IMAG, _Py_HashDouble } from "../protocol/hash";
import { PyNumber_Float } from "../protocol/number";
import { PyBool_FromLong } from "./bool";
import { PyTuple_Pack2 } from "./tuple";
import { PyUnicode_AsUTF8AndSize, PyUnicode_Check, PyUnicode_FromASCII, utf8Length } from "./unicode";
import { _PyUnicode_TransformDecimalAndSpaceToASCII } from "./unicode_ctype";
import { PyFloat_AS_DOUBLE, PyFloat_AsDouble, PyFloat_Check, PyFloat_FromDouble, withoutUnderscores } from "./float";
import { float_richcompare } from "./float_arith";
import { PyOS_double_to_string, Py_DTSF_SIGN, parsedDouble, scanDouble, textLength } from "./float_text";
import { PyLong_Check, _PyLong_GetZero } from "./long";
import { _PyComplex_FormatAdvanced } from "./format_number";
import {
  PyComplexObject,
  PyComplex_Check,
  PyComplex_FromDoubles,
  complex_add,
  complex_div,
  complex_mul,
  complex_pow,
  complex_sub,
  hypot,
  newComplexOf,
} from "./complex";

function complex_dealloc(op: PyObject): void {
  const type = op.ob_type;
  if (type == PyComplex_Type) PyObject_Free(changetype<usize>(op));
  else call_indirect<void>(type.tp_free, changetype<usize>(op));
}

const reprBuffer = memory.data(80, 8);

/** "(1+2j)", or "2j" where the real part is a positive zero. */
function complex_repr(self: PyObject): PyObject | null {
  const z = changetype<PyComplexObject>(self);
  let p = reprBuffer;
  const bare = reinterpret<u64>(z.real) == 0;
  if (!bare) {
    store<u8>(p++, 40);
    const text = PyOS_double_to_string(z.real, 114, 0, 0);
    if (text == 0) return null;
    memory.copy(p, text, <usize>textLength);
    p += textLength;
  }
  const text = PyOS_double_to_string(z.imag, 114, 0, bare ? 0 : Py_DTSF_SIGN);
  if (text == 0) return null;
  memory.copy(p, text, <usize>textLength);
  p += textLength;
  store<u8>(p++, 106);
  if (!bare) store<u8>(p++, 41);
  return PyUnicode_FromASCII(reprBuffer, <i32>(p - reprBuffer));
}

function complex_hash(self: PyObject): i64 {
  const z = changetype<PyComplexObject>(self);
  const hash = _Py_HashDouble(self, z.real) + _PyHASH_IMAG * _Py_HashDouble(self, z.imag);
  return hash == -1 ? -2 : hash;
}

function complex_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (op != Py_EQ && op != Py_NE) return Py_NewRef(Py_NotImplemented);
  const z = changetype<PyComplexObject>(v);
  let equal = false;
  if (PyLong_Check(w)) {
    if (z.imag == 0) {
      const real = PyFloat_FromDouble(z.real);
      if (real === null) return null;
      const same = float_richcompare(real, w, op);
      Py_DECREF(real);
      return same;
    }
  } else if (PyFloat_Check(w)) {
    equal = z.real == PyFloat_AS_DOUBLE(w) && z.imag == 0;
  } else if (PyComplex_Check(w)) {
    const y = changetype<PyComplexObject>(w);
    equal = z.real == y.real && z.imag == y.imag;
  } else {
    return Py_NewRef(Py_NotImplemented);
  }
  return PyBool_FromLong(equal == (op == Py_EQ) ? 1 : 0);
}

function complex_neg(self: PyObject): PyObject | null {
  const z = changetype<PyComplexObject>(self);
  return PyComplex_FromDoubles(-z.real, -z.imag);
}

function complex_pos(self: PyObject): PyObject | null {
  if (self.ob_type == PyComplex_Type) return Py_NewRef(self);
  const z = changetype<PyComplexObject>(self);
  return PyComplex_FromDoubles(z.real, z.imag);
}

function complex_abs(self: PyObject): PyObject | null {
  const z = changetype<PyComplexObject>(self);
  const size = hypot(z.real, z.imag);
  if (size == Infinity && Math.abs(z.real) != Infinity && Math.abs(z.imag) != Infinity) {
    return PyErr_SetString(PyExc_OverflowError, "absolute value too large");
  }
  return PyFloat_FromDouble(size);
}

function complex_bool(self: PyObject): i32 {
  const z = changetype<PyComplexObject>(self);
  return z.real != 0 || z.imag != 0 ? 1 : 0;
}

function complex_conjugate(self: PyObject, _unused: PyObject | null): PyObject | null {
  const z = changetype<PyComplexObject>(self);
  return PyComplex_FromDoubles(z.real, -z.imag);
}

function complex___complex__(self: PyObject, _unused: PyObject | null): PyObject | null {
  return complex_pos(self);
}

function complex_getnewargs(self: PyObject, _unused: PyObject | null): PyObject | null {
  const z = changetype<PyComplexObject>(self);
  const real = PyFloat_FromDouble(z.real);
  if (real === null) return null;
  const imag = PyFloat_FromDouble(z.imag);
  if (imag === null) {
    Py_DECREF(real);
    return null;
  }
  const pair = PyTuple_Pack2(real, imag);
  Py_DECREF(real);
  Py_DECREF(imag);
  return pair;
}

function complex___format__(self: PyObject, spec: PyObject): PyObject | null {
  if (!PyUnicode_Check(spec)) {
    return PyErr_Format(PyExc_TypeError, "__format__() argument must be str, not %.50s", spec.ob_type.tp_name);
  }
  return _PyComplex_FormatAdvanced(self, spec);
}

/** What op.__complex__() returns. `new`; null without an exception if there is no such method. */
function specialComplex(op: PyObject): PyObject | null {
  if (op.ob_type == PyComplex_Type) return Py_NewRef(op);
  const method = _PyObject_LookupSpecial(op, ID.__complex__);
  if (method === null) return null;
  const result = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (result === null || result.ob_type == PyComplex_Type) return result;
  if (!PyComplex_Check(result)) {
    PyErr_Format(PyExc_TypeError, "__complex__ returned non-complex (type %.200s)", result.ob_type.tp_name);
  } else if (
    PyErr_WarnFormat(
      PyExc_DeprecationWarning,
      1,
      "__complex__ returned non-complex (type %.200s).  The ability to return an instance of a strict subclass of complex is deprecated, and may not be supported in a future version of Python.",
      result.ob_type.tp_name,
    ) == 0
  ) {
    return result;
  }
  Py_DECREF(result);
  return null;
}

/** Set by PyComplex_AsCComplex. */
export let asReal: f64 = 0;
export let asImag: f64 = 0;

/** Any number as a pair in asReal, asImag (cmath's argument); false with an exception. */
export function PyComplex_AsCComplex(op: PyObject): bool {
  if (PyComplex_Check(op)) {
    asReal = changetype<PyComplexObject>(op).real;
    asImag = changetype<PyComplexObject>(op).imag;
    return true;
  }
  const special = specialComplex(op);
  if (special !== null) {
    asReal = changetype<PyComplexObject>(special).real;
    asImag = changetype<PyComplexObject>(special).imag;
    Py_DECREF(special);
    return true;
  }
  if (PyErr_Occurred() !== null) return false;
  asReal = PyFloat_AsDouble(op);
  asImag = 0;
  return !(asReal == -1.0 && PyErr_Occurred() !== null);
}

function isBlank(ch: u32): bool {
  return ch == 32 || (ch >= 9 && ch <= 13);
}

function isJ(p: usize, end: usize): bool {
  return p < end && (load<u8>(p) | 32) == 106;
}

/** Parts found by scanComplex. */
let scannedReal: f64 = 0;
let scannedImag: f64 = 0;

/** A lone sign or nothing before j counts as one. */
function signedOne(p: usize, end: usize): f64 {
  return p < end && load<u8>(p) == 45 ? -1.0 : 1.0;
}

function isSign(p: usize, end: usize): bool {
  return p < end && (load<u8>(p) == 43 || load<u8>(p) == 45);
}

/** <float>, <float>j, <float><signed-float>j, with optional parentheses and blanks around. */
function scanComplex(p: usize, end: usize): bool {
  while (p < end && isBlank(load<u8>(p))) p++;
  let bracket = false;
  if (p < end && load<u8>(p) == 40) {
    bracket = true;
    p++;
    while (p < end && isBlank(load<u8>(p))) p++;
  }
  scannedReal = 0;
  scannedImag = 0;
  const q = scanDouble(p, end);
  if (q != p) {
    const first = parsedDouble;
    p = q;
    if (isSign(p, end)) {
      scannedReal = first;
      const r = scanDouble(p, end);
      scannedImag = r != p ? parsedDouble : signedOne(p, end);
      p = r != p ? r : p + 1;
      if (!isJ(p, end)) return false;
      p++;
    } else if (isJ(p, end)) {
      scannedImag = first;
      p++;
    } else {
      scannedReal = first;
    }
  } else {
    scannedImag = signedOne(p, end);
    if (isSign(p, end)) p++;
    if (!isJ(p, end)) return false;
    p++;
  }
  while (p < end && isBlank(load<u8>(p))) p++;
  if (bracket) {
    if (p >= end || load<u8>(p) != 41) return false;
    p++;
    while (p < end && isBlank(load<u8>(p))) p++;
  }
  return p == end;
}

/** The complex of a str. `new`; ValueError. */
function complexFromString(type: PyTypeObject, op: PyObject): PyObject | null {
  const ascii = _PyUnicode_TransformDecimalAndSpaceToASCII(op);
  if (ascii === null) return null;
  const text = PyUnicode_AsUTF8AndSize(ascii);
  if (text == 0) {
    Py_DECREF(ascii);
    return null;
  }
  const length = utf8Length;
  const copy = PyMem_Malloc(<usize>length + 1);
  if (copy == 0) {
    Py_DECREF(ascii);
    return PyErr_NoMemory();
  }
  const n = withoutUnderscores(text, length, copy);
  const ok = n >= 0 && scanComplex(copy, copy + n);
  PyMem_Free(copy);
  Py_DECREF(ascii);
  if (n < 0) return PyErr_Format(PyExc_ValueError, "could not convert string to complex: %R", changetype<usize>(op));
  if (!ok) return PyErr_SetString(PyExc_ValueError, "complex() arg is a malformed string");
  return newComplexOf(type, scannedReal, scannedImag);
}

function isNumber(op: PyObject): bool {
  const m = op.ob_type.tp_as_number;
  return m !== null && (m.nb_float != 0 || m.nb_index != 0 || PyComplex_Check(op));
}

/** One argument of complex() as a pair in asReal, asImag; false with an exception. */
function partOf(op: PyObject): bool {
  if (PyComplex_Check(op)) {
    asReal = changetype<PyComplexObject>(op).real;
    asImag = changetype<PyComplexObject>(op).imag;
    return true;
  }
  const value = PyNumber_Float(op);
  if (value === null) return false;
  asReal = PyFloat_AS_DOUBLE(value);
  asImag = 0;
  Py_DECREF(value);
  return true;
}

/** complex(r, i) of two numbers, either of which may be complex; `i` may be absent. `new` */
function fromParts(type: PyTypeObject, r: PyObject, i: PyObject | null): PyObject | null {
  if (!isNumber(r)) {
    return PyErr_Format(
      PyExc_TypeError,
      "complex() first argument must be a string or a number, not '%.200s'",
      r.ob_type.tp_name,
    );
  }
  if (i !== null && !isNumber(i)) {
    return PyErr_Format(PyExc_TypeError, "complex() second argument must be a number, not '%.200s'", i.ob_type.tp_name);
  }
  if (!partOf(r)) return null;
  let real = asReal;
  let imag = asImag;
  if (i !== null) {
    const isComplexR = PyComplex_Check(r);
    if (!partOf(i)) return null;
    imag = isComplexR ? imag + asReal : asReal;
    if (PyComplex_Check(i)) real -= asImag;
  }
  return newComplexOf(type, real, imag);
}

function complex_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("complex", "real=,imag=", args, kwargs)) return null;
  const r = arg(0);
  const i = arg(1);
  if (r === null) {
    if (i === null) return newComplexOf(type, 0, 0);
    if (PyUnicode_Check(i)) return PyErr_SetString(PyExc_TypeError, "complex() second arg can't be a string");
    return fromParts(type, _PyLong_GetZero(), i);
  }
  if (r.ob_type == PyComplex_Type && i === null && type == PyComplex_Type) return Py_NewRef(r);
  if (PyUnicode_Check(r)) {
    if (i !== null) {
      return PyErr_SetString(PyExc_TypeError, "complex() can't take second arg if first is a string");
    }
    return complexFromString(type, r);
  }
  if (i !== null && PyUnicode_Check(i)) {
    return PyErr_SetString(PyExc_TypeError, "complex() second arg can't be a string");
  }
  const special = specialComplex(r);
  if (special === null) return PyErr_Occurred() !== null ? null : fromParts(type, r, i);
  const result = fromParts(type, special, i);
  Py_DECREF(special);
  return result;
}

export function initComplexType(): void {
  const type = PyComplex_Type;
  initStaticType(
    type,
    PyType_Type,
    null,
    "complex",
    32,
    0,
    Py_TPFLAGS_BASETYPE,
    "complex(real=0, imag=0)\n--\n\nCreate a complex number from a string or numbers.",
  );
  type.tp_getattro = PyObject_GenericGetAttr.index;
  type.tp_dealloc = complex_dealloc.index;
  type.tp_repr = complex_repr.index;
  type.tp_hash = complex_hash.index;
  type.tp_richcompare = complex_richcompare.index;
  type.tp_new = complex_new.index;
  type.tp_free = PyObject_Free.index;
  const m = numberMethods(type);
  m.nb_add = complex_add.index;
  m.nb_subtract = complex_sub.index;
  m.nb_multiply = complex_mul.index;
  m.nb_power = complex_pow.index;
  m.nb_negative = complex_neg.index;
  m.nb_positive = complex_pos.index;
  m.nb_absolute = complex_abs.index;
  m.nb_bool = complex_bool.index;
  m.nb_true_divide = complex_div.index;
  addMethod(
    type,
    "conjugate",
    complex_conjugate.index,
    METH_NOARGS,
    "conjugate($self, /)\n--\n\nThe number with its imaginary part negated.",
  );
  addMethod(
    type,
    "__complex__",
    complex___complex__.index,
    METH_NOARGS,
    "__complex__($self, /)\n--\n\nConvert this value to exact type complex.",
  );
  addMethod(type, "__getnewargs__", complex_getnewargs.index, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n");
  addMethod(
    type,
    "__format__",
    complex___format__.index,
    METH_O,
    "__format__($self, format_spec, /)\n--\n\nConvert to a string according to format_spec.",
  );
  addMember(type, "real", Py_T_DOUBLE, 16, Py_READONLY, "the real part of a complex number");
  addMember(type, "imag", Py_T_DOUBLE, 24, Py_READONLY, "the imaginary part of a complex number");
}
