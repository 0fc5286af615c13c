/**
 * Rows of digits, four at a time: the inner loops of sums, differences, products and quotients of long ints.
 *
 * A loop that hands a carry from digit to digit takes as long as that chain. Here the four sums of a block are formed at once (`s`, each of digit, upper half
 * of the product before, ...), each gives its own carry (`s >> 30`), and the carries are added one lane further up. That may overflow a digit again, which
 * happens about once in 2**28 blocks of random digits: `settle` does such a block one digit after the other. Invariant: what goes from one block to the next
 * is the last lane of `upper` and of `carries`, so no block waits for more than the one before.
 *
 * `bench/programs/bigint.py` 120 to 71 ms.
 */
import { PyLong_MASK, digitAt, setDigit } from "./long";

/** Writes the four sums of `s` one after the other, from `carry` on; returns the carry. */
function settle(out: usize, s: v128, carry: u32): u32 {
  carry += <u32>i32x4.extract_lane(s, 0);
  store<u32>(out, carry & PyLong_MASK);
  carry = (carry >> 30) + <u32>i32x4.extract_lane(s, 1);
  store<u32>(out, carry & PyLong_MASK, 4);
  carry = (carry >> 30) + <u32>i32x4.extract_lane(s, 2);
  store<u32>(out, carry & PyLong_MASK, 8);
  carry = (carry >> 30) + <u32>i32x4.extract_lane(s, 3);
  store<u32>(out, carry & PyLong_MASK, 12);
  return carry >> 30;
}

/** The same of differences: what it hands on is 0 or negative. */
function settleBorrow(out: usize, s: v128, borrow: i32): i32 {
  borrow += i32x4.extract_lane(s, 0);
  store<u32>(out, borrow & PyLong_MASK);
  borrow = (borrow >> 30) + i32x4.extract_lane(s, 1);
  store<u32>(out, borrow & PyLong_MASK, 4);
  borrow = (borrow >> 30) + i32x4.extract_lane(s, 2);
  store<u32>(out, borrow & PyLong_MASK, 8);
  borrow = (borrow >> 30) + i32x4.extract_lane(s, 3);
  store<u32>(out, borrow & PyLong_MASK, 12);
  return borrow >> 30;
}

/** out[0 .. n) = a + b; returns the carry. out may be a or b. */
export function addRows(out: usize, a: usize, b: usize, n: i32): u32 {
  const mask = i32x4.splat(<i32>PyLong_MASK);
  let carries = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    const s = v128.add<i32>(v128.load(a + at), v128.load(b + at));
    const own = v128.shr<u32>(s, 30);
    const r = v128.add<i32>(v128.and(s, mask), v128.shuffle<u32>(carries, own, 3, 4, 5, 6));
    if (v128.any_true(v128.andnot(r, mask))) {
      carries = i32x4.splat(<i32>settle(out + at, s, <u32>i32x4.extract_lane(carries, 3)));
    } else {
      v128.store(out + at, r);
      carries = own;
    }
  }
  let carry = <u32>i32x4.extract_lane(carries, 3);
  for (; i < n; i++) {
    carry += digitAt(a, i) + digitAt(b, i);
    setDigit(out, i, carry & PyLong_MASK);
    carry >>= 30;
  }
  return carry;
}

/** out[0 .. n) = a - b; returns what is to be added to the next digit: 0 or -1. out may be a or b. */
export function subRows(out: usize, a: usize, b: usize, n: i32): i32 {
  const mask = i32x4.splat(<i32>PyLong_MASK);
  let borrows = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    const s = v128.sub<i32>(v128.load(a + at), v128.load(b + at));
    const own = v128.shr<i32>(s, 30);
    const r = v128.add<i32>(v128.and(s, mask), v128.shuffle<u32>(borrows, own, 3, 4, 5, 6));
    if (v128.any_true(v128.andnot(r, mask))) {
      borrows = i32x4.splat(settleBorrow(out + at, s, i32x4.extract_lane(borrows, 3)));
    } else {
      v128.store(out + at, r);
      borrows = own;
    }
  }
  let borrow = i32x4.extract_lane(borrows, 3);
  for (; i < n; i++) {
    borrow += <i32>digitAt(a, i) - <i32>digitAt(b, i);
    setDigit(out, i, borrow & PyLong_MASK);
    borrow >>= 30;
  }
  return borrow;
}

