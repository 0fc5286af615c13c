/**
 * CFuncPtr: functions that Python can call as C ones (Modules/_ctypes/_ctypes.c "PyCFuncPtr", callproc.c). The "address" is that of a
 * function in natives.ts, or an instance made from a Python callable, whose arguments and result make the same trip
 * through C values.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { PyExc_OSError, PyExc_OverflowError, PyExc_TypeError } from "../../object/exception_types";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef, Py_XSETREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { visitField } from "../../object/slots";
import { addGetSet, numberMethods } from "../../object/typedef";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyObject_GC_UnTrack } from "../../gc/collector";
import { ID } from "../../generated/ids";
import { PyCallable_Check, PyObject_GetAttr, PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyObject_CallNoArgs, PyObject_CallObject, PyObject_CallOneArg, callThreeArgs } from "../../protocol/call";
import { PyObject_Str } from "../../protocol/compare";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetString,
} from "../../protocol/errors";
import { PySequence_Tuple } from "../../protocol/sequence";
import { PyBytes_AS_STRING, PyBytes_Check } from "../../types/bytes";
import { PyList_Append, PyList_New } from "../../types/list";
import {
  PyLong_AsI32,
  PyLong_AsUnsignedLongLongMask,
  PyLong_Check,
  PyLong_FromLong,
  _PyLong_NumBits,
} from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyType_Check, PyType_IsSubtype } from "../../types/typeobject";
import { PyUnicode_Check } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { PyErr_FormatUnraisable, PyErr_WriteUnraisable } from "../../protocol/unraisable";
import { checkAddress, getByCode, setByCode, wideCopy } from "./access";
import {
  GenericPyCData_new,
  KeepRef,
  PyCData_FromBaseObj,
  PyCData_clear,
  PyCData_traverse,
  checkInstance,
  infoOf,
  isSimpleSubclass,
  ptrOf,
} from "./cdata";
import { asParameter, beginInfo, defineMetatype } from "./metatype";
import { addressOfSymbol, callNative, isNative } from "./natives";
import {
  FUNCPTR_SIZE,
  PyCArgObject,
  PyCArg_Type,
  PyCArray_Type,
  PyCFuncPtrObject,
  PyCFuncPtrType_Type,
  PyCFuncPtr_Type,
  PyCPointer_Type,
  PyCType_Type,
  StgInfo,
  getStgInfo,
  isCData,
  setInfoField,
} from "./layout";
import { defineCDataClass } from "./simple";

const attrResult: usize = memory.data(8, 8);

/** ctypes.ArgumentError, made with the module. */
let argumentError: PyObject | null = null;
export function setArgumentError(type: PyObject): void {
  argumentError = type;
}

// ---- the metatype

/** A tuple of types that have from_param: `new`, null with TypeError. */
function checkArgtypes(value: PyObject): PyObject | null {
  const types = PySequence_Tuple(value);
  if (types === null) return PyErr_SetString(PyExc_TypeError, "_argtypes_ must be a sequence of types");
  const n = PyTuple_GET_SIZE(types);
  for (let i = 0; i < n; i++) {
    const found = PyObject_GetOptionalAttr(PyTuple_GET_ITEM(types, i), ID.from_param, attrResult);
    if (found <= 0) {
      Py_DECREF(types);
      if (found == 0) PyErr_Format(PyExc_TypeError, "item %d in _argtypes_ has no from_param method", i + 1);
      return null;
    }
    Py_DECREF(load<PyObject>(attrResult));
  }
  return types;
}

function isRestype(value: PyObject): bool {
  if (value == Py_None || PyCallable_Check(value)) return true;
  return PyType_Check(value) && getStgInfo(changetype<PyTypeObject>(value)) !== null;
}

/** Attribute `name` of the class, if there: `new`; null without exception if not. */
function optional(type: PyObject, name: PyObject): PyObject | null {
  return PyObject_GetOptionalAttr(type, name, attrResult) <= 0 ? null : load<PyObject | null>(attrResult);
}

