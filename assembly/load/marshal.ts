/**
 * Reads CPython's marshal format, version 4 (Python/marshal.c): the only way code enters the machine. `marshal.loads` uses the
 * same reader.
 *
 * Invariant: every byte is checked against the end, every reference against the table, so that no input can make the machine read
 * outside it: bad data ends in EOFError, ValueError or TypeError with CPython's words. The reference table owns its objects
 * while a read runs; a reader may nest (a finaliser that loads), so all its state is saved by `readMarshal`.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import {
  Py_None,
  Py_True,
  Py_False,
  Py_Ellipsis,
  PyBytes_Type,
  PyCode_Type,
  PyTuple_Type,
  PyUnicode_Type,
} from "../object/statics";
import { PyExc_EOFError, PyExc_ValueError, PyExc_TypeError, PyExc_StopIteration } from "../object/exception_types";
import { PyMem_Malloc, PyMem_Realloc, PyMem_Free } from "../memory/blocks";
import {
  PyErr_BadInternalCall,
  PyErr_Format,
  PyErr_SetString,
  PyErr_NoMemory,
  PyErr_Occurred,
} from "../protocol/errors";
import { PyBUF_WRITE } from "../protocol/buffer";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyMemoryView_FromMemory } from "../types/memoryview";
import {
  PyLong_AsSsize_t,
  PyLong_FromLong,
  PyLong_FromI64,
  _PyLong_New,
  _PyLong_SetSignAndDigitCount,
  setDigit,
  digitsOf,
} from "../types/long";
import { PyFloat_FromDouble, PyFloat_FromString } from "../types/float";
import { PyComplex_FromDoubles } from "../types/complex";
import { PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../types/bytes";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { PyList_New, PyList_SET_ITEM } from "../types/list";
import { PyDict_New, PyDict_SetItem } from "../types/dict";
import { PySet_New, PyFrozenSet_New, PySet_Add } from "../types/set";
import { PyUnicode_FromKindAndData } from "../types/unicode";
import { PyUnicode_DecodeUTF8 } from "../types/unicode_codecs";
import { _PyUnicode_InternImmortal } from "../intern/policy";
import { _PyCode_New, codeConstructor, CodeConstructor } from "../types/code";

const FLAG_REF: u8 = 0x80;
const MAX_DEPTH: i32 = 2000;

let at: usize = 0;
let end: usize = 0;
let refs: usize = 0;
let refCount: i32 = 0;
let refRoom: i32 = 0;
let depth: i32 = 0;
/** Set by the "0" record, which stands for C's NULL and ends a dict. */

/** May there be code objects? */
let mayHaveCode: bool = true;

/** The method `readinto` of a file that is read as far as its object goes; null: all data is there. Its bytes come into `fileBuffer`. */
let source: PyObject | null = null;
let fileBuffer: usize = 0;
let fileRoom: u32 = 0;

/** Reads one object from a file by its method `readinto`: `new`. */
export function readMarshalFile(readinto: PyObject, withCode: bool): PyObject | null {
  const savedSource = source;
  const savedBuffer = fileBuffer;
  const savedRoom = fileRoom;
  source = readinto;
  fileBuffer = 0;
  fileRoom = 0;
  const result = readTop(0, 0, withCode);
  PyMem_Free(fileBuffer);
  source = savedSource;
  fileBuffer = savedBuffer;
  fileRoom = savedRoom;
  return result;
}

/** Reads one object from `size` bytes at `data`: `new`. `marshalEnd()` tells where it ended. */
export function readMarshal(data: usize, size: usize, withCode: bool = true): PyObject | null {
  const savedSource = source;
  source = null;
  const result = readTop(data, size, withCode);
  source = savedSource;
  return result;
}

function readTop(data: usize, size: usize, withCode: bool): PyObject | null {
  const savedCode = mayHaveCode;
  mayHaveCode = withCode;
  const savedAt = at;
  const savedEnd = end;
  const savedRefs = refs;
  const savedCount = refCount;
  const savedRoom = refRoom;
  const savedDepth = depth;
  at = data;
  end = data + size;
  refs = 0;
  refCount = 0;
  refRoom = 0;
  depth = 0;
  const result = readObject();
  if (result === null && PyErr_Occurred() === null)
    PyErr_SetString(PyExc_TypeError, "NULL object in marshal data for object");
  for (let i = 0; i < refCount; i++) {
    const op = load<PyObject | null>(refs + ((<usize>i) << 2));
    if (op !== null) Py_DECREF(op);
  }
  PyMem_Free(refs);
  finished = at;
  at = savedAt;
  end = savedEnd;
  refs = savedRefs;
  refCount = savedCount;
  refRoom = savedRoom;
  depth = savedDepth;
  mayHaveCode = savedCode;
  return result;
}

