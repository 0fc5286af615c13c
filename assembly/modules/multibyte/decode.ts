/**
 * Decoding: bytes to characters of one codec, up to the end, the first error, or a code that is cut off.
 *
 * Contract of `decodeRun` (the decode functions of CPython's Modules/cjkcodecs): `inAt` stands behind what was decoded; the answer is 0 at the end,
 * n > 0 for n illegal bytes, TOO_FEW for the beginning of a code, FAILED with an exception. The 8 bytes of state are CPython's too, since
 * getstate() shows them: hz keeps its mode in the first; ISO 2022 the sets G0 to G3, then flags.
 */
import { UnicodeWriter, _PyUnicodeWriter_WriteChar, writeChars } from "../../types/unicode_writer";
import { asciiPrefix } from "../../types/unicode";
import {
  Codec,
  F_FOUR_BYTES,
  F_HANGUL,
  F_JISX0208_EXT,
  F_NO_SHIFT,
  F_OWN_ASCII,
  F_THREE_BYTES,
  F_USE_G2,
  KIND_HZ,
  KIND_ISO2022,
  LEAD_BYTE,
  NO_BYTE,
  NO_PLANE,
  at,
  fourByteCharacter,
  illegalSize,
  lookUp,
  planeOfMark,
  secondPoint,
} from "./tables";

export const TOO_FEW: i32 = -2;
export const FAILED: i32 = -4;

const ESC: u32 = 0x1b;
/** ISO 2022 marks: final byte of the escape sequence, 0x80 added for sets of 2-byte codes. */
export const MARK_ASCII: u32 = 0x42;
const MARK_ISO8859_1: u32 = 0x41;
const MARK_ISO8859_7: u32 = 0x46;
const MARK_JISX0201_K: u32 = 0x49;
const MARK_JISX0201_R: u32 = 0x4a;
export const F_SHIFTED: u32 = 1;
const F_ESC_THROUGHOUT: u32 = 2;
const MAX_ESCAPE: i32 = 16;

/** Where decoding stands. */
export let inAt: usize = 0;

export function initDecoder(codec: Codec, state: usize): void {
  if (codec.kind == KIND_HZ) store<u8>(state, 0);
  else if (codec.kind == KIND_ISO2022) {
    store<u8>(state, <u8>MARK_ASCII);
    store<u8>(state, <u8>MARK_ASCII, 1);
    store<u8>(state, <u8>MARK_ASCII, 2);
    store<u8>(state, 0, 4);
  }
}

export function resetDecoder(codec: Codec, state: usize): void {
  if (codec.kind == KIND_HZ) store<u8>(state, 0);
  else if (codec.kind == KIND_ISO2022) {
    store<u8>(state, <u8>MARK_ASCII);
    store<u8>(state, load<u8>(state, 4) & ~1, 4);
  }
}

export function decodeRun(codec: Codec, state: usize, from: usize, end: usize, w: UnicodeWriter): i32 {
  inAt = from;
  if (codec.kind == KIND_HZ) return decodeHz(codec, state, end, w);
  if (codec.kind == KIND_ISO2022) return decodeIso2022(codec, state, end, w);
  return decodeStateless(codec, end, w);
}

function left(end: usize): i32 {
  return <i32>(end - inAt);
}

function byteAt(i: usize): u32 {
  return <u32>load<u8>(inAt + i);
}

/** Writes what `lookUp` found and passes over its bytes. */
function take(w: UnicodeWriter, ch: u32, size: usize): bool {
  const second = secondPoint;
  if (!_PyUnicodeWriter_WriteChar(w, ch)) return false;
  if (second != 0 && !_PyUnicodeWriter_WriteChar(w, second)) return false;
  inAt += size;
  return true;
}

function takeOne(w: UnicodeWriter, ch: u32, size: usize): bool {
  inAt += size;
  return _PyUnicodeWriter_WriteChar(w, ch);
}

