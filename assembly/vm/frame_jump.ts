/**
 * Setting f_lineno from a trace function: the frame goes on at another line (frame_setlineno of Objects/frameobject.c).
 *
 * A jump is allowed where the stack at the new place holds the same kinds of things as the lower part of the stack now. The kinds are
 * found by walking the code: a stack is a number, 3 bits a slot, top lowest; 21 slots fit.
 */
import { PyObject } from "../object/layout";
import { Py_XDECREF, Py_NewRef } from "../object/refcount";
import {
  PyExc_AttributeError,
  PyExc_RuntimeWarning,
  PyExc_SystemError,
  PyExc_ValueError,
} from "../object/exception_types";
import { Py_None, PyLong_Type } from "../object/statics";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import {
  PyErr_Clear,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
  excInfo,
} from "../protocol/errors";
import { PyErr_WarnFormat } from "../protocol/warnings";
import { opcodeCaches, opcodeEffect, opcodeEffectSlope } from "../generated/opcode_tables";
import * as O from "../generated/opcode";
import { PyCodeObject, codeStart } from "../types/code";
import { baseOpcode } from "../types/code_monitoring";
import { startLocations, nextLocation, entryStart, entryLine } from "../types/code_lines";
import { PyLong_AsI32 } from "../types/long";
import { frameAt, frameCode, frameLasti, F_LOCALSPLUS } from "./frame";
import { frameOf, frameTrace, setFrameLine } from "./frameobject";
import { startHandlers, nextHandler, handlerStart, handlerTarget, handlerDepth, handlerLasti } from "./unwind";
import {
  C_RAISE,
  C_RETURN,
  EVENT_BRANCH,
  EVENT_CALL,
  EVENT_JUMP,
  EVENT_LINE,
  EVENT_RAISE,
  EXCEPTION_HANDLED,
  PY_RESUME,
  PY_RETURN,
  PY_START,
  PY_THROW,
  PY_UNWIND,
  PY_YIELD,
  whatEvent,
} from "./monitor_state";

// ---- stacks as numbers ----

const ITERATOR: i64 = 1;
const EXCEPT: i64 = 2;
const OBJECT: i64 = 3;
const NULL: i64 = 4;
const LASTI: i64 = 5;

const UNKNOWN: i64 = -2;
const OVERFLOWED: i64 = -1;
const FULL: u64 = (<u64>1) << 60;

function pushKind(stack: i64, kind: i64): i64 {
  return <u64>stack >= FULL ? OVERFLOWED : (stack << 3) | kind;
}

function popKind(stack: i64): i64 {
  return stack >> 3;
}

function depthOf(stack: i64): i32 {
  let depth = 0;
  for (; stack != 0; stack >>= 3) depth++;
  return depth;
}

/** Kind of the slot `n` deep, 1 is the top. */
function kindAt(stack: i64, n: i32): i64 {
  return (stack >> (3 * (n - 1))) & 7;
}

function withKind(stack: i64, n: i32, kind: i64): i64 {
  const shift = 3 * (n - 1);
  return (stack & ~((<i64>7) << shift)) | (kind << shift);
}

function swapKinds(stack: i64, n: i32): i64 {
  if (stack < 0) return stack;
  const top = kindAt(stack, 1);
  return withKind(withKind(stack, 1, kindAt(stack, n)), n, top);
}

function compatibleKinds(from: i64, to: i64): bool {
  if (to == 0) return false;
  if (to == OBJECT) return from != NULL;
  return to == NULL || from == to;
}

function compatibleStacks(from: i64, to: i64): bool {
  if (from < 0 || to < 0) return false;
  while (from > to) from = popKind(from);
  while (from != 0) {
    if (!compatibleKinds(from & 7, to & 7)) return false;
    from = popKind(from);
    to = popKind(to);
  }
  return to == 0;
}

