/** The type Unpickler and its memo proxy: construction, methods, attributes (Modules/_pickle.c). */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { visitField } from "../../object/slots";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../../gc/collector";
import { PyMem_Free } from "../../memory/blocks";
import { PyArg_CheckPositional, arg, argReq, parseTupleArgs } from "../../protocol/args";
import { strArg } from "../../protocol/arg_values";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr, PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyBuffer_Release } from "../../protocol/buffer";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_GetIter } from "../../protocol/iter";
import {
  PyDict_Check,
  PyDict_GET_SIZE,
  PyDict_New,
  PyDict_Next,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
} from "../../types/dict";
import { PyLong_Check, PyLong_FromI64, PyLong_FromSize_t, ssizeOf } from "../../types/long";
import { PyTuple_GET_SIZE } from "../../types/tuple";
import { PyType_GenericNew } from "../../types/typeobject";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  _PyUnicode_EQ,
  cstringLength,
  utf8Length,
} from "../../types/unicode";
import { ID } from "../../generated/ids";
import { Unpickler_persistent_load, loadObject } from "./load";
import { Unpickler_findClass } from "./load_objects";
import { defineMemoProxy, newMemoProxy, reduceToDict, truthArg } from "./pickler_type";
import { UnpicklingError } from "./state";
import {
  Pdata_Del,
  UNPICKLER_SIZE,
  UnpicklerObject,
  Unpickler_Type,
  _Unpickler_MemoCleanup,
  _Unpickler_NewMemo,
  _Unpickler_MemoPut,
  bufferOf,
  makeUnpicklerStores,
} from "./unpickler";

function U(self: PyObject): UnpicklerObject {
  return changetype<UnpicklerObject>(self);
}

function at(self: PyObject, offset: usize): usize {
  return changetype<usize>(self) + offset;
}

const PERSISTENT_LOAD: usize = offsetof<UnpicklerObject>("persistent_load");
const PERSISTENT_LOAD_ATTR: usize = offsetof<UnpicklerObject>("persistent_load_attr");
const READ: usize = offsetof<UnpicklerObject>("read");
const READINTO: usize = offsetof<UnpicklerObject>("readinto");
const READLINE: usize = offsetof<UnpicklerObject>("readline");
const PEEK: usize = offsetof<UnpicklerObject>("peek");
const BUFFERS: usize = offsetof<UnpicklerObject>("buffers");
const ENCODING: usize = offsetof<UnpicklerObject>("encoding");
const ERRORS: usize = offsetof<UnpicklerObject>("errors");

// ---- options, also of load() and loads() ----

const cell = memory.data(8, 8);

function takeMethod(u: UnpicklerObject, file: PyObject, name: PyObject, field: usize): bool {
  if (PyObject_GetOptionalAttr(file, name, cell) < 0) return false;
  Py_XSETREF(at(u, field), load<PyObject | null>(cell));
  return true;
}

export function _Unpickler_SetInputStream(u: UnpicklerObject, file: PyObject): i32 {
  let ok = takeMethod(u, file, ID.peek, PEEK);
  ok = ok && takeMethod(u, file, ID.readinto, READINTO);
  ok = ok && takeMethod(u, file, ID.read, READ);
  ok = ok && takeMethod(u, file, ID.readline, READLINE);
  if (ok && (u.readline === null || u.read === null)) {
    PyErr_SetString(PyExc_TypeError, "file must have 'read' and 'readline' attributes");
    ok = false;
  }
  if (ok) return 0;
  Py_CLEAR(at(u, READ));
  Py_CLEAR(at(u, READINTO));
  Py_CLEAR(at(u, READLINE));
  Py_CLEAR(at(u, PEEK));
  return -1;
}

/** A str argument without NUL; null (not given) passes. */
export function textArg(fname: string, what: string, op: PyObject | null): bool {
  if (op === null) return true;
  if (!strArg(fname, what, op)) return false;
  const text = PyUnicode_AsUTF8AndSize(op);
  if (text == 0) return false;
  if (cstringLength(text) == utf8Length) return true;
  PyErr_SetString(PyExc_ValueError, "embedded null character");
  return false;
}

