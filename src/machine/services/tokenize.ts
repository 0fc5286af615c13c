/**
 * The tokenizer for the library's module _tokenize (lib/_tokenize.py): the compiler's own, whose tokens are handed over in portions as
 * Python/Python-tokenize.c makes them, columns in characters and each with its lines.
 *
 * DIFFERS: the whole source is read before its first token is there; CPython reads a line when it needs it.
 */
import { dumps } from "../../bytecode/marshal.js";
import { type PyConst, PyTuple } from "../../bytecode/values.js";
import { type Source, sliceText } from "../../compiler/tokenizer/source.js";
import { NL, Tokenizer } from "../../compiler/tokenizer/tokenizer.js";
import { FIRST_KEYWORD, T } from "../../compiler/tokenizer/tokens.js";
import { fn, HostError, type HostFunction } from "../host_module.js";

const PORTION = 400;
const OP = 55;
const PADDING = 8;

const encoder = new TextEncoder();

/** A source as it is, its line ends kept, with the newline that the last line lacks. */
function rawSource(text: string): { source: Source; addedNewline: boolean } {
  const encoded = encoder.encode(text);
  const addedNewline = encoded.length > 0 && encoded[encoded.length - 1] !== 10;
  const length = encoded.length + (addedNewline ? 1 : 0);
  const bytes = new Uint8Array(length + PADDING);
  bytes.set(encoded);
  if (addedNewline) bytes[length - 1] = 10;
  const isAscii = encoded.length === text.length;
  const source = {
    bytes,
    length,
    ascii: isAscii,
    text: isAscii ? `${text}${addedNewline ? "\n" : ""}` : "",
    filename: "<string>",
  };
  return { source: source as Source, addedNewline };
}

