/**
 * The symbol table's first pass: walks the tree and notes for each block which names are defined, used and declared in it,
 * then has them analysed. CPython's counterpart: _PySymtable_Build and symtable_visit_* in Python/symtable.c.
 *
 * Invariant: names enter `symbols` in CPython's order of visits, because the order of free and cell variables, and of the
 * locals that inlined comprehensions save, follows from it. Chains that grow to the left (a + b + c, a.b.c) are walked
 * without JavaScript recursion.
 */
import type * as ast from "../ast/nodes.js";
import { PyException, PySyntaxError } from "../errors.js";
import { CO_FUTURE_ANNOTATIONS } from "../future.js";
import type { Location } from "../instruction_sequence.js";
import { analyze } from "./analyze.js";
import {
  type BlockKey,
  BlockType,
  ComprehensionType,
  DEF_ANNOT,
  DEF_COMP_ITER,
  DEF_GLOBAL,
  DEF_IMPORT,
  DEF_LOCAL,
  DEF_NONLOCAL,
  DEF_PARAM,
  DEF_TYPE_PARAM,
  maybeMangle,
  Symtable,
  SymtableEntry,
  USE,
} from "./entry.js";

/** Py_C_RECURSION_LIMIT */
const RECURSION_LIMIT = 10000;

interface Located {
  readonly lineno: number;
  readonly col_offset: number;
  readonly end_lineno: number;
  readonly end_col_offset: number;
}

type AnyComprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp;

function locationOf(node: Located): Location {
  return { lineno: node.lineno, endLineno: node.end_lineno, col: node.col_offset, endCol: node.end_col_offset };
}

/** _PySymtable_Build. `features` are the future flags in force. */
export function buildSymtable(mod: ast.mod, filename: string, features: number): Symtable {
  const builder = new SymtableBuilder(filename, features);
  builder.visitMod(mod);
  analyze(builder.top, filename);
  return builder.table;
}

const COMPREHENSIONS = {
  GeneratorExp: [ComprehensionType.Generator, "genexpr"],
  ListComp: [ComprehensionType.List, "listcomp"],
  SetComp: [ComprehensionType.Set, "setcomp"],
  DictComp: [ComprehensionType.Dict, "dictcomp"],
} as const;

class SymtableBuilder {
  readonly top = new SymtableEntry("top", BlockType.Module, { lineno: 0, endLineno: 0, col: 0, endCol: 0 });
  readonly table = new Symtable(this.top);
  private cur = this.top;
  private readonly stack: SymtableEntry[] = [this.top];
  private private_: string | null = null;
  private depth = 0;

  constructor(
    private readonly filename: string,
    private readonly features: number,
  ) {}

  visitMod(mod: ast.mod): void {
    this.table.blocks.set(mod, this.top);
    switch (mod.kind) {
      case "Module":
      case "Interactive":
        return this.visitStmts(mod.body);
      case "Expression":
        return this.visitExpr(mod.body);
      case "FunctionType":
        throw new PyException("RuntimeError", "this compiler does not handle FunctionTypes");
    }
  }

  private error(msg: string, node: Located): never {
    const { lineno, col_offset, end_lineno, end_col_offset } = node;
    throw new PySyntaxError(
      "SyntaxError",
      msg,
      this.filename,
      lineno,
      col_offset + 1,
      end_lineno,
      end_col_offset + 1,
      null,
      true,
    );
  }

  private enterRecursive(): void {
    if (++this.depth > RECURSION_LIMIT)
      throw new PyException("RecursionError", "maximum recursion depth exceeded during compilation");
  }

  // Blocks.

