/**
 * Where the markers of a traceback change from "~" to "^" (_extract_caret_anchors_from_line_segment of Lib/traceback.py): at the operator of a
 * binary operation, the brackets of a subscript, the parentheses of a call.
 */
import type { expr, mod } from "../compiler/ast/nodes.js";
import { parse } from "../compiler/parser/parse.js";
import type { Anchors } from "./source_lines.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The expression that a segment is when put between parentheses; null if it is something else. */
function expressionOf(segment: string): expr | null {
  let tree: mod;
  try {
    tree = parse(`(\n${segment}\n)`, "<traceback>", "exec");
  } catch {
    return null;
  }
  if (tree.kind !== "Module" || tree.body.length !== 1) return null;
  const statement = tree.body[0]!;
  return statement.kind === "Expr" ? statement.value : null;
}

/**
 * True if the lines are `return f(...)` or `name = ...(...)` and the range is that whole call: then nothing is marked
 * (_should_show_carets).
 */
export function isCallStatement(lines: readonly string[], start: number, end: number): boolean {
  let tree: mod;
  try {
    tree = parse(lines.join("\n"), "<traceback>", "exec");
  } catch {
    return false;
  }
  const statement = tree.kind === "Module" ? tree.body[0] : undefined;
  let value: expr | null = null;
  if (statement?.kind === "Return" && statement.value?.kind === "Call" && statement.value.func.kind === "Name") {
    value = statement.value;
  } else if (statement?.kind === "Assign" && statement.value.kind === "Call") {
    if (statement.targets.length === 1 && statement.targets[0]!.kind === "Name") value = statement.value;
  }
  if (value === null) return false;
  return (
    value.lineno === 1 &&
    value.end_lineno === lines.length &&
    value.col_offset === start &&
    value.end_col_offset === end
  );
}

/** Anchors of a source segment; null where the whole range gets "^". */
export function anchorsOf(segment: string): Anchors | null {
  const e = expressionOf(segment);
  if (e === null) return null;
  const lines = segment.split("\n");
  // positions are in the parenthesised text: line 2 is the segment's first
  const place = (lineno: number, column: number) => {
    const line = lineno - 2;
    return { line, column: decoder.decode(encoder.encode(lines[line] ?? "").subarray(0, column)).length };
  };
  if (e.kind === "BinOp") return operatorAnchors(lines, place(e.left.end_lineno!, e.left.end_col_offset!));
  if (e.kind === "Subscript") {
    const left = seek(lines, place(e.value.end_lineno!, e.value.end_col_offset!), "[");
    return left && toEnd(left, place(e.end_lineno!, e.end_col_offset!));
  }
  if (e.kind === "Call") {
    const left = seek(lines, place(e.func.end_lineno!, e.func.end_col_offset!), "(");
    return left && toEnd(left, place(e.end_lineno!, e.end_col_offset!));
  }
  return null;
}

interface Place {
  line: number;
  column: number;
}

function toEnd(left: Place, right: Place): Anchors {
  return { leftLine: left.line, leftColumn: left.column, rightLine: right.line, rightColumn: right.column };
}

/** The first `wanted` character at or after `at`, comments skipped. */
function seek(lines: readonly string[], at: Place, wanted: string): Place | null {
  for (let line = at.line; line < lines.length; line++) {
    const text = lines[line]!;
    for (let c = line === at.line ? at.column : 0; c < text.length; c++) {
      if (text[c] === "#") break;
      if (text[c] === wanted) return { line, column: c };
    }
  }
  return null;
}

/** The operator after the left operand: one or two characters. */
function operatorAnchors(lines: readonly string[], after: Place): Anchors | null {
  for (let line = after.line; line < lines.length; line++) {
    const text = lines[line]!;
    for (let c = line === after.line ? after.column : 0; c < text.length; c++) {
      const ch = text[c]!;
      if (ch === "#" || ch === "\\") break;
      if (ch === " " || ch === "\t" || ch === ")") continue;
      const next = text[c + 1];
      const isDouble =
        next !== undefined && next !== " " && next !== "\t" && next !== "\\" && next !== "#" && next === ch;
      return toEnd({ line, column: c }, { line, column: c + (isDouble ? 2 : 1) });
    }
  }
  return null;
}
