/** The type Pickler and its memo proxy: construction, methods, attributes (Modules/_pickle.c). */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyDict_Type, PyType_Type, Py_None, Py_True } from "../../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { visitField } from "../../object/slots";
import {
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_T_INT,
  Py_T_OBJECT_EX,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_New } from "../../gc/collector";
import { arg, argReq, parseTupleArgs } from "../../protocol/args";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr, PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_HashNotImplemented } from "../../protocol/hash";
import { _PyNumber_Index } from "../../protocol/number";
import { PyBytes_FromStringAndSize } from "../../types/bytes";
import { PyDict_Check, PyDict_New, PyDict_Next, PyDict_SetItem, dictNextValue } from "../../types/dict";
import { PyLong_AsI64, PyLong_FromI64, PyLong_FromVoidPtr, ssizeOf } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1, PyTuple_Pack2 } from "../../types/tuple";
import { packSteal2 } from "../../types/tuple_build";
import { PyType_GenericNew } from "../../types/typeobject";
import { PyUnicode_Check, _PyUnicode_EQ } from "../../types/unicode";
import { ID } from "../../generated/ids";
import { _PySys_GetSizeOf } from "../sys";
import {
  MEMO_ENTRY_SIZE,
  MEMO_TABLE_SIZE,
  PyMemoTable,
  PyMemoTable_Clear,
  PyMemoTable_Copy,
  PyMemoTable_Del,
  PyMemoTable_New,
  PyMemoTable_Set,
} from "./memo";
import { DEFAULT_PROTOCOL, HIGHEST_PROTOCOL, WRITE_BUF_SIZE } from "./opcodes";
import { PICKLER_SIZE, PicklerObject, Pickler_Type, _Pickler_ClearBuffer, _Pickler_FlushToFile } from "./pickler";
import { Pickler_persistent_id, dump } from "./save";
import { PicklingError } from "./state";

function P(self: PyObject): PicklerObject {
  return changetype<PicklerObject>(self);
}

/** Address of a pointer field. */
function at(self: PyObject, offset: usize): usize {
  return changetype<usize>(self) + offset;
}

const PERSISTENT_ID: usize = offsetof<PicklerObject>("persistent_id");
const PERSISTENT_ID_ATTR: usize = offsetof<PicklerObject>("persistent_id_attr");
const DISPATCH_TABLE: usize = offsetof<PicklerObject>("dispatch_table");
const REDUCER_OVERRIDE: usize = offsetof<PicklerObject>("reducer_override");
const WRITE: usize = offsetof<PicklerObject>("write");
const OUTPUT_BUFFER: usize = offsetof<PicklerObject>("output_buffer");
const FAST_MEMO: usize = offsetof<PicklerObject>("fast_memo");
const BUFFER_CALLBACK: usize = offsetof<PicklerObject>("buffer_callback");

// ---- options, also of dump() and dumps() ----

/** The argument `protocol` (null: not given) with `fix_imports`; -1 with ValueError. */
export function _Pickler_SetProtocol(p: PicklerObject, protocol: PyObject | null, fixImports: bool): i32 {
  let proto: i64 = DEFAULT_PROTOCOL;
  if (protocol !== null && protocol != Py_None) {
    const index = _PyNumber_Index(protocol);
    if (index === null) return -1;
    proto = PyLong_AsI64(index);
    Py_DECREF(index);
    if (proto == -1 && PyErr_Occurred() !== null) return -1;
    if (proto < 0) proto = HIGHEST_PROTOCOL;
    if (proto > HIGHEST_PROTOCOL) {
      PyErr_Format(PyExc_ValueError, "pickle protocol must be <= %d", HIGHEST_PROTOCOL);
      return -1;
    }
  }
  p.proto = <i32>proto;
  p.bin = proto > 0 ? 1 : 0;
  p.fix_imports = fixImports && proto < 3 ? 1 : 0;
  return 0;
}

export function _Pickler_SetOutputStream(p: PicklerObject, file: PyObject): i32 {
  const r = PyObject_GetOptionalAttr(file, ID.write, writeCell);
  if (r < 0) return -1;
  Py_XSETREF(at(p, WRITE), load<PyObject | null>(writeCell));
  if (r > 0) return 0;
  PyErr_SetString(PyExc_TypeError, "file must have a 'write' attribute");
  return -1;
}

const writeCell = memory.data(8, 8);

