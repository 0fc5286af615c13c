/**
 * The machine-wide half of sys.monitoring (PEP 669): which tool wants which event, what it has registered, and whether a callback runs now.
 * Counterpart: the `monitors`, `monitoring_callables` and `monitoring_tool_names` of CPython's interpreter state.
 *
 * Elsewhere: the data of a code object (types/code_monitoring.ts), rewriting its units (instrument.ts), calling (monitor_call.ts).
 */
import { PyObject, initPtr } from "../object/layout";
import { Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyBaseObject_Type } from "../object/statics";
import { clearEvalBreaker, setEvalBreaker, PY_MONITORING_BIT } from "../object/eval_breaker";

export const PY_START: i32 = 0;
export const PY_RESUME: i32 = 1;
export const PY_RETURN: i32 = 2;
export const PY_YIELD: i32 = 3;
export const EVENT_CALL: i32 = 4;
export const EVENT_LINE: i32 = 5;
export const EVENT_INSTRUCTION: i32 = 6;
export const EVENT_JUMP: i32 = 7;
export const EVENT_BRANCH: i32 = 8;
export const STOP_ITERATION: i32 = 9;
export const EVENT_RAISE: i32 = 10;
export const EXCEPTION_HANDLED: i32 = 11;
export const PY_UNWIND: i32 = 12;
export const PY_THROW: i32 = 13;
export const EVENT_RERAISE: i32 = 14;
export const C_RETURN: i32 = 15;
export const C_RAISE: i32 = 16;

/** Events below this can be asked for by themselves; C_RETURN and C_RAISE come with CALL. */
export const UNGROUPED_EVENTS: i32 = 15;
export const EVENTS: i32 = 17;

/** Tools that Python code may take; the next two are sys.setprofile and sys.settrace. */
export const PUBLIC_TOOLS: i32 = 6;
export const PROFILE_TOOL: i32 = 6;
export const TRACE_TOOL: i32 = 7;

/** Name of an event. */
export function eventName(event: i32): string {
  switch (event) {
    case PY_START:
      return "PY_START";
    case PY_RESUME:
      return "PY_RESUME";
    case PY_RETURN:
      return "PY_RETURN";
    case PY_YIELD:
      return "PY_YIELD";
    case EVENT_CALL:
      return "CALL";
    case EVENT_LINE:
      return "LINE";
    case EVENT_INSTRUCTION:
      return "INSTRUCTION";
    case EVENT_JUMP:
      return "JUMP";
    case EVENT_BRANCH:
      return "BRANCH";
    case STOP_ITERATION:
      return "STOP_ITERATION";
    case EVENT_RAISE:
      return "RAISE";
    case EXCEPTION_HANDLED:
      return "EXCEPTION_HANDLED";
    case PY_UNWIND:
      return "PY_UNWIND";
    case PY_THROW:
      return "PY_THROW";
    case EVENT_RERAISE:
      return "RERAISE";
    case C_RETURN:
      return "C_RETURN";
    default:
      return "C_RAISE";
  }
}

/** Bit set of tools by event, for all code. */
export const globalTools = memory.data(24, 8);

export function toolsOf(event: i32): u32 {
  return <u32>load<u8>(globalTools + event);
}

/** Events that `tool` has in a table of tools by event. */
export function eventsOfTool(table: usize, events: i32, tool: i32): u32 {
  let set: u32 = 0;
  for (let e = 0; e < events; e++) set |= ((<u32>load<u8>(table + e) >> tool) & 1) << e;
  return set;
}

/** Makes `tool`'s events in a table exactly `set`. */
export function setEventsOfTool(table: usize, events: i32, tool: i32, set: u32): void {
  for (let e = 0; e < events; e++) {
    const others = <u32>load<u8>(table + e) & ~((<u32>1) << tool);
    store<u8>(table + e, <u8>(others | (((set >> e) & 1) << tool)));
  }
}

/** Tells the loop whether new code must be instrumented where it begins. */
export function noteGlobalEvents(): void {
  if (load<u64>(globalTools) == 0 && load<u64>(globalTools + 8) == 0) clearEvalBreaker(PY_MONITORING_BIT);
  else setEvalBreaker(PY_MONITORING_BIT);
}

/** Callback of each tool and event; own references. */
const callbacks = memory.data(8 * 17 * 4, 8);

export function callbackOf(tool: i32, event: i32): PyObject | null {
  return load<PyObject | null>(callbacks + <usize>((tool * EVENTS + event) << 2));
}

/** Returns the callback there was: `new`. Borrows `callback`. */
export function replaceCallback(tool: i32, event: i32, callback: PyObject | null): PyObject | null {
  const at = callbacks + <usize>((tool * EVENTS + event) << 2);
  const old = load<PyObject | null>(at);
  store<u32>(at, <u32>changetype<usize>(Py_XNewRef(callback)));
  return old;
}

/** Names of the tools in use; own references. */
const names = memory.data(8 * 4, 8);

export function toolName(tool: i32): PyObject | null {
  return load<PyObject | null>(names + <usize>(tool << 2));
}

export function setToolName(tool: i32, name: PyObject | null): void {
  const old = toolName(tool);
  store<u32>(names + <usize>(tool << 2), <u32>changetype<usize>(Py_XNewRef(name)));
  Py_XDECREF(old);
}

/** Above 0 while a callback runs: no events then. */
export let tracing: i32 = 0;

export function setTracing(n: i32): void {
  tracing = n;
}

/** The event whose callback runs, -1 outside callbacks: decides whether a frame may jump. */
export let whatEvent: i32 = -1;

export function setWhatEvent(event: i32): void {
  whatEvent = event;
}

/** What a callback returns to be called no more at this place, and what stands for a missing argument: plain objects that never die. */
export const disableObject = changetype<PyObject>(memory.data(16, 16));
export const missingObject = changetype<PyObject>(memory.data(16, 16));

function makeStatic(op: PyObject): void {
  store<u64>(changetype<usize>(op), 0xffffffff);
  initPtr(changetype<usize>(op) + 8, changetype<usize>(PyBaseObject_Type));
}

export function initMonitoring(): void {
  makeStatic(disableObject);
  makeStatic(missingObject);
}
