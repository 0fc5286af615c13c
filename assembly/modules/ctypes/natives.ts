/**
 * The "C functions" that ctypes can call: what dlsym finds. Each takes the address of an array of 8-byte arguments and returns 8 bytes; its
 * "address" is its place in the module's function table. Here are the ones ctypes itself needs, the common Py_* calls of
 * ctypes.pythonapi and a handful of libc.
 *
 * Invariant: only indices in the table below are ever called.
 */
import { ID } from "../../generated/ids";
import { PyEval_GetBuiltins, PyEval_GetGlobals, currentLocals } from "../../vm/code_runner";
import { PyObject, PyTypeObject } from "../../object/layout";
import { PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_DECREF, Py_INCREF, Py_XNewRef } from "../../object/refcount";
import { cstr, staticAlloc } from "../../object/typedef";
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { collect } from "../../gc/collector";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallNoArgs, PyObject_CallObject } from "../../protocol/call";
import { PyObject_ASCII, PyObject_IsTrue, PyObject_Repr, PyObject_Str } from "../../protocol/compare";
import { PyErr_BadInternalCall, PyErr_Clear, PyErr_Format } from "../../protocol/errors";
import { PyNumber_Add, PyNumber_Multiply, PyNumber_Subtract } from "../../protocol/number";
import { PyObject_GetItem, PyObject_Size } from "../../protocol/sequence";
import { PyBytes_FromStringAndSize } from "../../types/bytes";
import { PyDict_CheckExact, PyDict_GetItem, PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyList_Append, PyList_New } from "../../types/list";
import { PyLong_AsI32, PyLong_AsI64, PyLong_FromI64, PyLong_FromU64, PyLong_FromVoidPtr } from "../../types/long";
import { PyTuple_New } from "../../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_FromKindAndData,
  PyUnicode_FromString,
} from "../../types/unicode";
import {
  PyUnstable_Code_GetExtra,
  PyUnstable_Code_SetExtra,
  PyUnstable_Eval_RequestCodeExtraIndex,
  setExtraFreer,
} from "../../types/code_extra";
import { PyStructSequence_GetItem } from "../../types/structseq";
import { PySys_GetObject } from "../sys";
import { callAddress } from "./funcptr";
import { bytesAt, checkAddress, wideStringAt } from "./access";
import { GetKeepedObjects, ptrOf } from "./cdata";
import { CDataObject, PyCFuncPtrType_Type, PyCPointerType_Type, getStgInfo, isCData, isMetatype } from "./layout";

/** name (usize), index (u32): 8 bytes each. */
const MAX_NATIVES: i32 = 96;
let table: usize = 0;
let count: i32 = 0;

/** The indices ctypes asks for by name: _memmove_addr and so on. */
export let memmoveIndex: u32 = 0;
export let memsetIndex: u32 = 0;
export let stringAtIndex: u32 = 0;
export let wstringAtIndex: u32 = 0;
export let castIndex: u32 = 0;

function add(name: string, index: u32): u32 {
  assert(count < MAX_NATIVES);
  const entry = table + ((<usize>count) << 3);
  store<u32>(entry, <u32>cstr(name));
  store<u32>(entry, index, 4);
  count++;
  return index;
}

function sameText(a: usize, b: usize): bool {
  while (load<u8>(a) == load<u8>(b)) {
    if (load<u8>(a) == 0) return true;
    a++;
    b++;
  }
  return false;
}

/** The index for a NUL-terminated name, or 0. */
export function nativeByName(name: usize): u32 {
  for (let i = 0; i < count; i++) {
    const entry = table + ((<usize>i) << 3);
    if (sameText(<usize>load<u32>(entry), name)) return load<u32>(entry, 4);
  }
  return 0;
}

export function isNative(index: u64): bool {
  for (let i = 0; i < count; i++) {
    if (<u64>load<u32>(table + ((<usize>i) << 3), 4) == index) return true;
  }
  return false;
}

