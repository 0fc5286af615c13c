/**
 * Values of NUMBER, STRING and FSTRING_MIDDLE tokens (CPython: parsenumber in Parser/pegen.c, Parser/string_parser.c).
 * Bad literals throw LiteralError, which only says what is wrong; the error pass of the parser gives it its place.
 *
 * Escape errors count positions as CPython does: in a buffer where each character beyond ASCII takes ten bytes.
 */
import { PyBytes, PyComplex, type PyConst, PyFloat, SurrogateStr } from "../../bytecode/values.js";
import type { Source } from "../tokenizer/source.js";
import { sliceText } from "../tokenizer/source.js";
import { utf8ErrorText } from "../tokenizer/tokenizer.js";

export class LiteralError {
  constructor(readonly msg: string) {}
}

export interface LiteralWarning {
  readonly token: number;
  readonly lineno: number;
  readonly msg: string;
}

export type PyStr = string | SurrogateStr;

/** Code point of a Unicode character name, or -1. The machine's Unicode tables install themselves here. */
let lookupName: (name: string) => number = () => -1;

export function setUnicodeNameLookup(lookup: (name: string) => number): void {
  lookupName = lookup;
}

// Numbers

/** Most digits of a decimal literal, 0 for any number: what sys.get_int_max_str_digits() tells. */
let maxStrDigits = 4300;

export function limitIntDigits(most: number): void {
  maxStrDigits = most;
}

const SMALL_INTS: bigint[] = Array.from({ length: 257 }, (_, i) => BigInt(i));

export function parseNumber(text: string): PyConst {
  if (text.length <= 9) {
    const value = Number(text);
    // NaN for what JavaScript spells otherwise: underscores, complex numbers.
    if (Number.isInteger(value) && isPlainDecimal(text)) return value <= 256 ? SMALL_INTS[value]! : BigInt(value);
  }
  if (text.includes("_")) text = text.replace(/_/g, "");
  const last = text.charCodeAt(text.length - 1);
  const radix = text.charCodeAt(1) | 32;
  if (text.charCodeAt(0) === 48 && (radix === 120 || radix === 111 || radix === 98)) return BigInt(text);
  if (last === 106 || last === 74) return new PyComplex(0, Number(text.slice(0, -1)));
  if (!isPlainDecimal(text)) return new PyFloat(Number(text));
  if (maxStrDigits > 0 && text.length > maxStrDigits) {
    throw new LiteralError(
      `Exceeds the limit (${maxStrDigits} digits) for integer string conversion: value has ${text.length} digits; ` +
        "use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals " +
        "to avoid decimal conversion limits.",
    );
  }
  return BigInt(text);
}

function isPlainDecimal(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 48 || c > 57) return false;
  }
  return true;
}

// Strings

export interface StringLiteral {
  readonly value: PyStr | PyBytes;
  readonly kind: "u" | null;
}

/** The value of the STRING token at bytes [start, end). */
export function parseString(
  source: Source,
  start: number,
  end: number,
  token: number,
  lineno: number,
  warnings: LiteralWarning[],
): StringLiteral {
  const bytes = source.bytes;
  let isBytes = false;
  let raw = false;
  const kind = bytes[start] === 117 ? "u" : null;
  let quote = bytes[start]!;
  while (quote !== 34 && quote !== 39) {
    const letter = quote | 32;
    if (letter === 98) isBytes = true;
    else if (letter === 114) raw = true;
    quote = bytes[++start]!;
  }
  const size = end - start >= 6 && bytes[start + 1] === quote && bytes[start + 2] === quote ? 3 : 1;
  start += size;
  end -= size;
  const text = literalText(source, start, end);
  if (isBytes) return { value: bytesValue(text, raw, token, lineno, warnings), kind };
  if (raw || !text.includes("\\")) return { value: text, kind };
  return { value: decodeEscapes(text, token, lineno, warnings, false), kind };
}

/** The text of a string; bytes that are not UTF-8 are the error that CPython reports when it decodes the literal. */
export function literalText(source: Source, start: number, end: number): string {
  const text = sliceText(source, start, end);
  if (!source.ascii && text.includes("\ufffd")) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(source.bytes.subarray(start, end));
    } catch {
      // Between escapes CPython decodes runs of bytes beyond ASCII one by one; positions count from the run.
      let from = start;
      if (source.bytes.subarray(start, end).includes(92)) from = runWithError(source.bytes, start, end);
      throw new LiteralError(`(unicode error) ${utf8ErrorText(source.bytes, from, end)}`);
    }
  }
  return text;
}

