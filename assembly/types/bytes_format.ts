/** bytes % values. */
import { PyObject } from "../object/layout";

/** `new` bytes, or bytearray. */
export function bytesFormat(format: usize, length: i32, args: PyObject, isByteArray: bool): PyObject | null {
  return unreachable();
}
