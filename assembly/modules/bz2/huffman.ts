/**
 * bzip2's Huffman codes: lengths from frequencies as libbz2 finds them, so that the same input gives the same bytes, and codes from lengths. CRC-32
 * with the bits of each byte from the top.
 */

export const MAX_ALPHABET: i32 = 258;

const weights = memory.data(4 * 520, 8);
const heap = memory.data(4 * 264, 8);
const parents = memory.data(4 * 520, 8);
let heapSize: i32 = 0;

function at32(table: usize, i: i32): i32 {
  return load<i32>(table + ((<usize>i) << 2));
}

function put32(table: usize, i: i32, value: i32): void {
  store<i32>(table + ((<usize>i) << 2), value);
}

function weightOf(slot: i32): u32 {
  return <u32>at32(weights, at32(heap, slot));
}

function siftUp(slot: i32): void {
  const node = at32(heap, slot);
  const weight = <u32>at32(weights, node);
  while (weight < weightOf(slot >> 1)) {
    put32(heap, slot, at32(heap, slot >> 1));
    slot >>= 1;
  }
  put32(heap, slot, node);
}

function siftDown(slot: i32): void {
  const node = at32(heap, slot);
  const weight = <u32>at32(weights, node);
  while (true) {
    let child = slot << 1;
    if (child > heapSize) break;
    if (child < heapSize && weightOf(child + 1) < weightOf(child)) child++;
    if (weight < weightOf(child)) break;
    put32(heap, slot, at32(heap, child));
    slot = child;
  }
  put32(heap, slot, node);
}

function takeLightest(): i32 {
  const node = at32(heap, 1);
  put32(heap, 1, at32(heap, heapSize));
  heapSize--;
  siftDown(1);
  return node;
}

/** Upper 24 bits: the frequency; lower 8: the depth below, which breaks ties. */
function joined(a: u32, b: u32): u32 {
  const depth = (a & 255) > (b & 255) ? a & 255 : b & 255;
  return ((a & 0xffffff00) + (b & 0xffffff00)) | (depth + 1);
}

/** Lengths (u8) of `n` symbols of the given frequencies (i32), none above `most`: frequencies are flattened until it is so. */
export function makeLengths(lengths: usize, frequencies: usize, n: i32, most: i32): void {
  for (let i = 0; i < n; i++) {
    const f = at32(frequencies, i);
    put32(weights, i + 1, (f == 0 ? 1 : f) << 8);
  }
  while (!buildTree(lengths, n, most)) {
    for (let i = 1; i <= n; i++) put32(weights, i, (1 + (at32(weights, i) >> 8) / 2) << 8);
  }
}

function buildTree(lengths: usize, n: i32, most: i32): bool {
  let nodes = n;
  heapSize = 0;
  put32(heap, 0, 0);
  put32(weights, 0, 0);
  put32(parents, 0, -2);
  for (let i = 1; i <= n; i++) {
    put32(parents, i, -1);
    heapSize++;
    put32(heap, heapSize, i);
    siftUp(heapSize);
  }
  while (heapSize > 1) {
    const a = takeLightest();
    const b = takeLightest();
    nodes++;
    put32(parents, a, nodes);
    put32(parents, b, nodes);
    put32(weights, nodes, <i32>joined(<u32>at32(weights, a), <u32>at32(weights, b)));
    put32(parents, nodes, -1);
    heapSize++;
    put32(heap, heapSize, nodes);
    siftUp(heapSize);
  }
  let good = true;
  for (let i = 1; i <= n; i++) {
    let depth = 0;
    for (let k = i; at32(parents, k) >= 0; depth++) k = at32(parents, k);
    store<u8>(lengths + <usize>(i - 1), <u8>depth);
    if (depth > most) good = false;
  }
  return good;
}

/** Codes (i32) of symbols with the given lengths: ascending by length, then by symbol. */
export function assignCodes(codes: usize, lengths: usize, least: i32, most: i32, n: i32): void {
  let code = 0;
  for (let length = least; length <= most; length++) {
    for (let i = 0; i < n; i++) {
      if (<i32>load<u8>(lengths + <usize>i) == length) {
        put32(codes, i, code);
        code++;
      }
    }
    code <<= 1;
  }
}

// ---- checksum ----

const crcTable = memory.data(1024, 8);
let crcReady: bool = false;

export function crcByte(crc: u32, byte: u32): u32 {
  if (!crcReady) {
    for (let i: u32 = 0; i < 256; i++) {
      let c = i << 24;
      for (let k = 0; k < 8; k++) c = (c & 0x80000000) != 0 ? (c << 1) ^ 0x04c11db7 : c << 1;
      store<u32>(crcTable + ((<usize>i) << 2), c);
    }
    crcReady = true;
  }
  return (crc << 8) ^ load<u32>(crcTable + ((<usize>((crc >> 24) ^ byte)) << 2));
}
