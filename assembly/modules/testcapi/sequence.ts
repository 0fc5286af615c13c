/**
 * Functions of _testlimitedcapi: the abstract sequence operations with an index of C's type (so that no slot's own index handling comes
 * before sq_item), and the codecs' incremental forms.
 */
import { PyObject } from "../../object/layout";
import { METH_FASTCALL, METH_O } from "../../object/typedef";
import { ID } from "../../generated/ids";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, sizeArg, strArg } from "../../protocol/arg_values";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "../../protocol/call";
import { PySequence_DelItem, PySequence_GetItem, PySequence_SetItem, PySequence_Size } from "../../protocol/sequence";
import { PyObject_GetAttr } from "../../protocol/attr";
import { Py_DECREF } from "../../object/refcount";
import { ptrAt } from "../../object/layout";
import { PyLong_FromSsize_t } from "../../types/long";
import { moduleFunction } from "../../types/module";
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

export function addSequenceFunctions(m: PyObject): bool {
  return (
    moduleFunction(m, "sequence_getitem", sequence_getitem.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "sequence_setitem", sequence_setitem.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "sequence_delitem", sequence_delitem.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "sequence_size", sequence_size.index, METH_O) == 0 &&
    moduleFunction(m, "codec_incrementalencoder", codec_incrementalencoder.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "codec_incrementaldecoder", codec_incrementaldecoder.index, METH_FASTCALL) == 0
  );
}
