/**
 * list.sort: timsort with the powersort merge policy (Objects/listobject.c, listsort.txt). Stable; the comparisons asked are the
 * same ones in the same order as CPython's.
 *
 * A merge state is heap memory of its own, since a comparison may sort another list. Keys lie in one array; the values that
 * follow a key function's keys lie in a parallel one at a fixed distance (`delta`; `tmpDelta` in the merge buffer), so an address of
 * a key is also the address of its value.
 *
 * Invariant: at any moment every item is in exactly one slot of the array, so a failing comparison leaves a permutation.
 */
import { PyObject, PyTypeObject, Py_EQ, Py_LT } from "../object/layout";
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { PyFloat_Type, PyLong_Type, PyTuple_Type, PyUnicode_Type, Py_NotImplemented } from "../object/statics";
import { PyExc_ValueError } from "../object/exception_types";
import { callRichCompare } from "../object/slots";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsTrue, PyObject_RichCompareBool } from "../protocol/compare";
import { PyFloat_AS_DOUBLE } from "./float";
import { PyListObject, reverseSlice } from "./list";
import { sortPlain } from "./list_sort_plain";
import { _PyLong_CompactValue, _PyLong_IsCompact } from "./long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyUnicode_KIND, unicode_compare } from "./unicode";

const MIN_GALLOP: i32 = 7;
const MAX_MERGE_PENDING: i32 = 85;
const MERGESTATE_TEMP_SIZE: i32 = 256;

/** How two keys are compared; chosen once for the whole list. */
const SAFE: i32 = 0; // PyObject_RichCompareBool
const SAME_TYPE: i32 = 1; // tp_richcompare of the one type
const LATIN: i32 = 2; // str of one byte per character
const COMPACT_INT: i32 = 3;
const FLOAT: i32 = 4;
const TUPLE: i32 = 5; // tuples; `elemCompare` for their first items

/** The state of one sort; the pending runs and the first merge buffer follow it. */
@unmanaged
class MergeState {
  minGallop: i32;
  compare: i32;
  elemCompare: i32;
  /** tp_richcompare for SAME_TYPE. */
  richcompare: u32;
  listLen: i32;
  baseKeys: usize;
  hasValues: bool;
  delta: usize;
  tmpDelta: usize;
  tmp: usize;
  /** Slots of the merge buffer. */
  allocated: i32;
  /** Number of pending runs. */
  n: i32;
}

/** A pending run. */
@unmanaged
class Run {
  base: usize;
  len: i32;
  power: i32;
}

const STATE_SIZE: usize = 64;

function runAt(ms: MergeState, i: i32): Run {
  return changetype<Run>(changetype<usize>(ms) + STATE_SIZE + ((<usize>i) << 4));
}

function ownBuffer(ms: MergeState): usize {
  return changetype<usize>(ms) + STATE_SIZE + ((<usize>MAX_MERGE_PENDING) << 4);
}

function keyAt(at: usize): PyObject {
  return load<PyObject>(at);
}

// --- comparison ---

function compareLatin(v: PyObject, w: PyObject): i32 {
  return unicode_compare(v, w) < 0 ? 1 : 0;
}

/** v < w through the type's own slot: 1, 0, -1. */
function compareSameType(ms: MergeState, v: PyObject, w: PyObject): i32 {
  const type = v.ob_type;
  // A comparison may have changed an object's class.
  if (type.tp_richcompare != ms.richcompare) return PyObject_RichCompareBool(v, w, Py_LT);
  const res = callRichCompare(ms.richcompare, v, w, Py_LT);
  if (res === null) return -1;
  if (res == Py_NotImplemented) {
    Py_DECREF(Py_NotImplemented);
    return PyObject_RichCompareBool(v, w, Py_LT);
  }
  const truth = PyObject_IsTrue(res);
  Py_DECREF(res);
  return truth;
}

function compareBy(ms: MergeState, how: i32, v: PyObject, w: PyObject): i32 {
  switch (how) {
    case LATIN:
      return compareLatin(v, w);
    case COMPACT_INT:
      return _PyLong_CompactValue(v) < _PyLong_CompactValue(w) ? 1 : 0;
    case FLOAT:
      return PyFloat_AS_DOUBLE(v) < PyFloat_AS_DOUBLE(w) ? 1 : 0;
    case SAME_TYPE:
      return compareSameType(ms, v, w);
    case TUPLE:
      return compareTuples(ms, v, w);
    default:
      return PyObject_RichCompareBool(v, w, Py_LT);
  }
}

