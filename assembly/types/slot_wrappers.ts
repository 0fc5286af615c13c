/**
 * What `int.__add__` and its kind do when called from Python: unpack the argument tuple, call the native slot, wrap its result.
 * Counterpart: the wrap_* functions of Objects/typeobject.c. Signature: (self, args: tuple, slot: u32): PyObject | null; those whose
 * row in the slot table carries PyWrapperFlag_KEYWORDS take (self, args, slot, kwargs) instead.
 *
 * Invariant: `slot` is the function the type's descriptor was made from; self has been checked to be an instance by the descriptor.
 */
import { Py_NewRef } from "../object/refcount";
import { PyObject, PyTypeObject, Py_EQ, Py_GE, Py_GT, Py_LE, Py_LT, Py_NE } from "../object/layout";
import { Py_False, Py_None, Py_True } from "../object/statics";
import {
  callBinary,
  callHash,
  callInit,
  callInquiry,
  callRichCompare,
  callSetAttr,
  callTernary,
  callUnary,
} from "../object/slots";
import { PyExc_OverflowError, PyExc_StopIteration, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetNone, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyNumber_AsSsize_t } from "../protocol/number";
import { objectSize64 } from "../protocol/sequence64";
import { PyRange_Type } from "../object/statics";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyLong_FromI64 } from "./long";
import { slot_tp_setattro } from "./slot_functions";

function checkNumArgs(args: PyObject, n: i32): bool {
  const given = PyTuple_GET_SIZE(args);
  if (given == n) return true;
  if (n == 1) PyErr_Format(PyExc_TypeError, "expected 1 argument, got %d", given);
  else PyErr_Format(PyExc_TypeError, "expected %d arguments, got %d", n, given);
  return false;
}

function checkRange(args: PyObject, min: i32, max: i32): bool {
  return PyArg_CheckPositional("", PyTuple_GET_SIZE(args), min, max);
}

function arg0(args: PyObject): PyObject {
  return PyTuple_GET_ITEM(args, 0);
}

function arg1(args: PyObject): PyObject {
  return PyTuple_GET_ITEM(args, 1);
}

function boolOf(res: i32): PyObject | null {
  if (res < 0 && PyErr_Occurred() !== null) return null;
  return Py_NewRef(res != 0 ? Py_True : Py_False);
}

function noneOf(res: i32): PyObject | null {
  return res < 0 ? null : Py_NewRef(Py_None);
}

export function wrap_lenfunc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkNumArgs(args, 0)) return null;
  // The slot of a range speaks 32 bits; its length may be more.
  const n = self.ob_type == PyRange_Type ? objectSize64(self) : <i64>callInquiry(slot, self);
  if (n < 0 && PyErr_Occurred() !== null) return null;
  return PyLong_FromI64(n);
}

export function wrap_inquirypred(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 0) ? boolOf(callInquiry(slot, self)) : null;
}

export function wrap_binaryfunc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 1) ? callBinary(slot, self, arg0(args)) : null;
}

/** The same for the left operand of a number slot: another function, so that a row tells nb_add from sq_concat. */
export function wrap_binaryfunc_l(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 1) ? callBinary(slot, self, arg0(args)) : null;
}

export function wrap_binaryfunc_r(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 1) ? callBinary(slot, arg0(args), self) : null;
}

export function wrap_ternaryfunc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkRange(args, 1, 2)) return null;
  return callTernary(slot, self, arg0(args), PyTuple_GET_SIZE(args) > 1 ? arg1(args) : Py_None);
}

export function wrap_ternaryfunc_r(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkRange(args, 1, 2)) return null;
  return callTernary(slot, arg0(args), self, PyTuple_GET_SIZE(args) > 1 ? arg1(args) : Py_None);
}

export function wrap_unaryfunc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 0) ? callUnary(slot, self) : null;
}

export function wrap_indexargfunc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkRange(args, 1, 1)) return null;
  const i = PyNumber_AsSsize_t(arg0(args), PyExc_OverflowError);
  if (i == -1 && PyErr_Occurred() !== null) return null;
  return call_indirect<PyObject | null>(slot, self, i);
}

/** True when `getIndex` failed. */
function indexFailed(i: i32): bool {
  return i == -1 && PyErr_Occurred() !== null;
}

/** The argument as an index, counted from the end if negative; -1 with an exception on failure. */
function getIndex(self: PyObject, argument: PyObject): i32 {
  const i = PyNumber_AsSsize_t(argument, PyExc_OverflowError);
  if (indexFailed(i)) return -1;
  if (i < 0) {
    const sq = self.ob_type.tp_as_sequence;
    if (sq !== null && sq.sq_length != 0) {
      const n = callInquiry(sq.sq_length, self);
      return n < 0 ? -1 : i + n;
    }
  }
  return i;
}

export function wrap_sq_item(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkNumArgs(args, 1)) return null;
  const i = getIndex(self, arg0(args));
  if (indexFailed(i)) return null;
  return call_indirect<PyObject | null>(slot, self, i);
}

