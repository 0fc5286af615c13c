/**
 * The pending exception and the stack of exceptions being handled (Python/errors.c).
 *
 * Invariant: a function that returns null (or -1 where its contract says so) has set a pending exception; one that succeeds has
 * not. `raised` owns its reference. `excInfo` is the innermost handler entry: the eval loop pushes there, each generator has an
 * entry of its own that is linked in while it runs (`_PyErr_StackItem` of CPython).
 *
 * Elsewhere: what an exception object is (types/exceptions.ts), how a frame unwinds (vm/unwind.ts).
 */
import {
  PyObject,
  PyTypeObject,
  PyType_FastSubclass,
  Py_TPFLAGS_BASE_EXC_SUBCLASS,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_XDECREF, Py_NewRef, _Py_NewReference } from "../object/refcount";
import { Py_None, PyTuple_Type } from "../object/statics";
import { PyExc_MemoryError, PyExc_SystemError, PyExc_TypeError, PyExc_RecursionError } from "../object/exception_types";
import { NATIVE_RECURSION_LIMIT } from "../config";
import { PyObject_GC_Track } from "../gc/collector";
import { PyUnicode_FromLiteral, PyUnicode_FromFormat } from "../types/unicode_format";
import { PyObject_CallNoArgs, PyObject_CallOneArg, PyObject_CallObject } from "./call";
import { PyType_IsSubtype } from "../types/typeobject";
import { BaseException_new, PyException_SetContext, PyBaseExceptionObject } from "../types/exceptions";
import { PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_New, PyTuple_Pack1 } from "../types/tuple";

/** The exception that is on its way (tstate->current_exception). Owned. */
export let raised: PyObject | null = null;

/** One level of "the exception being handled"; generators embed one (16 bytes: exc_value, previous_item). */
@unmanaged
export class PyErrStackItem {
  exc_value: PyObject | null;
  exc_value_hi: u32;
  previous_item: PyErrStackItem | null;
  previous_item_hi: u32;
}

/** The bottom entry, for code that no generator runs. */
const bottomItem = changetype<PyErrStackItem>(memory.data(16, 16));
export let excInfo: PyErrStackItem = bottomItem;

export function setExcInfo(item: PyErrStackItem): void {
  excInfo = item;
}

/** Another thread's pending exception takes the place of this one's; no counts change. */
export function setRaised(exc: PyObject | null): void {
  raised = exc;
}

/** Borrowed type of the pending exception, or null. */
export function PyErr_Occurred(): PyTypeObject | null {
  const exc = raised;
  return exc === null ? null : exc.ob_type;
}

/** Makes `exc` the pending exception, dropping an earlier one. Steals `exc`. */
export function PyErr_SetRaisedException(exc: PyObject | null): void {
  const old = raised;
  raised = exc;
  Py_XDECREF(old);
}

/** Takes the pending exception away: `new`, or null. */
export function PyErr_GetRaisedException(): PyObject | null {
  const exc = raised;
  raised = null;
  return exc;
}

export function PyErr_Clear(): void {
  PyErr_SetRaisedException(null);
}

/** The exception being handled in this thread of code (what a bare `raise` re-raises); borrowed, null if none. */
export function _PyErr_GetHandledException(): PyObject | null {
  let item: PyErrStackItem | null = excInfo;
  while (item !== null) {
    const value = item.exc_value;
    if (value !== null && value != Py_None) return value;
    item = item.previous_item;
  }
  return null;
}

function isExceptionClass(op: PyObject): bool {
  return (
    PyType_FastSubclass(op.ob_type, Py_TPFLAGS_TYPE_SUBCLASS) &&
    PyType_FastSubclass(changetype<PyTypeObject>(op), Py_TPFLAGS_BASE_EXC_SUBCLASS)
  );
}

export function PyExceptionClass_Check(op: PyObject): bool {
  return isExceptionClass(op);
}

export function PyExceptionInstance_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_BASE_EXC_SUBCLASS);
}

/** Calls the exception class with `value` as CPython's create_exception does: none, a tuple of arguments, or one. `new`. */
function createException(type: PyTypeObject, value: PyObject | null): PyObject | null {
  let exc: PyObject | null;
  if (value === null || value == Py_None) exc = PyObject_CallNoArgs(type);
  else if (value.ob_type == PyTuple_Type) exc = PyObject_CallObject(type, value);
  else exc = PyObject_CallOneArg(type, value);
  if (exc !== null && !PyExceptionInstance_Check(exc)) {
    PyErr_Format(
      PyExc_TypeError,
      "calling %R should have returned an instance of BaseException, not %s",
      changetype<usize>(type),
      exc.ob_type.tp_name,
    );
    Py_DECREF(exc);
    return null;
  }
  return exc;
}