function compareTuples(ms: MergeState, v: PyObject, w: PyObject): i32 {
  const nv = PyTuple_GET_SIZE(v);
  const nw = PyTuple_GET_SIZE(w);
  let i = 0;
  while (i < nv && i < nw) {
    const k = PyObject_RichCompareBool(PyTuple_GET_ITEM(v, i), PyTuple_GET_ITEM(w, i), Py_EQ);
    if (k < 0) return -1;
    if (k == 0) break;
    i++;
  }
  if (i >= nv || i >= nw) return nv < nw ? 1 : 0;
  const a = PyTuple_GET_ITEM(v, i);
  const b = PyTuple_GET_ITEM(w, i);
  return i == 0 ? compareBy(ms, ms.elemCompare, a, b) : PyObject_RichCompareBool(a, b, Py_LT);
}

/** v < w: 1, 0, or -1 with an exception. */
function isLess(ms: MergeState, v: PyObject, w: PyObject): i32 {
  return compareBy(ms, ms.compare, v, w);
}

/** Looks at all keys to find the cheapest valid comparison. */
function chooseCompare(ms: MergeState, keys: usize, n: i32): void {
  const first = keyAt(keys);
  let inTuples = first.ob_type == PyTuple_Type && PyTuple_GET_SIZE(first) > 0;
  const keyType: PyTypeObject = inTuples ? PyTuple_GET_ITEM(first, 0).ob_type : first.ob_type;
  let same = true;
  let latin = true;
  let bounded = true;
  for (let i = 0; i < n; i++) {
    let key = keyAt(keys + ((<usize>i) << 3));
    if (inTuples && !(key.ob_type == PyTuple_Type && PyTuple_GET_SIZE(key) != 0)) {
      inTuples = false;
      same = false;
      break;
    }
    if (inTuples) key = PyTuple_GET_ITEM(key, 0);
    if (key.ob_type != keyType) {
      same = false;
      if (!inTuples) break;
    }
    if (same) {
      if (keyType == PyLong_Type && bounded && !_PyLong_IsCompact(key)) bounded = false;
      else if (keyType == PyUnicode_Type && latin && PyUnicode_KIND(key) != 1) latin = false;
    }
  }
  let how = SAFE;
  if (same) {
    if (keyType == PyUnicode_Type && latin) how = LATIN;
    else if (keyType == PyLong_Type && bounded) how = COMPACT_INT;
    else if (keyType == PyFloat_Type) how = FLOAT;
    else if (keyType.tp_richcompare != 0) {
      how = SAME_TYPE;
      ms.richcompare = keyType.tp_richcompare;
    }
  }
  ms.compare = how;
  if (inTuples) {
    ms.elemCompare = keyType == PyTuple_Type ? SAFE : how;
    ms.compare = TUPLE;
  }
}

// --- moving keys with their values; all addresses in the main array unless named tmp ---

function moveMain(ms: MergeState, to: usize, from: usize, n: i32): void {
  memory.copy(to, from, (<usize>n) << 3);
  if (ms.hasValues) memory.copy(to + ms.delta, from + ms.delta, (<usize>n) << 3);
}

/** moveMain of one key, without a copying function's call. */
function moveOne(ms: MergeState, to: usize, from: usize): void {
  store<u32>(to, load<u32>(from));
  if (ms.hasValues) store<u32>(to + ms.delta, load<u32>(from + ms.delta));
}

/** tmpToMain of one key. */
function oneToMain(ms: MergeState, to: usize, from: usize): void {
  store<u32>(to, load<u32>(from));
  if (ms.hasValues) store<u32>(to + ms.delta, load<u32>(from + ms.tmpDelta));
}

function mainToTmp(ms: MergeState, to: usize, from: usize, n: i32): void {
  memory.copy(to, from, (<usize>n) << 3);
  if (ms.hasValues) memory.copy(to + ms.tmpDelta, from + ms.delta, (<usize>n) << 3);
}

function tmpToMain(ms: MergeState, to: usize, from: usize, n: i32): void {
  memory.copy(to, from, (<usize>n) << 3);
  if (ms.hasValues) memory.copy(to + ms.delta, from + ms.tmpDelta, (<usize>n) << 3);
}

