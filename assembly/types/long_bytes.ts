import { PyObject } from "../object/layout";
/** int of `n` bytes. `new` */
export function _PyLong_FromByteArray(bytes: usize, n: i32, littleEndian: bool, isSigned: bool): PyObject | null {
  unreachable();
}
/** Writes `op` into `n` bytes; -1 with OverflowError ("int too big to convert", "can't convert negative int to unsigned"). */
export function _PyLong_AsByteArray(
  op: PyObject,
  bytes: usize,
  n: i32,
  littleEndian: bool,
  isSigned: bool,
  withExceptions: bool,
): i32 {
  unreachable();
}
