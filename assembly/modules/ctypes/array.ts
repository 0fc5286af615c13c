/**
 * Array and its metatype (Modules/_ctypes/_ctypes.c, "PyCArrayType"): `c_int * 3`. Arrays of char and wchar_t have `value` and `raw` besides.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import {
  PyExc_AttributeError,
  PyExc_IndexError,
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../../object/exception_types";
import { Py_DECREF, Py_XDECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import {
  METH_CLASS,
  METH_O,
  PyGetSetDef,
  PyMethodDef,
  addMethod,
  cstr,
  mappingMethods,
  newMethodDef,
  sequenceMethods,
  staticAlloc,
} from "../../object/typedef";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { ID } from "../../generated/ids";
import { PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyBUF_SIMPLE, PyObject_GetBuffer, allocBuffer, freeBuffer } from "../../protocol/buffer";
import { callThreeArgs } from "../../protocol/call";
import { PyErr_Clear, PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../../protocol/number";
import { PySequence_GetItem, PySequence_SetItem, PySequence_Size } from "../../protocol/sequence";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyDescr_NewGetSet } from "../../types/descr";
import { PyDict_DelItem, PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "../../types/dict";
import { classGetItem } from "../../types/genericalias";
import { PyList_New, PyList_SET_ITEM } from "../../types/list";
import { PyLong_AsSsize_t, PyLong_Check, PyLong_FromLong, _PyLong_Sign } from "../../types/long";
import { PySlice_AdjustIndices, PySlice_Check, PySlice_Unpack, sliceStart, sliceStep } from "../../types/slice";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1, PyTuple_Pack2 } from "../../types/tuple";
import { PyType_Check, lookup_tp_dict, PyType_Modified } from "../../types/typeobject";
import { PyUnicode_FromKindAndData } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { PyCFunction_New } from "../../types/methodobject";
import { PyWeakref_NewRef, _PyWeakref_GET_REF } from "../../types/weakref";
import { wideStringAt } from "./access";
import { PyCData_get, PyCData_set, checkInstance, infoOf, ptrOf } from "./cdata";
import { getChars, setWide } from "./field";
import { beginInfo, defineMetatype } from "./metatype";
import {
  CDATA_SIZE,
  CDataObject,
  DICTFLAG_FINAL,
  PyCArrayType_Type,
  PyCArray_Type,
  PyCType_Type,
  StgInfo,
  getStgInfo,
} from "./layout";
import { defineCDataClass } from "./simple";

/** {(item type, length): weak reference to the array type}: an entry goes with its type. */
let cache: PyObject | null = null;
/** The callback of those references, bound to the key that it takes out of the cache. */
let forgetDef: PyMethodDef | null = null;
const attrResult: usize = memory.data(8, 8);

/** The class of arrays of `length` items: `new` */
export function arrayTypeOf(item: PyTypeObject, length: i32): PyObject | null {
  if (cache === null) cache = PyDict_New();
  const known = cache;
  if (known === null) return null;
  const number = PyLong_FromLong(length);
  if (number === null) return null;
  const key = PyTuple_Pack2(item, number);
  let result: PyObject | null = null;
  if (key !== null) {
    const found = PyDict_GetItemWithError(known, key);
    if (found !== null) result = _PyWeakref_GET_REF(found);
    if (result === null && PyErr_Occurred() === null) {
      result = makeArrayType(item, length, number);
      if (result !== null && !remember(known, key, result)) {
        Py_DECREF(result);
        result = null;
      }
    }
  }
  Py_XDECREF(key);
  Py_DECREF(number);
  return result;
}

function forget(key: PyObject, ref: PyObject): PyObject | null {
  if (PyDict_DelItem(cache!, key) < 0) PyErr_Clear();
  return Py_NewRef(Py_None);
}

/** cache[key] = a weak reference to `type`; false with an exception. */
function remember(known: PyObject, key: PyObject, type: PyObject): bool {
  const callback = PyCFunction_New(forgetDef!, key);
  const ref: PyObject | null = callback === null ? null : PyWeakref_NewRef(type, callback);
  const good = ref !== null && PyDict_SetItem(known, key, ref) == 0;
  Py_XDECREF(callback);
  Py_XDECREF(ref);
  return good;
}

