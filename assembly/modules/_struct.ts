/**
 * The module _struct: packing values into bytes by a format (Modules/_struct.c). Reading formats and single values: struct_codes.ts.
 *
 *   Struct   16 s_size   24 s_len (values)   32 s_codes   40 s_format   48 weakreflist                              56 bytes
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { PyMem_Free } from "../memory/blocks";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import {
  PyExc_Exception,
  PyExc_IndexError,
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { PyArg_CheckPositional, arg, argReq, parseArgs, parseTupleArgs } from "../protocol/args";
import { _PyNumber_Index } from "../protocol/number";
import { PyObject_GenericSetAttr, PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import {
  PyBUF_WRITABLE,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  freeBuffer,
  simpleBuffer,
} from "../protocol/buffer";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../types/bytes";
import { PyDict_Clear, PyDict_GET_SIZE, PyDict_GetItemRef, PyDict_New, PyDict_SetItem } from "../types/dict";
import {
  PyLong_AsLongAndOverflow,
  PyLong_FromI64,
  PyLong_FromSsize_t,
  PyLong_FromU64,
  _PyLong_GetZero,
  longOverflow,
} from "../types/long";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_Pack1 } from "../types/tuple";
import { newType } from "../types/typeobject";
import { PyUnicode_Check, PyUnicode_FromASCII } from "../types/unicode";
import { _PyUnicode_AsASCIIString } from "../types/unicode_codecs";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import {
  CODE_SIZE,
  codesLength,
  codesSize,
  codesValues,
  packValues,
  parseCodes,
  setStructError,
  unpackValues,
} from "./struct_codes";

const PyStruct_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _struct.Struct
const UnpackIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _struct.unpack_iterator

@unmanaged
class PyStructObject extends PyObject {
  s_size: i32;
  s_size_hi: u32;
  s_len: i32;
  s_len_hi: u32;
  s_codes: usize;
  s_codes_hi: u32;
  s_format: PyObject | null;
  s_format_hi: u32;
  weakreflist: usize;
  weakreflist_hi: u32;
}

let structError: PyTypeObject = PyExc_Exception;
let cache: PyObject | null = null;

// ---- Struct ----

/** The format as bytes: `new`, or null with TypeError. */
function formatBytes(format: PyObject): PyObject | null {
  if (PyUnicode_Check(format)) return _PyUnicode_AsASCIIString(format, 0);
  if (PyBytes_Check(format)) return Py_NewRef(format);
  return PyErr_Format(
    PyExc_TypeError,
    "Struct() argument 1 must be a str or bytes object, not %s",
    format.ob_type.tp_name,
  );
}

/** Gives a Struct its format (any earlier one goes); false on error. */
function prepare(self: PyObject, format: PyObject): bool {
  const text = formatBytes(format);
  if (text === null) return false;
  const codes = parseCodes(PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text));
  if (codes == 0) {
    Py_DECREF(text);
    return false;
  }
  const s = changetype<PyStructObject>(self);
  if (s.s_codes != 0) PyMem_Free(s.s_codes);
  Py_XDECREF(s.s_format);
  s.s_codes = codes;
  s.s_format = text;
  s.s_size = codesSize;
  s.s_len = codesValues;
  return true;
}

function newStruct(type: PyTypeObject): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self !== null) changetype<PyStructObject>(self).s_len = -1;
  return self;
}

/** The first argument of struct's functions, a format or a Struct: `new` Struct from the cache. */
function structOf(format: PyObject): PyObject | null {
  if (format.ob_type == PyStruct_Type) return Py_NewRef(format);
  if (cache === null) {
    cache = PyDict_New();
    if (cache === null) return null;
  }
  const known = cache!;
  const found = PyDict_GetItemRef(known, format);
  if (found !== null || PyErr_Occurred() !== null) return found;
  const made = newStruct(PyStruct_Type);
  if (made === null) return null;
  if (!prepare(made, format)) {
    Py_DECREF(made);
    return null;
  }
  if (PyDict_GET_SIZE(known) >= 100) PyDict_Clear(known);
  if (PyDict_SetItem(known, format, made) < 0) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

function struct_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return newStruct(type);
}

