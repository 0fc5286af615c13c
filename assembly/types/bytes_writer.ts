/**
 * Bytes built piece by piece (CPython's _PyBytesWriter): a bytes object that grows by a quarter and is cut to size at the end.
 * Writers lie in a pool; each ends in finishBytes, finishByteArray or dropBytes. After a failed write (MemoryError) end it with dropBytes.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory } from "../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, _PyBytes_Resize } from "./bytes";
import { PyByteArray_FromStringAndSize } from "./bytearray";

@unmanaged
export class BytesWriter {
  buffer: PyObject | null;
  size: i32;
  pos: i32;
  pooled: bool;
}

const POOL: i32 = 64;
const pool: usize = memory.data(1024, 8);
let poolTop: i32 = 0;
let freeWriters: usize = 0;

/** A writer with room for `room` bytes, or null with MemoryError. */
export function newBytesWriter(room: i32): BytesWriter | null {
  const buffer = PyBytes_FromStringAndSize(0, room < 16 ? 16 : room);
  if (buffer === null) return null;
  let at = freeWriters;
  let pooled = true;
  if (at != 0) {
    freeWriters = <usize>load<u32>(at);
  } else if (poolTop < POOL) {
    at = pool + ((<usize>poolTop) << 4);
    poolTop++;
  } else {
    at = PyMem_Malloc(16);
    pooled = false;
    if (at == 0) {
      Py_DECREF(buffer);
      PyErr_NoMemory();
      return null;
    }
  }
  const w = changetype<BytesWriter>(at);
  w.buffer = buffer;
  w.size = room < 16 ? 16 : room;
  w.pos = 0;
  w.pooled = pooled;
  return w;
}

function recycle(w: BytesWriter): void {
  const at = changetype<usize>(w);
  if (!w.pooled) {
    PyMem_Free(at);
    return;
  }
  store<u32>(at, <u32>freeWriters);
  freeWriters = at;
}

/** Address for `n` more bytes, which become part of the text; 0 with MemoryError. */
export function reserveBytes(w: BytesWriter, n: i32): usize {
  if (w.buffer === null) return 0;
  if (n > w.size - w.pos) {
    if (n > 0x7ffffe00 - w.pos) {
      PyErr_NoMemory();
      return 0;
    }
    let size = w.pos + n;
    if (size < 0x60000000) size += size >> 2;
    if (!_PyBytes_Resize(changetype<usize>(w), size)) return 0;
    w.size = size;
  }
  const at = PyBytes_AS_STRING(w.buffer!) + <usize>w.pos;
  w.pos += n;
  return at;
}

export function putByte(w: BytesWriter, value: u32): bool {
  const at = reserveBytes(w, 1);
  if (at == 0) return false;
  store<u8>(at, <u8>value);
  return true;
}

export function putBytes(w: BytesWriter, from: usize, n: i32): bool {
  if (n == 0) return true;
  const at = reserveBytes(w, n);
  if (at == 0) return false;
  memory.copy(at, from, <usize>n);
  return true;
}

export function putFill(w: BytesWriter, value: u32, n: i32): bool {
  if (n <= 0) return true;
  const at = reserveBytes(w, n);
  if (at == 0) return false;
  memory.fill(at, <u8>value, <usize>n);
  return true;
}

/** Ends the writer: `new` bytes. */
export function finishBytes(w: BytesWriter): PyObject | null {
  const n = w.pos;
  const buffer = w.buffer!;
  if (n <= 1) {
    const small = PyBytes_FromStringAndSize(PyBytes_AS_STRING(buffer), n);
    dropBytes(w);
    return small;
  }
  if (!_PyBytes_Resize(changetype<usize>(w), n)) {
    dropBytes(w);
    return null;
  }
  const result = w.buffer;
  recycle(w);
  return result;
}

/** Ends the writer: `new` bytearray. */
export function finishByteArray(w: BytesWriter): PyObject | null {
  const result = PyByteArray_FromStringAndSize(PyBytes_AS_STRING(w.buffer!), w.pos);
  dropBytes(w);
  return result;
}

/** Ends the writer without a result. */
export function dropBytes(w: BytesWriter): void {
  const buffer = w.buffer;
  if (buffer !== null) Py_DECREF(buffer);
  recycle(w);
}
