/**
 * The Decimal type: construction, the number protocol, comparison, text, rounding, pickling. Methods of one pattern are in operations.ts.
 */
import { PyObject, PyTypeObject, Py_EQ, Py_GT, Py_LE, Py_LT, Py_NE, Py_TPFLAGS_BASETYPE } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_False, Py_None, Py_NotImplemented, Py_True, PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { PyExc_DeprecationWarning, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
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
} from "../../object/typedef";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyObject_Free } from "../../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_GetAttrString } from "../../protocol/attr";
import { PyObject_CallOneArg, callThreeArgs } from "../../protocol/call";
import { PyObject_IsInstance } from "../../protocol/compare";
import { PyArg_CheckPositional, arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import { PyComplex_Check, PyComplex_FromDoubles, PyComplexObject } from "../../types/complex";
import { PyFloat_AS_DOUBLE, PyFloat_Check, PyFloat_FromDouble, PyFloat_FromString } from "../../types/float";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { PyDict_Check } from "../../types/dict";
import { PyLong_AsI64, PyLong_Check, PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyTuple_New, PyTuple_Pack1, PyTuple_Pack2, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { nDigitAt, nDigits, nFromU64, nIsZero } from "./natural";
import {
  FINITE,
  FloatOperation,
  INFINITE,
  InvalidOperation,
  QNAN,
  ROUND_CEILING,
  ROUND_DOWN,
  ROUND_FLOOR,
  ROUND_HALF_EVEN,
  SNAN,
  adjusted,
  compareNumbers,
  cx,
  finalize,
  finite,
  isNaN,
  isSpecial,
  status,
} from "./value";
import {
  absolute,
  add,
  divide,
  divideInt,
  divmod,
  fma,
  minus,
  multiply,
  plus,
  quantize,
  remainder,
  remainderOf,
  subtract,
  toIntegral,
} from "./arithmetic";
import { power, powmod } from "./transcendental";
import { formatDecimal, overrideFormat, parseFormat, putDecimal, putText } from "./text";
import {
  PyDecContextObject,
  PyDecContext_Type,
  PyDecObject,
  PyDec_Check,
  PyDec_Type,
  beginOperation,
  dec_addstatus,
  dec_dealloc,
  decimalOf,
  endOperation,
  operandOf,
  requiredOperand,
  useMaxContext,
  valueOf,
} from "./object";
import { contextArgument, currentContext, roundingMode } from "./context";
import { fromDouble, fromLong, fromObject, hashDecimal, toLong, toRatio } from "./convert";
import { addContextOperations, addDecimalOperations, binaryIn, takesExactly, unaryIn } from "./operations";

/** Set by the module: numbers.Rational and the named tuple DecimalTuple. */
let rational: PyObject | null = null;
let decimalTuple: PyObject | null = null;

export function setHelpers(rationalClass: PyObject, tupleClass: PyObject): void {
  rational = rationalClass;
  decimalTuple = tupleClass;
}

export function decimalTupleClass(): PyObject | null {
  return decimalTuple;
}

function ctx(op: PyObject): PyDecContextObject {
  return changetype<PyDecContextObject>(op);
}

function dec_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("Decimal", "value=,context=", args, kwds)) return null;
  const value = arg(0);
  const context = contextArgument(arg(1));
  if (context === null) return null;
  let result: PyObject | null;
  if (value === null) {
    beginOperation(ctx(context));
    result = decimalOf(type, finite(0, nFromU64(0), 0));
  } else result = fromObject(type, value, ctx(context), true);
  Py_DECREF(context);
  return result;
}

/** Decimal.from_float: exact, without FloatOperation. */
function dec_from_float(type: PyObject, op: PyObject): PyObject | null {
  const context = currentContext();
  if (context === null) return null;
  let result: PyObject | null = null;
  if (PyFloat_Check(op)) result = fromDouble(PyDec_Type, PyFloat_AS_DOUBLE(op), ctx(context), true);
  else if (PyLong_Check(op)) result = fromLong(PyDec_Type, op, ctx(context), true);
  else PyErr_SetString(PyExc_TypeError, "argument must be int or float");
  Py_DECREF(context);
  if (result === null || type == PyDec_Type) return result;
  const own = PyObject_CallOneArg(type, result);
  Py_DECREF(result);
  return own;
}

