/**
 * The Context type without its arithmetic (that is context_methods.ts): attributes, the current context, signal dicts, localcontext.
 *
 * The current context is a context variable's value, so each thread and each asyncio task has its own.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  initPtr,
} from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_CLEAR } from "../../object/refcount";
import { Py_False, Py_None, Py_NotImplemented, Py_True, PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { PyExc_AttributeError, PyExc_KeyError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { METH_NOARGS, METH_VARARGS, addGetSet, addMethod, initStaticType, mappingMethods } from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../../gc/collector";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr, PyObject_GetAttrString } from "../../protocol/attr";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyObject_GetIter } from "../../protocol/iter";
import { arg, parseArgs, parseTupleArgs } from "../../protocol/args";
import { PyDict_Check, PyDict_GetItemWithError, PyDict_New, PyDict_SetItem, PyDict_GET_SIZE } from "../../types/dict";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE } from "../../types/list";
import { PyLong_Check, PyLong_FromI64, PyLong_FromLong, PyLong_AsI64 } from "../../types/long";
import { PyTuple_New, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyType_IsSubtype } from "../../types/typeobject";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyUnicode_InternFromLiteral } from "../../intern/policy";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { PyContextVar_Get, PyContextVar_Set } from "../_contextvars";
import { PyImport_ImportModule } from "../import";
import {
  AnyInvalid,
  DivisionByZero,
  MAX_PREC,
  Overflow,
  ROUND_05UP,
  ROUND_CEILING,
  ROUND_DOWN,
  ROUND_FLOOR,
  ROUND_HALF_DOWN,
  ROUND_HALF_EVEN,
  ROUND_HALF_UP,
  ROUND_UP,
} from "./value";
import {
  PyDecContextObject,
  PyDecContext_Type,
  SIGNALS,
  signalBits,
  signalClass,
  signalIndex,
  signalList,
} from "./object";

export const PyDecSignalDictMixin_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyDecContextManager_Type = changetype<PyTypeObject>(memory.data(416, 16));

/** Set by the module: the class SignalDict, the templates, the variable that holds the current context. */
export let signalDictType: PyObject | null = null;
export let defaultContext: PyObject | null = null;
export let basicContext: PyObject | null = null;
export let extendedContext: PyObject | null = null;
let contextVariable: PyObject | null = null;

export function setSignalDictType(type: PyObject): void {
  signalDictType = type;
}

/** `new` context variable. */
function newVariable(): PyObject | null {
  const module = PyImport_ImportModule("_contextvars");
  if (module === null) return null;
  const kind = PyObject_GetAttrString(module, "ContextVar");
  const name = PyUnicode_FromLiteral("decimal_context");
  const variable: PyObject | null = kind === null || name === null ? null : PyObject_CallOneArg(kind, name);
  Py_XDECREF(kind);
  Py_XDECREF(name);
  Py_DECREF(module);
  return variable;
}

/** The three templates and the variable; false with an exception. */
export function makeTemplates(): bool {
  contextVariable = newVariable();
  defaultContext = newContext(28, ROUND_HALF_EVEN, AnyInvalid | DivisionByZero | Overflow);
  basicContext = newContext(9, ROUND_HALF_UP, AnyInvalid | DivisionByZero | Overflow | 0x4000 | 0x1);
  extendedContext = newContext(9, ROUND_HALF_EVEN, 0);
  return contextVariable !== null && defaultContext !== null && basicContext !== null && extendedContext !== null;
}

/** Name of a rounding mode. */
export function roundingName(mode: i32): string {
  if (mode == ROUND_UP) return "ROUND_UP";
  if (mode == ROUND_DOWN) return "ROUND_DOWN";
  if (mode == ROUND_CEILING) return "ROUND_CEILING";
  if (mode == ROUND_FLOOR) return "ROUND_FLOOR";
  if (mode == ROUND_HALF_UP) return "ROUND_HALF_UP";
  if (mode == ROUND_HALF_DOWN) return "ROUND_HALF_DOWN";
  if (mode == ROUND_HALF_EVEN) return "ROUND_HALF_EVEN";
  return "ROUND_05UP";
}

