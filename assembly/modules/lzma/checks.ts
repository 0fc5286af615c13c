/**
 * The integrity checks of .xz: none, CRC-32, CRC-64, SHA-256. A check in the making is 336 bytes: 0 its id, 8 a CRC, or 16 a stream of hashes/.
 */
import { SHA256, streamDigest, streamInit, streamUpdate } from "../hashes/stream";
import { crc32 } from "../zlib/checksums";

export const CHECK_NONE: i32 = 0;
export const CHECK_CRC32: i32 = 1;
export const CHECK_CRC64: i32 = 4;
export const CHECK_SHA256: i32 = 10;
export const CHECK_STATE_SIZE: usize = 384;

const sizes = memory.data<u8>([0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64]);

/** Bytes of a check; also of those that are not known here. */
export function checkSize(id: i32): i32 {
  return <i32>load<u8>(sizes + <usize>id);
}

export function isCheckSupported(id: i32): bool {
  return id == CHECK_NONE || id == CHECK_CRC32 || id == CHECK_CRC64 || id == CHECK_SHA256;
}

/** Four tables of ECMA-182's CRC-64, reflected: the remainder of a byte followed by 0 to 3 zero bytes. */
const tables = memory.data(4 * 256 * 8, 8);
let ready: bool = false;

function prepare(): void {
  for (let i: u64 = 0; i < 256; i++) {
    let c = i;
    for (let k = 0; k < 8; k++) c = (c & 1) != 0 ? (c >> 1) ^ 0xc96c5795d7870f42 : c >> 1;
    store<u64>(tables + ((<usize>i) << 3), c);
  }
  for (let t: usize = 1; t < 4; t++) {
    for (let i: usize = 0; i < 256; i++) {
      const c = load<u64>(tables + ((t - 1) << 11) + (i << 3));
      store<u64>(tables + (t << 11) + (i << 3), (c >> 8) ^ entry(0, c & 255));
    }
  }
  ready = true;
}

function entry(table: usize, i: u64): u64 {
  return load<u64>(tables + (table << 11) + ((<usize>i) << 3));
}

export function crc64(start: u64, p: usize, n: usize): u64 {
  if (!ready) prepare();
  let c = ~start;
  for (; n >= 4; n -= 4, p += 4) {
    const x = <u64>(<u32>c ^ load<u32>(p));
    c = (c >> 32) ^ entry(3, x & 255) ^ entry(2, (x >> 8) & 255) ^ entry(1, (x >> 16) & 255) ^ entry(0, x >> 24);
  }
  for (; n > 0; n--, p++) c = (c >> 8) ^ entry(0, (c ^ <u64>load<u8>(p)) & 255);
  return ~c;
}

export function checkBegin(s: usize, id: i32): void {
  store<i32>(s, id);
  store<u64>(s, 0, 8);
  if (id == CHECK_SHA256) streamInit(s + 16, SHA256);
}

export function checkUpdate(s: usize, p: usize, n: usize): void {
  const id = load<i32>(s);
  if (id == CHECK_CRC32) store<u32>(s, crc32(load<u32>(s, 8), p, n), 8);
  else if (id == CHECK_CRC64) store<u64>(s, crc64(load<u64>(s, 8), p, n), 8);
  else if (id == CHECK_SHA256) streamUpdate(s + 16, p, n);
}

/** Writes the check, checkSize(id) bytes. */
export function checkEnd(s: usize, to: usize): void {
  const id = load<i32>(s);
  if (id == CHECK_CRC32) store<u32>(to, load<u32>(s, 8));
  else if (id == CHECK_CRC64) store<u64>(to, load<u64>(s, 8));
  else if (id == CHECK_SHA256) streamDigest(s + 16, to, 32);
}
