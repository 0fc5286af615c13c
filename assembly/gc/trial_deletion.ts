/**
 * `rc+trialdeletion`: Bacon and Rajan's synchronous cycle collection ("Concurrent Cycle Collection in Reference Counted Systems", ECOOP 2001, section
 * 3). From each candidate the references below it are subtracted on trial (gray); what keeps a count is held from outside and is restored with all it
 * reaches (black); what remains is a dead cycle (white), wherever its members' generation is.
 *
 * Candidates are the objects of the collected generation, not those whose count was decremented and is not 0: decrements are inlined all over the loop,
 * and a buffer there would cost every plan. The subgraph of a candidate is walked through all generations, unlike subtraction's.
 *
 * Colours lie in the upper half of _gc_next, trial counts in that of _gc_prev; the lists stay as they are. Without memory for the walk's own list
 * the generation is looked at by subtraction.
 */
import { STRESS } from "../config";
import { PyObject } from "../object/layout";
import { raiseTrigger } from "./collector";
import { setReached } from "./generations";
import { PyGC_Head, _PyGC_PREV_MASK_COLLECTING, _Py_FROM_GC, trackedObjects } from "../object/gc_head";
import { PyMem_Free, PyMem_Realloc } from "../memory/blocks";
import { gcListInit, gcListMove, gcNext } from "./gc_list";
import { deduceUnreachable, examined, headOf, setExamined, traverse } from "./unreachable";

const BLACK: u32 = 0;
const GRAY: u32 = 1;
/** Restored: held from outside. */
const HELD: u32 = 2;

/** Heads that the walk has met, in order; grows by doubling. */
let met: usize = 0;
let count: i32 = 0;
let room: i32 = 0;
let failed: bool = false;

function note(gc: PyGC_Head): void {
  if (count == room) {
    const larger = room == 0 ? 4096 : room * 2;
    const moved = PyMem_Realloc(met, (<usize>larger) << 2);
    if (moved == 0) {
      failed = true;
      gc._gc_next_hi = BLACK; // it is in no list that would take its colour away
      return;
    }
    met = moved;
    room = larger;
  }
  store<u32>(met + ((<usize>count) << 2), <u32>changetype<usize>(gc));
  count++;
}

function metAt(i: i32): PyGC_Head {
  return changetype<PyGC_Head>(<usize>load<u32>(met + ((<usize>i) << 2)));
}

function paintGray(gc: PyGC_Head): void {
  gc._gc_next_hi = GRAY;
  const refs = _Py_FROM_GC(gc).ob_refcnt;
  gc._gc_prev_hi = <i32>refs < 0 ? 0x3fffffff : refs;
  note(gc);
}

/** visitproc of MarkGray: one reference from a gray object. */
export function visitGray(op: PyObject, arg: usize): i32 {
  const gc = headOf(op);
  // frozen ones have a colour of their own, and hold what they reach
  if (gc === null || gc._gc_next == 0 || gc._gc_next_hi > GRAY) return 0;
  if (gc._gc_next_hi == BLACK) paintGray(gc);
  gc._gc_prev_hi--;
  return 0;
}

/** visitproc of ScanBlack: reached from an object that is held. */
export function visitHeld(op: PyObject, arg: usize): i32 {
  const gc = headOf(op);
  if (gc !== null && gc._gc_next != 0 && gc._gc_next_hi == GRAY) {
    gc._gc_next_hi = HELD;
    note(gc);
  }
  return 0;
}

/** As deduceUnreachable: what is dead below the members of `base` moves to `unreachable`, from whatever list it is in. */
export function deduceByTrial(base: PyGC_Head, unreachable: PyGC_Head): void {
  count = 0;
  failed = false;
  for (let gc = gcNext(base); gc != base && !failed; gc = gcNext(gc)) if (gc._gc_next_hi == BLACK) paintGray(gc);
  for (let i = 0; i < count && !failed; i++) traverse(_Py_FROM_GC(metAt(i)), visitGray.index, 0);
  const gray = count;
  // nearly every class reaches nearly everything: at every allocation would be for ever
  if (STRESS) raiseTrigger(trackedObjects);
  setReached();
  setExamined(examined + gray);
  if (!failed) scan(gray);
  gcListInit(unreachable);
  for (let i = 0; i < gray; i++) {
    const gc = metAt(i);
    const dead = gc._gc_next_hi == GRAY && !failed;
    gc._gc_next_hi = 0;
    gc._gc_prev_hi = 0;
    if (!dead) continue;
    gcListMove(gc, unreachable);
    gc._gc_prev |= _PyGC_PREV_MASK_COLLECTING;
  }
  PyMem_Free(met);
  met = 0;
  room = 0;
  if (failed) deduceUnreachable(base, unreachable);
}

/** Restores what is held from outside and all that it reaches; the list of those follows the gray ones in `met`. */
function scan(gray: i32): void {
  for (let i = 0; i < gray && !failed; i++) {
    const gc = metAt(i);
    if (gc._gc_next_hi == GRAY && gc._gc_prev_hi != 0) {
      gc._gc_next_hi = HELD;
      note(gc);
    }
  }
  for (let i = gray; i < count && !failed; i++) traverse(_Py_FROM_GC(metAt(i)), visitHeld.index, 0);
}
