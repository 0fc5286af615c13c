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

/** CPython's MAXSTACK: nested calls of rules, loops and lists included. */
const MAX_LEVEL = 6000;

/** The value comes later: a frame was pushed. */
const PENDING: unique symbol = Symbol("pending");
const START: unique symbol = Symbol("start");

class Frame {
  alternative = 0;
  /** Next item of the alternative; in a gathered list 1 while the separator is read. */
  at = 0;
  cut = false;
  values: Value[] = [];
  seed: Memo | null = null;
  callInvalid = false;
  constructor(
    readonly op: Op,
    readonly item: Item,
    public start: number,
  ) {}
}

export class Engine {
  mark = 0;
  fill = 0;
  callInvalid = false;
  /** The tokens behind `fill` were looked at too. */
  readAll = false;
  readonly barryAsBdfl: boolean;
  readonly warnings: LiteralWarning[] = [];
  readonly report: ErrorReporter;
  private level = 0;
  private readonly stack: Frame[] = [];
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
      return this.run(this.rules.get(start)!);
    } catch (error) {
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
      this.pieces[index] = piece;
    }
    return piece;
  }

  private checkNumber(): void {
    const text = this.text(this.mark);
    if (this.options.featureVersion < 6 && text.includes("_")) {
      throw this.raise("SyntaxError", "Underscores in numeric literals are only supported in Python 3.6 and greater");
    }
    parseNumber(text);
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

  // Rules. The walk keeps its own stack: the depth of a source must never be JavaScript's affair.

  private run(rule: Rule): Value {
    const stack = this.stack;
    stack.length = 0;
    let value = this.begin(this.item(rule));
    for (;;) {
      const frame = stack[stack.length - 1];
      if (frame === undefined) return value;
      const incoming = value === PENDING ? START : value;
      if (frame.op === Op.Rule) value = this.stepRule(frame, incoming);
      else if (frame.op === Op.Gather) value = this.stepGather(frame, incoming);
      else value = this.stepRepeat(frame, incoming);
    }
  }

  private item(rule: Rule): Item {
    return { op: Op.Rule, type: 0, rule, item: null, separator: null, name: "", text: "" };
  }

  private push(item: Item): typeof PENDING {
    if (item.op !== Op.Optional && item.op !== Op.And && item.op !== Op.Not && this.level++ === MAX_LEVEL) {
      throw new PyException("MemoryError", TOO_COMPLEX);
    }
    this.stack.push(new Frame(item.op, item, this.mark));
    return PENDING;
  }

  private pop(frame: Frame, value: Value): Value {
    if (frame.op !== Op.Optional && frame.op !== Op.And && frame.op !== Op.Not) this.level--;
    this.stack.pop();
    return value;
  }

  /** Matches what takes one token or is known already; for the rest pushes a frame and answers PENDING. */
  private begin(item: Item): Value {
    switch (item.op) {
      case Op.Token:
        if (this.next() !== item.type) return undefined;
        if (item.type === T.NUMBER) this.checkNumber();
        return this.piece(this.mark++);
      case Op.Rule:
        return this.beginRule(item, item.rule!);
      case Op.SoftKeyword:
        if (this.next() !== T.NAME || this.values[this.mark] !== item.type) return undefined;
        return this.piece(this.mark++);
      case Op.AnySoftKeyword: {
        if (this.next() !== T.NAME) return undefined;
        // CPython compares only as many characters as the name has: `c` counts as `case`.
        const name = nameTable.names[this.values[this.mark]!]!;
        return SOFT_KEYWORDS.some((word) => word.startsWith(name)) ? this.piece(this.mark++) : undefined;
      }
      case Op.Force:
        if (this.next() === item.type) return this.piece(this.mark++);
        throw this.report.atPiece(this.piece(this.mark), "SyntaxError", `expected '${item.text}'`, this.fill);
      case Op.Cut:
        return null;
      default:
        return this.push(item);
    }
  }

  private beginRule(item: Item, rule: Rule): Value {
    if (!rule.memo) return this.push(item);
    const key = this.mark * 512 + rule.id;
    const known = this.memo.get(key);
    if (known !== undefined) {
      this.mark = known.mark;
      return known.value;
    }
    // CPython looks the memo up at the next token, and so reads it.
    this.next();
    this.push(item);
    if (rule.left) {
      const seed: Memo = { value: undefined, mark: this.mark };
      this.memo.set(key, seed);
      this.stack[this.stack.length - 1]!.seed = seed;
    }
    return PENDING;
  }

  private stepRule(frame: Frame, incoming: Value): Value {
    const rule = frame.item.rule!;
    const alternatives = rule.alternatives;
    let failed = false;
    if (incoming === START) {
      if (rule.withoutInvalid) {
        frame.callInvalid = this.callInvalid;
        this.callInvalid = false;
      }
    } else if (incoming === undefined) {
      failed = true;
    } else {
      frame.values.push(incoming);
      frame.at++;
    }
    for (;;) {
      if (failed) {
        this.mark = frame.start;
        if (frame.cut) return this.complete(frame, rule, undefined);
        frame.alternative++;
        frame.at = 0;
        frame.values = [];
        failed = false;
      }
      const alternative = alternatives[frame.alternative];
      if (alternative === undefined) return this.complete(frame, rule, undefined);
      if (alternative.invalid && !this.callInvalid && frame.at === 0) {
        frame.alternative++;
        continue;
      }
      const items = alternative.items;
      while (frame.at < items.length) {
        const item = items[frame.at]!;
        if (item.op === Op.Cut) frame.cut = true;
        const value = this.begin(item);
        if (value === PENDING) return PENDING;
        if (value === undefined) {
          failed = true;
          break;
        }
        frame.values.push(value);
        frame.at++;
      }
      if (!failed) return this.complete(frame, rule, this.finish(alternative, frame.values, frame.start));
    }
  }

  /** A rule has its value: keep it, or grow the seed of a left-recursive rule and try once more. */
  private complete(frame: Frame, rule: Rule, value: Value): Value {
    if (rule.withoutInvalid) this.callInvalid = frame.callInvalid;
    const seed = frame.seed;
    if (seed !== null) {
      if (value !== undefined && this.mark > seed.mark) {
        seed.value = value;
        seed.mark = this.mark;
        this.mark = frame.start;
        frame.alternative = 0;
        frame.at = 0;
        frame.cut = false;
        frame.values = [];
        return PENDING;
      }
      this.mark = seed.mark;
      return this.pop(frame, seed.value);
    }
    if (rule.memo) this.memo.set(frame.start * 512 + rule.id, { value, mark: this.mark });
    return this.pop(frame, value);
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

  /** Optional, repeated and looked-ahead items. */
  private stepRepeat(frame: Frame, incoming: Value): Value {
    const item = frame.item.item!;
    let value = incoming === START ? this.begin(item) : incoming;
    for (;;) {
      if (value === PENDING) return PENDING;
      if (frame.op === Op.Many || frame.op === Op.Some) {
        if (value === undefined) {
          this.mark = frame.start;
          return this.pop(frame, frame.op === Op.Some && frame.values.length === 0 ? undefined : frame.values);
        }
        frame.values.push(value);
        frame.start = this.mark;
        // Statements of the file are never parsed again.
        if (item.rule?.name === "statement" && this.stack.length <= 4) this.memo.clear();
        value = this.begin(item);
      } else {
        if (frame.op === Op.Optional) {
          if (value !== undefined) return this.pop(frame, value);
          this.mark = frame.start;
          return this.pop(frame, null);
        }
        this.mark = frame.start;
        return this.pop(frame, (value !== undefined) === (frame.op === Op.And) ? null : undefined);
      }
    }
  }

  private stepGather(frame: Frame, incoming: Value): Value {
    let value = incoming === START ? this.begin(frame.item.item!) : incoming;
    for (;;) {
      if (value === PENDING) return PENDING;
      if (value === undefined) {
        this.mark = frame.start;
        return this.pop(frame, frame.values.length === 0 ? undefined : frame.values);
      }
      if (frame.at === 0) {
        frame.values.push(value);
        frame.start = this.mark;
        frame.at = 1;
        value = this.begin(frame.item.separator!);
      } else {
        frame.at = 0;
        value = this.begin(frame.item.item!);
      }
    }
  }
}
