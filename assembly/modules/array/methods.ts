/**
 * The methods of array.array, and its iterator (40 bytes: 16 index, 24 array, 32 the item reader's place).
 */
import { PyObject, PyTypeObject, Py_EQ, initPtr, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { visitField } from "../../object/slots";
import {
  PyExc_EOFError,
  PyExc_IndexError,
  PyExc_RuntimeError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../../object/exception_types";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { METH_CLASS, METH_FASTCALL, METH_NOARGS, METH_O, addGetSet, addMethod } from "../../object/typedef";
import { PyObject_GC_Del, _PyObject_GC_New } from "../../gc/collector";
import { ID } from "../../generated/ids";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, sizeArg, sliceIndexArg } from "../../protocol/arg_values";
import { freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { _PyEval_GetBuiltin } from "../../protocol/builtin_lookup";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyObject_RichCompareBool } from "../../protocol/compare";
import { PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { classGetItem } from "../../types/genericalias";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, PyList_SET_ITEM } from "../../types/list";
import { PyLong_AsSsize_t, PyLong_FromSsize_t, PyLong_FromVoidPtr } from "../../types/long";
import { reduceIndexed, tupleEmpty, PyTuple_Pack2 } from "../../types/tuple";
import { _PyType_Name } from "../../types/typeobject";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_FromKindAndData,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  convertChars,
  unicodeChar,
} from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { isUnicodeDescr, itemSizeOf, typecodeOf } from "./items";
import {
  A,
  ArrayObject,
  array_del_slice,
  array_do_extend,
  array_item,
  array_resize,
  array_slice,
  getarrayitem,
  ins1,
  itemAt,
  setarrayitem,
} from "./array";
import { array_reduce_ex } from "./pickle";

function none(ok: bool): PyObject | null {
  return ok ? Py_NewRef(Py_None) : null;
}

function array_append(self: PyObject, v: PyObject): PyObject | null {
  return none(ins1(A(self), A(self).ob_size, v));
}

function array_extend(self: PyObject, other: PyObject): PyObject | null {
  return none(array_do_extend(A(self), other));
}

function array_insert(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("insert", nargs, 2, 2) || !sizeArg(ptrAt(args, 0))) return null;
  return none(ins1(A(self), argValue, ptrAt(args, 1)));
}

function array_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  return none(array_resize(A(self), 0));
}

/** Index of v from `start` to `stop`, -1 if absent, -2 with an exception. */
function find(a: ArrayObject, v: PyObject, start: i32, stop: i32): i32 {
  for (let i = start; i < stop && i < a.ob_size; i++) {
    const item = getarrayitem(a, i);
    if (item === null) return -2;
    const same = PyObject_RichCompareBool(item, v, Py_EQ);
    Py_DECREF(item);
    if (same > 0) return i;
    if (same < 0) return -2;
  }
  return -1;
}

function array_count(self: PyObject, v: PyObject): PyObject | null {
  const a = A(self);
  let count = 0;
  for (let i = 0; i < a.ob_size; i++) {
    const item = getarrayitem(a, i);
    if (item === null) return null;
    const same = PyObject_RichCompareBool(item, v, Py_EQ);
    Py_DECREF(item);
    if (same < 0) return null;
    count += same;
  }
  return PyLong_FromSsize_t(count);
}

function bound(value: i32, size: i32): i32 {
  if (value >= 0) return value;
  return value + size < 0 ? 0 : value + size;
}

function array_index(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("index", nargs, 1, 3)) return null;
  const a = A(self);
  if (!sliceIndexArg(nargs > 1 ? ptrAt(args, 1) : null, 0)) return null;
  const start = bound(argValue, a.ob_size);
  if (!sliceIndexArg(nargs > 2 ? ptrAt(args, 2) : null, i32.MAX_VALUE)) return null;
  const at = find(a, ptrAt(args, 0), start, bound(argValue, a.ob_size));
  if (at >= 0) return PyLong_FromSsize_t(at);
  return at == -2 ? null : PyErr_SetString(PyExc_ValueError, "array.index(x): x not in array");
}

function array_remove(self: PyObject, v: PyObject): PyObject | null {
  const a = A(self);
  const at = find(a, v, 0, a.ob_size);
  if (at >= 0) return none(array_del_slice(a, at, at + 1));
  return at == -2 ? null : PyErr_SetString(PyExc_ValueError, "array.remove(x): x not in array");
}

