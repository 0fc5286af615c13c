/**
 * Entering the eval loop: nested calls from native code, and slices for the driver.
 *
 * Each entry has an entry frame of its own (owner CSTACK), whose only instruction is INTERPRETER_EXIT: a frame that returns to it leaves
 * the loop. Entry frames lie in a static stack, since they outlive the frame they hold.
 *
 * Invariant: `evalDepth` counts the entries; only depth 1 begun by the driver may yield.
 */
import { INSTRUMENTED, NATIVE_RECURSION_LIMIT, NATIVE_RECURSION_MOST } from "../config";
import * as host from "../host";
import {
  EVAL_CODE,
  EVAL_VECTOR,
  countSingle,
  enterEval,
  enterOutside,
  enterRows,
  lastOpcode,
  leaveEval,
  opcodeRow,
  unitRow,
} from "../memory/counters";
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_INCREF, Py_XDECREF, deallocDepth, setDeallocDepth } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyVectorcall_NARGS } from "../object/slots";
import { PyMem_Calloc, PyMem_Free } from "../memory/blocks";
import {
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
  chargeNativeDepth,
  nativeRecursionLimit,
  setMoreStackHook,
  setNativeRecursionLimit,
} from "../protocol/errors";
import { PyTuple_GET_SIZE } from "../types/tuple";
import { PyFunctionObject, PyFunction_New, setFunctionVectorcall } from "../types/function";
import { CO_OPTIMIZED } from "../types/code";
import {
  InterpreterFrame,
  frameAt,
  currentFrame,
  setCurrentFrame,
  pushFrame,
  FRAME_OWNED_BY_CSTACK,
  F_LOCALSPLUS,
  enterPythonCall,
  leavePythonCall,
} from "./frame";
import { pushCallFrame } from "./call_frame";
import { leaveFrame, STATUS_DONE, STATUS_YIELD } from "./unwind";
import { evalLoop } from "./eval";
import { monitorThrow } from "./monitor_call";
import { evalDepth, setEvalDepth, setTicks } from "./state";
import { THREAD_ACTIVE, THREAD_SUSPENDED, mainThread } from "./thread_state";
import { afterYield } from "./threads";

/** Code units of an entry frame: NOP, then INTERPRETER_EXIT wherever a return or a yield may land. */
const entryCode = memory.data<u8>([30, 0, 22, 0, 22, 0, 22, 0, 22, 0, 22, 0]);
const ENTRY_SIZE: usize = F_LOCALSPLUS + 4 * 8;
/** Levels above the limit of native recursion that a RecursionError's own making may use, and a margin. */
const ENTRY_HEADROOM: i32 = 100;
/** Entry frames of the first levels, and where those beyond them lie once the engine's stack carries more: frames never move. */
const FIRST_ENTRIES: i32 = 600;
const firstEntryFrames = memory.data(104 * 600, 16);
let laterEntryFrames: usize = 0;
let entryCapacity: i32 = FIRST_ENTRIES;

function entryAt(depth: i32): usize {
  return depth < FIRST_ENTRIES
    ? firstEntryFrames + <usize>depth * ENTRY_SIZE
    : laterEntryFrames + <usize>(depth - FIRST_ENTRIES) * ENTRY_SIZE;
}

/** Backward jumps and function entries between two looks at the world while nested or between yields. */
export const SLICE: i32 = 20000;

/** Puts an entry frame under `frame`. */
export function pushEntry(frame: usize): void {
  const entry = entryAt(evalDepth);
  // all but `previous` stays as it is once written: nothing but its stack's only slot changes in an entry frame
  if (frameAt(entry).instr_ptr == entryCode) frameAt(entry).previous = currentFrame;
  else initEntry(entry, currentFrame);
  frameAt(frame).previous = entry;
  setEvalDepth(evalDepth + 1);
  setCurrentFrame(frame);
}

/** Makes an entry frame at `entry`, where a frame may return to. */
export function initEntry(entry: usize, previous: usize): void {
  const f: InterpreterFrame = frameAt(entry);
  f.f_executable = Py_None;
  f.previous = previous;
  f.f_funcobj = null;
  f.f_locals = null;
  f.frame_obj = null;
  f.instr_ptr = entryCode;
  f.stacktop = 0;
  f.return_offset = 1;
  f.owner = FRAME_OWNED_BY_CSTACK;
}

