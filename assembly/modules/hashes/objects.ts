/**
 * Hash objects of Python: _md5, _sha1, _sha2, _sha3 and _blake2 have one behaviour, a stream (stream.ts) behind a type for each function.
 *
 *   0 ob_refcnt | 8 ob_type | 16 (CPython's lock) | 24 stream     32 bytes; sha1, blake2b and blake2s are padded to CPython's size
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_IMMUTABLETYPE,
} from "../../object/layout";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  PyExc_BufferError,
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../../object/exception_types";
import { METH_NOARGS, METH_O, addGetSet, addMethod, initStaticType } from "../../object/typedef";
import { Py_NewRef, Py_DECREF } from "../../object/refcount";
import { PyType_GenericAlloc } from "../../gc/collector";
import { _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import {
  PyBUF_SIMPLE,
  PyObject_CheckBuffer,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  freeBuffer,
} from "../../protocol/buffer";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize } from "../../types/bytes";
import { PyLong_AsU64, PyLong_Check, PyLong_FromSsize_t, _PyLong_IsNegative } from "../../types/long";
import { PyUnicode_Check, PyUnicode_DATA, PyUnicode_New } from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import {
  BLAKE2B,
  BLAKE2S,
  SHA1,
  SHA3_224,
  SHAKE_128,
  SHAKE_256,
  STREAM_SIZE,
  blockSizeOf,
  streamDigest,
  streamInit,
  streamUpdate,
} from "./stream";

const types: usize = memory.data(14 * 416, 16);

/** The type of a kind. */
export function hashType(kind: u32): PyTypeObject {
  return changetype<PyTypeObject>(types + <usize>kind * 416);
}

@unmanaged
class HashObject extends PyObject {
  lock: u64;
  stream: usize;
  stream_hi: u32;
}

export function streamOf(op: PyObject): usize {
  return changetype<HashObject>(op).stream;
}

function kindOf(op: PyObject): u32 {
  return load<u32>(streamOf(op), 12);
}

/** `new` object of `type` with a stream not yet started. */
export function newHash(type: PyTypeObject): PyObject | null {
  const op = PyType_GenericAlloc(type, 0);
  if (op === null) return null;
  const stream = PyMem_Malloc(STREAM_SIZE);
  if (stream == 0) {
    Py_DECREF(op);
    return PyErr_NoMemory();
  }
  changetype<HashObject>(op).stream = stream;
  return op;
}

/** A view of what is to be hashed, or null with the exception. End with freeBuffer. */
function hashBuffer(op: PyObject): Py_buffer | null {
  if (PyUnicode_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "Strings must be encoded before hashing");
    return null;
  }
  if (!PyObject_CheckBuffer(op)) {
    PyErr_SetString(PyExc_TypeError, "object supporting the buffer API required");
    return null;
  }
  const view = allocBuffer();
  if (PyObject_GetBuffer(op, view, PyBUF_SIMPLE) < 0) {
    view.obj = null;
    freeBuffer(view);
    return null;
  }
  if (view.ndim > 1) {
    PyErr_SetString(PyExc_BufferError, "Buffer must be single dimension");
    freeBuffer(view);
    return null;
  }
  return view;
}

/** Feeds an object's bytes; false with the exception. */
export function feed(op: PyObject, data: PyObject): bool {
  const view = hashBuffer(data);
  if (view === null) return false;
  streamUpdate(streamOf(op), view.buf, <usize>view.len);
  freeBuffer(view);
  return true;
}

/** `new` hash of `type`, fed with `data` if there is any. */
export function startHash(type: PyTypeObject, kind: u32, data: PyObject | null): PyObject | null {
  const op = newHash(type);
  if (op === null) return null;
  streamInit(streamOf(op), kind);
  if (data === null || feed(op, data)) return op;
  Py_DECREF(op);
  return null;
}

function hash_dealloc(op: PyObject): void {
  const type = op.ob_type;
  if (type.tp_flags & Py_TPFLAGS_HAVE_GC) _PyObject_GC_UNTRACK(op);
  if (streamOf(op) != 0) PyMem_Free(streamOf(op));
  call_indirect<void>(type.tp_free, changetype<usize>(op));
}

/** Holds no objects. */
function hash_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  return 0;
}

function hash_update(self: PyObject, data: PyObject): PyObject | null {
  return feed(self, data) ? Py_NewRef(Py_None) : null;
}

function hash_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  const op = newHash(self.ob_type);
  if (op !== null) memory.copy(streamOf(op), streamOf(self), STREAM_SIZE);
  return op;
}

function digestOf(self: PyObject, n: i32): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(0, n);
  if (bytes !== null && n > 0) streamDigest(streamOf(self), PyBytes_AS_STRING(bytes), <usize>n);
  return bytes;
}

function hexOf(self: PyObject, n: i32): PyObject | null {
  const bytes = digestOf(self, n);
  if (bytes === null) return null;
  const text = PyUnicode_New(2 * n, 127);
  if (text !== null) {
    const from = PyBytes_AS_STRING(bytes);
    const to = PyUnicode_DATA(text);
    for (let i: usize = 0; i < <usize>n; i++) {
      const v = load<u8>(from + i);
      store<u8>(to + 2 * i, hexDigit(v >> 4));
      store<u8>(to + 2 * i + 1, hexDigit(v & 15));
    }
  }
  Py_DECREF(bytes);
  return text;
}

function hexDigit(v: u8): u8 {
  return v < 10 ? v + 0x30 : v + 0x57;
}

