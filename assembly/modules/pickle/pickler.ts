/**
 * The pickler's object and its output: buffer, frames, memo opcodes (the first half of Modules/_pickle.c). What is written for which object
 * is in save.ts and its neighbours; the type with its methods in pickler_type.ts.
 *
 *   16 memo  24 persistent_id  32 persistent_id_attr  40 dispatch_table  48 reducer_override  56 write  64 output_buffer (bytes)
 *   72 output_len  80 max_output_len  88 proto  92 bin  96 framing  104 frame_start (-1: no frame)  112 buf_size  120 fast
 *   124 fast_nesting  128 fix_imports  136 fast_memo  144 buffer_callback                                     152 bytes
 *
 * Invariant: output_buffer has max_output_len bytes, of which output_len are written, and nobody else has seen it.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_XSETREF } from "../../object/refcount";
import { PyExc_KeyError, PyExc_ValueError } from "../../object/exception_types";
import { _PyObject_GC_TRACK } from "../../object/gc_head";
import { _PyObject_GC_New } from "../../gc/collector";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetObject, PyErr_SetString } from "../../protocol/errors";
import { PyObject_CallOneArg } from "../../protocol/call";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, _PyBytes_Resize } from "../../types/bytes";
import { PyDict_Contains, PyDict_DelItem, PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyLong_FromVoidPtr } from "../../types/long";
import { Py_None } from "../../object/statics";
import { PicklingError } from "./state";
import { PyMemoTable, PyMemoTable_New, PyMemoTable_Set, PyMemoTable_Del, memoLookup } from "./memo";
import {
  BINGET,
  BINPUT,
  FAST_NESTING_LIMIT,
  FRAME,
  FRAME_HEADER_SIZE,
  FRAME_SIZE_MIN,
  FRAME_SIZE_TARGET,
  GET,
  LONG_BINGET,
  LONG_BINPUT,
  MEMOIZE,
  PUT,
  WRITE_BUF_SIZE,
} from "./opcodes";

export const Pickler_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _pickle.Pickler
export const PICKLER_SIZE: i32 = 152;

@unmanaged
export class PicklerObject extends PyObject {
  memo: PyMemoTable | null;
  memo_hi: u32;
  persistent_id: PyObject | null;
  persistent_id_hi: u32;
  persistent_id_attr: PyObject | null;
  persistent_id_attr_hi: u32;
  dispatch_table: PyObject | null;
  dispatch_table_hi: u32;
  reducer_override: PyObject | null;
  reducer_override_hi: u32;
  write: PyObject | null;
  write_hi: u32;
  output_buffer: PyObject | null;
  output_buffer_hi: u32;
  output_len: i32;
  output_len_hi: i32;
  max_output_len: i32;
  max_output_len_hi: i32;
  proto: i32;
  bin: i32;
  framing: i32;
  framing_pad: u32;
  frame_start: i32;
  frame_start_hi: i32;
  buf_size: i32;
  buf_size_hi: i32;
  fast: i32;
  fast_nesting: i32;
  fix_imports: i32;
  fix_imports_pad: u32;
  fast_memo: PyObject | null;
  fast_memo_hi: u32;
  buffer_callback: PyObject | null;
  buffer_callback_hi: u32;
}

/** A pickler as dump() and dumps() use it, without a subclass: `new`. */
export function _Pickler_New(): PicklerObject | null {
  const memo = PyMemoTable_New();
  if (memo === null) return null;
  const buffer = PyBytes_FromStringAndSize(0, WRITE_BUF_SIZE);
  const op: PyObject | null = buffer === null ? null : _PyObject_GC_New(Pickler_Type);
  if (op === null) {
    PyMemoTable_Del(memo);
    if (buffer !== null) Py_DECREF(buffer);
    return null;
  }
  memory.fill(changetype<usize>(op) + 16, 0, <usize>(PICKLER_SIZE - 16));
  const p = changetype<PicklerObject>(op);
  p.memo = memo;
  p.output_buffer = buffer;
  p.max_output_len = WRITE_BUF_SIZE;
  p.frame_start = -1;
  _PyObject_GC_TRACK(op);
  return p;
}

// ---- the output ----

export function _Pickler_ClearBuffer(p: PicklerObject): i32 {
  const fresh = PyBytes_FromStringAndSize(0, p.max_output_len);
  Py_XSETREF(changetype<usize>(p) + offsetof<PicklerObject>("output_buffer"), fresh);
  if (fresh === null) return -1;
  p.output_len = 0;
  p.frame_start = -1;
  return 0;
}

