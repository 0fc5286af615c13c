/**
 * The unpickler's object, its stack and its input (Modules/_pickle.c). What the opcodes do is in load.ts and its neighbours; the type with
 * its methods in unpickler_type.ts.
 *
 *   16 stack (address of a Pdata)  24 memo (array of objects)  32 memo_size  40 memo_len  48 persistent_load  56 persistent_load_attr
 *   64 buffer (Py_buffer)  144 input_buffer  152 input_line  160 input_len  168 next_read_idx  176 prefetched_idx  184 read  192 readinto
 *   200 readline  208 peek  216 buffers  224 encoding  232 errors (strs here)  240 marks  248 num_marks  256 marks_size  264 proto
 *   268 fix_imports                                                                                                          272 bytes
 *   Pdata   0 data  4 size  8 fence  12 allocated  16 mark_set  20 running (a load() uses it)
 *
 * Invariant: input_buffer has input_len bytes that `buffer` holds, of which next_read_idx are consumed; the stack owns its objects, and
 * nothing at or below its fence is popped while the mark there stands.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyExc_NotImplementedError, PyExc_ValueError } from "../../object/exception_types";
import { _PyObject_GC_TRACK } from "../../object/gc_head";
import { _PyObject_GC_New } from "../../gc/collector";
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { PyBUF_CONTIG_RO, PyBUF_WRITE, PyBuffer_Release, PyObject_GetBuffer, Py_buffer } from "../../protocol/buffer";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "../../protocol/call";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
} from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_AsSsize_t, PyLong_FromI64 } from "../../types/long";
import { PyMemoryView_FromMemory, releaseView } from "../../types/memoryview";
import { PREFETCH } from "./opcodes";
import { UnpicklingError } from "./state";

export const Unpickler_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _pickle.Unpickler
export const UNPICKLER_SIZE: i32 = 272;
export const MEMO_SIZE: u32 = 32;

@unmanaged
export class Pdata {
  data: usize;
  size: i32;
  fence: i32;
  allocated: i32;
  mark_set: i32;
  running: i32;
  pad: i32;
}

@unmanaged
export class UnpicklerObject extends PyObject {
  stack: Pdata | null;
  stack_hi: u32;
  memo: usize;
  memo_hi: u32;
  memo_size: u32;
  memo_size_hi: u32;
  memo_len: u32;
  memo_len_hi: u32;
  persistent_load: PyObject | null;
  persistent_load_hi: u32;
  persistent_load_attr: PyObject | null;
  persistent_load_attr_hi: u32;
  // the Py_buffer, field by field, so that its offsets are counted
  buffer0: u64;
  buffer1: u64;
  buffer2: u64;
  buffer3: u64;
  buffer4: u64;
  buffer5: u64;
  buffer6: u64;
  buffer7: u64;
  buffer8: u64;
  buffer9: u64;
  input_buffer: usize;
  input_buffer_hi: u32;
  input_line: usize;
  input_line_hi: u32;
  input_len: i32;
  input_len_hi: u32;
  next_read_idx: i32;
  next_read_idx_hi: u32;
  prefetched_idx: i32;
  prefetched_idx_hi: u32;
  read: PyObject | null;
  read_hi: u32;
  readinto: PyObject | null;
  readinto_hi: u32;
  readline: PyObject | null;
  readline_hi: u32;
  peek: PyObject | null;
  peek_hi: u32;
  buffers: PyObject | null;
  buffers_hi: u32;
  encoding: PyObject | null;
  encoding_hi: u32;
  errors: PyObject | null;
  errors_hi: u32;
  marks: usize;
  marks_hi: u32;
  num_marks: i32;
  num_marks_hi: u32;
  marks_size: i32;
  marks_size_hi: u32;
  proto: i32;
  fix_imports: i32;
}

export function bufferOf(u: UnpicklerObject): Py_buffer {
  return changetype<Py_buffer>(changetype<usize>(u) + offsetof<UnpicklerObject>("buffer0"));
}

// ---- the stack ----

/** An empty stack, or null with MemoryError. */
export function Pdata_New(): Pdata | null {
  const at = PyMem_Calloc(1, offsetof<Pdata>());
  const data: usize = at == 0 ? 0 : PyMem_Malloc(8 * 8);
  if (data == 0) {
    if (at != 0) PyMem_Free(at);
    PyErr_NoMemory();
    return null;
  }
  const s = changetype<Pdata>(at);
  s.data = data;
  s.allocated = 8;
  return s;
}