/** Breaks a cycle that linking `handled` as context of `value` would close (PEP 3134's rule in _PyErr_SetObject). */
function cutContextCycle(value: PyObject, handled: PyObject): void {
  let o: PyObject = handled;
  let slow: PyObject = handled;
  let advanceSlow = false;
  while (true) {
    const context = changetype<PyBaseExceptionObject>(o).context;
    if (context === null) return;
    if (context == value) {
      PyException_SetContext(o, null);
      return;
    }
    o = context;
    if (o == slow) return; // a cycle that user code made
    if (advanceSlow) slow = changetype<PyBaseExceptionObject>(slow).context!;
    advanceSlow = !advanceSlow;
  }
}

/** Raises class `type` with `value` (instance of it, argument, argument tuple or null); sets __context__. Borrows both. */
export function PyErr_SetObject(type: PyObject, value: PyObject | null): void {
  if (!isExceptionClass(type)) {
    PyErr_Format(
      PyExc_SystemError,
      "_PyErr_SetObject: exception %R is not a BaseException subclass",
      changetype<usize>(type),
    );
    return;
  }
  const cls = changetype<PyTypeObject>(type);
  let exc: PyObject;
  if (value !== null && PyExceptionInstance_Check(value) && PyType_IsSubtype(value.ob_type, cls)) {
    exc = Py_NewRef(value);
  } else {
    PyErr_Clear();
    const made = createException(cls, value);
    if (made === null) return;
    exc = made;
  }
  chainContext(exc);
  PyErr_SetRaisedException(exc);
}

/** Gives the pending exception the context of the innermost handler entry, for code that has just been entered with it. */
export function _PyErr_ChainStackItem(): void {
  const handled = excInfo.exc_value;
  if (handled === null || handled == Py_None) return;
  const exc = PyErr_GetRaisedException()!;
  PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
}

/** Gives `exc` the exception being handled as its __context__. */
function chainContext(exc: PyObject): void {
  const handled = _PyErr_GetHandledException();
  if (handled === null || handled == exc) return;
  cutContextCycle(exc, handled);
  Py_INCREF(handled);
  PyException_SetContext(exc, handled);
}

export function PyErr_SetNone(type: PyTypeObject): void {
  PyErr_SetObject(type, null);
}

/** Raises `type` with a literal message. Returns null, so that `return PyErr_SetString(...)` reads well. */
export function PyErr_SetString(type: PyTypeObject, message: string): PyObject | null {
  const text = PyUnicode_FromLiteral(message);
  if (text === null) return null;
  PyErr_SetObject(type, text);
  Py_DECREF(text);
  return null;
}

/** Raises `type` with a formatted message; directives: see PyUnicode_FromFormat. Returns null. */
export function PyErr_Format(
  type: PyTypeObject,
  format: string,
  a: usize = 0,
  b: usize = 0,
  c: usize = 0,
  d: usize = 0,
  e: usize = 0,
): PyObject | null {
  PyErr_Clear();
  const text = PyUnicode_FromFormat(format, a, b, c, d, e);
  if (text === null) return null;
  PyErr_SetObject(type, text);
  Py_DECREF(text);
  return null;
}

/** MemoryErrors made ahead of time, since making one needs memory. They lie here without arguments and untracked; own references. */
const SPARE_MEMORY_ERRORS: i32 = 16;
const spareMemoryErrors = memory.data(16 * 4, 8);
let spares: i32 = 0;
/** Raised, again and again, when even those are in use. */
let lastMemoryError: PyObject | null = null;

/** Called by boot.ts once exceptions can be made; false if they cannot. */
export function prepareMemoryErrors(): bool {
  lastMemoryError = BaseException_new(PyExc_MemoryError, null, null);
  for (let i = 0; i < SPARE_MEMORY_ERRORS; i++) {
    const exc = BaseException_new(PyExc_MemoryError, null, null);
    if (exc === null) return false;
    Py_DECREF(exc); // which keeps it
  }
  return lastMemoryError !== null;
}

/** tp_dealloc of a MemoryError whose fields are cleared: true if it is kept as a spare one. */
export function keepMemoryError(exc: PyObject): bool {
  if (spares == SPARE_MEMORY_ERRORS || exc.ob_type != PyExc_MemoryError) return false;
  _Py_NewReference(exc);
  store<u32>(spareMemoryErrors + <usize>(spares++ << 2), <u32>changetype<usize>(exc));
  return true;
}