function array_pop(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pop", nargs, 0, 1)) return null;
  let i = -1;
  if (nargs > 0) {
    if (!sizeArg(ptrAt(args, 0))) return null;
    i = argValue;
  }
  const a = A(self);
  if (a.ob_size == 0) return PyErr_SetString(PyExc_IndexError, "pop from empty array");
  if (i < 0) i += a.ob_size;
  if (i < 0 || i >= a.ob_size) return PyErr_SetString(PyExc_IndexError, "pop index out of range");
  const v = getarrayitem(a, i);
  if (v === null || array_del_slice(a, i, i + 1)) return v;
  Py_DECREF(v);
  return null;
}

function array_reverse(self: PyObject, unused: PyObject | null): PyObject | null {
  const a = A(self);
  const size = itemSizeOf(a.ob_descr);
  let p = a.ob_item;
  let q = p + <usize>((a.ob_size - 1) * size);
  while (a.ob_size > 1 && p < q) {
    for (let k = 0; k < size; k++) {
      const x = load<u8>(p + <usize>k);
      store<u8>(p + <usize>k, load<u8>(q + <usize>k));
      store<u8>(q + <usize>k, x);
    }
    p += <usize>size;
    q -= <usize>size;
  }
  return Py_NewRef(Py_None);
}

function array_byteswap(self: PyObject, unused: PyObject | null): PyObject | null {
  const a = A(self);
  const size = itemSizeOf(a.ob_descr);
  for (let i = 0; i < a.ob_size; i++) {
    const p = itemAt(a, i);
    if (size == 2) store<u16>(p, bswap<u16>(load<u16>(p)));
    else if (size == 4) store<u32>(p, bswap<u32>(load<u32>(p)));
    else if (size == 8) store<u64>(p, bswap<u64>(load<u64>(p)));
  }
  return Py_NewRef(Py_None);
}

function array_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return array_slice(A(self), 0, A(self).ob_size);
}

function array_deepcopy(self: PyObject, memo: PyObject): PyObject | null {
  return array_slice(A(self), 0, A(self).ob_size);
}

function array_buffer_info(self: PyObject, unused: PyObject | null): PyObject | null {
  const address = PyLong_FromVoidPtr(A(self).ob_item);
  const size = PyLong_FromSsize_t(A(self).ob_size);
  let result: PyObject | null = null;
  if (address !== null && size !== null) result = PyTuple_Pack2(address, size);
  Py_XDECREF(address);
  Py_XDECREF(size);
  return result;
}

/** `new` bytes of all items. */
export function array_tobytes(self: PyObject, unused: PyObject | null): PyObject | null {
  const a = A(self);
  return PyBytes_FromStringAndSize(a.ob_item, a.ob_size * itemSizeOf(a.ob_descr));
}

/** `new` list of the items. */
export function array_tolist(self: PyObject, unused: PyObject | null): PyObject | null {
  const a = A(self);
  const list = PyList_New(a.ob_size);
  if (list === null) return null;
  for (let i = 0; i < a.ob_size; i++) {
    const v = getarrayitem(a, i);
    if (v === null) {
      Py_DECREF(list);
      return null;
    }
    PyList_SET_ITEM(list, i, v);
  }
  return list;
}

function array_fromlist(self: PyObject, list: PyObject): PyObject | null {
  if (!PyList_Check(list)) return PyErr_SetString(PyExc_TypeError, "arg must be list");
  const n = PyList_GET_SIZE(list);
  if (n == 0) return Py_NewRef(Py_None);
  const a = A(self);
  const old = a.ob_size;
  if (old > i32.MAX_VALUE - n) return PyErr_NoMemory();
  if (!array_resize(a, old + n)) return null;
  for (let i = 0; i < n; i++) {
    let ok = false;
    if (i >= PyList_GET_SIZE(list)) {
      PyErr_SetString(PyExc_RuntimeError, "list changed size during iteration");
    } else {
      const v = Py_NewRef(PyList_GET_ITEM(list, i));
      ok = setarrayitem(a, a.ob_size - n + i, v) == 0;
      Py_DECREF(v);
      if (ok && n != PyList_GET_SIZE(list)) {
        PyErr_SetString(PyExc_RuntimeError, "list changed size during iteration");
        ok = false;
      }
    }
    if (!ok) {
      array_resize(a, old);
      return null;
    }
  }
  return Py_NewRef(Py_None);
}

