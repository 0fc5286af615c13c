/**
 * Slow paths of exceptions and context managers: raising, matching, the handler stack, `with`. Those that raise or re-raise are
 * control paths (they return a STATUS); the others follow stack.ts.
 */
import { isPlainFunction } from "../types/function";
import { PyMethod_GET_FUNCTION, PyMethod_GET_SELF } from "../types/method";
import { control } from "./cold";
import { callPython } from "./ops_call";
import { setEnteredManager } from "./threads";
import { PyObject, PyType_FastSubclass, PyTypeObject, Py_TPFLAGS_TUPLE_SUBCLASS } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyMethod_Type, Py_None, Py_True, Py_False } from "../object/statics";
import {
  PyExc_TypeError,
  PyExc_RuntimeError,
  PyExc_BaseExceptionGroup,
  PyExc_ExceptionGroup,
} from "../object/exception_types";
import { ID } from "../generated/ids";
import {
  PyErr_Format,
  PyErr_SetString,
  PyErr_SetObject,
  PyErr_Occurred,
  PyErr_GivenExceptionMatches,
  PyErr_SetRaisedException,
  _PyErr_GetHandledException,
  PyExceptionClass_Check,
  PyExceptionInstance_Check,
  excInfo,
} from "../protocol/errors";
import {
  PyObject_CallNoArgs,
  PyObject_Vectorcall,
  PyObject_CallMethodOneArg,
  callTwoArgs,
  borrowSlots,
  releaseSlots,
} from "../protocol/call";
import { _PyObject_LookupSpecial } from "../protocol/attr";
import { PyLong_AsI32 } from "../types/long";
import { codeStart } from "../types/code";
import { PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_Pack1 } from "../types/tuple";
import { PyException_SetCause, PyException_GetTraceback, PyException_SetTraceback } from "../types/exceptions";
import { PyType_IsSubtype } from "../types/typeobject";
import { PyUnicode_New } from "../types/unicode";
import { frameAt, frameCode, frameLasti } from "./frame";
import { monitorReraise } from "./monitor_call";
import { unwind, unwindError } from "./unwind";
import { frameObjectOf, frameLine } from "./frameobject";
import { _PyTraceBack_New } from "../types/traceback";
import { peek, poke, push, dropTop } from "./stack";

/** An instance from what `raise` was given: `new`; null with an exception. */
function exceptionInstance(op: PyObject, where: string): PyObject | null {
  if (PyExceptionInstance_Check(op)) return Py_NewRef(op);
  if (!PyExceptionClass_Check(op)) return PyErr_SetString(PyExc_TypeError, where);
  const made = PyObject_CallNoArgs(op);
  if (made === null) return null;
  if (PyExceptionInstance_Check(made)) return made;
  PyErr_Format(
    PyExc_TypeError,
    "calling %R should have returned an instance of BaseException, not %R",
    changetype<usize>(op),
    changetype<usize>(made.ob_type),
  );
  Py_DECREF(made);
  return null;
}

/** RAISE_VARARGS 0 (re-raise), 1 (exception) or 2 (exception, cause). Control path: always unwinds. */
export function op_raise_varargs(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  frameAt(frame).instr_ptr = pc;
  if (oparg == 0) {
    const handled = _PyErr_GetHandledException();
    if (handled === null) {
      PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
      return unwindError(frame, pc, sp);
    }
    PyErr_SetRaisedException(Py_NewRef(handled));
    monitorReraise(frame, pc);
    return unwind(frame, pc, sp);
  }
  const given = peek(sp, oparg);
  const exc = exceptionInstance(given, "exceptions must derive from BaseException");
  if (exc === null) return unwindError(frame, pc, sp);
  if (oparg == 2 && !setCause(exc, peek(sp, 1))) {
    Py_DECREF(exc);
    return unwindError(frame, pc, sp);
  }
  PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
  return unwindError(frame, pc, sp);
}

function setCause(exc: PyObject, cause: PyObject): bool {
  if (cause == Py_None) {
    PyException_SetCause(exc, null);
    return true;
  }
  const instance = exceptionInstance(cause, "exception causes must derive from BaseException");
  if (instance === null) return false;
  PyException_SetCause(exc, instance);
  return true;
}

/** RERAISE: the exception on top rises again; oparg > 0: the saved instruction index below tells where it was first raised. */
export function op_reraise(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const f = frameAt(frame);
  f.instr_ptr = pc;
  if (oparg != 0) {
    const lasti = peek(sp, oparg + 1);
    f.instr_ptr = codeStart(frameCode(frame)) + ((<usize>PyLong_AsI32(lasti)) << 1);
  }
  PyErr_SetRaisedException(peek(sp, 1));
  monitorReraise(frame, pc);
  return unwind(frame, pc, sp - 8);
}

