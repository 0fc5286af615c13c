/**
 * Comparison, truth, text forms and class tests of any object. Counterpart: the second part of Objects/object.c, and
 * PyObject_Format, PyObject_IsInstance and PyObject_IsSubclass of Objects/abstract.c.
 *
 * Invariant: everything here may run Python code; results are `new`.
 */
import {
  PyObject,
  PyTypeObject,
  PyType_FastSubclass,
  Py_TPFLAGS_UNICODE_SUBCLASS,
  Py_TPFLAGS_BYTES_SUBCLASS,
  Py_TPFLAGS_TUPLE_SUBCLASS,
  Py_EQ,
  Py_NE,
  Py_LT,
  Py_LE,
  Py_GT,
  Py_GE,
} from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import {
  Py_None,
  Py_True,
  Py_False,
  Py_NotImplemented,
  PyType_Type,
  PyUnicode_Type,
  PyBytes_Type,
  PyLong_Type,
  PyFloat_Type,
  PyTuple_Type,
} from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { callInquiry, callRichCompare, callUnary } from "../object/slots";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "./errors";
import { PyType_IsSubtype, PyType_Check, PyObject_TypeCheck } from "../types/typeobject";
import { _PyUnion_Type, unionArgs } from "../types/union";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "./call";
import { PyObject_GetOptionalAttr, _PyObject_LookupSpecial } from "./attr";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import {
  PyUnicode_IS_ASCII,
  PyUnicode_GET_LENGTH,
  PyUnicode_New,
  PyUnicode_READ_CHAR,
  _PyUnicode_EQ,
  unicode_compare,
} from "../types/unicode";
import { PyFloat_AS_DOUBLE } from "../types/float";
import { compareDoubles } from "../types/float_arith";
import { _PyLong_IsZero } from "../types/long";
import { long_compare } from "../types/long_arith";
import { _PyFloat_FormatAdvanced, _PyLong_FormatAdvanced } from "../types/format_number";
import { _PyUnicode_FormatAdvanced } from "../types/format_spec";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_Finish,
} from "../types/unicode_writer";
import { PyBytes_FromObject } from "../types/bytes";
import { PyListObject, PyList_New, PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE } from "../types/list";
import { ID } from "../generated/ids";

const cell = memory.data(8, 8);

/** `new` True or False (both immortal). */
export function Py_RETURN_BOOL(value: bool): PyObject {
  return Py_NewRef(value ? Py_True : Py_False);
}

/** True or False from a three-way result (negative, 0, positive). */
export function Py_RETURN_RICHCOMPARE(order: i64, op: i32): PyObject {
  switch (op) {
    case Py_LT:
      return Py_NewRef(order < 0 ? Py_True : Py_False);
    case Py_LE:
      return Py_NewRef(order <= 0 ? Py_True : Py_False);
    case Py_EQ:
      return Py_NewRef(order == 0 ? Py_True : Py_False);
    case Py_NE:
      return Py_NewRef(order != 0 ? Py_True : Py_False);
    case Py_GT:
      return Py_NewRef(order > 0 ? Py_True : Py_False);
    default:
      return Py_NewRef(order >= 0 ? Py_True : Py_False);
  }
}

/** The operator seen from the right operand: < becomes >, == stays. */
function swappedOp(op: i32): i32 {
  switch (op) {
    case Py_LT:
      return Py_GT;
    case Py_LE:
      return Py_GE;
    case Py_GT:
      return Py_LT;
    case Py_GE:
      return Py_LE;
    default:
      return op;
  }
}

function opText(op: i32): string {
  switch (op) {
    case Py_LT:
      return "<";
    case Py_LE:
      return "<=";
    case Py_EQ:
      return "==";
    case Py_NE:
      return "!=";
    case Py_GT:
      return ">";
    default:
      return ">=";
  }
}

