/**
 * Actions of the error pass: the ones that raise, and the few that build what they need (CPython: Parser/action_helpers.c and
 * the inline actions of python.gram). An action that returns undefined makes its rule fail at once.
 */

import { PyComplex } from "../../../bytecode/values.js";
import type * as ast from "../../ast/nodes.js";
import * as nodes from "../../ast/nodes.js";
import { utf8DecodeError } from "../../errors.js";
import { decodeEscapes, LiteralError, literalText, parseNumber, parseString } from "../literals.js";
import { concatenateStrings } from "../strings.js";
import type { Action } from "./compile.js";
import type { Engine, Piece, Value } from "./engine.js";

type Parts = Record<string, Value>;
type ActionFunction = (p: Engine, parts: Parts, start: number, action: Action) => Value;

export function runAction(p: Engine, action: Action, parts: Parts, start: number): Value {
  if (action.how === "err") throw errorAction(p, action, parts);
  const run = ACTIONS[action.name];
  if (run === undefined) throw new Error(`grammar: no action ${action.name}`);
  return run(p, parts, start, action);
}

function firstOf(value: Value): Piece {
  return Array.isArray(value) ? firstOf(value[0]) : value;
}

function lastOf(value: Value): Piece {
  return Array.isArray(value) ? lastOf(value[value.length - 1]) : value;
}

function errorAction(p: Engine, action: Action, parts: Parts): Error {
  const [from, to] = action.parts;
  const a = from === undefined ? null : firstOf(parts[from]);
  let msg = action.text;
  if (a !== null) {
    if (msg.includes("%s")) msg = msg.replace("%s", exprName(p, a));
    else if (msg.includes("%t")) msg = msg.replace("%t", p.text(a.token));
    else if (msg.includes("%d")) msg = msg.replace("%d", String(a.lineno));
  }
  switch (action.where) {
    case "at":
      return p.report.atPiece(a!, "SyntaxError", msg, p.fill);
    case "range":
      return p.report.range(a!, lastOf(parts[to!]), "SyntaxError", msg, p.fill);
    case "from":
      return p.report.startingFrom(a!, msg, p.fill);
    case "next":
      return p.report.atToken(p.mark, p.fill, "SyntaxError", msg);
    case "indent":
      return p.raise("IndentationError", msg);
    default:
      return p.raise("SyntaxError", msg);
  }
}

const EXPR_NAMES: Readonly<Record<string, string>> = {
  Attribute: "attribute",
  Subscript: "subscript",
  Starred: "starred",
  Name: "name",
  List: "list",
  Tuple: "tuple",
  Lambda: "lambda",
  Call: "function call",
  BoolOp: "expression",
  BinOp: "expression",
  UnaryOp: "expression",
  GeneratorExp: "generator expression",
  Yield: "yield expression",
  YieldFrom: "yield expression",
  Await: "await expression",
  ListComp: "list comprehension",
  SetComp: "set comprehension",
  DictComp: "dict comprehension",
  Dict: "dict literal",
  Set: "set display",
  JoinedStr: "f-string expression",
  Constant: "literal",
  ConstNone: "None",
  ConstTrue: "True",
  ConstFalse: "False",
  Ellipsis: "ellipsis",
  Compare: "comparison",
  IfExp: "conditional expression",
  NamedExpr: "named expression",
};

export function exprName(_p: Engine, piece: Piece): string {
  return EXPR_NAMES[piece.kind] ?? piece.kind;
}

type Targets = "star" | "del" | "for";

/** The innermost part that cannot be a target, or null (CPython: _PyPegen_get_invalid_target). */
function invalidTarget(e: Piece, targets: Targets): Piece | null {
  switch (e.kind) {
    case "List":
    case "Tuple":
      for (const elt of (e.fields?.["elts"] as Piece[] | undefined) ?? []) {
        const found = invalidTarget(elt, targets);
        if (found !== null) return found;
      }
      return null;
    case "Starred":
      return targets === "del" ? e : invalidTarget(e.fields!["value"] as Piece, targets);
    case "Compare": {
      if (targets !== "for") return e;
      const pairs = e.fields!["pairs"] as Piece[];
      return pairs[0]!.kind === "InPair" ? invalidTarget(e.fields!["left"] as Piece, targets) : null;
    }
    case "Name":
    case "Subscript":
    case "Attribute":
      return null;
    default:
      return e;
  }
}