/** The rounding mode that an object names; -1 with TypeError. */
export function roundingMode(op: PyObject): i32 {
  if (PyUnicode_Check(op)) {
    for (let mode = 0; mode <= ROUND_05UP; mode++) if (PyUnicode_EqualToLiteral(op, roundingName(mode))) return mode;
  }
  PyErr_SetString(
    PyExc_TypeError,
    "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
  );
  return -1;
}

/** A signal dict over one of the context's two words: 16 address of the word. It must not outlive the context's own use of it. */
@unmanaged
class SignalDict extends PyObject {
  word: usize;
  word_hi: u32;
}

function bitsOf(op: PyObject): u32 {
  return load<u32>(changetype<SignalDict>(op).word);
}

function setBits(op: PyObject, bits: u32): void {
  store<u32>(changetype<SignalDict>(op).word, bits);
}

export function isSignalDict(op: PyObject): bool {
  return op.ob_type == PyDecSignalDictMixin_Type || PyType_IsSubtype(op.ob_type, PyDecSignalDictMixin_Type);
}

const nowhere = memory.data(4, 4);

function signaldict_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

function signaldict_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  initPtr(changetype<usize>(self) + 16, nowhere);
  return 0;
}

/** A dict that belongs to no context; ValueError. */
function isOrphan(self: PyObject): bool {
  if (changetype<SignalDict>(self).word != nowhere) return false;
  PyErr_SetString(PyExc_ValueError, "invalid signal dict");
  return true;
}

function signaldict_len(self: PyObject): i32 {
  return isOrphan(self) ? -1 : SIGNALS;
}

function signaldict_iter(self: PyObject): PyObject | null {
  if (isOrphan(self)) return null;
  const keys = signalTuple();
  const iter: PyObject | null = keys === null ? null : PyObject_GetIter(keys);
  Py_XDECREF(keys);
  return iter;
}

function signalTuple(): PyObject | null {
  const keys = PyTuple_New(SIGNALS);
  if (keys === null) return null;
  for (let i = 0; i < SIGNALS; i++) PyTuple_SET_ITEM(keys, i, Py_NewRef(signalClass(i)));
  return keys;
}

/** The bits of the signal `key`; 0 with KeyError. */
function keyBits(key: PyObject): u32 {
  const i = signalIndex(key);
  if (i >= 0) return signalBits(i);
  PyErr_SetString(
    PyExc_KeyError,
    "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]",
  );
  return 0;
}

function signaldict_getitem(self: PyObject, key: PyObject): PyObject | null {
  if (isOrphan(self)) return null;
  const bits = keyBits(key);
  return bits == 0 ? null : Py_NewRef(bitsOf(self) & bits ? Py_True : Py_False);
}

function signaldict_setitem(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  if (isOrphan(self)) return -1;
  if (value === null) {
    PyErr_SetString(PyExc_ValueError, "signal keys cannot be deleted");
    return -1;
  }
  const bits = keyBits(key);
  if (bits == 0) return -1;
  const on = PyObject_IsTrue(value);
  if (on < 0) return -1;
  setBits(self, on ? bitsOf(self) | bits : bitsOf(self) & ~bits);
  return 0;
}

function signaldict_repr(self: PyObject): PyObject | null {
  if (isOrphan(self)) return null;
  let text = PyUnicode_FromLiteral("{");
  for (let i = 0; i < SIGNALS && text !== null; i++) {
    const on = bitsOf(self) & signalBits(i) ? Py_True : Py_False;
    const next = PyUnicode_FromFormat(
      "%U%R:%R%L",
      changetype<usize>(text),
      changetype<usize>(signalClass(i)),
      changetype<usize>(on),
      changetype<usize>(i == SIGNALS - 1 ? "}" : ", "),
    );
    Py_DECREF(text);
    text = next;
  }
  return text;
}

/** The signals that a dict of them maps to true, as bits; false with an exception. */
let dictBits: u32 = 0;

function bitsOfDict(op: PyObject): bool {
  dictBits = 0;
  if (PyDict_GET_SIZE(op) != SIGNALS) {
    PyErr_SetString(PyExc_KeyError, "invalid signal dict");
    return false;
  }
  for (let i = 0; i < SIGNALS; i++) {
    const value = PyDict_GetItemWithError(op, signalClass(i));
    if (value === null) {
      if (PyErr_Occurred() === null) PyErr_SetString(PyExc_KeyError, "invalid signal dict");
      return false;
    }
    const on = PyObject_IsTrue(value);
    if (on < 0) return false;
    if (on) dictBits |= signalBits(i);
  }
  return true;
}

