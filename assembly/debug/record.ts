/**
 * Recording what a program does with memory, for `krait lab trace`: the host is told of every block taken, resized and given back, and now and then of a safe point, at
 * which it asks who refers to whom. Nothing here allocates from the program's heap or changes a count, and while nothing is recorded nothing of it costs: the
 * blocks come through tracemalloc's door (memory/blocks.ts), the safe point through the collector's.
 *
 * Which block is an object is read off its bytes: a type where the header has one, that fits the block, and a count that is no address.
 */
import * as host from "../host";
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_PREHEADER,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { setEvalBreaker, PY_GC_SCHEDULED_BIT } from "../object/eval_breaker";
import { _PyObject_GC_IS_TRACKED } from "../object/gc_head";
import { resizedBlock, suspendTracing, traceBlocks } from "../memory/blocks";
import { SEGMENT_STATIC, memoryTop, takeSegments } from "../memory/pages";
import { setHookSafePoint } from "../gc/hooks";

const TAKEN: i32 = 0;
const GIVEN_BACK: i32 = 1;
const RESIZED_FROM: i32 = 2;
const RESIZED_TO: i32 = 3;
const SAFE_POINT: i32 = 4;

/** Blocks between two safe points. */
let interval: u32 = 0;
let taken: u32 = 0;
/** What the last question found, in a segment of its own. More than fits is left out. */
const MOST_FOUND: i32 = 1 << 18;
let found: usize = 0;
let foundCount: i32 = 0;

function blockTaken(at: usize, size: usize): bool {
  host.heapEvent(resizedBlock == 0 ? TAKEN : RESIZED_TO, at, size);
  if (++taken >= interval) setEvalBreaker(PY_GC_SCHEDULED_BIT);
  return true;
}

function blockGivenBack(at: usize): void {
  host.heapEvent(resizedBlock == 0 ? GIVEN_BACK : RESIZED_FROM, at, 0);
}

function safePoint(): void {
  if (taken < interval) return;
  taken = 0;
  host.heapEvent(SAFE_POINT, 0, 0);
}

/**
 * Tells of everything from now on, with a safe point after each `blocks` blocks; 0 ends it. Returns where answers of several addresses will stand, 4 bytes each;
 * 0 if there is no memory for them.
 */
export function recordHeap(blocks: u32): usize {
  interval = blocks;
  taken = 0;
  if (blocks == 0) {
    suspendTracing();
    setHookSafePoint(0);
    return 0;
  }
  if (found == 0) found = takeSegments(1, SEGMENT_STATIC);
  if (found == 0) return 0;
  setHookSafePoint(safePoint.index);
  traceBlocks(blockTaken.index, blockGivenBack.index);
  return found;
}

/** Counts above this are taken for addresses, unless they are the immortal one. */
const MOST_COUNT: u32 = 65535;

function inMemory(at: usize): bool {
  return at >= 65536 && at < memoryTop() && (at & 7) == 0;
}

/** Is there a type at `at`: something whose own type is a type of types? */
function isType(at: usize): bool {
  if (!inMemory(at) || !inMemory(at + offsetof<PyTypeObject>())) return false;
  const meta = load<u32>(at, 8);
  if (load<u32>(at, 12) != 0 || !inMemory(<usize>meta)) return false;
  const type = changetype<PyTypeObject>(<usize>meta);
  if (!(type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS)) return false;
  // the type of a metatype is `type` or below it again
  const top = type.ob_type;
  return inMemory(changetype<usize>(top)) && (top.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0;
}

/** The object in a block of `size` bytes, or 0 for memory that belongs to one. */
export function recordedObject(block: usize, size: usize): usize {
  for (let before: usize = 0; before <= 32; before += 16) {
    if (before + 16 > size) return 0;
    const op = block + before;
    const count = load<u32>(op);
    if ((count > MOST_COUNT && count != 0xffffffff) || load<u32>(op, 12) != 0) continue;
    const at = <usize>load<u32>(op, 8);
    if (!isType(at)) continue;
    const flags = changetype<PyTypeObject>(at).tp_flags;
    const presize: usize = (flags & Py_TPFLAGS_HAVE_GC ? 16 : 0) + (flags & Py_TPFLAGS_PREHEADER ? 16 : 0);
    if (presize == before && <usize>changetype<PyTypeObject>(at).tp_basicsize <= size - before) return op;
  }
  return 0;
}

/** Of a recorded object: 0 its count, 1 where its type's name stands, 2 whether it takes part in collection (1), and is tracked (2). */
export function recordedFact(op: usize, which: i32): u32 {
  const object = changetype<PyObject>(op);
  if (which == 0) return object.ob_refcnt;
  if (which == 1) return <u32>object.ob_type.tp_name;
  if (!(object.ob_type.tp_flags & Py_TPFLAGS_HAVE_GC)) return 0;
  return _PyObject_GC_IS_TRACKED(object) ? 3 : 1;
}

function note(op: PyObject, arg: usize): i32 {
  if (foundCount < MOST_FOUND) {
    store<u32>(found + ((<usize>foundCount) << 2), <u32>changetype<usize>(op));
    foundCount++;
  }
  return 0;
}

/** Finds what `op` refers to (what its tp_traverse visits); how many. */
export function recordedReferences(op: usize): i32 {
  foundCount = 0;
  const type = changetype<PyObject>(op).ob_type;
  if (type.tp_flags & Py_TPFLAGS_HAVE_GC && type.tp_traverse != 0) {
    call_indirect<i32>(type.tp_traverse, changetype<PyObject>(op), note.index, 0);
  }
  return foundCount;
}

/** Finds the words of a block that may be addresses of others; how many. */
export function recordedWords(block: usize, size: usize): i32 {
  foundCount = 0;
  for (let at = block; at + 8 <= block + size && at < block + 512; at += 8) {
    const word = load<u32>(at);
    if (word >= 65536 && load<u32>(at, 4) == 0 && (word & 15) == 0) note(changetype<PyObject>(<usize>word), 0);
  }
  return foundCount;
}
