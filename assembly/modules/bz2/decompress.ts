/**
 * Decompression of bzip2's format, in pieces: what has been read stays in the decompressor until a block is whole enough to go on.
 *
 * DIFFERS: blocks that were randomised, as only bzip2 before 0.9.5 wrote them, are refused.
 * A header is read again from its start when its end is not there yet; the symbols of a block go on where they stopped. A block's bytes come out through
 * the inverse transform one by one, so that a limit on the output can stop anywhere.
 */
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { outByte, outFailed, outSize } from "../zlib/bytes_out";
import { crcByte } from "./huffman";

export const BZ_OK: i32 = 0;
export const BZ_END: i32 = 1;
export const BZ_BAD: i32 = -1;
export const BZ_MEMORY: i32 = -2;
/** Inside only: the input has ended before what is being read. */
const SHORT: i32 = 2;

const AT_START: i32 = 0;
const AT_HEADER: i32 = 1;
const AT_SYMBOLS: i32 = 2;
const AT_OUTPUT: i32 = 3;
const AT_END: i32 = 4;

@unmanaged
export class Decompressor {
  phase: i32;
  level: i32;
  /** Waiting input, its size and room, and the next bit. */
  input: usize;
  inputSize: i32;
  inputRoom: i32;
  bit: i32;
  /** A block's bytes, later in the low byte of each its place in the order. */
  block: usize;
  blockSize: i32;
  blockRoom: i32;
  origin: i32;
  randomised: i32;
  wantedCrc: u32;
  blockCrc: u32;
  crc: u32;
  alphabet: i32;
  selectorCount: i32;
  group: i32;
  inGroup: i32;
  /** A run of zeros being read: its length so far, and the weight of the next digit. */
  run: i32;
  weight: i32;
  /** Output: the next place, bytes left, the last byte, how often it came, how often it is to come again. */
  place: i32;
  left: i32;
  last: i32;
  same: i32;
  repeat: i32;
}

const BYTES: usize = 128; // bytes of the block's alphabet, moved to front
const SELECTORS: usize = 384;
const TABLES: usize = 18432; // of 6: limits[22], bases[22], symbols[260] (i32), least
const TABLE_SIZE: usize = 4 * (22 + 22 + 260 + 2);
export const DECOMPRESSOR_SIZE: usize = 18432 + 6 * 1224 + 64;

function base(d: Decompressor): usize {
  return changetype<usize>(d);
}

function tableOf(d: Decompressor, t: i32): usize {
  return base(d) + TABLES + <usize>t * TABLE_SIZE;
}

export function decompressorNew(): usize {
  const at = PyMem_Malloc(DECOMPRESSOR_SIZE);
  if (at != 0) memory.fill(at, 0, DECOMPRESSOR_SIZE);
  return at;
}

export function decompressorFree(at: usize): void {
  const d = changetype<Decompressor>(at);
  PyMem_Free(d.input);
  PyMem_Free(d.block);
  PyMem_Free(at);
}

/** Adds bytes to the waiting input; false if memory ran out. */
export function addInput(at: usize, from: usize, n: i32): bool {
  const d = changetype<Decompressor>(at);
  // what has been read goes
  const done = d.bit >> 3;
  if (done > 0) {
    memory.copy(d.input, d.input + <usize>done, <usize>(d.inputSize - done));
    d.inputSize -= done;
    d.bit &= 7;
  }
  if (d.inputSize + n > d.inputRoom) {
    if (d.inputSize > 0x70000000 - n) return false;
    const room = d.inputSize + n + (d.inputSize >> 1) + 64;
    const grown = PyMem_Realloc(d.input, <usize>room);
    if (grown == 0) return false;
    d.input = grown;
    d.inputRoom = room;
  }
  memory.copy(d.input + <usize>d.inputSize, from, <usize>n);
  d.inputSize += n;
  return true;
}

/** Whole bytes of input not read yet, and where they begin. */
export function unreadSize(at: usize): i32 {
  const d = changetype<Decompressor>(at);
  return d.inputSize - ((d.bit + 7) >> 3);
}

