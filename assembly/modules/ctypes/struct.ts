/**
 * Structure and Union (Modules/_ctypes/_ctypes.c and stgdict.c): `_fields_` laid out as GCC does on x86-64 (alignment, `_pack_`, `_align_`,
 * bit fields, anonymous parts), and instances initialised by position and name.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { PyExc_AttributeError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_DECREF, Py_INCREF, Py_XDECREF } from "../../object/refcount";
import { ID } from "../../generated/ids";
import { PyMem_Free, PyMem_Realloc } from "../../memory/blocks";
import { PyObject_GetAttr, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../../protocol/attr";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PySequence_Check, PySequence_GetItem, PySequence_Size } from "../../protocol/sequence";
import { PyDict_Contains, PyDict_GetItemWithError, PyDict_Next, dictNextKey, dictNextValue } from "../../types/dict";
import { PyLong_AsI32, PyLong_Check } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { PyType_Check, lookup_tp_dict, type_setattro } from "../../types/typeobject";
import { PyUnicode_AsUTF8AndSize, PyUnicode_Check, PyUnicode_EqualToLiteral } from "../../types/unicode";
import {
  CFieldObject,
  CDATA_SIZE,
  DICTFLAG_FINAL,
  PyCField_Type,
  PyCStructType_Type,
  PyCType_Type,
  StgInfo,
  Struct_Type,
  TYPEFLAG_HASBITFIELD,
  TYPEFLAG_HASUNION,
  UnionType_Type,
  Union_Type,
  getStgInfo,
  stgInfoOf,
} from "./layout";
import { fieldCode, newField } from "./field";
import { beginInfo, cloneInfo, defineMetatype } from "./metatype";
import { defineCDataClass } from "./simple";

const attrResult: usize = memory.data(8, 8);

/** type.name: `new`, or null without exception if it is absent, with one (PyErr_Occurred) on failure. */
function optional(op: PyObject, name: PyObject): PyObject | null {
  if (PyObject_GetOptionalAttr(op, name, attrResult) <= 0) return null;
  return load<PyObject | null>(attrResult);
}

// ---- the layout of a class being built

let size: i32 = 0;
let offset: i32 = 0;
let align: i32 = 0;
let totalAlign: i32 = 0;
let unionSize: i32 = 0;
let pack: i32 = 0;
/** Bits of the storage unit that bit fields are being put into, and how many are used. */
let unitBits: i32 = 0;
let usedBits: i32 = 0;
let swappedFields: bool = false;
/** The PEP 3118 format grows here. */
let text: usize = 0;
let textLength: usize = 0;

function appendByte(ch: u32): bool {
  const grown = PyMem_Realloc(text, textLength + 1);
  if (grown == 0) {
    PyErr_NoMemory();
    return false;
  }
  text = grown;
  store<u8>(text + textLength, <u8>ch);
  textLength++;
  return true;
}

function appendText(from: usize): bool {
  for (let i: usize = 0; load<u8>(from + i) != 0; i++) {
    if (!appendByte(load<u8>(from + i))) return false;
  }
  return true;
}

/** "x" or "<n>x" for `n` bytes of padding. */
function appendPadding(n: i32): bool {
  if (n == 0) return true;
  let digits = 1;
  for (let rest = n; rest >= 10; rest /= 10) digits++;
  if (n > 1) {
    for (let i = digits - 1; i >= 0; i--) {
      let digit = n;
      for (let k = 0; k < i; k++) digit /= 10;
      if (!appendByte(0x30 + <u32>(digit % 10))) return false;
    }
  }
  return appendByte(0x78);
}

/** "<i:name:" of one field, shapes of arrays included. */
function appendField(info: StgInfo, name: PyObject): bool {
  if (info.ndim > 0) {
    if (!appendByte(0x28)) return false;
    for (let i = 0; i < info.ndim; i++) {
      if (i > 0 && !appendByte(0x2c)) return false;
      if (!appendNumber(load<i32>(info.shape + ((<usize>i) << 3)))) return false;
    }
    if (!appendByte(0x29)) return false;
  }
  if (info.format != 0 && !appendText(info.format)) return false;
  if (!appendByte(0x3a)) return false;
  const utf8 = PyUnicode_AsUTF8AndSize(name);
  return utf8 != 0 && appendText(utf8) && appendByte(0x3a);
}

