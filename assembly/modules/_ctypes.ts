/**
 * The module _ctypes (Modules/_ctypes/): what the stdlib's ctypes package imports. The types are in ctypes/.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { PyExc_Exception, PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O } from "../object/typedef";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyNumber_AsSsize_t } from "../protocol/number";
import {
  PyLong_AsI32,
  PyLong_AsUnsignedLongLongMask,
  PyLong_FromLong,
  PyLong_FromSsize_t,
  PyLong_FromU64,
} from "../types/long";
import {
  PyModule_Add,
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_AddStringConstant,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { PyType_Check, PyType_Ready, newType } from "../types/typeobject";
import { PyTuple_Pack1 } from "../types/tuple";
import { PyUnicode_AsUTF8AndSize, PyUnicode_Check } from "../types/unicode";
import { getObject } from "./ctypes/access";
import { initArrayTypes } from "./ctypes/array";
import { byref, initCArgType } from "./ctypes/carg";
import { initCFieldType } from "./ctypes/field";
import { initFuncPtrTypes, setArgumentError } from "./ctypes/funcptr";
import { initCTypeType } from "./ctypes/metatype";
import { initOwnedMemoryType, ownedMemoryType } from "./ctypes/memory";
import {
  castIndex,
  initNatives,
  memmoveIndex,
  memsetIndex,
  nativeByName,
  stringAtIndex,
  wstringAtIndex,
} from "./ctypes/natives";
import { POINTER, initPointerTypes, pointer, pointerTypeCache } from "./ctypes/pointer";
import { initCDataType, initSimpleTypes } from "./ctypes/simple";
import { initStructTypes } from "./ctypes/struct";
import {
  B_VALUE,
  CDataObject,
  PyCArg_Type,
  PyCArrayType_Type,
  PyCArray_Type,
  PyCData_Type,
  PyCField_Type,
  PyCFuncPtrType_Type,
  PyCFuncPtr_Type,
  PyCPointerType_Type,
  PyCPointer_Type,
  PyCSimpleType_Type,
  PyCStructType_Type,
  PyCType_Type,
  Simple_Type,
  StgInfo,
  Struct_Type,
  UnionType_Type,
  Union_Type,
  getStgInfo,
  isCData,
} from "./ctypes/layout";

/** The info of a C type or of an instance's type; null without exception. */
function infoFor(op: PyObject): StgInfo | null {
  if (PyType_Check(op)) return getStgInfo(changetype<PyTypeObject>(op));
  return isCData(op) ? getStgInfo(op.ob_type) : null;
}

function ctypes_sizeof(self: PyObject, op: PyObject): PyObject | null {
  if (isCData(op)) return PyLong_FromSsize_t(changetype<CDataObject>(op).b_size);
  const info = infoFor(op);
  if (info === null) return PyErr_SetString(PyExc_TypeError, "this type has no size");
  return PyLong_FromSsize_t(info.size);
}

function ctypes_alignment(self: PyObject, op: PyObject): PyObject | null {
  const info = infoFor(op);
  if (info === null) return PyErr_SetString(PyExc_TypeError, "no alignment info");
  return PyLong_FromSsize_t(info.align);
}

function ctypes_addressof(self: PyObject, op: PyObject): PyObject | null {
  if (!isCData(op)) return PyErr_SetString(PyExc_TypeError, "invalid type");
  return PyLong_FromU64(load<u64>(changetype<usize>(op) + 16));
}

/** resize(instance, size): gives an instance more memory. */
function ctypes_resize(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("resize", nargs, 2, 2)) return null;
  const op = load<PyObject>(args);
  const size = PyNumber_AsSsize_t(load<PyObject>(args, 8), null);
  if (size == -1 && PyErr_Occurred() !== null) return null;
  if (!isCData(op)) return PyErr_SetString(PyExc_TypeError, "excepted ctypes instance");
  const info = getStgInfo(op.ob_type)!;
  if (size < info.size) return PyErr_Format(PyExc_ValueError, "minimum size is %d", info.size);
  const cdata = changetype<CDataObject>(op);
  if (!cdata.b_needsfree) {
    return PyErr_SetString(PyExc_ValueError, "Memory cannot be resized because this object doesn't own it");
  }
  const inside = changetype<usize>(op) + B_VALUE;
  if (cdata.b_ptr == inside && size <= 16) {
    cdata.b_size = size;
    return Py_NewRef(Py_None);
  }
  const block = PyMem_Malloc(<usize>size);
  if (block == 0) return PyErr_NoMemory();
  memory.fill(block, 0, <usize>size);
  memory.copy(block, cdata.b_ptr, <usize>(cdata.b_size < size ? cdata.b_size : size));
  if (cdata.b_ptr != inside) PyMem_Free(cdata.b_ptr);
  cdata.b_ptr = block;
  cdata.b_size = size;
  return Py_NewRef(Py_None);
}

