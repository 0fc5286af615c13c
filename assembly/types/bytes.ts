/**
 * bytes (Objects/bytesobject.c): immutable, its bytes inside the object with a NUL after them.
 *
 *    0        8        16       24       32
 *   ┌────────┬────────┬────────┬────────┬───────────────┐
 *   │ refcnt │ type   │ size   │ shash  │ bytes ... NUL │
 *   └────────┴────────┴────────┴────────┴───────────────┘
 * Invariant: the empty bytes and the 256 single bytes are static; `ob_shash` is -1 until asked for. Methods that bytearray shares are in
 * bytes_methods.ts.
 */
import { INSTRUMENTED } from "../config";
import { noteMove } from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  PyType_FastSubclass,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_BYTES_SUBCLASS,
  Py_TPFLAGS_MATCH_SELF,
  initPtr,
} from "../object/layout";
import { staticDataCount, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XSETREF, _Py_NewReference } from "../object/refcount";
import { PyBaseObject_Type, PyBytes_Type, PyType_Type, Py_NotImplemented } from "../object/statics";
import {
  METH_NOARGS,
  addMethod,
  bufferProcs,
  initStaticType,
  mappingMethods,
  numberMethods,
  sequenceMethods,
} from "../object/typedef";
import { copyShort } from "../memory/copy";
import { PyObject_Free, PyObject_Malloc, PyObject_Realloc } from "../memory/blocks";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
} from "../protocol/errors";
import {
  PyExc_IndexError,
  PyExc_OverflowError,
  PyExc_SystemError,
  PyExc_TypeError,
  PyExc_ValueError,
  PyExc_BytesWarning,
} from "../object/exception_types";
import { arg, parseTupleArgs } from "../protocol/args";
import { _Py_HashBytes } from "../protocol/hash";
import { PyObject_GenericGetAttr, _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallNoArgs } from "../protocol/call";
import { Py_RETURN_BOOL, Py_RETURN_RICHCOMPARE } from "../protocol/compare";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../protocol/number";
import { Py_buffer, PyBuffer_FillInfo, PyObject_CheckBuffer, freeBuffer, simpleBuffer } from "../protocol/buffer";
import { ID } from "../generated/ids";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyLong_Check, newSmallInt } from "./long";
import { PySlice_AdjustIndices, PySlice_Check, PySlice_Unpack, sliceStart, sliceStep } from "./slice";
import { PyTuple_Pack1 } from "./tuple";
import { PyUnicode_Check, PyUnicode_New, PyUnicode_DATA, bytesEqual, cstringLength } from "./unicode";
import { PyUnicode_AsEncodedObject } from "./unicode_codecs";
import { repeatBytes } from "./unicode_ops";
import { addSharedBytesMethods, bytesContains } from "./bytes_methods";
import { bytesFromIterable } from "./bytes_iterable";
import { bytesFormat } from "./bytes_format";
import { bytes_iter } from "./bytes_iter";

export const BYTES_DATA: usize = 32;

@unmanaged
export class PyBytesObject extends PyVarObject {
  ob_shash: i64;
}

const CHAR_STRIDE: usize = 48;
const emptyBytes: usize = memory.data(48, 16);
const byteCharacters: usize = memory.data(12288, 16);

export function PyBytes_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_BYTES_SUBCLASS);
}

export function PyBytes_CheckExact(op: PyObject): bool {
  return op.ob_type == PyBytes_Type;
}

export function PyBytes_GET_SIZE(op: PyObject): i32 {
  return changetype<PyVarObject>(op).ob_size;
}

export function PyBytes_AS_STRING(op: PyObject): usize {
  return changetype<usize>(op) + BYTES_DATA;
}

/** The empty bytes; borrowed. */
export function _Py_bytesEmpty(): PyObject {
  return changetype<PyObject>(emptyBytes);
}

/** The bytes of one byte; borrowed. */
export function bytesChar(value: u32): PyObject {
  return changetype<PyObject>(byteCharacters + <usize>value * CHAR_STRIDE);
}

