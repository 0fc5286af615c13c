/**
 * Encoding: characters to bytes of one codec, up to the end, the first character without a code, or one that may be the first of a pair.
 *
 * Contract of `encodeRun` (the encode functions of CPython's Modules/cjkcodecs): `textAt` stands behind what was encoded; the answer is 0 at the end,
 * n > 0 for n characters without a code, TOO_FEW, FAILED with an exception. The state is described in decode.ts.
 */
import { BytesWriter, putByte, reserveBytes } from "../../types/bytes_writer";
import { PyUnicode_READ } from "../../types/unicode";
import {
  Codec,
  F_FOUR_BYTES,
  F_HANGUL,
  F_OWN_ASCII,
  F_THREE_BYTES,
  KIND_HZ,
  KIND_ISO2022,
  encodingOf,
  encodingOfPair,
  fourByteIndex,
  markOfPlane,
  startsPair,
} from "./tables";
import { FAILED, F_SHIFTED, MARK_ASCII, TOO_FEW } from "./decode";

/** Where encoding stands, in characters. */
export let textAt: i32 = 0;

export function initEncoder(codec: Codec, state: usize): void {
  if (codec.kind == KIND_HZ) store<u8>(state, 0);
  else if (codec.kind == KIND_ISO2022) {
    store<u8>(state, <u8>MARK_ASCII);
    store<u8>(state, <u8>MARK_ASCII, 1);
    store<u8>(state, 0, 4);
  }
}

/** Back to ASCII, in the output too; false with MemoryError. */
export function resetEncoder(codec: Codec, state: usize, w: BytesWriter): bool {
  if (codec.kind == KIND_HZ) {
    if (load<u8>(state) == 0) return true;
    store<u8>(state, 0);
    return put2(w, 0x7e, 0x7d);
  }
  if (codec.kind != KIND_ISO2022) return true;
  return shiftIn(state, w) && toAscii(state, w);
}

export function encodeRun(
  codec: Codec,
  state: usize,
  kind: i32,
  data: usize,
  from: i32,
  end: i32,
  w: BytesWriter,
  flush: bool,
): i32 {
  textAt = from;
  while (textAt < end) {
    const ch = PyUnicode_READ(kind, data, textAt);
    if (ch < 0x80 && !(codec.flags & F_OWN_ASCII)) {
      if (!putAscii(codec, state, w, ch)) return FAILED;
      textAt++;
      continue;
    }
    let value: u32 = 0;
    let size = 1;
    if (codec.pairCount != 0 && startsPair(codec, ch)) {
      if (textAt + 1 < end) {
        value = encodingOfPair(codec, ch, PyUnicode_READ(kind, data, textAt + 1));
        if (value != 0) size = 2;
      } else if (!flush) return TOO_FEW;
    }
    if (value == 0) value = encodingOf(codec, ch);
    let good: bool;
    if (value == 0 && ch != 0) {
      if (!hasLongCode(codec, ch)) return 1;
      good = putLong(codec, w, ch);
    } else good = putValue(codec, state, w, value);
    if (!good) return FAILED;
    textAt += size;
  }
  return 0;
}

function put2(w: BytesWriter, a: u32, b: u32): bool {
  const p = reserveBytes(w, 2);
  if (p == 0) return false;
  store<u8>(p, <u8>a);
  store<u8>(p, <u8>b, 1);
  return true;
}

function put4(w: BytesWriter, a: u32, b: u32, c: u32, d: u32): bool {
  return put2(w, a, b) && put2(w, c, d);
}

function putAscii(codec: Codec, state: usize, w: BytesWriter, ch: u32): bool {
  if (codec.kind == KIND_HZ) {
    if (!resetEncoder(codec, state, w) || (ch == 0x7e && !putByte(w, ch))) return false;
  } else if (codec.kind == KIND_ISO2022) {
    if (!toAscii(state, w) || !shiftIn(state, w)) return false;
  }
  return putByte(w, ch);
}

function putValue(codec: Codec, state: usize, w: BytesWriter, value: u32): bool {
  if (codec.kind == KIND_ISO2022) return putInSet(codec, state, w, value);
  if (codec.kind == KIND_HZ) {
    if (load<u8>(state) == 0) {
      store<u8>(state, 1);
      if (!put2(w, 0x7e, 0x7b)) return false;
    }
    return put2(w, (value >> 8) & 0x7f, value & 0x7f);
  }
  if (value < 0x100) return putByte(w, value);
  if (codec.flags & F_THREE_BYTES && !(value & 0x80)) {
    return putByte(w, 0x8f) && put2(w, value >> 8, (value & 0xff) | 0x80);
  }
  return put2(w, value >> 8, value & 0xff);
}

