/**
 * The base of our metatypes, CType_Type: what every C type's class can do (Modules/_ctypes/_ctypes.c, "CDataType"): from_address,
 * from_buffer, from_buffer_copy, in_dll, from_param and `type * n`. The storage info's memory belongs to the class object.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyType_Type } from "../../object/statics";
import { visitField } from "../../object/slots";
import { METH_FASTCALL, METH_O, addMethod, initStaticType, sequenceMethods } from "../../object/typedef";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { ID } from "../../generated/ids";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyObject_GetOptionalAttr } from "../../protocol/attr";
import {
  PyBUF_SIMPLE,
  PyBuffer_IsContiguous,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  freeBuffer,
} from "../../protocol/buffer";
import { PyObject_IsInstance } from "../../protocol/compare";
import {
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../../protocol/errors";
import { PyNumber_AsSsize_t } from "../../protocol/number";
import { PyExc_OverflowError } from "../../object/exception_types";
import { PyMemoryView_FromObject } from "../../types/memoryview";
import { PyLong_AsUnsignedLongLongMask, PyLong_Check } from "../../types/long";
import { addressOfSymbol } from "./natives";
import { KeepRef, PyCData_AtAddress, GenericPyCData_new, ptrOf } from "./cdata";
import { arrayTypeOf } from "./array";
import { METATYPE_SIZE, PyCArgObject, PyCArg_Type, PyCType_Type, StgInfo, getStgInfo, stgInfoOf } from "./layout";

/** Where a memoryview object keeps its Py_buffer. */
const MEMORYVIEW_BUFFER: usize = 56;

/** The initialised info; TypeError "abstract class" if there is none. */
function requireInfo(type: PyTypeObject): StgInfo | null {
  const info = getStgInfo(type);
  if (info === null) PyErr_SetString(PyExc_TypeError, "abstract class");
  return info;
}

/** new */
function from_address(self: PyObject, value: PyObject): PyObject | null {
  if (!PyLong_Check(value)) return PyErr_SetString(PyExc_TypeError, "integer expected");
  const address = PyLong_AsUnsignedLongLongMask(value);
  return PyCData_AtAddress(changetype<PyTypeObject>(self), address);
}

/** The offset argument; -1 with an exception. */
function offsetArgument(args: usize, nargs: i32): i32 {
  if (nargs < 2) return 0;
  const offset = PyNumber_AsSsize_t(load<PyObject>(args, 8), PyExc_OverflowError);
  if (offset == -1 && PyErr_Occurred() !== null) return -1;
  if (offset < 0) {
    PyErr_SetString(PyExc_ValueError, "offset cannot be negative");
    return -1;
  }
  return offset;
}

function bufferTooSmall(have: i32, need: i64): PyObject | null {
  const format = "Buffer size too small (%d instead of at least %d bytes)";
  return PyErr_Format(PyExc_ValueError, format, have, <i32>need);
}

/** An instance that shares a writable buffer's memory: `new` */
function from_buffer(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("from_buffer", nargs, 1, 2)) return null;
  const type = changetype<PyTypeObject>(self);
  const info = requireInfo(type);
  if (info === null) return null;
  const offset = offsetArgument(args, nargs);
  if (offset < 0) return null;
  const view = PyMemoryView_FromObject(load<PyObject>(args));
  if (view === null) return null;
  let result: PyObject | null = null;
  const buffer = changetype<Py_buffer>(changetype<usize>(view) + MEMORYVIEW_BUFFER);
  const size = buffer.len;
  if (buffer.readonly) PyErr_SetString(PyExc_TypeError, "underlying buffer is not writable");
  else if (!PyBuffer_IsContiguous(buffer, 0x43))
    PyErr_SetString(PyExc_TypeError, "underlying buffer is not C contiguous");
  else if (<i64>offset + <i64>info.size > <i64>size) bufferTooSmall(size, <i64>offset + <i64>info.size);
  else result = PyCData_AtAddress(type, <u64>buffer.buf + <u64>offset);
  if (result === null) {
    Py_DECREF(view);
    return null;
  }
  if (!KeepRef(result, -1, view)) {
    Py_DECREF(result);
    return null;
  }
  return result;
}

