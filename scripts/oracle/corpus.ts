/**
 * `npm run corpus`: compiles whole folders of Python files and compares every code object, field by field, with CPython's.
 *
 *   corpus [--lib DIR | --files FILE...] [--optimize N] [--mode M] [--flags N] [--show N] [--sample N] [--work DIR] [--native]
 *
 * Without --lib: the 531 files of the npm oracle's python_stdlib.zip against that oracle (CPython 3.13.2). With --lib or
 * --files: those files against it too, or with --native against python3.13 (PYTHON, PYENV_VERSION=3.13.0), whose generator
 * expressions have no GET_ITER of their own and whose sets are in the order of PYTHONHASHSEED=0. References are kept in the
 * work directory. Exit code 1 if anything differs.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { loads } from "../../src/bytecode/marshal.js";
import { CodeObject } from "../../src/bytecode/values.js";
import { WarningList } from "../../src/compiler/errors.js";
import { compareCode, countCodes, type Difference } from "./compare_code.js";
import { type CompileMode, compileForCorpus } from "./compile_source.js";
import { option, pythonFiles, sampleOf, zipFiles } from "./library_files.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const native = process.argv.includes("--native");
const optimize = Number(option("optimize") ?? 0);
const flags = Number(option("flags") ?? 0);
const mode = (option("mode") ?? "exec") as CompileMode;
const show = Number(option("show") ?? 10);
const work = option("work") ?? join(tmpdir(), "krait-corpus");

interface Source {
  readonly name: string;
  readonly path: string;
}

interface Reference {
  readonly result: CodeObject | unknown[];
  /** [category, message, line] of each. */
  readonly warnings: unknown[];
}

async function loadOracle() {
  const { loadPyodide } = await import("pyodide");
  return loadPyodide();
}

type Oracle = Awaited<ReturnType<typeof loadOracle>>;

async function writeReference(sources: readonly Source[], out: string, oracle: () => Promise<Oracle>): Promise<void> {
  const script = here("corpus_reference.py");
  const list = `${out}.list`;
  writeFileSync(list, sources.map(({ name, path }) => `${name}\t${path}`).join("\n"));
  if (native) {
    const env = { ...process.env, PYENV_VERSION: "3.13.0", PYTHONHASHSEED: "0" };
    execFileSync(process.env["PYTHON"] ?? "python3.13", [script, list, out, mode, String(flags), String(optimize)], {
      env,
    });
    return;
  }
  const py = await oracle();
  py.runPython(readFileSync(script, "utf8").split('if __name__ == "__main__"')[0]!);
  const inputs = sources.map(({ name, path }) => [name, new Uint8Array(readFileSync(path))]);
  const reference = py.globals.get("reference");
  const read = py.runPython("lambda pairs: ((name, bytes(data.to_py())) for name, data in pairs)");
  reference(read(inputs), "/reference.bin", mode, flags, optimize);
  writeFileSync(out, py.FS.readFile("/reference.bin"));
}

function* readReference(path: string): Generator<Reference> {
  const data = readFileSync(path);
  let at = 0;
  const section = (): CodeObject | unknown[] => {
    const length = data.readUInt32LE(at);
    const body = data.subarray(at + 5, at + 5 + length);
    const isCode = data[at + 4] === 67;
    at += 5 + length;
    return isCode ? (loads(body) as CodeObject) : (JSON.parse(body.toString()) as unknown[]);
  };
  while (at < data.length) yield { result: section(), warnings: section() as unknown[] };
}

/** What differs: the code objects, or the error, or the warnings. */
function differencesOf(result: CodeObject | unknown[], warnings: unknown[], expected: Reference): Difference[] {
  const wanted = expected.result;
  if (!(result instanceof CodeObject && wanted instanceof CodeObject)) {
    const text = (x: CodeObject | unknown[]): string => (x instanceof CodeObject ? "code" : JSON.stringify(x));
    if (text(result) === text(wanted)) return [];
    return [{ qualname: "error", text: `${text(result)}, wanted ${text(wanted)}` }];
  }
  const differences = compareCode(result, wanted);
  if (differences.length === 0 && JSON.stringify(warnings) !== JSON.stringify(expected.warnings))
    return [{ qualname: "warnings", text: `${JSON.stringify(warnings)}, wanted ${JSON.stringify(expected.warnings)}` }];
  return differences;
}

function report(source: Source, differences: readonly Difference[]): void {
  console.log(`--- ${source.name}: ${differences.length} code objects differ`);
  for (const { qualname, text } of differences.slice(0, 3)) console.log(`  ${qualname}: ${text}`);
}

async function main(): Promise<void> {
  mkdirSync(work, { recursive: true });
  let loaded: Promise<Oracle> | undefined;
  const oracle = (): Promise<Oracle> => (loaded ??= loadOracle());
  const lib = option("lib");
  const files = process.argv.includes("--files")
    ? process.argv.slice(process.argv.indexOf("--files") + 1).filter((arg) => arg.endsWith(".py"))
    : lib === undefined
      ? zipFiles(work)
      : pythonFiles(lib);
  const root = lib ?? join(work, "zip");
  const sample = sampleOf(files, Number(option("sample") ?? files.length));
  const sources = sample.map((path) => ({ path, name: relative(root, path) }));
  const key = createHash("md5").update(
    `3 ${native} ${mode} ${flags} ${optimize} ${sources.map(({ name }) => name).join("\n")}`,
  );
  for (const { path } of sources) key.update(readFileSync(path));
  const reference = join(work, `${key.digest("hex")}.bin`);
  if (!existsSync(reference)) await writeReference(sources, reference, oracle);

  let codes = 0;
  let codesSame = 0;
  let filesSame = 0;
  let shown = 0;
  let i = 0;
  let time = 0;
  for (const expected of readReference(reference)) {
    const source = sources[i++]!;
    const bytes = readFileSync(source.path);
    const wanted = expected.result;
    const warnings = new WarningList();
    const start = performance.now();
    const result = compileForCorpus(bytes, source.name, mode, {
      optimize,
      flags,
      warnings,
      genexpGetIter: !native,
    });
    time += performance.now() - start;
    const ourWarnings = warnings.warnings.map(({ category, msg, lineno }) => [category, msg, lineno]);
    const differences = differencesOf(result, ourWarnings, expected);
    const count = wanted instanceof CodeObject ? countCodes(wanted) : 0;
    codes += count;
    codesSame += result instanceof CodeObject ? Math.max(0, count - differences.length) : 0;
    if (differences.length === 0) filesSame++;
    else if (shown++ < show) report(source, differences);
  }
  console.log(
    `${filesSame} of ${i} files identical, ${codesSame} of ${codes} code objects (${mode}, flags ${flags}, optimize ${optimize}); ours took ${Math.round(time)} ms`,
  );
  if (filesSame !== i) process.exitCode = 1;
}

await main();
