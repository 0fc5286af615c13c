/**
 * collections.deque: the blocks and the ends (Modules/_collectionsmodule.c).
 *
 *   16 size   24 leftblock   32 rightblock   40 leftindex   48 rightindex   56 state   64 maxlen (-1: none)
 *   72 numfreeblocks   80 freeblocks[16]   208 weak references
 *   block, 528 bytes: 0 left link   8 data[64]   520 right link
 *
 * Invariants: there is always a block; 0 <= leftindex <= 63 and 0 <= rightindex <= 63 unless empty, when the two meet in the
 * middle (leftindex 32, rightindex 31); `state` changes with every change, which iterators notice.
 */
import { PyObject, PyTypeObject, PyVarObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyExc_IndexError } from "../object/exception_types";
import { callUnary } from "../object/slots";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_GetIter } from "../protocol/iter";
import { PySequence_List } from "../protocol/sequence";
import { endedWell } from "./itertools_base";

export const deque_type = changetype<PyTypeObject>(memory.data(416, 16));
export const dequeiter_type = changetype<PyTypeObject>(memory.data(416, 16));
export const dequereviter_type = changetype<PyTypeObject>(memory.data(416, 16));

export const BLOCKLEN: i32 = 64;
export const CENTER: i32 = 31;
const MAXFREEBLOCKS: i32 = 16;
export const BLOCK_SIZE: usize = 528;

/** 216 bytes. */
@unmanaged
export class dequeobject extends PyVarObject {
  leftblock: usize;
  leftblock_hi: u32;
  rightblock: usize;
  rightblock_hi: u32;
  leftindex: i32;
  leftindex_hi: u32;
  rightindex: i32;
  rightindex_hi: u32;
  state: u64;
  maxlen: i64;
  numfreeblocks: i32;
  numfreeblocks_hi: u32;
}

export function leftOf(block: usize): usize {
  return <usize>load<u32>(block);
}

export function rightOf(block: usize): usize {
  return <usize>load<u32>(block, 520);
}

export function dataAt(block: usize, i: i32): usize {
  return block + 8 + ((<usize>i) << 3);
}

function link(left: usize, right: usize): void {
  store<u64>(left, <u64>right, 520);
  store<u64>(right, <u64>left);
}

/** A block with undefined data and no links; 0 with MemoryError. */
export function newblock(d: dequeobject): usize {
  let b: usize = 0;
  if (d.numfreeblocks > 0) {
    d.numfreeblocks--;
    b = <usize>load<u32>(changetype<usize>(d) + 80 + ((<usize>d.numfreeblocks) << 3));
  } else {
    b = PyMem_Malloc(BLOCK_SIZE);
    if (b == 0) {
      PyErr_NoMemory();
      return 0;
    }
  }
  store<u64>(b, 0);
  store<u64>(b, 0, 520);
  return b;
}

export function freeblock(d: dequeobject, b: usize): void {
  if (d.numfreeblocks < MAXFREEBLOCKS) {
    store<u64>(changetype<usize>(d) + 80 + ((<usize>d.numfreeblocks) << 3), <u64>b);
    d.numfreeblocks++;
  } else {
    PyMem_Free(b);
  }
}

/** Makes the body of a fresh object; false with MemoryError. */
export function initDeque(d: dequeobject): bool {
  const b = newblock(d);
  if (b == 0) return false;
  d.leftblock = b;
  d.rightblock = b;
  d.leftindex = CENTER + 1;
  d.rightindex = CENTER;
  d.maxlen = -1;
  return true;
}

/** Adds at the right end, dropping from the left beyond maxlen. Steals `item`; 0 or -1. */
export function deque_append_internal(d: dequeobject, item: PyObject): i32 {
  if (d.rightindex == BLOCKLEN - 1) {
    const b = newblock(d);
    if (b == 0) {
      Py_DECREF(item);
      return -1;
    }
    link(d.rightblock, b);
    d.rightblock = b;
    d.rightindex = -1;
  }
  d.ob_size++;
  d.rightindex++;
  store<u64>(dataAt(d.rightblock, d.rightindex), <u64>changetype<usize>(item));
  if (d.maxlen >= 0 && d.ob_size > d.maxlen) Py_DECREF(deque_popleft_internal(d)!);
  else d.state++;
  return 0;
}

/** The same at the left end. */
export function deque_appendleft_internal(d: dequeobject, item: PyObject): i32 {
  if (d.leftindex == 0) {
    const b = newblock(d);
    if (b == 0) {
      Py_DECREF(item);
      return -1;
    }
    link(b, d.leftblock);
    d.leftblock = b;
    d.leftindex = BLOCKLEN;
  }
  d.ob_size++;
  d.leftindex--;
  store<u64>(dataAt(d.leftblock, d.leftindex), <u64>changetype<usize>(item));
  if (d.maxlen >= 0 && d.ob_size > d.maxlen) Py_DECREF(deque_pop_internal(d)!);
  else d.state++;
  return 0;
}