// ---- codes of more bytes than the table has ----

function hasLongCode(codec: Codec, ch: u32): bool {
  if (codec.flags & F_HANGUL) return ch - 0xac00 < 11172;
  return (codec.flags & F_FOUR_BYTES) != 0 && (ch >= 0x10000 || fourByteIndex(codec, ch) >= 0);
}

function putLong(codec: Codec, w: BytesWriter, ch: u32): bool {
  if (codec.flags & F_HANGUL) return putJamo(w, ch - 0xac00);
  const index: u32 = ch >= 0x10000 ? ch - 0x10000 + 189000 : <u32>fourByteIndex(codec, ch);
  return put4(w, index / 12600 + 0x81, ((index / 1260) % 10) + 0x30, ((index / 10) % 126) + 0x81, (index % 10) + 0x30);
}

/** Second bytes of KS X 1001's Jamo: the 19 initials, and the 28 finals, the first of which is the filler. */
const initials = memory.data<u8>([
  0xa1, 0xa2, 0xa4, 0xa7, 0xa8, 0xa9, 0xb1, 0xb2, 0xb3, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe,
]);
const finals = memory.data<u8>([
  0xd4, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf, 0xb0, 0xb1, 0xb2, 0xb4,
  0xb5, 0xb6, 0xb7, 0xb8, 0xba, 0xbb, 0xbc, 0xbd, 0xbe,
]);

function putJamo(w: BytesWriter, syllable: u32): bool {
  const initial = <u32>load<u8>(initials + syllable / 588);
  const final = <u32>load<u8>(finals + (syllable % 28));
  return put4(w, 0xa4, 0xd4, 0xa4, initial) && put4(w, 0xa4, 0xbf + ((syllable / 28) % 21), 0xa4, final);
}

// ---- ISO 2022 ----

function shiftIn(state: usize, w: BytesWriter): bool {
  const flags = <u32>load<u8>(state, 4);
  if (!(flags & F_SHIFTED)) return true;
  store<u8>(state, <u8>(flags & ~F_SHIFTED), 4);
  return putByte(w, 0x0f);
}

function toAscii(state: usize, w: BytesWriter): bool {
  return designateG0(state, w, MARK_ASCII);
}

function designateG0(state: usize, w: BytesWriter, mark: u32): bool {
  if (<u32>load<u8>(state) == mark) return true;
  store<u8>(state, <u8>mark);
  if (!(mark & 0x80)) return put2(w, 0x1b, 0x28) && putByte(w, mark);
  if (mark == 0xc2) return put2(w, 0x1b, 0x24) && putByte(w, 0x42);
  return put4(w, 0x1b, 0x24, 0x28, mark & 0x7f);
}

/** A value of the table: below 0x80 JIS X 0201's Latin set, below 0x100 its Katakana; else a 2-byte code with the set's number in two high bits. */
function putInSet(codec: Codec, state: usize, w: BytesWriter, value: u32): bool {
  if (value < 0x100) {
    if (!shiftIn(state, w) || !designateG0(state, w, value < 0x80 ? 0x4a : 0x49)) return false;
    return putByte(w, value & 0x7f);
  }
  const plane = ((value >> 7) & 1) | ((value >> 14) & 2);
  const mark = markOfPlane(codec, plane);
  if (codec.planeCount == 1 && mark == 0xc3) {
    // iso2022_kr alone has its set in G1
    if (<u32>load<u8>(state, 1) != mark) {
      store<u8>(state, <u8>mark, 1);
      if (!put4(w, 0x1b, 0x24, 0x29, mark & 0x7f)) return false;
    }
    const flags = <u32>load<u8>(state, 4);
    if (!(flags & F_SHIFTED)) {
      store<u8>(state, <u8>(flags | F_SHIFTED), 4);
      if (!putByte(w, 0x0e)) return false;
    }
  } else if (!shiftIn(state, w) || !designateG0(state, w, mark)) return false;
  return put2(w, (value >> 8) & 0x7f, value & 0x7f);
}
