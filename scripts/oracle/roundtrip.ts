/**
 * `npm run roundtrip`: .pyc files cross between krait and native CPython 3.13, in both directions.
 *
 *   roundtrip [--modules N] [--programs N] [--show N] [--work DIR]
 *
 * Modules (100): compiled by krait and imported by CPython, compiled by CPython and imported by krait, each in a process of its own; what the module
 * then holds (names, types, parameters of functions) must be what the importer sees in its own compilation of the same source. Programs: 60 of
 * tests/lang that end with status 0; they must print what CPython running its own .pyc prints. Exit code 1 if anything differs.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { option, sampleOf, zipFiles } from "./library_files.js";
import { nativePython } from "./native.mjs";
import { langFolder, programsIn } from "./record-lang.mjs";

const main = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));

/** Imports sys.argv[1] and prints what it holds. The first entry of sys.path is the folder of .pyc files, if one is tried. */
const PROBE = `
import _imp, sys
name = sys.argv[1]
# a module that is frozen, or that the start has imported, is imported again from its file
_imp._override_frozen_modules_for_tests(-1)
sys.modules.pop(name, None)
module = __import__(name)
for part in name.split(".")[1:]:
    module = getattr(module, part)
def describe(value, depth):
    kind = type(value).__name__
    code = getattr(value, "__code__", None)
    if code is not None and hasattr(code, "co_varnames"):
        return kind + repr(code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]) + str(code.co_firstlineno)
    if isinstance(value, type) and depth < 2 and value.__module__ == name:
        return kind + "".join(sorted("\\n    " + k + " " + describe(v, depth + 1) for k, v in vars(value).items()))
    return kind
skip = ("__cached__", "__file__", "__loader__", "__spec__", "__builtins__", "__path__", "__warningregistry__")
for key in sorted(vars(module)):
    if key not in skip:
        print(key, describe(vars(module)[key], 0))
print("from", (getattr(module, "__file__", None) or "").rsplit(".", 1)[-1])
`;

/** Modules that need what no process of a test has, or do something when they are imported. */
const LEFT_OUT =
  /^(_?pyodide|idlelib|encodings|lib2to3|antigravity|this$|turtle|tkinter|test\b|ensurepip|pip\b|_android|_apple|_ios|__phello__|__hello__|ctypes\.macholib|ctypes\.wintypes|msilib|nturl2path|sysconfig\.__main__)|__main__$|^_pyrepl\.windows|asyncio\.windows|multiprocessing\.popen_spawn_win32|^(ntpath|_sysconfigdata)/;

interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

type Runner = (args: readonly string[], path: string | null) => Outcome;

function outcomeOf(result: ReturnType<typeof spawnSync>): Outcome {
  const stderr = String(result.stderr);
  return result.status === 0
    ? { ok: true, text: String(result.stdout) }
    : { ok: false, text: stderr.trimEnd().split("\n").at(-1) ?? "no message" };
}

const kraitRunner: Runner = (args, path) => {
  const { PYTHONPATH: _, ...rest } = process.env;
  const env = { ...rest, PYTHONHASHSEED: "0", ...(path === null ? {} : { PYTHONPATH: path }) };
  return outcomeOf(
    spawnSync(process.execPath, [main, ...args], { env, encoding: "utf8", timeout: 120_000, maxBuffer: 1 << 27 }),
  );
};

function nativeRunner({ command, env }: { command: string; env: NodeJS.ProcessEnv }): Runner {
  return (args, path) =>
    outcomeOf(
      spawnSync(command, ["-X", "frozen_modules=off", ...args], {
        env: { ...env, ...(path === null ? {} : { PYTHONPATH: path }) },
        encoding: "utf8",
        timeout: 120_000,
        maxBuffer: 1 << 27,
      }),
    );
}

const moduleName = (file: string): string =>
  file
    .replace(/\.py$/, "")
    .replace(/\/__init__$/, "")
    .replaceAll("/", ".");

/** The files whose modules native python can import, `count` of them. */
function importable(files: readonly string[], count: number, native: Runner, dir: string): string[] {
  const candidates = files.filter((file) => !LEFT_OUT.test(moduleName(file)));
  const program = join(dir, "importable.py");
  writeFileSync(
    program,
    `import importlib, io, sys
for name in ${JSON.stringify(candidates.map(moduleName))}:
    try:
        importlib.import_module(name)
    except BaseException:
        continue
    print(name)
`,
  );
  const good = new Set(native([program], null).text.split("\n"));
  return sampleOf(
    candidates.filter((file) => good.has(moduleName(file))),
    count,
  ).slice(0, count);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, readFileSync(from));
}