function decodeStateless(codec: Codec, end: usize, w: UnicodeWriter): i32 {
  const single = at(codec, codec.single);
  const flags = codec.flags;
  while (inAt < end) {
    const c = byteAt(0);
    if (c < 0x80 && !(flags & F_OWN_ASCII)) {
      const n = asciiPrefix(inAt, left(end));
      if (!writeChars(w, 1, inAt, n)) return FAILED;
      inAt += <usize>n;
      continue;
    }
    const alone = <u32>load<u16>(single + ((<usize>c) << 1));
    if (alone < NO_BYTE) {
      if (!takeOne(w, alone, 1)) return FAILED;
      continue;
    }
    if (alone != LEAD_BYTE) return 1;
    if (left(end) < 2) return TOO_FEW;
    const c2 = byteAt(1);
    if (flags & (F_THREE_BYTES | F_FOUR_BYTES | F_HANGUL)) {
      const how = decodeLong(codec, end, w, c, c2);
      if (how == 0) continue;
      if (how != 2) return how;
    }
    const ch = lookUp(codec, 0, c, c2);
    if (ch == 0) return illegalSize;
    if (!take(w, ch, 2)) return FAILED;
  }
  return 0;
}

/** Codes of more than 2 bytes: 0 if one was decoded, 2 if this is none, else decodeRun's answer. */
function decodeLong(codec: Codec, end: usize, w: UnicodeWriter, c: u32, c2: u32): i32 {
  const flags = codec.flags;
  if (flags & F_THREE_BYTES && c == 0x8f) {
    if (left(end) < 3) return TOO_FEW;
    const ch = lookUp(codec, 1, c2, byteAt(2));
    if (ch == 0) return 1;
    return take(w, ch, 3) ? 0 : FAILED;
  }
  if (flags & F_FOUR_BYTES && c2 - 0x30 < 10) return decodeFourBytes(codec, end, w, c, c2);
  if (flags & F_HANGUL && c == 0xa4 && c2 == 0xd4) return decodeJamo(end, w);
  return 2;
}

function decodeFourBytes(codec: Codec, end: usize, w: UnicodeWriter, c: u32, c2: u32): i32 {
  if (left(end) < 4) return TOO_FEW;
  const c3 = byteAt(2);
  const c4 = byteAt(3) - 0x30;
  if (c - 0x81 > 125 || c3 - 0x81 > 125 || c4 > 9) return 1;
  const index = (((c - 0x81) * 10 + c2 - 0x30) * 126 + c3 - 0x81) * 10 + c4;
  if (c < 0x85) {
    if (index >= 39420) return 1;
    return takeOne(w, fourByteCharacter(codec, index), 4) ? 0 : FAILED;
  }
  // the planes above begin at 90 30 81 30
  if (c < 0x90 || index - 189000 > 0xfffff) return 1;
  return takeOne(w, index - 189000 + 0x10000, 4) ? 0 : FAILED;
}

/** Unicode's numbers of KS X 1001's consonants (second bytes from 0xa1) at the end and at the beginning of a syllable; 127 for those that cannot be there. */
const finals = memory.data<u8>([
  1, 2, 3, 4, 5, 6, 7, 127, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 127, 18, 19, 20, 21, 22, 127, 23, 24, 25, 26, 27,
]);
const initials = memory.data<u8>([
  0, 1, 127, 2, 127, 127, 3, 4, 5, 127, 127, 127, 127, 127, 127, 127, 6, 7, 8, 127, 9, 10, 11, 12, 13, 14, 15, 16, 17,
  18,
]);

/** A filler, then initial, medial and final Jamo: one syllable in 8 bytes. */
function decodeJamo(end: usize, w: UnicodeWriter): i32 {
  if (left(end) < 8) return TOO_FEW;
  if (byteAt(2) != 0xa4 || byteAt(4) != 0xa4 || byteAt(6) != 0xa4) return 1;
  const first = byteAt(3) - 0xa1;
  const middle = byteAt(5) - 0xbf;
  const last = byteAt(7);
  if (first > 29 || middle > 20) return 1;
  const initial = <u32>load<u8>(initials + first);
  let final: u32 = 127;
  if (last == 0xd4) final = 0;
  else if (last - 0xa1 < 30) final = <u32>load<u8>(finals + last - 0xa1);
  if (initial == 127 || final == 127) return 1;
  return takeOne(w, 0xac00 + initial * 588 + middle * 28 + final, 8) ? 0 : FAILED;
}