  private enterBlock(name: string, type: BlockType, key: BlockKey, node: Located, isDefault = false): void {
    const entry = new SymtableEntry(name, type, locationOf(node));
    const prev = this.cur;
    entry.nested = prev.nested || prev.isFunctionLike();
    entry.compIterExpr = prev.compIterExpr;
    (isDefault ? this.table.defaultBlocks : this.table.blocks).set(key, entry);
    if (prev.mangledNames !== null && type !== BlockType.Class) entry.mangledNames = prev.mangledNames;
    this.stack.push(entry);
    this.cur = entry;
    // Under `from __future__ import annotations` annotations become strings: their names count nowhere.
    if (type === BlockType.Annotation && this.features & CO_FUTURE_ANNOTATIONS) return;
    prev.children.push(entry);
  }

  private exitBlock(): void {
    this.stack.pop();
    this.cur = this.stack[this.stack.length - 1]!;
  }

  // Names.

  private lookup(name: string, entry = this.cur): number {
    return entry.symbols.get(maybeMangle(this.private_, entry, name)) ?? 0;
  }

  private addDef(name: string, flag: number, node: Located): void {
    if (flag & DEF_TYPE_PARAM && this.cur.mangledNames !== null) this.cur.mangledNames.add(name);
    this.addDefHelper(name, flag, this.cur, node);
  }

  private addDefHelper(name: string, flag: number, entry: SymtableEntry, node: Located): void {
    const mangled = maybeMangle(this.private_, this.cur, name);
    const { symbols } = entry;
    let flags = symbols.get(mangled);
    if (flags === undefined) flags = flag;
    else {
      if (flag & flags & DEF_PARAM) this.error(`duplicate argument '${name}' in function definition`, node);
      if (flag & flags & DEF_TYPE_PARAM) this.error(`duplicate type parameter '${name}'`, node);
      flags |= flag;
    }
    if (entry.compIterTarget) {
      if (flags & (DEF_GLOBAL | DEF_NONLOCAL))
        this.error(`comprehension inner loop cannot rebind assignment expression target '${name}'`, node);
      flags |= DEF_COMP_ITER;
    }
    symbols.set(mangled, flags);
    if (flag & DEF_PARAM) entry.varnames.push(mangled);
    else if (flag & DEF_GLOBAL) {
      const globals = this.top.symbols;
      globals.set(mangled, (globals.get(mangled) ?? 0) | flag);
    }
  }

  private recordDirective(name: string, node: Located): void {
    const mangled = maybeMangle(this.private_, this.cur, name);
    (this.cur.directives ??= []).push({ name: mangled, loc: locationOf(node) });
  }

  private enterTypeParamBlock(
    name: string,
    key: BlockKey,
    hasDefaults: boolean,
    hasKwdefaults: boolean,
    isClass: boolean,
    node: Located,
  ): void {
    const inClass = this.cur.type === BlockType.Class;
    this.enterBlock(name, BlockType.TypeParameters, key, node);
    if (inClass) {
      this.cur.canSeeClassScope = true;
      this.addDef("__classdict__", USE, node);
    }
    if (isClass) {
      this.addDef(".type_params", DEF_LOCAL, node);
      this.addDef(".type_params", USE, node);
      this.addDef(".generic_base", DEF_LOCAL, node);
      this.addDef(".generic_base", USE, node);
    }
    if (hasDefaults) this.addDef(".defaults", DEF_PARAM, node);
    if (hasKwdefaults) this.addDef(".kwdefaults", DEF_PARAM, node);
  }

  // Statements.

  private visitStmts(body: readonly ast.stmt[]): void {
    for (let i = 0; i < body.length; i++) this.visitStmt(body[i]!);
  }

  private visitExprs(exprs: readonly (ast.expr | null)[]): void {
    for (let i = 0; i < exprs.length; i++) {
      const e = exprs[i]!;
      if (e !== null) this.visitExpr(e);
    }
  }

  private visitStmt(s: ast.stmt): void {
    this.enterRecursive();
    this.visitStmt1(s);
    this.depth--;
  }

