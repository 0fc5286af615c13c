/**
 * co_extra: what tools hang on a code object (PyUnstable_Code_SetExtra of Objects/codeobject.c). Each tool asks for an index and gives a C
 * function that frees its values.
 *
 *   co_extra -> 0 ce_size (8)   8 ce_extras: 8 bytes each
 *
 * Invariant: indices are handed out from 0; `freeFunctions[i]` is the address of the function of index i, 0 if it wants none.
 */
import { PyObject } from "../object/layout";
import { PyCode_Type } from "../object/statics";
import { PyMem_Free, PyMem_Realloc } from "../memory/blocks";
import {
  PyErr_BadInternalCall,
  PyErr_GetRaisedException,
  PyErr_NoMemory,
  PyErr_SetRaisedException,
} from "../protocol/errors";
import { PyCodeObject } from "./code";

const MAX_EXTRA: i32 = 255;
const freeFunctions = memory.data(255 * 8, 8);
let users: i32 = 0;

/** Table index of (address: u64, argument: u64): void, which calls a C function. */
let freer: u32 = 0;

export function setExtraFreer(hook: u32): void {
  freer = hook;
}

/** The index, or -1 if all are taken. */
export function PyUnstable_Eval_RequestCodeExtraIndex(free: u64): i32 {
  if (users == MAX_EXTRA) return -1;
  store<u64>(freeFunctions + ((<usize>users) << 3), free);
  return users++;
}

function callFree(index: i32, value: u64): void {
  const free = load<u64>(freeFunctions + ((<usize>index) << 3));
  if (free == 0 || freer == 0) return;
  const pending = PyErr_GetRaisedException();
  call_indirect<void>(freer, free, value);
  PyErr_SetRaisedException(pending);
}

/** 0, or -1 with an exception. */
export function PyUnstable_Code_SetExtra(code: PyObject, index: i64, value: u64): i32 {
  if (code.ob_type != PyCode_Type || index < 0 || index >= <i64>users) {
    PyErr_BadInternalCall();
    return -1;
  }
  const co = changetype<PyCodeObject>(code);
  const i = <i32>index;
  const size: i32 = co.co_extra == 0 ? 0 : <i32>load<u64>(co.co_extra);
  if (size <= i) {
    const block = PyMem_Realloc(co.co_extra, 8 + ((<usize>users) << 3));
    if (block == 0) {
      PyErr_NoMemory();
      return -1;
    }
    memory.fill(block + 8 + ((<usize>size) << 3), 0, (<usize>(users - size)) << 3);
    store<u64>(block, <u64>users);
    co.co_extra = block;
  }
  const at = co.co_extra + 8 + ((<usize>i) << 3);
  const old = load<u64>(at);
  if (old != 0) callFree(i, old);
  store<u64>(at, value);
  return 0;
}

/** Stores the value at `to`, 0 if there is none: 0, or -1 with an exception. */
export function PyUnstable_Code_GetExtra(code: PyObject, index: i64, to: usize): i32 {
  if (code.ob_type != PyCode_Type) {
    PyErr_BadInternalCall();
    return -1;
  }
  const block = changetype<PyCodeObject>(code).co_extra;
  const has = block != 0 && index >= 0 && index < <i64>load<u64>(block);
  store<u64>(to, has ? load<u64>(block + 8 + ((<usize>index) << 3)) : 0);
  return 0;
}

/** Frees what hangs on a code object that goes. */
export function releaseExtra(co: PyCodeObject): void {
  const block = co.co_extra;
  if (block == 0) return;
  co.co_extra = 0;
  const n = <i32>load<u64>(block);
  for (let i = 0; i < n; i++) callFree(i, load<u64>(block + 8 + ((<usize>i) << 3)));
  PyMem_Free(block);
}