function reverseRun(ms: MergeState, lo: usize, n: i32): void {
  reverseSlice(lo, n);
  if (ms.hasValues) reverseSlice(lo + ms.delta, n);
}

/** Makes the merge buffer at least `need` slots; false with MemoryError. */
function getMemory(ms: MergeState, need: i32): bool {
  if (need <= ms.allocated) return true;
  freeMemory(ms);
  const bytes = ((<usize>need) << 3) << (ms.hasValues ? 1 : 0);
  ms.tmp = PyMem_Malloc(bytes);
  if (ms.tmp == 0) {
    ms.tmp = ownBuffer(ms);
    PyErr_NoMemory();
    return false;
  }
  ms.allocated = need;
  ms.tmpDelta = (<usize>need) << 3;
  return true;
}

function freeMemory(ms: MergeState): void {
  if (ms.tmp != ownBuffer(ms)) PyMem_Free(ms.tmp);
  ms.tmp = ownBuffer(ms);
  ms.allocated = 0;
}

// --- runs ---

/** Sorts lo[0..n) of which the first `ok` are sorted, by binary insertion. */
function binarysort(ms: MergeState, lo: usize, n: i32, ok: i32): i32 {
  if (ok == 0) ok = 1;
  for (; ok < n; ok++) {
    const at = lo + ((<usize>ok) << 3);
    const pivot = keyAt(at);
    let left = 0;
    let right = ok;
    do {
      const mid = (left + right) >> 1;
      const k = isLess(ms, pivot, keyAt(lo + ((<usize>mid) << 3)));
      if (k < 0) return -1;
      if (k != 0) right = mid;
      else left = mid + 1;
    } while (left < right);
    const to = lo + ((<usize>left) << 3);
    const bytes = (<usize>(ok - left)) << 3;
    memory.copy(to + 8, to, bytes);
    store<u64>(to, <u64>changetype<usize>(pivot));
    if (ms.hasValues) {
      const value = load<u64>(at + ms.delta);
      memory.copy(to + ms.delta + 8, to + ms.delta, bytes);
      store<u64>(to + ms.delta, value);
    }
  }
  return 0;
}

/** lo[n] < lo[n-1]? */
function nextSmaller(ms: MergeState, lo: usize, n: i32): i32 {
  const at = lo + ((<usize>n) << 3);
  return isLess(ms, keyAt(at), keyAt(at - 8));
}

/** Length of the run that begins at `lo`, made ascending; -1 on error. */
function count_run(ms: MergeState, lo: usize, nremaining: i32): i32 {
  let n = 1;
  let k = 0;
  for (; n < nremaining; n++) {
    k = nextSmaller(ms, lo, n);
    if (k < 0) return -1;
    if (k != 0) break;
  }
  if (n == nremaining) return n;
  // lo[n] is smaller. A run of length > 1 is ascending unless all of it is equal.
  if (n > 1) {
    k = isLess(ms, keyAt(lo), keyAt(lo + ((<usize>(n - 1)) << 3)));
    if (k != 0) return k < 0 ? -1 : n;
    reverseRun(ms, lo, n); // equal so far: the descending run takes them in, reversed twice
  }
  n++;
  let equal = 0; // how many at the end equal the one before
  for (; n < nremaining; n++) {
    k = nextSmaller(ms, lo, n);
    if (k < 0) return -1;
    if (k != 0) {
      equal = reverseLastEqual(ms, lo, n, equal);
      continue;
    }
    const at = lo + ((<usize>n) << 3);
    k = isLess(ms, keyAt(at - 8), keyAt(at));
    if (k < 0) return -1;
    if (k != 0) break;
    equal++;
  }
  reverseLastEqual(ms, lo, n, equal);
  reverseRun(ms, lo, n);
  for (; n < nremaining; n++) {
    k = nextSmaller(ms, lo, n);
    if (k < 0) return -1;
    if (k != 0) break;
  }
  return n;
}

/** Reverses the equal items that end at lo[n), so that reversing the whole run keeps their order. Returns 0. */
function reverseLastEqual(ms: MergeState, lo: usize, n: i32, equal: i32): i32 {
  if (equal > 0) reverseRun(ms, lo + ((<usize>(n - equal - 1)) << 3), equal + 1);
  return 0;
}

