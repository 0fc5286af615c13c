/**
 * The codec registry (Python/codecs.c): search functions, the cache of found codecs, and the named error handlers.
 *
 * Invariant: a codec is the 4-tuple (encoder, decoder, reader, writer) a search function gave, cached under its normalised name. The
 * standard search function comes from the stdlib's package `encodings`, imported at the first lookup through `importHook`.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyTuple_Type, Py_None } from "../object/statics";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../protocol/errors";
import { PyExc_LookupError, PyExc_TypeError } from "../object/exception_types";
import { PyObject_GetOptionalAttr, PyCallable_Check } from "../protocol/attr";
import { PyObject_CallOneArg, callTwoArgs } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { ID } from "../generated/ids";
import { PyDict_GetItemRef, PyDict_Clear, PyDict_New, PyDict_SetItem } from "./dict";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, PyList_SetSlice } from "./list";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyBytes_Check, PyBytes_FromStringAndSize } from "./bytes";
import { PyByteArray_Check, PyByteArray_AS_STRING, PyByteArray_GET_SIZE } from "./bytearray";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_FromString,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
} from "./unicode";
import { _PyUnicodeWriter_Finish, _PyUnicodeWriter_Init, _PyUnicodeWriter_WriteChar } from "./unicode_writer";
import { PyUnicode_FromFormat } from "./unicode_format";
import { _PyException_AddNote } from "./exceptions";
import { builtinErrorHandler } from "./codec_handlers";

let searchPath: PyObject | null = null;
let cache: PyObject | null = null;
let errorRegistry: PyObject | null = null;
let isSearching: bool = false;
let hasEncodings: bool = false;
/** Table index of (name: PyObject): PyObject | null, which imports a module: set at boot. */
let importHook: u32 = 0;

export function setCodecImportHook(index: u32): void {
  importHook = index;
}

function prepare(): bool {
  if (searchPath === null) searchPath = PyList_New(0);
  if (cache === null) cache = PyDict_New();
  if (errorRegistry === null) errorRegistry = PyDict_New();
  if (searchPath === null || cache === null || errorRegistry === null) return false;
  if (hasEncodings || isSearching || importHook == 0) return true;
  isSearching = true;
  const module = call_indirect<PyObject | null>(importHook, ID.encodings);
  isSearching = false;
  if (module === null) return false;
  Py_DECREF(module);
  hasEncodings = true;
  return true;
}

/** Adds a search function; -1 with TypeError. */
export function PyCodec_Register(search: PyObject): i32 {
  if (searchPath === null) searchPath = PyList_New(0);
  const path = searchPath;
  if (path === null) return -1;
  if (!PyCallable_Check(search)) {
    PyErr_SetString(PyExc_TypeError, "argument must be callable");
    return -1;
  }
  return PyList_Append(path, search);
}

export function PyCodec_Unregister(search: PyObject): i32 {
  const path = searchPath;
  if (path === null) return 0;
  for (let i = 0; i < PyList_GET_SIZE(path); i++) {
    if (PyList_GET_ITEM(path, i) == search) {
      if (cache !== null) PyDict_Clear(cache!); // forgotten codecs are looked up anew
      return PyList_SetSlice(path, i, i + 1, null);
    }
  }
  return 0;
}

/** Lower case; each run of what is neither an ASCII letter, a digit nor "." becomes one "_", none at the start: `new`. */
function normalizedName(name: PyObject): PyObject | null {
  const w = _PyUnicodeWriter_Init();
  const n = PyUnicode_GET_LENGTH(name);
  const kind = PyUnicode_KIND(name);
  const data = PyUnicode_DATA(name);
  let gap = false;
  for (let i = 0; i < n; i++) {
    let c = PyUnicode_READ(kind, data, i);
    if (c - 0x41 < 26) c += 32;
    if (c - 0x61 < 26 || c - 0x30 < 10 || c == 0x2e) {
      if (gap && w.pos != 0) _PyUnicodeWriter_WriteChar(w, 0x5f);
      gap = false;
      _PyUnicodeWriter_WriteChar(w, c);
    } else {
      gap = true;
    }
  }
  return _PyUnicodeWriter_Finish(w);
}

