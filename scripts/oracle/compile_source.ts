/** Source to code object as the corpus wants it: errors as [type, message, positions...] instead of exceptions. */
import type { CodeObject } from "../../src/bytecode/values.js";
import { type CompileOptions, compile } from "../../src/compiler/compile.js";
import { PyException, PySyntaxError } from "../../src/compiler/errors.js";
import { installUnicodeNames } from "../../src/compiler/unicode_names.js";
import { unicodeNamesText } from "../generate/unicode_names.js";

installUnicodeNames(unicodeNamesText);

export type CompileMode = "exec" | "eval" | "single";

export function compileForCorpus(
  source: Uint8Array,
  filename: string,
  mode: CompileMode,
  options: CompileOptions,
): CodeObject | unknown[] {
  try {
    return compile(source, filename, mode, options);
  } catch (error) {
    if (error instanceof PySyntaxError) {
      const { type, msg, lineno, offset, end_lineno, end_offset } = error;
      return [type, msg, lineno, offset, end_lineno, end_offset];
    }
    if (error instanceof PyException) return [error.type, error.msg];
    return [
      "JavaScript",
      error instanceof Error ? String(error.stack).split("\n").slice(0, 4).join(" ") : String(error),
    ];
  }
}
