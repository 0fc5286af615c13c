/**
 * The East Asian codecs: their names and the tables that the host hands out (src/machine/multibyte_file.ts), read in place.
 *
 * A codec is a block in memory that lives as long as the machine: a head of 16 u32 fields, then its sections. What differs between codecs is data;
 * the flags name the few things that are not.
 *
 *    0 kind   4 flags   8 u16[256] what a byte alone is   12 planes, 16 their records   20 wide: pairs of code points
 *   24 encoding: u16[0x300] page numbers, 28 pages of 256   32 pairs, 36 their records   40 runs, 44 their records   48 marks, 52 their u32s
 *   56 the codec's number
 */
import { PyObject } from "../../object/layout";
import * as host from "../../host";
import { PyUnicode_AsUTF8AndSize, PyUnicode_EqualToLiteral, utf8Length } from "../../types/unicode";

export const KIND_STATELESS: u32 = 0;
export const KIND_HZ: u32 = 1;
export const KIND_ISO2022: u32 = 2;

/** A second plane of 3-byte codes behind the byte 0x8f. */
export const F_THREE_BYTES: u32 = 1;
/** gb18030's 4-byte codes. */
export const F_FOUR_BYTES: u32 = 2;
/** EUC-KR writes a Hangul syllable without a code as four Jamo. */
export const F_HANGUL: u32 = 4;
/** ASCII goes through the table. */
export const F_OWN_ASCII: u32 = 8;
export const F_NO_SHIFT: u32 = 16;
export const F_USE_G2: u32 = 32;
export const F_JISX0208_EXT: u32 = 64;

export const LEAD_BYTE: u32 = 0xffff;
export const NO_BYTE: u32 = 0xfffe;
export const NO_PLANE: u32 = 255;
/** A cell from here to 0xdfff numbers a wide entry. */
const WIDE_CELL: u32 = 0xd800;
/** A code that a later edition has: both of its bytes are illegal, where otherwise only the first is. */
const LATER_CELL: u32 = 0xdfff;

@unmanaged
export class Codec {
  kind: u32;
  flags: u32;
  single: u32;
  planeCount: u32;
  planes: u32;
  wide: u32;
  index: u32;
  pages: u32;
  pairCount: u32;
  pairs: u32;
  runCount: u32;
  runs: u32;
  markCount: u32;
  marks: u32;
  number: u32;
}

export function at(codec: Codec, offset: u32): usize {
  return changetype<usize>(codec) + <usize>offset;
}

/** The codecs' names, in the order of their modules; what errors call them. */
export function codecName(number: u32): string {
  switch (number) {
    case 0:
      return "gb2312";
    case 1:
      return "gbk";
    case 2:
      return "gb18030";
    case 3:
      return "hz";
    case 4:
      return "big5hkscs";
    case 5:
      return "iso2022_kr";
    case 6:
      return "iso2022_jp";
    case 7:
      return "iso2022_jp_1";
    case 8:
      return "iso2022_jp_2";
    case 9:
      return "iso2022_jp_2004";
    case 10:
      return "iso2022_jp_3";
    case 11:
      return "iso2022_jp_ext";
    case 12:
      return "shift_jis";
    case 13:
      return "cp932";
    case 14:
      return "euc_jp";
    case 15:
      return "shift_jis_2004";
    case 16:
      return "euc_jis_2004";
    case 17:
      return "euc_jisx0213";
    case 18:
      return "shift_jisx0213";
    case 19:
      return "euc_kr";
    case 20:
      return "cp949";
    case 21:
      return "johab";
    case 22:
      return "big5";
    default:
      return "cp950";
  }
}
export const CN_FIRST: u32 = 0;
export const HK_FIRST: u32 = 4;
export const ISO2022_FIRST: u32 = 5;
export const JP_FIRST: u32 = 12;
export const KR_FIRST: u32 = 19;
export const TW_FIRST: u32 = 22;
export const CODECS: u32 = 24;

/** The blocks of codecs asked for so far. */
const loaded = memory.data(24 * 4, 4);

/** The codec called `name` among those numbered first..end-1; null without an exception if it is none of them. */
export function findCodec(name: PyObject, first: u32, end: u32): Codec | null {
  for (let i = first; i < end; i++) {
    if (!PyUnicode_EqualToLiteral(name, codecName(i))) continue;
    let block = load<u32>(loaded + (i << 2));
    if (block == 0) {
      const text = PyUnicode_AsUTF8AndSize(name);
      block = <u32>host.multibyteTables(text, utf8Length);
      if (block == 0) return null;
      changetype<Codec>(<usize>block).number = i;
      store<u32>(loaded + (i << 2), block);
    }
    return changetype<Codec>(<usize>block);
  }
  return null;
}

