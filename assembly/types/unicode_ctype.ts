/**
 * Character properties of Unicode 15.1 (generated tables).
 */
import { PyObject } from "../object/layout";
export function _PyUnicode_IsAlpha(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsSpace(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsLinebreak(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsPrintable(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsXidStart(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsXidContinue(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsLower(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsUpper(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsTitle(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsCased(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_IsCaseIgnorable(ch: u32): bool {
  unreachable();
}
/** decimal value or -1 */
export function _PyUnicode_ToDecimalDigit(ch: u32): i32 {
  unreachable();
}
export function _PyUnicode_ToDigit(ch: u32): i32 {
  unreachable();
}
export function _PyUnicode_IsNumeric(ch: u32): bool {
  unreachable();
}
export function _PyUnicode_ToNumeric(ch: u32): f64 {
  unreachable();
}
export function _PyUnicode_ToLowercase(ch: u32): u32 {
  unreachable();
}
export function _PyUnicode_ToUppercase(ch: u32): u32 {
  unreachable();
}
export function _PyUnicode_ToTitlecase(ch: u32): u32 {
  unreachable();
}
/** `new` (or the same) str: Unicode decimals and spaces become ASCII ones, others "?" (for int() and float()). */
export function _PyUnicode_TransformDecimalAndSpaceToASCII(op: PyObject): PyObject | null {
  unreachable();
}
