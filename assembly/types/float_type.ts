/**
 * The type float as Python sees it (Objects/floatobject.c): construction, rounding, ratios, hexadecimal text, slots.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_MATCH_SELF, ptrAt } from "../object/layout";
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { PyVectorcall_NARGS } from "../object/slots";
import { PyFloat_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
  numberMethods,
} from "../object/typedef";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyObject_Free } from "../memory/blocks";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { PyObject_CallOneArg } from "../protocol/call";
import { _Py_HashDouble } from "../protocol/hash";
import { PyNumber_AsSsize_t, PyNumber_Float } from "../protocol/number";
import { PyBool_FromLong } from "./bool";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1, PyTuple_Pack2 } from "./tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_EqualToLiteral,
  PyUnicode_FromASCII,
  utf8Length,
} from "./unicode";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { PyLong_FromDouble, PyLong_FromI64, _PyLong_GetOne } from "./long";
import { _PyLong_Lshift } from "./long_arith";
import { PyFloat_AS_DOUBLE, PyFloat_FromDouble, float_dealloc, newFloatOf } from "./float";
import {
  float_abs,
  float_add,
  float_bool,
  float_div,
  float_divmod,
  float_float,
  float_floor_div,
  float_mul,
  float_neg,
  float_pow,
  float_rem,
  float_richcompare,
  float_sub,
} from "./float_arith";
import { PyOS_double_to_string, Py_DTSF_ADD_DOT_0, roundToDecimals, textLength } from "./float_text";
import { fromHex, hexFailed, hexOverflow, hexText, hexTextLength } from "./float_hex";
import { _PyFloat_FormatAdvanced } from "./format_number";

function float_repr(self: PyObject): PyObject | null {
  const text = PyOS_double_to_string(PyFloat_AS_DOUBLE(self), 114, 0, Py_DTSF_ADD_DOT_0);
  return text == 0 ? null : PyUnicode_FromASCII(text, textLength);
}

function float_hash(self: PyObject): i64 {
  return _Py_HashDouble(self, PyFloat_AS_DOUBLE(self));
}

/** A float of `type` from one argument. Steals `value`, `new`. */
function ofType(type: PyTypeObject, value: PyObject | null): PyObject | null {
  if (value === null || type == PyFloat_Type) return value;
  const op = newFloatOf(type, PyFloat_AS_DOUBLE(value));
  Py_DECREF(value);
  return op;
}

function float_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if ((type == PyFloat_Type || type.tp_init == PyFloat_Type.tp_init) && !noKeywordsDict("float", kwargs)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("float", n, 0, 1)) return null;
  return n == 0 ? newFloatOf(type, 0.0) : ofType(type, PyNumber_Float(PyTuple_GET_ITEM(args, 0)));
}

function float_vectorcall(_type: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("float", kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  if (!PyArg_CheckPositional("float", n, 0, 1)) return null;
  return n == 0 ? PyFloat_FromDouble(0.0) : PyNumber_Float(ptrAt(args, 0));
}

/** nb_int and __trunc__. `new` */
function float_int(self: PyObject): PyObject | null {
  return PyLong_FromDouble(PyFloat_AS_DOUBLE(self));
}

function float_trunc(self: PyObject, _unused: PyObject | null): PyObject | null {
  return PyLong_FromDouble(PyFloat_AS_DOUBLE(self));
}

function float_floor(self: PyObject, _unused: PyObject | null): PyObject | null {
  return PyLong_FromDouble(Math.floor(PyFloat_AS_DOUBLE(self)));
}

function float_ceil(self: PyObject, _unused: PyObject | null): PyObject | null {
  return PyLong_FromDouble(Math.ceil(PyFloat_AS_DOUBLE(self)));
}

/** x rounded to `ndigits` decimals, correctly, halves to even. `new` float; OverflowError. */
function roundDecimals(x: f64, ndigits: i32): PyObject | null {
  if (ndigits > 323 || x - x != 0) return PyFloat_FromDouble(x);
  if (ndigits < -308) return PyFloat_FromDouble(0.0 * x);
  const value = roundToDecimals(x, ndigits);
  if (value - value != 0) return PyErr_SetString(PyExc_OverflowError, "rounded value too large to represent");
  return PyFloat_FromDouble(value);
}

function float_round(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("__round__", nargs, 0, 1)) return null;
  const x = PyFloat_AS_DOUBLE(self);
  if (nargs == 0 || ptrAt(args, 0) == Py_None) return PyLong_FromDouble(nearest<f64>(x));
  const ndigits = PyNumber_AsSsize_t(ptrAt(args, 0), null);
  if (ndigits == -1 && PyErr_Occurred() !== null) return null;
  return roundDecimals(x, ndigits);
}

