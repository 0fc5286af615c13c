/**
 * Walks the grammar tables over the tokens as CPython's generated parser would (Parser/parser.c, Parser/pegen.c): ordered
 * choice, the same results kept, left recursion by growing a seed, and `fill`, the number of tokens read so far, which
 * decides where messages point. Errors are thrown.
 *
 * undefined is failure; null is an optional part that is missing.
 */
import { PyException, type SyntaxErrorType } from "../../errors.js";
import { sliceText } from "../../tokenizer/source.js";
import type { Tokenizer } from "../../tokenizer/tokenizer.js";
import { nameTable, SOFT_KEYWORDS, T } from "../../tokenizer/tokens.js";
import { LiteralError, type LiteralWarning, parseNumber } from "../literals.js";
import { type ParserOptions, TOO_COMPLEX } from "../parser_base.js";
import { runAction } from "./actions.js";
import { type Alternative, grammar, type Item, Op, type Rule } from "./compile.js";
import { ErrorReporter } from "./report.js";

/** A token or a node: where it is, and what the error rules want to know of it. */
export class Piece {
  fields: Record<string, any> | null = null;
  constructor(
    /** "token" or the kind of the AST node. */
    readonly kind: string,
    readonly lineno: number,
    readonly col_offset: number,
    readonly end_lineno: number,
    readonly end_col_offset: number,
    /** Token index, or -1. */
    readonly token: number,
  ) {}
}

export type Value = any;

interface Memo {
  value: Value;
  mark: number;
}

const MAX_LEVEL = 6000;

export class Engine {
  mark = 0;
  fill = 0;
  callInvalid = false;
  readonly barryAsBdfl: boolean;
  readonly warnings: LiteralWarning[] = [];
  readonly report: ErrorReporter;
  private level = 0;
  private memo = new Map<number, Memo>();
  private pieces: (Piece | undefined)[] = [];
  private readonly types: Uint8Array;
  private readonly values: Int32Array;
  private readonly rules = grammar();

  constructor(
    readonly tokenizer: Tokenizer,
    readonly options: ParserOptions,
    readonly mode: string,
  ) {
    this.types = tokenizer.tokens.type;
    this.values = tokenizer.tokens.value;
    this.barryAsBdfl = options.barryAsBdfl;
    this.report = new ErrorReporter(tokenizer, mode);
  }

  /** Parses from the start; undefined if the grammar does not apply, an exception if a rule or the tokenizer raises. */
  parse(callInvalid: boolean): Value {
    this.mark = 0;
    this.level = 0;
    this.memo.clear();
    this.callInvalid = callInvalid;
    const start = { exec: "file", eval: "eval", single: "interactive", func_type: "func_type" }[this.mode]!;
    try {
      return this.rule(this.rules.get(start)!);
    } catch (error) {
      if (error instanceof RangeError) throw new PyException("MemoryError", TOO_COMPLEX);
      if (error instanceof LiteralError) throw this.raise("SyntaxError", error.msg);
      throw error;
    }
  }

  // Tokens

  /** Type of the next token, which counts as read; a tokenizer error surfaces here. */
  private next(): number {
    if (this.mark >= this.fill) {
      this.fill = this.mark + 1;
      if (this.types[this.mark] === T.ERRORTOKEN) throw this.report.tokenizerError(this.fill);
    }
    return this.types[this.mark]!;
  }

  piece(index: number): Piece {
    let piece = this.pieces[index];
    if (piece === undefined) {
      const t = this.tokenizer.tokens;
      const type = this.types[index];
      const kind = type === T.NAME ? "Name" : type === T.NUMBER ? "Constant" : "token";
      piece = new Piece(kind, t.lineno[index]!, t.col[index]!, t.endLineno[index]!, t.endCol[index]!, index);
      if (type === T.NUMBER) parseNumber(this.text(index));
      this.pieces[index] = piece;
    }
    return piece;
  }

  text(index: number): string {
    return sliceText(this.tokenizer.source, this.tokenizer.tokens.start[index]!, this.tokenizer.tokens.end[index]!);
  }

  identifier(piece: Piece): string {
    return nameTable.names[this.values[piece.token]!]!;
  }

  tokenType(index: number): number {
    return this.types[index]!;
  }

  /** A node from the token at `start` to the last visible token before `mark`. */
  node(kind: string, start: number, fields: Record<string, Value> | null): Piece {
    const t = this.tokenizer.tokens;
    let end = this.mark - 1;
    while (
      end > 0 &&
      (this.types[end] === T.ENDMARKER || (this.types[end]! >= T.NEWLINE && this.types[end]! <= T.DEDENT))
    ) {
      end--;
    }
    const node = new Piece(kind, t.lineno[start]!, t.col[start]!, t.endLineno[end]!, t.endCol[end]!, -1);
    node.fields = fields;
    return node;
  }

  raise(type: SyntaxErrorType, msg: string): PyException {
    return this.report.atToken(this.fill - 1, this.fill, type, msg);
  }

  // Rules

