/**
 * sys.stdin, sys.stdout, sys.stderr (init_sys_streams and flush_std_files of Python/pylifecycle.c).
 *
 * They are made in two steps, since an image of the machine may be taken in between: `makeStdStreams` at boot, without a look at the descriptors;
 * `adoptStdStreams` when a program begins: what the descriptors are, which encoding and which buffering its command line wants.
 *
 * Invariant: until they are adopted the streams have no buffer of bytes, so that they are closed to everybody. A stream whose descriptor is not
 * open is None.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import * as host from "../../host";
import { ID } from "../../generated/ids";
import { PyErr_Clear, PyErr_GetRaisedException, PyErr_SetRaisedException } from "../../protocol/errors";
import { PyErr_FormatUnraisable } from "../../protocol/unraisable";
import { PyObject_GetAttr, PyObject_SetAttr } from "../../protocol/attr";
import { PyObject_CallMethodNoArgs } from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import { _PyCodec_Lookup } from "../../types/codecs";
import { PyTuple_GET_ITEM } from "../../types/tuple";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PySys_GetObject, PySys_SetObject } from "../sys";
import { adoptStdBuffer, asBuffered, newStdBuffer } from "./buffered";
import { isSeekableFile, lookAtStdFile, newStdFile } from "./fileio";
import { openText } from "./open";
import { PyTextIOWrapper_Type, optionalAttr } from "./state";
import { TextIO, asText, setUpText } from "./textio";

/** How stdout is buffered: see Configuration.buffering in src/machine/configuration.ts. */
const BY_LINES: i32 = 0;
const UNBUFFERED: i32 = 1;

function nameOf(fd: i32): string {
  return fd == 0 ? "stdin" : fd == 1 ? "stdout" : "stderr";
}

function originalName(fd: i32): string {
  return fd == 0 ? "__stdin__" : fd == 1 ? "__stdout__" : "__stderr__";
}

function shownName(fd: i32): string {
  return fd == 0 ? "<stdin>" : fd == 1 ? "<stdout>" : "<stderr>";
}

/** sys.stdout and sys.__stdout__ (stdin, stderr) are `stream`; false with an exception. */
function setStream(fd: i32, stream: PyObject): bool {
  return PySys_SetObject(originalName(fd), stream) == 0 && PySys_SetObject(nameOf(fd), stream) == 0;
}

/** The text stream over `buffer`: `new`. */
function textOver(buffer: PyObject, fd: i32, byLines: bool, writeThrough: bool): PyObject | null {
  const encoding = PyUnicode_FromLiteral("utf-8");
  const errors = PyUnicode_FromLiteral(fd == 2 ? "backslashreplace" : "strict");
  const newline = PyUnicode_FromLiteral("\n");
  const mode = PyUnicode_FromLiteral(fd == 0 ? "r" : "w");
  let text: PyObject | null = null;
  if (encoding !== null && errors !== null && newline !== null && mode !== null) {
    text = openText(buffer, encoding, errors, newline, byLines, writeThrough);
    if (text !== null && PyObject_SetAttr(text, ID.mode, mode) < 0) {
      Py_DECREF(text);
      text = null;
    }
  }
  Py_XDECREF(encoding);
  Py_XDECREF(errors);
  Py_XDECREF(newline);
  Py_XDECREF(mode);
  return text;
}

function makeStream(fd: i32): bool {
  const name = PyUnicode_FromLiteral(shownName(fd));
  const raw: PyObject | null = name === null ? null : newStdFile(fd, fd != 0, name);
  const buffer: PyObject | null = raw === null ? null : newStdBuffer(raw, fd != 0);
  const text: PyObject | null = buffer === null ? null : textOver(buffer, fd, false, false);
  const good = text !== null && setStream(fd, text);
  Py_XDECREF(name);
  Py_XDECREF(raw);
  Py_XDECREF(buffer);
  Py_XDECREF(text);
  return good;
}

/** At boot, when io is there; false with an exception. */
export function makeStdStreams(): bool {
  // stderr's place in sys is before the others': when sys dies, what their ends would say has nowhere to go
  if (PySys_SetObject("stderr", Py_None) < 0 || PySys_SetObject("__stderr__", Py_None) < 0) return false;
  return makeStream(0) && makeStream(1) && makeStream(2);
}

// ---- for a program ---------------------------------------------------------------------------------------------------

/** -u: stdout and stderr write each text at once to a raw stream, of their own: what they were made with closes its own. */
function unbuffered(fd: i32): bool {
  const name = PyUnicode_FromLiteral(shownName(fd));
  const raw: PyObject | null = name === null ? null : newStdFile(fd, true, name);
  if (raw !== null) lookAtStdFile(raw);
  const text: PyObject | null = raw === null ? null : textOver(raw, fd, false, true);
  const good = text !== null && setStream(fd, text);
  Py_XDECREF(name);
  Py_XDECREF(raw);
  Py_XDECREF(text);
  return good;
}

