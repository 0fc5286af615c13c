/**
 * What tracemalloc knows of memory blocks (Python/tracemalloc.c): for each its size and the traceback of its allocation. Two hash tables with open
 * addressing, whose memory no count shows and which are not traced themselves.
 *
 *   trace      0 address   4 domain + 2 (0: free entry, 1: deleted)   8 size   12 traceback          domain 0: Python's own blocks
 *   traceback  0 hash   4 frames kept   8 frames in all   12 its tuple, for a while   16 (file name, line) of each frame, innermost first
 *
 * Invariants: each address is in the table once per domain; a traceback is in its table once, and owns its file names, until all is cleared. While
 * blocks are traced no free list keeps objects, so that every object has a block of its own age.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_INCREF } from "../../object/refcount";
import { hiddenFree, hiddenMalloc, resumeTracing, suspendTracing, traceBlocks } from "../../memory/blocks";
import { largeUsable } from "../../memory/large";
import { keepsFreeLists, setFreelistsOn } from "../../memory/freelist";
import { lineOfUnit } from "../../types/code_lines";
import { keepFloats } from "../../types/float";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { currentFrame, firstComplete, frameAt, frameCode, frameLasti } from "../../vm/frame";

const TRACE: usize = 16;
const FIRST_CAPACITY: u32 = 4096;
export const MAX_FRAMES: i32 = 65535;

export const TB_COUNT: usize = 4;
export const TB_TOTAL: usize = 8;
export const TB_TUPLE: usize = 12;
export const TB_FRAMES: usize = 16;

export let tracing: bool = false;
export let frameLimit: i32 = 1;
export let tracedNow: u32 = 0;
export let tracedPeak: u32 = 0;
let ownBytes: usize = 0;

let traces: usize = 0;
let capacity: u32 = 0;
/** Entries in use, and with the deleted ones. */
let used: u32 = 0;
let filled: u32 = 0;

let tracebacks: usize = 0;
let tracebackCapacity: u32 = 0;
let tracebackCount: u32 = 0;

/** The traceback being made: header and frames, as long as the limit. */
let scratch: usize = 0;
/** The file name of what no frame allocated. */
let unknownName: PyObject | null = null;

function take(n: usize): usize {
  const p = hiddenMalloc(n);
  if (p != 0) ownBytes += largeUsable(p);
  return p;
}

function give(p: usize): void {
  if (p != 0) ownBytes -= largeUsable(p);
  hiddenFree(p);
}

/** Bytes of the tables (get_tracemalloc_memory). */
export function memoryOfTraces(): usize {
  return ownBytes;
}

function newTable(bytes: usize): usize {
  const p = take(bytes);
  if (p != 0) memory.fill(p, 0, bytes);
  return p;
}

// ---- tracebacks ----

/** Writes the running frames into `scratch`. */
function captureFrames(): void {
  let count = 0;
  let total = 0;
  let hash: u32 = 0;
  let at = scratch + TB_FRAMES;
  for (let f = firstComplete(currentFrame); f != 0; f = firstComplete(frameAt(f).previous)) {
    if (total < MAX_FRAMES) total++;
    if (count >= frameLimit) continue;
    const code = frameCode(f);
    const line = lineOfUnit(code, frameLasti(f));
    count++;
    hash = writeFrame(at, code.co_filename, line < 0 ? 0 : <u32>line, hash);
    at += 8;
  }
  if (count == 0) {
    count = 1;
    total = 1;
    hash = writeFrame(at, unknownName!, 0, hash);
  }
  store<u32>(scratch, (hash * 0x9e3779b1) ^ <u32>total);
  store<i32>(scratch, count, TB_COUNT);
  store<i32>(scratch, total, TB_TOTAL);
  store<u32>(scratch, 0, TB_TUPLE);
}

