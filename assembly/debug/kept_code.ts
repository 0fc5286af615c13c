/**
 * The code of a program, kept so that the host can show what running made of it: its code units as they are specialised now, and in the
 * debug build how often each has run. Answers go through all code objects in preorder: a code object, then those among its constants in their order.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyCode_Type } from "../object/statics";
import { PyMem_Malloc, PyMem_Free } from "../memory/blocks";
import { PyCodeObject, codeStart } from "../types/code";
import { executions, startCounting } from "../vm/counts";
import { DEBUG } from "../config";

let kept: PyObject | null = null;
let keeping: bool = false;

/** Keeps the code that `start` is given from now on; the debug build also counts. */
export function keepCode(): void {
  keeping = true;
  if (DEBUG) startCounting();
}

/** Called by `start`; borrows. */
export function keepStarted(code: PyObject): void {
  if (!keeping || code.ob_type != PyCode_Type) return;
  if (kept !== null) Py_DECREF(kept!);
  kept = Py_NewRef(code);
}

/** Code units of `co` and the code objects in it. */
function unitsOf(co: PyCodeObject): usize {
  let units = <usize>co.ob_size;
  const consts = co.co_consts;
  for (let i: i32 = 0, n = <i32>load<u32>(changetype<usize>(consts), 16); i < n; i++) {
    const item = ptrAt(changetype<usize>(consts) + 24, i);
    if (item.ob_type == PyCode_Type) units += unitsOf(changetype<PyCodeObject>(item));
  }
  return units;
}

/** Writes the answer for `co` and those in it at `to`; returns the end. */
function write(co: PyCodeObject, to: usize, counts: bool): usize {
  const start = codeStart(co);
  const units = <usize>co.ob_size;
  if (counts) {
    for (let i: usize = 0; i < units; i++) store<u64>(to + i * 8, executions(start + i * 2));
    to += units * 8;
  } else {
    memory.copy(to, start, units * 2);
    to += units * 2;
  }
  const consts = co.co_consts;
  for (let i: i32 = 0, n = <i32>load<u32>(changetype<usize>(consts), 16); i < n; i++) {
    const item = ptrAt(changetype<usize>(consts) + 24, i);
    if (item.ob_type == PyCode_Type) to = write(changetype<PyCodeObject>(item), to, counts);
  }
  return to;
}

let block: usize = 0;

/** The kept code's units (2 bytes each), or with `counts` the executions of each (8 bytes): valid until the next call. 0 without code or memory. */
export function keptCode(counts: i32): usize {
  if (block != 0) PyMem_Free(block);
  block = 0;
  if (kept === null) return 0;
  const co = changetype<PyCodeObject>(kept!);
  block = PyMem_Malloc(unitsOf(co) * (counts ? 8 : 2));
  if (block != 0) write(co, block, counts != 0);
  return block;
}

/** Bytes of the kept code's units, all code objects together. */
export function keptCodeSize(): i32 {
  return kept === null ? 0 : <i32>(unitsOf(changetype<PyCodeObject>(kept!)) * 2);
}
