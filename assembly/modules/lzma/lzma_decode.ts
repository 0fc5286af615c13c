/**
 * The decoder of LZMA and LZMA2: bytes out of a range coder's bits, into a window that slides.
 *
 * It runs until there is enough output or the input ends, at any byte. While at least 21 bytes of input are there no symbol can run out of them; with less,
 * a symbol is tried: what it changes is noted, and undone if the input ends within it.
 *
 * Invariant: window[0..wpos) is what was decoded last, at least the dictionary's size of it once there is so much; `given` of it has been taken by the caller.
 */
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { Filter, LZMA_DATA_ERROR, LZMA_MEM_ERROR, LZMA_OK, LZMA_STREAM_END, splitLclppb } from "./options";

// places of probabilities, in units of 2 bytes
export const IS_MATCH: u32 = 0;
export const IS_REP: u32 = 192;
export const IS_REP0: u32 = 204;
export const IS_REP1: u32 = 216;
export const IS_REP2: u32 = 228;
export const IS_REP0_LONG: u32 = 240;
export const DIST_SLOT: u32 = 432;
export const DIST_SPECIAL: u32 = 688;
export const DIST_ALIGN: u32 = 816;
export const LEN: u32 = 832;
export const REP_LEN: u32 = 1346;
export const LITERAL: u32 = 1860;
/** In a length coder: two choices, then low, middle and high lengths. */
export const LEN_LOW: u32 = 2;
export const LEN_MID: u32 = 130;
export const LEN_HIGH: u32 = 258;
/** All of them with lc + lp at its most, 4. */
export const PROBS: u32 = 1860 + (0x300 << 4);

const TOP: u32 = 1 << 24;
/** Most bytes that a symbol can take. */
const SYMBOL_MOST: usize = 21;
const STEP: i32 = 65536;
const FIRST_WINDOW: u32 = 65536;

// what the decoder reads next
const NEXT_CONTROL: i32 = 0; // LZMA2: the control byte and what follows it
const NEXT_START: i32 = 1; // the first five bytes of the range coder
const NEXT_SYMBOLS: i32 = 2;
const NEXT_STORED: i32 = 3; // LZMA2: bytes that are not compressed
const NEXT_FINISH: i32 = 4; // LZMA: the size is reached, an end marker may follow
const NEXT_NOTHING: i32 = 5;

@unmanaged
export class LzmaDecoder {
  window: usize; // 0
  room: u32;
  wpos: u32;
  given: u32; // 12
  dictSize: u32;
  full: u32; // how far back a distance may reach
  pos: u32; // 24, counts from the dictionary's start
  isLzma2: bool; // 28
  needDict: bool;
  needProps: bool;
  needState: bool;
  next: i32; // 32
  lc: u32;
  lp: u32;
  pb: u32; // 44
  range: u32;
  code: u32;
  state: u32; // 56
  rep0: u32;
  rep1: u32;
  rep2: u32;
  rep3: u32; // 72
  pending: u32; // bytes of a match that are still to be copied
  chunkOut: u32; // 80, LZMA2: bytes that the chunk still gives
  chunkIn: u32; // and takes
  sizeLeft: i64; // 88, LZMA: -1 without a size
}

const FIELDS: usize = 96;

/** A decoder for the filter, LZMA1 or LZMA2; 0 without memory. */
export function lzmaDecoderNew(f: Filter, isLzma2: bool, size: i64): usize {
  const at = PyMem_Malloc(FIELDS + <usize>PROBS * 2);
  if (at == 0) return 0;
  memory.fill(at, 0, FIELDS);
  const d = changetype<LzmaDecoder>(at);
  d.dictSize = f.dict_size < 4096 ? 4096 : f.dict_size;
  d.isLzma2 = isLzma2;
  d.sizeLeft = size;
  d.next = isLzma2 ? NEXT_CONTROL : NEXT_START;
  d.needDict = isLzma2;
  d.needProps = isLzma2;
  d.lc = f.lc;
  d.lp = f.lp;
  d.pb = f.pb;
  if (!isLzma2) resetState(d);
  return at;
}