function signaldict_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if (isOrphan(self)) return null;
  if ((op != Py_EQ && op != Py_NE) || !isSignalDict(self)) return Py_NewRef(Py_NotImplemented);
  let equal = false;
  if (isSignalDict(other)) equal = bitsOf(self) == bitsOf(other);
  else if (PyDict_Check(other)) {
    if (bitsOfDict(other)) equal = normal(bitsOf(self)) == dictBits;
    else if (!PyErr_ExceptionMatches(PyExc_KeyError)) return null;
    else PyErr_Clear(); // not a signal dict: not equal
  } else return Py_NewRef(Py_NotImplemented);
  return Py_NewRef(equal == (op == Py_EQ) ? Py_True : Py_False);
}

/** With all of a signal's bits where one is set. */
function normal(bits: u32): u32 {
  let r: u32 = 0;
  for (let i = 0; i < SIGNALS; i++) if (bits & signalBits(i)) r |= signalBits(i);
  return r;
}

function signaldict_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  if (isOrphan(self)) return null;
  const dict = PyDict_New();
  if (dict === null) return null;
  for (let i = 0; i < SIGNALS; i++) {
    if (PyDict_SetItem(dict, signalClass(i), bitsOf(self) & signalBits(i) ? Py_True : Py_False) < 0) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

/** The bits that a list of signals, a signal dict or a dict stands for in `dictBits`; false with an exception. */
function signalsOf(op: PyObject, lists: bool): bool {
  if (isSignalDict(op)) {
    if (isOrphan(op)) return false;
    dictBits = bitsOf(op);
    return true;
  }
  if (PyDict_Check(op)) return bitsOfDict(op);
  if (!lists || !PyList_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "argument must be a signal dict");
    return false;
  }
  let bits: u32 = 0;
  for (let i = 0; i < PyList_GET_SIZE(op); i++) {
    const key = keyBits(PyList_GET_ITEM(op, i));
    if (key == 0) return false;
    bits |= key;
  }
  dictBits = bits;
  return true;
}

function self_(op: PyObject): PyDecContextObject {
  return changetype<PyDecContextObject>(op);
}

export function context_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  const c = self_(op);
  const from = defaultContext;
  memory.fill(changetype<usize>(op) + 16, 0, 80);
  c.prec = 28;
  c.emax = 999999;
  c.emin = -999999;
  c.round = ROUND_HALF_EVEN;
  c.trapBits = AnyInvalid | DivisionByZero | Overflow;
  c.capitals = 1;
  c.allcr = 1;
  if (from !== null) {
    memory.copy(changetype<usize>(op) + 16, changetype<usize>(from) + 16, 48);
    c.statusBits = 0;
    c.capitals = self_(from).capitals;
  }
  const kind = signalDictType!;
  c.traps = PyObject_CallNoArgs(kind);
  if (c.traps !== null) c.flags = PyObject_CallNoArgs(kind);
  if (c.traps === null || c.flags === null) {
    Py_DECREF(op);
    return null;
  }
  changetype<SignalDict>(c.traps!).word = changetype<usize>(op) + 40;
  changetype<SignalDict>(c.flags!).word = changetype<usize>(op) + 44;
  return op;
}

function newContext(prec: i64, round: i32, traps: u32): PyObject | null {
  const op = context_new(PyDecContext_Type, Py_None, null);
  if (op === null) return null;
  self_(op).prec = prec;
  self_(op).round = round;
  self_(op).trapBits = traps;
  return op;
}

function context_traverse(self: PyObject, visit: u32, data: usize): i32 {
  const r = visitField(changetype<usize>(self) + 64, visit, data);
  return r != 0 ? r : visitField(changetype<usize>(self) + 72, visit, data);
}

function detach(dict: PyObject | null): void {
  // someone may keep a signal dict: it stays readable
  if (dict !== null) changetype<SignalDict>(dict).word = nowhere;
}

function context_clear(self: PyObject): i32 {
  detach(self_(self).traps);
  detach(self_(self).flags);
  Py_CLEAR(changetype<usize>(self) + 64);
  Py_CLEAR(changetype<usize>(self) + 72);
  return 0;
}

