/**
 * The door of interning: which strs are made unique is a choice, made once when the machine is created. A policy is one file with
 * one function `intern(op, immortal)`; the table of unique strs is here and shared.
 *
 * Invariant: the table holds borrowed addresses of exact strs whose state says interned; a mortal one leaves it when it is
 * deallocated (`forgetInterned`). CPython keeps a dict whose two references per entry are not counted; nobody can see the difference.
 * Static strs (names of ID, Latin-1 characters) are in the table under every policy.
 *
 * Open addressing, linear probing by the str's hash; a removed entry leaves TOMB.
 */
import { FIXED_PLAN, INSTRUMENTED } from "../config";
import {
  INTERN_ADDED,
  INTERN_ALREADY,
  INTERN_HITS,
  INTERN_LOOKUPS,
  INTERN_SAVED,
  addSingle,
  countSingle,
} from "../memory/counters";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, _Py_SetImmortal } from "../object/refcount";
import { PyMem_Calloc, PyMem_Free, usableSize } from "../memory/blocks";
import {
  PyASCIIObject,
  PyUnicode_CheckExact,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ_CHAR,
  SSTATE_INTERNED_IMMORTAL,
  SSTATE_INTERNED_IMMORTAL_STATIC,
  SSTATE_INTERNED_MORTAL,
  STATE_INTERNED_MASK,
  _PyUnicode_EQ,
  setCreationHook,
  setKeyHook,
  unicode_hash,
} from "../types/unicode";
import { unicodeLatin1, unicodeEmpty } from "../types/unicode_static";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { internNone } from "./none";
import { internCpython313 } from "./cpython313";
import { internMade, internShort } from "./creation";

/** Their order in INTERN_POLICIES of src/machine/plans.ts. */
export const INTERN_CPYTHON313: i32 = 0;
export const INTERN_NONE: i32 = 1;
export const INTERN_CPYTHON312: i32 = 2;
export const INTERN_CONSTANTS: i32 = 3;
export const INTERN_SHORT: i32 = 4;
export const INTERN_ALL: i32 = 5;
export const INTERN_EXPLICIT: i32 = 6;
export const INTERN_FIRST_USE: i32 = 7;
export const INTERN_DEDUPLICATE: i32 = 8;
export const INTERN_CPYTHON311: i32 = 9;

const TOMB: u32 = 1;
const FIRST_SIZE: u32 = 4096;
const firstTable: usize = memory.data(16384, 8);

let policy: i32 = INTERN_CPYTHON313;
let table: usize = 0;
let mask: u32 = 0;
let used: u32 = 0; // live entries
let filled: u32 = 0; // live entries and tombs
let immortal: u32 = 0;

export function initIntern(): void {
  table = firstTable;
  mask = FIRST_SIZE - 1;
  used = 0;
  filled = 0;
}

/** Chooses the policy; before any program text is loaded. */
export function setInternPolicy(choice: i32): void {
  policy = choice;
  if (choice == INTERN_SHORT) setCreationHook(internShort.index);
  if (choice == INTERN_ALL) setCreationHook(internMade.index);
  if (choice == INTERN_FIRST_USE) setKeyHook(internedOf.index);
}

/** Does this policy make every str constant of a code object unique, whatever its text? */
export function internsAllConstants(): bool {
  return !FIXED_PLAN && policy == INTERN_CONSTANTS;
}

/** Does a full collection share equal strs? */
export function sharesInCollections(): bool {
  return !FIXED_PLAN && policy == INTERN_DEDUPLICATE;
}

/** The unique str equal to `op`, or null. Borrowed. */
export function lookupInterned(op: PyObject): PyObject | null {
  const hash = unicode_hash(op);
  let i = <u32>hash & mask;
  while (true) {
    const entry = load<u32>(table + ((<usize>i) << 2));
    if (entry == 0) return null;
    if (entry != TOMB) {
      const other = changetype<PyObject>(<usize>entry);
      if (changetype<PyASCIIObject>(other).hash == hash && _PyUnicode_EQ(other, op)) return other;
    }
    i = (i + 1) & mask;
  }
}

function place(op: PyObject): void {
  let i = <u32>unicode_hash(op) & mask;
  while (load<u32>(table + ((<usize>i) << 2)) > TOMB) i = (i + 1) & mask;
  if (load<u32>(table + ((<usize>i) << 2)) == 0) filled++;
  store<u32>(table + ((<usize>i) << 2), <u32>changetype<usize>(op));
  used++;
}

/** Makes room: a table of at least three times the live entries. False without memory. */
function rehash(): bool {
  let size = FIRST_SIZE;
  while (size < used * 3) size <<= 1;
  const fresh = PyMem_Calloc(<usize>size, 4);
  if (fresh == 0) return false;
  const old = table;
  const oldSize = mask + 1;
  table = fresh;
  mask = size - 1;
  used = 0;
  filled = 0;
  for (let i: u32 = 0; i < oldSize; i++) {
    const entry = load<u32>(old + ((<usize>i) << 2));
    if (entry > TOMB) place(changetype<PyObject>(<usize>entry));
  }
  if (old != firstTable) PyMem_Free(old);
  return true;
}