/** Appends the bytes of a buffer; false with the exception. */
export function frombytes(a: ArrayObject, source: PyObject): bool {
  const view = simpleBuffer(source);
  if (view === null) return false;
  const size = itemSizeOf(a.ob_descr);
  let ok = false;
  if (view.itemsize != 1) PyErr_SetString(PyExc_TypeError, "a bytes-like object is required");
  else if (view.len % size != 0) PyErr_SetString(PyExc_ValueError, "bytes length not a multiple of item size");
  else {
    const n = view.len / size;
    const old = a.ob_size;
    ok = n == 0;
    if (n > 0) {
      if (old > i32.MAX_VALUE - n) PyErr_NoMemory();
      else ok = array_resize(a, old + n);
      if (ok) memory.copy(itemAt(a, old), view.buf, <usize>(n * size));
    }
  }
  freeBuffer(view);
  return ok;
}

function array_frombytes(self: PyObject, source: PyObject): PyObject | null {
  return none(frombytes(A(self), source));
}

function array_fromfile(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("fromfile", nargs, 2, 2) || !sizeArg(ptrAt(args, 1))) return null;
  const a = A(self);
  const n = argValue;
  const size = itemSizeOf(a.ob_descr);
  if (n < 0) return PyErr_SetString(PyExc_ValueError, "negative count");
  if (n > i32.MAX_VALUE / size) return PyErr_NoMemory();
  const count = PyLong_FromSsize_t(n * size);
  if (count === null) return null;
  const data = PyObject_CallMethodOneArg(ptrAt(args, 0), ID.read, count);
  Py_DECREF(count);
  if (data === null) return null;
  let ok = false;
  if (!PyBytes_Check(data)) PyErr_SetString(PyExc_TypeError, "read() didn't return bytes");
  else {
    const short = PyBytes_GET_SIZE(data) != n * size;
    ok = frombytes(a, data);
    if (ok && short) {
      PyErr_SetString(PyExc_EOFError, "read() didn't return enough bytes");
      ok = false;
    }
  }
  Py_DECREF(data);
  return none(ok);
}

const FILE_BLOCK: i32 = 65536;

function array_tofile(self: PyObject, file: PyObject): PyObject | null {
  const a = A(self);
  const total = a.ob_size * itemSizeOf(a.ob_descr);
  for (let at = 0; at < total; at += FILE_BLOCK) {
    const n = total - at < FILE_BLOCK ? total - at : FILE_BLOCK;
    const bytes = PyBytes_FromStringAndSize(a.ob_item + <usize>at, n);
    if (bytes === null) return null;
    const result = PyObject_CallMethodOneArg(file, ID.write, bytes);
    Py_DECREF(bytes);
    if (result === null) return null;
    Py_DECREF(result);
  }
  return Py_NewRef(Py_None);
}

/** Appends the characters of a str. */
function appendText(a: ArrayObject, text: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(text);
  if (n == 0) return true;
  const old = a.ob_size;
  if (old > i32.MAX_VALUE - n) {
    PyErr_NoMemory();
    return false;
  }
  if (!array_resize(a, old + n)) return false;
  convertChars(PyUnicode_KIND(text), PyUnicode_DATA(text), 4, itemAt(a, old), n);
  return true;
}

function array_fromunicode(self: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(
      PyExc_TypeError,
      text == Py_None ? "fromunicode() argument must be str, not None" : "fromunicode() argument must be str, not %s",
      text.ob_type.tp_name,
    );
  }
  if (!isUnicodeDescr(A(self).ob_descr)) {
    return PyErr_SetString(PyExc_ValueError, "fromunicode() may only be called on unicode type arrays ('u' or 'w')");
  }
  return none(appendText(A(self), text));
}

