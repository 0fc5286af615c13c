/**
 * The text of an exception that nobody caught: traceback, causes, contexts, notes, as Lib/traceback.py makes it of ordinary exceptions; which
 * of the two shows one is display_exception.ts's choice. Source lines and their markers come from the host, which has the files and a parser.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None, PyUnicode_Type, PyList_Type } from "../object/statics";
import { PyExc_SyntaxError } from "../object/exception_types";
import * as host from "../host";
import { ID } from "../generated/ids";
import { PyErr_Clear } from "../protocol/errors";
import { PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_Str } from "../protocol/compare";
import { PyObject_CallMethodOneArg, callMethodTwoArgs } from "../protocol/call";
import { PyMem_Free } from "../memory/blocks";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import {
  PyUnicode_GET_LENGTH,
  PyUnicode_AsUTF8AndSize,
  utf8Length,
  PyUnicode_EqualToLiteral,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
} from "../types/unicode";
import { PyUnicode_DecodeUTF8 } from "../types/unicode_codecs";
import { PyUnicode_Append, PyUnicode_Join } from "../types/unicode_ops";
import { PyUnicode_InternFromLiteral } from "../intern/policy";
import { PyType_IsSubtype, PyType_GetQualName } from "../types/typeobject";
import { PyBaseExceptionObject } from "../types/exceptions";
import { PyTracebackObject } from "../types/traceback";
import { PyLong_AsI32, PyLong_AsLongAndOverflow, PyLong_Check, longOverflow } from "../types/long";
import { PyList_GET_ITEM, PyList_GET_SIZE } from "../types/list";
import { findLocation, entryLine, entryEndLine, entryColumn, entryEndColumn } from "../types/code_lines";
import { frameAt, frameCode } from "../vm/frame";
import { importedModule } from "../vm/import_hook";
import { PyImport_GetModuleByName } from "./import";
import { frameOf } from "../vm/frameobject";
import { PySys_GetObject } from "./sys";
import { suggestionFor } from "./suggestions";

/** The text being built: a str, grown in place. */
const out = memory.data(8, 8);
const cell = memory.data(8, 8);

function emit(text: PyObject | null): void {
  if (text === null) {
    PyErr_Clear();
    return;
  }
  PyUnicode_Append(out, text);
  Py_DECREF(text);
}

function emitLiteral(text: string): void {
  emit(PyUnicode_FromLiteral(text));
}

/** `new`, or null; errors are dropped: printing never raises. */
function attribute(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, name, cell) < 0) {
    PyErr_Clear();
    return null;
  }
  return load<PyObject | null>(cell);
}

/** True while text as C prints it is made (PyTraceBack_Print): no markers under the source lines. */
let plain: bool = false;

export function setPlainText(on: bool): void {
  plain = on;
}

function emitEntry(tb: PyTracebackObject): void {
  const code = frameCode(frameOf(tb.tb_frame));
  const known = findLocation(code, tb.tb_lasti >> 1);
  const line = tb.tb_lineno > 0 ? tb.tb_lineno : known ? entryLine : -1;
  const endLine = known ? entryEndLine : -1;
  const column = known ? entryColumn : -1;
  const endColumn = known ? entryEndColumn : -1;
  emit(
    PyUnicode_FromFormat(
      '  File "%U", line %d, in %U\n',
      shownName(code.co_filename),
      line,
      changetype<usize>(code.co_name),
    ),
  );
  excerptGlobals = frameAt(frameOf(tb.tb_frame)).f_globals;
  if (plain) emitExcerpt(code.co_filename, line, -1, -1, -1);
  else emitExcerpt(code.co_filename, line, endLine, column, endColumn);
  excerptGlobals = null;
}

/** The statements of a prompt are the files "<stdin>-0", "<stdin>-1" ..., all of which are shown as "<stdin>". */
function shownName(filename: PyObject): usize {
  return startsWith(filename, "<stdin>-") ? changetype<usize>(stdinName()) : changetype<usize>(filename);
}

function startsWith(text: PyObject, start: string): bool {
  if (PyUnicode_GET_LENGTH(text) < start.length) return false;
  for (let i = 0; i < start.length; i++) if (PyUnicode_READ_CHAR(text, i) != <u32>start.charCodeAt(i)) return false;
  return true;
}

let stdinText: PyObject | null = null;

