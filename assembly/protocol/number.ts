import { PyObject, PyTypeObject } from "../object/layout";
export function PyNumber_Add(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceAdd(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Subtract(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceSubtract(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Multiply(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceMultiply(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_MatrixMultiply(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceMatrixMultiply(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_FloorDivide(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceFloorDivide(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_TrueDivide(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceTrueDivide(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Remainder(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceRemainder(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Divmod(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Lshift(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceLshift(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Rshift(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceRshift(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_And(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceAnd(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Xor(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceXor(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Or(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlaceOr(a: PyObject, b: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Power(a: PyObject, b: PyObject, modulus: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_InPlacePower(a: PyObject, b: PyObject, modulus: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Negative(op: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Positive(op: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Invert(op: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Absolute(op: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Index(op: PyObject): PyObject | null {
  unreachable();
}
export function _PyNumber_Index(op: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Long(op: PyObject): PyObject | null {
  unreachable();
}
export function PyNumber_Float(op: PyObject): PyObject | null {
  unreachable();
}
/** Index as a 64-bit Py_ssize_t saturated to i32. Beyond 64 bits: clipped if `err` is null, else `err` is raised. -1 on error. */
export function PyNumber_AsSsize_t(op: PyObject, err: PyTypeObject | null): i32 {
  unreachable();
}
export function PyNumber_ToBase(op: PyObject, base: i32): PyObject | null {
  unreachable();
}
export function PyNumber_Check(op: PyObject): bool {
  unreachable();
}
export function PyIndex_Check(op: PyObject): bool {
  unreachable();
}