/** `new` bytes of `size` bytes at `src`; with src 0 not yet written (then always a fresh object, except the empty one). */
export function PyBytes_FromStringAndSize(src: usize, size: i32): PyObject | null {
  if (size == 0) return Py_NewRef(_Py_bytesEmpty());
  if (size < 0) return PyErr_SetString(PyExc_SystemError, "Negative size passed to PyBytes_FromStringAndSize");
  if (size == 1 && src != 0) return Py_NewRef(bytesChar(<u32>load<u8>(src)));
  if (size > 0x7fffff00) return PyErr_NoMemory();
  const at = PyObject_Malloc(BYTES_DATA + <usize>size + 1);
  if (at == 0) return PyErr_NoMemory();
  initPtr(at + 8, changetype<usize>(PyBytes_Type));
  store<u64>(at, <u64>size, 16);
  store<i64>(at, -1, 24);
  store<u8>(at + BYTES_DATA + <usize>size, 0);
  if (src != 0) memory.copy(at + BYTES_DATA, src, <usize>size);
  _Py_NewReference(changetype<PyObject>(at));
  return changetype<PyObject>(at);
}

export function PyBytes_FromString(cstring: usize): PyObject | null {
  return PyBytes_FromStringAndSize(cstring, cstringLength(cstring));
}

/** `new` bytes of a literal's Latin-1 characters. */
export function PyBytes_FromLiteral(lit: string): PyObject | null {
  const n = lit.length;
  if (n == 1) return Py_NewRef(bytesChar(<u32>lit.charCodeAt(0) & 0xff));
  const op = PyBytes_FromStringAndSize(0, n);
  if (op === null) return null;
  for (let i = 0; i < n; i++) store<u8>(PyBytes_AS_STRING(op) + <usize>i, <u8>lit.charCodeAt(i));
  return op;
}

/** Resizes the bytes in the pointer field, which nobody else has seen. False, and null in the field, on error. */
export function _PyBytes_Resize(field: usize, size: i32): bool {
  const op = load<PyObject>(field);
  const old = PyBytes_GET_SIZE(op);
  if (old == size) return true;
  if (size == 0 || old == 0) {
    Py_XSETREF(field, size == 0 ? Py_NewRef(_Py_bytesEmpty()) : PyBytes_FromStringAndSize(0, size));
    return load<u32>(field) != 0;
  }
  if (op.ob_refcnt != 1 || size > 0x7fffff00) {
    store<u32>(field, 0);
    Py_DECREF(op);
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return false;
  }
  const at = PyObject_Realloc(changetype<usize>(op), BYTES_DATA + <usize>size + 1);
  if (at == 0) {
    store<u32>(field, 0);
    Py_DECREF(op);
    PyErr_NoMemory();
    return false;
  }
  if (INSTRUMENTED) noteMove(changetype<usize>(op), at);
  store<i32>(at, size, 16);
  store<i64>(at, -1, 24);
  store<u8>(at + BYTES_DATA + <usize>size, 0);
  store<u32>(field, <u32>at);
  return true;
}

/** Replaces the bytes in the pointer field by their concatenation with `right`; null in the field on error. */
export function PyBytes_Concat(field: usize, right: PyObject | null): void {
  const left = load<PyObject | null>(field);
  if (left === null) return;
  store<u32>(field, right === null ? 0 : <u32>changetype<usize>(bytes_concat(left, right)));
  Py_DECREF(left);
}

export function PyBytes_ConcatAndDel(field: usize, right: PyObject | null): void {
  PyBytes_Concat(field, right);
  Py_XDECREF(right);
}

/** bytes(x) for buffers and iterables of ints: `new`. */
export function PyBytes_FromObject(op: PyObject): PyObject | null {
  if (PyBytes_CheckExact(op)) return Py_NewRef(op);
  if (PyObject_CheckBuffer(op)) return bytesFromBuffer(op);
  return bytesFromIterable(op);
}

function bytesFromBuffer(op: PyObject): PyObject | null {
  const view = simpleBuffer(op);
  if (view === null) return null;
  const result = PyBytes_FromStringAndSize(view.buf, view.len);
  freeBuffer(view);
  return result;
}

