/**
 * Compression to bzip2's format, with libbz2's choices (run lengths, block ends, Huffman tables), so that the same input gives the same bytes.
 *
 * A compressor is one block of memory: the fields, then the block's bytes. Output goes to zlib/bytes_out.
 */
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { outByte, outFailed } from "../zlib/bytes_out";
import { assignCodes, crcByte, makeLengths } from "./huffman";
import { sortRotations } from "./sort";

const MAX_GROUPS: i32 = 6;
const GROUP_SIZE: i32 = 50;
const ITERATIONS: i32 = 4;
const MAX_LENGTH: i32 = 17;
const COSTLY: u8 = 15;

@unmanaged
export class Compressor {
  level: i32;
  /** Bytes of the block, and how many it may have. */
  size: i32;
  room: i32;
  blockCrc: u32;
  crc: u32;
  blocks: i32;
  /** The byte that is being counted, 256 for none, and how often it came. */
  runByte: u32;
  runLength: i32;
  bits: u32;
  bitCount: i32;
}

const HEAD: usize = 48;
/** Which bytes are in the block. */
const IN_USE: usize = 256;

function inUse(c: Compressor): usize {
  return changetype<usize>(c) + HEAD;
}

function bytesOf(c: Compressor): usize {
  return changetype<usize>(c) + HEAD + IN_USE;
}

/** `new` compressor of that level (1 to 9); 0 if there is no memory. */
export function compressorNew(level: i32): usize {
  const at = PyMem_Malloc(HEAD + IN_USE + <usize>level * 100000 + 8);
  if (at == 0) return 0;
  memory.fill(at, 0, HEAD + IN_USE);
  const c = changetype<Compressor>(at);
  c.level = level;
  c.room = level * 100000 - 19;
  c.runByte = 256;
  newBlock(c);
  return at;
}

export function compressorFree(at: usize): void {
  PyMem_Free(at);
}

function newBlock(c: Compressor): void {
  c.size = 0;
  c.blockCrc = 0xffffffff;
  c.blocks++;
  memory.fill(inUse(c), 0, IN_USE);
}

function putInBlock(c: Compressor, byte: u32): void {
  store<u8>(bytesOf(c) + <usize>c.size, <u8>byte);
  c.size++;
}

/** Puts the counted run into the block: four of a byte or more as four and a count. */
function endRun(c: Compressor): void {
  const byte = c.runByte;
  const n = c.runLength;
  if (byte > 255) return;
  for (let i = 0; i < n; i++) c.blockCrc = crcByte(c.blockCrc, byte);
  store<u8>(inUse(c) + <usize>byte, 1);
  for (let i = 0; i < n && i < 4; i++) putInBlock(c, byte);
  if (n >= 4) {
    store<u8>(inUse(c) + <usize>(n - 4), 1);
    putInBlock(c, <u32>(n - 4));
  }
}

/** Takes `n` bytes, writing each block that fills; false if memory ran out. */
export function compressBytes(at: usize, from: usize, n: i32): bool {
  const c = changetype<Compressor>(at);
  for (const end = from + <usize>n; from < end; from++) {
    if (c.size >= c.room && !writeBlock(c)) return false;
    const byte = <u32>load<u8>(from);
    if (byte != c.runByte || c.runLength == 255) {
      endRun(c);
      c.runByte = byte;
      c.runLength = 1;
    } else c.runLength++;
  }
  return c.size < c.room || writeBlock(c);
}

/** Ends the stream; false if memory ran out. */
export function compressEnd(at: usize): bool {
  const c = changetype<Compressor>(at);
  endRun(c);
  c.runByte = 256;
  if (c.size > 0 && !writeBlock(c)) return false;
  if (c.blocks == 1) writeHeader(c);
  putWord(c, 0x177245);
  putBits(c, 24, 0x385090);
  putBits(c, 16, c.crc >> 16);
  putBits(c, 16, c.crc & 0xffff);
  for (; c.bitCount > 0; c.bitCount -= 8) {
    outByte(c.bits >> 24);
    c.bits <<= 8;
  }
  return !outFailed;
}

// ---- bits ----

/** Up to 24 bits. */
function putBits(c: Compressor, n: i32, value: u32): void {
  while (c.bitCount >= 8) {
    outByte(c.bits >> 24);
    c.bits <<= 8;
    c.bitCount -= 8;
  }
  c.bits |= value << (<u32>(32 - c.bitCount - n));
  c.bitCount += n;
}

function putWord(c: Compressor, value: u32): void {
  putBits(c, 24, value);
}

