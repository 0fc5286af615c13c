/**
 * The type _asyncio.Future as Python sees it: methods, attributes, life. What the methods do is in future_core.ts, the layout in state.ts; the functions that
 * tasks have too are exported, since Task lists them again in its own type, as CPython's does.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_MANAGED_WEAKREF,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  asyncMethods,
  initStaticType,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_AttributeError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import {
  PyObject_CallFinalizerFromDealloc,
  PyObject_GC_Del,
  PyObject_GC_UnTrack,
  PyType_GenericAlloc,
} from "../../gc/collector";
import {
  PyErr_Clear,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../../protocol/errors";
import { PyErr_FormatUnraisable } from "../../protocol/unraisable";
import { arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_IsTrue, PyObject_RichCompareBool, Py_RETURN_BOOL } from "../../protocol/compare";
import { PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyObject_ClearManagedDict, PyObject_VisitManagedDict } from "../../types/dict_instance";
import { classGetItem } from "../../types/genericalias";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, PyList_SetSlice } from "../../types/list";
import { PyLong_FromLong } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../../types/tuple";
import { PyType_GenericNew, _PyType_Name } from "../../types/typeobject";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { PyContext_CopyCurrent } from "../_contextvars";
import {
  clearFutureFields,
  createCancelledError,
  future_add_done_callback,
  future_cancel,
  future_init,
  future_set_exception,
  future_set_result,
  raiseCancelled,
  resultOrRaise,
} from "./future_core";
import { future_new_iter } from "./future_iter";
import {
  BLOCKING,
  CALLBACK0,
  CALLBACKS,
  CANCEL_MSG,
  CONTEXT0,
  FUTURE_REFS_END,
  FUTURE_REPR,
  FutureObj,
  FutureType,
  LOG_TB,
  LOOP,
  STATE_CANCELLED,
  STATE_FINISHED,
  STATE_PENDING,
  asFuture,
  ensureAlive,
  fromPython,
  hasFlag,
  invalidState,
  setFlag,
} from "./state";

// ---- methods -------------------------------------------------------------------------------------------------------

export function future_tp_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("Future", "*,loop=", args, kwargs)) return -1;
  const loop: PyObject | null = arg(0);
  return future_init(self, loop === null ? Py_None : loop) ? 0 : -1;
}

export function future_result(self: PyObject, unused: PyObject | null): PyObject | null {
  return asFuture(self).loop === null ? invalidState("Future object is not initialized.") : resultOrRaise(self);
}

/** A method without parameters that CPython binds with its defining class: the message names no type. */
function noArguments(message: string, nargs: i32, kwnames: PyObject | null): bool {
  if (nargs == 0 && (kwnames === null || PyTuple_GET_SIZE(kwnames) == 0)) return true;
  PyErr_SetString(PyExc_TypeError, message);
  return false;
}

export function future_exception(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!noArguments("exception() takes no arguments", nargs, kwnames)) return null;
  const fut = asFuture(self);
  if (fut.loop === null) return invalidState("Future object is not initialized.");
  if (fut.state == STATE_CANCELLED) return raiseCancelled(self);
  if (fut.state != STATE_FINISHED) return invalidState("Exception is not set.");
  const exc = fut.exception;
  if (exc === null) return Py_NewRef(Py_None);
  setFlag(self, LOG_TB, false);
  return Py_NewRef(exc);
}

function future_set_result_method(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("set_result", "result,/", args, nargs, kwnames)) return null;
  return future_set_result(self, argReq(0));
}

function future_set_exception_method(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs("set_exception", "exception,/", args, nargs, kwnames)) return null;
  const exc = argReq(0);
  return ensureAlive(self) ? future_set_exception(self, exc) : null;
}

export function future_add_callback_method(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs("add_done_callback", "fn,/,*,context=", args, nargs, kwnames)) return null;
  const fn = argReq(0);
  const given = arg(1);
  if (given !== null) return future_add_done_callback(self, fn, given);
  const context = PyContext_CopyCurrent();
  if (context === null) return null;
  const result = future_add_done_callback(self, fn, context);
  Py_DECREF(context);
  return result;
}

/** 1 if the callback of a pair is equal to `fn`, 0, -1 with an exception. */
function pairIs(pair: PyObject, fn: PyObject): i32 {
  Py_INCREF(pair);
  const equal = PyObject_RichCompareBool(PyTuple_GET_ITEM(pair, 0), fn, 2);
  Py_DECREF(pair);
  return equal;
}