function hash_digest(self: PyObject, unused: PyObject | null): PyObject | null {
  return digestOf(self, load<i32>(streamOf(self), 16));
}

function hash_hexdigest(self: PyObject, unused: PyObject | null): PyObject | null {
  return hexOf(self, load<i32>(streamOf(self), 16));
}

/** Value of the last `unsignedLongArg`. */
export let unsignedValue: u64 = 0;

/** Argument Clinic's unsigned long: negative is a ValueError. */
export function unsignedLongArg(op: PyObject, tooLarge: string): bool {
  if (!PyLong_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return false;
  }
  if (_PyLong_IsNegative(op)) {
    PyErr_SetString(PyExc_ValueError, "value must be positive");
    return false;
  }
  unsignedValue = PyLong_AsU64(op);
  if (PyErr_Occurred() === null) return true;
  PyErr_SetString(PyExc_OverflowError, tooLarge);
  return false;
}

const SHAKE_LIMIT: u64 = 1 << 29;

/** The length of a SHAKE digest, or -1. */
function shakeLength(length: PyObject): i32 {
  if (!unsignedLongArg(length, "Python int too large to convert to C unsigned long")) return -1;
  if (unsignedValue < SHAKE_LIMIT) return <i32>unsignedValue;
  PyErr_SetString(PyExc_ValueError, "length is too large");
  return -1;
}

function shake_digest(self: PyObject, length: PyObject): PyObject | null {
  const n = shakeLength(length);
  return n < 0 ? null : digestOf(self, n);
}

function shake_hexdigest(self: PyObject, length: PyObject): PyObject | null {
  const n = shakeLength(length);
  return n < 0 ? null : hexOf(self, n);
}

// ---- attributes ----

const names = memory.data<usize>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

function hash_get_name(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral(changetype<string>(load<usize>(names + ((<usize>kindOf(self)) << 2))));
}

function hash_get_block_size(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(blockSizeOf(kindOf(self)));
}

function hash_get_digest_size(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(load<i32>(streamOf(self), 16));
}

function sha3_get_rate_bits(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(8 * blockSizeOf(kindOf(self)));
}

function sha3_get_capacity_bits(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(1600 - 8 * blockSizeOf(kindOf(self)));
}

const suffixes = memory.data<u8>([0x06, 0x1f]);

function sha3_get_suffix(self: PyObject, closure: usize): PyObject | null {
  return PyBytes_FromStringAndSize(suffixes + (kindOf(self) >= SHAKE_128 ? 1 : 0), 1);
}

function addCommon(t: PyTypeObject, kind: u32): void {
  const isShake = kind == SHAKE_128 || kind == SHAKE_256;
  addMethod(t, "copy", hash_copy.index, METH_NOARGS, "copy($self, /)\n--\n\nReturn a copy of the hash object.");
  if (isShake) {
    addMethod(
      t,
      "digest",
      shake_digest.index,
      METH_O,
      "digest($self, length, /)\n--\n\nReturn the digest value as a bytes object.",
    );
    addMethod(
      t,
      "hexdigest",
      shake_hexdigest.index,
      METH_O,
      "hexdigest($self, length, /)\n--\n\nReturn the digest value as a string of hexadecimal digits.",
    );
  } else {
    addMethod(
      t,
      "digest",
      hash_digest.index,
      METH_NOARGS,
      "digest($self, /)\n--\n\nReturn the digest value as a bytes object.",
    );
    addMethod(
      t,
      "hexdigest",
      hash_hexdigest.index,
      METH_NOARGS,
      "hexdigest($self, /)\n--\n\nReturn the digest value as a string of hexadecimal digits.",
    );
  }
  if (kind < SHA3_224) {
    addMethod(
      t,
      "update",
      hash_update.index,
      METH_O,
      "update($self, obj, /)\n--\n\nUpdate this hash object's state with the provided string.",
    );
  } else {
    addMethod(
      t,
      "update",
      hash_update.index,
      METH_O,
      "update($self, data, /)\n--\n\nGo on with these bytes, as if they followed the earlier ones.",
    );
  }
  addGetSet(t, "block_size", hash_get_block_size.index, 0);
  addGetSet(t, "name", hash_get_name.index, 0);
  addGetSet(t, "digest_size", hash_get_digest_size.index, 0);
  if (kind >= SHA3_224 && kind <= SHAKE_256) {
    addGetSet(t, "_capacity_bits", sha3_get_capacity_bits.index, 0);
    addGetSet(t, "_rate_bits", sha3_get_rate_bits.index, 0);
    addGetSet(t, "_suffix", sha3_get_suffix.index, 0);
  }
}

/** Fills the static type of a kind. `make` is its tp_new, 0 where only the module's function makes one. */
export function initHashType(kind: u32, typeName: string, name: string, make: u32, doc: string | null): void {
  const t = hashType(kind);
  const size = kind == BLAKE2B ? 440 : kind == BLAKE2S ? 232 : kind == SHA1 ? 40 : 32;
  const own: u32 = make != 0 ? 0 : Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION;
  if (doc === null)
    initStaticType(t, PyType_Type, PyBaseObject_Type, typeName, size, 0, own | Py_TPFLAGS_IMMUTABLETYPE);
  else initStaticType(t, PyType_Type, PyBaseObject_Type, typeName, size, 0, own | Py_TPFLAGS_IMMUTABLETYPE, doc);
  t.tp_dealloc = hash_dealloc.index;
  if (make == 0) t.tp_traverse = hash_traverse.index;
  t.tp_new = make;
  store<usize>(names + ((<usize>kind) << 2), changetype<usize>(name));
  addCommon(t, kind);
}
