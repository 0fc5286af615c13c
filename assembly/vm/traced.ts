/**
 * Instructions of code that sys.monitoring, a trace or a profile function watches: the INSTRUMENTED_ forms, and the plain work of any
 * instruction that such a form covers (the loop finds instructions in memory, so a covered one cannot be done there).
 *
 * Contract: cold.ts's: a non-zero result is the new sp and the loop goes on 2 bytes further; 0 means coldStatus(). A callback may have moved
 * the frame by setting f_lineno: `moved` says so, and the frame goes on there.
 */
import { COUNTED } from "../config";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PY_VECTORCALL_ARGUMENTS_OFFSET } from "../object/slots";
import { Py_False, Py_None, Py_True, PyCoro_Type, PyFunction_Type, PyGen_Type, PyMethod_Type } from "../object/statics";
import { PyExc_StopIteration } from "../object/exception_types";
import { evalBreaker, PY_MONITORING_BIT } from "../object/eval_breaker";
import { callUnary } from "../object/slots";
import * as O from "../generated/opcode";
import { opcodeCaches, opcodeDeopt } from "../generated/opcode_tables";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Occurred } from "../protocol/errors";
import { PyObject_Call, PyObject_Vectorcall, callTwoArgs, PyObject_CallNoArgs } from "../protocol/call";
import { PyObject_GetAttr } from "../protocol/attr";
import { isPlainFunction } from "../types/function";
import { codeStart } from "../types/code";
import { breakNumber, coveredOpcode, removeBreak } from "../types/code_breaks";
import { lineBegins } from "../host";
import { monitoringOf } from "../types/code_monitoring";
import { PyLong_FromLong } from "../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import { countInstruction } from "./counts";
import { frameAt, frameCode, F_LOCALSPLUS } from "./frame";
import { suspendGenerator } from "./genobject";
import { noteJump } from "./instrument";
import {
  C_RAISE,
  C_RETURN,
  EVENT_BRANCH,
  EVENT_CALL,
  EVENT_INSTRUCTION,
  EVENT_JUMP,
  PY_RESUME,
  PY_RETURN,
  PY_START,
  PY_YIELD,
  missingObject,
  tracing,
} from "./monitor_state";
import { callInstrumentation, callLine, callWithPending, monitorRaise, monitorStopIteration } from "./monitor_call";
import { coldStatus, control, evalCold, jumpTo } from "./cold";
import {
  callWithoutCounter,
  fail,
  finishNativeCall,
  finishSpread,
  op_call_kw,
  prepareSpread,
  unpackMethod,
} from "./ops_call";
import { op_build_list, op_build_tuple, op_list_append } from "./ops_container";
import { breakerAtJump } from "./ops_control";
import { returnTo } from "./ops_gen";
import { unboundDeref, unboundLocal } from "./ops_name";
import { finishSuper } from "./ops_attr";
import { returnHeld } from "./ops_call_held";
import { handlePending } from "./pending";
import { saveForYield } from "./ops_call";
import { tick } from "./state";
import { leaveFrame, STATUS_ERROR, unwindError } from "./unwind";
import { dropTop, peek, peekOrNull, push } from "./stack";

// ---- callbacks and the frame ----

/** Writes down what a callback may look at or change. */
function saveFrame(frame: usize, pc: usize, sp: usize): void {
  const f = frameAt(frame);
  f.instr_ptr = pc;
  f.stacktop = <i32>((sp - frame - F_LOCALSPLUS) >> 3);
}

/** True if a callback has set f_lineno. */
function moved(frame: usize, pc: usize): bool {
  return frameAt(frame).instr_ptr != pc;
}

/** Goes on where f_lineno was set to. */
function goToNewLine(frame: usize): usize {
  const f = frameAt(frame);
  noteJump(frame, f.instr_ptr, f.instr_ptr); // the line was chosen by its tracer: no event for it
  return jumpTo(frame, f.instr_ptr, frame + F_LOCALSPLUS + ((<usize>f.stacktop) << 3));
}

/** Jumps to `target` with a BRANCH or JUMP event. */
function instrumentedJump(event: i32, frame: usize, pc: usize, sp: usize, target: usize, taken: bool): usize {
  if (tracing == 0) {
    saveFrame(frame, pc, sp);
    const offset = PyLong_FromLong(<i32>(target - codeStart(frameCode(frame))));
    if (offset === null) return failed(frame, target, sp);
    const status = callInstrumentation(event, frame, pc, offset, null);
    Py_DECREF(offset);
    if (status < 0) return failed(frame, target, sp);
    if (moved(frame, pc)) return goToNewLine(frame);
  }
  if (taken) noteJump(frame, pc, target);
  return jumpTo(frame, target, sp);
}