function makeArrayType(item: PyTypeObject, length: i32, number: PyObject): PyObject | null {
  const name = PyUnicode_FromFormat("%s_Array_%d", item.tp_name, length);
  const bases = PyTuple_Pack1(PyCArray_Type);
  const dict = PyDict_New();
  let result: PyObject | null = null;
  if (name !== null && bases !== null && dict !== null) {
    if (PyDict_SetItem(dict, ID._length_, number) == 0 && PyDict_SetItem(dict, ID._type_, item) == 0) {
      result = callThreeArgs(PyCArrayType_Type, name, bases, dict);
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(bases);
  Py_XDECREF(dict);
  return result;
}

/** `_length_`; -1 with an exception. */
function lengthAttr(type: PyTypeObject): i32 {
  const found = PyObject_GetOptionalAttr(type, ID._length_, attrResult);
  if (found <= 0) {
    if (found == 0) PyErr_SetString(PyExc_AttributeError, "class must define a '_length_' attribute");
    return -1;
  }
  const value = load<PyObject>(attrResult);
  let n = -1;
  if (!PyLong_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "The '_length_' attribute must be an integer");
  } else {
    n = PyLong_AsSsize_t(value);
    if (n < 0) {
      if (PyErr_Occurred() !== null && _PyLong_Sign(value) > 0)
        PyErr_SetString(PyExc_OverflowError, "The '_length_' attribute is too large");
      else PyErr_SetString(PyExc_ValueError, "The '_length_' attribute must not be negative");
      n = -1;
    }
  }
  Py_DECREF(value);
  return n;
}

/** Takes format and shape over from the item type, with one more dimension in front. */
function setShape(info: StgInfo, item: StgInfo, length: i32): bool {
  info.ndim = item.ndim + 1;
  const shape = PyMem_Malloc((<usize>info.ndim) << 3);
  let n: usize = 0;
  while (item.format != 0 && load<u8>(item.format + n) != 0) n++;
  const format = PyMem_Malloc(n + 1);
  if (shape == 0 || format == 0) {
    PyErr_NoMemory();
    return false;
  }
  store<i64>(shape, <i64>length);
  if (item.ndim > 0) memory.copy(shape + 8, item.shape, (<usize>item.ndim) << 3);
  memory.copy(format, item.format, n);
  store<u8>(format + n, 0);
  info.shape = shape;
  info.format = format;
  return true;
}

function PyCArrayType_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const type = changetype<PyTypeObject>(self);
  const length = lengthAttr(type);
  if (length < 0) return -1;
  const found = PyObject_GetOptionalAttr(type, ID._type_, attrResult);
  if (found <= 0) {
    if (found == 0) PyErr_SetString(PyExc_AttributeError, "class must define a '_type_' attribute");
    return -1;
  }
  const itemObject = load<PyObject>(attrResult);
  const item: StgInfo | null = PyType_Check(itemObject) ? getStgInfo(changetype<PyTypeObject>(itemObject)) : null;
  const info: StgInfo | null = item === null ? null : beginInfo(type);
  if (item === null || info === null) {
    if (item === null) PyErr_SetString(PyExc_TypeError, "_type_ must have storage info");
    Py_DECREF(itemObject);
    return -1;
  }
  info.proto = changetype<PyTypeObject>(itemObject);
  if (<i64>length * <i64>item.size > 0x7fffffff) {
    PyErr_SetString(PyExc_OverflowError, "array too large");
    return -1;
  }
  info.size = length * item.size;
  info.align = item.align;
  info.length = length;
  item.flags |= DICTFLAG_FINAL;
  if (!setShape(info, item, length)) return -1;
  if (item.code == 0x63) return addGetSets(type, charValue!, charRaw!);
  if (item.code == 0x75) return addGetSets(type, wideValue!, null);
  return 0;
}

function addGetSets(type: PyTypeObject, first: PyGetSetDef, second: PyGetSetDef | null): i32 {
  if (!addGetSetTo(type, first, ID.value)) return -1;
  if (second !== null && !addGetSetTo(type, second, ID.raw)) return -1;
  PyType_Modified(type);
  return 0;
}

function addGetSetTo(type: PyTypeObject, def: PyGetSetDef, name: PyObject): bool {
  const descr = PyDescr_NewGetSet(type, def);
  if (descr === null) return false;
  const ok = PyDict_SetItem(lookup_tp_dict(type), name, descr) == 0;
  Py_DECREF(descr);
  return ok;
}