/** The str "<stdin>": borrowed. */
function stdinName(): PyObject {
  if (stdinText === null) stdinText = PyUnicode_InternFromLiteral("<stdin>");
  return stdinText!;
}

/** Globals of the frame whose lines are wanted: a loader in them may know the source. */
let excerptGlobals: PyObject | null = null;

/**
 * The source of `filename` from the module linecache, as one str: `new`, null if it has none. It knows what the host does not: modules in zip
 * files, statements of a prompt, what programs register there. Names like "<string>" are asked for only if a program uses linecache.
 */
function linecacheText(filename: PyObject): PyObject | null {
  const known = importedModule(ID.linecache);
  if (known === null && PyUnicode_GET_LENGTH(filename) > 0 && PyUnicode_READ_CHAR(filename, 0) == 0x3c) return null;
  const linecache = PyImport_GetModuleByName(ID.linecache);
  let lines: PyObject | null = null;
  if (linecache !== null) {
    const globals: PyObject = excerptGlobals === null ? Py_None : excerptGlobals!;
    lines = callMethodTwoArgs(linecache, ID.getlines, filename, globals);
    Py_DECREF(linecache);
  }
  const empty = PyUnicode_FromLiteral("");
  const text: PyObject | null = lines === null || empty === null ? null : PyUnicode_Join(empty, lines);
  if (lines !== null) Py_DECREF(lines);
  if (empty !== null) Py_DECREF(empty);
  if (text === null) PyErr_Clear();
  return text;
}

function emitExcerpt(filename: PyObject, line: i32, endLine: i32, column: i32, endColumn: i32): void {
  const name = PyUnicode_AsUTF8AndSize(filename);
  if (name == 0) {
    PyErr_Clear();
    return;
  }
  const size = utf8Length;
  let block = host.sourceExcerpt(name, size, line, endLine, column, endColumn);
  if (block == 0) {
    // Python code runs now: the text so far is kept from it
    const soFar = load<usize>(out);
    store<u64>(out, 0);
    const source = linecacheText(filename);
    store<u64>(out, <u64>soFar);
    if (source === null) return;
    const text = PyUnicode_AsUTF8AndSize(source);
    if (text != 0) {
      host.keepSource(name, size, text, utf8Length);
      block = host.sourceExcerpt(name, size, line, endLine, column, endColumn);
      host.keepSource(name, size, 0, 0);
    } else PyErr_Clear();
    Py_DECREF(source);
  }
  if (block == 0) return;
  emit(PyUnicode_DecodeUTF8(block, host.resultSize(), 0));
  PyMem_Free(block);
}

/** Same place as the entry before: CPython folds more than three repetitions. */
function samePlace(a: PyTracebackObject, b: PyTracebackObject): bool {
  const x = frameCode(frameOf(a.tb_frame));
  const y = frameCode(frameOf(b.tb_frame));
  return x == y && tracebackLine(a) == tracebackLine(b);
}

function tracebackLine(tb: PyTracebackObject): i32 {
  if (tb.tb_lineno > 0) return tb.tb_lineno;
  return findLocation(frameCode(frameOf(tb.tb_frame)), tb.tb_lasti >> 1) ? entryLine : -1;
}

function emitRepeated(extra: i32): void {
  if (extra <= 0) return;
  emit(
    PyUnicode_FromFormat(
      extra == 1 ? "  [Previous line repeated %d more time]\n" : "  [Previous line repeated %d more times]\n",
      extra,
    ),
  );
}

/** sys.tracebacklimit: how many of the last entries are shown; without an int there, a thousand. */
function tracebackLimit(): i32 {
  const value = PySys_GetObject("tracebacklimit");
  if (value === null || !PyLong_Check(value)) return TRACEBACK_LIMIT;
  const n = PyLong_AsLongAndOverflow(value);
  if (longOverflow != 0) return longOverflow > 0 ? i32.MAX_VALUE : 0;
  return n > <i64>i32.MAX_VALUE ? i32.MAX_VALUE : n < 0 ? 0 : <i32>n;
}

const TRACEBACK_LIMIT: i32 = 1000;