/** The upper halves of four products of digits, which lie in `p` and `q`. */
function upperHalves(p: v128, q: v128): v128 {
  return v128.shuffle<u32>(v128.shr<u64>(p, 30), v128.shr<u64>(q, 30), 0, 2, 4, 6);
}

/** out[0 .. n) = a * f; returns the next digit. out may be a. */
export function mulRow(out: usize, a: usize, n: i32, f: u32): u32 {
  const mask = i32x4.splat(<i32>PyLong_MASK);
  const factor = i32x4.splat(f);
  let carries = i32x4.splat(0);
  let upper = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    const x = v128.load(a + at);
    const p = i64x2.extmul_low_i32x4_u(x, factor);
    const q = i64x2.extmul_high_i32x4_u(x, factor);
    const high = upperHalves(p, q);
    const low = v128.and(v128.shuffle<u32>(p, q, 0, 2, 4, 6), mask);
    const s = v128.add<i32>(low, v128.shuffle<u32>(upper, high, 3, 4, 5, 6));
    const own = v128.shr<u32>(s, 30);
    const r = v128.add<i32>(v128.and(s, mask), v128.shuffle<u32>(carries, own, 3, 4, 5, 6));
    if (v128.any_true(v128.andnot(r, mask))) {
      carries = i32x4.splat(<i32>settle(out + at, s, <u32>i32x4.extract_lane(carries, 3)));
    } else {
      v128.store(out + at, r);
      carries = own;
    }
    upper = high;
  }
  let carry = <u64>(<u32>i32x4.extract_lane(carries, 3)) + <u64>(<u32>i32x4.extract_lane(upper, 3));
  for (; i < n; i++) {
    carry += <u64>digitAt(a, i) * <u64>f;
    setDigit(out, i, <u32>carry & PyLong_MASK);
    carry >>= 30;
  }
  return <u32>carry;
}

/** Rows shorter than this are done faster one digit after the other. */
const SHORT: i32 = 12;

function mulAddShort(z: usize, a: usize, n: i32, f: u32, carry: u64): u32 {
  const end = a + ((<usize>n) << 2);
  for (; a < end; a += 4, z += 4) {
    carry += <u64>load<u32>(z) + <u64>load<u32>(a) * <u64>f;
    store<u32>(z, <u32>carry & PyLong_MASK);
    carry >>= 30;
  }
  return <u32>carry;
}

/** z[0 .. n) += a * f + carry for f below 2**31; returns what is to be added to the next digit. */
export function mulAddRow(z: usize, a: usize, n: i32, f: u32, carry: u32): u32 {
  if (n < SHORT) return mulAddShort(z, a, n, f, <u64>carry);
  const mask = i32x4.splat(<i32>PyLong_MASK);
  const factor = i32x4.splat(f);
  let carries = i32x4.splat(0);
  let upper = i32x4.splat(carry);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    const x = v128.load(a + at);
    const p = i64x2.extmul_low_i32x4_u(x, factor);
    const q = i64x2.extmul_high_i32x4_u(x, factor);
    const high = upperHalves(p, q);
    const low = v128.and(v128.shuffle<u32>(p, q, 0, 2, 4, 6), mask);
    // at most 2**30 - 1 twice and 2**31 - 2
    const s = v128.add<i32>(v128.add<i32>(low, v128.load(z + at)), v128.shuffle<u32>(upper, high, 3, 4, 5, 6));
    const own = v128.shr<u32>(s, 30);
    const r = v128.add<i32>(v128.and(s, mask), v128.shuffle<u32>(carries, own, 3, 4, 5, 6));
    if (v128.any_true(v128.andnot(r, mask))) {
      carries = i32x4.splat(<i32>settle(z + at, s, <u32>i32x4.extract_lane(carries, 3)));
    } else {
      v128.store(z + at, r);
      carries = own;
    }
    upper = high;
  }
  const rest = <u64>(<u32>i32x4.extract_lane(carries, 3)) + <u64>(<u32>i32x4.extract_lane(upper, 3));
  const at = (<usize>i) << 2;
  return mulAddShort(z + at, a + at, n - i, f, rest);
}

