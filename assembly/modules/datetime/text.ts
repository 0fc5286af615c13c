/** Text of dates and times: a small buffer that ISO forms and reprs are written into, and strftime. */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyObject_GetAttr } from "../../protocol/attr";
import { callMethodTwoArgs, callTwoArgs } from "../../protocol/call";
import { PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "../../types/bytes";
import { BytesWriter, dropBytes, finishBytes, newBytesWriter, putByte, putBytes } from "../../types/bytes_writer";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_CheckExact,
  PyUnicode_EqualToLiteral,
  PyUnicode_FromASCII,
  PyUnicode_GET_LENGTH,
  PyUnicode_Substring,
  utf8Length,
} from "../../types/unicode";
import { PyUnicode_DecodeUTF8 } from "../../types/unicode_codecs";
import { PyUnicode_Concat } from "../../types/unicode_ops";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../../types/unicode_format";
import { ID } from "../../generated/ids";
import { PyImport_ImportModule } from "../import";
import { weekdayOf } from "./calendar";
import {
  PyDateTime_Check,
  PyTime_Check,
  call_tzname,
  call_utcoffset,
  deltaNegative,
  dtMicrosecond,
  dtTzinfo,
  getDay,
  getMonth,
  getYear,
  tdDays,
  tdMicroseconds,
  tdSeconds,
  timeMicrosecond,
  timeTzinfo,
} from "./objects";

// ---- the buffer ----

const SIZE: usize = 160;
const buffer = memory.data(160, 8);
let end: usize = buffer;

export function startText(): void {
  end = buffer;
}

export function putChar(c: u32): void {
  if (end < buffer + SIZE) store<u8>(end++, <u8>c);
}

export function putLiteral(text: string): void {
  for (let i = 0; i < text.length; i++) putChar(<u32>text.charCodeAt(i));
}

/** A number in at least `width` digits. */
export function putNumber(value: i32, width: i32): void {
  if (value < 0) {
    putChar(0x2d);
    value = -value;
    width--;
  }
  let unit = 1;
  let digits = 1;
  while (value / unit >= 10) {
    unit *= 10;
    digits++;
  }
  for (; digits < width; width--) putChar(48);
  for (; unit > 0; unit /= 10) putChar(48 + <u32>((value / unit) % 10));
}

/** ", " and a number: the arguments of a repr. */
export function putNext(value: i32): void {
  putChar(0x2c);
  putChar(32);
  putNumber(value, 1);
}

/** The buffer's text: `new`. */
export function takeText(): PyObject | null {
  return PyUnicode_FromASCII(buffer, <i32>(end - buffer));
}

/** "name(text)" with the type's name and the buffer's text: `new`. */
export function takeRepr(op: PyObject): PyObject | null {
  const args = takeText();
  if (args === null) return null;
  const result = PyUnicode_FromFormat("%s(%U)", op.ob_type.tp_name, changetype<usize>(args));
  Py_DECREF(args);
  return result;
}

export function putDateText(op: PyObject): void {
  putNumber(getYear(op), 4);
  putChar(0x2d);
  putNumber(getMonth(op), 2);
  putChar(0x2d);
  putNumber(getDay(op), 2);
}

// ---- timespec ----

export const SPEC_HOURS: i32 = 0;
export const SPEC_MINUTES: i32 = 1;
export const SPEC_SECONDS: i32 = 2;
export const SPEC_MILLISECONDS: i32 = 3;
export const SPEC_MICROSECONDS: i32 = 4;

/** What the argument timespec asks for (null: not given); -1 with ValueError. */
export function timespecOf(spec: PyObject | null, us: i32): i32 {
  if (spec === null || PyUnicode_EqualToLiteral(spec, "auto")) return us == 0 ? SPEC_SECONDS : SPEC_MICROSECONDS;
  if (PyUnicode_EqualToLiteral(spec, "hours")) return SPEC_HOURS;
  if (PyUnicode_EqualToLiteral(spec, "minutes")) return SPEC_MINUTES;
  if (PyUnicode_EqualToLiteral(spec, "seconds")) return SPEC_SECONDS;
  if (PyUnicode_EqualToLiteral(spec, "milliseconds")) return SPEC_MILLISECONDS;
  if (PyUnicode_EqualToLiteral(spec, "microseconds")) return SPEC_MICROSECONDS;
  PyErr_SetString(PyExc_ValueError, "Unknown timespec value");
  return -1;
}