/** PUSH_EXC_INFO: the exception becomes the handled one; the one handled before goes under it. */
export function op_push_exc_info(sp: usize): usize {
  const exc = peek(sp, 1);
  const item = excInfo;
  const before = item.exc_value;
  poke(sp, 1, before === null ? Py_NewRef(Py_None) : before);
  item.exc_value = Py_NewRef(exc);
  return push(sp, exc);
}

export function op_pop_except(sp: usize): usize {
  const item = excInfo;
  const old = item.exc_value;
  item.exc_value = peek(sp, 1);
  if (old !== null) Py_DECREF(old);
  return sp - 8;
}

const NOT_EXCEPTION: string = "catching classes that do not inherit from BaseException is not allowed";

function checkMatchType(type: PyObject): bool {
  if (PyType_FastSubclass(type.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS)) {
    for (let i = 0; i < PyTuple_GET_SIZE(type); i++) {
      if (!PyExceptionClass_Check(PyTuple_GET_ITEM(type, i))) return badMatch(NOT_EXCEPTION);
    }
    return true;
  }
  return PyExceptionClass_Check(type) || badMatch(NOT_EXCEPTION);
}

function badMatch(message: string): bool {
  PyErr_SetString(PyExc_TypeError, message);
  return false;
}

/** CHECK_EXC_MATCH: stack exception, type -> exception, bool. */
export function op_check_exc_match(sp: usize): usize {
  const type = peek(sp, 1);
  if (!checkMatchType(type)) return 0;
  const found = PyErr_GivenExceptionMatches(peek(sp, 2), type);
  poke(sp, 1, Py_NewRef(found ? Py_True : Py_False));
  Py_DECREF(type);
  return sp;
}

function isGroupType(type: PyObject): bool {
  return PyType_IsSubtype(changetype<PyTypeObject>(type), PyExc_BaseExceptionGroup);
}

function checkGroupMatchType(type: PyObject): bool {
  const message = "catching ExceptionGroup with except* is not allowed. Use except instead.";
  if (!PyType_FastSubclass(type.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS)) return !isGroupType(type) || badMatch(message);
  for (let i = 0; i < PyTuple_GET_SIZE(type); i++) {
    if (isGroupType(PyTuple_GET_ITEM(type, i))) return badMatch(message);
  }
  return true;
}

/** CHECK_EG_MATCH: stack exception, type -> rest or None, match or None (except*). */
export function op_check_eg_match(frame: usize, sp: usize): usize {
  const exc = peek(sp, 2);
  const type = peek(sp, 1);
  if (!checkMatchType(type) || !checkGroupMatchType(type)) return 0;
  let match: PyObject | null = null;
  let rest: PyObject | null = null;
  if (exc == Py_None) {
    // nothing left to match
  } else if (PyErr_GivenExceptionMatches(exc, type)) {
    if (PyType_IsSubtype(exc.ob_type, PyExc_BaseExceptionGroup)) match = Py_NewRef(exc);
    else {
      const wrapped = wrapNaked(frame, exc);
      if (wrapped === null) return 0;
      match = wrapped;
    }
  } else if (PyType_IsSubtype(exc.ob_type, PyExc_BaseExceptionGroup)) {
    const pair = PyObject_CallMethodOneArg(exc, ID.split, type);
    if (pair === null) return 0;
    if (!PyType_FastSubclass(pair.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS) || PyTuple_GET_SIZE(pair) < 2) {
      PyErr_Format(PyExc_TypeError, "%s.split must return a 2-tuple", exc.ob_type.tp_name);
      Py_DECREF(pair);
      return 0;
    }
    match = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
    rest = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
    Py_DECREF(pair);
  } else {
    rest = Py_NewRef(exc);
  }
  if (match !== null && match != Py_None) {
    const item = excInfo;
    const old = item.exc_value;
    item.exc_value = Py_NewRef(match);
    if (old !== null) Py_DECREF(old);
  }
  dropTop(sp, 2, false);
  poke(sp, 2, rest === null ? Py_NewRef(Py_None) : rest);
  poke(sp, 1, match === null ? Py_NewRef(Py_None) : match);
  return sp;
}

/** An ordinary exception caught by except* is wrapped into an ExceptionGroup("", [exc]): `new`. */
function wrapNaked(frame: usize, exc: PyObject): PyObject | null {
  const list = PyTuple_Pack1(exc);
  if (list === null) return null;
  const empty = PyUnicode_New(0, 0)!;
  const group = callTwoArgs(PyExc_ExceptionGroup, empty, list);
  Py_DECREF(empty);
  Py_DECREF(list);
  if (group === null) return null;
  const op = frameObjectOf(frame);
  if (op !== null) {
    const tb = _PyTraceBack_New(null, op, frameLasti(frame) * 2, frameLine(frame));
    if (tb !== null) {
      PyException_SetTraceback(group, tb);
      Py_DECREF(tb);
    }
  }
  return group;
}

