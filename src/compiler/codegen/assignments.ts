/**
 * Augmented and annotated assignment. CPython's counterparts: compiler_augassign, compiler_annassign in Python/compile.c.
 */
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import { PyException } from "../errors.js";
import { CO_FUTURE_ANNOTATIONS } from "../future.js";
import { unparse } from "../unparse.js";
import { type Compiler, LOC, ScopeType } from "./compiler.js";
import { addBinary, attrLocation, compileSlice, isTwoElementSlice, visitExpr } from "./expressions.js";
import { nameop } from "./names.js";

export function augAssign(c: Compiler, s: ast.AugAssign): void {
  const e = s.target;
  const loc = LOC(e);
  switch (e.kind) {
    case "Attribute": {
      visitExpr(c, e.value);
      c.addopI(loc, OP.COPY, 1);
      const attrLoc = attrLocation(loc, e);
      c.addopName(attrLoc, OP.LOAD_ATTR, e.attr);
      operate(c, s);
      c.addopI(attrLoc, OP.SWAP, 2);
      return c.addopName(attrLoc, OP.STORE_ATTR, e.attr);
    }
    case "Subscript":
      return augAssignSubscript(c, s, e);
    case "Name":
      nameop(c, loc, e.id, "Load");
      operate(c, s);
      return nameop(c, loc, e.id, "Store");
    default:
      throw new PyException("SystemError", `invalid node type (${e.kind}) for augmented assignment`);
  }
}

function operate(c: Compiler, s: ast.AugAssign): void {
  visitExpr(c, s.value);
  addBinary(c, LOC(s), s.op, true);
}

function augAssignSubscript(c: Compiler, s: ast.AugAssign, e: ast.Subscript): void {
  const loc = LOC(e);
  visitExpr(c, e.value);
  if (isTwoElementSlice(e.slice)) {
    compileSlice(c, e.slice);
    c.addopI(loc, OP.COPY, 3);
    c.addopI(loc, OP.COPY, 3);
    c.addopI(loc, OP.COPY, 3);
    c.addop(loc, OP.BINARY_SLICE);
    operate(c, s);
    c.addopI(loc, OP.SWAP, 4);
    c.addopI(loc, OP.SWAP, 3);
    c.addopI(loc, OP.SWAP, 2);
    return c.addop(loc, OP.STORE_SLICE);
  }
  visitExpr(c, e.slice);
  c.addopI(loc, OP.COPY, 2);
  c.addopI(loc, OP.COPY, 2);
  c.addop(loc, OP.BINARY_SUBSCR);
  operate(c, s);
  c.addopI(loc, OP.SWAP, 3);
  c.addopI(loc, OP.SWAP, 2);
  c.addop(loc, OP.STORE_SUBSCR);
}

/** compiler_visit_annexpr: under `from __future__ import annotations` an annotation is its source text. */
export function loadAnnotationText(c: Compiler, annotation: ast.expr): void {
  c.loadConst(LOC(annotation), unparse(annotation));
}

export function futureAnnotations(c: Compiler): boolean {
  return (c.future.features & CO_FUTURE_ANNOTATIONS) !== 0;
}

function evaluate(c: Compiler, e: ast.expr): void {
  visitExpr(c, e);
  c.addop(LOC(e), OP.POP_TOP);
}

/** check_ann_subscr: the parts of a subscript must be defined. */
function evaluateSubscript(c: Compiler, e: ast.expr): void {
  switch (e.kind) {
    case "Slice":
      if (e.lower !== null) evaluate(c, e.lower);
      if (e.upper !== null) evaluate(c, e.upper);
      if (e.step !== null) evaluate(c, e.step);
      return;
    case "Tuple":
      for (const one of e.elts) evaluateSubscript(c, one);
      return;
    default:
      evaluate(c, e);
  }
}

export function annAssign(c: Compiler, s: ast.AnnAssign): void {
  const { target } = s;
  const loc = LOC(s);
  const evaluated = c.u.scopeType === ScopeType.Module || c.u.scopeType === ScopeType.Class;
  if (s.value !== null) {
    visitExpr(c, s.value);
    visitExpr(c, target);
  }
  switch (target.kind) {
    case "Name":
      c.checkName(loc, target.id, "Store");
      if (!s.simple || !evaluated) break;
      if (futureAnnotations(c)) loadAnnotationText(c, s.annotation);
      else visitExpr(c, s.annotation);
      c.addopName(loc, OP.LOAD_NAME, "__annotations__");
      c.loadConst(loc, c.mangle(target.id));
      c.addop(loc, OP.STORE_SUBSCR);
      break;
    case "Attribute":
      c.checkName(loc, target.attr, "Store");
      if (s.value === null) evaluate(c, target.value);
      break;
    case "Subscript":
      if (s.value !== null) break;
      evaluate(c, target.value);
      evaluateSubscript(c, target.slice);
      break;
    default:
      throw new PyException("SystemError", `invalid node type (${target.kind}) for annotated assignment`);
  }
  if (!s.simple && evaluated && !futureAnnotations(c)) evaluate(c, s.annotation);
}