function array_tounicode(self: PyObject, unused: PyObject | null): PyObject | null {
  const a = A(self);
  if (!isUnicodeDescr(a.ob_descr)) {
    return PyErr_SetString(PyExc_ValueError, "tounicode() may only be called on unicode type arrays ('u' or 'w')");
  }
  for (let i = 0; i < a.ob_size; i++) {
    const c = load<u32>(itemAt(a, i));
    if (c > 0x10ffff) return PyErr_Format(PyExc_ValueError, "character U+%x is not in range [U+0000; U+10ffff]", c);
  }
  return PyUnicode_FromKindAndData(4, a.ob_item, a.ob_size);
}

function array_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const a = A(self);
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + a.allocated * itemSizeOf(a.ob_descr));
}

function array_get_typecode(self: PyObject, closure: usize): PyObject | null {
  return unicodeChar(typecodeOf(A(self).ob_descr));
}

function array_get_itemsize(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromSsize_t(itemSizeOf(A(self).ob_descr));
}

export function array_repr(self: PyObject): PyObject | null {
  const a = A(self);
  const name = _PyType_Name(self.ob_type);
  const c = typecodeOf(a.ob_descr);
  if (a.ob_size == 0) return PyUnicode_FromFormat("%s('%c')", name, c);
  const v = isUnicodeDescr(a.ob_descr) ? array_tounicode(self, null) : array_tolist(self, null);
  if (v === null) return null;
  const result = PyUnicode_FromFormat("%s('%c', %R)", name, c, changetype<usize>(v));
  Py_DECREF(v);
  return result;
}

export function addArrayMethods(t: PyTypeObject): void {
  addGetSet(t, "typecode", array_get_typecode.index, 0, "the typecode character used to create the array");
  addGetSet(t, "itemsize", array_get_itemsize.index, 0, "the size, in bytes, of one array item");
  addMethod(
    t,
    "append",
    array_append.index,
    METH_O,
    "append($self, v, /)\n--\n\nAppend new value v to the end of the array.",
  );
  addMethod(
    t,
    "buffer_info",
    array_buffer_info.index,
    METH_NOARGS,
    "buffer_info($self, /)\n--\n\nThe address of the array's memory and how many items are in it.\n\nTimes itemsize, the latter is the length in bytes.",
  );
  addMethod(
    t,
    "byteswap",
    array_byteswap.index,
    METH_NOARGS,
    "byteswap($self, /)\n--\n\nTurn the order of the bytes in each item round.\n\nItems of other sizes than 1, 2, 4 and 8 bytes are a RuntimeError.",
  );
  addMethod(t, "__copy__", array_copy.index, METH_NOARGS, "__copy__($self, /)\n--\n\nReturn a copy of the array.");
  addMethod(
    t,
    "__deepcopy__",
    array_deepcopy.index,
    METH_O,
    "__deepcopy__($self, unused, /)\n--\n\nReturn a copy of the array.",
  );
  addMethod(t, "clear", array_clear.index, METH_NOARGS, "clear($self, /)\n--\n\nRemove all items from the array.");
  addMethod(
    t,
    "count",
    array_count.index,
    METH_O,
    "count($self, v, /)\n--\n\nReturn number of occurrences of v in the array.",
  );
  addMethod(
    t,
    "extend",
    array_extend.index,
    METH_O,
    "extend($self, bb, /)\n--\n\nAppend items to the end of the array.",
  );
  addMethod(
    t,
    "fromfile",
    array_fromfile.index,
    METH_FASTCALL,
    "fromfile($self, f, n, /)\n--\n\nRead n items from the binary file f and append them.",
  );
  addMethod(
    t,
    "fromlist",
    array_fromlist.index,
    METH_O,
    "fromlist($self, list, /)\n--\n\nAppend items to array from list.",
  );
  addMethod(
    t,
    "frombytes",
    array_frombytes.index,
    METH_O,
    "frombytes($self, buffer, /)\n--\n\nAppend the items whose machine representation these bytes are.",
  );
  addMethod(
    t,
    "fromunicode",
    array_fromunicode.index,
    METH_O,
    "fromunicode($self, ustr, /)\n--\n\nAppend the characters of a str.\n\nThat is for arrays of characters ('u', 'w'), and a ValueError for others, which\ntake a str's bytes: array.frombytes(ustr.encode(...)).",
  );
  addMethod(
    t,
    "index",
    array_index.index,
    METH_FASTCALL,
    "index($self, v, start=0, stop=sys.maxsize, /)\n--\n\nWhere v first occurs.\n\nIt is a ValueError if it does not.",
  );
  addMethod(
    t,
    "insert",
    array_insert.index,
    METH_FASTCALL,
    "insert($self, i, v, /)\n--\n\nInsert a new item v into the array before position i.",
  );
  addMethod(
    t,
    "pop",
    array_pop.index,
    METH_FASTCALL,
    "pop($self, i=-1, /)\n--\n\nTake the item at index i out and return it.\n\nThe last one unless i is given.",
  );
  addMethod(
    t,
    "__reduce_ex__",
    array_reduce_ex.index,
    METH_O,
    "__reduce_ex__($self, value, /)\n--\n\nReturn state information for pickling.",
  );
  addMethod(
    t,
    "remove",
    array_remove.index,
    METH_O,
    "remove($self, v, /)\n--\n\nRemove the first occurrence of v in the array.",
  );
  addMethod(
    t,
    "reverse",
    array_reverse.index,
    METH_NOARGS,
    "reverse($self, /)\n--\n\nReverse the order of the items in the array.",
  );
  addMethod(
    t,
    "tofile",
    array_tofile.index,
    METH_O,
    "tofile($self, f, /)\n--\n\nWrite all items (as machine values) to the file object f.",
  );
  addMethod(
    t,
    "tolist",
    array_tolist.index,
    METH_NOARGS,
    "tolist($self, /)\n--\n\nConvert array to an ordinary list with the same items.",
  );
  addMethod(
    t,
    "tobytes",
    array_tobytes.index,
    METH_NOARGS,
    "tobytes($self, /)\n--\n\nThe machine representation of the items as bytes.",
  );
  addMethod(
    t,
    "tounicode",
    array_tounicode.index,
    METH_NOARGS,
    "tounicode($self, /)\n--\n\nThe array's characters as a str.\n\nThat is for arrays of characters ('u', 'w'), and a ValueError for others, whose\nbytes may be a text: array.tobytes().decode().",
  );
  addMethod(
    t,
    "__sizeof__",
    array_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nSize of the array in memory, in bytes.",
  );
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
}

