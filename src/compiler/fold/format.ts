/**
 * "..." % (a, b) with only %s, %r, %a becomes an f-string. CPython's counterpart: optimize_format (ast_opt.c).
 */
import { Constant, type expr, FormattedValue, JoinedStr, type Tuple } from "../ast/nodes.js";

const MAX_DIGITS = 3;
const FIELD = /^([-+ #0]*)([1-9][0-9]*)?(?:(\.)([0-9]*))?(.)/su;

/** Returns null where the format is not one of those; nothing is changed then. */
export function optimizeFormat(node: expr, format: string, tuple: Tuple): JoinedStr | null {
  const { elts } = tuple;
  if (elts.some((elt) => elt.kind === "Starred")) return null;
  const values: expr[] = [];
  let count = 0;
  for (let at = 0; ; ) {
    const start = at;
    while (at < format.length) {
      if (format[at] !== "%") at++;
      else if (format[at + 1] === "%") at += 2;
      else break;
    }
    if (at > start) values.push(Constant(format.slice(start, at).replaceAll("%%", "%"), null, -1, -1, -1, -1));
    if (at >= format.length) break;
    if (count >= elts.length) return null;
    const arg = elts[count++]!;
    const field = FIELD.exec(format.slice(at + 1));
    const value = field === null ? null : parseFormat(field, arg);
    if (value === null) return null;
    values.push(value);
    at += 1 + field![0].length;
  }
  if (count < elts.length) return null;
  return JoinedStr(values, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset);
}

function parseFormat(field: RegExpExecArray, arg: expr): FormattedValue | null {
  const [, flags, width, dot, precision, conversion] = field as unknown as string[];
  if (conversion !== "s" && conversion !== "r" && conversion !== "a") return null;
  if ((width?.length ?? 0) >= MAX_DIGITS || (precision?.length ?? 0) >= MAX_DIGITS) return null;
  let spec = "";
  if (width !== undefined) spec += flags!.includes("-") ? width : `>${width}`;
  if (dot !== undefined) spec += `.${Number(precision)}`;
  const { lineno, col_offset, end_lineno, end_col_offset } = arg;
  const formatSpec = spec === "" ? null : Constant(spec, null, -1, -1, -1, -1);
  return FormattedValue(arg, conversion.charCodeAt(0), formatSpec, lineno, col_offset, end_lineno, end_col_offset);
}