function decodeHz(codec: Codec, state: usize, end: usize, w: UnicodeWriter): i32 {
  while (inAt < end) {
    const c = byteAt(0);
    const inGb = load<u8>(state) != 0;
    if (c == 0x7e) {
      if (left(end) < 2) return TOO_FEW;
      const c2 = byteAt(1);
      if (c2 == 0x7e && !inGb) {
        if (!takeOne(w, 0x7e, 2)) return FAILED;
        continue;
      }
      if (c2 == 0x7b && !inGb) store<u8>(state, 1);
      else if (c2 == 0x7d && inGb) store<u8>(state, 0);
      else if (c2 != 0x0a || inGb) return 1;
      inAt += 2;
      continue;
    }
    if (c & 0x80) return 1;
    if (!inGb) {
      if (!takeOne(w, c, 1)) return FAILED;
      continue;
    }
    if (left(end) < 2) return TOO_FEW;
    const c2 = byteAt(1);
    const ch: u32 = c2 & 0x80 ? 0 : lookUp(codec, 0, c | 0x80, c2 | 0x80);
    if (ch == 0) return 1;
    if (!take(w, ch, 2)) return FAILED;
  }
  return 0;
}

// ---- ISO 2022 ----

function isEscapeEnd(c: u32): bool {
  return c - 0x40 <= 26;
}

function decodeIso2022(codec: Codec, state: usize, end: usize, w: UnicodeWriter): i32 {
  while (inAt < end) {
    const c = byteAt(0);
    const stateFlags = <u32>load<u8>(state, 4);
    if (stateFlags & F_ESC_THROUGHOUT) {
      // an escape sequence of another kind passes as it is
      if (isEscapeEnd(c)) store<u8>(state, <u8>(stateFlags & ~F_ESC_THROUGHOUT), 4);
      if (!takeOne(w, c, 1)) return FAILED;
      continue;
    }
    if (c == ESC) {
      const how = decodeEscape(codec, state, end, w);
      if (how != 0) return how;
      continue;
    }
    if (c == 0x0f && !(codec.flags & F_NO_SHIFT)) {
      store<u8>(state, <u8>(stateFlags & ~F_SHIFTED), 4);
      inAt++;
      continue;
    }
    if (c == 0x0e && !(codec.flags & F_NO_SHIFT)) {
      store<u8>(state, <u8>(stateFlags | F_SHIFTED), 4);
      inAt++;
      continue;
    }
    if (c == 0x0a) store<u8>(state, <u8>(stateFlags & ~F_SHIFTED), 4);
    if (c >= 0x80) return 1;
    const mark = <u32>(stateFlags & F_SHIFTED ? load<u8>(state, 1) : load<u8>(state));
    if (c < 0x20 || mark == MARK_ASCII) {
      if (!takeOne(w, c, 1)) return FAILED;
      continue;
    }
    const how = decodeInSet(codec, mark, end, w);
    if (how != 0) return how;
  }
  return 0;
}

/** One character of the designated set. */
function decodeInSet(codec: Codec, mark: u32, end: usize, w: UnicodeWriter): i32 {
  const c = byteAt(0);
  if (mark & 0x80) {
    if (left(end) < 2) return TOO_FEW;
    const plane = planeOfMark(codec, mark);
    const ch: u32 = plane < 0 || plane == <i32>NO_PLANE ? 0 : lookUp(codec, <u32>plane, c, byteAt(1));
    if (ch == 0) return 2;
    return take(w, ch, 2) ? 0 : FAILED;
  }
  let ch = c;
  if (mark == MARK_JISX0201_R) {
    if (c == 0x5c) ch = 0xa5;
    else if (c == 0x7e) ch = 0x203e;
  } else if (mark == MARK_JISX0201_K && c - 0x21 < 63) ch = 0xff40 + c;
  else return 1;
  return takeOne(w, ch, 1) ? 0 : FAILED;
}