export function unreadAt(at: usize): usize {
  const d = changetype<Decompressor>(at);
  return d.input + <usize>((d.bit + 7) >> 3);
}

// ---- bits ----

/** There were not enough bits: what has been read since the last mark is void. */
let isShort: bool = false;

/** Up to 24 bits. */
function bits(d: Decompressor, n: i32): u32 {
  const end = d.bit + n;
  if (end > d.inputSize << 3) {
    isShort = true;
    return 0;
  }
  let value: u32 = 0;
  const first = d.bit >> 3;
  const last = (end - 1) >> 3;
  for (let i = first; i <= last; i++) value = (value << 8) | <u32>load<u8>(d.input + <usize>i);
  // at most 32 bits were touched
  value = (value >> <u32>(((last + 1) << 3) - end)) & ((1 << (<u32>n)) - 1);
  d.bit = end;
  return value;
}

// ---- the stream ----

/** The last `decompress` stopped because its input had ended. */
export let wantsInput: bool = false;

/** Decodes until `limit` bytes are out, the input ends, or the stream does. */
export function decompress(at: usize, limit: i32): i32 {
  const d = changetype<Decompressor>(at);
  wantsInput = false;
  while (true) {
    let status: i32;
    if (d.phase == AT_OUTPUT) {
      if (!giveOutput(d, limit)) return outFailed ? BZ_MEMORY : BZ_OK;
      if (~d.blockCrc != d.wantedCrc) return BZ_BAD;
      d.crc = ((d.crc << 1) | (d.crc >> 31)) ^ ~d.blockCrc;
      d.phase = AT_HEADER;
      continue;
    }
    if (d.phase == AT_END) return BZ_END;
    const mark = d.bit;
    isShort = false;
    if (d.phase == AT_START) status = readStart(d);
    else if (d.phase == AT_HEADER) status = readHeader(d);
    else status = readSymbols(d);
    if (isShort || status == SHORT) {
      if (d.phase != AT_SYMBOLS) d.bit = mark;
      wantsInput = true;
      return BZ_OK;
    }
    if (status != BZ_OK) return status;
  }
}

function readStart(d: Decompressor): i32 {
  for (let i = 0; i < 3; i++) {
    const c = bits(d, 8);
    if (isShort) return SHORT;
    if (c != (i == 0 ? 0x42 : i == 1 ? 0x5a : 0x68)) return BZ_BAD;
  }
  const level = bits(d, 8) - 0x30;
  if (isShort) return SHORT;
  if (level < 1 || level > 9) return BZ_BAD;
  d.level = <i32>level;
  d.phase = AT_HEADER;
  return BZ_OK;
}

function readHeader(d: Decompressor): i32 {
  const magic = bits(d, 24);
  if (isShort) return SHORT;
  const rest = bits(d, 24);
  const crcHigh = bits(d, 16);
  const crcLow = bits(d, 16);
  const isEnd = magic == 0x177245;
  if (!isEnd && magic != 0x314159) return BZ_BAD;
  if (isShort) return SHORT;
  const crc = (crcHigh << 16) | crcLow;
  if (isEnd) {
    if (rest != 0x385090 || crc != d.crc) return BZ_BAD;
    d.phase = AT_END;
    return BZ_OK;
  }
  if (rest != 0x265359) return BZ_BAD;
  d.wantedCrc = crc;
  d.randomised = <i32>bits(d, 1);
  d.origin = <i32>bits(d, 24);
  if (isShort) return SHORT;
  const room = d.level * 100000;
  if (d.origin > 10 + room) return BZ_BAD;
  if (d.blockRoom < room) {
    PyMem_Free(d.block);
    d.block = PyMem_Malloc((<usize>room) << 2);
    d.blockRoom = d.block == 0 ? 0 : room;
    if (d.block == 0) return BZ_MEMORY;
  }
  return readTables(d);
}