/** An instance with a copy of a buffer's bytes: `new` */
function from_buffer_copy(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("from_buffer_copy", nargs, 1, 2)) return null;
  const type = changetype<PyTypeObject>(self);
  const info = requireInfo(type);
  if (info === null) return null;
  const offset = offsetArgument(args, nargs);
  if (offset < 0) return null;
  const view = allocBuffer();
  if (PyObject_GetBuffer(load<PyObject>(args), view, PyBUF_SIMPLE) < 0) {
    freeBuffer(view);
    return null;
  }
  let result: PyObject | null = null;
  if (<i64>offset + <i64>info.size > <i64>view.len) {
    bufferTooSmall(view.len, <i64>offset + <i64>info.size);
  } else {
    result = GenericPyCData_new(type, self, null);
    if (result !== null) memory.copy(ptrOf(result), view.buf + <usize>offset, <usize>info.size);
  }
  freeBuffer(view);
  return result;
}

/** The variable `name` of a loaded library: `new` */
function in_dll(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("in_dll", nargs, 2, 2)) return null;
  const address = addressOfSymbol(load<PyObject>(args), load<PyObject>(args, 8));
  return address == 0 ? null : PyCData_AtAddress(changetype<PyTypeObject>(self), <u64>address);
}

const attrResult: usize = memory.data(8, 8);

/** obj._as_parameter_: `new`, or null (with an exception or without). */
export function asParameter(value: PyObject): PyObject | null {
  if (PyObject_GetOptionalAttr(value, ID._as_parameter_, attrResult) <= 0) return null;
  return load<PyObject | null>(attrResult);
}

/** The general from_param: an instance, byref() of one, or what has _as_parameter_. `new` */
export function CDataType_from_param(self: PyObject, value: PyObject): PyObject | null {
  const type = changetype<PyTypeObject>(self);
  const is = PyObject_IsInstance(value, type);
  if (is < 0) return null;
  if (is) return Py_NewRef(value);
  if (value.ob_type == PyCArg_Type) {
    const ob = changetype<PyCArgObject>(value).obj;
    if (ob !== null) {
      const inner = PyObject_IsInstance(ob, type);
      if (inner < 0) return null;
      if (inner) return Py_NewRef(value);
    }
    const format = "expected %s instance instead of pointer to %s";
    const name = ob === null ? value.ob_type.tp_name : ob.ob_type.tp_name;
    return PyErr_Format(PyExc_TypeError, format, type.tp_name, name);
  }
  const parameter = asParameter(value);
  if (parameter !== null) {
    let result: PyObject | null = null;
    if (Py_EnterRecursiveCall(" while processing _as_parameter_")) {
      result = CDataType_from_param(self, parameter);
      Py_LeaveRecursiveCall();
    }
    Py_DECREF(parameter);
    return result;
  }
  if (PyErr_Occurred() !== null) return null;
  const format = "expected %s instance instead of %s";
  return PyErr_Format(PyExc_TypeError, format, type.tp_name, value.ob_type.tp_name);
}

/** type * n. `new` */
function CDataType_repeat(self: PyObject, n: i32): PyObject | null {
  if (n < 0) return PyErr_Format(PyExc_ValueError, "Array length must be >= 0, not %d", n);
  return arrayTypeOf(changetype<PyTypeObject>(self), n);
}

// ---- the storage info's life

const PROTO: usize = offsetof<StgInfo>("proto");
const ARGTYPES: usize = offsetof<StgInfo>("argtypes");
const RESTYPE: usize = offsetof<StgInfo>("restype");
const CHECKER: usize = offsetof<StgInfo>("checker");

function metatype_clear(self: PyObject): i32 {
  const info = stgInfoOf(changetype<PyTypeObject>(self));
  if (info !== null) {
    const at = changetype<usize>(info);
    Py_CLEAR(at + PROTO);
    Py_CLEAR(at + ARGTYPES);
    Py_CLEAR(at + RESTYPE);
    Py_CLEAR(at + CHECKER);
  }
  return PyType_Type.tp_clear == 0 ? 0 : call_indirect<i32>(PyType_Type.tp_clear, self);
}

function metatype_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const info = stgInfoOf(changetype<PyTypeObject>(self));
  if (info !== null) {
    const at = changetype<usize>(info);
    let stop = visitField(at + PROTO, visit, arg);
    if (stop == 0) stop = visitField(at + ARGTYPES, visit, arg);
    if (stop == 0) stop = visitField(at + RESTYPE, visit, arg);
    if (stop == 0) stop = visitField(at + CHECKER, visit, arg);
    if (stop != 0) return stop;
  }
  return call_indirect<i32>(PyType_Type.tp_traverse, self, visit, arg);
}

