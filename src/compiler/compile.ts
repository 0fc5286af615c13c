/**
 * compile(): source or tree in, code object out, through CPython's own phases; and the ways in which a script, the REPLs and a
 * notebook cut a source into pieces that are compiled one by one, which decides what constants they share.
 *
 * CPython's counterparts: builtin_compile_impl (bltinmodule.c), _PyAST_Compile (compile.c), Lib/codeop.py, Lib/code.py.
 * Bad Python ends in a PyException of errors.ts; nothing else is thrown, however deep or large the source is.
 */
import {
  PyCF_ALLOW_INCOMPLETE_INPUT,
  PyCF_COMPILE_MASK,
  PyCF_DONT_IMPLY_DEDENT,
  PyCF_MASK,
  PyCF_MASK_OBSOLETE,
  PyCF_ONLY_AST,
  PyCF_OPTIMIZED_AST,
  PyCF_TYPE_COMMENTS,
} from "../bytecode/flags.js";
import type { CodeObject } from "../bytecode/values.js";
import { identifiersOf } from "./ast/identifiers.js";
import { Interactive, Module, type mod, type stmt } from "./ast/nodes.js";
import { codegen } from "./codegen/codegen.js";
import { PyException, PySyntaxError, StackExhausted, WarningList, type WarningSink } from "./errors.js";
import { foldAst, recursionError } from "./fold/fold.js";
import { CO_FUTURE_BARRY_AS_BDFL, futureFromAst } from "./future.js";
import { type ParseMode, parse } from "./parser/parse.js";
import { buildSymtable } from "./symtable/build.js";
import { checkFile } from "./tokenizer/source.js";
import type { Tuning } from "./tuning.js";

export interface CompileOptions extends Tuning {
  /** PyCF_* and CO_FUTURE_* in force at the caller. */
  readonly flags?: number;
  /** -O level: 0 keeps asserts, 1 drops them, 2 drops docstrings too. -1 is 0. */
  readonly optimize?: number;
  /** Minor version of the grammar, 13 by default (`feature_version`). */
  readonly featureVersion?: number;
  /** The source is a program's file, in whose bytes CPython finds faults of its own. */
  readonly isFile?: boolean;
  /** Most digits of a decimal literal, 0 for any number; 4300 by default. */
  readonly maxIntDigits?: number;
  /** Where SyntaxWarnings go; by default they are dropped. */
  readonly warnings?: WarningSink;
  /** Whether the process has interned a string before it compiles: it decides how constant sets iterate. None is by default. */
  readonly interned?: (text: string) => boolean;
  /** A line of the file by number, if `filename` is one: CPython shows the line of an error from the disk. */
  readonly programText?: (lineno: number) => string | null;
}

function checkArguments(mode: string, flags: number, optimize: number): void {
  if ((flags & ~(PyCF_MASK | PyCF_MASK_OBSOLETE | PyCF_COMPILE_MASK)) !== 0) {
    throw new PyException("ValueError", "compile(): unrecognised flags");
  }
  if (optimize < -1 || optimize > 2) throw new PyException("ValueError", "compile(): invalid optimize value");
  if (mode === "func_type" && (flags & PyCF_ONLY_AST) === 0) {
    throw new PyException("ValueError", "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
  }
  if (mode === "exec" || mode === "eval" || mode === "single" || mode === "func_type") return;
  const last = (flags & PyCF_ONLY_AST) !== 0 ? "'single' or 'func_type'" : "or 'single'";
  throw new PyException(
    "ValueError",
    `compile() mode must be 'exec', 'eval'${last.startsWith("or") ? " " : ", "}${last}`,
  );
}

/** Runs a phase; running out of JavaScript's stack is Python's RecursionError, unless a larger stack is at hand. */
export function guarded<T>(phase: () => T): T {
  try {
    return phase();
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      const { type, msg } = recursionError();
      throw new StackExhausted(type, msg);
    }
    throw error;
  }
}

function parseSource(source: Uint8Array | string, filename: string, mode: ParseMode, options: CompileOptions): mod {
  const flags = options.flags ?? 0;
  if (options.isFile && typeof source !== "string") checkFile(source, filename);
  return parse(source, filename, mode, {
    typeComments: (flags & PyCF_TYPE_COMMENTS) !== 0,
    allowIncompleteInput: (flags & PyCF_ALLOW_INCOMPLETE_INPUT) !== 0,
    dontImplyDedent: (flags & PyCF_DONT_IMPLY_DEDENT) !== 0,
    barryAsBdfl: (flags & CO_FUTURE_BARRY_AS_BDFL) !== 0,
    featureVersion: options.featureVersion ?? 13,
    warnings: options.warnings,
    maxIntDigits: options.maxIntDigits,
    fileLine: options.programText,
  });
}