function readTables(d: Decompressor): i32 {
  const rows = bits(d, 16);
  let used = 0;
  for (let row: u32 = 0; row < 16 && !isShort; row++) {
    if (!(rows & (0x8000 >> row))) continue;
    const set = bits(d, 16);
    for (let i: u32 = 0; i < 16; i++) {
      if (!(set & (0x8000 >> i))) continue;
      store<u8>(base(d) + BYTES + <usize>used, <u8>(row * 16 + i));
      used++;
    }
  }
  if (isShort) return SHORT;
  if (used == 0) return BZ_BAD;
  d.alphabet = used + 2;
  const tables = <i32>bits(d, 3);
  const count = <i32>bits(d, 15);
  if (isShort) return SHORT;
  if (tables < 2 || tables > 6 || count < 1) return BZ_BAD;
  const status = readSelectors(d, tables, count);
  if (status != BZ_OK) return status;
  for (let t = 0; t < tables; t++) {
    const made = readLengths(d, t);
    if (made != BZ_OK) return made;
  }
  d.group = -1;
  d.inGroup = 0;
  d.run = 0;
  d.weight = 1;
  d.blockSize = 0;
  d.phase = AT_SYMBOLS;
  return BZ_OK;
}

const front = memory.data(8, 8);

function readSelectors(d: Decompressor, tables: i32, count: i32): i32 {
  for (let t = 0; t < tables; t++) store<u8>(front + <usize>t, <u8>t);
  // more than can be used are read and forgotten
  d.selectorCount = count > 18002 ? 18002 : count;
  for (let g = 0; g < count; g++) {
    let k = 0;
    while (bits(d, 1) == 1) {
      k++;
      if (k >= tables) return BZ_BAD;
    }
    if (isShort) return SHORT;
    const table = load<u8>(front + <usize>k);
    memory.copy(front + 1, front, <usize>k);
    store<u8>(front, table);
    if (g < 18002) store<u8>(base(d) + SELECTORS + <usize>g, table);
  }
  return BZ_OK;
}

const lengths = memory.data(260, 8);

function readLengths(d: Decompressor, t: i32): i32 {
  let length = <i32>bits(d, 5);
  for (let v = 0; v < d.alphabet; v++) {
    while (true) {
      if (isShort) return SHORT;
      if (length < 1 || length > 20) return BZ_BAD;
      if (bits(d, 1) == 0) break;
      if (bits(d, 1) == 0) length++;
      else length--;
    }
    if (isShort) return SHORT;
    store<u8>(lengths + <usize>v, <u8>length);
  }
  makeTable(d, t);
  return BZ_OK;
}

/** For each length the largest code of it, what to take from a code to have its symbol's place, and the symbols in the order of their codes. */
function makeTable(d: Decompressor, t: i32): void {
  const table = tableOf(d, t);
  const n = d.alphabet;
  let least = 20;
  for (let v = 0; v < n; v++) {
    const length = <i32>load<u8>(lengths + <usize>v);
    if (length < least) least = length;
  }
  store<i32>(table + 4 * 304, least);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 20; length++) {
    store<i32>(table + 88 + ((<usize>length) << 2), code - place);
    for (let v = 0; v < n; v++) {
      if (<i32>load<u8>(lengths + <usize>v) != length) continue;
      store<i32>(table + 176 + ((<usize>place) << 2), v);
      place++;
      code++;
    }
    store<i32>(table + ((<usize>length) << 2), code - 1);
    code <<= 1;
  }
}

// ---- symbols ----

/** The next symbol; -1 if the input has ended before it (nothing is read then), -2 if it is none. */
function nextSymbol(d: Decompressor): i32 {
  let group = d.group;
  let inGroup = d.inGroup;
  if (inGroup == 0) {
    group++;
    if (group >= d.selectorCount) return -2;
    inGroup = 50;
  }
  const table = tableOf(d, <i32>load<u8>(base(d) + SELECTORS + <usize>group));
  const mark = d.bit;
  let length = load<i32>(table + 4 * 304);
  let code = <i32>bits(d, length);
  while (!isShort && code > load<i32>(table + ((<usize>length) << 2))) {
    length++;
    if (length > 20) return -2;
    code = (code << 1) | <i32>bits(d, 1);
  }
  if (isShort) {
    d.bit = mark;
    return -1;
  }
  const place = code - load<i32>(table + 88 + ((<usize>length) << 2));
  if (place < 0 || place >= 258) return -2;
  d.group = group;
  d.inGroup = inGroup - 1;
  return load<i32>(table + 176 + ((<usize>place) << 2));
}

