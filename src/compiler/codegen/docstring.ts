/**
 * Docstrings: finding one, and stripping its indentation as 3.13 does at compile time.
 * CPython's counterparts: _PyAST_GetDocString (ast.c), _PyCompile_CleanDoc (compile.c).
 */
import { SurrogateStr } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";

export function getDocString(body: readonly ast.stmt[]): string | SurrogateStr | null {
  const first = body[0];
  if (first === undefined || first.kind !== "Expr" || first.value.kind !== "Constant") return null;
  const { value } = first.value;
  return typeof value === "string" || value instanceof SurrogateStr ? value : null;
}

/** Number of leading spaces. */
function indentation(text: string, start: number): number {
  let i = start;
  while (text.charCodeAt(i) === 32) i++;
  return i - start;
}

/** _PyCompile_CleanDoc: tabs become spaces; the first line loses its indentation, the others the smallest of theirs. */
export function cleanDoc(doc: string | SurrogateStr): string | SurrogateStr {
  if (doc instanceof SurrogateStr) return cleanSurrogates(doc);
  const text = doc.includes("\t") ? expandTabs(doc) : doc;
  let margin = Number.POSITIVE_INFINITY;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    const indent = indentation(text, at + 1);
    const after = text.charCodeAt(at + 1 + indent);
    if (!Number.isNaN(after) && after !== 10) margin = Math.min(margin, indent);
  }
  const first = indentation(text, 0);
  if (!Number.isFinite(margin)) margin = 0;
  if (margin === 0) return first === 0 ? text : text.slice(first);
  let clean = "";
  let at = first;
  for (;;) {
    const end = text.indexOf("\n", at);
    if (end < 0) return clean + text.slice(at);
    clean += text.slice(at, end + 1);
    at = end + 1 + Math.min(margin, indentation(text, end + 1));
  }
}

/** str.expandtabs(8) */
function expandTabs(text: string): string {
  let column = 0;
  let result = "";
  for (const char of text) {
    if (char === "\t") {
      const spaces = 8 - (column % 8);
      result += " ".repeat(spaces);
      column += spaces;
    } else {
      column = char === "\n" || char === "\r" ? 0 : column + 1;
      result += char;
    }
  }
  return result;
}

/** Surrogates stand for themselves: what the strip removes and looks at is ASCII. */
function cleanSurrogates(doc: SurrogateStr): string | SurrogateStr {
  const standIn = Array.from(doc.codePoints, (point) => String.fromCharCode(point < 128 ? point : 0xffff)).join("");
  const clean = cleanDoc(standIn) as string;
  const rest = Array.from(doc.codePoints).filter((point) => point >= 128);
  let next = 0;
  const points = Uint32Array.from(clean, (char) =>
    char.charCodeAt(0) === 0xffff ? rest[next++]! : char.charCodeAt(0),
  );
  return new SurrogateStr(points);
}
