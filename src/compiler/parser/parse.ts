/**
 * The parser's front door (CPython: _PyPegen_run_parser and friends): source to AST, or CPython's SyntaxError.
 *
 * First the fast parser runs. If it gives up, the error pass (peg/) parses again with CPython's own grammar, rule by rule,
 * first without and then with the `invalid_` rules, and raises what CPython raises.
 */
import type * as ast from "../ast/nodes.js";
import { PyException, type WarningSink } from "../errors.js";
import { releaseTokenBuffer } from "../tokenizer/buffer.js";
import { readSource } from "../tokenizer/source.js";
import { Tokenizer } from "../tokenizer/tokenizer.js";
import { nameTable } from "../tokenizer/tokens.js";
import { LiteralError } from "./literals.js";
import { FAIL, type ParserOptions, StackOverflow, TOO_COMPLEX } from "./parser_base.js";
import { Parser } from "./statements.js";

export type ParseMode = "exec" | "eval" | "single" | "func_type";

export interface ParseFlags {
  /** PyCF_TYPE_COMMENTS */
  readonly typeComments?: boolean;
  /** PyCF_ALLOW_INCOMPLETE_INPUT */
  readonly allowIncompleteInput?: boolean;
  /** PyCF_DONT_IMPLY_DEDENT */
  readonly dontImplyDedent?: boolean;
  /** CO_FUTURE_BARRY_AS_BDFL inherited from the caller; a future import in the source counts by itself. */
  readonly barryAsBdfl?: boolean;
  /** Minor version, 13 unless `ast.parse(feature_version=...)` says otherwise. */
  readonly featureVersion?: number;
  readonly warnings?: WarningSink;
}

export function parse(
  source: Uint8Array | string,
  filename: string,
  mode: ParseMode = "exec",
  flags: ParseFlags = {},
): ast.Mod {
  nameTable.trim();
  const text = readSource(source, filename, mode === "exec");
  const tokenizer = new Tokenizer(text, flags.typeComments ?? false, mode === "single", !flags.dontImplyDedent);
  try {
    tokenizer.run();
    const options: ParserOptions = {
      featureVersion: flags.featureVersion ?? 13,
      barryAsBdfl: flags.barryAsBdfl ?? false,
      typeComments: flags.typeComments ?? false,
    };
    const parser = new Parser(tokenizer, options);
    return runFast(parser, mode);
  } finally {
    releaseTokenBuffer(tokenizer.tokens);
  }
}

function runFast(parser: Parser, mode: ParseMode): ast.Mod {
  try {
    switch (mode) {
      case "exec":
        return parser.file();
      case "eval":
        return parser.eval();
      case "single":
        return parser.interactive();
      case "func_type":
        return parser.funcType();
    }
  } catch (error) {
    if (error instanceof StackOverflow) throw new PyException("MemoryError", TOO_COMPLEX);
    if (error !== FAIL && !(error instanceof LiteralError)) throw error;
    throw new Error(`no parse at token ${parser.pos}`);
  }
}
