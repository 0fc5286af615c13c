/**
 * The parser's front door (CPython: _PyPegen_run_parser and friends): source to AST, or CPython's SyntaxError.
 *
 * First the fast parser runs. If it gives up, the error pass (peg/) parses again with CPython's own grammar, rule by rule,
 * first without and then with the `invalid_` rules, and raises what CPython raises.
 */
import type * as ast from "../ast/nodes.js";
import { StackExhausted, type WarningSink } from "../errors.js";
import { releaseTokenBuffer } from "../tokenizer/buffer.js";
import { readSource, sliceText } from "../tokenizer/source.js";
import { Tokenizer, type TokenizerWarning } from "../tokenizer/tokenizer.js";
import { nameTable } from "../tokenizer/tokens.js";
import { findSyntaxError } from "./error_pass.js";
import { LiteralError, type LiteralWarning, limitIntDigits } from "./literals.js";
import { FAIL, type ParserOptions, StackOverflow, TOO_COMPLEX } from "./parser_base.js";
import { ErrorReporter } from "./peg/report.js";
import { Parser } from "./statements.js";

export type ParseMode = "exec" | "eval" | "single" | "func_type";

export interface ParseFlags {
  /** PyCF_TYPE_COMMENTS */
  readonly typeComments?: boolean;
  /** PyCF_ALLOW_INCOMPLETE_INPUT */
  readonly allowIncompleteInput?: boolean;
  /** PyCF_DONT_IMPLY_DEDENT */
  readonly dontImplyDedent?: boolean;
  /** CO_FUTURE_BARRY_AS_BDFL inherited from the caller; the import in the source itself changes nothing. */
  readonly barryAsBdfl?: boolean;
  /** Minor version, 13 unless `ast.parse(feature_version=...)` says otherwise. */
  readonly featureVersion?: number;
  readonly warnings?: WarningSink;
  /** sys.get_int_max_str_digits(); 4300 unless the program has set it. */
  readonly maxIntDigits?: number | undefined;
  /** The lines of the file called `filename`, if there is one: CPython shows an error's line from there. */
  readonly fileLine?: (lineno: number) => string | null;
}

export function parse(
  source: Uint8Array | string,
  filename: string,
  mode: ParseMode = "exec",
  flags: ParseFlags = {},
): ast.Mod {
  nameTable.trim();
  limitIntDigits(flags.maxIntDigits ?? 4300);
  const text = readSource(source, filename, mode === "exec");
  const tokenizer = new Tokenizer(text, flags.typeComments ?? false, mode === "single", !flags.dontImplyDedent);
  try {
    tokenizer.run();
    return parseTokens(tokenizer, mode, flags);
  } finally {
    releaseTokenBuffer(tokenizer.tokens);
  }
}

function parseTokens(tokenizer: Tokenizer, mode: ParseMode, flags: ParseFlags): ast.Mod {
  const options = (): ParserOptions => ({
    featureVersion: flags.featureVersion ?? 13,
    barryAsBdfl: flags.barryAsBdfl ?? false,
    typeComments: flags.typeComments ?? false,
  });
  const parser = new Parser(tokenizer, options());
  const tree = runFast(parser, mode);
  if (tree !== null) {
    emitWarnings(tokenizer, parser.warnings, tokenizer.tokens.count, flags);
    if (mode === "single") checkSingleStatement(tokenizer, parser.pos);
    return tree;
  }
  const { error, warnings, fill } = findSyntaxError(
    tokenizer,
    options(),
    mode,
    flags.allowIncompleteInput ?? false,
    (mode === "exec" && flags.fileLine) || null,
  );
  emitWarnings(tokenizer, warnings, fill, flags);
  throw error;
}

/** The tree, or null if the source does not parse. */
function runFast(parser: Parser, mode: ParseMode): ast.Mod | null {
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
    // The error pass has no recursion of its own and decides what nesting too deep for this parser means.
    if (error instanceof RangeError && /call stack/.test(error.message))
      throw new StackExhausted("MemoryError", TOO_COMPLEX);
    if (error instanceof StackOverflow) return null;
    if (error === FAIL || error instanceof LiteralError) return null;
    throw error;
  }
}

/** Hands the warnings over in the order of their tokens; a warning that the sink makes an error is raised at its token. */
function emitWarnings(tokenizer: Tokenizer, literals: LiteralWarning[], fill: number, flags: ParseFlags): void {
  const sink = flags.warnings;
  if (sink === undefined || (literals.length === 0 && tokenizer.warnings.length === 0)) return;
  const category = (flags.featureVersion ?? 13) >= 12 ? "SyntaxWarning" : "DeprecationWarning";
  const all: (LiteralWarning | TokenizerWarning)[] = [...literals];
  for (const warning of tokenizer.warnings) if (warning.token < fill) all.push(warning);
  all.sort((a, b) => a.token - b.token);
  const { filename } = tokenizer.source;
  for (const warning of all) {
    const { msg, lineno, token } = warning;
    if (!sink.warn({ category: "lineStart" in warning ? "SyntaxWarning" : category, msg, filename, lineno })) continue;
    if ("lineStart" in warning) {
      tokenizer.failWith(warning);
      throw new ErrorReporter(tokenizer, "exec").tokenizerError(tokenizer.tokens.count);
    }
    throw new ErrorReporter(tokenizer, "exec").atToken(token, token + 1, "SyntaxError", msg);
  }
}

/** `single` takes one statement: whatever follows its `count` tokens but blank lines and comments is an error. */
function checkSingleStatement(tokenizer: Tokenizer, count: number): void {
  const report = new ErrorReporter(tokenizer, "single");
  const rest = sliceText(tokenizer.source, report.cursor(count).offset, tokenizer.length);
  if (/^(?:[ \t\n\f]|#[^\n]*)*$/.test(rest)) return;
  const msg = "multiple statements found while compiling a single statement";
  throw report.atToken(count - 1, count, "SyntaxError", msg);
}
