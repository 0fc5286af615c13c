/**
 * The f-string mode of the tokenizer (CPython: tok_get_fstring_mode in Parser/lexer/lexer.c). Between FSTRING_START and
 * FSTRING_END the text comes as FSTRING_MIDDLE; a `{` switches to regular tokens until its `}` or, for the format spec,
 * its `:`. Each f-string has one entry of the mode stack.
 *
 * `braceDepth` counts open brackets inside this f-string, `exprStartDepth` is the depth at which the innermost replacement
 * field began (-1: in the literal part).
 */
import { sliceText } from "./source.js";
import type { Tokenizer } from "./tokenizer.js";
import { T } from "./tokens.js";

export const MAX_FSTRING_LEVEL = 150;
const MAX_EXPR_NESTING = 3;

export interface FStringMode {
  readonly quote: number;
  readonly quoteSize: number;
  readonly raw: boolean;
  readonly start: number;
  readonly lineno: number;
  readonly lineStart: number;
  regular: boolean;
  braceDepth: number;
  exprStartDepth: number;
  inFormatSpec: boolean;
}

export function newFStringMode(
  quote: number,
  quoteSize: number,
  raw: boolean,
  start: number,
  lineno: number,
  lineStart: number,
): FStringMode {
  return {
    quote,
    quoteSize,
    raw,
    start,
    lineno,
    lineStart,
    regular: false,
    braceDepth: 0,
    exprStartDepth: -1,
    inFormatSpec: false,
  };
}

/** A `:` that ends the expression of a replacement field begins its format spec; false if it is an ordinary colon. */
export function fstringColon(t: Tokenizer, mode: FStringMode): boolean {
  if (mode.exprStartDepth < 0 || mode.braceDepth - 1 !== mode.exprStartDepth) return false;
  mode.regular = false;
  mode.inFormatSpec = true;
  t.pos++;
  t.push(T.COLON, t.start, t.pos, 0);
  return true;
}

/** Reads one FSTRING_MIDDLE or FSTRING_END, or only switches to regular mode; false on error. */
export function fstringToken(t: Tokenizer, mode: FStringMode): boolean {
  const bytes = t.bytes;
  t.start = t.pos;
  const first = bytes[t.pos]!;
  if (first === 123 && bytes[t.pos + 1] !== 123) return enterExpression(t, mode);
  let quotes = 0;
  while (quotes < mode.quoteSize && bytes[t.pos + quotes] === mode.quote) quotes++;
  if (quotes === mode.quoteSize) {
    t.pos += quotes;
    t.modes.pop();
    t.mode = t.modes.length > 0 ? t.modes[t.modes.length - 1]! : null;
    t.push(T.FSTRING_END, t.start, t.pos, 0);
    return true;
  }
  return fstringMiddle(t, mode);
}

function enterExpression(t: Tokenizer, mode: FStringMode): boolean {
  mode.exprStartDepth++;
  if (mode.exprStartDepth >= MAX_EXPR_NESTING) return t.fail("f-string: expressions nested too deeply");
  mode.regular = true;
  return true;
}

function fstringMiddle(t: Tokenizer, mode: FStringMode): boolean {
  const bytes = t.bytes;
  const lineno = t.lineno;
  const lineStart = t.lineStart;
  const emit = (end: number): true => {
    t.pushAt(T.FSTRING_MIDDLE, t.start, end, 0, lineno, lineStart);
    return true;
  };
  /** A doubled brace: the text ends with the first one, the column with the second. */
  const doubled = (at: number): true => {
    t.pos = at + 2;
    emit(at + 1);
    t.tokens.endCol[t.tokens.count - 1] = at + 2 - t.lineStart;
    return true;
  };
  let unicodeEscape = false;
  let quotes = 0;
  while (quotes !== mode.quoteSize) {
    const at = t.pos;
    const c = bytes[at]!;
    const inSpec = mode.inFormatSpec && mode.exprStartDepth >= 0;
    if ((c === 0 && at >= t.length) || (mode.quoteSize === 1 && c === 10)) {
      if (inSpec && c === 10) {
        mode.regular = true;
        mode.inFormatSpec = false;
        return emit(at);
      }
      return unterminatedFString(t, mode);
    }
    if (c === 10) t.newline(at);
    else t.pos = at + 1;
    if (c === mode.quote) {
      quotes++;
      continue;
    }
    quotes = 0;
    if (c === 123) {
      if (bytes[at + 1] === 123 && !inSpec) {
        return doubled(at);
      }
      t.pos = at;
      mode.inFormatSpec = false;
      if (!enterExpression(t, mode)) return false;
      return emit(at);
    }
    if (c === 125) {
      if (unicodeEscape) return emit(at + 1);
      if (bytes[at + 1] === 125 && !inSpec && mode.braceDepth === 0) {
        return doubled(at);
      }
      t.pos = at;
      mode.regular = true;
      mode.inFormatSpec = false;
      return emit(at);
    }
    if (c === 92) unicodeEscape = skipEscape(t, mode) || unicodeEscape;
  }
  t.pos -= mode.quoteSize;
  return emit(t.pos);
}

/** After a backslash: skips the escaped character; true for the beginning of \N{...}. */
function skipEscape(t: Tokenizer, mode: FStringMode): boolean {
  const at = t.pos;
  const c = t.bytes[at]!;
  if (c === 123 || c === 125) {
    if (!mode.raw) t.warn(`invalid escape sequence '\\${String.fromCharCode(c)}'`, at + 1);
    return false;
  }
  if (at >= t.length) return false;
  if (c === 10) t.newline(at);
  else t.pos = at + 1;
  if (!mode.raw && c === 78 && t.bytes[at + 1] === 123) {
    t.pos = at + 2;
    return true;
  }
  return false;
}

function unterminatedFString(t: Tokenizer, mode: FStringMode): boolean {
  const detected = t.lineno;
  t.endOfString = mode.quoteSize === 3;
  t.pos = mode.start + 1;
  t.lineStart = mode.lineStart;
  t.lineno = mode.lineno;
  const kind = mode.quoteSize === 3 ? "triple-quoted f-string" : "f-string";
  return t.fail(`unterminated ${kind} literal (detected at line ${detected})`);
}

/** The text between `{` and the token at `end`, comments dropped: what `f"{x = }"` shows before the value. */
export function debugText(t: Tokenizer, start: number, end: number): string {
  const text = sliceText(t.source, start, end);
  return text.includes("#") ? text.replace(/#[^\n]*/g, "") : text;
}
