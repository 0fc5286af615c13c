/**
 * Compares every code object of many Python files with CPython's, field by field. By default the files are those of the npm
 * oracle's standard library and CPython 3.13.2 in that package is the judge.
 *
 * Usage: npm run corpus -- [--lib DIR] [--native] [--sample N] [--show N] [--optimize 0|1|2]
 *   --lib DIR   all .py files below DIR instead
 *   --native    the judge is PYTHON (default python3.13), a 3.13.0, which emits generator expressions without GET_ITER
 *   --sample N  every k-th file, so that N remain
 *   --show N    print the first N differences (default 5)
 * `__static_attributes__` is compared sorted, frozensets as sets: both come out of hash order.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";
import { disassemble } from "../src/bytecode/dis.js";
import { loads } from "../src/bytecode/marshal.js";
import { pyRepr } from "../src/bytecode/repr.js";
import { CodeObject, type PyConst, PyFrozenSet, PyTuple } from "../src/bytecode/values.js";
import { compile } from "../src/compiler/compile.js";

const root = fileURLToPath(new URL("..", import.meta.url));

function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1]!;
}

const optimize = Number(option("optimize", "0"));
const isNative = process.argv.includes("--native");

/** Writes, for each path given on its standard input, four bytes of length and the marshalled code (none on an error). */
const COMPILE_ALL = `
import marshal, struct, warnings
warnings.simplefilter("ignore")
def compile_all(read, names, optimize, write):
    for name in names:
        try:
            data = marshal.dumps(compile(read(name), name, "exec", dont_inherit=True, optimize=optimize))
        except (SyntaxError, ValueError, MemoryError, RecursionError, UnicodeDecodeError):
            data = b""
        write(struct.pack("<I", len(data)) + data)
`;

interface Corpus {
  readonly names: string[];
  read(name: string): Uint8Array;
}

function libCorpus(dir: string): Corpus {
  const names = readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
  return { names, read: (name) => readFileSync(join(dir, name)) };
}

function sample(names: string[]): string[] {
  const wanted = Number(option("sample", "0"));
  if (wanted === 0 || wanted >= names.length) return names;
  const step = names.length / wanted;
  return Array.from({ length: wanted }, (_, i) => names[Math.floor(i * step)]!);
}

function nativeReference(dir: string, names: string[]): Uint8Array {
  const script = `${COMPILE_ALL}
import json, os, sys
compile_all(lambda name: open(os.path.join(${JSON.stringify(dir)}, name), "rb").read(), json.load(sys.stdin), ${optimize}, sys.stdout.buffer.write)`;
  const env = { PYENV_VERSION: "3.13.0", ...process.env };
  const python = process.env["PYTHON"] ?? "python3.13";
  return execFileSync(python, ["-c", script], { env, input: JSON.stringify(names), maxBuffer: 1 << 30 });
}

async function pyodideReference(dir: string, names: string[]): Promise<Uint8Array> {
  const python = await loadPyodide();
  python.mountNodeFS("/corpus", dir);
  python.globals.set("names", python.toPy(names));
  const script = `${COMPILE_ALL}
import io
out = io.BytesIO()
compile_all(lambda name: open("/corpus/" + name, "rb").read(), names, ${optimize}, out.write)
out.getvalue()`;
  return python.runPython(script).toJs();
}

// ---- comparison ----

function text(value: PyConst): string {
  if (value instanceof CodeObject) return `<code ${value.fields.qualname}>`;
  if (value instanceof PyTuple) return `(${value.items.map(text).join(", ")})`;
  if (value instanceof PyFrozenSet) return `{${value.items.map(text).sort().join(", ")}}`;
  return `${typeof value} ${pyRepr(value)}`;
}

function isStaticAttributes(code: CodeObject, value: PyConst): boolean {
  return value instanceof PyTuple && code.fields.names.includes("__static_attributes__");
}

function sortedText(value: PyConst): string {
  return value instanceof PyTuple ? value.items.map(text).sort().join(", ") : text(value);
}

function sameConsts(ours: CodeObject, theirs: CodeObject): boolean {
  const a = ours.fields.consts;
  const b = theirs.fields.consts;
  if (a.length !== b.length) return false;
  return a.every((value, i) => {
    if (text(value) === text(b[i]!)) return true;
    return isStaticAttributes(ours, value) && sortedText(value) === sortedText(b[i]!);
  });
}

