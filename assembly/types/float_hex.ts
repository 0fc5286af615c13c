/**
 * Hexadecimal text of floats (float.hex, float.fromhex of Objects/floatobject.c).
 */

const buffer = memory.data(32, 8);
/** Length of the last hexText. */
export let hexTextLength: i32 = 0;

function hexDigit(value: u32): u8 {
  return <u8>(value < 10 ? 48 + value : 87 + value);
}

/** "-0x1.8000000000000p+1" of a finite x; the address, length in `hexTextLength`. */
export function hexText(x: f64): usize {
  const bits = reinterpret<u64>(x);
  let exponent = <i32>((bits >> 52) & 0x7ff);
  let fraction = bits & 0xfffffffffffff;
  let p = buffer;
  if (bits >> 63 != 0) store<u8>(p++, 45);
  store<u8>(p++, 48);
  store<u8>(p++, 120);
  store<u8>(p++, exponent == 0 ? 48 : 49);
  store<u8>(p++, 46);
  const zero = exponent == 0 && fraction == 0;
  const places = zero ? 1 : 13;
  for (let i = 0; i < places; i++) {
    store<u8>(p++, hexDigit(<u32>(fraction >> 48)));
    fraction = (fraction << 4) & 0xfffffffffffff;
  }
  if (exponent == 0) exponent = 1;
  exponent = zero ? 0 : exponent - 1023;
  store<u8>(p++, 112);
  store<u8>(p++, exponent < 0 ? 45 : 43);
  let e = exponent < 0 ? -exponent : exponent;
  let unit = e >= 1000 ? 1000 : e >= 100 ? 100 : e >= 10 ? 10 : 1;
  for (; unit != 0; unit /= 10) {
    store<u8>(p++, <u8>(48 + e / unit));
    e %= unit;
  }
  hexTextLength = <i32>(p - buffer);
  return buffer;
}

/** What fromHex found wrong. */
export let hexFailed: bool = false;
export let hexOverflow: bool = false;

function isBlank(ch: u32): bool {
  return ch == 32 || (ch >= 9 && ch <= 13);
}

function digitOf(ch: u32): i32 {
  if (ch - 48 < 10) return <i32>(ch - 48);
  const lower = ch | 32;
  return lower - 97 < 6 ? <i32>(lower - 87) : -1;
}

function matches(p: usize, end: usize, word: string): bool {
  if (<i32>(end - p) != word.length) return false;
  for (let i = 0; i < word.length; i++) {
    if ((<u32>load<u8>(p + i) | 32) != <u32>word.charCodeAt(i)) return false;
  }
  return true;
}

/** The float of a text like "-0x1.8p+3", "inf", "nan"; see hexFailed and hexOverflow. */
export function fromHex(text: usize, length: i32): f64 {
  hexFailed = false;
  hexOverflow = false;
  let p = text;
  let end = text + length;
  while (p < end && isBlank(load<u8>(p))) p++;
  while (end > p && isBlank(load<u8>(end - 1))) end--;
  let negative = false;
  if (p < end && (load<u8>(p) == 45 || load<u8>(p) == 43)) negative = load<u8>(p++) == 45;
  let value: f64;
  if (matches(p, end, "inf") || matches(p, end, "infinity")) value = Infinity;
  else if (matches(p, end, "nan")) value = NaN;
  else value = scanHex(p, end);
  return negative ? -value : value;
}

/** Digits and exponent after the sign. */
function scanHex(p: usize, end: usize): f64 {
  if (end - p >= 2 && load<u8>(p) == 48 && (load<u8>(p, 1) | 32) == 120) p += 2;
  let mantissa: u64 = 0;
  let exponent: i64 = 0; // value = mantissa * 2**exponent, the lowest bit sticky
  let digits = 0;
  let afterPoint = false;
  for (; p < end; p++) {
    const ch: u32 = load<u8>(p);
    if (ch == 46 && !afterPoint) {
      afterPoint = true;
      continue;
    }
    const d = digitOf(ch);
    if (d < 0) break;
    digits++;
    if (mantissa >> 59 == 0) {
      mantissa = (mantissa << 4) | <u64>d;
      if (afterPoint) exponent -= 4;
    } else {
      if (d != 0) mantissa |= 1;
      if (!afterPoint) exponent += 4;
    }
  }
  if (digits == 0) {
    hexFailed = true;
    return 0;
  }
  if (p < end && (load<u8>(p) | 32) == 112) {
    p++;
    let down = false;
    if (p < end && (load<u8>(p) == 45 || load<u8>(p) == 43)) down = load<u8>(p++) == 45;
    let e: i64 = 0;
    const first = p;
    for (; p < end && load<u8>(p) - 48 < 10; p++) {
      if (e < 1000000000000000) e = e * 10 + <i64>(load<u8>(p) - 48);
    }
    if (p == first) hexFailed = true;
    exponent += down ? -e : e;
  }
  if (p != end) hexFailed = true;
  return hexFailed ? 0 : scaleRounded(mantissa, exponent);
}

/** mantissa * 2**exponent rounded half to even; hexOverflow if that is too large. */
export function scaleRounded(mantissa: u64, exponent: i64): f64 {
  hexOverflow = false;
  if (mantissa == 0) return 0;
  const bits = 64 - <i64>clz<u64>(mantissa);
  if (bits + exponent > 1024) {
    hexOverflow = true;
    return 0;
  }
  let unit = bits + exponent - 53;
  if (unit < -1074) unit = -1074;
  const drop = unit - exponent;
  if (drop > 63) return 0;
  let kept = mantissa;
  if (drop > 0) {
    const half: u64 = (<u64>1) << (<u64>(drop - 1));
    const rest = mantissa & ((half << 1) - 1);
    kept = drop == 64 ? 0 : mantissa >> <u64>drop;
    if (rest > half || (rest == half && (kept & 1) != 0)) kept++;
  } else {
    kept = mantissa << (<u64>-drop);
  }
  if (64 - <i64>clz<u64>(kept) + unit > 1024) {
    hexOverflow = true;
    return 0;
  }
  return kept == 0 ? 0 : reinterpret<f64>(((<u64>(unit + 1074)) << 52) + kept);
}
