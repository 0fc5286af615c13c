/**
 * C values in memory and Python objects (Modules/_ctypes/cfield.c): one getter and one setter for all type codes.
 *
 * Every access checks that the address lies in the machine's memory: what kills a process on a real machine is an OSError here
 * ("access violation", the words ctypes has for it on Windows).
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_TYPE_SUBCLASS } from "../../object/layout";
import { PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../../object/refcount";
import { Py_False, Py_None, Py_True } from "../../object/statics";
import { PyMem_Malloc } from "../../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyNumber_Index } from "../../protocol/number";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyByteArray_Check, PyByteArray_AS_STRING, PyByteArray_GET_SIZE } from "../../types/bytearray";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../../types/float";
import { PyLong_AsUnsignedLongLongMask, PyLong_Check, PyLong_FromI64, PyLong_FromU64 } from "../../types/long";
import {
  PyUnicode_Check,
  PyUnicode_FromKindAndData,
  PyUnicode_FromOrdinal,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
} from "../../types/unicode";
import { newOwnedMemory } from "./memory";

/** Is [address, address + size) readable? Sets OSError if not. The first page is out of bounds as on a real machine. */
export function checkAddress(address: u64, size: u64): bool {
  const end = (<u64>memory.size()) << 16;
  if (address >= 4096 && address <= end && size <= end - address) return true;
  PyErr_Format(
    PyExc_OSError,
    "exception: access violation reading 0x%x%08x",
    <usize>(<u32>(address >> 32)),
    <usize>(<u32>address),
  );
  return false;
}

/** Bytes that a value of the type code takes; 0 if there is no such code. */
export function codeSize(code: u32): i32 {
  switch (code) {
    case 0x63: // c
    case 0x62: // b
    case 0x42: // B
    case 0x3f: // ?
      return 1;
    case 0x68: // h
    case 0x48: // H
    case 0x76: // v
      return 2;
    case 0x69: // i
    case 0x49: // I
    case 0x66: // f
    case 0x75: // u
      return 4;
    case 0x6c: // l
    case 0x4c: // L
    case 0x71: // q
    case 0x51: // Q
    case 0x64: // d
    case 0x7a: // z
    case 0x5a: // Z
    case 0x50: // P
    case 0x4f: // O
      return 8;
    case 0x67: // g
      return 16;
    default:
      return 0;
  }
}

/** The PEP 3118 letter of a code (`l` has 8 bytes, which standard formats call q). */
export function formatLetter(code: u32): u32 {
  switch (code) {
    case 0x6c: // l
      return 0x71;
    case 0x4c: // L
      return 0x51;
    case 0x76: // v
      return 0x68;
    case 0x7a: // z
    case 0x5a: // Z
      return code;
    default:
      return code;
  }
}

function isSignedCode(code: u32): bool {
  return code == 0x62 || code == 0x68 || code == 0x69 || code == 0x6c || code == 0x71 || code == 0x76;
}

function loadBytes(p: usize, bytes: i32, swapped: bool): u64 {
  if (bytes == 1) return load<u8>(p);
  if (bytes == 2) return swapped ? <u64>bswap<u16>(load<u16>(p)) : <u64>load<u16>(p);
  if (bytes == 4) return swapped ? <u64>bswap<u32>(load<u32>(p)) : <u64>load<u32>(p);
  return swapped ? bswap<u64>(load<u64>(p)) : load<u64>(p);
}

function storeBytes(p: usize, bytes: i32, value: u64, swapped: bool): void {
  if (bytes == 1) store<u8>(p, <u8>value);
  else if (bytes == 2) store<u16>(p, swapped ? bswap<u16>(<u16>value) : <u16>value);
  else if (bytes == 4) store<u32>(p, swapped ? bswap<u32>(<u32>value) : <u32>value);
  else store<u64>(p, swapped ? bswap<u64>(value) : value);
}

/** Sign-extends the low `bits`. */
function extend(value: u64, bits: i32): i64 {
  const shift = <u64>(64 - bits);
  return <i64>(value << shift) >> <i64>shift;
}

/** An int of an integer code; `bits` is a bit field's size word or 0. `new` */
function getInteger(code: u32, p: usize, bits: i32, swapped: bool): PyObject | null {
  const bytes = codeSize(code);
  let value = loadBytes(p, bytes, swapped);
  let width = bytes << 3;
  if (bits >> 16) {
    width = bits >> 16;
    value >>= <u64>(bits & 0xffff);
    if (width < 64) value &= ((<u64>1) << (<u64>width)) - 1;
  }
  return isSignedCode(code) ? PyLong_FromI64(extend(value, width)) : PyLong_FromU64(value);
}

