/**
 * `npm run lab-check [-- --part programs|stress|workloads] [--build debug] [--walks N] [--jobs N] [--programs REGEXP] [--progress] [PLAN ...]`: what every plan must keep.
 *
 *   programs    tests/lang under every reclaimer, trigger, allocator and interning policy against the recordings of CPython
 *   stress      tests/lang under every reclaimer on the stress build, where the heap verifier looks after each collection at what it touched, and at the
 *               whole heap after each of a program's first N (2,000) and after full ones, later each time their number has grown by a twentieth
 *   workloads   the same with the lab's workloads, whose results must be those of the default plan
 *
 * A program that a plan's declared constraint excuses may print something else under it, but must run to its end, with a sound heap. Each plan and part has a process of its own, as many at a time as there are
 * processors (--jobs); the seconds are CPU time. --programs: those of tests/lang whose name has it; --progress: each program on stderr when it has run: with a great N one may take minutes.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { ownWorkloads, runnerSource, type Workload } from "../../src/lab/workloads.js";
import { Machine, type MachineOptions } from "../../src/machine/machine.js";
import {
  ALLOCATORS,
  CONSTANTS,
  IMMORTALS,
  INTERN_POLICIES,
  type PlanOptions,
  planOf,
  RECLAIMERS,
  SMALL_INTS,
} from "../../src/machine/plans.js";
import { heapFault, runProgram } from "../../tests/lang/programs.js";
import { langFolder, programsIn } from "../oracle/record-lang.mjs";

/** Of how many collections of a program each is followed by a walk through the whole heap. */
export const WALKS = 2000;

type Build = "release" | "debug" | "stress";

/** Programs that show when an object is freed: its __del__, its weak references, an exported buffer that is gone, counts. */
const SHOWS_FREEING = [
  "array/arrays.py",
  "async/async_generators.py",
  "asyncio/futures.py",
  "buffers/pep688.py",
  "classes/init_references.py",
  "classes/singletons_and_counters.py",
  "classes/specialised_access.py",
  "classes/super_and_descriptors.py",
  "control/locals_and_constants.py",
  "del/finalizers.py",
  "del/order.py",
  "del/unraisable.py",
  "elementtree/parser.py",
  "frames/line_of_death.py",
  "functions/held_operands.py",
  "functions/spread_and_partial.py",
  "generators/close_unstarted.py",
  "generators/throw_close.py",
  "io/bytesio.py",
  "io/streams.py",
  "lists/plain_slices.py",
  "lists/updates_and_pairs.py",
  "memory/refcounts.py",
  "memory/static_counts.py",
  "memory/tracemalloc_traces.py",
  "strings/blocks.py",
  "weakrefs/basics.py",
  "weakrefs/caches.py",
];

/** Programs that show what becomes of cycles. */
const SHOWS_CYCLES = [
  "asyncio/futures.py",
  "asyncio/tasks.py",
  "buffers/pep688.py",
  "del/cycles.py",
  "elementtree/elements.py",
  "io/streams.py",
  "memory/collector.py",
  "memory/finalization.py",
  "weakrefs/references.py",
];

/** Programs that show counts of static objects. */
const SHOWS_STATIC_COUNTS = [
  "ctypes/native_module.py",
  "functions/held_operands.py",
  "functions/spread_and_partial.py",
  "memory/refcounts.py",
  "memory/static_counts.py",
];

/** Programs that show which equal strings, ints, constants are one object, or how often a code object has one. */
const SHOWS_IDENTITY = [
  "compile/phases.py",
  "control/locals_and_constants.py",
  "memory/identity.py",
  "memory/interning.py",
  "strings/pieces.py",
];

function excused(options: PlanOptions): Set<string> {
  const gc = RECLAIMERS.find(({ name }) => name === (options.gc ?? "rc+generational"))!;
  const names: string[] = [];
  if (!gc.collectsCycles) names.push(...SHOWS_CYCLES);
  if (!gc.freesImmediately) names.push(...SHOWS_FREEING, ...SHOWS_CYCLES);
  const { intern, smallInts, immortals, constants } = planOf(options);
  if (immortals !== "pep683") names.push(...SHOWS_STATIC_COUNTS);
  if (intern !== "cpython313" || smallInts !== "256" || constants !== "module") names.push(...SHOWS_IDENTITY);
  return new Set(names);
}