/** Left, then right (right first if its type is a subtype), then identity for == and !=. */
function doRichCompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  const vt = v.ob_type;
  const wt = w.ob_type;
  let checkedReverse = false;
  if (vt != wt && wt.tp_richcompare != 0 && PyType_IsSubtype(wt, vt)) {
    checkedReverse = true;
    const res = callRichCompare(wt.tp_richcompare, w, v, swappedOp(op));
    if (res != Py_NotImplemented) return res;
    Py_DECREF(Py_NotImplemented);
  }
  if (vt.tp_richcompare != 0) {
    const res = callRichCompare(vt.tp_richcompare, v, w, op);
    if (res != Py_NotImplemented) return res;
    Py_DECREF(Py_NotImplemented);
  }
  if (!checkedReverse && wt.tp_richcompare != 0) {
    const res = callRichCompare(wt.tp_richcompare, w, v, swappedOp(op));
    if (res != Py_NotImplemented) return res;
    Py_DECREF(Py_NotImplemented);
  }
  if (op == Py_EQ) return Py_RETURN_BOOL(v == w);
  if (op == Py_NE) return Py_RETURN_BOOL(v != w);
  return PyErr_Format(
    PyExc_TypeError,
    "'%L' not supported between instances of '%s' and '%s'",
    changetype<usize>(opText(op)),
    vt.tp_name,
    wt.tp_name,
  );
}

export function PyObject_RichCompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!Py_EnterRecursiveCall(" in comparison")) return null;
  const res = doRichCompare(v, w, op);
  Py_LeaveRecursiveCall();
  return res;
}

/** For each operator, three bits: does it hold for less, equal, greater? */
const HOLDS: u32 =
  (1 << (Py_LT * 3)) |
  (3 << (Py_LE * 3)) |
  (2 << (Py_EQ * 3)) |
  (5 << (Py_NE * 3)) |
  (4 << (Py_GT * 3)) |
  (6 << (Py_GE * 3));

/** Does `op` hold for an order of -1, 0 or 1? */
function orderHolds(order: i32, op: i32): i32 {
  return <i32>((HOLDS >> (op * 3 + 1 + order)) & 1);
}

/** Are both exact ints, texts or floats, so that comparing them runs no other code and drops no reference? */
export function comparePlainly(v: PyObject, w: PyObject): bool {
  const type = v.ob_type;
  return type == w.ob_type && (type == PyLong_Type || type == PyUnicode_Type || type == PyFloat_Type);
}

/** 1, 0 or -1 (error). Identity implies equality. */
export function PyObject_RichCompareBool(v: PyObject, w: PyObject, op: i32): i32 {
  if (v == w) {
    if (op == Py_EQ) return 1;
    if (op == Py_NE) return 0;
  }
  const type = v.ob_type;
  if (type == w.ob_type) {
    // These need no slot, no bool object and no recursion check.
    if (type == PyLong_Type) return orderHolds(long_compare(v, w), op);
    if (type == PyUnicode_Type) {
      if (op == Py_EQ) return _PyUnicode_EQ(v, w) ? 1 : 0;
      return orderHolds(unicode_compare(v, w), op);
    }
    if (type == PyTuple_Type) {
      const same = op == Py_EQ ? plainTuplesEqual(v, w) : NOT_PLAIN;
      return same != NOT_PLAIN ? same : compareTuples(v, w, op);
    }
    if (type == PyFloat_Type) return compareDoubles(PyFloat_AS_DOUBLE(v), PyFloat_AS_DOUBLE(w), op) ? 1 : 0;
  }
  return compareBySlots(v, w, op);
}

/** plainEquals could not tell: only a comparison that may run Python code can. */
export const NOT_PLAIN: i32 = 2;

/**
 * Are the different objects `a` and `b` equal, if they are exact ints, texts, floats, or tuples of such? 1, 0, NOT_PLAIN. Runs no other code and
 * changes no count, so that whoever asks may keep borrowed references and read on in the table that it searches.
 */
export function plainEquals(a: PyObject, b: PyObject): i32 {
  const type = a.ob_type;
  if (type != b.ob_type) return NOT_PLAIN;
  if (type == PyLong_Type) return plainIntsEqual(a, b) ? 1 : 0;
  if (type == PyUnicode_Type) return _PyUnicode_EQ(a, b) ? 1 : 0;
  if (type == PyTuple_Type) return plainTuplesEqual(a, b);
  if (type == PyFloat_Type) return PyFloat_AS_DOUBLE(a) == PyFloat_AS_DOUBLE(b) ? 1 : 0;
  return NOT_PLAIN;
}

