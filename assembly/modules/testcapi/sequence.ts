/**
 * Functions of _testlimitedcapi: the abstract sequence operations with an index of C's type (so that no slot's own index handling comes
 * before sq_item), the codecs' incremental forms, and calls through vectorcall.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_VECTORCALL } from "../../object/layout";
import { PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { METH_FASTCALL, METH_O, initStaticType } from "../../object/typedef";
import { PyExc_TypeError } from "../../object/exception_types";
import { PyType_GenericAlloc } from "../../gc/collector";
import { ID } from "../../generated/ids";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, sizeArg, strArg } from "../../protocol/arg_values";
import { PyObject_CallNoArgs, PyObject_CallOneArg, PyObject_Vectorcall, PyVectorcall_Call } from "../../protocol/call";
import { PyErr_Clear, PyErr_SetString } from "../../protocol/errors";
import { PySequence_DelItem, PySequence_GetItem, PySequence_SetItem, PySequence_Size } from "../../protocol/sequence";
import { PyObject_GetAttr } from "../../protocol/attr";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { ptrAt } from "../../object/layout";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_FromLong, PyLong_FromSsize_t } from "../../types/long";
import { PyModule_AddObjectRef, moduleFunction } from "../../types/module";
import { PyTuple_Pack1 } from "../../types/tuple";
import { PyType_Ready } from "../../types/typeobject";
import { PyUnicode_DecodeUTF8 } from "../../types/unicode_codecs";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { _PyCodec_Lookup } from "../../types/codecs";

function sequence_getitem(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("sequence_getitem", nargs, 2, 2) || !sizeArg(ptrAt(args, 1))) return null;
  return PySequence_GetItem(ptrAt(args, 0), argValue);
}

/** CPython's test functions answer with the int result of the C function. */
function sequence_setitem(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("sequence_setitem", nargs, 3, 3) || !sizeArg(ptrAt(args, 1))) return null;
  const status = PySequence_SetItem(ptrAt(args, 0), argValue, ptrAt(args, 2));
  return status < 0 ? null : PyLong_FromSsize_t(status);
}

function sequence_delitem(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("sequence_delitem", nargs, 2, 2) || !sizeArg(ptrAt(args, 1))) return null;
  const status = PySequence_DelItem(ptrAt(args, 0), argValue);
  return status < 0 ? null : PyLong_FromSsize_t(status);
}

function sequence_size(self: PyObject, op: PyObject): PyObject | null {
  const size = PySequence_Size(op);
  return size < 0 ? null : PyLong_FromSsize_t(size);
}

/** codec_incrementalX(encoding, errors=None): what the codec's CodecInfo makes. */
function incremental(fname: string, attribute: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 1, 2) || !strArg(fname, "argument 1", ptrAt(args, 0))) return null;
  const info = _PyCodec_Lookup(ptrAt(args, 0));
  if (info === null) return null;
  const factory = PyObject_GetAttr(info, attribute);
  Py_DECREF(info);
  if (factory === null) return null;
  const result = nargs > 1 ? PyObject_CallOneArg(factory, ptrAt(args, 1)) : PyObject_CallNoArgs(factory);
  Py_DECREF(factory);
  return result;
}

function codec_incrementalencoder(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return incremental("codec_incrementalencoder", ID.incrementalencoder, args, nargs);
}

function codec_incrementaldecoder(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return incremental("codec_incrementaldecoder", ID.incrementaldecoder, args, nargs);
}

/** hasattrstring(obj, name: bytes): PyObject_HasAttrString. */
function object_hasattrstring(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("object_hasattrstring", nargs, 2, 2)) return null;
  const bytes = ptrAt(args, 1);
  if (!PyBytes_Check(bytes)) return PyErr_SetString(PyExc_TypeError, "a name in bytes is required");
  const name = PyUnicode_DecodeUTF8(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), 0);
  if (name === null) return null;
  const found = PyObject_GetAttr(ptrAt(args, 0), name);
  Py_DECREF(name);
  if (found === null) PyErr_Clear();
  else Py_DECREF(found);
  return PyLong_FromLong(found === null ? 0 : 1);
}

const LimitedVectorCallClass = changetype<PyTypeObject>(memory.data(416, 16));

function limited_vectorcall(op: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("vectorcall called");
}

function limited_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op !== null) store<u64>(changetype<usize>(op), limited_vectorcall.index, 16);
  return op;
}

/** The words with which the tests are called: f("foo", baz="bar"), or obj.f. */
const words = memory.data(24, 8);

function callWithWords(callable: PyObject | null): PyObject | null {
  if (callable === null) return null;
  const foo = PyUnicode_FromLiteral("foo");
  const bar = PyUnicode_FromLiteral("bar");
  const baz = PyUnicode_FromLiteral("baz");
  const names: PyObject | null = baz === null ? null : PyTuple_Pack1(baz);
  let result: PyObject | null = null;
  if (foo !== null && bar !== null && names !== null) {
    store<u64>(words, <u64>changetype<usize>(foo));
    store<u64>(words, <u64>changetype<usize>(bar), 8);
    result = PyObject_Vectorcall(callable, words, 1, names);
  }
  Py_XDECREF(foo);
  Py_XDECREF(bar);
  Py_XDECREF(baz);
  Py_XDECREF(names);
  return result;
}

function call_vectorcall(self: PyObject, callable: PyObject): PyObject | null {
  return callWithWords(callable);
}

function call_vectorcall_method(self: PyObject, op: PyObject): PyObject | null {
  const name = PyUnicode_FromLiteral("f");
  if (name === null) return null;
  const method = PyObject_GetAttr(op, name);
  Py_DECREF(name);
  const result = callWithWords(method);
  Py_XDECREF(method);
  return result;
}

let defined: bool = false;

function addVectorcallClass(m: PyObject): bool {
  const t = LimitedVectorCallClass;
  if (!defined) {
    const flags = Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_BASETYPE;
    initStaticType(t, PyType_Type, PyBaseObject_Type, "_testlimitedcapi.LimitedVectorCallClass", 24, 0, flags);
    t.tp_new = limited_new.index;
    t.tp_alloc = PyType_GenericAlloc.index;
    t.tp_call = PyVectorcall_Call.index;
    t.tp_vectorcall_offset = 16;
    defined = true;
  }
  return PyType_Ready(t) == 0 && PyModule_AddObjectRef(m, "LimitedVectorCallClass", t) == 0;
}

export function addSequenceFunctions(m: PyObject): bool {
  return (
    addVectorcallClass(m) &&
    moduleFunction(m, "object_hasattrstring", object_hasattrstring.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "call_vectorcall", call_vectorcall.index, METH_O) == 0 &&
    moduleFunction(m, "call_vectorcall_method", call_vectorcall_method.index, METH_O) == 0 &&
    moduleFunction(m, "sequence_getitem", sequence_getitem.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "sequence_setitem", sequence_setitem.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "sequence_delitem", sequence_delitem.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "sequence_size", sequence_size.index, METH_O) == 0 &&
    moduleFunction(m, "codec_incrementalencoder", codec_incrementalencoder.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "codec_incrementaldecoder", codec_incrementaldecoder.index, METH_FASTCALL) == 0
  );
}
