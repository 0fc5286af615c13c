/**
 * Python's `repr` of compile-time constants. CPython's counterparts: the tp_repr of each type; float_repr's shortest digits
 * are JavaScript's own.
 */
import { setOrder } from "./hash.js";
import {
  type CodeObject,
  ELLIPSIS,
  PyBytes,
  PyComplex,
  type PyConst,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  SurrogateStr,
} from "./values.js";

/** Python's `repr` of a compile-time constant. */
export function pyRepr(value: PyConst): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === ELLIPSIS) return "Ellipsis";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return strRepr(Array.from(value, (ch) => ch.codePointAt(0)!));
  if (value instanceof SurrogateStr) return strRepr(Array.from(value.codePoints));
  if (value instanceof PyBytes) return bytesRepr(value.value);
  if (value instanceof PyFloat) return floatRepr(value.value, true);
  if (value instanceof PyComplex) return complexRepr(value);
  if (value instanceof PyTuple) return tupleRepr(value.items);
  if (value instanceof PyFrozenSet) return frozensetRepr(value.items);
  return codeRepr(value as CodeObject);
}

function tupleRepr(items: readonly PyConst[]): string {
  return items.length === 1 ? `(${pyRepr(items[0]!)},)` : `(${items.map((item) => pyRepr(item)).join(", ")})`;
}

function frozensetRepr(items: readonly PyConst[]): string {
  if (items.length === 0) return "frozenset()";
  return `frozenset({${setOrder(items)
    .map((item) => pyRepr(item))
    .join(", ")}})`;
}

/** CPython shows the object's address; outside of a machine a code object has none, so ours is a number made of its place. */
function codeRepr({ fields }: CodeObject): string {
  const address = (0x7f0000000000 + fields.firstlineno * 0x1000 + fields.code.length * 16).toString(16);
  return `<code object ${fields.name} at 0x${address}, file "${fields.filename}", line ${fields.firstlineno}>`;
}

export function floatRepr(value: number, dotZero: boolean): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa, exponentText] = Math.abs(value).toExponential().split("e") as [string, string];
  const exponent = Number(exponentText);
  const digits = mantissa.replace(".", "");
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) {
    return sign + digits.padEnd(exponent + 1, "0") + (dotZero ? ".0" : "");
  }
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

function complexRepr({ real, imag }: PyComplex): string {
  const imaginary = floatRepr(imag, false);
  if (real === 0 && !Object.is(real, -0)) return `${imaginary}j`;
  const plus = imaginary.startsWith("-") ? "" : "+";
  return `(${floatRepr(real, false)}${plus}${imaginary}j)`;
}

function quoteFor(single: boolean, double: boolean): string {
  return single && !double ? '"' : "'";
}

function strRepr(points: readonly number[]): string {
  const quote = quoteFor(points.includes(39), points.includes(34));
  let out = quote;
  for (const point of points) out += strChar(point, quote);
  return out + quote;
}

function strChar(point: number, quote: string): string {
  const ch = String.fromCodePoint(point);
  if (ch === quote || ch === "\\") return `\\${ch}`;
  if (point === 10) return "\\n";
  if (point === 13) return "\\r";
  if (point === 9) return "\\t";
  if (point >= 32 && point < 127) return ch;
  const printable = point > 127 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u.test(ch);
  if (printable) return ch;
  const hex = point.toString(16);
  if (point < 256) return `\\x${hex.padStart(2, "0")}`;
  return point < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function bytesRepr(bytes: Uint8Array): string {
  const quote = quoteFor(bytes.includes(39), bytes.includes(34));
  let out = `b${quote}`;
  for (const byte of bytes) {
    if (byte === 10) out += "\\n";
    else if (byte === 13) out += "\\r";
    else if (byte === 9) out += "\\t";
    else if (byte === 92 || byte === quote.charCodeAt(0)) out += `\\${String.fromCharCode(byte)}`;
    else if (byte >= 32 && byte < 127) out += String.fromCharCode(byte);
    else out += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return out + quote;
}
