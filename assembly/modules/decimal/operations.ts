/**
 * The operations of Decimal and Context that follow one pattern: operands to values, a function of the engine, the result to a Decimal. A method of Decimal
 * takes an optional context; a method of Context takes all operands, ints among them.
 *
 * What is not of this pattern is in decimal_type.ts and context.ts.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_False, Py_True } from "../../object/statics";
import { PyExc_TypeError } from "../../object/exception_types";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O, addMethod } from "../../object/typedef";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { argReq, arg, parseArgs } from "../../protocol/args";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { nIsZero } from "./natural";
import { INFINITE, QNAN, SNAN, Value, adjusted, copyOf, cx, isNaN, isSpecial, isZero, withSign } from "./value";
import {
  absolute,
  add,
  divide,
  divideInt,
  minus,
  multiply,
  plus,
  quantize,
  reduce,
  remainder,
  remainderNear,
  squareRoot,
  subtract,
  toIntegral,
} from "./arithmetic";
import { exp, ln, log10 } from "./transcendental";
import {
  compare,
  compareSignal,
  compareTotal,
  compareTotalMag,
  logb,
  logicalAnd,
  logicalInvert,
  logicalOr,
  logicalXor,
  maximum,
  maximumMag,
  minimum,
  minimumMag,
  nextMinus,
  nextPlus,
  nextToward,
  numberClass,
  rotate,
  scaleb,
  shift,
} from "./miscellaneous";
import {
  PyDecContextObject,
  PyDecContext_Type,
  PyDec_Check,
  PyDec_Type,
  beginOperation,
  endOperation,
  requiredOperand,
  valueOf,
} from "./object";
import { contextArgument } from "./context";

/** Engine functions that only these methods need. */
function toIntegralExact(a: Value): Value {
  return toIntegral(a, cx.round, true);
}

function toIntegralValue(a: Value): Value {
  return toIntegral(a, cx.round, false);
}

function copyAbs(a: Value): Value {
  return withSign(a, 0);
}

function copyNegate(a: Value): Value {
  return withSign(a, a.sign ^ 1);
}

function canonical(a: Value): Value {
  return copyOf(a);
}

function copySign(a: Value, b: Value): Value {
  return withSign(a, b.sign);
}

/** `new`: fn(a) in the context. */
export function unaryIn(context: PyObject, a: PyObject, fn: u32): PyObject | null {
  beginOperation(changetype<PyDecContextObject>(context));
  return endOperation(call_indirect<Value>(fn, valueOf(a)));
}

/** `new`: fn(a, b) in the context. */
export function binaryIn(context: PyObject, a: PyObject, b: PyObject, fn: u32): PyObject | null {
  beginOperation(changetype<PyDecContextObject>(context));
  return endOperation(call_indirect<Value>(fn, valueOf(a), valueOf(b)));
}

/** A method (self, context=None). */
function unary(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  name: string,
  fn: u32,
): PyObject | null {
  if (!parseArgs(name, "context=", args, nargs, kwnames)) return null;
  const context = contextArgument(arg(0));
  if (context === null) return null;
  const result = unaryIn(context, self, fn);
  Py_DECREF(context);
  return result;
}

/** A method (self, other, context=None). */
function binary(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  name: string,
  fn: u32,
): PyObject | null {
  if (!parseArgs(name, "other,context=", args, nargs, kwnames)) return null;
  const second = argReq(0);
  const context = contextArgument(arg(1));
  if (context === null) return null;
  const other = requiredOperand(second);
  const result: PyObject | null = other === null ? null : binaryIn(context, self, other, fn);
  Py_XDECREF(other);
  Py_DECREF(context);
  return result;
}

/** A method of Context: fn(x). */
function contextUnary(self: PyObject, x: PyObject, fn: u32): PyObject | null {
  const a = requiredOperand(x);
  if (a === null) return null;
  const result = unaryIn(self, a, fn);
  Py_DECREF(a);
  return result;
}

export function takesExactly(nargs: i32, n: i32): bool {
  if (nargs == n) return true;
  PyErr_Format(PyExc_TypeError, "function takes exactly %d arguments (%d given)", n, nargs);
  return false;
}

