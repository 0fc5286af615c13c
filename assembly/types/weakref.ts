import { PyObject, PyTypeObject } from "../object/layout";

export const _PyWeakref_ProxyType = changetype<PyTypeObject>(memory.data(416, 16)); // weakref.ProxyType
export const _PyWeakref_CallableProxyType = changetype<PyTypeObject>(memory.data(416, 16)); // weakref.CallableProxyType

/** A weak reference; 64 bytes with the pieces below. */
@unmanaged
export class PyWeakReference extends PyObject {
  wr_object: PyObject; // 16: Py_None once dead
  wr_object_hi: u32;
  wr_callback: PyObject | null; // 24
  wr_callback_hi: u32;
  hash: i64; // 32: -1 not computed
  wr_prev: PyWeakReference | null; // 40
  wr_prev_hi: u32;
  wr_next: PyWeakReference | null; // 48
  wr_next_hi: u32;
  vectorcall: u32; // 56
  vectorcall_hi: u32;
}

/** `new` */
export function PyWeakref_NewRef(ob: PyObject, callback: PyObject | null): PyObject | null {
  unreachable();
}
/** `new` */
export function PyWeakref_NewProxy(ob: PyObject, callback: PyObject | null): PyObject | null {
  unreachable();
}
/** The referent: `new`, or null (no exception) if dead. */
export function _PyWeakref_GET_REF(ref: PyObject): PyObject | null {
  unreachable();
}
export function PyWeakref_Check(op: PyObject): bool {
  unreachable();
}
export function PyWeakref_CheckRef(op: PyObject): bool {
  unreachable();
}
export function PyWeakref_CheckProxy(op: PyObject): bool {
  unreachable();
}
/** Clears the weak references to a dying object and calls their callbacks; for tp_dealloc of types with a weakref list. */
export function PyObject_ClearWeakRefs(op: PyObject): void {
  unreachable();
}
/** Clears one reference without calling its callback (_PyWeakref_ClearRef). */
export function _PyWeakref_ClearRef(ref: PyWeakReference): void {
  unreachable();
}
/** Clears all references to `op` without callbacks (_PyStaticType_ClearWeakRefs, subtype_dealloc before __del__'s slots go). */
export function _PyWeakref_ClearWeakRefsNoCallbacks(op: PyObject): void {
  unreachable();
}
/** Address of the head of op's weakref list; only for types that support it (PyType_SUPPORTS_WEAKREFS). */
export function _PyObject_GET_WEAKREFS_LISTPTR(op: PyObject): usize {
  return changetype<usize>(op) + <usize>op.ob_type.tp_weaklistoffset;
}
export function _PyType_SUPPORTS_WEAKREFS(type: PyTypeObject): bool {
  return type.tp_weaklistoffset != 0;
}
export function _PyWeakref_GetWeakrefCount(op: PyObject): i32 {
  unreachable();
}
export function initWeakrefType(): void {
  unreachable();
}
