/**
 * Calling what tools have registered for an event (call_instrumentation_vector and its kin of Python/instrumentation.c), and the events of
 * exceptions (monitor_raise ... of Python/ceval.c).
 *
 * A callback gets (code, offset in bytes or line, arguments of the event). It may change which events are wanted, and free the code's
 * monitoring data with that: nothing of it is kept over a call.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { PyExc_StopIteration, PyExc_ValueError } from "../object/exception_types";
import { PY_VECTORCALL_ARGUMENTS_OFFSET } from "../object/slots";
import { evalBreaker, PY_MONITORING_BIT } from "../object/eval_breaker";
import { PyObject_Vectorcall, borrowSlots, releaseSlots } from "../protocol/call";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetRaisedException,
} from "../protocol/errors";
import { PyCodeObject, codeStart } from "../types/code";
import { LOCAL_EVENTS, monitoringOf } from "../types/code_monitoring";
import { PyLong_FromLong } from "../types/long";
import { frameAt, frameCode } from "./frame";
import { disableTool, instrumentAtStart, instructionBefore } from "./instrument";
import {
  C_RAISE,
  C_RETURN,
  EVENT_CALL,
  EVENT_INSTRUCTION,
  EVENT_LINE,
  EVENT_RAISE,
  EVENT_RERAISE,
  EXCEPTION_HANDLED,
  PROFILE_TOOL,
  PY_THROW,
  PY_UNWIND,
  STOP_ITERATION,
  callbackOf,
  disableObject,
  eventName,
  replaceCallback,
  setTracing,
  setWhatEvent,
  toolsOf,
  tracing,
  whatEvent,
} from "./monitor_state";
import { legacyEvent } from "./legacy_trace";
import * as O from "../generated/opcode";

/** What a call of one tool answers. */
const ERROR: i32 = -1;
const CALLED: i32 = 0;
const DISABLE: i32 = 1;