/** compile(source, filename, mode, flags | PyCF_ONLY_AST): the tree, folded if PyCF_OPTIMIZED_AST asks for it. */
export function parseToAst(
  source: Uint8Array | string,
  filename: string,
  mode: ParseMode = "exec",
  options: CompileOptions = {},
): mod {
  const flags = (options.flags ?? 0) | PyCF_ONLY_AST;
  const optimize = options.optimize ?? -1;
  checkArguments(mode, flags, optimize);
  return guarded(() => {
    const tree = parseSource(source, filename, mode, options);
    if ((flags & PyCF_OPTIMIZED_AST) !== PyCF_OPTIMIZED_AST) return tree;
    return optimizeTree(tree, filename, { ...options, flags });
  });
}

/** The tree as PyCF_OPTIMIZED_AST shows it. Changes it. */
export function optimizeTree(tree: mod, filename: string, options: CompileOptions): mod {
  const { features } = futureFromAst(tree, filename);
  foldAst(tree, Math.max(options.optimize ?? -1, 0), features | (options.flags ?? 0), true, options.warnings, filename);
  return tree;
}

/** Errors of the symbol table and code generation lack the line's text, as the tree has none. */
function withText(error: unknown, options: CompileOptions): unknown {
  if (!(error instanceof PySyntaxError) || error.text !== null || error.lineno === null) return error;
  const text = options.programText?.(error.lineno) ?? null;
  if (text === null) return error;
  const { type, msg, filename, lineno, offset, end_lineno, end_offset, placedLater } = error;
  return new PySyntaxError(
    type as "SyntaxError",
    msg,
    filename,
    lineno,
    offset,
    end_lineno,
    end_offset,
    text,
    placedLater,
  );
}

/** _PyAST_Compile. Consumes the tree: folding changes it. */
export function compileAst(tree: mod, filename: string, options: CompileOptions = {}): CodeObject {
  const flags = options.flags ?? 0;
  const optimize = Math.max(options.optimize ?? -1, 0);
  return guarded(() => {
    try {
      const future = futureFromAst(tree, filename);
      const merged = flags | future.features;
      foldAst(tree, optimize, merged, options.passes !== "none", options.warnings, filename);
      const symtable = buildSymtable(tree, filename, merged);
      const warnings = options.warnings ?? new WarningList();
      let names: ReadonlySet<string> | undefined;
      const interned = (text: string): boolean =>
        (names ??= identifiersOf(tree)).has(text) || (options.interned?.(text) ?? false);
      return codegen(tree, symtable, {
        filename,
        future,
        flags: merged,
        optimize,
        warnings,
        interned,
        tuning: options,
      });
    } catch (error) {
      throw withText(error, options);
    }
  });
}

/** compile(source, filename, mode, flags, dont_inherit=True, optimize). */
export function compile(
  source: Uint8Array | string,
  filename: string,
  mode: "exec" | "eval" | "single" = "exec",
  options: CompileOptions = {},
): CodeObject {
  checkArguments(mode, options.flags ?? 0, options.optimize ?? -1);
  const tree = guarded(() => parseSource(source, filename, mode, options));
  return compileAst(tree, filename, options);
}

/**
 * Who reads the source: a script is one piece; the basic REPL and the `code` module compile what stands on one line together;
 * the REPL of 3.13 and a notebook cell compile every statement alone.
 */
export type CellStyle = "script" | "repl-basic" | "repl-3.13" | "cell";

export interface CellPiece {
  readonly code: CodeObject;
  /** Whether running it hands the value of its expressions to sys.displayhook. */
  readonly display: boolean;
}

/** The pieces of a source in order. A future import counts for the pieces after it. */
export function compileCell(
  source: Uint8Array | string,
  filename: string,
  style: CellStyle,
  options: CompileOptions = {},
): CellPiece[] {
  if (style === "script") return [{ code: compile(source, filename, "exec", options), display: false }];
  const tree = guarded(() => parseSource(source, filename, "exec", options));
  const body = tree.kind === "Module" ? tree.body : [];
  let flags = options.flags ?? 0;
  return cut(body, style).map(({ stmts, display }) => {
    const piece = display ? Interactive([...stmts]) : Module([...stmts], []);
    flags |= futureFromAst(piece, filename).features;
    return { code: compileAst(piece, filename, { ...options, flags }), display };
  });
}

function cut(body: readonly stmt[], style: CellStyle): { stmts: stmt[]; display: boolean }[] {
  const last = body[body.length - 1];
  if (style === "repl-3.13") return body.map((s) => ({ stmts: [s], display: s === last }));
  if (style === "cell") return body.map((s) => ({ stmts: [s], display: s === last && s.kind === "Expr" }));
  const pieces: { stmts: stmt[]; display: boolean }[] = [];
  let endLine = -1;
  for (const s of body) {
    if (s.lineno === endLine) pieces[pieces.length - 1]!.stmts.push(s);
    else pieces.push({ stmts: [s], display: true });
    endLine = s.end_lineno;
  }
  return pieces;
}
