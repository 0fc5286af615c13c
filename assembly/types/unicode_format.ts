/**
 * Texts made by native code: literals and printf-like formats (PyUnicode_FromFormat).
 */
import { PyObject } from "../object/layout";
/** `new` str of an AssemblyScript literal (UTF-16, joined surrogates). */
export function PyUnicode_FromLiteral(lit: string): PyObject | null {
  unreachable();
}
/** `new` str; directives in docs/machine.md. */
export function PyUnicode_FromFormat(
  fmt: string,
  a: usize = 0,
  b: usize = 0,
  c: usize = 0,
  d: usize = 0,
  e: usize = 0,
): PyObject | null {
  unreachable();
}
