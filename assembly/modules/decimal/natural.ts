/**
 * Natural numbers in base 10^9, on which decimals are computed (what libmpdec's basearith and mpn functions are to CPython).
 *
 * A natural is an address: u32 length, then the limbs, least significant first, the highest not zero (zero has length 0). Naturals are never changed
 * once made. They live in an arena that `arenaReset` empties at the start of each operation, so nothing here is freed by hand.
 *
 * Memory may run out: then a function answers 0, and every function given 0 answers 0. Who ends an operation checks for it once.
 */
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";

export const BASE: u64 = 1000000000;
const BASE_DIGITS: i32 = 9;
/** Below it in limbs schoolbook multiplication is faster (measured on 1,000-digit products). */
const KARATSUBA: i32 = 48;

const CHUNK: usize = 65536;
let chunk: usize = 0; // the newest: link to the one before, then data
let chunkEnd: usize = 0;
let top: usize = 0;
let firstEnd: usize = 0;
let first: usize = 0;

/** Empties the arena; keeps its first chunk. */
export function arenaReset(): void {
  while (chunk != first) {
    const before = load<usize>(chunk);
    PyMem_Free(chunk);
    chunk = before;
  }
  chunkEnd = firstEnd;
  top = first + 8;
}

/** `n` bytes that live until the next reset; 0 without memory. */
export function arenaAlloc(n: usize): usize {
  const size = (n + 7) & ~(<usize>7);
  if (chunk == 0 || size > chunkEnd - top) {
    const bytes = size + 8 > CHUNK ? size + 8 : CHUNK;
    const fresh = bytes > 0x40000000 ? 0 : PyMem_Malloc(bytes);
    if (fresh == 0) return 0;
    store<usize>(fresh, chunk);
    chunk = fresh;
    chunkEnd = fresh + bytes;
    top = fresh + 8;
    if (first == 0) {
      first = fresh;
      firstEnd = chunkEnd;
    }
  }
  const at = top;
  top += size;
  return at;
}

export function nLength(a: usize): i32 {
  return <i32>load<u32>(a);
}

export function nLimb(a: usize, i: i32): u32 {
  return load<u32>(a + 4 + ((<usize>i) << 2));
}

function setLimb(a: usize, i: i32, value: u32): void {
  store<u32>(a + 4 + ((<usize>i) << 2), value);
}

/** Room for `n` limbs, all zero. */
function nRoom(n: i32): usize {
  const a = arenaAlloc(4 + ((<usize>n) << 2));
  if (a != 0) {
    store<u32>(a, n);
    memory.fill(a + 4, 0, (<usize>n) << 2);
  }
  return a;
}

/** Takes high zero limbs off. */
function nTrim(a: usize): usize {
  let n = nLength(a);
  while (n > 0 && nLimb(a, n - 1) == 0) n--;
  store<u32>(a, n);
  return a;
}

export function nIsZero(a: usize): bool {
  return a != 0 && load<u32>(a) == 0;
}

export function nFromU64(value: u64): usize {
  const a = nRoom(3);
  if (a == 0) return 0;
  setLimb(a, 0, <u32>(value % BASE));
  setLimb(a, 1, <u32>((value / BASE) % BASE));
  setLimb(a, 2, <u32>(value / (BASE * BASE)));
  return nTrim(a);
}

/** The value if it is below 10^18, else -1. */
export function nToI64(a: usize): i64 {
  const n = nLength(a);
  if (n > 2) return -1;
  let value: i64 = 0;
  for (let i = n - 1; i >= 0; i--) value = value * <i64>BASE + <i64>nLimb(a, i);
  return value;
}