/** `new`: the rightmost item, taken out; IndexError if there is none. */
export function deque_pop_internal(d: dequeobject): PyObject | null {
  if (d.ob_size == 0) return PyErr_SetString(PyExc_IndexError, "pop from an empty deque");
  const item = load<PyObject>(dataAt(d.rightblock, d.rightindex));
  d.rightindex--;
  d.ob_size--;
  d.state++;
  if (d.rightindex < 0) {
    if (d.ob_size > 0) {
      const prev = leftOf(d.rightblock);
      freeblock(d, d.rightblock);
      store<u64>(prev, 0, 520);
      d.rightblock = prev;
      d.rightindex = BLOCKLEN - 1;
    } else {
      d.leftindex = CENTER + 1;
      d.rightindex = CENTER;
    }
  }
  return item;
}

/** The same at the left end. */
export function deque_popleft_internal(d: dequeobject): PyObject | null {
  if (d.ob_size == 0) return PyErr_SetString(PyExc_IndexError, "pop from an empty deque");
  const item = load<PyObject>(dataAt(d.leftblock, d.leftindex));
  d.leftindex++;
  d.ob_size--;
  d.state++;
  if (d.leftindex == BLOCKLEN) {
    if (d.ob_size > 0) {
      const next = rightOf(d.leftblock);
      freeblock(d, d.leftblock);
      store<u64>(next, 0);
      d.leftblock = next;
      d.leftindex = 0;
    } else {
      d.leftindex = CENTER + 1;
      d.rightindex = CENTER;
    }
  }
  return item;
}

/** Address of the slot of item `i`, reached from the nearer end. */
export function slotOf(d: dequeobject, i: i32): usize {
  const at = i + d.leftindex;
  let n = at / BLOCKLEN;
  const index = at % BLOCKLEN;
  let b: usize;
  if (i < d.ob_size >> 1) {
    b = d.leftblock;
    while (n-- > 0) b = rightOf(b);
  } else {
    n = (d.leftindex + d.ob_size - 1) / BLOCKLEN - n;
    b = d.rightblock;
    while (n-- > 0) b = leftOf(b);
  }
  return dataAt(b, index);
}

/** Moves the right end's items to the left, one by one (n > 0), or the other way round. */
export function deque_rotate_internal(d: dequeobject, n: i32): i32 {
  const len = d.ob_size;
  if (len <= 1) return 0;
  const half = len >> 1;
  if (n > half || n < -half) {
    n %= len;
    if (n > half) n -= len;
    else if (n < -half) n += len;
  }
  const maxlen = d.maxlen;
  d.maxlen = -1; // the length never changes for long
  let status = 0;
  for (; n > 0 && status == 0; n--) status = deque_appendleft_internal(d, deque_pop_internal(d)!);
  for (; n < 0 && status == 0; n++) status = deque_append_internal(d, deque_popleft_internal(d)!);
  d.maxlen = maxlen;
  return status;
}

/** Empties the deque; finalizers see it empty. */
export function deque_clear_internal(d: dequeobject): void {
  while (d.ob_size > 0) Py_DECREF(deque_pop_internal(d)!);
}

/** Extends at the right or left end; 0 or -1. */
export function deque_extend_internal(d: dequeobject, iterable: PyObject, left: bool): i32 {
  if (changetype<usize>(iterable) == changetype<usize>(d)) {
    const copy = PySequence_List(iterable);
    if (copy === null) return -1;
    const result = deque_extend_internal(d, copy, left);
    Py_DECREF(copy);
    return result;
  }
  const it = PyObject_GetIter(iterable);
  if (it === null) return -1;
  const iternext = it.ob_type.tp_iternext;
  // An empty deque is filled from the far end of its block, which saves one.
  if (d.ob_size == 0) {
    d.leftindex = left ? BLOCKLEN - 1 : 1;
    d.rightindex = left ? BLOCKLEN - 2 : 0;
  }
  let status = 0;
  while (status == 0) {
    const item = callUnary(iternext, it);
    if (item === null) {
      if (PyErr_Occurred() !== null && !endedWell()) status = -1;
      break;
    }
    status = left ? deque_appendleft_internal(d, item) : deque_append_internal(d, item);
  }
  Py_DECREF(it);
  return status;
}

/** Item `i`, borrowed. */
export function dequeItem(d: dequeobject, i: i32): PyObject {
  return load<PyObject>(slotOf(d, i));
}

/** Takes item `i` out; 0 or -1. */
export function deque_del_item(d: dequeobject, i: i32): i32 {
  if (deque_rotate_internal(d, -i) < 0) return -1;
  const item = deque_popleft_internal(d)!;
  const status = deque_rotate_internal(d, i);
  Py_DECREF(item);
  return status;
}