/** A method of Context: fn(x, y). */
function contextBinary(self: PyObject, args: usize, nargs: i32, fn: u32): PyObject | null {
  if (!takesExactly(nargs, 2)) return null;
  const a = requiredOperand(load<PyObject>(args));
  const b: PyObject | null = a === null ? null : requiredOperand(load<PyObject>(args + 8));
  const result: PyObject | null = a === null || b === null ? null : binaryIn(self, a, b, fn);
  Py_XDECREF(a);
  Py_XDECREF(b);
  return result;
}

function truth(value: bool): PyObject {
  return Py_NewRef(value ? Py_True : Py_False);
}

/** A predicate of Decimal in the current or a given context's limits. */
function predicateIn(context: PyObject, a: PyObject, fn: u32): PyObject {
  beginOperation(changetype<PyDecContextObject>(context));
  return truth(call_indirect<bool>(fn, valueOf(a)));
}

function isCanonical(v: Value): bool {
  return true;
}

function isFinite_(v: Value): bool {
  return !isSpecial(v);
}

function isInfinite(v: Value): bool {
  return v.kind == INFINITE;
}

function isAnyNaN(v: Value): bool {
  return isNaN(v);
}

function isNormal(v: Value): bool {
  return !isSpecial(v) && !nIsZero(v.coef) && adjusted(v) >= cx.emin;
}

function isQuiet(v: Value): bool {
  return v.kind == QNAN;
}

function isSigned(v: Value): bool {
  return v.sign == 1;
}

function isSignaling(v: Value): bool {
  return v.kind == SNAN;
}

function isSubnormal(v: Value): bool {
  return !isSpecial(v) && !nIsZero(v.coef) && adjusted(v) < cx.emin;
}

function isAnyZero(v: Value): bool {
  return isZero(v);
}

function predicate(self: PyObject, fn: u32): PyObject | null {
  const context = contextArgument(null);
  if (context === null) return null;
  const result = predicateIn(context, self, fn);
  Py_DECREF(context);
  return result;
}

function predicateWithContext(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  name: string,
  fn: u32,
): PyObject | null {
  if (!parseArgs(name, "context=", args, nargs, kwnames)) return null;
  const context = contextArgument(arg(0));
  if (context === null) return null;
  const result = predicateIn(context, self, fn);
  Py_DECREF(context);
  return result;
}

function contextPredicate(self: PyObject, x: PyObject, fn: u32): PyObject | null {
  const a = requiredOperand(x);
  if (a === null) return null;
  const result = predicateIn(self, a, fn);
  Py_DECREF(a);
  return result;
}

/** The same kind, and for numbers the same exponent. */
function sameQuantum(a: PyObject, b: PyObject): PyObject {
  const v = valueOf(a);
  const w = valueOf(b);
  if (isSpecial(v) || isSpecial(w)) return truth((isNaN(v) && isNaN(w)) || (v.kind == INFINITE && w.kind == INFINITE));
  return truth(v.exp == w.exp);
}

function dec_same_quantum(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("same_quantum", "other,context=", args, nargs, kwnames)) return null;
  const second = argReq(0);
  const context = contextArgument(arg(1));
  if (context === null) return null;
  Py_DECREF(context);
  const other = requiredOperand(second);
  if (other === null) return null;
  const result = sameQuantum(self, other);
  Py_DECREF(other);
  return result;
}

function ctx_same_quantum(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!takesExactly(nargs, 2)) return null;
  const a = requiredOperand(load<PyObject>(args));
  const b: PyObject | null = a === null ? null : requiredOperand(load<PyObject>(args + 8));
  const result: PyObject | null = a === null || b === null ? null : sameQuantum(a, b);
  Py_XDECREF(a);
  Py_XDECREF(b);
  return result;
}

function classIn(context: PyObject, a: PyObject): PyObject | null {
  beginOperation(changetype<PyDecContextObject>(context));
  return PyUnicode_FromLiteral(numberClass(valueOf(a)));
}

function dec_number_class(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("number_class", "context=", args, nargs, kwnames)) return null;
  const context = contextArgument(arg(0));
  if (context === null) return null;
  const result = classIn(context, self);
  Py_DECREF(context);
  return result;
}

