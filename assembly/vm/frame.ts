/**
 * Interpreter frames and the data stack they live on (Python/frame.c, pycore_frame.h, the data-stack half of pystate.c).
 *
 * Layout of a frame (72 bytes, then 8 bytes for each local and stack slot; CPython's offsets):
 *   f_executable 0   previous 8   f_funcobj 16   f_globals 24 (borrowed)   f_builtins 32 (borrowed)   f_locals 40
 *   frame_obj 48     instr_ptr 56   stacktop 64 (i32, slots from localsplus)   return_offset 68 (u16, code units)   owner 70
 *   localsplus 72
 *
 * Invariants: frames of running code form a chain by `previous` from `currentFrame`; a frame on the data stack is popped in LIFO
 * order; `stacktop` is valid only while the frame does not run; `instr_ptr` is the address of the instruction being executed (a caller
 * waits at its CALL; `return_offset` units further it goes on). An entry frame (owner CSTACK) separates each native call of the loop.
 */
import { DEBUG, INSTRUMENTED } from "../config";
import { FRAMES_PUSHED, countSingle } from "../memory/counters";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, drop, mayWaitDead, _Py_Dealloc } from "../object/refcount";
import { PyMem_Malloc, PyMem_Free } from "../memory/blocks";
import { PyCodeObject, codeStart } from "../types/code";
import { PyFunctionObject } from "../types/function";
import { PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyExc_RecursionError } from "../object/exception_types";

export const FRAME_OWNED_BY_THREAD: u8 = 0;
export const FRAME_OWNED_BY_GENERATOR: u8 = 1;
export const FRAME_OWNED_BY_FRAME_OBJECT: u8 = 2;
export const FRAME_OWNED_BY_CSTACK: u8 = 3;

export const F_LOCALSPLUS: usize = 72;
const OWNER: usize = 70;

@unmanaged
export class InterpreterFrame {
  f_executable: PyObject;
  f_executable_hi: u32;
  previous: usize;
  previous_hi: u32;
  f_funcobj: PyObject | null;
  f_funcobj_hi: u32;
  f_globals: PyObject | null;
  f_globals_hi: u32;
  f_builtins: PyObject | null;
  f_builtins_hi: u32;
  f_locals: PyObject | null;
  f_locals_hi: u32;
  frame_obj: PyObject | null;
  frame_obj_hi: u32;
  instr_ptr: usize;
  instr_ptr_hi: u32;
  stacktop: i32;
  return_offset: u16;
  owner: u8;
  /** Not 0: what the caller's stack holds for this call when it returns (endHeldCall); 1: the instance whose __init__ this is, what returns must be None. */
  held: u8;
}

/** The frame that runs now (tstate->current_frame), 0 outside all code. */
export let currentFrame: usize = 0;

export function setCurrentFrame(frame: usize): void {
  currentFrame = frame;
}

export function frameAt(frame: usize): InterpreterFrame {
  return changetype<InterpreterFrame>(frame);
}

export function frameCode(frame: usize): PyCodeObject {
  return load<PyCodeObject>(frame);
}

/** Address of stack slot 0. */
export function stackBase(frame: usize): usize {
  return frame + F_LOCALSPLUS + ((<usize>frameCode(frame).co_nlocalsplus) << 3);
}

// ---- the data stack: chunks of at least 16 KiB, linked backwards ----

const CHUNK_SIZE: usize = 64 * 1024;
/** A chunk begins with: previous chunk (4), its own size (4), saved top of the previous chunk (4), unused (4). */
const CHUNK_HEADER: usize = 16;

let chunk: usize = 0;
export let stackTop: usize = 0;
export let stackLimit: usize = 0;
/**
 * The loop writes a null above the value it loads whether the instruction pushes one or not, so one slot above a full stack must be writable:
 * at a chunk's end and behind a generator's frame.
 */
export const SPARE_SLOT: usize = 8;
/** First frame address of the current chunk: a frame there cannot be popped by moving stackTop alone. */
export let chunkStart: usize = 0;

/** For the loop's own push and pop within a chunk. */
export function setStackTop(top: usize): void {
  stackTop = top;
}

/** `bytes` of zero-upper-half data stack, in a new chunk if needed; 0 with MemoryError. */
export function pushBytes(bytes: usize): usize {
  const at = stackTop;
  const end = at + bytes;
  if (end <= stackLimit) {
    stackTop = end;
    return at;
  }
  return pushChunk(bytes);
}

