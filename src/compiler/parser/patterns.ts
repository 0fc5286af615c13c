/**
 * The fast parser's patterns of `match` (Grammar/python.gram from `patterns` down).
 */

import { PyComplex } from "../../bytecode/values.js";
import * as ast from "../ast/nodes.js";
import { NAME_UNDERSCORE, T } from "../tokenizer/tokens.js";
import { ExpressionParser } from "./expressions.js";

export class PatternParser extends ExpressionParser {
  /** patterns: one pattern, or an open sequence `a, *b`. */
  protected patterns(): ast.pattern {
    const start = this.pos;
    const first = this.maybeStarPattern();
    if (this.types[this.pos] !== T.COMMA) {
      if (first.kind === "MatchStar") this.fail();
      return first;
    }
    const items = [first];
    while (this.accept(T.COMMA)) {
      const type = this.types[this.pos];
      if (type === T.COLON || type === T.IF) break;
      items.push(this.maybeStarPattern());
    }
    const e = this.pos - 1;
    return ast.MatchSequence(items, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private maybeStarPattern(): ast.pattern {
    if (this.types[this.pos] !== T.STAR) return this.pattern();
    const start = this.pos++;
    const name = this.captureName();
    const e = this.pos - 1;
    return ast.MatchStar(name, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  /** A capture target: its name, or null for `_`. */
  private captureName(): string | null {
    const wildcard = this.values[this.pos] === NAME_UNDERSCORE;
    const name = this.identifier();
    if (wildcard) return null;
    const type = this.types[this.pos];
    if (type === T.DOT || type === T.LPAR || type === T.EQUAL) this.fail();
    return name;
  }

  private pattern(): ast.pattern {
    const start = this.pos;
    const left = this.orPattern();
    if (!this.accept(T.AS)) return left;
    if (this.types[this.pos] !== T.NAME) this.fail();
    const name = this.captureName();
    if (name === null) this.fail();
    const e = this.pos - 1;
    return ast.MatchAs(left, name, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private orPattern(): ast.pattern {
    const start = this.pos;
    const first = this.closedPattern();
    if (this.types[this.pos] !== T.VBAR) return first;
    const items = [first];
    while (this.accept(T.VBAR)) items.push(this.closedPattern());
    const e = this.pos - 1;
    return ast.MatchOr(items, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private closedPattern(): ast.pattern {
    const start = this.pos;
    switch (this.types[start]) {
      case T.NUMBER:
      case T.MINUS:
      case T.PLUS:
      case T.STRING:
      case T.FSTRING_START: {
        const value = this.literalExpression();
        const e = this.pos - 1;
        return ast.MatchValue(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
      }
      case T.NONE:
        return this.singleton(null);
      case T.TRUE:
        return this.singleton(true);
      case T.FALSE:
        return this.singleton(false);
      case T.NAME:
        return this.namePattern();
      case T.LPAR:
        return this.groupOrSequence();
      case T.LSQB:
        return this.sequence();
      case T.LBRACE:
        return this.mapping();
      default:
        return this.fail();
    }
  }

  private singleton(value: boolean | null): ast.pattern {
    const i = this.pos++;
    return ast.MatchSingleton(value, this.sl[i]!, this.sc[i]!, this.el[i]!, this.ec[i]!);
  }

  /** A literal: strings, a signed number, or a complex number written `1 + 2j`. */
  private literalExpression(): ast.expr {
    const start = this.pos;
    const type = this.types[start];
    if (type === T.STRING || type === T.FSTRING_START) return this.strings();
    const left = this.signedNumber();
    const op = this.types[this.pos];
    if (op !== T.PLUS && op !== T.MINUS) return left;
    if (this.isImaginary(left)) this.fail();
    this.pos++;
    if (this.types[this.pos] !== T.NUMBER) this.fail();
    const right = this.number();
    if (!this.isImaginary(right)) this.fail();
    const e = this.pos - 1;
    const kind = op === T.PLUS ? "Add" : "Sub";
    return ast.BinOp(left, kind, right, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private isImaginary(node: ast.expr): boolean {
    const value = node.kind === "UnaryOp" ? node.operand : node;
    return value.kind === "Constant" && value.value instanceof PyComplex;
  }

  private signedNumber(): ast.expr {
    const start = this.pos;
    const sign = this.types[start];
    if (sign === T.MINUS || sign === T.PLUS) this.pos++;
    if (this.types[this.pos] !== T.NUMBER) this.fail();
    const operand = this.number();
    if (sign === T.PLUS) this.fail();
    if (sign !== T.MINUS) return operand;
    const e = this.pos - 1;
    return ast.UnaryOp("USub", operand, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  /** A capture, the wildcard, a dotted value or a class pattern. */
  private namePattern(): ast.pattern {
    const start = this.pos;
    const next = this.types[start + 1];
    if (next !== T.DOT && next !== T.LPAR) {
      if (next === T.EQUAL) this.fail();
      const name = this.captureName();
      return ast.MatchAs(null, name, this.sl[start]!, this.sc[start]!, this.el[start]!, this.ec[start]!);
    }
    const value = this.dottedValue();
    if (this.types[this.pos] === T.LPAR) return this.classPattern(start, value);
    const e = this.pos - 1;
    if (value.kind === "Name" || this.types[this.pos] === T.EQUAL) this.fail();
    return ast.MatchValue(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private dottedValue(): ast.expr {
    const start = this.pos;
    let value: ast.expr = this.name("Load");
    while (this.accept(T.DOT)) {
      const attr = this.identifier();
      const e = this.pos - 1;
      value = ast.Attribute(value, attr, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
    return value;
  }

  private classPattern(start: number, cls: ast.expr): ast.pattern {
    this.pos++;
    const patterns: ast.pattern[] = [];
    const names: string[] = [];
    const keywordPatterns: ast.pattern[] = [];
    while (this.types[this.pos] !== T.RPAR) {
      if (this.types[this.pos] === T.NAME && this.types[this.pos + 1] === T.EQUAL) {
        names.push(this.identifier());
        this.pos++;
        keywordPatterns.push(this.pattern());
      } else {
        if (names.length > 0) this.fail();
        patterns.push(this.pattern());
      }
      if (!this.accept(T.COMMA)) break;
    }
    this.expect(T.RPAR);
    const e = this.pos - 1;
    return ast.MatchClass(
      cls,
      patterns,
      names,
      keywordPatterns,
      this.sl[start]!,
      this.sc[start]!,
      this.el[e]!,
      this.ec[e]!,
    );
  }

  private groupOrSequence(): ast.pattern {
    const start = this.pos++;
    const items: ast.pattern[] = [];
    let comma = false;
    this.enter(10);
    while (this.types[this.pos] !== T.RPAR) {
      items.push(this.maybeStarPattern());
      comma = this.accept(T.COMMA);
      if (!comma) break;
    }
    this.expect(T.RPAR);
    this.depth -= 10;
    if (items.length === 1 && !comma) {
      if (items[0]!.kind === "MatchStar") this.fail();
      return items[0]!;
    }
    const e = this.pos - 1;
    return ast.MatchSequence(items, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private sequence(): ast.pattern {
    const start = this.pos++;
    const items: ast.pattern[] = [];
    this.enter(10);
    while (this.types[this.pos] !== T.RSQB) {
      items.push(this.maybeStarPattern());
      if (!this.accept(T.COMMA)) break;
    }
    this.expect(T.RSQB);
    this.depth -= 10;
    const e = this.pos - 1;
    return ast.MatchSequence(items, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private mapping(): ast.pattern {
    const start = this.pos++;
    const keys: ast.expr[] = [];
    const patterns: ast.pattern[] = [];
    let rest: string | null = null;
    this.enter(10);
    while (this.types[this.pos] !== T.RBRACE) {
      if (rest !== null) this.fail();
      if (this.accept(T.DOUBLESTAR)) {
        rest = this.captureName();
        if (rest === null) this.fail();
      } else {
        keys.push(this.mappingKey());
        this.expect(T.COLON);
        patterns.push(this.pattern());
      }
      if (!this.accept(T.COMMA)) break;
    }
    this.expect(T.RBRACE);
    this.depth -= 10;
    const e = this.pos - 1;
    return ast.MatchMapping(keys, patterns, rest, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private mappingKey(): ast.expr {
    const i = this.pos;
    const constant = (value: boolean | null): ast.expr => {
      this.pos++;
      return ast.Constant(value, null, this.sl[i]!, this.sc[i]!, this.el[i]!, this.ec[i]!);
    };
    switch (this.types[i]) {
      case T.NONE:
        return constant(null);
      case T.TRUE:
        return constant(true);
      case T.FALSE:
        return constant(false);
      case T.NAME: {
        const value = this.dottedValue();
        if (value.kind === "Name") this.fail();
        return value;
      }
      default:
        return this.literalExpression();
    }
  }
}
