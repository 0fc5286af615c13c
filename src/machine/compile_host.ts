/**
 * The compiler as the machine sees it: source bytes in, marshal bytes out. A Python error travels as a marshalled tuple that
 * assembly/vm/code_runner.ts raises.
 */
import { dumps, dumpsForMachine } from "../bytecode/marshal.js";
import { PyCF_ONLY_AST } from "../bytecode/flags.js";
import { PyTuple } from "../bytecode/values.js";
import { compile, parseToAst } from "../compiler/compile.js";
import { PyException, PySyntaxError } from "../compiler/errors.js";
import { internedAtStart } from "./interned_file.js";
import { treeConstant } from "./ast_host.js";

const MODES = ["exec", "eval", "single"] as const;
const TREE_MODES = ["exec", "eval", "single", "func_type"] as const;

/** Marshal data of an exception that the compiler raised; anything else is a fault of ours and says so as SystemError. */
export function errorBytes(error: unknown): Uint8Array {
  if (error instanceof PySyntaxError) {
    const number = (n: number | null) => (n === null || n === undefined ? null : BigInt(n));
    return dumps(
      new PyTuple([
        error.type,
        error.msg,
        error.filename ?? null,
        number(error.lineno),
        number(error.offset),
        error.text ?? null,
        number(error.end_lineno),
        number(error.end_offset),
      ]),
    );
  }
  if (error instanceof PyException) return dumps(new PyTuple([error.type, error.msg]));
  const message = error instanceof Error ? error.message : String(error);
  return dumps(new PyTuple(["SystemError", `internal error of the compiler: ${message}`]));
}

export function compileToBytes(
  source: Uint8Array | string,
  filename: string,
  mode: number,
  flags: number,
  optimize: number,
): Uint8Array {
  try {
    if (flags & PyCF_ONLY_AST) {
      return dumps(treeConstant(parseToAst(source, filename, TREE_MODES[mode] ?? "exec", { flags, optimize })));
    }
    return dumpsForMachine(
      compile(source, filename, MODES[mode] ?? "exec", { flags, optimize, interned: internedAtStart }),
    );
  } catch (error) {
    return errorBytes(error);
  }
}
