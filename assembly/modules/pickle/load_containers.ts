/** Opcodes of the stack, the marks and the memo, and those that build and fill tuples, lists, dicts and sets. */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyDict_Type } from "../../object/statics";
import { PyExc_ValueError } from "../../object/exception_types";
import { PyMem_Realloc } from "../../memory/blocks";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallOneArg } from "../../protocol/call";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_SetItem } from "../../protocol/sequence";
import { PyDict_New, PyDict_SetItem } from "../../types/dict";
import {
  PyListObject,
  PyList_CheckExact,
  PyList_GET_SIZE,
  PyList_New,
  PyList_SET_ITEM,
  list_resize,
} from "../../types/list";
import { PyLong_FromI64, ssizeOf } from "../../types/long";
import { PyFrozenSet_New, PySet_Check, _PySet_Update } from "../../types/set";
import { PyTuple_New, PyTuple_SET_ITEM } from "../../types/tuple";
import { ID } from "../../generated/ids";
import { optionalAttr } from "./global_names";
import { longOfText } from "./load_atoms";
import { UnpicklingError } from "./state";
import {
  Pdata,
  Pdata_clear,
  Pdata_stack_underflow,
  UnpicklerObject,
  _Unpickler_MemoPut,
  bad_readline,
  lineLength,
  push,
  readBytes,
  readLine,
  stackAt,
} from "./unpickler";

// ---- marks ----

function lowerMark(u: UnpicklerObject): void {
  const s = u.stack!;
  const n = --u.num_marks;
  s.mark_set = n != 0 ? 1 : 0;
  s.fence = n != 0 ? load<i32>(u.marks + ((<usize>(n - 1)) << 3)) : 0;
}

/** Takes the top mark away: where it was, or -1 with UnpicklingError. */
export function marker(u: UnpicklerObject): i32 {
  if (u.num_marks < 1) {
    PyErr_SetString(UnpicklingError, "could not find MARK");
    return -1;
  }
  const mark = load<i32>(u.marks + ((<usize>(u.num_marks - 1)) << 3));
  lowerMark(u);
  return mark;
}

function growMarks(u: UnpicklerObject): bool {
  const size = (u.num_marks << 1) + 20;
  const at: usize = size > 0x0fffffff ? 0 : PyMem_Realloc(u.marks, (<usize>size) << 3);
  if (at == 0) {
    PyErr_NoMemory();
    return false;
  }
  u.marks = at;
  u.marks_size = size;
  return true;
}

export function load_mark(u: UnpicklerObject): i32 {
  if (u.num_marks >= u.marks_size && !growMarks(u)) return -1;
  const s = u.stack!;
  s.mark_set = 1;
  s.fence = s.size;
  store<i64>(u.marks + ((<usize>u.num_marks) << 3), <i64>s.size);
  u.num_marks++;
  return 0;
}

// ---- the stack ----

/** POP takes a mark as well, if one lies on top. */
export function load_pop(u: UnpicklerObject): i32 {
  const s = u.stack!;
  if (u.num_marks > 0 && load<i32>(u.marks + ((<usize>(u.num_marks - 1)) << 3)) == s.size) {
    lowerMark(u);
    return 0;
  }
  if (s.size <= s.fence) return Pdata_stack_underflow(s);
  Pdata_clear(s, s.size - 1);
  return 0;
}

export function load_pop_mark(u: UnpicklerObject): i32 {
  const mark = marker(u);
  if (mark < 0) return -1;
  Pdata_clear(u.stack!, mark);
  return 0;
}

/** The top of the stack, borrowed; null with UnpicklingError. */
function top(u: UnpicklerObject): PyObject | null {
  const s = u.stack!;
  if (s.size > s.fence) return stackAt(s, s.size - 1);
  Pdata_stack_underflow(s);
  return null;
}

export function load_dup(u: UnpicklerObject): i32 {
  const op = top(u);
  return op === null ? -1 : push(u, Py_NewRef(op));
}

// ---- the memo ----