/** Drops what lies above the first `keep` objects. A destructor may look at the stack: it finds it consistent. */
export function Pdata_clear(s: Pdata, keep: i32): void {
  while (s.size > keep) {
    s.size--;
    Py_DECREF(load<PyObject>(s.data + ((<usize>s.size) << 3)));
  }
}

export function Pdata_Del(s: Pdata): void {
  Pdata_clear(s, 0);
  PyMem_Free(s.data);
  PyMem_Free(changetype<usize>(s));
}

/** False with MemoryError. */
function grow(s: Pdata): bool {
  const allocated = s.allocated + (s.allocated >> 1) + 6;
  const data: usize = allocated > 0x0fffffff ? 0 : PyMem_Realloc(s.data, (<usize>allocated) << 3);
  if (data == 0) {
    PyErr_NoMemory();
    return false;
  }
  s.data = data;
  s.allocated = allocated;
  return true;
}

/** Pushes an object; steals it, also on failure (-1). Null: an exception is set. */
export function push(u: UnpicklerObject, op: PyObject | null): i32 {
  if (op === null) return -1;
  const s = u.stack!;
  const n = s.size;
  if (n == s.allocated && !grow(s)) {
    Py_DECREF(op);
    return -1;
  }
  store<u64>(s.data + ((<usize>n) << 3), <u64>changetype<usize>(op));
  s.size = n + 1;
  return 0;
}

export function Pdata_stack_underflow(s: Pdata): i32 {
  PyErr_SetString(UnpicklingError, s.mark_set ? "unexpected MARK found" : "unpickling stack underflow");
  return -1;
}

/** The top object, `new`; null with UnpicklingError. */
export function pop(u: UnpicklerObject): PyObject | null {
  const s = u.stack!;
  if (s.size <= s.fence) {
    Pdata_stack_underflow(s);
    return null;
  }
  s.size--;
  return load<PyObject>(s.data + ((<usize>s.size) << 3));
}

/** Object `i` of the stack. Borrowed. */
export function stackAt(s: Pdata, i: i32): PyObject {
  return load<PyObject>(s.data + ((<usize>i) << 3));
}

// ---- the memo ----

export function _Unpickler_MemoCleanup(u: UnpicklerObject): void {
  const memo = u.memo;
  const n = u.memo_size;
  if (memo == 0) return;
  u.memo = 0;
  u.memo_size = 0;
  for (let i = n; i > 0; i--) Py_XDECREF(load<PyObject | null>(memo + ((<usize>(i - 1)) << 3)));
  PyMem_Free(memo);
}

/** An array of `n` empty places; 0 with MemoryError. */
export function _Unpickler_NewMemo(n: u32): usize {
  const at: usize = n > 0x0fffffff ? 0 : PyMem_Calloc(n == 0 ? 1 : <usize>n, 8);
  if (at == 0) PyErr_NoMemory();
  return at;
}

function resizeMemo(u: UnpicklerObject, wanted: u64): bool {
  const size: u64 = wanted < <u64>MEMO_SIZE ? <u64>MEMO_SIZE : wanted;
  const memo: usize = size > 0x0fffffff ? 0 : PyMem_Realloc(u.memo, (<usize>size) << 3);
  if (memo == 0) {
    PyErr_NoMemory();
    return false;
  }
  const old = u.memo_size;
  memory.fill(memo + ((<usize>old) << 3), 0, (<usize>(<u32>size - old)) << 3);
  u.memo = memo;
  u.memo_size = <u32>size;
  return true;
}

/** Notes `value` under `index`; takes a reference of its own. */
export function _Unpickler_MemoPut(u: UnpicklerObject, index: u64, value: PyObject): i32 {
  if (index >= <u64>u.memo_size && !resizeMemo(u, index << 1)) return -1;
  const at = u.memo + ((<usize>index) << 3);
  const old = load<PyObject | null>(at);
  store<u32>(at, <u32>changetype<usize>(Py_NewRef(value)));
  if (old === null) u.memo_len++;
  else Py_DECREF(old);
  return 0;
}

// ---- the input ----

export function bad_readline(): i32 {
  PyErr_SetString(UnpicklingError, "pickle data was truncated");
  return -1;
}

