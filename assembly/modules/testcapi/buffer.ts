/**
 * Functions of _testcapi that fill buffers: buffer_fill_info, getbuffer_with_null_view; and errno for the tests of cmath.
 */
import { PyObject, ptrAt } from "../../object/layout";
import { Py_None } from "../../object/statics";
import { Py_NewRef } from "../../object/refcount";
import { METH_FASTCALL, METH_O } from "../../object/typedef";
import { PyExc_BufferError } from "../../object/exception_types";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, badArgument, intArg } from "../../protocol/arg_values";
import { PyBuffer_FillInfo, allocBuffer, freeBuffer } from "../../protocol/buffer";
import { PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyMemoryView_FromBuffer } from "../../types/memoryview";
import { moduleFunction } from "../../types/module";

/** buffer_fill_info(bytes, readonly, flags) */
function buffer_fill_info(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("buffer_fill_info", nargs, 3, 3)) return null;
  const source = ptrAt(args, 0);
  if (!PyBytes_Check(source)) {
    badArgument("buffer_fill_info", "argument 1", "read-only bytes-like object", source);
    return null;
  }
  if (!intArg(ptrAt(args, 1))) return null;
  const readonly = argValue != 0;
  if (!intArg(ptrAt(args, 2))) return null;
  const view = allocBuffer();
  let result: PyObject | null = null;
  if (PyBuffer_FillInfo(view, source, PyBytes_AS_STRING(source), PyBytes_GET_SIZE(source), readonly, argValue) == 0) {
    result = PyMemoryView_FromBuffer(view);
  }
  freeBuffer(view);
  return result;
}

/** A view at address 0 is refused before the exporter is asked for its bytes. */
function getbuffer_with_null_view(self: PyObject, op: PyObject): PyObject | null {
  return PyErr_SetString(PyExc_BufferError, "NULL view in getbuffer");
}

/** There is no errno here that a native function could leave behind. */
function set_errno(self: PyObject, value: PyObject): PyObject | null {
  return intArg(value) ? Py_NewRef(Py_None) : null;
}

export function addBufferFunctions(m: PyObject): bool {
  return (
    moduleFunction(m, "buffer_fill_info", buffer_fill_info.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "getbuffer_with_null_view", getbuffer_with_null_view.index, METH_O) == 0 &&
    moduleFunction(m, "set_errno", set_errno.index, METH_O) == 0
  );
}
