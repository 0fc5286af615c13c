/**
 * Source bytes to tokens (CPython: Parser/lexer/lexer.c): indentation with its two column counts, continuation lines,
 * names, numbers, strings, operators with the bracket stack, and the mode stack of f-strings (PEP 701, in fstring_mode.ts).
 * Numbers beyond plain decimal integers are in number.ts.
 *
 * Invariant: `pos` stands after the last token; `lineno` and `lineStart` belong to the line of the last byte read and do
 * not move past the end of input, so that errors there carry CPython's line. The first error ends the run.
 */
import type { SyntaxErrorType } from "../errors.js";
import { acquireTokenBuffer, type TokenBuffer } from "./buffer.js";
import { type FStringMode, fstringColon, fstringToken, MAX_FSTRING_LEVEL, newFStringMode } from "./fstring_mode.js";
import { lexNumber } from "./number.js";
import { type Source, sliceText } from "./source.js";
import { FIRST_KEYWORD, KEYWORDS, nameTable, T } from "./tokens.js";

/** Why the tokenizer stopped (CPython: tok->done). "error" carries its own message. */
export type Done = "ok" | "eof" | "error" | "dedent" | "tabspace" | "toodeep" | "linecont" | "decode";

export interface TokenizerError {
  readonly type: SyntaxErrorType;
  readonly msg: string;
  readonly lineno: number;
  readonly col: number;
  readonly endCol: number;
  /** The line without its newline. */
  readonly text: string;
}

export interface TokenizerWarning {
  /** Number of tokens before the one that warned. */
  readonly token: number;
  readonly msg: string;
  readonly lineno: number;
  /** Where the tokenizer stands: the error's column if the warning is made one. */
  readonly pos: number;
  readonly lineStart: number;
}

const MAX_INDENT = 100;
const MAX_LEVEL = 200;
const TAB_SIZE = 8;

/** 1: may start a name, 2: digit, 3: quote, 4: operator, 0: anything else. */
const CLASS = new Uint8Array(256);
/** Bytes that continue a name. */
export const NAME_BYTE = new Uint8Array(256);
for (let c = 0; c < 256; c++) {
  const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c >= 128;
  const digit = c >= 48 && c <= 57;
  CLASS[c] = letter
    ? 1
    : digit
      ? 2
      : c === 34 || c === 39
        ? 3
        : "()[]{}:,;+-*/|&<>=.%~^@!".includes(String.fromCharCode(c))
          ? 4
          : 0;
  NAME_BYTE[c] = letter || digit ? 1 : 0;
}

/** Identifiers of one or two letters that may stand before a quote. */
const STRING_PREFIX = /^(?:[bruf]|br|rb|fr|rf)$/i;

export class Tokenizer {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly tokens: TokenBuffer;
  pos = 0;
  lineno = 1;
  lineStart = 0;
  /** Byte offset where the current token starts. */
  start = 0;
  level = 0;
  readonly parens = new Uint8Array(MAX_LEVEL);
  readonly parenLines = new Int32Array(MAX_LEVEL);
  readonly parenCols = new Int32Array(MAX_LEVEL);
  modes: FStringMode[] = [];
  /** The innermost f-string, or null outside; its `regular` tells whether an expression is being read. */
  mode: FStringMode | null = null;
  done: Done = "ok";
  error: TokenizerError | null = null;
  /** The message for `done === "decode"`. */
  decodeMessage = "";
  /** The error is a string that the end of input cut off. */
  endOfString = false;
  /** Index of the first token that was read with the end of input in sight. */
  eofToken = -1;
  warnings: TokenizerWarning[] = [];
  typeIgnores: { lineno: number; tag: string }[] = [];

  private atLineStart = true;
  private indents = new Int32Array(MAX_INDENT);
  private altIndents = new Int32Array(MAX_INDENT);
  private indent = 0;
  private blankLine = false;
  /** A comment stood alone on its line: the line's end is no NEWLINE. */
  private commentLine = false;

  constructor(
    readonly source: Source,
    readonly typeComments: boolean,
    readonly single: boolean,
    readonly implyDedent: boolean,
    /** For `tokenize`: comments and line ends inside statements are tokens too, and much that is no Python passes (tok_extra_tokens). */
    readonly extra = false,
    /** Lines may end in "\r\n": the source is as it was read. */
    private readonly rawLines = false,
  ) {
    this.bytes = source.bytes;
    this.length = source.length;
    if (source.length === 0) this.lineno = 0;
    this.tokens = acquireTokenBuffer((source.length >> 2) + 64);
  }

