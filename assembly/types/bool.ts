/**
 * bool: the two ints True and False (Objects/boolobject.c). Both are static PyLongObjects whose type is bool, so every int
 * operation works on them unchanged; only the bitwise operators, repr and the constructor differ.
 *
 *   True, False   0 ob_refcnt (immortal) | 8 ob_type = bool | 16 lv_tag | 24 ob_digit[0]       28 bytes, in 32
 */
import { PyObject, PyTypeObject, initPtr, Py_TPFLAGS_LONG_SUBCLASS } from "../object/layout";
import { IMMORTAL_REFCNT } from "../object/refcount";
import { PyBool_Type, PyLong_Type, PyType_Type, Py_False, Py_True } from "../object/statics";
import { addMethod, initStaticType, numberMethods, METH_NOARGS } from "../object/typedef";
import { ID } from "../generated/ids";

export function PyBool_Check(op: PyObject): bool {
  return op.ob_type == PyBool_Type;
}

/** True or False, immortal (CPython says `new`). */
export function PyBool_FromLong(value: i32): PyObject {
  return value != 0 ? Py_True : Py_False;
}

/** Fills the type and its two objects; runs before anything uses a truth value. */
export function initBoolType(): void {
  unreachable();
}
