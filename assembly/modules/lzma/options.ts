/**
 * Filters of LZMA's formats with their options: a chain is 264 bytes, 0 count, then from 8 on up to four filters of 64 bytes (`Filter`).
 * Their properties as the formats store them, and the presets. Status codes of the whole room are liblzma's.
 */
export const LZMA_OK: i32 = 0;
export const LZMA_STREAM_END: i32 = 1;
export const LZMA_UNSUPPORTED_CHECK: i32 = 3;
export const LZMA_MEM_ERROR: i32 = 5;
export const LZMA_MEMLIMIT_ERROR: i32 = 6;
export const LZMA_FORMAT_ERROR: i32 = 7;
export const LZMA_OPTIONS_ERROR: i32 = 8;
export const LZMA_DATA_ERROR: i32 = 9;
export const LZMA_PROG_ERROR: i32 = 11;

export const FILTER_DELTA: i64 = 3;
export const FILTER_X86: i64 = 4;
export const FILTER_POWERPC: i64 = 5;
export const FILTER_IA64: i64 = 6;
export const FILTER_ARM: i64 = 7;
export const FILTER_ARMTHUMB: i64 = 8;
export const FILTER_SPARC: i64 = 9;
export const FILTER_LZMA2: i64 = 33;
export const FILTER_LZMA1: i64 = 0x4000000000000001;

export const MODE_FAST: u32 = 1;
export const MODE_NORMAL: u32 = 2;
export const MF_HC3: u32 = 3;
export const MF_HC4: u32 = 4;
export const MF_BT2: u32 = 18;
export const MF_BT3: u32 = 19;
export const MF_BT4: u32 = 20;

const PRESET_EXTREME: u32 = 0x80000000;
const DICT_SIZE_MIN: u32 = 4096;
const DICT_SIZE_MAX: u32 = 0x60000000;

@unmanaged
export class Filter {
  id: i64; // 0
  dict_size: u32; // 8
  lc: u32;
  lp: u32;
  pb: u32;
  mode: u32;
  nice_len: u32;
  mf: u32;
  depth: u32;
  dist: u32; // 40
  start_offset: u32;
  hasStart: u32; // the properties of a branch filter may leave its start out
}

export const FILTER_SIZE: usize = 64;
export const CHAIN_SIZE: usize = 264;

export function chainCount(chain: usize): i32 {
  return load<i32>(chain);
}

export function filterAt(chain: usize, i: i32): Filter {
  return changetype<Filter>(chain + 8 + <usize>i * FILTER_SIZE);
}

export function isBranch(id: i64): bool {
  return id >= FILTER_X86 && id <= FILTER_SPARC;
}

export function isLzma(id: i64): bool {
  return id == FILTER_LZMA1 || id == FILTER_LZMA2;
}

const dictBits = memory.data<u8>([18, 20, 21, 22, 22, 23, 23, 24, 25, 26]);
const fastDepths = memory.data<u8>([4, 8, 24, 48]);

/** Fills the options of LZMA with those of a preset; false if there is no such preset. */
export function setPreset(f: Filter, preset: u32): bool {
  const level = preset & 31;
  if (level > 9 || preset & ~(31 | PRESET_EXTREME)) return false;
  f.dict_size = (<u32>1) << (<u32>load<u8>(dictBits + <usize>level));
  f.lc = 3;
  f.lp = 0;
  f.pb = 2;
  if (level <= 3) {
    f.mode = MODE_FAST;
    f.mf = level == 0 ? MF_HC3 : MF_HC4;
    f.nice_len = level <= 1 ? 128 : 273;
    f.depth = <u32>load<u8>(fastDepths + <usize>level);
  } else {
    f.mode = MODE_NORMAL;
    f.mf = MF_BT4;
    f.nice_len = level == 4 ? 16 : level == 5 ? 32 : 64;
    f.depth = 0;
  }
  if (preset & PRESET_EXTREME) {
    f.mode = MODE_NORMAL;
    f.mf = MF_BT4;
    f.nice_len = level == 3 || level == 5 ? 192 : 273;
    f.depth = level == 3 || level == 5 ? 0 : 512;
  }
  return true;
}

/** Are lc, lp and pb possible together? */
export function goodLclppb(f: Filter): bool {
  return f.lc <= 4 && f.lp <= 4 && f.lc + f.lp <= 4 && f.pb <= 4;
}

function goodFinder(mf: u32): bool {
  return mf == MF_HC3 || mf == MF_HC4 || (mf >= MF_BT2 && mf <= MF_BT4);
}

/** Can an encoder work with these options of LZMA? */
function goodForEncoding(f: Filter): bool {
  return (
    goodLclppb(f) &&
    f.dict_size >= DICT_SIZE_MIN &&
    f.dict_size <= DICT_SIZE_MAX &&
    f.nice_len >= (f.mf & 15) &&
    f.nice_len >= 2 &&
    f.nice_len <= 273 &&
    (f.mode == MODE_FAST || f.mode == MODE_NORMAL) &&
    goodFinder(f.mf)
  );
}