let savedErrno: i32 = 0;

function ctypes_get_errno(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(savedErrno);
}

function ctypes_set_errno(self: PyObject, value: PyObject): PyObject | null {
  const n = PyLong_AsI32(value);
  if (n == -1 && PyErr_Occurred() !== null) return null;
  const old = savedErrno;
  savedErrno = n;
  return PyLong_FromLong(old);
}

/** dlopen(None, flags) is the machine itself; there are no other libraries. */
function ctypes_dlopen(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("dlopen", nargs, 1, 2)) return null;
  const name = load<PyObject>(args);
  if (name == Py_None) return PyLong_FromLong(1);
  const format = "%S: cannot open shared object file: No such file or directory";
  return PyErr_Format(PyExc_OSError, format, changetype<usize>(name));
}

function ctypes_dlclose(self: PyObject, handle: PyObject): PyObject | null {
  return Py_NewRef(Py_None);
}

function ctypes_dlsym(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("dlsym", nargs, 2, 2)) return null;
  const name = load<PyObject>(args, 8);
  const text: usize = PyUnicode_Check(name) ? PyUnicode_AsUTF8AndSize(name) : 0;
  if (text == 0) return PyErr_SetString(PyExc_TypeError, "dlsym() argument 2 must be str");
  const index = nativeByName(text);
  if (index == 0) return PyErr_Format(PyExc_OSError, "krait: undefined symbol: %s", text);
  return PyLong_FromU64(<u64>index);
}

const cell: usize = memory.data(8, 8);

/** The object at an address: `new` */
function ctypes_PyObj_FromPtr(self: PyObject, value: PyObject): PyObject | null {
  const address = PyLong_AsUnsignedLongLongMask(value);
  if (PyErr_Occurred() !== null) return null;
  store<u64>(cell, address);
  return getObject(cell);
}

function ctypes_Py_INCREF(self: PyObject, op: PyObject): PyObject | null {
  Py_INCREF(op);
  return Py_NewRef(op);
}

function ctypes_Py_DECREF(self: PyObject, op: PyObject): PyObject | null {
  Py_DECREF(op);
  return Py_NewRef(op);
}

// ---- the module

/** Fills all static types of _ctypes; allocates nothing. */
export function initCtypesTypes(): void {
  initNatives();
  initOwnedMemoryType();
  initCTypeType();
  initCDataType();
  initSimpleTypes();
  initStructTypes();
  initArrayTypes();
  initPointerTypes();
  initFuncPtrTypes();
  initCFieldType();
  initCArgType();
}

/** Calls `visit` (type: PyTypeObject): i32 for every static type, bases first; -1 as soon as it fails. */
export function forEachCtypesType(visit: u32): i32 {
  if (call_indirect<i32>(visit, ownedMemoryType()) < 0) return -1;
  if (call_indirect<i32>(visit, PyCType_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCStructType_Type) < 0) return -1;
  if (call_indirect<i32>(visit, UnionType_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCPointerType_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCArrayType_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCSimpleType_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCFuncPtrType_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCData_Type) < 0) return -1;
  if (call_indirect<i32>(visit, Struct_Type) < 0) return -1;
  if (call_indirect<i32>(visit, Union_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCPointer_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCArray_Type) < 0) return -1;
  if (call_indirect<i32>(visit, Simple_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCFuncPtr_Type) < 0) return -1;
  if (call_indirect<i32>(visit, PyCField_Type) < 0) return -1;
  return call_indirect<i32>(visit, PyCArg_Type);
}

