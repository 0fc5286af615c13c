/**
 * The exceptions and warnings that compiling Python source can raise, as the driver hands them to a caller: a Python
 * exception type by name and its attributes. Every phase throws these and nothing else for bad Python; a JavaScript error
 * out of the compiler is a bug of ours.
 *
 * Offsets follow CPython: `offset` and `end_offset` count from 1 in characters for errors of the parser; symbol table and
 * code generation give `col_offset + 1`, which is in bytes, as CPython's `compiler_error` does.
 */

import { PyBytes, type PyConst } from "../bytecode/values.js";

/** Any Python exception: ValueError, MemoryError, RecursionError, UnicodeDecodeError, OverflowError, SystemError ... */
export class PyException extends Error {
  constructor(
    readonly type: string,
    readonly msg: string,
    /** The arguments of an exception that has others than its message. */
    readonly args: readonly PyConst[] | null = null,
  ) {
    super(msg);
    this.name = type;
  }
}

/** UnicodeDecodeError of UTF-8, from its own words about `object`. */
export function utf8DecodeError(text: string, object: Uint8Array): PyException {
  const msg = text.replace("(unicode error) ", "");
  const match = /position (\d+)(?:-(\d+))?: (.*)$/.exec(msg);
  if (match === null) return new PyException("ValueError", msg);
  const start = Number(match[1]);
  const end = (match[2] === undefined ? start : Number(match[2])) + 1;
  const args = ["utf-8", new PyBytes(object.slice()), BigInt(start), BigInt(end), match[3]!];
  return new PyException("UnicodeDecodeError", msg, args);
}

/**
 * The thread's own stack ran out before a limit of CPython's was reached. To a program it is the error it says it is; who can compile with a
 * larger stack does that (src/machine/deep_compile.ts).
 */
export class StackExhausted extends PyException {}

export type SyntaxErrorType = "SyntaxError" | "IndentationError" | "TabError" | "_IncompleteInputError";

export class PySyntaxError extends PyException {
  /** @param text the source line with its newline, or null where CPython has None */
  constructor(
    type: SyntaxErrorType,
    msg: string,
    readonly filename: string,
    readonly lineno: number | null,
    readonly offset: number | null,
    readonly end_lineno: number | null,
    readonly end_offset: number | null,
    readonly text: string | null,
    /** The place is not among the arguments: CPython adds it afterwards (errors of the symbol table and of future imports). */
    readonly placedLater = false,
  ) {
    super(type, msg);
  }
}

export interface PyWarning {
  readonly category: "SyntaxWarning" | "DeprecationWarning";
  readonly msg: string;
  readonly filename: string;
  /** 0: no place of the source, but wherever the program compiles it. */
  readonly lineno: number;
}

/**
 * Receives the compiler's warnings. `warn` returns true if the filters turn the warning into an error; the phase that
 * warned then raises a SyntaxError with the warning's text at the place, as CPython does.
 */
export interface WarningSink {
  warn(warning: PyWarning): boolean;
}

/** The default sink: keeps everything, raises nothing. */
export class WarningList implements WarningSink {
  readonly warnings: PyWarning[] = [];

  warn(warning: PyWarning): boolean {
    this.warnings.push(warning);
    return false;
  }
}
