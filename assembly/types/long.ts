import { PyObject, PyTypeObject } from "../object/layout";
import { PyLong_Type } from "../object/statics";

export const PyLong_SHIFT: i32 = 30;
export const PyLong_BASE: u32 = 1 << 30;
export const PyLong_MASK: u32 = 0x3fffffff;

@unmanaged
export class PyLongObject extends PyObject {
  lv_tag: u32;
  lv_tag_hi: u32;
  ob_digit: u32;
  pad: u32;
}
export const SIGN_ZERO: u32 = 1;
export const SIGN_NEGATIVE: u32 = 2;
export const LONG_DIGITS: usize = 24;

export function PyLong_Check(op: PyObject): bool {
  return (op.ob_type.tp_flags & (1 << 24)) != 0;
}
export function PyLong_CheckExact(op: PyObject): bool {
  return op.ob_type == PyLong_Type;
}
export function _PyLong_DigitCount(op: PyObject): i32 {
  return <i32>(changetype<PyLongObject>(op).lv_tag >> 3);
}
export function _PyLong_IsCompact(op: PyObject): bool {
  return changetype<PyLongObject>(op).lv_tag < 16;
}
export function _PyLong_BothAreCompact(a: PyObject, b: PyObject): bool {
  return (changetype<PyLongObject>(a).lv_tag | changetype<PyLongObject>(b).lv_tag) < 16;
}
export function _PyLong_CompactValue(op: PyObject): i32 {
  return (1 - <i32>(changetype<PyLongObject>(op).lv_tag & 3)) * <i32>changetype<PyLongObject>(op).ob_digit;
}
export function _PyLong_IsNonNegativeCompact(op: PyObject): bool {
  return (changetype<PyLongObject>(op).lv_tag & ~9) == 0 || changetype<PyLongObject>(op).lv_tag == 1;
}
export function _PyLong_IsZero(op: PyObject): bool {
  return (changetype<PyLongObject>(op).lv_tag & 3) == 1;
}
export function _PyLong_IsNegative(op: PyObject): bool {
  return (changetype<PyLongObject>(op).lv_tag & 3) == 2;
}
export function _PyLong_IsPositive(op: PyObject): bool {
  return (changetype<PyLongObject>(op).lv_tag & 3) == 0;
}
export function _PyLong_Sign(op: PyObject): i32 {
  return 1 - <i32>(changetype<PyLongObject>(op).lv_tag & 3);
}
/** The static int -5 .. 256. Borrowed (immortal). */
export function smallInt(value: i32): PyObject {
  unreachable();
}
export function _PyLong_GetZero(): PyObject {
  return smallInt(0);
}
export function _PyLong_GetOne(): PyObject {
  return smallInt(1);
}
/** Fresh int of `ndigits` digits, uninitialised, positive. `new`, MemoryError. */
export function _PyLong_New(ndigits: i32): PyLongObject | null {
  unreachable();
}
export function PyLong_FromLong(value: i32): PyObject | null {
  unreachable();
}
export function PyLong_FromI64(value: i64): PyObject | null {
  unreachable();
}
export function PyLong_FromU64(value: u64): PyObject | null {
  unreachable();
}
export function PyLong_FromUnsignedLong(value: u32): PyObject | null {
  unreachable();
}
export function PyLong_FromSsize_t(value: i32): PyObject | null {
  unreachable();
}
export function PyLong_FromSize_t(value: u32): PyObject | null {
  unreachable();
}
export function PyLong_FromVoidPtr(p: usize): PyObject | null {
  unreachable();
}
export function PyLong_FromDouble(value: f64): PyObject | null {
  unreachable();
}
/** -1 with OverflowError "Python int too large to convert to C long" or TypeError (calls __index__ of non-ints). */
export function PyLong_AsI64(op: PyObject): i64 {
  unreachable();
}
/** C int: "Python int too large to convert to C int". */
export function PyLong_AsI32(op: PyObject): i32 {
  unreachable();
}
/** As Py_ssize_t of a 64-bit CPython, saturated to i32: beyond 64 bits OverflowError; non-int TypeError. */
export function PyLong_AsSsize_t(op: PyObject): i32 {
  unreachable();
}
export function PyLong_AsSize_t(op: PyObject): u32 {
  unreachable();
}
export function PyLong_AsU64(op: PyObject): u64 {
  unreachable();
}
export function PyLong_AsUnsignedLongLongMask(op: PyObject): u64 {
  unreachable();
}
export function PyLong_AsVoidPtr(op: PyObject): usize {
  unreachable();
}
/** Set by PyLong_AsLongAndOverflow: -1, 0, 1. */
export let longOverflow: i32 = 0;
export function PyLong_AsLongAndOverflow(op: PyObject): i64 {
  unreachable();
}
export function PyLong_AsDouble(op: PyObject): f64 {
  unreachable();
}
export function _PyLong_NumBits(op: PyObject): i64 {
  unreachable();
}
export function _PyLong_Copy(op: PyObject): PyObject | null {
  unreachable();
}
export function long_hash(op: PyObject): i64 {
  unreachable();
}
export function initLongType(): void {
  unreachable();
}
/** Fills the static ints; before any other type's boot. */
export function initSmallInts(): void {
  unreachable();
}