export function lzmaDecoderFree(at: usize): void {
  if (at == 0) return;
  PyMem_Free(changetype<LzmaDecoder>(at).window);
  PyMem_Free(at);
}

function resetState(d: LzmaDecoder): void {
  const probs = changetype<usize>(d) + FIELDS;
  const n = LITERAL + ((<u32>0x300) << (d.lc + d.lp));
  for (let i: u32 = 0; i < n; i++) store<u16>(probs + ((<usize>i) << 1), 1024);
  d.state = 0;
  d.rep0 = 0;
  d.rep1 = 0;
  d.rep2 = 0;
  d.rep3 = 0;
  d.needState = false;
}

// ---- the range coder; the registers are here while a run lasts ---------------------------------------------------------

let range: u32 = 0;
let code: u32 = 0;
let inAt: usize = 0;
let inEnd: usize = 0;
/** The input has ended where a byte was wanted. */
let isStarved: bool = false;
/** Changes of probabilities are noted. */
let isCareful: bool = false;
const notes = memory.data(128 * 8, 8); // address, old value
let noted: usize = 0;

/** Where the input of the last run was left. */
export function inputLeft(): usize {
  return inAt;
}

function refill(): void {
  range <<= 8;
  if (inAt < inEnd) {
    code = (code << 8) | <u32>load<u8>(inAt);
    inAt++;
  } else {
    code <<= 8;
    isStarved = true;
  }
}

function bit(p: usize): u32 {
  if (range < TOP) refill();
  const prob = <u32>load<u16>(p);
  if (isCareful) {
    store<u32>(notes + noted, <u32>p);
    store<u32>(notes + noted, prob, 4);
    noted += 8;
  }
  const bound = (range >> 11) * prob;
  if (code < bound) {
    range = bound;
    store<u16>(p, <u16>(prob + ((2048 - prob) >> 5)));
    return 0;
  }
  range -= bound;
  code -= bound;
  store<u16>(p, <u16>(prob - (prob >> 5)));
  return 1;
}

/** A number of so many bits, the highest first. */
function tree(p: usize, bits: u32): u32 {
  let m: u32 = 1;
  for (let i: u32 = 0; i < bits; i++) m = (m << 1) | bit(p + ((<usize>m) << 1));
  return m - ((<u32>1) << bits);
}

/** The same, the lowest first. */
function reverseTree(p: usize, bits: u32): u32 {
  let m: u32 = 1;
  let value: u32 = 0;
  for (let i: u32 = 0; i < bits; i++) {
    const b = bit(p + ((<usize>m) << 1));
    m = (m << 1) | b;
    value |= b << i;
  }
  return value;
}

function direct(bits: u32): u32 {
  let value: u32 = 0;
  for (; bits > 0; bits--) {
    if (range < TOP) refill();
    range >>= 1;
    const b: u32 = code >= range ? 1 : 0;
    if (b != 0) code -= range;
    value = (value << 1) | b;
  }
  return value;
}

// ---- symbols ---------------------------------------------------------------------------------------------------------

const S_LITERAL: i32 = 0;
const S_MATCH: i32 = 1;
const S_END: i32 = 2;
const S_BAD: i32 = 3;

/** The byte of a literal, or the length of a match. */
let symbolValue: u32 = 0;

function literal(d: LzmaDecoder, probs: usize): void {
  const back = d.window + <usize>d.wpos;
  const before: u32 = d.pos == 0 ? 0 : <u32>load<u8>(back - 1);
  const context = ((d.pos & (((<u32>1) << d.lp) - 1)) << d.lc) + (before >> (8 - d.lc));
  const p = probs + ((<usize>(LITERAL + 0x300 * context)) << 1);
  let m: u32 = 1;
  if (d.state >= 7) {
    let match = <u32>load<u8>(back - <usize>d.rep0 - 1);
    while (m < 0x100) {
      const hint = (match >> 7) & 1;
      match <<= 1;
      const b = bit(p + ((<usize>(((1 + hint) << 8) + m)) << 1));
      m = (m << 1) | b;
      if (b != hint) break;
    }
  }
  while (m < 0x100) m = (m << 1) | bit(p + ((<usize>m) << 1));
  symbolValue = m & 255;
  d.state = d.state < 4 ? 0 : d.state < 10 ? d.state - 3 : d.state - 6;
}