  /** Reads everything; afterwards the last token is ENDMARKER or ERRORTOKEN. */
  run(): void {
    const bytes = this.bytes;
    for (;;) {
      const mode = this.mode;
      if (mode !== null && !mode.regular) {
        if (fstringToken(this, mode)) continue;
        this.stop();
        return;
      }
      if (this.atLineStart) {
        this.atLineStart = false;
        if (this.level === 0 && !(this.extra ? this.extraIndent() : this.lineIndent())) {
          this.stop();
          return;
        }
      }
      let pos = this.pos;
      let c = bytes[pos]!;
      while (c === 32 || c === 9 || c === 12) c = bytes[++pos]!;
      this.start = pos;
      this.pos = pos;
      let ok = true;
      switch (CLASS[c]) {
        case 1:
          ok = this.lexName();
          break;
        case 2:
          ok = lexNumber(this);
          break;
        case 3:
          ok = this.lexString(c);
          break;
        case 4:
          ok = this.lexOperator(c);
          break;
        default:
          if (c === 10) this.lexNewline(pos);
          else if (c === 13 && this.rawLines && bytes[pos + 1] === 10) this.lexNewline(pos + 1);
          else if (c === 35) this.lexComment();
          else if (c === 92) {
            ok = this.continuation() !== -1;
          } else if (c === 0 && pos >= this.length) {
            this.endOfInput();
            return;
          } else {
            ok = this.lexOther(c);
          }
      }
      if (!ok) {
        this.stop();
        return;
      }
    }
  }

  private stop(): void {
    if (this.eofToken < 0 && this.pos >= this.length) this.eofToken = this.tokens.count;
    this.push(T.ERRORTOKEN, this.start, this.pos, 0);
  }

  push(type: number, start: number, end: number, value: number): void {
    this.pushAt(type, start, end, value, this.lineno, this.lineStart);
  }

  /** A token that began on another line than the current one. */
  pushAt(type: number, start: number, end: number, value: number, lineno: number, lineStart: number): void {
    const tokens = this.tokens;
    const i = tokens.count;
    if (i === tokens.type.length) tokens.reserve(i * 2);
    tokens.type[i] = type;
    tokens.start[i] = start;
    tokens.end[i] = end;
    tokens.lineno[i] = lineno;
    tokens.col[i] = start - lineStart;
    tokens.endLineno[i] = this.lineno;
    tokens.endCol[i] = end - this.lineStart;
    tokens.value[i] = value;
    tokens.level[i] = this.level;
    tokens.count = i + 1;
  }

  /** INDENT, DEDENT and ENDMARKER have no text and no columns; `end` remembers where the tokenizer stood. */
  private pushMark(type: number): void {
    const i = this.tokens.count;
    this.push(type, this.pos, this.pos, 0);
    this.tokens.col[i] = -1;
    this.tokens.endCol[i] = -1;
  }

  /** Steps over the newline at `at`; the line moves on only if there is one more. */
  newline(at: number): void {
    this.pos = at + 1;
    if (at + 1 < this.length) {
      this.lineno++;
      this.lineStart = at + 1;
    }
  }

  /** Raises the tokenizer's own SyntaxError at the current position (CPython: _PyTokenizer_syntaxerror). */
  fail(msg: string, type: SyntaxErrorType = "SyntaxError", col = -1, endCol = -1): false {
    let lineEnd = this.bytes.indexOf(10, this.lineStart);
    if (lineEnd < 0 || lineEnd > this.length) lineEnd = this.length;
    if (col < 0) col = codePoints(sliceText(this.source, this.lineStart, Math.min(this.pos, this.length)));
    if (endCol < 0) endCol = col;
    const text = sliceText(this.source, this.lineStart, Math.max(lineEnd, this.lineStart));
    this.error = { type, msg, lineno: this.lineno, col, endCol, text };
    this.done = "error";
    return false;
  }

  warn(msg: string, pos: number): void {
    this.warnings.push({ token: this.tokens.count, msg, lineno: this.lineno, pos, lineStart: this.lineStart });
  }

  /** Fails with a warning that the sink wants as an error. */
  failWith({ msg, lineno, pos, lineStart }: TokenizerWarning): void {
    this.lineno = lineno;
    this.pos = pos;
    this.lineStart = lineStart;
    this.fail(msg);
  }

