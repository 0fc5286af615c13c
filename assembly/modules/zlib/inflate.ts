/**
 * Decompression of DEFLATE (RFC 1951) in zlib (RFC 1950) and gzip (RFC 1952) containers, resumable at every bit.
 *
 * Invariant: bits are taken from the input one byte at a time and only when needed, so that between calls fewer than 8 bits are held and
 * what follows the stream's end is left in the input. The last 32 KB written are kept in the stream's window. Messages are zlib's.
 */
import { adler32, crc32 } from "./checksums";
import { outAt, outByte, outFailed, outSize } from "./bytes_out";

/** Results, numbered as in zlib. */
export const Z_OK: i32 = 0;
export const Z_STREAM_END: i32 = 1;
export const Z_NEED_DICT: i32 = 2;
export const Z_DATA_ERROR: i32 = -3;
export const Z_BUF_ERROR: i32 = -5;

const WINDOW: i32 = 32768;
const FAST: i32 = 10;

// what is read next
const HEAD: i32 = 0;
const GZIP_REST: i32 = 1;
const GZIP_EXTRA_LENGTH: i32 = 2;
const GZIP_EXTRA: i32 = 3;
const GZIP_NAME: i32 = 4;
const GZIP_COMMENT: i32 = 5;
const GZIP_CRC: i32 = 6;
const DICT_ID: i32 = 7;
const DICT: i32 = 8;
const TYPE: i32 = 9;
const STORED: i32 = 10;
const COPY: i32 = 11;
const TABLE: i32 = 12;
const LENGTH_LENGTHS: i32 = 13;
const CODE_LENGTHS: i32 = 14;
const SYMBOL: i32 = 15;
const LITERAL: i32 = 16;
const LENGTH_BITS: i32 = 17;
const DISTANCE: i32 = 18;
const DISTANCE_BITS: i32 = 19;
const MATCH: i32 = 20;
const CHECK: i32 = 21;
const LENGTH_CHECK: i32 = 22;
const DONE: i32 = 23;
const BAD: i32 = 24;

@unmanaged
export class Inflate {
  mode: i32;
  /** 0 raw, 1 zlib, 2 gzip, 3 either by its first bytes. */
  wrap: i32;
  isGzip: bool;
  last: bool;
  hasDict: bool;
  isFixed: bool;
  wbits: i32;
  bits: u64;
  count: i32;
  /** Adler-32 or CRC-32 so far; the header's CRC in a gzip header. */
  check: u32;
  total: u32;
  gzipFlags: u32;
  left: i32;
  nlen: i32;
  ndist: i32;
  ncode: i32;
  have: i32;
  length: i32;
  distance: i32;
  windowPos: i32;
  windowHave: i32;
  maxDistance: i32;
  message: usize;
}

const LENGTHS: usize = offsetof<Inflate>(); // 320 code lengths
const LIT_COUNT: usize = LENGTHS + 320; // 16 counts and 288 symbols (u16)
const LIT_SYMBOLS: usize = LIT_COUNT + 32;
const DIST_COUNT: usize = LIT_SYMBOLS + 576;
const DIST_SYMBOLS: usize = DIST_COUNT + 32;
const LIT_FAST: usize = DIST_SYMBOLS + 64; // u16 by the next FAST bits: symbol | length << 10; 0: longer
const DIST_FAST: usize = LIT_FAST + 2048;
const WINDOW_AT: usize = DIST_FAST + 2048;
export const INFLATE_SIZE: usize = WINDOW_AT + 32768;

/** Starts a stream; false if wbits is not one of zlib's. */
export function inflateInit(s: Inflate, wbits: i32): bool {
  memory.fill(changetype<usize>(s), 0, WINDOW_AT);
  let wrap = 1;
  if (wbits < 0) {
    if (wbits < -15) return false;
    wrap = 0;
    wbits = -wbits;
  } else {
    wrap = (wbits >> 4) + 1;
    if (wbits < 48) wbits &= 15;
  }
  if (wbits != 0 && (wbits < 8 || wbits > 15)) return false;
  s.wrap = wrap;
  s.wbits = wbits;
  s.maxDistance = WINDOW;
  s.check = 1;
  s.mode = wrap == 0 ? TYPE : HEAD;
  return true;
}

