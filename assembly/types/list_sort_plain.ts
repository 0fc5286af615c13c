/**
 * Sorting of keys whose comparisons nobody can see: exact ints of one digit, floats without NaN, texts of one byte per character, and tuples that hold
 * in each position one of these. CPython compares such keys by timsort as well; the only thing to be seen is the result, and a stable sort has just one.
 *
 * Every key gives a 64-bit word that orders as the key does (of a text, eight characters at a time); records of word, key and value are sorted by
 * distributing them digit by digit, the lowest first, and ranges of equal words are sorted by what follows: the next characters, the length, the tuple's
 * next item. 50,000 ints: 8.3 ms with timsort, 0.4 so; texts 12.6 and 0.9; rows of two ints and a text 52 and 3 (docs/performance.md).
 *
 * Invariant: keys and values are only read until all records are in order, so giving up (no memory, texts that share too much) costs nothing but time.
 * No Python code runs meanwhile, which is why the state below may be global.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { PyFloat_Type, PyLong_Type, PyTuple_Type, PyUnicode_Type } from "../object/statics";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyFloat_AS_DOUBLE } from "./float";
import { _PyLong_CompactValue, _PyLong_IsCompact } from "./long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND } from "./unicode";

/** Fewer keys are sorted as fast by binary insertion; more would take too much memory at once (32 bytes a key). */
const FEWEST: i32 = 64;
const MOST: i32 = 1 << 20;
/** Records up to which a range is sorted by insertion. */
const INSERTION: i32 = 32;
/** How deep ranges of texts with equal beginnings may nest. */
const DEEPEST: i32 = 100;
const MOST_COLUMNS: i32 = 8;

const INT: u8 = 1;
const FLOAT: u8 = 2;
const TEXT: u8 = 3;
/** Texts that are equal as far as they go, by their lengths: characters of code 0 are no shorter than none. */
const LENGTH: u8 = 4;

/** What the keys hold in each position; of keys that are no tuples, the first says what they are. */
const columnKinds: usize = memory.data(8, 8);
let columns: i32 = 1;
let inTuples = false;
/** Records of 16 bytes: word, address of the key, address of the value; and as much room to distribute them to. */
let records: usize = 0;
let spare: usize = 0;
const DIGIT_BITS: u64 = 11;
const counts: usize = memory.data(2048 * 4, 8);

/** Sorts `n` keys at `keys` and moves the values along (`values` 0: none); false: they are not of that sort and stay as they were. */
export function sortPlain(keys: usize, values: usize, n: i32): bool {
  if (n < FEWEST || n > MOST || !classify(keys, n)) return false;
  const size = (<usize>n) << 4;
  records = PyMem_Malloc(size << 1);
  if (records == 0) return false;
  spare = records + size;
  for (let i: usize = 0; i < size; i += 16) {
    store<u32>(records + i, load<u32>(keys + (i >> 1)), 8);
    if (values != 0) store<u32>(records + i, load<u32>(values + (i >> 1)), 12);
  }
  const done = sortRange(records, n, 0, load<u8>(columnKinds), 0, 0);
  if (done) {
    for (let i: usize = 0; i < size; i += 16) {
      store<u32>(keys + (i >> 1), load<u32>(records + i, 8));
      if (values != 0) store<u32>(values + (i >> 1), load<u32>(records + i, 12));
    }
  }
  PyMem_Free(records);
  return done;
}

// --- which keys ---

function kindOf(op: PyObject): u8 {
  const type = op.ob_type;
  if (type == PyLong_Type) return _PyLong_IsCompact(op) ? INT : 0;
  if (type == PyUnicode_Type) return PyUnicode_KIND(op) == 1 ? TEXT : 0;
  if (type == PyFloat_Type) return PyFloat_AS_DOUBLE(op) == PyFloat_AS_DOUBLE(op) ? FLOAT : 0;
  return 0;
}

