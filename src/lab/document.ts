/**
 * The JSON document of the lab: what was run, where, and every measurement. `SCHEMA` is the one description of it; `documentFault` checks a document against it
 * before anything is made of it, so that a file of another version is refused in words.
 */
import type { Counters } from "../machine/counters.js";
import type { FreeSpace } from "../machine/machine.js";
import type { Plan } from "../machine/plans.js";

export const SCHEMA_VERSION = 5;

/** A plan of a matrix; with `heap` the machine has a fixed heap of so many times the least in which the workload runs. */
export interface LabPlan extends Plan {
  readonly heap?: number;
}

/** The heap as it grew and shrank: columns of equal length. */
export interface CurveRecord {
  /** ms from the start of the run. */
  readonly at: readonly number[];
  /** Bytes in use, and taken from the linear memory so far. */
  readonly live: readonly number[];
  readonly reserved: readonly number[];
}

export interface CollectionRecord {
  /** ms from the start of the run. */
  readonly at: number;
  readonly ms: number;
  /** One of REASONS (src/machine/plans.ts). */
  readonly reason: string;
  readonly generation: number;
  /** Tracked objects looked at, those found unreachable, and those of them that their finalizers brought back. */
  readonly candidates: number;
  readonly found: number;
  readonly resurrected: number;
  /** References followed, all passes together: the instrumented build counts them. */
  readonly visited?: number;
  /** Bytes in use before and after. */
  readonly before: number;
  readonly after: number;
}

export interface RunRecord {
  readonly workload: string;
  /** The plan's text: "rc+generational counts pools cpython313". */
  readonly plan: string;
  readonly repetition: number;
  /** ms of the workload's run() alone, by the clock; the collector's share of it. */
  readonly total: number;
  readonly collecting: number;
  /** ms of CPU time of the thread meanwhile; of the process, the engine's own threads included, where the system tells only that (clock.ts). */
  readonly cpu: number;
  readonly collections: readonly CollectionRecord[];
  /** Bytes: most in use, in use at the end, taken from the linear memory so far. */
  readonly peak: number;
  readonly end: number;
  readonly reserved: number;
  /** Bytes that hold nothing, at the end of the run. */
  readonly free: FreeSpace;
  /** Blocks allocated and interned strs at the end. */
  readonly blocks: number;
  readonly interned: number;
  readonly curve: CurveRecord;
  /** What the instrumented build has counted; other builds count nothing. */
  readonly counters?: Counters;
  /** KiB of the fixed heap, where the plan has one; 0 otherwise. */
  readonly heapSize: number;
  /** In a replay: events that came for what the reclaimer had freed before the recorded program let go of it. */
  readonly early?: number;
  /** What run() returned, as text: the same under every plan. */
  readonly result: string;
}

export interface LabDocument {
  readonly schema: number;
  readonly created: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly plans: readonly LabPlan[];
  readonly workloads: readonly { readonly name: string; readonly dials: Readonly<Record<string, number>> }[];
  readonly repetitions: number;
  /** Was the matrix ended before all was run? Then `runs` holds what was. */
  readonly interrupted: boolean;
  readonly runs: readonly RunRecord[];
}

type Shape =
  | "string"
  | "number"
  | "boolean"
  | readonly [Shape]
  | { readonly [key: string]: Shape }
  | { readonly "*": Shape };

const COLLECTION: Shape = {
  at: "number",
  ms: "number",
  reason: "string",
  generation: "number",
  candidates: "number",
  found: "number",
  resurrected: "number",
  before: "number",
  after: "number",
};

const RUN: Shape = {
  workload: "string",
  plan: "string",
  repetition: "number",
  total: "number",
  collecting: "number",
  cpu: "number",
  collections: [COLLECTION],
  peak: "number",
  end: "number",
  reserved: "number",
  free: { inPools: "number", pools: "number", large: "number", largest: "number" },
  blocks: "number",
  interned: "number",
  curve: { at: ["number"], live: ["number"], reserved: ["number"] },
  heapSize: "number",
  result: "string",
};

/** Every field and its type; "*" stands for any key. */
export const SCHEMA: Shape = {
  schema: "number",
  created: "string",
  command: ["string"],
  environment: {},
  plans: [
    {
      gc: "string",
      trigger: "string",
      triggerSize: "number",
      alloc: "string",
      intern: "string",
      smallInts: "string",
      immortals: "string",
      constants: "string",
      thresholds: ["number"],
    },
  ],
  workloads: [{ name: "string", dials: { "*": "number" } }],
  repetitions: "number",
  interrupted: "boolean",
  runs: [RUN],
};

function faultOf(value: unknown, shape: Shape, path: string): string | null {
  if (typeof shape === "string") return typeof value === shape ? null : `${path} is no ${shape}`;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return `${path} is no list`;
    for (const [i, item] of value.entries()) {
      const fault = faultOf(item, shape[0] as Shape, `${path}[${i}]`);
      if (fault !== null) return fault;
    }
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${path} is no object`;
  const fields = shape as Readonly<Record<string, Shape>>;
  const record = value as Readonly<Record<string, unknown>>;
  if (fields["*"] !== undefined) {
    for (const [key, item] of Object.entries(record)) {
      const fault = faultOf(item, fields["*"], `${path}.${key}`);
      if (fault !== null) return fault;
    }
    return null;
  }
  for (const [key, inner] of Object.entries(fields)) {
    const fault = faultOf(record[key], inner, path === "" ? key : `${path}.${key}`);
    if (fault !== null) return fault;
  }
  return null;
}

/** Why `value` is no document of this version, or null. */
export function documentFault(value: unknown): string | null {
  const version = (value as { schema?: unknown } | null)?.schema;
  if (typeof version === "number" && version !== SCHEMA_VERSION) {
    return `it has version ${version} of the schema, this krait reads ${SCHEMA_VERSION}`;
  }
  return faultOf(value, SCHEMA, "");
}