function struct_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("Struct", "format", args, kwargs)) return -1;
  return prepare(self, argReq(0)) ? 0 : -1;
}

function struct_dealloc(self: PyObject): void {
  const s = changetype<PyStructObject>(self);
  if (s.weakreflist != 0) PyObject_ClearWeakRefs(self);
  if (s.s_codes != 0) PyMem_Free(s.s_codes);
  Py_XDECREF(s.s_format);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function struct_repr(self: PyObject): PyObject | null {
  if (!checkReady(self)) return null;
  const text = struct_get_format(self, 0);
  if (text === null) return null;
  const result = PyUnicode_FromFormat("Struct(%R)", changetype<usize>(text));
  Py_DECREF(text);
  return result;
}

function checkReady(self: PyObject): bool {
  if (changetype<PyStructObject>(self).s_codes != 0) return true;
  PyErr_SetString(PyExc_ValueError, "Struct object is not initialized");
  return false;
}

function struct_get_format(self: PyObject, closure: usize): PyObject | null {
  if (!checkReady(self)) return null;
  const f = changetype<PyStructObject>(self).s_format!;
  return PyUnicode_FromASCII(PyBytes_AS_STRING(f), PyBytes_GET_SIZE(f));
}

function struct_get_size(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(changetype<PyStructObject>(self).s_size);
}

function struct_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const n = codesLength(changetype<PyStructObject>(self).s_codes);
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + <i32>CODE_SIZE * (n + 1));
}

// ---- packing ----

/** Packs args[first:] as `self` says: `new` bytes. */
function packArgs(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkReady(self)) return null;
  const s = changetype<PyStructObject>(self);
  if (nargs != s.s_len) {
    return PyErr_Format(structError, "pack expected %zd items for packing (got %zd)", <usize>s.s_len, <usize>nargs);
  }
  const result = PyBytes_FromStringAndSize(0, s.s_size);
  if (result === null) return null;
  memory.fill(PyBytes_AS_STRING(result), 0, <usize>s.s_size);
  if (packValues(s.s_codes, PyBytes_AS_STRING(result), args)) return result;
  Py_DECREF(result);
  return null;
}

/** struct.error of a format with "%S" for each number; steals them. Always -1. */
function offsetError(
  format: string,
  a: PyObject | null,
  b: PyObject | null,
  c: PyObject | null,
  d: PyObject | null,
): i32 {
  if (a !== null && b !== null && c !== null && d !== null) {
    PyErr_Format(
      structError,
      format,
      changetype<usize>(a),
      changetype<usize>(b),
      changetype<usize>(c),
      changetype<usize>(d),
    );
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  Py_XDECREF(d);
  return -1;
}

/** Checks an offset into a buffer of `length` for `size` bytes; -1 with struct.error. */
function offsetIn(given: i64, size: i64, length: i64, unpack: bool): i32 {
  let offset = given;
  const zero = _PyLong_GetZero();
  if (offset < 0) {
    if (offset + size > 0) {
      const what = unpack
        ? "not enough data to unpack %S bytes at offset %S"
        : "no space to pack %S bytes at offset %S";
      return offsetError(what, PyLong_FromI64(size), PyLong_FromI64(offset), zero, zero);
    }
    if (offset + length < 0) {
      const what = "offset %S out of range for %S-byte buffer";
      return offsetError(what, PyLong_FromI64(offset), PyLong_FromI64(length), zero, zero);
    }
    offset += length;
  }
  if (length - offset >= size) return <i32>offset;
  const need = PyLong_FromU64(<u64>offset + <u64>size);
  const what = unpack
    ? "unpack_from requires a buffer of at least %S bytes for unpacking %S bytes at offset %S (actual buffer size is %S)"
    : "pack_into requires a buffer of at least %S bytes for packing %S bytes at offset %S (actual buffer size is %S)";
  return offsetError(what, need, PyLong_FromI64(size), PyLong_FromI64(given), PyLong_FromI64(length));
}

let offsetValue: i64 = 0;

/** A Py_ssize_t of 64 bits into `offsetValue`; too large a one is an IndexError for pack_into, an OverflowError for unpack_from. */
function offsetArg(op: PyObject, unpack: bool): bool {
  const index = _PyNumber_Index(op);
  if (index === null) return false;
  offsetValue = PyLong_AsLongAndOverflow(index);
  if (longOverflow != 0 && unpack) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C ssize_t");
  } else if (longOverflow != 0) {
    PyErr_Format(PyExc_IndexError, "cannot fit '%s' into an index-sized integer", op.ob_type.tp_name);
  }
  Py_DECREF(index);
  return longOverflow == 0;
}