/** The codec tuple of that name: `new`; LookupError if no search function knows it. */
export function _PyCodec_Lookup(encoding: PyObject): PyObject | null {
  if (!prepare()) return null;
  const name = normalizedName(encoding);
  if (name === null) return null;
  const found = lookupNormalized(name, encoding);
  Py_DECREF(name);
  return found;
}

function lookupNormalized(name: PyObject, encoding: PyObject): PyObject | null {
  const known = PyDict_GetItemRef(cache!, name);
  if (known !== null || PyErr_Occurred() !== null) return known;
  const path = searchPath!;
  for (let i = 0; i < PyList_GET_SIZE(path); i++) {
    const search = Py_NewRef(PyList_GET_ITEM(path, i));
    const codec = PyObject_CallOneArg(search, name);
    Py_DECREF(search);
    if (codec === null) return null;
    if (codec == Py_None) {
      Py_DECREF(codec);
      continue;
    }
    if (!isTuple(codec) || PyTuple_GET_SIZE(codec) != 4) {
      Py_DECREF(codec);
      return PyErr_SetString(PyExc_TypeError, "codec search functions must return 4-tuples");
    }
    if (PyDict_SetItem(cache!, name, codec) < 0) {
      Py_DECREF(codec);
      return null;
    }
    return codec;
  }
  return PyErr_Format(PyExc_LookupError, "unknown encoding: %U", changetype<usize>(encoding));
}

function isTuple(op: PyObject): bool {
  return (op.ob_type.tp_flags & PyTuple_Type.tp_flags & (1 << 26)) != 0;
}

/** A text codec by name, refusing those that are not between str and bytes. `new` */
export function _PyCodec_LookupTextEncoding(encoding: PyObject, alternative: string): PyObject | null {
  const codec = _PyCodec_Lookup(encoding);
  if (codec === null || codec.ob_type == PyTuple_Type) return codec;
  const flag = attributeOf(codec, ID._is_text_encoding);
  if (flag === null) {
    if (PyErr_Occurred() === null) return codec;
    Py_DECREF(codec);
    return null;
  }
  const isText = PyObject_IsTrue(flag);
  Py_DECREF(flag);
  if (isText == 1) return codec;
  Py_DECREF(codec);
  if (isText < 0) return null;
  return PyErr_Format(
    PyExc_LookupError,
    "'%U' is not a text encoding; use %L to handle arbitrary codecs",
    changetype<usize>(encoding),
    changetype<usize>(alternative),
  );
}

const attrSlot: usize = memory.data(8, 8);
function attributeOf(op: PyObject, name: PyObject): PyObject | null {
  return PyObject_GetOptionalAttr(op, name, attrSlot) > 0 ? load<PyObject>(attrSlot) : null;
}

/** Calls item `which` of a codec (0 encoder, 1 decoder) and returns the first of the pair it answers: `new`. Steals `codec`. */
function callCodec(
  codec: PyObject,
  which: i32,
  object: PyObject,
  errors: PyObject | null,
  encoding: PyObject,
): PyObject | null {
  const fn = Py_NewRef(PyTuple_GET_ITEM(codec, which));
  Py_DECREF(codec);
  const answer = errors === null ? PyObject_CallOneArg(fn, object) : callTwoArgs(fn, object, errors);
  Py_DECREF(fn);
  if (answer === null) {
    noteFailure(which, encoding);
    return null;
  }
  if (!isTuple(answer) || PyTuple_GET_SIZE(answer) != 2) {
    Py_DECREF(answer);
    return PyErr_SetString(
      PyExc_TypeError,
      which == 0 ? "encoder must return a tuple (object, integer)" : "decoder must return a tuple (object,integer)",
    );
  }
  const result = Py_NewRef(PyTuple_GET_ITEM(answer, 0));
  Py_DECREF(answer);
  return result;
}

