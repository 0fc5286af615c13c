/**
 * The fast parser's statements and the four start rules (Grammar/python.gram from `file` to `type_alias`).
 */
import * as ast from "../ast/nodes.js";
import { NAME_CASE, NAME_MATCH, NAME_TYPE, T } from "../tokenizer/tokens.js";
import { FAIL, MAX_STACK, StackOverflow } from "./parser_base.js";
import { PatternParser } from "./patterns.js";
import { setContext } from "./targets.js";

const AUGMENTED: ast.operator[] = [];
for (const [type, op] of [
  [T.PLUSEQUAL, "Add"],
  [T.MINEQUAL, "Sub"],
  [T.STAREQUAL, "Mult"],
  [T.ATEQUAL, "MatMult"],
  [T.SLASHEQUAL, "Div"],
  [T.PERCENTEQUAL, "Mod"],
  [T.AMPEREQUAL, "BitAnd"],
  [T.VBAREQUAL, "BitOr"],
  [T.CIRCUMFLEXEQUAL, "BitXor"],
  [T.LEFTSHIFTEQUAL, "LShift"],
  [T.RIGHTSHIFTEQUAL, "RShift"],
  [T.DOUBLESTAREQUAL, "Pow"],
  [T.DOUBLESLASHEQUAL, "FloorDiv"],
] as const) {
  AUGMENTED[type] = op;
}

/** Tokens behind `match` that make it an ordinary name. */
const NOT_A_SUBJECT = new Uint8Array(256);
for (const type of [T.NEWLINE, T.EQUAL, T.DOT, T.COMMA, T.RPAR, T.COLON, T.SEMI, T.RSQB, T.RBRACE, T.COLONEQUAL]) {
  NOT_A_SUBJECT[type] = 1;
}

export class Parser extends PatternParser {
  // Start rules

  file(): ast.Mod {
    const body: ast.stmt[] = [];
    while (this.types[this.pos] !== T.ENDMARKER) this.statement(body);
    const ignores = this.tokenizer.typeIgnores.map(({ lineno, tag }) => ast.TypeIgnore(lineno, tag));
    return ast.Module(body, ignores);
  }

  interactive(): ast.Mod {
    const body: ast.stmt[] = [];
    if (this.types[this.pos] === T.NEWLINE) {
      const i = this.pos++;
      // CPython's Pass for an empty line ends where it starts: a NEWLINE is no visible token.
      body.push(ast.Pass(this.sl[i]!, this.sc[i]!, this.el[i]!, this.ec[i]!));
    } else if (this.isCompound()) {
      this.statement(body);
      this.expect(T.NEWLINE);
    } else {
      this.simpleStatements(body);
    }
    return ast.Interactive(body);
  }

  eval(): ast.Mod {
    const body = this.expressions();
    while (this.accept(T.NEWLINE)) {}
    this.expect(T.ENDMARKER);
    return ast.Expression(body);
  }

  funcType(): ast.Mod {
    this.expect(T.LPAR);
    const argtypes: ast.expr[] = [];
    let stars = 0;
    while (this.types[this.pos] !== T.RPAR) {
      const star = this.accept(T.STAR) ? 1 : this.accept(T.DOUBLESTAR) ? 2 : 0;
      if (star <= stars && stars > 0) this.fail();
      stars = Math.max(stars, star);
      argtypes.push(this.expression());
      if (!this.accept(T.COMMA)) break;
      if (this.types[this.pos] === T.RPAR) this.fail();
    }
    this.expect(T.RPAR);
    this.expect(T.RARROW);
    const returns = this.expression();
    while (this.accept(T.NEWLINE)) {}
    this.expect(T.ENDMARKER);
    return ast.FunctionType(argtypes, returns);
  }

  // Statements

  private isCompound(): boolean {
    switch (this.types[this.pos]) {
      case T.DEF:
      case T.AT:
      case T.ASYNC:
      case T.IF:
      case T.CLASS:
      case T.WITH:
      case T.FOR:
      case T.TRY:
      case T.WHILE:
        return true;
      case T.NAME:
        return this.values[this.pos] === NAME_MATCH && this.looksLikeMatch();
      default:
        return false;
    }
  }

