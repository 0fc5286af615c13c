/**
 * _Pointer and its metatype, POINTER() and pointer() (Modules/_ctypes/_ctypes.c, "PyCPointerType").
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { PyExc_IndexError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { METH_O, addGetSet, addMethod, mappingMethods, numberMethods, sequenceMethods } from "../../object/typedef";
import { PyMem_Malloc } from "../../memory/blocks";
import { ID } from "../../generated/ids";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyObject_CallOneArg, callThreeArgs } from "../../protocol/call";
import { PyObject_IsInstance } from "../../protocol/compare";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../../protocol/number";
import { PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyLong_FromVoidPtr } from "../../types/long";
import { PySliceObject, PySlice_Check, PySlice_Unpack, sliceStart, sliceStep, sliceStop } from "../../types/slice";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1 } from "../../types/tuple";
import { PyType_Check, lookup_tp_dict, PyType_IsSubtype, PyType_Modified } from "../../types/typeobject";
import { PyUnicode_Check } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { checkAddress } from "./access";
import { byrefOf } from "./carg";
import { setSliceBase, sliceItems } from "./array";
import {
  GenericPyCData_new,
  GetKeepedObjects,
  KeepRef,
  PyCData_FromBaseObj,
  PyCData_get,
  PyCData_set,
  checkInstance,
  infoOf,
  ptrOf,
} from "./cdata";
import { CDataType_from_param, beginInfo, defineMetatype } from "./metatype";
import {
  CDATA_SIZE,
  PyCArray_Type,
  PyCPointerType_Type,
  PyCPointer_Type,
  PyCType_Type,
  StgInfo,
  getStgInfo,
  stgInfoOf,
} from "./layout";
import { defineCDataClass } from "./simple";

const attrResult: usize = memory.data(8, 8);

// ---- the metatype

/** Sets the target type (borrowed); false with TypeError. */
function setProto(info: StgInfo, proto: PyObject): bool {
  if (!PyType_Check(proto)) {
    PyErr_SetString(PyExc_TypeError, "_type_ must be a type");
    return false;
  }
  if (getStgInfo(changetype<PyTypeObject>(proto)) === null) {
    PyErr_SetString(PyExc_TypeError, "_type_ must have storage info");
    return false;
  }
  Py_INCREF(proto);
  const old = info.proto;
  info.proto = changetype<PyTypeObject>(proto);
  Py_XDECREF(old);
  return true;
}

/** The decimal digits of `n` at `to`; the address behind them. */
function writeDigits(to: usize, n: i32): usize {
  if (n >= 10) to = writeDigits(to, n / 10);
  store<u8>(to, <u8>(0x30 + (n % 10)));
  return to + 1;
}

/** "(2,3)" for an array's shape, nothing for other targets; the address behind it. */
function writeShape(to: usize, target: StgInfo): usize {
  for (let i = 0; i < target.ndim; i++) {
    store<u8>(to, i == 0 ? 0x28 : 0x2c);
    to = writeDigits(to + 1, load<i32>(target.shape + ((<usize>i) << 3)));
  }
  if (target.ndim == 0) return to;
  store<u8>(to, 0x29);
  return to + 1;
}

/** "&" and the target's format, with its shape. */
function setPointerFormat(info: StgInfo): bool {
  const proto = info.proto;
  const target: StgInfo | null = proto === null ? null : getStgInfo(proto);
  let n: usize = 0;
  if (target !== null && target.format != 0) {
    while (load<u8>(target.format + n) != 0) n++;
  }
  const dimensions: usize = target === null ? 0 : <usize>target.ndim;
  const text = PyMem_Malloc(n + 5 + dimensions * 11);
  if (text == 0) {
    PyErr_NoMemory();
    return false;
  }
  store<u8>(text, 0x26);
  let end = text + 1;
  if (target !== null && n > 0) {
    end = writeShape(end, target);
    memory.copy(end, target.format, n);
    end += n;
  } else store<u8>(end++, 0x42);
  store<u8>(end, 0);
  info.format = text;
  return true;
}

function PyCPointerType_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const type = changetype<PyTypeObject>(self);
  const info = beginInfo(type);
  if (info === null) return -1;
  info.size = 8;
  info.align = 8;
  info.length = 1;
  const found = PyObject_GetOptionalAttr(type, ID._type_, attrResult);
  if (found < 0) return -1;
  if (found) {
    const proto = load<PyObject>(attrResult);
    const ok = setProto(info, proto);
    Py_DECREF(proto);
    if (!ok) return -1;
  }
  return setPointerFormat(info) ? 0 : -1;
}

/** Completes a pointer class made from a name. new None */
function PyCPointerType_set_type(self: PyObject, proto: PyObject): PyObject | null {
  const type = changetype<PyTypeObject>(self);
  const info = stgInfoOf(type);
  if (info === null || !info.initialized) return PyErr_SetString(PyExc_TypeError, "abstract class");
  if (!setProto(info, proto)) return null;
  if (PyDict_SetItem(lookup_tp_dict(type), ID._type_, proto) < 0) return null;
  PyType_Modified(type);
  return Py_NewRef(Py_None);
}

