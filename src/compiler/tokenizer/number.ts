/**
 * Number tokens and their errors (CPython: the number part of tok_get_normal_mode, tok_decimal_tail and
 * verify_end_of_number). Here only the extent is found; parser/literals.ts computes the value.
 */
import { NAME_BYTE, type Tokenizer } from "./tokenizer.js";
import { T } from "./tokens.js";

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isHex = (c: number): boolean => isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);
const isOctal = (c: number): boolean => c >= 48 && c <= 55;
const isBinary = (c: number): boolean => c === 48 || c === 49;

/** A number begins at t.pos (a digit, or a dot before a digit). */
export function lexNumber(t: Tokenizer): boolean {
  const bytes = t.bytes;
  let pos = t.pos;
  let c = bytes[pos]!;
  if (c === 48) {
    const radix = bytes[pos + 1]! | 32;
    if (radix === 120) return radixNumber(t, isHex, "hexadecimal");
    if (radix === 111) return radixNumber(t, isOctal, "octal");
    if (radix === 98) return radixNumber(t, isBinary, "binary");
    return zeroNumber(t);
  }
  if (c === 46) {
    t.pos = pos + 1;
    return fraction(t);
  }
  while (c >= 48 && c <= 57) c = bytes[++pos]!;
  if (c !== 46 && NAME_BYTE[c] === 0) {
    t.push(T.NUMBER, t.start, pos, 0);
    t.pos = pos;
    return true;
  }
  if (!decimalTail(t)) return false;
  return afterInteger(t);
}

/** Digits with single underscores between them, from t.pos on. */
function decimalTail(t: Tokenizer): boolean {
  const bytes = t.bytes;
  let pos = t.pos;
  for (;;) {
    while (isDigit(bytes[pos]!)) pos++;
    if (bytes[pos] !== 95) break;
    pos++;
    if (!isDigit(bytes[pos]!)) {
      t.pos = pos;
      return t.fail("invalid decimal literal");
    }
  }
  t.pos = pos;
  return true;
}

function afterInteger(t: Tokenizer): boolean {
  if (t.bytes[t.pos] === 46) {
    t.pos++;
    return fraction(t);
  }
  return exponent(t);
}

/** After the dot. */
function fraction(t: Tokenizer): boolean {
  if (isDigit(t.bytes[t.pos]!) && !decimalTail(t)) return false;
  return exponent(t);
}

function exponent(t: Tokenizer): boolean {
  const bytes = t.bytes;
  const e = bytes[t.pos]!;
  if (e === 101 || e === 69) {
    const next = bytes[t.pos + 1]!;
    if (next === 43 || next === 45) {
      t.pos += 2;
      if (!isDigit(bytes[t.pos]!)) return t.fail("invalid decimal literal");
    } else if (isDigit(next)) {
      t.pos++;
    } else {
      return finish(t, "decimal");
    }
    if (!decimalTail(t)) return false;
  }
  const j = bytes[t.pos]!;
  if (j === 106 || j === 74) {
    t.pos++;
    return finish(t, "imaginary");
  }
  return finish(t, "decimal");
}

function zeroNumber(t: Tokenizer): boolean {
  const bytes = t.bytes;
  let pos = t.pos + 1;
  for (;;) {
    if (bytes[pos] === 95) {
      pos++;
      if (!isDigit(bytes[pos]!)) {
        t.pos = pos;
        return t.fail("invalid decimal literal");
      }
    }
    if (bytes[pos] !== 48) break;
    pos++;
  }
  const zerosEnd = pos;
  t.pos = pos;
  let nonzero = false;
  if (isDigit(bytes[pos]!)) {
    nonzero = true;
    if (!decimalTail(t)) return false;
  }
  const c = bytes[t.pos]!;
  if (c === 46 || c === 101 || c === 69 || c === 106 || c === 74) return afterInteger(t);
  if (nonzero && !t.extra) {
    const msg = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
    return t.fail(msg, "SyntaxError", t.start + 1 - t.lineStart, zerosEnd + 1 - t.lineStart);
  }
  return finish(t, "decimal");
}

function radixNumber(t: Tokenizer, isRadixDigit: (c: number) => boolean, kind: string): boolean {
  const bytes = t.bytes;
  let pos = t.pos + 2;
  do {
    if (bytes[pos] === 95) pos++;
    const c = bytes[pos]!;
    if (!isRadixDigit(c)) {
      if (isDigit(c)) {
        t.pos = pos + 1;
        return t.fail(`invalid digit '${String.fromCharCode(c)}' in ${kind} literal`);
      }
      t.pos = pos;
      return t.fail(`invalid ${kind} literal`);
    }
    while (isRadixDigit(bytes[pos]!)) pos++;
  } while (bytes[pos] === 95);
  const c = bytes[pos]!;
  if (isDigit(c)) {
    t.pos = pos + 1;
    return t.fail(`invalid digit '${String.fromCharCode(c)}' in ${kind} literal`);
  }
  t.pos = pos;
  return finish(t, kind);
}

/** Keywords that may follow a number without a space: allowed, with a warning. */
const FOLLOWERS =
  /^(?:and(?![\w\x80-\xff])|else(?![\w\x80-\xff])|for(?![\w\x80-\xff])|i[fns]|or(?![\w\x80-\xff])|not(?![\w\x80-\xff]))/;

function finish(t: Tokenizer, kind: string): boolean {
  const c = t.bytes[t.pos]!;
  if (NAME_BYTE[c] === 1 && !t.extra) {
    let text = "";
    for (let i = t.pos; i < t.pos + 5; i++) text += String.fromCharCode(t.bytes[i]!);
    if (FOLLOWERS.test(text)) t.warn(`invalid ${kind} literal`, t.pos);
    else if (c < 128) return t.fail(`invalid ${kind} literal`);
  }
  t.push(T.NUMBER, t.start, t.pos, 0);
  return true;
}