/** fn(v, w) as a number slot: NotImplemented for operands of other types. */
function slot(v: PyObject, w: PyObject, fn: u32): PyObject | null {
  const a = operandOf(v);
  if (a === null) return PyErr_Occurred() === null ? Py_NewRef(Py_NotImplemented) : null;
  const b = operandOf(w);
  if (b === null) {
    Py_DECREF(a);
    return PyErr_Occurred() === null ? Py_NewRef(Py_NotImplemented) : null;
  }
  const context = currentContext();
  const result: PyObject | null = context === null ? null : binaryIn(context, a, b, fn);
  Py_XDECREF(context);
  Py_DECREF(a);
  Py_DECREF(b);
  return result;
}

function nm_add(v: PyObject, w: PyObject): PyObject | null {
  return slot(v, w, add.index);
}

function nm_subtract(v: PyObject, w: PyObject): PyObject | null {
  return slot(v, w, subtract.index);
}

function nm_multiply(v: PyObject, w: PyObject): PyObject | null {
  return slot(v, w, multiply.index);
}

function nm_divide(v: PyObject, w: PyObject): PyObject | null {
  return slot(v, w, divide.index);
}

function nm_divideInt(v: PyObject, w: PyObject): PyObject | null {
  return slot(v, w, divideInt.index);
}

function nm_remainder(v: PyObject, w: PyObject): PyObject | null {
  return slot(v, w, remainder.index);
}

/** `new` tuple: quotient and remainder in the context. */
function divmodIn(context: PyObject, a: PyObject, b: PyObject): PyObject | null {
  beginOperation(ctx(context));
  const q = divmod(valueOf(a), valueOf(b));
  const r = remainderOf;
  if (dec_addstatus(ctx(context), status)) return null;
  const quotient = decimalOf(PyDec_Type, q);
  const rest: PyObject | null = quotient === null ? null : decimalOf(PyDec_Type, r);
  const result: PyObject | null = quotient === null || rest === null ? null : PyTuple_Pack2(quotient, rest);
  Py_XDECREF(quotient);
  Py_XDECREF(rest);
  return result;
}

function nm_divmod(v: PyObject, w: PyObject): PyObject | null {
  const a = operandOf(v);
  const b: PyObject | null = a === null ? null : operandOf(w);
  if (a === null || b === null) {
    Py_XDECREF(a);
    return PyErr_Occurred() === null ? Py_NewRef(Py_NotImplemented) : null;
  }
  const context = currentContext();
  const result: PyObject | null = context === null ? null : divmodIn(context, a, b);
  Py_XDECREF(context);
  Py_DECREF(a);
  Py_DECREF(b);
  return result;
}

/** `new`: base ** exponent, or modulo a third number. */
function powerIn(context: PyObject, a: PyObject, b: PyObject, c: PyObject | null): PyObject | null {
  beginOperation(ctx(context));
  const v = c === null ? power(valueOf(a), valueOf(b)) : powmod(valueOf(a), valueOf(b), valueOf(c));
  return endOperation(v);
}

