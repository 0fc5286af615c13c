import { PyObject } from "../object/layout";

/** UnicodeDecodeError: `new`; `object` is bytes. */
export function PyUnicodeDecodeError_Create(
  encoding: string,
  object: PyObject,
  start: i32,
  end: i32,
  reason: string,
): PyObject | null {
  unreachable();
}
/** The same with strs; for encode errors `object` is a str. `new` */
export function makeUnicodeEncodeError(
  encoding: PyObject,
  object: PyObject,
  start: i32,
  end: i32,
  reason: PyObject,
): PyObject | null {
  unreachable();
}
export function makeUnicodeDecodeError(
  encoding: PyObject,
  object: PyObject,
  start: i32,
  end: i32,
  reason: PyObject,
): PyObject | null {
  unreachable();
}
export function _PyUnicodeTranslateError_Create(
  object: PyObject,
  start: i32,
  end: i32,
  reason: PyObject,
): PyObject | null {
  unreachable();
}
/** Start and end as the codecs' error handlers read them: clipped to the object. -1 with TypeError. Of all three Unicode errors. */
export function PyUnicodeError_GetStart(exc: PyObject): i32 {
  unreachable();
}
export function PyUnicodeError_GetEnd(exc: PyObject): i32 {
  unreachable();
}
/** `new` */
export function PyUnicodeError_GetObject(exc: PyObject): PyObject | null {
  unreachable();
}
/** `new` */
export function PyUnicodeError_GetReason(exc: PyObject): PyObject | null {
  unreachable();
}
/** `new` */
export function PyUnicodeError_GetEncoding(exc: PyObject): PyObject | null {
  unreachable();
}
export function PyUnicodeError_SetStart(exc: PyObject, start: i32): void {
  unreachable();
}
export function PyUnicodeError_SetEnd(exc: PyObject, end: i32): void {
  unreachable();
}
/** Replaces the reason; borrows. */
export function PyUnicodeError_SetReason(exc: PyObject, reason: PyObject): void {
  unreachable();
}