  private rule(rule: Rule): Value {
    if (this.level++ === MAX_LEVEL) throw new PyException("MemoryError", TOO_COMPLEX);
    const result = rule.memo ? this.memoized(rule) : rule.withoutInvalid ? this.plain(rule) : this.choose(rule);
    this.level--;
    return result;
  }

  private plain(rule: Rule): Value {
    const callInvalid = this.callInvalid;
    this.callInvalid = false;
    const result = this.choose(rule);
    this.callInvalid = callInvalid;
    return result;
  }

  private memoized(rule: Rule): Value {
    const start = this.mark;
    const key = start * 512 + rule.id;
    const known = this.memo.get(key);
    if (known !== undefined) {
      this.mark = known.mark;
      return known.value;
    }
    // CPython looks the memo up at the next token, and so reads it.
    this.next();
    if (!rule.left) {
      const value = this.choose(rule);
      this.memo.set(key, { value, mark: this.mark });
      return value;
    }
    const seed: Memo = { value: undefined, mark: start };
    this.memo.set(key, seed);
    for (;;) {
      this.mark = start;
      const value = this.choose(rule);
      if (value === undefined || this.mark <= seed.mark) break;
      seed.value = value;
      seed.mark = this.mark;
    }
    this.mark = seed.mark;
    return seed.value;
  }

  private choose(rule: Rule): Value {
    const start = this.mark;
    const alternatives = rule.alternatives;
    for (let i = 0; i < alternatives.length; i++) {
      const alternative = alternatives[i]!;
      if (alternative.invalid && !this.callInvalid) continue;
      const items = alternative.items;
      const first = items[0]!;
      // Most alternatives fail at their first token: no array for those.
      if (first.op === Op.Token && this.next() !== first.type) continue;
      let cut = false;
      let ok = true;
      const values: Value[] = [];
      for (let j = 0; j < items.length; j++) {
        const item = items[j]!;
        let value: Value;
        if (item.op === Op.Rule) value = this.rule(item.rule!);
        else if (item.op === Op.Token) value = this.token(item.type);
        else if (item.op === Op.Cut) {
          cut = true;
          value = null;
        } else value = this.item(item);
        if (value === undefined) {
          ok = false;
          break;
        }
        values.push(value);
      }
      if (ok) return this.finish(alternative, values, start);
      this.mark = start;
      if (cut) return undefined;
    }
    return undefined;
  }

  private finish(alternative: Alternative, values: Value[], start: number): Value {
    const action = alternative.action;
    if (action === null) return alternative.only >= 0 ? values[alternative.only] : this.node("?", start, null);
    if (action.how === "part") return values[alternative.names[action.name]!];
    const parts: Record<string, Value> = {};
    for (const name in alternative.names) parts[name] = values[alternative.names[name]!];
    if (action.how === "node") return this.node(action.name, start, parts);
    return runAction(this, action, parts, start);
  }

  private token(type: number): Value {
    if (this.next() !== type) return undefined;
    return this.piece(this.mark++);
  }

  private item(item: Item): Value {
    switch (item.op) {
      case Op.Token:
        return this.token(item.type);
      case Op.Rule:
        return this.rule(item.rule!);
      case Op.SoftKeyword:
        if (this.next() !== T.NAME || this.values[this.mark] !== item.type) return undefined;
        return this.piece(this.mark++);
      case Op.AnySoftKeyword: {
        if (this.next() !== T.NAME) return undefined;
        // CPython compares only as many characters as the name has: `c` counts as `case`.
        const name = nameTable.names[this.values[this.mark]!]!;
        return SOFT_KEYWORDS.some((word) => word.startsWith(name)) ? this.piece(this.mark++) : undefined;
      }
      case Op.Optional: {
        const start = this.mark;
        const value = this.item(item.item!);
        if (value !== undefined) return value;
        this.mark = start;
        return null;
      }
      case Op.Many:
        return this.many(item.item!, []);
      case Op.Some: {
        const values = this.many(item.item!, []);
        return values.length === 0 ? undefined : values;
      }
      case Op.Gather:
        return this.gather(item);
      case Op.And:
      case Op.Not: {
        const start = this.mark;
        const value = this.item(item.item!);
        this.mark = start;
        return (value !== undefined) === (item.op === Op.And) ? null : undefined;
      }
      default: {
        if (this.next() === item.type) return this.piece(this.mark++);
        throw this.report.atPiece(this.piece(this.mark), "SyntaxError", `expected '${item.text}'`, this.fill);
      }
    }
  }

  private many(item: Item, values: Value[]): Value[] {
    for (;;) {
      const start = this.mark;
      const value = this.item(item);
      if (value === undefined) {
        this.mark = start;
        return values;
      }
      values.push(value);
      // Statements of the file are never parsed again.
      if (item.rule?.name === "statement" && this.level <= 2) this.memo.clear();
    }
  }

  private gather(item: Item): Value {
    const first = this.item(item.item!);
    if (first === undefined) return undefined;
    const values = [first];
    for (;;) {
      const start = this.mark;
      if (this.item(item.separator!) === undefined) {
        this.mark = start;
        return values;
      }
      const value = this.item(item.item!);
      if (value === undefined) {
        this.mark = start;
        return values;
      }
      values.push(value);
    }
  }
}