function context_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  context_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** Attributes by number: the closures of their getters and setters. */
const PREC: usize = 0;
const EMAX: usize = 1;
const EMIN: usize = 2;
const CAPITALS: usize = 3;
const CLAMP: usize = 4;
const ROUNDING: usize = 5;

function context_get(self: PyObject, which: usize): PyObject | null {
  const c = self_(self);
  if (which == PREC) return PyLong_FromI64(c.prec);
  if (which == EMAX) return PyLong_FromI64(c.emax);
  if (which == EMIN) return PyLong_FromI64(c.emin);
  if (which == CAPITALS) return PyLong_FromLong(c.capitals);
  if (which == CLAMP) return PyLong_FromLong(c.clamp);
  return PyUnicode_InternFromLiteral(roundingName(c.round));
}

function rangeError(message: string): i32 {
  PyErr_SetString(PyExc_ValueError, message);
  return -1;
}

function context_set(self: PyObject, value: PyObject | null, which: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_AttributeError, "context attributes cannot be deleted");
    return -1;
  }
  const c = self_(self);
  if (which == ROUNDING) {
    const mode = roundingMode(value);
    if (mode < 0) return -1;
    c.round = mode;
    return 0;
  }
  if (!PyLong_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return -1;
  }
  const n = PyLong_AsI64(value);
  if (n == -1 && PyErr_Occurred() !== null) return -1;
  if (which == PREC) {
    if (n < 1 || n > MAX_PREC) return rangeError("valid range for prec is [1, MAX_PREC]");
    c.prec = n;
  } else if (which == EMAX) {
    if (n < 0 || n > MAX_PREC) return rangeError("valid range for Emax is [0, MAX_EMAX]");
    c.emax = n;
  } else if (which == EMIN) {
    if (n > 0 || n < -MAX_PREC) return rangeError("valid range for Emin is [MIN_EMIN, 0]");
    c.emin = n;
  } else if (which == CAPITALS) {
    if (n != 0 && n != 1) return rangeError("valid values for capitals are 0 or 1");
    c.capitals = <i32>n;
  } else {
    if (n != 0 && n != 1) return rangeError("valid values for clamp are 0 or 1");
    c.clamp = <i32>n;
  }
  return 0;
}

/** `traps` and `flags` are attributes of their own kind: not in the type, as in CPython. */
function context_getattr(self: PyObject, name: PyObject): PyObject | null {
  if (PyUnicode_Check(name)) {
    if (PyUnicode_EqualToLiteral(name, "traps")) return Py_NewRef(self_(self).traps!);
    if (PyUnicode_EqualToLiteral(name, "flags")) return Py_NewRef(self_(self).flags!);
  }
  return PyObject_GenericGetAttr(self, name);
}

function setSignals(self: PyObject, value: PyObject | null, traps: bool, lists: bool): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_AttributeError, "context attributes cannot be deleted");
    return -1;
  }
  if (!signalsOf(value, lists)) return -1;
  if (traps) self_(self).trapBits = dictBits;
  else self_(self).statusBits = dictBits;
  return 0;
}

function context_setattr(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  if (PyUnicode_Check(name)) {
    if (PyUnicode_EqualToLiteral(name, "traps")) return setSignals(self, value, true, false);
    if (PyUnicode_EqualToLiteral(name, "flags")) return setSignals(self, value, false, false);
  }
  return PyObject_GenericSetAttr(self, name, value);
}

function given(i: i32): PyObject | null {
  const value = arg(i);
  return value === null || value == Py_None ? null : value;
}

function context_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!parseTupleArgs("Context", "prec=,rounding=,Emin=,Emax=,capitals=,clamp=,flags=,traps=", args, kwds)) return -1;
  const prec = given(0);
  const rounding = given(1);
  const emin = given(2);
  const emax = given(3);
  const capitals = given(4);
  const clamp = given(5);
  const flags = given(6);
  const traps = given(7);
  if (prec !== null && context_set(self, prec, PREC) < 0) return -1;
  if (rounding !== null && context_set(self, rounding, ROUNDING) < 0) return -1;
  if (emin !== null && context_set(self, emin, EMIN) < 0) return -1;
  if (emax !== null && context_set(self, emax, EMAX) < 0) return -1;
  if (capitals !== null && context_set(self, capitals, CAPITALS) < 0) return -1;
  if (clamp !== null && context_set(self, clamp, CLAMP) < 0) return -1;
  if (traps !== null && setSignals(self, traps, true, true) < 0) return -1;
  return flags !== null ? setSignals(self, flags, false, true) : 0;
}