export function wrap_sq_setitem(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkRange(args, 2, 2)) return null;
  const i = getIndex(self, arg0(args));
  if (indexFailed(i)) return null;
  return noneOf(call_indirect<i32>(slot, self, i, arg1(args)));
}

export function wrap_sq_delitem(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkNumArgs(args, 1)) return null;
  const i = getIndex(self, arg0(args));
  if (indexFailed(i)) return null;
  return noneOf(call_indirect<i32>(slot, self, i, <usize>0));
}

export function wrap_objobjproc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 1) ? boolOf(call_indirect<i32>(slot, self, arg0(args))) : null;
}

export function wrap_objobjargproc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkRange(args, 2, 2) ? noneOf(callSetAttr(slot, self, arg0(args), arg1(args))) : null;
}

export function wrap_delitem(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 1) ? noneOf(callSetAttr(slot, self, arg0(args), null)) : null;
}

/** Keeps object.__setattr__ from reaching past a native type that guards its attributes (CPython's "Carlo Verre hack"). */
function mayApply(self: PyObject, slot: u32, what: string): bool {
  const type = self.ob_type;
  const mro = type.tp_mro;
  if (mro === null) return true;
  let base: PyTypeObject | null = type;
  for (let i = PyTuple_GET_SIZE(mro) - 1; i >= 0; i--) {
    const t = changetype<PyTypeObject>(PyTuple_GET_ITEM(mro, i));
    if (t.tp_setattro == slot_tp_setattro.index) continue;
    if (t.tp_setattro == type.tp_setattro) {
      base = t;
      break;
    }
  }
  while (base !== null) {
    if (base.tp_setattro == slot) return true;
    if (base.tp_setattro != slot_tp_setattro.index) {
      PyErr_Format(PyExc_TypeError, "can't apply this %L to %s object", changetype<usize>(what), type.tp_name);
      return false;
    }
    base = base.tp_base;
  }
  return true;
}

export function wrap_setattr(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkRange(args, 2, 2) || !mayApply(self, slot, "__setattr__")) return null;
  return noneOf(callSetAttr(slot, self, arg0(args), arg1(args)));
}

export function wrap_delattr(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkNumArgs(args, 1) || !mayApply(self, slot, "__delattr__")) return null;
  return noneOf(callSetAttr(slot, self, arg0(args), null));
}

export function wrap_hashfunc(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkNumArgs(args, 0)) return null;
  const h = callHash(slot, self);
  if (h == -1 && PyErr_Occurred() !== null) return null;
  return PyLong_FromI64(h);
}

/** With keywords. */
export function wrap_call(self: PyObject, args: PyObject, slot: u32, kwargs: PyObject | null): PyObject | null {
  return callTernary(slot, self, args, kwargs);
}

export function wrap_del(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkNumArgs(args, 0)) return null;
  call_indirect<void>(slot, self);
  return Py_NewRef(Py_None);
}

function wrapRichCompare(self: PyObject, args: PyObject, slot: u32, op: i32): PyObject | null {
  return checkNumArgs(args, 1) ? callRichCompare(slot, self, arg0(args), op) : null;
}

export function richcmp_lt(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return wrapRichCompare(self, args, slot, Py_LT);
}

export function richcmp_le(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return wrapRichCompare(self, args, slot, Py_LE);
}

export function richcmp_eq(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return wrapRichCompare(self, args, slot, Py_EQ);
}

export function richcmp_ne(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return wrapRichCompare(self, args, slot, Py_NE);
}

export function richcmp_gt(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return wrapRichCompare(self, args, slot, Py_GT);
}

export function richcmp_ge(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return wrapRichCompare(self, args, slot, Py_GE);
}

export function wrap_next(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkNumArgs(args, 0)) return null;
  const res = callUnary(slot, self);
  if (res === null && PyErr_Occurred() === null) PyErr_SetNone(PyExc_StopIteration);
  return res;
}

export function wrap_descr_get(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  if (!checkRange(args, 1, 2)) return null;
  let obj: PyObject | null = arg0(args);
  let type: PyObject | null = PyTuple_GET_SIZE(args) > 1 ? arg1(args) : null;
  if (obj == Py_None) obj = null;
  if (type == Py_None) type = null;
  if (type === null && obj === null) return PyErr_SetString(PyExc_TypeError, "__get__(None, None) is invalid");
  return call_indirect<PyObject | null>(slot, self, obj, type);
}

export function wrap_descr_set(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkRange(args, 2, 2) ? noneOf(callSetAttr(slot, self, arg0(args), arg1(args))) : null;
}

export function wrap_descr_delete(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  return checkNumArgs(args, 1) ? noneOf(callSetAttr(slot, self, arg0(args), null)) : null;
}

/** With keywords. */
export function wrap_init(self: PyObject, args: PyObject, slot: u32, kwargs: PyObject | null): PyObject | null {
  return noneOf(callInit(slot, self, args, kwargs));
}
