/** The codecs unicode_escape and raw_unicode_escape, and the bytes form of Python's escapes (codecs.escape_decode). */
import { PyObject } from "../object/layout";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { Py_DECREF } from "../object/refcount";
import { PyExc_DeprecationWarning, PyExc_ValueError } from "../object/exception_types";
import { PyErr_WarnFormat } from "../protocol/warnings";
import { hexDigit } from "./bytes";
import { BytesWriter, dropBytes, finishBytes, newBytesWriter, putByte } from "./bytes_writer";
import {
  UNITS_8,
  decodeError,
  inputOf,
  inputSizeOf,
  errorHandlerKind,
  ERRORS_IGNORE,
  ERRORS_REPLACE,
  ERRORS_STRICT,
} from "./codec_errors";
import { abandoned, dropped, setDecodeConsumed } from "./unicode_codecs";
import { MAX_UNICODE, PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ } from "./unicode";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
} from "./unicode_writer";

/** Table index of (name: usize, length: i32): i32, the character of a name or -1; unicodedata sets it. */
let nameLookup: u32 = 0;
export function setNameLookup(index: u32): void {
  nameLookup = index;
}

function hexValue(c: u32): i32 {
  if (c - 0x30 < 10) return <i32>(c - 0x30);
  const low = c | 0x20;
  return low - 0x61 < 6 ? <i32>(low - 0x61 + 10) : -1;
}

/** The character of a one-letter escape, or -1. */
function simpleEscape(c: u32): i32 {
  switch (c) {
    case 0x5c:
    case 0x27:
    case 0x22:
      return <i32>c;
    case 0x62: // b
      return 8;
    case 0x66: // f
      return 12;
    case 0x74: // t
      return 9;
    case 0x6e: // n
      return 10;
    case 0x72: // r
      return 13;
    case 0x76: // v
      return 11;
    case 0x61: // a
      return 7;
    default:
      return -1;
  }
}

/** Result of reading a numbered or named escape. */
let escapeChar: i32 = 0; // -1: bad, -2: input ends inside it
let escapeEnd: i32 = 0;

/** Reads `count` hex digits at i. */
function readHex(s: usize, i: i32, n: i32, count: i32): void {
  let ch: u32 = 0;
  for (; count > 0; count--, i++) {
    if (i >= n) {
      escapeChar = -2;
      escapeEnd = i;
      return;
    }
    const digit = hexValue(<u32>load<u8>(s + <usize>i));
    if (digit < 0) {
      escapeChar = -1;
      escapeEnd = i;
      return;
    }
    ch = (ch << 4) | <u32>digit;
  }
  escapeChar = ch > MAX_UNICODE ? -3 : <i32>ch;
  escapeEnd = i;
}

/** Reads "{NAME}" at i. -1 malformed, -2 no end, -4 unknown name. */
function readName(s: usize, i: i32, n: i32): void {
  escapeChar = i >= n ? -2 : -1;
  escapeEnd = i;
  if (i >= n || load<u8>(s + <usize>i) != 0x7b) return;
  const start = ++i;
  while (i < n && load<u8>(s + <usize>i) != 0x7d) i++;
  escapeEnd = i;
  if (i >= n) {
    escapeChar = -2;
    return;
  }
  escapeEnd = i + 1;
  if (i == start) {
    escapeChar = -1;
    return;
  }
  const ch = nameLookup == 0 ? -1 : call_indirect<i32>(nameLookup, s + <usize>start, i - start);
  escapeChar = ch < 0 ? -4 : ch;
}

function reasonOf(letter: u32): string {
  if (escapeChar == -3) return "illegal Unicode character";
  if (escapeChar == -4) return "unknown Unicode character name";
  if (letter == 0x78) return "truncated \\xXX escape";
  if (letter == 0x75) return "truncated \\uXXXX escape";
  if (letter == 0x55) return "truncated \\UXXXXXXXX escape";
  return "malformed \\N character escape";
}

