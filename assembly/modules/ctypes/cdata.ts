/**
 * What all C instances share (PyCData_* of Modules/_ctypes/_ctypes.c): making them (own memory, part of another instance, at an
 * address), reading and writing parts, and keeping alive what the C value points to.
 *
 * Invariant: whatever an instance's memory refers to is kept by the outermost instance of its chain of bases (`b_objects`), under a
 * key that names the place.
 */
import { PyObject, PyTypeObject, initPtr } from "../../object/layout";
import { PyExc_TypeError } from "../../object/exception_types";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { visitField } from "../../object/slots";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyObject_GC_UnTrack } from "../../gc/collector";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { PyObject_CallObject } from "../../protocol/call";
import { PyObject_IsInstance } from "../../protocol/compare";
import { Py_buffer, PyBUF_FORMAT, PyBUF_ND, setViewPtr } from "../../protocol/buffer";
import { PyDict_CheckExact, PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyTuple_Check, PyTuple_Pack2 } from "../../types/tuple";
import { PyUnicode_Concat } from "../../types/unicode_ops";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { checkAddress, getByCode, setByCode } from "./access";
import {
  B_VALUE,
  CDataObject,
  DICTFLAG_FINAL,
  PyCArray_Type,
  PyCPointerType_Type,
  PyCSimpleType_Type,
  Simple_Type,
  StgInfo,
  getStgInfo,
  isCData,
  isMetatype,
} from "./layout";
import { PyType_IsSubtype } from "../../types/typeobject";

/** The storage info of an instance's class. */
export function infoOf(op: PyObject): StgInfo {
  return getStgInfo(op.ob_type)!;
}

/** Address of an instance's value. */
export function ptrOf(op: PyObject): usize {
  return changetype<CDataObject>(op).b_ptr;
}

/** Is the whole value in the machine's memory? An instance made by from_address may point anywhere. */
export function checkInstance(op: PyObject): bool {
  const cdata = changetype<CDataObject>(op);
  if (cdata.b_needsfree) return true;
  return checkAddress(load<u64>(changetype<usize>(op) + 16), <u64>cdata.b_size);
}

// ---- making instances

function allocate(type: PyTypeObject, info: StgInfo): CDataObject | null {
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  info.flags |= DICTFLAG_FINAL;
  const cdata = changetype<CDataObject>(op);
  cdata.b_size = info.size;
  cdata.b_length = info.length;
  return cdata;
}

/** Gives an instance its own zeroed memory; in the instance itself if it fits. */
function ownMemory(cdata: CDataObject, size: i32): bool {
  if (size <= 16) {
    cdata.b_ptr = changetype<usize>(cdata) + B_VALUE;
    cdata.b_needsfree = 1;
    return true;
  }
  const block = PyMem_Malloc(<usize>size);
  if (block == 0) {
    PyErr_NoMemory();
    return false;
  }
  memory.fill(block, 0, <usize>size);
  cdata.b_ptr = block;
  cdata.b_needsfree = 1;
  return true;
}

/** tp_new of all C types. `new` */
export function GenericPyCData_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const info = getStgInfo(type);
  if (info === null) return PyErr_SetString(PyExc_TypeError, "abstract class");
  const cdata = allocate(type, info);
  if (cdata === null) return null;
  if (!ownMemory(cdata, info.size)) {
    Py_DECREF(cdata);
    return null;
  }
  return cdata;
}

/** An instance that is a part of `base` at `address`, or (base null) has its own copy of what is there. `new` */
export function PyCData_FromBaseObj(
  type: PyTypeObject,
  base: PyObject | null,
  index: i32,
  address: usize,
): PyObject | null {
  const info = getStgInfo(type);
  if (info === null) return PyErr_SetString(PyExc_TypeError, "abstract class");
  const cdata = allocate(type, info);
  if (cdata === null) return null;
  if (base !== null) {
    initPtr(changetype<usize>(cdata) + 16, address);
    cdata.b_needsfree = 0;
    cdata.b_base = changetype<CDataObject>(Py_NewRef(base));
    cdata.b_index = index;
    return cdata;
  }
  if (!ownMemory(cdata, info.size)) {
    Py_DECREF(cdata);
    return null;
  }
  memory.copy(cdata.b_ptr, address, <usize>info.size);
  return cdata;
}

