/**
 * Calls that CPython makes through native code which ends in one Python function: of an instance whose class has a Python __call__, and, while there are other
 * threads, of a staticmethod and of a class whose __init__ is a Python function. Here the function's frame is entered without nesting, so that a thread that
 * waits below can leave the loop (threads.ts): unittest calls its suites so, socketserver handles its requests in an __init__.
 *
 * Invariant: while the callee runs, every object has as many references as with CPython, where the caller's operands stay on its stack and the native code
 * holds a tuple of the arguments. So the operands stay here too, counted in the caller's `stacktop`; what the native code would hold lies in the slot for
 * self, which is empty in such a call. The callee's `held` byte (frame.ts) tells RETURN what to release: `endHeldCall`. An exception that leaves the
 * callee unwinds the caller's stack as ever.
 */
import { PyObject, PyTypeObject, ptrAt, Py_TPFLAGS_IS_ABSTRACT, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyStaticMethod_Type, Py_None } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Format } from "../protocol/errors";
import { kwargsDict, tupleFromArray } from "../protocol/call";
import { staticCallable } from "../types/classmethod";
import { CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, CO_OPTIMIZED } from "../types/code";
import { PyDict_GET_SIZE, PyDict_Next, dictNextValue } from "../types/dict";
import { PyFunctionObject, isPlainFunction } from "../types/function";
import { object_new } from "../types/object";
import { slot_tp_call, slot_tp_init } from "../types/slot_functions";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { type_call } from "../types/type_new";
import { _PyType_Lookup } from "../types/typeobject";
import { plainKeys, pushCallFrame, pushSpreadFrame } from "./call_frame";
import { F_LOCALSPLUS, enterPythonCall, frameAt, leavePythonCall } from "./frame";
import { enterFrame, fail } from "./ops_call";
import { setRegisters } from "./state";
import { otherThreads } from "./thread_state";
import { STATUS_FRAME } from "./unwind";

/** `held` of a frame: 0 none; 1 an __init__ whose instance is on top of the caller's stack; else the slots to release and one, or this and the slots. */
const HELD_INIT: u8 = 128;
const MOST_SLOTS: i32 = 126;

function takesFrame(op: PyObject | null): bool {
  if (op === null || !isPlainFunction(op)) return false;
  const flags = changetype<PyFunctionObject>(op).func_code.co_flags;
  return (flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) == 0 && (flags & CO_OPTIMIZED) != 0;
}

/** The Python function, borrowed, that a call of `callable` ends in; null for any other callable, a function and a method among them. */
export function heldFunction(callable: PyObject): PyObject | null {
  const type = callable.ob_type;
  let found: PyObject | null = null;
  if (type.tp_call == slot_tp_call.index) found = _PyType_Lookup(type, ID.__call__);
  else if (otherThreads == 0) return null;
  else if (type == PyStaticMethod_Type) found = staticCallable(callable);
  else if (isPlainClass(callable)) found = _PyType_Lookup(changetype<PyTypeObject>(callable), ID.__init__);
  return takesFrame(found) ? found : null;
}

/** A class whose call makes an instance by object.__new__ and runs its __init__, which is not native. */
function isPlainClass(callable: PyObject): bool {
  const meta = callable.ob_type;
  if (!(meta.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) || meta.tp_call != type_call.index) return false;
  const type = changetype<PyTypeObject>(callable);
  if (type.tp_new != object_new.index || type.tp_alloc != PyType_GenericAlloc.index) return false;
  return type.tp_init == slot_tp_init.index && (type.tp_flags & Py_TPFLAGS_IS_ABSTRACT) == 0;
}

/** The object before the arguments: the instance called or, of a class, a new one; null (without an exception) for a staticmethod. `new`. */
function firstArgument(callable: PyObject): PyObject | null {
  if (callable.ob_type == PyStaticMethod_Type) return null;
  if (callable.ob_type.tp_call == slot_tp_call.index) return Py_NewRef(callable);
  return PyType_GenericAlloc(changetype<PyTypeObject>(callable), 0);
}

