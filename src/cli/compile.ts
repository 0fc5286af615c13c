/**
 * `krait compile [-O | -OO] FILE [-o OUT.pyc]` and `krait compile --batch LISTFILE --outdir DIR`: sources to .pyc files that
 * CPython 3.13 and krait run. In a batch OUT is DIR/<0-based line number>.pyc; a file that does not compile gets DIR/<n>.err
 * with one line of JSON instead.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePyc } from "../bytecode/pyc.js";
import { PyException } from "../compiler/errors.js";
import { compileDeep } from "../machine/deep_compile.js";
import { pythonErrorJson, pythonErrorText } from "./python_errors.js";

const USAGE =
  "usage: krait compile [-O | -OO] FILE [-o OUT.pyc]\n       krait compile [-O | -OO] --batch LISTFILE --outdir DIR\n";

/** The .pyc of a source file; a PyException is Python's own refusal. */
function pycOf(path: string, optimize: number): Uint8Array {
  const source = readFileSync(path);
  const lines = (): string[] => source.toString("utf8").split(/(?<=\n)/);
  const code = compileDeep(source, path, "exec", { optimize, programText: (lineno) => lines()[lineno - 1] ?? null });
  return writePyc(code, Math.floor(statSync(path).mtimeMs / 1000), source.length);
}

function compileOne(path: string, out: string, optimize: number): number {
  try {
    writeFileSync(out, pycOf(path, optimize));
    return 0;
  } catch (error) {
    if (error instanceof PyException) process.stderr.write(pythonErrorText(error));
    else process.stderr.write(`krait compile: ${path}: ${(error as Error).message}\n`);
    return 1;
  }
}

/** Compiles all it can; the exit status is 1 only if a file cannot be read or written. */
function compileBatch(listFile: string, outdir: string, optimize: number): number {
  mkdirSync(outdir, { recursive: true });
  let status = 0;
  const paths = readFileSync(listFile, "utf8").split("\n");
  if (paths.at(-1) === "") paths.pop();
  paths.forEach((path, i) => {
    try {
      writeFileSync(join(outdir, `${i}.pyc`), pycOf(path, optimize));
    } catch (error) {
      if (error instanceof PyException) {
        writeFileSync(join(outdir, `${i}.err`), `${pythonErrorJson(error)}\n`);
      } else {
        process.stderr.write(`krait compile: ${path}: ${(error as Error).message}\n`);
        status = 1;
      }
    }
  });
  return status;
}

export function compileCommand(args: readonly string[]): number {
  let optimize = 0;
  const values = new Map<string, string>();
  const files: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "-O" || arg === "-OO") optimize = arg.length - 1;
    else if (arg === "-o" || arg === "--batch" || arg === "--outdir") values.set(arg, args[++i] ?? "");
    else files.push(arg);
  }
  const batch = values.get("--batch");
  const outdir = values.get("--outdir");
  if (batch !== undefined && outdir !== undefined && files.length === 0) return compileBatch(batch, outdir, optimize);
  if (batch !== undefined || files.length !== 1 || files[0]!.startsWith("-")) {
    process.stderr.write(USAGE);
    return 2;
  }
  const file = files[0]!;
  return compileOne(file, values.get("-o") ?? `${file.replace(/\.py$/, "")}.pyc`, optimize);
}