/** Are all keys of one shape? Notes it. */
function classify(keys: usize, n: i32): bool {
  const first = load<PyObject>(keys);
  const type: PyTypeObject = first.ob_type;
  inTuples = type == PyTuple_Type;
  columns = inTuples ? PyTuple_GET_SIZE(first) : 1;
  if (columns == 0 || columns > MOST_COLUMNS) return false;
  for (let c = 0; c < columns; c++) {
    const kind = kindOf(inTuples ? PyTuple_GET_ITEM(first, c) : first);
    if (kind == 0) return false;
    store<u8>(columnKinds + c, kind);
  }
  const end = keys + ((<usize>n) << 3);
  for (let at = keys + 8; at != end; at += 8) {
    const key = load<PyObject>(at);
    if (key.ob_type != type) return false;
    if (!inTuples) {
      if (kindOf(key) != load<u8>(columnKinds)) return false;
      continue;
    }
    if (PyTuple_GET_SIZE(key) != columns) return false;
    for (let c = 0; c < columns; c++) {
      if (kindOf(PyTuple_GET_ITEM(key, c)) != load<u8>(columnKinds + c)) return false;
    }
  }
  return true;
}

// --- words ---

function itemOf(at: usize, column: i32): PyObject {
  const key = load<PyObject>(at, 8);
  return inTuples ? PyTuple_GET_ITEM(key, column) : key;
}

/** The first eight of `n` bytes at `p` as a number, the first byte highest; 0 where there are none. */
function wordOf(p: usize, n: i32): u64 {
  if (n >= 8) return bswap<u64>(load<u64>(p));
  if (n <= 0) return 0;
  let word: u64 = 0;
  for (let i = 0; i < n; i++) word = (word << 8) | load<u8>(p + i);
  return word << (<u64>((8 - n) << 3));
}

/** A float's bits so that they order as it does: zeros are equal. */
function orderedBits(value: f64): u64 {
  const bits = reinterpret<i64>(value + 0.0); // -0.0 + 0.0 is 0.0
  return <u64>bits ^ (<u64>(bits >> 63) | 0x8000000000000000);
}

/** Sets the words of `n` records; of texts, those of the characters from `offset` on. */
function setWords(lo: usize, n: i32, column: i32, kind: u8, offset: i32): void {
  const end = lo + ((<usize>n) << 4);
  for (let at = lo; at != end; at += 16) {
    const item = itemOf(at, column);
    let word: u64;
    if (kind == INT) word = <u64>(<i64>_PyLong_CompactValue(item)) ^ 0x8000000000000000;
    else if (kind == TEXT) word = wordOf(PyUnicode_DATA(item) + offset, PyUnicode_GET_LENGTH(item) - offset);
    else if (kind == LENGTH) word = PyUnicode_GET_LENGTH(item);
    else word = orderedBits(PyFloat_AS_DOUBLE(item));
    store<u64>(at, word);
  }
}

/** Of `n` texts that are equal up to `offset`: how far they all are. */
function commonPrefix(lo: usize, n: i32, column: i32, offset: i32): i32 {
  const first = itemOf(lo, column);
  const data = PyUnicode_DATA(first);
  let common = PyUnicode_GET_LENGTH(first);
  for (let i = 1; i < n && common > offset; i++) {
    const item = itemOf(lo + ((<usize>i) << 4), column);
    const other = PyUnicode_DATA(item);
    common = min(common, PyUnicode_GET_LENGTH(item));
    let k = offset;
    while (k < common && load<u8>(data + k) == load<u8>(other + k)) k++;
    common = k;
  }
  return max(common, offset);
}

function longestText(lo: usize, n: i32, column: i32): i32 {
  let longest = 0;
  for (let i = 0; i < n; i++) longest = max(longest, PyUnicode_GET_LENGTH(itemOf(lo + ((<usize>i) << 4), column)));
  return longest;
}

// --- sorting ---