  private endOfInput(): void {
    this.pos = this.length;
    this.start = this.length;
    if (this.eofToken < 0) this.eofToken = this.tokens.count - this.tokensThatSawEnd();
    this.done = "eof";
    if (this.level > 0) {
      this.push(T.ERRORTOKEN, this.pos, this.pos, 0);
      return;
    }
    if (this.single && this.tokens.count > 0) {
      // CPython turns an end marker into a NEWLINE whenever another token came before it.
      // One more NEWLINE for a single statement, and the DEDENTs that the missing line would have brought.
      this.pushMark(T.NEWLINE);
      if (this.indent > 0 && this.implyDedent) {
        for (; this.indent > 0; this.indent--) this.pushMark(T.DEDENT);
        this.pushMark(T.NEWLINE);
      }
    }
    this.pushMark(T.ENDMARKER);
  }

  /**
   * How many of the last tokens had to look at the end of input to know that they were over. Strings, NEWLINE and
   * operators of three characters do not look; the first of two dots does.
   */
  private tokensThatSawEnd(): number {
    const { count, type, start, end } = this.tokens;
    const last = count - 1;
    if (count === 0 || end[last] !== this.length || end[last] === start[last]) return 0;
    switch (type[last]) {
      case T.STRING:
      case T.FSTRING_END:
        return end[last]! - start[last]! === 2 ? 1 : 0;
      case T.NEWLINE:
      case T.ELLIPSIS:
      case T.DOUBLESTAREQUAL:
      case T.DOUBLESLASHEQUAL:
      case T.LEFTSHIFTEQUAL:
      case T.RIGHTSHIFTEQUAL:
        return 0;
      case T.DOT:
        return last > 0 && type[last - 1] === T.DOT && end[last - 1] === start[last] ? 2 : 1;
      default:
        return 1;
    }
  }

  /** Measures the indentation of the next line that is not blank and pushes INDENT or DEDENTs. */
  private lineIndent(): boolean {
    const bytes = this.bytes;
    let pos = this.pos;
    let col = 0;
    let altCol = 0;
    let continued = 0;
    this.blankLine = false;
    for (;;) {
      const c = bytes[pos]!;
      if (c === 32) {
        col++;
        altCol++;
        pos++;
      } else if (c === 9) {
        col = (Math.floor(col / TAB_SIZE) + 1) * TAB_SIZE;
        altCol++;
        pos++;
      } else if (c === 12) {
        col = altCol = 0;
        pos++;
      } else if (c === 92) {
        continued = continued || col;
        this.pos = pos;
        if (this.continuation() === -1) return false;
        pos = this.pos;
      } else if (c === 13 && this.rawLines && bytes[pos + 1] === 10) {
        pos++;
      } else if (c === 10) {
        this.newline(pos);
        pos = this.pos;
        col = altCol = continued = 0;
      } else if (c === 35) {
        this.pos = pos;
        if (this.typeComments) {
          this.blankLine = true;
          return true;
        }
        let end = bytes.indexOf(10, pos);
        if (end < 0) end = this.length;
        pos = end;
        this.pos = pos;
        if (pos >= this.length) return true;
      } else {
        break;
      }
    }
    this.pos = pos;
    if (pos >= this.length && this.eofToken < 0) this.eofToken = this.tokens.count;
    return this.applyIndent(continued || col, continued || altCol);
  }

  /** The same where blank lines are tokens: one line, and only a line with code counts. */
  private extraIndent(): boolean {
    const bytes = this.bytes;
    let pos = this.pos;
    let col = 0;
    let altCol = 0;
    let continued = 0;
    for (;;) {
      const c = bytes[pos]!;
      if (c === 32) {
        col++;
        altCol++;
      } else if (c === 9) {
        col = (Math.floor(col / TAB_SIZE) + 1) * TAB_SIZE;
        altCol++;
      } else if (c === 12) {
        col = altCol = 0;
      } else if (c === 92) {
        continued = continued || col;
        this.pos = pos;
        if (this.continuation() === -1) return false;
        pos = this.pos;
        continue;
      } else break;
      pos++;
    }
    this.pos = pos;
    const c = bytes[pos]!;
    this.blankLine = c === 35 || c === 10 || c === 13;
    return this.blankLine || this.applyIndent(continued || col, continued || altCol);
  }

