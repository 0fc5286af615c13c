/**
 * `npm run cpython-tests -- --lib DIR [MODULE...]`: CPython's own tests under krait, against what the oracle passes.
 *
 * DIR is the Lib of an installed CPython 3.13; krait is given its `test` package alone. The oracle is that installation's python (or --python);
 * its results are kept in node_modules/.cache and renewed when the interpreter changes. Tests that the oracle passes only with CPython's C test
 * modules (`_testcapi` ...) are counted apart. A failure listed in tests/known-differences.txt is shown as known. Exit code 1 below the bar,
 * or when krait crashes. With --results DIR, what DIR/MODULE.json has is not run again, and --table FILE writes all of it as a page.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { nativePython } from "../oracle/native.mjs";
import { CORE_MODULES, LIBRARY_MODULES } from "./modules.js";
import { type Interpreter, type ModuleResults, runModule, type TestResult } from "./runner.js";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface Options {
  readonly lib: string;
  readonly python?: string;
  readonly library?: boolean;
  readonly build: string;
  readonly k: string;
  readonly timeout: string;
  readonly bar: string;
  readonly list?: boolean;
  readonly json?: string;
  readonly results?: string;
  readonly table?: string;
}

function options(): { flags: Options; modules: string[] } {
  const command = new Command("cpython-tests")
    .requiredOption("--lib <dir>", "the Lib of an installed CPython 3.13")
    .option("--python <command>", "the oracle (default: the python of --lib)")
    .option("--library", "the modules of the standard library instead of those of the language")
    .addOption(new Option("--build <build>").choices(["release", "debug", "stress"]).default("release"))
    .option("-k <text>", "only tests whose id contains the text", "")
    .option("--timeout <seconds>", "for one test", "120")
    .option("--bar <percent>", "exit code 1 below it", "95")
    .option("--list", "print each difference with its message")
    .option("--json <file>", "write every result there")
    .option("--results <dir>", "keep each module's results there, and take those that are there")
    .option("--table <file>", "write the figures as a Markdown page")
    .argument("[modules...]", "such as test_list")
    .parse();
  return { flags: command.opts<Options>(), modules: command.args };
}

/** The python that belongs to the Lib folder, else one on the path. */
function oraclePython(flags: Options): Interpreter {
  const native = nativePython();
  const beside = resolve(flags.lib, "../../bin/python3.13");
  const command = flags.python ?? (existsSync(beside) ? beside : native?.command);
  if (command === undefined)
    throw new Error(`no CPython 3.13 beside ${flags.lib} nor on the path: name one with --python`);
  const env = native?.env ?? { ...process.env, PYTHONHASHSEED: "0" };
  return { command, args: [], env };
}

function kraitInterpreter(flags: Options, testParent: string): Interpreter {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PYTHONHASHSEED: "0",
    KRAIT_LIBRARY_PATH: testParent,
    PYTHONDONTWRITEBYTECODE: "1",
    NO_COLOR: "1",
    PYTHONUTF8: "1",
  };
  for (const name of ["FORCE_COLOR", "PYTHONSTARTUP", "PYTHONOPTIMIZE"]) delete env[name];
  const build = flags.build === "release" ? [] : ["--build", flags.build];
  return { command: process.execPath, args: [at("dist/cli/krait.cjs"), ...build], env };
}

