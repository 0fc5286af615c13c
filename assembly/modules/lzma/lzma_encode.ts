/**
 * The encoder of LZMA and LZMA2: bytes in, symbols by the matches that match_finder.ts finds, bits by a range coder.
 *
 * Parsing is lazy: of the matches at a place the longest is taken unless a repeated distance, a nearer shorter one, or what begins at the next byte promises to
 * cost less. The output of LZMA2 is gathered chunk by chunk; a chunk that did not get smaller is stored.
 *
 * Invariant: `finder.pos` is the next byte to encode; without `isLast`, as much as the longest match and two bytes more are left in the window.
 */
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { outByte, outBytes } from "../zlib/bytes_out";
import {
  DIST_ALIGN,
  DIST_SLOT,
  DIST_SPECIAL,
  IS_MATCH,
  IS_REP,
  IS_REP0,
  IS_REP0_LONG,
  IS_REP1,
  IS_REP2,
  LEN,
  LEN_HIGH,
  LEN_LOW,
  LEN_MID,
  LITERAL,
  PROBS,
  REP_LEN,
} from "./lzma_decode";
import {
  Finder,
  LONGEST,
  enterUntil,
  equalBytes,
  findMatches,
  finderFree,
  finderInit,
  finderTake,
  matchDistance,
  matchLength,
} from "./match_finder";
import { Filter, MF_BT2, MODE_NORMAL } from "./options";

const TOP: u32 = 1 << 24;
const CHUNK_OUT: u32 = 65536;
const CHUNK_IN: i32 = 1 << 21;
/** Most bytes that a symbol adds, with what the coder may hold back. */
const SLACK: u32 = 64;

@unmanaged
class Encoder {
  low: u64; // 0
  range: u32;
  cache: u32;
  cacheSize: u32;
  state: u32;
  rep0: u32;
  rep1: u32;
  rep2: u32; // 32
  rep3: u32;
  lc: u32;
  lp: u32;
  pb: u32; // 48
  chunk: usize; // LZMA2: 65536 bytes and some
  chunkSize: u32;
  isLzma2: bool; // 60
  needDict: bool;
  needProps: bool;
  needState: bool;
}

const FINDER: usize = 64;
const PROB: usize = 64 + 72 + 8;
const ENCODER_SIZE: usize = 144 + <usize>PROBS * 2;

function finderOf(e: Encoder): Finder {
  return changetype<Finder>(changetype<usize>(e) + FINDER);
}

function probAt(e: Encoder, i: u32): usize {
  return changetype<usize>(e) + PROB + ((<usize>i) << 1);
}

/** How many places of a chain are looked at. */
function depthOf(f: Filter): i32 {
  if (f.depth != 0) return <i32>f.depth;
  return f.mf >= MF_BT2 ? 32 + <i32>f.nice_len : 4 + <i32>(f.nice_len >> 2);
}

export function lzmaEncoderNew(f: Filter, isLzma2: bool): usize {
  const at = PyMem_Malloc(ENCODER_SIZE);
  if (at == 0) return 0;
  memory.fill(at, 0, ENCODER_SIZE);
  const e = changetype<Encoder>(at);
  e.lc = f.lc;
  e.lp = f.lp;
  e.pb = f.pb;
  e.isLzma2 = isLzma2;
  e.needDict = true;
  e.needProps = true;
  resetState(e);
  resetCoder(e);
  if (isLzma2) e.chunk = PyMem_Malloc(<usize>(CHUNK_OUT + 4 * SLACK));
  const nice = f.mode == MODE_NORMAL && f.nice_len < 64 ? 64 : <i32>f.nice_len;
  if (finderInit(finderOf(e), f.dict_size, nice, depthOf(f)) && (!isLzma2 || e.chunk != 0)) return at;
  lzmaEncoderFree(at);
  return 0;
}

export function lzmaEncoderFree(at: usize): void {
  if (at == 0) return;
  finderFree(finderOf(changetype<Encoder>(at)));
  PyMem_Free(changetype<Encoder>(at).chunk);
  PyMem_Free(at);
}

function resetState(e: Encoder): void {
  const n = LITERAL + ((<u32>0x300) << (e.lc + e.lp));
  for (let i: u32 = 0; i < n; i++) store<u16>(probAt(e, i), 1024);
  e.state = 0;
  e.rep0 = 0;
  e.rep1 = 0;
  e.rep2 = 0;
  e.rep3 = 0;
  e.needState = false;
}

function resetCoder(e: Encoder): void {
  e.low = 0;
  e.range = 0xffffffff;
  e.cache = 0;
  e.cacheSize = 1;
  e.chunkSize = 0;
}

// ---- the range coder -------------------------------------------------------------------------------------------------

