/**
 * sys.settrace and sys.setprofile as two tools of the monitoring (Python/legacy_tracing.c): each event becomes a call
 * `function(frame, what, argument)`.
 *
 * A trace function is called for "call" alone; what it returns becomes the frame's f_trace and gets the frame's other events.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyCFunction_Type, PyMethodDescr_Type, PyMethod_Type, Py_None } from "../object/statics";
import { callThreeArgs, PyObject_Call } from "../protocol/call";
import { PyErr_GetRaisedException, PyErr_SetRaisedException } from "../protocol/errors";
import { callTernary } from "../object/slots";
import { ID } from "../generated/ids";
import { PyCodeObject } from "../types/code";
import { LOCAL_EVENTS, LOCAL_TOOLS, allocateMonitoring, monitoringOf } from "../types/code_monitoring";
import { lineOfUnit } from "../types/code_lines";
import { PyException_GetTraceback } from "../types/exceptions";
import { PyLong_AsI32 } from "../types/long";
import { PyMethod_GET_FUNCTION } from "../types/method";
import { PyTuple_Pack3 } from "../types/tuple";
import { PyType_IsSubtype } from "../types/typeobject";
import { currentFrame, firstComplete, frameCode } from "./frame";
import {
  frameObjectOf,
  frameOf,
  frameTrace,
  setFrameTrace,
  setFrameLine,
  tracesLines,
  tracesOpcodes,
} from "./frameobject";
import { instrument, instrumentAll } from "./instrument";
import {
  C_RETURN,
  EVENT_CALL,
  EVENT_INSTRUCTION,
  EVENT_JUMP,
  EVENT_LINE,
  EVENT_RAISE,
  PROFILE_TOOL,
  PY_RESUME,
  PY_RETURN,
  PY_START,
  PY_THROW,
  PY_UNWIND,
  PY_YIELD,
  STOP_ITERATION,
  TRACE_TOOL,
  UNGROUPED_EVENTS,
  eventsOfTool,
  globalTools,
  missingObject,
  noteGlobalEvents,
  setEventsOfTool,
  setTracing,
  setWhatEvent,
  tracing,
  whatEvent,
} from "./monitor_state";

let traceFunction: PyObject | null = null;
/** A trace function of native code (Py_tracefunc): (object, frame, what, argument or null): i32. It gets every event; 0: Python's. */
let nativeTrace: u32 = 0;
let profileFunction: PyObject | null = null;

export function getTraceFunction(): PyObject | null {
  return traceFunction;
}

/** Exchanges the function for another thread's: gives and takes a reference. The tool's events stay as they are. */
export function swapTraceFunction(f: PyObject | null): PyObject | null {
  const old = traceFunction;
  traceFunction = f;
  return old;
}

export function swapProfileFunction(f: PyObject | null): PyObject | null {
  const old = profileFunction;
  profileFunction = f;
  return old;
}

export function getProfileFunction(): PyObject | null {
  return profileFunction;
}

/** Makes the events of a tool for all code exactly `set` (_PyMonitoring_SetEvents). False with MemoryError. */
export function setGlobalEvents(tool: i32, set: u32): bool {
  if (eventsOfTool(globalTools, UNGROUPED_EVENTS, tool) == set) return true;
  setEventsOfTool(globalTools, UNGROUPED_EVENTS, tool, set);
  noteGlobalEvents();
  return instrumentAll(false);
}

/** Makes the events of a tool in one code object exactly `set` (_PyMonitoring_SetLocalEvents). False with MemoryError. */
export function setLocalEvents(code: PyObject, tool: i32, set: u32): bool {
  const co = changetype<PyCodeObject>(code);
  if (!allocateMonitoring(co)) return false;
  const table = changetype<usize>(monitoringOf(co)) + LOCAL_TOOLS;
  setEventsOfTool(table, LOCAL_EVENTS, tool, set);
  return instrument(co, false);
}

export function localEvents(code: PyObject, tool: i32): u32 {
  const co = changetype<PyCodeObject>(code);
  if (co._co_monitoring == 0) return 0;
  return eventsOfTool(changetype<usize>(monitoringOf(co)) + LOCAL_TOOLS, LOCAL_EVENTS, tool);
}

/** PyEval_SetTrace: `f` is the object that the native function gets. Borrows it. False with an exception. */
export function setNativeTrace(native: u32, f: PyObject): bool {
  if (!setTraceFunction(f)) return false;
  nativeTrace = native;
  return true;
}

