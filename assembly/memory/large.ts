/**
 * Blocks above 512 bytes: what CPython leaves to the C library's malloc. Two-level segregated fit (Masmano et al., "TLSF"): free
 * blocks hang in bins by size, 16 bins to each power of two, and two levels of bitmaps find a fitting bin in constant time. Adjacent
 * free blocks merge at once; a block grows in place when its upper neighbour is free.
 *
 *   block   -8 address of the block below (0: first)    -4 size of the whole block | 1 if free | 2 if dead (never used again)     0 payload, 16-aligned
 *   free     0 next in bin    4 previous in bin (0: none)
 *
 * `fit` chooses among three strategies (strategy.ts): the bins, one list for all sizes, or nothing but fresh memory.
 *
 * A region is a run of segments from pages.ts. It ends in a header of size 0 that counts as used. Invariants: no two free blocks
 * touch; sizes are multiples of 16, at least 32; a bitmap bit is set exactly if its bin is not empty.
 */
import { FIXED_PLAN } from "../config";
import { SEGMENT_LARGE, SEGMENT_SIZE, releaseSegments, segmentOf, takeSegments } from "./pages";
import { noteTaken, roomFor } from "./pressure";
import { countLarge } from "./stats";

const HEADER: usize = 8;
const MIN_BLOCK: usize = 32;
const FREE: u32 = 1;
/** Given back where nothing is used again: dead, but in no bin. */
const DEAD: u32 = 2;
/** Whole segments inside a free block go back to pages.ts from this size on, so that arenas can have them. */
const RELEASE_FROM: usize = 4 << 20;
/** Largest request: a Py_ssize_t is 31 bits here. */
const MAX_REQUEST: usize = 0x7fffffe0;

const FIRST_LEVEL_SHIFT: u32 = 5; // log2(MIN_BLOCK)
const bins: usize = memory.data(27 * 16 * 4, 8);
const secondLevel: usize = memory.data(27 * 4, 8);
let firstLevel: u32 = 0;

function sizeOf(payload: usize): usize {
  return <usize>(load<u32>(payload - 4) & ~(FREE | DEAD));
}

function isFree(payload: usize): bool {
  return (load<u32>(payload - 4) & FREE) != 0;
}

function setHeader(payload: usize, below: usize, sizeAndFlag: usize): void {
  store<u32>(payload - 8, <u32>below);
  store<u32>(payload - 4, <u32>sizeAndFlag);
}

function setBelow(payload: usize, below: usize): void {
  store<u32>(payload - 8, <u32>below);
}

/** How a free block is chosen: from bins by size, the first of all that fits, or never one that was used before. */
export const FIT_BINS: i32 = 0;
export const FIT_FIRST: i32 = 1;
export const FIT_FRESH: i32 = 2;
let fit: i32 = FIT_BINS;

/** Before the first allocation. */
export function setFit(chosen: i32): void {
  fit = chosen;
}

function binOf(size: usize): u32 {
  if (!FIXED_PLAN && fit == FIT_FIRST) return 0;
  const log = 31 - clz<u32>(<u32>size);
  return ((log - FIRST_LEVEL_SHIFT) << 4) | ((<u32>size >> (log - 4)) & 15);
}

function link(payload: usize): void {
  const bin = binOf(sizeOf(payload));
  const head = load<u32>(bins + ((<usize>bin) << 2));
  store<u32>(payload, head);
  store<u32>(payload, 0, 4);
  if (head != 0) store<u32>(<usize>head, <u32>payload, 4);
  store<u32>(bins + ((<usize>bin) << 2), <u32>payload);
  const level = secondLevel + ((<usize>(bin >> 4)) << 2);
  store<u32>(level, load<u32>(level) | (1 << (bin & 15)));
  firstLevel |= 1 << (bin >> 4);
}