/** The input of the call that runs. */
export let inAt: usize = 0;
export let inLeft: i32 = 0;

export function setInput(p: usize, n: i32): void {
  inAt = p;
  inLeft = n;
}

/** At least n bits (n <= 32) in the buffer; false if the input ends before. */
function need(s: Inflate, n: i32): bool {
  while (s.count < n) {
    if (inLeft == 0) return false;
    s.bits |= (<u64>load<u8>(inAt)) << (<u64>s.count);
    s.count += 8;
    inAt++;
    inLeft--;
  }
  return true;
}

function peek(s: Inflate, n: i32): u32 {
  return <u32>(s.bits & (((<u64>1) << (<u64>n)) - 1));
}

function drop(s: Inflate, n: i32): void {
  s.bits >>= <u64>n;
  s.count -= n;
}

function take(s: Inflate, n: i32): u32 {
  const v = peek(s, n);
  drop(s, n);
  return v;
}

function bad(s: Inflate, message: string): void {
  s.mode = BAD;
  s.message = changetype<usize>(message);
}

// ---- Huffman codes ----

/**
 * Makes a canonical code from `n` lengths: counts by length, symbols in order, and the table of short codes. 0 complete, > 0 incomplete,
 * < 0 over-subscribed.
 */
function build(count: usize, symbols: usize, fast: usize, lengths: usize, n: i32): i32 {
  memory.fill(count, 0, 32);
  for (let i = 0; i < n; i++) {
    const at = count + ((<usize>load<u8>(lengths + <usize>i)) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  let left = 1;
  for (let len: usize = 1; len < 16; len++) {
    left = (left << 1) - <i32>load<u16>(count + (len << 1));
    if (left < 0) return left;
  }
  const offsets = starts;
  store<u16>(offsets, 0, 2);
  for (let len: usize = 1; len < 15; len++) {
    store<u16>(offsets + (len << 1), load<u16>(offsets + (len << 1)) + load<u16>(count + (len << 1)), 2);
  }
  for (let i = 0; i < n; i++) {
    const len = <usize>load<u8>(lengths + <usize>i);
    if (len == 0) continue;
    const at = offsets + (len << 1);
    const k = load<u16>(at);
    store<u16>(symbols + ((<usize>k) << 1), <u16>i);
    store<u16>(at, k + 1);
  }
  fillFast(count, symbols, fast);
  return left;
}

const starts = memory.data(32, 8);

function fillFast(count: usize, symbols: usize, fast: usize): void {
  memory.fill(fast, 0, 2048);
  let code: u32 = 0;
  let index: usize = 0;
  for (let len = 1; len <= FAST; len++) {
    const n = <u32>load<u16>(count + ((<usize>len) << 1));
    for (let k: u32 = 0; k < n; k++) {
      let reversed: u32 = 0;
      for (let b = 0; b < len; b++) reversed |= ((code >> <u32>b) & 1) << (<u32>(len - 1 - b));
      const entry = load<u16>(symbols + (index << 1)) | <u16>(len << 10);
      for (let at = reversed; at < 1 << FAST; at += 1 << (<u32>len)) store<u16>(fast + ((<usize>at) << 1), entry);
      code++;
      index++;
    }
    code <<= 1;
  }
}

const NO_CODE: i32 = -1;
const NEED_INPUT: i32 = -2;

/** The next symbol, NO_CODE if the bits are none, NEED_INPUT. Takes no more bytes than the symbol needs. */
function decode(s: Inflate, count: usize, symbols: usize, fast: usize): i32 {
  while (true) {
    const entry = <u32>load<u16>(fast + ((<usize>(s.bits & ((1 << FAST) - 1))) << 1));
    const len = <i32>(entry >> 10);
    if (len != 0 && len <= s.count) {
      drop(s, len);
      return <i32>(entry & 1023);
    }
    if (len == 0 && s.count >= FAST) break;
    if (!need(s, s.count + 1)) return NEED_INPUT;
  }
  let code = 0;
  let first = 0;
  let index = 0;
  for (let len = 1; len < 16; len++) {
    if (len > s.count && !need(s, len)) return NEED_INPUT;
    code |= <i32>((s.bits >> <u64>(len - 1)) & 1);
    const n = <i32>load<u16>(count + ((<usize>len) << 1));
    if (code - n < first) {
      drop(s, len);
      return <i32>load<u16>(symbols + ((<usize>(index + code - first)) << 1));
    }
    index += n;
    first = (first + n) << 1;
    code <<= 1;
  }
  return NO_CODE;
}

const lengthBase = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const lengthExtra = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const distanceBase = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]);
const codeOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