/** Of two exact ints. One digit each in most cases: then tag and digit say all. */
function plainIntsEqual(a: PyObject, b: PyObject): bool {
  const tag = load<u64>(changetype<usize>(a), 16);
  if (tag != load<u64>(changetype<usize>(b), 16)) return false;
  if (tag < 16) return load<u32>(changetype<usize>(a), 24) == load<u32>(changetype<usize>(b), 24);
  return long_compare(a, b) == 0;
}

function plainTuplesEqual(a: PyObject, b: PyObject): i32 {
  const n = PyTuple_GET_SIZE(a);
  const same = n == PyTuple_GET_SIZE(b);
  const common = same ? n : min(n, PyTuple_GET_SIZE(b));
  for (let i = 0; i < common; i++) {
    const x = PyTuple_GET_ITEM(a, i);
    const y = PyTuple_GET_ITEM(b, i);
    if (x == y) continue;
    const type = x.ob_type;
    if (type != y.ob_type) return NOT_PLAIN;
    let equal: bool;
    if (type == PyLong_Type) equal = plainIntsEqual(x, y);
    else if (type == PyUnicode_Type) equal = _PyUnicode_EQ(x, y);
    else return NOT_PLAIN;
    if (!equal) return 0;
  }
  return same ? 1 : 0;
}

/** The first items that differ decide: 1, 0 or -1. */
export function compareTuples(v: PyObject, w: PyObject, op: i32): i32 {
  if (!Py_EnterRecursiveCall(" in comparison")) return -1;
  const nv = PyTuple_GET_SIZE(v);
  const nw = PyTuple_GET_SIZE(w);
  const n = min(nv, nw);
  let i = 0;
  let k = 1;
  while (i < n) {
    k = PyObject_RichCompareBool(PyTuple_GET_ITEM(v, i), PyTuple_GET_ITEM(w, i), Py_EQ);
    if (k <= 0) break;
    i++;
  }
  let result: i32;
  if (k < 0) result = -1;
  else if (i >= n) result = orderHolds(nv < nw ? -1 : nv == nw ? 0 : 1, op);
  else if (op == Py_EQ || op == Py_NE) result = op == Py_NE ? 1 : 0;
  else result = PyObject_RichCompareBool(PyTuple_GET_ITEM(v, i), PyTuple_GET_ITEM(w, i), op);
  Py_LeaveRecursiveCall();
  return result;
}

/** PyObject_RichCompareBool of two different objects of any type. */
export function compareBySlots(v: PyObject, w: PyObject, op: i32): i32 {
  const res = PyObject_RichCompare(v, w, op);
  if (res === null) return -1;
  const ok = PyObject_IsTrue(res);
  Py_DECREF(res);
  return ok;
}

/** 1, 0 or -1 (error). */
export function PyObject_IsTrue(v: PyObject): i32 {
  if (v == Py_True) return 1;
  if (v == Py_False || v == Py_None) return 0;
  const type = v.ob_type;
  if (type == PyLong_Type) return _PyLong_IsZero(v) ? 0 : 1;
  if (type == PyUnicode_Type) return PyUnicode_GET_LENGTH(v) != 0 ? 1 : 0;
  const number = type.tp_as_number;
  let res: i32;
  if (number !== null && number.nb_bool != 0) {
    res = callInquiry(number.nb_bool, v);
  } else {
    const mapping = type.tp_as_mapping;
    const sequence = type.tp_as_sequence;
    if (mapping !== null && mapping.mp_length != 0) res = callInquiry(mapping.mp_length, v);
    else if (sequence !== null && sequence.sq_length != 0) res = callInquiry(sequence.sq_length, v);
    else return 1;
  }
  return res > 0 ? 1 : res;
}

export function PyObject_Not(v: PyObject): i32 {
  const res = PyObject_IsTrue(v);
  return res < 0 ? res : res == 0 ? 1 : 0;
}

export function PyObject_Repr(v: PyObject | null): PyObject | null {
  if (v === null) return PyUnicode_FromFormat("<NULL>");
  if (v.ob_type.tp_repr == 0) {
    return PyUnicode_FromFormat("<%s object at 0x%x>", v.ob_type.tp_name, changetype<usize>(v));
  }
  if (!Py_EnterRecursiveCall(" while getting the repr of an object")) return null;
  const res = callUnary(v.ob_type.tp_repr, v);
  Py_LeaveRecursiveCall();
  if (res === null) return null;
  if (!PyType_FastSubclass(res.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS)) {
    PyErr_Format(PyExc_TypeError, "__repr__ returned non-string (type %s)", res.ob_type.tp_name);
    Py_DECREF(res);
    return null;
  }
  return res;
}