/** Calls a native with its argument array. An exception may be pending afterwards. */
export function callNative(index: u32, args: usize): u64 {
  return call_indirect<u64>(index, args);
}

/** The address of symbol `name` (str) in the library `dll` (which has to have a _handle); 0 with an exception. */
export function addressOfSymbol(dll: PyObject, name: PyObject): usize {
  if (!PyUnicode_Check(name)) {
    PyErr_Format(PyExc_TypeError, "in_dll() argument 2 must be str, not %s", name.ob_type.tp_name);
    return 0;
  }
  const text = PyUnicode_AsUTF8AndSize(name);
  if (text == 0) return 0;
  const data = dataByName(text);
  if (data != 0) return data;
  const index = nativeByName(text);
  if (index == 0) PyErr_Format(PyExc_ValueError, "krait: undefined symbol: %s", text);
  return <usize>index;
}

/** Py_OptimizeFlag: a variable, as the library exports one. */
const optimizeFlag: usize = memory.data(8, 8);
/** Where sys.flags has `optimize`. */
const OPTIMIZE_FIELD: i32 = 3;

/** The address of a variable that the machine itself exports; 0 if there is none of the name. */
function dataByName(name: usize): usize {
  if (!sameText(name, cstr("Py_OptimizeFlag"))) return 0;
  const flags = PySys_GetObject("flags");
  if (flags === null) return 0;
  const level = PyStructSequence_GetItem(flags, OPTIMIZE_FIELD);
  if (level === null) return 0;
  store<i32>(optimizeFlag, PyLong_AsI32(level));
  return optimizeFlag;
}

// ---- arguments and results

function u64At(args: usize, i: i32): u64 {
  return load<u64>(args + ((<usize>i) << 3));
}

function objectAt(args: usize, i: i32): PyObject {
  return load<PyObject>(args + ((<usize>i) << 3));
}

function asResult(op: PyObject | null): u64 {
  return <u64>changetype<usize>(op);
}

// ---- ctypes' own

function c_memmove(args: usize): u64 {
  const to = u64At(args, 0);
  const from = u64At(args, 1);
  const n = u64At(args, 2);
  if (n != 0 && checkAddress(to, n) && checkAddress(from, n)) memory.copy(<usize>to, <usize>from, <usize>n);
  return to;
}

function c_memset(args: usize): u64 {
  const to = u64At(args, 0);
  const n = u64At(args, 2);
  if (n != 0 && checkAddress(to, n)) memory.fill(<usize>to, <u8>u64At(args, 1), <usize>n);
  return to;
}

function c_string_at(args: usize): u64 {
  const address = u64At(args, 0);
  const n = <i32>u64At(args, 1);
  if (n == -1) return asResult(bytesAt(address));
  if (n < 0) return asResult(PyErr_Format(PyExc_SystemError, "Negative size passed to PyBytes_FromStringAndSize"));
  if (!checkAddress(address, <u64>n)) return 0;
  return asResult(PyBytes_FromStringAndSize(<usize>address, n));
}

/** PyBytes_FromString(text). */
function api_Bytes_FromString(args: usize): u64 {
  return asResult(bytesAt(u64At(args, 0)));
}

/** Appends the digits of a number to `text`; returns the new length. */
function writeNumber(text: usize, length: i32, room: i32, value: i64, base: u64, isSigned: bool): i32 {
  let rest: u64 = <u64>value;
  if (isSigned && value < 0) {
    if (length < room) store<u8>(text + <usize>length, 0x2d);
    length++;
    rest = <u64>-value;
  }
  let power: u64 = 1;
  while (rest / power >= base) power *= base;
  for (; power > 0; power /= base) {
    const digit = <u32>((rest / power) % base);
    if (length < room) store<u8>(text + <usize>length, <u8>(digit < 10 ? 0x30 + digit : 0x57 + digit));
    length++;
  }
  return length;
}