  private applyIndent(col: number, altCol: number): boolean {
    if (col === this.indents[this.indent]) {
      if (altCol !== this.altIndents[this.indent]) return this.tabError();
      return true;
    }
    if (col > this.indents[this.indent]!) {
      if (this.indent + 1 >= MAX_INDENT) return this.lineError("toodeep");
      if (altCol <= this.altIndents[this.indent]!) return this.tabError();
      this.indent++;
      this.indents[this.indent] = col;
      this.altIndents[this.indent] = altCol;
      this.pushMark(T.INDENT);
      return true;
    }
    let dedents = 0;
    while (this.indent > 0 && col < this.indents[this.indent]!) {
      dedents++;
      this.indent--;
    }
    if (col !== this.indents[this.indent]) return this.lineError("dedent");
    if (altCol !== this.altIndents[this.indent]) return this.tabError();
    for (; dedents > 0; dedents--) this.pushMark(T.DEDENT);
    return true;
  }

  private tabError(): boolean {
    return this.lineError("tabspace");
  }

  /** These errors have no message of their own; the parser words them. The rest of the line counts as read. */
  private lineError(done: Done): false {
    this.done = done;
    this.start = this.pos;
    let end = this.bytes.indexOf(10, this.pos);
    end = end < 0 ? this.length : Math.min(end + 1, this.length);
    this.pos = end;
    return false;
  }

  /** A backslash at pos: steps over it and the newline; -1 on error. */
  private continuation(): number {
    let next = this.pos + 1;
    if (this.rawLines && this.bytes[next] === 13) next++;
    if (this.bytes[next] !== 10) {
      this.pos = next + (next < this.length ? 1 : 0);
      this.done = "linecont";
      return -1;
    }
    this.newline(next);
    if (this.pos >= this.length) {
      this.done = "eof";
      if (this.eofToken < 0) this.eofToken = this.tokens.count;
      return -1;
    }
    return 0;
  }

  /** The newline at `at`; after a comment the token starts with the comment. */
  private lexNewline(at: number): void {
    this.atLineStart = true;
    if (this.extra) {
      this.lexExtraNewline(at);
      return;
    }
    if (this.blankLine || this.level > 0) {
      this.blankLine = false;
      this.newline(at);
      return;
    }
    this.push(T.NEWLINE, this.start, at, 0);
    // CPython counts the newline character itself in the end column, though not in the text.
    this.tokens.endCol[this.tokens.count - 1]!++;
    this.newline(at);
  }

  /** NL or NEWLINE with the characters that end the line. */
  private lexExtraNewline(at: number): void {
    const isBlank = this.blankLine || this.level > 0 || this.commentLine;
    this.blankLine = false;
    this.commentLine = false;
    this.push(isBlank ? NL : T.NEWLINE, this.start, at + 1, 0);
    this.newline(at);
  }

  private lexComment(): void {
    if (this.extra) {
      this.lexExtraComment();
      return;
    }
    let end = this.bytes.indexOf(10, this.pos);
    if (end < 0 || end > this.length) end = this.length;
    if (this.typeComments && this.lexTypeComment(end)) return;
    this.pos = end;
    if (end < this.length) this.lexNewline(end);
  }