export function PyObject_Str(v: PyObject | null): PyObject | null {
  if (v === null) return PyUnicode_FromFormat("<NULL>");
  if (v.ob_type == PyUnicode_Type) return Py_NewRef(v);
  if (v.ob_type.tp_str == 0) return PyObject_Repr(v);
  if (!Py_EnterRecursiveCall(" while getting the str of an object")) return null;
  const res = callUnary(v.ob_type.tp_str, v);
  Py_LeaveRecursiveCall();
  if (res === null) return null;
  if (!PyType_FastSubclass(res.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS)) {
    PyErr_Format(PyExc_TypeError, "__str__ returned non-string (type %s)", res.ob_type.tp_name);
    Py_DECREF(res);
    return null;
  }
  return res;
}

function writeHex(w: UnicodeWriter, ch: u32, digits: i32): bool {
  for (let shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    const d = (ch >> shift) & 15;
    if (!_PyUnicodeWriter_WriteChar(w, d < 10 ? 48 + d : 87 + d)) return false;
  }
  return true;
}

/** `text` with \\x, \\u and \\U escapes for what is not ASCII: `new`. */
function asciiOnly(text: PyObject): PyObject | null {
  const w = _PyUnicodeWriter_Init(PyUnicode_GET_LENGTH(text));
  const n = PyUnicode_GET_LENGTH(text);
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ_CHAR(text, i);
    if (ch < 128) {
      if (!_PyUnicodeWriter_WriteChar(w, ch)) return null;
      continue;
    }
    const digits = ch < 0x100 ? 2 : ch < 0x10000 ? 4 : 8;
    if (!_PyUnicodeWriter_WriteChar(w, 92)) return null;
    if (!_PyUnicodeWriter_WriteChar(w, digits == 2 ? 120 : digits == 4 ? 117 : 85)) return null;
    if (!writeHex(w, ch, digits)) return null;
  }
  return _PyUnicodeWriter_Finish(w);
}

/** repr() with everything outside ASCII escaped. */
export function PyObject_ASCII(v: PyObject): PyObject | null {
  const repr = PyObject_Repr(v);
  if (repr === null || PyUnicode_IS_ASCII(repr)) return repr;
  const ascii = asciiOnly(repr);
  Py_DECREF(repr);
  return ascii;
}

export function PyObject_Bytes(v: PyObject): PyObject | null {
  if (v.ob_type == PyBytes_Type) return Py_NewRef(v);
  const method = _PyObject_LookupSpecial(v, ID.__bytes__);
  if (method === null) return PyErr_Occurred() !== null ? null : PyBytes_FromObject(v);
  const result = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (result === null) return null;
  if (!PyType_FastSubclass(result.ob_type, Py_TPFLAGS_BYTES_SUBCLASS)) {
    PyErr_Format(PyExc_TypeError, "__bytes__ returned non-bytes (type %s)", result.ob_type.tp_name);
    Py_DECREF(result);
    return null;
  }
  return result;
}

/** format(obj, spec); `spec` null is the empty str. */
export function PyObject_Format(obj: PyObject, spec: PyObject | null): PyObject | null {
  if (spec !== null && !PyType_FastSubclass(spec.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS)) {
    return PyErr_Format(PyExc_TypeError, "Format specifier must be a string, not %s", spec.ob_type.tp_name);
  }
  if (spec === null || PyUnicode_GET_LENGTH(spec) == 0) {
    if (obj.ob_type == PyUnicode_Type) return Py_NewRef(obj);
    if (obj.ob_type == PyLong_Type || obj.ob_type == PyFloat_Type) return PyObject_Str(obj);
  } else if (obj.ob_type == PyLong_Type) return _PyLong_FormatAdvanced(obj, spec);
  else if (obj.ob_type == PyFloat_Type) return _PyFloat_FormatAdvanced(obj, spec);
  else if (obj.ob_type == PyUnicode_Type) return _PyUnicode_FormatAdvanced(obj, spec);
  const text = spec === null ? PyUnicode_New(0, 0) : Py_NewRef(spec);
  if (text === null) return null;
  const method = _PyObject_LookupSpecial(obj, ID.__format__);
  if (method === null) {
    if (PyErr_Occurred() === null) {
      PyErr_Format(PyExc_TypeError, "Type %s doesn't define __format__", obj.ob_type.tp_name);
    }
    Py_DECREF(text);
    return null;
  }
  const result = PyObject_CallOneArg(method, text);
  Py_DECREF(method);
  Py_DECREF(text);
  if (result !== null && !PyType_FastSubclass(result.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS)) {
    PyErr_Format(PyExc_TypeError, "__format__ must return a str, not %s", result.ob_type.tp_name);
    Py_DECREF(result);
    return null;
  }
  return result;
}