export function _Unpickler_SetInputEncoding(
  u: UnpicklerObject,
  encoding: PyObject | null,
  errors: PyObject | null,
): void {
  Py_XSETREF(at(u, ENCODING), Py_NewRef(encoding === null ? ID.ASCII : encoding));
  Py_XSETREF(at(u, ERRORS), Py_NewRef(errors === null ? ID.strict : errors));
}

export function _Unpickler_SetBuffers(u: UnpicklerObject, buffers: PyObject | null): i32 {
  let iter: PyObject | null = null;
  if (buffers !== null && buffers != Py_None) {
    iter = PyObject_GetIter(buffers);
    if (iter === null) return -1;
  }
  Py_XSETREF(at(u, BUFFERS), iter);
  return 0;
}

// ---- life ----

/** Everything but the stack, which a running load() still uses. */
function clearAll(self: PyObject): void {
  Py_CLEAR(at(self, READLINE));
  Py_CLEAR(at(self, READINTO));
  Py_CLEAR(at(self, READ));
  Py_CLEAR(at(self, PEEK));
  Py_CLEAR(at(self, PERSISTENT_LOAD));
  Py_CLEAR(at(self, PERSISTENT_LOAD_ATTR));
  Py_CLEAR(at(self, BUFFERS));
  const u = U(self);
  u.input_buffer = 0;
  u.input_len = 0;
  u.next_read_idx = 0;
  u.prefetched_idx = 0;
  PyBuffer_Release(bufferOf(u));
  _Unpickler_MemoCleanup(u);
  const line = u.input_line;
  u.input_line = 0;
  if (line != 0) PyMem_Free(line);
  Py_CLEAR(at(self, ENCODING));
  Py_CLEAR(at(self, ERRORS));
}

function dropStack(u: UnpicklerObject): void {
  const s = u.stack;
  const marks = u.marks;
  u.stack = null;
  u.marks = 0;
  u.num_marks = 0;
  u.marks_size = 0;
  if (s !== null) Pdata_Del(s);
  if (marks != 0) PyMem_Free(marks);
}

function isLoading(u: UnpicklerObject): bool {
  const s = u.stack;
  return s !== null && s.running != 0;
}

function Unpickler_clear(self: PyObject): i32 {
  clearAll(self);
  if (!isLoading(U(self))) dropStack(U(self));
  return 0;
}

function Unpickler_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  clearAll(self);
  dropStack(U(self));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function Unpickler_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let r = visitField(at(self, READLINE), visit, arg);
  if (r == 0) r = visitField(at(self, READINTO), visit, arg);
  if (r == 0) r = visitField(at(self, READ), visit, arg);
  if (r == 0) r = visitField(at(self, PEEK), visit, arg);
  if (r == 0) r = visitField(at(self, PERSISTENT_LOAD), visit, arg);
  if (r == 0) r = visitField(at(self, PERSISTENT_LOAD_ATTR), visit, arg);
  return r == 0 ? visitField(at(self, BUFFERS), visit, arg) : r;
}

function Unpickler_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("Unpickler", "file,*,fix_imports=,encoding=,errors=,buffers=", args, kwargs)) return -1;
  const file = argReq(0);
  const fix = arg(1);
  const encoding = arg(2);
  const errors = arg(3);
  const buffers = arg(4);
  const fixImports = truthArg(fix);
  if (fixImports < 0) return -1;
  if (!textArg("Unpickler", "argument 'encoding'", encoding)) return -1;
  if (!textArg("Unpickler", "argument 'errors'", errors)) return -1;
  const u = U(self);
  if (u.read !== null) Unpickler_clear(self);
  if (!makeUnpicklerStores(u)) return -1;
  if (_Unpickler_SetInputStream(u, file) < 0) return -1;
  _Unpickler_SetInputEncoding(u, encoding, errors);
  if (_Unpickler_SetBuffers(u, buffers) < 0) return -1;
  u.fix_imports = fixImports;
  u.proto = 0;
  return 0;
}

// ---- methods ----

