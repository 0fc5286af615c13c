/**
 * From a place among the tokens to a SyntaxError (CPython: Parser/pegen_errors.c): byte columns become character offsets, the
 * source line is found, and the tokenizer's own failures get their words.
 */
import { PySyntaxError, type SyntaxErrorType } from "../../errors.js";
import { sliceText } from "../../tokenizer/source.js";
import type { Tokenizer } from "../../tokenizer/tokenizer.js";
import { T } from "../../tokenizer/tokens.js";

export interface Place {
  readonly lineno: number;
  readonly col_offset: number;
  readonly end_lineno: number;
  readonly end_col_offset: number;
}

export class ErrorReporter {
  fileLine: ((lineno: number) => string | null) | null = null;

  constructor(
    readonly tokenizer: Tokenizer,
    readonly mode: string,
  ) {}

  /** Byte offset where the tokenizer stood after reading `fill` tokens. */
  cursor(fill: number): { offset: number; lineno: number; lineStart: number } {
    const t = this.tokenizer.tokens;
    const i = fill - 1;
    const type = t.type[i]!;
    const { bytes, length } = this.tokenizer;
    if (type === T.ERRORTOKEN) {
      return { offset: this.tokenizer.pos, lineno: this.tokenizer.lineno, lineStart: this.tokenizer.lineStart };
    }
    let offset = t.end[i]!;
    if (type === T.NEWLINE && offset < length && t.col[i] !== -1) offset++;
    // The line start is that of the line the cursor is on, or was on before the end of input.
    let at = Math.min(offset, length) - 1;
    if (type === T.NEWLINE || offset >= length) at--;
    const lineStart = at < 0 ? 0 : bytes.lastIndexOf(10, at) + 1;
    return { offset, lineno: t.endLineno[i]!, lineStart };
  }

  /** At the last token read (RAISE_SYNTAX_ERROR), or another token for `index`. */
  atToken(index: number, fill: number, type: SyntaxErrorType, msg: string, checkEnd = true): PySyntaxError {
    const t = this.tokenizer.tokens;
    if (fill === 0) return this.at(0, 0, 0, -1, type, msg, fill);
    if (checkEnd && t.type[fill - 1] === T.ERRORTOKEN && this.tokenizer.done === "eof") return this.endOfInput(fill);
    let col = t.col[index]!;
    if (col === -1 || t.type[index] === T.ERRORTOKEN) {
      const { offset, lineStart } = this.cursor(fill);
      col = offset - lineStart;
    } else {
      col++;
    }
    const endCol = t.endCol[index]! === -1 || t.type[index] === T.ERRORTOKEN ? -1 : t.endCol[index]! + 1;
    return this.at(t.lineno[index]!, col, t.endLineno[index]!, endCol, type, msg, fill);
  }

  /** The extent of a node or token (RAISE_ERROR_KNOWN_LOCATION). */
  atPiece(place: Place, type: SyntaxErrorType, msg: string, fill: number): PySyntaxError {
    return this.at(place.lineno, place.col_offset + 1, place.end_lineno, place.end_col_offset + 1, type, msg, fill);
  }

  range(from: Place, to: Place, type: SyntaxErrorType, msg: string, fill: number): PySyntaxError {
    return this.at(from.lineno, from.col_offset + 1, to.end_lineno, to.end_col_offset + 1, type, msg, fill);
  }

  /** From a place to where the tokenizer stands (RAISE_SYNTAX_ERROR_STARTING_FROM). */
  startingFrom(place: Place, msg: string, fill: number): PySyntaxError {
    const { offset, lineno, lineStart } = this.cursor(fill);
    return this.at(place.lineno, place.col_offset + 1, lineno, offset - lineStart, "SyntaxError", msg, fill);
  }

  unclosed(fill: number): PySyntaxError {
    const t = this.tokenizer;
    const level = t.level - 1;
    const line = t.parenLines[level]!;
    const msg = `'${String.fromCharCode(t.parens[level]!)}' was never closed`;
    return this.at(line, t.parenCols[level]! + 1, line, 0, "SyntaxError", msg, fill);
  }

  private endOfInput(fill: number): PySyntaxError {
    if (this.tokenizer.level > 0) return this.unclosed(fill);
    const { offset, lineno, lineStart } = this.cursor(fill);
    return this.at(lineno, offset - lineStart, lineno, -1, "SyntaxError", "unexpected EOF while parsing", fill);
  }