function lengthOf(probs: usize, coder: u32, posState: u32): u32 {
  const p = probs + ((<usize>coder) << 1);
  if (bit(p) == 0) return 2 + tree(p + ((<usize>(LEN_LOW + (posState << 3))) << 1), 3);
  if (bit(p + 2) == 0) return 10 + tree(p + ((<usize>(LEN_MID + (posState << 3))) << 1), 3);
  return 18 + tree(p + ((<usize>LEN_HIGH) << 1), 8);
}

function distanceOf(probs: usize, length: u32): u32 {
  const lengthState = length < 6 ? length - 2 : 3;
  const slot = tree(probs + ((<usize>(DIST_SLOT + (lengthState << 6))) << 1), 6);
  if (slot < 4) return slot;
  const bits = (slot >> 1) - 1;
  const base = (2 | (slot & 1)) << bits;
  if (slot < 14) return base + reverseTree(probs + ((<usize>(DIST_SPECIAL + base - slot)) << 1), bits);
  return base + (direct(bits - 4) << 4) + reverseTree(probs + ((<usize>DIST_ALIGN) << 1), 4);
}

/** A distance used before: which one, and perhaps a length. */
function repeated(d: LzmaDecoder, probs: usize, posState: u32): void {
  const s = d.state;
  if (bit(probs + ((<usize>(IS_REP0 + s)) << 1)) == 0) {
    if (bit(probs + ((<usize>(IS_REP0_LONG + (s << 4) + posState)) << 1)) == 0) {
      d.state = s < 7 ? 9 : 11;
      symbolValue = 1;
      return;
    }
  } else {
    let distance = d.rep1;
    if (bit(probs + ((<usize>(IS_REP1 + s)) << 1)) != 0) {
      distance = d.rep2;
      if (bit(probs + ((<usize>(IS_REP2 + s)) << 1)) != 0) {
        distance = d.rep3;
        d.rep3 = d.rep2;
      }
      d.rep2 = d.rep1;
    }
    d.rep1 = d.rep0;
    d.rep0 = distance;
  }
  symbolValue = lengthOf(probs, REP_LEN, posState);
  d.state = s < 7 ? 8 : 11;
}

/** Decodes a symbol; a match's distance is in rep0 then. */
function symbol(d: LzmaDecoder, probs: usize): i32 {
  const s = d.state;
  const posState = d.pos & (((<u32>1) << d.pb) - 1);
  if (bit(probs + ((<usize>(IS_MATCH + (s << 4) + posState)) << 1)) == 0) {
    if (s >= 7 && d.rep0 >= d.full) return S_BAD;
    literal(d, probs);
    return S_LITERAL;
  }
  if (bit(probs + ((<usize>(IS_REP + s)) << 1)) == 0) {
    d.rep3 = d.rep2;
    d.rep2 = d.rep1;
    d.rep1 = d.rep0;
    symbolValue = lengthOf(probs, LEN, posState);
    d.rep0 = distanceOf(probs, symbolValue);
    d.state = s < 7 ? 7 : 10;
    if (d.rep0 == 0xffffffff) return S_END;
  } else repeated(d, probs, posState);
  return d.rep0 < d.full ? S_MATCH : S_BAD;
}