/** Ends a control path that failed at `pc` with the stack at `sp`. */
function failed(frame: usize, pc: usize, sp: usize): usize {
  return control(unwindError(frame, pc, sp));
}

export function runInstrumented(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  switch (op) {
    case O.INSTRUMENTED_LINE:
      return instrumentedLine(frame, pc, sp, oparg);
    case O.INSTRUMENTED_INSTRUCTION:
      return instrumentedInstruction(frame, pc, sp, oparg);
    case O.INSTRUMENTED_RESUME:
      return instrumentedResume(frame, pc, sp, oparg);
    case O.INSTRUMENTED_END_FOR:
      return instrumentedEndFor(frame, pc, sp);
    case O.INSTRUMENTED_END_SEND:
      return instrumentedEndSend(frame, pc, sp);
    case O.INSTRUMENTED_RETURN_VALUE:
      return instrumentedReturn(frame, pc, sp);
    case O.INSTRUMENTED_RETURN_CONST:
      return instrumentedReturn(frame, pc, push(sp, Py_NewRef(constant(frame, oparg))));
    case O.INSTRUMENTED_YIELD_VALUE:
      return instrumentedYield(frame, pc, sp, oparg);
    case O.INSTRUMENTED_LOAD_SUPER_ATTR:
      return instrumentedSuper(frame, pc, sp, oparg);
    case O.INSTRUMENTED_FOR_ITER:
      return instrumentedForIter(frame, pc, sp, oparg);
    case O.INSTRUMENTED_CALL:
      return control(instrumentedCall(frame, pc, sp, oparg));
    case O.INSTRUMENTED_CALL_KW:
      return control(instrumentedCallKw(frame, pc, sp, oparg));
    case O.INSTRUMENTED_CALL_FUNCTION_EX:
      return control(instrumentedCallEx(frame, pc, sp, oparg));
    case O.INSTRUMENTED_JUMP_FORWARD:
      return instrumentedJump(EVENT_JUMP, frame, pc, sp, pc + 2 + ((<usize>oparg) << 1), true);
    case O.INSTRUMENTED_JUMP_BACKWARD:
      return instrumentedBackward(frame, pc, sp, oparg);
    default:
      return instrumentedBranch(op, frame, pc, sp, oparg);
  }
}

// ---- lines and instructions ----

function unitOf(frame: usize, pc: usize): i32 {
  return <i32>((pc - codeStart(frameCode(frame))) >> 1);
}

/** Runs what INSTRUMENTED_LINE covers after its event. */
function instrumentedLine(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  if (tracing == 0) {
    saveFrame(frame, pc, sp);
    if (callLine(frame, pc) < 0)
      return failed(frame, pc, frame + F_LOCALSPLUS + ((<usize>frameAt(frame).stacktop) << 3));
    if (moved(frame, pc)) return goToNewLine(frame);
  }
  let op = <i32>load<u8>(pc);
  if (op == O.INSTRUMENTED_LINE) op = <i32>load<u8>(monitoringOf(frameCode(frame)).lineOpcodes + unitOf(frame, pc));
  return runCovered(op, frame, pc, sp, oparg);
}

/** A line at which the host looks (types/code_breaks.ts), then the instruction that it covers. */
export function runBreak(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  saveFrame(frame, pc, sp);
  const op = coveredOpcode(pc);
  if (lineBegins(breakNumber(pc), sp) == 0) removeBreak(pc);
  return runCovered(op, frame, pc, sp, oparg);
}

function instrumentedInstruction(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const unit = unitOf(frame, pc);
  const op = <i32>load<u8>(monitoringOf(frameCode(frame)).instructionOpcodes + unit);
  if (tracing == 0) {
    saveFrame(frame, pc, sp);
    if (callInstrumentation(EVENT_INSTRUCTION, frame, pc, null, null) < 0) return failed(frame, pc, sp);
    if (moved(frame, pc)) return goToNewLine(frame);
  }
  return runCovered(op, frame, pc, sp, oparg);
}

