/**
 * Long ints beyond what the machine's own loops do well: the host's BigInt multiplies, divides and converts to decimal text in less than quadratic
 * time (V8: Karatsuba, Toom-Cook, FFT; Burnikel-Ziegler, Newton). The machine decides by length (assembly/types/long_mul_div.ts, long_text.ts).
 *
 * Its digits are 30 bits each in 4 bytes, lowest first. A BigInt is made from them, and taken apart, through hexadecimal text: the only way that is
 * linear in every engine; 4 digits are 15 bytes.
 */

const BITS = 30;
/** Two hexadecimal digits for each byte. */
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes of n digits, highest first. */
function packed(digits: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((digits.length * BITS) / 8));
  let at = bytes.length;
  let held = 0;
  let bits = 0;
  for (const digit of digits) {
    // at most 6 bits are held before a digit: split it so that everything stays within 32 bits
    held |= (digit & 0xffff) << bits;
    bits += 16;
    for (; bits >= 8; bits -= 8, held >>>= 8) bytes[--at] = held;
    held |= (digit >>> 16) << bits;
    bits += 14;
    for (; bits >= 8; bits -= 8, held >>>= 8) bytes[--at] = held;
  }
  if (bits > 0) bytes[--at] = held;
  return bytes;
}

/** Writes bytes, highest first, as digits; returns how many digits up to the highest that is not 0. */
function unpack(bytes: Uint8Array, digits: Uint32Array): number {
  let held = 0;
  let bits = 0;
  let n = 0;
  let used = 0;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const byte = bytes[i]!;
    const room = BITS - bits;
    if (room > 8) {
      held |= byte << bits;
      bits += 8;
      continue;
    }
    digits[n++] = (held | (byte << bits)) & 0x3fffffff;
    if (digits[n - 1] !== 0) used = n;
    held = byte >>> room;
    bits = 8 - room;
  }
  if (held !== 0) {
    digits[n++] = held;
    used = n;
  }
  return used;
}

/** The hexadecimal text of bytes; Node's Buffer has it natively. */
function hexOf(bytes: Uint8Array): string {
  if (typeof Buffer !== "undefined") {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  }
  const parts: string[] = [];
  for (const byte of bytes) parts.push(PAIRS[byte]!);
  return parts.join("");
}

function bytesOf(hex: string): Uint8Array {
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  if (typeof Buffer !== "undefined") return Buffer.from(even, "hex");
  return Uint8Array.from({ length: even.length / 2 }, (_, i) => Number.parseInt(even.slice(2 * i, 2 * i + 2), 16));
}

export interface BigIntImports {
  /** The decimal text of n digits into `out`; its length. */
  decimalOfInt(digits: number, n: number, out: number): number;
  /** The digits of a decimal text of ASCII digits and underscores into `out`; their number. */
  intOfDecimal(text: number, length: number, out: number): number;
  /** The na + nb digits of a * b into `out`. */
  multiplyInts(a: number, na: number, b: number, nb: number, out: number): void;
  /** a / b, cut: the na - nb + 1 digits of the quotient into `quotient`, the nb digits of the remainder into `remainder`. */
  divideInts(a: number, na: number, b: number, nb: number, quotient: number, remainder: number): void;
}

export function bigIntImports(bytes: () => Uint8Array): BigIntImports {
  const digitsAt = (at: number, n: number) => {
    const data = bytes();
    return new Uint32Array(data.buffer, data.byteOffset + (at >>> 0), n);
  };
  const read = (at: number, n: number) => BigInt(`0x${hexOf(packed(digitsAt(at, n)))}`);
  const write = (value: bigint, at: number, n: number) => {
    const digits = digitsAt(at, n);
    digits.fill(0, unpack(bytesOf(value.toString(16)), digits));
  };
  return {
    decimalOfInt(digits, n, outAt) {
      const out = outAt >>> 0;
      const text = read(digits, n).toString();
      const data = bytes();
      for (let i = 0; i < text.length; i++) data[out + i] = text.charCodeAt(i);
      return text.length;
    },
    intOfDecimal(textAt, length, out) {
      const text = textAt >>> 0;
      const data = bytes();
      const parts: string[] = [];
      for (let at = text; at < text + length; at += 8192) {
        parts.push(String.fromCharCode(...data.subarray(at, Math.min(at + 8192, text + length))));
      }
      const hex = BigInt(parts.join("").replaceAll("_", "")).toString(16);
      return unpack(bytesOf(hex), digitsAt(out, Math.ceil((hex.length * 4) / BITS)));
    },
    multiplyInts(a, na, b, nb, out) {
      const x = read(a, na);
      write(a === b && na === nb ? x * x : x * read(b, nb), out, na + nb);
    },
    divideInts(a, na, b, nb, quotient, remainder) {
      const x = read(a, na);
      const y = read(b, nb);
      const q = x / y;
      write(q, quotient, na - nb + 1);
      write(x - q * y, remainder, nb);
    },
  };
}