/** The oracle's results for a module with and without C test modules, from the cache when its interpreter is the same. */
async function oracleResults(oracle: Interpreter, version: string, module: string, limit: number) {
  const folder = at("node_modules/.cache/krait-cpython-tests");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${module}-${version.replace(/\W+/g, "_")}.json`);
  if (existsSync(path))
    return JSON.parse(readFileSync(path, "utf8")) as { whole: ModuleResults; blocked: ModuleResults };
  const common = { module, pattern: "", limit };
  const whole = await runModule(oracle, { ...common, block: false });
  const blocked = await runModule(oracle, { ...common, block: true });
  writeFileSync(path, JSON.stringify({ whole, blocked }));
  return { whole, blocked };
}

/** Test ids with their reasons: `module.Class.test: reason`; a trailing `*` stands for any ending. The reason of a test, if it has one. */
function knownDifferences(): (name: string) => string | undefined {
  const path = at("tests/known-differences.txt");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const exact = new Map<string, string>();
  const prefixes: [string, string][] = [];
  let above = "";
  for (const line of lines) {
    if (line === "" || line.startsWith("#")) continue;
    const [id = "", ...rest] = line.split(/:\s|\s{2,}/);
    const reason = rest.join(": ");
    if (reason !== "as above") above = reason;
    if (id.endsWith("*")) prefixes.push([id.slice(0, -1), above]);
    else exact.set(id, above);
  }
  return (name) => exact.get(name) ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1];
}

type KnownReason = (name: string) => string | undefined;

interface Tally {
  /** Tests that the oracle passes without C test modules, and how krait ended them. */
  oracle: number;
  passed: number;
  failed: number;
  skipped: number;
  crashed: number;
  known: number;
  /** Those that need C test modules. */
  apart: number;
  apartPassed: number;
  seconds: number;
}

const noTally = (): Tally => ({
  oracle: 0,
  passed: 0,
  failed: 0,
  skipped: 0,
  crashed: 0,
  known: 0,
  apart: 0,
  apartPassed: 0,
  seconds: 0,
});

interface Difference {
  readonly name: string;
  readonly apart: boolean;
  readonly result: TestResult;
}

function judge(
  ours: ModuleResults,
  reference: { whole: ModuleResults; blocked: ModuleResults },
  flags: Options,
  isKnown: KnownReason,
): { tally: Tally; differences: Difference[] } {
  const tally = noTally();
  const differences: Difference[] = [];
  const whole = Object.entries(ours).find(
    ([name]) => name.endsWith("(whole module)") || name.includes("_FailedTest") || name.includes("ModuleSkipped"),
  )?.[1];
  const missing: TestResult = {
    outcome: whole?.outcome ?? "fail",
    message: whole?.message ?? "the test was not run",
    place: whole?.place ?? "",
    seconds: 0,
  };
  for (const [name, expected] of Object.entries(reference.whole)) {
    if (expected.outcome !== "pass" || !name.includes(flags.k)) continue;
    const result = ours[name] ?? missing;
    const apart = reference.blocked[name]?.outcome !== "pass";
    const good = result.outcome === "pass";
    if (result.outcome === "crash" || result.outcome === "timeout") tally.crashed++;
    if (apart) {
      tally.apart++;
      if (good) tally.apartPassed++;
    } else {
      tally.oracle++;
      if (good) tally.passed++;
      else if (result.outcome === "skip") tally.skipped++;
      else if (result.outcome !== "crash" && result.outcome !== "timeout") tally.failed++;
      if (!good && isKnown(name) !== undefined) tally.known++;
    }
    if (!good) differences.push({ name, apart, result });
  }
  return { tally, differences };
}

const column = (value: number | string, width: number): string => String(value).padStart(width);
const percent = (tally: Tally): string =>
  tally.oracle === 0 ? "-" : `${((100 * tally.passed) / tally.oracle).toFixed(1)} %`;

function row(name: string, tally: Tally): string {
  const apart = tally.apart === 0 ? "" : `${tally.apartPassed}/${tally.apart}`;
  return (
    name.padEnd(28) +
    [tally.oracle, tally.passed, tally.failed, tally.skipped, tally.crashed, tally.known]
      .map((n) => column(n, 9))
      .join("") +
    column(percent(tally), 10) +
    column(apart, 12) +
    column(`${tally.seconds.toFixed(0)} s`, 8)
  );
}

const HEADER = `${"module".padEnd(28)}${["oracle", "passed", "failed", "skipped", "crashed", "known"].map((n) => column(n, 9)).join("")}${column("passed", 10)}${column("C modules", 12)}${column("time", 8)}`;

/** A line for each difference; tests with the same message share one. */
function listing(differences: readonly Difference[], isKnown: KnownReason): string {
  const groups = new Map<string, string[]>();
  for (const { name, apart, result } of differences) {
    const key = `${result.message}  @ ${result.place}`;
    const label = `${result.outcome}${apart ? " (C)" : ""}${isKnown(name) === undefined ? "" : " known"} ${name}`;
    groups.set(key, [...(groups.get(key) ?? []), label]);
  }
  return [...groups]
    .map(
      ([key, names]) =>
        `    ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}\n        ${key}\n`,
    )
    .join("");
}

/** A row of the page: the figures, and why the rest does not pass. */
function tableRow(module: string, tally: Tally, differences: readonly Difference[], isKnown: KnownReason): string {
  const reasons = new Map<string, number>();
  for (const { name, apart, result } of differences) {
    if (apart) continue;
    const reason = isKnown(name) ?? `${result.outcome}: ${name.split(".").slice(-2).join(".")}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const texts = [...reasons].map(([reason, n]) => `${n > 1 ? `${n}: ` : ""}${reason.replaceAll("|", "\\|")}`);
  return `| ${module} | ${tally.passed} | ${tally.oracle} | ${percent(tally)} | ${texts.join("; ")} |`;
}