/** Position in sorted a[0..n) left of all items equal to `key`; search starts at a[hint]. -1 on error. */
function gallop_left(ms: MergeState, key: PyObject, a: usize, n: i32, hint: i32): i32 {
  let lastofs = 0;
  let ofs = 1;
  const pivot = a + ((<usize>hint) << 3);
  let k = isLess(ms, keyAt(pivot), key);
  if (k < 0) return -1;
  if (k != 0) {
    const maxofs = n - hint;
    while (ofs < maxofs) {
      k = isLess(ms, keyAt(pivot + ((<usize>ofs) << 3)), key);
      if (k < 0) return -1;
      if (k == 0) break;
      lastofs = ofs;
      ofs = (ofs << 1) + 1;
    }
    if (ofs > maxofs) ofs = maxofs;
    lastofs += hint;
    ofs += hint;
  } else {
    const maxofs = hint + 1;
    while (ofs < maxofs) {
      k = isLess(ms, keyAt(pivot - ((<usize>ofs) << 3)), key);
      if (k < 0) return -1;
      if (k != 0) break;
      lastofs = ofs;
      ofs = (ofs << 1) + 1;
    }
    if (ofs > maxofs) ofs = maxofs;
    const last = lastofs;
    lastofs = hint - ofs;
    ofs = hint - last;
  }
  lastofs++;
  while (lastofs < ofs) {
    const m = lastofs + ((ofs - lastofs) >> 1);
    k = isLess(ms, keyAt(a + ((<usize>m) << 3)), key);
    if (k < 0) return -1;
    if (k != 0) lastofs = m + 1;
    else ofs = m;
  }
  return ofs;
}

/** The same right of the items equal to `key`. */
function gallop_right(ms: MergeState, key: PyObject, a: usize, n: i32, hint: i32): i32 {
  let lastofs = 0;
  let ofs = 1;
  const pivot = a + ((<usize>hint) << 3);
  let k = isLess(ms, key, keyAt(pivot));
  if (k < 0) return -1;
  if (k != 0) {
    const maxofs = hint + 1;
    while (ofs < maxofs) {
      k = isLess(ms, key, keyAt(pivot - ((<usize>ofs) << 3)));
      if (k < 0) return -1;
      if (k == 0) break;
      lastofs = ofs;
      ofs = (ofs << 1) + 1;
    }
    if (ofs > maxofs) ofs = maxofs;
    const last = lastofs;
    lastofs = hint - ofs;
    ofs = hint - last;
  } else {
    const maxofs = n - hint;
    while (ofs < maxofs) {
      k = isLess(ms, key, keyAt(pivot + ((<usize>ofs) << 3)));
      if (k < 0) return -1;
      if (k != 0) break;
      lastofs = ofs;
      ofs = (ofs << 1) + 1;
    }
    if (ofs > maxofs) ofs = maxofs;
    lastofs += hint;
    ofs += hint;
  }
  lastofs++;
  while (lastofs < ofs) {
    const m = lastofs + ((ofs - lastofs) >> 1);
    k = isLess(ms, key, keyAt(a + ((<usize>m) << 3)));
    if (k < 0) return -1;
    if (k != 0) ofs = m;
    else lastofs = m + 1;
  }
  return ofs;
}

// --- merging ---

/** How the merge loop ended. */
const RUNNING: i32 = 0;
const SUCCEED: i32 = 1;
const FAIL: i32 = 2;
const COPY: i32 = 3;