/** Sorts `n` records by what they hold from `column` on, a text in it from `offset` on; false if that nests too deep. */
function sortRange(lo: usize, n: i32, column: i32, kind: u8, offset: i32, depth: i32): bool {
  if (depth > DEEPEST) return false;
  if (kind == TEXT) offset = commonPrefix(lo, n, column, offset);
  setWords(lo, n, column, kind, offset);
  sortWords(lo, n);
  if (kind != TEXT && column + 1 == columns) return true;
  // Ranges of equal words.
  const end = lo + ((<usize>n) << 4);
  let start = lo;
  while (start != end) {
    const word = load<u64>(start);
    let stop = start + 16;
    while (stop != end && load<u64>(stop) == word) stop += 16;
    const m = <i32>((stop - start) >> 4);
    if (m > 1 && !sortEqual(start, m, column, kind, offset, depth)) return false;
    start = stop;
  }
  return true;
}

/** Sorts records with equal words by what comes next. */
function sortEqual(lo: usize, n: i32, column: i32, kind: u8, offset: i32, depth: i32): bool {
  if (kind == TEXT) {
    const more = longestText(lo, n, column) > offset + 8;
    return sortRange(lo, n, column, more ? TEXT : LENGTH, offset + 8, depth + 1);
  }
  if (column + 1 == columns) return true;
  return sortRange(lo, n, column + 1, load<u8>(columnKinds + column + 1), 0, depth + 1);
}

/** Stable sort of `n` records by their words. */
function sortWords(lo: usize, n: i32): void {
  if (n <= INSERTION) return insertionSort(lo, n);
  const end = lo + ((<usize>n) << 4);
  let last = load<u64>(lo);
  const first = last;
  let differing: u64 = 0;
  let ascending = true;
  for (let at = lo + 16; at != end; at += 16) {
    const word = load<u64>(at);
    differing |= word ^ first;
    if (word < last) ascending = false;
    last = word;
  }
  if (!ascending) distribute(lo, n, differing);
}

function insertionSort(lo: usize, n: i32): void {
  const end = lo + ((<usize>n) << 4);
  for (let at = lo + 16; at < end; at += 16) {
    const word = load<u64>(at);
    if (load<u64>(at - 16) <= word) continue;
    const record = load<v128>(at);
    let to = at;
    do {
      store<v128>(to, load<v128>(to - 16));
      to -= 16;
    } while (to != lo && load<u64>(to - 16) > word);
    store<v128>(to, record);
  }
}

/** Distributes by digits from the lowest to the highest bit in which words differ; short ranges by digits of 8 bits, for the counts are cleared each time. */
function distribute(lo: usize, n: i32, differing: u64): void {
  let shift = ctz<u64>(differing);
  const bits = 64 - clz<u64>(differing) - shift;
  const most: u64 = n < 1500 ? 8 : DIGIT_BITS;
  let passes = (bits + most - 1) / most;
  const width = (bits + passes - 1) / passes;
  const size = (<usize>n) << 4;
  let from = lo;
  let to = spare;
  for (; passes != 0; passes--) {
    distributeDigit(from, to, size, shift, (1 << (<u32>width)) - 1);
    const other = from;
    from = to;
    to = other;
    shift += width;
  }
  if (from != lo) memory.copy(lo, from, size);
}

function distributeDigit(from: usize, to: usize, size: usize, shift: u64, mask: u32): void {
  memory.fill(counts, 0, (<usize>mask + 1) << 2);
  const end = from + size;
  for (let at = from; at != end; at += 16) {
    const count = counts + ((<usize>(<u32>(load<u64>(at) >> shift) & mask)) << 2);
    store<u32>(count, load<u32>(count) + 16);
  }
  let place = <u32>to;
  for (let digit: u32 = 0; digit <= mask; digit++) {
    const count = counts + ((<usize>digit) << 2);
    const bytes = load<u32>(count);
    store<u32>(count, place);
    place += bytes;
  }
  for (let at = from; at != end; at += 16) {
    const count = counts + ((<usize>(<u32>(load<u64>(at) >> shift) & mask)) << 2);
    const place = load<u32>(count);
    store<v128>(place, load<v128>(at));
    store<u32>(count, place + 16);
  }
}
