/**
 * compile(), exec() and eval() below their Python faces: source goes to the host's compiler, marshal bytes come back, code runs in the
 * caller's namespaces. modules/builtins uses these.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyCode_Type, PyTuple_Type, PyUnicode_Type, Py_None } from "../object/statics";
import { PyExc_LookupError, PyExc_SyntaxError, PyExc_SystemError, PyExc_TypeError } from "../object/exception_types";
import * as host from "../host";
import { ID } from "../generated/ids";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { PyErr_WarnExplicitObject, warnObject } from "../protocol/warnings";
import { PyLong_AsI32 } from "../types/long";
import { intMaxStrDigits } from "../types/long_text";
import { PyMapping_GetOptionalItem } from "../protocol/sequence";
import { PyObject_GetAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_Str } from "../protocol/compare";
import { readMarshal } from "../load/marshal";
import { PyMem_Free } from "../memory/blocks";
import { PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_Pack2, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { decodeByRegistry } from "../types/codecs";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_EqualToLiteral,
  PyUnicode_GET_LENGTH,
  PyUnicode_Substring,
  utf8Length,
} from "../types/unicode";
import { currentFrame, frameAt, frameCode, firstComplete } from "./frame";
import { frameLocals } from "./frame_locals";
import { PyDict_SetItem, PyDict_Contains } from "../types/dict";
import { PyEval_EvalCode } from "./run";

/** Globals of the running code: borrowed; null if no code runs. */
export function PyEval_GetGlobals(): PyObject | null {
  const frame = firstComplete(currentFrame);
  return frame == 0 ? null : frameAt(frame).f_globals;
}

/** locals() of the running code: `new`; null with an exception. */
export function currentLocals(): PyObject | null {
  const frame = firstComplete(currentFrame);
  if (frame == 0) return PyErr_SetString(PyExc_SystemError, "frame does not exist");
  return frameLocals(frame);
}

/** Builtins of the running code: borrowed; the machine's if no code runs. */
export function PyEval_GetBuiltins(): PyObject | null {
  const frame = firstComplete(currentFrame);
  return frame == 0 ? null : frameAt(frame).f_builtins;
}

/** Compiler flags (CO_FUTURE_*) that the running code hands on. */
export function inheritedFlags(): i32 {
  const frame = firstComplete(currentFrame);
  return frame == 0 ? 0 : frameCode(frame).co_flags & 0x1ffe0000;
}

/** SyntaxError(message) whose place is set afterwards, so that it is not among its arguments (PyErr_RangedSyntaxLocationObject). */
function raisePlacedLater(cls: PyObject, error: PyObject): void {
  const exc = PyObject_CallOneArg(cls, PyTuple_GET_ITEM(error, 1));
  if (exc === null) return;
  const good =
    PyObject_SetAttr(exc, ID.filename, PyTuple_GET_ITEM(error, 2)) == 0 &&
    PyObject_SetAttr(exc, ID.lineno, PyTuple_GET_ITEM(error, 3)) == 0 &&
    PyObject_SetAttr(exc, ID.offset, PyTuple_GET_ITEM(error, 4)) == 0 &&
    PyObject_SetAttr(exc, ID.text, PyTuple_GET_ITEM(error, 5)) == 0 &&
    PyObject_SetAttr(exc, ID.end_lineno, PyTuple_GET_ITEM(error, 6)) == 0 &&
    PyObject_SetAttr(exc, ID.end_offset, PyTuple_GET_ITEM(error, 7)) == 0;
  if (good) PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
}