/** Takes callbacks equal to `fn` out of the list: how many, -1 with an exception. Comparing may change the list. */
function removeFromList(self: PyObject, fn: PyObject): i32 {
  const field = changetype<usize>(self) + CALLBACKS;
  const kept = PyList_New(0);
  if (kept === null) return -1;
  const before = PyList_GET_SIZE(asFuture(self).callbacks!);
  for (let i = 0; asFuture(self).callbacks !== null && i < PyList_GET_SIZE(asFuture(self).callbacks!); i++) {
    const pair = PyList_GET_ITEM(asFuture(self).callbacks!, i);
    Py_INCREF(pair);
    const equal = pairIs(pair, fn);
    const rc = equal == 0 ? PyList_Append(kept, pair) : equal;
    Py_DECREF(pair);
    if (rc < 0) {
      Py_DECREF(kept);
      return -1;
    }
  }
  const left = PyList_GET_SIZE(kept);
  const list = asFuture(self).callbacks;
  let removed = before;
  if (left == 0 || list === null) Py_CLEAR(field);
  else {
    const now = PyList_GET_SIZE(list);
    removed = now - left;
    if (removed != 0 && PyList_SetSlice(list, 0, now, kept) < 0) removed = -1;
  }
  Py_DECREF(kept);
  return removed;
}

export function future_remove_callback_method(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs("remove_done_callback", "fn,/", args, nargs, kwnames)) return null;
  const fn = argReq(0);
  if (!ensureAlive(self)) return null;
  let removed = 0;
  const first = asFuture(self).callback0;
  if (first !== null) {
    Py_INCREF(first);
    const equal = PyObject_RichCompareBool(first, fn, 2);
    Py_DECREF(first);
    if (equal < 0) return null;
    if (equal) {
      Py_CLEAR(changetype<usize>(self) + CALLBACK0);
      Py_CLEAR(changetype<usize>(self) + CONTEXT0);
      removed = 1;
    }
  }
  if (asFuture(self).callbacks !== null) {
    const more = removeFromList(self, fn);
    if (more < 0) return null;
    removed += more;
  }
  return PyLong_FromLong(removed);
}

function future_cancel_method(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("cancel", "msg=", args, nargs, kwnames)) return null;
  const message: PyObject | null = arg(0);
  return ensureAlive(self) ? future_cancel(self, message === null ? Py_None : message) : null;
}

export function future_cancelled(self: PyObject, unused: PyObject | null): PyObject | null {
  const fut = asFuture(self);
  return Py_NewRef(fut.loop !== null && fut.state == STATE_CANCELLED ? Py_True : Py_False);
}

export function future_done(self: PyObject, unused: PyObject | null): PyObject | null {
  const fut = asFuture(self);
  return Py_NewRef(fut.loop === null || fut.state == STATE_PENDING ? Py_False : Py_True);
}

function future_get_loop(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!noArguments("get_loop() takes no arguments", nargs, kwnames)) return null;
  return ensureAlive(self) ? Py_NewRef(asFuture(self).loop!) : null;
}

export function future_make_cancelled_error(self: PyObject, unused: PyObject | null): PyObject | null {
  return createCancelledError(self);
}

function future_repr(self: PyObject): PyObject | null {
  return ensureAlive(self) ? PyObject_CallOneArg(fromPython(FUTURE_REPR), self) : null;
}

// ---- attributes ----------------------------------------------------------------------------------------------------

/** `new`: the object, or None in place of nothing. */
export function orNone(op: PyObject | null): PyObject {
  return Py_NewRef(op === null ? Py_None : op);
}

/** The truth of a value being set; -1 with an exception, for a deletion too. */
export function truthToSet(value: PyObject | null): i32 {
  if (value !== null) return PyObject_IsTrue(value);
  PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
  return -1;
}

function get_blocking(self: PyObject, closure: usize): PyObject | null {
  return Py_RETURN_BOOL(asFuture(self).loop !== null && hasFlag(self, BLOCKING));
}

function set_blocking(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (!ensureAlive(self)) return -1;
  const yes = truthToSet(value);
  if (yes < 0) return -1;
  setFlag(self, BLOCKING, yes != 0);
  return 0;
}

function get_log_traceback(self: PyObject, closure: usize): PyObject | null {
  return ensureAlive(self) ? Py_RETURN_BOOL(hasFlag(self, LOG_TB)) : null;
}

function set_log_traceback(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const yes = truthToSet(value);
  if (yes < 0) return -1;
  if (yes) {
    PyErr_SetString(PyExc_ValueError, "_log_traceback can only be set to False");
    return -1;
  }
  setFlag(self, LOG_TB, false);
  return 0;
}

