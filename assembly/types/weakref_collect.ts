/**
 * Weak references and the cycle collector (handle_weakrefs of Python/gc.c): before anything unreachable is touched, every weak
 * reference to it is cleared, so that no callback can reach half-dead objects; callbacks of references that survive run at once.
 */
import { Py_DECREF, Py_INCREF } from "../object/refcount";
import { PyGC_Head, _Py_AS_GC, _Py_FROM_GC } from "../object/gc_head";
import { gcListInit, gcListIsEmpty, gcListMove, gcNext } from "../gc/gc_list";
import { isCollecting } from "../gc/unreachable";
import {
  PyWeakReference,
  PyWeakref_Check,
  _PyObject_GET_WEAKREFS_LISTPTR,
  _PyType_SUPPORTS_WEAKREFS,
  _PyWeakref_ClearRef,
  callWeakrefCallback,
} from "./weakref";

/** Surviving references whose callbacks are to run. */
const toCall = changetype<PyGC_Head>(memory.data(16, 16));

/** The collector's hook: returns how many references died in their own callbacks. */
export function clearWeakrefsOfUnreachable(unreachable: usize, old: usize): i32 {
  const list = changetype<PyGC_Head>(unreachable);
  gcListInit(toCall);
  let gc = gcNext(list);
  while (gc != list) {
    const next = gcNext(gc);
    const op = _Py_FROM_GC(gc);
    if (PyWeakref_Check(op)) _PyWeakref_ClearRef(changetype<PyWeakReference>(op));
    if (_PyType_SUPPORTS_WEAKREFS(op.ob_type)) clearReferencesTo(_PyObject_GET_WEAKREFS_LISTPTR(op));
    gc = next;
  }
  return runCallbacks(changetype<PyGC_Head>(old));
}

function clearReferencesTo(head: usize): void {
  let ref = load<PyWeakReference | null>(head);
  while (ref !== null) {
    _PyWeakref_ClearRef(ref);
    const gc = _Py_AS_GC(ref);
    // A reference that is itself garbage does not call back.
    if (ref.wr_callback !== null && !isCollecting(gc)) {
      Py_INCREF(ref);
      gcListMove(gc, toCall);
    }
    ref = load<PyWeakReference | null>(head);
  }
}

function runCallbacks(old: PyGC_Head): i32 {
  let freed = 0;
  while (!gcListIsEmpty(toCall)) {
    const gc = gcNext(toCall);
    const ref = changetype<PyWeakReference>(_Py_FROM_GC(gc));
    callWeakrefCallback(ref, ref.wr_callback!);
    Py_DECREF(ref);
    if (gcNext(toCall) == gc) {
      gc._gc_next_hi = old._gc_next_hi;
      gcListMove(gc, old);
    } else freed++;
  }
  return freed;
}
