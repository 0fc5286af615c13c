/**
 * Where address space comes from: the Wasm memory, cut into 1 MiB segments, and a table that says what each segment holds. It
 * plays mmap's part for arenas (blocks.ts) and large blocks (large.ts), and answers "does this address lie in an arena?" with one
 * load, where CPython walks a radix tree.
 *
 *   segmentTable[address >> 20]:  SEGMENT_FREE      nobody's; may lie beyond the memory's present end
 *                                 SEGMENT_STATIC    data segment, static region: never given out
 *                                 SEGMENT_LARGE     belongs to large.ts
 *                                 > 255             an arena: the address of its ArenaObject
 *
 * Invariant: the table knows every segment below `memoryTop()`, which rises only when no run of free segments fits; nothing has touched the memory above.
 */
import { INSTRUMENTED } from "../config";
import { SPACE_SEGMENT } from "./counters";

export const SEGMENT_SHIFT: u32 = 20;
export const SEGMENT_SIZE: usize = 1 << 20;
export const SEGMENT_FREE: u32 = 0;
export const SEGMENT_STATIC: u32 = 1;
export const SEGMENT_LARGE: u32 = 2;

const SEGMENT_COUNT: u32 = 4096;
/** Segments that the memory grows by: a quarter, within these. */
const GROW_LEAST: u32 = 4;
const GROW_MOST: u32 = 64;
const WASM_PAGES_PER_SEGMENT: i32 = 16;

/** 4096 words, one for each MiB of a 32-bit memory. */
export const segmentTable: usize = memory.data(4096 * 4, 8);

/** First segment that may be given out, and where those that have been end. */
let firstSegment: u32 = 0;
let endSegment: u32 = 0;
/** The configured ceiling in segments (CPython has none; an embedder may want one). The last MiB is never used: no address wraps. */
let ceiling: u32 = SEGMENT_COUNT - 1;

/** Takes over the memory from `start` on (boot only). Returns the address where segments begin; below it the caller may use. */
export function initPages(start: usize): usize {
  firstSegment = <u32>((start + SEGMENT_SIZE - 1) >> SEGMENT_SHIFT);
  endSegment = <u32>(memory.size() / WASM_PAGES_PER_SEGMENT);
  if (endSegment < firstSegment) {
    memory.grow(<i32>(firstSegment - endSegment) * WASM_PAGES_PER_SEGMENT);
    endSegment = firstSegment;
  }
  for (let i: u32 = 0; i < firstSegment; i++) setSegment(i, SEGMENT_STATIC);
  return (<usize>firstSegment) << SEGMENT_SHIFT;
}

export function setMemoryCeiling(megabytes: u32): void {
  ceiling = megabytes < SEGMENT_COUNT - 1 ? megabytes : SEGMENT_COUNT - 1;
}

export function memoryTop(): usize {
  return (<usize>endSegment) << SEGMENT_SHIFT;
}

export function segmentOf(address: usize): u32 {
  return load<u32>(segmentTable + ((address >> SEGMENT_SHIFT) << 2));
}

function setSegment(index: u32, value: u32): void {
  store<u32>(segmentTable + ((<usize>index) << 2), value);
}

/** `count` adjacent segments marked `use`, or 0 if the memory cannot grow so far. Lowest address first. */
export function takeSegments(count: u32, use: u32): usize {
  let run: u32 = 0;
  let i = firstSegment;
  while (i < endSegment) {
    run = load<u32>(segmentTable + ((<usize>i) << 2)) == SEGMENT_FREE ? run + 1 : 0;
    i++;
    if (run == count) return markSegments(i - count, count, use);
  }
  const missing = count - run;
  if (endSegment + missing > ceiling || missing > SEGMENT_COUNT) return 0;
  if (INSTRUMENTED && endSegment + missing > SPACE_SEGMENT) return 0;
  if (!reach(endSegment + missing)) return 0;
  endSegment += missing;
  return markSegments(endSegment - count, count, use);
}

/**
 * Makes the memory hold `end` segments, and some more: each growth costs V8 half a millisecond and brings its own collector nearer (120 MiB by single
 * segments 61 ms, by sixteen 4 ms), while pages that nothing has touched cost nothing.
 */
function reach(end: u32): bool {
  const have = <u32>(memory.size() / WASM_PAGES_PER_SEGMENT);
  if (end <= have) return true; // in the instrumented build the counters lie above
  const most = (INSTRUMENTED ? SPACE_SEGMENT : ceiling) - have;
  const more = min(max(end - have, min(max(have / 4, GROW_LEAST), GROW_MOST)), most);
  if (memory.grow(<i32>more * WASM_PAGES_PER_SEGMENT) >= 0) return true;
  return memory.grow(<i32>(end - have) * WASM_PAGES_PER_SEGMENT) >= 0;
}

function markSegments(first: u32, count: u32, use: u32): usize {
  for (let i: u32 = 0; i < count; i++) setSegment(first + i, use);
  return (<usize>first) << SEGMENT_SHIFT;
}

/** Changes what a segment in use holds (an arena's entry becomes its ArenaObject). */
export function assignSegment(address: usize, use: u32): void {
  setSegment(<u32>(address >> SEGMENT_SHIFT), use);
}

/** Gives segments back. Wasm memory cannot shrink: they wait for the next `takeSegments`. */
export function releaseSegments(address: usize, count: u32): void {
  markSegments(<u32>(address >> SEGMENT_SHIFT), count, SEGMENT_FREE);
}
