/**
 * CField: a structure's field, a data descriptor on the class (Modules/_ctypes/cfield.c). Besides plain parts it reads bit fields and, for
 * char and wchar_t arrays, bytes and str.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_CLEAR, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { visitField } from "../../object/slots";
import { addGetSet, initStaticType } from "../../object/typedef";
import { PyObject_GC_Del, PyObject_GC_Track, PyObject_GC_UnTrack, _PyObject_GC_New } from "../../gc/collector";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_FromSsize_t } from "../../types/long";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { checkAddress, wideStringAt } from "./access";
import { PyCData_get, PyCData_set, ptrOf } from "./cdata";
import { CFieldObject, PyCArrayType_Type, PyCField_Type, getStgInfo, isCData, isMetatype } from "./layout";

/** Pseudo codes: a char array read as bytes, a wchar_t array read as str. */
const CODE_CHARS: u32 = 0x73;
const CODE_WIDE: u32 = 0x55;

/** How a field of `proto` is read; `bits` tells a bit field. */
export function fieldCode(proto: PyTypeObject, isBits: bool): u32 {
  const info = getStgInfo(proto)!;
  if (isBits) return info.code;
  if (isMetatype(proto, PyCArrayType_Type) && info.proto !== null) {
    const item = getStgInfo(info.proto!);
    if (item !== null && item.code == 0x63) return CODE_CHARS;
    if (item !== null && item.code == 0x75) return CODE_WIDE;
  }
  return 0;
}

/** A field of type `proto`: `new`; offset and size are filled in by the caller. */
export function newField(proto: PyTypeObject, index: i32, code: u32): CFieldObject | null {
  const op = _PyObject_GC_New(PyCField_Type);
  if (op === null) return null;
  memory.fill(changetype<usize>(op) + 16, 0, 64);
  const field = changetype<CFieldObject>(op);
  field.proto = changetype<PyTypeObject>(Py_NewRef(proto));
  field.index = index;
  field.code = code;
  PyObject_GC_Track(op);
  return field;
}

/** Bytes of a char array field up to a NUL: `new` */
export function getChars(p: usize, size: i32): PyObject | null {
  if (!checkAddress(p, <u64>size)) return null;
  let n = 0;
  while (n < size && load<u8>(p + <usize>n) != 0) n++;
  return PyBytes_FromStringAndSize(p, n);
}

function setChars(p: usize, size: i32, value: PyObject): i32 {
  if (!PyBytes_Check(value)) {
    PyErr_Format(PyExc_TypeError, "expected bytes, %s found", value.ob_type.tp_name);
    return -1;
  }
  // up to the first NUL, as C's strlen
  const whole = PyBytes_GET_SIZE(value);
  let n = 0;
  while (n < whole && load<u8>(PyBytes_AS_STRING(value) + <usize>n) != 0) n++;
  if (n > size) {
    PyErr_Format(PyExc_ValueError, "bytes too long (%d, maximum length %d)", n, size);
    return -1;
  }
  if (!checkAddress(p, <u64>size)) return -1;
  memory.copy(p, PyBytes_AS_STRING(value), <usize>(n < size ? n + 1 : n));
  return 0;
}

/** Writes a str as wide characters, with a NUL if there is room. `size` in bytes. */
export function setWide(p: usize, size: i32, value: PyObject): i32 {
  if (!PyUnicode_Check(value)) {
    PyErr_Format(PyExc_TypeError, "unicode string expected instead of %s instance", value.ob_type.tp_name);
    return -1;
  }
  const n = PyUnicode_GET_LENGTH(value);
  const room = size >> 2;
  if (n > room) {
    PyErr_Format(PyExc_ValueError, "string too long (%d, maximum length %d)", n, room);
    return -1;
  }
  if (!checkAddress(p, <u64>size)) return -1;
  for (let i = 0; i < n; i++) store<u32>(p + ((<usize>i) << 2), PyUnicode_READ_CHAR(value, i));
  if (n < room) store<u32>(p + ((<usize>n) << 2), 0);
  return 0;
}

function cfield_get(self: PyObject, inst: PyObject | null, type: PyObject | null): PyObject | null {
  if (inst === null) return Py_NewRef(self);
  if (!isCData(inst)) return PyErr_SetString(PyExc_TypeError, "not a ctype instance");
  const field = changetype<CFieldObject>(self);
  const p = ptrOf(inst) + <usize>field.offset;
  if (field.code == CODE_CHARS) return getChars(p, field.size);
  if (field.code == CODE_WIDE) {
    return checkAddress(p, <u64>field.size) ? wideStringAt(p, field.size >> 2) : null;
  }
  return PyCData_get(field.proto, field.code, inst, field.index, field.size, p);
}

function cfield_set(self: PyObject, inst: PyObject, value: PyObject | null): i32 {
  if (!isCData(inst)) {
    PyErr_SetString(PyExc_TypeError, "not a ctype instance");
    return -1;
  }
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "can't delete attribute");
    return -1;
  }
  const field = changetype<CFieldObject>(self);
  const p = ptrOf(inst) + <usize>field.offset;
  if (field.code == CODE_CHARS && !isCData(value)) return setChars(p, field.size, value);
  if (field.code == CODE_WIDE && !isCData(value)) return setWide(p, field.size, value);
  const bits = field.code != CODE_CHARS && field.code != CODE_WIDE ? field.code : 0;
  return PyCData_set(inst, field.proto, bits, value, field.index, field.size, p);
}

function cfield_repr(self: PyObject): PyObject | null {
  const field = changetype<CFieldObject>(self);
  const name = field.proto.tp_name;
  const bits = field.size >> 16;
  if (bits) {
    const low = field.size & 0xffff;
    return PyUnicode_FromFormat("<Field type=%s, ofs=%d:%d, bits=%d>", name, field.offset, low, bits);
  }
  return PyUnicode_FromFormat("<Field type=%s, ofs=%d, size=%d>", name, field.offset, field.size);
}

function cfield_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + offsetof<CFieldObject>("proto"), visit, arg);
}

function cfield_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + offsetof<CFieldObject>("proto"));
  return 0;
}

function cfield_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  cfield_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

function getOffset(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(changetype<CFieldObject>(self).offset);
}

function getSize(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(changetype<CFieldObject>(self).size);
}

export function initCFieldType(): void {
  const t = PyCField_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_ctypes.CField",
    80,
    0,
    Py_TPFLAGS_HAVE_GC | (1 << 7),
    "Structure/Union member",
  );
  t.tp_dealloc = cfield_dealloc.index;
  t.tp_repr = cfield_repr.index;
  t.tp_traverse = cfield_traverse.index;
  t.tp_clear = cfield_clear.index;
  t.tp_descr_get = cfield_get.index;
  t.tp_descr_set = cfield_set.index;
  addGetSet(t, "offset", getOffset.index, 0, "offset in bytes of this field");
  addGetSet(t, "size", getSize.index, 0, "size in bytes of this field");
}