function fixedCodes(s: Inflate): void {
  const p = changetype<usize>(s);
  const lengths = p + LENGTHS;
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  build(p + LIT_COUNT, p + LIT_SYMBOLS, p + LIT_FAST, lengths, 288);
  memory.fill(lengths, 5, 30);
  build(p + DIST_COUNT, p + DIST_SYMBOLS, p + DIST_FAST, lengths, 30);
}

/** The two codes of a dynamic block, from the lengths read. */
function dynamicCodes(s: Inflate): void {
  const p = changetype<usize>(s);
  const lengths = p + LENGTHS;
  if (load<u8>(lengths + 256) == 0) {
    bad(s, "invalid code -- missing end-of-block");
    return;
  }
  const lit = build(p + LIT_COUNT, p + LIT_SYMBOLS, p + LIT_FAST, lengths, s.nlen);
  if (lit < 0 || (lit > 0 && !isSingle(p + LIT_COUNT, s.nlen))) {
    bad(s, "invalid literal/lengths set");
    return;
  }
  const dist = build(p + DIST_COUNT, p + DIST_SYMBOLS, p + DIST_FAST, lengths + <usize>s.nlen, s.ndist);
  if (dist < 0 || (dist > 0 && !isSingle(p + DIST_COUNT, s.ndist))) {
    bad(s, "invalid distances set");
    return;
  }
  s.mode = SYMBOL;
}

/** An incomplete code is allowed if it is one code of one bit, or none. */
function isSingle(count: usize, n: i32): bool {
  return n - <i32>load<u16>(count) == <i32>load<u16>(count, 2);
}

// ---- output ----

function emit(s: Inflate, b: u32): void {
  outByte(b);
  store<u8>(changetype<usize>(s) + WINDOW_AT + <usize>s.windowPos, <u8>b);
  s.windowPos = (s.windowPos + 1) & (WINDOW - 1);
  if (s.windowHave < WINDOW) s.windowHave++;
}

/** A preset dictionary into the window. */
export function inflateSetDictionary(s: Inflate, p: usize, n: i32): bool {
  if (s.wrap != 0 && s.mode != DICT) return false;
  if (s.mode == DICT && adler32(1, p, <usize>n) != s.check) return false;
  const from = n > WINDOW ? n - WINDOW : 0;
  for (let i = from; i < n; i++) {
    store<u8>(changetype<usize>(s) + WINDOW_AT + <usize>s.windowPos, load<u8>(p + <usize>i));
    s.windowPos = (s.windowPos + 1) & (WINDOW - 1);
    if (s.windowHave < WINDOW) s.windowHave++;
  }
  s.hasDict = true;
  if (s.mode == DICT) {
    s.check = 1;
    s.mode = TYPE;
  }
  return true;
}

/** How a dictionary failed: does the stream wait for one? */
export function wantsDictionary(s: Inflate): bool {
  return s.mode == DICT;
}

// ---- headers ----

const crcBytes: usize = memory.data(8, 8);

/** Adds n bytes of a number to the header's CRC, if it has one. */
function headerCrc(s: Inflate, value: u32, n: usize): void {
  if ((s.gzipFlags & 0x200) == 0) return;
  store<u32>(crcBytes, value);
  s.check = crc32(s.check, crcBytes, n);
}

function readHead(s: Inflate): bool {
  if (!need(s, 16)) return false;
  const v = peek(s, 16);
  if ((s.wrap & 2) != 0 && v == 0x8b1f) {
    if (s.wbits == 0) s.wbits = 15;
    s.isGzip = true;
    s.check = crcOf(0, v, 2);
    drop(s, 16);
    s.mode = GZIP_REST;
    return true;
  }
  if ((s.wrap & 1) == 0 || (((v & 255) << 8) + (v >> 8)) % 31 != 0) {
    bad(s, "incorrect header check");
    return true;
  }
  if ((v & 15) != 8) {
    bad(s, "unknown compression method");
    return true;
  }
  const wbits = <i32>((v >> 4) & 15) + 8;
  if (s.wbits == 0) s.wbits = wbits;
  if (wbits > 15 || wbits > s.wbits) {
    bad(s, "invalid window size");
    return true;
  }
  s.maxDistance = 1 << wbits;
  drop(s, 16);
  s.check = 1;
  s.mode = (v & 0x2000) != 0 ? DICT_ID : TYPE;
  return true;
}