let finished: usize = 0;

/** Address after the last object read. */
export function marshalEnd(): usize {
  return finished;
}

function tooShort(): PyObject | null {
  return PyErr_SetString(PyExc_EOFError, "marshal data too short");
}

function bad(what: string): PyObject | null {
  return PyErr_SetString(PyExc_ValueError, what);
}

/** Reads exactly `n` bytes of the file into the buffer (r_string); false with an exception. */
function readFromFile(n: u32): bool {
  if (n > fileRoom) {
    const grown = PyMem_Realloc(fileBuffer, <usize>n);
    if (grown == 0) {
      PyErr_NoMemory();
      return false;
    }
    fileBuffer = grown;
    fileRoom = n;
  }
  at = fileBuffer;
  end = fileBuffer + n;
  if (n == 0) return true;
  const buffer = fileBuffer;
  const view = PyMemoryView_FromMemory(buffer, n, PyBUF_WRITE);
  if (view === null) return false;
  const result = PyObject_CallOneArg(source!, view);
  Py_DECREF(view);
  if (result === null) return false;
  const got = result == Py_None ? 0 : PyLong_AsSsize_t(result);
  Py_DECREF(result);
  if (PyErr_Occurred() !== null) return false;
  if (got == <i32>n) return true;
  if (got > <i32>n) {
    PyErr_Format(PyExc_ValueError, "read() returned too much data: %d bytes requested, %d returned", n, got);
  } else tooShort();
  return false;
}

/** True if `n` more bytes are there; else EOFError. */
function has(n: u32): bool {
  if (source !== null) return readFromFile(n);
  if (<u32>(end - at) >= n) return true;
  tooShort();
  return false;
}

function readLong(): i32 {
  const v = load<i32>(at);
  at += 4;
  return v;
}

/** Reserves a reference number (null for now); -1 with MemoryError. */
function reserveRef(): i32 {
  if (refCount == refRoom) {
    const room = refRoom == 0 ? 64 : refRoom * 2;
    const grown = PyMem_Realloc(refs, (<usize>room) << 2);
    if (grown == 0) {
      PyErr_NoMemory();
      return -1;
    }
    refs = grown;
    refRoom = room;
  }
  store<u32>(refs + ((<usize>refCount) << 2), 0);
  return refCount++;
}

/** Gives reference `index` its object, which it then shares. */
function fillRef(index: i32, op: PyObject): void {
  Py_INCREF(op);
  store<u32>(refs + ((<usize>index) << 2), <u32>changetype<usize>(op));
}

/** Registers a finished object if its record asks for it. Passes `op` through; null with MemoryError (op released). */
function ref(flag: u8, op: PyObject | null): PyObject | null {
  if (flag == 0 || op === null) return op;
  const index = reserveRef();
  if (index < 0) {
    Py_DECREF(op);
    return null;
  }
  fillRef(index, op);
  return op;
}

/** One record: `new`; null with an exception, or without one for the NULL record. */
function readObject(): PyObject | null {
  if (!has(1)) return null;
  const code = load<u8>(at);
  at++;
  if (++depth > MAX_DEPTH) {
    depth--;
    return bad("recursion limit exceeded");
  }
  const result = readRecord(code & 0x7f, code & FLAG_REF);
  depth--;
  return result;
}