function readSymbols(d: Decompressor): i32 {
  const end = d.alphabet - 1;
  const room = d.level * 100000;
  const order = base(d) + BYTES;
  while (true) {
    const symbol = nextSymbol(d);
    if (symbol < 0) return symbol == -1 ? SHORT : BZ_BAD;
    if (symbol <= 1) {
      // so many zeros that no block has them
      if (d.weight >= 2 * 1024 * 1024) return BZ_BAD;
      d.run += d.weight << symbol;
      d.weight <<= 1;
      continue;
    }
    if (d.run > 0) {
      if (d.blockSize + d.run > room) return BZ_BAD;
      const byte = <u32>load<u8>(order);
      for (let i = 0; i < d.run; i++) store<u32>(d.block + ((<usize>(d.blockSize + i)) << 2), byte);
      d.blockSize += d.run;
      d.run = 0;
    }
    d.weight = 1;
    if (symbol == end) return endSymbols(d);
    if (d.blockSize >= room) return BZ_BAD;
    const k = <usize>(symbol - 1);
    const byte = load<u8>(order + k);
    memory.copy(order + 1, order, k);
    store<u8>(order, byte);
    store<u32>(d.block + ((<usize>d.blockSize) << 2), <u32>byte);
    d.blockSize++;
  }
  return BZ_BAD;
}

const counts = memory.data(257 * 4, 8);

/** The block is whole: links each place to the one that follows it in the text. */
function endSymbols(d: Decompressor): i32 {
  const n = d.blockSize;
  if (d.origin >= n) return BZ_BAD;
  const block = d.block;
  memory.fill(counts, 0, 257 * 4);
  for (let i = 0; i < n; i++) {
    const slot = counts + ((<usize>(load<u32>(block + ((<usize>i) << 2)) & 255) + 1) << 2);
    store<i32>(slot, load<i32>(slot) + 1);
  }
  for (let b: usize = 1; b <= 256; b++)
    store<i32>(counts + (b << 2), load<i32>(counts + (b << 2)) + load<i32>(counts + ((b - 1) << 2)));
  for (let i = 0; i < n; i++) {
    const slot = counts + ((<usize>(load<u32>(block + ((<usize>i) << 2)) & 255)) << 2);
    const p = load<i32>(slot);
    store<i32>(slot, p + 1);
    const cell = block + ((<usize>p) << 2);
    store<u32>(cell, load<u32>(cell) | ((<u32>i) << 8));
  }
  d.place = <i32>(load<u32>(block + ((<usize>d.origin) << 2)) >> 8);
  d.left = n;
  d.last = -1;
  d.same = 0;
  d.repeat = 0;
  d.blockCrc = 0xffffffff;
  d.phase = AT_OUTPUT;
  return d.randomised != 0 ? BZ_BAD : BZ_OK;
}

/** Gives bytes out; true when the block has ended, false when the limit is reached. */
function giveOutput(d: Decompressor, limit: i32): bool {
  while (true) {
    while (d.repeat > 0) {
      if (outSize >= limit || outFailed) return false;
      outByte(<u32>d.last);
      d.blockCrc = crcByte(d.blockCrc, <u32>d.last);
      d.repeat--;
    }
    if (d.left == 0) return true;
    if (outSize >= limit || outFailed) return false;
    const cell = load<u32>(d.block + ((<usize>d.place) << 2));
    d.place = <i32>(cell >> 8);
    d.left--;
    const byte = <i32>(cell & 255);
    if (d.same == 4) {
      // the fifth is a count
      d.repeat = byte;
      d.same = 0;
      continue;
    }
    d.same = byte == d.last ? d.same + 1 : 1;
    d.last = byte;
    outByte(<u32>byte);
    d.blockCrc = crcByte(d.blockCrc, <u32>byte);
  }
  return true;
}