function runWithError(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end) {
    if (bytes[i]! < 128) {
      i++;
      continue;
    }
    let j = i;
    while (j < end && bytes[j]! >= 128) j++;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(i, j));
    } catch {
      return i;
    }
    i = j;
  }
  return start;
}

function bytesValue(text: string, raw: boolean, token: number, lineno: number, warnings: LiteralWarning[]): PyBytes {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) >= 128) throw new LiteralError("bytes can only contain ASCII literal characters");
  }
  if (raw || !text.includes("\\")) {
    const value = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) value[i] = text.charCodeAt(i);
    return new PyBytes(value);
  }
  return new PyBytes(decodeByteEscapes(text, token, lineno, warnings));
}

/** What a one-letter escape stands for; -1: none, -2: nothing (escaped newline). */
function simpleEscape(c: number): number {
  switch (c) {
    case 10:
      return -2;
    case 92:
    case 39:
    case 34:
      return c;
    case 98:
      return 8;
    case 102:
      return 12;
    case 116:
      return 9;
    case 110:
      return 10;
    case 114:
      return 13;
    case 118:
      return 11;
    case 97:
      return 7;
    default:
      return -1;
  }
}

function octalDigits(text: string, at: number): number {
  let n = 0;
  while (n < 3 && text.charCodeAt(at + n) >= 48 && text.charCodeAt(at + n) <= 55) n++;
  return n;
}

function hexDigits(text: string, at: number, max: number): number {
  let n = 0;
  while (n < max && /[0-9a-fA-F]/.test(text.charAt(at + n))) n++;
  return n;
}

function warnEscape(text: string, at: number, octal: boolean): string {
  return octal
    ? `invalid octal escape sequence '\\${text.slice(at, at + 3)}'`
    : `invalid escape sequence '\\${text.charAt(at)}'`;
}

function decodeByteEscapes(text: string, token: number, lineno: number, warnings: LiteralWarning[]): Uint8Array {
  const out = new Uint8Array(text.length);
  let length = 0;
  let warned = false;
  const warn = (at: number, octal: boolean): void => {
    if (!warned) warnings.push({ token, lineno, msg: warnEscape(text, at, octal) });
    warned = true;
  };
  for (let i = 0; i < text.length; ) {
    const c = text.charCodeAt(i++);
    if (c !== 92 || i >= text.length) {
      out[length++] = c;
      continue;
    }
    const e = text.charCodeAt(i);
    const simple = simpleEscape(e);
    if (simple !== -1) {
      if (simple >= 0) out[length++] = simple;
      i++;
    } else if (e >= 48 && e <= 55) {
      const n = octalDigits(text, i);
      const value = Number.parseInt(text.slice(i, i + n), 8);
      if (value > 255) warn(i, true);
      out[length++] = value & 255;
      i += n;
    } else if (e === 120) {
      if (hexDigits(text, i + 1, 2) < 2)
        throw new LiteralError(`(value error) invalid \\x escape at position ${i - 1}`);
      out[length++] = Number.parseInt(text.slice(i + 1, i + 3), 16);
      i += 3;
    } else {
      warn(i, false);
      out[length++] = 92;
    }
  }
  return out.subarray(0, length);
}

/** Position in CPython's buffer of the character at `at`. */
function bufferPosition(text: string, at: number): number {
  let position = 0;
  for (let i = 0; i < at; i++) {
    const c = text.charCodeAt(i);
    if (c < 128) {
      position++;
      if (c === 92 && text.charCodeAt(i + 1) >= 128) position += 5;
      else if (c === 92 && i + 1 < at) {
        position++;
        i++;
      }
    } else if (c < 0xdc00 || c > 0xdfff) {
      position += 10;
    }
  }
  return position;
}

function escapeError(text: string, backslash: number, end: number, reason: string): LiteralError {
  const from = bufferPosition(text, backslash);
  const to = from + (end - backslash) - 1;
  const where = to === from ? `byte 0x5c in position ${from}` : `bytes in position ${from}-${to}`;
  return new LiteralError(`(unicode error) 'unicodeescape' codec can't decode ${where}: ${reason}`);
}

const HEX_ESCAPES: Readonly<Record<string, { digits: number; reason: string }>> = {
  x: { digits: 2, reason: "truncated \\xXX escape" },
  u: { digits: 4, reason: "truncated \\uXXXX escape" },
  U: { digits: 8, reason: "truncated \\UXXXXXXXX escape" },
};

