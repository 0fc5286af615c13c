/**
 * The plans of the machine: a reclaimer, a trigger, an allocator, an interning policy, each chosen by name when a machine is made. This is the one list of
 * them: the position of an entry is its number in assembly/ (gc/collector.ts, gc/trigger.ts, memory/strategy.ts, intern/policy.ts).
 *
 * Each declares what a program can rely on under it; `planFault` says why a combination cannot work.
 */

export interface Reclaimer {
  readonly name: string;
  readonly what: string;
  /** Does an object die when its count reaches 0? */
  readonly freesImmediately: boolean;
  readonly collectsCycles: boolean;
  /** Are __del__ methods and callbacks of weak references ever run? */
  readonly runsFinalizers: boolean;
}

export const RECLAIMERS = [
  {
    name: "rc+generational",
    what: "CPython 3.13: counts, and three generations for cycles",
    freesImmediately: true,
    collectsCycles: true,
    runsFinalizers: true,
  },
  {
    name: "rc",
    what: "counts alone: cycles stay",
    freesImmediately: true,
    collectsCycles: false,
    runsFinalizers: true,
  },
  {
    name: "nogc",
    what: "nothing is freed: the baseline",
    freesImmediately: false,
    collectsCycles: false,
    runsFinalizers: false,
  },
  {
    name: "rc+incremental",
    what: "CPython 3.14: counts, and the heap in increments",
    freesImmediately: true,
    collectsCycles: true,
    runsFinalizers: true,
  },
  {
    name: "rc+markalive",
    what: "generational; a full collection first marks what the roots reach",
    freesImmediately: true,
    collectsCycles: true,
    runsFinalizers: true,
  },
  {
    name: "rc+trialdeletion",
    what: "generational; cycles found by Bacon and Rajan's trial deletion",
    freesImmediately: true,
    collectsCycles: true,
    runsFinalizers: true,
  },
  {
    name: "marksweep",
    what: "nothing dies before a collection, which is always a full one",
    freesImmediately: false,
    collectsCycles: true,
    runsFinalizers: true,
  },
] as const satisfies readonly Reclaimer[];

export interface Trigger {
  readonly name: string;
  readonly what: string;
  /** Does it go by bytes, so that it needs a number of KiB? */
  readonly bytes: boolean;
}

export const TRIGGERS = [
  { name: "counts", what: "CPython's thresholds", bytes: false },
  { name: "bytes", what: "after so many KiB taken from the allocator", bytes: true },
  { name: "heap", what: "when the heap holds more than so many KiB", bytes: true },
  { name: "explicit", what: "gc.collect() only", bytes: false },
  { name: "every", what: "at every allocation of a collectable object (reuse from a free list is none)", bytes: false },
] as const satisfies readonly Trigger[];

/** Why a collection runs, by number: the trigger that asked for it, or what else did; the trigger "explicit" leaves it to calls. */
export const REASONS = [
  ...TRIGGERS.map(({ name }) => (name === "explicit" ? "call" : name)),
  "waiting", // too many objects whose count is 0 wait for a collection (marksweep)
  "end", // the program ends
] as const;

export interface Allocator {
  readonly name: string;
  readonly what: string;
  /** Is memory that is given back used again? */
  readonly reuses: boolean;
}

export const ALLOCATORS = [
  { name: "pools", what: "CPython's pools and free lists", reuses: true },
  { name: "pools-nofreelists", what: "pools alone", reuses: true },
  { name: "firstfit", what: "one list of free blocks, the first that fits", reuses: true },
  { name: "bump", what: "memory is taken and never used again", reuses: false },
  { name: "segregated", what: "free blocks in bins by size (two-level segregated fit)", reuses: true },
] as const satisfies readonly Allocator[];

export interface InternPolicy {
  readonly name: string;
  readonly what: string;
}

