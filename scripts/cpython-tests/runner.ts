/**
 * One module of Lib/test in one interpreter: starts run_module.py, follows its result file, and when the interpreter dies or stands still
 * notes the test it was in and starts again behind that test.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** How a test ended. crash: the interpreter ended in it; timeout: it stood still in it. */
export type Outcome = "pass" | "fail" | "error" | "skip" | "crash" | "timeout";

export interface TestResult {
  readonly outcome: Outcome;
  readonly message: string;
  /** The last lines of the traceback, as `file.py:line`. */
  readonly place: string;
  readonly seconds: number;
}

/** Results by test id; an id that occurs again gets `#2`, `#3` ... */
export type ModuleResults = Record<string, TestResult>;

export interface Interpreter {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface RunOptions {
  readonly module: string;
  readonly block: boolean;
  readonly pattern: string;
  /** Seconds without a finished test after which the interpreter is killed. */
  readonly limit: number;
}

const SCRIPT = fileURLToPath(new URL("run_module.py", import.meta.url));
const MAX_RESTARTS = 60;
const TAIL = 1500;

interface Line {
  readonly start?: string;
  readonly end?: string;
  readonly outcome?: Outcome;
  readonly message?: string;
  readonly place?: string;
  readonly seconds?: number;
  readonly done?: boolean;
}

/** The complete lines of the result file. */
function readLines(path: string): Line[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** Runs the interpreter until it ends or stands still; returns the tail of what it wrote and whether it was killed. */
function runOnce(interpreter: Interpreter, options: RunOptions, results: string, resume: number, cwd: string) {
  const args = [
    ...interpreter.args,
    SCRIPT,
    options.module,
    results,
    String(resume),
    options.block ? "1" : "0",
    options.pattern,
  ];
  return new Promise<{ output: string; stalled: boolean }>((resolve) => {
    const child = spawn(interpreter.command, args, { env: interpreter.env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let stalled = false;
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString("utf8")).slice(-TAIL);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    let size = -1;
    let since = Date.now();
    const watch = setInterval(() => {
      const now = existsSync(results) ? readFileSync(results).length : 0;
      if (now !== size) {
        size = now;
        since = Date.now();
      } else if (Date.now() - since > options.limit * 1000) {
        stalled = true;
        child.kill("SIGKILL");
      }
    }, 500);
    child.on("error", (error) => keep(Buffer.from(String(error))));
    // what a test has left running may hold the pipes open: they are not waited for
    child.on("exit", () => setTimeout(() => (child.stdout.destroy(), child.stderr.destroy()), 200));
    child.on("close", () => {
      clearInterval(watch);
      resolve({ output, stalled });
    });
  });
}

/** The end of a run that did not end by itself, as the result of the test it was in. */
function culprit(output: string, stalled: boolean, limit: number): TestResult {
  const last = output.trim().split("\n").slice(-3).join(" | ");
  return {
    outcome: stalled ? "timeout" : "crash",
    message: stalled ? `no end in ${limit} s` : last,
    place: "",
    seconds: stalled ? limit : 0,
  };
}

/** Takes the records into `found`; returns how many tests were begun and the one that did not end, if any. */
function collect(lines: readonly Line[], found: ModuleResults): { begun: number; open: string | null } {
  const seen = new Map<string, number>();
  let begun = 0;
  let open: string | null = null;
  for (const line of lines) {
    if (line.start !== undefined) {
      begun++;
      open = line.start;
    } else if (line.end !== undefined) {
      const count = (seen.get(line.end) ?? 0) + 1;
      seen.set(line.end, count);
      const name = count === 1 ? line.end : `${line.end}#${count}`;
      found[name] = {
        outcome: line.outcome ?? "pass",
        message: line.message ?? "",
        place: line.place ?? "",
        seconds: line.seconds ?? 0,
      };
      if (open === line.end) open = null;
    }
  }
  return { begun, open };
}

/** Every test of the module with its outcome. Deaths before the first test are the outcome of a test named after the module. */
export async function runModule(interpreter: Interpreter, options: RunOptions): Promise<ModuleResults> {
  const folder = mkdtempSync(join(tmpdir(), `krait-${options.module}-`));
  const results = join(folder, "results.jsonl");
  const work = join(folder, "work");
  let found: ModuleResults = {};
  try {
    let resume = 0;
    for (let round = 0; round < MAX_RESTARTS; round++) {
      rmSync(work, { recursive: true, force: true });
      mkdirSync(work);
      const { output, stalled } = await runOnce(interpreter, options, results, resume, work);
      const lines = readLines(results);
      found = {};
      const { begun, open } = collect(lines, found);
      if (lines.at(-1)?.done === true) break;
      if (open === null && begun === resume) {
        found[`${options.module} (whole module)`] = culprit(output, stalled, options.limit);
        break;
      }
      const dead = culprit(output, stalled, options.limit);
      const name = open ?? lines.findLast((line) => line.end !== undefined)?.end ?? options.module;
      const record = { end: name, outcome: dead.outcome, message: dead.message, seconds: dead.seconds };
      writeFileSync(results, `${JSON.stringify(record)}\n`, { flag: "a" });
      // fixtures that failed were counted as ends, not as starts: what was begun is what a new run leaves out
      resume = Math.max(begun, resume + (open === null ? 1 : 0));
      collect(readLines(results), (found = {}));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}