  private visitStmt1(s: ast.stmt): void {
    switch (s.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        return this.visitFunction(s);
      case "ClassDef":
        return this.visitClass(s);
      case "TypeAlias":
        return this.visitTypeAlias(s);
      case "Return":
        if (s.value !== null) {
          this.visitExpr(s.value);
          this.cur.returnsValue = true;
        }
        return;
      case "Delete":
        return this.visitExprs(s.targets);
      case "Assign":
        this.visitExprs(s.targets);
        return this.visitExpr(s.value);
      case "AnnAssign":
        return this.visitAnnAssign(s);
      case "AugAssign":
        this.visitExpr(s.target);
        return this.visitExpr(s.value);
      case "For":
      case "AsyncFor":
        this.visitExpr(s.target);
        this.visitExpr(s.iter);
        this.visitStmts(s.body);
        return this.visitStmts(s.orelse);
      case "While":
      case "If":
        this.visitExpr(s.test);
        this.visitStmts(s.body);
        return this.visitStmts(s.orelse);
      case "Match":
        return this.visitMatch(s);
      case "Raise":
        if (s.exc !== null) {
          this.visitExpr(s.exc);
          if (s.cause !== null) this.visitExpr(s.cause);
        }
        return;
      case "Try":
      case "TryStar":
        return this.visitTry(s);
      case "Assert":
        this.visitExpr(s.test);
        if (s.msg !== null) this.visitExpr(s.msg);
        return;
      case "Import":
      case "ImportFrom":
        for (const alias of s.names) this.visitAlias(alias);
        return;
      case "Global":
        return this.visitGlobal(s, DEF_GLOBAL, "global");
      case "Nonlocal":
        return this.visitGlobal(s, DEF_NONLOCAL, "nonlocal");
      case "Expr":
        return this.visitExpr(s.value);
      case "With":
      case "AsyncWith":
        for (const item of s.items) {
          this.visitExpr(item.context_expr);
          if (item.optional_vars !== null) this.visitExpr(item.optional_vars);
        }
        return this.visitStmts(s.body);
    }
  }

  private visitFunction(s: ast.FunctionDef | ast.AsyncFunctionDef): void {
    const { args } = s;
    this.addDef(s.name, DEF_LOCAL, s);
    this.visitExprs(args.defaults);
    this.visitExprs(args.kw_defaults);
    this.visitExprs(s.decorator_list);
    const generic = s.type_params.length > 0;
    if (generic) {
      const hasKwdefaults = args.kw_defaults.some((e) => e !== null);
      this.enterTypeParamBlock(s.name, s.type_params, true, hasKwdefaults, false, s);
      for (const tp of s.type_params) this.visitTypeParam(tp);
    }
    this.visitAnnotations(s, args, s.returns);
    this.enterBlock(s.name, BlockType.Function, s, s);
    if (s.kind === "AsyncFunctionDef") this.cur.coroutine = true;
    this.visitArguments(args);
    this.visitStmts(s.body);
    this.exitBlock();
    if (generic) this.exitBlock();
  }

  private visitClass(s: ast.ClassDef): void {
    this.addDef(s.name, DEF_LOCAL, s);
    this.visitExprs(s.decorator_list);
    const outerPrivate = this.private_;
    const generic = s.type_params.length > 0;
    if (generic) {
      this.enterTypeParamBlock(s.name, s.type_params, false, false, true, s);
      this.private_ = s.name;
      this.cur.mangledNames = new Set();
      for (const tp of s.type_params) this.visitTypeParam(tp);
    }
    this.visitExprs(s.bases);
    for (const keyword of s.keywords) this.visitExpr(keyword.value);
    this.enterBlock(s.name, BlockType.Class, s, s);
    this.private_ = s.name;
    if (generic) {
      this.addDef("__type_params__", DEF_LOCAL, s);
      this.addDef(".type_params", USE, s);
    }
    this.visitStmts(s.body);
    this.exitBlock();
    if (generic) this.exitBlock();
    this.private_ = outerPrivate;
  }