/** Ends the open frame: its header is filled in, or taken out if the frame is too short to need one. */
export function _Pickler_CommitFrame(p: PicklerObject): void {
  if (!p.framing || p.frame_start == -1) return;
  const size = p.output_len - p.frame_start - FRAME_HEADER_SIZE;
  const at = PyBytes_AS_STRING(p.output_buffer!) + <usize>p.frame_start;
  if (size >= FRAME_SIZE_MIN) {
    store<u8>(at, <u8>FRAME);
    store<u64>(at, <u64>size, 1);
  } else {
    memory.copy(at, at + <usize>FRAME_HEADER_SIZE, <usize>size);
    p.output_len -= FRAME_HEADER_SIZE;
  }
  p.frame_start = -1;
}

/** The output so far, `new` bytes; the pickler has no buffer then. */
export function _Pickler_GetString(p: PicklerObject): PyObject | null {
  _Pickler_CommitFrame(p);
  const field = changetype<usize>(p) + offsetof<PicklerObject>("output_buffer");
  if (!_PyBytes_Resize(field, p.output_len)) return null;
  const output = p.output_buffer;
  p.output_buffer = null;
  return output;
}

export function _Pickler_FlushToFile(p: PicklerObject): i32 {
  const write = p.write;
  if (write === null) {
    // a reducer has called __init__ of this same pickler with what is no file
    PyErr_SetString(PicklingError, "Pickler has no file to write to");
    return -1;
  }
  const output = _Pickler_GetString(p);
  if (output === null) return -1;
  const result = PyObject_CallOneArg(write, output);
  Py_DECREF(output);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** Between two opcodes: a frame that is long enough ends here, and goes to the file if there is one. */
export function _Pickler_OpcodeBoundary(p: PicklerObject): i32 {
  if (!p.framing || p.frame_start == -1) return 0;
  if (p.output_len - p.frame_start - FRAME_HEADER_SIZE < FRAME_SIZE_TARGET) return 0;
  _Pickler_CommitFrame(p);
  if (p.write === null) return 0;
  return _Pickler_FlushToFile(p) < 0 ? -1 : _Pickler_ClearBuffer(p);
}

/** The rare half of `room`: opens a frame, grows the buffer. False with an exception. */
export function makeRoom(p: PicklerObject, n: i32): bool {
  const opens = p.framing && p.frame_start == -1;
  const needed = <i64>n + (opens ? FRAME_HEADER_SIZE : 0);
  const required = <i64>p.output_len + needed;
  if (p.output_buffer === null) {
    // a reducer has called dump() of this same pickler, and that has failed
    if (_Pickler_ClearBuffer(p) < 0) return false;
  }
  if (required > <i64>p.max_output_len) {
    const size = (required / 2) * 3;
    if (size > 0x7ffffe00) {
      PyErr_NoMemory();
      return false;
    }
    p.max_output_len = <i32>size;
    const field = changetype<usize>(p) + offsetof<PicklerObject>("output_buffer");
    if (!_PyBytes_Resize(field, <i32>size)) return false;
  }
  if (opens) {
    p.frame_start = p.output_len;
    p.output_len += FRAME_HEADER_SIZE;
  }
  return true;
}

/** Where the next `n` bytes of output go, already counted as written; 0 with an exception. */
export function room(p: PicklerObject, n: i32): usize {
  const buffer = p.output_buffer;
  let len = p.output_len;
  if (buffer === null || len + n > p.max_output_len || len + n < 0 || (p.framing && p.frame_start == -1)) {
    if (!makeRoom(p, n)) return 0;
    len = p.output_len;
  }
  p.output_len = len + n;
  return PyBytes_AS_STRING(p.output_buffer!) + <usize>len;
}

/** Copies `n` bytes; the engine's own copy costs a call, so short ones are done in words. */
export function copyBytes(to: usize, from: usize, n: i32): void {
  if (n > 64) {
    memory.copy(to, from, <usize>n);
    return;
  }
  if (n >= 8) {
    const last = <usize>(n - 8);
    for (let i: usize = 0; i < last; i += 8) store<u64>(to + i, load<u64>(from + i));
    store<u64>(to + last, load<u64>(from + last));
    return;
  }
  if (n >= 4) {
    const tail = load<u32>(from + <usize>(n - 4));
    store<u32>(to, load<u32>(from));
    store<u32>(to + <usize>(n - 4), tail);
    return;
  }
  for (let i: usize = 0; i < <usize>n; i++) store<u8>(to + i, load<u8>(from + i));
}

export function writeBytes(p: PicklerObject, from: usize, n: i32): i32 {
  const to = room(p, n);
  if (to == 0) return -1;
  copyBytes(to, from, n);
  return 0;
}

/** Writes one opcode. */
export function putOp(p: PicklerObject, op: u32): i32 {
  const to = room(p, 1);
  if (to == 0) return -1;
  store<u8>(to, <u8>op);
  return 0;
}

/** An opcode and a byte. */
export function putOp1(p: PicklerObject, op: u32, value: u32): i32 {
  const to = room(p, 2);
  if (to == 0) return -1;
  store<u8>(to, <u8>op);
  store<u8>(to, <u8>value, 1);
  return 0;
}

/** An opcode and four bytes, little end first. */
export function putOp4(p: PicklerObject, op: u32, value: u32): i32 {
  const to = room(p, 5);
  if (to == 0) return -1;
  store<u8>(to, <u8>op);
  store<u32>(to, value, 1);
  return 0;
}

const digits: usize = memory.data(24, 8);

/** An opcode, a number in decimal and a newline. */
export function putOpDecimal(p: PicklerObject, op: u32, value: i64): i32 {
  let at = digits + 24;
  store<u8>(--at, 10);
  let rest: u64 = value < 0 ? 0 - <u64>value : <u64>value;
  do {
    store<u8>(--at, <u8>(48 + (rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (value < 0) store<u8>(--at, 45);
  store<u8>(--at, <u8>op);
  return writeBytes(p, at, <i32>(digits + 24 - at));
}

// ---- the memo ----

export function inMemo(p: PicklerObject, op: PyObject): bool {
  return load<u32>(memoLookup(p.memo!, op)) != 0;
}

/** GET of the number `index`. */
export function putGet(p: PicklerObject, index: i64): i32 {
  if (!p.bin) return putOpDecimal(p, GET, index);
  return index < 256 ? putOp1(p, BINGET, <u32>index) : putOp4(p, LONG_BINGET, <u32>index);
}

/** GET of an object that is in the memo. */
export function memo_get(p: PicklerObject, key: PyObject): i32 {
  const entry = memoLookup(p.memo!, key);
  if (load<u32>(entry) == 0) {
    PyErr_SetObject(PyExc_KeyError, key);
    return -1;
  }
  return putGet(p, load<i64>(entry, 8));
}

/** Enters an object under the next number and writes PUT. */
export function memo_put(p: PicklerObject, op: PyObject): i32 {
  if (p.fast) return 0;
  const memo = p.memo!;
  const index = memo.mt_used;
  if (PyMemoTable_Set(memo, op, <i64>index) < 0) return -1;
  if (p.proto >= 4) return putOp(p, MEMOIZE);
  if (!p.bin) return putOpDecimal(p, PUT, <i64>index);
  return index < 256 ? putOp1(p, BINPUT, index) : putOp4(p, LONG_BINPUT, index);
}

// ---- fast mode ----

function enterFastMemo(p: PicklerObject, op: PyObject): bool {
  if (p.fast_memo === null) {
    p.fast_memo = PyDict_New();
    if (p.fast_memo === null) return false;
  }
  const known = p.fast_memo!;
  const key = PyLong_FromVoidPtr(changetype<usize>(op));
  if (key === null) return false;
  let r = PyDict_Contains(known, key);
  if (r > 0) {
    PyErr_Format(
      PyExc_ValueError,
      "fast mode: can't pickle cyclic objects including object type %.200s at 0x%x",
      op.ob_type.tp_name,
      changetype<usize>(op),
    );
  } else if (r == 0) {
    r = PyDict_SetItem(known, key, Py_None);
  }
  Py_DECREF(key);
  return r == 0;
}

/** Without a memo a cycle would never end: beyond a depth, containers on the way are noted. False with an exception. */
export function fast_save_enter(p: PicklerObject, op: PyObject): bool {
  if (++p.fast_nesting < FAST_NESTING_LIMIT || enterFastMemo(p, op)) return true;
  p.fast_nesting = -1;
  return false;
}

export function fast_save_leave(p: PicklerObject, op: PyObject): bool {
  if (p.fast_nesting-- < FAST_NESTING_LIMIT) return true;
  const key = PyLong_FromVoidPtr(changetype<usize>(op));
  if (key === null) return false;
  const r = PyDict_DelItem(p.fast_memo!, key);
  Py_DECREF(key);
  return r == 0;
}