function nm_power(v: PyObject, w: PyObject, mod: PyObject): PyObject | null {
  const a = operandOf(v);
  const b: PyObject | null = a === null ? null : operandOf(w);
  const c: PyObject | null = b === null || mod == Py_None ? null : operandOf(mod);
  let result: PyObject | null = null;
  if (a === null || b === null || (c === null && mod != Py_None)) {
    if (PyErr_Occurred() === null) result = Py_NewRef(Py_NotImplemented);
  } else {
    const context = currentContext();
    if (context !== null) result = powerIn(context, a, b, c);
    Py_XDECREF(context);
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  return result;
}

function inCurrent(self: PyObject, fn: u32): PyObject | null {
  const context = currentContext();
  if (context === null) return null;
  const result = unaryIn(context, self, fn);
  Py_DECREF(context);
  return result;
}

function nm_negative(self: PyObject): PyObject | null {
  return inCurrent(self, minus.index);
}

function nm_positive(self: PyObject): PyObject | null {
  return inCurrent(self, plus.index);
}

function nm_absolute(self: PyObject): PyObject | null {
  return inCurrent(self, absolute.index);
}

function nm_bool(self: PyObject): i32 {
  const v = valueOf(self);
  return v.kind == FINITE && nIsZero(v.coef) ? 0 : 1;
}

/** Starts an operation that needs the arena but no context. */
function beginQuiet(): void {
  beginOperation(changetype<PyDecContextObject>(defaultLimits));
}

const defaultLimits = memory.data(96, 8);

function nm_int(self: PyObject): PyObject | null {
  beginQuiet();
  return toLong(self, ROUND_DOWN);
}

function nm_float(self: PyObject): PyObject | null {
  const v = valueOf(self);
  if (v.kind == SNAN) return PyErr_SetString(PyExc_ValueError, "cannot convert signaling NaN to float");
  if (v.kind == QNAN) return PyFloat_FromDouble(v.sign == 1 ? -NaN : NaN);
  const text = dec_str(self);
  if (text === null) return null;
  const result = PyFloat_FromString(text);
  Py_DECREF(text);
  return result;
}

function dec_complex(self: PyObject, unused: PyObject | null): PyObject | null {
  const x = nm_float(self);
  if (x === null) return null;
  const result = PyComplex_FromDoubles(PyFloat_AS_DOUBLE(x), 0);
  Py_DECREF(x);
  return result;
}

/** `new` str of the value; capitals as the current context says. */
function textOf(self: PyObject, context: PyObject, engineering: bool): PyObject | null {
  beginOperation(ctx(context));
  if (!putDecimal(valueOf(self), engineering, ctx(context).capitals != 0)) return PyErr_NoMemory();
  return putText();
}

function dec_str(self: PyObject): PyObject | null {
  const context = currentContext();
  if (context === null) return null;
  const text = textOf(self, context, false);
  Py_DECREF(context);
  return text;
}

function dec_repr(self: PyObject): PyObject | null {
  const text = dec_str(self);
  if (text === null) return null;
  const result = PyUnicode_FromFormat("Decimal('%U')", changetype<usize>(text));
  Py_DECREF(text);
  return result;
}

function dec_to_eng_string(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("to_eng_string", "context=", args, nargs, kwnames)) return null;
  const context = contextArgument(arg(0));
  if (context === null) return null;
  const text = textOf(self, context, true);
  Py_DECREF(context);
  return text;
}

/** The type N is n in capitals, and going away. */
function isDeprecated(spec: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(spec);
  return n > 0 && PyUnicode_READ_CHAR(spec, n - 1) == 0x4e;
}

function dec_format(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("__format__", nargs, 1, 2)) return null;
  const spec = load<PyObject>(args);
  if (!PyUnicode_Check(spec)) return PyErr_SetString(PyExc_TypeError, "format arg must be str");
  const settings: PyObject | null = nargs == 2 ? load<PyObject>(args + 8) : null;
  if (settings !== null && !PyDict_Check(settings))
    return PyErr_SetString(PyExc_TypeError, "optional argument must be a dict");
  if (PyUnicode_GET_LENGTH(spec) == 0 && settings === null) return dec_str(self);
  if (isDeprecated(spec) && PyErr_WarnEx(PyExc_DeprecationWarning, "Format specifier 'N' is deprecated", 1) < 0)
    return null;
  const context = currentContext();
  if (context === null) return null;
  beginOperation(ctx(context));
  let result: PyObject | null = null;
  if (!parseFormat(spec)) PyErr_SetString(PyExc_ValueError, "invalid format string");
  else if (settings === null || overrideFormat(settings))
    result = formatDecimal(valueOf(self), ctx(context).capitals != 0);
  Py_DECREF(context);
  return result;
}

/** `new`: the operand of a comparison as a Decimal; null without an exception: not comparable. `scaled` gets self times a ratio's denominator. */
function comparand(self: PyObject, other: PyObject, context: PyObject, op: i32): PyObject | null {
  if (PyDec_Check(other) || PyLong_Check(other)) return operandOf(other);
  if (PyFloat_Check(other)) {
    // an equality test only notes that floats and decimals were mixed
    if (op == Py_EQ || op == Py_NE) ctx(context).statusBits |= FloatOperation;
    else if (dec_addstatus(ctx(context), FloatOperation)) return null;
    return fromDouble(PyDec_Type, PyFloat_AS_DOUBLE(other), ctx(context), true);
  }
  if (PyComplex_Check(other) && (op == Py_EQ || op == Py_NE)) {
    const z = changetype<PyComplexObject>(other);
    if (z.imag != 0) return null;
    ctx(context).statusBits |= FloatOperation;
    return fromDouble(PyDec_Type, z.real, ctx(context), true);
  }
  return null;
}

