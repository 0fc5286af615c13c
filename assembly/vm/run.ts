/**
 * Entering the eval loop: nested calls from native code, and slices for the driver.
 *
 * Each entry has an entry frame of its own (owner CSTACK), whose only instruction is INTERPRETER_EXIT: a frame that returns to it leaves
 * the loop. Entry frames lie in a static stack, since they outlive the frame they hold.
 *
 * Invariant: `evalDepth` counts the entries; only depth 1 begun by the driver may yield.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_INCREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyVectorcall_NARGS } from "../object/slots";
import { Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../protocol/errors";
import { NATIVE_RECURSION_LIMIT } from "../config";
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
} from "./frame";
import { pushCallFrame } from "./call_frame";
import { leaveFrame, STATUS_DONE, STATUS_YIELD } from "./unwind";
import { evalLoop } from "./eval";
import { monitorThrow } from "./monitor_call";
import { evalDepth, setEvalDepth, setTicks } from "./state";

/** Code units of an entry frame: NOP, then INTERPRETER_EXIT wherever a return or a yield may land. */
const entryCode = memory.data<u8>([30, 0, 22, 0, 22, 0, 22, 0, 22, 0, 22, 0]);
const ENTRY_SIZE: usize = F_LOCALSPLUS + 4 * 8;
const entryFrames = memory.data(104 * 640, 16);

/** Backward jumps and function entries between two looks at the world while nested or between yields. */
export const SLICE: i32 = 20000;

/** Puts an entry frame under `frame`. */
export function pushEntry(frame: usize): void {
  const entry = entryFrames + <usize>evalDepth * ENTRY_SIZE;
  const f: InterpreterFrame = frameAt(entry);
  f.f_executable = Py_None;
  f.previous = currentFrame;
  f.f_funcobj = null;
  f.f_locals = null;
  f.frame_obj = null;
  f.instr_ptr = entryCode;
  f.stacktop = 0;
  f.return_offset = 1;
  f.owner = FRAME_OWNED_BY_CSTACK;
  frameAt(frame).previous = entry;
  setEvalDepth(evalDepth + 1);
  setCurrentFrame(frame);
}

/** Takes the entry frame away after the loop has left it. */
export function popEntry(): void {
  setEvalDepth(evalDepth - 1);
  setCurrentFrame(frameAt(entryFrames + <usize>evalDepth * ENTRY_SIZE).previous);
}

/** What the frame that returned to the innermost entry frame left there: steals it from the frame. */
export function entryResult(): PyObject | null {
  const at = entryFrames + <usize>(evalDepth - 1) * ENTRY_SIZE + F_LOCALSPLUS;
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
  pushEntry(frame);
  if (throwing) monitorThrow(frame);
  let status = evalLoop(throwing);
  // the engine puts its optimised code in place only where the loop is called anew
  while (status == STATUS_YIELD) status = evalLoop(false);
  const result = status == STATUS_DONE ? entryResult() : null;
  popEntry();
  Py_LeaveRecursiveCall();
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
  if (frame == 0) return null;
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
  return frame == 0 ? null : runFrame(frame, false);
}

/** Begins a main program whose slices `runSlice` runs; false with an exception. Borrows all. */
export function startMain(code: PyObject, globals: PyObject): bool {
  const frame = pushCodeFrame(code, globals, globals, null);
  if (frame == 0) return false;
  pushEntry(frame);
  return true;
}

let mainResult: PyObject | null = null;

/** Runs the main program for about `budget` jumps and calls: STATUS_YIELD, STATUS_DONE or STATUS_RAISED. */
export function runSlice(budget: i32): i32 {
  setTicks(budget);
  const status = evalLoop(false);
  if (status == STATUS_YIELD) return status;
  if (status == STATUS_DONE) mainResult = entryResult();
  popEntry();
  return status;
}

/** What the main program's code returned: `new`. */
export function takeMainResult(): PyObject | null {
  const result = mainResult;
  mainResult = null;
  return result;
}

export function initRun(): void {
  assert(NATIVE_RECURSION_LIMIT + 100 < 640); // the headroom of a RecursionError included
  setFunctionVectorcall(_PyFunction_Vectorcall.index);
}
