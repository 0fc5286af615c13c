/**
 * `npm run syntax-errors`: compares our errors with native CPython 3.13's: type, message, line, offset, end line, end offset (and apart from
 * that the text), or the AST of what parses; in the group "compiled" those of the whole of compile(). Exit code 1 below 99 %, or for any
 * JavaScript error. Usage: syntax-errors [--mutants N] [--seed N] [--cases FILE] [--lib DIR] [--show N]
 * [--work DIR] [--group NAME] [--text]. Cases and answers are made once per work directory by error_reference.py.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asciiOnly, astDump } from "../../src/compiler/ast/dump.js";
import { compile } from "../../src/compiler/compile.js";
import { PyException, PySyntaxError } from "../../src/compiler/errors.js";
import { type ParseMode, parse } from "../../src/compiler/parser/parse.js";
import { installUnicodeNames } from "../../src/compiler/unicode_names.js";
import { unicodeNamesText } from "../generate/unicode_names.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const option = (name: string): string | undefined => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? undefined : process.argv[i + 1];
};
const env = { ...process.env, PYENV_VERSION: "3.13.0" };
const python = process.env["PYTHON"] ?? "python3.13";

installUnicodeNames(unicodeNamesText);
const work = option("work") ?? join(tmpdir(), "krait-syntax-errors");
const seed = option("seed") ?? "1";
const mutants = option("mutants") ?? "3000";
const compareText = process.argv.includes("--text");
mkdirSync(work, { recursive: true });
const file = join(work, `cases-2-${seed}-${mutants}.jsonl`);
if (!existsSync(file)) {
  const prefix = execFileSync(python, ["-c", "import os; print(os.path.dirname(os.__file__))"], { env })
    .toString()
    .trim();
  const cases = option("cases");
  const args = [here("error_reference.py"), file, option("lib") ?? prefix, mutants, seed, ...(cases ? [cases] : [])];
  execFileSync(python, args, { env, stdio: "inherit" });
}

type Outcome = unknown[];

function ours(group: string, source: string | Uint8Array, mode: ParseMode, flags: number): Outcome {
  try {
    if (group === "compiled") {
      compile(source, "f.py", mode as "exec", { flags });
      return ["compiles"];
    }
    const tree = parse(source, "f.py", mode, {
      typeComments: (flags & 0x1000) !== 0,
      allowIncompleteInput: (flags & 0x4000) !== 0,
      dontImplyDedent: (flags & 0x200) !== 0,
      barryAsBdfl: (flags & 0x400000) !== 0,
    });
    const text = asciiOnly(astDump(tree, { includeAttributes: true }));
    return ["parses", createHash("md5").update(text).digest("hex")];
  } catch (error) {
    if (error instanceof PySyntaxError) {
      const { type, msg, lineno, offset, end_lineno, end_offset, text } = error;
      return [type, msg, lineno, offset, end_lineno, end_offset, text];
    }
    if (error instanceof PyException) return [error.type, error.msg];
    return ["JavaScript", (error as Error).stack ?? String(error)];
  }
}

const show = Number(option("show") ?? 15);
const only = option("group");
const tally = new Map<string, { good: number; all: number; crashes: number; shown: number; ms: number }>();
for (const line of readFileSync(file, "utf8").split("\n")) {
  if (line === "") continue;
  const [group, data, mode, flags, expected] = JSON.parse(line) as [
    string,
    string | { hex: string },
    ParseMode,
    number,
    Outcome,
  ];
  if (only && group !== only) continue;
  const count = tally.get(group) ?? { good: 0, all: 0, crashes: 0, shown: 0, ms: 0 };
  tally.set(group, count);
  const source = typeof data === "string" ? data : Uint8Array.from(Buffer.from(data.hex, "hex"));
  const started = performance.now();
  const actual = ours(group, source, mode, flags);
  count.ms = Math.max(count.ms, performance.now() - started);
  const key = (o: Outcome): string => JSON.stringify(compareText ? o : o.slice(0, 6));
  count.all++;
  if (actual[0] === "JavaScript") count.crashes++;
  if (key(actual) === key(expected)) count.good++;
  else if (count.shown++ < show) {
    const text = typeof data === "string" ? data : `bytes ${data.hex}`;
    const lineno = Number(expected[2] ?? actual[2] ?? 1);
    const shownText =
      text.length < 200
        ? JSON.stringify(text)
        : JSON.stringify(
            text
              .split("\n")
              .slice(Math.max(0, lineno - 3), lineno + 1)
              .join("\n"),
          );
    console.log(
      `[${group} ${mode} ${flags.toString(16)}] ${shownText.slice(0, 400)}\n   ours   ${JSON.stringify(actual).slice(0, 600)}\n   theirs ${JSON.stringify(expected).slice(0, 600)}`,
    );
  }
}
for (const [group, { good, all, crashes, ms }] of tally) {
  const percent = ((100 * good) / all).toFixed(2);
  console.log(
    `${group}: ${good} of ${all} equal (${percent} %), ${crashes} JavaScript errors, slowest ${ms.toFixed(0)} ms`,
  );
}
let [good, all, crashes] = [0, 0, 0];
for (const count of tally.values()) {
  good += count.good;
  all += count.all;
  crashes += count.crashes;
}
console.log(`${good} of ${all} equal in type, message and position (${((100 * good) / all).toFixed(2)} %)`);
if (good < 0.99 * all || crashes > 0) process.exitCode = 1;