/** An instance of whatever lies at `address`. `new` */
export function PyCData_AtAddress(type: PyTypeObject, address: u64): PyObject | null {
  const info = getStgInfo(type);
  if (info === null) return PyErr_SetString(PyExc_TypeError, "abstract class");
  const cdata = allocate(type, info);
  if (cdata === null) return null;
  store<u64>(changetype<usize>(cdata) + 16, address);
  cdata.b_needsfree = 0;
  return cdata;
}

export function PyCData_clear(self: PyObject): i32 {
  const cdata = changetype<CDataObject>(self);
  Py_CLEAR(changetype<usize>(self) + offsetof<CDataObject>("b_objects"));
  if (cdata.b_needsfree && cdata.b_ptr != changetype<usize>(self) + B_VALUE) PyMem_Free(cdata.b_ptr);
  if (cdata.b_needsfree) cdata.b_ptr = changetype<usize>(self) + B_VALUE;
  Py_CLEAR(changetype<usize>(self) + offsetof<CDataObject>("b_base"));
  return 0;
}

export function PyCData_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  PyCData_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

export function PyCData_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + offsetof<CDataObject>("b_objects"), visit, arg);
  return stop != 0 ? stop : visitField(changetype<usize>(self) + offsetof<CDataObject>("b_base"), visit, arg);
}

// ---- keeping objects alive

/** The outermost instance; its `b_objects` exists afterwards if it has parts. */
function containerOf(self: PyObject): CDataObject | null {
  let cdata = changetype<CDataObject>(self);
  while (cdata.b_base !== null) cdata = cdata.b_base!;
  if (cdata.b_objects === null) {
    if (cdata.b_length) {
      const dict = PyDict_New();
      if (dict === null) return null;
      cdata.b_objects = dict;
    } else {
      cdata.b_objects = Py_NewRef(Py_None);
    }
  }
  return cdata;
}

/** What `self` keeps alive (borrowed); null with an exception. */
export function GetKeepedObjects(self: PyObject): PyObject | null {
  const container = containerOf(self);
  return container === null ? null : container.b_objects;
}

/** A str naming the place: index in the innermost instance, then of that in its base ... `new` */
function placeKey(target: PyObject, index: i32): PyObject | null {
  let key = PyUnicode_FromFormat("%x", index);
  let cdata = changetype<CDataObject>(target);
  while (key !== null && cdata.b_base !== null) {
    const part = PyUnicode_FromFormat(":%x", cdata.b_index);
    const longer: PyObject | null = part === null ? null : PyUnicode_Concat(key, part);
    Py_DECREF(key);
    Py_XDECREF(part);
    key = longer;
    cdata = cdata.b_base!;
  }
  return key;
}

/** Keeps `keep` (stolen) alive as long as place `index` of `target`. False with an exception. */
export function KeepRef(target: PyObject, index: i32, keep: PyObject): bool {
  if (keep == Py_None) {
    Py_DECREF(keep);
    return true;
  }
  const container = containerOf(target);
  if (container === null) {
    Py_DECREF(keep);
    return false;
  }
  const kept = container.b_objects;
  if (kept === null || !PyDict_CheckExact(kept)) {
    Py_XSETREF(changetype<usize>(container) + offsetof<CDataObject>("b_objects"), keep);
    return true;
  }
  const key = placeKey(target, index);
  const ok = key !== null && PyDict_SetItem(kept, key, keep) == 0;
  Py_XDECREF(key);
  Py_DECREF(keep);
  return ok;
}

// ---- reading and writing parts

/** A class derived from c_int and the like keeps its instances wrapped; plain c_int parts read as ints. */
export function isSimpleSubclass(type: PyTypeObject): bool {
  return isMetatype(type, PyCSimpleType_Type) && type.tp_base != Simple_Type;
}

/** The Python value of the part of `src` at `address`: `new`. `code` is a bit field's own, or 0. */
export function PyCData_get(
  type: PyTypeObject,
  code: u32,
  src: PyObject,
  index: i32,
  size: i32,
  address: usize,
): PyObject | null {
  const info = getStgInfo(type)!;
  if (code != 0) {
    if (!checkAddress(address, <u64>info.size)) return null;
    return getByCode(code, address, size, info.swapped != 0);
  }
  if (info.code != 0 && !isSimpleSubclass(type)) {
    if (!checkAddress(address, <u64>info.size)) return null;
    return getByCode(info.code, address, 0, info.swapped != 0);
  }
  return PyCData_FromBaseObj(type, src, index, address);
}