/** Adds "encoding with 'x' codec failed" to the pending exception (_PyErr_FormatNote). */
function noteFailure(which: i32, encoding: PyObject): void {
  const exc = PyErr_GetRaisedException();
  if (exc === null) return;
  const what = which == 0 ? "encoding" : "decoding";
  const note = PyUnicode_FromFormat("%L with '%S' codec failed", changetype<usize>(what), changetype<usize>(encoding));
  if (note !== null) {
    _PyException_AddNote(exc, note);
    Py_DECREF(note);
  }
  _PyErr_ChainExceptions1(exc);
}

/** codecs.encode and codecs.decode: any codec, any object. `new` */
export function PyCodec_Encode(object: PyObject, encoding: PyObject, errors: PyObject | null): PyObject | null {
  const codec = _PyCodec_Lookup(encoding);
  return codec === null ? null : callCodec(codec, 0, object, errors, encoding);
}

export function PyCodec_Decode(object: PyObject, encoding: PyObject, errors: PyObject | null): PyObject | null {
  const codec = _PyCodec_Lookup(encoding);
  return codec === null ? null : callCodec(codec, 1, object, errors, encoding);
}

/** str.encode for codecs that are not native: `new` bytes. */
export function encodeByRegistry(op: PyObject, encoding: PyObject, errors: PyObject | null): PyObject | null {
  const codec = _PyCodec_LookupTextEncoding(encoding, "codecs.encode()");
  if (codec === null) return null;
  const v = callCodec(codec, 0, op, errors, encoding);
  if (v === null || PyBytes_Check(v)) return v;
  if (PyByteArray_Check(v)) {
    const copy = PyBytes_FromStringAndSize(PyByteArray_AS_STRING(v), PyByteArray_GET_SIZE(v));
    Py_DECREF(v);
    return copy;
  }
  PyErr_Format(
    PyExc_TypeError,
    "'%U' encoder returned '%s' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
    changetype<usize>(encoding),
    v.ob_type.tp_name,
  );
  Py_DECREF(v);
  return null;
}

/** bytes.decode for codecs that are not native: `new` str. */
export function decodeByRegistry(s: usize, size: i32, encoding: PyObject, errors: PyObject | null): PyObject | null {
  const codec = _PyCodec_LookupTextEncoding(encoding, "codecs.decode()");
  if (codec === null) return null;
  const object = PyBytes_FromStringAndSize(s, size);
  if (object === null) {
    Py_DECREF(codec);
    return null;
  }
  const v = callCodec(codec, 1, object, errors, encoding);
  Py_DECREF(object);
  if (v === null || PyUnicode_Check(v)) return v;
  PyErr_Format(
    PyExc_TypeError,
    "'%U' decoder returned '%s' instead of 'str'; use codecs.decode() to decode to arbitrary types",
    changetype<usize>(encoding),
    v.ob_type.tp_name,
  );
  Py_DECREF(v);
  return null;
}

/** Registers an error handler under a name; -1 with TypeError. */
export function PyCodec_RegisterError(name: PyObject, handler: PyObject): i32 {
  if (errorRegistry === null) errorRegistry = PyDict_New();
  const registry = errorRegistry;
  if (registry === null) return -1;
  if (!PyCallable_Check(handler)) {
    PyErr_SetString(PyExc_TypeError, "handler must be callable");
    return -1;
  }
  return PyDict_SetItem(registry, name, handler);
}

/** The handler of a NUL-terminated name: `new`, or LookupError. */
export function PyCodec_LookupError(errors: usize): PyObject | null {
  if (errorRegistry === null) errorRegistry = PyDict_New();
  const registry = errorRegistry;
  if (registry === null) return null;
  const name = errors == 0 ? Py_NewRef(ID.strict) : PyUnicode_FromString(errors);
  if (name === null) return null;
  let handler = PyDict_GetItemRef(registry, name);
  if (handler === null && PyErr_Occurred() === null) {
    handler = builtinErrorHandler(name);
    if (handler !== null) PyDict_SetItem(registry, name, handler);
    else if (PyErr_Occurred() === null) {
      PyErr_Format(PyExc_LookupError, "unknown error handler name '%U'", changetype<usize>(name));
    }
  }
  Py_DECREF(name);
  return handler;
}