export function nCmp(a: usize, b: usize): i32 {
  const n = nLength(a);
  const m = nLength(b);
  if (n != m) return n < m ? -1 : 1;
  for (let i = n - 1; i >= 0; i--) {
    const x = nLimb(a, i);
    const y = nLimb(b, i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

export function pow10(n: i32): u32 {
  let p: u32 = 1;
  for (let i = 0; i < n; i++) p *= 10;
  return p;
}

function limbDigits(limb: u32): i32 {
  let n = 1;
  while (limb >= 10) {
    limb /= 10;
    n++;
  }
  return n;
}

/** Decimal digits; 1 for zero. */
export function nDigits(a: usize): i64 {
  if (a == 0) return 1;
  const n = nLength(a);
  return n == 0 ? 1 : <i64>(n - 1) * BASE_DIGITS + limbDigits(nLimb(a, n - 1));
}

/** Digit at 10^i. */
export function nDigitAt(a: usize, i: i64): i32 {
  const limb = <i32>(i / BASE_DIGITS);
  return limb >= nLength(a) ? 0 : <i32>((nLimb(a, limb) / pow10(<i32>(i % BASE_DIGITS))) % 10);
}

export function nTrailingZeros(a: usize): i64 {
  let i = 0;
  while (nLimb(a, i) == 0) i++;
  let limb = nLimb(a, i);
  let zeros: i64 = <i64>i * BASE_DIGITS;
  while (limb % 10 == 0) {
    limb /= 10;
    zeros++;
  }
  return zeros;
}

export function nAdd(a: usize, b: usize): usize {
  if (a == 0 || b == 0) return 0;
  if (nLength(a) < nLength(b)) {
    const swap = a;
    a = b;
    b = swap;
  }
  const n = nLength(a);
  const m = nLength(b);
  const r = nRoom(n + 1);
  if (r == 0) return 0;
  let carry: u32 = 0;
  for (let i = 0; i < n; i++) {
    let sum = nLimb(a, i) + carry + (i < m ? nLimb(b, i) : 0);
    carry = sum >= <u32>BASE ? 1 : 0;
    if (carry != 0) sum -= <u32>BASE;
    setLimb(r, i, sum);
  }
  setLimb(r, n, carry);
  return nTrim(r);
}

/** a - b, where a >= b. */
export function nSub(a: usize, b: usize): usize {
  if (a == 0 || b == 0) return 0;
  const n = nLength(a);
  const m = nLength(b);
  const r = nRoom(n);
  if (r == 0) return 0;
  let borrow: i32 = 0;
  for (let i = 0; i < n; i++) {
    let difference = <i32>nLimb(a, i) - borrow - (i < m ? <i32>nLimb(b, i) : 0);
    borrow = difference < 0 ? 1 : 0;
    if (borrow != 0) difference += <i32>BASE;
    setLimb(r, i, <u32>difference);
  }
  return nTrim(r);
}

export function nAddSmall(a: usize, value: u32): usize {
  return nAdd(a, nFromU64(value));
}

/** a * value + add. */
export function nMulSmall(a: usize, value: u32, add: u32 = 0): usize {
  if (a == 0) return 0;
  const n = nLength(a);
  const r = nRoom(n + 2);
  if (r == 0) return 0;
  let carry: u64 = add;
  for (let i = 0; i < n; i++) {
    const x = <u64>nLimb(a, i) * value + carry;
    carry = x / BASE;
    setLimb(r, i, <u32>(x - carry * BASE));
  }
  setLimb(r, n, <u32>(carry % BASE));
  setLimb(r, n + 1, <u32>(carry / BASE));
  return nTrim(r);
}

/** The remainder of the last nDivSmall. */
export let smallRest: u32 = 0;

/** a / value, rounded down; 0 < value < 2^32. */
export function nDivSmall(a: usize, value: u32): usize {
  if (a == 0) return 0;
  const n = nLength(a);
  const r = nRoom(n);
  if (r == 0) return 0;
  let rest: u64 = 0;
  for (let i = n - 1; i >= 0; i--) {
    const x = rest * BASE + nLimb(a, i);
    const q = x / value;
    rest = x - q * value;
    setLimb(r, i, <u32>q);
  }
  smallRest = <u32>rest;
  return nTrim(r);
}

/** Column sums: a product of two limbs is below 10^18, so 16 of them fit beside a carry. */
function mulSchool(r: usize, a: usize, n: i32, b: usize, m: i32): void {
  let carry: u64 = 0;
  for (let k = 0; k < n + m - 1; k++) {
    let high: u64 = 0;
    let low: u64 = carry;
    const from = k < m ? 0 : k - m + 1;
    const to = k < n ? k : n - 1;
    let count = 0;
    for (let i = from; i <= to; i++) {
      low += <u64>load<u32>(a + ((<usize>i) << 2)) * load<u32>(b + ((<usize>(k - i)) << 2));
      if (++count == 16) {
        const q = low / BASE;
        high += q;
        low -= q * BASE;
        count = 0;
      }
    }
    const q = low / BASE;
    store<u32>(r + ((<usize>k) << 2), <u32>(low - q * BASE));
    carry = high + q;
  }
  store<u32>(r + ((<usize>(n + m - 1)) << 2), <u32>carry);
}

/** The limbs [from, to) of a as a natural. */
function slice(a: usize, from: i32, to: i32): usize {
  const n = nLength(a);
  if (to > n) to = n;
  if (from >= to) return nRoom(0);
  const r = nRoom(to - from);
  if (r == 0) return 0;
  memory.copy(r + 4, a + 4 + ((<usize>from) << 2), (<usize>(to - from)) << 2);
  return nTrim(r);
}

/** a * 10^(9 * limbs). */
function shiftLimbs(a: usize, limbs: i32): usize {
  if (a == 0) return 0;
  const n = nLength(a);
  if (n == 0 || limbs == 0) return a;
  const r = nRoom(n + limbs);
  if (r == 0) return 0;
  memory.copy(r + 4 + ((<usize>limbs) << 2), a + 4, (<usize>n) << 2);
  return r;
}

export function nMul(a: usize, b: usize): usize {
  if (a == 0 || b == 0) return 0;
  const n = nLength(a);
  const m = nLength(b);
  if (n == 0 || m == 0) return nRoom(0);
  if (n >= KARATSUBA && m >= KARATSUBA) {
    const half = (n > m ? n : m) >> 1;
    if (n > half && m > half) return karatsuba(a, b, half);
  }
  const r = nRoom(n + m);
  if (r == 0) return 0;
  mulSchool(r + 4, a + 4, n, b + 4, m);
  return nTrim(r);
}

function karatsuba(a: usize, b: usize, half: i32): usize {
  const a0 = slice(a, 0, half);
  const a1 = slice(a, half, nLength(a));
  const b0 = slice(b, 0, half);
  const b1 = slice(b, half, nLength(b));
  const low = nMul(a0, b0);
  const high = nMul(a1, b1);
  const both = nMul(nAdd(a0, a1), nAdd(b0, b1));
  if (both == 0 || low == 0 || high == 0) return 0;
  const middle = nSub(nSub(both, low), high);
  return nAdd(nAdd(low, shiftLimbs(middle, half)), shiftLimbs(high, 2 * half));
}

/** a * 10^k; 0 when the result would not fit the memory. */
export function nShiftLeft(a: usize, k: i64): usize {
  if (a == 0 || nIsZero(a) || k == 0) return a;
  if (k > 2000000000) return 0;
  const small = <i32>(k % BASE_DIGITS);
  return shiftLimbs(small == 0 ? a : nMulSmall(a, pow10(small)), <i32>(k / BASE_DIGITS));
}

/** What the last nShiftRight cut off: 0 nothing, 1 less than a half, 2 a half, 3 more. */
export let shiftRest: i32 = 0;

/** a / 10^k, rounded down; sets `shiftRest`. */
export function nShiftRight(a: usize, k: i64): usize {
  shiftRest = 0;
  if (a == 0 || nIsZero(a) || k == 0) return a;
  const digits = nDigits(a);
  if (k > digits) {
    shiftRest = 1;
    return nRoom(0);
  }
  const limbs = <i32>(k / BASE_DIGITS);
  const small = <i32>(k % BASE_DIGITS);
  const first = nDigitAt(a, k - 1);
  const rest = nTrailingZeros(a) < k - 1;
  shiftRest = first > 5 || (first == 5 && rest) ? 3 : first == 5 ? 2 : first != 0 || rest ? 1 : 0;
  const high = slice(a, limbs, nLength(a));
  return small == 0 ? high : nDivSmall(high, pow10(small));
}

/** The remainder of the last nDivMod. */
export let nRest: usize = 0;

/** a / b, rounded down, b not zero; the remainder is left in `nRest`. Knuth, volume 2, algorithm 4.3.1 D. */
export function nDivMod(a: usize, b: usize): usize {
  nRest = 0;
  if (a == 0 || b == 0) return 0;
  const m = nLength(b);
  if (nCmp(a, b) < 0) {
    nRest = a;
    return nRoom(0);
  }
  if (m == 1) {
    const q = nDivSmall(a, nLimb(b, 0));
    nRest = nFromU64(smallRest);
    return nRest == 0 ? 0 : q;
  }
  const scale = <u32>(BASE / (<u64>nLimb(b, m - 1) + 1));
  const v = nMulSmall(b, scale);
  const n = nLength(a);
  const u = nRoom(n + 1);
  const q = nRoom(n - m + 1);
  if (v == 0 || u == 0 || q == 0) return 0;
  let carry: u64 = 0;
  for (let i = 0; i < n; i++) {
    const x = <u64>nLimb(a, i) * scale + carry;
    carry = x / BASE;
    setLimb(u, i, <u32>(x - carry * BASE));
  }
  setLimb(u, n, <u32>carry);
  for (let j = n - m; j >= 0; j--) setLimb(q, j, quotientLimb(u, v, j, m));
  nRest = nDivSmall(nTrim(u), scale);
  return nRest == 0 ? 0 : nTrim(q);
}

/** One step of algorithm D: the limb at `j`, its multiple of v taken from u. */
function quotientLimb(u: usize, v: usize, j: i32, m: i32): u32 {
  const v1 = <u64>nLimb(v, m - 1);
  const v2 = <u64>nLimb(v, m - 2);
  const head = <u64>nLimb(u, j + m) * BASE + nLimb(u, j + m - 1);
  let guess = head / v1;
  let rest = head - guess * v1;
  while (guess >= BASE || guess * v2 > rest * BASE + nLimb(u, j + m - 2)) {
    guess--;
    rest += v1;
    if (rest >= BASE) break;
  }
  let borrow: i64 = 0;
  let carry: u64 = 0;
  for (let i = 0; i < m; i++) {
    const product = guess * nLimb(v, i) + carry;
    carry = product / BASE;
    let x = <i64>nLimb(u, i + j) - borrow - <i64>(product - carry * BASE);
    borrow = x < 0 ? 1 : 0;
    if (x < 0) x += <i64>BASE;
    setLimb(u, i + j, <u32>x);
  }
  const last = <i64>nLimb(u, j + m) - borrow - <i64>carry;
  setLimb(u, j + m, last < 0 ? <u32>(last + <i64>BASE) : <u32>last);
  if (last >= 0) return <u32>guess;
  let back: u32 = 0; // one too many: add v again
  for (let i = 0; i <= m; i++) {
    let sum = nLimb(u, i + j) + back + (i < m ? nLimb(v, i) : 0);
    back = sum >= <u32>BASE ? 1 : 0;
    if (back != 0) sum -= <u32>BASE;
    setLimb(u, i + j, sum);
  }
  return <u32>(guess - 1);
}

export function nDiv(a: usize, b: usize): usize {
  return nDivMod(a, b);
}

/** 10^k. */
export function nPow10(k: i64): usize {
  return nShiftLeft(nFromU64(1), k);
}

/** The root of a, rounded down, by Newton's iteration from above. */
export function nSqrt(a: usize): usize {
  if (a == 0 || nIsZero(a)) return a;
  let x = nPow10((nDigits(a) + 1) / 2);
  while (x != 0) {
    const next = nDivSmall(nAdd(x, nDiv(a, x)), 2);
    if (next == 0) return 0;
    if (nCmp(next, x) >= 0) return x;
    x = next;
  }
  return 0;
}

/** Reads `count` ASCII digits. */
export function nFromText(text: usize, count: i32): usize {
  while (count > 0 && load<u8>(text) == 0x30) {
    text++;
    count--;
  }
  const n = (count + BASE_DIGITS - 1) / BASE_DIGITS;
  const r = nRoom(n);
  if (r == 0) return 0;
  let end = count;
  for (let i = 0; i < n; i++) {
    let start = end - BASE_DIGITS;
    if (start < 0) start = 0;
    let limb: u32 = 0;
    for (let k = start; k < end; k++) limb = limb * 10 + (load<u8>(text + k) - 0x30);
    setLimb(r, i, limb);
    end = start;
  }
  return r;
}

/** Writes the nDigits(a) digits of a. */
export function nToText(a: usize, text: usize): void {
  const n = nLength(a);
  if (n == 0) {
    store<u8>(text, 0x30);
    return;
  }
  let at = text + <usize>nDigits(a);
  for (let i = 0; i < n; i++) {
    let limb = nLimb(a, i);
    for (let k = 0; k < BASE_DIGITS && at > text; k++) {
      store<u8>(--at, <u8>(0x30 + (limb % 10)));
      limb /= 10;
    }
  }
}