function metatype_dealloc(self: PyObject): void {
  const info = stgInfoOf(changetype<PyTypeObject>(self));
  if (info !== null) {
    const at = changetype<usize>(info);
    Py_CLEAR(at + PROTO);
    Py_CLEAR(at + ARGTYPES);
    Py_CLEAR(at + RESTYPE);
    Py_CLEAR(at + CHECKER);
    PyMem_Free(info.format);
    PyMem_Free(info.shape);
    info.format = 0;
    info.shape = 0;
  }
  call_indirect<void>(PyType_Type.tp_dealloc, self);
}

/** Begins a class's storage info; null with an exception if it was begun already. */
export function beginInfo(type: PyTypeObject): StgInfo | null {
  const info = stgInfoOf(type);
  if (info === null || info.initialized) {
    PyErr_Format(PyExc_SystemError, "StgInfo of '%s' is already initialized.", type.tp_name);
    return null;
  }
  info.initialized = 1;
  return info;
}

/** Sets the format to a letter with the byte order before it ("<i"). */
export function setLetterFormat(info: StgInfo, letter: u32): bool {
  const text = PyMem_Malloc(4);
  if (text == 0) {
    PyErr_NoMemory();
    return false;
  }
  store<u8>(text, info.swapped ? 0x3e : 0x3c);
  store<u8>(text, <u8>letter, 1);
  store<u8>(text, 0, 2);
  info.format = text;
  return true;
}

/** Copies a base class's info into a class without fields of its own. */
export function cloneInfo(to: StgInfo, from: StgInfo): bool {
  to.flags = from.flags & ~(<u32>0x1000);
  to.size = from.size;
  to.align = from.align;
  to.length = from.length;
  to.code = from.code;
  to.swapped = from.swapped;
  to.ndim = from.ndim;
  to.funcFlags = from.funcFlags;
  const proto = from.proto;
  if (proto !== null) to.proto = changetype<PyTypeObject>(Py_NewRef(proto));
  if (from.format != 0) {
    let n: usize = 0;
    while (load<u8>(from.format + n) != 0) n++;
    const text = PyMem_Malloc(n + 1);
    if (text == 0) {
      PyErr_NoMemory();
      return false;
    }
    memory.copy(text, from.format, n + 1);
    to.format = text;
  }
  return true;
}

/** Fills a metatype's struct. */
export function defineMetatype(t: PyTypeObject, base: PyTypeObject, name: string, init: u32): void {
  initStaticType(t, PyType_Type, base, name, METATYPE_SIZE, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE);
  t.tp_traverse = metatype_traverse.index;
  t.tp_clear = metatype_clear.index;
  t.tp_dealloc = metatype_dealloc.index;
  t.tp_init = init;
}

export function initCTypeType(): void {
  const t = PyCType_Type;
  defineMetatype(t, PyType_Type, "_ctypes.CType_Type", 0);
  sequenceMethods(t).sq_repeat = CDataType_repeat.index;
  addMethod(
    t,
    "from_param",
    CDataType_from_param.index,
    METH_O,
    "from_param($self, value, /)\n--\n\nConvert a Python object into a function call parameter.",
  );
  addMethod(
    t,
    "from_address",
    from_address.index,
    METH_O,
    "from_address($self, value, /)\n--\n\nC.from_address(integer) -> C instance\n\nAccess a C instance at the specified address.",
  );
  addMethod(
    t,
    "from_buffer",
    from_buffer.index,
    METH_FASTCALL,
    "from_buffer($self, obj, offset=0, /)\n--\n\nCreate a C instance from a writeable buffer.",
  );
  addMethod(
    t,
    "from_buffer_copy",
    from_buffer_copy.index,
    METH_FASTCALL,
    "from_buffer_copy($self, buffer, offset=0, /)\n--\n\nCreate a C instance from a readable buffer.",
  );
  addMethod(
    t,
    "in_dll",
    in_dll.index,
    METH_FASTCALL,
    "in_dll($self, dll, name, /)\n--\n\nAccess a C instance in a dll.",
  );
}
