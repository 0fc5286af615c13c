/**
 * memoryview (Objects/memoryobject.c).
 */
import { PyObject } from "../object/layout";
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
  unreachable();
}