/** Decodes a symbol that the input may not hold whole; false if it does not, when nothing has changed. The kind is in `tried`. */
let tried: i32 = 0;
const saved = memory.data(64, 8);
function trySymbol(d: LzmaDecoder, probs: usize): bool {
  const state = changetype<usize>(d) + offsetof<LzmaDecoder>("state");
  const oldRange = range;
  const oldCode = code;
  const oldIn = inAt;
  memory.copy(saved, state, 20);
  isCareful = true;
  noted = 0;
  tried = symbol(d, probs);
  // behind an end marker the coder is brought to a byte's boundary
  if (tried == S_END && range < TOP) refill();
  isCareful = false;
  if (!isStarved) return true;
  while (noted > 0) {
    noted -= 8;
    store<u16>(<usize>load<u32>(notes + noted), <u16>load<u32>(notes + noted, 4));
  }
  memory.copy(state, saved, 20);
  range = oldRange;
  code = oldCode;
  inAt = oldIn;
  isStarved = false;
  return false;
}

// ---- the window ------------------------------------------------------------------------------------------------------

/** Room for n more bytes: the window grows until it is well beyond the dictionary, then what is older moves out. All is given. */
function makeRoom(d: LzmaDecoder, n: u32): bool {
  if (d.wpos + n <= d.room) return true;
  const beyond = d.dictSize >> 1 < SLACK ? SLACK : d.dictSize >> 1;
  const most = d.dictSize > MOST_ROOM - beyond ? MOST_ROOM : d.dictSize + beyond;
  if (d.room >= most) {
    const keep = d.wpos < d.dictSize ? d.wpos : d.dictSize;
    memory.copy(d.window, d.window + <usize>(d.wpos - keep), <usize>keep);
    d.wpos = keep;
    d.given = keep;
    return keep + n <= d.room;
  }
  let room = d.room == 0 ? FIRST_WINDOW : d.room < most >> 1 ? d.room * 2 : most;
  if (room < d.wpos + n) room = d.wpos + n;
  const window = PyMem_Realloc(d.window, <usize>room);
  if (window == 0) return false;
  d.window = window;
  d.room = room;
  return true;
}

const SLACK: u32 = 1 << 20;
const MOST_ROOM: u32 = 0x60000000;

function reached(d: LzmaDecoder, n: u32): void {
  d.wpos += n;
  d.pos += n;
  d.full = d.full + n < d.dictSize ? d.full + n : d.dictSize;
}

/** Copies n bytes of a match; source and target may overlap. */
function copyMatch(d: LzmaDecoder, n: u32): void {
  const to = d.window + <usize>d.wpos;
  const from = to - <usize>d.rep0 - 1;
  if (d.rep0 + 1 >= n) memory.copy(to, from, <usize>n);
  else for (let i: usize = 0; i < <usize>n; i++) store<u8>(to + i, load<u8>(from + i));
  reached(d, n);
}

// ---- runs ------------------------------------------------------------------------------------------------------------

/** How many bytes the stream or chunk still has, as far as is known. */
function bytesLeft(d: LzmaDecoder): u32 {
  if (d.isLzma2) return d.chunkOut;
  return d.sizeLeft < 0 || d.sizeLeft > 0x7fffffff ? 0x7fffffff : <u32>d.sizeLeft;
}

function count(d: LzmaDecoder, n: u32): void {
  if (d.isLzma2) d.chunkOut -= n;
  else if (d.sizeLeft > 0) d.sizeLeft -= n;
}

/** Decodes at most `most` bytes. LZMA_OK: enough, or the input has ended; LZMA_STREAM_END: an end marker. */
function symbols(d: LzmaDecoder, most: u32): i32 {
  const probs = changetype<usize>(d) + FIELDS;
  let left = most;
  while (left > 0) {
    if (d.pending > 0) {
      const n = d.pending < left ? d.pending : left;
      copyMatch(d, n);
      d.pending -= n;
      left -= n;
      count(d, n);
      continue;
    }
    let kind: i32;
    if (inEnd - inAt >= SYMBOL_MOST) {
      kind = symbol(d, probs);
      if (kind == S_END && range < TOP) refill();
    } else {
      if (!trySymbol(d, probs)) return LZMA_OK;
      kind = tried;
    }
    if (kind == S_LITERAL) {
      store<u8>(d.window + <usize>d.wpos, <u8>symbolValue);
      reached(d, 1);
      left--;
      count(d, 1);
    } else if (kind == S_MATCH) {
      if (symbolValue > bytesLeft(d)) return LZMA_DATA_ERROR;
      d.pending = symbolValue;
    } else return kind == S_END && !d.isLzma2 ? LZMA_STREAM_END : LZMA_DATA_ERROR;
  }
  return LZMA_OK;
}

