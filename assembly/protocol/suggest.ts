/**
 * "Did you mean ...?": the weighted Levenshtein distance of Python/suggestions.c and the choice of the nearest name.
 * Costs: a move (insert, delete, replace) 2, a change of letter case only 1; names over 40 characters get no suggestion.
 */
import { PyObject } from "../object/layout";
import { PyList_GET_SIZE, PyList_GET_ITEM } from "../types/list";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR, _PyUnicode_EQ } from "../types/unicode";

const MOVE_COST: i32 = 2;
const CASE_COST: i32 = 1;
const MAX_STRING_SIZE: i32 = 40;
const MAX_CANDIDATES: i32 = 750;
const row = memory.data(41 * 4, 4);

function lower(c: u32): u32 {
  return c >= 0x41 && c <= 0x5a ? c + 32 : c;
}

function substitution(a: u32, b: u32): i32 {
  if (a == b) return 0;
  return lower(a) == lower(b) ? CASE_COST : MOVE_COST;
}

/** Distance of two strs, or a number above `max` as soon as it is known to be larger. */
export function levenshtein(a: PyObject, b: PyObject, max: i32): i32 {
  let from = 0;
  let n = PyUnicode_GET_LENGTH(a);
  let m = PyUnicode_GET_LENGTH(b);
  while (from < n && from < m && PyUnicode_READ_CHAR(a, from) == PyUnicode_READ_CHAR(b, from)) from++;
  while (n > from && m > from && PyUnicode_READ_CHAR(a, n - 1) == PyUnicode_READ_CHAR(b, m - 1)) {
    n--;
    m--;
  }
  n -= from;
  m -= from;
  if (n == 0 || m == 0) return (n + m) * MOVE_COST;
  if (n > MAX_STRING_SIZE || m > MAX_STRING_SIZE) return max + 1;
  if (m < n) return distance(b, m, a, n, from, max);
  return distance(a, n, b, m, from, max);
}

/** The shorter string `a` is the row. */
function distance(a: PyObject, n: i32, b: PyObject, m: i32, from: i32, max: i32): i32 {
  if ((m - n) * MOVE_COST > max) return max + 1;
  for (let i = 0; i < n; i++) store<i32>(row + ((<usize>i) << 2), (i + 1) * MOVE_COST);
  let result = 0;
  for (let j = 0; j < m; j++) {
    const cb = PyUnicode_READ_CHAR(b, from + j);
    let diagonal = j * MOVE_COST;
    result = diagonal;
    let smallest = i32.MAX_VALUE;
    for (let i = 0; i < n; i++) {
      const replaced = diagonal + substitution(cb, PyUnicode_READ_CHAR(a, from + i));
      diagonal = load<i32>(row + ((<usize>i) << 2));
      const moved = (result < diagonal ? result : diagonal) + MOVE_COST;
      result = replaced < moved ? replaced : moved;
      store<i32>(row + ((<usize>i) << 2), result);
      if (result < smallest) smallest = result;
    }
    if (smallest > max) return max + 1;
  }
  return result;
}

/** The candidate of `list` nearest to `name` (borrowed), or null if none is near enough. */
export function suggestName(list: PyObject, name: PyObject): PyObject | null {
  const count = PyList_GET_SIZE(list);
  if (count >= MAX_CANDIDATES) return null;
  const nameLength = PyUnicode_GET_LENGTH(name);
  let best: PyObject | null = null;
  let bestDistance = i32.MAX_VALUE;
  for (let i = 0; i < count; i++) {
    const item = PyList_GET_ITEM(list, i);
    if (!PyUnicode_Check(item)) return null;
    if (_PyUnicode_EQ(name, item)) continue;
    // at most a third of the characters may differ
    let max = ((nameLength + PyUnicode_GET_LENGTH(item) + 3) * MOVE_COST) / 6;
    if (bestDistance - 1 < max) max = bestDistance - 1;
    const d = levenshtein(name, item, max);
    if (d > max) continue;
    if (best === null || d < bestDistance) {
      best = item;
      bestDistance = d;
    }
  }
  return best;
}
