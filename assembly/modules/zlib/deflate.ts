/**
 * Compression to DEFLATE: the matching half, with zlib's window, hash chains, lazy evaluation and limits for each level, so that the same
 * input in the same pieces gives the same bytes. Output is not limited, so that a call always takes its whole input.
 *
 * A compressor is one block: the fields, the trees, then the window (twice its size), the chains, their heads and the symbols.
 * DIFFERS: level 0 cuts stored blocks at 65535 bytes; zlib cuts them by the room of its caller's output buffer.
 */
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { adler32, crc32 } from "./checksums";
import { outByte } from "./bytes_out";
import { TREES_SIZE, Trees, alignBlock, flushBlock, storedBlock, tallyLiteral, tallyMatch, treesInit } from "./trees";

export const Z_NO_FLUSH: i32 = 0;
const Z_PARTIAL_FLUSH: i32 = 1;
const Z_FULL_FLUSH: i32 = 3;
export const Z_FINISH: i32 = 4;
const Z_BLOCK: i32 = 5;
const Z_STREAM_ERROR: i32 = -2;
const Z_BUF: i32 = -5;

const Z_FILTERED: i32 = 1;
const Z_HUFFMAN_ONLY: i32 = 2;
const Z_RLE: i32 = 3;

const MIN_MATCH: i32 = 3;
const MAX_MATCH: i32 = 258;
const MIN_LOOKAHEAD: i32 = 262;
const TOO_FAR: i32 = 4096;

@unmanaged
export class Deflate {
  /** 0 raw, 1 zlib, 2 gzip. */
  wrap: i32;
  headerDone: bool;
  finished: bool;
  trailerDone: bool;
  level: i32;
  strategy: i32;
  wbits: i32;
  wsize: i32;
  hashMask: i32;
  hashShift: i32;
  hash: i32;
  blockStart: i32;
  strStart: i32;
  matchStart: i32;
  matchLength: i32;
  prevLength: i32;
  prevMatch: i32;
  matchAvailable: bool;
  lookahead: i32;
  insert: i32;
  lastFlush: i32;
  check: u32;
  totalIn: u32;
  goodMatch: i32;
  maxLazy: i32;
  niceMatch: i32;
  maxChain: i32;
  trees: Trees;
  window: usize;
  prev: usize;
  head: usize;
  size: i32;
}

/** good, lazy, nice, chain for levels 1 to 9. */
const limits = memory.data<u16>([
  4, 4, 8, 4, 4, 5, 16, 8, 4, 6, 32, 32, 4, 4, 16, 16, 8, 16, 32, 32, 8, 16, 128, 128, 8, 32, 128, 256, 32, 128, 258,
  1024, 32, 258, 258, 4096,
]);

/** Points a compressor's parts into its own block. */
function layOut(d: Deflate, memLevel: i32): void {
  let at = changetype<usize>(d) + ((offsetof<Deflate>() + 15) & ~15);
  d.trees = changetype<Trees>(at);
  at += (TREES_SIZE + 15) & ~15;
  d.window = at;
  at += <usize>d.wsize * 2 + 512;
  d.prev = at;
  at += <usize>d.wsize * 2;
  d.head = at;
  at += (<usize>(d.hashMask + 1)) << 1;
  d.trees.symbolAt = at;
  d.trees.symbolRoom = 1 << (memLevel + 6);
}

/** `new` compressor; 0 if there is no memory, 1 if a parameter is not one of zlib's. */
export function deflateNew(level: i32, wbits: i32, memLevel: i32, strategy: i32): usize {
  if (level == -1) level = 6;
  let wrap = 1;
  if (wbits < 0) {
    if (wbits < -15) return 1;
    wrap = 0;
    wbits = -wbits;
  } else if (wbits > 15) {
    wrap = 2;
    wbits -= 16;
  }
  if (memLevel < 1 || memLevel > 9 || wbits < 8 || wbits > 15 || level < 0 || level > 9) return 1;
  if (strategy < 0 || strategy > 4 || (wbits == 8 && wrap != 1)) return 1;
  if (wbits == 8) wbits = 9;
  const wsize = 1 << wbits;
  const hashBits = memLevel + 7;
  const size =
    ((<i32>offsetof<Deflate>() + 15) & ~15) +
    ((<i32>TREES_SIZE + 15) & ~15) +
    wsize * 4 +
    512 +
    (2 << hashBits) +
    3 * (1 << (memLevel + 6));
  const at = PyMem_Malloc(<usize>size);
  if (at == 0) return 0;
  memory.fill(at, 0, <usize>size);
  const d = changetype<Deflate>(at);
  d.size = size;
  d.wrap = wrap;
  d.level = level;
  d.strategy = strategy;
  d.wbits = wbits;
  d.wsize = wsize;
  d.hashMask = (1 << hashBits) - 1;
  d.hashShift = (hashBits + 2) / 3;
  d.lastFlush = -2;
  d.check = wrap == 2 ? 0 : 1;
  if (level > 0) {
    const row = limits + ((<usize>(level - 1)) << 3);
    d.goodMatch = <i32>load<u16>(row);
    d.maxLazy = <i32>load<u16>(row, 2);
    d.niceMatch = <i32>load<u16>(row, 4);
    d.maxChain = <i32>load<u16>(row, 6);
  }
  d.matchLength = MIN_MATCH - 1;
  d.prevLength = MIN_MATCH - 1;
  layOut(d, memLevel);
  d.trees.strategy = strategy;
  treesInit(d.trees);
  return at;
}