/** The page of a list of modules. */
function page(rows: readonly string[], total: Tally, names: readonly string[]): string {
  const missing = LIBRARY_MODULES.filter((name) => !names.includes(name));
  const rest = missing.length === 0 ? "" : ` Not in this run: ${missing.join(", ")}.`;
  return `# CPython's tests of the library

Made by \`npm run cpython-tests -- --lib LIB --library --results DIR --table docs/library-tests.md\`, LIB being an installed CPython 3.13.0's. "of" counts the tests that this
CPython passes without its C test modules. What does not pass has its reason in \`tests/known-differences.txt\`, or nobody has found it yet: then the test is named.${rest}

| Module | passed | of | | what does not pass, and why |
|---|---|---|---|---|
${rows.join("\n")}
| all | ${total.passed} | ${total.oracle} | ${percent(total)} | |
`;
}

/** A module's results: those of an earlier run if they are kept, else of a run now. */
async function resultsOf(module: string, krait: Interpreter, flags: Options): Promise<ModuleResults> {
  const path = flags.results === undefined ? undefined : join(flags.results, `${module}.json`);
  if (path !== undefined && existsSync(path)) {
    const kept = JSON.parse(readFileSync(path, "utf8")) as Record<string, ModuleResults>;
    if (kept[module] !== undefined) return kept[module];
  }
  const ours = await runModule(krait, { module, block: false, pattern: flags.k, limit: Number(flags.timeout) });
  if (path !== undefined) writeFileSync(path, JSON.stringify({ [module]: ours }, null, 1));
  return ours;
}

async function main(): Promise<void> {
  const { flags, modules } = options();
  const testPackage = join(resolve(flags.lib), "test");
  if (!existsSync(testPackage)) throw new Error(`${flags.lib} holds no test package`);
  const names = modules.length > 0 ? modules : flags.library ? LIBRARY_MODULES : CORE_MODULES;
  const oracle = oraclePython(flags);
  const version =
    execFileSync(oracle.command, ["-c", "import sys; print(sys.version)"], { env: oracle.env, encoding: "utf8" }).split(
      " ",
    )[0] ?? "";
  const testParent = mkdtempSync(join(tmpdir(), "krait-lib-"));
  symlinkSync(testPackage, join(testParent, "test"));
  const krait = kraitInterpreter(flags, testParent);
  const isKnown = knownDifferences();
  const total = noTally();
  const record: Record<string, ModuleResults> = {};
  const rows: string[] = [];
  process.stdout.write(`${HEADER}\n`);
  try {
    for (const module of names) {
      const limit = Number(flags.timeout);
      const reference = await oracleResults(oracle, version, module, Math.max(limit, 120));
      const began = Date.now();
      const ours = await resultsOf(module, krait, flags);
      const { tally, differences } = judge(ours, reference, flags, isKnown);
      tally.seconds = (Date.now() - began) / 1000;
      record[module] = ours;
      rows.push(tableRow(module, tally, differences, isKnown));
      for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
      process.stdout.write(`${row(module, tally)}\n`);
      if (flags.list) process.stdout.write(listing(differences, isKnown));
    }
  } finally {
    rmSync(testParent, { recursive: true, force: true });
  }
  if (flags.table !== undefined) writeFileSync(flags.table, page(rows, total, names));
  if (flags.json !== undefined) writeFileSync(flags.json, JSON.stringify(record, null, 1));
  process.stdout.write(`${row("total", total)}\n`);
  if (total.crashed > 0 || (100 * total.passed) / Math.max(1, total.oracle) < Number(flags.bar)) process.exitCode = 1;
}

main().catch((error: Error) => {
  process.stderr.write(`cpython-tests: ${error.message}\n`);
  process.exitCode = 2;
});