function ctx_number_class(self: PyObject, x: PyObject): PyObject | null {
  const a = requiredOperand(x);
  if (a === null) return null;
  const result = classIn(self, a);
  Py_DECREF(a);
  return result;
}

function dec_copy_abs(self: PyObject, unused: PyObject | null): PyObject | null {
  return quietUnary(self, copyAbs.index);
}

function dec_copy_negate(self: PyObject, unused: PyObject | null): PyObject | null {
  return quietUnary(self, copyNegate.index);
}

function quietUnary(self: PyObject, fn: u32): PyObject | null {
  const context = contextArgument(null);
  if (context === null) return null;
  const result = unaryIn(context, self, fn);
  Py_DECREF(context);
  return result;
}

function dec_exp(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "exp", exp.index);
}

function dec_ln(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "ln", ln.index);
}

function dec_log10(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "log10", log10.index);
}

function dec_next_minus(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "next_minus", nextMinus.index);
}

function dec_next_plus(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "next_plus", nextPlus.index);
}

function dec_normalize(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "normalize", reduce.index);
}

function dec_sqrt(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "sqrt", squareRoot.index);
}

function dec_logb(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "logb", logb.index);
}

function dec_logical_invert(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return unary(self, args, nargs, kwnames, "logical_invert", logicalInvert.index);
}

function dec_compare(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "compare", compare.index);
}

function dec_compare_signal(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "compare_signal", compareSignal.index);
}

function dec_max(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "max", maximum.index);
}

function dec_max_mag(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "max_mag", maximumMag.index);
}

function dec_min(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "min", minimum.index);
}

function dec_min_mag(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "min_mag", minimumMag.index);
}

function dec_next_toward(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "next_toward", nextToward.index);
}

function dec_remainder_near(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "remainder_near", remainderNear.index);
}

function dec_compare_total(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "compare_total", compareTotal.index);
}

function dec_compare_total_mag(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "compare_total_mag", compareTotalMag.index);
}

function dec_logical_and(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "logical_and", logicalAnd.index);
}

function dec_logical_or(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "logical_or", logicalOr.index);
}

function dec_logical_xor(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "logical_xor", logicalXor.index);
}

function dec_rotate(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "rotate", rotate.index);
}

function dec_scaleb(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "scaleb", scaleb.index);
}

function dec_shift(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "shift", shift.index);
}

function dec_copy_sign(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return binary(self, args, nargs, kwnames, "copy_sign", copySign.index);
}

function dec_is_canonical(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isCanonical.index);
}

function dec_is_finite(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isFinite_.index);
}

function dec_is_infinite(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isInfinite.index);
}

function dec_is_nan(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isAnyNaN.index);
}

function dec_is_normal(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return predicateWithContext(self, args, nargs, kwnames, "is_normal", isNormal.index);
}

function dec_is_qnan(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isQuiet.index);
}

function dec_is_signed(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isSigned.index);
}

function dec_is_snan(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isSignaling.index);
}

function dec_is_subnormal(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return predicateWithContext(self, args, nargs, kwnames, "is_subnormal", isSubnormal.index);
}

function dec_is_zero(self: PyObject, unused: PyObject | null): PyObject | null {
  return predicate(self, isAnyZero.index);
}