// ---- the iterator ----

export const PyArrayIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // array.arrayiterator

@unmanaged
class ArrayIterObject extends PyObject {
  index: i32;
  index_hi: u32;
  ao: PyObject | null;
  ao_hi: u32;
}

export function array_iter(op: PyObject): PyObject | null {
  const it = _PyObject_GC_New(PyArrayIter_Type);
  if (it === null) return null;
  const at = changetype<usize>(it);
  store<u64>(at, 0, 16);
  initPtr(at + 24, changetype<usize>(Py_NewRef(op)));
  store<u64>(at, 0, 32);
  _PyObject_GC_TRACK(it);
  return it;
}

export function arrayiter_next(op: PyObject): PyObject | null {
  const it = changetype<ArrayIterObject>(op);
  const ao = it.ao;
  if (ao === null) return null;
  if (it.index < A(ao).ob_size) return array_item(ao, it.index++);
  it.ao = null;
  Py_DECREF(ao);
  return null;
}

export function arrayiter_dealloc(op: PyObject): void {
  _PyObject_GC_UNTRACK(op);
  Py_XDECREF(changetype<ArrayIterObject>(op).ao);
  PyObject_GC_Del(changetype<usize>(op));
}

export function arrayiter_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(op) + 24, visit, arg);
}

export function arrayiter_reduce(op: PyObject, unused: PyObject | null): PyObject | null {
  const iter = _PyEval_GetBuiltin(ID.iter);
  if (iter === null) return null;
  const it = changetype<ArrayIterObject>(op);
  const ao = it.ao;
  return reduceIndexed(iter, ao === null ? tupleEmpty : ao, ao === null ? -1 : it.index);
}

export function arrayiter_setstate(op: PyObject, state: PyObject): PyObject | null {
  let index = PyLong_AsSsize_t(state);
  if (index == -1 && PyErr_Occurred() !== null) return null;
  const it = changetype<ArrayIterObject>(op);
  const ao = it.ao;
  if (ao !== null) {
    if (index < 0) index = 0;
    else if (index > A(ao).ob_size) index = A(ao).ob_size;
    it.index = index;
  }
  return Py_NewRef(Py_None);
}
