/**
 * The engine's stack: how deep native calls of a machine may nest (Py_EnterRecursiveCall), and making it larger.
 *
 * V8 allows itself 984 KB of the main thread's stack, of which the system usually gives 8 MB and on request more. So a machine begins with what the
 * 984 KB carry and asks here when a program first comes to that limit: then, with the C library granted, the system's soft limit is raised as far as the hard
 * one allows, the stack is written down to its end once, so that it is really there, the soft limit is put back for child processes, and V8 is told. Nothing of
 * this costs a program that does not recurse.
 *
 * Invariant: V8's limit lies at least RESERVE above the end of the stack that the system gives.
 */
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import type { Libc } from "./libc.js";

/** Levels that V8's own 984 KB carry (NATIVE_RECURSION_LIMIT of assembly/config.ts), and the most: CPython's Py_C_RECURSION_LIMIT. */
const FIRST_LEVELS = 500;
const MOST_LEVELS = 10_000;
/** What one level may take, host's frames included. Measured on Node 20: at most 960 bytes (`a + b` that calls itself), 1150 in the debug build. */
const BYTES_PER_LEVEL = 1800;
/** V8 minds its own 984 KB of any stack; one that is smaller than this it must be told of. */
const SMALL_STACK = 1200 * 1024;
const RLIMIT_STACK = 3;
/** Frames of `probeStack`, of about 300 bytes, that take as much stack as one level. */
const PROBES_PER_LEVEL = 11;

interface Limits {
  /** In bytes. */
  readonly soft: number;
  readonly hard: number;
}

/** The limits of the main thread's stack; null where the system does not tell. */
function stackLimits(): Limits | null {
  try {
    const [, soft, hard] = /^Max stack size +(\S+) +(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    const bytes = (text: string | undefined) => (text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text));
    return soft === undefined ? null : { soft: bytes(soft), hard: bytes(hard) };
  } catch {
    return null;
  }
}

/** Where the main thread's stack begins, at its highest address. */
function stackTop(): bigint | null {
  try {
    const [, top] = /^[0-9a-f]+-([0-9a-f]+) .*\[stack\]$/m.exec(readFileSync("/proc/self/maps", "utf8")) ?? [];
    return top === undefined ? null : BigInt(`0x${top}`);
  } catch {
    return null;
  }
}

/** Tells V8 where the main thread's stack ends. Node exports V8's functions for its addons. */
function setStackLimit(libc: Libc, end: bigint): void {
  const isolate = libc.fn("void *_ZN2v87Isolate10GetCurrentEv()")();
  libc.fn("void _ZN2v87Isolate13SetStackLimitEm(void *isolate, uint64_t limit)")(isolate, end);
}

function setSoftLimit(libc: Libc, soft: number, hard: number): boolean {
  const word = (bytes: number) => (bytes === Number.POSITIVE_INFINITY ? 0xffffffffffffffffn : BigInt(bytes));
  const limits = BigUint64Array.of(word(soft), word(hard));
  return libc.fn("int setrlimit(int resource, const void *limits)")(RLIMIT_STACK, limits) === 0;
}

type Probe = (depth: number) => void;

/** Whether there is stack for `depth` frames of the probe. */
function carries(probe: Probe, depth: number): boolean {
  try {
    probe(depth);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How many levels fit, by trial, for stacks whose size only V8 knows: a thread's, or `node --stack-size`. */
function measuredLevels(probe: Probe, most: number): number {
  let levels = Math.min(FIRST_LEVELS, most);
  while (levels < most) {
    const next = Math.min(Math.ceil(levels * 1.2), most);
    if (!carries(probe, next * PROBES_PER_LEVEL)) return levels;
    levels = next;
  }
  return levels;
}

/** What must stay free below V8's limit: its C++ functions, signal handlers. As much lies above the machine's first frame, arguments and environment included. */
function reserve(size: number): number {
  return Math.min(512 * 1024, Math.max(56 * 1024, Math.floor(size / 4)));
}

function levelsIn(size: number): number {
  return Math.max(10, Math.min(MOST_LEVELS, Math.floor((size - 2 * reserve(size)) / BYTES_PER_LEVEL)));
}

/** The levels that a machine begins with. */
export function firstLevels(probe: Probe, libc: Libc | null): number {
  if (!isMainThread) return measuredLevels(probe, MOST_LEVELS);
  const limits = stackLimits();
  if (limits !== null && limits.soft < SMALL_STACK) {
    const top = libc === null ? null : stackTop();
    if (libc !== null && top !== null) setStackLimit(libc, top - BigInt(limits.soft - reserve(limits.soft)));
    return Math.min(FIRST_LEVELS, levelsIn(limits.soft));
  }
  if (!process.execArgv.some((arg) => /^--stack[-_]size/.test(arg))) return FIRST_LEVELS;
  // V8 believes the option, whatever the system gives
  return measuredLevels(probe, limits === null ? MOST_LEVELS : levelsIn(limits.soft));
}

/** Makes the main thread's stack as large as MOST_LEVELS need, or as the system allows; the levels that it carries then. */
export function moreLevels(probe: Probe, libc: Libc | null, levels: number): number {
  const limits = stackLimits();
  const top = stackTop();
  if (!isMainThread || libc === null || limits === null || top === null) return levels;
  const { soft, hard } = limits;
  const wanted = MOST_LEVELS * BYTES_PER_LEVEL + 1024 * 1024;
  const raises = soft < wanted && soft < hard;
  const size = Math.min(wanted, raises ? hard : soft);
  const end = top - BigInt(size);
  if (raises) {
    if (!setSoftLimit(libc, size, hard)) return levels;
    // pages once written stay, whatever the limit is later
    setStackLimit(libc, end + 65536n);
    carries(probe, 1e9);
  }
  setStackLimit(libc, end + BigInt(reserve(size)));
  if (raises) setSoftLimit(libc, soft, hard);
  return Math.max(levels, levelsIn(size));
}
