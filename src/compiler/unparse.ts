/**
 * Expressions back to source text, as annotations become under `from __future__ import annotations`.
 * CPython's counterpart: _PyAST_ExprAsUnicode (Python/ast_unparse.c), its choice of parentheses and spaces included. This is
 * not `ast.unparse`.
 */
import { pyRepr } from "../bytecode/repr.js";
import { ELLIPSIS, PyComplex, type PyConst, PyFloat, PyTuple } from "../bytecode/values.js";
import type * as ast from "./ast/nodes.js";

/** Binding strengths; a construct weaker than its surroundings gets parentheses. */
enum Pr {
  Tuple,
  Test,
  Or,
  And,
  Not,
  Cmp,
  Expr,
  BitXor,
  BitAnd,
  Shift,
  Arith,
  Term,
  Factor,
  Power,
  Await,
  Atom,
}
const BIT_OR = Pr.Expr;

const BINARY: Readonly<Record<ast.operator, readonly [text: string, strength: number]>> = {
  Add: [" + ", Pr.Arith],
  Sub: [" - ", Pr.Arith],
  Mult: [" * ", Pr.Term],
  MatMult: [" @ ", Pr.Term],
  Div: [" / ", Pr.Term],
  Mod: [" % ", Pr.Term],
  LShift: [" << ", Pr.Shift],
  RShift: [" >> ", Pr.Shift],
  BitOr: [" | ", BIT_OR],
  BitXor: [" ^ ", Pr.BitXor],
  BitAnd: [" & ", Pr.BitAnd],
  FloorDiv: [" // ", Pr.Term],
  Pow: [" ** ", Pr.Power],
};

const UNARY: Readonly<Record<ast.unaryop, readonly [text: string, strength: number]>> = {
  Invert: ["~", Pr.Factor],
  Not: ["not ", Pr.Not],
  UAdd: ["+", Pr.Factor],
  USub: ["-", Pr.Factor],
};

const COMPARE: Readonly<Record<ast.cmpop, string>> = {
  Eq: " == ",
  NotEq: " != ",
  Lt: " < ",
  LtE: " <= ",
  Gt: " > ",
  GtE: " >= ",
  Is: " is ",
  IsNot: " is not ",
  In: " in ",
  NotIn: " not in ",
};

/** The text of an expression. */
export function unparse(e: ast.expr): string {
  return text(e, Pr.Test);
}

function parenthesize(inner: string, level: number, strength: number): string {
  return level > strength ? `(${inner})` : inner;
}

function list(exprs: readonly ast.expr[], level: number): string {
  return exprs.map((e) => text(e, level)).join(", ");
}

function text(e: ast.expr, level: number): string {
  switch (e.kind) {
    case "BoolOp": {
      const strength = e.op === "And" ? Pr.And : Pr.Or;
      const values = e.values.map((value) => text(value, strength + 1));
      return parenthesize(values.join(e.op === "And" ? " and " : " or "), level, strength);
    }
    case "BinOp":
      return binOp(e, level);
    case "UnaryOp": {
      const [op, strength] = UNARY[e.op];
      return parenthesize(op + text(e.operand, strength), level, strength);
    }
    case "Lambda":
      return lambda(e, level);
    case "IfExp":
      return parenthesize(
        `${text(e.body, Pr.Test + 1)} if ${text(e.test, Pr.Test + 1)} else ${text(e.orelse, Pr.Test)}`,
        level,
        Pr.Test,
      );
    case "Dict":
      return `{${e.values.map((value, i) => dictItem(e.keys[i]!, value)).join(", ")}}`;
    case "Set":
      return `{${list(e.elts, Pr.Test)}}`;
    case "GeneratorExp":
      return `(${text(e.elt, Pr.Test)}${comprehensions(e.generators)})`;
    case "ListComp":
      return `[${text(e.elt, Pr.Test)}${comprehensions(e.generators)}]`;
    case "SetComp":
      return `{${text(e.elt, Pr.Test)}${comprehensions(e.generators)}}`;
    case "DictComp":
      return `{${text(e.key, Pr.Test)}: ${text(e.value, Pr.Test)}${comprehensions(e.generators)}}`;
    case "Yield":
      return e.value === null ? "(yield)" : `(yield ${text(e.value, Pr.Test)})`;
    case "YieldFrom":
      return `(yield from ${text(e.value, Pr.Test)})`;
    case "Await":
      return parenthesize(`await ${text(e.value, Pr.Atom)}`, level, Pr.Await);
    case "Compare": {
      const right = e.comparators.map((one, i) => COMPARE[e.ops[i]!] + text(one, Pr.Cmp + 1));
      return parenthesize(text(e.left, Pr.Cmp + 1) + right.join(""), level, Pr.Cmp);
    }
    case "Call":
      return call(e);
    case "Constant":
      return e.value === ELLIPSIS ? "..." : (e.kind_ ?? "") + constant(e.value);
    case "JoinedStr":
      return `f${pyRepr(fstringBody(e))}`;
    case "FormattedValue":
      return formattedValue(e);
    case "Attribute": {
      // 1.real would be a float.
      const dot = e.value.kind === "Constant" && typeof e.value.value === "bigint" ? " ." : ".";
      return text(e.value, Pr.Atom) + dot + e.attr;
    }
    case "Starred":
      return `*${text(e.value, Pr.Expr)}`;
    case "Name":
      return e.id;
    case "List":
      return `[${list(e.elts, Pr.Test)}]`;
    case "Tuple":
      return tuple(e, level);
    case "Subscript":
      return `${text(e.value, Pr.Atom)}[${text(e.slice, Pr.Tuple)}]`;
    case "Slice":
      return slice(e);
    case "NamedExpr":
      return parenthesize(`${text(e.target, Pr.Atom)} := ${text(e.value, Pr.Atom)}`, level, Pr.Tuple);
  }
}

