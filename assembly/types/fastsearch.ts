/**
 * Substring search over arrays of 1, 2 or 4-byte characters (Objects/stringlib/fastsearch.h): used by str, bytes and bytearray.
 *
 * Invariant: worst case linear. Short needles use a Boyer-Moore-Horspool scan with a 32-bit Bloom filter; a needle of 64 and more in
 * a text of 2000 and more uses the two-way algorithm of Crochemore and Perrin. All functions are generic over the character type T
 * and return a character index, or -1.
 */

function at<T>(p: usize, i: i32): u32 {
  return <u32>load<T>(p + ((<usize>i) << alignof<T>()));
}

/** First index of `ch` in n characters. */
export function findChar<T>(s: usize, n: i32, ch: u32): i32 {
  let i = 0;
  if (sizeof<T>() == 1) {
    if (ch > 0xff) return -1;
    const wanted = i8x16.splat(<i8>ch);
    for (; i + 16 <= n; i += 16) {
      const hits = i8x16.bitmask(i8x16.eq(v128.load(s + <usize>i), wanted));
      if (hits != 0) return i + <i32>ctz(hits);
    }
  } else if (sizeof<T>() == 2) {
    if (ch > 0xffff) return -1;
    const wanted = i16x8.splat(<i16>ch);
    for (; i + 8 <= n; i += 8) {
      const hits = i16x8.bitmask(i16x8.eq(v128.load(s + ((<usize>i) << 1)), wanted));
      if (hits != 0) return i + <i32>ctz(hits);
    }
  }
  for (; i < n; i++) {
    if (at<T>(s, i) == ch) return i;
  }
  return -1;
}