/** pack_into(buffer, offset, *values). */
function packInto(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkReady(self)) return null;
  const s = changetype<PyStructObject>(self);
  if (nargs != s.s_len + 2) {
    if (nargs == 0) return PyErr_Format(structError, "pack_into expected buffer argument");
    if (nargs == 1) return PyErr_Format(structError, "pack_into expected offset argument");
    return PyErr_Format(
      structError,
      "pack_into expected %zd items for packing (got %zd)",
      <usize>s.s_len,
      <usize>(nargs - 2),
    );
  }
  const view = allocBuffer();
  if (PyObject_GetBuffer(ptrAt(args, 0), view, PyBUF_WRITABLE) < 0) {
    view.obj = null;
    freeBuffer(view);
    return PyErr_Format(
      PyExc_TypeError,
      "argument must be read-write bytes-like object, not %s",
      ptrAt(args, 0).ob_type.tp_name,
    );
  }
  let ok = offsetArg(ptrAt(args, 1), false);
  if (ok) {
    const at = offsetIn(offsetValue, s.s_size, view.len, false);
    ok = at >= 0;
    if (ok) {
      memory.fill(view.buf + <usize>at, 0, <usize>s.s_size);
      ok = packValues(s.s_codes, view.buf + <usize>at, args + 16);
    }
  }
  freeBuffer(view);
  return ok ? Py_NewRef(Py_None) : null;
}

// ---- unpacking ----

function unpackAt(self: PyObject, p: usize): PyObject | null {
  const s = changetype<PyStructObject>(self);
  return unpackValues(s.s_codes, p, s.s_len);
}

function unpackBuffer(self: PyObject, buffer: PyObject): PyObject | null {
  if (!checkReady(self)) return null;
  const view = simpleBuffer(buffer);
  if (view === null) return null;
  const size = changetype<PyStructObject>(self).s_size;
  let result: PyObject | null = null;
  if (view.len != size) PyErr_Format(structError, "unpack requires a buffer of %zd bytes", <usize>size);
  else result = unpackAt(self, view.buf);
  freeBuffer(view);
  return result;
}

function unpackFrom(self: PyObject, buffer: PyObject, offset: i64): PyObject | null {
  if (!checkReady(self)) return null;
  const view = simpleBuffer(buffer);
  if (view === null) return null;
  const at = offsetIn(offset, changetype<PyStructObject>(self).s_size, view.len, true);
  let result: PyObject | null = null;
  if (at >= 0) result = unpackAt(self, view.buf + <usize>at);
  freeBuffer(view);
  return result;
}

/** so 16, view 24 (pointer to a pooled view), index 32: 40 bytes. */
@unmanaged
class UnpackIterObject extends PyObject {
  so: PyObject | null;
  so_hi: u32;
  view: Py_buffer | null;
  view_hi: u32;
  index: i32;
  index_hi: u32;
}

function iterUnpack(self: PyObject, buffer: PyObject): PyObject | null {
  if (!checkReady(self)) return null;
  const size = changetype<PyStructObject>(self).s_size;
  if (size == 0) return PyErr_Format(structError, "cannot iteratively unpack with a struct of length 0");
  const op = call_indirect<PyObject | null>(UnpackIter_Type.tp_alloc, UnpackIter_Type, 0);
  if (op === null) return null;
  const view = simpleBuffer(buffer);
  if (view === null) {
    Py_DECREF(op);
    return null;
  }
  const it = changetype<UnpackIterObject>(op);
  it.view = view;
  if (view.len % size != 0) {
    Py_DECREF(op);
    return PyErr_Format(structError, "iterative unpacking requires a buffer of a multiple of %zd bytes", <usize>size);
  }
  it.so = Py_NewRef(self);
  return op;
}