/** PyTrace_CALL and its kin. */
function numberOf(what: PyObject): i32 {
  if (what == ID.call) return 0;
  if (what == ID.exception) return 1;
  if (what == ID.line) return 2;
  return what == ID.return_ ? 3 : 7;
}

/** Borrows `f` (null: none). False with an exception. */
export function setTraceFunction(f: PyObject | null): bool {
  const old = traceFunction;
  nativeTrace = 0;
  traceFunction = Py_XNewRef(f);
  Py_XDECREF(old);
  if (f === null) return setGlobalEvents(TRACE_TOOL, 0);
  const frame = firstComplete(currentFrame);
  if (frame != 0) {
    const op = frameObjectOf(frame);
    if (op !== null && tracesOpcodes(op) && !setOpcodeTrace(op, true)) return false;
  }
  return setGlobalEvents(
    TRACE_TOOL,
    (1 << PY_START) |
      (1 << PY_RESUME) |
      (1 << PY_RETURN) |
      (1 << PY_YIELD) |
      (1 << EVENT_RAISE) |
      (1 << EVENT_LINE) |
      (1 << EVENT_JUMP) |
      (1 << PY_UNWIND) |
      (1 << PY_THROW) |
      (1 << STOP_ITERATION),
  );
}

/** Borrows `f` (null: none). False with an exception. */
export function setProfileFunction(f: PyObject | null): bool {
  const old = profileFunction;
  profileFunction = Py_XNewRef(f);
  Py_XDECREF(old);
  if (f === null) return setGlobalEvents(PROFILE_TOOL, 0);
  return setGlobalEvents(
    PROFILE_TOOL,
    (1 << PY_START) |
      (1 << PY_RESUME) |
      (1 << PY_RETURN) |
      (1 << PY_YIELD) |
      (1 << EVENT_CALL) |
      (1 << PY_UNWIND) |
      (1 << PY_THROW),
  );
}

/** "opcode" events from the code of a frame object (_PyEval_SetOpcodeTrace). False with MemoryError. */
export function setOpcodeTrace(frame: PyObject, on: bool): bool {
  const code = frameCode(frameOf(frame));
  const events = localEvents(code, TRACE_TOOL);
  const bit: u32 = 1 << EVENT_INSTRUCTION;
  if (((events & bit) != 0) == on) return true;
  return setLocalEvents(code, TRACE_TOOL, on ? events | bit : events & ~bit);
}

// ---- calling ----

/** f(frame, what, arg): `new`. */
function callFunction(f: PyObject, frame: PyObject, what: PyObject, arg: PyObject | null): PyObject | null {
  return callThreeArgs(f, frame, what, arg === null ? Py_None : arg);
}

/** trace_trampoline: -1 with an exception, and no trace function any more. */
function callTrace(frame: PyObject, what: PyObject, arg: PyObject | null): i32 {
  if (nativeTrace != 0) return call_indirect<i32>(nativeTrace, traceFunction!, frame, numberOf(what), arg);
  const f: PyObject | null = what == ID.call ? traceFunction : frameTrace(frame);
  if (f === null) return 0;
  Py_INCREF(f);
  const result = callFunction(f, frame, what, arg);
  Py_DECREF(f);
  if (result === null) {
    endAfterError(true);
    setFrameTrace(frame, null);
    return -1;
  }
  if (result != Py_None) setFrameTrace(frame, result);
  Py_DECREF(result);
  return 0;
}

/** A trace or profile function that raises is taken away; the exception goes on. */
function endAfterError(trace: bool): void {
  const exc = PyErr_GetRaisedException();
  if (trace) setTraceFunction(null);
  else setProfileFunction(null);
  PyErr_SetRaisedException(exc);
}

function callProfile(frame: PyObject, what: PyObject, arg: PyObject | null): i32 {
  const f = profileFunction;
  if (f === null) return 0;
  Py_INCREF(f);
  const result = callFunction(f, frame, what, arg);
  Py_DECREF(f);
  if (result === null) {
    endAfterError(false);
    return -1;
  }
  Py_DECREF(result);
  return 0;
}

/** An event of settrace that is no line: the frame's number is computed afresh after it. */
function traceEvent(frame: PyObject, what: PyObject, arg: PyObject | null): i32 {
  if (tracesOpcodes(frame) && !setOpcodeTrace(frame, true)) return -1;
  const status = callTrace(frame, what, arg);
  setFrameLine(frame, 0);
  return status;
}

