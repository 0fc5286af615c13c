/** bytes and bytearray from an iterable of ints in range(256). */
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XSETREF } from "../object/refcount";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_NoMemory, PyErr_Occurred } from "../protocol/errors";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { PyNumber_AsSsize_t } from "../protocol/number";
import { PyObject_LengthHint } from "../protocol/sequence";
import { PyUnicode_Check } from "./unicode";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, _PyBytes_Resize } from "./bytes";

/** The byte value of an int, or -1 with TypeError or ValueError ("<what> must be in range(0, 256)"). */
export function byteValue(item: PyObject, what: string): i32 {
  const v = PyNumber_AsSsize_t(item, null);
  if (v == -1 && PyErr_Occurred() !== null) return -1;
  if (v < 0 || v > 255) {
    PyErr_Format(PyExc_ValueError, "%L must be in range(0, 256)", changetype<usize>(what));
    return -1;
  }
  return v;
}

const oneByte: usize = memory.data(8, 8);
/** Fields of the first collections that are under way at once; those of deeper ones are blocks of their own. */
const slotPool: usize = memory.data(512, 8);
let slotTop: i32 = 0;

/** `new` bytes of the items of an iterable. */
export function bytesFromIterable(x: PyObject): PyObject | null {
  if (PyUnicode_Check(x)) return cannotConvert(x);
  const it = PyObject_GetIter(x);
  if (it === null) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return null;
    PyErr_Clear();
    return cannotConvert(x);
  }
  const result = collect(x, it);
  Py_DECREF(it);
  return result;
}

function cannotConvert(x: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "cannot convert '%s' object to bytes", x.ob_type.tp_name);
}

function collect(x: PyObject, it: PyObject): PyObject | null {
  let room = PyObject_LengthHint(x, 64);
  if (room == -1 && PyErr_Occurred() !== null) return null;
  if (room < 16) room = 16;
  const nested = slotTop >= 64;
  const field = nested ? PyMem_Malloc(8) : slotPool + ((<usize>slotTop) << 3);
  if (field == 0) return PyErr_NoMemory();
  const fresh = PyBytes_FromStringAndSize(0, room);
  if (fresh === null) {
    if (nested) PyMem_Free(field);
    return null;
  }
  store<u32>(field, <u32>changetype<usize>(fresh));
  slotTop++;
  const ok = fill(field, it, room);
  slotTop--;
  const result = load<PyObject | null>(field);
  if (nested) PyMem_Free(field);
  if (ok) return result;
  if (result !== null) Py_DECREF(result);
  return null;
}

function fill(field: usize, it: PyObject, room: i32): bool {
  let n = 0;
  while (true) {
    const item = PyIter_Next(it);
    if (item === null) break;
    const v = byteValue(item, "bytes");
    Py_DECREF(item);
    if (v < 0) return false;
    if (n == room) {
      room += room >> 1;
      if (!_PyBytes_Resize(field, room)) return false;
    }
    store<u8>(PyBytes_AS_STRING(load<PyObject>(field)) + <usize>n, <u8>v);
    n++;
  }
  if (PyErr_Occurred() !== null) return false;
  if (n == 1) {
    // a single byte is one of the 256 static ones, as _PyBytesWriter_Finish gives it
    const byte = load<u8>(PyBytes_AS_STRING(load<PyObject>(field)));
    store<u8>(oneByte, byte);
    Py_XSETREF(field, PyBytes_FromStringAndSize(oneByte, 1));
    return load<u32>(field) != 0;
  }
  return _PyBytes_Resize(field, n);
}