export function bytes_hash(op: PyObject): i64 {
  const b = changetype<PyBytesObject>(op);
  if (b.ob_shash == -1) b.ob_shash = _Py_HashBytes(PyBytes_AS_STRING(op), b.ob_size);
  return b.ob_shash;
}

/** repr of raw bytes: prefix, quotes and escapes. `new` str. */
export function reprOfBytes(p: usize, n: i32, prefix: string, suffix: string, smartquotes: bool): PyObject | null {
  let size: i64 = prefix.length + suffix.length + 2;
  let single = false;
  let double = false;
  for (let i = 0; i < n; i++) {
    const c = load<u8>(p + <usize>i);
    if (c == 0x27) single = true;
    else if (c == 0x22) double = true;
    size += c == 0x5c || c == 9 || c == 10 || c == 13 ? 2 : c < 0x20 || c >= 0x7f ? 4 : 1;
  }
  const quote: u8 = smartquotes && single && !double ? 0x22 : 0x27;
  if (quote == 0x27 && single) for (let i = 0; i < n; i++) if (load<u8>(p + <usize>i) == 0x27) size++;
  if (size > 0x7fffff00) return PyErr_SetString(PyExc_OverflowError, "bytes object is too large to make repr");
  const result = PyUnicode_New(<i32>size, 0x7f);
  if (result === null) return null;
  let w = PyUnicode_DATA(result);
  for (let i = 0; i < prefix.length; i++) store<u8>(w++, <u8>prefix.charCodeAt(i));
  store<u8>(w++, quote);
  for (let i = 0; i < n; i++) w = writeReprByte(w, load<u8>(p + <usize>i), quote);
  store<u8>(w++, quote);
  for (let i = 0; i < suffix.length; i++) store<u8>(w++, <u8>suffix.charCodeAt(i));
  return result;
}

function writeReprByte(w: usize, c: u8, quote: u8): usize {
  if (c == quote || c == 0x5c) {
    store<u8>(w++, 0x5c);
    store<u8>(w++, c);
  } else if (c == 9 || c == 10 || c == 13) {
    store<u8>(w++, 0x5c);
    store<u8>(w++, c == 9 ? 0x74 : c == 10 ? 0x6e : 0x72);
  } else if (c < 0x20 || c >= 0x7f) {
    store<u16>(w, 0x785c);
    store<u8>(w, hexDigit(c >> 4), 2);
    store<u8>(w, hexDigit(c & 15), 3);
    w += 4;
  } else {
    store<u8>(w++, c);
  }
  return w;
}

export function hexDigit(v: u8): u8 {
  return v < 10 ? 0x30 + v : 0x57 + v;
}

export function PyBytes_Repr(op: PyObject, smartquotes: bool): PyObject | null {
  return reprOfBytes(PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op), "b", "", smartquotes);
}

// ---- slots ----

function bytes_repr(op: PyObject): PyObject | null {
  return PyBytes_Repr(op, true);
}

function bytes_free(p: usize): void {
  PyObject_Free(p);
}