/** HH[:MM[:SS[.mmm[uuu]]]] */
export function putTimeText(hour: i32, minute: i32, second: i32, us: i32, spec: i32): void {
  putNumber(hour, 2);
  if (spec >= SPEC_MINUTES) {
    putChar(0x3a);
    putNumber(minute, 2);
  }
  if (spec >= SPEC_SECONDS) {
    putChar(0x3a);
    putNumber(second, 2);
  }
  if (spec >= SPEC_MILLISECONDS) {
    putChar(0x2e);
    if (spec == SPEC_MILLISECONDS) putNumber(us / 1000, 3);
    else putNumber(us, 6);
  }
}

// ---- UTC offsets ----

/** Writes a timedelta as +HH:MM[:SS[.uuuuuu]] with `colon` or without: 0, or -1 with an exception. */
export function putOffset(offset: PyObject, colon: bool): i32 {
  const days = tdDays(offset);
  let seconds = tdSeconds(offset);
  let us = tdMicroseconds(offset);
  putChar(days < 0 ? 0x2d : 0x2b);
  if (days < 0) {
    const positive = deltaNegative(offset);
    if (positive === null) return -1;
    seconds = tdSeconds(positive);
    us = tdMicroseconds(positive);
    Py_DECREF(positive);
  }
  putNumber(seconds / 3600, 2);
  if (colon) putChar(0x3a);
  putNumber((seconds / 60) % 60, 2);
  if (seconds % 60 != 0 || us != 0) {
    if (colon) putChar(0x3a);
    putNumber(seconds % 60, 2);
  }
  if (us != 0) {
    putChar(0x2e);
    putNumber(us, 6);
  }
  return 0;
}

/** Text of tzinfo.utcoffset(arg), empty for None: `new`. It starts the buffer anew. */
export function offsetText(tzinfo: PyObject, arg: PyObject, colon: bool): PyObject | null {
  const offset: PyObject | null = tzinfo == Py_None ? Py_NewRef(Py_None) : call_utcoffset(tzinfo, arg);
  if (offset === null) return null;
  startText();
  let r = 0;
  if (offset != Py_None) r = putOffset(offset, colon);
  Py_DECREF(offset);
  return r < 0 ? null : takeText();
}

/** `text` (stolen, null: failed), which ends in ")", with `format` of `value` in place of that: `new`. */
export function withKeyword(text: PyObject | null, format: string, value: usize): PyObject | null {
  if (text === null) return null;
  const head = PyUnicode_Substring(text, 0, PyUnicode_GET_LENGTH(text) - 1);
  Py_DECREF(text);
  if (head === null) return null;
  const tail = PyUnicode_FromFormat(format, value);
  let result: PyObject | null = null;
  if (tail !== null) {
    result = PyUnicode_Concat(head, tail);
    Py_DECREF(tail);
  }
  Py_DECREF(head);
  return result;
}

const dayNames: string = "MonTueWedThuFriSatSun";
const monthNames: string = "JanFebMarAprMayJunJulAugSepOctNovDec";

function putName(names: string, i: i32): void {
  for (let k = i * 3; k < i * 3 + 3; k++) putChar(<u32>names.charCodeAt(k));
}

export function format_ctime(op: PyObject, hour: i32, minute: i32, second: i32): PyObject | null {
  startText();
  putName(dayNames, weekdayOf(getYear(op), getMonth(op), getDay(op)));
  putChar(32);
  putName(monthNames, getMonth(op) - 1);
  putChar(32);
  if (getDay(op) < 10) putChar(32);
  putNumber(getDay(op), 1);
  putChar(32);
  putTimeText(hour, minute, second, 0, SPEC_SECONDS);
  putChar(32);
  putNumber(getYear(op), 4);
  return takeText();
}

// ---- strftime ----

function tzinfoOf(op: PyObject): PyObject {
  if (PyDateTime_Check(op)) return dtTzinfo(op);
  return PyTime_Check(op) ? timeTzinfo(op) : Py_None;
}