function appendNumber(n: i32): bool {
  if (n >= 10 && !appendNumber(n / 10)) return false;
  return appendByte(0x30 + <u32>(n % 10));
}

/** An optional non-negative int attribute; -1 with ValueError; 0 if absent. */
function layoutAttr(type: PyTypeObject, name: PyObject, message: string): i32 {
  const value = optional(type, name);
  if (value === null) return PyErr_Occurred() !== null ? -1 : 0;
  let n = -1;
  if (PyLong_Check(value)) n = PyLong_AsI32(value);
  Py_DECREF(value);
  if (n < 0) PyErr_SetString(PyExc_ValueError, message);
  return n;
}

/** Places a field without bits, or a new storage unit: aligns, then advances. */
function placeUnit(info: StgInfo): i32 {
  align = pack > 0 && pack < info.align ? pack : info.align;
  if (align && offset % align) {
    const delta = align - (offset % align);
    size += delta;
    offset += delta;
  }
  const at = offset;
  size += info.size;
  offset += info.size;
  return at;
}

/** Decides offset and size word of a field. */
function placeField(field: CFieldObject, info: StgInfo, bits: i32): void {
  if (bits == 0) {
    unitBits = 0;
    usedBits = 0;
    field.offset = placeUnit(info);
    field.size = info.size;
    return;
  }
  const width = info.size << 3;
  let low: i32;
  if (unitBits && width <= unitBits && usedBits + bits <= unitBits) {
    align = info.align;
    low = usedBits;
    usedBits += bits;
    field.offset = offset - info.size;
  } else if (unitBits && width > unitBits && usedBits + bits <= width) {
    align = info.align;
    const more = info.size - (unitBits >> 3);
    offset += more;
    size += more;
    unitBits = width;
    low = usedBits;
    usedBits += bits;
    field.offset = offset - info.size;
  } else {
    low = 0;
    usedBits = bits;
    unitBits = width;
    field.offset = placeUnit(info);
  }
  if (swappedFields) low = width - low - bits;
  field.size = (bits << 16) + low;
}

// ---- _fields_

/** The third item of a field's tuple; 0 if there is none; -1 with an exception. */
function fieldBits(pair: PyObject, type: PyTypeObject, info: StgInfo): i32 {
  if (PyTuple_GET_SIZE(pair) < 3) return 0;
  const item = PyTuple_GET_ITEM(pair, 2);
  if (!PyLong_Check(item)) {
    PyErr_SetString(PyExc_TypeError, "'_fields_' must be a sequence of (name, C type) pairs");
    return -1;
  }
  const bits = PyLong_AsI32(item);
  if (bits == -1 && PyErr_Occurred() !== null) return -1;
  const code = info.code;
  const integral =
    code != 0 &&
    code != 0x66 &&
    code != 0x64 &&
    code != 0x67 &&
    code != 0x63 &&
    code != 0x75 &&
    code != 0x7a &&
    code != 0x5a &&
    code != 0x50 &&
    code != 0x4f;
  if (!integral) {
    PyErr_Format(PyExc_TypeError, "bit fields not allowed for type %s", type.tp_name);
    return -1;
  }
  if (bits <= 0 || bits > info.size << 3) {
    PyErr_SetString(PyExc_ValueError, "number of bits invalid for bit field");
    return -1;
  }
  return bits;
}

