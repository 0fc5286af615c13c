/**
 * `npm run dis-text`: what `krait dis`, `-C` and `-O` print for 200 files of the library, against CPython's `python -m dis`.
 *
 *   dis-text [--sample N] [--show N] [--work DIR] [--npm]
 *
 * The oracle is native python3.13, one process a text, as a person runs it: the order of a frozenset depends on which strings the
 * process has interned. Its 3.13.0 has generator expressions without GET_ITER, and so has our side then. Without a native one, or with
 * --npm, it is the npm oracle (3.13.2, 32 bits): there the members of frozensets are compared sorted. Addresses of code objects are left out
 * in both. Exit code 1 if a text differs.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { dis } from "../../src/bytecode/dis.js";
import { compile } from "../../src/compiler/compile.js";
import { installUnicodeNames } from "../../src/compiler/unicode_names.js";
import { internedAtStart } from "../../src/machine/interned_file.js";
import { unicodeNamesText } from "../generate/unicode_names.js";
import { option, sampleOf, zipFiles } from "./library_files.js";
import { nativePython } from "./native.mjs";

const VARIANTS = [
  { flag: "", options: {} },
  { flag: "-C", options: { showCaches: true } },
  { flag: "-O", options: { showOffsets: true } },
];

type Oracle = (path: string, flag: string) => string;

function nativeOracle({ command, env }: { command: string; env: NodeJS.ProcessEnv }, dir: string): Oracle {
  return (path, flag) => {
    const args = ["-W", "ignore", "-m", "dis", ...(flag === "" ? [] : [flag]), path];
    const result = spawnSync(command, args, { env, cwd: dir, encoding: "utf8", maxBuffer: 1 << 28 });
    if (result.status !== 0) throw new Error(`${path}: ${result.stderr}`);
    return result.stdout;
  };
}

async function npmOracle(dir: string): Promise<Oracle> {
  const { loadPyodide } = await import("pyodide");
  const py = await loadPyodide();
  const run = py.runPython(`
import contextlib, dis, io, sys
def run(path, flag, source):
    out = io.StringIO()
    code = compile(bytes(source.to_py()), path, "exec", dont_inherit=True)
    dis.dis(code, file=out, show_caches=flag == "-C", show_offsets=flag == "-O")
    return out.getvalue()
run`);
  return (path, flag) => run(path, flag, new Uint8Array(readFileSync(join(dir, path))));
}

/** Members of each frozenset sorted: no member of a constant set holds a comma or a brace inside a string in these files often enough to matter. */
const sortSets = (text: string): string =>
  text.replace(
    /frozenset\(\{(.*)\}\)/g,
    (_, members: string) => `frozenset({${members.split(", ").sort().join(", ")}})`,
  );
const withoutAddresses = (text: string): string => text.replace(/ at 0x[0-9a-f]+, file/g, ", file");

function firstDifference(ours: string, theirs: string): string {
  const [a, b] = [ours.split("\n"), theirs.split("\n")];
  const i = a.findIndex((line, n) => line !== b[n]);
  return `  line ${i + 1}\n    ours   ${a[i]}\n    theirs ${b[i]}`;
}

async function main(): Promise<void> {
  installUnicodeNames(unicodeNamesText);
  const work = option("work") ?? join(tmpdir(), "krait-corpus");
  mkdirSync(work, { recursive: true });
  const native = process.argv.includes("--npm") ? null : nativePython();
  const files = sampleOf(zipFiles(work), Number(option("sample") ?? 200));
  const dir = join(work, "zip");
  const interned = (text: string): boolean => internedAtStart(text, true);
  let loaded: Oracle | undefined;
  let same = 0;
  let all = 0;
  let shown = Number(option("show") ?? 5);
  const normal = (text: string): string =>
    native === null ? sortSets(withoutAddresses(text)) : withoutAddresses(text);
  for (const file of files) {
    const name = relative(dir, file);
    const source = readFileSync(file);
    const code = compile(source, name, "exec", { genexpGetIter: native === null, interned });
    for (const { flag, options } of VARIANTS) {
      const key = createHash("md5")
        .update(`2 ${native !== null} ${name} ${flag} `)
        .update(source)
        .digest("hex");
      const kept = join(work, `dis-${basename(name)}-${key}.txt`);
      if (!existsSync(kept)) {
        loaded ??= native === null ? await npmOracle(dir) : nativeOracle(native, dir);
        writeFileSync(kept, withoutAddresses(loaded(name, flag)));
      }
      const [ours, theirs] = [normal(dis(code, options)), normal(readFileSync(kept, "utf8"))];
      all++;
      if (ours === theirs) same++;
      else if (shown-- > 0) console.log(`--- ${name} ${flag}\n${firstDifference(ours, theirs)}`);
    }
  }
  const oracle = native === null ? "the npm oracle" : "native python";
  console.log(`${same} of ${all} texts of krait dis, -C and -O equal to those of ${oracle} (${files.length} files)`);
  if (same !== all) process.exitCode = 1;
}

await main();