/** `new` text for the repr: the signals by name, in the order of libmpdec's bits. */
function signalNames(bits: u32): PyObject | null {
  let text = PyUnicode_FromLiteral("[");
  let first = true;
  let seen: u32 = 0;
  for (let bit: u32 = 1; bit <= 0x4000 && text !== null; bit <<= 1) {
    if ((bits & bit) == 0) continue;
    let i = 0;
    while (i < SIGNALS && (signalBits(i) & bit) == 0) i++;
    if (i == SIGNALS || (seen & (1 << i)) != 0) continue;
    seen |= 1 << i;
    const name = changetype<PyTypeObject>(signalClass(i)).tp_name;
    const next = PyUnicode_FromFormat("%U%L%s", changetype<usize>(text), changetype<usize>(first ? "" : ", "), name);
    first = false;
    Py_DECREF(text);
    text = next;
  }
  if (text === null) return null;
  const whole = PyUnicode_FromFormat("%U]", changetype<usize>(text));
  Py_DECREF(text);
  return whole;
}

function context_repr(self: PyObject): PyObject | null {
  const c = self_(self);
  const flags = signalNames(c.statusBits);
  const traps = signalNames(c.trapBits);
  const prec = PyLong_FromI64(c.prec);
  const emin = PyLong_FromI64(c.emin);
  const emax = PyLong_FromI64(c.emax);
  let text: PyObject | null = null;
  if (flags !== null && traps !== null && prec !== null && emin !== null && emax !== null) {
    const head = PyUnicode_FromFormat(
      "Context(prec=%S, rounding=%L, Emin=%S, Emax=%S",
      changetype<usize>(prec),
      changetype<usize>(roundingName(c.round)),
      changetype<usize>(emin),
      changetype<usize>(emax),
    );
    if (head !== null) {
      text = PyUnicode_FromFormat(
        "%U, capitals=%d, clamp=%d, flags=%U, traps=%U)",
        changetype<usize>(head),
        c.capitals,
        c.clamp,
        changetype<usize>(flags),
        changetype<usize>(traps),
      );
      Py_DECREF(head);
    }
  }
  Py_XDECREF(flags);
  Py_XDECREF(traps);
  Py_XDECREF(prec);
  Py_XDECREF(emin);
  Py_XDECREF(emax);
  return text;
}

/** `new` context of the same settings and flags. */
export function context_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  const op = context_new(PyDecContext_Type, Py_None, null);
  if (op === null) return null;
  memory.copy(changetype<usize>(op) + 16, changetype<usize>(self) + 16, 48);
  self_(op).capitals = self_(self).capitals;
  return op;
}

function context_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const c = self_(self);
  const args = PyTuple_New(8);
  const result = PyTuple_New(2);
  if (args === null || result === null) {
    Py_XDECREF(args);
    Py_XDECREF(result);
    return null;
  }
  PyTuple_SET_ITEM(args, 0, PyLong_FromI64(c.prec));
  PyTuple_SET_ITEM(args, 1, PyUnicode_InternFromLiteral(roundingName(c.round)));
  PyTuple_SET_ITEM(args, 2, PyLong_FromI64(c.emin));
  PyTuple_SET_ITEM(args, 3, PyLong_FromI64(c.emax));
  PyTuple_SET_ITEM(args, 4, PyLong_FromLong(c.capitals));
  PyTuple_SET_ITEM(args, 5, PyLong_FromLong(c.clamp));
  PyTuple_SET_ITEM(args, 6, signalList(c.statusBits, false));
  PyTuple_SET_ITEM(args, 7, signalList(c.trapBits, false));
  PyTuple_SET_ITEM(result, 0, Py_NewRef(self.ob_type));
  PyTuple_SET_ITEM(result, 1, args);
  if (PyErr_Occurred() === null) return result;
  Py_DECREF(result);
  return null;
}

function context_clear_flags(self: PyObject, unused: PyObject | null): PyObject | null {
  self_(self).statusBits = 0;
  return Py_NewRef(Py_None);
}