  private statement(out: ast.stmt[]): void {
    switch (this.types[this.pos]) {
      case T.DEF:
        out.push(this.functionDef([], this.pos));
        return;
      case T.IF:
        out.push(this.ifStatement());
        return;
      case T.CLASS:
        out.push(this.classDef([]));
        return;
      case T.FOR:
        out.push(this.forStatement(this.pos, false));
        return;
      case T.TRY:
        out.push(this.tryStatement());
        return;
      case T.WITH:
        out.push(this.withStatement(this.pos, false));
        return;
      case T.WHILE:
        out.push(this.whileStatement());
        return;
      case T.AT:
        out.push(this.decorated());
        return;
      case T.ASYNC:
        out.push(this.asyncStatement());
        return;
      case T.NAME:
        if (this.values[this.pos] === NAME_MATCH && this.looksLikeMatch()) {
          const match = this.tryMatch();
          if (match !== null) {
            out.push(match);
            return;
          }
        }
    }
    this.simpleStatements(out);
  }

  private simpleStatements(out: ast.stmt[]): void {
    for (;;) {
      out.push(this.simpleStatement());
      const type = this.types[this.pos];
      if (type === T.NEWLINE) {
        this.pos++;
        return;
      }
      if (type !== T.SEMI) this.fail();
      this.pos++;
      if (this.accept(T.NEWLINE)) return;
    }
  }