function PyCFuncPtrType_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const type = changetype<PyTypeObject>(self);
  const info = beginInfo(type);
  if (info === null) return -1;
  info.size = 8;
  info.align = 8;
  info.length = 1;
  const format = PyMem_Malloc(8);
  if (format == 0) {
    PyErr_NoMemory();
    return -1;
  }
  store<u32>(format, 0x007d7b58); // "X{}"
  info.format = format;
  const flags = optional(type, ID._flags_);
  if (flags === null || !PyLong_Check(flags)) {
    Py_XDECREF(flags);
    if (PyErr_Occurred() === null) {
      PyErr_SetString(PyExc_TypeError, "class must define _flags_ which must be an integer");
    }
    return -1;
  }
  info.funcFlags = PyLong_AsI32(flags);
  Py_DECREF(flags);
  return takeSignature(type, info) ? 0 : -1;
}

function takeSignature(type: PyTypeObject, info: StgInfo): bool {
  const argtypes = optional(type, ID._argtypes_);
  if (argtypes !== null) {
    const types = checkArgtypes(argtypes);
    Py_DECREF(argtypes);
    if (types === null) return false;
    setInfoField(info, offsetof<StgInfo>("argtypes"), types);
  } else if (PyErr_Occurred() !== null) {
    return false;
  }
  const restype = optional(type, ID._restype_);
  if (restype === null) return PyErr_Occurred() === null;
  if (!isRestype(restype)) {
    Py_DECREF(restype);
    PyErr_SetString(PyExc_TypeError, "_restype_ must be a type, a callable, or None");
    return false;
  }
  setInfoField(info, offsetof<StgInfo>("restype"), restype);
  return true;
}

// ---- making function pointers

function fnOf(op: PyObject): PyCFuncPtrObject {
  return changetype<PyCFuncPtrObject>(op);
}

/** From (name, dll). `new` */
function fromDll(type: PyTypeObject, spec: PyObject): PyObject | null {
  if (PyTuple_GET_SIZE(spec) != 2) return PyErr_SetString(PyExc_TypeError, "the first item must be a (name, dll) pair");
  const name = PyTuple_GET_ITEM(spec, 0);
  const dll = PyTuple_GET_ITEM(spec, 1);
  const handle = PyObject_GetAttr(dll, ID._handle);
  if (handle === null) return null;
  const isHandle = PyLong_Check(handle);
  Py_DECREF(handle);
  if (!isHandle)
    return PyErr_SetString(PyExc_TypeError, "the _handle attribute of the second argument must be an integer");
  let address: usize = 0;
  if (PyBytes_Check(name) || PyUnicode_Check(name)) address = addressOfSymbol(dll, name);
  else PyErr_SetString(PyExc_TypeError, "the name must be a string");
  if (address == 0) return null;
  const op = GenericPyCData_new(type, spec, null);
  if (op === null) return null;
  store<u64>(ptrOf(op), <u64>address);
  if (KeepRef(op, 0, Py_NewRef(dll))) return op;
  Py_DECREF(op);
  return null;
}

/** From a Python callable. `new` */
function fromCallable(type: PyTypeObject, callable: PyObject, args: PyObject): PyObject | null {
  const info = getStgInfo(type);
  if (info === null || info.argtypes === null) {
    return PyErr_SetString(PyExc_TypeError, "cannot construct instance of this class: no argtypes");
  }
  const op = GenericPyCData_new(type, args, null);
  if (op === null) return null;
  const thunk = PyMem_Malloc(16);
  if (thunk == 0) {
    Py_DECREF(op);
    return PyErr_NoMemory();
  }
  store<u64>(thunk, <u64>changetype<usize>(op));
  store<u64>(thunk, 0, 8);
  fnOf(op).thunk = thunk;
  fnOf(op).callable = Py_NewRef(callable);
  store<u64>(ptrOf(op), <u64>thunk);
  return op;
}

function PyCFuncPtr_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n == 0) return GenericPyCData_new(type, args, kwds);
  const first = PyTuple_GET_ITEM(args, 0);
  if (PyTuple_Check(first)) return fromDll(type, first);
  if (PyLong_Check(first)) {
    const op = GenericPyCData_new(type, args, kwds);
    if (op !== null) store<u64>(ptrOf(op), PyLong_AsUnsignedLongLongMask(first));
    return op;
  }
  if (!PyCallable_Check(first)) {
    return PyErr_SetString(PyExc_TypeError, "argument must be callable or integer function address");
  }
  return fromCallable(type, first, args);
}