/** Raises what the host's error tuple describes. */
export function raiseHostError(error: PyObject): void {
  const type = PyTuple_GET_ITEM(error, 0);
  const cls = PyMapping_GetOptionalItem(PyEval_BuiltinsDict(), type);
  if (cls === null) {
    if (PyErr_Occurred() === null) PyErr_Format(PyExc_SystemError, "host error %S", changetype<usize>(type));
    return;
  }
  const message = PyTuple_GET_ITEM(error, 1);
  if (PyTuple_GET_SIZE(error) < 8) {
    PyErr_SetObject(cls, PyTuple_GET_SIZE(error) == 3 ? PyTuple_GET_ITEM(error, 2) : message);
    Py_DECREF(cls);
    return;
  }
  if (PyTuple_GET_SIZE(error) == 9) {
    raisePlacedLater(cls, error);
    Py_DECREF(cls);
    return;
  }
  // SyntaxError(msg, (filename, lineno, offset, text, end_lineno, end_offset)), the last two only if they are known
  const size = PyTuple_GET_ITEM(error, 6) == Py_None && PyTuple_GET_ITEM(error, 7) == Py_None ? 4 : 6;
  const details = PyTuple_New(size);
  if (details === null) {
    Py_DECREF(cls);
    return;
  }
  for (let i = 0; i < size; i++) PyTuple_SET_ITEM(details, i, Py_NewRef(PyTuple_GET_ITEM(error, i + 2)));
  const args = PyTuple_Pack2(message, details);
  if (args !== null) PyErr_SetObject(cls, args);
  Py_DECREF(details);
  if (args !== null) Py_DECREF(args);
  Py_DECREF(cls);
}

let builtinsDict: PyObject | null = null;

export function setBuiltinsDict(dict: PyObject): void {
  builtinsDict = dict;
}

/** The machine's own builtins dict: borrowed. */
export function PyEval_BuiltinsDict(): PyObject {
  return builtinsDict!;
}

/** Unpacks a block of the host: a code object or other result (`new`), or null with the error it describes raised. Frees the block. */
export function takeHostResult(block: usize): PyObject | null {
  return takeBlock(block, host.resultSize());
}

function takeBlock(block: usize, size: i32): PyObject | null {
  if (block == 0) return PyErr_SetString(PyExc_SystemError, "the host returned nothing");
  const op = readMarshal(block, size);
  PyMem_Free(block);
  if (op === null) return null;
  if (op.ob_type == PyTuple_Type && PyTuple_GET_SIZE(op) >= 2 && PyTuple_GET_ITEM(op, 0).ob_type == PyUnicode_Type) {
    raiseHostError(op);
    Py_DECREF(op);
    return null;
  }
  return op;
}

/** What to compile, for `compileBytes`; see host.compileSource. */
export const FORM_BYTES: i32 = 0;
export const FORM_TEXT: i32 = 1;
export const FORM_TREE: i32 = 2;

/**
 * Issues the warnings of the last compilation; -1 if all went well, else the number of one that a filter made an error; -2 with another
 * exception.
 */
export function issueWarnings(filename: PyObject): i32 {
  const block = host.takeWarnings();
  if (block == 0) return -1;
  const list = readMarshal(block, host.resultSize());
  PyMem_Free(block);
  if (list === null) return -2;
  let result = -1;
  for (let i = 0; result == -1 && i < PyTuple_GET_SIZE(list); i++) {
    const warning = PyTuple_GET_ITEM(list, i);
    const category = PyMapping_GetOptionalItem(PyEval_BuiltinsDict(), PyTuple_GET_ITEM(warning, 0));
    if (category === null) continue;
    const line = PyLong_AsI32(PyTuple_GET_ITEM(warning, 2));
    const message = PyTuple_GET_ITEM(warning, 1);
    const failed =
      line == 0
        ? warnObject(changetype<PyTypeObject>(category), message, 1)
        : PyErr_WarnExplicitObject(category, message, filename, line);
    if (failed < 0) {
      result = PyErr_ExceptionMatches(changetype<PyTypeObject>(category)) ? i : -2;
      if (result >= 0) PyErr_Clear();
    }
    Py_DECREF(category);
  }
  Py_DECREF(list);
  return result;
}

/**
 * Compiles `size` bytes at `source`: `new` code object or tree. `filename` is a str. A warning that the program's filters make an error ends
 * in the SyntaxError of its place: the host compiles again and knows.
 */
