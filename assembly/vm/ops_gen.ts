/**
 * Slow paths of iteration and generators: FOR_ITER, SEND, YIELD_VALUE's partners, await. FOR_ITER and SEND are control paths since
 * they may enter a generator's frame.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { blocked } from "../object/eval_breaker";
import { callUnary } from "../object/slots";
import { PyGen_Type, PyCoro_Type, PyAsyncGen_Type, Py_None } from "../object/statics";
import {
  PyExc_TypeError,
  PyExc_StopIteration,
  PyExc_RuntimeError,
  PyExc_StopAsyncIteration,
} from "../object/exception_types";
import {
  PyErr_Format,
  PyErr_SetString,
  PyErr_Occurred,
  PyErr_ExceptionMatches,
  PyErr_Clear,
  PyErr_SetRaisedException,
  PyErr_GivenExceptionMatches,
  _PyErr_FormatFromCause,
} from "../protocol/errors";
import { ID } from "../generated/ids";
import { PyObject_CallMethodOneArg } from "../protocol/call";
import { fetchStopIterationValue } from "./stop_iteration";
import { EVENT_RAISE, toolsOf } from "./monitor_state";
import { PyObject_GetIter, PyIter_Check, PyIter_Send } from "../protocol/iter";
import { frameAt, frameCode, setCurrentFrame, popBytes, leavePythonCall, F_LOCALSPLUS } from "./frame";
import {
  PyGenObject,
  makeGenerator,
  beginGenerator,
  genFrame,
  genDelegate,
  FRAME_EXECUTING,
  PYGEN_ERROR,
  PYGEN_NEXT,
  PYGEN_RETURN,
} from "./genobject";
import { FOR_ITER, FOR_ITER_GEN, FOR_ITER_LIST, FOR_ITER_RANGE, FOR_ITER_TUPLE } from "../generated/opcode";
import { PyListIter_Type } from "../types/list";
import { PyRangeIter_Type } from "../types/range";
import { PyTupleIter_Type } from "../types/tuple";
import { _PyCoro_GetAwaitableIter } from "./coroutine";
import { PyStopIterationObject } from "../types/exceptions";
import { setRegisters } from "./state";
import { monitorRaise, monitorReraise } from "./monitor_call";
import { setIterated } from "./threads";
import { STATUS_FRAME, unwind } from "./unwind";
import { fail } from "./ops_call";
import { stepCounter } from "./counter";
import { specializeForIter, specializeSend } from "./specialize";
import { peek, poke, push, replaceTop } from "./stack";

/** Pushes a suspended generator's frame with `sent` (stolen) on its stack; `frame` waits at `pc`. */
export function resumeGenerator(
  frame: usize,
  pc: usize,
  sp: usize,
  gen: PyGenObject,
  sent: PyObject,
  returnOffset: u16,
): i32 {
  if (!beginGenerator(gen)) {
    Py_DECREF(sent);
    return fail(frame, pc, sp);
  }
  const callee = genFrame(gen);
  const f = frameAt(callee);
  const top = callee + F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
  store<u32>(top, <u32>changetype<usize>(sent));
  const waiting = frameAt(frame);
  waiting.instr_ptr = pc;
  waiting.return_offset = returnOffset;
  waiting.stacktop = <i32>((sp - frame - F_LOCALSPLUS) >> 3);
  f.previous = frame;
  setCurrentFrame(callee);
  setRegisters(callee, f.instr_ptr, top + 8);
  return STATUS_FRAME;
}

/** What iterNext answers where FOR_ITER has just become FOR_ITER_GEN. */
export const NOW_A_GENERATOR: usize = 1;

/** Is `form` the one for iterators of this type? Then the loop has done all but the end, which is no miss. */
function isFormFor(form: i32, type: PyTypeObject): bool {
  if (form == FOR_ITER_LIST) return type == PyListIter_Type;
  if (form == FOR_ITER_TUPLE) return type == PyTupleIter_Type;
  return form == FOR_ITER_RANGE && type == PyRangeIter_Type;
}

/** FOR_ITER's next item (`new`), 0 if there is none, NOW_A_GENERATOR. */
export function iterNext(pc: usize, iter: PyObject, oparg: i32): usize {
  const form = <i32>load<u8>(pc);
  if ((form == FOR_ITER || !isFormFor(form, iter.ob_type)) && stepCounter(pc)) {
    specializeForIter(pc, iter, oparg);
    if (load<u8>(pc) == <u8>FOR_ITER_GEN) return NOW_A_GENERATOR;
  }
  // a stream whose bytes are not there yet lets its thread wait outside the loop (threads.ts)
  setIterated(changetype<usize>(iter));
  const next = callUnary(iter.ob_type.tp_iternext, iter);
  setIterated(0);
  return changetype<usize>(next);
}