/** How far the start of a branch filter must be aligned. */
function alignmentOf(id: i64): u32 {
  if (id == FILTER_X86) return 1;
  if (id == FILTER_IA64) return 16;
  return id == FILTER_ARMTHUMB ? 2 : 4;
}

/** Checks one filter: an encoder's or decoder's. */
function checkFilter(f: Filter, encoding: bool): bool {
  if (isLzma(f.id)) return encoding ? goodForEncoding(f) : f.id == FILTER_LZMA2 || goodLclppb(f);
  if (f.id == FILTER_DELTA) return f.dist >= 1 && f.dist <= 256;
  return isBranch(f.id) && f.start_offset % alignmentOf(f.id) == 0;
}

/** Checks a chain: LZMA in the last place and nowhere else, good options. */
export function checkChain(chain: usize, encoding: bool): i32 {
  const n = chainCount(chain);
  if (n == 0) return LZMA_PROG_ERROR;
  for (let i = 0; i < n; i++) {
    const f = filterAt(chain, i);
    if (isLzma(f.id) != (i == n - 1) || !checkFilter(f, encoding)) return LZMA_OPTIONS_ERROR;
  }
  return LZMA_OK;
}

// ---- properties ------------------------------------------------------------------------------------------------------

/** Size of a filter's properties. */
export function propertiesSize(f: Filter): i32 {
  if (f.id == FILTER_LZMA1) return 5;
  if (f.id == FILTER_LZMA2 || f.id == FILTER_DELTA) return 1;
  return f.start_offset == 0 ? 0 : 4;
}

/** The least power of two, or one and a half times such, that is not below the dictionary's size; 0xffffffff beyond all. */
export function goodDictSize(size: u32): u32 {
  let d = (size < DICT_SIZE_MIN ? DICT_SIZE_MIN : size) - 1;
  d |= d >> 2;
  d |= d >> 3;
  d |= d >> 4;
  d |= d >> 8;
  d |= d >> 16;
  return d == 0xffffffff ? d : d + 1;
}

/** The code of that size in LZMA2's properties. */
function dictCode(size: u32): u32 {
  const d = goodDictSize(size);
  if (d == 0xffffffff) return 40;
  const n = 31 - <u32>clz(d);
  return 2 * n + ((d >> (n - 1)) & 1) - 24;
}

/** Writes the properties; LZMA_PROG_ERROR for options that cannot be. */
export function encodeProperties(f: Filter, to: usize): i32 {
  if (f.id == FILTER_LZMA1) {
    if (!goodLclppb(f)) return LZMA_PROG_ERROR;
    store<u8>(to, <u8>((f.pb * 5 + f.lp) * 9 + f.lc));
    store<u32>(to, f.dict_size, 1);
  } else if (f.id == FILTER_LZMA2) store<u8>(to, <u8>dictCode(f.dict_size));
  else if (f.id == FILTER_DELTA) {
    if (f.dist < 1 || f.dist > 256) return LZMA_PROG_ERROR;
    store<u8>(to, <u8>(f.dist - 1));
  } else if (f.start_offset != 0) store<u32>(to, f.start_offset);
  return LZMA_OK;
}

/** Splits the byte of lc, lp and pb; false if there is none such. */
export function splitLclppb(f: Filter, byte: u32): bool {
  if (byte > (4 * 5 + 4) * 9 + 8) return false;
  f.pb = byte / 45;
  f.lp = (byte % 45) / 9;
  f.lc = byte % 9;
  return f.lc + f.lp <= 4;
}

/** Fills a filter of that id from its properties. */
export function decodeProperties(f: Filter, id: i64, from: usize, n: i32): i32 {
  memory.fill(changetype<usize>(f), 0, FILTER_SIZE);
  f.id = id;
  if (id == FILTER_LZMA1) {
    if (n != 5 || !splitLclppb(f, <u32>load<u8>(from))) return LZMA_OPTIONS_ERROR;
    f.dict_size = load<u32>(from, 1);
  } else if (id == FILTER_LZMA2) {
    if (n != 1) return LZMA_OPTIONS_ERROR;
    const bits = <u32>load<u8>(from);
    if (bits > 40) return LZMA_OPTIONS_ERROR;
    f.dict_size = bits == 40 ? 0xffffffff : (2 | (bits & 1)) << (bits / 2 + 11);
  } else if (id == FILTER_DELTA) {
    if (n != 1) return LZMA_OPTIONS_ERROR;
    f.dist = <u32>load<u8>(from) + 1;
  } else if (isBranch(id)) {
    if (n != 0 && n != 4) return LZMA_OPTIONS_ERROR;
    f.hasStart = n == 4 ? 1 : 0;
    if (n == 4) f.start_offset = load<u32>(from);
  } else return LZMA_OPTIONS_ERROR;
  return LZMA_OK;
}