// ---- decoding ----

/** The second code point of a cell that stands for two, 0 otherwise: set by `lookUp`. */
export let secondPoint: u32 = 0;

/** How many bytes are illegal where `lookUp` has found none. */
export let illegalSize: i32 = 1;

/** The code point at two bytes of a plane, 0 if there is none. */
export function lookUp(codec: Codec, plane: u32, row: u32, column: u32): u32 {
  const record = at(codec, codec.planes) + ((<usize>plane) << 4);
  illegalSize = 1;
  const rowLow = <u32>load<u8>(record);
  const columnLow = <u32>load<u8>(record, 2);
  const columnHigh = <u32>load<u8>(record, 3);
  if (row < rowLow || row > <u32>load<u8>(record, 1) || column < columnLow || column > columnHigh) return 0;
  const cell = (row - rowLow) * (columnHigh - columnLow + 1) + column - columnLow;
  const value = <u32>load<u16>(at(codec, load<u32>(record, 4)) + ((<usize>cell) << 1));
  secondPoint = 0;
  if ((value & 0xf800) != WIDE_CELL) return value;
  if (value == LATER_CELL) {
    illegalSize = 2;
    return 0;
  }
  const entry = at(codec, codec.wide) + ((<usize>(value - WIDE_CELL)) << 3);
  secondPoint = load<u32>(entry, 4);
  return load<u32>(entry);
}

/** The plane of an ISO 2022 mark, NO_PLANE for a set without one; -1 if the codec may not designate it. */
export function planeOfMark(codec: Codec, mark: u32): i32 {
  const marks = at(codec, codec.marks);
  for (let i: u32 = 0; i < codec.markCount; i++) {
    const entry = load<u32>(marks + ((<usize>i) << 2));
    if ((entry & 255) == mark) return <i32>(entry >> 8);
  }
  return -1;
}

/** The mark of ISO 2022 plane i. */
export function markOfPlane(codec: Codec, plane: u32): u32 {
  return load<u32>(at(codec, codec.planes) + ((<usize>plane) << 4), 8);
}

// ---- encoding ----

/** The value of the encoding table for a code point, 0 if there is none. */
export function encodingOf(codec: Codec, ch: u32): u32 {
  if (ch >= 0x30000) return 0;
  const page = <u32>load<u16>(at(codec, codec.index) + ((<usize>(ch >> 8)) << 1));
  if (page == 0) return 0;
  return <u32>load<u16>(at(codec, codec.pages) + ((<usize>(((page - 1) << 8) + (ch & 255))) << 1));
}

/** May `ch` be the first of two characters with a code of their own? */
export function startsPair(codec: Codec, ch: u32): bool {
  const pairs = at(codec, codec.pairs);
  for (let i: u32 = 0; i < codec.pairCount; i++) if (load<u32>(pairs + <usize>i * 12) == ch) return true;
  return false;
}

/** The value for two characters, 0 if they have no code of their own. */
export function encodingOfPair(codec: Codec, first: u32, second: u32): u32 {
  const pairs = at(codec, codec.pairs);
  for (let i: u32 = 0; i < codec.pairCount; i++) {
    const pair = pairs + <usize>i * 12;
    if (load<u32>(pair) == first && load<u32>(pair, 4) == second) return load<u32>(pair, 8);
  }
  return 0;
}

/** gb18030's index of a character below U+10000 among the 4-byte codes; -1 if it has none. */
export function fourByteIndex(codec: Codec, ch: u32): i32 {
  const runs = at(codec, codec.runs);
  for (let i: u32 = 0; i < codec.runCount; i++) {
    const run = runs + <usize>i * 12;
    if (ch >= load<u32>(run) && ch <= load<u32>(run, 4)) return <i32>(load<u32>(run, 8) + ch - load<u32>(run));
  }
  return -1;
}

/** The character at an index of gb18030's 4-byte codes, 0 if none. The runs' indices ascend without gaps. */
export function fourByteCharacter(codec: Codec, index: u32): u32 {
  const runs = at(codec, codec.runs);
  for (let i = codec.runCount; i > 0; i--) {
    const run = runs + <usize>(i - 1) * 12;
    const start = load<u32>(run, 8);
    if (index >= start) return load<u32>(run) + index - start;
  }
  return 0;
}