function context_clear_traps(self: PyObject, unused: PyObject | null): PyObject | null {
  self_(self).trapBits = 0;
  return Py_NewRef(Py_None);
}

function context_Etiny(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(self_(self).emin - (self_(self).prec - 1));
}

function context_Etop(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(self_(self).emax - (self_(self).prec - 1));
}

export function PyDecContext_Check(op: PyObject): bool {
  return op.ob_type == PyDecContext_Type || PyType_IsSubtype(op.ob_type, PyDecContext_Type);
}

/** `new`: the current context, made from DefaultContext when there is none yet. */
export function currentContext(): PyObject | null {
  const found = PyContextVar_Get(contextVariable!, null);
  if (found !== null) return found;
  if (PyErr_Occurred() !== null) return null;
  const fresh = context_copy(defaultContext!, null);
  if (fresh === null) return null;
  self_(fresh).statusBits = 0;
  if (setCurrent(fresh)) return fresh;
  Py_DECREF(fresh);
  return null;
}

function setCurrent(context: PyObject): bool {
  const token = PyContextVar_Set(contextVariable!, context);
  if (token === null) return false;
  Py_DECREF(token);
  return true;
}

/** `new`: the optional context argument or the current context; null with TypeError. */
export function contextArgument(op: PyObject | null): PyObject | null {
  if (op === null || op == Py_None) return currentContext();
  if (PyDecContext_Check(op)) return Py_NewRef(op);
  return PyErr_SetString(PyExc_TypeError, "optional argument must be a context");
}

export function getcontext(module: PyObject, unused: PyObject | null): PyObject | null {
  return currentContext();
}

/** The templates are copied, so that they stay what they are. */
function ownContext(op: PyObject): PyObject | null {
  if (op != defaultContext && op != basicContext && op != extendedContext) return Py_NewRef(op);
  const copy = context_copy(op, null);
  if (copy !== null) self_(copy).statusBits = 0;
  return copy;
}

export function setcontext(module: PyObject, op: PyObject): PyObject | null {
  if (!PyDecContext_Check(op)) return PyErr_SetString(PyExc_TypeError, "argument must be a context");
  const own = ownContext(op);
  if (own === null) return null;
  const done = setCurrent(own);
  Py_DECREF(own);
  return done ? Py_NewRef(Py_None) : null;
}

/** localcontext's manager: 16 the context inside, 24 the one outside. */
@unmanaged
class ContextManager extends PyObject {
  local: PyObject | null;
  local_hi: u32;
  global: PyObject | null;
  global_hi: u32;
}

export function localcontext(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (
    !parseArgs(
      "localcontext",
      "ctx=,*,prec=,rounding=,Emin=,Emax=,capitals=,clamp=,flags=,traps=",
      args,
      nargs,
      kwnames,
    )
  )
    return null;
  const ctx = given(0);
  const values = memory.data(64, 8);
  for (let i = 0; i < 8; i++) store<u32>(values + ((<usize>i) << 3), <u32>changetype<usize>(given(i + 1)));
  const outside = currentContext();
  if (outside === null) return null;
  if (ctx !== null && !PyDecContext_Check(ctx)) {
    Py_DECREF(outside);
    return PyErr_SetString(PyExc_TypeError, "optional argument must be a context");
  }
  const inside = context_copy(ctx === null ? outside : ctx, null);
  const manager: PyObject | null = inside === null ? null : PyType_GenericAlloc(PyDecContextManager_Type, 0);
  if (manager === null || !applySettings(inside!, values)) {
    Py_XDECREF(inside);
    Py_XDECREF(manager);
    Py_DECREF(outside);
    return null;
  }
  initPtr(changetype<usize>(manager) + 16, changetype<usize>(inside!));
  initPtr(changetype<usize>(manager) + 24, changetype<usize>(outside));
  return manager;
}

/** Sets the attributes whose values are given, in the order of localcontext's keywords. */
function applySettings(context: PyObject, values: usize): bool {
  for (let i = 0; i < 8; i++) {
    const value = load<PyObject | null>(values + ((<usize>i) << 3));
    if (value === null) continue;
    const which: usize = i == 0 ? PREC : i == 1 ? ROUNDING : i == 2 ? EMIN : i == 3 ? EMAX : i == 4 ? CAPITALS : CLAMP;
    const r = i < 6 ? context_set(context, value, which) : setSignals(context, value, i == 7, true);
    if (r < 0) return false;
  }
  return true;
}