/** Merges adjacent runs a[0..na) and b[0..nb), na <= nb, from the left. */
function merge_lo(ms: MergeState, ssa: usize, na: i32, ssb: usize, nb: i32): i32 {
  if (!getMemory(ms, na)) return -1;
  mainToTmp(ms, ms.tmp, ssa, na);
  let dest = ssa;
  let a = ms.tmp;
  moveOne(ms, dest, ssb);
  dest += 8;
  ssb += 8;
  nb--;
  let end = nb == 0 ? SUCCEED : na == 1 ? COPY : RUNNING;
  let minGallop = ms.minGallop;
  while (end == RUNNING) {
    let acount = 0;
    let bcount = 0;
    // One pair at a time, until one run wins again and again.
    while (end == RUNNING) {
      const k = isLess(ms, keyAt(ssb), keyAt(a));
      if (k < 0) {
        end = FAIL;
      } else if (k != 0) {
        moveOne(ms, dest, ssb);
        dest += 8;
        ssb += 8;
        bcount++;
        acount = 0;
        nb--;
        if (nb == 0) end = SUCCEED;
        else if (bcount >= minGallop) break;
      } else {
        oneToMain(ms, dest, a);
        dest += 8;
        a += 8;
        acount++;
        bcount = 0;
        na--;
        if (na == 1) end = COPY;
        else if (acount >= minGallop) break;
      }
    }
    if (end != RUNNING) break;
    // Galloping, as long as it finds long stretches.
    minGallop++;
    do {
      if (minGallop > 1) minGallop--;
      ms.minGallop = minGallop;
      let k = gallop_right(ms, keyAt(ssb), a, na, 0);
      acount = k;
      if (k < 0) {
        end = FAIL;
        break;
      }
      if (k > 0) {
        tmpToMain(ms, dest, a, k);
        dest += (<usize>k) << 3;
        a += (<usize>k) << 3;
        na -= k;
        if (na <= 1) {
          end = na == 1 ? COPY : SUCCEED;
          break;
        }
      }
      moveOne(ms, dest, ssb);
      dest += 8;
      ssb += 8;
      nb--;
      if (nb == 0) {
        end = SUCCEED;
        break;
      }
      k = gallop_left(ms, keyAt(a), ssb, nb, 0);
      bcount = k;
      if (k < 0) {
        end = FAIL;
        break;
      }
      if (k > 0) {
        moveMain(ms, dest, ssb, k);
        dest += (<usize>k) << 3;
        ssb += (<usize>k) << 3;
        nb -= k;
        if (nb == 0) {
          end = SUCCEED;
          break;
        }
      }
      oneToMain(ms, dest, a);
      dest += 8;
      a += 8;
      na--;
      if (na == 1) {
        end = COPY;
        break;
      }
    } while (acount >= MIN_GALLOP || bcount >= MIN_GALLOP);
    minGallop++;
    ms.minGallop = minGallop;
  }
  if (end == COPY) {
    // The last item of a goes behind all of b.
    moveMain(ms, dest, ssb, nb);
    oneToMain(ms, dest + ((<usize>nb) << 3), a);
    return 0;
  }
  if (na > 0) tmpToMain(ms, dest, a, na);
  return end == FAIL ? -1 : 0;
}

/** The same for na >= nb, from the right. */
function merge_hi(ms: MergeState, ssa: usize, na: i32, ssb: usize, nb: i32): i32 {
  if (!getMemory(ms, nb)) return -1;
  mainToTmp(ms, ms.tmp, ssb, nb);
  let dest = ssb + ((<usize>(nb - 1)) << 3);
  const basea = ssa;
  const baseb = ms.tmp;
  let b = ms.tmp + ((<usize>(nb - 1)) << 3);
  ssa += (<usize>(na - 1)) << 3;
  moveOne(ms, dest, ssa);
  dest -= 8;
  ssa -= 8;
  na--;
  let end = na == 0 ? SUCCEED : nb == 1 ? COPY : RUNNING;
  let minGallop = ms.minGallop;
  while (end == RUNNING) {
    let acount = 0;
    let bcount = 0;
    while (end == RUNNING) {
      const k = isLess(ms, keyAt(b), keyAt(ssa));
      if (k < 0) {
        end = FAIL;
      } else if (k != 0) {
        moveOne(ms, dest, ssa);
        dest -= 8;
        ssa -= 8;
        acount++;
        bcount = 0;
        na--;
        if (na == 0) end = SUCCEED;
        else if (acount >= minGallop) break;
      } else {
        oneToMain(ms, dest, b);
        dest -= 8;
        b -= 8;
        bcount++;
        acount = 0;
        nb--;
        if (nb == 1) end = COPY;
        else if (bcount >= minGallop) break;
      }
    }
    if (end != RUNNING) break;
    minGallop++;
    do {
      if (minGallop > 1) minGallop--;
      ms.minGallop = minGallop;
      let k = gallop_right(ms, keyAt(b), basea, na, na - 1);
      if (k < 0) {
        end = FAIL;
        break;
      }
      k = na - k;
      acount = k;
      if (k > 0) {
        dest -= (<usize>k) << 3;
        ssa -= (<usize>k) << 3;
        moveMain(ms, dest + 8, ssa + 8, k);
        na -= k;
        if (na == 0) {
          end = SUCCEED;
          break;
        }
      }
      oneToMain(ms, dest, b);
      dest -= 8;
      b -= 8;
      nb--;
      if (nb == 1) {
        end = COPY;
        break;
      }
      k = gallop_left(ms, keyAt(ssa), baseb, nb, nb - 1);
      if (k < 0) {
        end = FAIL;
        break;
      }
      k = nb - k;
      bcount = k;
      if (k > 0) {
        dest -= (<usize>k) << 3;
        b -= (<usize>k) << 3;
        tmpToMain(ms, dest + 8, b + 8, k);
        nb -= k;
        if (nb <= 1) {
          end = nb == 1 ? COPY : SUCCEED;
          break;
        }
      }
      moveOne(ms, dest, ssa);
      dest -= 8;
      ssa -= 8;
      na--;
      if (na == 0) {
        end = SUCCEED;
        break;
      }
    } while (acount >= MIN_GALLOP || bcount >= MIN_GALLOP);
    minGallop++;
    ms.minGallop = minGallop;
  }
  if (end == COPY) {
    // The first item of b goes before all of a.
    const bytes = (<usize>na) << 3;
    moveMain(ms, dest + 8 - bytes, ssa + 8 - bytes, na);
    oneToMain(ms, dest - bytes, b);
    return 0;
  }
  if (nb > 0) tmpToMain(ms, dest - ((<usize>(nb - 1)) << 3), baseb, nb);
  return end == FAIL ? -1 : 0;
}