/** Takes the entry frame away after the loop has left it. */
export function popEntry(): void {
  setEvalDepth(evalDepth - 1);
  setCurrentFrame(frameAt(entryAt(evalDepth)).previous);
}

/** What the frame that returned to the innermost entry frame left there: steals it from the frame. */
export function entryResult(): PyObject | null {
  const at = entryAt(evalDepth - 1) + F_LOCALSPLUS;
  const result = load<PyObject | null>(at);
  store<u32>(at, 0);
  return result;
}

/** Runs `frame` to its end from native code; `throwing`: with the pending exception raised at its current instruction. `new`. */
export function runFrame(frame: usize, throwing: bool): PyObject | null {
  if (!Py_EnterRecursiveCall("")) {
    const entryLess = currentFrame;
    frameAt(frame).previous = entryLess;
    leaveFrame(frame);
    setCurrentFrame(entryLess);
    return null;
  }
  const callerOpcode: usize = INSTRUMENTED ? opcodeRow : 0;
  const callerUnit: usize = INSTRUMENTED ? unitRow : 0;
  const callersLast: u32 = INSTRUMENTED ? lastOpcode : 0;
  if (INSTRUMENTED) enterEval(throwing);
  pushEntry(frame);
  // a destructor's code counts its own nested deallocations; those below it take native stack, four about as much as one call
  const deallocations = deallocDepth;
  if (deallocations != 0) {
    setDeallocDepth(0);
    chargeNativeDepth(deallocations >> 2);
  }
  if (throwing) monitorThrow(frame);
  let status = evalLoop(throwing);
  // the engine puts its optimised code in place only where the loop is called anew; other threads get their turn
  while (status == STATUS_YIELD) status = evalLoop(!afterYield(true));
  if (deallocations != 0) {
    setDeallocDepth(deallocations);
    chargeNativeDepth(-(deallocations >> 2));
  }
  const result = status == STATUS_DONE ? entryResult() : null;
  popEntry();
  Py_LeaveRecursiveCall();
  if (INSTRUMENTED) {
    leaveEval(callersLast);
    enterRows(callerOpcode, callerUnit);
  }
  return result;
}

/** _PyFunction_Vectorcall: a Python function called by native code. Borrows the arguments. `new`. */
export function _PyFunction_Vectorcall(
  callable: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  const func = changetype<PyFunctionObject>(callable);
  const nargs = PyVectorcall_NARGS(nargsf);
  const total = nargs + (kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames));
  for (let i = 0; i < total; i++) Py_INCREF(ptrAt(args, i));
  Py_INCREF(callable);
  let locals: PyObject | null = null;
  if (!(func.func_code.co_flags & CO_OPTIMIZED)) locals = Py_NewRef(func.func_globals);
  if (!enterPythonCall()) {
    for (let i = 0; i < total; i++) Py_DECREF(ptrAt(args, i));
    Py_DECREF(callable);
    return null;
  }
  const frame = pushCallFrame(func, locals, args, nargs, kwnames);
  if (frame == 0) {
    leavePythonCall();
    return null;
  }
  if (INSTRUMENTED) countSingle(EVAL_VECTOR);
  return runFrame(frame, false);
}

/** A frame for module-like code (PyEval_EvalCode's): 0 with an exception. Borrows all. */
export function pushCodeFrame(code: PyObject, globals: PyObject, locals: PyObject, closure: PyObject | null): usize {
  const func = PyFunction_New(code, globals);
  if (func === null) return 0;
  if (closure !== null) {
    Py_INCREF(closure);
    changetype<PyFunctionObject>(func).func_closure = closure;
  }
  if (!enterPythonCall()) {
    Py_DECREF(func);
    return 0;
  }
  Py_INCREF(locals);
  return pushFrame(changetype<PyFunctionObject>(func), locals);
}

/** Runs code with these globals and locals from native code: `new`. */
export function PyEval_EvalCode(
  code: PyObject,
  globals: PyObject,
  locals: PyObject,
  closure: PyObject | null = null,
): PyObject | null {
  const frame = pushCodeFrame(code, globals, locals, closure);
  if (INSTRUMENTED) countSingle(EVAL_CODE);
  return frame == 0 ? null : runFrame(frame, false);
}