function unlink(payload: usize): void {
  const next = load<u32>(payload);
  const prev = load<u32>(payload, 4);
  if (next != 0) store<u32>(<usize>next, prev, 4);
  if (prev != 0) {
    store<u32>(<usize>prev, next);
    return;
  }
  const bin = binOf(sizeOf(payload));
  store<u32>(bins + ((<usize>bin) << 2), next);
  if (next != 0) return;
  const level = secondLevel + ((<usize>(bin >> 4)) << 2);
  const bits = load<u32>(level) & ~(1 << (bin & 15));
  store<u32>(level, bits);
  if (bits == 0) firstLevel &= ~(1 << (bin >> 4));
}

/** A free block of at least `size` bytes, still linked, or 0. */
function findFree(size: usize): usize {
  if (!FIXED_PLAN && fit == FIT_FIRST) {
    let block = <usize>load<u32>(bins);
    while (block != 0 && sizeOf(block) < size) block = <usize>load<u32>(block);
    return block;
  }
  const log = 31 - clz<u32>(<u32>size);
  const rounded = size + ((<usize>1) << (log - 4)) - 1;
  const bin = binOf(rounded);
  let level = bin >> 4;
  let bits = load<u32>(secondLevel + ((<usize>level) << 2)) & (~(<u32>0) << (bin & 15));
  if (bits == 0) {
    const higher = level >= 31 ? 0 : firstLevel & (~(<u32>0) << (level + 1));
    if (higher == 0) return 0;
    level = ctz<u32>(higher);
    bits = load<u32>(secondLevel + ((<usize>level) << 2));
  }
  return <usize>load<u32>(bins + ((<usize>((level << 4) | ctz<u32>(bits))) << 2));
}

/** Gets a region in which `size` bytes fit, and links it as a free block (merged with a region right below). */
function grow(size: usize): bool {
  const count = <u32>((size + MIN_BLOCK + SEGMENT_SIZE - 1) / SEGMENT_SIZE);
  const start = takeSegments(count, SEGMENT_LARGE);
  if (start == 0) return false;
  const end = start + <usize>count * SEGMENT_SIZE; // payload address of the end marker, whose header is the last 8 bytes
  let payload = start + 16;
  let below: usize = 0;
  if (segmentOf(start - 1) == SEGMENT_LARGE) {
    payload = start; // the end marker of the region below becomes this block's header
    below = <usize>load<u32>(payload - 8);
  }
  setHeader(end, payload, 0);
  setHeader(payload, below, end - payload);
  release(payload);
  return true;
}

/** Marks a block free, merges it with free neighbours and links it. */
function release(payload: usize): void {
  let size = sizeOf(payload);
  const above = payload + size;
  if (isFree(above)) {
    unlink(above);
    size += sizeOf(above);
  }
  const below = <usize>load<u32>(payload - 8);
  if (below != 0 && isFree(below)) {
    unlink(below);
    size += sizeOf(below);
    payload = below;
  }
  store<u32>(payload - 4, <u32>size | FREE);
  setBelow(payload + size, payload);
  link(payload);
}

/** Cuts a used block down to `size`; the rest becomes free. */
function trim(payload: usize, size: usize): void {
  const whole = sizeOf(payload);
  if (whole - size < MIN_BLOCK) return;
  const rest = payload + size;
  store<u32>(payload - 4, <u32>size);
  setHeader(rest, payload, whole - size);
  setBelow(payload + whole, rest);
  release(rest);
}

function blockSize(n: usize): usize {
  const size = (n + HEADER + 15) & ~15;
  return size < MIN_BLOCK ? MIN_BLOCK : size;
}