function setInteger(code: u32, p: usize, value: u64, bits: i32, swapped: bool): void {
  const bytes = codeSize(code);
  if (bits >> 16) {
    const width = bits >> 16;
    const low = <u64>(bits & 0xffff);
    const mask = width < 64 ? (((<u64>1) << (<u64>width)) - 1) << low : ~(<u64>0);
    value = (loadBytes(p, bytes, swapped) & ~mask) | ((value << low) & mask);
  }
  storeBytes(p, bytes, value, swapped);
}

/** Could there be an object at `p`? A bad guess must not become a wild call. */
function looksLikeObject(p: u64): bool {
  if (p & 7 || !checkAddress(p, 16)) return false;
  const type = load<u64>(<usize>p, 8);
  if (type & 7 || !checkAddress(type, 416)) return false;
  const metatype = load<u64>(<usize>type, 8);
  if (metatype & 7 || !checkAddress(metatype, 416)) return false;
  return (changetype<PyTypeObject>(<usize>metatype).tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0;
}

/** The object that a py_object holds: `new`. */
export function getObject(p: usize): PyObject | null {
  const address = load<u64>(p);
  if (address == 0) return PyErr_SetString(PyExc_ValueError, "PyObject is NULL");
  if (!looksLikeObject(address)) {
    if (PyErr_Occurred() !== null) return null;
    return PyErr_Format(PyExc_OSError, "exception: no object lives at 0x%x", <usize>address);
  }
  return Py_NewRef(changetype<PyObject>(<usize>address));
}

/** bytes up to a NUL. `new` */
export function bytesAt(address: u64): PyObject | null {
  let end = address;
  const top = (<u64>memory.size()) << 16;
  if (!checkAddress(address, 1)) return null;
  while (end < top && load<u8>(<usize>end) != 0) end++;
  return PyBytes_FromStringAndSize(<usize>address, <i32>(end - address));
}

/** str from 32-bit wide characters, up to a NUL or `max` of them. `new` */
export function wideStringAt(address: u64, max: i32): PyObject | null {
  if (!checkAddress(address, 4)) return null;
  const top = (<u64>memory.size()) << 16;
  let n = 0;
  while (n < max && address + <u64>n * 4 + 4 <= top && load<u32>(<usize>address + ((<usize>n) << 2)) != 0) n++;
  return PyUnicode_FromKindAndData(4, <usize>address, n);
}

/** The Python value of the C value at `p`. `size` is a bit field's size word, or ignored. `new` */
export function getByCode(code: u32, p: usize, size: i32, swapped: bool): PyObject | null {
  switch (code) {
    case 0x63: // c
      return PyBytes_FromStringAndSize(p, 1);
    case 0x3f: // ?
      return Py_NewRef(load<u8>(p) ? Py_True : Py_False);
    case 0x66: // f
      return PyFloat_FromDouble(<f64>reinterpret<f32>(<u32>loadBytes(p, 4, swapped)));
    case 0x64: // d
    case 0x67: // g: kept as a double. DIFFERS: no 80-bit extended precision
      return PyFloat_FromDouble(reinterpret<f64>(loadBytes(p, 8, swapped)));
    case 0x75: // u
      return PyUnicode_FromOrdinal(<i32>load<u32>(p));
    case 0x4f: // O
      return getObject(p);
    case 0x7a: {
      // z
      const address = load<u64>(p);
      return address == 0 ? Py_NewRef(Py_None) : bytesAt(address);
    }
    case 0x5a: {
      // Z
      const address = load<u64>(p);
      return address == 0 ? Py_NewRef(Py_None) : wideStringAt(address, 0x7fffffff);
    }
    case 0x50: {
      // P
      const address = load<u64>(p);
      return address == 0 ? Py_NewRef(Py_None) : PyLong_FromU64(address);
    }
    case 0x76: // v
      return Py_NewRef(load<u16>(p) ? Py_True : Py_False);
    default:
      return getInteger(code, p, size, swapped);
  }
}

function typeError(format: string, value: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, format, value.ob_type.tp_name);
}

