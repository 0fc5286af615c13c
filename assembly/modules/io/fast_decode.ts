/**
 * Decoding a chunk with the library's incremental decoder of UTF-8 (encodings.utf_8.IncrementalDecoder), without running its Python code.
 *
 * Invariant: it does what that code would do, or nothing at all. Nothing is done where a subclass, an attribute of the instance or another
 * function has a say, where bytes of an earlier chunk wait in the decoder, and where the input is not valid: then the code runs, and an exception
 * has its frame in the traceback.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyErr_Clear, PyErr_Occurred } from "../../protocol/errors";
import { PyObject_SetAttr, _PyObject_GetMethod } from "../../protocol/attr";
import { ID } from "../../generated/ids";
import { PyBytes_AS_STRING, PyBytes_CheckExact, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyCodeObject } from "../../types/code";
import { PyFunctionObject, PyFunction_Check } from "../../types/function";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { decodeConsumed, decodeUTF8Stateful } from "../../types/unicode_codecs";
import { isUtf8Decode } from "../_codecs";
import { optionalAttr } from "./state";

const found = memory.data(8, 8);

/** Is `decode` of the object codecs.BufferedIncrementalDecoder's? */
function hasBufferedDecode(decoder: PyObject): bool {
  store<u64>(found, 0);
  const unbound = _PyObject_GetMethod(decoder, ID.decode, found);
  const method = load<PyObject | null>(found);
  if (method === null) {
    PyErr_Clear();
    return false;
  }
  let known = false;
  if (unbound != 0 && PyFunction_Check(method)) {
    const code = changetype<PyCodeObject>(changetype<PyFunctionObject>(method).func_code);
    known =
      PyUnicode_EqualToLiteral(code.co_qualname, "BufferedIncrementalDecoder.decode") &&
      PyUnicode_EqualToLiteral(code.co_filename, "<frozen codecs>");
  }
  Py_DECREF(method);
  return known;
}

/** Is its `_buffer_decode` the native codecs.utf_8_decode, and does nothing wait in its `buffer`? */
function decodesUtf8(decoder: PyObject): bool {
  const decode = optionalAttr(decoder, ID._buffer_decode);
  const buffer = optionalAttr(decoder, ID.buffer);
  if (PyErr_Occurred() !== null) PyErr_Clear();
  const good =
    decode !== null &&
    isUtf8Decode(decode!) &&
    buffer !== null &&
    PyBytes_CheckExact(buffer!) &&
    PyBytes_GET_SIZE(buffer!) == 0;
  Py_XDECREF(decode);
  Py_XDECREF(buffer);
  return good;
}

/** `new` str, or null without an exception: the decoder's own code must run. */
export function decodeDirectly(decoder: PyObject, bytes: PyObject, final: bool): PyObject | null {
  if (!PyBytes_CheckExact(bytes) || !hasBufferedDecode(decoder) || !decodesUtf8(decoder)) return null;
  const data = PyBytes_AS_STRING(bytes);
  const size = PyBytes_GET_SIZE(bytes);
  const text = decodeUTF8Stateful(data, size, 0, final);
  if (text === null) {
    PyErr_Clear();
    return null;
  }
  if (decodeConsumed == size) return text;
  const rest = PyBytes_FromStringAndSize(data + <usize>decodeConsumed, size - decodeConsumed);
  const kept = rest !== null && PyObject_SetAttr(decoder, ID.buffer, rest) == 0;
  Py_XDECREF(rest);
  if (kept) return text;
  PyErr_Clear();
  Py_DECREF(text);
  return null;
}