function writeFrame(at: usize, name: PyObject, line: u32, hash: u32): u32 {
  store<u32>(at, <u32>changetype<usize>(name));
  store<u32>(at, line, 4);
  // one file's name may be several objects, which make tracebacks of their own: equal tuples all the same
  return (hash ^ <u32>changetype<usize>(name)) * 0x85ebca6b + line;
}

function sameTraceback(a: usize, b: usize): bool {
  const n = load<i32>(a, TB_COUNT);
  if (load<u32>(a) != load<u32>(b) || n != load<i32>(b, TB_COUNT) || load<u32>(a, TB_TOTAL) != load<u32>(b, TB_TOTAL)) {
    return false;
  }
  return memory.compare(a + TB_FRAMES, b + TB_FRAMES, (<usize>n) << 3) == 0;
}

/** Where `traceback` is or may be put. */
function tracebackSlot(table: usize, size: u32, traceback: usize): usize {
  let i = load<u32>(traceback) & (size - 1);
  while (true) {
    const slot = table + ((<usize>i) << 2);
    const found = <usize>load<u32>(slot);
    if (found == 0 || sameTraceback(found, traceback)) return slot;
    i = (i + 1) & (size - 1);
  }
}

function growTracebacks(): bool {
  const size = tracebackCapacity == 0 ? 1024 : tracebackCapacity * 2;
  const table = newTable((<usize>size) << 2);
  if (table == 0) return false;
  for (let i: u32 = 0; i < tracebackCapacity; i++) {
    const traceback = <usize>load<u32>(tracebacks + ((<usize>i) << 2));
    if (traceback != 0) store<u32>(tracebackSlot(table, size, traceback), <u32>traceback);
  }
  give(tracebacks);
  tracebacks = table;
  tracebackCapacity = size;
  return true;
}

/** The traceback of here and now; 0 if there is no memory. */
function currentTraceback(): usize {
  if ((tracebackCount + 1) * 3 > tracebackCapacity * 2 && !growTracebacks()) return 0;
  captureFrames();
  const slot = tracebackSlot(tracebacks, tracebackCapacity, scratch);
  let traceback = <usize>load<u32>(slot);
  if (traceback != 0) return traceback;
  const n = load<i32>(scratch, TB_COUNT);
  const bytes = TB_FRAMES + ((<usize>n) << 3);
  traceback = take(bytes);
  if (traceback == 0) return 0;
  memory.copy(traceback, scratch, bytes);
  for (let i = 0; i < n; i++) Py_INCREF(load<PyObject>(traceback + TB_FRAMES + ((<usize>i) << 3)));
  store<u32>(slot, <u32>traceback);
  tracebackCount++;
  return traceback;
}

// ---- traces ----

function traceSlot(table: usize, size: u32, domain: u32, address: usize): usize {
  let i = ((<u32>(address >> 4) ^ (domain * 0x85ebca6b)) * 0x9e3779b1) >> 7;
  let reuse: usize = 0;
  while (true) {
    i &= size - 1;
    const at = table + <usize>i * TRACE;
    const tag = load<u32>(at, 4);
    if (tag == 0) return reuse != 0 ? reuse : at;
    if (tag == 1) {
      if (reuse == 0) reuse = at;
    } else if (tag == domain + 2 && load<u32>(at) == <u32>address) return at;
    i++;
  }
}

/** Room for one more trace: twice the table, or one of the same size without the deleted entries. */
function growTraces(): bool {
  const size = capacity == 0 ? FIRST_CAPACITY : used * 3 > capacity ? capacity * 2 : capacity;
  const table = newTable(<usize>size * TRACE);
  if (table == 0) return false;
  for (let i: u32 = 0; i < capacity; i++) {
    const from = traces + <usize>i * TRACE;
    if (load<u32>(from, 4) < 2) continue;
    memory.copy(traceSlot(table, size, load<u32>(from, 4) - 2, <usize>load<u32>(from)), from, TRACE);
  }
  give(traces);
  traces = table;
  capacity = size;
  filled = used;
  return true;
}