/** `n` bytes, 16-aligned, or 0. */
export function largeMalloc(n: usize): usize {
  if (n > MAX_REQUEST) return 0;
  const size = blockSize(n);
  if (!roomFor(size)) return 0;
  let payload = findFree(size);
  if (payload == 0) {
    // findFree rounds up to a whole bin, so ask for as much as it will look for.
    const log = 31 - clz<u32>(<u32>size);
    if (!grow(size + ((<usize>1) << (log - 4)))) return 0;
    payload = findFree(size);
    if (payload == 0) return 0;
  }
  unlink(payload);
  store<u32>(payload - 4, <u32>sizeOf(payload));
  trim(payload, size);
  countLarge(1, <i32>sizeOf(payload));
  noteTaken(sizeOf(payload));
  return payload;
}

export function largeFree(payload: usize): void {
  countLarge(-1, -(<i32>sizeOf(payload)));
  if (!FIXED_PLAN && fit == FIT_FRESH) {
    store<u32>(payload - 4, load<u32>(payload - 4) | DEAD);
    return;
  }
  const below = <usize>load<u32>(payload - 8);
  const merged = below != 0 && isFree(below) ? below : payload;
  release(payload);
  if (sizeOf(merged) >= RELEASE_FROM) giveBack(merged);
}

/** Returns the whole segments inside the free block `payload` to pages.ts; what remains on both sides stays in regions of its own. */
function giveBack(payload: usize): void {
  const below = <usize>load<u32>(payload - 8);
  const above = payload + sizeOf(payload);
  const atStart = below == 0;
  const atEnd = sizeOf(above) == 0 && !isFree(above);
  let first = (payload + SEGMENT_SIZE - 1) & ~(SEGMENT_SIZE - 1);
  if (atStart) first = payload - 16;
  else if (first != payload && first - payload < MIN_BLOCK) first += SEGMENT_SIZE;
  let last = above & ~(SEGMENT_SIZE - 1);
  if (!atEnd && above - last < MIN_BLOCK + 16) last -= SEGMENT_SIZE;
  if (last <= first) return;
  unlink(payload);
  if (!atStart) {
    if (first == payload) {
      setHeader(payload, below, 0);
    } else {
      setHeader(first, payload, 0);
      setHeader(payload, below, (first - payload) | FREE);
      link(payload);
    }
  }
  if (!atEnd) {
    const rest = last + 16;
    setHeader(rest, 0, (above - rest) | FREE);
    setBelow(above, rest);
    link(rest);
  }
  releaseSegments(first, <u32>((last - first) / SEGMENT_SIZE));
}

/** Bytes the block can hold. */
export function largeUsable(payload: usize): usize {
  return sizeOf(payload) - HEADER;
}

/** Resizes without moving; false if there is no room above. */
export function largeResize(payload: usize, n: usize): bool {
  if (n > MAX_REQUEST) return false;
  const size = blockSize(n);
  const old = sizeOf(payload);
  if (!FIXED_PLAN && fit == FIT_FRESH) return size <= old;
  if (size > old) {
    const above = payload + old;
    if (!roomFor(size - old)) return false;
    if (!isFree(above) || old + sizeOf(above) < size) return false;
    unlink(above);
    const whole = old + sizeOf(above);
    store<u32>(payload - 4, <u32>whole);
    setBelow(payload + whole, payload);
  }
  trim(payload, size);
  countLarge(0, <i32>sizeOf(payload) - <i32>old);
  return true;
}

// ---- what is free (free_space.ts) ----

const BINS: usize = 27 * 16;

export function sumFree(): usize {
  let sum: usize = 0;
  for (let bin: usize = 0; bin < BINS; bin++) {
    for (let block = <usize>load<u32>(bins + (bin << 2)); block != 0; block = <usize>load<u32>(block))
      sum += sizeOf(block);
  }
  return sum;
}

export function largestFree(): usize {
  let largest: usize = 0;
  for (let bin: usize = 0; bin < BINS; bin++) {
    for (let block = <usize>load<u32>(bins + (bin << 2)); block != 0; block = <usize>load<u32>(block)) {
      if (sizeOf(block) > largest) largest = sizeOf(block);
    }
  }
  return largest;
}