/** FOR_ITER found no item: the loop ends, or the exception that is pending rises. */
export function iterationEnded(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  if (blocked) return fail(frame, pc, sp);
  if (PyErr_Occurred() !== null) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return fail(frame, pc, sp);
    monitorRaise(frame, pc);
    PyErr_Clear();
  }
  Py_DECREF(peek(sp, 1));
  // past END_FOR and the POP_TOP that would drop the iterator
  setRegisters(frame, pc + 4 + ((<usize>oparg) << 1) + 4, sp - 8);
  return STATUS_FRAME;
}

/** FOR_ITER as a control path, for the forms whose guard failed: 1 cache entry; at the end jumps past END_FOR. */
export function op_for_iter(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  frameAt(frame).instr_ptr = pc;
  const next = iterNext(pc, peek(sp, 1), oparg);
  if (next == NOW_A_GENERATOR) return op_for_iter_gen(frame, pc, sp, oparg);
  if (next == 0) return iterationEnded(frame, pc, sp, oparg);
  store<u32>(sp, <u32>next);
  setRegisters(frame, pc + 4, sp + 8);
  return STATUS_FRAME;
}

/** FOR_ITER_GEN: the generator's frame runs in this loop. */
export function op_for_iter_gen(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const iter = peek(sp, 1);
  if (iter.ob_type != PyGen_Type || changetype<PyGenObject>(iter).gi_frame_state >= FRAME_EXECUTING) {
    return op_for_iter(frame, pc, sp, oparg);
  }
  return resumeGenerator(frame, pc, sp, changetype<PyGenObject>(iter), Py_NewRef(Py_None), <u16>(2 + oparg));
}

/** SEND: stack receiver, value; 1 cache entry; at the end jumps to END_SEND with the result on top. */
export function op_send(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  frameAt(frame).instr_ptr = pc;
  const receiver = peek(sp, 2);
  const value = peek(sp, 1);
  if (stepCounter(pc)) specializeSend(pc, receiver);
  if (
    (receiver.ob_type == PyGen_Type || receiver.ob_type == PyCoro_Type) &&
    changetype<PyGenObject>(receiver).gi_frame_state < FRAME_EXECUTING
  ) {
    return resumeGenerator(frame, pc, sp - 8, changetype<PyGenObject>(receiver), value, <u16>(2 + oparg));
  }
  const outcome = sendTo(frame, pc, receiver, value);
  if (outcome == PYGEN_ERROR) return fail(frame, pc, sp);
  Py_DECREF(value);
  poke(sp, 1, load<PyObject>(sendCell));
  setRegisters(frame, outcome == PYGEN_RETURN ? pc + 4 + ((<usize>oparg) << 1) : pc + 4, sp);
  return STATUS_FRAME;
}

const sendCell = memory.data(8, 8);

function sendTo(frame: usize, pc: usize, receiver: PyObject, value: PyObject): i32 {
  store<u64>(sendCell, 0);
  if (toolsOf(EVENT_RAISE) != 0) return sendWatched(frame, pc, receiver, value);
  return PyIter_Send(receiver, value, sendCell);
}

/** The same with the StopIteration that ends the receiver shown to tools. */
function sendWatched(frame: usize, pc: usize, receiver: PyObject, value: PyObject): i32 {
  const result =
    value == Py_None && PyIter_Check(receiver)
      ? callUnary(receiver.ob_type.tp_iternext, receiver)
      : PyObject_CallMethodOneArg(receiver, ID.send, value);
  let outcome = PYGEN_NEXT;
  let sent = result;
  if (result === null) {
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) monitorRaise(frame, pc);
    sent = fetchStopIterationValue();
    outcome = sent === null ? PYGEN_ERROR : PYGEN_RETURN;
  }
  store<u32>(sendCell, <u32>changetype<usize>(sent));
  return outcome;
}

/** RETURN_GENERATOR: the frame moves into a generator, which is what the call returns. */
export function op_return_generator(frame: usize, pc: usize, sp: usize): i32 {
  const f = frameAt(frame);
  f.instr_ptr = pc;
  const gen = makeGenerator(frame);
  if (gen === null) return fail(frame, pc, sp);
  const previous = f.previous;
  if (f.frame_obj !== null) {
    // a frame object made before this instruction follows the contents
    store<u32>(changetype<usize>(f.frame_obj) + 24, <u32>genFrame(gen));
  }
  leavePythonCall();
  setCurrentFrame(previous);
  popBytes(frame);
  return returnTo(previous, gen);
}

/** Goes on in the caller with `value` (stolen) pushed. */
export function returnTo(frame: usize, value: PyObject): i32 {
  const f = frameAt(frame);
  const sp = frame + F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
  store<u32>(sp, <u32>changetype<usize>(value));
  setRegisters(frame, f.instr_ptr + ((<usize>f.return_offset) << 1), sp + 8);
  return STATUS_FRAME;
}

export function op_get_iter(sp: usize): usize {
  return replaceTop(sp, 1, PyObject_GetIter(peek(sp, 1)));
}