/** Merges pending runs i and i+1. */
function merge_at(ms: MergeState, i: i32): i32 {
  const ra = runAt(ms, i);
  const rb = runAt(ms, i + 1);
  let ssa = ra.base;
  let na = ra.len;
  const ssb = rb.base;
  let nb = rb.len;
  ra.len = na + nb;
  if (i == ms.n - 3) memory.copy(changetype<usize>(rb), changetype<usize>(runAt(ms, i + 2)), 16);
  ms.n--;
  // Items of a before the first of b stay where they are; so do those of b behind the last of a.
  const k = gallop_right(ms, keyAt(ssb), ssa, na, 0);
  if (k < 0) return -1;
  ssa += (<usize>k) << 3;
  na -= k;
  if (na == 0) return 0;
  nb = gallop_left(ms, keyAt(ssa + ((<usize>(na - 1)) << 3)), ssb, nb, nb - 1);
  if (nb <= 0) return nb;
  return na <= nb ? merge_lo(ms, ssa, na, ssb, nb) : merge_hi(ms, ssa, na, ssb, nb);
}

/** The power of the boundary between two adjacent runs in a list of n: how deep a balanced merge tree has it. */
function powerloop(s1: i64, n1: i64, n2: i64, n: i64): i32 {
  let result = 0;
  let a = 2 * s1 + n1;
  let b = a + n1 + n2;
  while (true) {
    result++;
    if (a >= n) {
      a -= n;
      b -= n;
    } else if (b >= n) {
      return result;
    }
    a <<= 1;
    b <<= 1;
  }
}

/** A run of length n2 follows the pending ones: merges those that lie deeper than its boundary. */
function found_new_run(ms: MergeState, n2: i32): i32 {
  if (ms.n == 0) return 0;
  const last = runAt(ms, ms.n - 1);
  const s1 = (last.base - ms.baseKeys) >> 3;
  const power = powerloop(s1, last.len, n2, ms.listLen);
  while (ms.n > 1 && runAt(ms, ms.n - 2).power > power) {
    if (merge_at(ms, ms.n - 2) < 0) return -1;
  }
  runAt(ms, ms.n - 1).power = power;
  return 0;
}

function merge_force_collapse(ms: MergeState): i32 {
  while (ms.n > 1) {
    let i = ms.n - 2;
    if (i > 0 && runAt(ms, i - 1).len < runAt(ms, i + 1).len) i--;
    if (merge_at(ms, i) < 0) return -1;
  }
  return 0;
}

function merge_compute_minrun(n: i32): i32 {
  let r = 0;
  while (n >= 64) {
    r |= n & 1;
    n >>= 1;
  }
  return n + r;
}

