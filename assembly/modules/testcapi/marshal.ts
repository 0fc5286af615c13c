/**
 * The functions of _testcapi for marshal data in files (pymarshal_* of Modules/_testcapimodule.c): the C API's PyMarshal_ReadLongFromFile
 * and its like, over files opened by builtins.open.
 */
import { PyObject, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_XDECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { METH_FASTCALL, METH_O } from "../../object/typedef";
import { PyExc_EOFError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg, PyObject_CallObject } from "../../protocol/call";
import { PyErr_SetString } from "../../protocol/errors";
import { PyMapping_GetOptionalItem } from "../../protocol/sequence";
import { marshalEnd, readMarshal } from "../../load/marshal";
import { writeMarshal } from "../../load/marshal_write";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_FromLong } from "../../types/long";
import { moduleFunction } from "../../types/module";
import { PyTuple_Pack2 } from "../../types/tuple";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyEval_BuiltinsDict } from "../../vm/code_runner";

/** open(filename, mode): `new`. */
function opened(filename: PyObject, mode: string): PyObject | null {
  const open = PyMapping_GetOptionalItem(PyEval_BuiltinsDict(), ID.open);
  const text = PyUnicode_FromLiteral(mode);
  const args: PyObject | null = open === null || text === null ? null : PyTuple_Pack2(filename, text);
  const file: PyObject | null = args === null ? null : PyObject_CallObject(open!, args);
  Py_XDECREF(args);
  Py_XDECREF(text);
  Py_XDECREF(open);
  return file;
}

function closed(file: PyObject): void {
  const result = PyObject_CallMethodNoArgs(file, ID.close);
  Py_XDECREF(result);
  Py_DECREF(file);
}

/** The bytes of a file: `new`. */
function contents(filename: PyObject): PyObject | null {
  const file = opened(filename, "rb");
  if (file === null) return null;
  const data = PyObject_CallMethodNoArgs(file, ID.read);
  closed(file);
  return data;
}

/** Writes `data`, which is stolen: `new` None. */
function written(filename: PyObject, data: PyObject | null): PyObject | null {
  if (data === null) return null;
  const file = opened(filename, "wb");
  const result: PyObject | null = file === null ? null : PyObject_CallMethodOneArg(file, ID.write, data);
  if (file !== null) closed(file);
  Py_DECREF(data);
  if (result === null) return null;
  Py_DECREF(result);
  return Py_NewRef(Py_None);
}

/** (value, position): steals the value. */
function withPosition(value: PyObject | null, position: i32): PyObject | null {
  if (value === null) return null;
  const at = PyLong_FromLong(position);
  const pair: PyObject | null = at === null ? null : PyTuple_Pack2(value, at);
  Py_XDECREF(at);
  Py_DECREF(value);
  return pair;
}

function write_long(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pymarshal_write_long_to_file", nargs, 3, 3) || !intArg(ptrAt(args, 0))) return null;
  const data = PyBytes_FromStringAndSize(0, 4);
  if (data !== null) store<i32>(PyBytes_AS_STRING(data), argValue);
  return written(ptrAt(args, 1), data);
}

function write_object(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pymarshal_write_object_to_file", nargs, 3, 3) || !intArg(ptrAt(args, 2))) return null;
  return written(ptrAt(args, 1), writeMarshal(ptrAt(args, 0), argValue, true));
}

/** A number of 2 or 4 bytes at the file's start, and the position after it. */
function readNumber(filename: PyObject, size: i32): PyObject | null {
  const data = contents(filename);
  if (data === null) return null;
  let result: PyObject | null = null;
  if (PyBytes_GET_SIZE(data) < size) PyErr_SetString(PyExc_EOFError, "EOF read where data expected");
  else {
    const at = PyBytes_AS_STRING(data);
    result = withPosition(PyLong_FromLong(size == 2 ? <i32>load<i16>(at) : load<i32>(at)), size);
  }
  Py_DECREF(data);
  return result;
}

function read_short(m: PyObject, filename: PyObject): PyObject | null {
  return readNumber(filename, 2);
}

function read_long(m: PyObject, filename: PyObject): PyObject | null {
  return readNumber(filename, 4);
}

/** An object at the file's start; the position is after it, or the file's end if it is taken for the last. */
function readFirst(filename: PyObject, isLast: bool): PyObject | null {
  const data = contents(filename);
  if (data === null) return null;
  const start = PyBytes_AS_STRING(data);
  const size = PyBytes_GET_SIZE(data);
  const value = readMarshal(start, <usize>size);
  const end = isLast ? size : <i32>(marshalEnd() - start);
  Py_DECREF(data);
  return withPosition(value, end);
}

function read_object(m: PyObject, filename: PyObject): PyObject | null {
  return readFirst(filename, false);
}

function read_last_object(m: PyObject, filename: PyObject): PyObject | null {
  return readFirst(filename, true);
}

export function addMarshalFunctions(m: PyObject): bool {
  let bad = 0;
  bad |= moduleFunction(m, "pymarshal_write_long_to_file", write_long.index, METH_FASTCALL);
  bad |= moduleFunction(m, "pymarshal_write_object_to_file", write_object.index, METH_FASTCALL);
  bad |= moduleFunction(m, "pymarshal_read_short_from_file", read_short.index, METH_O);
  bad |= moduleFunction(m, "pymarshal_read_long_from_file", read_long.index, METH_O);
  bad |= moduleFunction(m, "pymarshal_read_object_from_file", read_object.index, METH_O);
  bad |= moduleFunction(m, "pymarshal_read_last_object_from_file", read_last_object.index, METH_O);
  return bad == 0;
}