/** Accepts None, byref(), instances of the target (by reference), arrays and pointers of it. `new` */
function PyCPointerType_from_param(self: PyObject, value: PyObject): PyObject | null {
  if (value == Py_None) return Py_NewRef(Py_None);
  const info = getStgInfo(changetype<PyTypeObject>(self));
  if (info === null) return PyErr_SetString(PyExc_TypeError, "abstract class");
  const proto = info.proto;
  if (proto !== null) {
    const is = PyObject_IsInstance(value, proto);
    if (is < 0) return null;
    if (is) return byrefOf(value, 0);
    if (PyType_IsSubtype(value.ob_type, PyCPointer_Type) || PyType_IsSubtype(value.ob_type, PyCArray_Type)) {
      const other = infoOf(value).proto;
      if (other !== null && PyType_IsSubtype(other, proto)) return Py_NewRef(value);
    }
  }
  return CDataType_from_param(self, value);
}

// ---- instances

/** The class's target; TypeError if it has none. Borrowed. */
function targetOf(self: PyObject): PyTypeObject | null {
  const proto = infoOf(self).proto;
  if (proto === null) PyErr_SetString(PyExc_TypeError, "Cannot create instance: has no _type_");
  return proto;
}

function Pointer_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const info = getStgInfo(type);
  if (info === null || info.proto === null) {
    return PyErr_SetString(PyExc_TypeError, "Cannot create instance: has no _type_");
  }
  return GenericPyCData_new(type, args, kwds);
}

/** The address that the pointer holds; 0 with ValueError if it is NULL. */
function pointee(self: PyObject): u64 {
  if (!checkInstance(self)) return 0;
  const address = load<u64>(ptrOf(self));
  if (address == 0) PyErr_SetString(PyExc_ValueError, "NULL pointer access");
  return address;
}

function Pointer_get_contents(self: PyObject, closure: usize): PyObject | null {
  const address = pointee(self);
  if (address == 0) return null;
  const proto = targetOf(self);
  if (proto === null || !checkAddress(address, <u64>getStgInfo(proto)!.size)) return null;
  return PyCData_FromBaseObj(proto, self, 0, <usize>address);
}

function Pointer_set_contents(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "Pointer does not support item deletion");
    return -1;
  }
  const proto = targetOf(self);
  if (proto === null) return -1;
  const is = PyObject_IsInstance(value, proto);
  if (is < 0) return -1;
  if (!is) {
    PyErr_Format(PyExc_TypeError, "expected %s instead of %s", proto.tp_name, value.ob_type.tp_name);
    return -1;
  }
  if (!checkInstance(self)) return -1;
  store<u64>(ptrOf(self), <u64>ptrOf(value));
  if (!KeepRef(self, 1, Py_NewRef(value))) return -1;
  const kept = GetKeepedObjects(value);
  if (kept === null) return -1;
  return KeepRef(self, 0, Py_NewRef(kept)) ? 0 : -1;
}

function Pointer_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("POINTER", n, 0, 1)) return -1;
  return n == 0 ? 0 : Pointer_set_contents(self, PyTuple_GET_ITEM(args, 0), 0);
}

function Pointer_item(self: PyObject, index: i32): PyObject | null {
  const address = pointee(self);
  const proto: PyTypeObject | null = address == 0 ? null : targetOf(self);
  if (proto === null) return null;
  const size = getStgInfo(proto)!.size;
  const at = <i64>address + <i64>index * <i64>size;
  if (!checkAddress(<u64>at, <u64>size)) return null;
  return PyCData_get(proto, 0, self, index, size, <usize>at);
}

function Pointer_ass_item(self: PyObject, index: i32, value: PyObject | null): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "Pointer does not support item deletion");
    return -1;
  }
  const address = pointee(self);
  const proto: PyTypeObject | null = address == 0 ? null : targetOf(self);
  if (proto === null) return -1;
  const size = getStgInfo(proto)!.size;
  const at = <i64>address + <i64>index * <i64>size;
  if (!checkAddress(<u64>at, <u64>size)) return -1;
  return PyCData_set(self, proto, 0, value, index, size, <usize>at);
}