// ---- calling

/** Objects that the running call's C values point to. */
function keepForCall(keep: PyObject, op: PyObject): bool {
  return PyList_Append(keep, op) == 0;
}

/** The C value of an instance, as a call passes it. */
function instanceValue(op: PyObject): u64 {
  const info = infoOf(op);
  const type = op.ob_type;
  const p = ptrOf(op);
  if (info.code != 0) {
    switch (info.size) {
      case 1:
        return info.code == 0x62 ? <u64>(<i64>load<i8>(p)) : <u64>load<u8>(p);
      case 2:
        return info.code == 0x68 ? <u64>(<i64>load<i16>(p)) : <u64>load<u16>(p);
      case 4:
        return info.code == 0x69 ? <u64>(<i64>load<i32>(p)) : <u64>load<u32>(p);
      default:
        return load<u64>(p);
    }
  }
  if (PyType_IsSubtype(type, PyCPointer_Type) || PyType_IsSubtype(type, PyCFuncPtr_Type)) return load<u64>(p);
  if (PyType_IsSubtype(type, PyCArray_Type)) return <u64>p;
  return <u64>p; // a structure by value: its memory
}

/** Converts one argument into the slot at `slot` (ConvParam of callproc.c). */
function convertArgument(value: PyObject, index: i32, slot: usize, keep: PyObject): bool {
  if (isCData(value)) {
    if (!checkInstance(value)) return false;
    store<u64>(slot, instanceValue(value));
    return true;
  }
  if (value.ob_type == PyCArg_Type) {
    const parg = changetype<PyCArgObject>(value);
    store<u64>(slot, parg.tag == 0x4f ? <u64>changetype<usize>(parg.obj) : argValue(parg));
    return true;
  }
  if (value == Py_None) {
    store<u64>(slot, 0);
    return true;
  }
  if (PyLong_Check(value)) {
    if (_PyLong_NumBits(value) > 64) {
      PyErr_SetString(PyExc_OverflowError, "int too long to convert");
      return false;
    }
    store<u64>(slot, PyLong_AsUnsignedLongLongMask(value));
    return true;
  }
  if (PyBytes_Check(value)) {
    store<u64>(slot, <u64>PyBytes_AS_STRING(value));
    return true;
  }
  if (PyUnicode_Check(value)) {
    const owner = wideCopy(value);
    if (owner === null) return false;
    store<u64>(slot, load<u64>(changetype<usize>(owner) + 16));
    const ok = keepForCall(keep, owner);
    Py_DECREF(owner);
    return ok;
  }
  return convertAsParameter(value, index, slot, keep);
}

/** Sign-extends a small argument value. */
function argValue(parg: PyCArgObject): u64 {
  switch (parg.tag) {
    case 0x62: // b
      return <u64>(<i64>(<i8>parg.value));
    case 0x68: // h
      return <u64>(<i64>(<i16>parg.value));
    case 0x69: // i
      return <u64>(<i64>(<i32>parg.value));
    default:
      return parg.value;
  }
}

function convertAsParameter(value: PyObject, index: i32, slot: usize, keep: PyObject): bool {
  const parameter = asParameter(value);
  if (parameter !== null) {
    const ok = convertArgument(parameter, index, slot, keep) && keepForCall(keep, parameter);
    Py_DECREF(parameter);
    return ok;
  }
  if (PyErr_Occurred() === null) PyErr_Format(PyExc_TypeError, "Don't know how to convert parameter %d", index);
  return false;
}

/** The pending exception becomes ArgumentError("argument N: Type: text"). */
function argumentFailed(index: i32): void {
  const exc = PyErr_GetRaisedException();
  if (exc === null || argumentError === null) return;
  const text = PyObject_Str(exc);
  const message: PyObject | null =
    text === null
      ? null
      : PyUnicode_FromFormat("argument %d: %s: %U", index, exc.ob_type.tp_name, changetype<usize>(text));
  if (message !== null) PyErr_SetObject(argumentError!, message);
  Py_XDECREF(message);
  Py_XDECREF(text);
  Py_DECREF(exc);
}

