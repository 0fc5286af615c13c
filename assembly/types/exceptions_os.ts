import { PyObject } from "../object/layout";

/** Raises the OSError subclass that fits `errno` with `strerror` (borrowed) and `filename` (borrowed, or null). Returns null. */
export function raiseOSError(errno: i32, strerror: PyObject, filename: PyObject | null): PyObject | null {
  unreachable();
}
