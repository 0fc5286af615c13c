/**
 * What every part of the fast parser stands on: the token columns, the current position and the way to give up.
 * The fast parser only accepts or fails; on failure `parse.ts` runs the error pass (peg/), which knows CPython's messages.
 *
 * Invariant: `pos` is the index of the next token to read; a rule that returns has consumed exactly its tokens.
 */
import type { TokenBuffer } from "../tokenizer/buffer.js";
import { type Source, sliceText } from "../tokenizer/source.js";
import type { Tokenizer } from "../tokenizer/tokenizer.js";
import { nameTable, T } from "../tokenizer/tokens.js";
import type { LiteralWarning } from "./literals.js";

/** Thrown where no rule applies. One object, no stack trace: backtracking catches it. */
export const FAIL: unique symbol = Symbol("no parse");

/** CPython's limit on nested grammar rules; beyond it the parser raises MemoryError. */
export const MAX_STACK = 5968;

export const TOO_COMPLEX = "Parser stack overflowed - Python source too complex to parse";

/** Thrown when nesting passes MAX_STACK. */
export class StackOverflow {}

export interface ParserOptions {
  readonly featureVersion: number;
  /** Only a flag of the caller sets it: in 3.13 the future import in the source itself changes nothing. */
  readonly barryAsBdfl: boolean;
  readonly typeComments: boolean;
}

export class ParserBase {
  pos = 0;
  protected depth = 0;
  protected readonly tokens: TokenBuffer;
  protected readonly source: Source;
  protected readonly types: Uint8Array;
  protected readonly values: Int32Array;
  protected readonly names: readonly string[];
  /** Positions: start line, start column, end line, end column of each token. */
  protected readonly sl: Int32Array;
  protected readonly sc: Int32Array;
  protected readonly el: Int32Array;
  protected readonly ec: Int32Array;
  readonly warnings: LiteralWarning[] = [];

  constructor(
    protected readonly tokenizer: Tokenizer,
    protected readonly options: ParserOptions,
  ) {
    const tokens = tokenizer.tokens;
    this.tokens = tokens;
    this.source = tokenizer.source;
    this.types = tokens.type;
    this.values = tokens.value;
    this.names = nameTable.names;
    this.sl = tokens.lineno;
    this.sc = tokens.col;
    this.el = tokens.endLineno;
    this.ec = tokens.endCol;
  }

  protected fail(): never {
    throw FAIL;
  }

  protected enter(levels: number): void {
    this.depth += levels;
    if (this.depth > MAX_STACK) throw new StackOverflow();
  }

  protected expect(type: number): void {
    if (this.types[this.pos] !== type) throw FAIL;
    this.pos++;
  }

  protected accept(type: number): boolean {
    if (this.types[this.pos] !== type) return false;
    this.pos++;
    return true;
  }

  /** Reads a NAME and returns its identifier. */
  protected identifier(): string {
    if (this.types[this.pos] !== T.NAME) throw FAIL;
    return this.names[this.values[this.pos++]!]!;
  }

  protected tokenText(token: number): string {
    return sliceText(this.source, this.tokens.start[token]!, this.tokens.end[token]!);
  }

  /** A feature of Python 3.`minor`: fails if `feature_version` is older. */
  protected needVersion(minor: number): void {
    if (this.options.featureVersion < minor) throw FAIL;
  }
}