/** `cls.__bases__` if it is a tuple: `new`, else null, perhaps with an exception. */
function abstractGetBases(cls: PyObject): PyObject | null {
  if (PyObject_GetOptionalAttr(cls, ID.__bases__, cell) <= 0) return null;
  const bases = load<PyObject>(cell);
  if (!PyType_FastSubclass(bases.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS)) {
    Py_DECREF(bases);
    return null;
  }
  return bases;
}

/** Walks `__bases__` of class-like objects; -1 on error. */
function abstractIsSubclass(derived: PyObject, cls: PyObject): i32 {
  let current: PyObject = Py_NewRef(derived);
  let n: i32;
  let bases: PyObject | null;
  while (true) {
    if (current == cls) {
      Py_DECREF(current);
      return 1;
    }
    bases = abstractGetBases(current);
    Py_DECREF(current);
    if (bases === null) return PyErr_Occurred() !== null ? -1 : 0;
    n = PyTuple_GET_SIZE(bases);
    if (n == 0) {
      Py_DECREF(bases);
      return 0;
    }
    if (n > 1) break;
    current = Py_NewRef(PyTuple_GET_ITEM(bases, 0)); // one base: no recursion
    Py_DECREF(bases);
  }
  let r = 0;
  if (!Py_EnterRecursiveCall(" in __issubclass__")) {
    Py_DECREF(bases!);
    return -1;
  }
  for (let i = 0; i < n && r == 0; i++) r = abstractIsSubclass(PyTuple_GET_ITEM(bases!, i), cls);
  Py_LeaveRecursiveCall();
  Py_DECREF(bases!);
  return r;
}

function checkClass(cls: PyObject, message: string): bool {
  const bases = abstractGetBases(cls);
  if (bases === null) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_TypeError, message);
    return false;
  }
  Py_DECREF(bases);
  return true;
}

function objectIsInstance(inst: PyObject, cls: PyObject): i32 {
  if (PyType_Check(cls)) {
    if (PyObject_TypeCheck(inst, changetype<PyTypeObject>(cls))) return 1;
    const rc = PyObject_GetOptionalAttr(inst, ID.__class__, cell);
    if (rc <= 0) return rc;
    const icls = load<PyObject>(cell);
    let result = 0;
    if (icls != <PyObject>inst.ob_type && PyType_Check(icls)) {
      result = PyType_IsSubtype(changetype<PyTypeObject>(icls), changetype<PyTypeObject>(cls)) ? 1 : 0;
    }
    Py_DECREF(icls);
    return result;
  }
  if (!checkClass(cls, "isinstance() arg 2 must be a type, a tuple of types, or a union")) return -1;
  const rc = PyObject_GetOptionalAttr(inst, ID.__class__, cell);
  if (rc <= 0) return rc;
  const icls = load<PyObject>(cell);
  const result = abstractIsSubclass(icls, cls);
  Py_DECREF(icls);
  return result;
}

/** Calls `checker(arg)` and reads its truth; steals `checker`. */
function askChecker(checker: PyObject, argument: PyObject, where: string): i32 {
  if (!Py_EnterRecursiveCall(where)) {
    Py_DECREF(checker);
    return -1;
  }
  const res = PyObject_CallOneArg(checker, argument);
  Py_LeaveRecursiveCall();
  Py_DECREF(checker);
  if (res === null) return -1;
  const ok = PyObject_IsTrue(res);
  Py_DECREF(res);
  return ok;
}