/** Converts all arguments into the array `slots`. */
function convertAll(args: PyObject, argtypes: PyObject | null, slots: usize, keep: PyObject): bool {
  const n = PyTuple_GET_SIZE(args);
  const typed = argtypes === null ? 0 : PyTuple_GET_SIZE(argtypes);
  for (let i = 0; i < n; i++) {
    let value = Py_NewRef(PyTuple_GET_ITEM(args, i));
    if (i < typed) {
      const converter = PyObject_GetAttr(PyTuple_GET_ITEM(argtypes!, i), ID.from_param);
      const converted: PyObject | null = converter === null ? null : PyObject_CallOneArg(converter, value);
      Py_XDECREF(converter);
      Py_DECREF(value);
      if (converted === null) {
        argumentFailed(i + 1);
        return false;
      }
      value = converted;
    }
    const ok = convertArgument(value, i + 1, slots + ((<usize>i) << 3), keep) && keepForCall(keep, value);
    Py_DECREF(value);
    if (!ok) {
      argumentFailed(i + 1);
      return false;
    }
  }
  return true;
}

const resultCell: usize = memory.data(16, 16);

/** A C result as Python's restype says: `new`. `owned`: a py_object result brings its reference. */
function convertResult(restype: PyObject | null, value: u64, owned: bool): PyObject | null {
  if (restype === null) return PyLong_FromLong(<i32>value);
  if (restype == Py_None) return Py_NewRef(Py_None);
  const info: StgInfo | null = PyType_Check(restype) ? getStgInfo(changetype<PyTypeObject>(restype)) : null;
  if (info === null) {
    const number = PyLong_FromLong(<i32>value);
    if (number === null) return null;
    const result = PyObject_CallOneArg(restype, number);
    Py_DECREF(number);
    return result;
  }
  const type = changetype<PyTypeObject>(restype);
  store<u64>(resultCell, value);
  if (info.code != 0 && !isSimpleSubclass(type)) {
    const result = getByCode(info.code, resultCell, 0, false);
    if (result !== null && info.code == 0x4f && owned) Py_DECREF(result);
    return result;
  }
  return PyCData_FromBaseObj(type, null, 0, info.size <= 8 ? resultCell : <usize>value);
}

/** Argument `i` of a Python callback, read back from its C value: `new` */
function readBack(type: PyObject, slot: usize): PyObject | null {
  const cls = changetype<PyTypeObject>(type);
  const info: StgInfo | null = PyType_Check(type) ? getStgInfo(cls) : null;
  if (info === null) return PyErr_SetString(PyExc_TypeError, "cannot build parameter");
  if (info.code != 0 && !isSimpleSubclass(cls)) return getByCode(info.code, slot, 0, false);
  const op = PyObject_CallNoArgs(type);
  if (op === null) return null;
  const from = info.size <= 8 ? slot : <usize>load<u64>(slot);
  memory.copy(ptrOf(op), from, <usize>info.size);
  return op;
}

/** Calls the Python callable behind a callback; its result's C value goes to `resultCell`. False with an exception. */
function callPython(callable: PyObject, argtypes: PyObject, restype: PyObject | null, slots: usize): PyObject | null {
  const n = PyTuple_GET_SIZE(argtypes);
  const args = PyTuple_New(n);
  if (args === null) return null;
  for (let i = 0; i < n; i++) {
    const value = readBack(PyTuple_GET_ITEM(argtypes, i), slots + ((<usize>i) << 3));
    if (value === null) {
      Py_DECREF(args);
      return null;
    }
    PyTuple_SET_ITEM(args, i, value);
  }
  const result = PyObject_CallObject(callable, args);
  Py_DECREF(args);
  // C cannot receive an exception: it is reported, and the C value is 0.
  if (result === null) {
    PyErr_FormatUnraisable("Exception ignored on calling ctypes callback function %R", changetype<usize>(callable));
  }
  if (restype === null || restype == Py_None) {
    Py_XDECREF(result);
    return Py_NewRef(Py_None);
  }
  const info: StgInfo | null = PyType_Check(restype) ? getStgInfo(changetype<PyTypeObject>(restype)) : null;
  if (info === null || info.code == 0) return result === null ? Py_NewRef(Py_None) : result;
  // The trip through the C type cuts the value to its size.
  store<u64>(resultCell, 0);
  let keep: PyObject | null = null;
  if (result !== null) {
    keep = setByCode(info.code, resultCell, result, 0, false);
    Py_DECREF(result);
    if (keep === null) {
      const format = "Exception ignored on converting result of ctypes callback function %R";
      PyErr_FormatUnraisable(format, changetype<usize>(callable));
    }
  }
  const value = convertResult(restype, load<u64>(resultCell), false);
  Py_XDECREF(keep);
  return value;
}

