/**
 * `astDump`: the text of Python's `ast.dump(tree, include_attributes=...)` for our trees, and the repr of constants it needs.
 * Used by tests against the oracle and by tools that show trees; 3.13 leaves out empty lists and None defaults.
 */
import { ELLIPSIS, PyBytes, PyComplex, type PyConst, PyFloat, SurrogateStr } from "../../bytecode/values.js";
import { AST_FIELDS, type AstNode, LOCATED_NODES } from "./nodes.js";
import { ENUMS } from "./asdl.js";

const ENUM_FIELDS: ReadonlySet<string> = new Set(["ctx", "op", "ops"]);
const ENUM_VALUES: ReadonlySet<string> = new Set(Object.values(ENUMS).flatMap((names) => names.split(" ")));

export function astDump(node: AstNode, options: { includeAttributes?: boolean } = {}): string {
  const out: string[] = [];
  dumpNode(node, options.includeAttributes ?? false, out);
  return out.join("");
}

function dumpNode(node: AstNode, attributes: boolean, out: string[]): void {
  const record = node as unknown as Record<string, unknown>;
  out.push(node.kind, "(");
  let first = true;
  for (const name of AST_FIELDS[node.kind]!) {
    const value = record[name];
    // Only Constant.value is a None that counts.
    const isConstant = name === "value" && (node.kind === "Constant" || node.kind === "MatchSingleton");
    if (!isConstant && (value === null || (Array.isArray(value) && value.length === 0))) continue;
    if (!first) out.push(", ");
    first = false;
    out.push(name === "kind_" ? "kind" : name, "=");
    if (isConstant) out.push(pyRepr(value as PyConst));
    else dumpValue(value, ENUM_FIELDS.has(name), attributes, out);
  }
  if (attributes && LOCATED_NODES.has(node.kind)) {
    for (const name of ["lineno", "col_offset", "end_lineno", "end_col_offset"]) {
      if (!first) out.push(", ");
      first = false;
      out.push(name, "=", String(record[name]));
    }
  }
  out.push(")");
}

function dumpValue(value: unknown, isEnum: boolean, attributes: boolean, out: string[]): void {
  if (Array.isArray(value)) {
    out.push("[");
    value.forEach((item, i) => {
      if (i > 0) out.push(", ");
      dumpValue(item, isEnum, attributes, out);
    });
    out.push("]");
  } else if (value === null) {
    out.push("None");
  } else if (typeof value === "string") {
    out.push(isEnum && ENUM_VALUES.has(value) ? `${value}()` : pyRepr(value));
  } else if (typeof value === "number") {
    out.push(String(value));
  } else {
    dumpNode(value as AstNode, attributes, out);
  }
}

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
  throw new Error(`no repr for ${String(value)}`);
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
