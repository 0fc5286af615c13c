/**
 * What the functions of cmath return where a part of the argument is infinite or NaN: C99's annex G, one table a function, indexed by
 * the classes of the two parts (-inf, negative, -0, +0, positive, +inf, NaN), two codes an entry.
 */

/** Codes of the table entries: an index here; DOMAIN marks an entry that is a domain error. */
const DOMAIN: u32 = 0x80;
const constants = memory.data<f64>([
  0.0,
  NaN,
  Infinity,
  -Infinity,
  0.0,
  -0.0,
  1.5707963267948966,
  -1.5707963267948966,
  0.7853981633974483,
  -0.7853981633974483,
  2.356194490192345,
  -2.356194490192345,
  3.141592653589793,
  -3.141592653589793,
  1.0,
  -1.0,
]);

const acosTable = memory.data<u8>([
  10, 2, 12, 2, 12, 2, 12, 3, 12, 3, 10, 3, 1, 2, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 6, 3, 1, 1, 6, 2, 0, 0, 0, 0, 0, 0, 0,
  0, 6, 3, 6, 1, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 6, 3, 6, 1, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 6, 3, 1, 1, 8, 2, 4, 2, 4, 2,
  4, 3, 4, 3, 8, 3, 1, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1,
]);

const acoshTable = memory.data<u8>([
  2, 11, 2, 13, 2, 13, 2, 12, 2, 12, 2, 10, 2, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0,
  0, 2, 6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 9, 2, 5, 2, 5,
  2, 4, 2, 4, 2, 8, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1,
]);

const asinhTable = memory.data<u8>([
  3, 9, 3, 5, 3, 5, 3, 4, 3, 4, 3, 8, 3, 1, 3, 7, 0, 0, 0, 0, 0, 0, 0, 0, 3, 6, 1, 1, 3, 7, 0, 0, 0, 0, 0, 0, 0, 0, 3,
  6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 9, 2, 5, 2, 5, 2, 4,
  2, 4, 2, 8, 2, 1, 2, 1, 1, 1, 1, 5, 1, 4, 1, 1, 2, 1, 1, 1,
]);

const atanhTable = memory.data<u8>([
  5, 7, 5, 7, 5, 7, 5, 6, 5, 6, 5, 6, 5, 1, 5, 7, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 1, 1, 5, 7, 0, 0, 0, 0, 0, 0, 0, 0, 5,
  6, 5, 1, 4, 7, 0, 0, 0, 0, 0, 0, 0, 0, 4, 6, 4, 1, 4, 7, 0, 0, 0, 0, 0, 0, 0, 0, 4, 6, 1, 1, 4, 7, 4, 7, 4, 7, 4, 6,
  4, 6, 4, 6, 4, 1, 4, 7, 1, 1, 1, 1, 1, 1, 1, 1, 4, 6, 1, 1,
]);

const coshTable = memory.data<u8>([
  128, 0, 3, 2, 2, 4, 2, 5, 3, 3, 128, 0, 2, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 128, 0, 1, 4, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 4, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128,
  0, 3, 3, 2, 5, 2, 4, 3, 2, 128, 0, 2, 1, 1, 1, 1, 1, 1, 4, 1, 4, 1, 1, 1, 1, 1, 1,
]);

const expTable = memory.data<u8>([
  4, 4, 5, 5, 4, 5, 4, 4, 5, 4, 4, 4, 4, 4, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0,
  3, 3, 2, 5, 2, 4, 3, 2, 128, 0, 2, 1, 1, 1, 1, 1, 1, 5, 1, 4, 1, 1, 1, 1, 1, 1,
]);

const logTable = memory.data<u8>([
  2, 11, 2, 13, 2, 13, 2, 12, 2, 12, 2, 10, 2, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0,
  0, 2, 6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 1, 1, 2, 9, 2, 5, 2, 5,
  2, 4, 2, 4, 2, 8, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1,
]);

const sinhTable = memory.data<u8>([
  128, 0, 2, 3, 3, 5, 3, 4, 2, 2, 128, 0, 2, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 128, 0, 4, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 4, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128,
  0, 3, 3, 2, 5, 2, 4, 3, 2, 128, 0, 2, 1, 1, 1, 1, 1, 1, 5, 1, 4, 1, 1, 1, 1, 1, 1,
]);

const sqrtTable = memory.data<u8>([
  2, 3, 4, 3, 4, 3, 4, 2, 4, 2, 2, 2, 1, 2, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 2,
  2, 1, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 1, 2, 3, 2, 5, 2, 5, 2, 4,
  2, 4, 2, 2, 2, 1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1,
]);

const tanhTable = memory.data<u8>([
  15, 4, 15, 4, 15, 5, 15, 4, 15, 5, 15, 4, 15, 4, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 14,
  4, 14, 4, 14, 5, 14, 4, 14, 5, 14, 4, 14, 4, 1, 1, 1, 1, 1, 5, 1, 4, 1, 1, 1, 1, 1, 1,
]);

const rectTable = memory.data<u8>([
  128, 0, 2, 2, 3, 4, 3, 5, 2, 3, 128, 0, 2, 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 4, 4, 0, 0, 0, 0, 0, 0, 0,
  0, 4, 4, 4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 1, 1, 128, 0, 3, 3,
  2, 5, 2, 4, 3, 2, 128, 0, 2, 1, 1, 1, 1, 1, 1, 4, 1, 4, 1, 1, 1, 1, 1, 1,
]);

/** Which table; the numbers are this file's own. */
export const ACOS: i32 = 0;
export const ACOSH: i32 = 1;
export const ASINH: i32 = 2;
export const ATANH: i32 = 3;
export const COSH: i32 = 4;
export const EXP: i32 = 5;
export const LOG: i32 = 6;
export const SINH: i32 = 7;
export const SQRT: i32 = 8;
export const TANH: i32 = 9;
export const RECT: i32 = 10;

function tableOf(which: i32): usize {
  switch (which) {
    case ACOS:
      return acosTable;
    case ACOSH:
      return acoshTable;
    case ASINH:
      return asinhTable;
    case ATANH:
      return atanhTable;
    case COSH:
      return coshTable;
    case EXP:
      return expTable;
    case LOG:
      return logTable;
    case SINH:
      return sinhTable;
    case SQRT:
      return sqrtTable;
    case TANH:
      return tanhTable;
    default:
      return rectTable;
  }
}

function classOf(x: f64): i32 {
  if (x != x) return 6;
  const negative = reinterpret<u64>(x) >> 63 != 0;
  if (Math.abs(x) == Infinity) return negative ? 0 : 5;
  if (x == 0) return negative ? 2 : 3;
  return negative ? 1 : 4;
}

/** The parts found by `special`. */
export let specialReal: f64 = 0;
export let specialImag: f64 = 0;

/** Looks (x, y) up, one of which is not finite; false for a domain error. */
export function special(which: i32, x: f64, y: f64): bool {
  const at = tableOf(which) + ((classOf(x) * 7 + classOf(y)) << 1);
  const code: u32 = load<u8>(at);
  if ((code & DOMAIN) != 0) return false;
  specialReal = load<f64>(constants + ((<usize>code) << 3));
  specialImag = load<f64>(constants + ((<usize>load<u8>(at, 1)) << 3));
  return true;
}