/** A tuple of `self` if there is one and of `n` objects at `items`: `new`. */
function tupleBehind(self: PyObject | null, items: usize, n: i32): PyObject | null {
  const first = self === null ? 0 : 1;
  const tuple = PyTuple_New(first + n);
  if (tuple === null) return null;
  if (self !== null) PyTuple_SET_ITEM(tuple, 0, Py_NewRef(self));
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(tuple, first + i, Py_NewRef(ptrAt(items, i)));
  return tuple;
}

/** A tuple of two or, with `c`, three objects, all stolen; null if one is missing. */
function tupleOf(a: PyObject | null, b: PyObject | null, c: PyObject | null, n: i32): PyObject | null {
  const tuple: PyObject | null = a === null || b === null || (n == 3 && c === null) ? null : PyTuple_New(n);
  if (tuple === null) {
    Py_XDECREF(a);
    Py_XDECREF(b);
    Py_XDECREF(c);
    return null;
  }
  PyTuple_SET_ITEM(tuple, 0, a);
  PyTuple_SET_ITEM(tuple, 1, b);
  if (n == 3) PyTuple_SET_ITEM(tuple, 2, c);
  return tuple;
}

/** What CPython's native code holds for these arguments: a tuple; with keywords a dict too, and a vector of all. `new`. */
function heldArguments(self: PyObject | null, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const tuple = tupleFromArray(args, nargs);
  const nkw = kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames);
  if (nkw == 0) return tuple;
  const dict = kwargsDict(args + ((<usize>nargs) << 3), kwnames!);
  return tupleOf(tuple, dict, tupleBehind(self, args, nargs + nkw), 3);
}

/** What it holds of a call whose arguments lie in a tuple and a dict already: the vector, if there is one. `new`; null without an exception if not. */
function heldSpread(self: PyObject | null, args: PyObject, kwargs: PyObject): PyObject | null {
  const given = PyTuple_GET_SIZE(args);
  const first = self === null ? 0 : 1;
  const tuple = PyTuple_New(first + given + PyDict_GET_SIZE(kwargs));
  if (tuple === null) return null;
  if (self !== null) PyTuple_SET_ITEM(tuple, 0, Py_NewRef(self));
  for (let i = 0; i < given; i++) PyTuple_SET_ITEM(tuple, first + i, Py_NewRef(PyTuple_GET_ITEM(args, i)));
  let pos = 0;
  for (let i = first + given; (pos = PyDict_Next(kwargs, pos)) != 0; i++) {
    PyTuple_SET_ITEM(tuple, i, Py_NewRef(dictNextValue()));
  }
  return tuple;
}

/** Puts what is held into the self slot and, of a class, the instance in the class's place. Steals self and held; returns the callee's `held` byte. */
function keepOperands(base: usize, sp: usize, self: PyObject | null, held: PyObject | null): u8 {
  const slots = <u8>((sp - base) >> 3);
  store<u32>(base + 8, <u32>changetype<usize>(held));
  const callable = load<PyObject>(base);
  if (self === null || self == callable) {
    Py_XDECREF(self);
    return slots + 1;
  }
  store<u32>(base, <u32>changetype<usize>(self));
  Py_DECREF(callable); // held has it
  return HELD_INIT | slots;
}

/** For a class: `held` with the class, which loses its slot. Steals held; null with an exception. */
function withClass(callable: PyObject, self: PyObject | null, held: PyObject | null): PyObject | null {
  if (self === null || self == callable) return held;
  return tupleOf(Py_NewRef(callable), held === null ? Py_NewRef(Py_None) : held, null, 2);
}

/**
 * CALL and CALL_KW: enters `func` (heldFunction's) with the arguments behind the callable at `base` and its empty self slot. The stack ends at `sp`, the
 * instruction is `units` long. Control path; -1 if there are too many operands for it.
 */