/** Lays out field `i` and puts its descriptor on the class. */
function addField(type: PyTypeObject, own: StgInfo, pair: PyObject, i: i32, index: i32, isStruct: bool): bool {
  const n = PyTuple_Check(pair) ? PyTuple_GET_SIZE(pair) : 0;
  if (n < 2 || n > 3 || !PyUnicode_Check(PyTuple_GET_ITEM(pair, 0))) {
    PyErr_SetString(PyExc_TypeError, "'_fields_' must be a sequence of (name, C type) pairs");
    return false;
  }
  const name = PyTuple_GET_ITEM(pair, 0);
  const target = PyTuple_GET_ITEM(pair, 1);
  const info: StgInfo | null = PyType_Check(target) ? getStgInfo(changetype<PyTypeObject>(target)) : null;
  if (info === null) {
    PyErr_Format(PyExc_TypeError, "second item in _fields_ tuple (index %d) must be a C type", i);
    return false;
  }
  const proto = changetype<PyTypeObject>(target);
  const bits = fieldBits(pair, proto, info);
  if (bits < 0) return false;
  if (bits > 0) own.flags |= TYPEFLAG_HASBITFIELD;
  own.flags |= info.flags & (TYPEFLAG_HASUNION | TYPEFLAG_HASBITFIELD);
  info.flags |= DICTFLAG_FINAL;
  const field = newField(proto, index, fieldCode(proto, bits > 0));
  if (field === null) return false;
  if (!isStruct) {
    size = 0;
    offset = 0;
    align = 0;
  }
  const before = offset;
  placeField(field, info, bits);
  if (size > unionSize) unionSize = size;
  if (align > totalAlign) totalAlign = align;
  const ok =
    (!isStruct || (appendPadding(bits > 0 ? 0 : field.offset - before) && appendField(info, name))) &&
    type_setattro(type, name, field) == 0;
  Py_DECREF(field);
  return ok;
}

/** Starts the layout from the base class's. */
function beginLayout(type: PyTypeObject, isStruct: bool): bool {
  pack = layoutAttr(type, ID._pack_, "_pack_ must be a non-negative integer");
  if (pack < 0) return false;
  const forced = layoutAttr(type, ID._align_, "_align_ must be a non-negative integer");
  if (forced < 0) return false;
  const base: StgInfo | null = type.tp_base === null ? null : getStgInfo(type.tp_base!);
  size = base === null ? 0 : base.size;
  offset = size;
  align = base === null ? 0 : base.align;
  totalAlign = align > 0 ? align : 1;
  if (forced > totalAlign) totalAlign = forced;
  unionSize = size;
  unitBits = 0;
  usedBits = 0;
  text = 0;
  textLength = 0;
  if (!isStruct) return appendByte(0x42);
  if (!appendByte(0x54) || !appendByte(0x7b)) return false;
  if (base !== null && base.format != 0 && base.length > 0) {
    // The base's fields come first: its text between "T{" and "}".
    let n: usize = 0;
    while (load<u8>(base.format + n) != 0) n++;
    for (let i: usize = 2; i + 1 < n; i++) {
      if (!appendByte(load<u8>(base.format + i))) return false;
    }
  }
  return true;
}

/** Closes the layout and stores it. */
function endLayout(info: StgInfo, isStruct: bool, length: i32): bool {
  if (!isStruct) size = unionSize;
  const padded = ((size + totalAlign - 1) / totalAlign) * totalAlign;
  const padding = padded - size;
  size = padded;
  if (isStruct && (!appendPadding(padding) || !appendByte(0x7d))) return false;
  if (!appendByte(0)) return false;
  PyMem_Free(info.format);
  info.format = text;
  text = 0;
  info.size = size;
  info.align = totalAlign;
  info.length = length;
  return true;
}