/** Begins a main program whose slices `runSlice` runs; false with an exception. Borrows all. */
export function startMain(code: PyObject, globals: PyObject): bool {
  const frame = pushCodeFrame(code, globals, globals, null);
  if (frame == 0) return false;
  if (INSTRUMENTED) {
    enterEval(false);
    countSingle(EVAL_CODE);
  }
  pushEntry(frame);
  return true;
}

/** The main thread's wait has ended in an exception, which its next slice raises. */
let mainFails: bool = false;

/** Runs the main program for about `budget` jumps and calls: STATUS_YIELD, STATUS_DONE or STATUS_RAISED. */
export function runSlice(budget: i32): i32 {
  setTicks(budget);
  let status = evalLoop(mainFails);
  if (INSTRUMENTED) enterOutside();
  mainFails = false;
  if (status == STATUS_YIELD) {
    // nothing of the main thread is on the native stack now: another thread's wait may run it
    const depth = evalDepth;
    mainThread.status = THREAD_SUSPENDED;
    mainFails = !afterYield(false);
    mainThread.status = THREAD_ACTIVE;
    setEvalDepth(depth);
    status = mainThread.finalStatus;
    mainThread.finalStatus = 0;
    if (status == 0) return STATUS_YIELD;
  }
  if (status == STATUS_DONE) Py_XDECREF(entryResult());
  popEntry();
  return status;
}

/**
 * How deep native code may nest (Py_EnterRecursiveCall), as far as the engine's stack allows: the host knows. False if there is no memory
 * for the entry frames; the limit stays then. While something runs deeper than the first entries the limit only stays or falls.
 */
export function limitNativeRecursion(levels: i32): bool {
  const wanted = max(1, min(levels, NATIVE_RECURSION_MOST));
  if (wanted + ENTRY_HEADROOM > entryCapacity) {
    if (evalDepth >= FIRST_ENTRIES) return false;
    const block = PyMem_Calloc(<usize>(wanted + ENTRY_HEADROOM - FIRST_ENTRIES), ENTRY_SIZE);
    if (block == 0) return false;
    PyMem_Free(laterEntryFrames);
    laterEntryFrames = block;
    entryCapacity = wanted + ENTRY_HEADROOM;
  }
  setNativeRecursionLimit(wanted);
  return true;
}

/** The limit is reached for the first time: asks the host for a larger stack. True if the limit is higher now. */
function moreNativeRecursion(): bool {
  const levels = host.moreStack(nativeRecursionLimit);
  return levels > nativeRecursionLimit && limitNativeRecursion(levels);
}

/**
 * Calls itself `depth` times with a stack frame of about 300 bytes, so that the host learns how much stack the engine has: 16 numbers
 * stay alive across the call, whichever of the engine's compilers made the code. Ends in the engine's stack overflow if there is less.
 */
export function probeStack(depth: i32): u64 {
  if (depth <= 0) return 0;
  const at = firstEntryFrames + <usize>(depth & 255) * 8;
  const a = load<u64>(at);
  const b = load<u64>(at, 8);
  const c = load<u64>(at, 16);
  const d = load<u64>(at, 24);
  const e = load<u64>(at, 32);
  const f = load<u64>(at, 40);
  const g = load<u64>(at, 48);
  const h = load<u64>(at, 56);
  const i = load<u64>(at, 64);
  const j = load<u64>(at, 72);
  const k = load<u64>(at, 80);
  const l = load<u64>(at, 88);
  const m = load<u64>(at, 96);
  const n = load<u64>(at, 104);
  const o = load<u64>(at, 112);
  const p = load<u64>(at, 120);
  // Each number is needed on its own and after the call: nothing can be computed ahead and kept in fewer words.
  const r = (((((((probeStack(depth - 1) ^ a) * b) ^ c) * d) ^ e) * f) ^ g) * h;
  return (((((((r ^ i) * j) ^ k) * l) ^ m) * n) ^ o) * p + 1;
}

export function initRun(): void {
  setMoreStackHook(moreNativeRecursion.index);
  assert(NATIVE_RECURSION_LIMIT + ENTRY_HEADROOM <= 600); // the headroom of a RecursionError included
  setFunctionVectorcall(_PyFunction_Vectorcall.index);
}