/** `new` copy; 0 if there is no memory. */
export function deflateCopy(from: usize): usize {
  const old = changetype<Deflate>(from);
  const at = PyMem_Malloc(<usize>old.size);
  if (at == 0) return 0;
  memory.copy(at, from, <usize>old.size);
  const d = changetype<Deflate>(at);
  const moved = at - from;
  d.trees = changetype<Trees>(changetype<usize>(old.trees) + moved);
  d.window += moved;
  d.prev += moved;
  d.head += moved;
  d.trees.symbolAt += moved;
  return at;
}

export function deflateFree(at: usize): void {
  PyMem_Free(at);
}

/** The input of the call that runs. */
let inAt: usize = 0;
let inLeft: i32 = 0;

// ---- window ----

function byteAt(d: Deflate, i: i32): i32 {
  return <i32>load<u8>(d.window + <usize>i);
}

function updateHash(d: Deflate, c: i32): void {
  d.hash = ((d.hash << d.hashShift) ^ c) & d.hashMask;
}

/** Puts the string at `at` into its chain; the head of the chain before. */
function insertString(d: Deflate, at: i32): i32 {
  updateHash(d, byteAt(d, at + 2));
  const head = d.head + ((<usize>d.hash) << 1);
  const was = load<u16>(head);
  store<u16>(d.prev + ((<usize>(at & (d.wsize - 1))) << 1), was);
  store<u16>(head, <u16>at);
  return <i32>was;
}

function slide(table: usize, n: i32, by: i32): void {
  for (let at = table, end = table + ((<usize>n) << 1); at < end; at += 2) {
    const m = <i32>load<u16>(at);
    store<u16>(at, <u16>(m >= by ? m - by : 0));
  }
}

function readInput(d: Deflate, to: usize, room: i32): i32 {
  const n = inLeft < room ? inLeft : room;
  if (n == 0) return 0;
  memory.copy(to, inAt, <usize>n);
  if (d.wrap == 1) d.check = adler32(d.check, to, <usize>n);
  else if (d.wrap == 2) d.check = crc32(d.check, to, <usize>n);
  d.totalIn += <u32>n;
  inAt += <usize>n;
  inLeft -= n;
  return n;
}

/** Makes the hash ready for strings that had too few bytes when they were seen. */
function insertWaiting(d: Deflate): void {
  if (d.lookahead + d.insert < MIN_MATCH) return;
  let at = d.strStart - d.insert;
  d.hash = byteAt(d, at);
  updateHash(d, byteAt(d, at + 1));
  while (d.insert > 0) {
    insertString(d, at);
    at++;
    d.insert--;
    if (d.lookahead + d.insert < MIN_MATCH) break;
  }
}

/** Reads input until there is enough to match at full length, sliding the window when its upper half fills. */
function fillWindow(d: Deflate): void {
  const wsize = d.wsize;
  do {
    let more = 2 * wsize - d.lookahead - d.strStart;
    if (d.strStart >= wsize + (wsize - MIN_LOOKAHEAD)) {
      memory.copy(d.window, d.window + <usize>wsize, <usize>(wsize - more));
      d.matchStart -= wsize;
      d.strStart -= wsize;
      d.blockStart -= wsize;
      if (d.insert > d.strStart) d.insert = d.strStart;
      slide(d.head, d.hashMask + 1, wsize);
      slide(d.prev, wsize, wsize);
      more += wsize;
    }
    if (inLeft == 0) break;
    d.lookahead += readInput(d, d.window + <usize>(d.strStart + d.lookahead), more);
    insertWaiting(d);
  } while (d.lookahead < MIN_LOOKAHEAD && inLeft != 0);
}

