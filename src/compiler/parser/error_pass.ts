/**
 * What to raise for a source that does not parse (CPython: _PyPegen_run_parser and _Pypegen_set_syntax_error): parse once
 * without the `invalid_` rules to learn how far the tokens were read, once with them for a specific message, and let an
 * error of the tokenizer further on win over a mere "invalid syntax".
 */
import { PyException, PySyntaxError, utf8DecodeError } from "../errors.js";
import type { Tokenizer } from "../tokenizer/tokenizer.js";
import { T } from "../tokenizer/tokens.js";
import type { LiteralWarning } from "./literals.js";
import { type ParserOptions, TOO_COMPLEX } from "./parser_base.js";
import { Engine } from "./peg/engine.js";

export interface ErrorPassResult {
  readonly error: PyException;
  /** Escape warnings of the first parse, and how many tokens it read. */
  readonly warnings: LiteralWarning[];
  readonly fill: number;
}

export function findSyntaxError(
  tokenizer: Tokenizer,
  options: ParserOptions,
  mode: string,
  allowIncompleteInput: boolean,
  fileLine: ((lineno: number) => string | null) | null,
): ErrorPassResult {
  const engine = new Engine(tokenizer, options, mode);
  engine.report.fileLine = fileLine;
  let error = attempt(engine, false);
  const warnings = engine.warnings.slice();
  const fill = engine.fill;
  if (allowIncompleteInput && atEndOfSource(tokenizer, fill)) {
    const { report } = engine;
    error = report.atToken(fill - 1, fill, "_IncompleteInputError", "incomplete input", false);
    return { error, warnings, fill };
  }
  if (error === null) {
    error = attempt(engine, true);
    error = error === null ? generic(engine, fill) : afterSpecific(engine, error);
  } else {
    error = afterSpecific(engine, error);
  }
  return { error, warnings, fill: engine.readAll ? tokenizer.tokens.count : fill };
}

function attempt(engine: Engine, callInvalid: boolean): PyException | null {
  try {
    if (engine.parse(callInvalid) !== undefined && !callInvalid) {
      // Only nesting makes the fast parser give up on what the grammar accepts.
      return new PyException("MemoryError", TOO_COMPLEX);
    }
    return null;
  } catch (error) {
    if (error instanceof PyException) return error;
    throw error;
  }
}

function atEndOfSource(tokenizer: Tokenizer, fill: number): boolean {
  const last = tokenizer.tokens.type[fill - 1];
  if (last === T.ERRORTOKEN) return tokenizer.done === "eof" || tokenizer.endOfString;
  return tokenizer.eofToken >= 0 && fill > tokenizer.eofToken;
}

/** A specific error stands, unless the tokenizer finds one of its own behind it. */
function afterSpecific(engine: Engine, error: PyException): PyException {
  const { tokenizer, fill } = engine;
  if (!(error instanceof PySyntaxError)) return error;
  if (tokenizer.tokens.type[fill - 1] === T.ERRORTOKEN) return error;
  if (tokenizer.eofToken >= 0 && fill > tokenizer.eofToken) return error;
  return laterTokenizerError(engine) ?? error;
}

function generic(engine: Engine, firstFill: number): PyException {
  const { tokenizer, fill, report } = engine;
  const tokens = tokenizer.tokens;
  const last = firstFill - 1;
  const type = tokens.type[last]!;
  if (type === T.INDENT || type === T.DEDENT) {
    const msg = type === T.INDENT ? "unexpected indent" : "unexpected unindent";
    return report.atToken(fill - 1, fill, "IndentationError", msg);
  }
  const error = report.atPiece(engine.piece(last), "SyntaxError", "invalid syntax", fill);
  return laterTokenizerError(engine) ?? error;
}

/** CPython reads the rest of the source for this, and so sees the tokenizer's warnings there too. */
function laterTokenizerError(engine: Engine): PyException | null {
  const { tokenizer, fill, report } = engine;
  engine.readAll = true;
  const { type, count, lineno } = tokenizer.tokens;
  if (type[count - 1] !== T.ERRORTOKEN || fill >= count) return null;
  // Inside an f-string the error of the expression stands against a later "expecting '}'".
  if (tokenizer.modes.length > 0) return null;
  if (tokenizer.done === "decode") {
    return utf8DecodeError(tokenizer.decodeMessage, tokenizer.bytes.subarray(tokenizer.start, tokenizer.pos));
  }
  if (tokenizer.done === "error") return report.tokenizerError(count);
  if (tokenizer.level > 0 && lineno[fill - 1]! > tokenizer.parenLines[tokenizer.level - 1]!)
    return report.unclosed(count);
  return null;
}