function bytes_dealloc(op: PyObject): void {
  call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

function bytes_length(op: PyObject): i32 {
  return PyBytes_GET_SIZE(op);
}

export function bytes_concat(a: PyObject, b: PyObject): PyObject | null {
  if (PyBytes_CheckExact(a) && PyBytes_CheckExact(b)) {
    return concatParts(a, PyBytes_AS_STRING(a), PyBytes_GET_SIZE(a), b, PyBytes_AS_STRING(b), PyBytes_GET_SIZE(b));
  }
  if (!PyObject_CheckBuffer(a) || !PyObject_CheckBuffer(b)) {
    return PyErr_Format(PyExc_TypeError, "can't concat %s to %s", b.ob_type.tp_name, a.ob_type.tp_name);
  }
  const va = simpleBuffer(a);
  if (va === null) return null;
  const vb = simpleBuffer(b);
  if (vb === null) {
    freeBuffer(va);
    return null;
  }
  const result = concatParts(a, va.buf, va.len, b, vb.buf, vb.len);
  freeBuffer(va);
  freeBuffer(vb);
  return result;
}

/** The `n` bytes at `x` of `a` and the `m` at `y` of `b`: `new`. An exact bytes object is its own concatenation with nothing. */
function concatParts(a: PyObject, x: usize, n: i32, b: PyObject, y: usize, m: i32): PyObject | null {
  if (n == 0 && PyBytes_CheckExact(b)) return Py_NewRef(b);
  if (m == 0 && PyBytes_CheckExact(a)) return Py_NewRef(a);
  if (n > 0x7fffff00 - m) return PyErr_NoMemory();
  const result = PyBytes_FromStringAndSize(0, n + m);
  if (result === null) return null;
  copyShort(PyBytes_AS_STRING(result), x, <usize>n);
  copyShort(PyBytes_AS_STRING(result) + <usize>n, y, <usize>m);
  return result;
}

function bytes_repeat(op: PyObject, n: i32): PyObject | null {
  if (n < 0) n = 0;
  const len = PyBytes_GET_SIZE(op);
  if (n > 0 && len > 0x7fffff00 / n) return PyErr_NoMemory();
  if (len * n == len && PyBytes_CheckExact(op)) return Py_NewRef(op);
  const result = PyBytes_FromStringAndSize(0, len * n);
  if (result === null || len * n == 0) return result;
  repeatBytes(PyBytes_AS_STRING(result), PyBytes_AS_STRING(op), <usize>len, <usize>(len * n));
  return result;
}

function bytes_item(op: PyObject, i: i32): PyObject | null {
  if (<u32>i >= <u32>PyBytes_GET_SIZE(op)) return PyErr_SetString(PyExc_IndexError, "index out of range");
  return newSmallInt(<i32>load<u8>(PyBytes_AS_STRING(op) + <usize>i));
}

function bytes_subscript(op: PyObject, item: PyObject): PyObject | null {
  const n = PyBytes_GET_SIZE(op);
  if (PyIndex_Check(item)) {
    let i = PyNumber_AsSsize_t(item, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return null;
    if (i < 0) i += n;
    return bytes_item(op, i);
  }
  if (!PySlice_Check(item)) {
    return PyErr_Format(PyExc_TypeError, "byte indices must be integers or slices, not %s", item.ob_type.tp_name);
  }
  if (PySlice_Unpack(item) < 0) return null;
  const count = PySlice_AdjustIndices(n);
  const start = sliceStart();
  const step = sliceStep();
  if (count <= 0) return Py_NewRef(_Py_bytesEmpty());
  if (start == 0 && step == 1 && count == n && PyBytes_CheckExact(op)) return Py_NewRef(op);
  if (step == 1) return PyBytes_FromStringAndSize(PyBytes_AS_STRING(op) + <usize>start, count);
  if (count == 1) return PyBytes_FromStringAndSize(PyBytes_AS_STRING(op) + <usize>start, 1);
  const result = PyBytes_FromStringAndSize(0, count);
  if (result === null) return null;
  copyStrided(PyBytes_AS_STRING(result), PyBytes_AS_STRING(op), start, step, count);
  return result;
}

export function copyStrided(to: usize, from: usize, start: i32, step: i32, count: i32): void {
  for (let i = start, k = 0; k < count; i += step, k++) {
    store<u8>(to + <usize>k, load<u8>(from + <usize>i));
  }
}

/** -b: 1 or more if what treats bytes as text is to warn. */
export let bytesWarning: i32 = 0;

export function setBytesWarning(level: i32): void {
  bytesWarning = level;
}

/** bytes compared with something else; warns where -b asks for it. */
function compareOther(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (bytesWarning == 0 || (op != Py_EQ && op != Py_NE)) return Py_NewRef(Py_NotImplemented);
  if (PyUnicode_Check(a) || PyUnicode_Check(b)) {
    if (PyErr_WarnEx(PyExc_BytesWarning, "Comparison between bytes and string", 1) < 0) return null;
  }
  if (PyLong_Check(a) || PyLong_Check(b)) {
    if (PyErr_WarnEx(PyExc_BytesWarning, "Comparison between bytes and int", 1) < 0) return null;
  }
  return Py_NewRef(Py_NotImplemented);
}

function bytes_str(op: PyObject): PyObject | null {
  if (bytesWarning != 0 && PyErr_WarnEx(PyExc_BytesWarning, "str() on a bytes instance", 1) < 0) return null;
  return bytes_repr(op);
}

function bytes_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!PyBytes_Check(a) || !PyBytes_Check(b)) return compareOther(a, b, op);
  if (a == b) return Py_RETURN_RICHCOMPARE(0, op);
  const na = PyBytes_GET_SIZE(a);
  const nb = PyBytes_GET_SIZE(b);
  const pa = PyBytes_AS_STRING(a);
  const pb = PyBytes_AS_STRING(b);
  if (op == Py_EQ || op == Py_NE) {
    const equal = na == nb && bytesEqual(pa, pb, <usize>na);
    return Py_RETURN_BOOL(equal == (op == Py_EQ));
  }
  return Py_RETURN_RICHCOMPARE(<i64>compareBytes(pa, na, pb, nb), op);
}