/** The length of the longest match of the current string along the chain from `cur`; sets matchStart. */
function longestMatch(d: Deflate, cur: i32): i32 {
  let chain = d.maxChain;
  const scan = d.window + <usize>d.strStart;
  let best = d.prevLength;
  let nice = d.niceMatch;
  const maxDistance = d.wsize - MIN_LOOKAHEAD;
  const limit = d.strStart > maxDistance ? d.strStart - maxDistance : 0;
  const mask = d.wsize - 1;
  if (d.prevLength >= d.goodMatch) chain >>= 2;
  if (nice > d.lookahead) nice = d.lookahead;
  let end = load<u16>(scan + <usize>(best - 1));
  const first = load<u16>(scan);
  do {
    const match = d.window + <usize>cur;
    if (load<u16>(match + <usize>(best - 1)) != end || load<u16>(match) != first) continue;
    let n = 3;
    while (n < MAX_MATCH && load<u8>(scan + <usize>n) == load<u8>(match + <usize>n)) n++;
    if (n <= best) continue;
    d.matchStart = cur;
    best = n;
    if (n >= nice) break;
    end = load<u16>(scan + <usize>(best - 1));
  } while ((cur = <i32>load<u16>(d.prev + ((<usize>(cur & mask)) << 1))) > limit && --chain != 0);
  return best <= d.lookahead ? best : d.lookahead;
}

function endBlock(d: Deflate, last: bool): void {
  const p = d.blockStart >= 0 ? d.window + <usize>d.blockStart : 0;
  flushBlock(d.trees, p, d.strStart - d.blockStart, last);
  d.blockStart = d.strStart;
}

// ---- strategies: true when the input is used up and the flush asked for may follow ----

function finishRun(d: Deflate, flush: i32, insert: i32): bool {
  d.insert = insert;
  if (flush == Z_FINISH) {
    endBlock(d, true);
    d.finished = true;
  } else if (d.trees.symbols > 0) endBlock(d, false);
  return true;
}

/** Is there too little to go on? Sets nothing when the input has simply ended. */
function starved(d: Deflate, flush: i32, want: i32): bool {
  if (d.lookahead >= want) return false;
  fillWindow(d);
  return d.lookahead < want && flush == Z_NO_FLUSH;
}

function deflateFast(d: Deflate, flush: i32): bool {
  while (true) {
    if (starved(d, flush, MIN_LOOKAHEAD)) return false;
    if (d.lookahead == 0) break;
    const head = d.lookahead >= MIN_MATCH ? insertString(d, d.strStart) : 0;
    if (head != 0 && d.strStart - head <= d.wsize - MIN_LOOKAHEAD) d.matchLength = longestMatch(d, head);
    let full: bool;
    if (d.matchLength >= MIN_MATCH) {
      full = tallyMatch(d.trees, d.strStart - d.matchStart, d.matchLength - MIN_MATCH);
      d.lookahead -= d.matchLength;
      skipMatch(d);
    } else {
      full = tallyLiteral(d.trees, byteAt(d, d.strStart));
      d.lookahead--;
      d.strStart++;
    }
    if (full) endBlock(d, false);
  }
  return finishRun(d, flush, d.strStart < MIN_MATCH - 1 ? d.strStart : MIN_MATCH - 1);
}

/** Passes over a match of the fast levels: short ones have their strings inserted. */
function skipMatch(d: Deflate): void {
  if (d.matchLength <= d.maxLazy && d.lookahead >= MIN_MATCH) {
    d.matchLength--;
    do {
      d.strStart++;
      insertString(d, d.strStart);
    } while (--d.matchLength != 0);
    d.strStart++;
    return;
  }
  d.strStart += d.matchLength;
  d.matchLength = 0;
  d.hash = byteAt(d, d.strStart);
  updateHash(d, byteAt(d, d.strStart + 1));
}