/** Takes a bytes-like object as the input to read next; its size, or -1 with an exception. */
export function _Unpickler_SetStringInput(u: UnpicklerObject, input: PyObject): i32 {
  const view = bufferOf(u);
  PyBuffer_Release(view);
  u.input_buffer = 0;
  u.input_len = 0;
  u.next_read_idx = 0;
  u.prefetched_idx = 0;
  if (PyObject_GetBuffer(input, view, PyBUF_CONTIG_RO) < 0) {
    view.obj = null;
    return -1;
  }
  u.input_buffer = view.buf;
  u.input_len = view.len;
  u.prefetched_idx = view.len;
  return view.len;
}

/** Calls read, peek or readinto with a number. */
function callWithSize(method: PyObject | null, n: i64): PyObject | null {
  if (method === null) {
    bad_readline();
    return null;
  }
  const size = PyLong_FromI64(n);
  if (size === null) return null;
  // the call may take the method away from the unpickler
  Py_NewRef(method);
  const result = PyObject_CallOneArg(method, size);
  Py_DECREF(method);
  Py_DECREF(size);
  return result;
}

/** Has the file skip what was only looked at by peek() and is consumed now. */
export function _Unpickler_SkipConsumed(u: UnpicklerObject): i32 {
  const consumed = u.next_read_idx - u.prefetched_idx;
  if (consumed <= 0) return 0;
  const skipped = callWithSize(u.read, <i64>consumed);
  if (skipped === null) return -1;
  Py_DECREF(skipped);
  u.prefetched_idx = u.next_read_idx;
  return 0;
}

/** Takes what a method of the file returned (stolen) as input. */
function takeInput(u: UnpicklerObject, data: PyObject | null): i32 {
  if (data === null) return -1;
  const n = _Unpickler_SetStringInput(u, data);
  Py_DECREF(data);
  return n;
}

/** Tries peek(): its size, -1 with an exception, -2 if the file has none after all. */
function prefetch(u: UnpicklerObject): i32 {
  const data = callWithSize(u.peek, <i64>PREFETCH);
  if (data === null) {
    if (!PyErr_ExceptionMatches(PyExc_NotImplementedError)) return -1;
    PyErr_Clear();
    Py_CLEAR(changetype<usize>(u) + offsetof<UnpicklerObject>("peek"));
    return -2;
  }
  const n = takeInput(u, data);
  u.prefetched_idx = 0;
  return n;
}

/** Reads `n` bytes from the file, or a line if n is -1; the number read, or -1. */
function readFromFile(u: UnpicklerObject, n: i64): i64 {
  if (_Unpickler_SkipConsumed(u) < 0) return -1;
  if (n < 0) {
    const readline = u.readline;
    if (readline === null) return bad_readline();
    Py_NewRef(readline);
    const line = PyObject_CallNoArgs(readline);
    Py_DECREF(readline);
    return takeInput(u, line);
  }
  if (u.peek !== null && n < <i64>PREFETCH) {
    const got = prefetch(u);
    if (got == -1) return -1;
    if (got >= 0 && n <= <i64>got) return n;
  }
  return takeInput(u, callWithSize(u.read, n));
}

/** The slow half of `readBytes`. */
export function readMore(u: UnpicklerObject, n: i64): usize {
  if (n > i64.MAX_VALUE - <i64>u.next_read_idx) {
    PyErr_SetString(UnpicklingError, "read would overflow (invalid bytecode)");
    return 0;
  }
  if (u.read === null) {
    bad_readline();
    return 0;
  }
  const got = readFromFile(u, n);
  if (got < 0) return 0;
  if (got < n) {
    bad_readline();
    return 0;
  }
  u.next_read_idx = <i32>n;
  // an address even for nothing read
  return u.input_buffer == 0 ? changetype<usize>(u) : u.input_buffer;
}

/** Where the next `n` bytes of input lie, consumed; 0 with an exception. They stay there until the next read. */
export function readBytes(u: UnpicklerObject, n: i64): usize {
  const at = u.next_read_idx;
  if (n > <i64>(u.input_len - at)) return readMore(u, n);
  u.next_read_idx = at + <i32>n;
  const from = u.input_buffer + <usize>at;
  return from == 0 ? changetype<usize>(u) : from;
}

/** Is it certain that `n` more bytes cannot be had? With a file nobody knows. */
export function tooShort(u: UnpicklerObject, n: i64): bool {
  return u.read === null && n > <i64>(u.input_len - u.next_read_idx);
}