function explain(to: i64): string {
  if (to == OVERFLOWED) return "stack is too deep to analyze";
  if (to == UNKNOWN) return "can't jump into an exception handler, or code may be unreachable";
  const top = to & 7;
  if (top == EXCEPT) return "can't jump into an 'except' block as there's no exception";
  if (top == LASTI) return "can't jump into a re-raising block as there's no location";
  return top == ITERATOR ? "can't jump into the body of a for loop" : "incompatible stacks";
}

// ---- the stack at every instruction ----

let stacks: usize = 0;
let again: bool = false;

function stackAt(i: i32): i64 {
  return load<i64>(stacks + ((<usize>i) << 3));
}

function setStack(i: i32, stack: i64): void {
  store<i64>(stacks + ((<usize>i) << 3), stack);
}

function stackEffect(op: i32, oparg: i32): i32 {
  if (op == O.UNPACK_EX) return (oparg & 0xff) + (oparg >> 8);
  const base = <i32>load<i8>(opcodeEffect + op);
  const slope = <i32>load<i8>(opcodeEffectSlope + op);
  if (slope == 100) return base + (oparg & 1);
  if (slope == -100) return base - (oparg & 1);
  return base + slope * oparg;
}

function generalEffect(stack: i64, op: i32, oparg: i32): i64 {
  let effect = stackEffect(op, oparg);
  for (; effect < 0; effect++) stack = popKind(stack);
  for (; effect > 0; effect--) stack = pushKind(stack, OBJECT);
  return stack;
}

/** Stack behind a LOAD_ATTR or LOAD_GLOBAL that may push a NULL as well. */
function withNull(stack: i64, oparg: i32): i64 {
  return oparg & 1 ? pushKind(stack, NULL) : stack;
}

/** The walk reaches instruction `op` at unit `i`, the next is at `next`, with a known stack. */
function step(i: i32, next: i32, op: i32, oparg: i32, stack: i64): void {
  switch (op) {
    case O.POP_JUMP_IF_FALSE:
    case O.POP_JUMP_IF_TRUE:
    case O.POP_JUMP_IF_NONE:
    case O.POP_JUMP_IF_NOT_NONE:
      stack = popKind(stack);
      setStack(next + oparg, stack);
      break;
    case O.SEND:
      setStack(next + oparg, stack);
      break;
    case O.JUMP_BACKWARD:
    case O.JUMP_BACKWARD_NO_INTERRUPT:
      if (stackAt(next - oparg) == UNKNOWN) again = true;
      setStack(next - oparg, stack);
      return;
    case O.JUMP_FORWARD:
      setStack(next + oparg, stack);
      return;
    case O.GET_ITER:
    case O.GET_AITER:
      stack = pushKind(popKind(stack), ITERATOR);
      break;
    case O.FOR_ITER:
      stack = pushKind(stack, OBJECT);
      setStack(next + oparg, stack);
      break;
    case O.END_ASYNC_FOR:
      stack = popKind(popKind(stack));
      break;
    case O.PUSH_EXC_INFO:
      stack = pushKind(stack, EXCEPT);
      break;
    case O.POP_EXCEPT:
      stack = popKind(stack);
      break;
    case O.RETURN_VALUE:
    case O.RETURN_CONST:
    case O.RAISE_VARARGS:
    case O.RERAISE:
      return;
    case O.PUSH_NULL:
      stack = pushKind(stack, NULL);
      break;
    case O.LOAD_GLOBAL:
      stack = withNull(pushKind(stack, OBJECT), oparg);
      break;
    case O.LOAD_ATTR:
      if (oparg & 1) stack = withNull(pushKind(popKind(stack), OBJECT), 1);
      break;
    case O.SWAP:
      stack = swapKinds(stack, oparg);
      break;
    case O.COPY:
      stack = stack < 0 ? stack : pushKind(stack, kindAt(stack, oparg));
      break;
    default:
      stack = generalEffect(stack, op, oparg);
  }
  setStack(next, stack);
}

