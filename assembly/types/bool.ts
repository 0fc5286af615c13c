/**
 * bool: the two ints True and False (Objects/boolobject.c). Both are static PyLongObjects whose type is bool, so every int
 * operation works on them unchanged; only the bitwise operators, repr and the constructor differ.
 *
 *   True, False   0 ob_refcnt | 8 ob_type = bool | 16 lv_tag | 24 ob_digit[0]       28 bytes, in 32
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_LONG_SUBCLASS,
  Py_TPFLAGS_MATCH_SELF,
  initPtr,
  ptrAt,
} from "../object/layout";
import { _Py_SetImmortal, singletonCount, Py_NewRef } from "../object/refcount";
import { PyVectorcall_NARGS } from "../object/slots";
import { PyBool_Type, PyLong_Type, PyType_Type, Py_False, Py_NotImplemented, Py_True } from "../object/statics";
import { initStaticType, numberMethods } from "../object/typedef";
import { PyExc_DeprecationWarning } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyLongObject, PyLong_Check } from "./long";
import { _PyLong_And, _PyLong_Or, _PyLong_Xor, long_invert } from "./long_arith";

export function PyBool_Check(op: PyObject): bool {
  return op.ob_type == PyBool_Type;
}

/** True or False: `new`. */
export function PyBool_FromLong(value: i32): PyObject {
  return Py_NewRef(value != 0 ? Py_True : Py_False);
}

function bool_repr(self: PyObject): PyObject | null {
  return Py_NewRef(self == Py_True ? ID.True : ID.False);
}

/** bool(x) with the truth of one argument or none. */
function truthOf(op: PyObject): PyObject | null {
  const truth = PyObject_IsTrue(op);
  return truth < 0 ? null : PyBool_FromLong(truth);
}

function bool_new(_type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("bool", kwargs)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("bool", n, 0, 1)) return null;
  return n == 0 ? Py_NewRef(Py_False) : truthOf(PyTuple_GET_ITEM(args, 0));
}

function bool_vectorcall(_type: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("bool", kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  if (!PyArg_CheckPositional("bool", n, 0, 1)) return null;
  return n == 0 ? Py_NewRef(Py_False) : truthOf(ptrAt(args, 0));
}

function bothBools(a: PyObject, b: PyObject): bool {
  return a.ob_type == PyBool_Type && b.ob_type == PyBool_Type;
}

/** Operators on one bool and one int are int's; on anything else NotImplemented, as PyLong_Type's slots answer. */
function bothInts(a: PyObject, b: PyObject): bool {
  return PyLong_Check(a) && PyLong_Check(b);
}

function bool_and(a: PyObject, b: PyObject): PyObject | null {
  if (bothBools(a, b)) return Py_NewRef(a == Py_True && b == Py_True ? Py_True : Py_False);
  return bothInts(a, b) ? _PyLong_And(a, b) : Py_NewRef(Py_NotImplemented);
}

function bool_or(a: PyObject, b: PyObject): PyObject | null {
  if (bothBools(a, b)) return Py_NewRef(a == Py_True || b == Py_True ? Py_True : Py_False);
  return bothInts(a, b) ? _PyLong_Or(a, b) : Py_NewRef(Py_NotImplemented);
}

function bool_xor(a: PyObject, b: PyObject): PyObject | null {
  if (bothBools(a, b)) return Py_NewRef(a != b ? Py_True : Py_False);
  return bothInts(a, b) ? _PyLong_Xor(a, b) : Py_NewRef(Py_NotImplemented);
}

function bool_invert(a: PyObject): PyObject | null {
  const failed = PyErr_WarnEx(
    PyExc_DeprecationWarning,
    "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.",
    1,
  );
  return failed < 0 ? null : long_invert(a);
}

/** A count that went wrong is set right: the two are never freed. */
function bool_dealloc(self: PyObject): void {
  _Py_SetImmortal(self);
}

function initObject(op: PyObject, value: u32): void {
  store<u64>(changetype<usize>(op), <u64>singletonCount);
  initPtr(changetype<usize>(op) + 8, changetype<usize>(PyBool_Type));
  const long = changetype<PyLongObject>(op);
  long.lv_tag = value != 0 ? 8 : 1;
  long.ob_digit = value;
}

/** Fills the type and its two objects; runs before anything uses a truth value. */
export function initBoolType(): void {
  const type = PyBool_Type;
  initStaticType(
    type,
    PyType_Type,
    PyLong_Type,
    "bool",
    24,
    4,
    Py_TPFLAGS_LONG_SUBCLASS | Py_TPFLAGS_MATCH_SELF,
    "bool(object=False, /)\n--\n\nThe truth of its argument.\nThere are two instances, True and False, and no class can derive from it.\nIt derives from int: False is 0, True is 1.",
  );
  type.tp_dealloc = bool_dealloc.index;
  type.tp_repr = bool_repr.index;
  type.tp_new = bool_new.index;
  type.tp_vectorcall = bool_vectorcall.index;
  const m = numberMethods(type);
  m.nb_invert = bool_invert.index;
  m.nb_and = bool_and.index;
  m.nb_xor = bool_xor.index;
  m.nb_or = bool_or.index;
  initObject(Py_True, 1);
  initObject(Py_False, 0);
}
