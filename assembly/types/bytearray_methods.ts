/** The methods that only bytearray has: those that change it, and pickling. */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_XDECREF, Py_NewRef } from "../object/refcount";
import { PyByteArray_Type, Py_None } from "../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O, addMethod } from "../object/typedef";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyExc_IndexError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional } from "../protocol/args";
import { argValue, intArg, sizeArg } from "../protocol/arg_values";
import { PyObject_CallMethodNoArgs } from "../protocol/call";
import { PyObject_CheckBuffer } from "../protocol/buffer";
import { PyObject_GetIter } from "../protocol/iter";
import { ID } from "../generated/ids";
import { PyLong_FromSsize_t, newSmallInt } from "./long";
import { PyObject_LengthHint } from "../protocol/sequence";
import { PyTuple_New, PyTuple_Pack1, PyTuple_Pack2, PyTuple_Pack3 } from "./tuple";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_DecodeLatin1 } from "./unicode_codecs";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { PyBytes_FromStringAndSize } from "./bytes";
import { byteValue } from "./bytes_iterable";
import { findChar } from "./fastsearch";
import {
  PyByteArrayObject,
  PyByteArray_AS_STRING,
  PyByteArray_FromStringAndSize,
  PyByteArray_GET_SIZE,
  PyByteArray_Resize,
  _canresize,
  appendItems,
  bytearray_iconcat,
} from "./bytearray";

function bytearray_append(self: PyObject, item: PyObject): PyObject | null {
  const v = byteValue(item, "byte");
  if (v < 0) return null;
  const n = PyByteArray_GET_SIZE(self);
  if (PyByteArray_Resize(self, n + 1) < 0) return null;
  store<u8>(PyByteArray_AS_STRING(self) + <usize>n, <u8>v);
  return Py_NewRef(Py_None);
}

function bytearray_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyByteArray_Resize(self, 0) < 0 ? null : Py_NewRef(Py_None);
}

function bytearray_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(self), PyByteArray_GET_SIZE(self));
}

function bytearray_extend(self: PyObject, iterable: PyObject): PyObject | null {
  if (PyObject_CheckBuffer(iterable)) return extendByBuffer(self, iterable);
  const it = PyObject_GetIter(iterable);
  if (it === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Format(PyExc_TypeError, "can't extend bytearray with %s", iterable.ob_type.tp_name);
    }
    return null;
  }
  // DIFFERS: the hint is only asked for its exceptions; room is made as items come.
  if (PyObject_LengthHint(iterable, 32) == -1) {
    Py_DECREF(it);
    return null;
  }
  // Items are gathered apart, so that a failing iterable leaves self as it was.
  const gathered = PyByteArray_FromStringAndSize(0, 0);
  let result: PyObject | null = null;
  if (gathered !== null) {
    if (appendItems(gathered, it)) result = extendByBuffer(self, gathered);
    else if (PyUnicode_Check(iterable) && PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Format(PyExc_TypeError, "expected iterable of integers; got: 'str'");
    }
    Py_DECREF(gathered);
  }
  Py_DECREF(it);
  return result;
}

/** self[len:] = buffer; a buffer of self itself is copied first. */
function extendByBuffer(self: PyObject, other: PyObject): PyObject | null {
  let from = other;
  if (other == self) {
    const copy = bytearray_copy(self, null);
    if (copy === null) return null;
    from = copy;
  }
  const sum = bytearray_iconcat(self, from);
  if (from != other) Py_DECREF(from);
  if (sum === null) return null;
  Py_DECREF(sum);
  return Py_NewRef(Py_None);
}

function bytearray_insert(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("insert", nargs, 2, 2) || !sizeArg(ptrAt(args, 0))) return null;
  let at = argValue;
  const v = byteValue(ptrAt(args, 1), "byte");
  if (v < 0) return null;
  const n = PyByteArray_GET_SIZE(self);
  if (PyByteArray_Resize(self, n + 1) < 0) return null;
  const p = PyByteArray_AS_STRING(self);
  if (at < 0) at = at + n < 0 ? 0 : at + n;
  if (at > n) at = n;
  memory.copy(p + <usize>at + 1, p + <usize>at, <usize>(n - at));
  store<u8>(p + <usize>at, <u8>v);
  return Py_NewRef(Py_None);
}

function bytearray_pop(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pop", nargs, 0, 1)) return null;
  let i = -1;
  if (nargs > 0) {
    if (!sizeArg(ptrAt(args, 0))) return null;
    i = argValue;
  }
  const n = PyByteArray_GET_SIZE(self);
  if (n == 0) return PyErr_SetString(PyExc_IndexError, "pop from empty bytearray");
  if (i < 0) i += n;
  if (i < 0 || i >= n) return PyErr_SetString(PyExc_IndexError, "pop index out of range");
  if (!_canresize(self)) return null;
  const p = PyByteArray_AS_STRING(self);
  const value = load<u8>(p + <usize>i);
  memory.copy(p + <usize>i, p + <usize>i + 1, <usize>(n - i));
  if (PyByteArray_Resize(self, n - 1) < 0) return null;
  return newSmallInt(<i32>value);
}

