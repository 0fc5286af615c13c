/** How Python errors of the compiler look on a terminal: CPython's traceback text for them, without a stack. */
import { type PyException, PySyntaxError } from "../compiler/errors.js";

/** traceback.TracebackException._format_syntax_error */
function syntaxErrorLines(error: PySyntaxError): string[] {
  const lines: string[] = [];
  if (error.lineno !== null) lines.push(`  File "${error.filename}", line ${error.lineno}`);
  if (error.text === null) return lines;
  const points = Array.from(error.text.replace(/\n+$/, ""));
  let spaces = 0;
  while (spaces < points.length && " \n\f".includes(points[spaces]!)) spaces++;
  const shown = points.slice(spaces);
  lines.push(`    ${shown.join("")}`);
  if (error.offset === null) return lines;
  let { offset } = error;
  let end = error.lineno === error.end_lineno ? error.end_offset || offset : points.length + 1;
  if (offset > points.length) offset = points.length + 1;
  if (end > points.length + 1) end = points.length + 1;
  if (offset >= end) end = offset + 1;
  const column = offset - 1 - spaces;
  if (column < 0) return lines;
  const indent = shown.slice(0, column).map((ch) => (/\s/.test(ch) ? ch : " "));
  lines.push(`    ${indent.join("").padEnd(column)}${"^".repeat(end - 1 - spaces - column)}`);
  return lines;
}

/** The lines CPython prints for an error of the compiler. */
export function pythonErrorText(error: PyException): string {
  const lines = error instanceof PySyntaxError ? syntaxErrorLines(error) : [];
  return `${[...lines, `${error.type}: ${error.msg}`].join("\n")}\n`;
}

/** One line of JSON for `krait compile --batch`. */
export function pythonErrorJson(error: PyException): string {
  const { type, msg } = error;
  if (!(error instanceof PySyntaxError)) {
    return JSON.stringify({ type, msg, lineno: null, offset: null, end_lineno: null, end_offset: null });
  }
  const { lineno, offset, end_lineno, end_offset } = error;
  return JSON.stringify({ type, msg, lineno, offset, end_lineno, end_offset });
}
