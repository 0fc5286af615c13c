/**
 * `node scripts/oracle/record-options.mjs`: runs the cases of tests/cli/python_options.json (arguments, environment, standard input) under CPython 3.13 and
 * notes status and output beside them; tests/cli/python_options.test.ts compares krait's. A new case is a line without `expect`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nativePython } from "./native.mjs";

const path = fileURLToPath(new URL("../../tests/cli/python_options.json", import.meta.url));

/** The environment of a case: nothing of the user's own. */
export function environmentOf(given) {
  const { PATH } = process.env;
  return { PATH, HOME: "/nonexistent", LANG: "C.UTF-8", NO_COLOR: "1", PYTHONHASHSEED: "0", ...given };
}

/** What a run has done, without the names that an installation has. */
export function outcome({ status, stdout, stderr }, program, library) {
  const names = program === "krait" ? [/\S*\/dist\/cli\/krait\b/g, /\bkrait\b(?! -h')/g] : [program];
  const plain = (text) =>
    names
      .reduce((done, name) => done.replaceAll(name, "PYTHON"), text.replaceAll(library, "LIBRARY"))
      .replace(/Try `\w+ -h'/, "Try `PYTHON -h'");
  return { status, stdout: plain(stdout), stderr: plain(stderr) };
}

export function casesIn() {
  return JSON.parse(readFileSync(path, "utf8"));
}

function record() {
  const native = nativePython();
  if (native === null) throw new Error("no CPython 3.13 here: name one with PYTHON");
  const ask = (text) => execFileSync(native.command, ["-c", text], { env: native.env, encoding: "utf8" }).trim();
  const program = ask("import sys; print(sys.executable)");
  const library = ask("import os; print(os.path.dirname(os.__file__))");
  const lines = casesIn().map(({ args, env, stdin }) => {
    const done = spawnSync(program, args, {
      env: environmentOf(env),
      input: stdin ?? "",
      encoding: "utf8",
      timeout: 20_000,
    });
    return JSON.stringify({ args, env, stdin, expect: outcome(done, program, library) });
  });
  writeFileSync(path, `[\n${lines.join(",\n")}\n]\n`);
  process.stdout.write(`${lines.length} cases recorded\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) record();