export const INTERN_POLICIES = [
  { name: "cpython313", what: "identifier-like constants and names, mortal but for names in code" },
  { name: "none", what: "only the static strings; sys.intern gives back its argument" },
  { name: "cpython312", what: "as cpython313, and what is interned lives as long as the machine" },
  { name: "constants", what: "as cpython313, and every string constant of a program" },
  { name: "short", what: "as cpython313, and strings of up to 40 bytes when they are made (Lua)" },
  { name: "all", what: "as cpython313, and every string when it is made" },
  { name: "explicit", what: "sys.intern alone (Java's String.intern)" },
  { name: "firstuse", what: "as cpython313, and a string when it becomes a key of a dict" },
  {
    name: "deduplicate",
    what: "as cpython313; a full collection shares equal strings of lists, tuples and dicts (JEP 192)",
  },
  { name: "cpython311", what: "as cpython313, and all that is interned is mortal, names in code too" },
] as const satisfies readonly InternPolicy[];

/** The ints that are one object each begin at -5; the name is the last of them. */
export const SMALL_INTS = [
  { name: "256", what: "CPython up to 3.14" },
  { name: "1024", what: "CPython's main branch after 3.14" },
  { name: "8192", what: "more, for comparison" },
] as const;

/** Have None, the bools, small ints and other static objects a count that never changes? */
export const IMMORTALS = [
  { name: "pep683", what: "static objects have a fixed count (CPython from 3.12 on)" },
  { name: "none", what: "they are counted as every object is (CPython up to 3.11)" },
] as const;

/** Which equal constants the compiler makes one object. */
export const CONSTANTS = [
  { name: "module", what: "those of all that is compiled together (CPython)" },
  { name: "code", what: "those of one code object" },
  { name: "off", what: "none: each constant of the source is an object of its own" },
] as const;

/** What changed between versions of CPython and can be chosen here; the bytecode stays 3.13's (docs/lab.md has the sources). */
export const PROFILES = [
  {
    name: "3.11",
    what: "thresholds 700, 10, 10; every interned string is mortal; static objects are counted",
    plan: { intern: "cpython311", immortals: "none", thresholds: [700, 10, 10] },
  },
  {
    name: "3.12",
    what: "thresholds 700, 10, 10; every interned string is immortal",
    plan: { intern: "cpython312", thresholds: [700, 10, 10] },
  },
  { name: "3.13", what: "the default plan", plan: {} },
  {
    name: "3.14",
    what: "the incremental collector, thresholds 2000, 10, 0",
    plan: { gc: "rc+incremental", thresholds: [2000, 10, 0] },
  },
] as const satisfies readonly { readonly name: string; readonly what: string; readonly plan: PlanOptions }[];

export type SmallIntsName = (typeof SMALL_INTS)[number]["name"];
export type ImmortalsName = (typeof IMMORTALS)[number]["name"];
export type ConstantsName = (typeof CONSTANTS)[number]["name"];
export type Thresholds = readonly [young: number, middle: number, old: number];
export type ReclaimerName = (typeof RECLAIMERS)[number]["name"];
export type TriggerName = (typeof TRIGGERS)[number]["name"];
export type AllocatorName = (typeof ALLOCATORS)[number]["name"];
export type InternName = (typeof INTERN_POLICIES)[number]["name"];

/** What is left out is CPython's. */
export interface PlanOptions {
  readonly gc?: ReclaimerName;
  readonly trigger?: TriggerName;
  /** KiB, for the triggers that go by bytes. */
  readonly triggerSize?: number;
  readonly alloc?: AllocatorName;
  readonly intern?: InternName;
  /** The largest int that is one object wherever it is made. */
  readonly smallInts?: SmallIntsName;
  readonly immortals?: ImmortalsName;
  readonly constants?: ConstantsName;
  /** What gc.get_threshold() says at the start. */
  readonly thresholds?: Thresholds;
}

export const DEFAULT_THRESHOLDS: Thresholds = [2000, 10, 10];