function readRecord(type: u8, flag: u8): PyObject | null {
  switch (type) {
    case 0x30: // '0'
      return null;
    case 0x4e: // 'N'
      return Py_NewRef(Py_None);
    case 0x53: // 'S'
      return Py_NewRef(PyExc_StopIteration);
    case 0x2e: // '.'
      return Py_NewRef(Py_Ellipsis);
    case 0x46: // 'F'
      return Py_NewRef(Py_False);
    case 0x54: // 'T'
      return Py_NewRef(Py_True);
    case 0x69: // 'i'
      return has(4) ? ref(flag, PyLong_FromLong(readLong())) : null;
    case 0x49: // 'I'
      if (!has(8)) return null;
      at += 8;
      return ref(flag, PyLong_FromI64(load<i64>(at - 8)));
    case 0x6c: // 'l'
      return readBigInt(flag);
    case 0x67: // 'g'
      if (!has(8)) return null;
      at += 8;
      return ref(flag, PyFloat_FromDouble(load<f64>(at - 8)));
    case 0x66: // 'f'
      return readFloatText(flag);
    case 0x79: // 'y'
      if (!has(16)) return null;
      at += 16;
      return ref(flag, PyComplex_FromDoubles(load<f64>(at - 16), load<f64>(at - 8)));
    case 0x73: // 's'
      return readBytes(flag);
    case 0x41: // 'A'
    case 0x61: // 'a'
      return has(4) ? readLatin(flag, readLong(), type == 0x41) : null;
    case 0x5a: // 'Z'
    case 0x7a: // 'z'
      if (!has(1)) return null;
      at++;
      return readLatin(flag, <i32>load<u8>(at - 1), type == 0x5a);
    case 0x74: // 't'
    case 0x75: // 'u'
      return readUtf8(flag, type == 0x74);
    case 0x29: // ')'
      if (!has(1)) return null;
      at++;
      return readTuple(flag, <i32>load<u8>(at - 1));
    case 0x28: // '('
      return has(4) ? readTuple(flag, readLong()) : null;
    case 0x5b: // '['
      return has(4) ? readList(flag, readLong()) : null;
    case 0x7b: // '{'
      return readDict(flag);
    case 0x3c: // '<'
    case 0x3e: // '>'
      return has(4) ? readSet(flag, readLong(), type == 0x3e) : null;
    case 0x63: // 'c'
      return readCode(flag);
    case 0x72: // 'r'
      return readRef();
    default:
      return bad("bad marshal data (unknown type code)");
  }
}

function readRef(): PyObject | null {
  if (!has(4)) return null;
  const n = readLong();
  if (n < 0 || n >= refCount) return bad("bad marshal data (invalid reference)");
  const op = load<PyObject | null>(refs + ((<usize>n) << 2));
  if (op === null) return bad("bad marshal data (invalid reference)");
  return Py_NewRef(op);
}

function readBigInt(flag: u8): PyObject | null {
  if (!has(4)) return null;
  const n = readLong();
  const digits = n < 0 ? -n : n;
  if (n == i32.MIN_VALUE || <u32>digits > 0x3fffffff) return bad("bad marshal data (long size out of range)");
  if (!has((<u32>digits) << 1)) return null;
  const from = at;
  at += (<usize>digits) << 1;
  for (let i = 0; i < digits; i++) {
    if (load<u16>(from + ((<usize>i) << 1)) > 0x7fff) return bad("bad marshal data (digit out of range in long)");
  }
  if (digits > 0 && load<u16>(at - 2) == 0) return bad("bad marshal data (unnormalized long data)");
  // two 15-bit digits of the file make one of ours
  const size = (digits + 1) >> 1;
  const value = _PyLong_New(size);
  if (value === null) return null;
  for (let i = 0; i < size; i++) {
    const low = <u32>load<u16>(from + ((<usize>i) << 2));
    const high = 2 * i + 1 < digits ? <u32>load<u16>(from + ((<usize>i) << 2) + 2) : 0;
    setDigit(digitsOf(value), i, low | (high << 15));
  }
  _PyLong_SetSignAndDigitCount(value, n < 0 ? 2 : 0, size);
  return ref(flag, value);
}

function readFloatText(flag: u8): PyObject | null {
  if (!has(1)) return null;
  const n = <u32>load<u8>(at);
  at++;
  if (!has(n)) return null;
  at += n;
  const text = PyUnicode_FromKindAndData(1, at - n, n);
  if (text === null) return null;
  const value = PyFloat_FromString(text);
  Py_DECREF(text);
  return ref(flag, value);
}

function readBytes(flag: u8): PyObject | null {
  if (!has(4)) return null;
  const n = readLong();
  if (n < 0) return bad("bad marshal data (bytes object size out of range)");
  if (!has(n)) return null;
  at += n;
  return ref(flag, PyBytes_FromStringAndSize(at - n, n));
}