/** (numerator, denominator) in lowest terms. `new` */
function float_as_integer_ratio(self: PyObject, _unused: PyObject | null): PyObject | null {
  const x = PyFloat_AS_DOUBLE(self);
  if (x != x) return PyErr_SetString(PyExc_ValueError, "cannot convert NaN to integer ratio");
  if (x - x != 0) return PyErr_SetString(PyExc_OverflowError, "cannot convert Infinity to integer ratio");
  const bits = reinterpret<u64>(x);
  let exponent = <i32>((bits >> 52) & 0x7ff);
  let mantissa = bits & 0xfffffffffffff;
  if (exponent == 0) exponent = 1;
  else mantissa |= (<u64>1) << 52;
  exponent -= 1075;
  if (mantissa == 0) exponent = 0;
  else {
    const zeros = <i32>ctz<u64>(mantissa);
    mantissa >>= <u64>zeros;
    exponent += zeros;
  }
  const whole = PyLong_FromI64(x < 0 ? -(<i64>mantissa) : <i64>mantissa);
  if (whole === null) return null;
  const numerator = exponent > 0 ? _PyLong_Lshift(whole, exponent) : whole;
  if (exponent > 0) Py_DECREF(whole);
  const denominator = _PyLong_Lshift(_PyLong_GetOne(), exponent < 0 ? -exponent : 0);
  let pair: PyObject | null = null;
  if (numerator !== null && denominator !== null) pair = PyTuple_Pack2(numerator, denominator);
  Py_XDECREF(numerator);
  Py_XDECREF(denominator);
  return pair;
}

function float_fromhex(type: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) return PyErr_SetString(PyExc_TypeError, "bad argument type for built-in operation");
  const bytes = PyUnicode_AsUTF8AndSize(text);
  if (bytes == 0) return null;
  const value = fromHex(bytes, utf8Length);
  if (hexFailed) return PyErr_SetString(PyExc_ValueError, "invalid hexadecimal floating-point string");
  if (hexOverflow) {
    return PyErr_SetString(PyExc_OverflowError, "hexadecimal value too large to represent as a float");
  }
  const result = PyFloat_FromDouble(value);
  if (result === null || type == PyFloat_Type) return result;
  const made = PyObject_CallOneArg(type, result);
  Py_DECREF(result);
  return made;
}

function float_hex(self: PyObject, _unused: PyObject | null): PyObject | null {
  const x = PyFloat_AS_DOUBLE(self);
  if (x - x != 0) return float_repr(self);
  return PyUnicode_FromASCII(hexText(x), hexTextLength);
}

function float_is_integer(self: PyObject, _unused: PyObject | null): PyObject | null {
  const x = PyFloat_AS_DOUBLE(self);
  return PyBool_FromLong(x - x == 0 && Math.floor(x) == x ? 1 : 0);
}

function float_conjugate(self: PyObject, _unused: PyObject | null): PyObject | null {
  return float_float(self);
}

function float_getnewargs(self: PyObject, _unused: PyObject | null): PyObject | null {
  const value = PyFloat_FromDouble(PyFloat_AS_DOUBLE(self));
  if (value === null) return null;
  const args = PyTuple_Pack1(value);
  Py_DECREF(value);
  return args;
}

function float_getformat(_type: PyObject, name: PyObject): PyObject | null {
  if (!PyUnicode_Check(name)) {
    return PyErr_Format(PyExc_TypeError, "__getformat__() argument must be str, not %.50s", name.ob_type.tp_name);
  }
  if (!PyUnicode_EqualToLiteral(name, "double") && !PyUnicode_EqualToLiteral(name, "float")) {
    return PyErr_SetString(PyExc_ValueError, "__getformat__() argument 1 must be 'double' or 'float'");
  }
  return PyUnicode_FromLiteral("IEEE, little-endian");
}

function float___format__(self: PyObject, spec: PyObject): PyObject | null {
  if (!PyUnicode_Check(spec)) {
    return PyErr_Format(PyExc_TypeError, "__format__() argument must be str, not %.50s", spec.ob_type.tp_name);
  }
  return _PyFloat_FormatAdvanced(self, spec);
}