function Unpickler_load(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs != 0 || (kwnames !== null && PyTuple_GET_SIZE(kwnames) != 0)) {
    return PyErr_SetString(PyExc_TypeError, "load() takes no arguments");
  }
  if (U(self).read !== null) return loadObject(U(self));
  return PyErr_Format(UnpicklingError, "Unpickler.__init__() was not called by %s.__init__()", self.ob_type.tp_name);
}

function Unpickler_find_class(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("find_class", nargs, 2, 2)) return null;
  return Unpickler_findClass(U(self), load<PyObject>(args), load<PyObject>(args, 8));
}

/** Bytes of a text field and its NUL. */
function textSize(field: usize): i64 {
  const op = load<PyObject | null>(field);
  if (op === null || PyUnicode_AsUTF8AndSize(op) == 0) return 0;
  return utf8Length + 1;
}

function Unpickler_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const u = U(self);
  let size = <i64>self.ob_type.tp_basicsize + ((<i64>u.memo_size) << 3) + ((<i64>u.marks_size) << 3);
  if (u.input_line != 0) size += cstringLength(u.input_line) + 1;
  size += textSize(at(self, ENCODING)) + textSize(at(self, ERRORS));
  return PyLong_FromI64(size);
}

// ---- persistent_load as an attribute of the instance ----

function isName(name: PyObject, known: PyObject): bool {
  return name == known || (PyUnicode_Check(name) && _PyUnicode_EQ(name, known));
}

function Unpickler_getattro(self: PyObject, name: PyObject): PyObject | null {
  const own = U(self).persistent_load_attr;
  if (own !== null && isName(name, ID.persistent_load)) return Py_NewRef(own);
  return PyObject_GenericGetAttr(self, name);
}

function Unpickler_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  if (!isName(name, ID.persistent_load)) return PyObject_GenericSetAttr(self, name, value);
  if (value !== null) {
    Py_XSETREF(at(self, PERSISTENT_LOAD_ATTR), Py_NewRef(value));
  } else {
    if (U(self).persistent_load_attr === null) return PyObject_GenericSetAttr(self, name, null);
    Py_CLEAR(at(self, PERSISTENT_LOAD_ATTR));
  }
  return 0;
}

// ---- the memo proxy ----

const UnpicklerMemoProxy_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _pickle.UnpicklerMemoProxy

/** 16 unpickler: 24 bytes. */
@unmanaged
class UnpicklerMemoProxy extends PyObject {
  unpickler: UnpicklerObject | null;
  unpickler_hi: u32;
}

function ownerOf(proxy: PyObject): UnpicklerObject | null {
  return changetype<UnpicklerMemoProxy>(proxy).unpickler;
}

function UnpicklerMemoProxy_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  const u = ownerOf(self);
  if (u === null) return Py_NewRef(Py_None);
  const size = u.memo_size;
  _Unpickler_MemoCleanup(u);
  const fresh = _Unpickler_NewMemo(size);
  if (fresh == 0) return null;
  u.memo = fresh;
  u.memo_size = size;
  return Py_NewRef(Py_None);
}

/** {index: object}, `new`. */
function UnpicklerMemoProxy_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = PyDict_New();
  const u = ownerOf(self);
  if (dict === null || u === null) return dict;
  for (let i: u32 = 0; i < u.memo_size; i++) {
    const op = load<PyObject | null>(u.memo + ((<usize>i) << 3));
    if (op === null) continue;
    const key = PyLong_FromSize_t(i);
    const ok = key !== null && PyDict_SetItem(dict, key, op) == 0;
    if (key !== null) Py_DECREF(key);
    if (!ok) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

function UnpicklerMemoProxy_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduceToDict(UnpicklerMemoProxy_copy(self, null));
}

function Unpickler_get_memo(self: PyObject, closure: usize): PyObject | null {
  return newMemoProxy(UnpicklerMemoProxy_Type, self);
}

