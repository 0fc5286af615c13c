/** UTF-7 (RFC 2152): ASCII with base64 sections of UTF-16 between "+" and "-". */
import { PyObject } from "../object/layout";
import { finishBytes, newBytesWriter, putByte, BytesWriter } from "./bytes_writer";
import { UNITS_8, decodeError, inputOf, inputSizeOf } from "./codec_errors";
import { PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ } from "./unicode";
import { narrowed } from "./unicode_ops";
import { abandoned, dropped, setDecodeConsumed } from "./unicode_codecs";
import { _PyUnicodeWriter_Finish, _PyUnicodeWriter_Init, _PyUnicodeWriter_WriteChar } from "./unicode_writer";

/** Value of a base64 character or -1. */
function base64Value(c: u32): i32 {
  if (c - 0x41 < 26) return <i32>(c - 0x41);
  if (c - 0x61 < 26) return <i32>(c - 0x61 + 26);
  if (c - 0x30 < 10) return <i32>(c - 0x30 + 52);
  return c == 0x2b ? 62 : c == 0x2f ? 63 : -1;
}

function base64Char(v: u32): u32 {
  v &= 63;
  if (v < 26) return 0x41 + v;
  if (v < 52) return 0x61 + v - 26;
  if (v < 62) return 0x30 + v - 52;
  return v == 62 ? 0x2b : 0x2f;
}

/** `new` str; with `final` false an unfinished base64 section at the end is left (`decodeConsumed`). */
export function decodeUTF7(s: usize, size: i32, errors: usize, final: bool): PyObject | null {
  const w = _PyUnicodeWriter_Init(size);
  let i = 0;
  let start = 0;
  let shifted = false;
  let shiftPos = 0;
  let bits: u32 = 0;
  let value: u32 = 0;
  let high: u32 = 0;
  while (true) {
    let reason = "";
    if (i >= size) {
      if (!shifted || !final) break;
      shifted = false;
      if (high == 0 && bits < 6 && (bits == 0 || value == 0)) break;
      reason = "unterminated shift sequence";
      high = 0;
    } else {
      const ch = <u32>load<u8>(s + <usize>i);
      const digit = shifted ? base64Value(ch) : -1;
      if (digit >= 0) {
        value = (value << 6) | <u32>digit;
        bits += 6;
        i++;
        if (bits < 16) continue;
        const out = (value >> (bits - 16)) & 0xffff;
        bits -= 16;
        value &= ((<u32>1) << bits) - 1;
        if (high != 0) {
          const first = high;
          high = 0;
          const pair = (out & 0xfc00) == 0xdc00;
          const whole = pair ? 0x10000 + ((first & 0x3ff) << 10) + (out & 0x3ff) : first;
          if (!_PyUnicodeWriter_WriteChar(w, whole)) return abandoned(w);
          if (pair) continue;
        }
        if ((out & 0xfc00) == 0xd800) high = out;
        else if (!_PyUnicodeWriter_WriteChar(w, out)) return abandoned(w);
        continue;
      }
      if (shifted) {
        shifted = false;
        if (bits >= 6) reason = "partial character in base64 sequence";
        else if (bits > 0 && value != 0) reason = "non-zero padding bits in base64 sequence";
        if (reason.length != 0) {
          i++;
          high = 0;
        } else {
          if (high != 0 && ch < 128 && ch != 0x2b && !_PyUnicodeWriter_WriteChar(w, high)) return abandoned(w);
          high = 0;
          if (ch == 0x2d) i++;
          continue;
        }
      } else if (ch == 0x2b) {
        start = i++;
        if (i < size && load<u8>(s + <usize>i) == 0x2d) {
          i++;
          if (!_PyUnicodeWriter_WriteChar(w, 0x2b)) return abandoned(w);
          continue;
        }
        if (i >= size || base64Value(<u32>load<u8>(s + <usize>i)) >= 0) {
          shifted = true;
          shiftPos = w.pos;
          bits = 0;
          value = 0;
          high = 0;
          continue;
        }
        i++;
        reason = "ill-formed sequence";
      } else if (ch < 128) {
        i++;
        if (!_PyUnicodeWriter_WriteChar(w, ch)) return abandoned(w);
        continue;
      } else {
        start = i++;
        reason = "unexpected special character";
      }
    }
    i = decodeError(w, UNITS_8, "utf7", reason, errors, s, size, start, i < size ? i : size);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  setDecodeConsumed(shifted ? start : i);
  if (shifted) w.pos = shiftPos;
  // a section taken back may have widened the text
  const text = _PyUnicodeWriter_Finish(w);
  return text === null || text.ob_refcnt != 1 ? text : narrowed(text);
}

function isDirect(c: u32): bool {
  if (c == 9 || c == 10 || c == 13) return true;
  return c >= 0x20 && c < 0x7e && c != 0x2b && c != 0x5c;
}

let pendingBits: u32 = 0;
let pending: u32 = 0;

function putUnit16(w: BytesWriter, unit: u32): bool {
  pending = (pending << 16) | unit;
  pendingBits += 16;
  while (pendingBits >= 6) {
    if (!putByte(w, base64Char(pending >> (pendingBits - 6)))) return false;
    pendingBits -= 6;
  }
  pending &= ((<u32>1) << pendingBits) - 1;
  return true;
}

/** Writes the bits left over at the end of a section. */
function flushBits(w: BytesWriter): bool {
  if (pendingBits == 0) return true;
  const last = pending << (6 - pendingBits);
  pendingBits = 0;
  pending = 0;
  return putByte(w, base64Char(last));
}

/** `new` bytes */
export function encodeUTF7(op: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const w = newBytesWriter(n);
  if (w === null) return null;
  let shifted = false;
  pending = 0;
  pendingBits = 0;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    let ok = true;
    if (isDirect(ch)) {
      if (shifted) {
        shifted = false;
        ok = flushBits(w) && ((base64Value(ch) < 0 && ch != 0x2d) || putByte(w, 0x2d));
      }
      ok = ok && putByte(w, ch);
    } else if (ch == 0x2b && !shifted) {
      ok = putByte(w, 0x2b) && putByte(w, 0x2d);
    } else {
      if (!shifted) ok = putByte(w, 0x2b);
      shifted = true;
      if (ch > 0xffff) {
        ok = ok && putUnit16(w, 0xd7c0 + (ch >> 10)) && putUnit16(w, 0xdc00 + (ch & 0x3ff));
      } else {
        ok = ok && putUnit16(w, ch);
      }
    }
    if (!ok) return dropped(w);
  }
  if (!flushBits(w) || (shifted && !putByte(w, 0x2d))) return dropped(w);
  return finishBytes(w);
}