function writeHeader(c: Compressor): void {
  putBits(c, 24, 0x425a68);
  putBits(c, 8, <u32>(0x30 + c.level));
}

// ---- a block ----

/** The work space of a block: rotations, then groups, whose place the symbols take. */
function writeBlock(c: Compressor): bool {
  const n = c.size;
  const work = PyMem_Malloc(<usize>n * 8 + 64);
  if (work == 0) return false;
  const blockCrc = ~c.blockCrc;
  c.crc = ((c.crc << 1) | (c.crc >> 31)) ^ blockCrc;
  if (c.blocks == 1) writeHeader(c);
  const places = work;
  const groups = work + <usize>n * 4 + 16;
  sortRotations(bytesOf(c), n, places, groups);
  let origin = 0;
  while (load<i32>(places + ((<usize>origin) << 2)) != 0) origin++;
  putWord(c, 0x314159);
  putBits(c, 24, 0x265359);
  putBits(c, 16, blockCrc >> 16);
  putBits(c, 16, blockCrc & 0xffff);
  putBits(c, 1, 0);
  putBits(c, 24, <u32>origin);
  const symbols = moveToFront(c, places, groups);
  writeSymbols(c, groups, symbols);
  PyMem_Free(work);
  newBlock(c);
  return !outFailed;
}

const frequencies = memory.data(4 * 260, 8);
const order = memory.data(256, 8);
let alphabet: i32 = 0;

/** The symbols (u16) of the sorted block at `out`: moved to front, runs of zero in two symbols; their number. */
function moveToFront(c: Compressor, places: usize, out: usize): i32 {
  let used = 0;
  for (let b: i32 = 0; b < 256; b++) {
    if (load<u8>(inUse(c) + <usize>b) == 0) continue;
    store<u8>(order + <usize>used, <u8>b);
    used++;
  }
  alphabet = used + 2;
  memory.fill(frequencies, 0, 4 * 260);
  let n = 0;
  let zeros = 0;
  const data = bytesOf(c);
  for (let i = 0; i < c.size; i++) {
    let j = load<i32>(places + ((<usize>i) << 2)) - 1;
    if (j < 0) j += c.size;
    const byte = load<u8>(data + <usize>j);
    if (load<u8>(order) == byte) {
      zeros++;
      continue;
    }
    n = putZeros(out, n, zeros);
    zeros = 0;
    let k = 1;
    while (load<u8>(order + <usize>k) != byte) k++;
    memory.copy(order + 1, order, <usize>k);
    store<u8>(order, byte);
    n = putSymbol(out, n, k + 1);
  }
  n = putZeros(out, n, zeros);
  return putSymbol(out, n, used + 1);
}

function putSymbol(out: usize, n: i32, symbol: i32): i32 {
  store<u16>(out + ((<usize>n) << 1), <u16>symbol);
  const count = frequencies + ((<usize>symbol) << 2);
  store<i32>(count, load<i32>(count) + 1);
  return n + 1;
}

/** A run of zeros as digits 1 and 2 of a bijective binary number, lowest first. */
function putZeros(out: usize, n: i32, zeros: i32): i32 {
  while (zeros > 0) {
    zeros--;
    n = putSymbol(out, n, zeros & 1);
    zeros >>= 1;
  }
  return n;
}

const lengths = memory.data(6 * 260, 8);
const codes = memory.data(6 * 260 * 4, 8);
const uses = memory.data(6 * 260 * 4, 8);
/** The table of each group of 50 symbols: at most 18002. */
const selectors = memory.data(18008, 8);

function lengthsOf(table: i32): usize {
  return lengths + <usize>table * 260;
}

/** First tables: each is cheap for a range of symbols that come about equally often. */
function firstTables(tables: i32, symbols: i32): void {
  let left = symbols;
  let start = 0;
  for (let part = tables; part > 0; part--) {
    const target = left / part;
    let end = start - 1;
    let sum = 0;
    while (sum < target && end < alphabet - 1) {
      end++;
      sum += load<i32>(frequencies + ((<usize>end) << 2));
    }
    if (end > start && part != tables && part != 1 && (tables - part) % 2 == 1) {
      sum -= load<i32>(frequencies + ((<usize>end) << 2));
      end--;
    }
    const row = lengthsOf(part - 1);
    for (let v = 0; v < alphabet; v++) store<u8>(row + <usize>v, v >= start && v <= end ? 0 : COSTLY);
    start = end + 1;
    left -= sum;
  }
}

