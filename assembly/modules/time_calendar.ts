/**
 * Calendar arithmetic and strftime for the module time: what CPython takes from the C library (gmtime_r, timegm, strftime in the C
 * locale). Zones are in time_zone.ts.
 *
 * Invariant: the broken-down time being worked on lies in this file's globals, filled by `breakDown` or `readTime`.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { localSeconds } from "./time_zone";
import { PyNumber_Index } from "../protocol/number";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import { PyLong_AsI64, PyLong_AsI32 } from "../types/long";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
} from "../types/unicode";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteLiteral,
  _PyUnicodeWriter_WriteStr,
} from "../types/unicode_writer";

/** C's struct tm, the year in full and the month from 0; weekday from 0 = Sunday. */
export let year: i64 = 1970;
export let month: i32 = 0;
export let day: i32 = 1;
export let hour: i32 = 0;
export let minute: i32 = 0;
export let second: i32 = 0;
export let weekday: i32 = 0;
export let yearday: i32 = 0;
export let isdst: i32 = 0;
/** The zone's name, borrowed; null is none. */
let zone: PyObject | null = null;
/** Seconds east of Greenwich. */
let zoneEast: i32 = 0;

/** Takes the zone that %Z and %z show. */
export function setZone(name: PyObject | null, east: i32): void {
  zone = name;
  zoneEast = east;
}

export function setDst(on: i32): void {
  isdst = on;
}

function floorDiv(a: i64, b: i64): i64 {
  const q = a / b;
  return a % b < 0 ? q - 1 : q;
}