function get_loop(self: PyObject, closure: usize): PyObject | null {
  return orNone(asFuture(self).loop);
}

/** All callbacks with their contexts: `new` list, or None. */
function get_callbacks(self: PyObject, closure: usize): PyObject | null {
  if (!ensureAlive(self)) return null;
  const fut = asFuture(self);
  const list = fut.callbacks;
  const n = list === null ? 0 : PyList_GET_SIZE(list);
  if (fut.callback0 === null && n == 0) return Py_NewRef(Py_None);
  const result = PyList_New(0);
  if (result === null) return null;
  let rc = 0;
  if (fut.callback0 !== null) {
    const pair = PyTuple_Pack2(fut.callback0!, fut.context0!);
    rc = pair === null ? -1 : PyList_Append(result, pair);
    Py_XDECREF(pair);
  }
  for (let i = 0; rc == 0 && i < n; i++) rc = PyList_Append(result, PyList_GET_ITEM(list!, i));
  if (rc == 0) return result;
  Py_DECREF(result);
  return null;
}

function get_result(self: PyObject, closure: usize): PyObject | null {
  return ensureAlive(self) ? orNone(asFuture(self).result) : null;
}

function get_exception(self: PyObject, closure: usize): PyObject | null {
  return ensureAlive(self) ? orNone(asFuture(self).exception) : null;
}

function get_source_traceback(self: PyObject, closure: usize): PyObject | null {
  return asFuture(self).loop === null ? Py_NewRef(Py_None) : orNone(asFuture(self).sourceTb);
}

function get_cancel_message(self: PyObject, closure: usize): PyObject | null {
  return orNone(asFuture(self).cancelMsg);
}

function set_cancel_message(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
    return -1;
  }
  Py_XSETREF(changetype<usize>(self) + CANCEL_MSG, Py_NewRef(value));
  return 0;
}

function get_state(self: PyObject, closure: usize): PyObject | null {
  if (!ensureAlive(self)) return null;
  const state = asFuture(self).state;
  return Py_NewRef(state == STATE_PENDING ? ID.PENDING : state == STATE_CANCELLED ? ID.CANCELLED : ID.FINISHED);
}

// ---- life ----------------------------------------------------------------------------------------------------------

/** loop.call_exception_handler({"message": ..., key: value[, key2: value2][, "source_traceback": ...]}); errors are only reported. Steals `message`. */
export function tellLoop(
  self: PyObject,
  message: PyObject | null,
  key: PyObject,
  value: PyObject,
  key2: PyObject | null,
  value2: PyObject | null,
): void {
  const fut = asFuture(self);
  const context: PyObject | null = message === null ? null : PyDict_New();
  let rc = context === null ? -1 : PyDict_SetItem(context, ID.message, message!);
  if (rc == 0) rc = PyDict_SetItem(context!, key, value);
  if (rc == 0 && key2 !== null) rc = PyDict_SetItem(context!, key2, value2!);
  if (rc == 0 && fut.sourceTb !== null) rc = PyDict_SetItem(context!, ID.source_traceback, fut.sourceTb!);
  const handler: PyObject | null =
    rc < 0 || fut.loop === null ? null : PyObject_GetAttr(fut.loop!, ID.call_exception_handler);
  if (handler !== null) {
    const result = PyObject_CallOneArg(handler, context!);
    if (result === null) {
      PyErr_FormatUnraisable("Exception ignored while calling asyncio function %R", changetype<usize>(handler));
    }
    Py_XDECREF(result);
    Py_DECREF(handler);
  }
  Py_XDECREF(context);
  Py_XDECREF(message);
  PyErr_Clear();
}

/** tp_finalize: an exception that nobody has looked at is told to the loop. */
export function future_finalize(self: PyObject): void {
  const fut = asFuture(self);
  if (!hasFlag(self, LOG_TB) || fut.exception === null) return;
  setFlag(self, LOG_TB, false);
  const saved = PyErr_GetRaisedException();
  const message = PyUnicode_FromFormat("%s exception was never retrieved", _PyType_Name(self.ob_type));
  tellLoop(self, message, ID.exception, fut.exception!, ID.future, self);
  PyErr_SetRaisedException(saved);
}

export function traverseFuture(self: PyObject, visit: u32, a: usize): i32 {
  for (let at = LOOP; at < FUTURE_REFS_END; at += 8) {
    const stop = visitField(changetype<usize>(self) + at, visit, a);
    if (stop) return stop;
  }
  return PyObject_VisitManagedDict(self, visit, a);
}

function future_clear(self: PyObject): i32 {
  clearFutureFields(self);
  PyObject_ClearManagedDict(self);
  return 0;
}