/** Reads into memory of the caller's by read(), for files without readinto(). */
function readCopy(u: UnpicklerObject, to: usize, n: i32): i32 {
  const data = callWithSize(u.read, <i64>n);
  if (data === null) return -1;
  let r = -1;
  if (!PyBytes_Check(data)) {
    PyErr_Format(PyExc_ValueError, "read() returned non-bytes object (%R)", changetype<usize>(data.ob_type));
  } else if (PyBytes_GET_SIZE(data) < n) {
    bad_readline();
  } else {
    memory.copy(to, PyBytes_AS_STRING(data), <usize>n);
    r = 0;
  }
  Py_DECREF(data);
  return r;
}

/** Reads exactly `n` bytes to `to`, the rest of them directly from the file. */
export function _Unpickler_ReadInto(u: UnpicklerObject, to: usize, n: i32): i32 {
  const have = u.input_len - u.next_read_idx;
  if (have > 0) {
    const part = have < n ? have : n;
    memory.copy(to, u.input_buffer + <usize>u.next_read_idx, <usize>part);
    u.next_read_idx += part;
    to += <usize>part;
    n -= part;
  }
  if (n == 0 && have > 0) return 0;
  if (u.read === null) return bad_readline();
  if (_Unpickler_SkipConsumed(u) < 0) return -1;
  const method = u.readinto;
  if (method === null) return readCopy(u, to, n);
  const view = PyMemoryView_FromMemory(to, n, PyBUF_WRITE);
  if (view === null) return -1;
  Py_NewRef(method);
  const result = PyObject_CallOneArg(method, view);
  Py_DECREF(method);
  // the file may have kept the view, and this memory will not last
  if (!releaseView(view)) PyErr_Clear();
  Py_DECREF(view);
  if (result === null) return -1;
  const got = PyLong_AsSsize_t(result);
  Py_DECREF(result);
  if (got < 0) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_ValueError, "readinto() returned negative size");
    return -1;
  }
  return got < n ? bad_readline() : 0;
}

/** Length of the line that `readLine` read, its newline included. */
export let lineLength: i32 = 0;

function copyLine(u: UnpicklerObject, from: usize, n: i32): usize {
  const line = PyMem_Realloc(u.input_line, <usize>n + 1);
  if (line == 0) {
    PyErr_NoMemory();
    return 0;
  }
  u.input_line = line;
  memory.copy(line, from, <usize>n);
  store<u8>(line + <usize>n, 0);
  lineLength = n;
  return line;
}

/** The next line, as a NUL-terminated copy that lasts until the next one; 0 with an exception. */
export function readLine(u: UnpicklerObject): usize {
  const end = u.input_len;
  const start = u.next_read_idx;
  for (let i = start; i < end; i++) {
    if (load<u8>(u.input_buffer + <usize>i) == 10) {
      u.next_read_idx = i + 1;
      return copyLine(u, u.input_buffer + <usize>start, i + 1 - start);
    }
  }
  if (u.read === null) {
    bad_readline();
    return 0;
  }
  const n = <i32>readFromFile(u, -1);
  if (n < 0) return 0;
  if (n == 0 || load<u8>(u.input_buffer + <usize>(n - 1)) != 10) {
    bad_readline();
    return 0;
  }
  u.next_read_idx = n;
  return copyLine(u, u.input_buffer, n);
}

// ---- making one ----

/** Stack and memo of a fresh or cleared unpickler; false with MemoryError. */
export function makeUnpicklerStores(u: UnpicklerObject): bool {
  if (u.stack === null) u.stack = Pdata_New();
  if (u.stack === null) return false;
  if (u.memo == 0) {
    u.memo_size = 0;
    u.memo = _Unpickler_NewMemo(MEMO_SIZE);
    if (u.memo == 0) return false;
    u.memo_size = MEMO_SIZE;
  }
  return true;
}

/** An unpickler as load() and loads() use it: `new`. */
export function _Unpickler_New(): UnpicklerObject | null {
  const op = _PyObject_GC_New(Unpickler_Type);
  if (op === null) return null;
  memory.fill(changetype<usize>(op) + 16, 0, <usize>(UNPICKLER_SIZE - 16));
  const u = changetype<UnpicklerObject>(op);
  _PyObject_GC_TRACK(op);
  if (makeUnpicklerStores(u)) return u;
  Py_DECREF(op);
  return null;
}
