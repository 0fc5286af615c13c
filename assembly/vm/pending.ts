/**
 * What waits for the eval loop between instructions (Python/ceval_gil.c's _Py_HandlePending): a scheduled collection, an interrupt from
 * outside, the end of a slice. Looked at on backward jumps, function entry and after calls of native functions, as CPython does, so
 * that collections happen at CPython's places.
 */
import * as host from "../host";
import {
  evalBreaker,
  clearEvalBreaker,
  setEvalBreaker,
  PY_GC_SCHEDULED_BIT,
  PY_SIGNALS_PENDING_BIT,
} from "../object/eval_breaker";
import { maybeCollect } from "../gc/collector";
import { PyExc_KeyboardInterrupt } from "../object/exception_types";
import { PyErr_SetNone, PyErr_Occurred } from "../protocol/errors";
import { ticks, setTicks, evalDepth } from "./state";
import { current, mainThread } from "./thread_state";
import { SLICE } from "./run";

/** True between the driver's slices only: set while the driver may be answered "yield". */
let mayYield: bool = false;

export function setMayYield(on: bool): void {
  mayYield = on;
}

/** (number): i32, 0 or -1 with an exception; 0 is none: an interrupt is a KeyboardInterrupt, other signals are nothing. */
let signalHook: u32 = 0;

/** What a signal that has come runs: the module _signal's handler. */
export function setSignalHook(fn: u32): void {
  signalHook = fn;
}

const SIGINT: i32 = 2;
let handlers: i32 = 0;

/** Has the program set a handler itself? Then a signal may end any wait. */
export function hasSignalHandlers(): bool {
  return handlers > 0;
}

export function noteSignalHandler(): void {
  handlers++;
}

/** The moment when faulthandler writes its tracebacks; 0: it does not. */
export let faultDeadline: f64 = 0;
/** (): void, the deadline has passed; (number): bool, writes a traceback for a signal and answers whether that was all. */
let deadlineHook: u32 = 0;
let faultSignalHook: u32 = 0;

export function setFaultDeadline(at: f64): void {
  faultDeadline = at;
}

export function setFaultHooks(deadline: u32, signal: u32): void {
  deadlineHook = deadline;
  faultSignalHook = signal;
}

/** Lets faulthandler write if it is time. */
export function checkFaultDeadline(): void {
  if (faultDeadline != 0 && host.monotonicClock() >= faultDeadline) call_indirect<void>(deadlineHook);
}

function deliverSignal(number: i32): i32 {
  if (faultSignalHook != 0 && call_indirect<bool>(faultSignalHook, number)) return 0;
  if (signalHook != 0) return call_indirect<i32>(signalHook, number);
  if (number != SIGINT) return 0;
  PyErr_SetNone(PyExc_KeyboardInterrupt);
  return -1;
}

/** Signals that the program has let itself have (_thread.interrupt_main), a bit for each number. */
let tripped: u64 = 0;

export function tripSignal(number: i32): void {
  tripped |= (<u64>1) << (<u64>number);
  setEvalBreaker(PY_SIGNALS_PENDING_BIT);
}

/** Runs the handlers of the signals that have come (PyErr_CheckSignals): 0, or -1 with an exception. */
export function checkSignals(): i32 {
  clearEvalBreaker(PY_SIGNALS_PENDING_BIT);
  for (let number = 1; tripped != 0 && number < 65; number++) {
    const bit = (<u64>1) << (<u64>number);
    if (!(tripped & bit)) continue;
    tripped &= ~bit;
    if (deliverSignal(number) < 0) return -1;
  }
  for (let number = host.takeSignal(); number != 0; number = host.takeSignal()) {
    if (deliverSignal(number) < 0) return -1;
  }
  return 0;
}

/** 0: go on; 1: yield to the driver; -1: an exception is pending. */
export function handlePending(): i32 {
  const bits = evalBreaker;
  if ((bits & PY_SIGNALS_PENDING_BIT || ticks < 0) && current == mainThread && checkSignals() < 0) {
    if (ticks < 0) setTicks(SLICE);
    return -1;
  }
  if (bits & PY_GC_SCHEDULED_BIT) {
    clearEvalBreaker(PY_GC_SCHEDULED_BIT);
    maybeCollect();
    if (PyErr_Occurred() !== null) return -1;
  }
  if (ticks < 0) {
    setTicks(SLICE);
    checkFaultDeadline();
    // runFrame calls a nested loop again at once; the outermost goes back to the driver
    if (mayYield || evalDepth > 1) return 1;
  }
  return 0;
}