function putByte(e: Encoder, b: u32): void {
  if (e.isLzma2) {
    store<u8>(e.chunk + <usize>e.chunkSize, <u8>b);
    e.chunkSize++;
  } else outByte(b & 255);
}

function shiftLow(e: Encoder): void {
  if (e.low < 0xff000000 || e.low > 0xffffffff) {
    const carry = <u32>(e.low >> 32);
    let b = e.cache;
    for (; e.cacheSize > 0; e.cacheSize--) {
      putByte(e, b + carry);
      b = 0xff;
    }
    e.cache = <u32>(e.low >> 24) & 0xff;
  }
  e.cacheSize++;
  e.low = (e.low & 0x00ffffff) << 8;
}

function flushCoder(e: Encoder): void {
  for (let i = 0; i < 5; i++) shiftLow(e);
}

function bit(e: Encoder, i: u32, b: u32): void {
  const p = probAt(e, i);
  const prob = <u32>load<u16>(p);
  const bound = (e.range >> 11) * prob;
  if (b == 0) {
    e.range = bound;
    store<u16>(p, <u16>(prob + ((2048 - prob) >> 5)));
  } else {
    e.low += <u64>bound;
    e.range -= bound;
    store<u16>(p, <u16>(prob - (prob >> 5)));
  }
  if (e.range < TOP) {
    e.range <<= 8;
    shiftLow(e);
  }
}

function tree(e: Encoder, base: u32, bits: u32, value: u32): void {
  let m: u32 = 1;
  for (let i = bits; i > 0; i--) {
    const b = (value >> (i - 1)) & 1;
    bit(e, base + m, b);
    m = (m << 1) | b;
  }
}

function reverseTree(e: Encoder, base: u32, bits: u32, value: u32): void {
  let m: u32 = 1;
  for (let i: u32 = 0; i < bits; i++) {
    const b = (value >> i) & 1;
    bit(e, base + m, b);
    m = (m << 1) | b;
  }
}

function direct(e: Encoder, bits: u32, value: u32): void {
  for (let i = bits; i > 0; i--) {
    e.range >>= 1;
    if ((value >> (i - 1)) & 1) e.low += <u64>e.range;
    if (e.range < TOP) {
      e.range <<= 8;
      shiftLow(e);
    }
  }
}

// ---- symbols ---------------------------------------------------------------------------------------------------------

/** The place in the stream, for contexts. */
function placeOf(e: Encoder): u32 {
  const f = finderOf(e);
  return f.slid + <u32>f.pos;
}

function posStateOf(e: Encoder): u32 {
  return placeOf(e) & (((<u32>1) << e.pb) - 1);
}

function literal(e: Encoder): void {
  const f = finderOf(e);
  const p = f.window + <usize>f.pos;
  const place = placeOf(e);
  bit(e, IS_MATCH + (e.state << 4) + posStateOf(e), 0);
  const before: u32 = place == 0 ? 0 : <u32>load<u8>(p - 1);
  const context = ((place & (((<u32>1) << e.lp) - 1)) << e.lc) + (before >> (8 - e.lc));
  const base = LITERAL + 0x300 * context;
  let symbol = <u32>load<u8>(p) | 0x100;
  if (e.state < 7) {
    tree(e, base, 8, symbol & 255);
  } else {
    let match = <u32>load<u8>(p - <usize>e.rep0 - 1);
    let offset: u32 = 0x100;
    do {
      match <<= 1;
      bit(e, base + offset + (match & offset) + (symbol >> 8), (symbol >> 7) & 1);
      symbol <<= 1;
      offset &= ~(match ^ symbol);
    } while (symbol < 0x10000);
  }
  e.state = e.state < 4 ? 0 : e.state < 10 ? e.state - 3 : e.state - 6;
}

function putLength(e: Encoder, coder: u32, length: u32, posState: u32): void {
  const n = length - 2;
  if (n < 8) {
    bit(e, coder, 0);
    tree(e, coder + LEN_LOW + (posState << 3), 3, n);
    return;
  }
  bit(e, coder, 1);
  if (n < 16) {
    bit(e, coder + 1, 0);
    tree(e, coder + LEN_MID + (posState << 3), 3, n - 8);
  } else {
    bit(e, coder + 1, 1);
    tree(e, coder + LEN_HIGH, 8, n - 16);
  }
}

function putDistance(e: Encoder, length: u32, distance: u32): void {
  const lengthState = length < 6 ? length - 2 : 3;
  const slot = slotOf(distance);
  tree(e, DIST_SLOT + (lengthState << 6), 6, slot);
  if (slot < 4) return;
  const bits = (slot >> 1) - 1;
  const base = (2 | (slot & 1)) << bits;
  const rest = distance - base;
  if (slot < 14) reverseTree(e, DIST_SPECIAL + base - slot, bits, rest);
  else {
    direct(e, bits - 4, rest >> 4);
    reverseTree(e, DIST_ALIGN, 4, rest & 15);
  }
}