export interface Plan {
  readonly gc: ReclaimerName;
  readonly trigger: TriggerName;
  readonly triggerSize: number;
  readonly alloc: AllocatorName;
  readonly intern: InternName;
  readonly smallInts: SmallIntsName;
  readonly immortals: ImmortalsName;
  readonly constants: ConstantsName;
  readonly thresholds: Thresholds;
}

/** The whole plan that options mean. nogc brings its allocator along. */
export function planOf(options: PlanOptions): Plan {
  const gc = options.gc ?? "rc+generational";
  return {
    gc,
    trigger: options.trigger ?? "counts",
    triggerSize: options.triggerSize ?? 0,
    alloc: options.alloc ?? (gc === "nogc" ? "bump" : "pools"),
    intern: options.intern ?? "cpython313",
    smallInts: options.smallInts ?? "256",
    immortals: options.immortals ?? "pep683",
    constants: options.constants ?? "module",
    thresholds: options.thresholds ?? DEFAULT_THRESHOLDS,
  };
}

function byName<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  return list.find((entry) => entry.name === name);
}

/** Why a plan cannot work, or null. */
export function planFault(plan: Plan): string | null {
  const gc: Reclaimer | undefined = byName(RECLAIMERS, plan.gc);
  const trigger: Trigger | undefined = byName(TRIGGERS, plan.trigger);
  const alloc: Allocator | undefined = byName(ALLOCATORS, plan.alloc);
  if (gc === undefined) return `there is no reclaimer '${plan.gc}'`;
  if (trigger === undefined) return `there is no trigger '${plan.trigger}'`;
  if (alloc === undefined) return `there is no allocator '${plan.alloc}'`;
  if (byName(INTERN_POLICIES, plan.intern) === undefined) return `there is no interning policy '${plan.intern}'`;
  if (byName(SMALL_INTS, plan.smallInts) === undefined)
    return `small ints cannot end at '${plan.smallInts}': ${SMALL_INTS.map(({ name }) => name).join(", ")}`;
  if (byName(IMMORTALS, plan.immortals) === undefined) return `there are no immortals '${plan.immortals}'`;
  if (byName(CONSTANTS, plan.constants) === undefined) return `constants cannot be merged by '${plan.constants}'`;
  if (plan.thresholds.some((n) => !Number.isInteger(n) || n < 0 || n > 0x7fffffff))
    return `the thresholds ${plan.thresholds.join(", ")} are no numbers from 0`;
  if (trigger.bytes && plan.triggerSize <= 0) return `the trigger '${plan.trigger}' needs a size in KiB`;
  if (!trigger.bytes && plan.triggerSize !== 0) return `the trigger '${plan.trigger}' takes no size`;
  if (plan.gc === "nogc" && alloc.reuses)
    return `nogc frees nothing, and '${plan.alloc}' uses memory again: it goes with 'bump' only`;
  if (!gc.collectsCycles && plan.trigger !== "counts" && plan.trigger !== "explicit")
    return `'${plan.gc}' never collects, so there is nothing for the trigger '${plan.trigger}' to start`;
  if (plan.trigger === "heap" && !alloc.reuses)
    return `the heap never shrinks under 'bump', so the trigger 'heap' would collect all the time`;
  return null;
}

/** The plan as the machine takes it. */
export function planNumbers(
  plan: Plan,
): readonly [
  gc: number,
  trigger: number,
  triggerSize: number,
  alloc: number,
  intern: number,
  smallInts: number,
  immortals: number,
] {
  const position = (list: readonly { readonly name: string }[], name: string) => list.findIndex((e) => e.name === name);
  return [
    position(RECLAIMERS, plan.gc),
    position(TRIGGERS, plan.trigger),
    plan.triggerSize,
    position(ALLOCATORS, plan.alloc),
    position(INTERN_POLICIES, plan.intern),
    Number(plan.smallInts),
    position(IMMORTALS, plan.immortals),
  ];
}