function characters(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

class Tokens {
  private readonly tokenizer: Tokenizer;
  private readonly source: Source;
  private readonly addedNewline: boolean;
  private at = 0;
  private lastLine = -1;
  private lastText = "";

  constructor(
    text: string,
    private readonly extra: boolean,
  ) {
    ({ source: this.source, addedNewline: this.addedNewline } = rawSource(text));
    this.tokenizer = new Tokenizer(this.source, false, false, true, extra, true);
    this.tokenizer.run();
  }

  /** (is there more, tokens, error or None): a token is (type, text, line, column, end line, end column, text of the lines). */
  portion(): PyTuple {
    const out: PyConst[] = [];
    const { tokens } = this.tokenizer;
    // an empty source has no end marker for who asks for the parser's tokens
    if (!this.extra && this.source.length === 0) return new PyTuple([false, new PyTuple(out), null]);
    for (let n = 0; n < PORTION && this.at < tokens.count; n++, this.at++) {
      const type = tokens.type[this.at]!;
      if (type === T.ERRORTOKEN) return new PyTuple([false, new PyTuple(out), this.error()]);
      if (type === T.ENDMARKER && this.isOpenEnd()) return new PyTuple([false, new PyTuple(out), this.error()]);
      out.push(this.token(this.at));
    }
    return new PyTuple([this.at < tokens.count, new PyTuple(out), null]);
  }

  private isOpenEnd(): boolean {
    return this.tokenizer.level > 0;
  }

  /** Where the line that begins at `start` ends, its newline included. */
  private lineEnd(start: number): number {
    const { bytes, length } = this.source;
    const newline = bytes.indexOf(10, start);
    return newline < 0 || newline >= length ? length : newline + 1;
  }

  /** The lines from byte `start` to the end of the one with byte `end`. */
  private lines(start: number, end: number): string {
    let stop = this.lineEnd(end);
    if (this.addedNewline && stop === this.source.length) stop--;
    return sliceText(this.source, start, Math.max(stop, start));
  }

  private token(i: number): PyTuple {
    const { tokens } = this.tokenizer;
    const type = tokens.type[i]!;
    if (type === T.INDENT || type === T.DEDENT || type === T.ENDMARKER) return this.mark(i, type);
    const start = tokens.start[i]!;
    const end = tokens.end[i]!;
    const lineno = tokens.lineno[i]!;
    const endLineno = tokens.endLineno[i]!;
    const lineStart = start - tokens.col[i]!;
    const lastLineStart = lineno === endLineno ? lineStart : this.startOfLineWith(end, start);
    const isNewline = type === T.NEWLINE || type === NL;
    const line = this.lines(lineStart, isNewline ? start : end);
    this.lastLine = endLineno;
    this.lastText = line;
    const column = characters(sliceText(this.source, lineStart, start));
    let text = sliceText(this.source, start, end);
    let endColumn = characters(sliceText(this.source, lastLineStart, end));
    if (isNewline) {
      if (this.extra) {
        text = this.addedNewline && end === this.source.length ? "" : text;
      } else endColumn = column + characters(text);
    }
    return this.made(type, text, lineno, column, endLineno, endColumn, line);
  }

  private made(
    type: number,
    text: string,
    line: number,
    column: number,
    endLine: number,
    endColumn: number,
    lines: string,
  ): PyTuple {
    let shown = type >= FIRST_KEYWORD ? T.NAME : type;
    if (this.extra && shown > T.DEDENT && shown < OP) shown = OP;
    return new PyTuple([BigInt(shown), text, BigInt(line), BigInt(column), BigInt(endLine), BigInt(endColumn), lines]);
  }

  private startOfLineWith(end: number, start: number): number {
    const newline = this.source.bytes.lastIndexOf(10, end - 1);
    return newline < start ? start : newline + 1;
  }

  /** INDENT, DEDENT and ENDMARKER. */
  private mark(i: number, type: number): PyTuple {
    const { tokens } = this.tokenizer;
    const at = tokens.start[i]!;
    const lineno = tokens.lineno[i]!;
    const isTrailing = at >= this.source.length;
    if (this.extra && isTrailing) return this.made(type, "", lineno + 1, 0, lineno + 1, 0, "");
    if (!this.extra) {
      const line = !isTrailing
        ? this.lines(this.startOfLineWith(at, 0), at)
        : lineno === this.lastLine
          ? this.lastText
          : "";
      return this.made(type, "", lineno, -1, lineno, -1, line);
    }
    const lineStart = this.startOfLineWith(at, 0);
    const column = characters(sliceText(this.source, lineStart, at));
    const line = this.lines(lineStart, at);
    if (type === T.DEDENT) return this.made(type, "", lineno, column, lineno, column, line);
    return this.made(type, sliceText(this.source, lineStart, at), lineno, 0, lineno, column, line);
  }

  /** (type, message, line, offset, text or None, end offset or None); without a text the exception has the message alone. */
  private error(): PyTuple {
    const t = this.tokenizer;
    if (t.error !== null) {
      const { type, msg, lineno, col, endCol, text } = t.error;
      return new PyTuple([type, msg, BigInt(lineno), BigInt(col), text, BigInt(endCol)]);
    }
    const line = this.lines(t.lineStart, t.lineStart);
    const text = line.replace(/\r?\n$/, "");
    const offset = BigInt(characters(text) + 1);
    const at = (type: string, msg: string) => new PyTuple([type, msg, BigInt(t.lineno), offset, text, null]);
    switch (t.done) {
      case "dedent":
        return at("IndentationError", "unindent does not match any outer indentation level");
      case "tabspace":
        return at("TabError", "inconsistent use of tabs and spaces in indentation");
      case "toodeep":
        return at("IndentationError", "too many levels of indentation");
      case "linecont":
        return at("SyntaxError", "unexpected character after line continuation character");
    }
    const inContinuation = t.level === 0 && text !== "" && text.trimStart() !== "\\" ? offset : 0n;
    return new PyTuple([
      "SyntaxError",
      "unexpected EOF in multi-line statement",
      BigInt(t.lineno),
      inContinuation,
      null,
      null,
    ]);
  }
}

/** The functions `tokenize(source, extra) -> number`, `tokens(number) -> marshal data of a portion`, `forget(number)`. */
export function tokenizeFunctions(): Record<string, HostFunction> {
  const open = new Map<number, Tokens>();
  let next = 1;
  return {
    tokenize: fn("source,extra,/", (source: string, extra: boolean) => {
      open.set(next, new Tokens(source, extra));
      return next++;
    }),
    tokens: fn("number,/", (number: number) => {
      const tokens = open.get(number);
      if (tokens === undefined) throw new HostError("ValueError", `no tokens ${number}`);
      return dumps(tokens.portion());
    }),
    forget: fn("number,/", (number: number) => {
      open.delete(number);
    }),
  };
}
