/** `krait lab run | list | compare | minheap | trace | replay | merge`: matrices of workloads and plans (docs/lab.md). */
import * as fs from "node:fs";
import { compareDocuments, comparisonText } from "../lab/compare.js";
import { documentFault, type LabDocument, type LabPlan } from "../lab/document.js";
import { type Matrix, mergeDocuments, pairsOf, runMatrix } from "../lab/matrix.js";
import { Interrupted, measure, planText, WorkloadError } from "../lab/measure.js";
import { type MinimumHeap, minimumHeap, minimumHeapText } from "../lab/minheap.js";
import { type Clock, summarise, summaryText } from "../lab/summary.js";
import { ownWorkloads, workloadOf } from "../lab/workloads.js";
import { nodeLibc } from "../machine/libc.js";
import {
  ALLOCATORS,
  CONSTANTS,
  IMMORTALS,
  INTERN_POLICIES,
  type Plan,
  type PlanOptions,
  PROFILES,
  planOf,
  RECLAIMERS,
  SMALL_INTS,
  TRIGGERS,
} from "../machine/plans.js";
import { CATCH } from "../machine/signals.js";
import { CliError, systemReason } from "./fail.js";
import type { BuildName } from "./options.js";
import { PLAN_OPTIONS, withPlanOption } from "./plan_options.js";

/** Lists with commas. */
export interface PlanFlags {
  readonly gc?: string;
  readonly alloc?: string;
  readonly intern?: string;
  readonly trigger?: string;
  readonly smallInts?: string;
  readonly immortals?: string;
  readonly constants?: string;
  readonly profile?: string;
}

const SIGINT = 2;

export interface LabRunFlags extends PlanFlags {
  /** Factors of the smallest heap, a list with commas. */
  readonly heap?: string;
  readonly build?: BuildName;
  readonly clock: Clock;
  readonly reps: string;
  readonly json?: string;
  readonly html?: string;
  readonly traceEvents?: string;
  readonly shard?: string;
}

function number(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new CliError(`krait lab: --${option} cannot be '${text}': give a number from 1`, 2);
  return Number(text);
}

/** Every combination of the named choices. */
function plansOf(flags: PlanFlags): Plan[] {
  let plans: PlanOptions[] = [{}];
  for (const { key, field } of PLAN_OPTIONS) {
    const names = flags[field]?.split(",");
    if (names === undefined) continue;
    plans = plans.flatMap((plan) => names.map((name) => withPlanOption(plan, key, name)));
  }
  return plans.map(planOf);
}

/** The same plans in fixed heaps, the sizes as factors of the smallest. */
function inHeaps(plans: readonly Plan[], factors: string | undefined): LabPlan[] {
  if (factors === undefined) return [...plans];
  const heaps = factors.split(",").map((text) => {
    if (!/^\d+(\.\d+)?$/.test(text) || Number(text) < 1)
      throw new CliError(`krait lab: --heap cannot be '${text}': give factors of the smallest heap, from 1`, 2);
    return Number(text);
  });
  const other = plans.find(({ trigger }) => trigger !== "counts");
  if (other !== undefined)
    throw new CliError(`krait lab: --heap says when to collect, so it does not go with --trigger ${other.trigger}`, 2);
  return heaps.flatMap((heap) => plans.map((plan) => ({ ...plan, heap })));
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

/** Reads a file of ours, or says what is wrong with it. */
function refusedFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof RangeError ? error.message : systemReason(error);
    throw new CliError(`krait lab: can't read '${path}': ${reason}`, 2);
  }
}

function write(path: string, text: string | Uint8Array): void {
  try {
    fs.writeFileSync(path, text);
  } catch (error) {
    throw new CliError(`krait lab: can't write '${path}': ${systemReason(error)}`, 1);
  }
}

/**
 * Shows what runs on one line of a terminal, and says when Ctrl-C was pressed. A program that runs keeps Node from telling, so where the C library can be reached its
 * signals are asked for; elsewhere Ctrl-C counts from the end of the run.
 */
class TerminalProgress {
  private interrupted = false;
  private readonly shown = process.stderr.isTTY === true;
  private readonly signals: { take(): number } | null = null;
  private readonly began = performance.now();

