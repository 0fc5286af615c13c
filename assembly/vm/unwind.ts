/**
 * What happens when an instruction fails: a traceback entry, the search of the exception table (PEP 626-style "zero cost" tables,
 * Objects/exception_handling_notes.txt), the jump to a handler, or the end of the frame and the same for its caller.
 *
 * Invariant: on entry an exception is pending and `sp` covers exactly the objects that the stack still owns.
 */
import { takeBlocked } from "../object/eval_breaker";
import { saveForYield } from "./ops_call";
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyErr_GetRaisedException } from "../protocol/errors";
import { PyTraceBack_Here } from "../types/traceback";
import { PyLong_FromLong } from "../types/long";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "../types/bytes";
import { codeStart } from "../types/code";
import { baseOpcode } from "../types/code_monitoring";
import { opcodeCaches } from "../generated/opcode_tables";
import { EVENT_RAISE, PY_UNWIND, toolsOf } from "./monitor_state";
import {
  frameAt,
  frameCode,
  frameLasti,
  stackBase,
  setCurrentFrame,
  clearThreadFrame,
  FRAME_OWNED_BY_CSTACK,
  FRAME_OWNED_BY_THREAD,
  F_LOCALSPLUS,
} from "./frame";
import { clearGeneratorFrame } from "./genobject";
import { frameObjectOf } from "./frameobject";
import { setRegisters, vmPc } from "./state";
import { noteJump } from "./instrument";
import { monitorHandled, monitorRaise, monitorUnwind } from "./monitor_call";

/** What a control slow path answers; the loop acts on it. */
export const STATUS_ERROR: i32 = 0; // unwind from the loop's own pc and sp
export const STATUS_FRAME: i32 = 1; // go on at the registers of state.ts
export const STATUS_DONE: i32 = 2; // the base frame returned
export const STATUS_RAISED: i32 = 3; // an exception left the base frame
export const STATUS_YIELD: i32 = 4; // the slice is over; the frame is saved

export let handlerStart: i32 = 0;
let handlerSize: i32 = 0;
export let handlerTarget: i32 = 0;
export let handlerDepth: i32 = 0;
export let handlerLasti: bool = false;

let scanAt: usize = 0;
let scanEnd: usize = 0;

/** One varint of the exception table: 6 bits a byte, most significant first, bit 6 continues. */
function readVarint(): i32 {
  let byte = load<u8>(scanAt++);
  let value = <i32>(byte & 63);
  while (byte & 64) {
    byte = load<u8>(scanAt++);
    value = (value << 6) | <i32>(byte & 63);
  }
  return value;
}

/** Begins a walk over an exception table. */
export function startHandlers(table: PyObject): void {
  scanAt = PyBytes_AS_STRING(table);
  scanEnd = scanAt + PyBytes_GET_SIZE(table);
}

/** Moves to the next entry, which goes to handler*; false at the end. */
export function nextHandler(): bool {
  if (scanAt >= scanEnd) return false;
  handlerStart = readVarint();
  handlerSize = readVarint();
  handlerTarget = readVarint();
  const depthAndLasti = readVarint();
  handlerDepth = depthAndLasti >> 1;
  handlerLasti = (depthAndLasti & 1) != 0;
  return true;
}

/** Finds the handler that covers code unit `index`; its entry goes to handler*. */
function findHandler(table: PyObject, index: i32): bool {
  startHandlers(table);
  while (nextHandler()) {
    if (handlerStart > index) return false;
    if (index < handlerStart + handlerSize) return true;
  }
  return false;
}

/** An instruction at `pc` failed: adds the frame to the traceback and unwinds. Returns a STATUS. */
export function unwindError(frame: usize, pc: usize, sp: usize): i32 {
  // no error: the thread waits, and does this instruction again later
  if (takeBlocked()) return saveForYield(frame, pc, sp);
  frameAt(frame).instr_ptr = pc;
  addTraceback(frame);
  const end = lastUnit(frame, pc);
  monitorRaise(frame, end);
  return unwindFrom(frame, pc, sp, end);
}