/** Assigning `_fields_` (borrowed) lays the class out. 0, or -1. */
function updateInfo(type: PyTypeObject, fields: PyObject, isStruct: bool): i32 {
  const info = stgInfoOf(type);
  if (info === null || !info.initialized) {
    PyErr_SetString(PyExc_TypeError, "ctypes state is not initialized");
    return -1;
  }
  if (info.flags & DICTFLAG_FINAL) {
    PyErr_SetString(PyExc_AttributeError, "_fields_ is final");
    return -1;
  }
  const n = PySequence_Check(fields) ? PySequence_Size(fields) : -1;
  if (n < 0) {
    PyErr_SetString(PyExc_TypeError, "'_fields_' must be a sequence of pairs");
    return -1;
  }
  const swapped = optional(type, ID._swappedbytes_);
  if (swapped === null && PyErr_Occurred() !== null) return -1;
  swappedFields = swapped !== null;
  Py_XDECREF(swapped);
  const base: StgInfo | null = type.tp_base === null ? null : getStgInfo(type.tp_base!);
  const first = base === null ? 0 : base.length;
  let ok = beginLayout(type, isStruct);
  if (base !== null) base.flags |= DICTFLAG_FINAL;
  for (let i = 0; i < n && ok; i++) {
    const pair = PySequence_GetItem(fields, i);
    ok = pair !== null && addField(type, info, pair, i, first + i, isStruct);
    Py_XDECREF(pair);
  }
  ok = ok && endLayout(info, isStruct, first + n);
  PyMem_Free(text);
  text = 0;
  if (!ok) return -1;
  info.flags |= DICTFLAG_FINAL;
  return makeAnonymous(type) ? 0 : -1;
}

// ---- _anonymous_

/** Shows the fields of an anonymous part as fields of `type`. */
function liftFields(type: PyTypeObject, part: CFieldObject): bool {
  const fields = PyObject_GetAttr(part.proto, ID._fields_);
  if (fields === null) return false;
  const n = PySequence_Size(fields);
  let ok = n >= 0;
  for (let i = 0; i < n && ok; i++) {
    const pair = PySequence_GetItem(fields, i);
    ok = pair !== null && liftField(type, part, PyTuple_GET_ITEM(pair, 0));
    Py_XDECREF(pair);
  }
  Py_DECREF(fields);
  return ok;
}

function liftField(type: PyTypeObject, part: CFieldObject, name: PyObject): bool {
  const inner = PyObject_GetAttr(part.proto, name);
  if (inner === null) return false;
  const from = changetype<CFieldObject>(inner);
  let ok: bool;
  if (from.anonymous) {
    // Its own parts are lifted with the outer offset added.
    const moved = newField(from.proto, from.index + part.index, 0);
    if (moved === null) {
      Py_DECREF(inner);
      return false;
    }
    moved.offset = from.offset + part.offset;
    ok = liftFields(type, moved);
    Py_DECREF(moved);
  } else {
    const field = newField(from.proto, from.index + part.index, from.code);
    ok = field !== null;
    if (field !== null) {
      field.size = from.size;
      field.offset = from.offset + part.offset;
      ok = type_setattro(type, name, field) == 0;
      Py_DECREF(field);
    }
  }
  Py_DECREF(inner);
  return ok;
}

function makeAnonymous(type: PyTypeObject): bool {
  const names = optional(type, ID._anonymous_);
  if (names === null) return PyErr_Occurred() === null;
  const n = PySequence_Check(names) ? PySequence_Size(names) : -1;
  if (n < 0) {
    Py_DECREF(names);
    PyErr_SetString(PyExc_TypeError, "_anonymous_ must be a sequence");
    return false;
  }
  let ok = true;
  for (let i = 0; i < n && ok; i++) {
    const name = PySequence_GetItem(names, i);
    const part: PyObject | null = name === null ? null : PyObject_GetAttr(type, name);
    if (part === null) {
      ok = false;
    } else if (part.ob_type != PyCField_Type) {
      const format = "'%S' is specified in _anonymous_ but not in _fields_";
      PyErr_Format(PyExc_AttributeError, format, changetype<usize>(name));
      ok = false;
    } else {
      changetype<CFieldObject>(part).anonymous = 1;
      ok = liftFields(type, changetype<CFieldObject>(part));
    }
    Py_XDECREF(part);
    Py_XDECREF(name);
  }
  Py_DECREF(names);
  return ok;
}

// ---- the metatypes