function walk(co: PyCodeObject): void {
  const n = co.ob_size;
  let i = 0;
  while (i < n) {
    const stack = stackAt(i);
    let op = baseOpcode(co, i);
    let oparg = 0;
    while (op == O.EXTENDED_ARG) {
      oparg = (oparg << 8) | <i32>load<u8>(codeStart(co) + ((<usize>i) << 1) + 1);
      i++;
      op = baseOpcode(co, i);
      setStack(i, stack);
    }
    oparg = (oparg << 8) | <i32>load<u8>(codeStart(co) + ((<usize>i) << 1) + 1);
    const next = i + 1 + <i32>load<u8>(opcodeCaches + op);
    if (stack != UNKNOWN) step(i, next, op, oparg, stack);
    i = next;
  }
}

/** What an exception handler finds: the stack cut to its depth, perhaps the instruction that raised, the exception. */
function walkHandlers(co: PyCodeObject): void {
  startHandlers(co.co_exceptiontable);
  while (nextHandler()) {
    let stack = stackAt(handlerStart);
    if (stack == UNKNOWN || stackAt(handlerTarget) != UNKNOWN) continue;
    again = true;
    while (depthOf(stack) > handlerDepth) stack = popKind(stack);
    if (handlerLasti) stack = pushKind(stack, LASTI);
    setStack(handlerTarget, pushKind(stack, EXCEPT));
  }
}

/** Fills `stacks`; false with MemoryError. */
function markStacks(co: PyCodeObject): bool {
  const n = co.ob_size;
  stacks = PyMem_Malloc((<usize>(n + 1)) << 3);
  if (stacks == 0) {
    PyErr_NoMemory();
    return false;
  }
  for (let i = 1; i <= n; i++) setStack(i, UNKNOWN);
  setStack(0, 0);
  again = true;
  while (again) {
    again = false;
    walk(co);
    walkHandlers(co);
  }
  return true;
}

// ---- where a line begins ----

/** The first line of the code that is not before `line`; -1 if there is none. */
function lineNotBefore(co: PyCodeObject, line: i32): i32 {
  let found = -1;
  startLocations(co);
  while (nextLocation()) {
    if (entryLine >= line && (found < 0 || entryLine < found)) found = entryLine;
  }
  return found;
}

let bestUnit: i32 = 0;
let bestStack: i64 = 0;

/** Finds the start of `line` with the deepest stack that fits `from`; what is wrong if there is none. */
function chooseStart(co: PyCodeObject, line: i32, from: i64): string {
  let message = "cannot find bytecode for specified line";
  let explained = false;
  let last = -1;
  bestUnit = -1;
  bestStack = OVERFLOWED;
  startLocations(co);
  while (nextLocation()) {
    const starts = entryLine != last && entryLine != -1;
    if (starts) last = entryLine;
    if (!starts || entryLine != line) continue;
    const stack = stackAt(entryStart);
    if (compatibleStacks(from, stack)) {
      if (stack > bestStack) {
        bestStack = stack;
        bestUnit = entryStart;
      }
    } else if (!explained && bestUnit < 0) {
      if (from == OVERFLOWED) message = "stack to deep to analyze";
      else if (from == UNKNOWN) message = "can't jump from within an exception handler";
      else {
        message = explain(stack);
        explained = true;
      }
    }
  }
  return message;
}

// ---- the setter ----

/** True if the event whose callback runs allows a jump. */
function mayJump(): bool {
  if (whatEvent < 0) {
    PyErr_SetString(PyExc_ValueError, "f_lineno can only be set in a trace function");
    return false;
  }
  switch (whatEvent) {
    case PY_RESUME:
    case EVENT_JUMP:
    case EVENT_BRANCH:
    case EVENT_LINE:
    case PY_YIELD:
      return true;
    case PY_START:
      PyErr_SetString(PyExc_ValueError, "can't jump from the 'call' trace event of a new frame");
      return false;
    case EVENT_CALL:
    case C_RETURN:
      PyErr_SetString(PyExc_ValueError, "can't jump during a call");
      return false;
    case PY_RETURN:
    case PY_THROW:
    case PY_UNWIND:
    case C_RAISE:
    case EVENT_RAISE:
    case EXCEPTION_HANDLED:
      PyErr_SetString(PyExc_ValueError, "can only jump from a 'line' trace event");
      return false;
    default:
      PyErr_SetString(PyExc_SystemError, "unexpected event type");
      return false;
  }
}

