/**
 * Source text to UTF-8 bytes, as CPython's string tokenizer does it (decode_str in Parser/tokenizer): newlines become \n,
 * a byte order mark is dropped, a PEP 263 cookie in the first two lines names the encoding, and file input gets a final
 * newline. Without a cookie nothing checks that bytes are UTF-8: only names and strings are decoded, later.
 *
 * The result ends in zero bytes beyond `length`, so that the tokenizer may look ahead without bounds checks.
 */

import { PyException, PySyntaxError } from "../errors.js";
import { charmapOf, NOT_TEXT } from "./charmaps.js";

export interface Source {
  readonly bytes: Uint8Array;
  /** Number of bytes of text; bytes[length] and some more are 0. */
  readonly length: number;
  readonly ascii: boolean;
  /** The whole text, if it is ASCII: then byte offsets are string offsets. */
  readonly text: string;
  readonly filename: string;
}

const PADDING = 8;

export function readSource(source: string | Uint8Array, filename: string, addNewline: boolean): Source {
  let bytes: Uint8Array;
  if (typeof source === "string") {
    checkSurrogates(source);
    bytes = new TextEncoder().encode(source);
  } else {
    bytes = source;
  }
  if (bytes.includes(0)) throw bareSyntaxError("source code string cannot contain null bytes");
  if (bytes.includes(13)) bytes = translateNewlines(bytes);
  if (typeof source !== "string") bytes = decodeDeclared(bytes, filename, addNewline);
  return finish(bytes, filename, addNewline);
}

function finish(bytes: Uint8Array, filename: string, addNewline: boolean): Source {
  const newline = addNewline && bytes.length > 0 && bytes[bytes.length - 1] !== 10;
  const length = bytes.length + (newline ? 1 : 0);
  const padded = new Uint8Array(length + PADDING);
  padded.set(bytes);
  if (newline) padded[bytes.length] = 10;
  const body = padded.subarray(0, length);
  const text = new TextDecoder().decode(body);
  return { bytes: padded, length, ascii: text.length === length && isAscii(body), text, filename };
}

function isAscii(bytes: Uint8Array): boolean {
  let or = 0;
  for (let i = 0; i < bytes.length; i++) or |= bytes[i]!;
  return or < 128;
}

function bareSyntaxError(msg: string): PySyntaxError {
  return new PySyntaxError("SyntaxError", msg, "", null, null, null, null, null);
}

/** What CPython makes of an exception while the tokenizer starts: no line, column -1 shown as -1. */
function initError(msg: string, filename: string): PySyntaxError {
  return new PySyntaxError("SyntaxError", msg, filename, 0, -1, null, null, null);
}

/** Index of the first byte that begins no character of UTF-8, or -1. */
function firstBadByte(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 128) continue;
    let size = 0;
    for (const n of [2, 3, 4]) if (isUtf8(bytes.subarray(i, i + n))) size = n;
    if (size === 0) return i;
    i += size - 1;
  }
  return -1;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    return [...strictUtf8.decode(bytes)].length === 1;
  } catch {
    return false;
  }
}

function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let i = 0; i < at; i++) if (bytes[i] === 10) line++;
  return line;
}

/** What CPython finds while it reads a program's file line by line: null bytes, and bytes of no declared encoding. */
export function checkFile(bytes: Uint8Array, filename: string): void {
  const zero = bytes.indexOf(0);
  let bad = -1;
  try {
    strictUtf8.decode(bytes);
  } catch {
    if (codingCookie(bytes, true) === null) bad = firstBadByte(bytes);
  }
  if (bad >= 0 && (zero < 0 || lineOf(bytes, bad) < lineOf(bytes, zero))) {
    const hex = bytes[bad]!.toString(16);
    throw bareSyntaxError(
      `Non-UTF-8 code starting with '\\x${hex}' in file ${filename} on line ${lineOf(bytes, bad)}, but no encoding declared; ` +
        "see https://peps.python.org/pep-0263/ for details",
    );
  }
  if (zero < 0) return;
  const start = bytes.lastIndexOf(10, zero) + 1;
  const text = new TextDecoder().decode(bytes.subarray(start, zero));
  throw new PySyntaxError(
    "SyntaxError",
    "source code cannot contain null bytes",
    filename,
    lineOf(bytes, zero),
    null,
    null,
    null,
    text,
  );
}

function checkSurrogates(text: string): void {
  const bad = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  if (bad === null) return;
  const position = Array.from(text.slice(0, bad.index)).length;
  const code = bad[0].charCodeAt(0).toString(16);
  throw new PyException(
    "UnicodeEncodeError",
    `'utf-8' codec can't encode character '\\u${code}' in position ${position}: surrogates not allowed`,
  );
}

function translateNewlines(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 13) {
      out[length++] = 10;
      if (bytes[i + 1] === 10) i++;
    } else {
      out[length++] = bytes[i]!;
    }
  }
  return out.subarray(0, length);
}

/** The encoding named in the first two lines (a last line counts only if it ends or gets a newline), in CPython's normal spelling, or null (tokenize.c: get_coding_spec). */
function codingCookie(bytes: Uint8Array, addNewline: boolean): string | null {
  let start = 0;
  for (let line = 0; line < 2 && start < bytes.length; line++) {
    let end = bytes.indexOf(10, start);
    if (end < 0) {
      if (!addNewline) return null;
      end = bytes.length;
    }
    let i = start;
    while (i < end && (bytes[i] === 32 || bytes[i] === 9 || bytes[i] === 12)) i++;
    if (i < end && bytes[i] !== 35) return null;
    const text = String.fromCharCode(...bytes.subarray(i, Math.min(end, i + 4000)));
    const match = /coding[:=][ \t]*([-\w.]+)/.exec(text);
    if (match) return normalizeEncoding(match[1]!);
    start = end + 1;
  }
  return null;
}

