/**
 * `npm run lab-check [-- --build debug] [PLAN ...]`: the programs of tests/lang under every reclaimer, trigger, allocator and interning policy, against the
 * recordings of CPython; the heap verifier looks at the end. Every reclaimer then runs them, and the lab's workloads, on the stress build, where the verifier
 * looks after each collection (HeapWatch). A program that a plan's declared constraint excuses is left out for that plan.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { ownWorkloads, runnerSource, type Workload } from "../../src/lab/workloads.js";
import { Machine, type MachineOptions } from "../../src/machine/machine.js";
import {
  ALLOCATORS,
  CONSTANTS,
  INTERN_POLICIES,
  type PlanOptions,
  planOf,
  RECLAIMERS,
  SMALL_INTS,
} from "../../src/machine/plans.js";
import { HeapWatch, runProgram } from "../../tests/lang/programs.js";
import { langFolder, programsIn } from "../oracle/record-lang.mjs";

type Build = "release" | "debug" | "stress";

/** Programs that show when an object is freed: its __del__, its weak references, an exported buffer that is gone, counts. */
const SHOWS_FREEING = [
  "array/arrays.py",
  "async/async_generators.py",
  "buffers/pep688.py",
  "classes/singletons_and_counters.py",
  "classes/specialised_access.py",
  "classes/super_and_descriptors.py",
  "del/finalizers.py",
  "del/order.py",
  "del/unraisable.py",
  "elementtree/parser.py",
  "functions/held_operands.py",
  "functions/spread_and_partial.py",
  "generators/close_unstarted.py",
  "generators/throw_close.py",
  "io/bytesio.py",
  "memory/refcounts.py",
  "strings/blocks.py",
  "weakrefs/basics.py",
  "weakrefs/caches.py",
];

/** Programs that show what becomes of cycles. */
const SHOWS_CYCLES = [
  "buffers/pep688.py",
  "del/cycles.py",
  "memory/collector.py",
  "memory/finalization.py",
  "weakrefs/references.py",
];

/** Programs that show which equal strings, ints, constants are one object. */
const SHOWS_IDENTITY = ["memory/identity.py", "memory/interning.py"];

function excused(options: PlanOptions): Set<string> {
  const gc = RECLAIMERS.find(({ name }) => name === (options.gc ?? "rc+generational"))!;
  const names: string[] = [];
  if (!gc.collectsCycles) names.push(...SHOWS_CYCLES);
  if (!gc.freesImmediately) names.push(...SHOWS_FREEING, ...SHOWS_CYCLES);
  const { intern, smallInts, constants } = planOf(options);
  if (intern !== "cpython313" || smallInts !== "256" || constants !== "module") names.push(...SHOWS_IDENTITY);
  return new Set(names);
}

/** "FILE:LINE: what it printed" of each program that prints something else, of every `step`-th; `collections`: the heap verifier looks after each. */
export function differing(options: PlanOptions, build: Build, step = 1, collections = false): string[] {
  const excuses = excused(options);
  const faults: string[] = [];
  // threads take turns by the clock
  const programs = programsIn(langFolder).filter((file) => !relative(langFolder, file).startsWith("threads"));
  for (const [i, file] of programs.entries()) {
    const name = relative(langFolder, file);
    if (i % step !== 0 || excuses.has(name)) continue;
    const fault = faultOf(file, { build, ...options }, collections);
    if (fault !== null) faults.push(`${name}:${fault}`);
  }
  return faults;
}

function faultOf(file: string, options: MachineOptions, collections: boolean): string | null {
  let printed: string[];
  try {
    printed = runProgram(file, options, collections).split("\n");
  } catch (error) {
    return ` ${(error as Error).message}`;
  }
  const wanted = readFileSync(file.replace(/\.py$/, ".out"), "utf8").split("\n");
  const at = printed.findIndex((line, k) => line !== wanted[k]);
  return at < 0 && printed.length === wanted.length ? null : `${at + 1}: ${printed[at]}`;
}

/** What a workload's run() returns, once the heap has been looked at after its collections. */
function workloadResult(workload: Workload, options: MachineOptions): { result: string; watch: HeapWatch } {
  const watch = new HeapWatch();
  let written = "";
  const decoder = new TextDecoder();
  const write = (data: Uint8Array): void => {
    written += decoder.decode(data, { stream: true });
  };
  const machine = new Machine({ ...options, stdout: write, stderr: write, onCollection: watch.event });
  watch.machine = machine;
  machine.setMain("__name__", workload.name);
  machine.runSource(workload.source, workload.path);
  if (!machine.runSource(runnerSource(workload), "<lab>").ok) machine.printError();
  machine.runSource("print(lab_result)", "<lab>");
  machine.finish();
  if (watch.fault === 0) watch.fault = machine.verifyHeap();
  return { result: written, watch };
}

/** "WORKLOAD: what is wrong" of each that returns something else than under the default plan, or leaves a heap that is not sound. */
export function differingWorkloads(options: PlanOptions, build: Build, only?: readonly string[]): string[] {
  const faults: string[] = [];
  for (const workload of ownWorkloads()) {
    if (only !== undefined && !only.includes(workload.name)) continue;
    const wanted = workloadResult(workload, { build: "release" }).result;
    const { result, watch } = workloadResult(workload, { build, ...options });
    if (watch.fault !== 0) {
      faults.push(
        `${workload.name}: the heap verifier found fault ${watch.fault} after collection ${watch.collections}`,
      );
    } else if (result !== wanted) faults.push(`${workload.name}: ${result.trim()}, not ${wanted.trim()}`);
  }
  return faults;
}

function tell(name: string, faults: readonly string[], excuses: number): number {
  const outcome = faults.length === 0 ? "all as recorded" : `${faults.length} differ`;
  console.log(`${name.padEnd(40)} ${outcome}${excuses > 0 ? `, ${excuses} excused` : ""}`);
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

function main(args: readonly string[]): number {
  const build = (args[0] === "--build" ? args[1] : "release") as Build;
  const named = args.slice(args[0] === "--build" ? 2 : 0);
  const plans: PlanOptions[] = [
    ...RECLAIMERS.map(({ name: gc }) => ({ gc })),
    { trigger: "bytes", triggerSize: 256 },
    { trigger: "heap", triggerSize: 8192 },
    ...ALLOCATORS.slice(1).map(({ name: alloc }) => ({ alloc })),
    ...INTERN_POLICIES.slice(1).map(({ name: intern }) => ({ intern })),
    ...SMALL_INTS.slice(1).map(({ name: smallInts }) => ({ smallInts })),
    ...CONSTANTS.slice(1).map(({ name: constants }) => ({ constants })),
  ];
  let bad = 0;
  for (const plan of plans) {
    const name = Object.values(plan).join(":");
    if (named.length > 0 && !named.includes(name)) continue;
    bad += tell(`${name}, ${build}`, differing(plan, build), excused(plan).size);
    if (plan.gc === undefined) continue;
    // a collection at every safe point, and the heap verifier after it
    bad += tell(`${name}, stress, every collection`, differing(plan, "stress", 1, true), excused(plan).size);
    bad += tell(`${name}, stress, workloads`, differingWorkloads(plan, "stress"), 0);
  }
  return bad === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("check-plans.ts")) process.exitCode = main(process.argv.slice(2));