export function _Pickler_SetBufferCallback(p: PicklerObject, callback: PyObject | null): i32 {
  if (callback === null || callback == Py_None) return 0;
  if (p.proto < 5) {
    PyErr_SetString(PyExc_ValueError, "buffer_callback needs protocol >= 5");
    return -1;
  }
  Py_XSETREF(at(p, BUFFER_CALLBACK), Py_NewRef(callback));
  return 0;
}

/** A bool argument that defaults to true; -1 with an exception. */
export function truthArg(op: PyObject | null): i32 {
  return op === null || op == Py_True ? 1 : PyObject_IsTrue(op);
}

// ---- life ----

function Pickler_clear(self: PyObject): i32 {
  Py_CLEAR(at(self, OUTPUT_BUFFER));
  Py_CLEAR(at(self, WRITE));
  Py_CLEAR(at(self, PERSISTENT_ID));
  Py_CLEAR(at(self, PERSISTENT_ID_ATTR));
  Py_CLEAR(at(self, DISPATCH_TABLE));
  Py_CLEAR(at(self, FAST_MEMO));
  Py_CLEAR(at(self, REDUCER_OVERRIDE));
  Py_CLEAR(at(self, BUFFER_CALLBACK));
  const memo = P(self).memo;
  if (memo !== null) PyMemoTable_Clear(memo);
  return 0;
}

function Pickler_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Pickler_clear(self);
  const memo = P(self).memo;
  P(self).memo = null;
  if (memo !== null) PyMemoTable_Del(memo);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function Pickler_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let r = visitField(at(self, WRITE), visit, arg);
  if (r == 0) r = visitField(at(self, PERSISTENT_ID), visit, arg);
  if (r == 0) r = visitField(at(self, PERSISTENT_ID_ATTR), visit, arg);
  if (r == 0) r = visitField(at(self, DISPATCH_TABLE), visit, arg);
  if (r == 0) r = visitField(at(self, FAST_MEMO), visit, arg);
  if (r == 0) r = visitField(at(self, REDUCER_OVERRIDE), visit, arg);
  return r == 0 ? visitField(at(self, BUFFER_CALLBACK), visit, arg) : r;
}

/** Memo and buffer are there from here on until the end, whatever a failing second __init__ leaves. */
function makeStores(p: PicklerObject): bool {
  if (p.memo === null) {
    p.memo = PyMemoTable_New();
    if (p.memo === null) return false;
  }
  p.output_len = 0;
  if (p.output_buffer === null) {
    p.max_output_len = WRITE_BUF_SIZE;
    p.output_buffer = PyBytes_FromStringAndSize(0, WRITE_BUF_SIZE);
    if (p.output_buffer === null) return false;
    p.frame_start = -1;
  }
  return true;
}

function Pickler_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("Pickler", "file,protocol=,fix_imports=,buffer_callback=", args, kwargs)) return -1;
  const file = argReq(0);
  const protocol = arg(1);
  const fix = arg(2);
  const callback = arg(3);
  const fixImports = truthArg(fix);
  if (fixImports < 0) return -1;
  const p = P(self);
  if (p.write !== null) Pickler_clear(self);
  if (!makeStores(p)) return -1;
  if (_Pickler_SetProtocol(p, protocol, fixImports != 0) < 0) return -1;
  if (_Pickler_SetOutputStream(p, file) < 0) return -1;
  if (_Pickler_SetBufferCallback(p, callback) < 0) return -1;
  p.fast = 0;
  p.fast_nesting = 0;
  Py_CLEAR(at(self, FAST_MEMO));
  if (p.dispatch_table !== null) return 0;
  const r = PyObject_GetOptionalAttr(self, ID.dispatch_table, writeCell);
  if (r < 0) return -1;
  Py_XSETREF(at(self, DISPATCH_TABLE), load<PyObject | null>(writeCell));
  return 0;
}

// ---- methods ----

function Pickler_dump(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs != 1 || (kwnames !== null && PyTuple_GET_SIZE(kwnames) != 0)) {
    return PyErr_Format(PyExc_TypeError, "dump() takes exactly 1 positional argument (%d given)", nargs);
  }
  const p = P(self);
  if (p.write === null) {
    return PyErr_Format(PicklingError, "Pickler.__init__() was not called by %s.__init__()", self.ob_type.tp_name);
  }
  if (_Pickler_ClearBuffer(p) < 0) return null;
  if (dump(p, load<PyObject>(args)) < 0 || _Pickler_FlushToFile(p) < 0) return null;
  return Py_NewRef(Py_None);
}

function Pickler_clear_memo(self: PyObject, unused: PyObject | null): PyObject | null {
  const memo = P(self).memo;
  if (memo !== null) PyMemoTable_Clear(memo);
  return Py_NewRef(Py_None);
}