/** Adds the methods of Decimal. */
export function addDecimalOperations(): void {
  const t = PyDec_Type;
  addMethod(t, "exp", dec_exp.index, METH_FASTCALL_KEYWORDS, "exp($self, /, context=None)\n--\n\n");
  addMethod(t, "ln", dec_ln.index, METH_FASTCALL_KEYWORDS, "ln($self, /, context=None)\n--\n\n");
  addMethod(t, "log10", dec_log10.index, METH_FASTCALL_KEYWORDS, "log10($self, /, context=None)\n--\n\n");
  addMethod(
    t,
    "next_minus",
    dec_next_minus.index,
    METH_FASTCALL_KEYWORDS,
    "next_minus($self, /, context=None)\n--\n\n",
  );
  addMethod(t, "next_plus", dec_next_plus.index, METH_FASTCALL_KEYWORDS, "next_plus($self, /, context=None)\n--\n\n");
  addMethod(t, "normalize", dec_normalize.index, METH_FASTCALL_KEYWORDS, "normalize($self, /, context=None)\n--\n\n");
  addMethod(t, "sqrt", dec_sqrt.index, METH_FASTCALL_KEYWORDS, "sqrt($self, /, context=None)\n--\n\n");
  addMethod(t, "logb", dec_logb.index, METH_FASTCALL_KEYWORDS, "logb($self, /, context=None)\n--\n\n");
  addMethod(
    t,
    "logical_invert",
    dec_logical_invert.index,
    METH_FASTCALL_KEYWORDS,
    "logical_invert($self, /, context=None)\n--\n\n",
  );
  addMethod(t, "compare", dec_compare.index, METH_FASTCALL_KEYWORDS, "compare($self, /, other, context=None)\n--\n\n");
  addMethod(
    t,
    "compare_signal",
    dec_compare_signal.index,
    METH_FASTCALL_KEYWORDS,
    "compare_signal($self, /, other, context=None)\n--\n\n",
  );
  addMethod(t, "max", dec_max.index, METH_FASTCALL_KEYWORDS, "max($self, /, other, context=None)\n--\n\n");
  addMethod(t, "max_mag", dec_max_mag.index, METH_FASTCALL_KEYWORDS, "max_mag($self, /, other, context=None)\n--\n\n");
  addMethod(t, "min", dec_min.index, METH_FASTCALL_KEYWORDS, "min($self, /, other, context=None)\n--\n\n");
  addMethod(t, "min_mag", dec_min_mag.index, METH_FASTCALL_KEYWORDS, "min_mag($self, /, other, context=None)\n--\n\n");
  addMethod(
    t,
    "next_toward",
    dec_next_toward.index,
    METH_FASTCALL_KEYWORDS,
    "next_toward($self, /, other, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "remainder_near",
    dec_remainder_near.index,
    METH_FASTCALL_KEYWORDS,
    "remainder_near($self, /, other, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "compare_total",
    dec_compare_total.index,
    METH_FASTCALL_KEYWORDS,
    "compare_total($self, /, other, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "compare_total_mag",
    dec_compare_total_mag.index,
    METH_FASTCALL_KEYWORDS,
    "compare_total_mag($self, /, other, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "logical_and",
    dec_logical_and.index,
    METH_FASTCALL_KEYWORDS,
    "logical_and($self, /, other, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "logical_or",
    dec_logical_or.index,
    METH_FASTCALL_KEYWORDS,
    "logical_or($self, /, other, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "logical_xor",
    dec_logical_xor.index,
    METH_FASTCALL_KEYWORDS,
    "logical_xor($self, /, other, context=None)\n--\n\n",
  );
  addMethod(t, "rotate", dec_rotate.index, METH_FASTCALL_KEYWORDS, "rotate($self, /, other, context=None)\n--\n\n");
  addMethod(t, "scaleb", dec_scaleb.index, METH_FASTCALL_KEYWORDS, "scaleb($self, /, other, context=None)\n--\n\n");
  addMethod(t, "shift", dec_shift.index, METH_FASTCALL_KEYWORDS, "shift($self, /, other, context=None)\n--\n\n");
  addMethod(
    t,
    "copy_sign",
    dec_copy_sign.index,
    METH_FASTCALL_KEYWORDS,
    "copy_sign($self, /, other, context=None)\n--\n\n",
  );
  addMethod(t, "is_canonical", dec_is_canonical.index, METH_NOARGS, "is_canonical($self, /)\n--\n\n");
  addMethod(t, "is_finite", dec_is_finite.index, METH_NOARGS, "is_finite($self, /)\n--\n\n");
  addMethod(t, "is_infinite", dec_is_infinite.index, METH_NOARGS, "is_infinite($self, /)\n--\n\n");
  addMethod(t, "is_nan", dec_is_nan.index, METH_NOARGS, "is_nan($self, /)\n--\n\n");
  addMethod(t, "is_normal", dec_is_normal.index, METH_FASTCALL_KEYWORDS, "is_normal($self, /, context=None)\n--\n\n");
  addMethod(t, "is_qnan", dec_is_qnan.index, METH_NOARGS, "is_qnan($self, /)\n--\n\n");
  addMethod(t, "is_signed", dec_is_signed.index, METH_NOARGS, "is_signed($self, /)\n--\n\n");
  addMethod(t, "is_snan", dec_is_snan.index, METH_NOARGS, "is_snan($self, /)\n--\n\n");
  addMethod(
    t,
    "is_subnormal",
    dec_is_subnormal.index,
    METH_FASTCALL_KEYWORDS,
    "is_subnormal($self, /, context=None)\n--\n\n",
  );
  addMethod(t, "is_zero", dec_is_zero.index, METH_NOARGS, "is_zero($self, /)\n--\n\n");
  addMethod(
    t,
    "same_quantum",
    dec_same_quantum.index,
    METH_FASTCALL_KEYWORDS,
    "same_quantum($self, /, other, context=None)\n--\n\n",
  );
  addMethod(
    t,
    "number_class",
    dec_number_class.index,
    METH_FASTCALL_KEYWORDS,
    "number_class($self, /, context=None)\n--\n\n",
  );
  addMethod(t, "copy_abs", dec_copy_abs.index, METH_NOARGS, "copy_abs($self, /)\n--\n\n");
  addMethod(t, "copy_negate", dec_copy_negate.index, METH_NOARGS, "copy_negate($self, /)\n--\n\n");
}
function ctx_exp(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, exp.index);
}