export function compileBytes(
  source: usize,
  size: i32,
  form: i32,
  filename: PyObject,
  mode: i32,
  flags: i32,
  optimize: i32,
  featureVersion: i32 = -1,
): PyObject | null {
  for (let i = 0; form != FORM_TREE && i < size; i++) {
    if (load<u8>(source + i) == 0)
      return PyErr_SetString(PyExc_SyntaxError, "source code string cannot contain null bytes");
  }
  const name = PyUnicode_AsUTF8AndSize(filename);
  if (name == 0) return null;
  const nameSize = utf8Length;
  let block = host.compileSource(
    source,
    size,
    form,
    name,
    nameSize,
    mode,
    flags,
    optimize,
    featureVersion,
    intMaxStrDigits,
    -1,
  );
  let resultSize = host.resultSize();
  const errorAt = issueWarnings(filename);
  if (errorAt != -1) {
    PyMem_Free(block);
    if (errorAt < 0) return null;
    block = host.compileSource(
      source,
      size,
      form,
      name,
      nameSize,
      mode,
      flags,
      optimize,
      featureVersion,
      intMaxStrDigits,
      errorAt,
    );
    resultSize = host.resultSize();
  }
  const result = takeBlock(block, resultSize);
  if (result !== null || form != FORM_BYTES || !PyErr_ExceptionMatches(PyExc_SyntaxError)) return result;
  const text = decodedByCodec(source, size);
  if (text === null) return null;
  const utf8 = PyUnicode_AsUTF8AndSize(text);
  let compiled: PyObject | null = null;
  if (utf8 == 0) raiseUndecodable(PyErr_GetRaisedException()!);
  else compiled = compileBytes(utf8, utf8Length, FORM_TEXT, filename, mode, flags, optimize, featureVersion);
  Py_DECREF(text);
  return compiled;
}

/** SyntaxError with the text of the error of a codec (stolen). */
function raiseUndecodable(error: PyObject): void {
  const message = PyObject_Str(error);
  Py_DECREF(error);
  if (message === null) return;
  const exc = PyObject_CallOneArg(PyExc_SyntaxError, message);
  Py_DECREF(message);
  if (exc === null) return;
  PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
}

const UNKNOWN = "unknown encoding: ";

/**
 * After the compiler's "unknown encoding: NAME": the source's text (`new` str), if the program's codecs know that name; null with that
 * error, or with what else has been raised.
 */
function decodedByCodec(source: usize, size: i32): PyObject | null {
  const error = PyErr_GetRaisedException()!;
  const message = PyObject_GetAttr(error, ID.msg);
  let text: PyObject | null = null;
  let isNamed = false;
  if (message !== null && PyUnicode_Check(message) && PyUnicode_GET_LENGTH(message) > UNKNOWN.length) {
    const head = PyUnicode_Substring(message, 0, UNKNOWN.length);
    const name = PyUnicode_Substring(message, UNKNOWN.length, PyUnicode_GET_LENGTH(message));
    if (head !== null && name !== null && PyUnicode_EqualToLiteral(head, UNKNOWN)) {
      isNamed = true;
      text = decodeByRegistry(source, size, name, null);
    }
    Py_XDECREF(head);
    Py_XDECREF(name);
  }
  Py_XDECREF(message);
  if (text !== null) {
    Py_DECREF(error);
    return text;
  }
  if (isNamed && !PyErr_ExceptionMatches(PyExc_LookupError)) {
    Py_DECREF(error);
    raiseUndecodable(PyErr_GetRaisedException()!);
    return null;
  }
  PyErr_SetRaisedException(error);
  return null;
}

/** Gives `globals` a `__builtins__` if it has none (as exec and eval do); false with an exception. */
export function ensureBuiltins(globals: PyObject): bool {
  const has = PyDict_Contains(globals, ID.__builtins__);
  if (has != 0) return has > 0;
  const builtins = PyEval_GetBuiltins();
  return PyDict_SetItem(globals, ID.__builtins__, builtins === null ? PyEval_BuiltinsDict() : builtins) == 0;
}

/** Runs a code object for exec() and eval(): `new`. closure: tuple of cells or null. */
export function execCode(
  code: PyObject,
  globals: PyObject,
  locals: PyObject,
  closure: PyObject | null,
): PyObject | null {
  if (code.ob_type != PyCode_Type) return PyErr_SetString(PyExc_TypeError, "a code object is required");
  return PyEval_EvalCode(code, globals, locals, closure);
}