const callbackSlot = memory.data(8, 8);

/** Calls the C function at `address`, a native's or a Python callback's, with one argument. What it raises is reported and dropped. */
export function callAddress(address: u64, argument: u64): void {
  store<u64>(callbackSlot, argument);
  if (isNative(address)) {
    callNative(<u32>address, callbackSlot);
    PyErr_WriteUnraisable(null);
    return;
  }
  if (!checkAddress(address, 16)) {
    PyErr_WriteUnraisable(null);
    return;
  }
  const op = changetype<PyObject>(<usize>load<u64>(<usize>address));
  if (changetype<usize>(op) == 0 || fnOf(op).thunk != <usize>address) return;
  const callable = Py_NewRef(fnOf(op).callable!);
  const result = callPython(callable, argtypesOf(op)!, restypeOf(op), callbackSlot);
  if (result === null) PyErr_WriteUnraisable(callable);
  else Py_DECREF(result);
  Py_DECREF(callable);
}

function restypeOf(self: PyObject): PyObject | null {
  const own = fnOf(self).restype;
  return own !== null ? own : infoOf(self).restype;
}

function argtypesOf(self: PyObject): PyObject | null {
  const own = fnOf(self).argtypes;
  return own !== null ? own : infoOf(self).argtypes;
}

/** Calls what the pointer points to, arguments converted. `new` */
function invoke(self: PyObject, args: PyObject, slots: usize): PyObject | null {
  const address = load<u64>(ptrOf(self));
  const callable = fnOf(self).callable;
  if (callable !== null && address == <u64>fnOf(self).thunk) {
    return callPython(callable, argtypesOf(self)!, restypeOf(self), slots);
  }
  if (!isNative(address)) {
    return PyErr_Format(PyExc_OSError, "exception: access violation calling 0x%x", <usize>address);
  }
  const value = callNative(<u32>address, slots);
  if (PyErr_Occurred() !== null) return null;
  return convertResult(restypeOf(self), value, true);
}

function PyCFuncPtr_call(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!checkInstance(self)) return null;
  const argtypes = argtypesOf(self);
  const n = PyTuple_GET_SIZE(args);
  const required = argtypes === null ? 0 : PyTuple_GET_SIZE(argtypes);
  if (required > n || (fnOf(self).callable !== null && required != n)) {
    return PyErr_Format(
      PyExc_TypeError,
      required == 1
        ? "this function takes at least %d argument (%d given)"
        : "this function takes at least %d arguments (%d given)",
      required,
      n,
    );
  }
  const slots = PyMem_Malloc((<usize>n + 1) << 3);
  if (slots == 0) return PyErr_NoMemory();
  memory.fill(slots, 0, (<usize>n + 1) << 3);
  const keep = PyList_New(0);
  let result: PyObject | null = null;
  if (keep !== null && convertAll(args, argtypes, slots, keep)) result = invoke(self, args, slots);
  Py_XDECREF(keep);
  PyMem_Free(slots);
  return checkError(self, result, args);
}

/** errcheck(result, func, args). Steals `result`. */
function checkError(self: PyObject, result: PyObject | null, args: PyObject): PyObject | null {
  const errcheck = fnOf(self).errcheck;
  if (result === null || errcheck === null) return result;
  const checked = callThreeArgs(errcheck, result, self, args);
  Py_DECREF(result);
  return checked;
}

// ---- attributes

function fieldAt(self: PyObject, offset: usize): usize {
  return changetype<usize>(self) + offset;
}

function get_restype(self: PyObject, closure: usize): PyObject | null {
  const restype = restypeOf(self);
  return Py_NewRef(restype === null ? Py_None : restype);
}