function future_dealloc(self: PyObject): void {
  if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
  PyObject_GC_UnTrack(self);
  PyObject_ClearWeakRefs(self);
  future_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- the type ------------------------------------------------------------------------------------------------------

/** What futures and tasks have in common. */
export function addCommonMethods(t: PyTypeObject): void {
  addMethod(
    t,
    "result",
    future_result.index,
    METH_NOARGS,
    "result($self, /)\n--\n\nThe result, or raise what the future ended with.",
  );
  addMethod(
    t,
    "exception",
    future_exception.index,
    METH_FASTCALL_KEYWORDS,
    "exception($self, /)\n--\n\nThe exception that the future ended with, or None.",
  );
  addMethod(
    t,
    "add_done_callback",
    future_add_callback_method.index,
    METH_FASTCALL_KEYWORDS,
    "add_done_callback($self, fn, /, *, context=<unrepresentable>)\n--\n\nHave the loop call `fn` with this future when it is done.",
  );
  addMethod(
    t,
    "remove_done_callback",
    future_remove_callback_method.index,
    METH_FASTCALL_KEYWORDS,
    "remove_done_callback($self, fn, /)\n--\n\nForget callbacks equal to `fn`; say how many there were.",
  );
  addMethod(
    t,
    "cancelled",
    future_cancelled.index,
    METH_NOARGS,
    "cancelled($self, /)\n--\n\nWhether it ended by being cancelled.",
  );
  addMethod(t, "done", future_done.index, METH_NOARGS, "done($self, /)\n--\n\nWhether it has ended, in whatever way.");
  addMethod(
    t,
    "_make_cancelled_error",
    future_make_cancelled_error.index,
    METH_NOARGS,
    "_make_cancelled_error($self, /)\n--\n\nThe CancelledError to raise; one that was kept is handed out once.",
  );
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
  addGetSet(t, "_state", get_state.index, 0);
  addGetSet(t, "_asyncio_future_blocking", get_blocking.index, set_blocking.index);
  addGetSet(t, "_loop", get_loop.index, 0);
  addGetSet(t, "_callbacks", get_callbacks.index, 0);
  addGetSet(t, "_result", get_result.index, 0);
  addGetSet(t, "_exception", get_exception.index, 0);
  addGetSet(t, "_log_traceback", get_log_traceback.index, set_log_traceback.index);
  addGetSet(t, "_source_traceback", get_source_traceback.index, 0);
  addGetSet(t, "_cancel_message", get_cancel_message.index, set_cancel_message.index);
}

/** The slots of both types, and what only memory management needs. */
export function initFutureLike(t: PyTypeObject, base: PyTypeObject, name: string, size: i32, doc: string): void {
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF;
  initStaticType(t, PyType_Type, base, name, size, 0, flags, doc);
  t.tp_new = PyType_GenericNew.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_iter = future_new_iter.index;
  asyncMethods(t).am_await = future_new_iter.index;
}

export function initFutureType(): void {
  const t = FutureType;
  initFutureLike(
    t,
    PyBaseObject_Type,
    "_asyncio.Future",
    <i32>offsetof<FutureObj>(),
    "Future(*, loop=None)\n--\n\nA result that is not there yet, for code that runs in an event loop.\n\nIt is nearly what concurrent.futures.Future is, but result() and exception() do not\nwait, callbacks are always run by the loop, and the wait functions of that package\ndo not take it.",
  );
  t.tp_init = future_tp_init.index;
  t.tp_repr = future_repr.index;
  t.tp_finalize = future_finalize.index;
  t.tp_traverse = traverseFuture.index;
  t.tp_clear = future_clear.index;
  t.tp_dealloc = future_dealloc.index;
  addMethod(
    t,
    "set_result",
    future_set_result_method.index,
    METH_FASTCALL_KEYWORDS,
    "set_result($self, result, /)\n--\n\nEnd the future with a result.",
  );
  addMethod(
    t,
    "set_exception",
    future_set_exception_method.index,
    METH_FASTCALL_KEYWORDS,
    "set_exception($self, exception, /)\n--\n\nEnd the future with an exception.",
  );
  addMethod(
    t,
    "cancel",
    future_cancel_method.index,
    METH_FASTCALL_KEYWORDS,
    "cancel($self, /, msg=None)\n--\n\nEnd a future that is not done yet; say whether it was so.",
  );
  addMethod(
    t,
    "get_loop",
    future_get_loop.index,
    METH_FASTCALL_KEYWORDS,
    "get_loop($self, /)\n--\n\nThe event loop that it belongs to.",
  );
  addCommonMethods(t);
}