function ctx_ln(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, ln.index);
}

function ctx_log10(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, log10.index);
}

function ctx_next_minus(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, nextMinus.index);
}

function ctx_next_plus(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, nextPlus.index);
}

function ctx_normalize(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, reduce.index);
}

function ctx_sqrt(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, squareRoot.index);
}

function ctx_logb(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, logb.index);
}

function ctx_logical_invert(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, logicalInvert.index);
}

function ctx_abs(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, absolute.index);
}

function ctx_minus(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, minus.index);
}

function ctx_plus(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, plus.index);
}

function ctx_to_integral_exact(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, toIntegralExact.index);
}

function ctx_to_integral_value(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, toIntegralValue.index);
}

function ctx_to_integral(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, toIntegralValue.index);
}

function ctx_copy_abs(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, copyAbs.index);
}

function ctx_copy_negate(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, copyNegate.index);
}

function ctx_canonical(self: PyObject, x: PyObject): PyObject | null {
  return PyDec_Check(x) ? Py_NewRef(x) : PyErr_SetString(PyExc_TypeError, "argument must be a Decimal");
}

function ctx_copy_decimal(self: PyObject, x: PyObject): PyObject | null {
  return contextUnary(self, x, canonical.index);
}

function ctx_compare(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, compare.index);
}

function ctx_compare_signal(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, compareSignal.index);
}

function ctx_max(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, maximum.index);
}

function ctx_max_mag(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, maximumMag.index);
}

function ctx_min(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, minimum.index);
}

function ctx_min_mag(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, minimumMag.index);
}

function ctx_next_toward(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, nextToward.index);
}

function ctx_remainder_near(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, remainderNear.index);
}

function ctx_compare_total(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, compareTotal.index);
}

function ctx_compare_total_mag(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, compareTotalMag.index);
}

function ctx_logical_and(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, logicalAnd.index);
}

function ctx_logical_or(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, logicalOr.index);
}

function ctx_logical_xor(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, logicalXor.index);
}

function ctx_rotate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, rotate.index);
}

function ctx_scaleb(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, scaleb.index);
}

function ctx_shift(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, shift.index);
}

function ctx_copy_sign(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, copySign.index);
}

function ctx_add(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, add.index);
}

function ctx_divide(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, divide.index);
}

function ctx_divide_int(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, divideInt.index);
}

function ctx_multiply(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, multiply.index);
}

function ctx_quantize(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, quantize.index);
}

function ctx_remainder(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, remainder.index);
}

function ctx_subtract(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return contextBinary(self, args, nargs, subtract.index);
}

