/**
 * Reading ISO 8601 texts. A parser works on NUL-terminated UTF-8, so that it may look one character ahead; what it finds is in this file's
 * globals. Negative results mean that the text is none.
 */
import { iso_to_ymd, ymdDay, ymdMonth, ymdYear } from "./calendar";

export let isoYear: i32 = 0;
export let isoMonth: i32 = 0;
export let isoDay: i32 = 0;
export let isoHour: i32 = 0;
export let isoMinute: i32 = 0;
export let isoSecond: i32 = 0;
export let isoMicrosecond: i32 = 0;
/** UTC offset in seconds and microseconds. */
export let isoOffset: i32 = 0;
export let isoOffsetMicrosecond: i32 = 0;

export function clearIso(): void {
  isoYear = 0;
  isoMonth = 0;
  isoDay = 0;
  isoHour = 0;
  isoMinute = 0;
  isoSecond = 0;
  isoMicrosecond = 0;
  isoOffset = 0;
  isoOffsetMicrosecond = 0;
}

export function isDigitAt(p: usize): bool {
  return <u32>load<u8>(p) - 48 < 10;
}

let digitsValue: i32 = 0;

/** Reads exactly `n` digits into digitsValue: the address behind them, 0 if they are not there. */
function parseDigits(p: usize, n: i32): usize {
  digitsValue = 0;
  for (let i = 0; i < n; i++) {
    const d = <u32>load<u8>(p) - 48;
    if (d > 9) return 0;
    digitsValue = digitsValue * 10 + <i32>d;
    p++;
  }
  return p;
}

/** Www or Www-D (the separator already read): 0 or negative. */
function parseWeek(p: usize, stop: usize, separated: bool): i32 {
  p = parseDigits(p, 2);
  if (p == 0) return -3;
  const week = digitsValue;
  let day = 1;
  if (p < stop) {
    if (separated && load<u8>(p++) != 0x2d) return -2;
    p = parseDigits(p, 1);
    if (p == 0) return -4;
    day = digitsValue;
  }
  const r = iso_to_ymd(isoYear, week, day);
  if (r != 0) return -3 + r;
  isoYear = ymdYear;
  isoMonth = ymdMonth;
  isoDay = ymdDay;
  return 0;
}

/** A date of `len` bytes: YYYY-MM-DD, YYYYMMDD, or by week. 0 or negative. */
export function parse_isoformat_date(text: usize, len: i32): i32 {
  let p = parseDigits(text, 4);
  if (p == 0) return -1;
  isoYear = digitsValue;
  const separated = load<u8>(p) == 0x2d;
  if (separated) p++;
  if (load<u8>(p) == 0x57) return parseWeek(p + 1, text + <usize>len, separated);
  p = parseDigits(p, 2);
  if (p == 0) return -1;
  isoMonth = digitsValue;
  if (separated && load<u8>(p++) != 0x2d) return -2;
  p = parseDigits(p, 2);
  if (p == 0) return -1;
  isoDay = digitsValue;
  return 0;
}

let partHour: i32 = 0;
let partMinute: i32 = 0;
let partSecond: i32 = 0;
let partMicrosecond: i32 = 0;

function setPart(i: i32, value: i32): void {
  if (i == 0) partHour = value;
  else if (i == 1) partMinute = value;
  else partSecond = value;
}

/** HH[:MM[:SS[.ffffff]]] into the part globals: 0, 1 if something follows, or negative. */
function parseClock(p: usize, stop: usize): i32 {
  partHour = 0;
  partMinute = 0;
  partSecond = 0;
  partMicrosecond = 0;
  let separated = true;
  for (let i = 0; i < 3; i++) {
    p = parseDigits(p, 2);
    if (p == 0) return -3;
    setPart(i, digitsValue);
    const c = <u32>load<u8>(p++);
    if (i == 0) separated = c == 0x3a;
    if (p >= stop) return c != 0 ? 1 : 0;
    if (separated && c == 0x3a) continue; // behind the seconds CPython takes it for a point
    if (c == 0x2e || c == 0x2c) break;
    if (separated) return -4;
    p--;
  }
  return parseFraction(p, stop);
}

function parseFraction(p: usize, stop: usize): i32 {
  const rest = <i32>(stop - p);
  const n = rest >= 6 ? 6 : rest;
  p = parseDigits(p, n);
  if (p == 0) return -3;
  partMicrosecond = digitsValue;
  for (let i = n; i < 6; i++) partMicrosecond *= 10;
  while (isDigitAt(p)) p++;
  return load<u8>(p) != 0 ? 1 : 0;
}

/** A time of `len` bytes with or without an offset: 1 with, 0 without, or negative. */
export function parse_isoformat_time(text: usize, len: i32): i32 {
  const stop = text + <usize>len;
  let zone = text;
  do {
    const c = <u32>load<u8>(zone);
    if (c == 0x5a || c == 0x2b || c == 0x2d) break;
  } while (++zone < stop);
  const r = parseClock(text, zone);
  isoHour = partHour;
  isoMinute = partMinute;
  isoSecond = partSecond;
  isoMicrosecond = partMicrosecond;
  if (r < 0) return r;
  if (zone >= stop) return r == 1 ? -5 : 0;
  if (load<u8>(zone) == 0x5a) {
    isoOffset = 0;
    isoOffsetMicrosecond = 0;
    return load<u8>(zone, 1) != 0 ? -5 : 1;
  }
  const sign = load<u8>(zone) == 0x2d ? -1 : 1;
  const q = parseClock(zone + 1, stop);
  isoOffset = sign * (partHour * 3600 + partMinute * 60 + partSecond);
  isoOffsetMicrosecond = sign * partMicrosecond;
  return q != 0 ? -5 : 1;
}

/** Where the separator of date and time stands. What is ambiguous is decided as CPython does. */
export function findSeparator(text: usize, len: i32): i32 {
  if (len == 7) return 7;
  if (load<u8>(text, 4) == 0x2d) {
    if (load<u8>(text, 5) != 0x57) return 10;
    if (len < 8) return -1;
    if (len == 8 || load<u8>(text, 8) != 0x2d) return 8;
    if (len == 9) return -1;
    // a digit at 10 is more likely an hour after "-" than a separator
    return len > 10 && isDigitAt(text + 10) ? 8 : 10;
  }
  if (load<u8>(text, 4) != 0x57) return 8;
  let i = 7;
  while (i < len && isDigitAt(text + <usize>i)) i++;
  if (i < 9) return i;
  return i % 2 == 0 ? 7 : 8;
}