/** Runs symbols with the registers loaded; `most` fits into the window. */
function runSymbols(d: LzmaDecoder, most: u32): i32 {
  range = d.range;
  code = d.code;
  isStarved = false;
  const status = symbols(d, most);
  d.range = range;
  d.code = code;
  return status;
}

/** An LZMA stream's end: its size is reached. A marker may follow; without one the coder must be at its end. */
function finishSized(d: LzmaDecoder): i32 {
  range = d.range;
  code = d.code;
  isStarved = false;
  if (range < TOP) {
    if (inAt >= inEnd) return LZMA_OK;
    refill();
    d.range = range;
    d.code = code;
  }
  if (code == 0) {
    d.next = NEXT_NOTHING;
    return LZMA_STREAM_END;
  }
  if (!trySymbol(d, changetype<usize>(d) + FIELDS)) return LZMA_OK;
  d.next = NEXT_NOTHING;
  return tried == S_END && code == 0 ? LZMA_STREAM_END : LZMA_DATA_ERROR;
}

/** The control byte of a chunk of LZMA2 and its sizes; waits for all of them. */
function control(d: LzmaDecoder): i32 {
  const c = <u32>load<u8>(inAt);
  if (c == 0) {
    inAt++;
    d.next = NEXT_NOTHING;
    return LZMA_STREAM_END;
  }
  const isStored = c < 0x80;
  if (isStored && c > 2) return LZMA_DATA_ERROR;
  const hasProps = c >= 0xc0;
  const size: usize = isStored ? 3 : hasProps ? 6 : 5;
  if (inEnd - inAt < size) {
    d.next = NEXT_CONTROL;
    return LZMA_OK;
  }
  if (c >= 0xe0 || c == 1) {
    d.needDict = false;
    d.needProps = d.needProps || c == 1;
    d.full = 0;
    d.pos = 0;
  } else if (d.needDict) return LZMA_DATA_ERROR;
  const low = ((<u32>load<u8>(inAt, 1)) << 8) + <u32>load<u8>(inAt, 2) + 1;
  if (isStored) {
    d.chunkOut = low;
    d.next = NEXT_STORED;
    inAt += size;
    return LZMA_OK;
  }
  d.chunkOut = ((c & 31) << 16) + low;
  d.chunkIn = ((<u32>load<u8>(inAt, 3)) << 8) + <u32>load<u8>(inAt, 4) + 1;
  if (hasProps) {
    const f = changetype<Filter>(saved64);
    if (!splitLclppb(f, <u32>load<u8>(inAt, 5))) return LZMA_DATA_ERROR;
    d.lc = f.lc;
    d.lp = f.lp;
    d.pb = f.pb;
    d.needProps = false;
    resetState(d);
  } else if (d.needProps) return LZMA_DATA_ERROR;
  else if (c >= 0xa0) resetState(d);
  else if (d.needState) return LZMA_DATA_ERROR;
  inAt += size;
  d.next = NEXT_START;
  return LZMA_OK;
}

const saved64 = memory.data(64, 8);

/** The first bytes of a range coder: a zero and the code. */
function start(d: LzmaDecoder): i32 {
  if (inEnd - inAt < 5) return LZMA_OK;
  if (load<u8>(inAt) != 0) return LZMA_DATA_ERROR;
  d.range = 0xffffffff;
  d.code = bswap<u32>(load<u32>(inAt, 1));
  inAt += 5;
  if (d.isLzma2) {
    if (d.chunkIn < 5) return LZMA_DATA_ERROR;
    d.chunkIn -= 5;
  }
  d.next = NEXT_SYMBOLS;
  return LZMA_OK;
}