  private visitTypeAlias(s: ast.TypeAlias): void {
    this.visitExpr(s.name);
    const { id: name } = s.name as ast.Name;
    const inClass = this.cur.type === BlockType.Class;
    const generic = s.type_params.length > 0;
    if (generic) {
      this.enterTypeParamBlock(name, s.type_params, false, false, false, s);
      for (const tp of s.type_params) this.visitTypeParam(tp);
    }
    this.enterBlock(name, BlockType.TypeAlias, s, s);
    this.cur.canSeeClassScope = inClass;
    if (inClass) this.addDef("__classdict__", USE, s.value);
    this.visitExpr(s.value);
    this.exitBlock();
    if (generic) this.exitBlock();
  }

  private visitAnnAssign(s: ast.AnnAssign): void {
    const { target } = s;
    if (target.kind === "Name") {
      const flags = this.lookup(target.id);
      if (flags & (DEF_GLOBAL | DEF_NONLOCAL) && this.cur !== this.top && s.simple)
        this.error(`annotated name '${target.id}' can't be ${flags & DEF_GLOBAL ? "global" : "nonlocal"}`, s);
      if (s.simple) this.addDef(target.id, DEF_ANNOT | DEF_LOCAL, target);
      if (s.value !== null) this.addDef(target.id, DEF_LOCAL, target);
    } else this.visitExpr(target);
    this.visitAnnotation(s.annotation);
    if (s.value !== null) this.visitExpr(s.value);
  }

  private visitMatch(s: ast.Match): void {
    this.visitExpr(s.subject);
    for (const c of s.cases) {
      this.visitPattern(c.pattern);
      if (c.guard !== null) this.visitExpr(c.guard);
      this.visitStmts(c.body);
    }
  }

  private visitTry(s: ast.Try | ast.TryStar): void {
    this.visitStmts(s.body);
    for (const handler of s.handlers) {
      if (handler.type !== null) this.visitExpr(handler.type);
      if (handler.name !== null) this.addDef(handler.name, DEF_LOCAL, handler);
      this.visitStmts(handler.body);
    }
    this.visitStmts(s.orelse);
    this.visitStmts(s.finalbody);
  }