/** A char from bytes, bytearray or int. */
function setChar(p: usize, value: PyObject): PyObject | null {
  if (PyBytes_Check(value) && PyBytes_GET_SIZE(value) == 1) {
    store<u8>(p, load<u8>(PyBytes_AS_STRING(value)));
    return Py_NewRef(Py_None);
  }
  if (PyByteArray_Check(value) && PyByteArray_GET_SIZE(value) == 1) {
    store<u8>(p, load<u8>(PyByteArray_AS_STRING(value)));
    return Py_NewRef(Py_None);
  }
  if (PyLong_Check(value)) {
    const n = PyLong_AsUnsignedLongLongMask(value);
    if (n <= 255) {
      store<u8>(p, <u8>n);
      return Py_NewRef(Py_None);
    }
  }
  return PyErr_SetString(PyExc_TypeError, "one character bytes, bytearray or integer expected");
}

function setWideChar(p: usize, value: PyObject): PyObject | null {
  if (!PyUnicode_Check(value)) return typeError("unicode string expected instead of %s instance", value);
  if (PyUnicode_GET_LENGTH(value) != 1) {
    return PyErr_SetString(PyExc_TypeError, "one character unicode string expected");
  }
  store<u32>(p, PyUnicode_READ_CHAR(value, 0));
  return Py_NewRef(Py_None);
}

/** An int, or what has __index__, into `size` bits. */
function setIndex(code: u32, p: usize, value: PyObject, size: i32, swapped: bool): PyObject | null {
  const index = PyNumber_Index(value);
  if (index === null) return null;
  setInteger(code, p, PyLong_AsUnsignedLongLongMask(index), size, swapped);
  Py_DECREF(index);
  return Py_NewRef(Py_None);
}

/** Wide characters with a NUL in memory that the returned object owns: `new`. */
export function wideCopy(value: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(value);
  const block = PyMem_Malloc((<usize>n + 1) << 2);
  if (block == 0) return PyErr_NoMemory();
  for (let i = 0; i < n; i++) store<u32>(block + ((<usize>i) << 2), PyUnicode_READ_CHAR(value, i));
  store<u32>(block + ((<usize>n) << 2), 0);
  return newOwnedMemory(block);
}

/** A char* or wchar_t* from bytes or str, an address or None; returns what must be kept alive. */
function setString(code: u32, p: usize, value: PyObject): PyObject | null {
  if (value == Py_None) {
    store<u64>(p, 0);
    return Py_NewRef(Py_None);
  }
  if (PyLong_Check(value)) {
    store<u64>(p, PyLong_AsUnsignedLongLongMask(value));
    return Py_NewRef(Py_None);
  }
  if (code == 0x7a) {
    if (!PyBytes_Check(value)) return typeError("bytes or integer address expected instead of %s instance", value);
    store<u64>(p, <u64>PyBytes_AS_STRING(value));
    return Py_NewRef(value);
  }
  if (!PyUnicode_Check(value)) {
    return typeError("unicode string or integer address expected instead of %s instance", value);
  }
  const owner = wideCopy(value);
  if (owner === null) return null;
  store<u64>(p, load<u64>(changetype<usize>(owner) + 16));
  return owner;
}

/** Stores a Python value as C; returns what must be kept alive (None if nothing): `new`, null with an exception. */
export function setByCode(code: u32, p: usize, value: PyObject, size: i32, swapped: bool): PyObject | null {
  switch (code) {
    case 0x63: // c
      return setChar(p, value);
    case 0x75: // u
      return setWideChar(p, value);
    case 0x7a: // z
    case 0x5a: // Z
      return setString(code, p, value);
    case 0x3f: // ?
    case 0x76: {
      // v
      const truth = PyObject_IsTrue(value);
      if (truth < 0) return null;
      if (code == 0x3f) store<u8>(p, <u8>truth);
      else store<u16>(p, truth ? 0xffff : 0);
      return Py_NewRef(Py_None);
    }
    case 0x66: // f
    case 0x64: // d
    case 0x67: {
      // g
      const x = PyFloat_AsDouble(value);
      if (x == -1.0 && PyErr_Occurred() !== null) return null;
      if (code == 0x66) storeBytes(p, 4, reinterpret<u32>(<f32>x), swapped);
      else storeBytes(p, 8, reinterpret<u64>(x), swapped);
      return Py_NewRef(Py_None);
    }
    case 0x50: {
      // P
      if (value != Py_None && !PyLong_Check(value)) {
        return PyErr_SetString(PyExc_TypeError, "cannot be converted to pointer");
      }
      store<u64>(p, value == Py_None ? 0 : PyLong_AsUnsignedLongLongMask(value));
      return Py_NewRef(Py_None);
    }
    case 0x4f: // O
      store<u64>(p, <u64>changetype<usize>(value));
      Py_INCREF(value);
      return value;
    default:
      return setIndex(code, p, value, size, swapped);
  }
}