function sortRuns(ms: MergeState, lo: usize, nremaining: i32): i32 {
  const minrun = merge_compute_minrun(nremaining);
  while (nremaining > 0) {
    let n = count_run(ms, lo, nremaining);
    if (n < 0) return -1;
    if (n < minrun) {
      const force = nremaining <= minrun ? nremaining : minrun;
      if (binarysort(ms, lo, force, n) < 0) return -1;
      n = force;
    }
    if (found_new_run(ms, n) < 0) return -1;
    const run = runAt(ms, ms.n);
    run.base = lo;
    run.len = n;
    ms.n++;
    lo += (<usize>n) << 3;
    nremaining -= n;
  }
  return merge_force_collapse(ms);
}

// --- the whole sort ---

/** Sorts `n` keys at `keys`, moving `values` along (0: none); 0 or -1. */
function sortArray(keys: usize, values: usize, n: i32, reverse: bool): i32 {
  const at = PyMem_Malloc(STATE_SIZE + ((<usize>MAX_MERGE_PENDING) << 4) + ((<usize>MERGESTATE_TEMP_SIZE) << 3));
  if (at == 0) {
    PyErr_NoMemory();
    return -1;
  }
  memory.fill(at, 0, STATE_SIZE);
  const ms = changetype<MergeState>(at);
  ms.minGallop = MIN_GALLOP;
  ms.listLen = n;
  ms.baseKeys = keys;
  ms.hasValues = values != 0;
  ms.delta = values - keys;
  ms.tmp = ownBuffer(ms);
  ms.allocated = values == 0 ? MERGESTATE_TEMP_SIZE : min((n + 1) / 2, MERGESTATE_TEMP_SIZE / 2);
  ms.tmpDelta = (<usize>ms.allocated) << 3;
  // Reversed before and after, equal items keep their order.
  if (reverse) reverseRun(ms, keys, n);
  let result = 0;
  if (!sortPlain(keys, values, n)) {
    chooseCompare(ms, keys, n);
    result = sortRuns(ms, keys, n);
  }
  if (reverse) reverseRun(ms, keys, n);
  freeMemory(ms);
  PyMem_Free(at);
  return result;
}

/** key(item) of every item in a fresh array; 0 with an exception. */
function makeKeys(items: usize, n: i32, keyfunc: PyObject): usize {
  const keys = PyMem_Malloc((<usize>n) << 3);
  if (keys == 0) {
    PyErr_NoMemory();
    return 0;
  }
  for (let i = 0; i < n; i++) {
    const key = PyObject_CallOneArg(keyfunc, load<PyObject>(items + ((<usize>i) << 3)));
    if (key === null) {
      while (--i >= 0) Py_DECREF(load<PyObject>(keys + ((<usize>i) << 3)));
      PyMem_Free(keys);
      return 0;
    }
    store<u64>(keys + ((<usize>i) << 3), <u64>changetype<usize>(key));
  }
  return keys;
}

/** list.sort: 0, or -1 with an exception (the items are a permutation all the same). */
export function listSort(op: PyObject, key: PyObject | null, reverse: bool): i32 {
  const self = changetype<PyListObject>(op);
  const items = self.ob_item;
  const n = self.ob_size;
  const allocated = self.allocated;
  // The list is empty meanwhile; allocated -1 tells whether somebody changed it.
  self.ob_size = 0;
  self.ob_item = 0;
  self.allocated = -1;
  let result = 0;
  let keys: usize = items;
  if (key !== null && n > 0) {
    keys = makeKeys(items, n, key);
    if (keys == 0) result = -1;
  }
  if (result == 0 && n > 1) result = sortArray(keys, keys == items ? 0 : items, n, reverse);
  if (keys != items && keys != 0) {
    for (let i = 0; i < n; i++) Py_DECREF(load<PyObject>(keys + ((<usize>i) << 3)));
    PyMem_Free(keys);
  }
  if (self.allocated != -1 && result == 0) {
    PyErr_SetString(PyExc_ValueError, "list modified during sort");
    result = -1;
  }
  const strayItems = self.ob_item;
  const strays = self.ob_size;
  self.ob_size = n;
  self.ob_item = items;
  self.allocated = allocated;
  if (strayItems != 0) {
    for (let i = 0; i < strays; i++) Py_XDECREF(load<PyObject | null>(strayItems + ((<usize>i) << 3)));
    PyMem_Free(strayItems);
  }
  return result;
}

export function PyList_Sort(op: PyObject): i32 {
  return listSort(op, null, false);
}
