/**
 * The window of an encoder and the matches in it: hash tables of 2, 3 and 4 bytes give the last place of each, chains the ones before.
 *
 * Invariant: every place below `entered` is in the tables; tables hold places + 1, 0 for none. What is further back than the dictionary is no match.
 */
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";

export const LONGEST: i32 = 273;
const FIRST_ROOM: i32 = 65536;
/** LZMA2's chunks take at most so many bytes; a chunk that does not get smaller is stored from the window. */
const CHUNK: i32 = 1 << 21;

@unmanaged
export class Finder {
  window: usize;
  chain: usize;
  size: i32; // bytes in the window
  room: i32;
  pos: i32; // the next byte to encode
  entered: i32;
  kept: i32; // start of the chunk: what is behind it is wanted still
  dictSize: i32;
  nice: i32;
  depth: i32;
  heads2: usize;
  heads3: usize;
  heads4: usize;
  bits4: u32;
  slid: u32; // bytes that have left the window
  count: i32; // 60, of matches found last
  foundAt: i32; // and where
}

export const FINDER_SIZE: usize = 72;

/** The matches found last: lengths and distances - 1, longer ones further away. */
const lengths = memory.data(276 * 4, 4);
const distances = memory.data(276 * 4, 4);

export function matchLength(i: i32): i32 {
  return load<i32>(lengths + ((<usize>i) << 2));
}

export function matchDistance(i: i32): u32 {
  return load<u32>(distances + ((<usize>i) << 2));
}

/** Sets up a finder of zeros; false without memory. */
export function finderInit(f: Finder, dictSize: u32, nice: i32, depth: i32): bool {
  f.dictSize = <i32>dictSize;
  f.nice = nice;
  f.depth = depth;
  const log = 31 - <u32>clz(dictSize);
  f.bits4 = log < 16 ? 13 : log > 21 ? 18 : log - 3;
  f.foundAt = -1;
  f.heads2 = PyMem_Calloc(65536, 4);
  f.heads3 = PyMem_Calloc(65536, 4);
  f.heads4 = PyMem_Calloc((<usize>1) << f.bits4, 4);
  return f.heads2 != 0 && f.heads3 != 0 && f.heads4 != 0;
}

export function finderFree(f: Finder): void {
  PyMem_Free(f.window);
  PyMem_Free(f.chain);
  PyMem_Free(f.heads2);
  PyMem_Free(f.heads3);
  PyMem_Free(f.heads4);
}

// ---- the window ------------------------------------------------------------------------------------------------------

function rebase(table: usize, n: usize, by: u32): void {
  for (const end = table + (n << 2); table < end; table += 4) {
    const place = load<u32>(table);
    store<u32>(table, place > by ? place - by : 0);
  }
}

/** Moves out what is behind the dictionary. */
function slide(f: Finder): void {
  let from = f.pos - f.dictSize;
  if (f.kept < from) from = f.kept;
  if (from <= 0) return;
  const left = <usize>(f.size - from);
  memory.copy(f.window, f.window + <usize>from, left);
  memory.copy(f.chain, f.chain + ((<usize>from) << 2), left << 2);
  rebase(f.chain, left, <u32>from);
  rebase(f.heads2, 65536, <u32>from);
  rebase(f.heads3, 65536, <u32>from);
  rebase(f.heads4, (<usize>1) << f.bits4, <u32>from);
  f.size -= from;
  f.pos -= from;
  f.entered -= from;
  f.kept -= from;
  f.foundAt -= from;
  f.slid += <u32>from;
}

function grow(f: Finder, room: i32): bool {
  const window = f.window == 0 ? PyMem_Malloc(<usize>room) : PyMem_Realloc(f.window, <usize>room);
  if (window == 0) return false;
  f.window = window;
  const chain = f.chain == 0 ? PyMem_Malloc((<usize>room) << 2) : PyMem_Realloc(f.chain, (<usize>room) << 2);
  if (chain == 0) return false;
  f.chain = chain;
  f.room = room;
  return true;
}

