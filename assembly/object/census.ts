/**
 * The instrumented build's census: how many objects of each type were made and died, and at what age. Every object is born in `_Py_NewReference` and
 * dies in `_Py_Dealloc` or a shortcut of it. Nothing is written to objects: when one was made stands in a table beside the heap (BIRTHS of
 * memory/counters.ts), what is known of its type in a row that outlives the type.
 *
 *   row of a type   0 next row   4 address, 0 once the type is gone   8 name (bytes)   12 its length   16 made   24 died   32 bytes
 *   birth           number of the object (from 1 on, 31 bits); the top bit: it has died
 *
 * A newborn's type is not in place yet at all makers: the one that was born last waits (`newborn`) until the next event, or until somebody asks.
 */
import { AGES, AGES_AT_DEATH, BIRTHS, SPACE, counting, reserve, started } from "../memory/counters";
import { usableSize } from "../memory/blocks";
import { SEGMENT_LARGE, segmentOf } from "../memory/pages";
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_PREHEADER, Py_TPFLAGS_TYPE_SUBCLASS } from "./layout";

const DEAD: u32 = 0x80000000;
const ROW_SIZE: usize = 40;

let newborn: usize = 0;
/** Objects made since counting began: the clock of ages. */
let born: u32 = 0;
export let firstType: usize = 0;

/** Types by address, open addressing; 4 bytes each: the row. Tombs stay until the table grows. */
let table: usize = 0;
let tableSize: u32 = 0;
let tableUsed: u32 = 0;
const TOMB: u32 = 1;

function slotOf(type: usize): usize {
  let i = <u32>(type >> 4) & (tableSize - 1);
  while (true) {
    const at = table + ((<usize>i) << 2);
    const row = load<u32>(at);
    if (row == 0 || (row != TOMB && load<usize>(<usize>row, 4) == type)) return at;
    i = (i + 1) & (tableSize - 1);
  }
}

function growTable(): bool {
  const size = max(tableSize * 2, 1024);
  const larger = reserve((<usize>size) << 2);
  if (larger == 0) return false;
  table = larger;
  tableSize = size;
  tableUsed = 0;
  for (let row = firstType; row != 0; row = load<usize>(row)) {
    const type = load<usize>(row, 4);
    if (type == 0) continue;
    store<u32>(slotOf(type), <u32>row);
    tableUsed++;
  }
  return true;
}

/** The row of a type, made at its first object; 0 without room. */
function rowOf(type: PyTypeObject): usize {
  if (tableUsed * 2 >= tableSize && !growTable()) return 0;
  const at = slotOf(changetype<usize>(type));
  let row = <usize>load<u32>(at);
  if (row != 0) return row;
  const name = type.tp_name;
  let length: usize = 0;
  while (load<u8>(name + length) != 0) length++;
  row = reserve(ROW_SIZE + length);
  if (row == 0) return 0;
  store<usize>(row, firstType);
  firstType = row;
  store<usize>(row, changetype<usize>(type), 4);
  store<usize>(row, row + ROW_SIZE, 8);
  store<usize>(row, length, 12);
  memory.copy(row + ROW_SIZE, name, length);
  store<u32>(at, <u32>row);
  tableUsed++;
  return row;
}

/** A type has died: another may come to lie where it was. */
function forgetType(type: usize): void {
  if (tableSize == 0) return;
  const at = slotOf(type);
  const row = <usize>load<u32>(at);
  if (row == 0) return;
  store<usize>(row, 0, 4);
  store<u32>(at, TOMB);
}

/** Where the birth of the object at `p` stands. */
function birthAt(p: usize): usize {
  return BIRTHS + ((p >> 4) << 2);
}

/** Bytes of the block that an object lies in; 0 for one that lies in no block. */
function blockOf(op: PyObject): usize {
  const flags = op.ob_type.tp_flags;
  const head: usize = (flags & Py_TPFLAGS_HAVE_GC ? 16 : 0) + (flags & Py_TPFLAGS_PREHEADER ? 16 : 0);
  const at = changetype<usize>(op) - head;
  return segmentOf(at) < SEGMENT_LARGE ? 0 : usableSize(at);
}

function add(at: usize, n: usize): void {
  store<u64>(at, load<u64>(at) + <u64>n);
}

/** Enters the object that was born last. */
export function settleNewborn(): void {
  const p = newborn;
  if (p == 0) return;
  newborn = 0;
  const op = changetype<PyObject>(p);
  const row = rowOf(op.ob_type);
  if (row == 0 || !counting) return;
  add(row + 16, 1);
  add(row + 32, blockOf(op));
}

/** `op` has got its first reference; its type may come later. */
export function birth(op: PyObject): void {
  settleNewborn();
  const p = changetype<usize>(op);
  newborn = p;
  born++;
  if (p < SPACE) store<u32>(birthAt(p), born & ~DEAD);
}

/** The position in AGES of what was made as number `made`: 0 if nothing was made after it, k + 1 for 2**k and more. */
function ageClass(made: u32): i32 {
  return 32 - <i32>clz((born - made) & ~DEAD);
}

/** One more, or less, of those that died at an age. */
function addDeath(age: i32, n: i64): void {
  const at = AGES + ((<usize>age) << 3);
  if (counting) store<i64>(at, load<i64>(at) + n);
}

/** `op` dies now, unless its finalizer brings it back. */
export function death(op: PyObject): void {
  settleNewborn();
  const type = op.ob_type;
  const row = rowOf(type);
  if (row != 0 && counting) add(row + 24, 1);
  const at = birthAt(changetype<usize>(op));
  const made = load<u32>(at);
  if (made != 0 && !(made & DEAD)) {
    const age = ageClass(made);
    addDeath(age, 1);
    store<u8>(AGES_AT_DEATH + (changetype<usize>(op) >> 4), <u8>age);
    store<u32>(at, made | DEAD);
  }
  if (type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) forgetType(changetype<usize>(op));
}

/** The finalizer of a dying object has brought it back. */
export function revival(op: PyObject): void {
  const row = rowOf(op.ob_type);
  if (row != 0 && counting) store<i64>(row + 24, load<i64>(row + 24) - 1);
  const at = birthAt(changetype<usize>(op));
  const made = load<u32>(at);
  if (!(made & DEAD)) return;
  addDeath(<i32>load<u8>(AGES_AT_DEATH + (changetype<usize>(op) >> 4)), -1);
  store<u32>(at, made & ~DEAD);
}

/** An object was resized, and lies elsewhere now. */
export function move(from: usize, to: usize): void {
  if (newborn == from) newborn = to;
  store<u32>(birthAt(to), load<u32>(birthAt(from)));
  store<u32>(birthAt(from), 0);
}

/** Writes how many objects live by age, 33 numbers of 8 bytes. */
export function countAlive(to: usize, top: usize): void {
  memory.fill(to, 0, 33 * 8);
  if (!started) return;
  settleNewborn();
  for (let p: usize = 0; p < top; p += 16) {
    const made = load<u32>(birthAt(p));
    if (made == 0 || made & DEAD) continue;
    add(to + ((<usize>ageClass(made)) << 3), 1);
  }
}

/** Forgets the numbers of each type, not the types. */
export function clearTypes(): void {
  for (let row = firstType; row != 0; row = load<usize>(row)) memory.fill(row + 16, 0, 24);
}
