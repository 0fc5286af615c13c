/** methods shared by bytes and bytearray */
import { PyObject, PyTypeObject } from "../object/layout";
export function addSharedBytesMethods(t: PyTypeObject, isByteArray: bool): void {}
export function bytesContains(op: PyObject, item: PyObject): i32 {
  return unreachable();
}
