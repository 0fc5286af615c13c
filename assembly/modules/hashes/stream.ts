/**
 * A running hash: bytes in, digest out, for every function by its kind. A stream is a block of STREAM_SIZE bytes that can be copied as it is.
 *
 *    0 count (u64)   8 used (bytes waiting in the buffer, or Keccak's position)   12 kind   16 digest size   20 last node
 *   24 state words (200 bytes)                                                                     224 buffer (128 bytes)
 * Invariant: BLAKE2 keeps a full buffer back until more comes, since its last block is marked; the others empty it at once.
 */
import { SHA224_START, SHA256_START, SHA384_START, SHA512_START } from "./constants";
import { md5Block, sha1Block, sha256Block } from "./digest32";
import { blake2bBlock, blake2sBlock, keccak, sha512Block } from "./digest64";

export const STREAM_SIZE: usize = 352;
const STATE: usize = 24;
const BUFFER: usize = 224;

export const MD5: u32 = 0;
export const SHA1: u32 = 1;
export const SHA224: u32 = 2;
export const SHA256: u32 = 3;
export const SHA384: u32 = 4;
export const SHA512: u32 = 5;
export const SHA3_224: u32 = 6;
export const SHA3_256: u32 = 7;
export const SHA3_384: u32 = 8;
export const SHA3_512: u32 = 9;
export const SHAKE_128: u32 = 10;
export const SHAKE_256: u32 = 11;
export const BLAKE2B: u32 = 12;
export const BLAKE2S: u32 = 13;

const blockSizes = memory.data<u8>([64, 64, 64, 64, 128, 128, 144, 136, 104, 72, 168, 136, 128, 64]);
const digestSizes = memory.data<u8>([16, 20, 28, 32, 48, 64, 28, 32, 48, 64, 0, 0, 64, 32]);

export function blockSizeOf(kind: u32): i32 {
  return <i32>load<u8>(blockSizes + <usize>kind);
}

export function digestSizeOf(kind: u32): i32 {
  return <i32>load<u8>(digestSizes + <usize>kind);
}

function isKeccak(kind: u32): bool {
  return kind >= SHA3_224 && kind <= SHAKE_256;
}

/** Starts a stream of any kind but BLAKE2's. */
export function streamInit(s: usize, kind: u32): void {
  memory.fill(s, 0, STREAM_SIZE);
  store<u32>(s, kind, 12);
  store<i32>(s, digestSizeOf(kind), 16);
  const h = s + STATE;
  if (kind == MD5 || kind == SHA1) {
    store<u32>(h, 0x67452301);
    store<u32>(h, 0xefcdab89, 4);
    store<u32>(h, 0x98badcfe, 8);
    store<u32>(h, 0x10325476, 12);
    if (kind == SHA1) store<u32>(h, 0xc3d2e1f0, 16);
  } else if (kind == SHA224) memory.copy(h, SHA224_START, 32);
  else if (kind == SHA256) memory.copy(h, SHA256_START, 32);
  else if (kind == SHA384) memory.copy(h, SHA384_START, 64);
  else if (kind == SHA512) memory.copy(h, SHA512_START, 64);
}

/** Starts BLAKE2 with a parameter block (64 or 32 bytes) and a key. */
export function blakeInit(s: usize, kind: u32, params: usize, key: usize, keyLength: i32, lastNode: bool): void {
  memory.fill(s, 0, STREAM_SIZE);
  store<u32>(s, kind, 12);
  store<i32>(s, <i32>load<u8>(params), 16);
  store<u32>(s, lastNode ? 1 : 0, 20);
  const start = kind == BLAKE2B ? SHA512_START : SHA256_START;
  const size: usize = kind == BLAKE2B ? 64 : 32;
  for (let i: usize = 0; i < size; i += 4) store<u32>(s + STATE + i, load<u32>(start + i) ^ load<u32>(params + i));
  if (keyLength > 0) {
    memory.copy(s + BUFFER, key, <usize>keyLength);
    store<u32>(s, <u32>blockSizeOf(kind), 8);
  }
}

function block(s: usize, kind: u32, p: usize): void {
  if (kind == MD5) md5Block(s + STATE, p);
  else if (kind == SHA1) sha1Block(s + STATE, p);
  else if (kind <= SHA256) sha256Block(s + STATE, p);
  else if (kind <= SHA512) sha512Block(s + STATE, p);
  else {
    const count = load<u64>(s) + <u64>blockSizeOf(kind);
    store<u64>(s, count);
    if (kind == BLAKE2B) blake2bBlock(s + STATE, p, count, false, false);
    else blake2sBlock(s + STATE, p, count, false, false);
  }
}