/** Calls `tool`; the arguments stand at `args`, the slot before them is free. */
function callTool(tool: i32, event: i32, frame: usize, args: usize, nargs: i32): i32 {
  const saved = whatEvent;
  if (tool >= PROFILE_TOOL) {
    setWhatEvent(event);
    setTracing(tracing + 1);
    const answer = legacyEvent(tool, event, frame, args, nargs);
    setTracing(tracing - 1);
    setWhatEvent(saved);
    return answer;
  }
  const callback = callbackOf(tool, event);
  if (callback === null) return CALLED;
  setWhatEvent(event);
  setTracing(tracing + 1);
  const result = PyObject_Vectorcall(callback, args, <u32>nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  setTracing(tracing - 1);
  setWhatEvent(saved);
  if (result === null) return ERROR;
  Py_DECREF(result);
  return result == disableObject ? DISABLE : CALLED;
}

/** Calls every tool of the set, the highest first, with (code, first, a, b). Borrows; -1 with an exception. */
function callTools(
  tools: u32,
  event: i32,
  frame: usize,
  code: PyObject,
  unit: i32,
  first: i32,
  a: PyObject | null,
  b: PyObject | null,
): i32 {
  const number = PyLong_FromLong(first);
  if (number === null) return ERROR;
  const slots = borrowSlots(5);
  if (slots == 0) {
    Py_DECREF(number);
    return ERROR;
  }
  const nargs = a === null ? 2 : b === null ? 3 : 4;
  let status = CALLED;
  while (tools != 0 && status == CALLED) {
    const tool = 31 - <i32>clz(tools);
    tools &= ~((<u32>1) << tool);
    store<u64>(slots, 0);
    store<u64>(slots + 8, <u64>changetype<usize>(code));
    store<u64>(slots + 16, <u64>changetype<usize>(number));
    store<u64>(slots + 24, <u64>changetype<usize>(a));
    store<u64>(slots + 32, <u64>changetype<usize>(b));
    status = callTool(tool, event, frame, slots + 8, nargs);
    if (status != DISABLE) continue;
    status = CALLED;
    if (event < LOCAL_EVENTS && unit < 0) stillActive &= ~((<u32>1) << tool);
    else if (event < LOCAL_EVENTS) disableTool(changetype<PyCodeObject>(code), unit, event, tool);
    else {
      const what = changetype<usize>(eventName(event));
      PyErr_Format(PyExc_ValueError, "Cannot disable %L events. Callback removed.", what);
      Py_XDECREF(replaceCallback(tool, event, null));
      status = ERROR;
    }
  }
  releaseSlots(5);
  Py_DECREF(number);
  return status;
}

/** The tools of the last fireEvent that were not disabled. */
export let stillActive: u32 = 0;

/** An event that native code tells of on behalf of `code`, any object, at `offset`. Borrows; -1 with an exception. */
export function fireEvent(
  event: i32,
  code: PyObject,
  offset: i32,
  tools: u32,
  a: PyObject | null,
  b: PyObject | null,
): i32 {
  stillActive = tools;
  if (tracing != 0) return 0;
  return callTools(tools, event, 0, code, -1, offset, a, b);
}

/** The tools that want `event` from the instruction at unit `i`. */
function toolsAt(co: PyCodeObject, i: i32, event: i32): u32 {
  if (event == C_RETURN || event == C_RAISE) event = EVENT_CALL;
  if (event >= LOCAL_EVENTS) return toolsOf(event);
  if (co._co_monitoring == 0) return 0;
  const data = monitoringOf(co);
  let table = data.tools;
  if (event == EVENT_LINE) table = data.lineTools;
  else if (event == EVENT_INSTRUCTION) table = data.instructionTools;
  return table == 0 ? 0 : <u32>load<u8>(table + i);
}

/** An event of the instruction at `pc` with up to two arguments. Borrows; -1 with an exception. */
export function callInstrumentation(event: i32, frame: usize, pc: usize, a: PyObject | null, b: PyObject | null): i32 {
  if (tracing != 0) return 0;
  const co = frameCode(frame);
  const unit = <i32>((pc - codeStart(co)) >> 1);
  const tools = toolsAt(co, unit, event);
  return tools == 0 ? 0 : callTools(tools, event, frame, co, unit, unit * 2, a, b);
}

/** The same while an exception is pending: it stays, unless a callback raises another. -1 if one did. */
export function callWithPending(event: i32, frame: usize, pc: usize, a: PyObject | null, b: PyObject | null): i32 {
  if (tracing != 0) return 0;
  const exc = PyErr_GetRaisedException();
  const status = callInstrumentation(event, frame, pc, a, b);
  if (status < 0) Py_XDECREF(exc);
  else PyErr_SetRaisedException(exc);
  return status;
}

/** The LINE event of the instruction at `pc`, if it begins a line for the frame. -1 with an exception. */
export function callLine(frame: usize, pc: usize): i32 {
  const co = frameCode(frame);
  const lines = monitoringOf(co).lines;
  const start = codeStart(co);
  const unit = <i32>((pc - start) >> 1);
  const line = load<i32>(lines + ((<usize>unit) << 2));
  const before = instructionBefore(co, frame, pc);
  if (load<i32>(lines + (((before - start) >> 1) << 2)) == line) {
    const op = load<u8>(before);
    if (op != <u8>O.RESUME && op != <u8>O.INSTRUMENTED_RESUME) return 0;
  }
  const tools = toolsAt(co, unit, EVENT_LINE);
  return tools == 0 ? 0 : callTools(tools, EVENT_LINE, frame, co, unit, line, null, null);
}

// ---- exceptions ----

/** An event about the pending exception, which is its argument. -1 if a callback raised another. */
function exceptionEvent(event: i32, frame: usize, pc: usize): i32 {
  if (tracing != 0) return 0;
  const exc = PyErr_GetRaisedException();
  if (exc === null) return 0;
  const status = callInstrumentation(event, frame, pc, exc, null);
  if (status < 0) Py_DECREF(exc);
  else PyErr_SetRaisedException(exc);
  return status;
}

export function monitorRaise(frame: usize, pc: usize): void {
  if (toolsOf(EVENT_RAISE) != 0) exceptionEvent(EVENT_RAISE, frame, pc);
}

export function monitorReraise(frame: usize, pc: usize): void {
  if (toolsOf(EVENT_RERAISE) != 0) exceptionEvent(EVENT_RERAISE, frame, pc);
}

export function monitorUnwind(frame: usize, pc: usize): void {
  if (toolsOf(PY_UNWIND) != 0) exceptionEvent(PY_UNWIND, frame, pc);
}

/** An exception has reached the handler at `pc`: false if a callback raised another. */
export function monitorHandled(frame: usize, pc: usize, exc: PyObject): bool {
  return toolsOf(EXCEPTION_HANDLED) == 0 || callInstrumentation(EXCEPTION_HANDLED, frame, pc, exc, null) == 0;
}

/** The pending exception is thrown into `frame`, which begins without its RESUME. */
export function monitorThrow(frame: usize): void {
  if (evalBreaker & PY_MONITORING_BIT && tracing == 0) instrumentAtStart(frameCode(frame));
  if (toolsOf(PY_THROW) != 0) exceptionEvent(PY_THROW, frame, frameAt(frame).instr_ptr);
}

/** END_FOR or END_SEND after a generator returned `value`: the StopIteration that nobody saw. -1 with an exception. */
export function monitorStopIteration(frame: usize, pc: usize, value: PyObject): i32 {
  if (tracing != 0) return 0;
  PyErr_SetObject(PyExc_StopIteration, value);
  if (PyErr_Occurred() === null) return -1;
  const status = exceptionEvent(STOP_ITERATION, frame, pc);
  if (status == 0) PyErr_SetRaisedException(null);
  return status;
}