function normalizeEncoding(name: string): string {
  const spelled = name.slice(0, 12).toLowerCase().replace(/_/g, "-");
  if (spelled === "utf-8" || spelled.startsWith("utf-8-")) return "utf-8";
  for (const latin of ["latin-1", "iso-8859-1", "iso-latin-1"]) {
    if (spelled === latin || spelled.startsWith(latin + "-")) return "iso-8859-1";
  }
  return name;
}

/** Python's aliases of the three encodings that need no decoder, without punctuation. */
const UTF8_ALIASES = new Set(["utf8", "u8", "utf", "utf8ucs2", "utf8ucs4", "cp65001", "utf8sig"]);
const LATIN1_ALIASES = new Set(
  "8859 cp819 csisolatin1 ibm819 iso8859 iso88591 iso885911987 isoir100 l1 latin latin1".split(" "),
);
const ASCII_ALIASES = new Set(
  "ascii 646 ansix341968 ansix341986 cp367 csascii ibm367 iso646us iso646irv1991 isoir6 us usascii".split(" "),
);

function decodeDeclared(bytes: Uint8Array, filename: string, addNewline: boolean): Uint8Array {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (bom) bytes = bytes.subarray(3);
  const cookie = codingCookie(bytes, addNewline);
  if (cookie === null || cookie === "utf-8") return bytes;
  if (bom) throw initError(`encoding problem: ${cookie} with BOM`, filename);
  const key = cookie.toLowerCase().replace(/[-_ .]/g, "");
  if (UTF8_ALIASES.has(key)) return bytes;
  if (cookie === "iso-8859-1" || LATIN1_ALIASES.has(key)) return new TextEncoder().encode(latin1(bytes));
  if (ASCII_ALIASES.has(key)) {
    const bad = bytes.findIndex((byte) => byte >= 128);
    if (bad < 0) return bytes;
    const byte = bytes[bad]!.toString(16).padStart(2, "0");
    const msg = `'ascii' codec can't decode byte 0x${byte} in position ${bad}: ordinal not in range(128)`;
    throw initError(msg, filename);
  }
  return new TextEncoder().encode(decodeWith(cookie, bytes, filename));
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

/** Python's names of encodings that the Encoding Standard knows under another label. */
const LABELS: Readonly<Record<string, string>> = {
  cp1250: "windows-1250",
  cp1251: "windows-1251",
  cp1253: "windows-1253",
  cp1254: "windows-1254",
  cp1255: "windows-1255",
  cp1256: "windows-1256",
  cp1257: "windows-1257",
  cp1258: "windows-1258",
  cp866: "ibm866",
  cp874: "windows-874",
  cp932: "shift_jis",
  cp949: "euc-kr",
  cp950: "big5",
  utf_16: "utf-16le",
  latin2: "iso-8859-2",
  latin3: "iso-8859-3",
  latin4: "iso-8859-4",
  latin6: "iso-8859-10",
  latin7: "iso-8859-13",
  latin8: "iso-8859-14",
  latin9: "iso-8859-15",
  latin10: "iso-8859-16",
};

/** Windows-1252's own characters from 0x80 to 0x9f, a space where it has none; Node 20's TextDecoder gets them wrong. */
const CP1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

function decodeCp1252(bytes: Uint8Array, filename: string): string {
  return latin1(bytes).replace(/[\x80-\x9f]/g, (ch, at: number) => {
    const code = ch.charCodeAt(0);
    const decoded = CP1252[code - 0x80]!;
    if (decoded !== " ") return decoded;
    const msg = `'charmap' codec can't decode byte 0x${code.toString(16)} in position ${at}: character maps to <undefined>`;
    throw initError(msg, filename);
  });
}

/** One character a byte, by a table of the library. */
function decodeCharmap(table: string, bytes: Uint8Array, filename: string): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    const ch = table[bytes[i]!]!;
    if (ch === "\ufffe") {
      const byte = bytes[i]!.toString(16).padStart(2, "0");
      const msg = `'charmap' codec can't decode byte 0x${byte} in position ${i}: character maps to <undefined>`;
      throw initError(msg, filename);
    }
    text += ch;
  }
  return text;
}

function decodeWith(name: string, bytes: Uint8Array, filename: string): string {
  const table = charmapOf(name);
  if (table === NOT_TEXT) {
    throw initError(`'${name}' is not a text encoding; use codecs.decode() to handle arbitrary codecs`, filename);
  }
  if (table !== null) return decodeCharmap(table, bytes, filename);
  const label = name.toLowerCase().replace(/_/g, "-");
  if (/^(?:cp|windows-?)?1252$/.test(label)) return decodeCp1252(bytes, filename);
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(LABELS[label.replace(/-/g, "")] ?? label, { fatal: true });
  } catch {
    throw initError(`unknown encoding: ${name}`, filename);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw initError(`'${name}' codec can't decode bytes of the source`, filename);
  }
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of bytes [start, end), bad UTF-8 as U+FFFD. */
export function sliceText(source: Source, start: number, end: number): string {
  if (source.ascii) return source.text.slice(start, end);
  const bytes = source.bytes;
  if (end - start < 32) {
    let text = "";
    let i = start;
    while (i < end && bytes[i]! < 128) text += String.fromCharCode(bytes[i++]!);
    if (i === end) return text;
  }
  return utf8.decode(bytes.subarray(start, end));
}