/** Runs an instruction that is not what stands at `pc`. It must not specialise: that would write over the cover. */
function runCovered(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  if (op >= O.INSTRUMENTED_RESUME) return runInstrumented(op, frame, pc, sp, oparg);
  const general = <i32>load<u8>(opcodeDeopt + op);
  if (load<u8>(opcodeCaches + general) != 0 && load<u16>(pc, 2) < 16) store<u16>(pc, load<u16>(pc, 2) | 16, 2);
  return runPlain(general, frame, pc, sp, oparg);
}

// ---- begin and end ----

function instrumentedResume(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const due = (oparg & 3) < 2 && tick();
  if (due || evalBreaker & ~PY_MONITORING_BIT) {
    frameAt(frame).instr_ptr = pc;
    const pending = handlePending();
    if (pending < 0) return failed(frame, pc, sp);
    if (pending > 0) return control(saveForYield(frame, pc, sp));
  }
  if (tracing != 0) return sp;
  saveFrame(frame, pc, sp);
  const event = oparg == 0 ? PY_START : PY_RESUME;
  if (callInstrumentation(event, frame, pc, null, null) < 0) return failed(frame, pc, sp);
  return moved(frame, pc) ? goToNewLine(frame) : sp;
}

/** The value is on top. */
function instrumentedReturn(frame: usize, pc: usize, sp: usize): usize {
  saveFrame(frame, pc, sp);
  if (callInstrumentation(PY_RETURN, frame, pc, peek(sp, 1), null) < 0) return failed(frame, pc, sp);
  return returnValue(frame, pc, sp);
}

function returnValue(frame: usize, pc: usize, sp: usize): usize {
  const value = peek(sp, 1);
  saveFrame(frame, pc, sp - 8);
  const held = frameAt(frame).held;
  const caller = leaveFrame(frame);
  return control(held != 0 ? returnHeld(caller, held, value) : returnTo(caller, value));
}

function instrumentedYield(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  // a tracer may set f_lineno: the generator goes on there
  saveFrame(frame, pc + 2, sp - 8);
  if (callInstrumentation(PY_YIELD, frame, pc, peek(sp, 1), null) < 0) return failed(frame, pc, sp);
  return yieldValue(frame, sp, oparg);
}

function yieldValue(frame: usize, sp: usize, oparg: i32): usize {
  const value = peek(sp, 1);
  const to = suspendGenerator(frame, oparg);
  const f = frameAt(to);
  const top = to + F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
  store<u32>(top, <u32>changetype<usize>(value));
  return jumpTo(to, f.instr_ptr + 4, top + 8);
}

function instrumentedEndFor(frame: usize, pc: usize, sp: usize): usize {
  if (peek(sp, 2).ob_type == PyGen_Type && monitorStopIteration(frame, pc, peek(sp, 1)) < 0)
    return failed(frame, pc, sp);
  return dropTop(sp, 1, false);
}

function instrumentedEndSend(frame: usize, pc: usize, sp: usize): usize {
  const receiver = peek(sp, 2);
  if (receiver.ob_type == PyGen_Type || receiver.ob_type == PyCoro_Type) {
    if (monitorStopIteration(frame, pc, peek(sp, 1)) < 0) return failed(frame, pc, sp);
  }
  return runPlain(O.END_SEND, frame, pc, sp, 0);
}

// ---- jumps ----

function instrumentedBackward(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  if (tick() || evalBreaker & ~PY_MONITORING_BIT) {
    frameAt(frame).instr_ptr = pc;
    const pending = handlePending();
    if (pending < 0) return failed(frame, pc, sp);
    if (pending > 0) return control(saveForYield(frame, pc, sp));
  }
  return instrumentedJump(EVENT_JUMP, frame, pc, sp, pc + 4 - ((<usize>oparg) << 1), true);
}

function instrumentedBranch(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const value = peek(sp, 1);
  let taken: bool;
  if (op == O.INSTRUMENTED_POP_JUMP_IF_TRUE) taken = value == Py_True;
  else if (op == O.INSTRUMENTED_POP_JUMP_IF_FALSE) taken = value == Py_False;
  else taken = (value == Py_None) == (op == O.INSTRUMENTED_POP_JUMP_IF_NONE);
  Py_DECREF(value);
  const target = pc + 4 + (taken ? (<usize>oparg) << 1 : 0);
  return instrumentedJump(EVENT_BRANCH, frame, pc, sp - 8, target, taken);
}

