import { PyObject } from "../object/layout";
/** Flags of PyOS_double_to_string. */
export const Py_DTSF_SIGN: i32 = 1;
export const Py_DTSF_ADD_DOT_0: i32 = 2;
export const Py_DTSF_ALT: i32 = 4;
export const Py_DTSF_NO_NEG_0: i32 = 8;
/**
 * Text of `x` as `code` ('r' repr, 'e' 'f' 'g' and their capitals) in a buffer that the caller frees with PyMem_Free;
 * length in `textLength`. 0 with MemoryError.
 */
export let textLength: i32 = 0;
export function PyOS_double_to_string(x: f64, code: i32, precision: i32, flags: i32): usize {
  unreachable();
}
/** True if the whole of the ASCII range is a float; the value in `parsedDouble`. No exception is set. */
export let parsedDouble: f64 = 0;
export function parseDouble(text: usize, length: i32): bool {
  unreachable();
}