/** PyOS_snprintf(text, size, format, ...): the plain conversions %s %d %i %u %x %c %%, with l, ll and z before them. */
function api_OS_snprintf(args: usize): u64 {
  const text = u64At(args, 0);
  const size = u64At(args, 1);
  const format = u64At(args, 2);
  if (size == 0 || size > 0x7fffffff || !checkAddress(text, size) || !checkAddress(format, 1)) return 0;
  const to = <usize>text;
  const room = <i32>size - 1;
  let length = 0;
  let next = 3;
  for (let at = <usize>format; load<u8>(at) != 0; at++) {
    let ch: u32 = load<u8>(at);
    if (ch != 0x25) {
      if (length < room) store<u8>(to + <usize>length, <u8>ch);
      length++;
      continue;
    }
    at++;
    let wide = false;
    while (load<u8>(at) == 0x6c || load<u8>(at) == 0x7a) {
      wide = true;
      at++;
    }
    ch = load<u8>(at);
    if (ch == 0) break;
    if (ch == 0x73) {
      let from = u64At(args, next++);
      if (!checkAddress(from, 1)) return 0;
      for (; load<u8>(<usize>from) != 0; from++) {
        if (length < room) store<u8>(to + <usize>length, load<u8>(<usize>from));
        length++;
      }
    } else if (ch == 0x64 || ch == 0x69) {
      const value = <i64>u64At(args, next++);
      length = writeNumber(to, length, room, wide ? value : <i64>(<i32>value), 10, true);
    } else if (ch == 0x75 || ch == 0x78) {
      const value = u64At(args, next++);
      length = writeNumber(to, length, room, <i64>(wide ? value : <u64>(<u32>value)), ch == 0x75 ? 10 : 16, false);
    } else {
      if (ch == 0x63) ch = <u32>u64At(args, next++);
      if (length < room) store<u8>(to + <usize>length, <u8>ch);
      length++;
    }
  }
  store<u8>(to + <usize>min(length, room), 0);
  return <u64>length;
}

function c_wstring_at(args: usize): u64 {
  const address = u64At(args, 0);
  const n = <i32>u64At(args, 1);
  if (n == -1) return asResult(wideStringAt(address, 0x7fffffff));
  if (n < 0) return asResult(PyErr_BadInternalCall());
  if (!checkAddress(address, (<u64>n) << 2)) return 0;
  return asResult(PyUnicode_FromKindAndData(4, <usize>address, n));
}

/** May `type` be the second argument of cast()? */
function isPointerLike(type: PyObject): bool {
  const cls = changetype<PyTypeObject>(type);
  if (isMetatype(cls, PyCPointerType_Type) || isMetatype(cls, PyCFuncPtrType_Type)) return true;
  const info = getStgInfo(cls);
  if (info === null) return false;
  const code = info.code;
  return code == 0x50 || code == 0x7a || code == 0x5a || code == 0x4f;
}

/** The result keeps what the source kept, and the source. */
function keepSource(result: PyObject, source: PyObject): bool {
  if (!isCData(source)) return true;
  const kept = GetKeepedObjects(source);
  if (kept === null) return false;
  changetype<CDataObject>(result).b_objects = Py_XNewRef(kept);
  if (!PyDict_CheckExact(kept)) return true;
  const key = PyLong_FromVoidPtr(changetype<usize>(source));
  if (key === null) return false;
  const ok = PyDict_SetItem(kept, key, source) == 0;
  Py_DECREF(key);
  return ok;
}

function c_cast(args: usize): u64 {
  const type = objectAt(args, 2);
  const isType = (type.ob_type.tp_flags & ((<u32>1) << 31)) != 0;
  if (!isType || !isPointerLike(type)) {
    const name = isType ? changetype<PyTypeObject>(type).tp_name : type.ob_type.tp_name;
    PyErr_Format(PyExc_TypeError, "cast() argument 2 must be a pointer type, not %s", name);
    return 0;
  }
  const result = PyObject_CallNoArgs(type);
  if (result === null) return 0;
  if (!keepSource(result, objectAt(args, 1))) {
    Py_DECREF(result);
    return 0;
  }
  store<u64>(ptrOf(result), u64At(args, 0));
  return asResult(result);
}