function set_restype(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value !== null && !isRestype(value)) {
    PyErr_SetString(PyExc_TypeError, "restype must be a type, a callable, or None");
    return -1;
  }
  Py_XSETREF(fieldAt(self, offsetof<PyCFuncPtrObject>("restype")), Py_XNewRef(value));
  return 0;
}

function get_argtypes(self: PyObject, closure: usize): PyObject | null {
  const argtypes = argtypesOf(self);
  return Py_NewRef(argtypes === null ? Py_None : argtypes);
}

function set_argtypes(self: PyObject, value: PyObject | null, closure: usize): i32 {
  let types: PyObject | null = null;
  if (value !== null && value != Py_None) {
    types = checkArgtypes(value);
    if (types === null) return -1;
  }
  Py_XSETREF(fieldAt(self, offsetof<PyCFuncPtrObject>("argtypes")), types);
  return 0;
}

function get_errcheck(self: PyObject, closure: usize): PyObject | null {
  const errcheck = fnOf(self).errcheck;
  return Py_NewRef(errcheck === null ? Py_None : errcheck);
}

function set_errcheck(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value !== null && !PyCallable_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "the errcheck attribute must be callable");
    return -1;
  }
  Py_XSETREF(fieldAt(self, offsetof<PyCFuncPtrObject>("errcheck")), Py_XNewRef(value));
  return 0;
}

function PyCFuncPtr_bool(self: PyObject): i32 {
  if (!checkInstance(self)) return -1;
  return load<u64>(ptrOf(self)) != 0 ? 1 : 0;
}

function PyCFuncPtr_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat("<%s object at 0x%x>", self.ob_type.tp_name, changetype<usize>(self));
}

function PyCFuncPtr_clear(self: PyObject): i32 {
  Py_CLEAR(fieldAt(self, offsetof<PyCFuncPtrObject>("callable")));
  Py_CLEAR(fieldAt(self, offsetof<PyCFuncPtrObject>("restype")));
  Py_CLEAR(fieldAt(self, offsetof<PyCFuncPtrObject>("argtypes")));
  Py_CLEAR(fieldAt(self, offsetof<PyCFuncPtrObject>("errcheck")));
  PyMem_Free(fnOf(self).thunk);
  fnOf(self).thunk = 0;
  return PyCData_clear(self);
}

function PyCFuncPtr_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let stop = visitField(fieldAt(self, offsetof<PyCFuncPtrObject>("callable")), visit, arg);
  if (stop == 0) stop = visitField(fieldAt(self, offsetof<PyCFuncPtrObject>("restype")), visit, arg);
  if (stop == 0) stop = visitField(fieldAt(self, offsetof<PyCFuncPtrObject>("argtypes")), visit, arg);
  if (stop == 0) stop = visitField(fieldAt(self, offsetof<PyCFuncPtrObject>("errcheck")), visit, arg);
  return stop != 0 ? stop : PyCData_traverse(self, visit, arg);
}

function PyCFuncPtr_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  PyCFuncPtr_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

export function initFuncPtrTypes(): void {
  defineMetatype(PyCFuncPtrType_Type, PyCType_Type, "_ctypes.PyCFuncPtrType", PyCFuncPtrType_init.index);
  const t = PyCFuncPtr_Type;
  defineCDataClass(t, PyCFuncPtrType_Type, "_ctypes.CFuncPtr", FUNCPTR_SIZE, "Function Pointer");
  t.tp_dealloc = PyCFuncPtr_dealloc.index;
  t.tp_traverse = PyCFuncPtr_traverse.index;
  t.tp_clear = PyCFuncPtr_clear.index;
  t.tp_repr = PyCFuncPtr_repr.index;
  t.tp_call = PyCFuncPtr_call.index;
  t.tp_new = PyCFuncPtr_new.index;
  numberMethods(t).nb_bool = PyCFuncPtr_bool.index;
  addGetSet(t, "errcheck", get_errcheck.index, set_errcheck.index, "a function to check for errors");
  addGetSet(t, "restype", get_restype.index, set_restype.index, "specify the result type");
  addGetSet(t, "argtypes", get_argtypes.index, set_argtypes.index, "specify the argument types");
}
