/**
 * `rc+markalive`: before a full collection, what the program's roots reach is put aside as alive, and only the rest is looked at by subtraction
 * (cpython #126511, in 3.14's incremental collector). Marking touches an object once; subtraction twice or three times.
 *
 * Roots: the modules, the builtins, the frames of all threads (hookRoots of modules/gc_roots.ts). They need not be complete: an object that other native
 * state holds is found reachable by its count, as ever.
 */
import { PyObject } from "../object/layout";
import { PyGC_Head, _Py_FROM_GC } from "../object/gc_head";
import { gcListInit, gcListMerge, gcListMove, gcNext } from "./gc_list";
import { deduceUnreachable, examined, headOf, setExamined, traverse } from "./unreachable";
import { hookRoots } from "./hooks";

const ALIVE: u32 = 1;
export const aliveList = changetype<PyGC_Head>(memory.data(16, 16));

/** visitproc: `op` is alive; tracked objects that are not frozen join the list. */
export function visitAlive(op: PyObject, arg: usize): i32 {
  const gc = headOf(op);
  if (gc === null || gc._gc_next == 0 || gc._gc_next_hi != 0) return 0;
  gc._gc_next_hi = ALIVE;
  gcListMove(gc, aliveList);
  return 0;
}

/** As deduceUnreachable, for `base` with all younger generations in it. */
export function deduceBesideAlive(base: PyGC_Head, unreachable: PyGC_Head): void {
  gcListInit(aliveList);
  if (hookRoots != 0) call_indirect<void>(hookRoots, visitAlive.index, <usize>0);
  for (let gc = gcNext(aliveList); gc != aliveList; gc = gcNext(gc)) {
    traverse(_Py_FROM_GC(gc), visitAlive.index, 0);
  }
  deduceUnreachable(base, unreachable);
  let n = 0;
  for (let gc = gcNext(aliveList); gc != aliveList; gc = gcNext(gc)) {
    gc._gc_next_hi = 0;
    n++;
  }
  setExamined(examined + n);
  gcListMerge(aliveList, base);
}
