/** Source to code object as the corpus wants it: errors as [type, message, positions...] instead of exceptions. */
import type { CodeObject } from "../../src/bytecode/values.js";
import { codegen } from "../../src/compiler/codegen/codegen.js";
import type { OrderStaticAttributes } from "../../src/compiler/codegen/compiler.js";
import { PyException, PySyntaxError, WarningList } from "../../src/compiler/errors.js";
import { foldAst } from "../../src/compiler/fold/fold.js";
import { futureFromAst } from "../../src/compiler/future.js";
import { parse } from "../../src/compiler/parser/parse.js";
import { buildSymtable } from "../../src/compiler/symtable/build.js";

export function compileForCorpus(
  source: Uint8Array,
  filename: string,
  optimize: number,
  genexpGetIter: boolean,
  orderStaticAttributes?: OrderStaticAttributes,
): CodeObject | unknown[] {
  const warnings = new WarningList();
  try {
    const tree = parse(source, filename, "exec", { warnings });
    const future = futureFromAst(tree, filename);
    foldAst(tree, optimize, future.features);
    const symtable = buildSymtable(tree, filename, future.features);
    return codegen(tree, symtable, {
      filename,
      future,
      flags: future.features,
      optimize,
      warnings,
      genexpGetIter,
      ...(orderStaticAttributes === undefined ? {} : { orderStaticAttributes }),
    });
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