export function enterHeld(
  frame: usize,
  pc: usize,
  sp: usize,
  base: usize,
  func: PyObject,
  nargs: i32,
  kwnames: PyObject | null,
  units: u16,
): i32 {
  if (<i32>((sp - base) >> 3) > MOST_SLOTS) return -1;
  const callable = load<PyObject>(base);
  const args = base + 16;
  const self = firstArgument(callable);
  if (self === null && callable.ob_type != PyStaticMethod_Type) return fail(frame, pc, sp);
  let held = heldArguments(self, args, nargs, kwnames);
  if (held !== null) held = withClass(callable, self, held);
  if (held === null || !enterPythonCall()) {
    Py_XDECREF(held);
    Py_XDECREF(self);
    return fail(frame, pc, sp);
  }
  const total = nargs + (kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames));
  for (let i = 0; i < total; i++) Py_INCREF(ptrAt(args, i));
  Py_INCREF(func);
  let vector = args;
  if (self !== null) {
    vector = base + 8;
    store<u32>(vector, <u32>changetype<usize>(Py_NewRef(self)));
  }
  const n = self === null ? nargs : nargs + 1;
  const callee = pushCallFrame(changetype<PyFunctionObject>(func), null, vector, n, kwnames);
  return enterKept(frame, pc, sp, units, callee, keepOperands(base, sp, self, held));
}

/** CALL_FUNCTION_EX: the same with the arguments in a tuple and a dict. -1 if the dict's keys do not allow it. */
export function enterHeldSpread(
  frame: usize,
  pc: usize,
  sp: usize,
  base: usize,
  func: PyObject,
  args: PyObject,
  kwargs: PyObject | null,
): i32 {
  const named = kwargs !== null && PyDict_GET_SIZE(kwargs) != 0 ? kwargs : null;
  if (named !== null && !plainKeys(named)) return -1;
  const callable = load<PyObject>(base);
  const self = firstArgument(callable);
  if (self === null && callable.ob_type != PyStaticMethod_Type) return fail(frame, pc, sp);
  let held: PyObject | null = named === null ? null : heldSpread(self, args, named);
  const isClass = self !== null && self != callable;
  if (isClass && (named === null || held !== null)) held = withClass(callable, self, held);
  if ((held === null && (named !== null || isClass)) || !enterPythonCall()) {
    Py_XDECREF(held);
    Py_XDECREF(self);
    return fail(frame, pc, sp);
  }
  Py_INCREF(func);
  if (self !== null) Py_INCREF(self);
  const callee = pushSpreadFrame(changetype<PyFunctionObject>(func), null, self, args, named);
  return enterKept(frame, pc, sp, 1, callee, keepOperands(base, sp, self, held));
}

function enterKept(frame: usize, pc: usize, sp: usize, units: u16, callee: usize, held: u8): i32 {
  if (callee == 0) {
    leavePythonCall();
    return fail(frame, pc, sp);
  }
  frameAt(callee).held = held;
  return enterFrame(frame, pc, sp, units, callee);
}

/**
 * A frame with `held` has returned `value` (stolen) to the caller whose stack ends at `sp`: releases what the call held and returns the stack's end behind the
 * result; 0 with an exception if an __init__ has returned something else than None, all on the stack still.
 */
export function endHeldCall(held: u8, sp: usize, value: PyObject): usize {
  const isInit = held == 1 || held >= HELD_INIT;
  if (isInit && value != Py_None) {
    PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%s'", value.ob_type.tp_name);
    Py_DECREF(value);
    return 0;
  }
  if (isInit) Py_DECREF(value);
  if (held == 1) return sp;
  const slots = <usize>(held >= HELD_INIT ? held - HELD_INIT : held - 1);
  const base = sp - (slots << 3);
  for (let at = base + 8; at < sp; at += 8) {
    const op = load<PyObject | null>(at);
    if (op !== null) Py_DECREF(op);
  }
  if (!isInit) {
    const callable = load<PyObject>(base);
    store<u32>(base, <u32>changetype<usize>(value));
    Py_DECREF(callable);
  }
  return base + 8;
}

/** Goes on in `caller` after a frame with `held` has returned `value` (stolen) to it. Control path. */
export function returnHeld(caller: usize, held: u8, value: PyObject): i32 {
  const f = frameAt(caller);
  const sp = caller + F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
  const next = endHeldCall(held, sp, value);
  if (next == 0) return fail(caller, f.instr_ptr, sp);
  setRegisters(caller, f.instr_ptr + ((<usize>f.return_offset) << 1), next);
  return STATUS_FRAME;
}