function pushChunk(bytes: usize): usize {
  const need = bytes + CHUNK_HEADER + SPARE_SLOT;
  const size = need > CHUNK_SIZE ? need : CHUNK_SIZE;
  const made = PyMem_Malloc(size);
  if (made == 0) {
    PyErr_NoMemory();
    return 0;
  }
  memory.fill(made, 0, size); // slots are written as 32-bit halves: the upper ones must be zero from the start
  store<u32>(made, <u32>chunk);
  store<u32>(made + 4, <u32>size);
  store<u32>(made + 8, <u32>stackTop);
  chunk = made;
  chunkStart = made + CHUNK_HEADER;
  stackTop = chunkStart + bytes;
  stackLimit = made + size - SPARE_SLOT;
  return made + CHUNK_HEADER;
}

/** Gives back the data stack from `frame` up; a chunk that becomes empty is freed. */
export function popBytes(frame: usize): void {
  if (frame == chunk + CHUNK_HEADER) popChunk();
  else stackTop = frame;
}

/** Exported so that the common pop stays small. The first chunk is kept. */
export function popChunk(): void {
  const previous = <usize>load<u32>(chunk);
  if (previous == 0) {
    stackTop = chunk + CHUNK_HEADER;
    return;
  }
  const old = chunk;
  stackTop = <usize>load<u32>(old + 8);
  chunk = previous;
  chunkStart = previous + CHUNK_HEADER;
  stackLimit = previous + <usize>load<u32>(previous + 4) - SPARE_SLOT;
  PyMem_Free(old);
}

/** The running thread's data stack: four words, chunk, top, limit, start of the chunk (ThreadState has room for them in this order). */
export function saveDataStack(at: usize): void {
  store<usize>(at, chunk);
  store<usize>(at, stackTop, 4);
  store<usize>(at, stackLimit, 8);
  store<usize>(at, chunkStart, 12);
}

export function loadDataStack(at: usize): void {
  chunk = load<usize>(at);
  stackTop = load<usize>(at, 4);
  stackLimit = load<usize>(at, 8);
  chunkStart = load<usize>(at, 12);
}

/** Frees the running thread's data stack, which no frame uses any more. */
export function dropDataStack(): void {
  while (chunk != 0) {
    const previous = <usize>load<u32>(chunk);
    PyMem_Free(chunk);
    chunk = previous;
  }
  stackTop = 0;
  stackLimit = 0;
  chunkStart = 0;
}

// ---- recursion ----

let recursionLimit: i32 = 1000;
export let recursionRemaining: i32 = 1000;

export function Py_GetRecursionLimit(): i32 {
  return recursionLimit;
}

export function Py_SetRecursionLimit(limit: i32): void {
  recursionRemaining += limit - recursionLimit;
  recursionLimit = limit;
}

/** How deep the Python stack is now. */
export function recursionDepth(): i32 {
  return recursionLimit - recursionRemaining;
}

/** For another thread. */
export function setRecursionDepth(depth: i32): void {
  recursionRemaining = recursionLimit - depth;
}

/** One more Python frame; false with RecursionError at the limit. */
export function enterPythonCall(): bool {
  if (--recursionRemaining >= 0) return true;
  return recursionCheckFailed();
}

/** CPython lets 50 more frames run while the error is being handled, so that handlers work. */
export function recursionCheckFailed(): bool {
  recursionRemaining++;
  PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded");
  return false;
}

/** One level taken by a fast path that has checked `recursionRemaining` itself. */
export function takeRecursion(): void {
  recursionRemaining--;
}

export function giveRecursion(): void {
  recursionRemaining++;
}

export function leavePythonCall(): void {
  recursionRemaining++;
}

// ---- making and clearing frames ----

/** Writes the head of a frame whose memory is fresh or reused. Steals func and code's reference is taken here. */
export function initFrame(frame: usize, func: PyFunctionObject, locals: PyObject | null, code: PyCodeObject): void {
  const f = frameAt(frame);
  if (INSTRUMENTED) countSingle(FRAMES_PUSHED);
  if (DEBUG) Py_INCREF(code);
  else code.ob_refcnt++; // a code object is mortal: no check
  f.f_executable = code;
  f.f_funcobj = func;
  f.f_globals = func.func_globals;
  f.f_builtins = func.func_builtins;
  f.f_locals = locals;
  f.frame_obj = null;
  f.instr_ptr = codeStart(code);
  f.stacktop = code.co_nlocalsplus;
  f.return_offset = 0;
  store<u16>(frame, FRAME_OWNED_BY_THREAD, OWNER); // and held
}