/** An ASCII (Latin-1) str of `n` bytes. */
function readLatin(flag: u8, n: i32, interned: bool): PyObject | null {
  if (n < 0) return bad("bad marshal data (string size out of range)");
  if (!has(n)) return null;
  at += n;
  return ref(flag, maybeIntern(PyUnicode_FromKindAndData(1, at - n, n), interned));
}

/** The error handler's name, NUL-terminated. */
const surrogatepass = memory.data<u8>([115, 117, 114, 114, 111, 103, 97, 116, 101, 112, 97, 115, 115, 0]);

const internCell = memory.data(8, 8);

function maybeIntern(op: PyObject | null, interned: bool): PyObject | null {
  if (op === null || !interned) return op;
  store<u64>(internCell, <u64>changetype<usize>(op));
  _PyUnicode_InternImmortal(internCell);
  return load<PyObject>(internCell);
}

function readUtf8(flag: u8, interned: bool): PyObject | null {
  if (!has(4)) return null;
  const n = readLong();
  if (n < 0) return bad("bad marshal data (string size out of range)");
  if (!has(n)) return null;
  at += n;
  return ref(flag, maybeIntern(PyUnicode_DecodeUTF8(at - n, n, surrogatepass), interned));
}

/** An element of a container; null (with TypeError) for the NULL record too. */
function readElement(what: string): PyObject | null {
  const item = readObject();
  if (item === null && PyErr_Occurred() === null) PyErr_SetString(PyExc_TypeError, what);
  return item;
}

function readTuple(flag: u8, n: i32): PyObject | null {
  if (n < 0) return bad("bad marshal data (tuple size out of range)");
  if (source === null && <u32>n > <u32>(end - at)) return tooShort();
  const tuple = ref(flag, PyTuple_New(n));
  if (tuple === null) return null;
  for (let i = 0; i < n; i++) {
    const item = readElement("NULL object in marshal data for tuple");
    if (item === null) {
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, item);
  }
  return tuple;
}

function readList(flag: u8, n: i32): PyObject | null {
  if (n < 0) return bad("bad marshal data (list size out of range)");
  if (source === null && <u32>n > <u32>(end - at)) return tooShort();
  const list = ref(flag, PyList_New(n));
  if (list === null) return null;
  for (let i = 0; i < n; i++) {
    const item = readElement("NULL object in marshal data for list");
    if (item === null) {
      Py_DECREF(list);
      return null;
    }
    PyList_SET_ITEM(list, i, item);
  }
  return list;
}

function readDict(flag: u8): PyObject | null {
  const dict = ref(flag, PyDict_New());
  if (dict === null) return null;
  while (true) {
    const key = readObject();
    if (key === null) break;
    const value = readObject();
    if (value === null) {
      Py_DECREF(key);
      break;
    }
    const failed = PyDict_SetItem(dict, key, value) < 0;
    Py_DECREF(key);
    Py_DECREF(value);
    if (failed) break;
  }
  if (PyErr_Occurred() === null) return dict;
  Py_DECREF(dict);
  return null;
}

function readSet(flag: u8, n: i32, frozen: bool): PyObject | null {
  if (n < 0) return bad("bad marshal data (set size out of range)");
  if (source === null && <u32>n > <u32>(end - at)) return tooShort();
  // A frozenset registers when it is complete, but its number counts from here.
  const index = flag != 0 ? reserveRef() : -1;
  if (flag != 0 && index < 0) return null;
  const set = frozen ? PyFrozenSet_New(null) : PySet_New(null);
  if (set === null) return null;
  if (index >= 0 && !frozen) fillRef(index, set);
  for (let i = 0; i < n; i++) {
    const item = readElement("NULL object in marshal data for set");
    const failed = item === null || PySet_Add(set, item) < 0;
    if (item !== null) Py_DECREF(item);
    if (failed) {
      Py_DECREF(set);
      return null;
    }
  }
  if (index >= 0 && frozen) fillRef(index, set);
  return set;
}

/** Slots of a code record's objects, in the order of the file. */
const CODE_OBJECTS: i32 = 10;

function isA(mark: usize, i: usize, type: PyTypeObject): bool {
  return load<PyObject>(mark + (i << 2)).ob_type == type;
}