function verdict(a: PyObject, b: PyObject, context: PyObject, op: i32): PyObject | null {
  beginOperation(ctx(context));
  const v = valueOf(a);
  const w = valueOf(b);
  if (isNaN(v) || isNaN(w)) {
    const ordering = op != Py_EQ && op != Py_NE;
    if ((ordering || v.kind == SNAN || w.kind == SNAN) && dec_addstatus(ctx(context), InvalidOperation)) return null;
    return Py_NewRef(op == Py_NE ? Py_True : Py_False);
  }
  const c = compareNumbers(v, w);
  let r = false;
  if (op == Py_EQ) r = c == 0;
  else if (op == Py_NE) r = c != 0;
  else if (op == Py_LT) r = c < 0;
  else if (op == Py_LE) r = c <= 0;
  else if (op == Py_GT) r = c > 0;
  else r = c >= 0;
  return Py_NewRef(r ? Py_True : Py_False);
}

/** self against p/q: self * q against p, exactly. */
function compareRational(self: PyObject, other: PyObject, context: PyObject, op: i32): PyObject | null {
  const top = PyObject_GetAttrString(other, "numerator");
  const bottom: PyObject | null = top === null ? null : PyObject_GetAttrString(other, "denominator");
  let result: PyObject | null = null;
  if (top !== null && bottom !== null) {
    const p = requiredOperand(top);
    const q: PyObject | null = p === null ? null : requiredOperand(bottom);
    if (p !== null && q !== null) {
      beginOperation(ctx(context));
      useMaxContext();
      const product = decimalOf(PyDec_Type, isNaN(valueOf(self)) ? valueOf(self) : multiply(valueOf(self), valueOf(q)));
      if (product !== null) result = verdict(product, p, context, op);
      Py_XDECREF(product);
    }
    Py_XDECREF(p);
    Py_XDECREF(q);
  }
  Py_XDECREF(top);
  Py_XDECREF(bottom);
  return result;
}

function dec_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  const context = currentContext();
  if (context === null) return null;
  const b = comparand(self, other, context, op);
  let result: PyObject | null = null;
  if (b !== null) result = verdict(self, b, context, op);
  else if (PyErr_Occurred() === null) {
    const isRational = PyObject_IsInstance(other, rational!);
    if (isRational > 0) result = compareRational(self, other, context, op);
    else if (isRational == 0) result = Py_NewRef(Py_NotImplemented);
  }
  Py_XDECREF(b);
  Py_DECREF(context);
  return result;
}

function dec_hash(self: PyObject): i64 {
  const d = changetype<PyDecObject>(self);
  if (d.hash == -1) {
    beginQuiet();
    d.hash = hashDecimal(self);
  }
  return d.hash;
}

/** The rounding and context arguments of to_integral and quantize, from parsed argument `i`; `new` context, its mode put in place. */
let savedMode: i32 = 0;

function roundingContext(i: i32): PyObject | null {
  const rounding = arg(i);
  const context = contextArgument(arg(i + 1));
  if (context === null) return null;
  savedMode = ctx(context).round;
  if (rounding !== null && rounding != Py_None) {
    const mode = roundingMode(rounding);
    if (mode < 0) {
      Py_DECREF(context);
      return null;
    }
    ctx(context).round = mode;
  }
  return context;
}

function integralIn(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null, signals: bool): PyObject | null {
  if (!parseArgs("to_integral_value", "rounding=,context=", args, nargs, kwnames)) return null;
  const context = roundingContext(0);
  if (context === null) return null;
  beginOperation(ctx(context));
  const v = toIntegral(valueOf(self), cx.round, signals);
  ctx(context).round = savedMode;
  const result = endOperation(v);
  Py_DECREF(context);
  return result;
}

function dec_to_integral_value(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return integralIn(self, args, nargs, kwnames, false);
}

function dec_to_integral_exact(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return integralIn(self, args, nargs, kwnames, true);
}

function dec_quantize(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("quantize", "exp,rounding=,context=", args, nargs, kwnames)) return null;
  const pattern = argReq(0);
  const context = roundingContext(1);
  if (context === null) return null;
  const mode = ctx(context).round;
  const outer = savedMode;
  ctx(context).round = outer;
  const b = requiredOperand(pattern);
  let result: PyObject | null = null;
  if (b !== null) {
    ctx(context).round = mode;
    beginOperation(ctx(context));
    const v = quantize(valueOf(self), valueOf(b));
    ctx(context).round = outer;
    result = endOperation(v);
    Py_DECREF(b);
  }
  Py_DECREF(context);
  return result;
}