function bytearray_remove(self: PyObject, item: PyObject): PyObject | null {
  const v = byteValue(item, "byte");
  if (v < 0) return null;
  const n = PyByteArray_GET_SIZE(self);
  const p = PyByteArray_AS_STRING(self);
  const i = findChar<u8>(p, n, <u32>v);
  if (i < 0) return PyErr_SetString(PyExc_ValueError, "value not found in bytearray");
  if (!_canresize(self)) return null;
  memory.copy(p + <usize>i, p + <usize>i + 1, <usize>(n - i));
  return PyByteArray_Resize(self, n - 1) < 0 ? null : Py_NewRef(Py_None);
}

function bytearray_reverse(self: PyObject, unused: PyObject | null): PyObject | null {
  let low = PyByteArray_AS_STRING(self);
  let high = low + <usize>PyByteArray_GET_SIZE(self);
  while (low + 1 < high) {
    high--;
    const c = load<u8>(low);
    store<u8>(low, load<u8>(high));
    store<u8>(high, c);
    low++;
  }
  return Py_NewRef(Py_None);
}

function bytearray_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + changetype<PyByteArrayObject>(self).ob_alloc);
}

function bytearray_alloc(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(changetype<PyByteArrayObject>(self).ob_alloc);
}

/** (class, (text, 'latin-1') or (bytes,), state). */
function reduce(self: PyObject, protocol: i32): PyObject | null {
  const p = PyByteArray_AS_STRING(self);
  const n = PyByteArray_GET_SIZE(self);
  let args: PyObject | null = null;
  if (n == 0) {
    args = PyTuple_New(0);
  } else if (protocol < 3) {
    const text = PyUnicode_DecodeLatin1(p, n);
    const name = PyUnicode_FromLiteral("latin-1");
    if (text !== null && name !== null) args = PyTuple_Pack2(text, name);
    Py_XDECREF(text);
    Py_XDECREF(name);
  } else {
    const bytes = PyBytes_FromStringAndSize(p, n);
    if (bytes !== null) {
      args = PyTuple_Pack1(bytes);
      Py_DECREF(bytes);
    }
  }
  if (args === null) return null;
  const state = PyObject_CallMethodNoArgs(self, ID.__getstate__);
  const result: PyObject | null = state === null ? null : PyTuple_Pack3(self.ob_type, args, state);
  Py_DECREF(args);
  Py_XDECREF(state);
  return result;
}

function bytearray_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduce(self, 2);
}

function bytearray_reduce_ex(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("__reduce_ex__", nargs, 0, 1)) return null;
  if (nargs == 0) return reduce(self, 0);
  return intArg(ptrAt(args, 0)) ? reduce(self, argValue) : null;
}

export function addByteArrayMethods(): void {
  const t = PyByteArray_Type;
  addMethod(
    t,
    "__alloc__",
    bytearray_alloc.index,
    METH_NOARGS,
    "__alloc__($self, /)\n--\n\nReturn the number of bytes actually allocated.",
  );
  addMethod(
    t,
    "__reduce__",
    bytearray_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nReturn state information for pickling.",
  );
  addMethod(
    t,
    "__reduce_ex__",
    bytearray_reduce_ex.index,
    METH_FASTCALL,
    "__reduce_ex__($self, proto=0, /)\n--\n\nReturn state information for pickling.",
  );
  addMethod(
    t,
    "__sizeof__",
    bytearray_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nThe bytes of memory that the bytearray takes, its buffer included.",
  );
  addMethod(
    t,
    "append",
    bytearray_append.index,
    METH_O,
    "append($self, item, /)\n--\n\nAppend a single item to the end of the bytearray.",
  );
  addMethod(
    t,
    "clear",
    bytearray_clear.index,
    METH_NOARGS,
    "clear($self, /)\n--\n\nRemove all items from the bytearray.",
  );
  addMethod(t, "copy", bytearray_copy.index, METH_NOARGS, "copy($self, /)\n--\n\nReturn a copy of the bytearray.");
  addMethod(
    t,
    "extend",
    bytearray_extend.index,
    METH_O,
    "extend($self, iterable_of_ints, /)\n--\n\nAppend the items one by one, each an int below 256.",
  );
  addMethod(
    t,
    "insert",
    bytearray_insert.index,
    METH_FASTCALL,
    "insert($self, index, item, /)\n--\n\nPut a byte before the one at index.",
  );
  addMethod(
    t,
    "pop",
    bytearray_pop.index,
    METH_FASTCALL,
    "pop($self, index=-1, /)\n--\n\nRemove and return a single item from the bytearray.",
  );
  addMethod(
    t,
    "remove",
    bytearray_remove.index,
    METH_O,
    "remove($self, value, /)\n--\n\nRemove the first occurrence of a value in the bytearray.",
  );
  addMethod(
    t,
    "reverse",
    bytearray_reverse.index,
    METH_NOARGS,
    "reverse($self, /)\n--\n\nReverse the order of the values in the bytearray in place.",
  );
}