/** Replaces the escapes of a str literal; `inFString` keeps quiet about `\{`, of which the tokenizer has warned. */
export function decodeEscapes(
  text: string,
  token: number,
  lineno: number,
  warnings: LiteralWarning[],
  inFString: boolean,
): PyStr {
  let out = "";
  let warned = false;
  let surrogates = false;
  const warn = (at: number, octal: boolean): void => {
    const brace = text[at] === "{" || text[at] === "}";
    if (!warned && !(inFString && brace)) warnings.push({ token, lineno, msg: warnEscape(text, at, octal) });
    warned = true;
  };
  const codeUnits: number[] = [];
  const flushPair = (code: number): void => {
    // Two surrogates written as escapes side by side must not melt into one character.
    const last = out.charCodeAt(out.length - 1);
    if (code >= 0xdc00 && code <= 0xdfff && last >= 0xd800 && last <= 0xdbff) {
      surrogates = true;
      codeUnits.push(out.length);
    }
    out += String.fromCodePoint(code);
  };
  for (let i = 0; i < text.length; ) {
    let next = text.indexOf("\\", i);
    if (next < 0) next = text.length;
    if (next > i) out += text.slice(i, next);
    if (next >= text.length) break;
    i = next + 1;
    const e = text.charCodeAt(i);
    const simple = i < text.length ? simpleEscape(e) : -1;
    if (i >= text.length || e >= 128) {
      out += "\\";
    } else if (simple !== -1) {
      if (simple >= 0) out += String.fromCharCode(simple);
      i++;
    } else if (e >= 48 && e <= 55) {
      const n = octalDigits(text, i);
      const value = Number.parseInt(text.slice(i, i + n), 8);
      if (value > 255) warn(i, true);
      out += String.fromCharCode(value);
      i += n;
    } else if (e === 120 || e === 117 || e === 85) {
      const { digits, reason } = HEX_ESCAPES[text.charAt(i)]!;
      const n = hexDigits(text, i + 1, digits);
      if (n < digits) throw escapeError(text, next, i + 1 + n, reason);
      const code = Number.parseInt(text.slice(i + 1, i + 1 + n), 16);
      i += 1 + n;
      if (code > 0x10ffff) throw escapeError(text, next, i, "illegal Unicode character");
      flushPair(code);
    } else if (e === 78) {
      const close = text.charAt(i + 1) === "{" ? text.indexOf("}", i + 2) : -1;
      if (close < 0 || close === i + 2) {
        const end = text.charAt(i + 1) !== "{" ? i + 1 : close < 0 ? text.length : close;
        throw escapeError(text, next, end, "malformed \\N character escape");
      }
      const code = lookupName(text.slice(i + 2, close));
      if (code < 0) throw escapeError(text, next, close + 1, "unknown Unicode character name");
      out += String.fromCodePoint(code);
      i = close + 1;
    } else {
      warn(i, false);
      out += "\\";
    }
  }
  return surrogates ? new SurrogateStr(splitPairs(out, codeUnits)) : out;
}

/** The code points of `text`, where the units at `lows` are low surrogates of their own. */
function splitPairs(text: string, lows: readonly number[]): Uint32Array {
  const points: number[] = [];
  const own = new Set(lows);
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code > 0xffff && !own.has(i + 1)) {
      points.push(code);
      i++;
    } else {
      points.push(text.charCodeAt(i));
    }
  }
  return Uint32Array.from(points);
}

export function strLength(value: PyStr): number {
  return typeof value === "string" ? value.length : value.codePoints.length;
}

export function concatStr(parts: readonly PyStr[]): PyStr {
  if (parts.length === 2 && typeof parts[0] === "string" && typeof parts[1] === "string") {
    if (!meltsAt(parts[0], parts[1])) return parts[0] + parts[1];
  }
  let plain = true;
  for (let i = 0; i < parts.length && plain; i++) {
    const part = parts[i]!;
    plain = typeof part === "string" && (i === 0 || !meltsAt(parts[i - 1] as string, part));
  }
  if (plain) return (parts as string[]).join("");
  const points: number[] = [];
  for (const part of parts) {
    if (typeof part === "string") for (const ch of part) points.push(ch.codePointAt(0)!);
    else points.push(...part.codePoints);
  }
  return new SurrogateStr(Uint32Array.from(points));
}

function meltsAt(left: string, right: string): boolean {
  if (left.length === 0 || right.length === 0) return false;
  const high = left.charCodeAt(left.length - 1);
  const low = right.charCodeAt(0);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

export function concatBytes(parts: readonly PyBytes[]): PyBytes {
  const value = new Uint8Array(parts.reduce((n, part) => n + part.value.length, 0));
  let at = 0;
  for (const part of parts) {
    value.set(part.value, at);
    at += part.value.length;
  }
  return new PyBytes(value);
}
