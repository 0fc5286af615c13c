import { PyObject } from "../object/layout";
/** str of an int in base 2..36 with prefix for 2, 8, 16. `new` */
export function _PyLong_Format(op: PyObject, base: i32): PyObject | null {
  unreachable();
}
/** int of ASCII text (whole range must be consumed); ValueError otherwise. base 0, 2..36. `new` */
export function _PyLong_FromBytes(text: usize, length: i32, base: i32): PyObject | null {
  unreachable();
}
/** int of a str (Unicode digits allowed). `new` */
export function PyLong_FromUnicodeObject(text: PyObject, base: i32): PyObject | null {
  unreachable();
}
/** sys.get_int_max_str_digits / set_int_max_str_digits. */
export let intMaxStrDigits: i32 = 4300;
export function setIntMaxStrDigits(value: i32): void {
  intMaxStrDigits = value;
}