  private lexExtraComment(): void {
    const bytes = this.bytes;
    let end = this.pos;
    while (end < this.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
    this.pos = end;
    this.push(COMMENT, this.start, end, 0);
    this.commentLine = this.blankLine;
    this.blankLine = false;
  }

  private lexTypeComment(end: number): boolean {
    const start = this.pos;
    const text = latinSlice(this.bytes, start, end);
    this.pos = end;
    const match = /^#[ \t]*type:[ \t]*/.exec(text);
    if (match === null) return false;
    const ignore = /^ignore(?![a-zA-Z0-9\x80-\xff])/.exec(text.slice(match[0].length));
    const from = start + match[0].length;
    if (ignore === null) {
      this.blankLine = false;
      this.push(T.TYPE_COMMENT, from, end, 0);
      return true;
    }
    this.typeIgnores.push({ lineno: this.lineno, tag: sliceText(this.source, from + 6, end) });
    if (this.blankLine) {
      this.blankLine = false;
      this.atLineStart = true;
      if (end < this.length) this.newline(end);
    }
    return true;
  }

  private lexName(): boolean {
    const bytes = this.bytes;
    const start = this.pos;
    let pos = start;
    let hash = 0;
    let or = 0;
    let c = bytes[pos]!;
    do {
      hash = (Math.imul(hash, 31) + c) | 0;
      or |= c;
      c = bytes[++pos]!;
    } while (NAME_BYTE[c] === 1);
    if ((c === 34 || c === 39) && pos - start <= 2) {
      const prefix = latinSlice(bytes, start, pos);
      if (STRING_PREFIX.test(prefix)) {
        this.pos = pos;
        return /f/i.test(prefix) ? this.startFString(c, /r/i.test(prefix)) : this.lexString(c);
      }
    }
    this.pos = pos;
    if (or >= 128 && !this.extra && !this.verifyIdentifier(start, pos)) return false;
    const id = nameTable.lookup(bytes, start, pos, hash, or < 128);
    this.push(id < KEYWORDS.length ? FIRST_KEYWORD + id : T.NAME, start, pos, id);
    return true;
  }

  /** PEP 3131: is the name with bytes beyond ASCII made of the right characters? */
  private verifyIdentifier(start: number, end: number): boolean {
    let name: string;
    try {
      name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.bytes.subarray(start, end));
    } catch {
      this.decodeMessage = `(unicode error) ${utf8ErrorText(this.bytes, start, end)}`;
      this.done = "decode";
      return false;
    }
    let first = true;
    let offset = start;
    for (const ch of name) {
      const good = first ? /^[\p{XID_Start}_]$/u.test(ch) : /^\p{XID_Continue}$/u.test(ch);
      offset += new TextEncoder().encode(ch).length;
      if (!good) {
        this.pos = offset;
        const hex = ch.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
        return isPrintable(ch)
          ? this.fail(`invalid character '${ch}' (U+${hex})`)
          : this.fail(`invalid non-printable character U+${hex}`);
      }
      first = false;
    }
    return true;
  }

  private lexString(quote: number): boolean {
    const bytes = this.bytes;
    const start = this.start;
    const firstLine = this.lineno;
    const firstLineStart = this.lineStart;
    let pos = this.pos + 1;
    if (bytes[pos] === quote) {
      if (bytes[pos + 1] !== quote) {
        this.pos = pos + 1;
        this.push(T.STRING, start, pos + 1, 0);
        return true;
      }
      return this.lexTripleString(quote, pos + 2);
    }
    let escapedQuote = false;
    for (;;) {
      let c = bytes[pos]!;
      if (c === quote) break;
      if (c === 92) {
        c = bytes[++pos]!;
        if (c === quote) escapedQuote = true;
        if (c === 13 && this.rawLines) c = bytes[++pos]!;
        if (c === 10) {
          this.newline(pos);
          pos = this.pos;
          continue;
        }
        if (c === 0 && pos >= this.length) return this.unterminated(quote, 1, firstLine, firstLineStart, escapedQuote);
        pos++;
      } else if (c === 10 || (c === 0 && pos >= this.length)) {
        this.pos = pos;
        return this.unterminated(quote, 1, firstLine, firstLineStart, escapedQuote);
      } else {
        pos++;
      }
    }
    this.pos = pos + 1;
    this.pushAt(T.STRING, start, pos + 1, 0, firstLine, firstLineStart);
    return true;
  }

  private lexTripleString(quote: number, pos: number): boolean {
    const bytes = this.bytes;
    const firstLine = this.lineno;
    const firstLineStart = this.lineStart;
    for (;;) {
      const c = bytes[pos]!;
      if (c === quote) {
        if (bytes[pos + 1] === quote && bytes[pos + 2] === quote) break;
        pos++;
      } else if (c === 10) {
        this.newline(pos++);
      } else if (c === 92) {
        if (bytes[++pos] === 13 && this.rawLines) pos++;
        if (bytes[pos] === 10) this.newline(pos);
        if (pos < this.length) pos++;
      } else if (c === 0 && pos >= this.length) {
        return this.unterminated(quote, 3, firstLine, firstLineStart, false);
      } else {
        pos++;
      }
    }
    this.pos = pos + 3;
    this.pushAt(T.STRING, this.start, pos + 3, 0, firstLine, firstLineStart);
    return true;
  }