function ctx_is_canonical(self: PyObject, x: PyObject): PyObject | null {
  return PyDec_Check(x) ? truth(true) : PyErr_SetString(PyExc_TypeError, "argument must be a Decimal");
}

function ctx_is_finite(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isFinite_.index);
}

function ctx_is_infinite(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isInfinite.index);
}

function ctx_is_nan(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isAnyNaN.index);
}

function ctx_is_normal(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isNormal.index);
}

function ctx_is_qnan(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isQuiet.index);
}

function ctx_is_signed(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isSigned.index);
}

function ctx_is_snan(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isSignaling.index);
}

function ctx_is_subnormal(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isSubnormal.index);
}

function ctx_is_zero(self: PyObject, x: PyObject): PyObject | null {
  return contextPredicate(self, x, isAnyZero.index);
}

/** Adds the methods of Context. */
export function addContextOperations(): void {
  const t = PyDecContext_Type;
  addMethod(t, "exp", ctx_exp.index, METH_O, "exp($self, x, /)\n--\n\n");
  addMethod(t, "ln", ctx_ln.index, METH_O, "ln($self, x, /)\n--\n\n");
  addMethod(t, "log10", ctx_log10.index, METH_O, "log10($self, x, /)\n--\n\n");
  addMethod(t, "next_minus", ctx_next_minus.index, METH_O, "next_minus($self, x, /)\n--\n\n");
  addMethod(t, "next_plus", ctx_next_plus.index, METH_O, "next_plus($self, x, /)\n--\n\n");
  addMethod(t, "normalize", ctx_normalize.index, METH_O, "normalize($self, x, /)\n--\n\n");
  addMethod(t, "sqrt", ctx_sqrt.index, METH_O, "sqrt($self, x, /)\n--\n\n");
  addMethod(t, "logb", ctx_logb.index, METH_O, "logb($self, x, /)\n--\n\n");
  addMethod(t, "logical_invert", ctx_logical_invert.index, METH_O, "logical_invert($self, x, /)\n--\n\n");
  addMethod(t, "abs", ctx_abs.index, METH_O, "abs($self, x, /)\n--\n\n");
  addMethod(t, "minus", ctx_minus.index, METH_O, "minus($self, x, /)\n--\n\n");
  addMethod(t, "plus", ctx_plus.index, METH_O, "plus($self, x, /)\n--\n\n");
  addMethod(t, "to_integral_exact", ctx_to_integral_exact.index, METH_O, "to_integral_exact($self, x, /)\n--\n\n");
  addMethod(t, "to_integral_value", ctx_to_integral_value.index, METH_O, "to_integral_value($self, x, /)\n--\n\n");
  addMethod(t, "to_integral", ctx_to_integral.index, METH_O, "to_integral($self, x, /)\n--\n\n");
  addMethod(t, "copy_abs", ctx_copy_abs.index, METH_O, "copy_abs($self, x, /)\n--\n\n");
  addMethod(t, "copy_negate", ctx_copy_negate.index, METH_O, "copy_negate($self, x, /)\n--\n\n");
  addMethod(t, "canonical", ctx_canonical.index, METH_O, "canonical($self, x, /)\n--\n\n");
  addMethod(t, "copy_decimal", ctx_copy_decimal.index, METH_O, "copy_decimal($self, x, /)\n--\n\n");
  addMethod(t, "compare", ctx_compare.index, METH_FASTCALL, "compare($self, x, y, /)\n--\n\n");
  addMethod(t, "compare_signal", ctx_compare_signal.index, METH_FASTCALL, "compare_signal($self, x, y, /)\n--\n\n");
  addMethod(t, "max", ctx_max.index, METH_FASTCALL, "max($self, x, y, /)\n--\n\n");
  addMethod(t, "max_mag", ctx_max_mag.index, METH_FASTCALL, "max_mag($self, x, y, /)\n--\n\n");
  addMethod(t, "min", ctx_min.index, METH_FASTCALL, "min($self, x, y, /)\n--\n\n");
  addMethod(t, "min_mag", ctx_min_mag.index, METH_FASTCALL, "min_mag($self, x, y, /)\n--\n\n");
  addMethod(t, "next_toward", ctx_next_toward.index, METH_FASTCALL, "next_toward($self, x, y, /)\n--\n\n");
  addMethod(t, "remainder_near", ctx_remainder_near.index, METH_FASTCALL, "remainder_near($self, x, y, /)\n--\n\n");
  addMethod(t, "compare_total", ctx_compare_total.index, METH_FASTCALL, "compare_total($self, x, y, /)\n--\n\n");
  addMethod(
    t,
    "compare_total_mag",
    ctx_compare_total_mag.index,
    METH_FASTCALL,
    "compare_total_mag($self, x, y, /)\n--\n\n",
  );
  addMethod(t, "logical_and", ctx_logical_and.index, METH_FASTCALL, "logical_and($self, x, y, /)\n--\n\n");
  addMethod(t, "logical_or", ctx_logical_or.index, METH_FASTCALL, "logical_or($self, x, y, /)\n--\n\n");
  addMethod(t, "logical_xor", ctx_logical_xor.index, METH_FASTCALL, "logical_xor($self, x, y, /)\n--\n\n");
  addMethod(t, "rotate", ctx_rotate.index, METH_FASTCALL, "rotate($self, x, y, /)\n--\n\n");
  addMethod(t, "scaleb", ctx_scaleb.index, METH_FASTCALL, "scaleb($self, x, y, /)\n--\n\n");
  addMethod(t, "shift", ctx_shift.index, METH_FASTCALL, "shift($self, x, y, /)\n--\n\n");
  addMethod(t, "copy_sign", ctx_copy_sign.index, METH_FASTCALL, "copy_sign($self, x, y, /)\n--\n\n");
  addMethod(t, "add", ctx_add.index, METH_FASTCALL, "add($self, x, y, /)\n--\n\n");
  addMethod(t, "divide", ctx_divide.index, METH_FASTCALL, "divide($self, x, y, /)\n--\n\n");
  addMethod(t, "divide_int", ctx_divide_int.index, METH_FASTCALL, "divide_int($self, x, y, /)\n--\n\n");
  addMethod(t, "multiply", ctx_multiply.index, METH_FASTCALL, "multiply($self, x, y, /)\n--\n\n");
  addMethod(t, "quantize", ctx_quantize.index, METH_FASTCALL, "quantize($self, x, y, /)\n--\n\n");
  addMethod(t, "remainder", ctx_remainder.index, METH_FASTCALL, "remainder($self, x, y, /)\n--\n\n");
  addMethod(t, "subtract", ctx_subtract.index, METH_FASTCALL, "subtract($self, x, y, /)\n--\n\n");
  addMethod(t, "is_canonical", ctx_is_canonical.index, METH_O, "is_canonical($self, x, /)\n--\n\n");
  addMethod(t, "is_finite", ctx_is_finite.index, METH_O, "is_finite($self, x, /)\n--\n\n");
  addMethod(t, "is_infinite", ctx_is_infinite.index, METH_O, "is_infinite($self, x, /)\n--\n\n");
  addMethod(t, "is_nan", ctx_is_nan.index, METH_O, "is_nan($self, x, /)\n--\n\n");
  addMethod(t, "is_normal", ctx_is_normal.index, METH_O, "is_normal($self, x, /)\n--\n\n");
  addMethod(t, "is_qnan", ctx_is_qnan.index, METH_O, "is_qnan($self, x, /)\n--\n\n");
  addMethod(t, "is_signed", ctx_is_signed.index, METH_O, "is_signed($self, x, /)\n--\n\n");
  addMethod(t, "is_snan", ctx_is_snan.index, METH_O, "is_snan($self, x, /)\n--\n\n");
  addMethod(t, "is_subnormal", ctx_is_subnormal.index, METH_O, "is_subnormal($self, x, /)\n--\n\n");
  addMethod(t, "is_zero", ctx_is_zero.index, METH_O, "is_zero($self, x, /)\n--\n\n");
  addMethod(t, "same_quantum", ctx_same_quantum.index, METH_FASTCALL, "same_quantum($self, x, y, /)\n--\n\n");
  addMethod(t, "number_class", ctx_number_class.index, METH_O, "number_class($self, x, /)\n--\n\n");
}