/** Are the fields what _PyCode_New takes (_PyCode_Validate)? False with SystemError. */
function codeFieldsFit(mark: usize): bool {
  const fit =
    isA(mark, 0, PyBytes_Type) &&
    isA(mark, 1, PyTuple_Type) &&
    areNames(mark, 2) &&
    areNames(mark, 3) &&
    isA(mark, 4, PyBytes_Type) &&
    isA(mark, 5, PyUnicode_Type) &&
    isA(mark, 6, PyUnicode_Type) &&
    isA(mark, 7, PyUnicode_Type) &&
    isA(mark, 8, PyBytes_Type) &&
    isA(mark, 9, PyBytes_Type) &&
    PyBytes_GET_SIZE(load<PyObject>(mark + 16)) == PyTuple_GET_SIZE(load<PyObject>(mark + 12)) &&
    load<i32>(mark + 40) >= load<i32>(mark + 44) &&
    load<i32>(mark + 44) >= 0 &&
    load<i32>(mark + 48) >= 0 &&
    load<i32>(mark + 52) >= 0 &&
    load<i32>(mark + 56) >= 0;
  if (!fit) PyErr_BadInternalCall();
  return fit;
}

/** A tuple of str. */
function areNames(mark: usize, i: usize): bool {
  if (!isA(mark, i, PyTuple_Type)) return false;
  const tuple = load<PyObject>(mark + (i << 2));
  for (let k = 0; k < PyTuple_GET_SIZE(tuple); k++)
    if (PyTuple_GET_ITEM(tuple, k).ob_type != PyUnicode_Type) return false;
  return true;
}

function readCode(flag: u8): PyObject | null {
  if (!mayHaveCode) return bad("unmarshalling code objects is disallowed");
  const index = flag != 0 ? reserveRef() : -1;
  if (flag != 0 && index < 0) return null;
  const mark = PyMem_Malloc(96);
  if (mark == 0) return PyErr_NoMemory();
  memory.fill(mark, 0, 96);
  let co: PyObject | null = null;
  if (readCodeFields(mark) && codeFieldsFit(mark)) {
    const con = codeConstructor;
    moveCodeFields(mark, con);
    co = _PyCode_New(con);
  }
  for (let i = 0; i < CODE_OBJECTS; i++) {
    const op = load<PyObject | null>(mark + ((<usize>i) << 2));
    if (op !== null) Py_DECREF(op);
  }
  PyMem_Free(mark);
  if (co !== null && index >= 0) fillRef(index, co);
  return co;
}

/** Reads into `mark`: 10 objects (4 bytes each), then at 40: argcount, posonly, kwonly, stacksize, flags, firstlineno. */
function readCodeFields(mark: usize): bool {
  if (!has(20)) return false;
  for (let i: usize = 0; i < 5; i++) store<i32>(mark + 40 + (i << 2), readLong());
  for (let i: usize = 0; i < 8; i++) if (!readCodeObject(mark + (i << 2))) return false;
  if (!has(4)) return false;
  store<i32>(mark + 60, readLong());
  return readCodeObject(mark + 32) && readCodeObject(mark + 36);
}

function readCodeObject(to: usize): bool {
  const op = readElement("NULL object in marshal data for code");
  if (op === null) return false;
  store<u32>(to, <u32>changetype<usize>(op));
  return true;
}

function moveCodeFields(mark: usize, con: CodeConstructor): void {
  con.argcount = load<i32>(mark + 40);
  con.posonlyargcount = load<i32>(mark + 44);
  con.kwonlyargcount = load<i32>(mark + 48);
  con.stacksize = load<i32>(mark + 52);
  con.flags = load<i32>(mark + 56);
  con.code = load<PyObject>(mark);
  con.consts = load<PyObject>(mark + 4);
  con.names = load<PyObject>(mark + 8);
  con.localsplusnames = load<PyObject>(mark + 12);
  con.localspluskinds = load<PyObject>(mark + 16);
  con.filename = load<PyObject>(mark + 20);
  con.name = load<PyObject>(mark + 24);
  con.qualname = load<PyObject>(mark + 28);
  con.firstlineno = load<i32>(mark + 60);
  con.linetable = load<PyObject>(mark + 32);
  con.exceptiontable = load<PyObject>(mark + 36);
}

/** Reads a code object; anything else is a TypeError: `new`. */
export function readMarshalledCode(data: usize, size: usize): PyObject | null {
  const op = readMarshal(data, size);
  if (op === null || op.ob_type == PyCode_Type) return op;
  Py_DECREF(op);
  return PyErr_SetString(PyExc_TypeError, "bad marshal data (not a code object)");
}
