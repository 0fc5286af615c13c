/**
 * What waits for the eval loop between instructions (Python/ceval_gil.c's _Py_HandlePending): a scheduled collection, an interrupt from
 * outside, the end of a slice. Looked at on backward jumps, function entry and after calls of native functions, as CPython does, so
 * that collections happen at CPython's places.
 */
import { evalBreaker, clearEvalBreaker, PY_GC_SCHEDULED_BIT, PY_SIGNALS_PENDING_BIT } from "../object/eval_breaker";
import { maybeCollect } from "../gc/collector";
import { PyExc_KeyboardInterrupt } from "../object/exception_types";
import { PyErr_SetNone, PyErr_Occurred } from "../protocol/errors";
import { ticks, setTicks, evalDepth } from "./state";
import { SLICE } from "./run";

/** True between the driver's slices only: set while the driver may be answered "yield". */
let mayYield: bool = false;

export function setMayYield(on: bool): void {
  mayYield = on;
}

/** (): i32, 0 or -1 with an exception; 0 is none: KeyboardInterrupt is raised. */
let interruptHook: u32 = 0;

/** What an interrupt from outside runs: the module _signal's handler. */
export function setInterruptHook(fn: u32): void {
  interruptHook = fn;
}

/** 0: go on; 1: yield to the driver; -1: an exception is pending. */
export function handlePending(): i32 {
  const bits = evalBreaker;
  if (bits & PY_SIGNALS_PENDING_BIT) {
    clearEvalBreaker(PY_SIGNALS_PENDING_BIT);
    if (interruptHook == 0) {
      PyErr_SetNone(PyExc_KeyboardInterrupt);
      return -1;
    }
    if (call_indirect<i32>(interruptHook) < 0) return -1;
  }
  if (bits & PY_GC_SCHEDULED_BIT) {
    clearEvalBreaker(PY_GC_SCHEDULED_BIT);
    maybeCollect();
    if (PyErr_Occurred() !== null) return -1;
  }
  if (ticks < 0) {
    setTicks(SLICE);
    if (mayYield && evalDepth == 1) return 1;
  }
  return 0;
}