/** v[0 .. n) -= w * f; returns what is to be added to the next digit, 0 or negative. */
export function mulSubRow(v: usize, w: usize, n: i32, f: u32): i64 {
  const mask = i32x4.splat(<i32>PyLong_MASK);
  const factor = i32x4.splat(f);
  let borrows = i32x4.splat(0);
  let upper = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    const x = v128.load(w + at);
    const p = i64x2.extmul_low_i32x4_u(x, factor);
    const q = i64x2.extmul_high_i32x4_u(x, factor);
    const high = upperHalves(p, q);
    const low = v128.and(v128.shuffle<u32>(p, q, 0, 2, 4, 6), mask);
    const s = v128.sub<i32>(v128.sub<i32>(v128.load(v + at), low), v128.shuffle<u32>(upper, high, 3, 4, 5, 6));
    const own = v128.shr<i32>(s, 30);
    const r = v128.add<i32>(v128.and(s, mask), v128.shuffle<u32>(borrows, own, 3, 4, 5, 6));
    if (v128.any_true(v128.andnot(r, mask))) {
      borrows = i32x4.splat(settleBorrow(v + at, s, i32x4.extract_lane(borrows, 3)));
    } else {
      v128.store(v + at, r);
      borrows = own;
    }
    upper = high;
  }
  let borrow = <i64>i32x4.extract_lane(borrows, 3) - <i64>(<u32>i32x4.extract_lane(upper, 3));
  for (; i < n; i++) {
    borrow += <i64>digitAt(v, i) - <i64>f * <i64>digitAt(w, i);
    setDigit(v, i, <u32>borrow & PyLong_MASK);
    borrow >>= 30;
  }
  return borrow;
}

/** out = a << bits for bits < 30; returns the digit shifted out. out is another row than a. */
export function shiftLeftRow(out: usize, a: usize, n: i32, bits: u32): u32 {
  const mask = i32x4.splat(<i32>PyLong_MASK);
  const rest = 30 - bits;
  setDigit(out, 0, (digitAt(a, 0) << bits) & PyLong_MASK);
  let i = 1;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    const x = v128.and(v128.shl<i32>(v128.load(a + at), <i32>bits), mask);
    v128.store(out + at, v128.or(x, v128.shr<u32>(v128.load(a + at - 4), <i32>rest)));
  }
  for (; i < n; i++) setDigit(out, i, ((digitAt(a, i) << bits) & PyLong_MASK) | (digitAt(a, i - 1) >> rest));
  return digitAt(a, n - 1) >> rest;
}

/** out = a >> bits for bits < 30. out may be a. */
export function shiftRightRow(out: usize, a: usize, n: i32, bits: u32): void {
  const mask = i32x4.splat(<i32>PyLong_MASK);
  const rest = 30 - bits;
  let i = 0;
  for (; i + 5 <= n; i += 4) {
    const at = (<usize>i) << 2;
    const x = v128.and(v128.shl<i32>(v128.load(a + at + 4), <i32>rest), mask);
    v128.store(out + at, v128.or(x, v128.shr<u32>(v128.load(a + at), <i32>bits)));
  }
  for (; i < n; i++) {
    const above = i + 1 < n ? (digitAt(a, i + 1) << rest) & PyLong_MASK : 0;
    setDigit(out, i, above | (digitAt(a, i) >> bits));
  }
}