// ---- with ----

/** BEFORE_WITH: stack manager -> __exit__, result of __enter__. */
export function op_before_with(frame: usize, pc: usize, sp: usize): usize {
  const manager = peek(sp, 1);
  const enter = _PyObject_LookupSpecial(manager, ID.__enter__);
  if (enter === null) {
    if (PyErr_Occurred() === null) {
      PyErr_Format(
        PyExc_TypeError,
        "'%s' object does not support the context manager protocol",
        manager.ob_type.tp_name,
      );
    }
    return 0;
  }
  const exit = _PyObject_LookupSpecial(manager, ID.__exit__);
  if (exit === null) {
    if (PyErr_Occurred() === null) {
      PyErr_Format(
        PyExc_TypeError,
        "'%s' object does not support the context manager protocol (missed __exit__ method)",
        manager.ob_type.tp_name,
      );
    }
    Py_DECREF(enter);
    return 0;
  }
  if (enter.ob_type == PyMethod_Type && isPlainFunction(PyMethod_GET_FUNCTION(enter))) {
    return enterInPython(frame, pc, sp, enter, exit);
  }
  // a lock that is held lets its thread wait outside the loop (threads.ts)
  setEnteredManager(changetype<usize>(manager));
  const next = enterManager(sp, manager, enter, exit);
  setEnteredManager(0);
  return next;
}

/** __enter__ is a Python function: its frame takes the place of a nested loop. Steals enter and exit. */
function enterInPython(frame: usize, pc: usize, sp: usize, enter: PyObject, exit: PyObject): usize {
  const manager = peek(sp, 1);
  poke(sp, 1, exit);
  Py_DECREF(manager);
  const func = Py_NewRef(PyMethod_GET_FUNCTION(enter));
  store<u64>(selfSlot, <u64>changetype<usize>(Py_NewRef(PyMethod_GET_SELF(enter))));
  Py_DECREF(enter);
  return control(callPython(frame, pc, sp, func, selfSlot, 1, null, 1));
}

const selfSlot = memory.data(8, 8);

/** Steals enter and exit. */
function enterManager(sp: usize, manager: PyObject, enter: PyObject, exit: PyObject): usize {
  const result = PyObject_CallNoArgs(enter);
  Py_DECREF(enter);
  if (result === null) {
    Py_DECREF(exit);
    return 0;
  }
  poke(sp, 1, exit);
  Py_DECREF(manager);
  return push(sp, result);
}

/** BEFORE_ASYNC_WITH: stack manager -> __aexit__, awaitable of __aenter__. */
export function op_before_async_with(sp: usize): usize {
  const manager = peek(sp, 1);
  const enter = _PyObject_LookupSpecial(manager, ID.__aenter__);
  if (enter === null) {
    if (PyErr_Occurred() === null) {
      PyErr_Format(
        PyExc_TypeError,
        "'%s' object does not support the asynchronous context manager protocol",
        manager.ob_type.tp_name,
      );
    }
    return 0;
  }
  const exit = _PyObject_LookupSpecial(manager, ID.__aexit__);
  if (exit === null) {
    if (PyErr_Occurred() === null) {
      PyErr_Format(
        PyExc_TypeError,
        "'%s' object does not support the asynchronous context manager protocol (missed __aexit__ method)",
        manager.ob_type.tp_name,
      );
    }
    Py_DECREF(enter);
    return 0;
  }
  return enterManager(sp, manager, enter, exit);
}

/** WITH_EXCEPT_START: stack exit, lasti, previous, exception -> + result of exit(type, value, traceback). */
export function op_with_except_start(sp: usize): usize {
  const exc = peek(sp, 1);
  const exit = peek(sp, 4);
  const held = PyException_GetTraceback(exc);
  const tb = held === null ? Py_NewRef(Py_None) : held;
  const slots = borrowSlots(4);
  if (slots == 0) return 0;
  store<u64>(slots + 8, <u64>changetype<usize>(exc.ob_type));
  store<u64>(slots + 16, <u64>changetype<usize>(exc));
  store<u64>(slots + 24, <u64>changetype<usize>(tb));
  const result = PyObject_Vectorcall(exit, slots + 8, 3 | 0x80000000, null);
  releaseSlots(4);
  Py_DECREF(tb);
  return push(sp, result);
}