/** `new` str; with `final` false an unfinished escape at the end is left (`decodeConsumed`). */
export function decodeUnicodeEscape(s: usize, size: i32, errors: usize, final: bool): PyObject | null {
  setDecodeConsumed(size);
  const w = _PyUnicodeWriter_Init(size);
  let i = 0;
  let doubtful: u32 = 0;
  while (i < size) {
    const c = <u32>load<u8>(s + <usize>i);
    if (c != 0x5c) {
      if (!_PyUnicodeWriter_WriteChar(w, c)) return abandoned(w);
      i++;
      continue;
    }
    const start = i++;
    let reason = "\\ at end of string";
    escapeChar = -2;
    escapeEnd = i;
    if (i < size) {
      const letter = <u32>load<u8>(s + <usize>i);
      i++;
      if (letter == 10) continue;
      readEscape(s, i, size, letter);
      if (doubtful == 0) doubtful = doubtOf(s, i, letter);
      if (escapeChar >= 0) {
        if (!_PyUnicodeWriter_WriteChar(w, <u32>escapeChar)) return abandoned(w);
        i = escapeEnd;
        continue;
      }
      if (escapeChar == -5) {
        if (!_PyUnicodeWriter_WriteChar(w, 0x5c) || !_PyUnicodeWriter_WriteChar(w, letter)) return abandoned(w);
        continue;
      }
      reason = reasonOf(letter);
    }
    if (escapeChar == -2 && !final) {
      setDecodeConsumed(start);
      break;
    }
    i = decodeError(w, UNITS_8, "unicodeescape", reason, errors, s, size, start, escapeEnd);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  const result = _PyUnicodeWriter_Finish(w);
  return result === null || doubtful == 0 ? result : warned(result, doubtful);
}

/**
 * The escape just read, if it is no escape or an octal one over 0o377: its first character, for an octal one with the next two above. 0: it
 * is in order.
 */
function doubtOf(s: usize, i: i32, letter: u32): u32 {
  if (escapeChar == -5) return letter;
  if (letter < 0x34 || letter > 0x37 || escapeChar <= 0xff) return 0;
  return letter | ((<u32>load<u8>(s + <usize>i)) << 8) | ((<u32>load<u8>(s + <usize>i, 1)) << 16);
}

/** Warns of the first doubtful escape of a decoded text; steals `result`, null if the warning is an error. */
function warned(result: PyObject, doubtful: u32): PyObject | null {
  const failed =
    doubtful > 0xff
      ? PyErr_WarnFormat(
          PyExc_DeprecationWarning,
          1,
          "invalid octal escape sequence '\\%c%c%c'",
          <usize>(doubtful & 255),
          <usize>((doubtful >> 8) & 255),
          <usize>(doubtful >> 16),
        )
      : PyErr_WarnFormat(PyExc_DeprecationWarning, 1, "invalid escape sequence '\\%c'", <usize>doubtful);
  if (failed >= 0) return result;
  Py_DECREF(result);
  return null;
}

/** The escape after its letter, at i: escapeChar (-5: no escape) and escapeEnd. */
function readEscape(s: usize, i: i32, n: i32, letter: u32): void {
  const simple = simpleEscape(letter);
  escapeEnd = i;
  if (simple >= 0) {
    escapeChar = simple;
  } else if (letter - 0x30 < 8) {
    let ch = <i32>(letter - 0x30);
    for (let k = 0; k < 2 && i < n && load<u8>(s + <usize>i) - 0x30 < 8; k++) {
      ch = (ch << 3) | <i32>(load<u8>(s + <usize>i) - 0x30);
      i++;
    }
    escapeChar = ch;
    escapeEnd = i;
  } else if (letter == 0x78) {
    readHex(s, i, n, 2);
  } else if (letter == 0x75) {
    readHex(s, i, n, 4);
  } else if (letter == 0x55) {
    readHex(s, i, n, 8);
  } else if (letter == 0x4e) {
    readName(s, i, n);
  } else {
    escapeChar = -5;
  }
}

export function decodeRawUnicodeEscape(s: usize, size: i32, errors: usize, final: bool): PyObject | null {
  setDecodeConsumed(size);
  const w: UnicodeWriter = _PyUnicodeWriter_Init(size);
  let i = 0;
  while (i < size) {
    const c = <u32>load<u8>(s + <usize>i);
    if (c == 0x5c && i + 1 >= size && !final) {
      setDecodeConsumed(i);
      break;
    }
    const letter = c == 0x5c && i + 1 < size ? <u32>load<u8>(s + <usize>i, 1) : 0;
    if (letter != 0x75 && letter != 0x55) {
      if (!_PyUnicodeWriter_WriteChar(w, c)) return abandoned(w);
      i++;
      if (letter == 0x5c) {
        // a pair of backslashes: the second begins nothing
        if (!_PyUnicodeWriter_WriteChar(w, 0x5c)) return abandoned(w);
        i++;
      }
      continue;
    }
    const start = i;
    readHex(s, i + 2, size, letter == 0x75 ? 4 : 8);
    if (escapeChar >= 0) {
      if (!_PyUnicodeWriter_WriteChar(w, <u32>escapeChar)) return abandoned(w);
      i = escapeEnd;
      continue;
    }
    if (escapeChar == -2 && !final) {
      setDecodeConsumed(start);
      break;
    }
    const reason =
      escapeChar == -3
        ? "\\Uxxxxxxxx out of range"
        : letter == 0x75
          ? "truncated \\uXXXX escape"
          : "truncated \\UXXXXXXXX escape";
    i = decodeError(w, UNITS_8, "rawunicodeescape", reason, errors, s, size, start, escapeEnd);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  return _PyUnicodeWriter_Finish(w);
}

function putHexEscape(w: BytesWriter, letter: u32, ch: u32, digits: i32): bool {
  if (!putByte(w, 0x5c) || !putByte(w, letter)) return false;
  for (let i = digits - 1; i >= 0; i--) {
    if (!putByte(w, hexDigit(<u8>((ch >> ((<u32>i) << 2)) & 15)))) return false;
  }
  return true;
}

function putWide(w: BytesWriter, ch: u32): bool {
  return ch < 0x10000 ? putHexEscape(w, 0x75, ch, 4) : putHexEscape(w, 0x55, ch, 8);
}

/** `new` bytes */
export function encodeUnicodeEscape(op: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const w = newBytesWriter(n);
  if (w === null) return null;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    let ok: bool;
    if (ch >= 0x100) ok = putWide(w, ch);
    else if (ch == 0x5c) ok = putByte(w, 0x5c) && putByte(w, 0x5c);
    else if (ch == 9) ok = putByte(w, 0x5c) && putByte(w, 0x74);
    else if (ch == 10) ok = putByte(w, 0x5c) && putByte(w, 0x6e);
    else if (ch == 13) ok = putByte(w, 0x5c) && putByte(w, 0x72);
    else if (ch >= 0x20 && ch < 0x7f) ok = putByte(w, ch);
    else ok = putHexEscape(w, 0x78, ch, 2);
    if (!ok) return dropped(w);
  }
  return finishBytes(w);
}

/** `new` bytes */
export function encodeRawUnicodeEscape(op: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const w = newBytesWriter(n);
  if (w === null) return null;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (!(ch < 0x100 ? putByte(w, ch) : putWide(w, ch))) return dropped(w);
  }
  return finishBytes(w);
}