function differences(ours: CodeObject, theirs: CodeObject): string[] {
  const bad: string[] = [];
  for (const key of Object.keys(theirs.fields) as (keyof CodeObject["fields"])[]) {
    const a = ours.fields[key];
    const b = theirs.fields[key];
    if (key === "consts") {
      if (!sameConsts(ours, theirs)) bad.push(key);
    } else if (a instanceof Uint8Array) {
      if (Buffer.compare(a, b as Uint8Array) !== 0) bad.push(key);
    } else if (JSON.stringify(a) !== JSON.stringify(b)) {
      bad.push(key);
    }
  }
  return bad;
}

const tally = { files: 0, filesEqual: 0, codes: 0, codesEqual: 0, errors: 0, refused: 0 };
let shown = 0;

function show(lines: string[]): void {
  if (shown++ < Number(option("show", "5"))) console.log(lines.join("\n"));
}

function showDifference(name: string, ours: CodeObject, theirs: CodeObject, bad: string[]): void {
  const { qualname, firstlineno } = theirs.fields;
  const lines = [`${name}: ${qualname} (line ${firstlineno}) differs in ${bad.join(", ")}`];
  for (const key of bad as (keyof CodeObject["fields"])[]) {
    if (ours.fields[key] instanceof Uint8Array) continue;
    const print = (code: CodeObject): string =>
      key === "consts" ? code.fields.consts.map(text).join(" | ") : JSON.stringify(code.fields[key]);
    lines.push(`  ours   ${print(ours).slice(0, 400)}`, `  theirs ${print(theirs).slice(0, 400)}`);
  }
  const a = disassemble(ours).split("\n");
  const b = disassemble(theirs).split("\n");
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at >= 0) lines.push(...a.slice(Math.max(0, at - 3), at + 6).map((l) => `  - ${l}`));
  if (at >= 0) lines.push(...b.slice(Math.max(0, at - 3), at + 6).map((l) => `  + ${l}`));
  show(lines);
}

function compareCode(name: string, ours: CodeObject, theirs: CodeObject): boolean {
  tally.codes++;
  const bad = differences(ours, theirs);
  let isEqual = bad.length === 0;
  if (isEqual) tally.codesEqual++;
  else showDifference(name, ours, theirs, bad);
  const inner = (code: CodeObject): CodeObject[] => code.fields.consts.filter((c) => c instanceof CodeObject);
  const ourInner = inner(ours);
  const theirInner = inner(theirs);
  theirInner.forEach((code, i) => {
    if (ourInner[i] === undefined || !compareCode(name, ourInner[i], code)) isEqual = false;
  });
  return isEqual;
}

function compareFile(name: string, source: Uint8Array, theirs: CodeObject): void {
  tally.files++;
  try {
    const ours = compile(source, name, "exec", { optimize, genexpGetIter: !isNative });
    if (compareCode(name, ours, theirs)) tally.filesEqual++;
  } catch (error) {
    tally.errors++;
    show([`${name}: ${(error as Error).stack?.split("\n").slice(0, 4).join("\n")}`]);
  }
}

async function main(): Promise<void> {
  let dir = option("lib", "");
  const unpacked = dir === "" ? mkdtempSync(join(tmpdir(), "krait-corpus-")) : "";
  if (dir === "") {
    execFileSync("unzip", ["-q", join(root, "node_modules/pyodide/python_stdlib.zip"), "*.py", "-d", unpacked]);
    dir = unpacked;
  }
  const corpus = libCorpus(dir);
  const names = sample(corpus.names);
  const reference = isNative ? nativeReference(dir, names) : await pyodideReference(dir, names);
  const view = new DataView(reference.buffer, reference.byteOffset, reference.byteLength);
  let at = 0;
  for (const name of names) {
    const length = view.getUint32(at, true);
    const data = reference.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    if (length === 0) tally.refused++;
    else compareFile(name, corpus.read(name), loads(data) as CodeObject);
  }
  if (unpacked !== "") rmSync(unpacked, { recursive: true });
  const { files, filesEqual, codes, codesEqual, errors, refused } = tally;
  console.log(
    `${filesEqual} of ${files} files and ${codesEqual} of ${codes} code objects identical, ` +
      `${errors} files that only we refuse; ${refused} files that the oracle refuses`,
  );
  if (filesEqual < files) process.exitCode = 1;
}

await main();