export function rfindChar<T>(s: usize, n: i32, ch: u32): i32 {
  if (sizeof<T>() == 1) {
    if (ch > 0xff) return -1;
    const wanted = i8x16.splat(<i8>ch);
    for (; n >= 16; n -= 16) {
      const hits = i8x16.bitmask(i8x16.eq(v128.load(s + <usize>(n - 16)), wanted));
      if (hits != 0) return n + 15 - <i32>clz(hits);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    if (at<T>(s, i) == ch) return i;
  }
  return -1;
}

/** How often `ch` occurs, at most `max`. */
export function countChar<T>(s: usize, n: i32, ch: u32, max: i32): i32 {
  let count = 0;
  let i = 0;
  if (sizeof<T>() == 1) {
    if (ch > 0xff) return 0;
    const wanted = i8x16.splat(<i8>ch);
    for (; i + 16 <= n; i += 16) {
      count += <i32>popcnt(i8x16.bitmask(i8x16.eq(v128.load(s + <usize>i), wanted)));
      if (count >= max) return max;
    }
  } else if (sizeof<T>() == 2) {
    if (ch > 0xffff) return 0;
    const wanted = i16x8.splat(<i16>ch);
    for (; i + 8 <= n; i += 8) {
      count += <i32>popcnt(i16x8.bitmask(i16x8.eq(v128.load(s + ((<usize>i) << 1)), wanted)));
      if (count >= max) return max;
    }
  }
  for (; i < n; i++) {
    if (at<T>(s, i) == ch && ++count == max) break;
  }
  return count;
}

function same<T>(a: usize, b: usize, n: i32): bool {
  for (let i = 0; i < n; i++) {
    if (at<T>(a, i) != at<T>(b, i)) return false;
  }
  return true;
}

/** First index of the m-character needle p in s. */
export function fastFind<T>(s: usize, n: i32, p: usize, m: i32): i32 {
  if (m > n) return -1;
  if (m == 0) return 0;
  if (m == 1) return findChar<T>(s, n, at<T>(p, 0));
  if (m >= 64 && n >= 2000) return twoWay<T>(s, n, p, m);
  if (m < 64 && sizeof<T>() < 4 && n >= m + 31) return findByBlocks<T>(s, n, p, m);
  return horspool<T>(s, n, p, m);
}

/** Where the needle's first and last characters stand right, in blocks of 16 bytes; what is left is searched by horspool. */
function findByBlocks<T>(s: usize, n: i32, p: usize, m: i32): i32 {
  const first = sizeof<T>() == 1 ? i8x16.splat(<i8>at<T>(p, 0)) : i16x8.splat(<i16>at<T>(p, 0));
  const last = sizeof<T>() == 1 ? i8x16.splat(<i8>at<T>(p, m - 1)) : i16x8.splat(<i16>at<T>(p, m - 1));
  const width = 16 >> alignof<T>();
  const apart = (<usize>(m - 1)) << alignof<T>();
  let i = 0;
  for (; i + width + m - 1 <= n; i += width) {
    const block = s + ((<usize>i) << alignof<T>());
    let hits: i32;
    if (sizeof<T>() == 1)
      hits = i8x16.bitmask(v128.and(i8x16.eq(v128.load(block), first), i8x16.eq(v128.load(block + apart), last)));
    else hits = i16x8.bitmask(v128.and(i16x8.eq(v128.load(block), first), i16x8.eq(v128.load(block + apart), last)));
    while (hits != 0) {
      const k = <i32>ctz(hits);
      if (same<T>(block + ((<usize>(k + 1)) << alignof<T>()), p + sizeof<T>(), m - 2)) return i + k;
      hits &= hits - 1;
    }
  }
  const rest = n - i < m ? -1 : horspool<T>(s + ((<usize>i) << alignof<T>()), n - i, p, m);
  return rest < 0 ? -1 : i + rest;
}

function horspool<T>(s: usize, n: i32, p: usize, m: i32): i32 {
  const last = m - 1;
  const tail = at<T>(p, last);
  let gap = last;
  let mask: u32 = 0;
  for (let i = 0; i < last; i++) {
    const ch = at<T>(p, i);
    mask |= (<u32>1) << (ch & 31);
    if (ch == tail) gap = last - i - 1;
  }
  mask |= (<u32>1) << (tail & 31);
  const end = n - m;
  for (let i = 0; i <= end; i++) {
    const beyond = i + m;
    if (at<T>(s, i + last) == tail) {
      if (same<T>(s + ((<usize>i) << alignof<T>()), p, last)) return i;
      if (beyond < n && !(mask & ((<u32>1) << (at<T>(s, beyond) & 31)))) i += m;
      else i += gap;
    } else if (beyond < n && !(mask & ((<u32>1) << (at<T>(s, beyond) & 31)))) {
      i += m;
    }
  }
  return -1;
}

/** Last index of the needle. */
export function fastRFind<T>(s: usize, n: i32, p: usize, m: i32): i32 {
  if (m > n) return -1;
  if (m == 0) return n;
  if (m == 1) return rfindChar<T>(s, n, at<T>(p, 0));
  const first = at<T>(p, 0);
  let skip = m - 1;
  let mask: u32 = (<u32>1) << (first & 31);
  for (let i = m - 1; i > 0; i--) {
    const ch = at<T>(p, i);
    mask |= (<u32>1) << (ch & 31);
    if (ch == first) skip = i - 1;
  }
  for (let i = n - m; i >= 0; i--) {
    const clear = i > 0 && !(mask & ((<u32>1) << (at<T>(s, i - 1) & 31)));
    if (at<T>(s, i) == first) {
      if (same<T>(s + ((<usize>i) << alignof<T>()), p, m)) return i;
      i -= clear ? m : skip;
    } else if (clear) {
      i -= m;
    }
  }
  return -1;
}

/** Occurrences that do not overlap, at most `max`. m > 0. */
export function fastCount<T>(s: usize, n: i32, p: usize, m: i32, max: i32): i32 {
  if (max <= 0) return 0;
  if (m == 1) return countChar<T>(s, n, at<T>(p, 0), max);
  let count = 0;
  let from = 0;
  while (count < max) {
    const i = fastFind<T>(s + ((<usize>from) << alignof<T>()), n - from, p, m);
    if (i < 0) break;
    count++;
    from += i + m;
  }
  return count;
}

let lexPeriod: i32 = 0;

/** Start of the maximal suffix under the order (or its inverse); its period in lexPeriod. */
function lexSearch<T>(p: usize, m: i32, inverse: bool): i32 {
  let suffix = 0;
  let candidate = 1;
  let k = 0;
  let period = 1;
  while (candidate + k < m) {
    const a = at<T>(p, candidate + k);
    const b = at<T>(p, suffix + k);
    if (inverse ? b < a : a < b) {
      candidate += k + 1;
      k = 0;
      period = candidate - suffix;
    } else if (a == b) {
      if (k + 1 != period) {
        k++;
      } else {
        candidate += period;
        k = 0;
      }
    } else {
      suffix = candidate;
      candidate++;
      k = 0;
      period = 1;
    }
  }
  lexPeriod = period;
  return suffix;
}

const SHIFTS: u32 = 64;
const shifts: usize = memory.data(256, 8);

/** Fills the shift table: how far the needle's end is from the last character of each class (mod 64). */
function fillShifts<T>(p: usize, m: i32, limit: i32): void {
  for (let i: usize = 0; i < SHIFTS; i++) store<i32>(shifts + (i << 2), limit);
  for (let i = m - limit; i < m; i++) {
    store<i32>(shifts + ((<usize>at<T>(p, i) & (SHIFTS - 1)) << 2), m - 1 - i);
  }
}

function twoWay<T>(s: usize, n: i32, p: usize, m: i32): i32 {
  const cutA = lexSearch<T>(p, m, false);
  const periodA = lexPeriod;
  const cutB = lexSearch<T>(p, m, true);
  const cut = cutA > cutB ? cutA : cutB;
  let period = cutA > cutB ? periodA : lexPeriod;
  const periodic = same<T>(p, p + ((<usize>period) << alignof<T>()), cut);
  if (!periodic) {
    const right = m - cut;
    period = (cut > right ? cut : right) + 1;
  }
  fillShifts<T>(p, m, m);
  let memory_ = 0; // characters of the left part known to match (periodic needles)
  let i = 0;
  while (i <= n - m) {
    const jump = load<i32>(shifts + ((<usize>at<T>(s, i + m - 1) & (SHIFTS - 1)) << 2));
    if (jump != 0) {
      if (memory_ != 0 && jump < period) i += m - period > jump ? m - period : jump;
      else i += jump;
      memory_ = 0;
      continue;
    }
    let k = cut > memory_ ? cut : memory_;
    while (k < m && at<T>(p, k) == at<T>(s, i + k)) k++;
    if (k < m) {
      i += k - cut + 1;
      memory_ = 0;
      continue;
    }
    k = cut;
    while (k > memory_ && at<T>(p, k - 1) == at<T>(s, i + k - 1)) k--;
    if (k <= memory_) return i;
    i += period;
    memory_ = periodic ? m - period : 0;
  }
  return -1;
}