/** The bytes that a bytes literal's text means: `new` bytes (codecs.escape_decode). */
export function decodeBytesEscape(s: usize, size: i32, errors: usize): PyObject | null {
  const w = newBytesWriter(size);
  if (w === null) return null;
  let i = 0;
  let doubtful: u32 = 0;
  while (i < size) {
    const c = <u32>load<u8>(s + <usize>i);
    i++;
    let ok = true;
    if (c != 0x5c) {
      ok = putByte(w, c);
    } else if (i == size) {
      dropBytes(w);
      return PyErr_SetString(PyExc_ValueError, "Trailing \\ in string");
    } else {
      const letter = <u32>load<u8>(s + <usize>i);
      i++;
      if (letter == 10) continue;
      if (letter == 0x75 || letter == 0x55 || letter == 0x4e) escapeChar = -5;
      else readEscape(s, i, size, letter);
      if (doubtful == 0) doubtful = doubtOf(s, i, letter);
      if (escapeChar >= 0) {
        ok = putByte(w, <u32>escapeChar & 0xff);
        i = escapeEnd;
      } else if (escapeChar == -5) {
        ok = putByte(w, 0x5c) && putByte(w, letter);
      } else {
        const how = errorHandlerKind(errors);
        if (how == ERRORS_STRICT) {
          PyErr_Format(PyExc_ValueError, "invalid \\x escape at position %zd", <usize>(i - 2));
          ok = false;
        } else if (how == ERRORS_REPLACE) {
          ok = putByte(w, 0x3f);
        } else if (how != ERRORS_IGNORE) {
          PyErr_Format(PyExc_ValueError, "decoding error; unknown error handling code: %s", errors);
          ok = false;
        }
        i = escapeEnd;
      }
    }
    if (!ok) return dropped(w);
  }
  const result = finishBytes(w);
  return result === null || doubtful == 0 ? result : warned(result, doubtful);
}
