import { PyObject } from "../object/layout";
/** Operands are ints (subclasses allowed). `new`. */
export function _PyLong_Add(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function _PyLong_Subtract(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function _PyLong_Multiply(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
/** -1, 0, 1. */
export function long_compare(a: PyObject, b: PyObject): i32 {
  unreachable();
}
export function _PyLong_FloorDiv(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function _PyLong_Mod(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function _PyLong_DivmodNear(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function _PyLong_Lshift(a: PyObject, shift: i64): PyObject | null {
  unreachable();
}
export function _PyLong_Rshift(a: PyObject, shift: i64): PyObject | null {
  unreachable();
}
export function _PyLong_GCD(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function _PyLong_Negate(a: PyObject): PyObject | null {
  unreachable();
}