function crcOf(start: u32, value: u32, n: usize): u32 {
  store<u32>(crcBytes, value);
  return crc32(start, crcBytes, n);
}

/** Method, flags, time, extra flags, system: 8 bytes, in two steps. */
function readGzipRest(s: Inflate): bool {
  if (s.have == 0) {
    if (!need(s, 16)) return false;
    const v = take(s, 16);
    s.gzipFlags = v;
    if ((v & 255) != 8) {
      bad(s, "unknown compression method");
      return true;
    }
    if ((v & 0xe000) != 0) {
      bad(s, "unknown header flags set");
      return true;
    }
    headerCrc(s, v, 2);
    s.have = 1;
  }
  if (s.have == 1) {
    if (!need(s, 32)) return false;
    headerCrc(s, take(s, 32), 4);
    s.have = 2;
  }
  if (!need(s, 16)) return false;
  headerCrc(s, take(s, 16), 2);
  s.have = 0;
  s.mode = GZIP_EXTRA_LENGTH;
  return true;
}

function readGzipExtra(s: Inflate): bool {
  if (s.mode == GZIP_EXTRA_LENGTH) {
    s.left = 0;
    if ((s.gzipFlags & 0x400) != 0) {
      if (!need(s, 16)) return false;
      const v = take(s, 16);
      headerCrc(s, v, 2);
      s.left = <i32>v;
    }
    s.mode = GZIP_EXTRA;
  }
  while (s.left > 0) {
    if (!need(s, 8)) return false;
    headerCrc(s, take(s, 8), 1);
    s.left--;
  }
  s.mode = GZIP_NAME;
  return true;
}

/** A text that ends in NUL, if `flag` says there is one. */
function skipText(s: Inflate, flag: u32, next: i32): bool {
  if ((s.gzipFlags & flag) != 0) {
    while (true) {
      if (!need(s, 8)) return false;
      const c = take(s, 8);
      headerCrc(s, c, 1);
      if (c == 0) break;
    }
  }
  s.mode = next;
  return true;
}

function readGzipCrc(s: Inflate): bool {
  if ((s.gzipFlags & 0x200) != 0) {
    if (!need(s, 16)) return false;
    if (take(s, 16) != (s.check & 0xffff)) {
      bad(s, "header crc mismatch");
      return true;
    }
  }
  s.check = 0;
  s.mode = TYPE;
  return true;
}

function readHeader(s: Inflate): bool {
  switch (s.mode) {
    case HEAD:
      return readHead(s);
    case GZIP_REST:
      return readGzipRest(s);
    case GZIP_EXTRA_LENGTH:
    case GZIP_EXTRA:
      return readGzipExtra(s);
    case GZIP_NAME:
      return skipText(s, 0x800, GZIP_COMMENT);
    case GZIP_COMMENT:
      return skipText(s, 0x1000, GZIP_CRC);
    case GZIP_CRC:
      return readGzipCrc(s);
    default: // DICT_ID
      if (!need(s, 32)) return false;
      s.check = bswap<u32>(take(s, 32));
      s.mode = DICT;
      return true;
  }
}

// ---- blocks ----

function readType(s: Inflate): bool {
  if (s.last) {
    drop(s, s.count & 7);
    s.mode = CHECK;
    return true;
  }
  if (!need(s, 3)) return false;
  s.last = take(s, 1) != 0;
  const type = take(s, 2);
  if (type == 0) {
    drop(s, s.count & 7);
    s.mode = STORED;
  } else if (type == 1) {
    fixedCodes(s);
    s.mode = SYMBOL;
  } else if (type == 2) s.mode = TABLE;
  else bad(s, "invalid block type");
  return true;
}

function readStored(s: Inflate): bool {
  if (!need(s, 32)) return false;
  const v = take(s, 32);
  if ((v & 0xffff) != ((v >> 16) ^ 0xffff)) {
    bad(s, "invalid stored block lengths");
    return true;
  }
  s.left = <i32>(v & 0xffff);
  s.mode = COPY;
  return true;
}

