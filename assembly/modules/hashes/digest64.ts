/**
 * SHA-512 (FIPS 180-4) over one 128-byte block, Keccak's permutation (FIPS 202) and BLAKE2's compression (RFC 7693). `h` is the address of
 * the state words.
 */
import { KECCAK_ROUNDS, SHA256_START, SHA512_K, SHA512_START } from "./constants";

const schedule = memory.data(80 * 8, 8);

export function sha512Block(h: usize, p: usize): void {
  const w = schedule;
  for (let i: usize = 0; i < 128; i += 8) store<u64>(w + i, bswap<u64>(load<u64>(p + i)));
  for (let at = w + 128; at < w + 640; at += 8) {
    const x = load<u64>(at - 120);
    const y = load<u64>(at - 16);
    const s0 = rotr<u64>(x, 1) ^ rotr<u64>(x, 8) ^ (x >> 7);
    const s1 = rotr<u64>(y, 19) ^ rotr<u64>(y, 61) ^ (y >> 6);
    store<u64>(at, load<u64>(at - 128) + s0 + load<u64>(at - 56) + s1);
  }
  let a = load<u64>(h);
  let b = load<u64>(h, 8);
  let c = load<u64>(h, 16);
  let d = load<u64>(h, 24);
  let e = load<u64>(h, 32);
  let f = load<u64>(h, 40);
  let g = load<u64>(h, 48);
  let k = load<u64>(h, 56);
  for (let i: usize = 0; i < 640; i += 8) {
    const t1 =
      k +
      (rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41)) +
      (g ^ (e & (f ^ g))) +
      load<u64>(SHA512_K + i) +
      load<u64>(w + i);
    const t2 = (rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39)) + ((a & b) | (c & (a | b)));
    k = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u64>(h, load<u64>(h) + a);
  store<u64>(h, load<u64>(h, 8) + b, 8);
  store<u64>(h, load<u64>(h, 16) + c, 16);
  store<u64>(h, load<u64>(h, 24) + d, 24);
  store<u64>(h, load<u64>(h, 32) + e, 32);
  store<u64>(h, load<u64>(h, 40) + f, 40);
  store<u64>(h, load<u64>(h, 48) + g, 48);
  store<u64>(h, load<u64>(h, 56) + k, 56);
}

/** Where lane i goes in Keccak's pi step, and by how much it is rotated, along the one cycle of the 24 lanes that move. */
const piLane = memory.data<u8>([10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]);
const rhoBits = memory.data<u8>([
  1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
]);
const columns = memory.data(40, 8);

/** Keccak-f[1600] on 25 lanes at `s`. */
export function keccak(s: usize): void {
  const c = columns;
  for (let round: usize = 0; round < 192; round += 8) {
    for (let x: usize = 0; x < 40; x += 8) {
      const at = s + x;
      store<u64>(
        c + x,
        load<u64>(at) ^ load<u64>(at, 40) ^ load<u64>(at, 80) ^ load<u64>(at, 120) ^ load<u64>(at, 160),
      );
    }
    for (let x: usize = 0; x < 5; x++) {
      const t = load<u64>(c + (((x + 4) % 5) << 3)) ^ rotl<u64>(load<u64>(c + (((x + 1) % 5) << 3)), 1);
      for (let at = s + (x << 3); at < s + 200; at += 40) store<u64>(at, load<u64>(at) ^ t);
    }
    let moving = load<u64>(s, 8);
    for (let i: usize = 0; i < 24; i++) {
      const at = s + ((<usize>load<u8>(piLane + i)) << 3);
      const next = load<u64>(at);
      store<u64>(at, rotl<u64>(moving, <u64>load<u8>(rhoBits + i)));
      moving = next;
    }
    for (let row = s; row < s + 200; row += 40) {
      const v0 = load<u64>(row);
      const v1 = load<u64>(row, 8);
      const v2 = load<u64>(row, 16);
      const v3 = load<u64>(row, 24);
      const v4 = load<u64>(row, 32);
      store<u64>(row, v0 ^ (~v1 & v2));
      store<u64>(row, v1 ^ (~v2 & v3), 8);
      store<u64>(row, v2 ^ (~v3 & v4), 16);
      store<u64>(row, v3 ^ (~v4 & v0), 24);
      store<u64>(row, v4 ^ (~v0 & v1), 32);
    }
    store<u64>(s, load<u64>(s) ^ load<u64>(KECCAK_ROUNDS + round));
  }
}

/** The order of message words in BLAKE2's ten rounds. */
const sigma = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3, 11, 8, 12,
  0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4, 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8, 9, 0, 5, 7, 2, 4, 10,
  15, 14, 1, 11, 12, 6, 8, 3, 13, 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9, 12, 5, 1, 15, 14, 13, 4, 10, 0,
  7, 6, 3, 9, 2, 8, 11, 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10, 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7,
  1, 4, 10, 5, 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
]);
const work = memory.data(128, 8);