function traceException(frame: PyObject, exc: PyObject): i32 {
  const held = PyException_GetTraceback(exc);
  const tb: PyObject = held === null ? Py_NewRef(Py_None) : held;
  const triple = PyTuple_Pack3(exc.ob_type, exc, tb);
  Py_DECREF(tb);
  if (triple === null) return -1;
  const status = traceEvent(frame, ID.exception, triple);
  Py_DECREF(triple);
  return status;
}

function traceLine(frame: PyObject, line: i32): i32 {
  if (!tracesLines(frame) || line < 0) return 0;
  setFrameLine(frame, line);
  const status = callTrace(frame, ID.line, null);
  setFrameLine(frame, 0);
  return status;
}

/** A backward jump within one line is a "line" event of its own: every turn of `while 1: pass` shows. 1: not here again. */
function traceJump(frame: PyObject, from: i32, to: i32): i32 {
  if (to > from) return 1;
  const code = frameCode(frameOf(frame));
  const line = lineOfUnit(code, to >> 1);
  if (line != lineOfUnit(code, from >> 1)) return 1; // the target's LINE event comes
  return traceLine(frame, line);
}

function traceInstruction(frame: PyObject): i32 {
  if (!tracesOpcodes(frame)) return setOpcodeTrace(frame, false) ? 0 : -1;
  const status = callTrace(frame, ID.opcode, null);
  setFrameLine(frame, 0);
  return status;
}

/** "c_call" and its kin are for native functions only; a method descriptor shows as the bound method. */
function profileCall(frame: PyObject, event: i32, callable: PyObject, first: PyObject): i32 {
  const what: PyObject = event == EVENT_CALL ? ID.c_call : event == C_RETURN ? ID.c_return : ID.c_exception;
  if (PyType_IsSubtype(callable.ob_type, PyCFunction_Type)) return callProfile(frame, what, callable);
  if (callable.ob_type == PyMethod_Type) {
    const inner = PyMethod_GET_FUNCTION(callable);
    if (PyType_IsSubtype(inner.ob_type, PyCFunction_Type)) return callProfile(frame, what, inner);
  }
  if (callable.ob_type != PyMethodDescr_Type || first == missingObject) return 0;
  const bound = callTernary(callable.ob_type.tp_descr_get, callable, first, first.ob_type);
  if (bound === null) return -1;
  const status = callProfile(frame, what, bound);
  Py_DECREF(bound);
  return status;
}

/** What monitor_call.ts calls instead of a registered callback: 0, -1 with an exception, 1 to be called no more at this place. */
export function legacyEvent(tool: i32, event: i32, at: usize, args: usize, nargs: i32): i32 {
  if ((tool == TRACE_TOOL ? traceFunction : profileFunction) === null) return 0;
  const op = frameObjectOf(at);
  if (op === null) return -1;
  Py_INCREF(op);
  const status = tool == TRACE_TOOL ? traceTool(event, op, args) : profileTool(event, op, args);
  Py_DECREF(op);
  return status;
}

function traceTool(event: i32, frame: PyObject, args: usize): i32 {
  const number = PyLong_AsI32(load<PyObject>(args + 8));
  if (event == PY_START || event == PY_RESUME || event == PY_THROW) return traceEvent(frame, ID.call, null);
  if (event == PY_RETURN || event == PY_YIELD) return traceEvent(frame, ID.return_, load<PyObject>(args + 16));
  if (event == PY_UNWIND) return traceEvent(frame, ID.return_, null);
  if (event == EVENT_RAISE || event == STOP_ITERATION) return traceException(frame, load<PyObject>(args + 16));
  if (event == EVENT_LINE) return traceLine(frame, number);
  if (event == EVENT_JUMP) return traceJump(frame, number, PyLong_AsI32(load<PyObject>(args + 16)));
  return event == EVENT_INSTRUCTION ? traceInstruction(frame) : 0;
}

function profileTool(event: i32, frame: PyObject, args: usize): i32 {
  if (event == PY_START || event == PY_RESUME || event == PY_THROW) return callProfile(frame, ID.call, null);
  if (event == PY_RETURN || event == PY_YIELD) return callProfile(frame, ID.return_, load<PyObject>(args + 16));
  if (event == PY_UNWIND) return callProfile(frame, ID.return_, null);
  return profileCall(frame, event, load<PyObject>(args + 16), load<PyObject>(args + 24));
}

/** sys.call_tracing: func(*args) with tracing on, even within a trace function: `new`. */
export function callTracing(func: PyObject, args: PyObject): PyObject | null {
  const savedTracing = tracing;
  const savedEvent = whatEvent;
  setTracing(0);
  const result = PyObject_Call(func, args, null);
  setTracing(savedTracing);
  setWhatEvent(savedEvent);
  return result;
}
