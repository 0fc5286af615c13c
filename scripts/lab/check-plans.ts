/**
 * `npm run lab-check [-- --build debug] [PLAN ...]`: the programs of tests/lang under every reclaimer, trigger and allocator, against the recordings of
 * CPython; the heap verifier looks at the end. A program that a plan's declared constraint excuses is left out for that plan.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { runProgram } from "../../tests/lang/programs.js";
import {
  ALLOCATORS,
  INTERN_POLICIES,
  type PlanOptions,
  RECLAIMERS,
  CONSTANTS,
  SMALL_INTS,
  planOf,
} from "../../src/machine/plans.js";
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
  "generators/throw_close.py",
  "memory/refcounts.py",
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

/** "FILE:LINE: what it printed" of each program that prints something else, of every `step`-th. */
export function differing(options: PlanOptions, build: Build, step = 1): string[] {
  const excuses = excused(options);
  const faults: string[] = [];
  // threads take turns by the clock
  const programs = programsIn(langFolder).filter((file) => !relative(langFolder, file).startsWith("threads"));
  for (const [i, file] of programs.entries()) {
    const name = relative(langFolder, file);
    if (i % step !== 0 || excuses.has(name)) continue;
    const printed = runProgram(file, { build, ...options }).split("\n");
    const wanted = readFileSync(file.replace(/\.py$/, ".out"), "utf8").split("\n");
    const at = printed.findIndex((line, k) => line !== wanted[k]);
    if (at >= 0 || printed.length !== wanted.length) faults.push(`${name}:${at + 1}: ${printed[at]}`);
  }
  return faults;
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
    const faults = differing(plan, build);
    bad += faults.length;
    console.log(
      `${name.padEnd(20)} ${faults.length === 0 ? "all as recorded" : `${faults.length} differ`}, ${excused(plan).size} excused`,
    );
    for (const fault of faults) console.log(`  ${fault}`);
  }
  return bad === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("check-plans.ts")) process.exitCode = main(process.argv.slice(2));