function Pickler_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const p = P(self);
  let size = <i64>self.ob_type.tp_basicsize;
  const memo = p.memo;
  if (memo !== null) size += MEMO_TABLE_SIZE + <i64>memo.mt_allocated * MEMO_ENTRY_SIZE;
  const buffer = p.output_buffer;
  if (buffer !== null) {
    const n = <i32>_PySys_GetSizeOf(buffer);
    if (n < 0) return null;
    size += n;
  }
  return PyLong_FromI64(size);
}

// ---- persistent_id as an attribute of the instance ----

function isName(name: PyObject, known: PyObject): bool {
  return name == known || (PyUnicode_Check(name) && _PyUnicode_EQ(name, known));
}

function Pickler_getattro(self: PyObject, name: PyObject): PyObject | null {
  const own = P(self).persistent_id_attr;
  if (own !== null && isName(name, ID.persistent_id)) return Py_NewRef(own);
  return PyObject_GenericGetAttr(self, name);
}

function Pickler_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  if (!isName(name, ID.persistent_id)) return PyObject_GenericSetAttr(self, name, value);
  if (value !== null) {
    Py_XSETREF(at(self, PERSISTENT_ID_ATTR), Py_NewRef(value));
  } else {
    if (P(self).persistent_id_attr === null) return PyObject_GenericSetAttr(self, name, null);
    Py_CLEAR(at(self, PERSISTENT_ID_ATTR));
  }
  return 0;
}

// ---- the memo proxy ----

const PicklerMemoProxy_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _pickle.PicklerMemoProxy

/** 16 pickler: 24 bytes. */
@unmanaged
class PicklerMemoProxy extends PyObject {
  pickler: PicklerObject | null;
  pickler_hi: u32;
}

/** The one pointer of both memo proxies. */
const OWNER: usize = 16;

export function memoProxy_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_CLEAR(at(self, OWNER));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

export function memoProxy_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(at(self, OWNER), visit, arg);
}

export function memoProxy_clear(self: PyObject): i32 {
  Py_CLEAR(at(self, OWNER));
  return 0;
}

/** `new` proxy of the memo of `owner`. */
export function newMemoProxy(type: PyTypeObject, owner: PyObject): PyObject | null {
  const op = _PyObject_GC_New(type);
  if (op === null) return null;
  store<u64>(at(op, OWNER), <u64>changetype<usize>(owner));
  Py_INCREF(owner);
  _PyObject_GC_TRACK(op);
  return op;
}

function memoOf(proxy: PyObject): PyMemoTable | null {
  const owner = changetype<PicklerMemoProxy>(proxy).pickler;
  return owner === null ? null : owner.memo;
}

function PicklerMemoProxy_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  const memo = memoOf(self);
  if (memo !== null) PyMemoTable_Clear(memo);
  return Py_NewRef(Py_None);
}

/** {address: (number, object)}, `new`. */
function PicklerMemoProxy_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = PyDict_New();
  const memo = memoOf(self);
  if (dict === null || memo === null) return dict;
  for (let i: u32 = 0; i < memo.mt_allocated; i++) {
    const entry = memo.mt_table + ((<usize>i) << 4);
    const op = load<PyObject | null>(entry);
    if (op === null) continue;
    const key = PyLong_FromVoidPtr(changetype<usize>(op));
    const value: PyObject | null = key === null ? null : packSteal2(PyLong_FromI64(load<i64>(entry, 8)), Py_NewRef(op));
    const ok = key !== null && value !== null && PyDict_SetItem(dict, key!, value!) == 0;
    Py_XDECREF(key);
    Py_XDECREF(value);
    if (!ok) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

/** (dict, (contents,)); steals `contents`. */
export function reduceToDict(contents: PyObject | null): PyObject | null {
  if (contents === null) return null;
  const args = PyTuple_Pack1(contents);
  Py_DECREF(contents);
  if (args === null) return null;
  const result = PyTuple_Pack2(PyDict_Type, args);
  Py_DECREF(args);
  return result;
}

function PicklerMemoProxy_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduceToDict(PicklerMemoProxy_copy(self, null));
}

function Pickler_get_memo(self: PyObject, closure: usize): PyObject | null {
  return newMemoProxy(PicklerMemoProxy_Type, self);
}

