/**
 * The edges of an object's tp_traverse. A traversal is told a visitproc by number; two of them, those of the collection's inner loops
 * (unreachable.ts), are recognised here and run without a call through the table, which costs more than what they do (with
 * untrackAll's look at flags, bench/programs/gc_cycles 102 to 95 ms). Every other visitproc is called as CPython calls it.
 */
import { PyObject } from "../object/layout";
import { subtractEdge, visitDecref, visitReachable } from "./unreachable";

/** `Py_VISIT` of an object that is there; non-zero stops. */
export function visitItem(op: PyObject, visit: u32, arg: usize): i32 {
  if (visit == visitDecref.index) {
    subtractEdge(op);
    return 0;
  }
  if (visit == visitReachable.index) return visitReachable(op, arg);
  return call_indirect<i32>(visit, op, arg);
}

/** `Py_VISIT` of `n` pointer fields of 8 bytes from `at` on; an empty one is passed over. */
export function visitItems(at: usize, n: i32, visit: u32, arg: usize): i32 {
  const end = at + ((<usize>n) << 3);
  if (visit == visitDecref.index) {
    for (; at < end; at += 8) {
      const op = load<PyObject | null>(at);
      if (op !== null) subtractEdge(op);
    }
    return 0;
  }
  for (; at < end; at += 8) {
    const op = load<PyObject | null>(at);
    if (op === null) continue;
    const stop = visit == visitReachable.index ? visitReachable(op, arg) : call_indirect<i32>(visit, op, arg);
    if (stop != 0) return stop;
  }
  return 0;
}
