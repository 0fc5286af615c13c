/**
 * The instrumented build's counters, and the memory they lie in. No other build has any of it: every call stands under `if (INSTRUMENTED)`.
 *
 * The space lies above all that the program's heap may take, so that counting moves no address. It is taken from the engine when counting begins
 * (`startCounters`), untouched pages cost nothing; what is reserved grows upwards without a bound but the end of a 32-bit memory.
 *
 *   SPACE       rows of opcodes, 112 bytes each: a tally, then steps, successes, failures, attempts (258: the last two are "outside" and "collector")
 *   +32 KiB     single counts          +36 KiB  size classes, 40 bytes each (33: the last is all larger blocks)
 *   +40 KiB     free lists, 40 bytes each    +48 KiB  deaths by age, 8 bytes each    +52 KiB  tallies of "outside" and "collector" in the ledgers
 *   +128 KiB    pairs: how often each opcode followed each, 256 numbers of 8 bytes for each first one
 *   +640 KiB    kinds of failures to specialise, 40 numbers of 8 bytes for each opcode (vm/specialize_fail.ts)
 *   +1 MiB      4 bytes for each 16 of the heap: when the object there was made (object/census.ts)
 *   +257 MiB    1 byte for each 16 of the heap: at what age it died
 *   +321 MiB    reserved blocks: ledgers, types
 *   tally       executions, increfs, immortal increfs, decrefs, immortal decrefs, allocations, frees, bytes taken, bytes given back: u64 each
 *
 * What needs static data of other rooms (the census of objects, the ledger of code) is called through hooks, which `startCounters` of instrumented.ts sets: asc
 * lays static data out in the order in which code is compiled, and it is to be the release build's.
 *
 * Invariant: an event is counted twice, in the row of the opcode that runs and in that of its code unit; the sum over either is the total.
 */

/** Where the space begins: the heap of this build ends below it. */
export const SPACE: usize = 1 << 30;
export const SPACE_SEGMENT: u32 = 1024;

/** Columns of a tally. */
export const EXECUTIONS: usize = 0;
export const INCREFS: usize = 8;
export const INCREFS_IMMORTAL: usize = 16;
export const DECREFS: usize = 24;
export const DECREFS_IMMORTAL: usize = 32;
export const ALLOCATIONS: usize = 40;
export const FREES: usize = 48;
export const BYTES_TAKEN: usize = 56;
export const BYTES_GIVEN: usize = 64;
export const TALLY_SIZE: usize = 72;
/** Further columns of an opcode's row. */
export const STEPS: usize = 72;
export const SUCCESSES: usize = 80;
export const FAILURES: usize = 88;
export const ATTEMPTS: usize = 96;
export const OPCODE_ROW: usize = 112;
export const ROW_OUTSIDE: usize = 256;
export const ROW_COLLECTOR: usize = 257;

export const SINGLES: usize = SPACE + 0x8000;
export const SIZES: usize = SPACE + 0x9000;
export const SIZE_ROW: usize = 40;
export const LISTS: usize = SPACE + 0xa000;
export const LIST_ROW: usize = 40;
export const AGES: usize = SPACE + 0xc000;
export const APART: usize = SPACE + 0xd000;
const PAIRS: usize = SPACE + (128 << 10);
const PAIRS_SIZE: usize = 256 * 256 * 8;
const KINDS: usize = SPACE + (640 << 10);
const KINDS_ROW: usize = 40 * 8;
export const BIRTHS: usize = SPACE + (1 << 20);
export const AGES_AT_DEATH: usize = SPACE + (257 << 20);
export const RESERVED: usize = SPACE + (321 << 20);
/** Bytes of the rows that `clearCounters` clears. */
const ROWS: usize = 0x10000;

/** Single counts, by position in SINGLES. */
export const INTERN_LOOKUPS: usize = 0;
export const INTERN_ALREADY: usize = 8;
export const INTERN_HITS: usize = 16;
export const INTERN_ADDED: usize = 24;
export const INTERN_SAVED: usize = 32;
export const COMPARES_AVOIDED: usize = 40;
export const COMPARES: usize = 48;
export const RUNS: usize = 56; // three, by generation
export const TRIGGERED: usize = 80;
export const CALLED: usize = 88;
export const CANDIDATES: usize = 96;
export const TRAVERSED: usize = 104;
export const VISITED: usize = 112;
export const COLLECTED: usize = 120;
export const RESURRECTED: usize = 128;
export const UNCOLLECTABLE: usize = 136;
export const VISITED_BY_GENERATION: usize = 144; // three
export const COLLECTED_BY_GENERATION: usize = 168; // three
/** Runs of the loop; frames that were entered within one; frames made on the data stack; frame objects. */
export const EVALS: usize = 192;
export const INLINED_CALLS: usize = 200;
export const FRAMES_PUSHED: usize = 208;
export const FRAME_OBJECTS: usize = 216;
/** What the loop was run for: functions and code called by native code, generators, code, bodies of classes. */
export const EVAL_VECTOR: usize = 224;
export const EVAL_GENERATOR: usize = 232;
export const EVAL_CODE: usize = 240;
export const EVAL_CLASS: usize = 248;
/** Blocks by what was asked for: below 512 bytes, below 4 KiB, more. */
export const ALLOCATIONS_512: usize = 256;
export const ALLOCATIONS_4K: usize = 264;
export const ALLOCATIONS_BIG: usize = 272;
/** The method cache: found, not there, put in another's place; then the same of names like __this__. */
export const METHOD_HITS: usize = 280;
export const METHOD_MISSES: usize = 288;
export const METHOD_COLLISIONS: usize = 296;
export const METHOD_DUNDER_HITS: usize = 304;
export const METHOD_DUNDER_MISSES: usize = 312;
/** Instances made with inline values, and why some of them got a dict. */
export const INLINE_VALUES: usize = 320;
export const DICT_ON_REQUEST: usize = 328;
export const DICT_NEW_KEY: usize = 336;
export const DICT_STR_SUBCLASS: usize = 344;
/** Rare events that undo specialisations. */
export const SET_CLASS: usize = 352;
export const SET_BASES: usize = 360;
export const FUNCTION_CHANGES: usize = 368;