function absorb(s: usize, kind: u32, p: usize, n: usize): void {
  const rate = <u32>blockSizeOf(kind);
  let used = load<u32>(s, 8);
  while (n > 0) {
    if (used == 0 && n >= <usize>rate) {
      for (let i: usize = 0; i < <usize>rate; i += 8)
        store<u64>(s + STATE + i, load<u64>(s + STATE + i) ^ load<u64>(p + i));
      p += <usize>rate;
      n -= <usize>rate;
      keccak(s + STATE);
      continue;
    }
    const at = s + STATE + <usize>used;
    store<u8>(at, load<u8>(at) ^ load<u8>(p));
    p++;
    n--;
    if (++used == rate) {
      keccak(s + STATE);
      used = 0;
    }
  }
  store<u32>(s, used, 8);
}

/** Takes n bytes at p. */
export function streamUpdate(s: usize, p: usize, n: usize): void {
  const kind = load<u32>(s, 12);
  if (n == 0) return;
  if (isKeccak(kind)) {
    absorb(s, kind, p, n);
    return;
  }
  const size = <usize>blockSizeOf(kind);
  const isBlake = kind >= BLAKE2B;
  if (!isBlake) store<u64>(s, load<u64>(s) + <u64>n);
  let used = <usize>load<u32>(s, 8);
  if (used > 0) {
    const room = size - used;
    const take = n < room ? n : room;
    memory.copy(s + BUFFER + used, p, take);
    used += take;
    p += take;
    n -= take;
    if (used == size && (!isBlake || n > 0)) {
      block(s, kind, s + BUFFER);
      used = 0;
    }
  }
  while (n > size || (n == size && !isBlake)) {
    block(s, kind, p);
    p += size;
    n -= size;
  }
  if (n > 0) {
    memory.copy(s + BUFFER, p, n);
    used = n;
  }
  store<u32>(s, <u32>used, 8);
}

/** Padding and length of the Merkle-Damgard functions. */
function finishBlocks(s: usize, kind: u32): void {
  const size = <usize>blockSizeOf(kind);
  const lengthRoom: usize = size == 128 ? 16 : 8;
  let used = <usize>load<u32>(s, 8);
  store<u8>(s + BUFFER + used, 0x80);
  used++;
  if (used + lengthRoom > size) {
    memory.fill(s + BUFFER + used, 0, size - used);
    block(s, kind, s + BUFFER);
    used = 0;
  }
  memory.fill(s + BUFFER + used, 0, size - used);
  const bits = load<u64>(s) << 3;
  store<u64>(s + BUFFER + size - 8, kind == MD5 ? bits : bswap<u64>(bits));
  if (lengthRoom == 16) store<u64>(s + BUFFER + size - 16, bswap<u64>(load<u64>(s) >> 61));
  block(s, kind, s + BUFFER);
}

function finishBlake(s: usize, kind: u32): void {
  const used = <usize>load<u32>(s, 8);
  memory.fill(s + BUFFER + used, 0, <usize>blockSizeOf(kind) - used);
  const count = load<u64>(s) + <u64>used;
  const lastNode = load<u32>(s, 20) != 0;
  if (kind == BLAKE2B) blake2bBlock(s + STATE, s + BUFFER, count, true, lastNode);
  else blake2sBlock(s + STATE, s + BUFFER, count, true, lastNode);
}

/** n bytes of output from Keccak's sponge. */
function squeeze(s: usize, kind: u32, out: usize, n: usize): void {
  const rate = <usize>blockSizeOf(kind);
  const at = s + STATE + <usize>load<u32>(s, 8);
  store<u8>(at, load<u8>(at) ^ (kind >= SHAKE_128 ? 0x1f : 0x06));
  const end = s + STATE + rate - 1;
  store<u8>(end, load<u8>(end) ^ 0x80);
  while (n > 0) {
    keccak(s + STATE);
    const take = n < rate ? n : rate;
    memory.copy(out, s + STATE, take);
    out += take;
    n -= take;
  }
}

const finishing = memory.data(352, 8);

/** Writes the digest of `n` bytes to `out`; the stream itself may go on. */
export function streamDigest(stream: usize, out: usize, n: usize): void {
  const s = finishing;
  memory.copy(s, stream, STREAM_SIZE);
  const kind = load<u32>(s, 12);
  if (isKeccak(kind)) {
    squeeze(s, kind, out, n);
    return;
  }
  if (kind >= BLAKE2B) {
    finishBlake(s, kind);
    memory.copy(out, s + STATE, n);
    return;
  }
  finishBlocks(s, kind);
  const h = s + STATE;
  if (kind != MD5 && kind <= SHA256)
    for (let i: usize = 0; i < 32; i += 4) store<u32>(h + i, bswap<u32>(load<u32>(h + i)));
  else if (kind != MD5) for (let i: usize = 0; i < 64; i += 8) store<u64>(h + i, bswap<u64>(load<u64>(h + i)));
  memory.copy(out, h, n);
}
