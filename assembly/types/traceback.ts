import { PyObject, PyTypeObject } from "../object/layout";

/** One entry of a traceback; 40 bytes... then tb_lasti and tb_lineno as ints. */
@unmanaged
export class PyTracebackObject extends PyObject {
  tb_next: PyTracebackObject | null; // 16
  tb_next_hi: u32;
  tb_frame: PyObject; // 24: frame object
  tb_frame_hi: u32;
  tb_lasti: i32; // 32: byte offset of the instruction
  tb_lineno: i32; // 36: -1: computed on demand
}

/** A traceback entry: `new`; borrows its arguments. `lineno` -1 is computed from `lasti` when asked. */
export function _PyTraceBack_New(next: PyObject | null, frame: PyObject, lasti: i32, lineno: i32): PyObject | null {
  unreachable();
}
/** Puts an entry for `frame` at instruction offset `lasti` before the pending exception's traceback; -1 on failure. */
export function PyTraceBack_Here(frame: PyObject, lasti: i32): i32 {
  unreachable();
}
/** Sets the function (frame: PyObject, lasti: i32): i32 that maps an instruction offset to a line; vm/ does at boot. */
export function setHookLineOfFrame(fn: u32): void {
  unreachable();
}
/** Sets the function (op: PyObject): i32 ... is it a frame object's code's name etc. */
export function PyTraceBack_Check(op: PyObject): bool {
  unreachable();
}
export function initTracebackType(): void {
  unreachable();
}