function manager_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  const local = changetype<ContextManager>(self).local!;
  return setCurrent(local) ? Py_NewRef(local) : null;
}

function manager_exit(self: PyObject, args: PyObject): PyObject | null {
  return setCurrent(changetype<ContextManager>(self).global!) ? Py_NewRef(Py_False) : null;
}

function manager_traverse(self: PyObject, visit: u32, data: usize): i32 {
  const r = visitField(changetype<usize>(self) + 16, visit, data);
  return r != 0 ? r : visitField(changetype<usize>(self) + 24, visit, data);
}

function manager_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
  return 0;
}

function manager_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  manager_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

function defineSignalDictMixin(): void {
  const t = PyDecSignalDictMixin_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "decimal.SignalDictMixin", 24, 0, Py_TPFLAGS_BASETYPE);
  t.tp_new = signaldict_new.index;
  t.tp_init = signaldict_init.index;
  t.tp_repr = signaldict_repr.index;
  t.tp_iter = signaldict_iter.index;
  t.tp_richcompare = signaldict_richcompare.index;
  const m = mappingMethods(t);
  m.mp_length = signaldict_len.index;
  m.mp_subscript = signaldict_getitem.index;
  m.mp_ass_subscript = signaldict_setitem.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  addMethod(t, "copy", signaldict_copy.index, METH_NOARGS, "copy($self, /)\n--\n\n");
}

function defineManager(): void {
  const t = PyDecContextManager_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "decimal.ContextManager", 32, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = manager_dealloc.index;
  t.tp_traverse = manager_traverse.index;
  t.tp_clear = manager_clear.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__enter__", manager_enter.index, METH_NOARGS);
  addMethod(t, "__exit__", manager_exit.index, METH_VARARGS);
}

/** Describes Context without its arithmetic, and the two types beside it. */
export function defineContextTypes(): void {
  const t = PyDecContext_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "decimal.Context",
    96,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    "Context(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)\n--\n\nHow arithmetic is done: precision, rounding, limits of the exponent, and\nwhich conditions raise an exception.",
  );
  t.tp_new = context_new.index;
  t.tp_init = context_init.index;
  t.tp_dealloc = context_dealloc.index;
  t.tp_traverse = context_traverse.index;
  t.tp_clear = context_clear.index;
  t.tp_repr = context_repr.index;
  t.tp_getattro = context_getattr.index;
  t.tp_setattro = context_setattr.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  addGetSet(t, "prec", context_get.index, context_set.index, null, PREC);
  addGetSet(t, "Emax", context_get.index, context_set.index, null, EMAX);
  addGetSet(t, "Emin", context_get.index, context_set.index, null, EMIN);
  addGetSet(t, "rounding", context_get.index, context_set.index, null, ROUNDING);
  addGetSet(t, "capitals", context_get.index, context_set.index, null, CAPITALS);
  addGetSet(t, "clamp", context_get.index, context_set.index, null, CLAMP);
  addMethod(
    t,
    "Etiny",
    context_Etiny.index,
    METH_NOARGS,
    "Etiny($self, /)\n--\n\nReturn a value equal to Emin - prec + 1.",
  );
  addMethod(
    t,
    "Etop",
    context_Etop.index,
    METH_NOARGS,
    "Etop($self, /)\n--\n\nReturn a value equal to Emax - prec + 1.",
  );
  addMethod(
    t,
    "clear_flags",
    context_clear_flags.index,
    METH_NOARGS,
    "clear_flags($self, /)\n--\n\nReset all flags to False.",
  );
  addMethod(
    t,
    "clear_traps",
    context_clear_traps.index,
    METH_NOARGS,
    "clear_traps($self, /)\n--\n\nSet all traps to False.",
  );
  addMethod(
    t,
    "copy",
    context_copy.index,
    METH_NOARGS,
    "copy($self, /)\n--\n\nReturn a duplicate of the context with all flags cleared.",
  );
  addMethod(t, "__copy__", context_copy.index, METH_NOARGS, "__copy__($self, /)\n--\n\n");
  addMethod(t, "__reduce__", context_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  defineSignalDictMixin();
  defineManager();
}