// ---- Python's C API

function api_IncRef(args: usize): u64 {
  Py_INCREF(objectAt(args, 0));
  return 0;
}

function api_DecRef(args: usize): u64 {
  Py_DECREF(objectAt(args, 0));
  return 0;
}

function api_RefCnt(args: usize): u64 {
  return <u64>objectAt(args, 0).ob_refcnt;
}

function api_Long_FromLong(args: usize): u64 {
  return asResult(PyLong_FromI64(<i64>u64At(args, 0)));
}

function api_Long_FromUnsignedLong(args: usize): u64 {
  return asResult(PyLong_FromU64(u64At(args, 0)));
}

function api_Long_AsLong(args: usize): u64 {
  return <u64>PyLong_AsI64(objectAt(args, 0));
}

function api_Object_Repr(args: usize): u64 {
  return asResult(PyObject_Repr(objectAt(args, 0)));
}

function api_Object_Str(args: usize): u64 {
  return asResult(PyObject_Str(objectAt(args, 0)));
}

function api_Object_ASCII(args: usize): u64 {
  return asResult(PyObject_ASCII(objectAt(args, 0)));
}

function api_Object_IsTrue(args: usize): u64 {
  return <u64>(<i64>PyObject_IsTrue(objectAt(args, 0)));
}

function api_Object_Size(args: usize): u64 {
  return <u64>(<i64>PyObject_Size(objectAt(args, 0)));
}

function api_Object_GetAttr(args: usize): u64 {
  return asResult(PyObject_GetAttr(objectAt(args, 0), objectAt(args, 1)));
}

function api_Object_GetItem(args: usize): u64 {
  return asResult(PyObject_GetItem(objectAt(args, 0), objectAt(args, 1)));
}

function api_Object_CallObject(args: usize): u64 {
  const a = objectAt(args, 1);
  return asResult(PyObject_CallObject(objectAt(args, 0), changetype<usize>(a) == 0 ? null : a));
}

function api_Number_Add(args: usize): u64 {
  return asResult(PyNumber_Add(objectAt(args, 0), objectAt(args, 1)));
}

function api_Number_Subtract(args: usize): u64 {
  return asResult(PyNumber_Subtract(objectAt(args, 0), objectAt(args, 1)));
}

function api_Number_Multiply(args: usize): u64 {
  return asResult(PyNumber_Multiply(objectAt(args, 0), objectAt(args, 1)));
}

function api_List_New(args: usize): u64 {
  return asResult(PyList_New(<i32>u64At(args, 0)));
}

function api_List_Append(args: usize): u64 {
  return <u64>(<i64>PyList_Append(objectAt(args, 0), objectAt(args, 1)));
}

function api_Tuple_New(args: usize): u64 {
  return asResult(PyTuple_New(<i32>u64At(args, 0)));
}

/** A dict of the calling frame's locals as they are now (PEP 667). */
function api_Eval_GetFrameLocals(args: usize): u64 {
  return asResult(currentLocals());
}

function api_Eval_GetFrameGlobals(args: usize): u64 {
  return asResult(Py_XNewRef(PyEval_GetGlobals()));
}

function api_Eval_GetFrameBuiltins(args: usize): u64 {
  return asResult(Py_XNewRef(PyEval_GetBuiltins()));
}

function api_Frame_GetLocals(args: usize): u64 {
  return asResult(PyObject_GetAttr(objectAt(args, 0), ID.f_locals));
}

function api_Dict_New(args: usize): u64 {
  return asResult(PyDict_New());
}

function api_Dict_SetItem(args: usize): u64 {
  return <u64>(<i64>PyDict_SetItem(objectAt(args, 0), objectAt(args, 1), objectAt(args, 2)));
}