/** Is the space there? Then the census goes on, whether events are counted or not. */
export let started: bool = false;
/** Are events counted? */
export let counting: bool = false;
/** No more memory: what is counted is not all. */
export let overflowed: bool = false;
/** Rows of the opcode and of the code unit that run. */
export let opcodeRow: usize = SPACE;
export let unitRow: usize = SPACE;
/** The opcode that ran last in this run of the loop, 0 at its beginning. */
export let lastOpcode: u32 = 0;
/** A run of the loop has begun and its frame has not yet: that is no call within the loop. */
let freshEntry: bool = false;
let next: usize = RESERVED;

const WASM_PAGE: usize = 65536;

/** Takes memory up to `end`. */
function growTo(end: u64): bool {
  const pages = <i32>((end + <u64>WASM_PAGE - 1) / <u64>WASM_PAGE);
  const missing = pages - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}

/** Counts from now on; false if the engine has no room. Once, after the hooks are set. */
export function startSpace(): bool {
  if (started) return true;
  if (!growTo(<u64>RESERVED + 0x100000)) return false;
  started = true;
  enterOutside();
  counting = true;
  return true;
}

/** Whether events are counted (sys._stats_on, sys._stats_off). */
export function setCounting(on: bool): void {
  counting = on && started;
}

export function clearRows(): void {
  if (!started) return;
  memory.fill(SPACE, 0, ROWS);
  memory.fill(PAIRS, 0, PAIRS_SIZE + KINDS_ROW * 256);
}

/** `n` zeroed bytes, 8-aligned, for good; 0 if there is no room, which ends counting. */
export function reserve(n: usize): usize {
  const at = next;
  const end = <u64>at + <u64>n + 7;
  if (end > 0xfff00000 || !growTo(end)) {
    overflowed = true;
    counting = false;
    return 0;
  }
  next = <usize>end & ~7;
  return at;
}

// ---- hooks: table indices ----

/** (op: usize): void, `op` has got its first reference; `op` dies; it lives after all, as its finalizer kept it. (from: usize, to: usize): void, it was moved. */
let hookBirth: u32 = 0;
let hookDeath: u32 = 0;
let hookRevival: u32 = 0;
let hookMove: u32 = 0;
/** (frame: usize, pc: usize): void, an instruction begins. (code: usize): void, a code object dies. */
let hookInstruction: u32 = 0;
let hookCodeDeath: u32 = 0;
/** (op: u32, a: usize, b: usize, oparg: i32): u32, why the specialiser has no form for operands. */
let hookFailure: u32 = 0;

export function setCensusHooks(birth: u32, death: u32, revival: u32, move: u32): void {
  hookBirth = birth;
  hookDeath = death;
  hookRevival = revival;
  hookMove = move;
}

export function setLedgerHooks(instruction: u32, codeDeath: u32): void {
  hookInstruction = instruction;
  hookCodeDeath = codeDeath;
}

export function setFailureHook(failure: u32): void {
  hookFailure = failure;
}

export function noteBirth(op: usize): void {
  if (started) call_indirect<void>(hookBirth, op);
}

export function noteDeath(op: usize): void {
  if (started) call_indirect<void>(hookDeath, op);
}

export function noteRevival(op: usize): void {
  if (started) call_indirect<void>(hookRevival, op);
}

export function noteMove(from: usize, to: usize): void {
  if (started && from != to) call_indirect<void>(hookMove, from, to);
}

export function enterInstruction(frame: usize, pc: usize): void {
  if (started) call_indirect<void>(hookInstruction, frame, pc);
}

export function noteCodeDeath(code: usize): void {
  if (started) call_indirect<void>(hookCodeDeath, code);
}

// ---- what runs ----

export function enterRows(opcode: usize, unit: usize): void {
  opcodeRow = opcode;
  unitRow = unit;
}

export function opcodeRowOf(index: usize): usize {
  return SPACE + index * OPCODE_ROW;
}