export function PyErr_NoMemory(): PyObject | null {
  if (lastMemoryError === null) abort("out of memory during start-up");
  let exc: PyObject = lastMemoryError!;
  if (spares > 0) {
    exc = load<PyObject>(spareMemoryErrors + <usize>(--spares << 2));
    changetype<PyBaseExceptionObject>(exc).args = PyTuple_New(0)!; // the empty tuple is there already
    changetype<PyBaseExceptionObject>(exc).suppress_context = 0;
    PyObject_GC_Track(exc);
  } else Py_INCREF(exc);
  PyErr_SetRaisedException(exc);
  return null;
}

export function PyErr_BadInternalCall(): PyObject | null {
  return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
}

/** `issubclass(exc, type)` where `type` may be a tuple of classes; never fails. */
export function PyErr_GivenExceptionMatches(exc: PyObject, type: PyObject): bool {
  if (PyType_FastSubclass(type.ob_type, 1 << 26)) {
    const n = PyTuple_GET_SIZE(type);
    for (let i = 0; i < n; i++) {
      if (PyErr_GivenExceptionMatches(exc, PyTuple_GET_ITEM(type, i))) return true;
    }
    return false;
  }
  const cls: PyObject = PyExceptionInstance_Check(exc) ? exc.ob_type : exc;
  if (isExceptionClass(cls) && isExceptionClass(type)) {
    return PyType_IsSubtype(changetype<PyTypeObject>(cls), changetype<PyTypeObject>(type));
  }
  return cls == type;
}

export function PyErr_ExceptionMatches(type: PyTypeObject): bool {
  const exc = raised;
  return exc !== null && PyType_IsSubtype(exc.ob_type, type);
}

/** `saved` becomes the context of the pending exception, or pending again if there is none. Steals `saved`. */
export function _PyErr_ChainExceptions1(saved: PyObject | null): void {
  if (saved === null) return;
  const now = raised;
  if (now === null) {
    PyErr_SetRaisedException(saved);
    return;
  }
  PyException_SetContext(now, saved);
}

/** Raises `type(message)` with the pending exception as cause and context (_PyErr_FormatFromCause). Returns null. */
export function _PyErr_FormatFromCause(
  type: PyTypeObject,
  format: string,
  a: usize = 0,
  b: usize = 0,
): PyObject | null {
  const cause = PyErr_GetRaisedException()!;
  PyErr_Format(type, format, a, b);
  const exc = changetype<PyBaseExceptionObject>(raised);
  Py_INCREF(cause);
  Py_XDECREF(exc.cause);
  exc.cause = cause;
  exc.suppress_context = 1;
  PyException_SetContext(exc, cause);
  return null;
}

let nativeDepth: i32 = 0;
/** Levels above the limit that making the RecursionError itself may use. */
const RECURSION_HEADROOM: i32 = 50;
/** What the engine's stack carries: set by the host at start, when nothing runs. */
export let nativeRecursionLimit: i32 = NATIVE_RECURSION_LIMIT;
let nativeLimit: i32 = NATIVE_RECURSION_LIMIT;
/** (): bool, asks for a larger stack when the limit is first reached; 0 once it has been asked. */
let moreStackHook: u32 = 0;

export function setMoreStackHook(fn: u32): void {
  moreStackHook = fn;
}

export function setNativeRecursionLimit(n: i32): void {
  nativeRecursionLimit = n;
  nativeLimit = n;
}

/** Guards a native function that may call itself through Python objects; `where` continues CPython's sentence (" while ..."). */
export function Py_EnterRecursiveCall(where: string): bool {
  if (nativeDepth < nativeLimit) {
    nativeDepth++;
    return true;
  }
  if (nativeLimit > nativeRecursionLimit) return recursionTooDeep();
  if (moreStackHook != 0) {
    const ask = moreStackHook;
    moreStackHook = 0;
    if (call_indirect<bool>(ask)) {
      nativeDepth++;
      return true;
    }
  }
  nativeLimit = nativeRecursionLimit + RECURSION_HEADROOM;
  PyErr_Format(PyExc_RecursionError, "maximum recursion depth exceeded%L", changetype<usize>(where));
  nativeLimit = nativeRecursionLimit;
  return false;
}

/** Even the headroom is used up: an error that needs no call. */
function recursionTooDeep(): bool {
  const text = PyUnicode_FromLiteral("maximum recursion depth exceeded");
  const args: PyObject | null = text === null ? null : PyTuple_Pack1(text);
  const exc: PyObject | null = args === null ? null : BaseException_new(PyExc_RecursionError, args, null);
  if (text !== null) Py_DECREF(text);
  if (args !== null) Py_DECREF(args);
  if (exc !== null) PyErr_SetRaisedException(exc);
  return false;
}

export function Py_LeaveRecursiveCall(): void {
  nativeDepth--;
}

/** Counts native stack that is taken otherwise than by guarded calls; a negative `n` gives it back. */
export function chargeNativeDepth(n: i32): void {
  nativeDepth += n;
}