  constructor() {
    const libc = nodeLibc();
    if (libc?.hasSignals === true) {
      const signals = libc.signals();
      signals.set(SIGINT, CATCH);
      this.signals = signals;
    } else {
      process.once("SIGINT", () => {
        this.interrupted = true;
      });
    }
  }

  run(done: number, all: number, workload: { name: string }, plan: LabPlan, warmUp: boolean): void {
    const spent = (performance.now() - this.began) / 1000;
    const left = done === 0 ? "" : `, ${Math.ceil((spent / done) * (all - done))} s left`;
    this.say(`${done + 1}/${all}${left}: ${workload.name} ${planText(plan)}${warmUp ? " (warm-up)" : ""}`);
  }

  say(text: string): void {
    if (this.shown) process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  stopped(): boolean {
    if (this.signals?.take() === SIGINT) this.interrupted = true;
    return this.interrupted;
  }

  end(): void {
    if (this.shown) process.stderr.write("\r\x1b[K");
  }
}

/** Runs a matrix, writes its files, prints its summary. */
async function labMatrix(
  matrix: Matrix,
  flags: LabRunFlags,
  command: readonly string[],
  runOne: typeof measure = measure,
): Promise<number> {
  refused(() => pairsOf(matrix));
  const progress = new TerminalProgress();
  const document = await refusedLater(
    runMatrix(matrix, progress, command, { files: fs, build: flags.build ?? "release" }, runOne),
  );
  progress.end();
  if (flags.json !== undefined) write(flags.json, `${JSON.stringify(document, null, 1)}\n`);
  if (flags.html !== undefined) {
    const { reportHtml } = await import("../lab/report/report.js");
    write(flags.html, reportHtml(document, flags.clock));
  }
  if (flags.traceEvents !== undefined) {
    const { traceEvents } = await import("../lab/trace_events.js");
    write(flags.traceEvents, `${JSON.stringify(traceEvents(document))}\n`);
  }
  if (document.runs.length > 0) process.stdout.write(summaryText(summarise(document, flags.clock)));
  if (document.interrupted) process.stderr.write("krait lab: interrupted; what was measured is kept\n");
  return document.interrupted ? 130 : 0;
}

export async function labRun(
  names: readonly string[],
  flags: LabRunFlags,
  command: readonly string[],
): Promise<number> {
  const shard = shardOf(flags.shard);
  const matrix = refused(() => ({
    workloads: (names.length === 0 ? ownWorkloads().map(({ name }) => name) : names).map(workloadOf),
    plans: inHeaps(plansOf(flags), flags.heap),
    repetitions: number("reps", flags.reps),
    ...(shard === undefined ? {} : { shard }),
  }));
  return labMatrix(matrix, flags, command);
}

/** Writes the allocation trace of a workload or program. */
export async function labTrace(name: string, output: string): Promise<number> {
  const { recordTrace } = await import("../lab/trace/replay.js");
  const { traceBytes } = await import("../lab/trace/format.js");
  const workload = refused(() => workloadOf(name));
  const trace = refused(() => recordTrace(workload, { files: fs, output: (data) => void fs.writeSync(1, data) }));
  const data = traceBytes(trace);
  write(output, data);
  const { objects, memoryBlocks, references, bytes, left, events, types } = trace.header;
  process.stdout.write(
    [
      `${objects} objects of ${types.length} types and ${memoryBlocks} blocks of memory, ${(bytes / 1048576).toFixed(1)} MiB in all`,
      `${references} references, ${events} events, ${(data.length / 1048576).toFixed(2)} MiB in ${output}`,
      `${left} objects and blocks were left at the end, unreachable cycles among them\n`,
    ].join("\n"),
  );
  return 0;
}

/** Does traces again under every combination of the plans named: a matrix whose workloads are the traces. */
export async function labReplay(
  paths: readonly string[],
  flags: LabRunFlags,
  command: readonly string[],
): Promise<number> {
  const { replay } = await import("../lab/trace/replay.js");
  const { readTrace } = await import("../lab/trace/format.js");
  const traces = new Map(paths.map((path) => [path, refusedFile(path, () => readTrace(fs.readFileSync(path)))]));
  const workloads = [...traces].map(([path, { header }]) => ({
    name: header.program,
    path,
    source: "",
    what: "",
    dials: header.dials,
  }));
  const twice = workloads.find(({ name, path }) => workloads.some((w) => w.name === name && w.path !== path));
  if (twice !== undefined) throw new CliError(`krait lab: two of the traces are of '${twice.name}'`, 2);
  const matrix = { workloads, plans: plansOf(flags), repetitions: number("reps", flags.reps) };
  return labMatrix(matrix, flags, command, ({ path }, plan, repetition, options) =>
    replay(traces.get(path)!, plan, repetition, options),
  );
}

/** What `planFault` refuses, for people; its own messages say the same of a plan. */
const CONSTRAINTS = [
  "nogc goes with the allocator bump only, since the others use memory again",
  "reclaimers that find no cycles have nothing for the triggers bytes, heap and every to start",
  "the trigger heap does not go with bump, under which the heap never shrinks",
  "--heap FACTORS brings its own trigger: a collection when seven eighths of the fixed heap are taken",
] as const;

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
  const declared = (what: string, facts: readonly (string | false)[]) =>
    `${what}  [${facts.filter(Boolean).join(", ")}]`;
  const reclaimers = RECLAIMERS.map(({ name, what, freesImmediately, collectsCycles, runsFinalizers }) => ({
    name,
    what: declared(what, [
      freesImmediately ? "frees at once" : collectsCycles ? "frees at collections" : "frees nothing",
      collectsCycles && "finds cycles",
      runsFinalizers ? "runs finalizers" : "runs no finalizers",
    ]),
  }));
  const triggers = TRIGGERS.map(({ name, what, bytes }) => ({ name, what: bytes ? `${what}  [${name}:KIB]` : what }));
  const allocators = ALLOCATORS.map(({ name, what, reuses }) => ({
    name,
    what: declared(what, [reuses ? "uses memory again" : "never uses memory again"]),
  }));
  process.stdout.write(
    [
      section("workloads, with their dials (NAME:dial=value,dial=value)", workloads),
      section("--gc", reclaimers),
      section("--trigger", triggers),
      section("--alloc", allocators),
      section("--intern", INTERN_POLICIES),
      section("--small-ints", SMALL_INTS),
      section("--immortals", IMMORTALS),
      section("--constants", CONSTANTS),
      section("--profile", PROFILES),
      `constraints\n${CONSTRAINTS.map((text) => `  ${text}`).join("\n")}\n`,
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

export function labCompare(before: string, after: string, clock: Clock, json?: string): number {
  const [a, b] = [readDocument(before), readDocument(after)];
  const comparison = refused(() => compareDocuments(a, b, clock));
  if (json !== undefined) write(json, `${JSON.stringify(comparison, null, 1)}\n`);
  process.stdout.write(comparisonText(comparison));
  return 0;
}

export interface MinheapFlags extends PlanFlags {
  readonly json?: string;
}

/** The smallest heap of each workload or program under each plan. */
export async function labMinheap(names: readonly string[], flags: MinheapFlags): Promise<number> {
  const workloads = refused(() => names.map(workloadOf));
  const plans = plansOf(flags);
  refused(() => pairsOf({ workloads, plans, repetitions: 1 }));
  const progress = new TerminalProgress();
  const found: MinimumHeap[] = [];
  const all = workloads.length * plans.length;
  let interrupted = false;
  for (const [i, [workload, plan]] of workloads.flatMap((w) => plans.map((p) => [w, p] as const)).entries()) {
    await new Promise(setImmediate);
    const shown = (trial: number, kib: number) =>
      progress.say(`${i + 1}/${all} ${workload.name} ${planText(plan)}: trial ${trial}, ${kib} KiB`);
    try {
      const options = { files: fs, stopped: () => progress.stopped() };
      found.push(refused(() => minimumHeap(workload, plan, options, shown)));
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      interrupted = true;
      break;
    }
  }
  progress.end();
  if (flags.json !== undefined)
    write(flags.json, `${JSON.stringify({ minheap: 1, interrupted, heaps: found }, null, 1)}\n`);
  process.stdout.write(minimumHeapText(found));
  if (interrupted) process.stderr.write("krait lab: interrupted; what was found is kept\n");
  return interrupted ? 130 : 0;
}

export function labMerge(paths: readonly string[], output: string): number {
  const merged = refused(() => mergeDocuments(paths.map(readDocument)));
  write(output, `${JSON.stringify(merged, null, 1)}\n`);
  return 0;
}