function incompatible(value: PyObject, type: PyTypeObject): PyObject | null {
  const format = "incompatible types, %s instance instead of %s instance";
  return PyErr_Format(PyExc_TypeError, format, value.ob_type.tp_name, type.tp_name);
}

/** Copies an instance, or stores an array's address into a pointer. Returns what to keep: `new`. */
function storeInstance(type: PyTypeObject, value: PyObject, size: i32, address: usize): PyObject | null {
  const is = PyObject_IsInstance(value, type);
  if (is < 0) return null;
  if (is) {
    if (!checkInstance(value)) return null;
    memory.copy(address, ptrOf(value), <usize>size);
    const kept = GetKeepedObjects(value);
    return kept === null ? null : Py_NewRef(kept);
  }
  if (isMetatype(type, PyCPointerType_Type) && PyType_IsSubtype(value.ob_type, PyCArray_Type)) {
    const array = infoOf(value);
    const pointer = getStgInfo(type)!;
    if (array.proto != pointer.proto) return incompatible(value, type);
    store<u64>(address, <u64>ptrOf(value));
    const kept = GetKeepedObjects(value);
    return kept === null ? null : PyTuple_Pack2(kept, value);
  }
  return incompatible(value, type);
}

/** Stores `value` at `address`; returns what to keep: `new`, null with an exception. */
function storePart(type: PyTypeObject, code: u32, value: PyObject, size: i32, address: usize): PyObject | null {
  const info = getStgInfo(type)!;
  if (code != 0) return setByCode(code, address, value, size, info.swapped != 0);
  if (isCData(value)) return storeInstance(type, value, size, address);
  if (info.code != 0) return setByCode(info.code, address, value, 0, info.swapped != 0);
  if (PyTuple_Check(value)) {
    const made = PyObject_CallObject(type, value);
    if (made === null) return null;
    const keep = storeInstance(type, made, size, address);
    Py_DECREF(made);
    return keep;
  }
  if (value == Py_None && isMetatype(type, PyCPointerType_Type)) {
    store<u64>(address, 0);
    return Py_NewRef(Py_None);
  }
  const format = "expected %s instance, got %s";
  return PyErr_Format(PyExc_TypeError, format, type.tp_name, value.ob_type.tp_name);
}

/** Stores `value` into the part of `dst` at `address`. 0, or -1. */
export function PyCData_set(
  dst: PyObject,
  type: PyTypeObject,
  code: u32,
  value: PyObject,
  index: i32,
  size: i32,
  address: usize,
): i32 {
  const bytes = size >> 16 && code != 0 ? getStgInfo(type)!.size : size;
  if (!checkAddress(address, <u64>bytes)) return -1;
  const keep = storePart(type, code, value, size, address);
  if (keep === null) return -1;
  return KeepRef(dst, index, keep) ? 0 : -1;
}

/** bf_getbuffer: the whole value, with the class's format and shape. */
export function PyCData_getbuffer(self: PyObject, at: usize, flags: i32): i32 {
  if (!checkInstance(self)) return -1;
  const info = infoOf(self);
  const view = changetype<Py_buffer>(at);
  const cdata = changetype<CDataObject>(self);
  setViewPtr(at, cdata.b_ptr);
  view.obj = Py_NewRef(self);
  view.obj_hi = 0;
  store<u64>(at + offsetof<Py_buffer>("len"), <u64>cdata.b_size);
  view.readonly = 0;
  view.ndim = info.ndim;
  setViewPtr(at + offsetof<Py_buffer>("format"), flags & PyBUF_FORMAT ? info.format : 0);
  setViewPtr(at + offsetof<Py_buffer>("shape"), flags & PyBUF_ND ? info.shape : 0);
  let item = info;
  for (let i = 0; i < info.ndim && item.proto !== null; i++) item = getStgInfo(item.proto!)!;
  const itemsize = item.size;
  store<u64>(at + offsetof<Py_buffer>("itemsize"), <u64>itemsize);
  setViewPtr(at + offsetof<Py_buffer>("strides"), 0);
  setViewPtr(at + offsetof<Py_buffer>("suboffsets"), 0);
  setViewPtr(at + offsetof<Py_buffer>("internal"), 0);
  return 0;
}

/** C instances are mutable: no hash. */
export function PyCData_nohash(self: PyObject): i64 {
  PyErr_SetString(PyExc_TypeError, "unhashable type");
  return -1;
}
