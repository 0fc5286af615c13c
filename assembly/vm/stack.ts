/**
 * The value stack as the slow paths see it: `sp` is the address after the top slot, slots are 8 bytes apart, low half used.
 *
 * Contract of every slow path `op_X(frame, pc, sp, oparg)`: on success it has released what the instruction consumes, stored what
 * it produces and returns the new sp; on failure it returns 0 with an exception set and all operands still owned by the stack,
 * from where the unwinder releases them.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";

/** The object `depth` slots below the top (1 is the top itself): borrowed. */
export function peek(sp: usize, depth: i32): PyObject {
  return load<PyObject>(sp - ((<usize>depth) << 3));
}

/** The same where a slot may hold NULL. */
export function peekOrNull(sp: usize, depth: i32): PyObject | null {
  return load<PyObject | null>(sp - ((<usize>depth) << 3));
}

/** Stores into the slot `depth` below the top. Steals `op`. */
export function poke(sp: usize, depth: i32, op: PyObject | null): void {
  store<u32>(sp - ((<usize>depth) << 3), <u32>changetype<usize>(op));
}

/** Replaces the top `n` slots by `result` (released first, deepest first as CPython's DECREF_INPUTS); 0 if result is null. Steals. */
export function replaceTop(sp: usize, n: i32, result: PyObject | null): usize {
  if (result === null) return 0;
  const base = sp - ((<usize>n) << 3);
  if (n > 0) {
    const first = load<PyObject>(base);
    for (let i = 1; i < n; i++) Py_DECREF(load<PyObject>(base + ((<usize>i) << 3)));
    store<u32>(base, <u32>changetype<usize>(result));
    Py_DECREF(first);
  } else {
    store<u32>(base, <u32>changetype<usize>(result));
  }
  return base + 8;
}

/** Pushes. Steals `op`; 0 if it is null. */
export function push(sp: usize, op: PyObject | null): usize {
  if (op === null) return 0;
  store<u32>(sp, <u32>changetype<usize>(op));
  return sp + 8;
}

/** Releases the top `n` slots and returns the new sp, or 0 if `failed`. */
export function dropTop(sp: usize, n: i32, failed: bool): usize {
  if (failed) return 0;
  const base = sp - ((<usize>n) << 3);
  for (let i = 0; i < n; i++) {
    const op = load<PyObject | null>(base + ((<usize>i) << 3));
    if (op !== null) Py_DECREF(op);
  }
  return base;
}