function compileAll(by: "krait" | "native", native: Runner, paths: readonly string[], dir: string): string {
  const out = join(dir, by);
  mkdirSync(out, { recursive: true });
  const list = join(dir, `${by}.list`);
  writeFileSync(list, `${paths.join("\n")}\n`);
  const program = join(dir, "compile.py");
  writeFileSync(
    program,
    `import py_compile, sys
for i, path in enumerate(open(sys.argv[1]).read().splitlines()):
    py_compile.compile(path, cfile=f"{sys.argv[2]}/{i}.pyc", doraise=True)
`,
  );
  const result =
    by === "krait"
      ? kraitRunner(["compile", "--batch", list, "--outdir", out], null)
      : native([program, list, out], null);
  if (!result.ok) throw new Error(`${by} does not compile: ${result.text}`);
  return out;
}

class Tally {
  same = 0;
  all = 0;
  private shown = Number(option("show") ?? 10);

  add(what: string, ours: string, wanted: string): void {
    this.all++;
    if (ours === wanted) this.same++;
    else if (this.shown-- > 0) {
      const [a, b] = [ours.split("\n"), wanted.split("\n")];
      const i = a.findIndex((line, n) => line !== b[n]);
      console.log(`--- ${what}\n    got    ${a[i]}\n    wanted ${b[i]}`);
    }
  }
}

/** Imports of one compiler's .pyc by the other side, against the importer's own compilation. */
function crossModules(
  by: "krait" | "native",
  importer: Runner,
  native: Runner,
  files: readonly string[],
  zip: string,
  dir: string,
): string {
  const compiled = compileAll(
    by,
    native,
    files.map((file) => join(zip, file)),
    dir,
  );
  const probe = join(dir, "probe.py");
  writeFileSync(probe, PROBE);
  const tally = new Tally();
  let imported = 0;
  files.forEach((file, i) => {
    const name = moduleName(file);
    const [own, other] = [join(dir, "own", String(i)), join(dir, by, String(i))];
    const top = file.includes("/") ? file.split("/")[0]! : file;
    for (const folder of [own, other]) cpSync(join(zip, top), join(folder, top), { recursive: true });
    rmSync(join(other, file));
    copy(join(compiled, `${i}.pyc`), join(other, `${file}c`));
    const theirs = importer([probe, name], other);
    const wanted = importer([probe, name], own);
    if (wanted.ok) imported++;
    tally.add(`${name}, compiled by ${by}`, theirs.text, wanted.text.replace(/from py$/m, "from pyc"));
  });
  return `${tally.same} of ${tally.all} modules the same (${imported} of them can be imported)`;
}

/** Programs whose .pyc the other side has made, against CPython running its own. */
function crossPrograms(
  by: "krait" | "native",
  runner: Runner,
  native: Runner,
  programs: readonly string[],
  dir: string,
): string {
  const compiled = compileAll(by, native, programs, join(dir, "programs"));
  const reference = compileAll("native", native, programs, join(dir, "programs"));
  const tally = new Tally();
  programs.forEach((program, i) => {
    const target = join(dir, "programs", "run.pyc");
    copy(join(reference, `${i}.pyc`), target);
    const wanted = native([target], dirname(program)).text;
    copy(join(compiled, `${i}.pyc`), target);
    tally.add(relative(langFolder, program), runner([target], dirname(program)).text, wanted);
  });
  return `${tally.same} of ${tally.all} programs print the same`;
}

function run(): void {
  const found = nativePython();
  if (found === null) {
    console.log("no native CPython 3.13 on this machine: nothing to exchange .pyc files with");
    return;
  }
  const native = nativeRunner(found);
  const work = option("work") ?? join(tmpdir(), "krait-corpus");
  const dir = join(tmpdir(), `krait-roundtrip-${process.pid}`);
  mkdirSync(join(dir, "programs"), { recursive: true });
  const zip = join(work, "zip");
  const files = zipFiles(work).map((file) => relative(zip, file));
  const chosen = importable(files, Number(option("modules") ?? 100), native, dir);
  // recordings that end in an error name files, and those of 3.13.2 differ natively
  const programs = sampleOf(
    programsIn(langFolder).filter((path) => {
      const source = readFileSync(path, "utf8");
      return (
        !source.startsWith("# oracle:") &&
        !/__file__|getsource|linecache|krait|inspect/.test(source) &&
        !readFileSync(path.replace(/\.py$/, ".out"), "utf8").includes("--- exit status")
      );
    }),
    Number(option("programs") ?? 60),
  );
  const lines = [
    `compiled by krait, run by CPython: ${crossModules("krait", native, native, chosen, zip, dir)}`,
    `  ${crossPrograms("krait", native, native, programs, dir)}`,
    `compiled by CPython, run by krait: ${crossModules("native", kraitRunner, native, chosen, zip, dir)}`,
    `  ${crossPrograms("native", kraitRunner, native, programs, dir)}`,
  ];
  console.log(lines.join("\n"));
  rmSync(dir, { recursive: true, force: true });
  if (lines.some((line) => !/(\d+) of \1 /.test(line))) process.exitCode = 1;
}

run();