function addFunctions(m: PyObject): void {
  moduleFunction(
    m,
    "sizeof",
    ctypes_sizeof.index,
    METH_O,
    "sizeof($self, object, /)\n--\n\nsizeof(C type) -> integer\nsizeof(C instance) -> integer\nReturn the size in bytes.",
  );
  moduleFunction(
    m,
    "alignment",
    ctypes_alignment.index,
    METH_O,
    "alignment($self, object, /)\n--\n\nalignment(C type) -> integer\nReturn the alignment requirements.",
  );
  moduleFunction(
    m,
    "addressof",
    ctypes_addressof.index,
    METH_O,
    "addressof($self, object, /)\n--\n\naddressof(C instance) -> integer\nReturn the address of the internal buffer.",
  );
  moduleFunction(m, "byref", byref.index, METH_FASTCALL, "byref(C instance[, offset=0]) -> byref-object");
  moduleFunction(m, "resize", ctypes_resize.index, METH_FASTCALL, "Resize the memory buffer of a ctypes instance");
  moduleFunction(
    m,
    "POINTER",
    POINTER.index,
    METH_O,
    "POINTER($module, type, /)\n--\n\nCreate and return a new ctypes pointer type.",
  );
  moduleFunction(
    m,
    "pointer",
    pointer.index,
    METH_O,
    "pointer($module, obj, /)\n--\n\nCreate a new pointer instance, pointing to 'obj'.",
  );
  moduleFunction(m, "get_errno", ctypes_get_errno.index, METH_NOARGS);
  moduleFunction(m, "set_errno", ctypes_set_errno.index, METH_O);
  moduleFunction(m, "dlopen", ctypes_dlopen.index, METH_FASTCALL, "dlopen(name, flag) open a shared library");
  moduleFunction(m, "dlclose", ctypes_dlclose.index, METH_O, "dlclose a library");
  moduleFunction(m, "dlsym", ctypes_dlsym.index, METH_FASTCALL, "find symbol in shared library");
  moduleFunction(m, "PyObj_FromPtr", ctypes_PyObj_FromPtr.index, METH_O);
  moduleFunction(m, "Py_INCREF", ctypes_Py_INCREF.index, METH_O, "Py_INCREF($self, object, /)\n--\n\n");
  moduleFunction(m, "Py_DECREF", ctypes_Py_DECREF.index, METH_O, "Py_DECREF($self, object, /)\n--\n\n");
}

function addTypes(m: PyObject): bool {
  return (
    PyModule_AddObjectRef(m, "_Pointer", PyCPointer_Type) == 0 &&
    PyModule_AddObjectRef(m, "Array", PyCArray_Type) == 0 &&
    PyModule_AddObjectRef(m, "Structure", Struct_Type) == 0 &&
    PyModule_AddObjectRef(m, "Union", Union_Type) == 0 &&
    PyModule_AddObjectRef(m, "_SimpleCData", Simple_Type) == 0 &&
    PyModule_AddObjectRef(m, "CFuncPtr", PyCFuncPtr_Type) == 0
  );
}

function addNumbers(m: PyObject): bool {
  return (
    PyModule_AddIntConstant(m, "FUNCFLAG_CDECL", 1) == 0 &&
    PyModule_AddIntConstant(m, "FUNCFLAG_USE_ERRNO", 8) == 0 &&
    PyModule_AddIntConstant(m, "FUNCFLAG_USE_LASTERROR", 16) == 0 &&
    PyModule_AddIntConstant(m, "FUNCFLAG_PYTHONAPI", 4) == 0 &&
    PyModule_AddIntConstant(m, "_memmove_addr", <i64>memmoveIndex) == 0 &&
    PyModule_AddIntConstant(m, "_memset_addr", <i64>memsetIndex) == 0 &&
    PyModule_AddIntConstant(m, "_string_at_addr", <i64>stringAtIndex) == 0 &&
    PyModule_AddIntConstant(m, "_wstring_at_addr", <i64>wstringAtIndex) == 0 &&
    PyModule_AddIntConstant(m, "_cast_addr", <i64>castIndex) == 0 &&
    PyModule_AddIntConstant(m, "RTLD_LOCAL", 0) == 0 &&
    PyModule_AddIntConstant(m, "RTLD_GLOBAL", 256) == 0 &&
    PyModule_AddIntConstant(m, "CTYPES_MAX_ARGCOUNT", 1024) == 0 &&
    PyModule_AddIntConstant(m, "SIZEOF_TIME_T", 8) == 0
  );
}

function readyType(type: PyTypeObject): i32 {
  return PyType_Ready(type);
}

/** The module `_ctypes`: `new`. Its types are made now, not at boot: most programs never see them. */
export function PyInit__ctypes(): PyObject | null {
  initCtypesTypes();
  if (forEachCtypesType(readyType.index) < 0) return null;
  const m = PyModule_New("_ctypes", "Create and manipulate C compatible data types in Python.");
  if (m === null) return null;
  addFunctions(m);
  const bases = PyTuple_Pack1(PyExc_Exception);
  const error = newType(changetype<PyTypeObject>(PyExc_Exception.ob_type), "ArgumentError", "ctypes", bases, null);
  Py_XDECREF(bases);
  const cache = pointerTypeCache();
  if (error === null || cache === null) return null;
  setArgumentError(error);
  if (PyModule_Add(m, "ArgumentError", error) < 0) return null;
  if (PyModule_AddObjectRef(m, "_pointer_type_cache", cache) < 0) return null;
  if (!addTypes(m) || !addNumbers(m) || PyModule_AddStringConstant(m, "__version__", "1.1.0") < 0) return null;
  return m;
}