function emitTraceback(first: PyObject): void {
  const limit = tracebackLimit();
  if (limit == 0) return;
  emitLiteral("Traceback (most recent call last):\n");
  let tb: PyTracebackObject | null = changetype<PyTracebackObject>(first);
  let entries = 0;
  for (let t: PyTracebackObject | null = tb; t !== null; t = t.tb_next) entries++;
  for (; entries > limit; entries--) tb = tb!.tb_next;
  let previous: PyTracebackObject | null = null;
  let same = 0;
  while (tb !== null) {
    const repeats = previous !== null && samePlace(previous, tb);
    if (!repeats) {
      emitRepeated(same - 3);
      same = 0;
    }
    same++;
    if (same <= 3) emitEntry(tb);
    previous = tb;
    tb = tb.tb_next;
  }
  emitRepeated(same - 3);
}

/** "module.Type", without the module for builtins and __main__: `new`. */
function typeText(type: PyTypeObject): PyObject | null {
  const qualname = PyType_GetQualName(type);
  if (qualname === null) return null;
  const module = attribute(type, ID.__module__);
  if (module === null) return qualname;
  const plain =
    module.ob_type != PyUnicode_Type ||
    PyUnicode_EqualToLiteral(module, "builtins") ||
    PyUnicode_EqualToLiteral(module, "__main__");
  if (plain) {
    Py_DECREF(module);
    return qualname;
  }
  const full = PyUnicode_FromFormat("%U.%U", changetype<usize>(module), changetype<usize>(qualname));
  Py_DECREF(module);
  Py_DECREF(qualname);
  return full;
}

function emitFinalLine(exc: PyObject): void {
  emit(typeText(exc.ob_type));
  let text = PyType_IsSubtype(exc.ob_type, PyExc_SyntaxError) ? attribute(exc, ID.msg) : PyObject_Str(exc);
  if (text !== null && text.ob_type != PyUnicode_Type) {
    const shown = PyObject_Str(text);
    Py_DECREF(text);
    text = shown;
  }
  if (text === null) {
    PyErr_Clear();
    emitLiteral(": <exception str() failed>");
  } else if (PyUnicode_GET_LENGTH(text) > 0) {
    emitLiteral(": ");
    emit(Py_NewRef(text));
  }
  if (text !== null) Py_DECREF(text);
  emit(suggestionFor(exc));
  emitLiteral("\n");
}

function intAttribute(exc: PyObject, name: PyObject): i32 {
  const op = attribute(exc, name);
  if (op === null) return -1;
  const value = PyLong_Check(op) ? PyLong_AsI32(op) : -1;
  Py_DECREF(op);
  return value;
}

/** The place of a SyntaxError, above its message. */
function emitSyntaxPlace(exc: PyObject): void {
  const line = intAttribute(exc, ID.lineno);
  if (line < 0) return;
  const filename = attribute(exc, ID.filename);
  if (filename !== null && filename != Py_None) {
    emit(PyUnicode_FromFormat('  File "%S", line %d\n', changetype<usize>(filename), line));
  } else emit(PyUnicode_FromFormat('  File "<string>", line %d\n', line));
  if (filename !== null) Py_DECREF(filename);
  const text = attribute(exc, ID.text);
  if (text === null) return;
  if (text.ob_type == PyUnicode_Type) emitSyntaxText(exc, text);
  Py_DECREF(text);
}

function isSpace(c: u32): bool {
  return c == 32 || (c >= 9 && c <= 13);
}

/** The line, without its indentation, and carets under the offending part. */
function emitSyntaxText(exc: PyObject, text: PyObject): void {
  let end = PyUnicode_GET_LENGTH(text);
  while (end > 0 && (PyUnicode_READ_CHAR(text, end - 1) == 10 || PyUnicode_READ_CHAR(text, end - 1) == 13)) end--;
  let start = 0;
  while (start < end && isSpace(PyUnicode_READ_CHAR(text, start))) start++;
  let shownEnd = end;
  while (shownEnd > start && isSpace(PyUnicode_READ_CHAR(text, shownEnd - 1))) shownEnd--;
  emitLiteral("    ");
  emit(PyUnicode_Substring(text, start, shownEnd));
  emitLiteral("\n");
  const size = PyUnicode_GET_LENGTH(text);
  let offset = intAttribute(exc, ID.offset);
  if (offset < 1) return;
  if (size > 0 && offset > size) offset = size;
  const sameLine = intAttribute(exc, ID.lineno) == intAttribute(exc, ID.end_lineno);
  let endOffset = sameLine ? intAttribute(exc, ID.end_offset) : shownEnd + 1;
  if (size > 0 && endOffset > size + 1) endOffset = size + 1;
  if (endOffset <= 0 || endOffset <= offset) endOffset = offset + 1;
  const column = offset - 1 - start;
  if (column < 0) return;
  emitLiteral("    ");
  for (let i = 0; i < column; i++) {
    const c = PyUnicode_READ_CHAR(text, start + i < end ? start + i : end - 1);
    emitLiteral(start + i < end && isSpace(c) && c == 9 ? "\t" : " ");
  }
  for (let i = offset; i < endOffset; i++) emitLiteral("^");
  emitLiteral("\n");
}