function fmaIn(context: PyObject, x: PyObject, y: PyObject, z: PyObject): PyObject | null {
  const a = requiredOperand(x);
  const b: PyObject | null = a === null ? null : requiredOperand(y);
  const c: PyObject | null = b === null ? null : requiredOperand(z);
  let result: PyObject | null = null;
  if (a !== null && b !== null && c !== null) {
    beginOperation(ctx(context));
    result = endOperation(fma(valueOf(a), valueOf(b), valueOf(c)));
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  return result;
}

function dec_fma(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("fma", "other,third,context=", args, nargs, kwnames)) return null;
  const y = argReq(0);
  const z = argReq(1);
  const context = contextArgument(arg(2));
  if (context === null) return null;
  const result = fmaIn(context, self, y, z);
  Py_DECREF(context);
  return result;
}

function dec_adjusted(self: PyObject, unused: PyObject | null): PyObject | null {
  const v = valueOf(self);
  return isSpecial(v) ? PyLong_FromLong(0) : PyLong_FromI64(adjusted(v));
}

function dec_self(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(self);
}

function dec_deepcopy(self: PyObject, memo: PyObject): PyObject | null {
  return Py_NewRef(self);
}

function ten(self: PyObject, unused: PyObject | null): PyObject | null {
  beginQuiet();
  return decimalOf(PyDec_Type, finite(0, nFromU64(10), 0));
}

function dec_as_tuple(self: PyObject, unused: PyObject | null): PyObject | null {
  const v = valueOf(self);
  const n = v.kind == INFINITE ? 1 : v.kind >= QNAN && nIsZero(v.coef) ? 0 : <i32>nDigits(v.coef);
  const digits = PyTuple_New(n);
  if (digits === null) return null;
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(digits, i, PyLong_FromLong(nDigitAt(v.coef, n - 1 - i)));
  const sign = PyLong_FromLong(v.sign);
  const exp: PyObject | null =
    v.kind == FINITE
      ? PyLong_FromI64(v.exp)
      : PyUnicode_FromLiteral(v.kind == INFINITE ? "F" : v.kind == QNAN ? "n" : "N");
  const result: PyObject | null =
    sign === null || exp === null ? null : callThreeArgs(decimalTuple!, sign, digits, exp);
  Py_XDECREF(sign);
  Py_XDECREF(exp);
  Py_DECREF(digits);
  return result;
}

function dec_as_integer_ratio(self: PyObject, unused: PyObject | null): PyObject | null {
  beginQuiet();
  return toRatio(self);
}

function dec_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const text = dec_str(self);
  if (text === null) return null;
  const args = PyTuple_Pack1(text);
  Py_DECREF(text);
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

function dec_round(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("__round__", nargs, 0, 1)) return null;
  if (nargs == 0) {
    beginQuiet();
    return toLong(self, ROUND_HALF_EVEN);
  }
  const op = load<PyObject>(args);
  if (!PyLong_Check(op)) return PyErr_SetString(PyExc_TypeError, "optional arg must be an integer");
  const n = PyLong_AsI64(op);
  if (PyErr_Occurred() !== null) return null;
  const context = currentContext();
  if (context === null) return null;
  beginOperation(ctx(context));
  const result = endOperation(
    quantize(valueOf(self), finite(0, nFromU64(1), n < -2000000000000000000 ? 2000000000000000000 : -n)),
  );
  Py_DECREF(context);
  return result;
}

function dec_ceil(self: PyObject, unused: PyObject | null): PyObject | null {
  beginQuiet();
  return toLong(self, ROUND_CEILING);
}

function dec_floor(self: PyObject, unused: PyObject | null): PyObject | null {
  beginQuiet();
  return toLong(self, ROUND_FLOOR);
}

function dec_trunc(self: PyObject, unused: PyObject | null): PyObject | null {
  return nm_int(self);
}

function dec_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const d = changetype<PyDecObject>(self);
  return PyLong_FromI64(<i64>self.ob_type.tp_basicsize + (d.alloc > 4 ? d.alloc * 8 : 0));
}

function dec_real(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(self);
}

function dec_imag(self: PyObject, closure: usize): PyObject | null {
  beginQuiet();
  return decimalOf(PyDec_Type, finite(0, nFromU64(0), 0));
}