  private simpleStatement(): ast.stmt {
    const start = this.pos;
    const types = this.types;
    switch (types[start]) {
      case T.NAME:
        if (this.values[start] === NAME_TYPE && types[start + 1] === T.NAME) return this.typeAlias();
        return this.expressionStatement();
      case T.RETURN: {
        this.pos++;
        const type = types[this.pos];
        const value = type === T.NEWLINE || type === T.SEMI ? null : this.starExpressions();
        const e = this.pos - 1;
        return ast.Return(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
      }
      case T.IMPORT:
        return this.importName();
      case T.FROM:
        return this.importFrom();
      case T.RAISE:
        return this.raiseStatement();
      case T.PASS:
        this.pos++;
        return ast.Pass(this.sl[start]!, this.sc[start]!, this.el[start]!, this.ec[start]!);
      case T.BREAK:
        this.pos++;
        return ast.Break(this.sl[start]!, this.sc[start]!, this.el[start]!, this.ec[start]!);
      case T.CONTINUE:
        this.pos++;
        return ast.Continue(this.sl[start]!, this.sc[start]!, this.el[start]!, this.ec[start]!);
      case T.DEL:
        return this.deleteStatement();
      case T.ASSERT:
        return this.assertStatement();
      case T.GLOBAL:
      case T.NONLOCAL:
        return this.scopeStatement();
      default:
        return this.expressionStatement();
    }
  }

  /** An expression, an assignment of any kind, or a yield. */
  private expressionStatement(): ast.stmt {
    const start = this.pos;
    const types = this.types;
    const isYield = types[start] === T.YIELD;
    const value = isYield ? this.yieldExpression() : this.starExpressions();
    const type = types[this.pos]!;
    if (type === T.NEWLINE || isYield) {
      if (type === T.EQUAL) this.fail();
      const e = this.pos - 1;
      return ast.Expr(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
    if (type === T.EQUAL) return this.assignment(start, value);
    if (type === T.COLON) return this.annotatedAssignment(start, value);
    const op = AUGMENTED[type];
    if (op !== undefined) {
      if (op === "MatMult") this.needVersion(5);
      if (value.kind !== "Name" && value.kind !== "Attribute" && value.kind !== "Subscript") this.fail();
      setContext(value, "Store");
      this.pos++;
      const right = this.annotatedRhs();
      const e = this.pos - 1;
      return ast.AugAssign(value, op, right, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
    const e = this.pos - 1;
    return ast.Expr(value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private assignment(start: number, first: ast.expr): ast.stmt {
    const targets: ast.expr[] = [];
    let value = first;
    while (this.accept(T.EQUAL)) {
      if (value.kind === "Yield" || value.kind === "YieldFrom" || !setContext(value, "Store")) this.fail();
      targets.push(value);
      value = this.annotatedRhs();
    }
    const comment = this.typeComment();
    const e = this.pos - 1;
    return ast.Assign(targets, value, comment, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private annotatedAssignment(start: number, target: ast.expr): ast.stmt {
    if (target.kind !== "Name" && target.kind !== "Attribute" && target.kind !== "Subscript") this.fail();
    const simple = target.kind === "Name" && this.pos === start + 1 ? 1 : 0;
    setContext(target, "Store");
    this.needVersion(6);
    this.pos++;
    const annotation = this.expression();
    const value = this.accept(T.EQUAL) ? this.annotatedRhs() : null;
    const e = this.pos - 1;
    return ast.AnnAssign(target, annotation, value, simple, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private typeComment(): string | null {
    return this.types[this.pos] === T.TYPE_COMMENT ? this.tokenText(this.pos++) : null;
  }

  private raiseStatement(): ast.stmt {
    const start = this.pos++;
    const type = this.types[this.pos];
    let exc: ast.expr | null = null;
    let cause: ast.expr | null = null;
    if (type !== T.NEWLINE && type !== T.SEMI) {
      exc = this.expression();
      if (this.accept(T.FROM)) cause = this.expression();
    }
    const e = this.pos - 1;
    return ast.Raise(exc, cause, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private deleteStatement(): ast.stmt {
    const start = this.pos++;
    const targets: ast.expr[] = [];
    do {
      const type = this.types[this.pos];
      if (type === T.SEMI || type === T.NEWLINE) break;
      const target = this.binary(1);
      if (!setContext(target, "Del")) this.fail();
      targets.push(target);
    } while (this.accept(T.COMMA));
    const type = this.types[this.pos];
    if (targets.length === 0 || (type !== T.SEMI && type !== T.NEWLINE)) this.fail();
    const e = this.pos - 1;
    return ast.Delete(targets, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private assertStatement(): ast.stmt {
    const start = this.pos++;
    const test = this.expression();
    const msg = this.accept(T.COMMA) ? this.expression() : null;
    const e = this.pos - 1;
    return ast.Assert(test, msg, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private scopeStatement(): ast.stmt {
    const start = this.pos++;
    const names: string[] = [];
    do names.push(this.identifier());
    while (this.accept(T.COMMA));
    const e = this.pos - 1;
    const make = this.types[start] === T.GLOBAL ? ast.Global : ast.Nonlocal;
    return make(names, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private typeAlias(): ast.stmt {
    const start = this.pos++;
    const name = this.name("Store");
    const params = this.types[this.pos] === T.LSQB ? this.typeParams() : [];
    this.expect(T.EQUAL);
    this.needVersion(12);
    const value = this.expression();
    const e = this.pos - 1;
    return ast.TypeAlias(name, params, value, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  // Imports

  private dottedName(): string {
    let name = this.identifier();
    while (this.accept(T.DOT)) name += "." + this.identifier();
    return name;
  }

  private importName(): ast.stmt {
    const start = this.pos++;
    const names: ast.Alias[] = [];
    do {
      const s = this.pos;
      const name = this.dottedName();
      const asname = this.accept(T.AS) ? this.identifier() : null;
      const e = this.pos - 1;
      names.push(ast.Alias(name, asname, this.sl[s]!, this.sc[s]!, this.el[e]!, this.ec[e]!));
    } while (this.accept(T.COMMA));
    const e = this.pos - 1;
    return ast.Import(names, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private importFrom(): ast.stmt {
    const start = this.pos++;
    let level = 0;
    for (;;) {
      if (this.accept(T.DOT)) level++;
      else if (this.accept(T.ELLIPSIS)) level += 3;
      else break;
    }
    const module = level > 0 && this.types[this.pos] === T.IMPORT ? null : this.dottedName();
    this.expect(T.IMPORT);
    const names = this.importTargets();
    const e = this.pos - 1;
    return ast.ImportFrom(module, names, level, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private importTargets(): ast.Alias[] {
    const i = this.pos;
    if (this.accept(T.STAR)) {
      return [ast.Alias("*", null, this.sl[i]!, this.sc[i]!, this.el[i]!, this.ec[i]!)];
    }
    const parenthesized = this.accept(T.LPAR);
    const names: ast.Alias[] = [];
    for (;;) {
      const s = this.pos;
      const name = this.identifier();
      const asname = this.accept(T.AS) ? this.identifier() : null;
      const e = this.pos - 1;
      names.push(ast.Alias(name, asname, this.sl[s]!, this.sc[s]!, this.el[e]!, this.ec[e]!));
      if (!this.accept(T.COMMA)) break;
      if (parenthesized && this.types[this.pos] === T.RPAR) break;
    }
    if (parenthesized) this.expect(T.RPAR);
    return names;
  }

  // Blocks

  private block(): ast.stmt[] {
    const body: ast.stmt[] = [];
    if (this.types[this.pos] !== T.NEWLINE) {
      this.simpleStatements(body);
      return body;
    }
    this.pos++;
    this.expect(T.INDENT);
    this.enter(6);
    do this.statement(body);
    while (this.types[this.pos] !== T.DEDENT);
    this.pos++;
    this.depth -= 6;
    return body;
  }

  /** The end of a compound statement is the last token before its NEWLINE and DEDENTs. */
  private lastVisible(): number {
    let i = this.pos - 1;
    while (this.types[i] === T.DEDENT || this.types[i] === T.NEWLINE) i--;
    return i;
  }

  private colonBlock(): ast.stmt[] {
    this.expect(T.COLON);
    return this.block();
  }

  private elseBlock(): ast.stmt[] {
    return this.accept(T.ELSE) ? this.colonBlock() : [];
  }

  /** The whole chain of elifs in one loop: each is the only statement of its predecessor's else. */
  private ifStatement(): ast.stmt {
    const starts: number[] = [];
    const tests: ast.expr[] = [];
    const bodies: ast.stmt[][] = [];
    do {
      starts.push(this.pos++);
      tests.push(this.namedExpression());
      bodies.push(this.colonBlock());
    } while (this.types[this.pos] === T.ELIF);
    if (starts.length + this.depth > MAX_STACK) throw new StackOverflow();
    let orelse = this.elseBlock();
    const e = this.lastVisible();
    for (let i = starts.length - 1; ; i--) {
      const s = starts[i]!;
      const node = ast.If(tests[i]!, bodies[i]!, orelse, this.sl[s]!, this.sc[s]!, this.el[e]!, this.ec[e]!);
      if (i === 0) return node;
      orelse = [node];
    }
  }

  private whileStatement(): ast.stmt {
    const start = this.pos++;
    const test = this.namedExpression();
    const body = this.colonBlock();
    const orelse = this.elseBlock();
    const e = this.lastVisible();
    return ast.While(test, body, orelse, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private forStatement(start: number, isAsync: boolean): ast.stmt {
    this.pos++;
    const target = this.starTargets();
    this.expect(T.IN);
    const iter = this.starExpressions();
    this.expect(T.COLON);
    const comment = this.typeComment();
    const body = this.block();
    const orelse = this.elseBlock();
    const e = this.lastVisible();
    const make = isAsync ? ast.AsyncFor : ast.For;
    return make(target, iter, body, orelse, comment, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private withStatement(start: number, isAsync: boolean): ast.stmt {
    this.pos++;
    const items = this.withItems();
    const comment = this.typeComment();
    const body = this.block();
    const e = this.lastVisible();
    const make = isAsync ? ast.AsyncWith : ast.With;
    return make(items, body, comment, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  /** The items and the colon. `(` may enclose all items or begin the first one: the first reading wins if it works. */
  private withItems(): ast.Withitem[] {
    const items: ast.Withitem[] = [];
    if (this.types[this.pos] === T.LPAR) {
      const start = this.pos;
      const depth = this.depth;
      const warnings = this.warnings.length;
      try {
        this.pos++;
        do {
          if (this.types[this.pos] === T.RPAR && items.length > 0) break;
          items.push(this.withItem());
        } while (this.accept(T.COMMA));
        this.expect(T.RPAR);
        this.expect(T.COLON);
        return items;
      } catch (error) {
        if (error !== FAIL) throw error;
        this.pos = start;
        this.depth = depth;
        this.warnings.length = warnings;
        items.length = 0;
      }
    }
    do items.push(this.withItem());
    while (this.accept(T.COMMA));
    this.expect(T.COLON);
    return items;
  }

  private withItem(): ast.Withitem {
    const context = this.expression();
    if (!this.accept(T.AS)) return ast.Withitem(context, null);
    const target = this.starTarget();
    const type = this.types[this.pos];
    if (type !== T.COMMA && type !== T.RPAR && type !== T.COLON) this.fail();
    return ast.Withitem(context, target);
  }

  private tryStatement(): ast.stmt {
    const start = this.pos++;
    const body = this.colonBlock();
    const handlers: ast.ExceptHandler[] = [];
    const star = this.types[this.pos] === T.EXCEPT && this.types[this.pos + 1] === T.STAR;
    while (this.types[this.pos] === T.EXCEPT) {
      if ((this.types[this.pos + 1] === T.STAR) !== star) this.fail();
      handlers.push(this.exceptBlock(star));
    }
    const orelse = handlers.length > 0 ? this.elseBlock() : [];
    const finalbody = this.accept(T.FINALLY) ? this.colonBlock() : [];
    if (handlers.length === 0 && finalbody.length === 0) this.fail();
    if (star) this.needVersion(11);
    const e = this.lastVisible();
    const make = star ? ast.TryStar : ast.Try;
    return make(body, handlers, orelse, finalbody, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private exceptBlock(star: boolean): ast.ExceptHandler {
    const start = this.pos;
    this.pos += star ? 2 : 1;
    let type: ast.expr | null = null;
    let name: string | null = null;
    if (star || this.types[this.pos] !== T.COLON) {
      type = this.expression();
      if (this.accept(T.AS)) name = this.identifier();
    }
    const body = this.colonBlock();
    const e = this.lastVisible();
    return ast.ExceptHandler(type, name, body, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  // Definitions

  private decorated(): ast.stmt {
    const decorators: ast.expr[] = [];
    while (this.accept(T.AT)) {
      decorators.push(this.namedExpression());
      this.expect(T.NEWLINE);
    }
    const start = this.pos;
    if (this.types[start] === T.CLASS) return this.classDef(decorators);
    if (this.types[start] === T.ASYNC) {
      this.needVersion(5);
      this.pos++;
      if (this.types[this.pos] !== T.DEF) this.fail();
    }
    return this.functionDef(decorators, start);
  }

  private asyncStatement(): ast.stmt {
    this.needVersion(5);
    const start = this.pos++;
    switch (this.types[this.pos]) {
      case T.DEF:
        return this.functionDef([], start);
      case T.FOR:
        return this.forStatement(start, true);
      case T.WITH:
        return this.withStatement(start, true);
      default:
        return this.fail();
    }
  }

  private functionDef(decorators: ast.expr[], start: number): ast.stmt {
    const make = this.types[start] === T.ASYNC ? ast.AsyncFunctionDef : ast.FunctionDef;
    this.expect(T.DEF);
    const name = this.identifier();
    const typeParams = this.types[this.pos] === T.LSQB ? this.typeParams() : [];
    this.expect(T.LPAR);
    const args = this.parameters(T.RPAR, true);
    this.expect(T.RPAR);
    const returns = this.accept(T.RARROW) ? this.expression() : null;
    this.expect(T.COLON);
    const comment = this.functionTypeComment();
    const body = this.block();
    const e = this.lastVisible();
    return make(
      name,
      args,
      body,
      decorators,
      returns,
      comment,
      typeParams,
      this.sl[start]!,
      this.sc[start]!,
      this.el[e]!,
      this.ec[e]!,
    );
  }

  /** Behind the colon, or alone on the next line before the indented block. */
  private functionTypeComment(): string | null {
    const types = this.types;
    const i = this.pos;
    if (
      types[i] === T.NEWLINE &&
      types[i + 1] === T.TYPE_COMMENT &&
      types[i + 2] === T.NEWLINE &&
      types[i + 3] === T.INDENT
    ) {
      this.pos += 2;
      return this.tokenText(i + 1);
    }
    return this.typeComment();
  }

  private classDef(decorators: ast.expr[]): ast.stmt {
    const start = this.pos++;
    const name = this.identifier();
    const typeParams = this.types[this.pos] === T.LSQB ? this.typeParams() : [];
    const bases: ast.expr[] = [];
    const keywords: ast.Keyword[] = [];
    if (this.types[this.pos] === T.LPAR) this.callArguments(bases, keywords, false);
    const body = this.colonBlock();
    const e = this.lastVisible();
    return ast.ClassDef(
      name,
      bases,
      keywords,
      body,
      decorators,
      typeParams,
      this.sl[start]!,
      this.sc[start]!,
      this.el[e]!,
      this.ec[e]!,
    );
  }

  private typeParams(): ast.type_param[] {
    this.pos++;
    this.needVersion(12);
    const params: ast.type_param[] = [];
    do {
      if (this.types[this.pos] === T.RSQB) break;
      params.push(this.typeParam());
    } while (this.accept(T.COMMA));
    if (params.length === 0) this.fail();
    this.expect(T.RSQB);
    return params;
  }

  private typeParam(): ast.type_param {
    const s = this.pos;
    const star = this.accept(T.STAR);
    const doubleStar = !star && this.accept(T.DOUBLESTAR);
    const name = this.identifier();
    const bound = !star && !doubleStar && this.accept(T.COLON) ? this.expression() : null;
    let value: ast.expr | null = null;
    if (this.accept(T.EQUAL)) {
      this.needVersion(13);
      value = star ? this.starExpression() : this.expression();
    }
    const e = this.pos - 1;
    if (star) return ast.TypeVarTuple(name, value, this.sl[s]!, this.sc[s]!, this.el[e]!, this.ec[e]!);
    if (doubleStar) return ast.ParamSpec(name, value, this.sl[s]!, this.sc[s]!, this.el[e]!, this.ec[e]!);
    return ast.TypeVar(name, bound, value, this.sl[s]!, this.sc[s]!, this.el[e]!, this.ec[e]!);
  }

  // Match

  private looksLikeMatch(): boolean {
    return NOT_A_SUBJECT[this.types[this.pos + 1]!] === 0;
  }

  /** A match statement, or null if `match` turns out to be a name. */
  private tryMatch(): ast.stmt | null {
    const start = this.pos;
    const depth = this.depth;
    const warnings = this.warnings.length;
    let subject: ast.expr;
    try {
      this.pos++;
      subject = this.subject();
      this.expect(T.COLON);
      this.expect(T.NEWLINE);
      this.expect(T.INDENT);
      if (this.types[this.pos] !== T.NAME || this.values[this.pos] !== NAME_CASE) this.fail();
    } catch (error) {
      if (error !== FAIL) throw error;
      this.pos = start;
      this.depth = depth;
      this.warnings.length = warnings;
      return null;
    }
    this.needVersion(10);
    const cases: ast.MatchCase[] = [];
    do cases.push(this.caseBlock());
    while (this.types[this.pos] !== T.DEDENT);
    this.pos++;
    const e = this.lastVisible();
    return ast.Match(subject, cases, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private subject(): ast.expr {
    const start = this.pos;
    const first = this.starNamedExpression();
    if (this.types[this.pos] !== T.COMMA) {
      if (first.kind === "Starred") this.fail();
      return first;
    }
    const elts = [first];
    while (this.accept(T.COMMA)) {
      if (this.types[this.pos] === T.COLON) break;
      elts.push(this.starNamedExpression());
    }
    const e = this.pos - 1;
    return ast.Tuple(elts, "Load", this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private caseBlock(): ast.MatchCase {
    if (this.types[this.pos] !== T.NAME || this.values[this.pos] !== NAME_CASE) this.fail();
    this.pos++;
    const pattern = this.patterns();
    const guard = this.accept(T.IF) ? this.namedExpression() : null;
    const body = this.colonBlock();
    return ast.MatchCase(pattern, guard, body);
  }
}