/** Pushes what the memo has under `index`. */
export function pushMemo(u: UnpicklerObject, index: i64): i32 {
  if (<u64>index < <u64>u.memo_size) {
    const op = load<PyObject | null>(u.memo + ((<usize>index) << 3));
    if (op !== null) return push(u, Py_NewRef(op));
  }
  const shown = PyLong_FromI64(index);
  if (shown !== null) {
    PyErr_Format(UnpicklingError, "Memo value not found at index %S", changetype<usize>(shown));
    Py_DECREF(shown);
  }
  return -1;
}

export function load_get(u: UnpicklerObject): i32 {
  const line = readLine(u);
  if (line == 0) return -1;
  if (lineLength < 2) return bad_readline();
  const key = longOfText(line, 10);
  if (key === null) return -1;
  const index = ssizeOf(key);
  Py_DECREF(key);
  if (index == -1 && PyErr_Occurred() !== null) return -1;
  return pushMemo(u, index);
}

export function load_put(u: UnpicklerObject): i32 {
  const line = readLine(u);
  if (line == 0) return -1;
  if (lineLength < 2) return bad_readline();
  const op = top(u);
  if (op === null) return -1;
  const key = longOfText(line, 10);
  if (key === null) return -1;
  const index = ssizeOf(key);
  Py_DECREF(key);
  if (index < 0) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_ValueError, "negative PUT argument");
    return -1;
  }
  return _Unpickler_MemoPut(u, <u64>index, op);
}

export function load_binput(u: UnpicklerObject, width: i32): i32 {
  const at = readBytes(u, width);
  if (at == 0) return -1;
  const index = width == 1 ? <u64>load<u8>(at) : <u64>load<u32>(at);
  const op = top(u);
  return op === null ? -1 : _Unpickler_MemoPut(u, index, op);
}

export function load_memoize(u: UnpicklerObject): i32 {
  const op = top(u);
  return op === null ? -1 : _Unpickler_MemoPut(u, <u64>u.memo_len, op);
}

// ---- building ----

/** The objects from `start` on as a `new` tuple. */
export function Pdata_poptuple(s: Pdata, start: i32): PyObject | null {
  const n = s.size - start;
  if (start < s.fence || n < 0) {
    Pdata_stack_underflow(s);
    return null;
  }
  const op = PyTuple_New(n);
  if (op === null) return null;
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(op, i, stackAt(s, start + i));
  s.size = start;
  return op;
}

function Pdata_poplist(s: Pdata, start: i32): PyObject | null {
  const n = s.size - start;
  const op = PyList_New(n);
  if (op === null) return null;
  for (let i = 0; i < n; i++) PyList_SET_ITEM(op, i, stackAt(s, start + i));
  s.size = start;
  return op;
}

export function load_counted_tuple(u: UnpicklerObject, n: i32): i32 {
  const s = u.stack!;
  return s.size < n ? Pdata_stack_underflow(s) : push(u, Pdata_poptuple(s, s.size - n));
}

export function load_tuple(u: UnpicklerObject): i32 {
  const mark = marker(u);
  return mark < 0 ? -1 : push(u, Pdata_poptuple(u.stack!, mark));
}

export function load_list(u: UnpicklerObject): i32 {
  const mark = marker(u);
  return mark < 0 ? -1 : push(u, Pdata_poplist(u.stack!, mark));
}

export function load_dict(u: UnpicklerObject): i32 {
  const mark = marker(u);
  if (mark < 0) return -1;
  const s = u.stack!;
  const end = s.size;
  if ((end - mark) & 1) {
    PyErr_SetString(UnpicklingError, "odd number of items for DICT");
    return -1;
  }
  const dict = PyDict_New();
  if (dict === null) return -1;
  for (let i = mark; i < end; i += 2) {
    if (PyDict_SetItem(dict, stackAt(s, i), stackAt(s, i + 1)) < 0) {
      Py_DECREF(dict);
      return -1;
    }
  }
  Pdata_clear(s, mark);
  return push(u, dict);
}

export function load_frozenset(u: UnpicklerObject): i32 {
  const mark = marker(u);
  if (mark < 0) return -1;
  const items = Pdata_poptuple(u.stack!, mark);
  if (items === null) return -1;
  const op = PyFrozenSet_New(items);
  Py_DECREF(items);
  return push(u, op);
}

// ---- filling ----