/** Takes up to n bytes into the window: how many; -1 without memory. */
export function finderTake(f: Finder, p: usize, n: i32): i32 {
  if (f.size == f.room) {
    const behind = f.dictSize > CHUNK ? f.dictSize : CHUNK;
    const most = behind + (f.dictSize >> 1 > CHUNK ? f.dictSize >> 1 : CHUNK);
    if (f.room < most) {
      const room = f.room == 0 ? FIRST_ROOM : f.room < most >> 1 ? f.room << 1 : most;
      if (!grow(f, room)) return -1;
    } else slide(f);
  }
  const free = f.room - f.size;
  const taken = n < free ? n : free;
  memory.copy(f.window + <usize>f.size, p, <usize>taken);
  f.size += taken;
  return taken;
}

// ---- the tables ------------------------------------------------------------------------------------------------------

function head3(f: Finder, p: usize): usize {
  return f.heads3 + ((<usize>(((load<u32>(p) << 8) * 0x9e3779b1) >> 16)) << 2);
}

function head4(f: Finder, p: usize): usize {
  return f.heads4 + ((<usize>((load<u32>(p) * 0x9e3779b1) >> (32 - f.bits4))) << 2);
}

/** Enters the place `entered`. The last three bytes of a stream are not worth it. */
function enter(f: Finder): void {
  const i = f.entered;
  const p = f.window + <usize>i;
  if (f.size - i >= 4) {
    store<u32>(f.heads2 + ((<usize>load<u16>(p)) << 2), <u32>(i + 1));
    store<u32>(head3(f, p), <u32>(i + 1));
    const h = head4(f, p);
    store<u32>(f.chain + ((<usize>i) << 2), load<u32>(h));
    store<u32>(h, <u32>(i + 1));
  } else store<u32>(f.chain + ((<usize>i) << 2), 0);
  f.entered = i + 1;
}

/** Enters every place below `until`. */
export function enterUntil(f: Finder, until: i32): void {
  while (f.entered < until) enter(f);
}

/** How many bytes at a and b are equal, up to `most`. */
export function equalBytes(a: usize, b: usize, most: i32): i32 {
  let n = 0;
  while (n + 8 <= most) {
    const x = load<u64>(a + <usize>n) ^ load<u64>(b + <usize>n);
    if (x != 0) return n + <i32>(ctz(x) >> 3);
    n += 8;
  }
  while (n < most && load<u8>(a + <usize>n) == load<u8>(b + <usize>n)) n++;
  return n;
}

/** Notes a match that is longer than those before it. */
function note(f: Finder, length: i32, distance: u32): void {
  store<i32>(lengths + ((<usize>f.count) << 2), length);
  store<u32>(distances + ((<usize>f.count) << 2), distance);
  f.count++;
}

/** The best match by one of the short tables: its length if it is over `best`, else `best`. */
function shortMatch(f: Finder, i: i32, place: u32, best: i32, most: i32): i32 {
  if (place == 0) return best;
  const distance = <u32>(i + 1) - place;
  if (distance > <u32>f.dictSize) return best;
  const p = f.window + <usize>i;
  const n = equalBytes(p, p - <usize>distance, most);
  if (n <= best) return best;
  note(f, n, distance - 1);
  return n;
}

/** Finds the matches of the place i, which is the next to be entered, and enters it. */
export function findMatches(f: Finder, i: i32): void {
  f.count = 0;
  f.foundAt = i;
  const p = f.window + <usize>i;
  let most = f.size - i;
  if (most < 4) {
    enter(f);
    return;
  }
  if (most > LONGEST) most = LONGEST;
  const place2 = load<u32>(f.heads2 + ((<usize>load<u16>(p)) << 2));
  const place3 = load<u32>(head3(f, p));
  let place = load<u32>(head4(f, p));
  enter(f);
  let best = shortMatch(f, i, place2, 1, most);
  if (place3 != place2) best = shortMatch(f, i, place3, best, most);
  for (let left = f.depth; place != 0 && left > 0 && best < f.nice && best < most; left--) {
    const distance = <u32>(i + 1) - place;
    if (distance > <u32>f.dictSize) return;
    const q = p - <usize>distance;
    if (load<u8>(q + <usize>best) == load<u8>(p + <usize>best)) {
      const n = equalBytes(p, q, most);
      if (n > best) {
        best = n;
        note(f, n, distance - 1);
      }
    }
    place = load<u32>(f.chain + ((<usize>(place - 1)) << 2));
  }
}