function instrumentedForIter(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  frameAt(frame).instr_ptr = pc;
  const iter = peek(sp, 1);
  const next = callUnary(iter.ob_type.tp_iternext, iter);
  if (next !== null) {
    store<u32>(sp, <u32>changetype<usize>(next));
    return instrumentedJump(EVENT_BRANCH, frame, pc, sp + 8, pc + 4, false);
  }
  if (PyErr_Occurred() !== null) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return failed(frame, pc, sp);
    monitorRaise(frame, pc);
    PyErr_Clear();
  }
  Py_DECREF(iter);
  // past END_FOR and the POP_TOP that would drop the iterator
  return instrumentedJump(EVENT_BRANCH, frame, pc, sp - 8, pc + 4 + ((<usize>oparg) << 1) + 4, true);
}

// ---- calls ----

/** C_RETURN or C_RAISE after a native call. Steals and returns `result`; null with an exception. */
function afterNativeCall(
  frame: usize,
  pc: usize,
  callable: PyObject,
  first: PyObject,
  result: PyObject | null,
): PyObject | null {
  if (result === null) {
    callWithPending(C_RAISE, frame, pc, callable, first);
    return null;
  }
  if (callInstrumentation(C_RETURN, frame, pc, callable, first) == 0) return result;
  Py_DECREF(result);
  return null;
}