  private unterminated(quote: number, size: number, line: number, lineStart: number, escapedQuote: boolean): boolean {
    const detected = this.lineno;
    const cut = this.bytes[this.pos] !== 10;
    this.pos = this.start + 1;
    this.lineno = line;
    this.lineStart = lineStart;
    const mode = this.mode;
    if (mode !== null && mode.quote === quote && mode.quoteSize === size) return this.fail("f-string: expecting '}'");
    this.endOfString = size === 3 || cut;
    if (size === 3) return this.fail(`unterminated triple-quoted string literal (detected at line ${detected})`);
    const hint = escapedQuote ? "; perhaps you escaped the end quote?" : "";
    return this.fail(`unterminated string literal (detected at line ${detected})${hint}`);
  }

  private startFString(quote: number, raw: boolean): boolean {
    let pos = this.pos + 1;
    let size = 1;
    if (this.bytes[pos] === quote && this.bytes[pos + 1] === quote) {
      size = 3;
      pos += 2;
    }
    this.pos = pos;
    if (this.modes.length + 1 >= MAX_FSTRING_LEVEL) return this.fail("too many nested f-strings");
    this.mode = newFStringMode(quote, size, raw, this.start, this.lineno, this.lineStart);
    this.modes.push(this.mode);
    this.push(T.FSTRING_START, this.start, pos, 0);
    return true;
  }

  private lexOperator(c: number): boolean {
    const mode = this.mode;
    if (mode !== null && (c === 58 || c === 125 || c === 33 || c === 123)) {
      if (c === 58 && fstringColon(this, mode)) return true;
    }
    const bytes = this.bytes;
    const start = this.pos;
    if (c === 46 && bytes[start + 1]! >= 48 && bytes[start + 1]! <= 57) return lexNumber(this);
    const type = operator(c, bytes[start + 1]!, bytes[start + 2]!);
    const end = start + (type >> 8);
    this.pos = end;
    const token = type & 255;
    if (token === T.LPAR || token === T.LSQB || token === T.LBRACE) {
      if (this.level >= MAX_LEVEL) return this.fail("too many nested parentheses");
      this.parens[this.level] = c;
      this.parenLines[this.level] = this.lineno;
      this.parenCols[this.level] = start - this.lineStart;
      this.level++;
      if (mode !== null) mode.braceDepth++;
    } else if (token === T.RPAR || token === T.RSQB || token === T.RBRACE) {
      if (!this.closeBracket(c, mode)) return false;
    }
    this.push(token, start, end, 0);
    return true;
  }

  private closeBracket(c: number, mode: FStringMode | null): boolean {
    const close = String.fromCharCode(c);
    if (mode !== null && mode.braceDepth === 0 && c === 125) return this.fail("f-string: single '}' is not allowed");
    if (this.level === 0 && !this.extra) return this.fail(`unmatched '${close}'`);
    if (this.level > 0) this.level--;
    const opening = this.parens[this.level]!;
    if (
      !this.extra &&
      !((opening === 40 && c === 41) || (opening === 91 && c === 93) || (opening === 123 && c === 125))
    ) {
      if (mode !== null && opening === 123 && mode.braceDepth - 1 === mode.exprStartDepth) {
        return this.fail(`f-string: unmatched '${close}'`);
      }
      const where = this.parenLines[this.level] === this.lineno ? "" : ` on line ${this.parenLines[this.level]}`;
      const open = String.fromCharCode(opening);
      return this.fail(`closing parenthesis '${close}' does not match opening parenthesis '${open}'${where}`);
    }
    if (mode !== null) {
      mode.braceDepth--;
      if (mode.braceDepth < 0) return this.fail(`f-string: unmatched '${close}'`);
      if (c === 125 && mode.braceDepth === mode.exprStartDepth) {
        mode.exprStartDepth--;
        mode.regular = false;
        mode.inFormatSpec = false;
      }
    }
    return true;
  }

  /** A character that begins no token: control characters fail here, `$ ? \`` are tokens that no rule accepts. */
  private lexOther(c: number): boolean {
    this.pos++;
    if (c < 32 || c === 127) {
      return this.fail(`invalid non-printable character U+${c.toString(16).toUpperCase().padStart(4, "0")}`);
    }
    this.push(OTHER, this.start, this.pos, 0);
    return true;
  }
}

/** CPython's OP: a lone character that is no operator. */
const OTHER = 55;
/** Tokens of the extra mode. */
export const COMMENT = 62;
export const NL = 63;

function codePoints(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xdc00 || unit > 0xdfff) n++;
  }
  return n;
}

function latinSlice(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

export function isPrintable(ch: string): boolean {
  return ch === " " || !/^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]$/u.test(ch);
}