function stored(d: LzmaDecoder, most: u32): void {
  let n = d.chunkOut < most ? d.chunkOut : most;
  const there = inEnd - inAt;
  if (<usize>n > there) n = <u32>there;
  memory.copy(d.window + <usize>d.wpos, inAt, <usize>n);
  inAt += <usize>n;
  reached(d, n);
  d.chunkOut -= n;
  if (d.chunkOut == 0) d.next = NEXT_CONTROL;
}

/** A chunk of LZMA2: its own part of the input is the end of input. */
function chunk(d: LzmaDecoder, most: u32): i32 {
  const whole = inEnd;
  const from = inAt;
  const isAll = whole - inAt >= <usize>d.chunkIn;
  if (isAll) inEnd = inAt + <usize>d.chunkIn;
  const status = runSymbols(d, most < d.chunkOut ? most : d.chunkOut);
  d.chunkIn -= <u32>(inAt - from);
  if (status == LZMA_OK && d.chunkOut == 0 && d.pending == 0) {
    range = d.range;
    code = d.code;
    if (range < TOP && inAt < inEnd) {
      refill();
      d.chunkIn--;
      d.range = range;
      d.code = code;
    }
    inEnd = whole;
    if (d.range >= TOP) {
      if (d.chunkIn != 0 || d.code != 0) return LZMA_DATA_ERROR;
      d.next = NEXT_CONTROL;
    } else if (isAll) return LZMA_DATA_ERROR;
    return LZMA_OK;
  }
  inEnd = whole;
  // all of the chunk is there, and it is not enough
  if (status == LZMA_OK && isAll && most > 0 && d.pending == 0 && d.wpos == wposBefore) return LZMA_DATA_ERROR;
  return status;
}

let wposBefore: u32 = 0;

/** One step: what is next, and at most `most` bytes of output. */
function step(d: LzmaDecoder, most: u32): i32 {
  wposBefore = d.wpos;
  if (d.next == NEXT_CONTROL) return inAt < inEnd ? control(d) : LZMA_OK;
  if (d.next == NEXT_START) return start(d);
  if (d.next == NEXT_STORED) {
    stored(d, most);
    return LZMA_OK;
  }
  if (d.next == NEXT_FINISH) return finishSized(d);
  if (d.isLzma2) return chunk(d, most);
  const left = bytesLeft(d);
  const status = runSymbols(d, most < left ? most : left);
  if (status == LZMA_STREAM_END) {
    // a marker where the size is known and not reached, or a coder that is not at its end
    if (d.code != 0 || d.sizeLeft > 0) return LZMA_DATA_ERROR;
    d.next = NEXT_NOTHING;
  } else if (status == LZMA_OK && d.sizeLeft == 0 && d.pending == 0) d.next = NEXT_FINISH;
  return status;
}

/**
 * Decodes from [from, from + n) up to `most` bytes, which lie at `decodedAt()` then, `decodedSize()` of them, until the next call; `inputLeft()` tells where
 * the input was left. LZMA_OK: the input has ended or the output is enough; LZMA_STREAM_END; or an error.
 */
export function lzmaDecode(at: usize, from: usize, n: i32, most: i32): i32 {
  const d = changetype<LzmaDecoder>(at);
  inAt = from;
  inEnd = from + <usize>n;
  d.given = d.wpos;
  const wanted = <u32>(most < STEP ? most : STEP);
  if (!makeRoom(d, wanted)) return LZMA_MEM_ERROR;
  while (true) {
    const before = d.next;
    const inBefore = inAt;
    const done = d.wpos - d.given;
    const status = step(d, wanted - done);
    if (status != LZMA_OK) return status;
    if (d.next == before && inAt == inBefore && d.wpos - d.given == done) return LZMA_OK;
    if (d.wpos - d.given == wanted && d.next != NEXT_CONTROL && d.next != NEXT_FINISH) return LZMA_OK;
  }
}

export function decodedAt(at: usize): usize {
  const d = changetype<LzmaDecoder>(at);
  return d.window + <usize>d.given;
}

export function decodedSize(at: usize): i32 {
  const d = changetype<LzmaDecoder>(at);
  return <i32>(d.wpos - d.given);
}