/** Borrowed in the C API; a py_object result owns, so it is made new here. */
function api_Dict_GetItem(args: usize): u64 {
  return asResult(Py_XNewRef(PyDict_GetItem(objectAt(args, 0), objectAt(args, 1))));
}

function api_Unicode_FromString(args: usize): u64 {
  const address = u64At(args, 0);
  return checkAddress(address, 1) ? asResult(PyUnicode_FromString(<usize>address)) : 0;
}

function api_Err_Clear(args: usize): u64 {
  PyErr_Clear();
  return 0;
}

function api_GC_Collect(args: usize): u64 {
  return <u64>(<i64>collect(2));
}

function api_Nothing(args: usize): u64 {
  return 0;
}

function api_IsInitialized(args: usize): u64 {
  return 1;
}

// ---- libc

function c_strlen(args: usize): u64 {
  const address = u64At(args, 0);
  if (!checkAddress(address, 1)) return 0;
  let n: u64 = 0;
  while (checkAddress(address + n, 1) && load<u8>(<usize>(address + n)) != 0) n++;
  return n;
}

function c_malloc(args: usize): u64 {
  return u64At(args, 0) > 0x7fffffe0 ? 0 : <u64>PyMem_Malloc(<usize>u64At(args, 0));
}

function c_calloc(args: usize): u64 {
  return <u64>PyMem_Calloc(<usize>u64At(args, 0), <usize>u64At(args, 1));
}

function c_realloc(args: usize): u64 {
  return <u64>PyMem_Realloc(<usize>u64At(args, 0), <usize>u64At(args, 1));
}

function c_free(args: usize): u64 {
  PyMem_Free(<usize>u64At(args, 0));
  return 0;
}

function c_abs(args: usize): u64 {
  const n = <i32>u64At(args, 0);
  return <u64>(<i64>(n < 0 ? -n : n));
}

function c_labs(args: usize): u64 {
  const n = <i64>u64At(args, 0);
  return <u64>(n < 0 ? -n : n);
}

function c_toupper(args: usize): u64 {
  const c = u64At(args, 0);
  return c >= 0x61 && c <= 0x7a ? c - 32 : c;
}

function c_tolower(args: usize): u64 {
  const c = u64At(args, 0);
  return c >= 0x41 && c <= 0x5a ? c + 32 : c;
}

function c_strcmp(args: usize): u64 {
  let a = u64At(args, 0);
  let b = u64At(args, 1);
  while (checkAddress(a, 1) && checkAddress(b, 1)) {
    const x = load<u8>(<usize>a);
    const y = load<u8>(<usize>b);
    if (x != y) return <u64>(<i64>(<i32>x - <i32>y));
    if (x == 0) return 0;
    a++;
    b++;
  }
  return 0;
}