function get_real(self: PyObject, _closure: usize): PyObject | null {
  return float_float(self);
}

function get_imag(_self: PyObject, _closure: usize): PyObject | null {
  return PyFloat_FromDouble(0.0);
}

function addMethods(type: PyTypeObject): void {
  addMethod(
    type,
    "conjugate",
    float_conjugate.index,
    METH_NOARGS,
    "conjugate($self, /)\n--\n\nReturn self, the complex conjugate of any float.",
  );
  addMethod(
    type,
    "__trunc__",
    float_trunc.index,
    METH_NOARGS,
    "__trunc__($self, /)\n--\n\nReturn the Integral closest to x between 0 and x.",
  );
  addMethod(
    type,
    "__floor__",
    float_floor.index,
    METH_NOARGS,
    "__floor__($self, /)\n--\n\nReturn the floor as an Integral.",
  );
  addMethod(
    type,
    "__ceil__",
    float_ceil.index,
    METH_NOARGS,
    "__ceil__($self, /)\n--\n\nReturn the ceiling as an Integral.",
  );
  addMethod(
    type,
    "__round__",
    float_round.index,
    METH_FASTCALL,
    "__round__($self, ndigits=None, /)\n--\n\nThe nearest integer, the even one of two that are equally near.",
  );
  addMethod(
    type,
    "as_integer_ratio",
    float_as_integer_ratio.index,
    METH_NOARGS,
    "as_integer_ratio($self, /)\n--\n\nReturn a pair of integers, whose ratio is exactly equal to the original float.\n\n>>> (0.75).as_integer_ratio()\n(3, 4)",
  );
  addMethod(
    type,
    "fromhex",
    float_fromhex.index,
    METH_O | METH_CLASS,
    "fromhex($type, string, /)\n--\n\nCreate a floating-point number from a hexadecimal string.\n\n>>> float.fromhex('0x1.8p+1')\n3.0",
  );
  addMethod(
    type,
    "hex",
    float_hex.index,
    METH_NOARGS,
    "hex($self, /)\n--\n\nReturn a hexadecimal representation of a floating-point number.\n\n>>> (3.0).hex()\n'0x1.8000000000000p+1'",
  );
  addMethod(
    type,
    "is_integer",
    float_is_integer.index,
    METH_NOARGS,
    "is_integer($self, /)\n--\n\nReturn True if the float is an integer.",
  );
  addMethod(type, "__getnewargs__", float_getnewargs.index, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n");
  addMethod(
    type,
    "__getformat__",
    float_getformat.index,
    METH_O | METH_CLASS,
    "__getformat__($type, typestr, /)\n--\n\nYou probably don't want to use this function.",
  );
  addMethod(
    type,
    "__format__",
    float___format__.index,
    METH_O,
    "__format__($self, format_spec, /)\n--\n\nFormats the float according to format_spec.",
  );
}

export function initFloatType(): void {
  const type = PyFloat_Type;
  initStaticType(
    type,
    PyType_Type,
    null,
    "float",
    24,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_MATCH_SELF,
    "float(x=0, /)\n--\n\nA floating-point number from a number or from its text.",
  );
  type.tp_dealloc = float_dealloc.index;
  type.tp_repr = float_repr.index;
  type.tp_hash = float_hash.index;
  type.tp_richcompare = float_richcompare.index;
  type.tp_new = float_new.index;
  type.tp_vectorcall = float_vectorcall.index;
  type.tp_free = PyObject_Free.index;
  const m = numberMethods(type);
  m.nb_add = float_add.index;
  m.nb_subtract = float_sub.index;
  m.nb_multiply = float_mul.index;
  m.nb_remainder = float_rem.index;
  m.nb_divmod = float_divmod.index;
  m.nb_power = float_pow.index;
  m.nb_negative = float_neg.index;
  m.nb_positive = float_float.index;
  m.nb_absolute = float_abs.index;
  m.nb_bool = float_bool.index;
  m.nb_int = float_int.index;
  m.nb_float = float_float.index;
  m.nb_floor_divide = float_floor_div.index;
  m.nb_true_divide = float_div.index;
  addMethods(type);
  addGetSet(type, "real", get_real.index, 0, "the real part of a complex number");
  addGetSet(type, "imag", get_imag.index, 0, "the imaginary part of a complex number");
}