/** Notes a block of `size` bytes, allocated here and now; one that is known at the address goes. False if there is no memory. */
export function addTrace(domain: u32, address: usize, size: usize): bool {
  const traceback = currentTraceback();
  if (traceback == 0) return false;
  if ((filled + 1) * 3 > capacity * 2 && !growTraces()) return false;
  const at = traceSlot(traces, capacity, domain, address);
  const tag = load<u32>(at, 4);
  if (tag >= 2) tracedNow -= load<u32>(at, 8);
  else {
    used++;
    if (tag == 0) filled++;
  }
  store<u32>(at, <u32>address);
  store<u32>(at, domain + 2, 4);
  store<u32>(at, <u32>size, 8);
  store<u32>(at, <u32>traceback, 12);
  tracedNow += <u32>size;
  if (tracedNow > tracedPeak) tracedPeak = tracedNow;
  return true;
}

export function removeTrace(domain: u32, address: usize): void {
  if (capacity == 0) return;
  const at = traceSlot(traces, capacity, domain, address);
  if (load<u32>(at, 4) < 2) return;
  tracedNow -= load<u32>(at, 8);
  store<u32>(at, 1, 4);
  used--;
}

/** The traceback of the block at `address`, or 0. */
export function tracebackOf(domain: u32, address: usize): usize {
  if (capacity == 0) return 0;
  const at = traceSlot(traces, capacity, domain, address);
  return load<u32>(at, 4) < 2 ? 0 : <usize>load<u32>(at, 12);
}

/** Address of the next trace after `at` (0: the first), or 0. */
export function nextTrace(at: usize): usize {
  const end = traces + <usize>capacity * TRACE;
  let next = at == 0 ? traces : at + TRACE;
  while (next < end && load<u32>(next, 4) < 2) next += TRACE;
  return next < end ? next : 0;
}

export function traceDomain(at: usize): u32 {
  return load<u32>(at, 4) - 2;
}

export function clearTraces(): void {
  give(traces);
  traces = 0;
  capacity = 0;
  used = 0;
  filled = 0;
  tracedNow = 0;
  tracedPeak = 0;
  const table = tracebacks;
  const size = tracebackCapacity;
  tracebacks = 0;
  tracebackCapacity = 0;
  tracebackCount = 0;
  for (let i: u32 = 0; i < size; i++) {
    const traceback = <usize>load<u32>(table + ((<usize>i) << 2));
    if (traceback == 0) continue;
    for (let f = 0; f < load<i32>(traceback, TB_COUNT); f++) {
      Py_DECREF(load<PyObject>(traceback + TB_FRAMES + ((<usize>f) << 3)));
    }
    give(traceback);
  }
  give(table);
}

export function resetPeak(): void {
  tracedPeak = tracedNow;
}

// ---- on and off ----

function blockAllocated(address: usize, size: usize): bool {
  return addTrace(0, address, size);
}

function blockFreed(address: usize): void {
  removeTrace(0, address);
}

/** Begins to trace, with at most `frames` frames of each traceback; 0 or -1 if there is no memory. Does nothing if it has begun. */
export function startTracing(frames: i32): i32 {
  if (tracing) return 0;
  if (unknownName === null) unknownName = PyUnicode_FromLiteral("<unknown>");
  if (unknownName === null) return -1;
  scratch = take(TB_FRAMES + ((<usize>frames) << 3));
  if (scratch == 0) return -1;
  frameLimit = frames;
  tracing = true;
  setFreelistsOn(false);
  keepFloats(false);
  traceBlocks(blockAllocated.index, blockFreed.index);
  return 0;
}

export function stopTracing(): void {
  if (!tracing) return;
  suspendTracing();
  tracing = false;
  setFreelistsOn(true);
  keepFloats(keepsFreeLists());
  clearTraces();
  give(scratch);
  scratch = 0;
}

/** Between the two nothing is traced: for what tells of the traces. */
export function pauseTracing(): void {
  if (tracing) suspendTracing();
}

export function continueTracing(): void {
  if (tracing) resumeTracing();
}