function addPythonApi(): void {
  add("Py_IncRef", api_IncRef.index);
  add("Py_DecRef", api_DecRef.index);
  add("Py_REFCNT", api_RefCnt.index);
  add("PyBytes_FromString", api_Bytes_FromString.index);
  add("PyOS_snprintf", api_OS_snprintf.index);
  add("PyLong_FromLong", api_Long_FromLong.index);
  add("PyLong_FromLongLong", api_Long_FromLong.index);
  add("PyLong_FromSsize_t", api_Long_FromLong.index);
  add("PyLong_FromUnsignedLong", api_Long_FromUnsignedLong.index);
  add("PyLong_FromVoidPtr", api_Long_FromUnsignedLong.index);
  add("PyLong_AsLong", api_Long_AsLong.index);
  add("PyLong_AsLongLong", api_Long_AsLong.index);
  add("PyLong_AsSsize_t", api_Long_AsLong.index);
  add("PyObject_Repr", api_Object_Repr.index);
  add("PyObject_Str", api_Object_Str.index);
  add("PyObject_ASCII", api_Object_ASCII.index);
  add("PyObject_IsTrue", api_Object_IsTrue.index);
  add("PyObject_Size", api_Object_Size.index);
  add("PyObject_Length", api_Object_Size.index);
  add("PyList_Size", api_Object_Size.index);
  add("PyTuple_Size", api_Object_Size.index);
  add("PyDict_Size", api_Object_Size.index);
  add("PyUnicode_GetLength", api_Object_Size.index);
  add("PyObject_GetAttr", api_Object_GetAttr.index);
  add("PyObject_GetItem", api_Object_GetItem.index);
  add("PyObject_CallObject", api_Object_CallObject.index);
  add("PyNumber_Add", api_Number_Add.index);
  add("PyNumber_Subtract", api_Number_Subtract.index);
  add("PyNumber_Multiply", api_Number_Multiply.index);
  add("PyList_New", api_List_New.index);
  add("PyList_Append", api_List_Append.index);
  add("PyTuple_New", api_Tuple_New.index);
  add("PyEval_GetFrameLocals", api_Eval_GetFrameLocals.index);
  add("PyEval_GetFrameGlobals", api_Eval_GetFrameGlobals.index);
  add("PyEval_GetFrameBuiltins", api_Eval_GetFrameBuiltins.index);
  add("PyFrame_GetLocals", api_Frame_GetLocals.index);
  add("PyDict_New", api_Dict_New.index);
  add("PyDict_SetItem", api_Dict_SetItem.index);
  add("PyDict_GetItem", api_Dict_GetItem.index);
  add("PyUnicode_FromString", api_Unicode_FromString.index);
  add("PyErr_Clear", api_Err_Clear.index);
  add("PyGC_Collect", api_GC_Collect.index);
  add("PyGILState_Ensure", api_Nothing.index);
  add("PyGILState_Release", api_Nothing.index);
  add("PyErr_CheckSignals", api_Nothing.index);
  add("Py_IsInitialized", api_IsInitialized.index);
  add("PyUnstable_Eval_RequestCodeExtraIndex", api_RequestCodeExtraIndex.index);
  add("PyUnstable_Code_SetExtra", api_Code_SetExtra.index);
  add("PyUnstable_Code_GetExtra", api_Code_GetExtra.index);
}

// ---- what code objects carry for others (PyUnstable_Code_*)

function api_RequestCodeExtraIndex(args: usize): u64 {
  return <u64>(<i64>PyUnstable_Eval_RequestCodeExtraIndex(u64At(args, 0)));
}

function api_Code_SetExtra(args: usize): u64 {
  return <u64>(<i64>PyUnstable_Code_SetExtra(objectAt(args, 0), <i64>u64At(args, 1), u64At(args, 2)));
}

function api_Code_GetExtra(args: usize): u64 {
  const to = u64At(args, 2);
  if (!checkAddress(to, 8)) return u64.MAX_VALUE;
  return <u64>(<i64>PyUnstable_Code_GetExtra(objectAt(args, 0), <i64>u64At(args, 1), <usize>to));
}

/** Fills the table (boot). */
export function initNatives(): void {
  setExtraFreer(callAddress.index);
  table = staticAlloc((<usize>MAX_NATIVES) << 3);
  memmoveIndex = add("memmove", c_memmove.index);
  add("memcpy", c_memmove.index);
  memsetIndex = add("memset", c_memset.index);
  stringAtIndex = add("PyBytes_FromStringAndSize", c_string_at.index);
  wstringAtIndex = add("PyUnicode_FromWideChar", c_wstring_at.index);
  castIndex = add("_ctypes_cast", c_cast.index);
  addPythonApi();
  add("strlen", c_strlen.index);
  add("strcmp", c_strcmp.index);
  add("malloc", c_malloc.index);
  add("calloc", c_calloc.index);
  add("realloc", c_realloc.index);
  add("free", c_free.index);
  add("abs", c_abs.index);
  add("labs", c_labs.index);
  add("toupper", c_toupper.index);
  add("tolower", c_tolower.index);
}