/** Order of two byte texts: negative, 0 or positive. */
export function compareBytes(pa: usize, na: i32, pb: usize, nb: i32): i32 {
  const order = memory.compare(pa, pb, <usize>(na < nb ? na : nb));
  return order != 0 ? order : na - nb;
}

function bytes_getbuffer(op: PyObject, view: usize, flags: i32): i32 {
  return PyBuffer_FillInfo(changetype<Py_buffer>(view), op, PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op), true, flags);
}

function bytes_mod(v: PyObject, w: PyObject): PyObject | null {
  if (!PyBytes_Check(v)) return Py_NewRef(Py_NotImplemented);
  return bytesFormat(PyBytes_AS_STRING(v), PyBytes_GET_SIZE(v), w, false);
}

/** bytes(source, encoding, errors) as an exact bytes (or what __bytes__ gave): `new`. */
function bytes_new_impl(x: PyObject | null, encoding: PyObject | null, errors: PyObject | null): PyObject | null {
  if (x === null) {
    if (encoding === null && errors === null) return Py_NewRef(_Py_bytesEmpty());
    return PyErr_SetString(
      PyExc_TypeError,
      encoding !== null ? "encoding without a string argument" : "errors without a string argument",
    );
  }
  if (encoding !== null) {
    if (!PyUnicode_Check(x)) return PyErr_SetString(PyExc_TypeError, "encoding without a string argument");
    return PyUnicode_AsEncodedObject(x, encoding, errors);
  }
  if (errors !== null) {
    return PyErr_SetString(
      PyExc_TypeError,
      PyUnicode_Check(x) ? "string argument without an encoding" : "errors without a string argument",
    );
  }
  const method = _PyObject_LookupSpecial(x, ID.__bytes__);
  if (method !== null) {
    const made = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (made !== null && !PyBytes_Check(made)) {
      PyErr_Format(PyExc_TypeError, "__bytes__ returned non-bytes (type %s)", made.ob_type.tp_name);
      Py_DECREF(made);
      return null;
    }
    return made;
  }
  if (PyErr_Occurred() !== null) return null;
  return bytesOfSizeOrItems(x);
}

function bytesOfSizeOrItems(x: PyObject): PyObject | null {
  if (PyUnicode_Check(x)) return PyErr_SetString(PyExc_TypeError, "string argument without an encoding");
  if (PyIndex_Check(x)) {
    const size = PyNumber_AsSsize_t(x, PyExc_OverflowError);
    if (size == -1 && PyErr_Occurred() !== null) {
      if (!PyErr_ExceptionMatches(PyExc_TypeError)) return null;
      PyErr_Clear();
    } else {
      if (size < 0) return PyErr_SetString(PyExc_ValueError, "negative count");
      const result = PyBytes_FromStringAndSize(0, size);
      if (result !== null) memory.fill(PyBytes_AS_STRING(result), 0, <usize>size);
      return result;
    }
  }
  return PyBytes_FromObject(x);
}

