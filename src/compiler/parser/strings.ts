/**
 * From string tokens to one AST node: concatenation of adjacent literals and the pieces of f-strings (CPython:
 * _PyPegen_concatenate_strings, _PyPegen_joined_str, _PyPegen_formatted_value in Parser/action_helpers.c). Shared by the
 * fast parser and the error pass.
 */
import { PyBytes } from "../../bytecode/values.js";
import * as ast from "../ast/nodes.js";
import { concatBytes, concatStr, LiteralError, type PyStr, strLength } from "./literals.js";

function isEmptyStr(node: ast.expr): boolean {
  if (node.kind !== "Constant" || node.value instanceof PyBytes) return false;
  return strLength(node.value as PyStr) === 0;
}

/** `parts` are Constant (str or bytes) and JoinedStr nodes of adjacent literals; the position is the whole's. */
export function concatenateStrings(
  parts: readonly ast.expr[],
  lineno: number,
  col: number,
  endLineno: number,
  endCol: number,
): ast.expr {
  let bytes = 0;
  let fstring = false;
  for (const part of parts) {
    if (part.kind !== "Constant") fstring = true;
    else if (part.value instanceof PyBytes) bytes++;
  }
  if (bytes > 0 && bytes !== parts.length) throw new LiteralError("cannot mix bytes and nonbytes literals");
  if (!fstring && parts.length === 1) return parts[0]!;
  if (bytes > 0) {
    const values = parts.map((part) => (part as ast.Constant).value as PyBytes);
    return ast.Constant(concatBytes(values), (parts[0] as ast.Constant).kind_, lineno, col, endLineno, endCol);
  }
  const pieces: ast.expr[] = [];
  for (const part of parts) {
    if (part.kind === "JoinedStr") pieces.push(...part.values);
    else pieces.push(part);
  }
  const values = mergeConstants(pieces, fstring);
  return fstring ? ast.JoinedStr(values, lineno, col, endLineno, endCol) : values[0]!;
}

/** Neighbouring constants become one, from the first one's start to the last one's end; in f-strings empty ones vanish. */
function mergeConstants(pieces: readonly ast.expr[], dropEmpty: boolean): ast.expr[] {
  const out: ast.expr[] = [];
  for (let i = 0; i < pieces.length; i++) {
    let piece = pieces[i]!;
    if (piece.kind === "Constant") {
      let j = i;
      while (j + 1 < pieces.length && pieces[j + 1]!.kind === "Constant") j++;
      if (j > i) {
        const run = pieces.slice(i, j + 1) as ast.Constant[];
        const last = run[run.length - 1]!;
        const text = concatStr(run.map((c) => c.value as PyStr));
        const { lineno, col_offset } = piece;
        piece = ast.Constant(text, piece.kind_, lineno, col_offset, last.end_lineno, last.end_col_offset);
        i = j;
      }
      if (dropEmpty && isEmptyStr(piece)) continue;
    }
    out.push(piece);
  }
  return out;
}

/** The format spec `:...` as a JoinedStr. */
export function formatSpec(
  parts: readonly ast.expr[],
  lineno: number,
  col: number,
  endLineno: number,
  endCol: number,
): ast.expr {
  const spec = parts.filter((part) => !isEmptyStr(part));
  if (spec.length === 0 || (spec.length === 1 && spec[0]!.kind === "Constant")) {
    return ast.JoinedStr(spec, lineno, col, endLineno, endCol);
  }
  return concatenateStrings(spec, lineno, col, endLineno, endCol);
}
