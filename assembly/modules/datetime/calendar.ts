/**
 * The proleptic Gregorian calendar of the module _datetime: ordinals (1 January of year 1 is day 1), weekdays, ISO weeks, and bringing fields
 * that lie outside their ranges into them. Results of more than one number are in this file's globals.
 */
import { PyExc_OverflowError, PyExc_ValueError } from "../../object/exception_types";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";

export const MINYEAR: i32 = 1;
export const MAXYEAR: i32 = 9999;
/** 31 December 9999. */
export const MAXORDINAL: i32 = 3652059;
export const MAX_DELTA_DAYS: i32 = 999999999;

const DI4Y: i32 = 1461;
const DI100Y: i32 = 36524;
const DI400Y: i32 = 146097;

const daysIn = memory.data<u8>([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
const daysBefore = memory.data<u16>([0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]);

/** Results of ord_to_ymd, iso_to_ymd and the normalisations. */
export let ymdYear: i32 = 0;
export let ymdMonth: i32 = 0;
export let ymdDay: i32 = 0;
export let hmsHour: i32 = 0;
export let hmsMinute: i32 = 0;
export let hmsSecond: i32 = 0;
export let hmsMicrosecond: i32 = 0;

/** a / b rounded down, for b > 0. */
export function floorDiv(a: i32, b: i32): i32 {
  const q = a / b;
  return a % b < 0 ? q - 1 : q;
}

export function floorDiv64(a: i64, b: i64): i64 {
  const q = a / b;
  return a % b < 0 ? q - 1 : q;
}

export function is_leap(year: i32): bool {
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
}

export function days_in_month(year: i32, month: i32): i32 {
  return month == 2 && is_leap(year) ? 29 : <i32>load<u8>(daysIn + <usize>month);
}

export function days_before_month(year: i32, month: i32): i32 {
  const days = <i32>load<u16>(daysBefore + ((<usize>month) << 1));
  return month > 2 && is_leap(year) ? days + 1 : days;
}

function days_before_year(year: i32): i32 {
  const y = year - 1;
  return y * 365 + floorDiv(y, 4) - floorDiv(y, 100) + floorDiv(y, 400);
}

export function ymd_to_ord(year: i32, month: i32, day: i32): i32 {
  return days_before_year(year) + days_before_month(year, month) + day;
}

/** Fills ymdYear, ymdMonth and ymdDay. */
export function ord_to_ymd(ordinal: i32): void {
  ordinal--;
  const n400 = ordinal / DI400Y;
  let year = n400 * 400 + 1;
  let n = ordinal % DI400Y;
  const n100 = n / DI100Y;
  n %= DI100Y;
  const n4 = n / DI4Y;
  n %= DI4Y;
  const n1 = n / 365;
  n %= 365;
  year += n100 * 100 + n4 * 4 + n1;
  if (n1 == 4 || n100 == 4) {
    ymdYear = year - 1;
    ymdMonth = 12;
    ymdDay = 31;
    return;
  }
  let month = (n + 50) >> 5;
  let before = days_before_month(year, month);
  if (before > n) {
    month--;
    before = days_before_month(year, month);
  }
  ymdYear = year;
  ymdMonth = month;
  ymdDay = n - before + 1;
}

/** 0 is Monday. */
export function weekdayOf(year: i32, month: i32, day: i32): i32 {
  return (ymd_to_ord(year, month, day) + 6) % 7;
}

/** The ordinal of the Monday that begins ISO week 1. */
export function iso_week1_monday(year: i32): i32 {
  const first = ymd_to_ord(year, 1, 1);
  const weekday = (first + 6) % 7;
  const monday = first - weekday;
  return weekday > 3 ? monday + 7 : monday;
}

/** A date by ISO week into the ymd globals: 0, or -4 year, -2 week, -3 day out of range. */
export function iso_to_ymd(year: i32, week: i32, day: i32): i32 {
  if (year < MINYEAR || year > MAXYEAR) return -4;
  if (week <= 0 || week >= 53) {
    let wrong = true;
    if (week == 53) {
      // a year has week 53 if it begins on a Thursday, or on a Wednesday and is a leap year
      const weekday = weekdayOf(year, 1, 1);
      wrong = !(weekday == 3 || (weekday == 2 && is_leap(year)));
    }
    if (wrong) return -2;
  }
  if (day <= 0 || day >= 8) return -3;
  ord_to_ymd(iso_week1_monday(year) + (week - 1) * 7 + day - 1);
  return 0;
}

// ---- checks: 0, or -1 with an exception ----

export function check_date_args(year: i32, month: i32, day: i32): i32 {
  if (year < MINYEAR || year > MAXYEAR) {
    PyErr_Format(PyExc_ValueError, "year %d is out of range", year);
  } else if (month < 1 || month > 12) {
    PyErr_SetString(PyExc_ValueError, "month must be in 1..12");
  } else if (day < 1 || day > days_in_month(year, month)) {
    PyErr_SetString(PyExc_ValueError, "day is out of range for month");
  } else {
    return 0;
  }
  return -1;
}

export function check_time_args(hour: i32, minute: i32, second: i32, us: i32, fold: i32): i32 {
  if (<u32>hour > 23) PyErr_SetString(PyExc_ValueError, "hour must be in 0..23");
  else if (<u32>minute > 59) PyErr_SetString(PyExc_ValueError, "minute must be in 0..59");
  else if (<u32>second > 59) PyErr_SetString(PyExc_ValueError, "second must be in 0..59");
  else if (<u32>us > 999999) PyErr_SetString(PyExc_ValueError, "microsecond must be in 0..999999");
  else if (<u32>fold > 1) PyErr_SetString(PyExc_ValueError, "fold must be either 0 or 1");
  else return 0;
  return -1;
}

export function check_delta_day_range(days: i32): i32 {
  if (days >= -MAX_DELTA_DAYS && days <= MAX_DELTA_DAYS) return 0;
  const format = "days=%d; must have magnitude <= %d";
  PyErr_Format(PyExc_OverflowError, format, days, MAX_DELTA_DAYS);
  return -1;
}

// ---- normalisation ----

/** A date whose day may lie far outside its month, into the ymd globals: 0, or -1 with OverflowError. */
export function normalize_date(year: i32, month: i32, day: i32): i32 {
  if (day < 1 || day > days_in_month(year, month)) {
    const ordinal = <i64>ymd_to_ord(year, month, 1) + day - 1;
    if (ordinal < 1 || ordinal > MAXORDINAL) {
      PyErr_SetString(PyExc_OverflowError, "date value out of range");
      return -1;
    }
    ord_to_ymd(<i32>ordinal);
    return 0;
  }
  ymdYear = year;
  ymdMonth = month;
  ymdDay = day;
  return 0;
}

/** The same with a time that may lie outside its day. */
export function normalize_datetime(year: i32, month: i32, day: i32, hour: i32, minute: i32, second: i32, us: i32): i32 {
  second += floorDiv(us, 1000000);
  hmsMicrosecond = us - floorDiv(us, 1000000) * 1000000;
  minute += floorDiv(second, 60);
  hmsSecond = second - floorDiv(second, 60) * 60;
  hour += floorDiv(minute, 60);
  hmsMinute = minute - floorDiv(minute, 60) * 60;
  day += floorDiv(hour, 24);
  hmsHour = hour - floorDiv(hour, 24) * 24;
  return normalize_date(year, month, day);
}