function deflateSlow(d: Deflate, flush: i32): bool {
  while (true) {
    if (starved(d, flush, MIN_LOOKAHEAD)) return false;
    if (d.lookahead == 0) break;
    const head = d.lookahead >= MIN_MATCH ? insertString(d, d.strStart) : 0;
    d.prevLength = d.matchLength;
    d.prevMatch = d.matchStart;
    d.matchLength = MIN_MATCH - 1;
    if (head != 0 && d.prevLength < d.maxLazy && d.strStart - head <= d.wsize - MIN_LOOKAHEAD) {
      d.matchLength = longestMatch(d, head);
      const isFar = d.matchLength == MIN_MATCH && d.strStart - d.matchStart > TOO_FAR;
      if (d.matchLength <= 5 && (d.strategy == Z_FILTERED || isFar)) d.matchLength = MIN_MATCH - 1;
    }
    if (d.prevLength >= MIN_MATCH && d.matchLength <= d.prevLength) {
      if (takePrevious(d)) endBlock(d, false);
    } else if (d.matchAvailable) {
      if (tallyLiteral(d.trees, byteAt(d, d.strStart - 1))) endBlock(d, false);
      d.strStart++;
      d.lookahead--;
    } else {
      d.matchAvailable = true;
      d.strStart++;
      d.lookahead--;
    }
  }
  if (d.matchAvailable) {
    tallyLiteral(d.trees, byteAt(d, d.strStart - 1));
    d.matchAvailable = false;
  }
  return finishRun(d, flush, d.strStart < MIN_MATCH - 1 ? d.strStart : MIN_MATCH - 1);
}

/** The match found one byte ago is no worse than the one here: takes it. */
function takePrevious(d: Deflate): bool {
  const lastInsert = d.strStart + d.lookahead - MIN_MATCH;
  const full = tallyMatch(d.trees, d.strStart - 1 - d.prevMatch, d.prevLength - MIN_MATCH);
  d.lookahead -= d.prevLength - 1;
  d.prevLength -= 2;
  do {
    if (++d.strStart <= lastInsert) insertString(d, d.strStart);
  } while (--d.prevLength != 0);
  d.matchAvailable = false;
  d.matchLength = MIN_MATCH - 1;
  d.strStart++;
  return full;
}

function deflateHuffman(d: Deflate, flush: i32): bool {
  while (true) {
    if (d.lookahead == 0) {
      fillWindow(d);
      if (d.lookahead == 0) {
        if (flush == Z_NO_FLUSH) return false;
        break;
      }
    }
    d.matchLength = 0;
    const full = tallyLiteral(d.trees, byteAt(d, d.strStart));
    d.lookahead--;
    d.strStart++;
    if (full) endBlock(d, false);
  }
  return finishRun(d, flush, 0);
}

/** Length of the run of the byte before the current string, at most 258. */
function runLength(d: Deflate): i32 {
  if (d.lookahead < MIN_MATCH || d.strStart == 0) return 0;
  const c = byteAt(d, d.strStart - 1);
  let n = 0;
  while (n < MAX_MATCH && byteAt(d, d.strStart + n) == c) n++;
  if (n < MIN_MATCH) return 0;
  return n > d.lookahead ? d.lookahead : n;
}

function deflateRle(d: Deflate, flush: i32): bool {
  while (true) {
    if (starved(d, flush, MAX_MATCH + 1)) return false;
    if (d.lookahead == 0) break;
    d.matchLength = runLength(d);
    let full: bool;
    if (d.matchLength >= MIN_MATCH) {
      full = tallyMatch(d.trees, 1, d.matchLength - MIN_MATCH);
      d.lookahead -= d.matchLength;
      d.strStart += d.matchLength;
      d.matchLength = 0;
    } else {
      full = tallyLiteral(d.trees, byteAt(d, d.strStart));
      d.lookahead--;
      d.strStart++;
    }
    if (full) endBlock(d, false);
  }
  return finishRun(d, flush, 0);
}

/** Level 0. The window is a buffer here: strStart bytes wait in it. */
function deflateStored(d: Deflate, flush: i32): bool {
  const room = 2 * d.wsize < 65535 ? 2 * d.wsize : 65535;
  while (inLeft > 0) {
    if (d.strStart == room) {
      storedBlock(d.trees, d.window, room, false);
      d.strStart = 0;
    }
    d.strStart += readInput(d, d.window + <usize>d.strStart, room - d.strStart);
  }
  if (flush == Z_NO_FLUSH) return false;
  if (flush == Z_FINISH || d.strStart > 0) storedBlock(d.trees, d.window, d.strStart, flush == Z_FINISH);
  d.strStart = 0;
  if (flush == Z_FINISH) d.finished = true;
  return true;
}

function runStrategy(d: Deflate, flush: i32): bool {
  if (d.level == 0) return deflateStored(d, flush);
  if (d.strategy == Z_HUFFMAN_ONLY) return deflateHuffman(d, flush);
  if (d.strategy == Z_RLE) return deflateRle(d, flush);
  return d.level < 4 ? deflateFast(d, flush) : deflateSlow(d, flush);
}

