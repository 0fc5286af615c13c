/**
 * memoryview (Objects/memoryobject.c).
 */
import { PyObject } from "../object/layout";
import { PyBaseObject_Type, PyMemoryView_Type, PyType_Type } from "../object/statics";
import { initStaticType } from "../object/typedef";
export function PyMemoryView_Check(op: PyObject): bool {
  return unreachable();
}
export function PyMemoryView_FromObject(op: PyObject): PyObject | null {
  return unreachable();
}
export function PyMemoryView_FromMemory(address: usize, size: i32, flags: i32): PyObject | null {
  return unreachable();
}
export function initMemoryViewType(): void {
  initStaticType(PyMemoryView_Type, PyType_Type, PyBaseObject_Type, "memoryview", 144, 8, 0);
}