  private visitGlobal(s: ast.Global | ast.Nonlocal, flag: number, word: string): void {
    for (const name of s.names) {
      const flags = this.lookup(name);
      if (flags & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT)) {
        if (flags & DEF_PARAM) this.error(`name '${name}' is parameter and ${word}`, s);
        if (flags & USE) this.error(`name '${name}' is used prior to ${word} declaration`, s);
        if (flags & DEF_ANNOT) this.error(`annotated name '${name}' can't be ${word}`, s);
        this.error(`name '${name}' is assigned to before ${word} declaration`, s);
      }
      this.addDef(name, flag, s);
      this.recordDirective(name, s);
    }
  }

  private visitAlias(alias: ast.Alias): void {
    const name = alias.asname ?? alias.name;
    if (name === "*") {
      if (this.cur.type !== BlockType.Module) this.error("import * only allowed at module level", alias);
      return;
    }
    const dot = name.indexOf(".");
    this.addDef(dot < 0 ? name : name.slice(0, dot), DEF_IMPORT, alias);
  }

  // Arguments, annotations, type parameters.

  private visitArguments(a: ast.Arguments): void {
    for (const arg of a.posonlyargs) this.addDef(arg.arg, DEF_PARAM, arg);
    for (const arg of a.args) this.addDef(arg.arg, DEF_PARAM, arg);
    for (const arg of a.kwonlyargs) this.addDef(arg.arg, DEF_PARAM, arg);
    if (a.vararg !== null) {
      this.addDef(a.vararg.arg, DEF_PARAM, a.vararg);
      this.cur.varargs = true;
    }
    if (a.kwarg !== null) {
      this.addDef(a.kwarg.arg, DEF_PARAM, a.kwarg);
      this.cur.varkeywords = true;
    }
  }

  private visitAnnotation(annotation: ast.expr): void {
    const future = (this.features & CO_FUTURE_ANNOTATIONS) !== 0;
    if (future) this.enterBlock("_annotation", BlockType.Annotation, annotation, annotation);
    this.visitExpr(annotation);
    if (future) this.exitBlock();
  }

  private visitAnnotations(
    s: ast.FunctionDef | ast.AsyncFunctionDef,
    a: ast.Arguments,
    returns: ast.expr | null,
  ): void {
    const future = (this.features & CO_FUTURE_ANNOTATIONS) !== 0;
    if (future) this.enterBlock("_annotation", BlockType.Annotation, a, s);
    for (const arg of a.posonlyargs) if (arg.annotation !== null) this.visitExpr(arg.annotation);
    for (const arg of a.args) if (arg.annotation !== null) this.visitExpr(arg.annotation);
    if (a.vararg !== null && a.vararg.annotation !== null) this.visitExpr(a.vararg.annotation);
    if (a.kwarg !== null && a.kwarg.annotation !== null) this.visitExpr(a.kwarg.annotation);
    for (const arg of a.kwonlyargs) if (arg.annotation !== null) this.visitExpr(arg.annotation);
    if (future) this.exitBlock();
    if (returns !== null) this.visitAnnotation(returns);
  }

  private visitTypeParam(tp: ast.type_param): void {
    this.addDef(tp.name, DEF_TYPE_PARAM | DEF_LOCAL, tp);
    switch (tp.kind) {
      case "TypeVar":
        if (tp.bound !== null) {
          const what = tp.bound.kind === "Tuple" ? "a TypeVar constraint" : "a TypeVar bound";
          this.visitTypeParamBoundOrDefault(tp.bound, tp, what, false);
        }
        this.visitTypeParamBoundOrDefault(tp.default_value, tp, "a TypeVar default", true);
        return;
      case "TypeVarTuple":
        return this.visitTypeParamBoundOrDefault(tp.default_value, tp, "a TypeVarTuple default", true);
      case "ParamSpec":
        return this.visitTypeParamBoundOrDefault(tp.default_value, tp, "a ParamSpec default", true);
    }
  }

  private visitTypeParamBoundOrDefault(
    e: ast.expr | null,
    tp: ast.type_param,
    scopeInfo: string,
    isDefault: boolean,
  ): void {
    if (e === null) return;
    const inClass = this.cur.canSeeClassScope;
    this.enterBlock(tp.name, BlockType.TypeVariable, tp, e, isDefault);
    this.cur.canSeeClassScope = inClass;
    if (inClass) this.addDef("__classdict__", USE, e);
    this.cur.scopeInfo = scopeInfo;
    this.visitExpr(e);
    this.exitBlock();
  }

  // Patterns.

  private visitPattern(p: ast.pattern): void {
    this.enterRecursive();
    switch (p.kind) {
      case "MatchValue":
        this.visitExpr(p.value);
        break;
      case "MatchSequence":
      case "MatchOr":
        for (const sub of p.patterns) this.visitPattern(sub);
        break;
      case "MatchStar":
        if (p.name !== null) this.addDef(p.name, DEF_LOCAL, p);
        break;
      case "MatchMapping":
        this.visitExprs(p.keys);
        for (const sub of p.patterns) this.visitPattern(sub);
        if (p.rest !== null) this.addDef(p.rest, DEF_LOCAL, p);
        break;
      case "MatchClass":
        this.visitExpr(p.cls);
        for (const sub of p.patterns) this.visitPattern(sub);
        for (const sub of p.kwd_patterns) this.visitPattern(sub);
        break;
      case "MatchAs":
        if (p.pattern !== null) this.visitPattern(p.pattern);
        if (p.name !== null) this.addDef(p.name, DEF_LOCAL, p);
        break;
    }
    this.depth--;
  }

  // Expressions.

  private visitExpr(e: ast.expr): void {
    this.enterRecursive();
    const depth = this.depth;
    this.visitExpr1(e);
    this.depth = depth - 1;
  }

  private visitExpr1(start: ast.expr): void {
    let e = start;
    for (;;) {
      switch (e.kind) {
        case "Name":
          return this.visitName(e);
        case "Constant":
          return;
        case "Attribute":
        case "Starred":
          e = e.value;
          break;
        case "UnaryOp":
          e = e.operand;
          break;
        case "BinOp":
          return this.visitBinOp(e);
        case "Call":
          this.visitExpr(e.func);
          this.visitExprs(e.args);
          for (let i = 0; i < e.keywords.length; i++) this.visitExpr(e.keywords[i]!.value);
          return;
        case "Subscript":
          this.visitExpr(e.value);
          e = e.slice;
          break;
        case "Tuple":
        case "List":
        case "Set":
          return this.visitExprs(e.elts);
        case "Compare":
          this.visitExpr(e.left);
          return this.visitExprs(e.comparators);
        default:
          return this.visitExpr2(e);
      }
      this.enterRecursive();
    }
  }

  private visitExpr2(e: ast.expr): void {
    switch (e.kind) {
      case "NamedExpr":
        this.raiseIfAnnotationBlock("named expression", e);
        return this.handleNamedExpr(e);
      case "BoolOp":
      case "JoinedStr":
        return this.visitExprs(e.values);
      case "Lambda":
        this.visitExprs(e.args.defaults);
        this.visitExprs(e.args.kw_defaults);
        this.enterBlock("lambda", BlockType.Function, e, e);
        this.visitArguments(e.args);
        this.visitExpr(e.body);
        return this.exitBlock();
      case "IfExp":
        this.visitExpr(e.test);
        this.visitExpr(e.body);
        return this.visitExpr(e.orelse);
      case "Dict":
        this.visitExprs(e.keys);
        return this.visitExprs(e.values);
      case "GeneratorExp":
      case "ListComp":
      case "SetComp":
      case "DictComp":
        return this.handleComprehension(e);
      case "Yield":
      case "YieldFrom":
        this.raiseIfAnnotationBlock("yield expression", e);
        if (e.value !== null) this.visitExpr(e.value);
        this.cur.generator = true;
        if (this.cur.comprehension !== ComprehensionType.None) this.raiseYieldInComprehension(e);
        return;
      case "Await":
        this.raiseIfAnnotationBlock("await expression", e);
        this.visitExpr(e.value);
        this.cur.coroutine = true;
        return;
      case "FormattedValue":
        this.visitExpr(e.value);
        if (e.format_spec !== null) this.visitExpr(e.format_spec);
        return;
      case "Slice":
        if (e.lower !== null) this.visitExpr(e.lower);
        if (e.upper !== null) this.visitExpr(e.upper);
        if (e.step !== null) this.visitExpr(e.step);
        return;
    }
  }

  private visitName(e: ast.Name): void {
    if (e.ctx !== "Load") return this.addDef(e.id, DEF_LOCAL, e);
    this.addDef(e.id, USE, e);
    // super() needs the cell __class__.
    if (e.id === "super" && this.cur.isFunctionLike()) this.addDef("__class__", USE, e);
  }

  private visitBinOp(e: ast.BinOp): void {
    if (e.left.kind !== "BinOp") {
      this.visitExpr(e.left);
      return this.visitExpr(e.right);
    }
    const rights: ast.expr[] = [];
    let node: ast.expr = e;
    while (node.kind === "BinOp") {
      rights.push(node.right);
      node = node.left;
      this.enterRecursive();
    }
    this.visitExpr(node);
    for (let i = rights.length - 1; i >= 0; i--) this.visitExpr(rights[i]!);
  }

  /** symtable_extend_namedexpr_scope: a walrus in a comprehension binds in the block around all comprehensions. */
  private extendNamedExprScope(target: ast.Name): void {
    const { id } = target;
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const entry = this.stack[i]!;
      if (entry.comprehension !== ComprehensionType.None) {
        const flags = this.lookup(id, entry);
        if (flags & DEF_COMP_ITER && flags & DEF_LOCAL)
          this.error(`assignment expression cannot rebind comprehension iteration variable '${id}'`, target);
        continue;
      }
      switch (entry.type) {
        case BlockType.Function:
          this.addDef(id, this.lookup(id, entry) & DEF_GLOBAL ? DEF_GLOBAL : DEF_NONLOCAL, target);
          this.recordDirective(id, target);
          return this.addDefHelper(id, DEF_LOCAL, entry, target);
        case BlockType.Module:
          this.addDef(id, DEF_GLOBAL, target);
          this.recordDirective(id, target);
          return this.addDefHelper(id, DEF_GLOBAL, entry, target);
        case BlockType.Class:
          return this.error("assignment expression within a comprehension cannot be used in a class body", target);
        case BlockType.TypeParameters:
          return this.error(
            "assignment expression within a comprehension cannot be used within the definition of a generic",
            target,
          );
        case BlockType.TypeAlias:
          return this.error("assignment expression within a comprehension cannot be used in a type alias", target);
        case BlockType.TypeVariable:
          return this.error("assignment expression within a comprehension cannot be used in a TypeVar bound", target);
      }
    }
  }

  private handleNamedExpr(e: ast.NamedExpr): void {
    if (this.cur.compIterExpr > 0)
      this.error("assignment expression cannot be used in a comprehension iterable expression", e);
    if (this.cur.comprehension !== ComprehensionType.None) this.extendNamedExprScope(e.target as ast.Name);
    this.visitExpr(e.value);
    this.visitExpr(e.target);
  }

  private handleComprehension(e: AnyComprehension): void {
    const isGenerator = e.kind === "GeneratorExp";
    const outermost = e.generators[0]!;
    this.cur.compIterExpr++;
    this.visitExpr(outermost.iter);
    this.cur.compIterExpr--;
    const [type, name] = COMPREHENSIONS[e.kind];
    this.enterBlock(name, BlockType.Function, e, e);
    const { cur } = this;
    cur.comprehension = type;
    if (outermost.is_async) cur.coroutine = true;
    this.addDef(".0", DEF_PARAM, e);
    cur.compIterTarget = true;
    this.visitExpr(outermost.target);
    cur.compIterTarget = false;
    this.visitExprs(outermost.ifs);
    for (let i = 1; i < e.generators.length; i++) this.visitComprehension(e.generators[i]!);
    if (e.kind === "DictComp") {
      this.visitExpr(e.value);
      this.visitExpr(e.key);
    } else this.visitExpr(e.elt);
    cur.generator = isGenerator;
    const isAsync = cur.coroutine && !isGenerator;
    this.exitBlock();
    if (isAsync) this.cur.coroutine = true;
  }

  private visitComprehension(c: ast.Comprehension): void {
    const { cur } = this;
    cur.compIterTarget = true;
    this.visitExpr(c.target);
    cur.compIterTarget = false;
    cur.compIterExpr++;
    this.visitExpr(c.iter);
    cur.compIterExpr--;
    this.visitExprs(c.ifs);
    if (c.is_async) cur.coroutine = true;
  }

  private raiseIfAnnotationBlock(what: string, e: ast.expr): void {
    switch (this.cur.type) {
      case BlockType.Annotation:
        return this.error(`${what} cannot be used within an annotation`, e);
      case BlockType.TypeVariable:
        return this.error(`${what} cannot be used within ${this.cur.scopeInfo}`, e);
      case BlockType.TypeAlias:
        return this.error(`${what} cannot be used within a type alias`, e);
      case BlockType.TypeParameters:
        return this.error(`${what} cannot be used within the definition of a generic`, e);
    }
  }

  private raiseYieldInComprehension(e: ast.expr): never {
    switch (this.cur.comprehension) {
      case ComprehensionType.List:
        return this.error("'yield' inside list comprehension", e);
      case ComprehensionType.Set:
        return this.error("'yield' inside set comprehension", e);
      case ComprehensionType.Dict:
        return this.error("'yield' inside dict comprehension", e);
      default:
        return this.error("'yield' inside generator expression", e);
    }
  }
}
