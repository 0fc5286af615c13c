/**
 * UTF-16 and UTF-32. `order`: -1 little endian, 1 big endian, 0 by byte order mark when decoding (little endian without one) and
 * little endian with a mark when encoding.
 */
import { Py_NewRef } from "../object/refcount";
import { PyObject } from "../object/layout";
import {
  UNITS_16BE,
  UNITS_16LE,
  UNITS_32BE,
  UNITS_32LE,
  decodeError,
  inputOf,
  inputSizeOf,
  encodeError,
  putUnit,
} from "./codec_errors";
import { finishBytes, newBytesWriter } from "./bytes_writer";
import { PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ } from "./unicode";
import { unicodeEmpty } from "./unicode_static";
import { abandoned, dropped, setDecodeConsumed } from "./unicode_codecs";
import { _PyUnicodeWriter_Finish, _PyUnicodeWriter_Init, _PyUnicodeWriter_WriteChar } from "./unicode_writer";

/** The byte order the last decoder ended with: -1, 0 (not known yet) or 1. */
export let decodedOrder: i32 = 0;

function unit16(p: usize, big: bool): u32 {
  return <u32>(big ? bswap<u16>(load<u16>(p)) : load<u16>(p));
}

/** `new` str; with `final` false an incomplete end is left (`decodeConsumed`). */
export function decodeUTF16(s: usize, size: i32, errors: usize, order: i32, final: bool): PyObject | null {
  setDecodeConsumed(size);
  let i = 0;
  if (order == 0 && size >= 2) {
    const mark = load<u16>(s);
    if (mark == 0xfeff || mark == 0xfffe) {
      order = mark == 0xfeff ? -1 : 1;
      i = 2;
    }
  }
  decodedOrder = order;
  const big = order == 1;
  const units = big ? UNITS_16BE : UNITS_16LE;
  const name = big ? "utf-16-be" : "utf-16-le";
  if (i == size) return Py_NewRef(unicodeEmpty());
  const w = _PyUnicodeWriter_Init((size - i) >> 1);
  while (i < size) {
    let reason = "truncated data";
    let end = size;
    if (i + 2 <= size) {
      const ch = unit16(s + <usize>i, big);
      if ((ch & 0xf800) != 0xd800) {
        if (!_PyUnicodeWriter_WriteChar(w, ch)) return abandoned(w);
        i += 2;
        continue;
      }
      if (ch >= 0xdc00) {
        reason = "illegal encoding";
        end = i + 2;
      } else if (i + 4 <= size) {
        const low = unit16(s + <usize>(i + 2), big);
        if ((low & 0xfc00) == 0xdc00) {
          if (!_PyUnicodeWriter_WriteChar(w, 0x10000 + ((ch & 0x3ff) << 10) + (low & 0x3ff))) return abandoned(w);
          i += 4;
          continue;
        }
        reason = "illegal UTF-16 surrogate";
        end = i + 2;
      } else if (i + 2 == size || final) {
        reason = "unexpected end of data";
      }
    }
    if (end == size && !final && reason != "illegal encoding" && reason != "illegal UTF-16 surrogate") {
      setDecodeConsumed(i);
      break;
    }
    i = decodeError(w, units, name, reason, errors, s, size, i, end);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  return _PyUnicodeWriter_Finish(w);
}

export function decodeUTF32(s: usize, size: i32, errors: usize, order: i32, final: bool): PyObject | null {
  setDecodeConsumed(size);
  let i = 0;
  if (order == 0 && size >= 4) {
    const mark = load<u32>(s);
    if (mark == 0xfeff || mark == 0xfffe0000) {
      order = mark == 0xfeff ? -1 : 1;
      i = 4;
    }
  }
  decodedOrder = order;
  const big = order == 1;
  const units = big ? UNITS_32BE : UNITS_32LE;
  const name = big ? "utf-32-be" : "utf-32-le";
  const w = _PyUnicodeWriter_Init((size - i) >> 2);
  while (i < size) {
    let reason = "truncated data";
    let end = size;
    if (i + 4 <= size) {
      const ch = big ? bswap<u32>(load<u32>(s + <usize>i)) : load<u32>(s + <usize>i);
      if ((ch & 0xfffff800) != 0xd800 && ch <= 0x10ffff) {
        if (!_PyUnicodeWriter_WriteChar(w, ch)) return abandoned(w);
        i += 4;
        continue;
      }
      reason =
        ch <= 0x10ffff
          ? "code point in surrogate code point range(0xd800, 0xe000)"
          : "code point not in range(0x110000)";
      end = i + 4;
    } else if (!final) {
      setDecodeConsumed(i);
      break;
    }
    i = decodeError(w, units, name, reason, errors, s, size, i, end);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  return _PyUnicodeWriter_Finish(w);
}

/** Encodes as 16 or 32-bit units: `new` bytes. */
function encodeWide(op: PyObject, errors: usize, units: i32, mark: bool, name: string): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const w = newBytesWriter((n + 1) << (units >= UNITS_32LE ? 2 : 1));
  if (w === null) return null;
  if (mark && !putUnit(w, units, 0xfeff)) return dropped(w);
  let i = 0;
  while (i < n) {
    const ch = PyUnicode_READ(kind, data, i);
    if ((ch & 0xfffff800) != 0xd800) {
      if (!putUnit(w, units, ch)) return dropped(w);
      i++;
      continue;
    }
    let end = i + 1;
    while (end < n && (PyUnicode_READ(kind, data, end) & 0xfffff800) == 0xd800) end++;
    i = encodeError(w, units, 0x110000, name, "surrogates not allowed", errors, op, i, end);
    if (i < 0) return dropped(w);
  }
  return finishBytes(w);
}

export function encodeUTF16(op: PyObject, errors: usize, order: i32): PyObject | null {
  const name = order == 0 ? "utf-16" : order == 1 ? "utf-16-be" : "utf-16-le";
  return encodeWide(op, errors, order == 1 ? UNITS_16BE : UNITS_16LE, order == 0, name);
}

export function encodeUTF32(op: PyObject, errors: usize, order: i32): PyObject | null {
  const name = order == 0 ? "utf-32" : order == 1 ? "utf-32-be" : "utf-32-le";
  return encodeWide(op, errors, order == 1 ? UNITS_32BE : UNITS_32LE, order == 0, name);
}