/** What the heap verifier did in one program. */
interface Looks {
  readonly name: string;
  readonly collections: number;
  readonly walks: number;
}

interface Selection {
  /** Every `step`-th program; default all. */
  readonly step?: number;
  /** Those whose name has it. */
  readonly programs?: RegExp;
  /** As runProgram has it. */
  readonly walks?: number | undefined;
  /** Told of each program, on a build that verifies. */
  readonly ran?: (looks: Looks) => void;
}

/** "FILE:LINE: what it printed" of each program of tests/lang that prints something else. */
export function differing(options: PlanOptions, build: Build, selection: Selection = {}): string[] {
  const { step = 1, programs: wanted = /^/, walks, ran = () => {} } = selection;
  const excuses = excused(options);
  const faults: string[] = [];
  // threads take turns by the clock
  const programs = programsIn(langFolder).filter((file) => !relative(langFolder, file).startsWith("threads"));
  for (const [i, file] of programs.entries()) {
    const name = relative(langFolder, file);
    if (i % step !== 0 || !wanted.test(name)) continue;
    const run = () => runProgram(file, { build, ...options }, walks, (looks) => ran({ name, ...looks }));
    const fault = faultOf(file, run, excuses.has(name));
    if (fault !== null) faults.push(`${name}:${fault}`);
  }
  return faults;
}

/** Where a program's output leaves its recording, or why it could not be run; `excused`: the latter alone. */
function faultOf(file: string, run: () => string, excused: boolean): string | null {
  let printed: string[];
  try {
    printed = run().split("\n");
  } catch (error) {
    return ` ${(error as Error).message}`;
  }
  if (excused) return null;
  const wanted = readFileSync(file.replace(/\.py$/, ".out"), "utf8").split("\n");
  const at = printed.findIndex((line, k) => line !== wanted[k]);
  return at < 0 && printed.length === wanted.length ? null : `${at + 1}: ${printed[at]}`;
}

/** What a workload's run() returns, and the first fault of its heap. */
function workloadResult(workload: Workload, options: MachineOptions, walks: number): [string, string | null] {
  let written = "";
  const decoder = new TextDecoder();
  const write = (data: Uint8Array): void => {
    written += decoder.decode(data, { stream: true });
  };
  const machine = new Machine({ ...options, stdout: write, stderr: write });
  if (options.build !== "release") machine.verifyCollections(walks);
  machine.setMain("__name__", workload.name);
  machine.runSource(workload.source, workload.path);
  if (!machine.runSource(runnerSource(workload), "<lab>").ok) machine.printError();
  machine.runSource("print(lab_result)", "<lab>");
  machine.finish();
  return [written, options.build === "release" ? null : heapFault(machine)];
}

/** "WORKLOAD: what is wrong" of each that returns something else than under the default plan, or leaves a heap that is not sound. */
export function differingWorkloads(
  options: PlanOptions,
  build: Build,
  walks = WALKS,
  only?: readonly string[],
): string[] {
  const faults: string[] = [];
  for (const workload of ownWorkloads()) {
    if (only !== undefined && !only.includes(workload.name)) continue;
    const [wanted] = workloadResult(workload, { build: "release" }, walks);
    const [result, fault] = workloadResult(workload, { build, ...options }, walks);
    if (fault !== null) faults.push(`${workload.name}: ${fault}`);
    else if (result !== wanted) faults.push(`${workload.name}: ${result.trim()}, not ${wanted.trim()}`);
  }
  return faults;
}

function tell(name: string, faults: readonly string[], excuses: number, seconds: number, looks = ""): number {
  const outcome = faults.length === 0 ? "all as recorded" : `${faults.length} differ`;
  const lines = [`${name.padEnd(40)} ${outcome}${excuses > 0 ? `, ${excuses} excused` : ""} (${seconds.toFixed(0)} s)`];
  if (looks !== "") lines.push(`  ${looks}`);
  for (const fault of faults) lines.push(`  ${fault}`);
  console.log(lines.join("\n"));
  return faults.length;
}