/** Days since 1970-01-01 of a date; months may lie outside 0 .. 11. */
export function daysFromCivil(y: i64, m: i64, d: i64): i64 {
  y += floorDiv(m, 12);
  m -= floorDiv(m, 12) * 12;
  // Years that begin in March, in eras of 400.
  if (m < 2) y--;
  const era = floorDiv(y, 400);
  const yoe = y - era * 400;
  const shifted = m < 2 ? m + 10 : m - 2;
  const doy = (153 * shifted + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/** Fills the globals from seconds since 1970. */
export function breakDown(seconds: i64): void {
  const days = floorDiv(seconds, 86400);
  const rest = <i32>(seconds - days * 86400);
  hour = rest / 3600;
  minute = (rest / 60) % 60;
  second = rest % 60;
  const z = days + 719468;
  const era = floorDiv(z, 146097);
  const doe = z - era * 146097;
  const yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const mp = (5 * doy + 2) / 153;
  day = <i32>(doy - (153 * mp + 2) / 5 + 1);
  month = <i32>(mp < 10 ? mp + 2 : mp - 10);
  year = yoe + era * 400 + (month < 2 ? 1 : 0);
  weekday = <i32>(days + 4 - floorDiv(days + 4, 7) * 7);
  yearday = <i32>(days - daysFromCivil(year, 0, 1));
  isdst = 0;
}

/** Seconds since 1970 of the globals, fields out of range carried over. */
export function secondsOfFields(): i64 {
  return daysFromCivil(year, month, 1) * 86400 + (<i64>day - 1) * 86400 + <i64>hour * 3600 + <i64>minute * 60 + second;
}

/** Item `i` as a C int; -1 with an exception. */
function field(tuple: PyObject, i: i32): i32 {
  const index = PyNumber_Index(PyTuple_GET_ITEM(tuple, i));
  if (index === null) return -1;
  const value = PyLong_AsI32(index);
  Py_DECREF(index);
  return value;
}

function badField(value: i32): bool {
  return value == -1 && PyErr_Occurred() !== null;
}

/** Reads a 9-tuple of Python's conventions into the globals; false with an exception. `fname` begins the message. */
export function readTime(tuple: PyObject, fname: string): bool {
  if (!PyTuple_Check(tuple)) {
    PyErr_SetString(PyExc_TypeError, "Tuple or struct_time argument required");
    return false;
  }
  if (PyTuple_GET_SIZE(tuple) != 9) {
    PyErr_SetString(PyExc_TypeError, fname);
    return false;
  }
  const y = PyNumber_Index(PyTuple_GET_ITEM(tuple, 0));
  if (y === null) return false;
  year = PyLong_AsI64(y);
  Py_DECREF(y);
  if (year == -1 && PyErr_Occurred() !== null) return false;
  month = field(tuple, 1);
  if (badField(month)) return false;
  day = field(tuple, 2);
  if (badField(day)) return false;
  hour = field(tuple, 3);
  if (badField(hour)) return false;
  minute = field(tuple, 4);
  if (badField(minute)) return false;
  second = field(tuple, 5);
  if (badField(second)) return false;
  const wday = field(tuple, 6);
  if (badField(wday)) return false;
  yearday = field(tuple, 7);
  if (badField(yearday)) return false;
  isdst = field(tuple, 8);
  if (badField(isdst)) return false;
  if (year > 2147483647 || year < -2147481748) {
    PyErr_SetString(PyExc_OverflowError, "year out of range");
    return false;
  }
  month--;
  weekday = (wday + 1) % 7;
  yearday--;
  return true;
}

function outOfRange(message: string): bool {
  PyErr_SetString(PyExc_ValueError, message);
  return false;
}

/** strftime's and asctime's checks; 0 stands for 1 where a field begins at 1. */
export function checkTime(): bool {
  if (month == -1) month = 0;
  else if (month < 0 || month > 11) return outOfRange("month out of range");
  if (day == 0) day = 1;
  else if (day < 0 || day > 31) return outOfRange("day of month out of range");
  if (hour < 0 || hour > 23) return outOfRange("hour out of range");
  if (minute < 0 || minute > 59) return outOfRange("minute out of range");
  if (second < 0 || second > 61) return outOfRange("seconds out of range");
  if (weekday < 0) return outOfRange("day of week out of range");
  if (yearday == -1) yearday = 0;
  else if (yearday < 0 || yearday > 365) return outOfRange("day of year out of range");
  return true;
}

function weekdayName(i: i32): string {
  switch (i) {
    case 0:
      return "Sunday";
    case 1:
      return "Monday";
    case 2:
      return "Tuesday";
    case 3:
      return "Wednesday";
    case 4:
      return "Thursday";
    case 5:
      return "Friday";
    default:
      return "Saturday";
  }
}

function monthName(i: i32): string {
  switch (i) {
    case 0:
      return "January";
    case 1:
      return "February";
    case 2:
      return "March";
    case 3:
      return "April";
    case 4:
      return "May";
    case 5:
      return "June";
    case 6:
      return "July";
    case 7:
      return "August";
    case 8:
      return "September";
    case 9:
      return "October";
    case 10:
      return "November";
    default:
      return "December";
  }
}

function writeShort(w: UnicodeWriter, name: string): bool {
  for (let i = 0; i < 3; i++) {
    if (!_PyUnicodeWriter_WriteChar(w, name.charCodeAt(i))) return false;
  }
  return true;
}

/** `value` with at least `places` characters, filled on the left with `fill`. */
function writeNumber(w: UnicodeWriter, value: i64, places: i32, fill: u32): bool {
  if (numberFlags) {
    if (padding == 45) places = 1;
    else if (padding != 0) fill = padding == 95 ? 32 : 48;
    if (width > places) places = width;
  }
  if (value < 0) {
    if (!_PyUnicodeWriter_WriteChar(w, 45)) return false;
    value = -value;
    places--;
  }
  let unit: i64 = 1;
  let digits = 1;
  while (value / unit >= 10) {
    unit *= 10;
    digits++;
  }
  for (; digits < places; places--) {
    if (!_PyUnicodeWriter_WriteChar(w, fill)) return false;
  }
  for (; unit != 0; unit /= 10) {
    if (!_PyUnicodeWriter_WriteChar(w, 48 + <u32>((value / unit) % 10))) return false;
  }
  return true;
}

function isLeap(y: i64): bool {
  return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

/** ISO 8601 week of the globals' date; its year in `isoYear`. */
let isoYear: i64 = 0;
function isoWeek(): i32 {
  const mondayBased = (weekday + 6) % 7;
  let week = (yearday - mondayBased + 10) / 7;
  isoYear = year;
  if (yearday - mondayBased + 10 < 7) week = 0;
  if (week < 1) {
    isoYear--;
    const length = isLeap(isoYear) ? 366 : 365;
    week = (yearday + length - mondayBased + 10) / 7;
  } else if (week == 53) {
    const length = isLeap(year) ? 366 : 365;
    if (yearday - mondayBased + 3 >= length) {
      isoYear++;
      week = 1;
    }
  }
  return week;
}

function hour12(): i32 {
  return hour % 12 == 0 ? 12 : hour % 12;
}

/** "hh:mm:ss" or shorter; `parts` 2 or 3. */
function writeClock(w: UnicodeWriter, h: i32, parts: i32): bool {
  if (!writeNumber(w, h, 2, 48) || !_PyUnicodeWriter_WriteChar(w, 58) || !writeNumber(w, minute, 2, 48)) return false;
  return parts < 3 || (_PyUnicodeWriter_WriteChar(w, 58) && writeNumber(w, second, 2, 48));
}

/** "mm/dd/yy". */
function writeUsDate(w: UnicodeWriter): bool {
  return (
    writeNumber(w, month + 1, 2, 48) &&
    _PyUnicodeWriter_WriteChar(w, 47) &&
    writeNumber(w, day, 2, 48) &&
    _PyUnicodeWriter_WriteChar(w, 47) &&
    writeNumber(w, ((year % 100) + 100) % 100, 2, 48)
  );
}

/** "Thu Jan  1 00:00:00 1970". */
function writeDateAndTime(w: UnicodeWriter): bool {
  return (
    writeShort(w, weekdayName(weekday)) &&
    _PyUnicodeWriter_WriteChar(w, 32) &&
    writeShort(w, monthName(month)) &&
    _PyUnicodeWriter_WriteChar(w, 32) &&
    writeNumber(w, day, 2, 32) &&
    _PyUnicodeWriter_WriteChar(w, 32) &&
    writeClock(w, hour, 3) &&
    _PyUnicodeWriter_WriteChar(w, 32) &&
    writeNumber(w, year, 1, 48)
  );
}

/** Directives for the parts of a date. 1 written, 0 not one of these, -1 error. */
function writeDatePart(w: UnicodeWriter, directive: u32): i32 {
  let ok = true;
  switch (directive) {
    case 0x61: // a
      ok = writeShort(w, weekdayName(weekday));
      break;
    case 0x41: // A
      ok = _PyUnicodeWriter_WriteLiteral(w, weekdayName(weekday));
      break;
    case 0x62: // b
    case 0x68: // h
      ok = writeShort(w, monthName(month));
      break;
    case 0x42: // B
      ok = _PyUnicodeWriter_WriteLiteral(w, monthName(month));
      break;
    case 0x63: // c
      ok = writeDateAndTime(w);
      break;
    case 0x43: // C
      ok = writeNumber(w, floorDiv(year, 100), 2, 48);
      break;
    case 0x64: // d
      ok = writeNumber(w, day, 2, 48);
      break;
    case 0x65: // e
      ok = writeNumber(w, day, 2, 32);
      break;
    case 0x44: // D
    case 0x78: // x
      ok = writeUsDate(w);
      break;
    case 0x46: // F
      ok =
        writeNumber(w, year, 1, 48) &&
        _PyUnicodeWriter_WriteChar(w, 45) &&
        writeNumber(w, month + 1, 2, 48) &&
        _PyUnicodeWriter_WriteChar(w, 45) &&
        writeNumber(w, day, 2, 48);
      break;
    case 0x6a: // j
      ok = writeNumber(w, yearday + 1, 3, 48);
      break;
    case 0x6d: // m
      ok = writeNumber(w, month + 1, 2, 48);
      break;
    case 0x79: // y
      ok = writeNumber(w, ((year % 100) + 100) % 100, 2, 48);
      break;
    case 0x59: // Y
      ok = writeNumber(w, year, 1, 48);
      break;
    default:
      return 0;
  }
  return ok ? 1 : -1;
}

function writeZone(w: UnicodeWriter): bool {
  const name = zone;
  return name === null || !PyUnicode_Check(name) || _PyUnicodeWriter_WriteStr(w, name);
}

/** "+hhmm". */
function writeOffset(w: UnicodeWriter): bool {
  if (isdst < 0) return true; // as C's: nobody knows
  const minutes = (zoneEast < 0 ? -zoneEast : zoneEast) / 60;
  return (
    _PyUnicodeWriter_WriteChar(w, zoneEast < 0 ? 45 : 43) &&
    writeNumber(w, (minutes / 60) * 100 + (minutes % 60), 4, 48)
  );
}

/** Directives for weeks, clock and zone. 1 written, 0 not one of these, -1 error. */
function writeOtherPart(w: UnicodeWriter, directive: u32): i32 {
  let ok = true;
  switch (directive) {
    case 0x48: // H
      ok = writeNumber(w, hour, 2, 48);
      break;
    case 0x49: // I
      ok = writeNumber(w, hour12(), 2, 48);
      break;
    case 0x6b: // k
      ok = writeNumber(w, hour, 2, 32);
      break;
    case 0x6c: // l
      ok = writeNumber(w, hour12(), 2, 32);
      break;
    case 0x4d: // M
      ok = writeNumber(w, minute, 2, 48);
      break;
    case 0x53: // S
      ok = writeNumber(w, second, 2, 48);
      break;
    case 0x70: // p
      ok = _PyUnicodeWriter_WriteLiteral(w, hour < 12 ? "AM" : "PM");
      break;
    case 0x50: // P
      ok = _PyUnicodeWriter_WriteLiteral(w, hour < 12 ? "am" : "pm");
      break;
    case 0x72: // r
      ok = writeClock(w, hour12(), 3) && _PyUnicodeWriter_WriteLiteral(w, hour < 12 ? " AM" : " PM");
      break;
    case 0x52: // R
      ok = writeClock(w, hour, 2);
      break;
    case 0x54: // T
    case 0x58: // X
      ok = writeClock(w, hour, 3);
      break;
    case 0x73: // s
      ok = writeNumber(w, localSeconds(), 1, 48);
      break;
    case 0x75: // u
      ok = writeNumber(w, weekday == 0 ? 7 : weekday, 1, 48);
      break;
    case 0x77: // w
      ok = writeNumber(w, weekday, 1, 48);
      break;
    case 0x55: // U
      ok = writeNumber(w, (yearday + 7 - weekday) / 7, 2, 48);
      break;
    case 0x57: // W
      ok = writeNumber(w, (yearday + 7 - ((weekday + 6) % 7)) / 7, 2, 48);
      break;
    case 0x56: // V
      ok = writeNumber(w, isoWeek(), 2, 48);
      break;
    case 0x47: // G
      isoWeek();
      ok = writeNumber(w, isoYear, 1, 48);
      break;
    case 0x67: // g
      isoWeek();
      ok = writeNumber(w, isoYear % 100, 2, 48);
      break;
    case 0x7a: // z
      ok = writeOffset(w);
      break;
    case 0x5a: // Z
      ok = writeZone(w);
      break;
    case 0x6e: // n
      ok = _PyUnicodeWriter_WriteChar(w, 10);
      break;
    case 0x74: // t
      ok = _PyUnicodeWriter_WriteChar(w, 9);
      break;
    case 0x25: // %
      ok = _PyUnicodeWriter_WriteChar(w, 0x25);
      break;
    default:
      return 0;
  }
  return ok ? 1 : -1;
}

// What glibc lets stand between % and the directive: flags, a width, E or O.
/** "-", "_" or "0": how numbers are padded; 0: as the directive says. */
let padding: u32 = 0;
/** "^" or "#": capitals, or the other case. */
let caseFlag: u32 = 0;
let width: i32 = 0;
/** The directive is one number, which takes padding and width. */
let numberFlags: bool = false;

/** Reads what stands at `i`, after the %; the index of the directive. */
function readFlags(kind: i32, data: usize, i: i32, n: i32): i32 {
  padding = 0;
  caseFlag = 0;
  width = 0;
  for (; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (ch == 45 || ch == 95 || ch == 48) padding = ch;
    else if (ch == 94 || ch == 35) caseFlag = ch;
    else break;
  }
  for (; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (ch < 48 || ch > 57 || width > 1000) break;
    width = width * 10 + <i32>(ch - 48);
  }
  if (i + 1 < n) {
    const ch = PyUnicode_READ(kind, data, i);
    if (ch == 0x45 || ch == 0x4f) i++;
  }
  return i;
}

/** C d e g G H I j k l m M s S u U V w W y Y */
function isNumber(directive: u32): bool {
  const text = "CdegGHIjklmMsSuUVwWyY";
  for (let i = 0; i < text.length; i++) {
    if (<u32>text.charCodeAt(i) == directive) return true;
  }
  return false;
}

function writeDirective(w: UnicodeWriter, directive: u32): i32 {
  const written = writeDatePart(w, directive);
  return written != 0 ? written : writeOtherPart(w, directive);
}

/** A directive with flags: its text in the case and width that they ask for. 1 written, 0 no directive, -1 error. */
function writeFlagged(w: UnicodeWriter, directive: u32): i32 {
  numberFlags = isNumber(directive);
  const part = _PyUnicodeWriter_Init(16, true);
  const written = writeDirective(part, directive);
  numberFlags = false;
  if (written <= 0) {
    _PyUnicodeWriter_Dealloc(part);
    return written;
  }
  const text = _PyUnicodeWriter_Finish(part);
  if (text === null) return -1;
  const n = PyUnicode_GET_LENGTH(text);
  let ok = true;
  for (let i = n; ok && i < width; i++) ok = _PyUnicodeWriter_WriteChar(w, padding == 48 ? 48 : 32);
  // # makes zones and AM lower, names upper
  const lower = caseFlag == 35 && (directive == 0x5a || directive == 0x70);
  for (let i = 0; ok && i < n; i++) {
    let ch = PyUnicode_READ_CHAR(text, i);
    if (lower && ch >= 65 && ch <= 90) ch += 32;
    else if (caseFlag != 0 && !lower && ch >= 97 && ch <= 122) ch -= 32;
    ok = _PyUnicodeWriter_WriteChar(w, ch);
  }
  Py_DECREF(text);
  return ok ? 1 : -1;
}

/** The globals under a format. `new` str */
export function formatTime(format: PyObject): PyObject | null {
  const kind = PyUnicode_KIND(format);
  const data = PyUnicode_DATA(format);
  const n = PyUnicode_GET_LENGTH(format);
  const w = _PyUnicodeWriter_Init(n, true);
  let ok = true;
  let i = 0;
  while (ok && i < n) {
    const start = i;
    const ch = PyUnicode_READ(kind, data, i++);
    let written = 0;
    if (ch == 0x25 && i < n) {
      i = readFlags(kind, data, i, n);
      if (i < n) {
        const directive = PyUnicode_READ(kind, data, i++);
        written =
          padding != 0 || caseFlag != 0 || width != 0 ? writeFlagged(w, directive) : writeDirective(w, directive);
      }
    }
    // what is no directive stands for itself
    if (written < 0) ok = false;
    else if (written == 0) {
      for (let k = start; ok && k < i; k++) ok = _PyUnicodeWriter_WriteChar(w, PyUnicode_READ(kind, data, k));
    }
  }
  if (ok) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

/** asctime's text of the globals: the day with three places. `new` str */
export function ascTime(): PyObject | null {
  const w = _PyUnicodeWriter_Init(24, true);
  if (writeDateAndTime(w)) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}