function mix64(a: usize, b: usize, c: usize, d: usize, x: u64, y: u64): void {
  const v = work;
  let va = load<u64>(v + a) + load<u64>(v + b) + x;
  let vd = rotr<u64>(load<u64>(v + d) ^ va, 32);
  let vc = load<u64>(v + c) + vd;
  let vb = rotr<u64>(load<u64>(v + b) ^ vc, 24);
  va += vb + y;
  vd = rotr<u64>(vd ^ va, 16);
  vc += vd;
  vb = rotr<u64>(vb ^ vc, 63);
  store<u64>(v + a, va);
  store<u64>(v + b, vb);
  store<u64>(v + c, vc);
  store<u64>(v + d, vd);
}

function mix32(a: usize, b: usize, c: usize, d: usize, x: u32, y: u32): void {
  const v = work;
  let va = load<u32>(v + a) + load<u32>(v + b) + x;
  let vd = rotr<u32>(load<u32>(v + d) ^ va, 16);
  let vc = load<u32>(v + c) + vd;
  let vb = rotr<u32>(load<u32>(v + b) ^ vc, 12);
  va += vb + y;
  vd = rotr<u32>(vd ^ va, 8);
  vc += vd;
  vb = rotr<u32>(vb ^ vc, 7);
  store<u32>(v + a, va);
  store<u32>(v + b, vb);
  store<u32>(v + c, vc);
  store<u32>(v + d, vd);
}

function word64(p: usize, s: usize): u64 {
  return load<u64>(p + ((<usize>load<u8>(s)) << 3));
}

function word32(p: usize, s: usize): u32 {
  return load<u32>(p + ((<usize>load<u8>(s)) << 2));
}

/** `count`: bytes so far, this block's included; `last` and `lastNode` are the finalisation flags. */
export function blake2bBlock(h: usize, p: usize, count: u64, last: bool, lastNode: bool): void {
  const v = work;
  memory.copy(v, h, 64);
  memory.copy(v + 64, SHA512_START, 64);
  store<u64>(v, load<u64>(v, 96) ^ count, 96);
  if (last) store<u64>(v, ~load<u64>(v, 112), 112);
  if (lastNode) store<u64>(v, ~load<u64>(v, 120), 120);
  for (let round: usize = 0; round < 12; round++) {
    const s = sigma + ((round % 10) << 4);
    mix64(0, 32, 64, 96, word64(p, s), word64(p, s + 1));
    mix64(8, 40, 72, 104, word64(p, s + 2), word64(p, s + 3));
    mix64(16, 48, 80, 112, word64(p, s + 4), word64(p, s + 5));
    mix64(24, 56, 88, 120, word64(p, s + 6), word64(p, s + 7));
    mix64(0, 40, 80, 120, word64(p, s + 8), word64(p, s + 9));
    mix64(8, 48, 88, 96, word64(p, s + 10), word64(p, s + 11));
    mix64(16, 56, 64, 104, word64(p, s + 12), word64(p, s + 13));
    mix64(24, 32, 72, 112, word64(p, s + 14), word64(p, s + 15));
  }
  for (let i: usize = 0; i < 64; i += 8) store<u64>(h + i, load<u64>(h + i) ^ load<u64>(v + i) ^ load<u64>(v + i, 64));
}

export function blake2sBlock(h: usize, p: usize, count: u64, last: bool, lastNode: bool): void {
  const v = work;
  memory.copy(v, h, 32);
  memory.copy(v + 32, SHA256_START, 32);
  store<u64>(v, load<u64>(v, 48) ^ count, 48);
  if (last) store<u32>(v, ~load<u32>(v, 56), 56);
  if (lastNode) store<u32>(v, ~load<u32>(v, 60), 60);
  for (let round: usize = 0; round < 10; round++) {
    const s = sigma + (round << 4);
    mix32(0, 16, 32, 48, word32(p, s), word32(p, s + 1));
    mix32(4, 20, 36, 52, word32(p, s + 2), word32(p, s + 3));
    mix32(8, 24, 40, 56, word32(p, s + 4), word32(p, s + 5));
    mix32(12, 28, 44, 60, word32(p, s + 6), word32(p, s + 7));
    mix32(0, 20, 40, 60, word32(p, s + 8), word32(p, s + 9));
    mix32(4, 24, 44, 48, word32(p, s + 10), word32(p, s + 11));
    mix32(8, 28, 32, 52, word32(p, s + 12), word32(p, s + 13));
    mix32(12, 16, 36, 56, word32(p, s + 14), word32(p, s + 15));
  }
  for (let i: usize = 0; i < 32; i += 4) store<u32>(h + i, load<u32>(h + i) ^ load<u32>(v + i) ^ load<u32>(v + i, 32));
}