function ctx_create_decimal(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs > 1) return PyErr_Format(PyExc_TypeError, "function takes at most 1 argument (%d given)", nargs);
  if (nargs == 1) return fromObject(PyDec_Type, load<PyObject>(args), ctx(self), false);
  beginOperation(ctx(self));
  return decimalOf(PyDec_Type, finite(0, nFromU64(0), 0));
}

function ctx_create_decimal_from_float(self: PyObject, op: PyObject): PyObject | null {
  if (PyFloat_Check(op)) return fromDouble(PyDec_Type, PyFloat_AS_DOUBLE(op), ctx(self), false);
  if (PyLong_Check(op)) return fromLong(PyDec_Type, op, ctx(self), false);
  return PyErr_SetString(PyExc_TypeError, "argument must be int or float");
}

function ctx_divmod(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!takesExactly(nargs, 2)) return null;
  const a = requiredOperand(load<PyObject>(args));
  const b: PyObject | null = a === null ? null : requiredOperand(load<PyObject>(args + 8));
  const result: PyObject | null = a === null || b === null ? null : divmodIn(self, a, b);
  Py_XDECREF(a);
  Py_XDECREF(b);
  return result;
}

function ctx_power(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("power", "a,b,modulo=", args, nargs, kwnames)) return null;
  const x = argReq(0);
  const y = argReq(1);
  const z = arg(2);
  const modulo = z !== null && z != Py_None;
  const a = requiredOperand(x);
  const b: PyObject | null = a === null ? null : requiredOperand(y);
  const c: PyObject | null = b === null || !modulo ? null : requiredOperand(z!);
  const result: PyObject | null = a === null || b === null || (modulo && c === null) ? null : powerIn(self, a, b, c);
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  return result;
}

function ctx_fma(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!takesExactly(nargs, 3)) return null;
  return fmaIn(self, load<PyObject>(args), load<PyObject>(args + 8), load<PyObject>(args + 16));
}

function contextText(self: PyObject, x: PyObject, engineering: bool): PyObject | null {
  const a = requiredOperand(x);
  if (a === null) return null;
  const text = textOf(a, self, engineering);
  Py_DECREF(a);
  return text;
}

function ctx_to_sci_string(self: PyObject, x: PyObject): PyObject | null {
  return contextText(self, x, false);
}

function ctx_to_eng_string(self: PyObject, x: PyObject): PyObject | null {
  return contextText(self, x, true);
}

function ctx_apply(self: PyObject, x: PyObject): PyObject | null {
  if (!PyDec_Check(x)) return requiredOperand(x);
  beginOperation(ctx(self));
  return endOperation(finalize(valueOf(x)));
}

function defineNumbers(): void {
  const n = numberMethods(PyDec_Type);
  n.nb_add = nm_add.index;
  n.nb_subtract = nm_subtract.index;
  n.nb_multiply = nm_multiply.index;
  n.nb_remainder = nm_remainder.index;
  n.nb_divmod = nm_divmod.index;
  n.nb_power = nm_power.index;
  n.nb_negative = nm_negative.index;
  n.nb_positive = nm_positive.index;
  n.nb_absolute = nm_absolute.index;
  n.nb_bool = nm_bool.index;
  n.nb_int = nm_int.index;
  n.nb_float = nm_float.index;
  n.nb_floor_divide = nm_divideInt.index;
  n.nb_true_divide = nm_divide.index;
}