function bytes_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("bytes", "source=,encoding=,errors=", args, kwargs)) return null;
  const x = arg(0);
  const encoding = arg(1);
  const errors = arg(2);
  if (!checkStrArg("bytes", "encoding", encoding) || !checkStrArg("bytes", "errors", errors)) return null;
  const result = bytes_new_impl(x, encoding, errors);
  if (result === null || type == PyBytes_Type) return result;
  const n = PyBytes_GET_SIZE(result);
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, n);
  if (self !== null) {
    store<i64>(changetype<usize>(self), changetype<PyBytesObject>(result).ob_shash, 24);
    memory.copy(PyBytes_AS_STRING(self), PyBytes_AS_STRING(result), <usize>n + 1);
  }
  Py_DECREF(result);
  return self;
}

/** TypeError unless `op` is absent or a str (arguments encoding and errors). */
export function checkStrArg(fname: string, which: string, op: PyObject | null): bool {
  if (op === null || PyUnicode_Check(op)) return true;
  PyErr_Format(
    PyExc_TypeError,
    "%L() argument '%L' must be str, not %s",
    changetype<usize>(fname),
    changetype<usize>(which),
    op.ob_type.tp_name,
  );
  return false;
}

function bytes___bytes__(self: PyObject, unused: PyObject | null): PyObject | null {
  if (PyBytes_CheckExact(self)) return Py_NewRef(self);
  return PyBytes_FromStringAndSize(PyBytes_AS_STRING(self), PyBytes_GET_SIZE(self));
}

function bytes___getnewargs__(self: PyObject, unused: PyObject | null): PyObject | null {
  const copy = PyBytes_FromStringAndSize(PyBytes_AS_STRING(self), PyBytes_GET_SIZE(self));
  if (copy === null) return null;
  const result = PyTuple_Pack1(copy);
  Py_DECREF(copy);
  return result;
}

function initStatics(): void {
  initStaticBytes(emptyBytes, 0);
  for (let c: u32 = 0; c < 256; c++) {
    initStaticBytes(byteCharacters + <usize>c * CHAR_STRIDE, 1);
    store<u16>(byteCharacters + <usize>c * CHAR_STRIDE, <u16>c, BYTES_DATA);
  }
}

function initStaticBytes(at: usize, size: i32): void {
  store<u64>(at, <u64>staticDataCount);
  initPtr(at + 8, changetype<usize>(PyBytes_Type));
  store<u64>(at, <u64>size, 16);
  store<i64>(at, -1, 24);
}

export function initBytesType(): void {
  const t = PyBytes_Type;
  initStatics();
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "bytes",
    33,
    1,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_BYTES_SUBCLASS | Py_TPFLAGS_MATCH_SELF,
    "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nA sequence of bytes that cannot be changed, made from\n  - ints below 256\n  - a str and its encoding\n  - another object's buffer\n  - a number of zeros.",
  );
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_dealloc = bytes_dealloc.index;
  t.tp_repr = bytes_repr.index;
  t.tp_str = bytes_str.index;
  t.tp_hash = bytes_hash.index;
  t.tp_richcompare = bytes_richcompare.index;
  t.tp_iter = bytes_iter.index;
  t.tp_new = bytes_new.index;
  t.tp_free = bytes_free.index;
  bufferProcs(t).bf_getbuffer = bytes_getbuffer.index;
  numberMethods(t).nb_remainder = bytes_mod.index;
  const sq = sequenceMethods(t);
  sq.sq_length = bytes_length.index;
  sq.sq_concat = bytes_concat.index;
  sq.sq_repeat = bytes_repeat.index;
  sq.sq_item = bytes_item.index;
  sq.sq_contains = bytesContains.index;
  const mp = mappingMethods(t);
  mp.mp_length = bytes_length.index;
  mp.mp_subscript = bytes_subscript.index;
  addMethod(t, "__getnewargs__", bytes___getnewargs__.index, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n");
  addMethod(
    t,
    "__bytes__",
    bytes___bytes__.index,
    METH_NOARGS,
    "__bytes__($self, /)\n--\n\nConvert this value to exact type bytes.",
  );
  addSharedBytesMethods(t, false);
}
