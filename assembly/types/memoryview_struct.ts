/**
 * Comparison of items whose format is not a single native character: the module struct unpacks them, as in Objects/memoryobject.c.
 */
import { PyObject, Py_EQ } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyExc_ImportError, PyExc_MemoryError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyObject_GetAttr } from "../protocol/attr";
import { Py_buffer, formatB } from "../protocol/buffer";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyErr_Clear, PyErr_ExceptionMatches } from "../protocol/errors";
import { PyBytes_FromStringAndSize } from "./bytes";
import { importModule } from "./object_reduce";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyUnicode_FromString } from "./unicode";

/** Struct(format).unpack_from of a view: `new`, or null with an exception. */
export function structUnpacker(view: Py_buffer): PyObject | null {
  const module = importModule(ID.struct);
  if (module === null) return null;
  const cls = PyObject_GetAttr(module, ID.Struct);
  Py_DECREF(module);
  if (cls === null) return null;
  const format = PyUnicode_FromString(view.format == 0 ? formatB : view.format);
  const packer: PyObject | null = format === null ? null : PyObject_CallOneArg(cls, format);
  Py_XDECREF(format);
  Py_DECREF(cls);
  if (packer === null) return null;
  const unpacker = PyObject_GetAttr(packer, ID.unpack_from);
  Py_DECREF(packer);
  return unpacker;
}

/** A format that struct does not know makes views unequal: 0, or -1 with an exception that says more. */
export function structFailure(): i32 {
  if (PyErr_ExceptionMatches(PyExc_ImportError) || PyErr_ExceptionMatches(PyExc_MemoryError)) return -1;
  PyErr_Clear();
  return 0;
}

/** The item at p: `new`; a tuple of one value is that value. */
function structItem(unpacker: PyObject, p: usize, size: i32): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(p, size);
  if (bytes === null) return null;
  const values = PyObject_CallOneArg(unpacker, bytes);
  Py_DECREF(bytes);
  if (values === null || PyTuple_GET_SIZE(values) != 1) return values;
  const value = Py_NewRef(PyTuple_GET_ITEM(values, 0));
  Py_DECREF(values);
  return value;
}

/** Are two items equal? 1, 0, or -1 with an exception. */
export function structItemsEqual(u: PyObject, p: usize, psize: i32, w: PyObject, q: usize, qsize: i32): i32 {
  const a = structItem(u, p, psize);
  if (a === null) return structFailure();
  const b = structItem(w, q, qsize);
  if (b === null) {
    Py_DECREF(a);
    return structFailure();
  }
  const result = PyObject_RichCompareBool(a, b, Py_EQ);
  Py_DECREF(a);
  Py_DECREF(b);
  return result;
}
