/**
 * Writes CPython's marshal format (Python/marshal.c), versions 0 to 4: `marshal.dumps`, and the arguments that go to the host.
 *
 * Invariant: while a write runs, the table of references maps the address of each object that has more than one reference to its
 * number; the objects stay alive because the value holds them. A nested write (the members of a frozenset) has a table of its own.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_REFCNT } from "../object/refcount";
import {
  PyBytes_Type,
  PyCode_Type,
  PyComplex_Type,
  PyDict_Type,
  PyFloat_Type,
  PyFrozenSet_Type,
  PyList_Type,
  PyLong_Type,
  PySet_Type,
  PyTuple_Type,
  PyUnicode_Type,
  Py_Ellipsis,
  Py_False,
  Py_None,
  Py_True,
} from "../object/statics";
import { PyExc_StopIteration, PyExc_ValueError } from "../object/exception_types";
import { PyMem_Calloc, PyMem_Free } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_GetAttrString } from "../protocol/attr";
import { PyObject_Repr } from "../protocol/compare";
import { PyObject_CheckBuffer, freeBuffer, simpleBuffer } from "../protocol/buffer";
import { PyObject_GetIter, PyIter_Next } from "../protocol/iter";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, PyList_Sort } from "../types/list";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../types/tuple";
import { PyDict_Next, dictNextKey, dictNextValue } from "../types/dict";
import { PySet_Size } from "../types/set";
import { PyFloat_AS_DOUBLE } from "../types/float";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "../types/bytes";
import {
  BytesWriter,
  dropBytes,
  finishBytes,
  newBytesWriter,
  putByte,
  putBytes,
  reserveBytes,
} from "../types/bytes_writer";
import { _PyLong_DigitCount, _PyLong_IsNegative, digitAt, digitsOf, longAsI64, longOverflow } from "../types/long";
import { PyUnicode_CHECK_INTERNED, PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_IS_ASCII } from "../types/unicode";
import { _PyUnicode_AsUTF8String } from "../types/unicode_codecs";
import { cstr } from "../object/typedef";
import { PyCodeObject } from "../types/code";

const FLAG_REF: u32 = 0x80;
const MAX_DEPTH: i32 = 2000;

let out: BytesWriter | null = null;
let version: i32 = 0;
let allowCode: bool = true;
let depth: i32 = 0;
/** Open addressing: (address, number) pairs of 8 bytes; `room` is a power of two. */
let table: usize = 0;
let room: u32 = 0;
let used: i32 = 0;
/** Version 4's errors handler for lone surrogates. */
let surrogatepass: usize = 0;

/** marshal.dumps(op, version): `new` bytes. */
export function writeMarshal(op: PyObject, wanted: i32, withCode: bool): PyObject | null {
  const savedOut = out;
  const savedVersion = version;
  const savedAllow = allowCode;
  const savedDepth = depth;
  const savedTable = table;
  const savedRoom = room;
  const savedUsed = used;
  if (surrogatepass == 0) surrogatepass = cstr("surrogatepass");
  const w = newBytesWriter(64);
  if (w === null) return null;
  out = w;
  version = wanted;
  allowCode = withCode;
  depth = 0;
  table = 0;
  room = 0;
  used = 0;
  const good = writeObject(op);
  PyMem_Free(table);
  out = savedOut;
  version = savedVersion;
  allowCode = savedAllow;
  depth = savedDepth;
  table = savedTable;
  room = savedRoom;
  used = savedUsed;
  if (good) return finishBytes(w);
  dropBytes(w);
  if (PyErr_Occurred() === null) PyErr_SetString(PyExc_ValueError, "unmarshallable object");
  return null;
}

function long(value: i32): bool {
  const at = reserveBytes(out!, 4);
  if (at == 0) return false;
  store<i32>(at, value);
  return true;
}

function type(code: u32): bool {
  return putByte(out!, code);
}

function double(value: f64): bool {
  const at = reserveBytes(out!, 8);
  if (at == 0) return false;
  store<f64>(at, value);
  return true;
}

/** The slot of `key`, or the empty one where it belongs. */
function slotOf(key: u32): usize {
  let i = ((key >> 3) * 0x9e3779b1) & (room - 1);
  while (true) {
    const at = table + ((<usize>i) << 3);
    const found = load<u32>(at);
    if (found == key || found == 0) return at;
    i = (i + 1) & (room - 1);
  }
}

