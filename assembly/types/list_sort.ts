/**
 * list.sort: to be replaced by the real thing below.
 */
import { PyObject } from "../object/layout";

export function listSort(op: PyObject, key: PyObject | null, reverse: bool): i32 {
  return unreachable();
}

export function PyList_Sort(op: PyObject): i32 {
  return listSort(op, null, false);
}
