/**
 * Adler-32 (RFC 1950) and CRC-32 (ISO 3309) of byte ranges.
 */
const BASE: u32 = 65521;
/** Most bytes whose sums stay below 2**32. */
const RUN: usize = 5552;

export function adler32(start: u32, p: usize, n: usize): u32 {
  let a = start & 0xffff;
  let b = start >> 16;
  while (n > 0) {
    const run = n < RUN ? n : RUN;
    for (const end = p + run; p < end; p++) {
      a += <u32>load<u8>(p);
      b += a;
    }
    a %= BASE;
    b %= BASE;
    n -= run;
  }
  return (b << 16) | a;
}

/** Eight tables: the remainder of a byte followed by 0 to 7 zero bytes. */
const tables = memory.data(8 * 256 * 4, 8);
let ready: bool = false;

function prepare(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let c = i;
    for (let k = 0; k < 8; k++) c = (c & 1) != 0 ? (c >> 1) ^ 0xedb88320 : c >> 1;
    store<u32>(tables + ((<usize>i) << 2), c);
  }
  for (let t: usize = 1; t < 8; t++) {
    for (let i: usize = 0; i < 256; i++) {
      const c = load<u32>(tables + ((t - 1) << 10) + (i << 2));
      store<u32>(tables + (t << 10) + (i << 2), (c >> 8) ^ entry(0, c & 255));
    }
  }
  ready = true;
}

function entry(table: usize, i: u32): u32 {
  return load<u32>(tables + (table << 10) + ((<usize>i) << 2));
}

export function crc32(start: u32, p: usize, n: usize): u32 {
  if (!ready) prepare();
  let c = ~start;
  while (n >= 8) {
    const x = load<u32>(p) ^ c;
    const y = load<u32>(p, 4);
    c =
      entry(7, x & 255) ^
      entry(6, (x >> 8) & 255) ^
      entry(5, (x >> 16) & 255) ^
      entry(4, x >> 24) ^
      entry(3, y & 255) ^
      entry(2, (y >> 8) & 255) ^
      entry(1, (y >> 16) & 255) ^
      entry(0, y >> 24);
    p += 8;
    n -= 8;
  }
  while (n > 0) {
    c = (c >> 8) ^ entry(0, (c ^ <u32>load<u8>(p)) & 255);
    p++;
    n--;
  }
  return ~c;
}