/** The class of a distance: its two highest bits and their place. */
function slotOf(distance: u32): u32 {
  if (distance < 4) return distance;
  const n = 31 - <u32>clz(distance);
  return 2 * n + ((distance >> (n - 1)) & 1);
}

function match(e: Encoder, length: u32, distance: u32): void {
  const posState = posStateOf(e);
  bit(e, IS_MATCH + (e.state << 4) + posState, 1);
  bit(e, IS_REP + e.state, 0);
  putLength(e, LEN, length, posState);
  putDistance(e, length, distance);
  e.rep3 = e.rep2;
  e.rep2 = e.rep1;
  e.rep1 = e.rep0;
  e.rep0 = distance;
  e.state = e.state < 7 ? 7 : 10;
}

/** A distance used before, the k-th; length 1 only with the latest. */
function repeat(e: Encoder, k: u32, length: u32): void {
  const posState = posStateOf(e);
  const s = e.state;
  bit(e, IS_MATCH + (s << 4) + posState, 1);
  bit(e, IS_REP + s, 1);
  if (k == 0) {
    bit(e, IS_REP0 + s, 0);
    bit(e, IS_REP0_LONG + (s << 4) + posState, length == 1 ? 0 : 1);
  } else {
    bit(e, IS_REP0 + s, 1);
    const distance = repAt(e, k);
    bit(e, IS_REP1 + s, k == 1 ? 0 : 1);
    if (k > 1) {
      bit(e, IS_REP2 + s, k - 2);
      if (k == 3) e.rep3 = e.rep2;
      e.rep2 = e.rep1;
    }
    e.rep1 = e.rep0;
    e.rep0 = distance;
  }
  if (length == 1) {
    e.state = s < 7 ? 9 : 11;
    return;
  }
  putLength(e, REP_LEN, length, posState);
  e.state = s < 7 ? 8 : 11;
}

function repAt(e: Encoder, k: u32): u32 {
  return load<u32>(changetype<usize>(e) + offsetof<Encoder>("rep0") + ((<usize>k) << 2));
}

// ---- parsing ---------------------------------------------------------------------------------------------------------

/** Bytes that are equal at place i and so far behind it; 0 if that is before the stream or the dictionary. */
function repLength(e: Encoder, i: i32, distance: u32, most: i32): i32 {
  const f = finderOf(e);
  if (distance >= <u32>i || distance >= <u32>f.dictSize) return 0;
  const p = f.window + <usize>i;
  return equalBytes(p, p - <usize>distance - 1, most);
}

/** Is the one distance much smaller, so that a byte less of length is worth it? */
function isMuchNearer(near: u32, far: u32): bool {
  return near < far >> 7;
}

/** The longest repeat at the place to encode: its length, its number in `bestRep`. */
let bestRep: u32 = 0;
function longestRepeat(e: Encoder, most: i32): i32 {
  let best = 0;
  for (let k: u32 = 0; k < 4; k++) {
    const n = repLength(e, finderOf(e).pos, repAt(e, k), most);
    if (n > best) {
      best = n;
      bestRep = k;
    }
  }
  return best;
}

/** The match to compare with others: the longest, or a much nearer one that is a byte shorter. Index, -1 if there is none worth it. */
function bestMatch(f: Finder): i32 {
  let i = f.count - 1;
  while (i > 0 && matchLength(i) == matchLength(i - 1) + 1 && isMuchNearer(matchDistance(i - 1), matchDistance(i))) i--;
  return i >= 0 && matchLength(i) == 2 && matchDistance(i) >= 0x80 ? -1 : i;
}

/** Does a match at the next place promise more than this one? It is found, and stays for the next step. */
function isNextBetter(e: Encoder, length: i32, distance: u32): bool {
  const f = finderOf(e);
  const next = f.pos + 1;
  findMatches(f, next);
  const i = bestMatch(f);
  if (i >= 0) {
    const n = matchLength(i);
    const d = matchDistance(i);
    if (n >= length && d < distance) return true;
    if (n == length + 1 && !isMuchNearer(distance, d)) return true;
    if (n > length + 1) return true;
    if (n + 1 >= length && length >= 3 && isMuchNearer(d, distance)) return true;
  }
  const most = length - 1 < 2 ? 2 : length - 1;
  if (f.size - next < most) return false;
  for (let k: u32 = 0; k < 4; k++) {
    if (repLength(e, next, repAt(e, k), most) == most) return true;
  }
  return false;
}