/** A frame for `func` on the data stack, all locals empty: 0 with MemoryError. Steals func. */
export function pushFrame(func: PyFunctionObject, locals: PyObject | null): usize {
  const code = func.func_code;
  const frame = pushBytes((<usize>code.co_framesize) << 3);
  if (frame == 0) return 0;
  initFrame(frame, func, locals, code);
  memory.fill(frame + F_LOCALSPLUS, 0, (<usize>code.co_nlocalsplus) << 3);
  return frame;
}

/** Set by frameobject.ts: called when a frame that has a frame object ends, which then takes the locals over. */
let takeOwnershipHook: u32 = 0;

export function setTakeOwnershipHook(index: u32): void {
  takeOwnershipHook = index;
}

/** Releases all that a frame holds except its code (_PyFrame_ClearExceptCode). The frame is out of the chain already. */
export function _PyFrame_ClearExceptCode(frame: usize): void {
  const f = frameAt(frame);
  const frameObject = f.frame_obj;
  if (frameObject !== null) {
    f.frame_obj = null;
    // one that dies later must not look into this frame's memory then
    if (frameObject.ob_refcnt > 1 || mayWaitDead()) {
      call_indirect<void>(takeOwnershipHook, frameObject, frame);
      Py_DECREF(frameObject);
      return;
    }
    Py_DECREF(frameObject);
  }
  clearFrameLocals(frame);
  Py_DECREF(f.f_funcobj!);
}

export function clearFrameLocals(frame: usize): void {
  const f = frameAt(frame);
  const n = f.stacktop;
  f.stacktop = 0;
  const end = frame + F_LOCALSPLUS + ((<usize>n) << 3);
  for (let at = frame + F_LOCALSPLUS; at < end; at += 8) {
    const op = load<PyObject | null>(at);
    if (op !== null) Py_DECREF(op);
  }
  const locals = f.f_locals;
  if (locals !== null) {
    f.f_locals = null;
    Py_DECREF(locals);
  }
}

/** Ends a frame of the data stack: releases it all and pops it. */
export function clearThreadFrame(frame: usize): void {
  recursionRemaining++;
  const f = frameAt(frame);
  if (f.frame_obj === null && f.f_locals === null) {
    // nearly every call: locals, function, code, in CPython's order
    const end = frame + F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
    f.stacktop = 0;
    for (let at = frame + F_LOCALSPLUS; at < end; at += 8) {
      const p = load<usize>(at);
      if (p != 0 && drop(p)) _Py_Dealloc(changetype<PyObject>(p));
    }
    const func = changetype<usize>(f.f_funcobj);
    if (drop(func)) _Py_Dealloc(changetype<PyObject>(func));
    const code = changetype<usize>(f.f_executable);
    if (drop(code)) _Py_Dealloc(changetype<PyObject>(code));
    popBytes(frame);
    return;
  }
  _PyFrame_ClearExceptCode(frame);
  Py_DECREF(frameCode(frame));
  popBytes(frame);
}

/** Index of the current instruction in code units (_PyInterpreterFrame_LASTI). */
export function frameLasti(frame: usize): i32 {
  return <i32>((frameAt(frame).instr_ptr - codeStart(frameCode(frame))) >> 1);
}

/** True for an entry frame and for one whose code has not begun (before RESUME or in its prologue): not shown in tracebacks. */
export function _PyFrame_IsIncomplete(frame: usize): bool {
  const f = frameAt(frame);
  if (f.owner == FRAME_OWNED_BY_CSTACK) return true;
  if (f.owner == FRAME_OWNED_BY_GENERATOR) return false;
  const code = frameCode(frame);
  return f.instr_ptr < codeStart(code) + ((<usize>code._co_firsttraceable) << 1);
}

/** Nearest frame from `frame` outwards that Python code may see; 0 if none. */
export function firstComplete(frame: usize): usize {
  while (frame != 0 && _PyFrame_IsIncomplete(frame)) frame = frameAt(frame).previous;
  return frame;
}
