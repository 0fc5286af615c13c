/**
 * x ** y for folding, correctly rounded: exp(y * ln x) in fixed point. The engine's own pow may be one unit off in the last place, where
 * CPython's constants are what C's pow gives.
 */

/** Fraction bits of the fixed-point numbers below. */
const BITS = 200n;
const ONE = 1n << BITS;

/** ln of a fixed-point m in [1, 2], by the series of the inverse hyperbolic tangent. */
function lnOf(m: bigint): bigint {
  const t = ((m - ONE) << BITS) / (m + ONE);
  const square = (t * t) >> BITS;
  let sum = 0n;
  let term = t;
  for (let k = 1n; term !== 0n; k += 2n) {
    sum += term / k;
    term = (term * square) >> BITS;
  }
  return 2n * sum;
}

const LN2 = lnOf(2n * ONE);

/** exp of a fixed-point r in [0, 1). */
function expOf(r: bigint): bigint {
  let sum = ONE;
  let term = ONE;
  for (let k = 1n; term !== 0n; k++) {
    term = ((term * r) >> BITS) / k;
    sum += term;
  }
  return sum;
}

/** x = mantissa * 2**exponent with a whole mantissa. */
function split(x: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: x < 0 ? -magnitude : magnitude, exponent: (field === 0 ? 1 : field) - 1075 };
}

/**
 * x ** y for finite x > 0 and finite y, as a fraction for a rounding division: numerator / denominator. Undefined where the result is far
 * from every float, or so near 1 that this precision does not tell.
 */
export function powFraction(x: number, y: number): { numerator: bigint; denominator: bigint } | undefined {
  const a = split(x);
  const length = BigInt(a.mantissa.toString(2).length);
  const ln = lnOf((a.mantissa << BITS) >> (length - 1n)) + (BigInt(a.exponent) + length - 1n) * LN2;
  const b = split(y);
  const product = b.exponent >= 0 ? (ln * b.mantissa) << BigInt(b.exponent) : (ln * b.mantissa) >> BigInt(-b.exponent);
  let k = product / LN2;
  if (product < 0n) k--;
  if (k > 1100n || k < -1200n) return undefined;
  const result = expOf(product - k * LN2);
  return k >= 0n ? { numerator: result << k, denominator: ONE } : { numerator: result, denominator: ONE << -k };
}