function unpackiter_dealloc(op: PyObject): void {
  const it = changetype<UnpackIterObject>(op);
  const view = it.view;
  if (view !== null) freeBuffer(view);
  Py_XDECREF(it.so);
  call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

function unpackiter_next(op: PyObject): PyObject | null {
  const it = changetype<UnpackIterObject>(op);
  const so = it.so;
  const view = it.view;
  if (so === null || view === null) return null;
  if (it.index >= view.len) {
    it.so = null;
    it.view = null;
    freeBuffer(view);
    Py_DECREF(so);
    return null;
  }
  const result = unpackAt(so, view.buf + <usize>it.index);
  it.index += changetype<PyStructObject>(so).s_size;
  return result;
}

function unpackiter_len(op: PyObject, unused: PyObject | null): PyObject | null {
  const it = changetype<UnpackIterObject>(op);
  const so = it.so;
  const view = it.view;
  if (so === null || view === null) return PyLong_FromSsize_t(0);
  return PyLong_FromSsize_t((view.len - it.index) / changetype<PyStructObject>(so).s_size);
}

// ---- methods ----

function Struct_pack(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return packArgs(self, args, nargs);
}
function Struct_pack_into(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return packInto(self, args, nargs);
}
function Struct_unpack(self: PyObject, buffer: PyObject): PyObject | null {
  return unpackBuffer(self, buffer);
}
function Struct_iter_unpack(self: PyObject, buffer: PyObject): PyObject | null {
  return iterUnpack(self, buffer);
}
function Struct_unpack_from(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("unpack_from", "buffer,offset=", args, nargs, kwnames)) return null;
  const buffer = argReq(0);
  const offset = arg(1);
  if (offset !== null && !offsetArg(offset, true)) return null;
  return unpackFrom(self, buffer, offset === null ? 0 : offsetValue);
}

// ---- functions ----

function calcsize(m: PyObject, format: PyObject): PyObject | null {
  const s = structOf(format);
  if (s === null) return null;
  const size = changetype<PyStructObject>(s).s_size;
  Py_DECREF(s);
  return PyLong_FromSsize_t(size);
}

function pack(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs == 0) return PyErr_SetString(PyExc_TypeError, "missing format argument");
  const s = structOf(ptrAt(args, 0));
  if (s === null) return null;
  const result = packArgs(s, args + 8, nargs - 1);
  Py_DECREF(s);
  return result;
}

function pack_into(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs == 0) return PyErr_SetString(PyExc_TypeError, "missing format argument");
  const s = structOf(ptrAt(args, 0));
  if (s === null) return null;
  const result = packInto(s, args + 8, nargs - 1);
  Py_DECREF(s);
  return result;
}

function unpack(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("unpack", nargs, 2, 2)) return null;
  const s = structOf(ptrAt(args, 0));
  if (s === null) return null;
  const result = unpackBuffer(s, ptrAt(args, 1));
  Py_DECREF(s);
  return result;
}

function unpack_from(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("unpack_from", "format,/,buffer,offset=", args, nargs, kwnames)) return null;
  const format = argReq(0);
  const buffer = argReq(1);
  const offset = arg(2);
  if (offset !== null && !offsetArg(offset, true)) return null;
  const at = offset === null ? 0 : offsetValue;
  const s = structOf(format);
  if (s === null) return null;
  const result = unpackFrom(s, buffer, at);
  Py_DECREF(s);
  return result;
}

function iter_unpack(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("iter_unpack", nargs, 2, 2)) return null;
  const s = structOf(ptrAt(args, 0));
  if (s === null) return null;
  const result = iterUnpack(s, ptrAt(args, 1));
  Py_DECREF(s);
  return result;
}

function clearcache(m: PyObject, unused: PyObject | null): PyObject | null {
  const old = cache;
  cache = null;
  Py_XDECREF(old);
  return Py_NewRef(Py_None);
}

