/**
 * How often each instruction has run, for `krait dis --counts`: the debug build alone counts, and only after `startCounting`. The release build
 * has no trace of it, since every call stands under `if (COUNTED)`; the instrumented one counts in its own place (ledger.ts).
 *
 * A hash table by address of the instruction, open addressing; addresses mean the code that lies there at the end, so whoever reads counts has held
 * the code since counting began.
 */
import { DEBUG, INSTRUMENTED } from "../config";
import { PyMem_Calloc, PyMem_Free } from "../memory/blocks";
import { enterInstruction } from "../memory/counters";

/** An entry: the address (0: free), then the count. */
const ENTRY: usize = 16;

let table: usize = 0;
/** Entries, a power of two; 0: nothing is counted. */
let size: usize = 0;
let used: usize = 0;

/** Forgets what was counted and counts from now on. Without memory nothing is counted. */
export function startCounting(): void {
  if (table != 0) PyMem_Free(table);
  size = 1024;
  used = 0;
  table = PyMem_Calloc(size, ENTRY);
  if (table == 0) size = 0;
}

/** The entry of `pc`, or the free one where it belongs. */
function entryOf(pc: usize): usize {
  // instructions are 2 bytes apart: a loop's lie side by side
  let i = (pc >> 1) & (size - 1);
  while (true) {
    const entry = table + i * ENTRY;
    const key = load<usize>(entry);
    if (key == pc || key == 0) return entry;
    i = (i + 1) & (size - 1);
  }
}

function grow(): void {
  const old = table;
  const oldSize = size;
  const larger = PyMem_Calloc(size * 4, ENTRY);
  if (larger == 0) {
    size = 0;
    return;
  }
  table = larger;
  size *= 4;
  for (let i: usize = 0; i < oldSize; i++) {
    const from = old + i * ENTRY;
    const pc = load<usize>(from);
    if (pc == 0) continue;
    const to = entryOf(pc);
    store<usize>(to, pc);
    store<u64>(to, load<u64>(from, 8), 8);
  }
  PyMem_Free(old);
}

/** The instruction at `pc` of `frame` runs now. */
export function countInstruction(frame: usize, pc: usize): void {
  if (INSTRUMENTED) enterInstruction(frame, pc);
  if (!DEBUG || size == 0) return;
  const entry = entryOf(pc);
  if (load<usize>(entry) == 0) {
    store<usize>(entry, pc);
    used++;
  }
  store<u64>(entry, load<u64>(entry, 8) + 1, 8);
  if (used * 2 > size) grow();
}

/** Executions of the instruction at `pc`. */
export function executions(pc: usize): u64 {
  if (size == 0) return 0;
  const entry = entryOf(pc);
  return load<usize>(entry) == pc ? load<u64>(entry, 8) : 0;
}
