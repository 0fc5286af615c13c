/**
 * Text of floats for the machine: the host side of "float text" in assembly/host.ts. Counterpart: Python/dtoa.c. The engine's own
 * conversions are exact except that they round exact halves up, where C and Python round them to even; those go through BigInt.
 */

/** Significant decimal digits of a number, without trailing zeros, and where the decimal point stands (0.d1d2... * 10**point). */
export interface Decimal {
  digits: string;
  point: number;
}

const scratch = new DataView(new ArrayBuffer(8));

/** x = mantissa * 2**exponent, exactly. */
function split(x: number): { mantissa: bigint; exponent: number } {
  scratch.setFloat64(0, x);
  const bits = scratch.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return field === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: field - 1075 };
}

/** x * 10**decimals rounded to an integer, exact halves to even. */
function scaledExactly(x: number, decimals: number): bigint {
  const { mantissa, exponent } = split(x);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (decimals >= 0) numerator *= 10n ** BigInt(decimals);
  else denominator *= 10n ** BigInt(-decimals);
  const quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

function trimmed(digits: string, point: number): Decimal {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return { digits: digits.slice(0, end), point };
}

function ofScaled(scaled: bigint, decimals: number): Decimal {
  if (scaled === 0n) return { digits: "", point: -decimals };
  const digits = scaled.toString();
  return trimmed(digits, digits.length - decimals);
}

/** Digits and point of the engine's exponential notation "d.ddde+N". */
function ofExponential(text: string): Decimal {
  const e = text.indexOf("e");
  const digits = text.slice(0, e).replace(".", "");
  return trimmed(digits, Number(text.slice(e + 1)) + 1);
}

/** Could x lie exactly between two numbers of `decimals` decimals? Only if 2**(decimals+1) makes it whole. */
function mayBeTie(x: number, decimals: number): boolean {
  return decimals < 0 || decimals > 1000 || Number.isInteger(x * 2 ** (decimals + 1));
}

/** The shortest digits that read back as x (finite, positive). */
export function shortest(x: number): Decimal {
  return ofExponential(x.toExponential());
}

/** `count` significant digits of x, correctly rounded. */
export function significant(x: number, count: number): Decimal {
  const n = Math.max(count, 1);
  if (n <= 101) {
    const text = x.toExponential(n - 1);
    const result = ofExponential(text);
    // One more decimal than kept: rounding up may just have moved the point.
    if (!mayBeTie(x, n - result.point + 1)) return result;
  }
  let point = ofExponential(x.toExponential(20)).point;
  let scaled = scaledExactly(x, n - point);
  if (scaled.toString().length > n) {
    point++;
    scaled = scaledExactly(x, n - point);
  }
  return ofScaled(scaled, n - point);
}

/** x with `decimals` digits after the decimal point, correctly rounded. */
export function fixed(x: number, decimals: number): Decimal {
  // No double has more than 1074 decimals; beyond that nothing changes.
  const n = Math.min(decimals, 1100);
  if (n >= 0 && n <= 100 && x < 1e21 && !mayBeTie(x, n)) {
    const text = x.toFixed(n);
    const dot = text.indexOf(".");
    const all = dot < 0 ? text : text.slice(0, dot) + text.slice(dot + 1);
    const digits = all.replace(/^0+/, "");
    return trimmed(digits, digits.length - n);
  }
  return ofScaled(scaledExactly(x, n), n);
}

/** The imports `floatDigits` and `floatValue` over the memory that `bytes` returns. */
export function floatTextImports(bytes: () => Uint8Array) {
  return {
    floatDigits(x: number, mode: number, ndigits: number, out: number): number {
      const { digits, point } = mode === 0 ? shortest(x) : mode === 2 ? significant(x, ndigits) : fixed(x, ndigits);
      const memory = bytes();
      const at = out >>> 0;
      for (let i = 0; i < digits.length; i++) memory[at + i] = digits.charCodeAt(i);
      const clamped = Math.max(-32768, Math.min(32767, point));
      return ((clamped + 32768) << 16) | digits.length;
    },
    floatValue(text: number, length: number): number {
      const memory = bytes();
      const start = text >>> 0;
      let literal = "";
      for (let i = 0; i < length; i++) literal += String.fromCharCode(memory[start + i]!);
      return Number(literal);
    },
  };
}