// ---- containers ----

function putBE32(v: u32): void {
  outByte(v >> 24);
  outByte((v >> 16) & 255);
  outByte((v >> 8) & 255);
  outByte(v & 255);
}

function putLE32(v: u32): void {
  putBE32(bswap<u32>(v));
}

function writeHeader(d: Deflate): void {
  d.headerDone = true;
  if (d.wrap == 1) {
    const mark = d.strategy >= Z_HUFFMAN_ONLY || d.level < 2 ? 0 : d.level < 6 ? 1 : d.level == 6 ? 2 : 3;
    let header = ((8 + ((d.wbits - 8) << 4)) << 8) | (mark << 6);
    if (d.strStart != 0) header |= 0x20;
    header += 31 - (header % 31);
    outByte(header >> 8);
    outByte(header & 255);
    if (d.strStart != 0) putBE32(d.check);
    d.check = 1;
  } else if (d.wrap == 2) {
    outByte(31);
    outByte(139);
    outByte(8);
    for (let i = 0; i < 5; i++) outByte(0);
    outByte(d.level == 9 ? 2 : d.strategy >= Z_HUFFMAN_ONLY || d.level < 2 ? 4 : 0);
    outByte(3);
  }
}

function writeTrailer(d: Deflate): void {
  if (d.trailerDone) return;
  d.trailerDone = true;
  if (d.wrap == 2) {
    putLE32(d.check);
    putLE32(d.totalIn);
  } else if (d.wrap == 1) putBE32(d.check);
}

/** zlib's order of flushes: asking again for no more than before gives nothing. */
function rank(flush: i32): i32 {
  return flush * 2 - (flush > 4 ? 9 : 0);
}

/** Takes n bytes at p. 0, or a number as zlib returns it; output goes to bytes_out.ts. */
export function deflate(d: Deflate, p: usize, n: i32, flush: i32): i32 {
  if (flush > Z_BLOCK || flush < 0 || (d.finished && flush != Z_FINISH)) return Z_STREAM_ERROR;
  inAt = p;
  inLeft = n;
  const before = d.lastFlush;
  d.lastFlush = flush;
  if (!d.headerDone) writeHeader(d);
  else if (inLeft == 0 && rank(flush) <= rank(before) && flush != Z_FINISH) return Z_BUF;
  if (d.finished && inLeft != 0) return Z_BUF;
  if (inLeft != 0 || d.lookahead != 0 || (flush != Z_NO_FLUSH && !d.finished)) {
    if (runStrategy(d, flush) && !d.finished) endFlush(d, flush);
  }
  if (flush == Z_FINISH) writeTrailer(d);
  return 0;
}

/** What follows a flushed block. */
function endFlush(d: Deflate, flush: i32): void {
  if (flush == Z_PARTIAL_FLUSH) alignBlock(d.trees);
  else if (flush != Z_BLOCK) {
    storedBlock(d.trees, 0, 0, false);
    if (flush == Z_FULL_FLUSH) {
      memory.fill(d.head, 0, (<usize>(d.hashMask + 1)) << 1);
      if (d.lookahead == 0) {
        d.strStart = 0;
        d.blockStart = 0;
        d.insert = 0;
      }
    }
  }
}

/** Lets matches begin in a dictionary. */
export function deflateSetDictionary(d: Deflate, p: usize, n: i32): void {
  if (d.wrap == 1) d.check = adler32(d.check, p, <usize>n);
  const wrap = d.wrap;
  d.wrap = 0;
  if (n > d.wsize) {
    p += <usize>(n - d.wsize);
    n = d.wsize;
  }
  inAt = p;
  inLeft = n;
  fillWindow(d);
  while (d.lookahead >= MIN_MATCH) {
    let at = d.strStart;
    for (let k = d.lookahead - (MIN_MATCH - 1); k > 0; k--) {
      insertString(d, at);
      at++;
    }
    d.strStart = at;
    d.lookahead = MIN_MATCH - 1;
    fillWindow(d);
  }
  d.strStart += d.lookahead;
  d.blockStart = d.strStart;
  d.insert = d.lookahead;
  d.lookahead = 0;
  d.matchLength = MIN_MATCH - 1;
  d.prevLength = MIN_MATCH - 1;
  d.matchAvailable = false;
  d.wrap = wrap;
  d.totalIn = 0;
}