/** Appends a str; steals it. */
function putText(w: BytesWriter, text: PyObject | null): bool {
  if (text === null) return false;
  const at = PyUnicode_AsUTF8AndSize(text);
  const ok = at != 0 && putBytes(w, at, utf8Length);
  Py_DECREF(text);
  return ok;
}

/** The same by the replace() of a subclass of str, which is to give a str: `new`; steals `name`. */
function doubledByMethod(name: PyObject): PyObject | null {
  const one = PyUnicode_FromLiteral("%");
  const two = PyUnicode_FromLiteral("%%");
  let result: PyObject | null = null;
  if (one !== null && two !== null) result = callMethodTwoArgs(name, ID.replace, one, two);
  Py_XDECREF(one);
  Py_XDECREF(two);
  Py_DECREF(name);
  if (result === null || PyUnicode_Check(result)) return result;
  Py_DECREF(result);
  return PyErr_SetString(PyExc_TypeError, "tzname.replace() did not return a string");
}

/** The zone's name with its "%" doubled, since it becomes part of a format. */
function putZone(w: BytesWriter, op: PyObject, arg: PyObject): bool {
  const name = call_tzname(tzinfoOf(op), arg);
  if (name === null) return false;
  if (name == Py_None) {
    Py_DECREF(name);
    return true;
  }
  if (!PyUnicode_CheckExact(name)) return putText(w, doubledByMethod(name));
  const at = PyUnicode_AsUTF8AndSize(name);
  const n = utf8Length;
  let ok = at != 0;
  for (let i = 0; i < n && ok; i++) {
    const c = <u32>load<u8>(at + <usize>i);
    ok = putByte(w, c) && (c != 0x25 || putByte(w, c));
  }
  Py_DECREF(name);
  return ok;
}

function putMicroseconds(w: BytesWriter, op: PyObject): bool {
  startText();
  putNumber(PyTime_Check(op) ? timeMicrosecond(op) : PyDateTime_Check(op) ? dtMicrosecond(op) : 0, 6);
  return putBytes(w, buffer, 6);
}

/** Copies a format, with %z, %:z, %Z and %f replaced. */
function putFormat(w: BytesWriter, op: PyObject, arg: PyObject, p: usize, n: usize): bool {
  const stop = p + n;
  while (p < stop) {
    const c = <u32>load<u8>(p++);
    let ok: bool;
    if (c != 0x25 || p == stop) {
      if (c == 0) return true; // as in C, the format ends there
      ok = putByte(w, c);
    } else {
      const d = <u32>load<u8>(p++);
      if (d == 0x7a) ok = putText(w, offsetText(tzinfoOf(op), arg, false));
      else if (d == 0x3a && p < stop && load<u8>(p) == 0x7a) {
        p++;
        ok = putText(w, offsetText(tzinfoOf(op), arg, true));
      } else if (d == 0x5a) ok = putZone(w, op, arg);
      else if (d == 0x66) ok = putMicroseconds(w, op);
      else ok = putByte(w, 0x25) && (d == 0 ? true : putByte(w, d));
    }
    if (!ok) return false;
  }
  return true;
}

/** time.strftime of the format with datetime's own codes replaced: `new`. `arg` is what a tzinfo is asked with. */
export function wrap_strftime(op: PyObject, format: PyObject, timetuple: PyObject, arg: PyObject): PyObject | null {
  const at = PyUnicode_AsUTF8AndSize(format);
  if (at == 0) return null;
  const n = utf8Length;
  const w = newBytesWriter(n + 16);
  if (w === null) return null;
  if (!putFormat(w, op, arg, at, <usize>n)) {
    dropBytes(w);
    return null;
  }
  const bytes = finishBytes(w);
  if (bytes === null) return null;
  const text = PyUnicode_DecodeUTF8(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), 0);
  Py_DECREF(bytes);
  if (text === null) return null;
  const module = PyImport_ImportModule("time");
  const strftime: PyObject | null = module === null ? null : PyObject_GetAttr(module, ID.strftime);
  Py_XDECREF(module);
  let result: PyObject | null = null;
  if (strftime !== null) {
    result = callTwoArgs(strftime, text, timetuple);
    Py_DECREF(strftime);
  }
  Py_DECREF(text);
  return result;
}