/** The words of Python's UnicodeDecodeError for the first bad byte of [start, end). */
export function utf8ErrorText(bytes: Uint8Array, start: number, end: number): string {
  let i = start;
  for (;;) {
    const c = bytes[i]!;
    if (c < 128) {
      i++;
      continue;
    }
    const need = c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : 0;
    const hex = `0x${c.toString(16)}`;
    if (need === 0) return `'utf-8' codec can't decode byte ${hex} in position ${i - start}: invalid start byte`;
    let good = 0;
    while (good < need && i + 1 + good < end && validTail(bytes, i, good)) good++;
    if (good < need) {
      const reason = i + 1 + good >= end ? "unexpected end of data" : "invalid continuation byte";
      return good === 0
        ? `'utf-8' codec can't decode byte ${hex} in position ${i - start}: ${reason}`
        : `'utf-8' codec can't decode bytes in position ${i - start}-${i - start + good}: ${reason}`;
    }
    i += need + 1;
  }
}

function validTail(bytes: Uint8Array, lead: number, index: number): boolean {
  const b = bytes[lead + 1 + index]!;
  if (b < 0x80 || b > 0xbf) return false;
  if (index > 0) return true;
  const c = bytes[lead]!;
  if (c === 0xe0) return b >= 0xa0;
  if (c === 0xed) return b < 0xa0;
  if (c === 0xf0) return b >= 0x90;
  return c !== 0xf4 || b < 0x90;
}

/** One, two or three characters of an operator: its token type, plus 256 times its length. */
function operator(c: number, c2: number, c3: number): number {
  switch (c) {
    case 40:
      return 256 | T.LPAR;
    case 41:
      return 256 | T.RPAR;
    case 91:
      return 256 | T.LSQB;
    case 93:
      return 256 | T.RSQB;
    case 123:
      return 256 | T.LBRACE;
    case 125:
      return 256 | T.RBRACE;
    case 44:
      return 256 | T.COMMA;
    case 59:
      return 256 | T.SEMI;
    case 126:
      return 256 | T.TILDE;
    case 46:
      return c2 === 46 && c3 === 46 ? 768 | T.ELLIPSIS : 256 | T.DOT;
    case 58:
      return c2 === 61 ? 512 | T.COLONEQUAL : 256 | T.COLON;
    case 61:
      return c2 === 61 ? 512 | T.EQEQUAL : 256 | T.EQUAL;
    case 33:
      return c2 === 61 ? 512 | T.NOTEQUAL : 256 | T.EXCLAMATION;
    case 43:
      return c2 === 61 ? 512 | T.PLUSEQUAL : 256 | T.PLUS;
    case 45:
      return c2 === 61 ? 512 | T.MINEQUAL : c2 === 62 ? 512 | T.RARROW : 256 | T.MINUS;
    case 37:
      return c2 === 61 ? 512 | T.PERCENTEQUAL : 256 | T.PERCENT;
    case 38:
      return c2 === 61 ? 512 | T.AMPEREQUAL : 256 | T.AMPER;
    case 124:
      return c2 === 61 ? 512 | T.VBAREQUAL : 256 | T.VBAR;
    case 94:
      return c2 === 61 ? 512 | T.CIRCUMFLEXEQUAL : 256 | T.CIRCUMFLEX;
    case 64:
      return c2 === 61 ? 512 | T.ATEQUAL : 256 | T.AT;
    case 42:
      if (c2 === 42) return c3 === 61 ? 768 | T.DOUBLESTAREQUAL : 512 | T.DOUBLESTAR;
      return c2 === 61 ? 512 | T.STAREQUAL : 256 | T.STAR;
    case 47:
      if (c2 === 47) return c3 === 61 ? 768 | T.DOUBLESLASHEQUAL : 512 | T.DOUBLESLASH;
      return c2 === 61 ? 512 | T.SLASHEQUAL : 256 | T.SLASH;
    case 60:
      if (c2 === 60) return c3 === 61 ? 768 | T.LEFTSHIFTEQUAL : 512 | T.LEFTSHIFT;
      return c2 === 61 ? 512 | T.LESSEQUAL : c2 === 62 ? 512 | T.NOTEQUAL : 256 | T.LESS;
    default:
      if (c2 === 62) return c3 === 61 ? 768 | T.RIGHTSHIFTEQUAL : 512 | T.RIGHTSHIFT;
      return c2 === 61 ? 512 | T.GREATEREQUAL : 256 | T.GREATER;
  }
}