function readTable(s: Inflate): bool {
  if (!need(s, 14)) return false;
  s.nlen = <i32>take(s, 5) + 257;
  s.ndist = <i32>take(s, 5) + 1;
  s.ncode = <i32>take(s, 4) + 4;
  if (s.nlen > 286 || s.ndist > 30) {
    bad(s, "too many length or distance symbols");
    return true;
  }
  s.have = 0;
  memory.fill(changetype<usize>(s) + LENGTHS, 0, 320);
  s.mode = LENGTH_LENGTHS;
  return true;
}

function readLengthLengths(s: Inflate): bool {
  const p = changetype<usize>(s);
  while (s.have < s.ncode) {
    if (!need(s, 3)) return false;
    store<u8>(p + LENGTHS + <usize>load<u8>(codeOrder + <usize>s.have), <u8>take(s, 3));
    s.have++;
  }
  // No length at all is no error yet: zlib then reads each bit as the length 0.
  const left = build(p + LIT_COUNT, p + LIT_SYMBOLS, p + LIT_FAST, p + LENGTHS, 19);
  if (left != 0 && load<u16>(p + LIT_COUNT) != 19) {
    bad(s, "invalid code lengths set");
    return true;
  }
  memory.fill(p + LENGTHS, 0, 320);
  s.have = 0;
  s.length = -1;
  s.mode = CODE_LENGTHS;
  return true;
}

/** Lengths and their repetitions; a symbol whose extra bits are missing waits in `length`. */
function readCodeLengths(s: Inflate): bool {
  const p = changetype<usize>(s);
  const total = s.nlen + s.ndist;
  while (s.have < total) {
    if (s.length < 0) {
      let symbol = 0;
      if (load<u16>(p + LIT_COUNT) == 19) {
        if (!need(s, 1)) return false;
        drop(s, 1);
      } else symbol = decode(s, p + LIT_COUNT, p + LIT_SYMBOLS, p + LIT_FAST);
      if (symbol == NEED_INPUT) return false;
      if (symbol < 16) {
        store<u8>(p + LENGTHS + <usize>s.have, <u8>symbol);
        s.have++;
        continue;
      }
      s.length = symbol;
    }
    const extra = s.length == 16 ? 2 : s.length == 17 ? 3 : 7;
    if (!need(s, extra)) return false;
    let value: u8 = 0;
    if (s.length == 16) {
      if (s.have == 0) {
        bad(s, "invalid bit length repeat");
        return true;
      }
      value = load<u8>(p + LENGTHS + <usize>(s.have - 1));
    }
    const times = <i32>take(s, extra) + (s.length == 18 ? 11 : 3);
    if (s.have + times > total) {
      bad(s, "invalid bit length repeat");
      return true;
    }
    memory.fill(p + LENGTHS + <usize>s.have, value, <usize>times);
    s.have += times;
    s.length = -1;
  }
  dynamicCodes(s);
  return true;
}

function readSymbol(s: Inflate): bool {
  const p = changetype<usize>(s);
  const symbol = decode(s, p + LIT_COUNT, p + LIT_SYMBOLS, p + LIT_FAST);
  if (symbol == NEED_INPUT) return false;
  if (symbol == NO_CODE || symbol > 285) {
    bad(s, "invalid literal/length code");
  } else if (symbol < 256) {
    s.length = symbol;
    s.mode = LITERAL;
  } else if (symbol == 256) s.mode = TYPE;
  else {
    s.length = symbol - 257;
    s.mode = LENGTH_BITS;
  }
  return true;
}

function readLength(s: Inflate): bool {
  const extra = <i32>load<u8>(lengthExtra + <usize>s.length);
  if (!need(s, extra)) return false;
  s.length = <i32>load<u16>(lengthBase + ((<usize>s.length) << 1)) + <i32>take(s, extra);
  s.mode = DISTANCE;
  return true;
}

