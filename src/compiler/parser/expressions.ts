/**
 * The fast parser's expressions (Grammar/python.gram from `star_expressions` down), recursive descent with one token of
 * look-ahead; binary operators by precedence. Nodes take their start from the first token of the rule and their end from the
 * last one consumed, so a parenthesised operand widens its parent but not itself.
 *
 * Assignment targets are parsed as expressions and turned into targets afterwards (targets.ts).
 */
import type { PyConst } from "../../bytecode/values.js";
import { ELLIPSIS } from "../../bytecode/values.js";
import * as ast from "../ast/nodes.js";
import { T } from "../tokenizer/tokens.js";
import { parseNumber } from "./literals.js";
import { ParameterParser } from "./parameters.js";
import { MAX_STACK, StackOverflow } from "./parser_base.js";
import { setContext } from "./targets.js";

/** Binding strength of binary operators from `|` (1) to `@` (6); 0: not one. */
const PRECEDENCE = new Uint8Array(256);
const BINARY: ast.operator[] = [];
for (const [type, strength, op] of [
  [T.VBAR, 1, "BitOr"],
  [T.CIRCUMFLEX, 2, "BitXor"],
  [T.AMPER, 3, "BitAnd"],
  [T.LEFTSHIFT, 4, "LShift"],
  [T.RIGHTSHIFT, 4, "RShift"],
  [T.PLUS, 5, "Add"],
  [T.MINUS, 5, "Sub"],
  [T.STAR, 6, "Mult"],
  [T.SLASH, 6, "Div"],
  [T.DOUBLESLASH, 6, "FloorDiv"],
  [T.PERCENT, 6, "Mod"],
  [T.AT, 6, "MatMult"],
] as const) {
  PRECEDENCE[type] = strength;
  BINARY[type] = op;
}

/** Tokens that can follow a complete expression without continuing it: `a, b,` ends before them. */
export const ENDS_LIST = new Uint8Array(256);
for (const type of [
  T.ENDMARKER,
  T.NEWLINE,
  T.RPAR,
  T.RSQB,
  T.RBRACE,
  T.EQUAL,
  T.COLON,
  T.SEMI,
  T.EXCLAMATION,
  T.TYPE_COMMENT,
  T.ERRORTOKEN,
  T.IN,
  T.FOR,
  T.ASYNC,
]) {
  ENDS_LIST[type] = 1;
}
for (let type: number = T.PLUSEQUAL; type <= T.DOUBLESTAREQUAL; type++) ENDS_LIST[type] = 1;
ENDS_LIST[T.DOUBLESLASHEQUAL] = 1;
ENDS_LIST[T.ATEQUAL] = 1;

export class ExpressionParser extends ParameterParser {
  // Lists of expressions

  /** star_expressions: one expression, or a tuple without parentheses. */
  starExpressions(): ast.expr {
    const start = this.pos;
    const first = this.starExpression();
    return this.types[this.pos] === T.COMMA ? this.tupleFrom(start, first, true) : first;
  }

  /** expressions: the same without stars. */
  protected expressions(): ast.expr {
    const start = this.pos;
    const first = this.expression();
    return this.types[this.pos] === T.COMMA ? this.tupleFrom(start, first, false) : first;
  }