/** Variables that have no value get None: code behind the jump may load them unchecked. False with a warning raised. */
function bindUnbound(frame: usize, co: PyCodeObject): bool {
  let unbound = 0;
  for (let i = 0; i < co.co_nlocalsplus; i++) if (load<u32>(frame + F_LOCALSPLUS + ((<usize>i) << 3)) == 0) unbound++;
  if (unbound == 0) return true;
  const plural = unbound == 1 ? "" : "s";
  if (
    PyErr_WarnFormat(
      PyExc_RuntimeWarning,
      0,
      "assigning None to %d unbound local%L",
      unbound,
      changetype<usize>(plural),
    ) < 0
  ) {
    return false;
  }
  for (let i = 0; i < co.co_nlocalsplus; i++) {
    const at = frame + F_LOCALSPLUS + ((<usize>i) << 3);
    if (load<u32>(at) == 0) store<u32>(at, <u32>changetype<usize>(Py_NewRef(Py_None)));
  }
  return true;
}

/** Releases what the stack holds above the new place; an exception that was being handled is so no more. */
function popTo(frame: usize, from: i64): void {
  const f = frameAt(frame);
  while (from > bestStack) {
    f.stacktop--;
    const at = frame + F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
    const op = load<PyObject | null>(at);
    if ((from & 7) == EXCEPT) {
      const item = excInfo;
      const handled = item.exc_value;
      item.exc_value = op;
      Py_XDECREF(handled);
    } else Py_XDECREF(op);
    from = popKind(from);
  }
}

/** The line asked for, as an existing line of the code; -1 with ValueError. */
function wantedLine(co: PyCodeObject, value: PyObject): i32 {
  const asked = PyLong_AsI32(value);
  if (asked == -1 && PyErr_Occurred() !== null) {
    PyErr_Clear();
    PyErr_SetString(PyExc_ValueError, "lineno out of range");
    return -1;
  }
  if (asked < co.co_firstlineno) {
    PyErr_Format(PyExc_ValueError, "line %d comes before the current code block", asked);
    return -1;
  }
  const line = lineNotBefore(co, asked);
  if (line < 0) PyErr_Format(PyExc_ValueError, "line %d comes after the current code block", asked);
  return line;
}

export function frame_set_lineno(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
    return -1;
  }
  if (value.ob_type != PyLong_Type) {
    PyErr_SetString(PyExc_ValueError, "lineno must be an integer");
    return -1;
  }
  if (!mayJump()) return -1;
  if (frameTrace(self) === null) {
    PyErr_SetString(PyExc_ValueError, "f_lineno can only be set by a trace function");
    return -1;
  }
  const frame = frameOf(self);
  const co = frameCode(frame);
  const line = wantedLine(co, value);
  if (line < 0 || !markStacks(co)) return -1;
  let from = stackAt(frameLasti(frame));
  const message = chooseStart(co, line, from);
  PyMem_Free(stacks);
  if (bestUnit < 0) {
    PyErr_SetString(PyExc_ValueError, message);
    return -1;
  }
  const unit = bestUnit;
  const stack = bestStack;
  if (!bindUnbound(frame, co)) return -1;
  bestStack = stack; // a warning's filter may have moved another frame
  if (whatEvent == PY_YIELD) from = popKind(from); // the value is out already
  popTo(frame, from);
  setFrameLine(self, 0);
  frameAt(frame).instr_ptr = codeStart(co) + ((<usize>unit) << 1);
  return 0;
}