/** Moves the objects from `start` on to the end of a list. */
function appendToList(s: Pdata, list: PyObject, start: i32): i32 {
  const n = s.size - start;
  const old = PyList_GET_SIZE(list);
  if (n > 0x0fffffff - old) {
    PyErr_NoMemory();
    return -1;
  }
  if (list_resize(changetype<PyListObject>(list), old + n) < 0) return -1;
  for (let i = 0; i < n; i++) PyList_SET_ITEM(list, old + i, stackAt(s, start + i));
  s.size = start;
  return 0;
}

/** Calls `method` (stolen) with each of the objects from `start` on. */
function callWithEach(s: Pdata, method: PyObject, start: i32): i32 {
  let r = 0;
  for (let i = start; i < s.size && r == 0; i++) {
    const result = PyObject_CallOneArg(method, stackAt(s, i));
    if (result === null) r = -1;
    else Py_DECREF(result);
  }
  Py_DECREF(method);
  Pdata_clear(s, start);
  return r;
}

/** Calls `method` (stolen) with a list of the objects from `start` on. */
function callWithList(s: Pdata, method: PyObject, start: i32): i32 {
  const items = Pdata_poplist(s, start);
  const result: PyObject | null = items === null ? null : PyObject_CallOneArg(method, items);
  Py_DECREF(method);
  if (items !== null) Py_DECREF(items);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** Appends the objects from `start` on to what lies below them: a list, or what has extend() or append(). */
function do_append(u: UnpicklerObject, start: i32): i32 {
  const s = u.stack!;
  if (start > s.size || start <= s.fence) return Pdata_stack_underflow(s);
  if (start == s.size) return 0;
  const list = stackAt(s, start - 1);
  if (PyList_CheckExact(list)) return appendToList(s, list, start);
  const extend = optionalAttr(list, ID.extend);
  if (extend !== null) return callWithList(s, extend, start);
  if (PyErr_Occurred() !== null) return -1;
  const append = PyObject_GetAttr(list, ID.append);
  return append === null ? -1 : callWithEach(s, append, start);
}

export function load_append(u: UnpicklerObject): i32 {
  const s = u.stack!;
  return s.size - 1 <= s.fence ? Pdata_stack_underflow(s) : do_append(u, s.size - 1);
}

export function load_appends(u: UnpicklerObject): i32 {
  const mark = marker(u);
  return mark < 0 ? -1 : do_append(u, mark);
}

/** Enters the pairs from `start` on into the mapping below them. */
function do_setitems(u: UnpicklerObject, start: i32): i32 {
  const s = u.stack!;
  const end = s.size;
  if (start > end || start <= s.fence) return Pdata_stack_underflow(s);
  if (start == end) return 0;
  if ((end - start) & 1) {
    PyErr_SetString(UnpicklingError, "odd number of items for SETITEMS");
    return -1;
  }
  const dict = stackAt(s, start - 1);
  const exact = dict.ob_type == PyDict_Type;
  let r = 0;
  for (let i = start; i < end && r == 0; i += 2) {
    r = exact
      ? PyDict_SetItem(dict, stackAt(s, i), stackAt(s, i + 1))
      : PyObject_SetItem(dict, stackAt(s, i), stackAt(s, i + 1));
  }
  Pdata_clear(s, start);
  return r;
}

export function load_setitem(u: UnpicklerObject): i32 {
  return do_setitems(u, u.stack!.size - 2);
}

export function load_setitems(u: UnpicklerObject): i32 {
  const mark = marker(u);
  return mark < 0 ? -1 : do_setitems(u, mark);
}

export function load_additems(u: UnpicklerObject): i32 {
  const mark = marker(u);
  if (mark < 0) return -1;
  const s = u.stack!;
  if (mark > s.size || mark <= s.fence) return Pdata_stack_underflow(s);
  if (mark == s.size) return 0;
  const set = stackAt(s, mark - 1);
  if (!PySet_Check(set)) {
    const add = PyObject_GetAttr(set, ID.add);
    return add === null ? -1 : callWithEach(s, add, mark);
  }
  const items = Pdata_poptuple(s, mark);
  if (items === null) return -1;
  const r = _PySet_Update(set, items);
  Py_DECREF(items);
  return r;
}