  private tupleFrom(start: number, first: ast.expr, stars: boolean): ast.expr {
    const elts = [first];
    while (this.types[this.pos] === T.COMMA) {
      this.pos++;
      if (ENDS_LIST[this.types[this.pos]!] === 1) break;
      elts.push(stars ? this.starExpression() : this.expression());
    }
    const e = this.pos - 1;
    return ast.Tuple(elts, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  /** star_expression: `*` bitwise_or, or expression. */
  protected starExpression(): ast.expr {
    return this.types[this.pos] === T.STAR ? this.starred() : this.expression();
  }

  private starred(): ast.expr {
    const start = this.pos++;
    const value = this.binary(1);
    const e = this.pos - 1;
    return ast.Starred(value, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  protected starNamedExpression(): ast.expr {
    return this.types[this.pos] === T.STAR ? this.starred() : this.namedExpression();
  }

  /** annotated_rhs: what may stand right of `=`. */
  protected annotatedRhs(): ast.expr {
    return this.types[this.pos] === T.YIELD ? this.yieldExpression() : this.starExpressions();
  }

  protected yieldExpression(): ast.expr {
    const start = this.pos++;
    const types = this.types;
    if (types[this.pos] === T.FROM) {
      this.pos++;
      const value = this.expression();
      const e = this.pos - 1;
      return ast.YieldFrom(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
    const value = ENDS_LIST[types[this.pos]!] === 1 ? null : this.starExpressions();
    const e = this.pos - 1;
    return ast.Yield(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  protected namedExpression(): ast.expr {
    if (this.types[this.pos] === T.NAME && this.types[this.pos + 1] === T.COLONEQUAL)
      return this.assignmentExpression();
    const value = this.expression();
    if (this.types[this.pos] === T.COLONEQUAL) this.fail();
    return value;
  }

  private assignmentExpression(): ast.expr {
    this.needVersion(8);
    const start = this.pos;
    const target = this.name("Store");
    this.pos++;
    const value = this.expression();
    const e = this.pos - 1;
    return ast.NamedExpr(target, value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  // Operators

  expression(): ast.expr {
    if (this.types[this.pos] === T.LAMBDA) return this.lambda();
    const start = this.pos;
    const body = this.disjunction();
    return this.types[this.pos] === T.IF ? this.conditional(start, body) : body;
  }

  /** `a if b else c if d else ...`, nested to the right, in one loop. */
  private conditional(start: number, body: ast.expr): ast.expr {
    const starts = [start];
    const bodies = [body];
    const tests: ast.expr[] = [];
    let last: ast.expr;
    for (;;) {
      this.pos++;
      tests.push(this.disjunction());
      this.expect(T.ELSE);
      const next = this.pos;
      last = this.types[next] === T.LAMBDA ? this.lambda() : this.disjunction();
      if (this.types[next] === T.LAMBDA || this.types[this.pos] !== T.IF) break;
      starts.push(next);
      bodies.push(last);
    }
    if (starts.length + this.depth > MAX_STACK) throw new StackOverflow();
    const e = this.pos - 1;
    for (let i = tests.length - 1; i >= 0; i--) {
      const s = starts[i]!;
      last = ast.IfExp(tests[i]!, bodies[i]!, last, this.sl[s]!, this.sc[s]!, this.el[e]!, this.ec[e]!);
    }
    return last;
  }

  protected disjunction(): ast.expr {
    const start = this.pos;
    const first = this.conjunction();
    if (this.types[this.pos] !== T.OR) return first;
    const values = [first];
    while (this.types[this.pos] === T.OR) {
      this.pos++;
      values.push(this.conjunction());
    }
    const e = this.pos - 1;
    return ast.BoolOp("Or", values, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private conjunction(): ast.expr {
    const start = this.pos;
    const first = this.inversion();
    if (this.types[this.pos] !== T.AND) return first;
    const values = [first];
    while (this.types[this.pos] === T.AND) {
      this.pos++;
      values.push(this.inversion());
    }
    const e = this.pos - 1;
    return ast.BoolOp("And", values, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private inversion(): ast.expr {
    if (this.types[this.pos] !== T.NOT) return this.comparison();
    const start = this.pos++;
    this.enter(1);
    const operand = this.inversion();
    this.depth--;
    const e = this.pos - 1;
    return ast.UnaryOp("Not", operand, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private comparison(): ast.expr {
    const start = this.pos;
    const left = this.binary(1);
    let op = this.comparisonOperator();
    if (op === null) return left;
    const ops: ast.cmpop[] = [];
    const comparators: ast.expr[] = [];
    do {
      ops.push(op);
      comparators.push(this.binary(1));
      op = this.comparisonOperator();
    } while (op !== null);
    const e = this.pos - 1;
    return ast.Compare(left, ops, comparators, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private comparisonOperator(): ast.cmpop | null {
    const type = this.types[this.pos]!;
    switch (type) {
      case T.EQEQUAL:
        this.pos++;
        return "Eq";
      case T.NOTEQUAL:
        this.checkBarry();
        this.pos++;
        return "NotEq";
      case T.LESS:
        this.pos++;
        return "Lt";
      case T.LESSEQUAL:
        this.pos++;
        return "LtE";
      case T.GREATER:
        this.pos++;
        return "Gt";
      case T.GREATEREQUAL:
        this.pos++;
        return "GtE";
      case T.IN:
        this.pos++;
        return "In";
      case T.IS:
        this.pos++;
        return this.accept(T.NOT) ? "IsNot" : "Is";
      case T.NOT:
        if (this.types[this.pos + 1] !== T.IN) return null;
        this.pos += 2;
        return "NotIn";
      default:
        return null;
    }
  }

  /** `<>` needs `from __future__ import barry_as_FLUFL`, which in turn forbids `!=`. */
  private checkBarry(): void {
    const old = this.source.bytes[this.tokens.start[this.pos]!] === 60;
    if (old !== this.options.barryAsBdfl) this.fail();
  }

  /** Binary operators at least as strong as `strength`; 1 is bitwise_or. */
  protected binary(strength: number): ast.expr {
    const start = this.pos;
    let left = this.factor();
    for (;;) {
      const type = this.types[this.pos]!;
      const found = PRECEDENCE[type]!;
      if (found < strength || found === 0) return left;
      if (type === T.AT) this.needVersion(5);
      this.pos++;
      const right = this.binary(found + 1);
      const e = this.pos - 1;
      left = ast.BinOp(left, BINARY[type]!, right, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
  }

  private factor(): ast.expr {
    const type = this.types[this.pos];
    if (type !== T.MINUS && type !== T.PLUS && type !== T.TILDE) return this.power();
    const start = this.pos++;
    this.enter(1);
    const operand = this.factor();
    this.depth--;
    const e = this.pos - 1;
    const op = type === T.MINUS ? "USub" : type === T.PLUS ? "UAdd" : "Invert";
    return ast.UnaryOp(op, operand, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private power(): ast.expr {
    const start = this.pos;
    let left: ast.expr;
    if (this.types[start] === T.AWAIT) {
      this.needVersion(5);
      this.pos++;
      const value = this.primary();
      const e = this.pos - 1;
      left = ast.Await(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    } else {
      left = this.primary();
    }
    if (this.types[this.pos] !== T.DOUBLESTAR) return left;
    this.pos++;
    this.enter(2);
    const right = this.factor();
    this.depth -= 2;
    const e = this.pos - 1;
    return ast.BinOp(left, "Pow", right, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  // Primaries

  private primary(): ast.expr {
    const start = this.pos;
    const types = this.types;
    let left = this.atom();
    for (;;) {
      const type = types[this.pos];
      if (type === T.DOT) {
        this.pos++;
        const attr = this.identifier();
        const e = this.pos - 1;
        left = ast.Attribute(left, attr, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
      } else if (type === T.LPAR) {
        const args: ast.expr[] = [];
        const keywords: ast.Keyword[] = [];
        this.callArguments(args, keywords, true);
        const e = this.pos - 1;
        left = ast.Call(left, args, keywords, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
      } else if (type === T.LSQB) {
        this.pos++;
        const slice = this.slices();
        this.expect(T.RSQB);
        const e = this.pos - 1;
        left = ast.Subscript(left, slice, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
      } else {
        return left;
      }
    }
  }

  /** `( ... )` of a call or a class: fills `args` and `keywords`. A lone generator expression may use the parentheses. */
  protected callArguments(args: ast.expr[], keywords: ast.Keyword[], allowGenerator: boolean): void {
    const types = this.types;
    const open = this.pos++;
    // 0: positional and starred; 1: keywords and starred; 2: keywords and double starred.
    let phase = 0;
    while (types[this.pos] !== T.RPAR) {
      const start = this.pos;
      const type = types[start];
      if (type === T.STAR) {
        if (phase === 2) this.fail();
        this.pos++;
        const value = this.expression();
        const e = this.pos - 1;
        args.push(ast.Starred(value, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!));
      } else if (type === T.DOUBLESTAR) {
        phase = 2;
        this.pos++;
        const value = this.expression();
        const e = this.pos - 1;
        keywords.push(ast.Keyword(null, value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!));
      } else if (type === T.NAME && types[start + 1] === T.EQUAL) {
        if (phase === 0) phase = 1;
        const name = this.identifier();
        this.pos++;
        const value = this.expression();
        const e = this.pos - 1;
        keywords.push(ast.Keyword(name, value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!));
      } else {
        if (phase !== 0) this.fail();
        const value = this.namedExpression();
        const next = types[this.pos];
        if (next === T.FOR || next === T.ASYNC) {
          if (!allowGenerator || args.length > 0) this.fail();
          args.push(this.finishGenerator(open, value));
          return;
        }
        args.push(value);
      }
      if (types[this.pos] !== T.COMMA) break;
      if (this.pos === open + 1) this.fail();
      this.pos++;
    }
    this.expect(T.RPAR);
  }

  private slices(): ast.expr {
    const start = this.pos;
    const first = this.sliceItem();
    if (first.kind !== "Starred" && this.types[this.pos] !== T.COMMA) return first;
    const elts = [first];
    while (this.types[this.pos] === T.COMMA) {
      this.pos++;
      if (this.types[this.pos] === T.RSQB) break;
      elts.push(this.sliceItem());
    }
    const e = this.pos - 1;
    return ast.Tuple(elts, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private sliceItem(): ast.expr {
    const start = this.pos;
    const types = this.types;
    if (types[start] === T.STAR) {
      this.pos++;
      const value = this.expression();
      const e = this.pos - 1;
      return ast.Starred(value, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
    let lower: ast.expr | null = null;
    if (types[start] !== T.COLON) {
      lower = this.namedExpression();
      if (types[this.pos] !== T.COLON) return lower;
      if (lower.kind === "NamedExpr" && types[start] === T.NAME && types[start + 1] === T.COLONEQUAL) this.fail();
    }
    this.pos++;
    const upper = this.sliceEnd() ? null : this.expression();
    let step: ast.expr | null = null;
    if (this.accept(T.COLON) && !this.sliceEnd()) step = this.expression();
    const e = this.pos - 1;
    return ast.Slice(lower, upper, step, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private sliceEnd(): boolean {
    const type = this.types[this.pos];
    return type === T.COLON || type === T.COMMA || type === T.RSQB;
  }

  protected name(ctx: ast.expr_context): ast.Name {
    const start = this.pos;
    const id = this.identifier();
    return ast.Name(id, ctx, this.sl[start]!, this.sc[start]!, this.el[start]!, this.ec[start]!);
  }

  private constant(value: PyConst): ast.expr {
    const start = this.pos++;
    return ast.Constant(value, null, this.sl[start]!, this.sc[start]!, this.el[start]!, this.ec[start]!);
  }

  protected number(): ast.expr {
    const text = this.tokenText(this.pos);
    if (this.options.featureVersion < 6 && text.includes("_")) this.fail();
    return this.constant(parseNumber(text));
  }

  private atom(): ast.expr {
    switch (this.types[this.pos]) {
      case T.NAME: {
        const i = this.pos++;
        const id = this.names[this.values[i]!]!;
        return ast.Name(id, "Load", this.sl[i]!, this.sc[i]!, this.el[i]!, this.ec[i]!);
      }
      case T.STRING:
      case T.FSTRING_START:
        return this.strings();
      case T.NUMBER:
        return this.number();
      case T.LPAR:
        return this.parenthesized();
      case T.LSQB:
        return this.listOrComprehension();
      case T.LBRACE:
        return this.dictOrSet();
      case T.NONE:
        return this.constant(null);
      case T.TRUE:
        return this.constant(true);
      case T.FALSE:
        return this.constant(false);
      case T.ELLIPSIS:
        return this.constant(ELLIPSIS);
      default:
        return this.fail();
    }
  }

  // Displays

  private parenthesized(): ast.expr {
    const open = this.pos++;
    const types = this.types;
    this.enter(18);
    if (types[this.pos] === T.YIELD) {
      const value = this.yieldExpression();
      this.expect(T.RPAR);
      this.depth -= 18;
      return value;
    }
    const elts: ast.expr[] = [];
    if (types[this.pos] !== T.RPAR) {
      const first = this.starNamedExpression();
      const next = types[this.pos];
      if (next === T.FOR || next === T.ASYNC) {
        if (first.kind === "Starred") this.fail();
        this.depth -= 18;
        return this.finishGenerator(open, first);
      }
      if (next === T.RPAR) {
        if (types[open + 1] === T.STAR) this.fail();
        this.pos++;
        this.depth -= 18;
        return first;
      }
      elts.push(first);
      this.restOfDisplay(elts, T.RPAR);
    }
    this.expect(T.RPAR);
    this.depth -= 18;
    const e = this.pos - 1;
    return ast.Tuple(elts, "Load", this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
  }

  /** `, item` ... up to the closing bracket, which is left. */
  private restOfDisplay(elts: ast.expr[], close: number): void {
    while (this.types[this.pos] === T.COMMA) {
      this.pos++;
      if (this.types[this.pos] === close) return;
      elts.push(this.starNamedExpression());
    }
  }

  private finishGenerator(open: number, elt: ast.expr): ast.expr {
    const generators = this.forIfClauses();
    this.expect(T.RPAR);
    const e = this.pos - 1;
    return ast.GeneratorExp(elt, generators, this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
  }

  private listOrComprehension(): ast.expr {
    const open = this.pos++;
    const types = this.types;
    const elts: ast.expr[] = [];
    this.enter(18);
    if (types[this.pos] !== T.RSQB) {
      const first = this.starNamedExpression();
      const next = types[this.pos];
      if (next === T.FOR || next === T.ASYNC) {
        if (first.kind === "Starred") this.fail();
        const generators = this.forIfClauses();
        this.expect(T.RSQB);
        this.depth -= 18;
        const e = this.pos - 1;
        return ast.ListComp(first, generators, this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
      }
      elts.push(first);
      this.restOfDisplay(elts, T.RSQB);
    }
    this.expect(T.RSQB);
    this.depth -= 18;
    const e = this.pos - 1;
    return ast.List(elts, "Load", this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
  }

  private dictOrSet(): ast.expr {
    const open = this.pos++;
    const types = this.types;
    this.enter(18);
    const type = types[this.pos];
    if (type === T.RBRACE || type === T.DOUBLESTAR) return this.dict(open, [], []);
    const first = this.starNamedExpression();
    if (types[this.pos] === T.COLON) {
      if (first.kind === "Starred" || this.isBareWalrus(open + 1)) this.fail();
      this.pos++;
      const value = this.expression();
      const next = types[this.pos];
      if (next !== T.FOR && next !== T.ASYNC) return this.dict(open, [first], [value]);
      const generators = this.forIfClauses();
      this.expect(T.RBRACE);
      this.depth -= 18;
      const e = this.pos - 1;
      return ast.DictComp(first, value, generators, this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
    }
    const next = types[this.pos];
    if (next === T.FOR || next === T.ASYNC) {
      if (first.kind === "Starred") this.fail();
      const generators = this.forIfClauses();
      this.expect(T.RBRACE);
      this.depth -= 18;
      const e = this.pos - 1;
      return ast.SetComp(first, generators, this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
    }
    const elts = [first];
    this.restOfDisplay(elts, T.RBRACE);
    this.expect(T.RBRACE);
    this.depth -= 18;
    const e = this.pos - 1;
    return ast.Set(elts, this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
  }

  private isBareWalrus(start: number): boolean {
    return this.types[start] === T.NAME && this.types[start + 1] === T.COLONEQUAL;
  }

  /** The rest of a dict display; `keys` and `values` hold the pair that is already read, if any. */
  private dict(open: number, keys: (ast.expr | null)[], values: ast.expr[]): ast.expr {
    const types = this.types;
    let more = keys.length === 0 || this.accept(T.COMMA);
    while (more && types[this.pos] !== T.RBRACE) {
      if (this.accept(T.DOUBLESTAR)) {
        keys.push(null);
        values.push(this.binary(1));
      } else {
        keys.push(this.expression());
        this.expect(T.COLON);
        values.push(this.expression());
      }
      more = this.accept(T.COMMA);
    }
    this.expect(T.RBRACE);
    this.depth -= 18;
    const e = this.pos - 1;
    return ast.Dict(keys, values, this.sl[open]!, this.sc[open]!, this.el[e]!, this.ec[e]!);
  }

  private forIfClauses(): ast.Comprehension[] {
    const clauses: ast.Comprehension[] = [];
    for (;;) {
      const isAsync = this.types[this.pos] === T.ASYNC;
      if (isAsync && this.types[this.pos + 1] === T.FOR) {
        this.needVersion(6);
        this.pos++;
      }
      if (this.types[this.pos] !== T.FOR) {
        if (isAsync || clauses.length === 0) this.fail();
        return clauses;
      }
      this.pos++;
      const target = this.starTargets();
      this.expect(T.IN);
      const iter = this.disjunction();
      const ifs: ast.expr[] = [];
      while (this.accept(T.IF)) ifs.push(this.disjunction());
      clauses.push(ast.Comprehension(target, iter, ifs, isAsync ? 1 : 0));
    }
  }

  /** star_targets, as of `for`: one target or a tuple of them. */
  protected starTargets(): ast.expr {
    const start = this.pos;
    const first = this.types[start] === T.STAR ? this.starred() : this.binary(1);
    let target = first;
    if (this.types[this.pos] === T.COMMA) {
      const elts = [first];
      while (this.types[this.pos] === T.COMMA) {
        this.pos++;
        const type = this.types[this.pos]!;
        if (ENDS_LIST[type] === 1) break;
        elts.push(type === T.STAR ? this.starred() : this.binary(1));
      }
      const e = this.pos - 1;
      target = ast.Tuple(elts, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
    if (!setContext(target, "Store")) this.fail();
    return target;
  }

  /** star_target, as after `with ... as`. */
  protected starTarget(): ast.expr {
    const target = this.types[this.pos] === T.STAR ? this.starred() : this.binary(1);
    if (!setContext(target, "Store")) this.fail();
    return target;
  }

  private lambda(): ast.expr {
    const start = this.pos++;
    this.enter(2);
    const args = this.parameters(T.COLON, false);
    this.expect(T.COLON);
    const body = this.expression();
    this.depth -= 2;
    const e = this.pos - 1;
    return ast.Lambda(args, body, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }
}