/** After how many collections the whole heap was looked at, and in which programs not after all. */
function looksText(looks: readonly Looks[]): string {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0).toLocaleString("en");
  const walked = `the whole heap after ${sum(looks.map(({ walks }) => walks))} of ${sum(looks.map(({ collections }) => collections))} collections`;
  const short = looks.filter(({ collections, walks }) => walks < collections);
  const rest = looks.length - short.length;
  if (short.length === 0) return `${walked} of ${rest} programs`;
  const named = short.length > 12 ? `${short.length} programs` : short.map(({ name }) => name).join(", ");
  return `${walked}: after every one in ${rest} programs, not in ${named}`;
}

const PLANS: readonly PlanOptions[] = [
  ...RECLAIMERS.map(({ name: gc }) => ({ gc })),
  { trigger: "bytes", triggerSize: 256 },
  { trigger: "heap", triggerSize: 8192 },
  { trigger: "every" },
  ...ALLOCATORS.slice(1).map(({ name: alloc }) => ({ alloc })),
  ...INTERN_POLICIES.slice(1).map(({ name: intern }) => ({ intern })),
  ...SMALL_INTS.slice(1).map(({ name: smallInts }) => ({ smallInts })),
  ...IMMORTALS.slice(1).map(({ name: immortals }) => ({ immortals })),
  ...CONSTANTS.slice(1).map(({ name: constants }) => ({ constants })),
];

const PARTS = ["programs", "stress", "workloads"] as const;
type Part = (typeof PARTS)[number];

/** Unique: a process of its own finds its plan by it. */
const nameOf = ({ immortals, ...plan }: PlanOptions): string =>
  immortals === undefined ? Object.values(plan).join(":") : `immortals:${immortals}`;

interface Settings {
  readonly build: Build;
  readonly walks: number;
  readonly programs: RegExp;
  readonly progress: boolean;
}

/** One part of one plan; how much differed. */
function check(plan: PlanOptions, part: Part, { build, walks, programs, progress }: Settings): number {
  const began = process.cpuUsage().user;
  const seconds = (): number => (process.cpuUsage().user - began) / 1e6;
  const name = nameOf(plan);
  if (part === "workloads") {
    return tell(`${name}, stress, workloads`, differingWorkloads(plan, "stress", walks), 0, seconds());
  }
  const stress = part === "stress";
  const on = stress ? "stress" : build;
  const looks: Looks[] = [];
  const ran = (program: Looks): void => {
    looks.push(program);
    const { collections, walks } = program;
    if (progress) console.error(`${name}, ${seconds().toFixed(0)} s: ${program.name}, ${walks} of ${collections}`);
  };
  const faults = differing(plan, on, { programs, walks: stress ? walks : undefined, ran });
  return tell(`${name}, ${on}`, faults, excused(plan).size, seconds(), stress ? looksText(looks) : "");
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      build: { type: "string", default: "release" },
      part: { type: "string", multiple: true, default: [...PARTS] },
      walks: { type: "string", default: String(WALKS) },
      jobs: { type: "string", default: String(availableParallelism()) },
      programs: { type: "string", default: "" },
      progress: { type: "boolean", default: false },
    },
  });
  const work: { plan: PlanOptions; part: Part }[] = [];
  // the longest first
  for (const part of [...PARTS].reverse()) {
    if (!values.part.includes(part)) continue;
    for (const plan of PLANS) {
      if (positionals.length > 0 && !positionals.includes(nameOf(plan))) continue;
      if (part === "programs" || plan.gc !== undefined) work.push({ plan, part });
    }
  }
  const { build, walks, programs, progress } = values;
  if (work.length === 1) {
    const settings = { build: build as Build, walks: Number(walks), programs: new RegExp(programs), progress };
    return check(work[0]!.plan, work[0]!.part, settings) && 1;
  }
  let bad = 0;
  const worker = async (): Promise<void> => {
    for (let next = work.shift(); next !== undefined; next = work.shift()) {
      const options = ["--build", build, "--walks", walks, "--programs", programs, "--part", next.part];
      if (progress) options.push("--progress");
      options.push(nameOf(next.plan));
      const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...options], { stdio: "inherit" });
      if ((await new Promise((resolve) => child.on("close", resolve))) !== 0) bad++;
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  console.log(bad === 0 ? "every plan does as it declares" : `${bad} parts differ`);
  return bad === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("check-plans.ts")) process.exitCode = await main(process.argv.slice(2));