function adoptStream(fd: i32, buffering: i32): bool {
  const text = PySys_GetObject(nameOf(fd));
  if (text === null || text.ob_type != PyTextIOWrapper_Type) return true;
  const s = asText(text);
  const buffer = s.buffer!;
  const raw = asBuffered(buffer).raw!;
  if (!lookAtStdFile(raw)) return setStream(fd, Py_None);
  if (!adoptStdBuffer(asBuffered(buffer))) return false;
  s.seekable = isSeekableFile(raw);
  s.telling = s.seekable;
  s.write_through = buffering == UNBUFFERED;
  if (buffering == UNBUFFERED) return fd == 0 || unbuffered(fd);
  if (fd == 1) s.line_buffering = buffering == BY_LINES;
  else s.line_buffering = fd == 2 || host.isTerminal(0);
  return true;
}

/** The name by which the codec of `encoding` goes: `new`, null with LookupError. */
function codecName(encoding: PyObject): PyObject | null {
  const info = _PyCodec_Lookup(encoding);
  if (info === null) return null;
  const name = PyObject_GetAttr(info, ID.name);
  Py_DECREF(info);
  return name;
}

/** Gives a stream another encoding, and another error handler or None (never to stderr). */
function recode(fd: i32, encoding: PyObject, errors: PyObject): bool {
  const text = PySys_GetObject(nameOf(fd));
  if (text === null || text.ob_type != PyTextIOWrapper_Type) return true;
  const s = asText(text);
  const buffer = Py_NewRef(s.buffer!);
  const name = Py_NewRef(encoding);
  const handler = Py_NewRef(errors == Py_None || fd == 2 ? s.errors! : errors);
  const newline = PyUnicode_FromLiteral("\n");
  const seekable = s.seekable;
  let good = false;
  if (newline !== null) good = setUpText(s, buffer, name, handler, newline, s.line_buffering, s.write_through);
  s.seekable = seekable;
  s.telling = seekable;
  Py_DECREF(buffer);
  Py_DECREF(name);
  Py_DECREF(handler);
  Py_XDECREF(newline);
  return good;
}

/** Another error handler for stdin or stdout: the coders of codecs.py take it at each call. */
function handleErrors(fd: i32, errors: PyObject): bool {
  const text = PySys_GetObject(nameOf(fd));
  if (text === null || text.ob_type != PyTextIOWrapper_Type) return true;
  const s = asText(text);
  const encoder = s.encoder;
  const decoder = s.decoder;
  if (encoder !== null && PyObject_SetAttr(encoder, ID.errors, errors) < 0) return false;
  if (decoder !== null && PyObject_SetAttr(decoder, ID.errors, errors) < 0) return false;
  Py_XSETREF(changetype<usize>(s) + offsetof<TextIO>("errors"), Py_NewRef(errors));
  return true;
}

/** When a program begins: `coding` is a tuple (encoding or None, errors or None), or null for the usual. False with an exception. */
export function adoptStdStreams(buffering: i32, coding: PyObject | null): bool {
  if (!adoptStream(0, buffering) || !adoptStream(1, buffering) || !adoptStream(2, buffering)) return false;
  if (coding === null) return true;
  const given = PyTuple_GET_ITEM(coding, 0);
  const errors = PyTuple_GET_ITEM(coding, 1);
  if (given == Py_None) return handleErrors(0, errors) && handleErrors(1, errors);
  const encoding = codecName(given);
  if (encoding === null) return false;
  const good = recode(0, encoding, errors) && recode(1, encoding, errors) && recode(2, encoding, errors);
  Py_DECREF(encoding);
  return good;
}

// ---- at the end ------------------------------------------------------------------------------------------------------

/** Closed, or too broken to say? */
function seemsClosed(stream: PyObject): bool {
  const closed = optionalAttr(stream, ID.closed);
  if (closed === null) {
    PyErr_Clear();
    return false;
  }
  const truth = PyObject_IsTrue(closed);
  Py_DECREF(closed);
  if (truth < 0) PyErr_Clear();
  return truth > 0;
}

/** Flushes sys.`name`; false if that failed, which is told for stdout only. */
function flushOne(name: string, tell: bool): bool {
  const stream = PySys_GetObject(name);
  if (stream === null || stream == Py_None || seemsClosed(stream)) return true;
  Py_NewRef(stream);
  const result = PyObject_CallMethodNoArgs(stream, ID.flush);
  if (result !== null) Py_DECREF(result);
  else if (tell) PyErr_FormatUnraisable("Exception ignored on flushing sys.stdout");
  else PyErr_Clear();
  Py_DECREF(stream);
  return result !== null;
}

/** Lets out what sys.stdout and sys.stderr hold; false if something is lost. `tell`: say so. The pending exception stays. */
export function flushStdFiles(tell: bool): bool {
  const saved = PyErr_GetRaisedException();
  const out = flushOne("stdout", tell);
  const err = flushOne("stderr", false);
  PyErr_SetRaisedException(saved);
  return out && err;
}
