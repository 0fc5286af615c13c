/** `krait lab run | list | compare | merge`: matrices of workloads and plans (docs/lab.md). */
import * as fs from "node:fs";
import { documentFault, type LabDocument } from "../lab/document.js";
import { mergeDocuments, pairsOf, runMatrix } from "../lab/matrix.js";
import { planText, WorkloadError } from "../lab/measure.js";
import { summarise, summaryText } from "../lab/summary.js";
import { ownWorkloads, workloadOf } from "../lab/workloads.js";
import {
  ALLOCATORS,
  INTERN_POLICIES,
  type Plan,
  type PlanOptions,
  planOf,
  RECLAIMERS,
  TRIGGERS,
} from "../machine/plans.js";
import { CliError, systemReason } from "./fail.js";
import { planOption } from "./plan_options.js";

export interface LabRunFlags {
  /** Lists with commas. */
  readonly gc?: string;
  readonly alloc?: string;
  readonly intern?: string;
  readonly trigger?: string;
  readonly reps: string;
  readonly json?: string;
  readonly html?: string;
  readonly shard?: string;
}

function number(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new CliError(`krait lab: --${option} cannot be '${text}': give a number from 1`, 2);
  return Number(text);
}

/** Every combination of the named choices. */
function plansOf(flags: LabRunFlags): Plan[] {
  let plans: PlanOptions[] = [{}];
  for (const key of ["gc", "trigger", "alloc", "intern"] as const) {
    const names = flags[key]?.split(",");
    if (names === undefined) continue;
    plans = plans.flatMap((plan) => names.map((name) => ({ ...plan, ...planOption(key, name) })));
  }
  return plans.map(planOf);
}

function shardOf(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined || Number(index) < 1 || Number(index) > Number(count)) {
    throw new CliError(`krait lab: --shard cannot be '${text}': give I/N, I from 1 to N`, 2);
  }
  return [Number(index), Number(count)];
}

function refusal(error: unknown): unknown {
  if (error instanceof RangeError) return new CliError(`krait lab: ${error.message}`, 2);
  if (error instanceof WorkloadError) return new CliError(`${error.message}\nkrait lab: the workload failed`, 1);
  return error;
}

function refused<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw refusal(error);
  }
}

function refusedLater<T>(made: Promise<T>): Promise<T> {
  return made.catch((error: unknown) => {
    throw refusal(error);
  });
}

function write(path: string, text: string): void {
  try {
    fs.writeFileSync(path, text);
  } catch (error) {
    throw new CliError(`krait lab: can't write '${path}': ${systemReason(error)}`, 1);
  }
}

/** Shows what runs on one line of a terminal, and ends the matrix at the next run after Ctrl-C. */
class TerminalProgress {
  private interrupted = false;
  private readonly shown = process.stderr.isTTY === true;

  constructor() {
    process.once("SIGINT", () => {
      this.interrupted = true;
    });
  }

  run(done: number, all: number, workload: { name: string }, plan: Plan, warmUp: boolean): void {
    if (!this.shown) return;
    const text = `${done + 1}/${all} ${workload.name} ${planText(plan)}${warmUp ? " (warm-up)" : ""}`;
    process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  stopped(): boolean {
    return this.interrupted;
  }

  end(): void {
    if (this.shown) process.stderr.write("\r\x1b[K");
  }
}

export async function labRun(
  names: readonly string[],
  flags: LabRunFlags,
  command: readonly string[],
): Promise<number> {
  const shard = shardOf(flags.shard);
  const matrix = refused(() => ({
    workloads: (names.length === 0 ? ownWorkloads().map(({ name }) => name) : names).map(workloadOf),
    plans: plansOf(flags),
    repetitions: number("reps", flags.reps),
    ...(shard === undefined ? {} : { shard }),
  }));
  refused(() => pairsOf(matrix));
  const progress = new TerminalProgress();
  const document = await refusedLater(runMatrix(matrix, progress, command, { files: fs }));
  progress.end();
  if (flags.json !== undefined) write(flags.json, `${JSON.stringify(document, null, 1)}\n`);
  if (flags.html !== undefined) {
    const { reportHtml } = await import("../lab/report/report.js");
    write(flags.html, reportHtml(document));
  }
  if (document.runs.length > 0) process.stdout.write(summaryText(summarise(document)));
  if (document.interrupted) process.stderr.write("krait lab: interrupted; what was measured is kept\n");
  return document.interrupted ? 130 : 0;
}

export function labList(): number {
  const section = (title: string, entries: readonly { name: string; what: string }[]) => {
    const width = Math.max(...entries.map(({ name }) => name.length)) + 2;
    return `${title}\n${entries.map(({ name, what }) => `  ${name.padEnd(width)}${what}`).join("\n")}\n`;
  };
  const workloads = ownWorkloads().map(({ name, what, dials }) => ({
    name,
    what: `${what}  [${Object.entries(dials)
      .map(([dial, value]) => `${dial}=${value}`)
      .join(", ")}]`,
  }));
  process.stdout.write(
    [
      section("workloads", workloads),
      section("--gc", RECLAIMERS),
      section("--trigger", TRIGGERS),
      section("--alloc", ALLOCATORS),
      section("--intern", INTERN_POLICIES),
    ].join("\n"),
  );
  return 0;
}

function readDocument(path: string): LabDocument {
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "it is no JSON" : systemReason(error);
    throw new CliError(`krait lab: can't read '${path}': ${reason}`, 2);
  }
  const fault = documentFault(value);
  if (fault !== null) throw new CliError(`krait lab: '${path}' is no document of the lab: ${fault}`, 2);
  return value as LabDocument;
}

/** The summaries of both documents, one after the other; ratios are inside each, against its own first plan. */
export function labCompare(before: string, after: string): number {
  const [a, b] = [readDocument(before), readDocument(after)];
  const text = (document: LabDocument) => summaryText(summarise(document));
  process.stdout.write(`${before}\n${text(a)}\n${after}\n${text(b)}`);
  return 0;
}

export function labMerge(paths: readonly string[], output: string): number {
  const merged = refused(() => mergeDocuments(paths.map(readDocument)));
  write(output, `${JSON.stringify(merged, null, 1)}\n`);
  return 0;
}