function growTable(): bool {
  const old = table;
  const oldRoom = room;
  room = oldRoom == 0 ? 64 : oldRoom << 1;
  table = PyMem_Calloc(room, 8);
  if (table == 0) {
    table = old;
    room = oldRoom;
    PyErr_NoMemory();
    return false;
  }
  for (let i: u32 = 0; i < oldRoom; i++) {
    const at = old + ((<usize>i) << 3);
    if (load<u32>(at) != 0) store<u64>(slotOf(load<u32>(at)), load<u64>(at));
  }
  PyMem_Free(old);
  return true;
}

/** w_ref: 1 a reference was written, 0 the object follows with `flag`, -1 error. */
let flag: u32 = 0;
function writeRef(op: PyObject): i32 {
  flag = 0;
  if (version < 3 || Py_REFCNT(op) == 1) return 0;
  if (<u32>used * 2 >= room && !growTable()) return -1;
  const key = <u32>changetype<usize>(op);
  const at = slotOf(key);
  if (load<u32>(at) != 0) return type(0x72) && long(load<i32>(at, 4)) ? 1 : -1;
  store<u32>(at, key);
  store<i32>(at, used, 4);
  used = used + 1;
  flag = FLAG_REF;
  return 0;
}

function writeObject(op: PyObject): bool {
  if (op == Py_None) return type(0x4e);
  if (op == changetype<PyObject>(PyExc_StopIteration)) return type(0x53);
  if (op == Py_Ellipsis) return type(0x2e);
  if (op == Py_False) return type(0x46);
  if (op == Py_True) return type(0x54);
  if (++depth > MAX_DEPTH) {
    PyErr_SetString(PyExc_ValueError, "object too deeply nested to marshal");
    return false;
  }
  const known = writeRef(op);
  const good = known != 0 ? known > 0 : writeComplex(op, flag);
  depth--;
  return good;
}

function writeComplex(op: PyObject, f: u32): bool {
  const t = op.ob_type;
  if (t == PyLong_Type) return writeLong(op, f);
  if (t == PyFloat_Type) {
    if (version > 1) return type(0x67 | f) && double(PyFloat_AS_DOUBLE(op));
    return type(0x66 | f) && writeFloatText(op);
  }
  if (t == PyComplex_Type) {
    const at = changetype<usize>(op);
    return type(0x79 | f) && double(load<f64>(at, 16)) && double(load<f64>(at, 24));
  }
  if (t == PyBytes_Type) return type(0x73 | f) && writeSized(PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op));
  if (t == PyUnicode_Type) return writeText(op, f);
  if (t == PyTuple_Type) return writeTuple(op, f);
  if (t == PyList_Type) {
    if (!type(0x5b | f) || !long(PyList_GET_SIZE(op))) return false;
    for (let i = 0; i < PyList_GET_SIZE(op); i++) if (!writeObject(PyList_GET_ITEM(op, i))) return false;
    return true;
  }
  if (t == PyDict_Type) return writeDict(op, f);
  if (t == PySet_Type || t == PyFrozenSet_Type) return writeSet(op, f, t == PyFrozenSet_Type);
  if (t == PyCode_Type) return writeCode(changetype<PyCodeObject>(op), f);
  if (PyObject_CheckBuffer(op)) {
    const view = simpleBuffer(op);
    if (view === null) return false;
    const good = type(0x73 | f) && writeSized(view.buf, view.len);
    freeBuffer(view);
    return good;
  }
  return false;
}

function writeSized(data: usize, size: i32): bool {
  return long(size) && putBytes(out!, data, size);
}

/** Versions 0 and 1 write the digits that repr gives. */
function writeFloatText(op: PyObject): bool {
  const text = PyObject_Repr(op);
  if (text === null) return false;
  const n = PyUnicode_GET_LENGTH(text);
  const good = putByte(out!, <u32>n) && putBytes(out!, PyUnicode_DATA(text), n);
  Py_DECREF(text);
  return good;
}

