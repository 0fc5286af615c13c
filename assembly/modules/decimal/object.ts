/**
 * Decimal and Context as objects, and how conditions become flags and exceptions (Modules/_decimal/_decimal.c).
 *
 *   Decimal, 104 bytes:  16 hash (-1: unknown)   24 flags   32 exponent   40 digits   48 length   56 allocated   64 address of the coefficient
 *                        72 room for a coefficient of up to 7 limbs (63 digits)
 *   Context, 96 bytes:   16 mpd_context_t   64 traps   72 flags (signal dicts)   80 capitals   88 thread state
 *
 * DIFFERS: a coefficient has limbs of 9 digits, not 19; `__sizeof__` counts as CPython's would.
 * Invariant: a Decimal never changes. Every operation runs between `beginOperation` and a result or an exception; in between no Python code runs, so
 * the arena is its own.
 */
import { PyObject, PyTypeObject, initPtr } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyExc_TypeError } from "../../object/exception_types";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { _PyObject_New } from "../../gc/collector";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetObject } from "../../protocol/errors";
import { PyList_Append, PyList_New } from "../../types/list";
import {
  PyLong_Check,
  _PyLong_DigitCount,
  _PyLong_IsNegative,
  digitAt,
  digitsOf as longDigits,
} from "../../types/long";
import { PyType_IsSubtype } from "../../types/typeobject";
import { arenaReset, nDigits, nFromU64, nLength, nMulSmall } from "./natural";
import {
  AnyInvalid,
  Clamped,
  ConversionSyntax,
  Ctx,
  DivisionByZero,
  DivisionImpossible,
  DivisionUndefined,
  FINITE,
  FloatOperation,
  INFINITE,
  Inexact,
  InvalidContext,
  InvalidOperation,
  MAX_PREC,
  MallocError,
  Overflow,
  QNAN,
  ROUND_HALF_EVEN,
  Rounded,
  SNAN,
  Subnormal,
  Underflow,
  Value,
  finite,
  newValue,
  setContext,
  setStatus,
  status,
} from "./value";

export const PyDec_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyDecContext_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
export class PyDecObject extends PyObject {
  hash: i64;
  flags: u32;
  flags_hi: u32;
  exp: i64;
  digits: i64;
  len: i64;
  alloc: i64;
  data: usize;
  data_hi: u32;
}

@unmanaged
export class PyDecContextObject extends PyObject {
  prec: i64;
  emax: i64;
  emin: i64;
  trapBits: u32;
  statusBits: u32;
  newtrap: u32;
  round: i32;
  clamp: i32;
  allcr: i32;
  traps: PyObject | null;
  traps_hi: u32;
  flags: PyObject | null;
  flags_hi: u32;
  capitals: i32;
  capitals_pad: u32;
  tstate: u64;
}

const INLINE_LIMBS: i32 = 7;
const INLINE: usize = 72;
const NEG: u32 = 1;

export function ctxOf(context: PyDecContextObject): Ctx {
  return changetype<Ctx>(changetype<usize>(context) + 16);
}

export function PyDec_Check(op: PyObject): bool {
  return op.ob_type == PyDec_Type || PyType_IsSubtype(op.ob_type, PyDec_Type);
}

/** The value of a Decimal, sharing its coefficient. */
export function valueOf(op: PyObject): Value {
  const d = changetype<PyDecObject>(op);
  const kind = d.flags & 2 ? INFINITE : d.flags & 4 ? QNAN : d.flags & 8 ? SNAN : FINITE;
  return newValue(d.flags & NEG, kind, d.exp, d.data);
}

/** `new` Decimal of the type with the value; MemoryError if it has none. */
export function decimalOf(type: PyTypeObject, v: Value): PyObject | null {
  if (v.coef == 0) return PyErr_NoMemory();
  const op = type == PyDec_Type ? _PyObject_New(type) : call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  const d = changetype<PyDecObject>(op);
  const n = nLength(v.coef);
  d.hash = -1;
  d.flags = (v.sign == 1 ? NEG : 0) | (v.kind == INFINITE ? 2 : v.kind == QNAN ? 4 : v.kind == SNAN ? 8 : 0);
  d.flags_hi = 0;
  d.exp = v.kind == FINITE ? v.exp : 0;
  d.digits = nDigits(v.coef);
  d.len = (d.digits + 18) / 19;
  d.alloc = d.len > 4 ? d.len : 4;
  const bytes = 4 + ((<usize>n) << 2);
  const data = n <= INLINE_LIMBS ? changetype<usize>(op) + INLINE : PyMem_Malloc(bytes);
  initPtr(changetype<usize>(op) + 64, data);
  if (data == 0) {
    d.data = changetype<usize>(op) + INLINE;
    Py_DECREF(op);
    return PyErr_NoMemory();
  }
  memory.copy(data, v.coef, bytes);
  return op;
}