// ---- value and raw of char and wchar_t arrays

let charValue: PyGetSetDef | null = null;
let charRaw: PyGetSetDef | null = null;
let wideValue: PyGetSetDef | null = null;

function sizeOf(self: PyObject): i32 {
  return changetype<CDataObject>(self).b_size;
}

function CharArray_get_value(self: PyObject, closure: usize): PyObject | null {
  return getChars(ptrOf(self), sizeOf(self));
}

function CharArray_set_value(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "can't delete attribute");
    return -1;
  }
  if (!PyBytes_Check(value)) {
    PyErr_Format(PyExc_TypeError, "bytes expected instead of %s instance", value.ob_type.tp_name);
    return -1;
  }
  const n = PyBytes_GET_SIZE(value);
  if (n > sizeOf(self)) {
    PyErr_SetString(PyExc_ValueError, "byte string too long");
    return -1;
  }
  if (!checkInstance(self)) return -1;
  memory.copy(ptrOf(self), PyBytes_AS_STRING(value), <usize>n);
  if (n < sizeOf(self)) store<u8>(ptrOf(self) + <usize>n, 0);
  return 0;
}

function CharArray_get_raw(self: PyObject, closure: usize): PyObject | null {
  return checkInstance(self) ? PyBytes_FromStringAndSize(ptrOf(self), sizeOf(self)) : null;
}

function CharArray_set_raw(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
    return -1;
  }
  const view = allocBuffer();
  if (PyObject_GetBuffer(value, view, PyBUF_SIMPLE) < 0) {
    freeBuffer(view);
    return -1;
  }
  let result = -1;
  if (view.len > sizeOf(self)) PyErr_SetString(PyExc_ValueError, "byte string too long");
  else if (checkInstance(self)) {
    memory.copy(ptrOf(self), view.buf, <usize>view.len);
    result = 0;
  }
  freeBuffer(view);
  return result;
}

function WCharArray_get_value(self: PyObject, closure: usize): PyObject | null {
  return checkInstance(self) ? wideStringAt(ptrOf(self), sizeOf(self) >> 2) : null;
}

function WCharArray_set_value(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "can't delete attribute");
    return -1;
  }
  return setWide(ptrOf(self), sizeOf(self), value);
}

// ---- instances

function lengthOf(self: PyObject): i32 {
  return changetype<CDataObject>(self).b_length;
}

function Array_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  for (let i = 0; i < n; i++) {
    if (PySequence_SetItem(self, i, PyTuple_GET_ITEM(args, i)) < 0) return -1;
  }
  return 0;
}

function Array_item(self: PyObject, index: i32): PyObject | null {
  const info = infoOf(self);
  if (index < 0 || index >= lengthOf(self)) return PyErr_SetString(PyExc_IndexError, "invalid index");
  const item = info.proto!;
  const size = getStgInfo(item)!.size;
  return PyCData_get(item, 0, self, index, size, ptrOf(self) + <usize>(index * size));
}

function Array_ass_item(self: PyObject, index: i32, value: PyObject | null): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "Array does not support item deletion");
    return -1;
  }
  if (index < 0 || index >= lengthOf(self)) {
    PyErr_SetString(PyExc_IndexError, "invalid index");
    return -1;
  }
  const item = infoOf(self).proto!;
  const size = getStgInfo(item)!.size;
  return PyCData_set(self, item, 0, value, index, size, ptrOf(self) + <usize>(index * size));
}

/** A list, bytes or str of `count` items beginning at item `start`: what slices of arrays and pointers give. `new` */
export function sliceItems(
  self: PyObject,
  item: PyTypeObject,
  getItem: u32,
  start: i32,
  step: i32,
  count: i32,
): PyObject | null {
  const info = getStgInfo(item)!;
  if (info.code == 0x63 || info.code == 0x75) return sliceText(self, info.code, info.size, start, step, count);
  const list = PyList_New(count);
  if (list === null) return null;
  for (let i = 0; i < count; i++) {
    const value = call_indirect<PyObject | null>(getItem, self, start + i * step);
    if (value === null) {
      Py_DECREF(list);
      return null;
    }
    PyList_SET_ITEM(list, i, value);
  }
  return list;
}

