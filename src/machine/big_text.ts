/**
 * Decimal text of long ints: the host's BigInt converts in less than quadratic time what the machine's own loops (assembly/types/long_text.ts)
 * would take seconds for. Digits are the machine's: 30 bits each in 4 bytes, lowest first.
 */

const BITS = 30;
const UNIT = 2 ** BITS;
const HEX = "0123456789abcdef";

/** The hexadecimal text of n digits. */
function hexOf(view: DataView, digits: number, n: number): string {
  const nibbles: string[] = [];
  let held = 0;
  let bits = 0;
  for (let i = 0; i < n; i++) {
    held += view.getUint32(digits + i * 4, true) * 2 ** bits;
    bits += BITS;
    while (bits >= 4) {
      nibbles.push(HEX[held % 16]!);
      held = Math.floor(held / 16);
      bits -= 4;
    }
  }
  nibbles.push(HEX[held]!);
  return nibbles.reverse().join("");
}

/** Writes a hexadecimal text as digits; returns their number. */
function writeDigits(view: DataView, hex: string, out: number): number {
  let held = 0;
  let bits = 0;
  let n = 0;
  for (let i = hex.length - 1; i >= 0; i--) {
    held += Number.parseInt(hex[i]!, 16) * 2 ** bits;
    bits += 4;
    if (bits < BITS) continue;
    view.setUint32(out + 4 * n++, held % UNIT, true);
    held = Math.floor(held / UNIT);
    bits -= BITS;
  }
  if (held !== 0) view.setUint32(out + 4 * n++, held, true);
  return n;
}

export interface BigTextImports {
  /** The decimal text of n digits into `out`; its length. */
  decimalOfInt(digits: number, n: number, out: number): number;
  /** The digits of a decimal text of ASCII digits and underscores into `out`; their number. */
  intOfDecimal(text: number, length: number, out: number): number;
}

export function bigTextImports(bytes: () => Uint8Array): BigTextImports {
  const viewOf = (data: Uint8Array) => new DataView(data.buffer, data.byteOffset, data.byteLength);
  return {
    decimalOfInt(digitsAt, n, outAt) {
      const [digits, out] = [digitsAt >>> 0, outAt >>> 0];
      const data = bytes();
      const text = BigInt(`0x${hexOf(viewOf(data), digits, n)}`).toString();
      for (let i = 0; i < text.length; i++) data[out + i] = text.charCodeAt(i);
      return text.length;
    },
    intOfDecimal(textAt, length, outAt) {
      const [text, out] = [textAt >>> 0, outAt >>> 0];
      const data = bytes();
      const parts: string[] = [];
      for (let at = text; at < text + length; at += 8192) {
        parts.push(String.fromCharCode(...data.subarray(at, Math.min(at + 8192, text + length))));
      }
      return writeDigits(viewOf(data), BigInt(parts.join("").replaceAll("_", "")).toString(16), out);
    },
  };
}