/** A table with the entries of a dict as copy() makes it; null with TypeError. */
function tableOf(dict: PyObject): PyMemoTable | null {
  const memo = PyMemoTable_New();
  if (memo === null) return null;
  let pos = 0;
  while ((pos = PyDict_Next(dict, pos)) != 0) {
    const value = dictNextValue();
    let ok = PyTuple_Check(value) && PyTuple_GET_SIZE(value) == 2;
    if (!ok) {
      PyErr_SetString(PyExc_TypeError, "'memo' values must be 2-item tuples");
    } else {
      const number = ssizeOf(PyTuple_GET_ITEM(value, 0));
      ok = number != -1 || PyErr_Occurred() === null;
      ok = ok && PyMemoTable_Set(memo, PyTuple_GET_ITEM(value, 1), number) == 0;
    }
    if (!ok) {
      PyMemoTable_Del(memo);
      return null;
    }
  }
  return memo;
}

function Pickler_set_memo(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "attribute deletion is not supported");
    return -1;
  }
  let memo: PyMemoTable | null = null;
  if (value.ob_type == PicklerMemoProxy_Type) {
    const known = memoOf(value);
    memo = known === null ? PyMemoTable_New() : PyMemoTable_Copy(known);
  } else if (PyDict_Check(value)) {
    memo = tableOf(value);
  } else {
    PyErr_Format(
      PyExc_TypeError,
      "'memo' attribute must be a PicklerMemoProxy object or dict, not %.200s",
      value.ob_type.tp_name,
    );
  }
  if (memo === null) return -1;
  const old = P(self).memo;
  P(self).memo = memo;
  if (old !== null) PyMemoTable_Del(old);
  return 0;
}

// ---- the types ----

/** What both memo proxies have in common. */
export function defineMemoProxy(t: PyTypeObject, name: string, clear: u32, copy: u32, reduce: u32): void {
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    name,
    24,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | SHOWN_AS_HEAPTYPE,
  );
  t.tp_dealloc = memoProxy_dealloc.index;
  t.tp_traverse = memoProxy_traverse.index;
  t.tp_clear = memoProxy_clear.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  addMethod(t, "clear", clear, METH_NOARGS, "clear($self, /)\n--\n\nForget every object.");
  addMethod(t, "copy", copy, METH_NOARGS, "copy($self, /)\n--\n\nThe memo as a dict.");
  addMethod(t, "__reduce__", reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nThe memo as a pickle of a dict.");
}

const PICKLER_DOC: string =
  "Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)\n--\n\nWrites pickles to a binary file. Protocols 0 to 5; a negative one means the highest.";

export function definePickler(): void {
  const t = Pickler_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_pickle.Pickler",
    PICKLER_SIZE,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | SHOWN_AS_HEAPTYPE,
    PICKLER_DOC,
  );
  t.tp_dealloc = Pickler_dealloc.index;
  t.tp_traverse = Pickler_traverse.index;
  t.tp_clear = Pickler_clear.index;
  t.tp_init = Pickler_init.index;
  t.tp_new = PyType_GenericNew.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_getattro = Pickler_getattro.index;
  t.tp_setattro = Pickler_setattro.index;
  addMethod(t, "persistent_id", Pickler_persistent_id.index, METH_O, "persistent_id($self, obj, /)\n--\n\n");
  addMethod(
    t,
    "dump",
    Pickler_dump.index,
    METH_FASTCALL_KEYWORDS,
    "dump($self, obj, /)\n--\n\nWrite the pickle of obj to the file.",
  );
  addMethod(
    t,
    "clear_memo",
    Pickler_clear_memo.index,
    METH_NOARGS,
    "clear_memo($self, /)\n--\n\nForget every object, so that it is pickled whole again.",
  );
  addMethod(
    t,
    "__sizeof__",
    Pickler_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nBytes of the pickler, its memo and its buffer.",
  );
  addMember(t, "bin", Py_T_INT, <i32>offsetof<PicklerObject>("bin"), 0);
  addMember(t, "fast", Py_T_INT, <i32>offsetof<PicklerObject>("fast"), 0);
  addMember(t, "dispatch_table", Py_T_OBJECT_EX, <i32>DISPATCH_TABLE, 0);
  addGetSet(t, "memo", Pickler_get_memo.index, Pickler_set_memo.index);
  defineMemoProxy(
    PicklerMemoProxy_Type,
    "_pickle.PicklerMemoProxy",
    PicklerMemoProxy_clear.index,
    PicklerMemoProxy_copy.index,
    PicklerMemoProxy_reduce.index,
  );
}

export function picklerMemoProxyType(): PyTypeObject {
  return PicklerMemoProxy_Type;
}