  /** What reading the ERRORTOKEN at `fill - 1` raises. */
  tokenizerError(fill: number): PySyntaxError {
    const t = this.tokenizer;
    switch (t.done) {
      case "error": {
        const e = t.error!;
        return new PySyntaxError(e.type, e.msg, t.source.filename, e.lineno, e.col, e.lineno, e.endCol, e.text);
      }
      case "decode":
        return this.atToken(fill - 1, fill, "SyntaxError", t.decodeMessage);
      case "eof":
        return this.endOfInput(fill);
      case "dedent":
        return this.atToken(fill - 1, fill, "IndentationError", "unindent does not match any outer indentation level");
      case "tabspace":
        return this.known("TabError", "inconsistent use of tabs and spaces in indentation", 0, fill);
      case "toodeep":
        return this.known("IndentationError", "too many levels of indentation", 0, fill);
      case "linecont": {
        const msg = "unexpected character after line continuation character";
        return this.known("SyntaxError", msg, t.pos - this.bufferStart(fill) - 1, fill);
      }
      default:
        return this.known("SyntaxError", "unknown parsing error", 0, fill);
    }
  }

  private known(type: SyntaxErrorType, msg: string, col: number, fill: number): PySyntaxError {
    const line = this.tokenizer.lineno;
    return this.at(line, col + 1, line, 0, type, msg, fill);
  }

  /**
   * Where CPython's line buffer begins after `fill` tokens: at the current line, or further up if the newlines before it lie
   * inside a token or behind a backslash, for then the buffer was not emptied.
   */
  private bufferStart(fill: number): number {
    const { bytes, tokens: t } = this.tokenizer;
    let start = this.cursor(fill).lineStart;
    let i = fill - 1;
    while (start > 0) {
      while (i >= 0 && t.start[i]! >= start) i--;
      if (i < 0) return start;
      const previous = lineStartBefore(bytes, start - 1);
      const spans = t.type[i] === T.STRING || t.type[i] === T.FSTRING_MIDDLE;
      if (spans && t.end[i]! >= start) {
        start = lineStartBefore(bytes, t.start[i]!);
      } else if (t.end[i]! > previous && onlyBackslash(bytes, t.end[i]!, start - 1)) {
        start = previous;
      } else {
        return start;
      }
    }
    return start;
  }

  /** All offsets are bytes, counted from 1; -1 and 0 stay as they are. */
  at(
    lineno: number,
    col: number,
    endLineno: number,
    endCol: number,
    type: SyntaxErrorType,
    msg: string,
    fill: number,
  ): PySyntaxError {
    const text = this.fileLine?.(lineno) ?? this.lineText(lineno, fill);
    const offset = characters(text, col);
    const endOffset = endCol > 0 ? characters(text, endCol) : endCol;
    return new PySyntaxError(type, msg, this.tokenizer.source.filename, lineno, offset, endLineno, endOffset, text);
  }

  /** The line without its newline; or, where the tokenizer has not passed it yet, the tokenizer's whole buffer. */
  private lineText(lineno: number, fill: number): string {
    const { bytes, length, source } = this.tokenizer;
    const cursor = fill > 0 ? this.cursor(fill) : null;
    if (cursor !== null && cursor.lineno <= lineno) {
      let end = bytes.indexOf(10, cursor.offset > cursor.lineStart ? cursor.offset - 1 : cursor.offset);
      if (end < 0 || end >= length || (this.tokenizer.endOfString && fill === this.tokenizer.tokens.count))
        end = length - 1;
      return sliceText(source, this.bufferStart(fill), end + 1);
    }
    let start = 0;
    for (let line = 1; line < lineno; line++) {
      const newline = bytes.indexOf(10, start);
      if (newline < 0 || newline + 1 >= length) break;
      start = newline + 1;
    }
    let end = bytes.indexOf(10, start);
    if (end < 0 || end > length) end = length;
    return sliceText(source, start, end);
  }
}

function lineStartBefore(bytes: Uint8Array, at: number): number {
  return at <= 0 ? 0 : bytes.lastIndexOf(10, at - 1) + 1;
}

function onlyBackslash(bytes: Uint8Array, from: number, newline: number): boolean {
  if (bytes[newline - 1] !== 92) return false;
  for (let i = from; i < newline - 1; i++) {
    if (bytes[i] !== 32 && bytes[i] !== 9 && bytes[i] !== 12) return false;
  }
  return true;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Number of characters in the first `bytes` bytes of the line; an incomplete character counts as one. */
function characters(line: string, bytes: number): number {
  if (bytes < 0) return bytes;
  if (/^[\x00-\x7f]*$/.test(line)) return Math.min(bytes, line.length + 1);
  const encoded = encoder.encode(line);
  if (bytes > encoded.length) return Array.from(line).length + 1;
  return Array.from(decoder.decode(encoded.subarray(0, bytes))).length;
}
