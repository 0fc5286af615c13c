/**
 * Records what CPython 3.13 prints for the programs of tests/lang: `node scripts/oracle/record-lang.mjs [FOLDER or FILE ...]` writes NAME.out beside
 * each NAME.py. A recording is the program's standard output; if it ends with another status than 0, the lines "--- exit status N" and "--- stderr"
 * follow with what it wrote there.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { nativePython } from "./native.mjs";

export const langFolder = fileURLToPath(new URL("../../tests/lang", import.meta.url));

/** Every program below a folder, sorted. */
export function programsIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** The text of a recording; the programs' folder is left out of it. */
export function recordingOf(file, status, stdout, stderr) {
  const text = status === 0 ? stdout : `${stdout}--- exit status ${status}\n--- stderr\n${stderr}`;
  return text.replaceAll(`${dirname(file)}/`, "");
}

/**
 * True if the program shows what changed between 3.13.0 and 3.13.2: its first line says "# oracle: 3.13.2", and the npm oracle, which is that
 * version, has recorded it.
 */
function needsNpmOracle(file) {
  return readFileSync(file, "utf8").startsWith("# oracle: 3.13.2");
}

let npmOracle;

async function recordWithNpmOracle(file) {
  const { loadPyodide } = await import("pyodide");
  npmOracle ??= loadPyodide();
  const oracle = await npmOracle;
  const text = { stdout: "", stderr: "" };
  for (const [name, set] of [
    ["stdout", "setStdout"],
    ["stderr", "setStderr"],
  ]) {
    const decoder = new TextDecoder();
    oracle[set]({ write: (data) => ((text[name] += decoder.decode(data, { stream: true })), data.length) });
  }
  oracle.globals.set("krait_program", JSON.stringify([readFileSync(file, "utf8"), basename(file)]));
  oracle.runPython(`
import json, sys
source, name = json.loads(krait_program)
exec(compile(source, name, "exec"), {"__name__": "__main__", "__builtins__": __builtins__})
sys.stdout.flush()
`);
  return recordingOf(file, 0, text.stdout, text.stderr);
}

/** Runs a program under the oracle, in its own folder, and gives its recording. */
export function record(python, file) {
  if (needsNpmOracle(file)) return recordWithNpmOracle(file);
  return new Promise((done, fail) => {
    const child = spawn(python.command, [basename(file)], {
      cwd: dirname(file),
      env: python.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (data) => (text[name] += data));
    child.on("error", fail);
    child.on("close", (status) => done(recordingOf(file, status, text.stdout, text.stderr)));
  });
}

async function main(paths) {
  const python = nativePython();
  if (python === null) throw new Error("no CPython 3.13 here: install one, or name it in PYTHON");
  const files = paths.flatMap((path) => (statSync(path).isDirectory() ? programsIn(resolve(path)) : [resolve(path)]));
  const queue = [...files];
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      writeFileSync(file.replace(/\.py$/, ".out"), await record(python, file));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  console.log(`${files.length} programs recorded`);
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(argv.length > 2 ? argv.slice(2) : [langFolder]);