/** isinstance(inst, cls): 1, 0 or -1. */
export function PyObject_IsInstance(inst: PyObject, cls: PyObject): i32 {
  if (<PyObject>inst.ob_type == cls) return 1;
  if (cls.ob_type == PyType_Type) return objectIsInstance(inst, cls);
  let classes: PyObject = cls;
  if (cls.ob_type == _PyUnion_Type) classes = unionArgs(cls);
  if (PyType_FastSubclass(classes.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS)) {
    if (!Py_EnterRecursiveCall(" in __instancecheck__")) return -1;
    const n = PyTuple_GET_SIZE(classes);
    let r = 0;
    for (let i = 0; i < n && r == 0; i++) r = PyObject_IsInstance(inst, PyTuple_GET_ITEM(classes, i));
    Py_LeaveRecursiveCall();
    return r;
  }
  const checker = _PyObject_LookupSpecial(cls, ID.__instancecheck__);
  if (checker !== null) return askChecker(checker, inst, " in __instancecheck__");
  if (PyErr_Occurred() !== null) return -1;
  return objectIsInstance(inst, cls);
}

function recursiveIsSubclass(derived: PyObject, cls: PyObject): i32 {
  if (PyType_Check(cls) && PyType_Check(derived)) {
    return PyType_IsSubtype(changetype<PyTypeObject>(derived), changetype<PyTypeObject>(cls)) ? 1 : 0;
  }
  if (!checkClass(derived, "issubclass() arg 1 must be a class")) return -1;
  if (cls.ob_type != _PyUnion_Type) {
    if (!checkClass(cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union")) return -1;
  }
  return abstractIsSubclass(derived, cls);
}

/** issubclass(derived, cls): 1, 0 or -1. */
export function PyObject_IsSubclass(derived: PyObject, cls: PyObject): i32 {
  if (cls.ob_type == PyType_Type) {
    if (derived == cls) return 1;
    return recursiveIsSubclass(derived, cls);
  }
  let classes: PyObject = cls;
  if (cls.ob_type == _PyUnion_Type) classes = unionArgs(cls);
  if (PyType_FastSubclass(classes.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS)) {
    if (!Py_EnterRecursiveCall(" in __subclasscheck__")) return -1;
    const n = PyTuple_GET_SIZE(classes);
    let r = 0;
    for (let i = 0; i < n && r == 0; i++) r = PyObject_IsSubclass(derived, PyTuple_GET_ITEM(classes, i));
    Py_LeaveRecursiveCall();
    return r;
  }
  const checker = _PyObject_LookupSpecial(cls, ID.__subclasscheck__);
  if (checker !== null) return askChecker(checker, derived, " in __subclasscheck__");
  if (PyErr_Occurred() !== null) return -1;
  return recursiveIsSubclass(derived, cls);
}

/** type.__instancecheck__ */
export function _PyObject_RealIsInstance(inst: PyObject, cls: PyObject): i32 {
  return objectIsInstance(inst, cls);
}

/** type.__subclasscheck__ */
export function _PyObject_RealIsSubclass(derived: PyObject, cls: PyObject): i32 {
  return recursiveIsSubclass(derived, cls);
}

/**
 * The containers whose repr is being made, innermost last (Py_Repr of the thread state): a list that grows as needed, so that
 * a container inside itself prints as "[...]". DIFFERS: kept in a list of its own, not in the thread state's dict.
 */
let reprList: PyObject | null = null;

/** 1 if `op` is already being printed, 0 when entered, -1 on error. */
export function Py_ReprEnter(op: PyObject): i32 {
  let list = reprList;
  if (list === null) {
    list = PyList_New(0);
    if (list === null) return -1;
    reprList = list;
  }
  for (let i = PyList_GET_SIZE(list) - 1; i >= 0; i--) {
    if (PyList_GET_ITEM(list, i) == op) return 1;
  }
  return PyList_Append(list, op) < 0 ? -1 : 0;
}

/** Takes `op` out of the objects being shown: in place, since it must not fail where memory has ended. */
export function Py_ReprLeave(op: PyObject): void {
  const list = changetype<PyListObject | null>(reprList);
  if (list === null) return;
  const last = list.ob_size - 1;
  for (let i = last; i >= 0; i--) {
    if (PyList_GET_ITEM(list, i) != op) continue;
    const at = list.ob_item + ((<usize>i) << 3);
    memory.copy(at, at + 8, (<usize>(last - i)) << 3);
    list.ob_size = last;
    Py_DECREF(op);
    return;
  }
}