/** An exception is thrown into a generator's frame that waits at `pc`: the YIELD_VALUE before it failed. */
export function unwindThrown(frame: usize, pc: usize, sp: usize): i32 {
  addTraceback(frame);
  monitorRaise(frame, pc - 2);
  return unwind(frame, pc - 2, sp);
}

/** Tools are told the last code unit of an instruction that failed, its caches included, as CPython's loop stands there. */
function lastUnit(frame: usize, pc: usize): usize {
  if (toolsOf(EVENT_RAISE) == 0 && toolsOf(PY_UNWIND) == 0) return pc;
  const co = frameCode(frame);
  const op = baseOpcode(co, <i32>((pc - codeStart(co)) >> 1));
  return pc + ((<usize>load<u8>(opcodeCaches + op)) << 1);
}

/** The same without a traceback entry (RERAISE). */
export function unwind(frame: usize, pc: usize, sp: usize): i32 {
  return unwindFrom(frame, pc, sp, pc);
}

/** `at`: the address that PY_UNWIND tells. */
function unwindFrom(frame: usize, pc: usize, sp: usize, at: usize): i32 {
  while (true) {
    const code = frameCode(frame);
    const index = <i32>((pc - codeStart(code)) >> 1);
    if (findHandler(code.co_exceptiontable, index)) {
      const from = frameAt(frame).instr_ptr;
      const top = enterHandler(frame, sp);
      const target = vmPc;
      noteJump(frame, from, target);
      if (!monitorHandled(frame, target, load<PyObject>(top - 8))) {
        pc = target - 2;
        at = pc;
        sp = top;
        continue;
      }
      setRegisters(frame, target, top);
      return STATUS_FRAME;
    }
    dropStack(frame, sp);
    monitorUnwind(frame, at);
    const previous = leaveFrame(frame);
    if (frameAt(previous).owner == FRAME_OWNED_BY_CSTACK) return STATUS_RAISED;
    frame = previous;
    pc = frameAt(frame).instr_ptr;
    sp = frame + F_LOCALSPLUS + ((<usize>frameAt(frame).stacktop) << 3);
    addTraceback(frame);
    at = pc - 2; // a frame that waited for a callee stands before its call
    monitorRaise(frame, at);
  }
}

/** Notes the frame in the pending exception's traceback. */
function addTraceback(frame: usize): void {
  const op = frameObjectOf(frame);
  if (op !== null) PyTraceBack_Here(op, frameLasti(frame) * 2);
}

/** Leaves the exception on the stack and the registers at its handler; returns the new sp. */
function enterHandler(frame: usize, sp: usize): usize {
  const depth = stackBase(frame) + ((<usize>handlerDepth) << 3);
  const target = handlerTarget;
  const pushLasti = handlerLasti;
  while (sp > depth) {
    sp -= 8;
    const op = load<PyObject | null>(sp);
    if (op !== null) Py_DECREF(op);
  }
  if (pushLasti) {
    const lasti = PyLong_FromLong(frameLasti(frame)); // after a RERAISE the one that raised first
    store<u32>(sp, <u32>changetype<usize>(lasti));
    sp += 8;
  }
  store<u32>(sp, <u32>changetype<usize>(PyErr_GetRaisedException()));
  sp += 8;
  setRegisters(frame, codeStart(frameCode(frame)) + ((<usize>target) << 1), sp);
  return sp;
}

function dropStack(frame: usize, sp: usize): void {
  const base = stackBase(frame);
  while (sp > base) {
    sp -= 8;
    const op = load<PyObject | null>(sp);
    if (op !== null) Py_DECREF(op);
  }
  frameAt(frame).stacktop = frameCode(frame).co_nlocalsplus;
}

/** Ends `frame` (_PyEval_FrameClearAndPop) and returns the one that called it, which is current now. */
export function leaveFrame(frame: usize): usize {
  const f = frameAt(frame);
  const previous = f.previous;
  setCurrentFrame(previous);
  if (f.owner == FRAME_OWNED_BY_THREAD) clearThreadFrame(frame);
  else clearGeneratorFrame(frame);
  return previous;
}