/** At ESC: a designation, a character of G2, or the start of a sequence that passes as it is. */
function decodeEscape(codec: Codec, state: usize, end: usize, w: UnicodeWriter): i32 {
  if (left(end) < 2) return TOO_FEW;
  const c2 = byteAt(1);
  if (c2 == 0x28 || c2 == 0x29 || c2 == 0x24 || c2 == 0x2e || c2 == 0x26) return designate(codec, state, end);
  if (codec.flags & F_USE_G2 && c2 == 0x4e) {
    if (left(end) < 3) return TOO_FEW;
    return decodeG2(state, w);
  }
  store<u8>(state, <u8>(<u32>load<u8>(state, 4) | F_ESC_THROUGHOUT), 4);
  return takeOne(w, ESC, 1) ? 0 : FAILED;
}

/** Length of the escape sequence at `inAt`; 0 if it is cut off, -1 if it does not end. */
function escapeLength(codec: Codec, n: i32): i32 {
  for (let i = 1; i < MAX_ESCAPE; i++) {
    if (i >= n) return 0;
    if (isEscapeEnd(byteAt(<usize>i))) return i + 1;
    // ESC & @ ESC $ B: JIS X 0208 of 1990
    if (codec.flags & F_JISX0208_EXT && i + 1 < n && byteAt(<usize>i) == 0x26 && byteAt(<usize>i + 1) == 0x40) i += 2;
  }
  return -1;
}

function designate(codec: Codec, state: usize, end: usize): i32 {
  const size = escapeLength(codec, left(end));
  if (size <= 0) return size == 0 ? TOO_FEW : 1;
  const c2 = byteAt(1);
  const c3 = byteAt(2);
  let mark: u32;
  let which: usize = 0;
  if (size == 3) {
    mark = c2 == 0x24 ? c3 | 0x80 : c3;
    if (c2 == 0x29) which = 1;
    else if (c2 == 0x2e && codec.flags & F_USE_G2) which = 2;
    else if (c2 != 0x24 && c2 != 0x28) return 3;
  } else if (size == 4) {
    if (c2 != 0x24 || (c3 != 0x28 && c3 != 0x29)) return 4;
    mark = byteAt(3) | 0x80;
    which = <usize>(c3 - 0x28);
  } else {
    const is1990 = size == 6 && byteAt(3) == ESC && byteAt(4) == 0x24 && byteAt(5) == 0x42;
    if (!is1990 || !(codec.flags & F_JISX0208_EXT)) return size;
    mark = 0x42 | 0x80;
  }
  if (mark != MARK_ASCII && planeOfMark(codec, mark) < 0) return size;
  store<u8>(state + which, <u8>mark);
  inAt += <usize>size;
  return 0;
}

/** The third byte of ESC N x in ISO 8859-1, 8859-7 or ASCII. */
function decodeG2(state: usize, w: UnicodeWriter): i32 {
  const c = byteAt(2);
  const mark = <u32>load<u8>(state, 2);
  let ch = c;
  if (mark == MARK_ISO8859_1) {
    if (c >= 0x80) return 3;
    ch = c + 0x80;
  } else if (mark == MARK_ISO8859_7) {
    ch = greek(c ^ 0x80);
    if (ch == 0) return 3;
  } else if (mark != MARK_ASCII || c & 0x80) return 3;
  return takeOne(w, ch, 3) ? 0 : FAILED;
}

/** ISO 8859-7 of 1987; 0 where it has nothing. */
function greek(c: u32): u32 {
  if (c < 0xa0) return c;
  if (c == 0xa1) return 0x2018;
  if (c == 0xa2) return 0x2019;
  if (c == 0xaf) return 0x2015;
  if (c < 0xc0 && (0x288f3bc9 >>> (c - 0xa0)) & 1) return c;
  if (c >= 0xb4 && c <= 0xfe && (c >= 0xd4 || (0xbffffd77 >>> (c - 0xb4)) & 1)) return c + 0x2d0;
  return 0;
}