/** Enters a dict of indices and objects into the memo; -1 with an exception. */
function fillMemo(u: UnpicklerObject, dict: PyObject): i32 {
  let pos = 0;
  while ((pos = PyDict_Next(dict, pos)) != 0) {
    const key = dictNextKey();
    if (!PyLong_Check(key)) {
      PyErr_SetString(PyExc_TypeError, "memo key must be integers");
      return -1;
    }
    const index = ssizeOf(key);
    if (index == -1 && PyErr_Occurred() !== null) return -1;
    if (index < 0) {
      PyErr_SetString(PyExc_ValueError, "memo key must be positive integers.");
      return -1;
    }
    if (_Unpickler_MemoPut(u, <u64>index, dictNextValue()) < 0) return -1;
  }
  return 0;
}

/** A copy of another unpickler's memo, with references of its own; 0 with MemoryError. */
function copyMemo(from: UnpicklerObject): usize {
  const size = from.memo_size;
  const copy = _Unpickler_NewMemo(size);
  if (copy == 0) return 0;
  memory.copy(copy, from.memo, (<usize>size) << 3);
  for (let i: u32 = 0; i < size; i++) {
    const op = load<PyObject | null>(copy + ((<usize>i) << 3));
    if (op !== null) Py_INCREF(op);
  }
  return copy;
}

function Unpickler_set_memo(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const u = U(self);
  let fresh: usize = 0;
  let size: u32 = 0;
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "attribute deletion is not supported");
  } else if (value.ob_type == UnpicklerMemoProxy_Type) {
    const from = ownerOf(value);
    if (from !== null) size = from.memo_size;
    fresh = from === null ? _Unpickler_NewMemo(0) : copyMemo(from);
  } else if (PyDict_Check(value)) {
    // CPython enters them into the memo that it then throws away, and so do we: a dict empties the memo.
    size = PyDict_GET_SIZE(value);
    if (fillMemo(u, value) == 0) fresh = _Unpickler_NewMemo(size);
  } else {
    PyErr_Format(
      PyExc_TypeError,
      "'memo' attribute must be an UnpicklerMemoProxy object or dict, not %.200s",
      value.ob_type.tp_name,
    );
  }
  if (fresh == 0) return -1;
  _Unpickler_MemoCleanup(u);
  u.memo = fresh;
  u.memo_size = size;
  return 0;
}

// ---- the types ----

const UNPICKLER_DOC: string =
  "Unpickler(file, *, fix_imports=True, encoding='ASCII', errors='strict',\n          buffers=())\n--\n\nReads pickles from a binary file. The encoding is for strings that Python 2 has pickled.";

export function defineUnpickler(): void {
  const t = Unpickler_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_pickle.Unpickler",
    UNPICKLER_SIZE,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | SHOWN_AS_HEAPTYPE,
    UNPICKLER_DOC,
  );
  t.tp_dealloc = Unpickler_dealloc.index;
  t.tp_traverse = Unpickler_traverse.index;
  t.tp_clear = Unpickler_clear.index;
  t.tp_init = Unpickler_init.index;
  t.tp_new = PyType_GenericNew.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_getattro = Unpickler_getattro.index;
  t.tp_setattro = Unpickler_setattro.index;
  addMethod(t, "persistent_load", Unpickler_persistent_load.index, METH_O, "persistent_load($self, pid, /)\n--\n\n");
  addMethod(
    t,
    "load",
    Unpickler_load.index,
    METH_FASTCALL_KEYWORDS,
    "load($self, /)\n--\n\nRead one pickle and return its object.",
  );
  addMethod(
    t,
    "find_class",
    Unpickler_find_class.index,
    METH_FASTCALL,
    "find_class($self, module_name, global_name, /)\n--\n\nThe class or function that a pickle names. A subclass may refuse some.",
  );
  addMethod(
    t,
    "__sizeof__",
    Unpickler_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nBytes of the unpickler, its memo and its marks.",
  );
  addGetSet(t, "memo", Unpickler_get_memo.index, Unpickler_set_memo.index);
  defineMemoProxy(
    UnpicklerMemoProxy_Type,
    "_pickle.UnpicklerMemoProxy",
    UnpicklerMemoProxy_clear.index,
    UnpicklerMemoProxy_copy.index,
    UnpicklerMemoProxy_reduce.index,
  );
}

export function unpicklerMemoProxyType(): PyTypeObject {
  return UnpicklerMemoProxy_Type;
}
