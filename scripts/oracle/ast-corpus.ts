/**
 * Compares our AST of many Python files with native CPython 3.13's `ast.dump(tree, include_attributes=True)`.
 * Usage: tsx scripts/oracle/ast-corpus.ts [--lib DIR | --list FILE] [--show N] [--work DIR]
 * Without --lib the files are those of the npm oracle's python_stdlib.zip, unpacked into the work directory.
 * The reference is computed once per work directory and file list (PYTHON, default python3.13, with PYENV_VERSION=3.13.0).
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asciiOnly, astDump } from "../../src/compiler/ast/dump.js";
import { PyException, PySyntaxError } from "../../src/compiler/errors.js";
import { parse } from "../../src/compiler/parser/parse.js";
import { installUnicodeNames } from "../../src/compiler/unicode_names.js";
import { unicodeNamesText } from "../generate/unicode_names.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const option = (name: string): string | undefined => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? undefined : process.argv[i + 1];
};

const work = option("work") ?? join(tmpdir(), "krait-ast-corpus");
const env = { ...process.env, PYENV_VERSION: "3.13.0" };
const python = process.env["PYTHON"] ?? "python3.13";

installUnicodeNames(unicodeNamesText);

function pythonFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function unpackZip(): string {
  const dir = join(work, "zip");
  if (!existsSync(dir)) {
    mkdirSync(dir, { recursive: true });
    const zip = here("../../node_modules/pyodide/python_stdlib.zip");
    execFileSync(python, ["-m", "zipfile", "-e", zip, dir], { env });
  }
  return dir;
}

function ours(path: string): { text: string } | unknown[] {
  try {
    return { text: asciiOnly(astDump(parse(readFileSync(path), "f.py"), { includeAttributes: true })) };
  } catch (error) {
    if (error instanceof PySyntaxError) {
      const { type, msg, lineno, offset, end_lineno, end_offset, text } = error;
      return [type, msg, lineno, offset, end_lineno, end_offset, text];
    }
    if (error instanceof PyException) return [error.type, error.msg];
    return ["JavaScript", String(error)];
  }
}

const lib = option("lib");
const list = option("list");
mkdirSync(work, { recursive: true });
const files = list ? readFileSync(list, "utf8").trim().split("\n") : pythonFiles(lib ?? unpackZip());
const key = createHash("md5").update(files.join("\n")).digest("hex").slice(0, 8);
const listFile = join(work, `${key}.list`);
const referenceFile = join(work, `${key}.jsonl`);
if (!existsSync(referenceFile)) {
  writeFileSync(listFile, files.join("\n"));
  execFileSync(python, [here("ast_reference.py"), listFile, referenceFile], { env, stdio: "inherit" });
}
const references = readFileSync(referenceFile, "utf8").trim().split("\n");

/** Writes both dumps of a file beside each other and returns their first difference. */
function firstDifference(path: string, text: string): string {
  const one = join(work, "one");
  mkdirSync(one, { recursive: true });
  writeFileSync(join(one, "list"), path);
  execFileSync(python, [here("ast_reference.py"), join(one, "list"), join(one, "out"), "--dump", one], { env });
  const theirs = readFileSync(join(one, "0.txt"), "utf8");
  let i = 0;
  while (i < text.length && text[i] === theirs[i]) i++;
  return `ours   ...${text.slice(Math.max(0, i - 100), i + 120)}\n    theirs ...${theirs.slice(Math.max(0, i - 100), i + 120)}`;
}

const show = Number(option("show") ?? 10);
let good = 0;
let shown = 0;
files.forEach((path, i) => {
  const expected = JSON.parse(references[i]!) as unknown;
  const result = ours(path);
  const text = "text" in result ? (result as { text: string }).text : null;
  const actual = text === null ? result : createHash("md5").update(text).digest("hex");
  if (JSON.stringify(actual) === JSON.stringify(expected)) {
    good++;
  } else if (shown++ < show) {
    const detail = text !== null && typeof expected === "string" ? firstDifference(path, text) : "";
    console.log(`${path}\n    ${JSON.stringify(actual)}\n    ${JSON.stringify(expected)}\n    ${detail}`);
  }
});
console.log(`${good} of ${files.length} files have the oracle's AST (${((100 * good) / files.length).toFixed(2)} %)`);
process.exitCode = good === files.length ? 0 : 1;