/** The module's types; boot.ts calls it before types are readied. */
export function initStructTypes(): void {
  const t = PyStruct_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_struct.Struct",
    56,
    0,
    Py_TPFLAGS_BASETYPE,
    "Struct(fmt) --> compiled struct object",
  );
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_dealloc = struct_dealloc.index;
  t.tp_repr = struct_repr.index;
  t.tp_init = struct_init.index;
  t.tp_new = struct_new.index;
  t.tp_weaklistoffset = 48;
  addMethod(
    t,
    "iter_unpack",
    Struct_iter_unpack.index,
    METH_O,
    "iter_unpack($self, buffer, /)\n--\n\nReturn an iterator yielding tuples.",
  );
  addMethod(t, "pack", Struct_pack.index, METH_FASTCALL, "S.pack(v1, v2, ...) -> bytes");
  addMethod(t, "pack_into", Struct_pack_into.index, METH_FASTCALL, "S.pack_into(buffer, offset, v1, v2, ...)");
  addMethod(
    t,
    "unpack",
    Struct_unpack.index,
    METH_O,
    "unpack($self, buffer, /)\n--\n\nReturn a tuple containing unpacked values.",
  );
  addMethod(
    t,
    "unpack_from",
    Struct_unpack_from.index,
    METH_FASTCALL_KEYWORDS,
    "unpack_from($self, /, buffer, offset=0)\n--\n\nReturn a tuple containing unpacked values.",
  );
  addMethod(
    t,
    "__sizeof__",
    struct_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nReturns size in memory, in bytes.",
  );
  addGetSet(t, "format", struct_get_format.index, 0, "struct format string");
  addGetSet(t, "size", struct_get_size.index, 0, "struct size in bytes");
  const i = UnpackIter_Type;
  initStaticType(i, PyType_Type, PyBaseObject_Type, "_struct.unpack_iterator", 40, 0, 0);
  i.tp_dealloc = unpackiter_dealloc.index;
  i.tp_iter = PyObject_SelfIter.index;
  i.tp_iternext = unpackiter_next.index;
  addMethod(i, "__length_hint__", unpackiter_len.index, METH_NOARGS, null);
}

/** `new` module _struct. */
export function initStructModule(): PyObject | null {
  const m = PyModule_New(
    "_struct",
    "Python values to and from the bytes of C structs.\nA format string says how the struct is laid out; its bytes are a bytes object.",
  );
  if (m === null) return null;
  // One struct.error for the machine: a module that is made anew raises the same.
  if (structError == PyExc_Exception) {
    const bases = PyTuple_Pack1(PyExc_Exception);
    if (bases === null) return null;
    const error = newType(PyType_Type, "error", "struct", bases, null);
    Py_DECREF(bases);
    if (error === null) return null;
    structError = changetype<PyTypeObject>(error);
    setStructError(structError);
  }
  PyModule_AddObjectRef(m, "error", structError);
  PyModule_AddObjectRef(m, "Struct", PyStruct_Type);
  moduleFunction(
    m,
    "_clearcache",
    clearcache.index,
    METH_NOARGS,
    "_clearcache($module, /)\n--\n\nClear the internal cache.",
  );
  moduleFunction(
    m,
    "calcsize",
    calcsize.index,
    METH_O,
    "calcsize($module, format, /)\n--\n\nHow many bytes a struct of this format takes.",
  );
  moduleFunction(
    m,
    "iter_unpack",
    iter_unpack.index,
    METH_FASTCALL,
    "iter_unpack($module, format, buffer, /)\n--\n\nGo through the buffer and yield one tuple for each struct in it.",
  );
  moduleFunction(m, "pack", pack.index, METH_FASTCALL, "pack(format, v1, v2, ...) -> bytes");
  moduleFunction(m, "pack_into", pack_into.index, METH_FASTCALL, "pack_into(format, buffer, offset, v1, v2, ...)");
  moduleFunction(
    m,
    "unpack",
    unpack.index,
    METH_FASTCALL,
    "unpack($module, format, buffer, /)\n--\n\nThe values of the struct that fills the buffer, as a tuple.",
  );
  moduleFunction(
    m,
    "unpack_from",
    unpack_from.index,
    METH_FASTCALL_KEYWORDS,
    "unpack_from($module, format, /, buffer, offset=0)\n--\n\nThe values of the struct that begins at offset, as a tuple.",
  );
  return m;
}