/** Chooses the cheapest table for each group of symbols, and counts what each table is used for; the number of groups. */
function chooseTables(data: usize, n: i32, tables: i32): i32 {
  let count = 0;
  memory.fill(uses, 0, 6 * 260 * 4);
  for (let start = 0; start < n; start += GROUP_SIZE) {
    const end = start + GROUP_SIZE < n ? start + GROUP_SIZE : n;
    let best = 0;
    let least: u32 = 999999999;
    for (let t = 0; t < tables; t++) {
      const row = lengthsOf(t);
      let cost: u32 = 0;
      for (let i = start; i < end; i++) cost += <u32>load<u8>(row + <usize>load<u16>(data + ((<usize>i) << 1)));
      if (cost < least) {
        least = cost;
        best = t;
      }
    }
    store<u8>(selectors + <usize>count, <u8>best);
    count++;
    const counts = uses + <usize>best * 1040;
    for (let i = start; i < end; i++) {
      const slot = counts + ((<usize>load<u16>(data + ((<usize>i) << 1))) << 2);
      store<i32>(slot, load<i32>(slot) + 1);
    }
  }
  return count;
}

function writeSymbols(c: Compressor, data: usize, n: i32): void {
  const tables = n < 200 ? 2 : n < 600 ? 3 : n < 1200 ? 4 : n < 2400 ? 5 : MAX_GROUPS;
  firstTables(tables, n);
  let groups = 0;
  for (let round = 0; round < ITERATIONS; round++) {
    groups = chooseTables(data, n, tables);
    for (let t = 0; t < tables; t++) makeLengths(lengthsOf(t), uses + <usize>t * 1040, alphabet, MAX_LENGTH);
  }
  writeMap(c);
  putBits(c, 3, <u32>tables);
  putBits(c, 15, <u32>groups);
  writeSelectors(c, groups, tables);
  for (let t = 0; t < tables; t++) writeLengths(c, t);
  let at = data;
  for (let g = 0; g < groups; g++) {
    const table = <i32>load<u8>(selectors + <usize>g);
    const end = g == groups - 1 ? data + ((<usize>n) << 1) : at + 2 * GROUP_SIZE;
    const row = lengthsOf(table);
    const own = codes + <usize>table * 1040;
    for (; at < end; at += 2) {
      const symbol = <usize>load<u16>(at);
      putBits(c, <i32>load<u8>(row + symbol), load<u32>(own + (symbol << 2)));
    }
  }
}

/** Which bytes there are: a bit for each 16, then for those 16 bits. */
function writeMap(c: Compressor): void {
  const used = inUse(c);
  let rows: u32 = 0;
  for (let i: usize = 0; i < 256; i++) if (load<u8>(used + i) != 0) rows |= 0x8000 >> <u32>(i >> 4);
  putBits(c, 16, rows);
  for (let row: usize = 0; row < 16; row++) {
    if (!(rows & (0x8000 >> <u32>row))) continue;
    let bits: u32 = 0;
    for (let i: usize = 0; i < 16; i++) if (load<u8>(used + row * 16 + i) != 0) bits |= 0x8000 >> <u32>i;
    putBits(c, 16, bits);
  }
}

const front = memory.data(8, 8);

function writeSelectors(c: Compressor, groups: i32, tables: i32): void {
  for (let t = 0; t < tables; t++) store<u8>(front + <usize>t, <u8>t);
  for (let g = 0; g < groups; g++) {
    const table = load<u8>(selectors + <usize>g);
    let k: usize = 0;
    while (load<u8>(front + k) != table) {
      putBits(c, 1, 1);
      k++;
    }
    putBits(c, 1, 0);
    memory.copy(front + 1, front, k);
    store<u8>(front, table);
  }
}

/** A table's lengths: the first, then the steps from one to the next. */
function writeLengths(c: Compressor, t: i32): void {
  const row = lengthsOf(t);
  let least = 32;
  let most = 0;
  for (let v = 0; v < alphabet; v++) {
    const length = <i32>load<u8>(row + <usize>v);
    if (length > most) most = length;
    if (length < least) least = length;
  }
  assignCodes(codes + <usize>t * 1040, row, least, most, alphabet);
  let length = <i32>load<u8>(row);
  putBits(c, 5, <u32>length);
  for (let v = 0; v < alphabet; v++) {
    const wanted = <i32>load<u8>(row + <usize>v);
    for (; length < wanted; length++) putBits(c, 2, 2);
    for (; length > wanted; length--) putBits(c, 2, 3);
    putBits(c, 1, 0);
  }
}