/** Describes Decimal and the arithmetic of Context. */
export function defineDecimalType(): void {
  const t = PyDec_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "decimal.Decimal",
    104,
    0,
    Py_TPFLAGS_BASETYPE,
    "Decimal(value='0', context=None)\n--\n\nA decimal number from an int, a str, a float, a tuple of sign, digits and\nexponent, or another Decimal; 0 without a value. It is taken as it is: the\ncontext says no more than whether a text that is no number raises\nInvalidOperation.",
  );
  t.tp_new = dec_new.index;
  t.tp_dealloc = dec_dealloc.index;
  t.tp_repr = dec_repr.index;
  t.tp_str = dec_str.index;
  t.tp_hash = dec_hash.index;
  t.tp_richcompare = dec_richcompare.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_Free.index;
  defineNumbers();
  addDecimalOperations();
  addMethod(
    t,
    "to_integral",
    dec_to_integral_value.index,
    METH_FASTCALL_KEYWORDS,
    "to_integral($self, /, rounding=None, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "to_integral_exact",
    dec_to_integral_exact.index,
    METH_FASTCALL_KEYWORDS,
    "to_integral_exact($self, /, rounding=None, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "to_integral_value",
    dec_to_integral_value.index,
    METH_FASTCALL_KEYWORDS,
    "to_integral_value($self, /, rounding=None, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "quantize",
    dec_quantize.index,
    METH_FASTCALL_KEYWORDS,
    "quantize($self, /, exp, rounding=None, context=None)\n--\n\n",
  );
  addMethod(t, "fma", dec_fma.index, METH_FASTCALL_KEYWORDS, "fma($self, /, other, third, context=None)\n--\n\n");
  addMethod(t, "adjusted", dec_adjusted.index, METH_NOARGS, "adjusted($self, /)\n--\n\n");
  addMethod(t, "canonical", dec_self.index, METH_NOARGS, "canonical($self, /)\n--\n\n");
  addMethod(t, "conjugate", dec_self.index, METH_NOARGS, "conjugate($self, /)\n--\n\n");
  addMethod(t, "radix", ten.index, METH_NOARGS, "radix($self, /)\n--\n\n");
  addMethod(
    t,
    "to_eng_string",
    dec_to_eng_string.index,
    METH_FASTCALL_KEYWORDS,
    "to_eng_string($self, /, context=None)\n--\n\n",
  );
  addMethod(t, "from_float", dec_from_float.index, METH_O | METH_CLASS, "from_float($type, f, /)\n--\n\n");
  addMethod(t, "as_tuple", dec_as_tuple.index, METH_NOARGS, "as_tuple($self, /)\n--\n\n");
  addMethod(t, "as_integer_ratio", dec_as_integer_ratio.index, METH_NOARGS, "as_integer_ratio($self, /)\n--\n\n");
  addMethod(t, "__copy__", dec_self.index, METH_NOARGS, "__copy__($self, /)\n--\n\n");
  addMethod(t, "__deepcopy__", dec_deepcopy.index, METH_O, "__deepcopy__($self, object, /)\n--\n\n");
  addMethod(t, "__format__", dec_format.index, METH_FASTCALL);
  addMethod(t, "__reduce__", dec_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__round__", dec_round.index, METH_FASTCALL);
  addMethod(t, "__ceil__", dec_ceil.index, METH_NOARGS, "__ceil__($self, /)\n--\n\n");
  addMethod(t, "__floor__", dec_floor.index, METH_NOARGS, "__floor__($self, /)\n--\n\n");
  addMethod(t, "__trunc__", dec_trunc.index, METH_NOARGS, "__trunc__($self, /)\n--\n\n");
  addMethod(t, "__complex__", dec_complex.index, METH_NOARGS, "__complex__($self, /)\n--\n\n");
  addMethod(t, "__sizeof__", dec_sizeof.index, METH_NOARGS, "__sizeof__($self, /)\n--\n\n");
  addGetSet(t, "real", dec_real.index, 0);
  addGetSet(t, "imag", dec_imag.index, 0);
  addContextArithmetic();
}

function addContextArithmetic(): void {
  const c = PyDecContext_Type;
  addContextOperations();
  addMethod(c, "divmod", ctx_divmod.index, METH_FASTCALL, "divmod($self, x, y, /)\n--\n\n");
  addMethod(c, "power", ctx_power.index, METH_FASTCALL_KEYWORDS, "power($self, /, a, b, modulo=None)\n--\n\n");
  addMethod(c, "fma", ctx_fma.index, METH_FASTCALL, "fma($self, x, y, z, /)\n--\n\n");
  addMethod(c, "radix", ten.index, METH_NOARGS, "radix($self, /)\n--\n\n");
  addMethod(c, "_apply", ctx_apply.index, METH_O, "_apply($self, object, /)\n--\n\n");
  addMethod(c, "to_sci_string", ctx_to_sci_string.index, METH_O, "to_sci_string($self, x, /)\n--\n\n");
  addMethod(c, "to_eng_string", ctx_to_eng_string.index, METH_O, "to_eng_string($self, x, /)\n--\n\n");
  addMethod(c, "create_decimal", ctx_create_decimal.index, METH_FASTCALL, 'create_decimal($self, num="0", /)\n--\n\n');
  addMethod(
    c,
    "create_decimal_from_float",
    ctx_create_decimal_from_float.index,
    METH_O,
    "create_decimal_from_float($self, f, /)\n--\n\n",
  );
}