/** Encodes a byte alone: as a literal, or as the byte at the latest distance when the last symbol was a match. */
function encodeOne(e: Encoder): void {
  const f = finderOf(e);
  if (e.state >= 7 && repLength(e, f.pos, e.rep0, 1) == 1) repeat(e, 0, 1);
  else literal(e);
  f.pos++;
}

function encodeRepeat(e: Encoder, k: u32, length: i32): void {
  const f = finderOf(e);
  repeat(e, k, <u32>length);
  f.pos += length;
  enterUntil(f, f.pos);
}

/** Encodes the next symbol. */
function encodeSymbol(e: Encoder): void {
  const f = finderOf(e);
  if (f.foundAt != f.pos) findMatches(f, f.pos);
  let most = f.size - f.pos;
  if (most > LONGEST) most = LONGEST;
  const rep = longestRepeat(e, most);
  const k = bestRep;
  if (rep >= f.nice) {
    encodeRepeat(e, k, rep);
    return;
  }
  const i = bestMatch(f);
  const length = i < 0 ? 1 : matchLength(i);
  const distance: u32 = i < 0 ? 0 : matchDistance(i);
  const isRepBetter =
    rep >= 2 &&
    (rep + 1 >= length || (rep + 2 >= length && distance > 0x200) || (rep + 3 >= length && distance > 0x8000));
  if (isRepBetter) encodeRepeat(e, k, rep);
  else if (i < 0 || (length < f.nice && f.size - f.pos > 1 && isNextBetter(e, length, distance))) encodeOne(e);
  else {
    match(e, <u32>length, distance);
    f.pos += length;
    enterUntil(f, f.pos);
  }
}

// ---- chunks ----------------------------------------------------------------------------------------------------------

/** Bytes of the window as they are, in chunks of at most 65536. */
function storeChunks(e: Encoder, p: usize, n: i32): void {
  while (n > 0) {
    const size = n < 65536 ? n : 65536;
    outByte(e.needDict ? 1 : 2);
    outByte(<u32>(size - 1) >> 8);
    outByte(<u32>(size - 1) & 255);
    outBytes(p, size);
    p += <usize>size;
    n -= size;
    e.needDict = false;
  }
}

/** Ends a chunk of LZMA2 and begins another; behind a stored one the state begins anew. */
function endChunk(e: Encoder): void {
  const f = finderOf(e);
  const n = f.pos - f.kept;
  if (n == 0) return;
  flushCoder(e);
  if (e.chunkSize >= <u32>n) {
    storeChunks(e, f.window + <usize>f.kept, n);
    resetState(e);
    e.needState = true;
  } else {
    const reset: u32 = e.needDict ? 3 : e.needProps ? 2 : e.needState ? 1 : 0;
    outByte(0x80 | (reset << 5) | (<u32>(n - 1) >> 16));
    outByte((<u32>(n - 1) >> 8) & 255);
    outByte(<u32>(n - 1) & 255);
    outByte((e.chunkSize - 1) >> 8);
    outByte((e.chunkSize - 1) & 255);
    if (reset >= 2) outByte((e.pb * 5 + e.lp) * 9 + e.lc);
    outBytes(e.chunk, <i32>e.chunkSize);
    e.needDict = false;
    e.needProps = false;
    e.needState = false;
  }
  f.kept = f.pos;
  resetCoder(e);
}

/** Encodes what the window has, but for what the longest match may need; all of it at the end. */
function encodeWindow(e: Encoder, isLast: bool): void {
  const f = finderOf(e);
  const until = isLast ? f.size : f.size - LONGEST - 2;
  while (f.pos < until) {
    if (e.isLzma2 && (e.chunkSize + e.cacheSize >= CHUNK_OUT - SLACK || f.pos - f.kept >= CHUNK_IN - LONGEST))
      endChunk(e);
    encodeSymbol(e);
  }
  if (!e.isLzma2) f.kept = f.pos;
}

/** Encodes n bytes more; false without memory. */
export function lzmaEncode(at: usize, p: usize, n: i32): bool {
  const e = changetype<Encoder>(at);
  while (n > 0) {
    const taken = finderTake(finderOf(e), p, n);
    if (taken < 0) return false;
    p += <usize>taken;
    n -= taken;
    encodeWindow(e, false);
  }
  return true;
}

/** Encodes the rest and the end of the stream. */
export function lzmaEncodeEnd(at: usize): void {
  const e = changetype<Encoder>(at);
  encodeWindow(e, true);
  if (e.isLzma2) {
    endChunk(e);
    outByte(0);
    return;
  }
  // a match that has no distance is the end marker
  match(e, 2, 0xffffffff);
  flushCoder(e);
}
