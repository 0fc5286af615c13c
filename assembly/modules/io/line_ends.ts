/**
 * Where a line ends (_PyIO_find_line_ending of Modules/_io/textio.c): the three newline modes, over text of any kind, for
 * TextIOWrapper and StringIO.
 *
 * Invariant: positions are counts of characters from `start`; nothing at or behind `start + n` is read.
 */
import { PyObject } from "../../object/layout";
import { PyUnicode_DATA, PyUnicode_GET_LENGTH } from "../../types/unicode";
import { findChar } from "../../types/fastsearch";

const LF: u32 = 10;
const CR: u32 = 13;

/** After `findLineEnding` said -1: how many characters cannot be part of a line ending. */
export let lineConsumed: i32 = 0;

/** First index of `ch` in `n` characters of a kind, or -1. */
export function findInText(kind: i32, data: usize, n: i32, ch: u32): i32 {
  if (kind == 1) return findChar<u8>(data, n, ch);
  if (kind == 2) return findChar<u16>(data, n, ch);
  return findChar<u32>(data, n, ch);
}

function charAt<T>(data: usize, i: i32): u32 {
  return <u32>load<T>(data + ((<usize>i) << alignof<T>()));
}

/** First index of "\n" or "\r", or -1. */
function findEitherIn<T>(data: usize, n: i32): i32 {
  let i = 0;
  if (sizeof<T>() == 1) {
    const lf = i8x16.splat(<i8>LF);
    const cr = i8x16.splat(<i8>CR);
    for (; i + 16 <= n; i += 16) {
      const chars = v128.load(data + <usize>i);
      const hits = i8x16.bitmask(v128.or(i8x16.eq(chars, lf), i8x16.eq(chars, cr)));
      if (hits != 0) return i + <i32>ctz(hits);
    }
  }
  for (; i < n; i++) {
    const ch = charAt<T>(data, i);
    if (ch == LF || ch == CR) return i;
  }
  return -1;
}

function universalEnd<T>(data: usize, n: i32): i32 {
  const i = findEitherIn<T>(data, n);
  if (i < 0) {
    lineConsumed = n;
    return -1;
  }
  if (charAt<T>(data, i) == CR && i + 1 < n && charAt<T>(data, i + 1) == LF) return i + 2;
  return i + 1;
}

/** A line ending of several characters ("\r\n"), the first of which may be the last of the text. */
function longEnd<T>(data: usize, n: i32, ending: usize, m: i32): i32 {
  const first = <u32>load<u8>(ending);
  const last = n - m + 1; // an ending cannot begin here or later
  let i = 0;
  while (i < last) {
    const found = findChar<T>(data + ((<usize>i) << alignof<T>()), last - i, first);
    if (found < 0) break;
    i += found;
    let k = 1;
    while (k < m && charAt<T>(data, i + k) == <u32>load<u8>(ending + <usize>k)) k++;
    if (k == m) return i + m;
    i++;
  }
  const from = last > 0 ? last : 0;
  const begun = findChar<T>(data + ((<usize>from) << alignof<T>()), n - from, first);
  lineConsumed = begun < 0 ? n : from + begun;
  return -1;
}

/**
 * How many of the `n` characters the first line has, its ending included; -1 if no ending is there (see lineConsumed). `translated`: all
 * endings are "\n"; `universal`: "\n", "\r" and "\r\n" end lines; else `readnl` (str, Latin-1) does.
 */
export function findLineEnding(
  translated: bool,
  universal: bool,
  readnl: PyObject | null,
  kind: i32,
  data: usize,
  n: i32,
): i32 {
  if (translated) return shortEnd(kind, data, n, LF);
  if (universal) {
    if (kind == 1) return universalEnd<u8>(data, n);
    if (kind == 2) return universalEnd<u16>(data, n);
    return universalEnd<u32>(data, n);
  }
  const ending = PyUnicode_DATA(readnl!);
  const m = PyUnicode_GET_LENGTH(readnl!);
  if (m == 1) return shortEnd(kind, data, n, <u32>load<u8>(ending));
  if (kind == 1) return longEnd<u8>(data, n, ending, m);
  if (kind == 2) return longEnd<u16>(data, n, ending, m);
  return longEnd<u32>(data, n, ending, m);
}

function shortEnd(kind: i32, data: usize, n: i32, ch: u32): i32 {
  const i = findInText(kind, data, n, ch);
  if (i >= 0) return i + 1;
  lineConsumed = n;
  return -1;
}