function readDistance(s: Inflate): bool {
  const p = changetype<usize>(s);
  if (s.mode == DISTANCE) {
    const symbol = decode(s, p + DIST_COUNT, p + DIST_SYMBOLS, p + DIST_FAST);
    if (symbol == NEED_INPUT) return false;
    if (symbol == NO_CODE || symbol > 29) {
      bad(s, "invalid distance code");
      return true;
    }
    s.distance = symbol;
    s.mode = DISTANCE_BITS;
  }
  const extra = s.distance < 4 ? 0 : (s.distance >> 1) - 1;
  if (!need(s, extra)) return false;
  s.distance = <i32>load<u16>(distanceBase + ((<usize>s.distance) << 1)) + <i32>take(s, extra);
  if (s.distance > s.maxDistance || s.distance > s.windowHave) bad(s, "invalid distance too far back");
  else s.mode = MATCH;
  return true;
}

function readCheck(s: Inflate): bool {
  if (s.mode == CHECK) {
    if (s.wrap != 0) {
      if (!need(s, 32)) return false;
      const v = take(s, 32);
      if ((s.isGzip ? v : bswap<u32>(v)) != s.check) {
        bad(s, "incorrect data check");
        return true;
      }
    }
    s.mode = LENGTH_CHECK;
  }
  if (s.wrap != 0 && s.isGzip) {
    if (!need(s, 32)) return false;
    if (take(s, 32) != s.total) {
      bad(s, "incorrect length check");
      return true;
    }
  }
  s.mode = DONE;
  return true;
}

/** Writes what is decided up to `limit` bytes of output: false if input or room is missing. */
function write(s: Inflate, limit: i32): bool {
  if (s.mode == LITERAL) {
    if (outSize >= limit) return false;
    emit(s, <u32>s.length);
    s.mode = SYMBOL;
    return true;
  }
  if (s.mode == COPY) {
    while (s.left > 0) {
      if (outSize >= limit || !need(s, 8)) return false;
      emit(s, take(s, 8));
      s.left--;
    }
    s.mode = TYPE;
    return true;
  }
  const window = changetype<usize>(s) + WINDOW_AT;
  while (s.length > 0) {
    if (outSize >= limit) return false;
    emit(s, <u32>load<u8>(window + <usize>((s.windowPos - s.distance) & (WINDOW - 1))));
    s.length--;
  }
  s.mode = SYMBOL;
  return true;
}

function step(s: Inflate, limit: i32): bool {
  switch (s.mode) {
    case TYPE:
      return readType(s);
    case STORED:
      return readStored(s);
    case TABLE:
      return readTable(s);
    case LENGTH_LENGTHS:
      return readLengthLengths(s);
    case CODE_LENGTHS:
      return readCodeLengths(s);
    case SYMBOL:
      return readSymbol(s);
    case LENGTH_BITS:
      return readLength(s);
    case DISTANCE:
    case DISTANCE_BITS:
      return readDistance(s);
    case LITERAL:
    case COPY:
    case MATCH:
      return write(s, limit);
    case CHECK:
    case LENGTH_CHECK:
      return readCheck(s);
    default:
      return readHeader(s);
  }
}

/** Adds the output from `from` on to the check and the count. */
function account(s: Inflate, from: i32): void {
  const n = outSize - from;
  if (n <= 0) return;
  s.total += <u32>n;
  if (s.wrap == 0) return;
  const p = outAt + <usize>from;
  s.check = s.isGzip ? crc32(s.check, p, <usize>n) : adler32(s.check, p, <usize>n);
}

/** Runs until the stream ends, the input does, or the output holds `limit` bytes. */
export function inflate(s: Inflate, limit: i32): i32 {
  const start = outSize;
  const hadInput = inLeft;
  let from = outSize;
  while (!outFailed) {
    if (s.mode == DONE || s.mode == BAD || s.mode == DICT) break;
    if (s.mode == CHECK) {
      account(s, from);
      from = outSize;
    }
    if (!step(s, limit)) break;
  }
  if (s.mode != BAD || from < outSize) account(s, from);
  if (s.mode == DONE) return Z_STREAM_END;
  if (s.mode == BAD) return Z_DATA_ERROR;
  if (s.mode == DICT) return Z_NEED_DICT;
  return outSize == start && inLeft == hadInput ? Z_BUF_ERROR : Z_OK;
}

/** After Z_DATA_ERROR: zlib's message, an AssemblyScript literal. */
export function inflateMessage(s: Inflate): usize {
  return s.message;
}