function instrumentedCall(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  saveFrame(frame, pc, sp);
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const self = load<PyObject | null>(base + 8);
  const first: PyObject = self !== null ? self : oparg > 0 ? load<PyObject>(base + 16) : missingObject;
  if (callInstrumentation(EVENT_CALL, frame, pc, load<PyObject>(base), first) < 0) return fail(frame, pc, sp);
  unpackMethod(base);
  const callable = load<PyObject>(base);
  if (isPlainFunction(callable)) return callWithoutCounter(frame, pc, sp, oparg);
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  const nargs = hasSelf ? oparg + 1 : oparg;
  let result = PyObject_Vectorcall(callable, args, <u32>nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  result = afterNativeCall(frame, pc, callable, nargs > 0 ? load<PyObject>(args) : missingObject, result);
  if (result === null) return fail(frame, pc, sp);
  return finishOperands(frame, pc, pc + 8, base, sp, result);
}

/** Releases the slots from `base` to `sp` and goes on with `result` (stolen). */
function finishOperands(frame: usize, pc: usize, next: usize, base: usize, sp: usize, result: PyObject): i32 {
  for (let at = base + 8; at < sp; at += 8) Py_XDECREF(load<PyObject | null>(at));
  const callable = load<PyObject>(base);
  store<u32>(base, 0);
  Py_DECREF(callable);
  return finishNativeCall(frame, pc, next, base, result);
}

function instrumentedCallKw(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  saveFrame(frame, pc, sp);
  const base = sp - ((<usize>(oparg + 3)) << 3);
  const self = load<PyObject | null>(base + 8);
  const first: PyObject = self !== null ? self : oparg > 0 ? load<PyObject>(base + 16) : missingObject;
  if (callInstrumentation(EVENT_CALL, frame, pc, load<PyObject>(base), first) < 0) return fail(frame, pc, sp);
  unpackMethod(base);
  const callable = load<PyObject>(base);
  if (isPlainFunction(callable)) return op_call_kw(frame, pc, sp, oparg);
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  const total = hasSelf ? oparg + 1 : oparg;
  const kwnames = peek(sp, 1);
  const nargs = <u32>(total - PyTuple_GET_SIZE(kwnames)) | PY_VECTORCALL_ARGUMENTS_OFFSET;
  let result = PyObject_Vectorcall(callable, args, nargs, kwnames);
  result = afterNativeCall(frame, pc, callable, total > 0 ? load<PyObject>(args) : missingObject, result);
  if (result === null) return fail(frame, pc, sp);
  return finishOperands(frame, pc, pc + 2, base, sp, result);
}

function instrumentedCallEx(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  saveFrame(frame, pc, sp);
  if (!prepareSpread(sp, oparg)) return fail(frame, pc, sp);
  const hasKwargs = (oparg & 1) != 0;
  const argsDepth = hasKwargs ? 2 : 1;
  const base = sp - ((<usize>(argsDepth + 2)) << 3);
  const func = load<PyObject>(base);
  const args = peek(sp, argsDepth);
  const first: PyObject = PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : missingObject;
  if (callInstrumentation(EVENT_CALL, frame, pc, func, first) < 0) return fail(frame, pc, sp);
  const kwargs: PyObject | null = hasKwargs ? peek(sp, 1) : null;
  let result = PyObject_Call(func, args, kwargs);
  if (func.ob_type != PyFunction_Type && func.ob_type != PyMethod_Type) {
    result = afterNativeCall(frame, pc, func, first, result);
  }
  return finishSpread(frame, pc, sp, base, result);
}

function instrumentedSuper(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  saveFrame(frame, pc, sp);
  const superClass = peek(sp, 3);
  const cls = peek(sp, 2);
  const two = (oparg & 2) != 0;
  const first: PyObject = two ? cls : missingObject;
  if (callInstrumentation(EVENT_CALL, frame, pc, superClass, first) < 0) return failed(frame, pc, sp);
  let su = two ? callTwoArgs(superClass, cls, peek(sp, 1)) : PyObject_CallNoArgs(superClass);
  su = afterNativeCall(frame, pc, superClass, first, su);
  if (su === null) return failed(frame, pc, sp);
  const value = PyObject_GetAttr(su, PyTuple_GET_ITEM(frameCode(frame).co_names, oparg >> 2));
  Py_DECREF(su);
  if (value === null) return failed(frame, pc, sp);
  return jumpTo(frame, pc + 4, finishSuper(sp, value, null, (oparg & 1) != 0));
}

// ---- plain instructions whose work stands in the loop ----

function localAt(frame: usize, i: i32): usize {
  return frame + F_LOCALSPLUS + ((<usize>i) << 3);
}

/** Borrowed. */
function constant(frame: usize, i: i32): PyObject {
  return PyTuple_GET_ITEM(frameCode(frame).co_consts, i);
}

function pushLocal(frame: usize, sp: usize, i: i32): usize {
  const value = load<PyObject | null>(localAt(frame, i));
  if (value !== null) Py_INCREF(value);
  store<u32>(sp, <u32>changetype<usize>(value));
  return sp + 8;
}

function popLocal(frame: usize, sp: usize, i: i32): usize {
  const at = localAt(frame, i);
  const old = load<PyObject | null>(at);
  store<u32>(at, load<u32>(sp - 8));
  Py_XDECREF(old);
  return sp - 8;
}

function loadChecked(frame: usize, sp: usize, i: i32): usize {
  if (load<u32>(localAt(frame, i)) != 0) return pushLocal(frame, sp, i);
  unboundLocal(frame, i);
  return 0;
}

function loadDeref(frame: usize, sp: usize, i: i32): usize {
  const value = load<PyObject | null>(load<usize>(localAt(frame, i)), 16);
  if (value !== null) return push(sp, Py_NewRef(value));
  unboundDeref(frame, i);
  return 0;
}

function storeDeref(frame: usize, sp: usize, i: i32): usize {
  const cell = load<usize>(localAt(frame, i));
  const old = load<PyObject | null>(cell, 16);
  store<u32>(cell, load<u32>(sp - 8), 16);
  Py_XDECREF(old);
  return sp - 8;
}

function swapTop(sp: usize, depth: i32): usize {
  const at = sp - ((<usize>depth) << 3);
  const other = load<u32>(at);
  store<u32>(at, load<u32>(sp - 8));
  store<u32>(sp - 8, other);
  return sp;
}

function copyTop(sp: usize, depth: i32): usize {
  const value = peekOrNull(sp, depth);
  if (value !== null) Py_INCREF(value);
  store<u32>(sp, <u32>changetype<usize>(value));
  return sp + 8;
}

function notTop(sp: usize): usize {
  const value = peek(sp, 1);
  store<u32>(sp - 8, <u32>changetype<usize>(Py_NewRef(value == Py_False ? Py_True : Py_False)));
  Py_DECREF(value);
  return sp;
}

function isOp(sp: usize, oparg: i32): usize {
  const a = peek(sp, 2);
  const b = peek(sp, 1);
  store<u32>(sp - 16, <u32>changetype<usize>(Py_NewRef((a == b) != (oparg != 0) ? Py_True : Py_False)));
  Py_DECREF(a);
  Py_DECREF(b);
  return sp - 8;
}

/** The instruction behind an EXTENDED_ARG, whatever form it has in memory. */
export function runExtended(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const op = <i32>load<u8>(pc + 2);
  const full = (oparg << 8) | <i32>load<u8>(pc + 3);
  const general = op >= O.INSTRUMENTED_RESUME ? op : <i32>load<u8>(opcodeDeopt + op);
  frameAt(frame).instr_ptr = pc + 2;
  if (COUNTED) countInstruction(frame, pc + 2);
  const next =
    general >= O.INSTRUMENTED_RESUME
      ? runInstrumented(general, frame, pc + 2, sp, full)
      : runPlain(general, frame, pc + 2, sp, full);
  if (next != 0) return jumpTo(frame, pc + 4, next);
  // an error of the instruction is one at its own address
  const status = coldStatus();
  return status == STATUS_ERROR ? failed(frame, pc + 2, sp) : control(status);
}

function jumpBackward(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const target = pc + 4 - ((<usize>oparg) << 1);
  if (tick() || evalBreaker != 0) return control(breakerAtJump(frame, target, sp));
  return jumpTo(frame, target, sp);
}

function popJump(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const value = peek(sp, 1);
  let taken: bool;
  if (op == O.POP_JUMP_IF_TRUE) taken = value == Py_True;
  else if (op == O.POP_JUMP_IF_FALSE) taken = value == Py_False;
  else taken = (value == Py_None) == (op == O.POP_JUMP_IF_NONE);
  Py_DECREF(value);
  return jumpTo(frame, pc + 4 + (taken ? (<usize>oparg) << 1 : 0), sp - 8);
}

/** Does the work of a general opcode, as the loop and cold.ts would. */
export function runPlain(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  switch (op) {
    case O.LOAD_FAST:
      return pushLocal(frame, sp, oparg);
    case O.LOAD_FAST_CHECK:
      return loadChecked(frame, sp, oparg);
    case O.LOAD_FAST_AND_CLEAR:
      store<u32>(sp, load<u32>(localAt(frame, oparg)));
      store<u32>(localAt(frame, oparg), 0);
      return sp + 8;
    case O.LOAD_FAST_LOAD_FAST:
      return pushLocal(frame, pushLocal(frame, sp, oparg >> 4), oparg & 15);
    case O.STORE_FAST:
      return popLocal(frame, sp, oparg);
    case O.STORE_FAST_LOAD_FAST:
      return pushLocal(frame, popLocal(frame, sp, oparg >> 4), oparg & 15);
    case O.STORE_FAST_STORE_FAST:
      return popLocal(frame, popLocal(frame, sp, oparg >> 4), oparg & 15);
    case O.LOAD_CONST:
      return push(sp, Py_NewRef(constant(frame, oparg)));
    case O.POP_TOP:
    case O.END_FOR:
      return dropTop(sp, 1, false);
    case O.PUSH_NULL:
      store<u32>(sp, 0);
      return sp + 8;
    case O.NOP:
      return sp;
    case O.COPY:
      return copyTop(sp, oparg);
    case O.SWAP:
      return swapTop(sp, oparg);
    case O.IS_OP:
      return isOp(sp, oparg);
    case O.UNARY_NOT:
      return notTop(sp);
    case O.LOAD_DEREF:
      return loadDeref(frame, sp, oparg);
    case O.STORE_DEREF:
      return storeDeref(frame, sp, oparg);
    case O.BUILD_TUPLE:
      return op_build_tuple(sp, oparg);
    case O.BUILD_LIST:
      return op_build_list(sp, oparg);
    case O.LIST_APPEND:
      return op_list_append(sp, oparg);
    case O.JUMP_FORWARD:
      return jumpTo(frame, pc + 2 + ((<usize>oparg) << 1), sp);
    case O.JUMP_BACKWARD:
      return jumpBackward(frame, pc, sp, oparg);
    case O.JUMP_BACKWARD_NO_INTERRUPT:
      return jumpTo(frame, pc + 2 - ((<usize>oparg) << 1), sp);
    case O.POP_JUMP_IF_TRUE:
    case O.POP_JUMP_IF_FALSE:
    case O.POP_JUMP_IF_NONE:
    case O.POP_JUMP_IF_NOT_NONE:
      return popJump(op, frame, pc, sp, oparg);
    case O.RETURN_VALUE:
      return returnValue(frame, pc, sp);
    case O.RETURN_CONST:
      return returnValue(frame, pc, push(sp, Py_NewRef(constant(frame, oparg))));
    case O.YIELD_VALUE:
      saveFrame(frame, pc + 2, sp - 8);
      return yieldValue(frame, sp, oparg);
    case O.EXTENDED_ARG:
      return runExtended(frame, pc, sp, oparg);
    default:
      return evalCold(op, frame, pc, sp, oparg);
  }
}