/** Enters `op`, which is not in the table, with the interned state given. False without memory (then it is not interned). */
export function addInterned(op: PyObject, state: u32): bool {
  if ((filled + 1) * 3 > (mask + 1) * 2 && !rehash()) return false;
  place(op);
  if (INSTRUMENTED) countSingle(INTERN_ADDED);
  const s = changetype<PyASCIIObject>(op);
  s.state = (s.state & ~STATE_INTERNED_MASK) | state;
  if (state != SSTATE_INTERNED_MORTAL) immortal++;
  if (state == SSTATE_INTERNED_IMMORTAL) _Py_SetImmortal(op);
  return true;
}

/** An interned mortal str becomes immortal. */
export function immortalizeInterned(op: PyObject): void {
  const s = changetype<PyASCIIObject>(op);
  if ((s.state & STATE_INTERNED_MASK) != SSTATE_INTERNED_MORTAL) return;
  s.state = (s.state & ~STATE_INTERNED_MASK) | SSTATE_INTERNED_IMMORTAL;
  immortal++;
  _Py_SetImmortal(op);
}

/** str's dealloc: a mortal interned str leaves the table. */
export function forgetInterned(op: PyObject): void {
  let i = <u32>changetype<PyASCIIObject>(op).hash & mask;
  while (true) {
    const at = table + ((<usize>i) << 2);
    const entry = load<u32>(at);
    if (entry == 0) return;
    if (entry == <u32>changetype<usize>(op)) {
      store<u32>(at, TOMB);
      used--;
      return;
    }
    i = (i + 1) & mask;
  }
}

/** A static str joins the table (boot); if an equal one is there already, that one stays the unique one. */
export function internStatic(op: PyObject): void {
  if (lookupInterned(op) !== null) return;
  addInterned(op, SSTATE_INTERNED_IMMORTAL_STATIC);
}

function countAsked(op: PyObject): void {
  countSingle(INTERN_LOOKUPS);
  if (changetype<PyASCIIObject>(op).state & STATE_INTERNED_MASK) countSingle(INTERN_ALREADY);
}

/** `op` is given up for an equal str: its memory is saved if nobody else holds it. */
function countReplaced(op: PyObject): void {
  countSingle(INTERN_HITS);
  if (op.ob_refcnt == 1) addSingle(INTERN_SAVED, usableSize(changetype<usize>(op)));
}

/** The unique str for `op`: steals `op`, returns `new`. What cannot be interned comes back as it is. */
function intern(op: PyObject, makeImmortal: bool): PyObject {
  if (!PyUnicode_CheckExact(op)) return op;
  if (INSTRUMENTED) countAsked(op);
  if (changetype<PyASCIIObject>(op).state & STATE_INTERNED_MASK) {
    if (makeImmortal) immortalizeInterned(op);
    return op;
  }
  const n = PyUnicode_GET_LENGTH(op);
  if (n == 0) return replaced(op, unicodeEmpty());
  if (n == 1 && PyUnicode_KIND(op) == 1) return replaced(op, unicodeLatin1(PyUnicode_READ_CHAR(op, 0)));
  if (FIXED_PLAN) return internCpython313(op, makeImmortal);
  if (policy == INTERN_NONE || (policy == INTERN_EXPLICIT && !asked)) return internNone(op);
  return internCpython313(op, makeImmortal || policy == INTERN_CPYTHON312);
}

/** Drops `op` for `unique`: `new`. */
export function replaced(op: PyObject, unique: PyObject): PyObject {
  if (op == unique) return op;
  if (INSTRUMENTED) countReplaced(op);
  Py_NewRef(unique);
  Py_DECREF(op);
  return unique;
}

/** Does the program itself ask (sys.intern)? */
let asked: bool = false;

/** sys.intern: `new`, steals `op`. */
export function internAsked(op: PyObject): PyObject {
  asked = true;
  const unique = intern(op, false);
  asked = false;
  return unique;
}

/** Interns `op` (stolen) and returns the unique str: `new`. */
export function internedOf(op: PyObject): PyObject {
  return intern(op, false);
}

/** Replaces the str in the pointer field by the unique one. Mortal, as in 3.13. */
export function _PyUnicode_InternMortal(field: usize): void {
  store<u32>(field, <u32>changetype<usize>(intern(load<PyObject>(field), false)));
}

/** Immortal, but for 3.11, whose interned strs all die with their last reference. */
export function _PyUnicode_InternImmortal(field: usize): void {
  store<u32>(field, <u32>changetype<usize>(intern(load<PyObject>(field), policy != INTERN_CPYTHON311)));
}

/** The C API's PyUnicode_InternInPlace makes the str immortal in 3.13. */
export function PyUnicode_InternInPlace(field: usize): void {
  _PyUnicode_InternImmortal(field);
}

/** `new` interned, immortal str of a literal. */
export function PyUnicode_InternFromLiteral(lit: string): PyObject | null {
  const op = PyUnicode_FromLiteral(lit);
  return op === null ? null : intern(op, true);
}

/** Live interned strs; `sys._debugmallocstats` and tests read it. */
export function internedCount(): i32 {
  return <i32>used;
}

/** Those of them that live as long as the machine (sys.getunicodeinternedsize). */
export function immortalInternedCount(): i32 {
  return <i32>immortal;
}

/** For the walk of debug/heap_walk.ts: places of the table, and the str at one or null. Borrowed. */
export function internedPlaces(): u32 {
  return mask + 1;
}

export function internedAt(place: u32): PyObject | null {
  const entry = load<u32>(table + ((<usize>place) << 2));
  return entry > TOMB ? changetype<PyObject>(<usize>entry) : null;
}