function Pointer_slice(self: PyObject, key: PyObject): PyObject | null {
  const slice = changetype<PySliceObject>(key);
  const noStart = slice.start == Py_None;
  const noStop = slice.stop == Py_None;
  if (PySlice_Unpack(key) < 0) return null;
  const step = sliceStep();
  const start = noStart ? 0 : sliceStart();
  const stop = sliceStop();
  if (noStart && step < 0) return PyErr_SetString(PyExc_ValueError, "slice start is required for step < 0");
  if (noStop) return PyErr_SetString(PyExc_ValueError, "slice stop is required");
  let count = 0;
  if (step > 0 && start < stop) count = (stop - start - 1) / step + 1;
  else if (step < 0 && start > stop) count = (start - stop - 1) / -step + 1;
  const address = pointee(self);
  const proto: PyTypeObject | null = address == 0 ? null : targetOf(self);
  if (proto === null) return null;
  const size = <i64>getStgInfo(proto)!.size;
  if (count > 0) {
    const first = <i64>address + <i64>start * size;
    const last = first + <i64>(count - 1) * <i64>step * size;
    if (!checkAddress(<u64>first, <u64>size) || !checkAddress(<u64>last, <u64>size)) return null;
  }
  setSliceBase(<usize>address);
  return sliceItems(self, proto, Pointer_item.index, start, step, count);
}

function Pointer_subscript(self: PyObject, key: PyObject): PyObject | null {
  if (PyIndex_Check(key)) {
    const i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    return i == -1 && PyErr_Occurred() !== null ? null : Pointer_item(self, i);
  }
  if (PySlice_Check(key)) return Pointer_slice(self, key);
  return PyErr_SetString(PyExc_TypeError, "Pointer indices must be integer");
}

function Pointer_bool(self: PyObject): i32 {
  if (!checkInstance(self)) return -1;
  return load<u64>(ptrOf(self)) != 0 ? 1 : 0;
}

// ---- POINTER() and pointer()

/** {type: pointer type}, the module's _pointer_type_cache. */
let cache: PyObject | null = null;

/** Borrowed; null with MemoryError. */
export function pointerTypeCache(): PyObject | null {
  if (cache === null) cache = PyDict_New();
  return cache;
}

/** A pointer class named after `text`, with target `proto` unless null: `new` */
function makePointerType(name: PyObject | null, proto: PyObject | null): PyObject | null {
  const bases = PyTuple_Pack1(PyCPointer_Type);
  const dict = PyDict_New();
  let result: PyObject | null = null;
  if (name !== null && bases !== null && dict !== null) {
    if (proto === null || PyDict_SetItem(dict, ID._type_, proto) == 0) {
      result = callThreeArgs(PyCPointerType_Type, name, bases, dict);
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(bases);
  Py_XDECREF(dict);
  return result;
}

/** new */
export function POINTER(self: PyObject, cls: PyObject): PyObject | null {
  const known = pointerTypeCache();
  if (known === null) return null;
  const found = PyDict_GetItemWithError(known, cls);
  if (found !== null) return Py_NewRef(found);
  if (PyErr_Occurred() !== null) return null;
  let result: PyObject | null = null;
  if (PyUnicode_Check(cls)) {
    result = makePointerType(PyUnicode_FromFormat("LP_%U", changetype<usize>(cls)), null);
    const key: PyObject | null = result === null ? null : PyLong_FromVoidPtr(changetype<usize>(result));
    if (key !== null && result !== null) PyDict_SetItem(known, key, result);
    Py_XDECREF(key);
    return result;
  }
  if (!PyType_Check(cls)) return PyErr_SetString(PyExc_TypeError, "must be a ctypes type");
  result = makePointerType(PyUnicode_FromFormat("LP_%s", changetype<PyTypeObject>(cls).tp_name), cls);
  if (result !== null && PyDict_SetItem(known, cls, result) < 0) {
    Py_DECREF(result);
    return null;
  }
  return result;
}

/** new */
export function pointer(self: PyObject, obj: PyObject): PyObject | null {
  const type = POINTER(self, obj.ob_type);
  if (type === null) return null;
  const result = PyObject_CallOneArg(type, obj);
  Py_DECREF(type);
  return result;
}

export function initPointerTypes(): void {
  const m = PyCPointerType_Type;
  defineMetatype(m, PyCType_Type, "_ctypes.PyCPointerType", PyCPointerType_init.index);
  addMethod(
    m,
    "from_param",
    PyCPointerType_from_param.index,
    METH_O,
    "from_param($self, value, /)\n--\n\nConvert a Python object into a function call parameter.",
  );
  addMethod(m, "set_type", PyCPointerType_set_type.index, METH_O, "set_type($self, type, /)\n--\n\n");
  const t = PyCPointer_Type;
  defineCDataClass(t, m, "_ctypes._Pointer", CDATA_SIZE, "XXX to be provided");
  t.tp_new = Pointer_new.index;
  t.tp_init = Pointer_init.index;
  numberMethods(t).nb_bool = Pointer_bool.index;
  const sequence = sequenceMethods(t);
  sequence.sq_item = Pointer_item.index;
  sequence.sq_ass_item = Pointer_ass_item.index;
  const mapping = mappingMethods(t);
  mapping.mp_subscript = Pointer_subscript.index;
  addGetSet(
    t,
    "contents",
    Pointer_get_contents.index,
    Pointer_set_contents.index,
    "the object this pointer points to (read-write)",
  );
}
