/**
 * Functions of _testcapi that fill buffers: buffer_fill_info, getbuffer_with_null_view; and errno for the tests of cmath.
 */
import { PyObject, PyTypeObject, ptrAt } from "../../object/layout";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import {
  METH_FASTCALL,
  METH_O,
  Py_READONLY,
  Py_T_PYSSIZET,
  addMember,
  bufferProcs,
  initStaticType,
} from "../../object/typedef";
import { ID } from "../../generated/ids";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { importModule } from "../../types/object_reduce";
import { PyExc_BufferError } from "../../object/exception_types";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, badArgument, intArg } from "../../protocol/arg_values";
import { PyBuffer_FillInfo, Py_buffer, allocBuffer, freeBuffer } from "../../protocol/buffer";
import { PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyMemoryView_FromBuffer } from "../../types/memoryview";
import { PyModule_AddObjectRef, moduleFunction } from "../../types/module";

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

/** PyBuffer_SizeFromFormat(format): struct.calcsize. */
function size_from_format(self: PyObject, format: PyObject): PyObject | null {
  const module = importModule(ID.struct);
  if (module === null) return null;
  const result = PyObject_CallMethodOneArg(module, ID.calcsize, format);
  Py_DECREF(module);
  return result;
}

// ---- testBuf: an exporter that counts its views ----

const TestBuf_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _testcapi.testBuf, 32 bytes: 16 references
const testBytes = memory.data<u8>([0x74, 0x65, 0x73, 0x74, 0, 0, 0, 0]);

function testbuf_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(type, 0);
}

function testbuf_getbuffer(self: PyObject, at: usize, flags: i32): i32 {
  const r = PyBuffer_FillInfo(changetype<Py_buffer>(at), self, testBytes, 4, true, flags);
  if (r == 0) store<i64>(changetype<usize>(self), load<i64>(changetype<usize>(self), 16) + 1, 16);
  return r;
}

function testbuf_releasebuffer(self: PyObject, view: usize): void {
  store<i64>(changetype<usize>(self), load<i64>(changetype<usize>(self), 16) - 1, 16);
}

export function initTestBufType(): void {
  const t = TestBuf_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_testcapi.testBuf", 32, 0, 0);
  t.tp_new = testbuf_new.index;
  const procs = bufferProcs(t);
  procs.bf_getbuffer = testbuf_getbuffer.index;
  procs.bf_releasebuffer = testbuf_releasebuffer.index;
  addMember(t, "references", Py_T_PYSSIZET, 16, Py_READONLY);
}

export function addBufferFunctions(m: PyObject): bool {
  return (
    PyModule_AddObjectRef(m, "testBuf", TestBuf_Type) == 0 &&
    moduleFunction(m, "PyBuffer_SizeFromFormat", size_from_format.index, METH_O) == 0 &&
    moduleFunction(m, "buffer_fill_info", buffer_fill_info.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "getbuffer_with_null_view", getbuffer_with_null_view.index, METH_O) == 0 &&
    moduleFunction(m, "set_errno", set_errno.index, METH_O) == 0
  );
}