/** Set by pointers before sliceItems: where item 0 lies. */
export let sliceBase: usize = 0;
export function setSliceBase(address: usize): void {
  sliceBase = address;
}

function sliceText(self: PyObject, code: u32, size: i32, start: i32, step: i32, count: i32): PyObject | null {
  if (count <= 0) return code == 0x63 ? PyBytes_FromStringAndSize(0, 0) : PyUnicode_FromKindAndData(1, 0, 0);
  const block = PyMem_Malloc(<usize>(count * size));
  if (block == 0) return PyErr_NoMemory();
  for (let i = 0; i < count; i++) {
    const from = sliceBase + <usize>((start + i * step) * size);
    if (code == 0x63) store<u8>(block + <usize>i, load<u8>(from));
    else store<u32>(block + ((<usize>i) << 2), load<u32>(from));
  }
  const result = code == 0x63 ? PyBytes_FromStringAndSize(block, count) : PyUnicode_FromKindAndData(4, block, count);
  PyMem_Free(block);
  return result;
}

function Array_subscript(self: PyObject, key: PyObject): PyObject | null {
  if (PyIndex_Check(key)) {
    let i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return null;
    if (i < 0) i += lengthOf(self);
    return Array_item(self, i);
  }
  if (!PySlice_Check(key)) return PyErr_SetString(PyExc_TypeError, "indices must be integers");
  if (PySlice_Unpack(key) < 0) return null;
  const count = PySlice_AdjustIndices(lengthOf(self));
  const start = sliceStart();
  const step = sliceStep();
  if (!checkInstance(self)) return null;
  sliceBase = ptrOf(self);
  return sliceItems(self, infoOf(self).proto!, Array_item.index, start, step, count);
}

function Array_ass_subscript(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "Array does not support item deletion");
    return -1;
  }
  if (PyIndex_Check(key)) {
    let i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return -1;
    if (i < 0) i += lengthOf(self);
    return Array_ass_item(self, i, value);
  }
  if (!PySlice_Check(key)) {
    PyErr_SetString(PyExc_TypeError, "indices must be integer");
    return -1;
  }
  if (PySlice_Unpack(key) < 0) return -1;
  const count = PySlice_AdjustIndices(lengthOf(self));
  const start = sliceStart();
  const step = sliceStep();
  const n = PySequence_Size(value);
  if (n < 0) return -1;
  if (n != count) {
    PyErr_SetString(PyExc_ValueError, "Can only assign sequence of same size");
    return -1;
  }
  for (let i = 0; i < count; i++) {
    const item = PySequence_GetItem(value, i);
    if (item === null) return -1;
    const result = Array_ass_item(self, start + i * step, item);
    Py_DECREF(item);
    if (result < 0) return -1;
  }
  return 0;
}

function getset(name: string, get: u32, set: u32, doc: string): PyGetSetDef {
  const def = changetype<PyGetSetDef>(staticAlloc(offsetof<PyGetSetDef>()));
  def.name = cstr(name);
  def.get = get;
  def.set = set;
  def.doc = cstr(doc);
  return def;
}

export function initArrayTypes(): void {
  forgetDef = newMethodDef("forget", forget.index, METH_O, null);
  defineMetatype(PyCArrayType_Type, PyCType_Type, "_ctypes.PyCArrayType", PyCArrayType_init.index);
  charValue = getset("value", CharArray_get_value.index, CharArray_set_value.index, "string value");
  charRaw = getset("raw", CharArray_get_raw.index, CharArray_set_raw.index, "value");
  wideValue = getset("value", WCharArray_get_value.index, WCharArray_set_value.index, "string value");
  const t = PyCArray_Type;
  defineCDataClass(t, PyCArrayType_Type, "_ctypes.Array", CDATA_SIZE, "Abstract base class for arrays.");
  t.tp_init = Array_init.index;
  const sequence = sequenceMethods(t);
  sequence.sq_length = lengthOf.index;
  sequence.sq_item = Array_item.index;
  sequence.sq_ass_item = Array_ass_item.index;
  const mapping = mappingMethods(t);
  mapping.mp_length = lengthOf.index;
  mapping.mp_subscript = Array_subscript.index;
  mapping.mp_ass_subscript = Array_ass_subscript.index;
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
}