export function dec_dealloc(op: PyObject): void {
  const d = changetype<PyDecObject>(op);
  if (d.data != changetype<usize>(op) + INLINE) PyMem_Free(d.data);
  call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

/** Exceptions of the conditions, borrowed from the module, which lives as long as the machine. */
const exceptions = memory.data(16 * 8, 8);

/** The signals in CPython's order, then the conditions that only InvalidOperation signals. */
export const SIGNALS: i32 = 9;
const CONDITIONS: i32 = 13;

export function signalBits(i: i32): u32 {
  if (i == 0) return AnyInvalid;
  if (i == 1) return FloatOperation;
  if (i == 2) return DivisionByZero;
  if (i == 3) return Overflow;
  if (i == 4) return Underflow;
  if (i == 5) return Subnormal;
  if (i == 6) return Inexact;
  if (i == 7) return Rounded;
  if (i == 8) return Clamped;
  if (i == 9) return ConversionSyntax;
  if (i == 10) return DivisionImpossible;
  if (i == 11) return DivisionUndefined;
  return InvalidContext;
}

/** Borrowed: the exception class of signal or condition `i`. */
export function signalClass(i: i32): PyObject {
  return load<PyObject>(exceptions + ((<usize>i) << 3));
}

/** The same; null before the module is made. Index 13 is DecimalException. */
export function signalClassOrNull(i: i32): PyObject | null {
  return load<PyObject | null>(exceptions + ((<usize>i) << 3));
}

export function setSignalClass(i: i32, type: PyObject): void {
  store<u64>(exceptions + ((<usize>i) << 3), <u64>changetype<usize>(type));
}

/** Index of a signal's class, or -1. */
export function signalIndex(type: PyObject): i32 {
  for (let i = 0; i < SIGNALS; i++) if (signalClass(i) == type) return i;
  return -1;
}

/** `new` list of the classes whose conditions are in `bits`; with `details` the kinds of InvalidOperation one by one. */
export function signalList(bits: u32, details: bool): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  if (details) {
    if (bits & InvalidOperation && PyList_Append(list, signalClass(0)) < 0) return dropped(list);
    for (let i = SIGNALS; i < CONDITIONS; i++) {
      if (bits & signalBits(i) && PyList_Append(list, signalClass(i)) < 0) return dropped(list);
    }
  }
  for (let i = details ? 1 : 0; i < SIGNALS; i++) {
    if (bits & signalBits(i) && PyList_Append(list, signalClass(i)) < 0) return dropped(list);
  }
  return list;
}

function dropped(op: PyObject): PyObject | null {
  Py_DECREF(op);
  return null;
}

/** The context of the operation that runs. */
export let operation: PyDecContextObject = changetype<PyDecContextObject>(0);

/** Starts an operation in the context: empties the arena and the conditions. */
export function beginOperation(context: PyDecContextObject): void {
  arenaReset();
  operation = context;
  setContext(ctxOf(context));
  setStatus(0);
}

const maxCtx = changetype<Ctx>(memory.data(48, 8));

/** The context of exact conversions. */
export function useMaxContext(): void {
  maxCtx.prec = MAX_PREC;
  maxCtx.emax = MAX_PREC;
  maxCtx.emin = -MAX_PREC;
  maxCtx.round = ROUND_HALF_EVEN;
  maxCtx.clamp = 0;
  setContext(maxCtx);
}

/** Notes conditions in a context; true when one of them is trapped: then its exception is set (dec_addstatus). */
export function dec_addstatus(context: PyDecContextObject, bits: u32): bool {
  context.statusBits |= bits;
  if ((bits & (context.trapBits | MallocError)) == 0) return false;
  if (bits & MallocError) {
    PyErr_NoMemory();
    return true;
  }
  const trapped = context.trapBits & bits;
  let i = 0;
  while (i < SIGNALS - 1 && (trapped & signalBits(i)) == 0) i++;
  const list = signalList(trapped, true);
  if (list === null) return true;
  PyErr_SetObject(signalClass(i), list);
  Py_DECREF(list);
  return true;
}

/** Ends an operation: `new` Decimal with the result, or the exception of a trapped condition. */
export function endOperation(v: Value): PyObject | null {
  if (dec_addstatus(operation, status)) return null;
  return decimalOf(PyDec_Type, v);
}

/** The value of an int in the arena. */
export function valueOfLong(op: PyObject): Value {
  let coef = nFromU64(0);
  const digits = longDigits(op);
  for (let i = _PyLong_DigitCount(op) - 1; i >= 0; i--) coef = nMulSmall(coef, 1 << 30, digitAt(digits, i));
  return finite(_PyLong_IsNegative(op) ? 1 : 0, coef, 0);
}

/** `new` Decimal for an operand that is a Decimal or an int; null without an exception for others (exact, so no context is asked). */
export function operandOf(op: PyObject): PyObject | null {
  if (PyDec_Check(op)) return Py_NewRef(op);
  if (!PyLong_Check(op)) return null;
  arenaReset();
  return decimalOf(PyDec_Type, valueOfLong(op));
}

/** The same with TypeError for others. */
export function requiredOperand(op: PyObject): PyObject | null {
  if (PyDec_Check(op) || PyLong_Check(op)) return operandOf(op);
  return PyErr_Format(PyExc_TypeError, "conversion from %s to Decimal is not supported", op.ob_type.tp_name);
}