function binOp(e: ast.BinOp, level: number): string {
  const [op, strength] = BINARY[e.op];
  const toRight = e.op === "Pow" ? 1 : 0;
  const left = text(e.left, strength + toRight);
  const right = text(e.right, strength + 1 - toRight);
  return parenthesize(left + op + right, level, strength);
}

function tuple(e: ast.Tuple, level: number): string {
  if (e.elts.length === 0) return "()";
  const comma = e.elts.length === 1 ? "," : "";
  return parenthesize(list(e.elts, Pr.Test) + comma, level, Pr.Tuple);
}

function slice(e: ast.Slice): string {
  const lower = e.lower === null ? "" : text(e.lower, Pr.Test);
  const upper = e.upper === null ? "" : text(e.upper, Pr.Test);
  const step = e.step === null ? "" : `:${text(e.step, Pr.Test)}`;
  return `${lower}:${upper}${step}`;
}

function dictItem(key: ast.expr | null, value: ast.expr): string {
  return key === null ? `**${text(value, Pr.Expr)}` : `${text(key, Pr.Test)}: ${text(value, Pr.Test)}`;
}

function comprehensions(generators: readonly ast.Comprehension[]): string {
  let result = "";
  for (const gen of generators) {
    result += `${gen.is_async ? " async for " : " for "}${text(gen.target, Pr.Tuple)} in ${text(gen.iter, Pr.Test + 1)}`;
    for (const condition of gen.ifs) result += ` if ${text(condition, Pr.Test + 1)}`;
  }
  return result;
}

function call(e: ast.Call): string {
  const func = text(e.func, Pr.Atom);
  const only = e.args[0];
  // A generator expression that is the only argument brings its own parentheses.
  if (e.args.length === 1 && e.keywords.length === 0 && only!.kind === "GeneratorExp")
    return func + text(only!, Pr.Test);
  const args = e.args.map((arg) => text(arg, Pr.Test));
  for (const kw of e.keywords) args.push((kw.arg === null ? "**" : `${kw.arg}=`) + text(kw.value, Pr.Test));
  return `${func}(${args.join(", ")})`;
}

function parameter(arg: ast.Arg): string {
  return arg.annotation === null ? arg.arg : `${arg.arg}: ${text(arg.annotation, Pr.Test)}`;
}

function parameters(a: ast.Arguments): string {
  const parts: string[] = [];
  const positional = [...a.posonlyargs, ...a.args];
  const firstDefault = positional.length - a.defaults.length;
  positional.forEach((arg, i) => {
    const value = a.defaults[i - firstDefault];
    let part = parameter(arg);
    if (value !== undefined) part += `=${text(value, Pr.Test)}`;
    if (i + 1 === a.posonlyargs.length) part += ", /";
    parts.push(part);
  });
  if (a.vararg !== null || a.kwonlyargs.length > 0) parts.push(`*${a.vararg === null ? "" : parameter(a.vararg)}`);
  a.kwonlyargs.forEach((arg, i) => {
    const value = a.kw_defaults[i] ?? null;
    parts.push(parameter(arg) + (value === null ? "" : `=${text(value, Pr.Test)}`));
  });
  if (a.kwarg !== null) parts.push(`**${parameter(a.kwarg)}`);
  return parts.join(", ");
}

function lambda(e: ast.Lambda, level: number): string {
  const space = e.args.args.length + e.args.posonlyargs.length > 0 ? " " : "";
  return parenthesize(`lambda${space}${parameters(e.args)}: ${text(e.body, Pr.Test)}`, level, Pr.Test);
}

/** A constant's repr; infinity, which has no literal, as one that overflows. */
function constant(value: PyConst): string {
  if (value instanceof PyTuple) {
    const items = value.items.map(constant);
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  }
  const repr = pyRepr(value);
  return value instanceof PyFloat || value instanceof PyComplex ? repr.replaceAll("inf", "1e309") : repr;
}

function fstringBody(e: ast.JoinedStr): string {
  return e.values.map(fstringElement).join("");
}

function fstringElement(e: ast.expr): string {
  switch (e.kind) {
    case "Constant":
      return String(e.value).replaceAll("{", "{{").replaceAll("}", "}}");
    case "JoinedStr":
      return fstringBody(e);
    case "FormattedValue":
      return formattedValue(e);
    default:
      return text(e, Pr.Test);
  }
}

function formattedValue(e: ast.FormattedValue): string {
  // Above Test, so that a lambda's colon stands in parentheses.
  const value = text(e.value, Pr.Test + 1);
  const brace = value.startsWith("{") ? "{ " : "{";
  const conversion = e.conversion > 0 ? `!${String.fromCharCode(e.conversion)}` : "";
  const spec = e.format_spec === null ? "" : `:${fstringElement(e.format_spec)}`;
  return `${brace}${value}${conversion}${spec}}`;
}