/** What follows is done by no instruction. */
export function enterOutside(): void {
  enterRows(opcodeRowOf(ROW_OUTSIDE), APART);
}

export function enterCollector(): void {
  enterRows(opcodeRowOf(ROW_COLLECTOR), APART + TALLY_SIZE);
}

/** A run of the loop begins: the caller's last opcode comes back with `leaveEval`. */
export function enterEval(throwing: bool): void {
  lastOpcode = 0;
  freshEntry = !throwing;
  countSingle(EVALS);
}

export function leaveEval(callersOpcode: u32): void {
  lastOpcode = callersOpcode;
}

/** A frame begins or goes on (RESUME, RETURN_GENERATOR). */
export function countFrameEntry(): void {
  if (!freshEntry) countSingle(INLINED_CALLS);
  freshEntry = false;
}

// ---- events ----

function add(at: usize, n: u64): void {
  store<u64>(at, load<u64>(at) + n);
}

/** One event of the instruction that runs: `column` of its tally. */
export function count(column: usize): void {
  if (!counting) return;
  add(opcodeRow + column, 1);
  add(unitRow + column, 1);
}

export function countBytes(column: usize, bytes: usize): void {
  if (!counting) return;
  add(opcodeRow + column, <u64>bytes);
  add(unitRow + column, <u64>bytes);
}

/** One more of a single count. */
export function countSingle(which: usize): void {
  if (counting) add(SINGLES + which, 1);
}

/** A single count so far; 0 while nothing is counted. */
export function singleCount(which: usize): u64 {
  return started ? load<u64>(SINGLES + which) : 0;
}

export function addSingle(which: usize, n: u32): void {
  if (counting) add(SINGLES + which, <u64>n);
}

/** A column of the row of opcode `op`, whatever runs. */
export function countOpcode(op: u32, column: usize): void {
  if (counting) add(opcodeRowOf(<usize>op) + column, 1);
}

/** `op` runs after the one before. */
export function countPair(op: u32): void {
  if (counting) add(PAIRS + (((<usize>lastOpcode) << 11) | ((<usize>op) << 3)), 1);
  lastOpcode = op;
}

/** Why the attempt that is being made at specialising will fail, as far as is known; 0: for a reason without a number of its own. */
let failureKind: u32 = 0;

export function setFailureKind(kind: u32): void {
  failureKind = kind;
}

/** There is no form of `op` for these operands: finds out why, unless that is known. Borrows them. */
export function noteOperands(op: u32, a: usize, b: usize, oparg: i32): void {
  if (counting && failureKind == 0) failureKind = call_indirect<u32>(hookFailure, op, a, b, oparg);
}

/** An attempt at specialising generic `op` has failed, or (`failed` false) come to something. */
export function countOutcome(op: u32, failed: bool): void {
  if (counting && failed) add(KINDS + <usize>op * KINDS_ROW + ((<usize>failureKind) << 3), 1);
  failureKind = 0;
}

function sizeRow(bytes: usize): usize {
  return SIZES + (bytes > 512 ? 32 : (bytes - 1) >> 4) * SIZE_ROW;
}

/** A block of `bytes` for which `wanted` were asked. */
export function countAllocation(wanted: usize, bytes: usize): void {
  if (!counting) return;
  count(ALLOCATIONS);
  countBytes(BYTES_TAKEN, bytes);
  const row = sizeRow(bytes);
  add(row, 1);
  add(row + 16, <u64>wanted);
  add(row + 24, <u64>bytes);
  countSingle(wanted < 512 ? ALLOCATIONS_512 : wanted < 4096 ? ALLOCATIONS_4K : ALLOCATIONS_BIG);
}

export function countFree(bytes: usize): void {
  if (!counting) return;
  count(FREES);
  countBytes(BYTES_GIVEN, bytes);
  const row = sizeRow(bytes);
  add(row + 8, 1);
  add(row + 32, <u64>bytes);
}

/** A large block that grew or shrank where it is. */
export function countResize(from: usize, to: usize): void {
  if (!counting || from == to) return;
  const more = to > from;
  const bytes = more ? to - from : from - to;
  countBytes(more ? BYTES_TAKEN : BYTES_GIVEN, bytes);
  add(sizeRow(513) + (more ? 24 : 32), <u64>bytes);
}

/** What happens at a free list: an object taken, none there, one kept, no room. */
export const LIST_HIT: usize = 0;
export const LIST_MISS: usize = 8;
export const LIST_KEPT: usize = 16;
export const LIST_REFUSED: usize = 24;
/** Lists that are no record of freelist.ts. */
export const LIST_FLOATS: usize = 1;

/** `list` is the address of the record; rows are found by it, in the order in which lists are first used. */
export function countList(list: usize, event: usize): void {
  if (!counting) return;
  let row = LISTS;
  while (true) {
    const key = load<usize>(row, 32);
    if (key == list) break;
    if (key == 0) {
      store<usize>(row, list, 32);
      break;
    }
    row += LIST_ROW;
  }
  add(row + event, 1);
}