function initClass(type: PyTypeObject, isStruct: bool): i32 {
  const dict = lookup_tp_dict(type);
  const isAbstract = PyDict_Contains(dict, ID._abstract_);
  if (isAbstract != 0) return isAbstract < 0 ? -1 : 0;
  const info = beginInfo(type);
  if (info === null) return -1;
  if (!isStruct) info.flags |= TYPEFLAG_HASUNION;
  info.align = 1;
  const fields = PyDict_GetItemWithError(dict, ID._fields_);
  if (fields !== null) {
    Py_INCREF(fields);
    const result = PyObject_SetAttr(type, ID._fields_, fields);
    Py_DECREF(fields);
    return result;
  }
  if (PyErr_Occurred() !== null) return -1;
  const base: StgInfo | null = type.tp_base === null ? null : getStgInfo(type.tp_base!);
  if (base === null) return 0;
  if (!cloneInfo(info, base)) return -1;
  base.flags |= DICTFLAG_FINAL;
  return 0;
}

function PyCStructType_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  return initClass(changetype<PyTypeObject>(self), true);
}

function UnionType_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  return initClass(changetype<PyTypeObject>(self), false);
}

function setClassAttr(self: PyObject, name: PyObject, value: PyObject | null, isStruct: bool): i32 {
  if (type_setattro(self, name, value) < 0) return -1;
  if (value === null || !PyUnicode_Check(name) || !PyUnicode_EqualToLiteral(name, "_fields_")) return 0;
  return updateInfo(changetype<PyTypeObject>(self), value, isStruct);
}

function PyCStructType_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  return setClassAttr(self, name, value, true);
}

function UnionType_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  return setClassAttr(self, name, value, false);
}

// ---- instances

/** Sets the fields of `type` and its bases from args[index..]; returns the index after the last one used, -1 on failure. */
function initPositional(self: PyObject, type: PyTypeObject, args: PyObject, kwds: PyObject | null, index: i32): i32 {
  const base = type.tp_base;
  if (base !== null && getStgInfo(base) !== null) {
    index = initPositional(self, base, args, kwds, index);
    if (index < 0) return -1;
  }
  const fields = PyDict_GetItemWithError(lookup_tp_dict(type), ID._fields_);
  if (fields === null) return PyErr_Occurred() !== null ? -1 : index;
  const own = getStgInfo(type)!.length - index;
  const n = PyTuple_GET_SIZE(args);
  for (let i = 0; i < own && index < n; i++) {
    const pair = PySequence_GetItem(fields, i);
    const name: PyObject | null = pair === null ? null : PySequence_GetItem(pair, 0);
    let ok = name !== null;
    if (name !== null && kwds !== null) {
      const twice = PyDict_Contains(kwds, name);
      if (twice > 0) PyErr_Format(PyExc_TypeError, "duplicate values for field %R", changetype<usize>(name));
      ok = twice == 0;
    }
    ok = ok && PyObject_SetAttr(self, name!, PyTuple_GET_ITEM(args, index)) == 0;
    Py_XDECREF(name);
    Py_XDECREF(pair);
    if (!ok) return -1;
    index++;
  }
  return index;
}

function Struct_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (n > 0) {
    const used = initPositional(self, self.ob_type, args, kwds, 0);
    if (used < 0) return -1;
    if (used < n) {
      PyErr_SetString(PyExc_TypeError, "too many initializers");
      return -1;
    }
  }
  if (kwds === null) return 0;
  let pos = 0;
  while ((pos = PyDict_Next(kwds, pos)) != 0) {
    if (PyObject_SetAttr(self, dictNextKey(), dictNextValue()) < 0) return -1;
  }
  return 0;
}

export function initStructTypes(): void {
  defineMetatype(PyCStructType_Type, PyCType_Type, "_ctypes.PyCStructType", PyCStructType_init.index);
  PyCStructType_Type.tp_setattro = PyCStructType_setattro.index;
  defineMetatype(UnionType_Type, PyCType_Type, "_ctypes.UnionType", UnionType_init.index);
  UnionType_Type.tp_setattro = UnionType_setattro.index;
  defineCDataClass(Struct_Type, PyCStructType_Type, "_ctypes.Structure", CDATA_SIZE, "Structure base class");
  Struct_Type.tp_init = Struct_init.index;
  defineCDataClass(Union_Type, UnionType_Type, "_ctypes.Union", CDATA_SIZE, "Union base class");
  Union_Type.tp_init = Struct_init.index;
}