export function op_get_yield_from_iter(frame: usize, sp: usize): usize {
  const iterable = peek(sp, 1);
  if (iterable.ob_type == PyCoro_Type) {
    if (!(frameCode(frame).co_flags & (0x80 | 0x100))) {
      PyErr_SetString(PyExc_TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
      return 0;
    }
    return sp;
  }
  if (iterable.ob_type == PyGen_Type) return sp;
  return replaceTop(sp, 1, PyObject_GetIter(iterable));
}

export function op_get_awaitable(sp: usize, oparg: i32): usize {
  const iterable = peek(sp, 1);
  const iter = _PyCoro_GetAwaitableIter(iterable);
  if (iter === null) {
    awaitableError(iterable, oparg);
    return 0;
  }
  if (iter.ob_type == PyCoro_Type && genDelegate(changetype<PyGenObject>(iter)) !== null) {
    Py_DECREF(iter);
    PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
    return 0;
  }
  return replaceTop(sp, 1, iter);
}

function awaitableError(op: PyObject, oparg: i32): void {
  const am = op.ob_type.tp_as_async;
  if (am !== null && am.am_await != 0) return;
  if (oparg == 1) {
    PyErr_Format(
      PyExc_TypeError,
      "'async with' received an object from __aenter__ that does not implement __await__: %s",
      op.ob_type.tp_name,
    );
  } else if (oparg == 2) {
    PyErr_Format(
      PyExc_TypeError,
      "'async with' received an object from __aexit__ that does not implement __await__: %s",
      op.ob_type.tp_name,
    );
  }
}

export function op_get_aiter(sp: usize): usize {
  const op = peek(sp, 1);
  const type = op.ob_type;
  const am = type.tp_as_async;
  if (am === null || am.am_aiter == 0) {
    PyErr_Format(PyExc_TypeError, "'async for' requires an object with __aiter__ method, got %s", type.tp_name);
    return 0;
  }
  const iter = callUnary(am.am_aiter, op);
  if (iter === null) return 0;
  const iterAm = iter.ob_type.tp_as_async;
  if (iterAm === null || iterAm.am_anext == 0) {
    PyErr_Format(
      PyExc_TypeError,
      "'async for' received an object from __aiter__ that does not implement __anext__: %s",
      iter.ob_type.tp_name,
    );
    Py_DECREF(iter);
    return 0;
  }
  return replaceTop(sp, 1, iter);
}

export function op_get_anext(sp: usize): usize {
  const iter = peek(sp, 1);
  const type = iter.ob_type;
  const am = type.tp_as_async;
  if (am === null || am.am_anext == 0) {
    PyErr_Format(PyExc_TypeError, "'async for' requires an iterator with __anext__ method, got %s", type.tp_name);
    return 0;
  }
  const next = callUnary(am.am_anext, iter);
  if (next === null) return 0;
  if (type == PyAsyncGen_Type) return push(sp, next);
  const awaitable = _PyCoro_GetAwaitableIter(next);
  if (awaitable === null) {
    _PyErr_FormatFromCause(
      PyExc_TypeError,
      "'async for' received an invalid object from __anext__: %s",
      next.ob_type.tp_name,
    );
  }
  Py_DECREF(next);
  return push(sp, awaitable);
}

/** END_ASYNC_FOR: stack iterator, exception: StopAsyncIteration ends the loop, anything else rises again. Control path. */
export function op_end_async_for(frame: usize, pc: usize, sp: usize): i32 {
  const exc = peek(sp, 1);
  if (!PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration)) {
    PyErr_SetRaisedException(Py_NewRef(exc));
    frameAt(frame).instr_ptr = pc;
    monitorReraise(frame, pc);
    return unwind(frame, pc, sp);
  }
  Py_DECREF(exc);
  Py_DECREF(peek(sp, 2));
  setRegisters(frame, pc + 2, sp - 16);
  return STATUS_FRAME;
}

/** CLEANUP_THROW: stack sub-iterator, last sent value, exception -> None, value if it is a StopIteration. Control path. */
export function op_cleanup_throw(frame: usize, pc: usize, sp: usize): i32 {
  const exc = peek(sp, 1);
  if (!PyErr_GivenExceptionMatches(exc, PyExc_StopIteration)) {
    PyErr_SetRaisedException(Py_NewRef(exc));
    frameAt(frame).instr_ptr = pc;
    monitorReraise(frame, pc);
    return unwind(frame, pc, sp);
  }
  const held = changetype<PyStopIterationObject>(exc).value;
  const value = Py_NewRef(held === null ? Py_None : held);
  const iter = peek(sp, 3);
  const last = peek(sp, 2);
  poke(sp, 3, Py_NewRef(Py_None));
  poke(sp, 2, value);
  Py_DECREF(iter);
  Py_DECREF(last);
  Py_DECREF(exc);
  setRegisters(frame, pc + 2, sp - 8);
  return STATUS_FRAME;
}