function writeLong(op: PyObject, f: u32): bool {
  const value = longAsI64(op);
  if (longOverflow == 0 && value == <i64>(<i32>value)) return type(0x69 | f) && long(<i32>value);
  const n = _PyLong_DigitCount(op);
  const digits = digitsOf(op);
  const top = digitAt(digits, n - 1);
  const size = n * 2 - (top >> 15 == 0 ? 1 : 0);
  if (!type(0x6c | f) || !long(_PyLong_IsNegative(op) ? -size : size)) return false;
  const at = reserveBytes(out!, size * 2);
  if (at == 0) return false;
  for (let i = 0; i < size; i++) {
    const digit = digitAt(digits, i >> 1);
    store<u16>(at + ((<usize>i) << 1), <u16>((i & 1) == 0 ? digit & 0x7fff : digit >> 15));
  }
  return true;
}

function writeText(op: PyObject, f: u32): bool {
  const interned = PyUnicode_CHECK_INTERNED(op) != 0;
  if (version >= 4 && PyUnicode_IS_ASCII(op)) {
    const n = PyUnicode_GET_LENGTH(op);
    if (n < 256) {
      return type((interned ? 0x5a : 0x7a) | f) && putByte(out!, <u32>n) && putBytes(out!, PyUnicode_DATA(op), n);
    }
    return type((interned ? 0x41 : 0x61) | f) && writeSized(PyUnicode_DATA(op), n);
  }
  const utf8 = _PyUnicode_AsUTF8String(op, surrogatepass);
  if (utf8 === null) return false;
  const good =
    type((version >= 3 && interned ? 0x74 : 0x75) | f) && writeSized(PyBytes_AS_STRING(utf8), PyBytes_GET_SIZE(utf8));
  Py_DECREF(utf8);
  return good;
}

function writeTuple(op: PyObject, f: u32): bool {
  const n = PyTuple_GET_SIZE(op);
  if (version >= 4 && n < 256) {
    if (!type(0x29 | f) || !putByte(out!, <u32>n)) return false;
  } else if (!type(0x28 | f) || !long(n)) return false;
  for (let i = 0; i < n; i++) if (!writeObject(PyTuple_GET_ITEM(op, i))) return false;
  return true;
}

function writeDict(op: PyObject, f: u32): bool {
  if (!type(0x7b | f)) return false;
  let pos = 0;
  while ((pos = PyDict_Next(op, pos)) != 0) {
    const value = dictNextValue();
    if (!writeObject(dictNextKey()) || !writeObject(value)) return false;
  }
  return type(0x30);
}

/** Members in the order of their own marshal data, so that the bytes do not depend on hashes. */
function writeSet(op: PyObject, f: u32, frozen: bool): bool {
  if (!type((frozen ? 0x3e : 0x3c) | f) || !long(PySet_Size(op))) return false;
  const pairs = PyList_New(0);
  const it = PyObject_GetIter(op);
  if (pairs === null || it === null) return false;
  let good = true;
  while (good) {
    const item = PyIter_Next(it);
    if (item === null) break;
    const data = writeMarshal(item, version, allowCode);
    const pair: PyObject | null = data === null ? null : PyTuple_Pack2(data, item);
    if (data !== null) Py_DECREF(data);
    good = pair !== null && PyList_Append(pairs, pair) == 0;
    if (pair !== null) Py_DECREF(pair);
    Py_DECREF(item);
  }
  Py_DECREF(it);
  if (good) good = PyList_Sort(pairs) == 0;
  for (let i = 0; good && i < PyList_GET_SIZE(pairs); i++) {
    good = writeObject(PyTuple_GET_ITEM(PyList_GET_ITEM(pairs, i), 1));
  }
  Py_DECREF(pairs);
  return good;
}

function writeCode(co: PyCodeObject, f: u32): bool {
  if (!allowCode) {
    PyErr_SetString(PyExc_ValueError, "marshalling code objects is disallowed");
    return false;
  }
  const code = PyObject_GetAttrString(co, "co_code");
  if (code === null) return false;
  const good =
    type(0x63 | f) &&
    long(co.co_argcount) &&
    long(co.co_posonlyargcount) &&
    long(co.co_kwonlyargcount) &&
    long(co.co_stacksize) &&
    long(co.co_flags) &&
    writeObject(code) &&
    writeObject(co.co_consts) &&
    writeObject(co.co_names) &&
    writeObject(co.co_localsplusnames) &&
    writeObject(co.co_localspluskinds) &&
    writeObject(co.co_filename) &&
    writeObject(co.co_name) &&
    writeObject(co.co_qualname) &&
    long(co.co_firstlineno) &&
    writeObject(co.co_linetable) &&
    writeObject(co.co_exceptiontable);
  Py_DECREF(code);
  return good;
}
