/**
 * The compiler as the machine sees it: source bytes in, marshal bytes out. A Python error travels as a marshalled tuple that
 * assembly/vm/code_runner.ts raises.
 */
import { PyCF_ONLY_AST } from "../bytecode/flags.js";
import { type ConstantScope, dumps, dumpsForMachine, loads } from "../bytecode/marshal.js";
import { PyTuple } from "../bytecode/values.js";
import { validateAst } from "../compiler/ast/validate.js";
import { type CompileOptions, compileAst, guarded, optimizeTree, parseToAst } from "../compiler/compile.js";
import { PyException, PySyntaxError, type PyWarning, type WarningSink } from "../compiler/errors.js";
import { recursionError } from "../compiler/fold/fold.js";
import { treeConstant, treeOfConstant } from "./ast_host.js";
import { CompileCache } from "./compile_cache.js";
import { compileDeep } from "./deep_compile.js";
import { internedAtStart } from "./interned_file.js";
import type { LineSource } from "./source_lines.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

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
        ...(error.placedLater ? [true] : []),
      ]),
    );
  }
  if (error instanceof PyException) {
    const args = error.args === null ? [] : [new PyTuple(error.args)];
    return dumps(new PyTuple([error.type, error.msg, ...args]));
  }
  if (error instanceof RangeError && /call stack/.test(error.message)) return errorBytes(recursionError());
  const message = error instanceof Error ? error.message : String(error);
  return dumps(new PyTuple(["SystemError", `internal error of the compiler: ${message}`]));
}

/** What the machine hands over to be compiled: bytes of a file, text, or a tree in the tuple of ast_host.ts. */
export const FORM_BYTES = 0;
export const FORM_TEXT = 1;
export const FORM_TREE = 2;

export interface CompileRequest {
  readonly data: Uint8Array;
  readonly form: number;
  readonly filename: string;
  readonly mode: number;
  readonly flags: number;
  /** -1: the machine's own -O level. */
  readonly optimize: number;
  readonly featureVersion: number;
  /** sys.get_int_max_str_digits() */
  readonly maxIntDigits: number;
  /** The number of the warning that the program's filters make an error; -1: none. */
  readonly errorAt: number;
}

/** Keeps the warnings of a compilation, so that the program's filters can judge them; a warning found to be an error is raised the next time. */
class WarningKeeper implements WarningSink {
  readonly kept: PyWarning[] = [];

  constructor(private readonly errorAt: number) {}

  warn(warning: PyWarning): boolean {
    this.kept.push(warning);
    return this.kept.length - 1 === this.errorAt;
  }
}

export class CompilerHost {
  private warnings: readonly PyWarning[] = [];
  private readonly cache = new CompileCache();

  constructor(
    private readonly optimize: number,
    private readonly lines: LineSource,
    private readonly mergeConstants: ConstantScope = "module",
  ) {}

  /** Marshal data of the code object, the tree or the error. */
  compile(request: CompileRequest): Uint8Array {
    const sink = new WarningKeeper(request.errorAt);
    this.warnings = sink.kept;
    const { filename, flags } = request;
    const options: CompileOptions = {
      flags: flags & ~PyCF_ONLY_AST,
      optimize: request.optimize < 0 ? this.optimize : request.optimize,
      featureVersion: request.featureVersion < 0 ? 13 : request.featureVersion,
      warnings: sink,
      maxIntDigits: request.maxIntDigits,
      interned: internedAtStart,
      mergeConstants: this.mergeConstants,
      programText: (lineno) => {
        const line = this.lines(filename)?.[lineno - 1];
        return line === undefined ? null : `${line}\n`;
      },
    };
    try {
      if (request.form === FORM_TREE) return this.fromTree(request, options);
      const source = request.form === FORM_TEXT ? decoder.decode(request.data) : request.data;
      if ((flags & PyCF_ONLY_AST) === 0 && typeof source === "string" && request.errorAt === -1) {
        return this.compileText(source, request, options, sink);
      }
      if ((flags & PyCF_ONLY_AST) === 0) {
        const code = compileDeep(source, filename, MODES[request.mode] ?? "exec", options);
        return dumpsForMachine(code, this.mergeConstants);
      }
      return dumps(
        treeConstant(parseToAst(source, filename, TREE_MODES[request.mode] ?? "exec", { ...options, flags })),
      );
    } catch (error) {
      return errorBytes(error);
    }
  }

  /** Marshal data of a text's code object: of this compilation or of an earlier one of the same text. */
  private compileText(
    source: string,
    request: CompileRequest,
    options: CompileOptions,
    sink: WarningKeeper,
  ): Uint8Array {
    const { filename, mode } = request;
    const { flags, optimize, featureVersion, maxIntDigits } = options;
    const key = `${mode} ${flags} ${optimize} ${featureVersion} ${maxIntDigits} ${filename}\n${source}`;
    const found = this.cache.find(key);
    if (found !== undefined) {
      this.warnings = found.warnings;
      return found.bytes;
    }
    const code = compileDeep(source, filename, MODES[mode] ?? "exec", options);
    const bytes = dumpsForMachine(code, this.mergeConstants);
    this.cache.keep(key, { bytes, warnings: sink.kept });
    return bytes;
  }

  /** A program's own source; `errorAt` as in CompileRequest. */
  program(
    source: Uint8Array | string,
    filename: string,
    options: CompileOptions,
    errorAt: number,
    decode?: (source: Uint8Array, encoding: string) => string | null,
  ): Uint8Array {
    const sink = new WarningKeeper(errorAt);
    this.warnings = sink.kept;
    try {
      const { optimize, mergeConstants } = this;
      const all = { optimize, mergeConstants, interned: internedAtStart, warnings: sink, ...options };
      return dumpsForMachine(compileDeep(source, filename, "exec", all), mergeConstants);
    } catch (error) {
      // an encoding that the compiler does not know may be one of the program's codecs
      const unknown = /^unknown encoding: (.*)$/.exec(error instanceof Error ? error.message : "");
      if (unknown !== null && decode !== undefined && typeof source !== "string") {
        const text = decode(source, unknown[1]!);
        if (text !== null) return this.program(text, filename, options, errorAt);
      }
      return errorBytes(error);
    }
  }

  private fromTree({ data, filename, flags }: CompileRequest, options: CompileOptions): Uint8Array {
    return guarded(() => {
      const tree = treeOfConstant(loads(data) as PyTuple);
      validateAst(tree);
      if ((flags & PyCF_ONLY_AST) === 0)
        return dumpsForMachine(compileAst(tree, filename, options), this.mergeConstants);
      return dumps(treeConstant(optimizeTree(tree, filename, { ...options, flags })));
    });
  }

  /** Marshal data of ((category, message, line), ...) of the last compilation, or null. */
  takeWarnings(): Uint8Array | null {
    const { warnings } = this;
    this.warnings = [];
    if (warnings.length === 0) return null;
    return dumps(new PyTuple(warnings.map((w) => new PyTuple([w.category, w.msg, BigInt(w.lineno)]))));
  }
}