function lastComprehensionItem(clauses: Value): Piece {
  const last = (clauses as Piece[])[(clauses as Piece[]).length - 1]!;
  const ifs = last.fields!["ifs"] as Piece[];
  return ifs.length > 0 ? ifs[ifs.length - 1]! : (last.fields!["iter"] as Piece);
}

function stringPiece(node: ast.expr): Piece {
  return node as unknown as Piece;
}

function middleText(p: Engine, piece: Piece): string {
  const t = p.tokenizer.tokens;
  return literalText(p.tokenizer.source, t.start[piece.token]!, t.end[piece.token]!);
}

/** Where CPython forgets to make a SyntaxError of a decoding error. */
function plainErrors(p: Engine, piece: Piece, decode: () => void): void {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    const { start, end } = p.tokenizer.tokens;
    throw utf8DecodeError(error.msg, p.tokenizer.bytes.subarray(start[piece.token]!, end[piece.token]!));
  }
}

const GENERATOR = "Generator expression must be parenthesized";

const ACTIONS: Readonly<Record<string, ActionFunction>> = {
  version(p, _parts, start, action) {
    const minor = Number(action.parts[0]);
    if (p.options.featureVersion >= minor) return p.node("?", start, null);
    throw p.raise("SyntaxError", `${action.text} only supported in Python 3.${minor} and greater`);
  },
  await(p, parts, start, action) {
    ACTIONS["version"]!(p, parts, start, { ...action, parts: ["5"], text: "Await expressions are" });
    return p.node("Await", start, null);
  },
  matMult(p, parts, start, action) {
    ACTIONS["version"]!(p, parts, start, { ...action, parts: ["5"], text: "The '@' operator is" });
    return p.node("BinOp", start, null);
  },
  namedExpr(p, parts, start, action) {
    ACTIONS["version"]!(p, parts, start, { ...action, parts: ["8"], text: "Assignment expressions are" });
    return p.node("NamedExpr", start, null);
  },
  fail: () => undefined,
  joinDotted: (p, _parts, start) => p.node("DottedName", start, null),
  ensureReal(p, { a }) {
    if (parseNumber(p.text(a.token)) instanceof PyComplex) {
      throw p.report.atPiece(a, "SyntaxError", "real number required in complex literal", p.fill);
    }
    return a;
  },
  ensureImaginary(p, { a }) {
    if (!(parseNumber(p.text(a.token)) instanceof PyComplex)) {
      throw p.report.atPiece(a, "SyntaxError", "imaginary number required in complex literal", p.fill);
    }
    return a;
  },
  barry(p, { a }) {
    const text = p.text(a.token);
    if (p.barryAsBdfl && text !== "<>") {
      throw p.raise("SyntaxError", "with Barry as BDFL, use '<>' instead of '!='");
    }
    return !p.barryAsBdfl && text !== "!=" ? undefined : a;
  },

  tuple: (p, { a, b }, start) => p.node("Tuple", start, { elts: [a, ...(b ?? [])] }),
  insertInFront: (_p, { y, z }) => [y, ...(z ?? [])],
  parenTuple: (p, { a }, start) => p.node("Tuple", start, { elts: a ?? [] }),
  list: (p, { a }, start) => p.node("List", start, { elts: a ?? [] }),
  comprehension: (p, { b, c }, start) => p.node("comprehension", start, { iter: b, ifs: c }),
  asyncComprehension(p, parts, start, action) {
    ACTIONS["version"]!(p, parts, start, { ...action, parts: ["6"], text: "Async comprehensions are" });
    return ACTIONS["comprehension"]!(p, parts, start, action);
  },
  callArguments(p, { a, b }, start) {
    const positional = (a as Piece[] | undefined) ?? [];
    const rest = (b as Piece[] | null | undefined) ?? [];
    const isKeyword = (piece: Piece): boolean => piece.kind === "Keyword" || piece.kind === "KeywordUnpacking";
    const args = [...positional, ...rest.filter((piece) => !isKeyword(piece))];
    return p.node("Call", start, { args, keywords: rest.filter(isKeyword) });
  },
  joinSequences: (_p, { a, b }) => [...a, ...b],

  string(p, { a }) {
    const t = p.tokenizer.tokens;
    const i = (a as Piece).token;
    const { value, kind } = parseString(p.tokenizer.source, t.start[i]!, t.end[i]!, i, a.lineno, p.warnings);
    return stringPiece(nodes.Constant(value, kind, a.lineno, a.col_offset, a.end_lineno, a.end_col_offset));
  },
  joinedStr(p, { a, b, c }, start) {
    if (!/r/i.test(p.text((a as Piece).token))) {
      for (const part of b as Piece[]) {
        if (part.kind !== "token") continue;
        const text = middleText(p, part);
        if (text.includes("\\")) decodeEscapes(text, (c as Piece).token, (c as Piece).lineno, p.warnings, true);
      }
    }
    const node = p.node("JoinedStr", start, null);
    return stringPiece(nodes.JoinedStr([], node.lineno, node.col_offset, node.end_lineno, node.end_col_offset));
  },
  middle(p, { a }) {
    plainErrors(p, a, () => middleText(p, a));
    return a;
  },
  decodeSpec(p, { a }) {
    plainErrors(p, a, () => {
      const text = middleText(p, a);
      if (text.includes("\\")) decodeEscapes(text, (a as Piece).token, a.lineno, p.warnings, true);
    });
    return a;
  },
  conversion(p, { a, b }) {
    if (a.lineno !== b.lineno || a.end_col_offset !== b.col_offset) {
      const msg = "f-string: conversion type must come right after the exclamanation mark";
      throw p.report.range(a, b, "SyntaxError", msg, p.fill);
    }
    return b;
  },
  formattedValue(p, { c }, start) {
    if (c !== null) {
      const name = p.identifier(c);
      if (name !== "s" && name !== "r" && name !== "a") {
        const msg = `f-string: invalid conversion character '${name}': expected 's', 'r', or 'a'`;
        throw p.report.atPiece(c, "SyntaxError", msg, p.fill);
      }
    }
    return p.node("FormattedValue", start, null);
  },
  concatenate(p, { a }, start) {
    const node = p.node("?", start, null);
    const parts = a as ast.expr[];
    return concatenateStrings(parts, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset);
  },

  generatorRange(p, { a, b }) {
    throw p.report.range(a, lastComprehensionItem(b), "SyntaxError", GENERATOR, p.fill);
  },
  nonparenGenexp(p, { a, b }) {
    const args = (a as Piece).fields!["args"] as Piece[];
    if (args.length <= 1) return undefined;
    throw p.report.range(args[args.length - 1]!, lastComprehensionItem(b), "SyntaxError", GENERATOR, p.fill);
  },
  argumentsError(p, { a }) {
    const keywords = (a as Piece).fields!["keywords"] as Piece[];
    const unpacking = keywords.some((keyword) => keyword.kind === "KeywordUnpacking") ? " unpacking" : "";
    throw p.raise("SyntaxError", `positional argument follows keyword argument${unpacking}`);
  },
  legacy(p, { a, b }) {
    const name = p.identifier(a);
    if (name !== "print" && name !== "exec") return undefined;
    const msg = `Missing parentheses in call to '${name}'. Did you mean ${name}(...)?`;
    throw p.report.range(a, b, "SyntaxError", msg, p.fill);
  },
  typeParam(p, { a, b }, _start, action) {
    const what = b.kind === "Tuple" ? "constraints" : "bound";
    throw p.report.startingFrom(a, `cannot use ${what} with ${action.text}`, p.fill);
  },
  missingComma(p, { a, b }) {
    const piece = a as Piece;
    if (piece.kind === "Name" && ["print", "exec"].includes(p.identifier(piece))) return undefined;
    if (p.tokenizer.tokens.level[p.mark - 1] === 0) return undefined;
    throw p.report.range(a, b, "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", p.fill);
  },
  invalidTarget(p, { a }, _start, action) {
    const bad = invalidTarget(a, action.text as Targets);
    if (bad === null) return undefined;
    const verb = action.text === "del" ? "delete" : "assign to";
    throw p.report.atPiece(bad, "SyntaxError", `cannot ${verb} ${exprName(p, bad)}`, p.fill);
  },
  expectedColon(p, parts, start, action) {
    ACTIONS["version"]!(p, parts, start, { ...action, parts: ["10"], text: "Pattern matching is" });
    throw p.raise("SyntaxError", "expected ':'");
  },
  missingDictColon(p, { a }) {
    throw p.report.at(
      a.lineno,
      a.end_col_offset,
      a.end_lineno,
      0,
      "SyntaxError",
      "':' expected after dictionary key",
      p.fill,
    );
  },
};