function emitNotes(exc: PyObject): void {
  const notes = attribute(exc, ID.__notes__);
  if (notes === null) return;
  if (notes.ob_type == PyList_Type) {
    for (let i = 0; i < PyList_GET_SIZE(notes); i++) {
      emit(PyObject_Str(PyList_GET_ITEM(notes, i)));
      emitLiteral("\n");
    }
  }
  Py_DECREF(notes);
}

/** Longest chain that is shown, and the chain so far: one that loops ends where it comes back to itself. */
const MAX_CHAIN: i32 = 64;
const chain = memory.data(64 * 4, 8);

function inChain(exc: PyObject, depth: i32): bool {
  for (let i = 0; i <= depth; i++) if (load<PyObject>(chain + <usize>(i << 2)) == exc) return true;
  return false;
}

function emitException(exc: PyObject, depth: i32): void {
  const e = changetype<PyBaseExceptionObject>(exc);
  const cause = e.cause;
  const context = e.context;
  store<u32>(chain + <usize>(depth << 2), <u32>changetype<usize>(exc));
  if (depth + 1 < MAX_CHAIN) {
    if (cause !== null) {
      if (!inChain(cause, depth)) {
        emitException(cause, depth + 1);
        emitLiteral("\nThe above exception was the direct cause of the following exception:\n\n");
      }
    } else if (context !== null && !e.suppress_context && !inChain(context, depth)) {
      emitException(context, depth + 1);
      emitLiteral("\nDuring handling of the above exception, another exception occurred:\n\n");
    }
  }
  const tb = e.traceback;
  if (tb !== null && tb != Py_None) emitTraceback(tb);
  if (PyType_IsSubtype(exc.ob_type, PyExc_SyntaxError)) emitSyntaxPlace(exc);
  emitFinalLine(exc);
  emitNotes(exc);
}

/** The whole text that CPython prints for `exc`: `new` str. */
export function exceptionText(exc: PyObject): PyObject | null {
  store<u64>(out, <u64>changetype<usize>(PyUnicode_FromLiteral("")));
  emitException(exc, 0);
  const text = load<PyObject | null>(out);
  store<u64>(out, 0);
  return text;
}

/** PyTraceBack_Print: `new` str. */
export function tracebackText(tb: PyObject): PyObject | null {
  store<u64>(out, <u64>changetype<usize>(PyUnicode_FromLiteral("")));
  plain = true;
  emitTraceback(tb);
  plain = false;
  const text = load<PyObject | null>(out);
  store<u64>(out, 0);
  return text;
}

/** What the default sys.unraisablehook prints: the traceback without markers, no causes or notes: `new` str. */
export function unraisableText(exc: PyObject): PyObject | null {
  store<u64>(out, <u64>changetype<usize>(PyUnicode_FromLiteral("")));
  const tb = changetype<PyBaseExceptionObject>(exc).traceback;
  plain = true;
  if (tb !== null && tb != Py_None) emitTraceback(tb);
  plain = false;
  emit(typeText(exc.ob_type));
  const text = PyObject_Str(exc);
  emitLiteral(": ");
  if (text === null) {
    PyErr_Clear();
    emitLiteral("<exception str() failed>");
  } else emit(text);
  emitLiteral("\n");
  const all = load<PyObject | null>(out);
  store<u64>(out, 0);
  return all;
}

/** Writes `text` to sys.stderr, or to the host's stream if that is gone; nowhere if it is None, unless `always`. */
export function writeToStderr(text: PyObject, always: bool = false): void {
  const stderr = PySys_GetObject("stderr");
  if (stderr == Py_None && !always) return;
  if (stderr !== null && stderr != Py_None) {
    const result = PyObject_CallMethodOneArg(stderr, ID.write, text);
    if (result !== null) {
      Py_DECREF(result);
      return;
    }
    PyErr_Clear();
  }
  const data = PyUnicode_AsUTF8AndSize(text);
  if (data != 0) host.write(2, data, utf8Length);
}
