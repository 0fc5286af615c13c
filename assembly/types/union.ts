/**
 * types.UnionType: what `int | str` makes. Counterpart: Objects/unionobject.c.
 *
 *   0 PyObject   16 args   24 parameters   32
 *
 * Invariant: `args` is a flat tuple of at least two different members, in the order of first appearance; None stands as NoneType.
 */
import { PyObject, PyTypeObject, Py_EQ, Py_NE, Py_TPFLAGS_HAVE_GC, initPtr } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented, _PyNone_Type } from "../object/statics";
import {
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  initStaticType,
  mappingMethods,
  numberMethods,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyNumber_Or } from "../protocol/number";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_New, _PyObject_GC_TRACK } from "../gc/collector";
import { PyList_Append, PyList_AsTuple, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "./list";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_Pack2 } from "./tuple";
import { PyFrozenSet_New } from "./set";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { PyUnicode_Join } from "./unicode_ops";
import { PyType_Check } from "./typeobject";
import { _PyGenericAlias_Check, _Py_make_parameters, _Py_subs_parameters, reprItem } from "./genericalias";
import { _PyTypeAlias_Type } from "./typevar";

export const _PyUnion_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
export class UnionObject extends PyObject {
  args: PyObject; // 16
  args_hi: u32;
  parameters: PyObject | null; // 24: made on demand
  parameters_hi: u32;
}

function asUnion(op: PyObject): UnionObject {
  return changetype<UnionObject>(op);
}

/** The member tuple: borrowed. */
export function unionArgs(op: PyObject): PyObject {
  return asUnion(op).args;
}

// ---- making ----------------------------------------------------------------------------------------------------------

/** Whether `op` may stand in a union written with `|`. */
function isUnionable(op: PyObject): bool {
  return (
    op == Py_None ||
    PyType_Check(op) ||
    _PyGenericAlias_Check(op) ||
    op.ob_type == _PyUnion_Type ||
    op.ob_type == _PyTypeAlias_Type
  );
}

/** Whether two members are one (generic aliases compare by value, the rest by identity): -1 on error. */
function sameMember(a: PyObject, b: PyObject): i32 {
  if (a == b) return 1;
  const aliases = _PyGenericAlias_Check(a) && _PyGenericAlias_Check(b);
  if (!aliases) return 0;
  return PyObject_RichCompareBool(a, b, Py_EQ);
}

/** Appends `op` (or the members of a union) to `list` unless it is there. */
function addMembers(list: PyObject, op: PyObject): bool {
  if (op.ob_type == _PyUnion_Type) {
    const args = unionArgs(op);
    for (let i = 0; i < PyTuple_GET_SIZE(args); i++) {
      if (!addMembers(list, PyTuple_GET_ITEM(args, i))) return false;
    }
    return true;
  }
  const member: PyObject = op == Py_None ? <PyObject>_PyNone_Type : op;
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    const same = sameMember(PyList_GET_ITEM(list, i), member);
    if (same != 0) return same > 0;
  }
  return PyList_Append(list, member) == 0;
}

function newUnion(args: PyObject): PyObject | null {
  const made = _PyObject_GC_New(_PyUnion_Type);
  if (made === null) return null;
  initPtr(changetype<usize>(made) + 16, changetype<usize>(Py_NewRef(args)));
  initPtr(changetype<usize>(made) + 24, 0);
  _PyObject_GC_TRACK(made);
  return made;
}

/** The union of a tuple's items; a single one is returned itself: `new`. */
export function unionOfTuple(items: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  let ok = true;
  for (let i = 0; i < PyTuple_GET_SIZE(items) && ok; i++) ok = addMembers(list, PyTuple_GET_ITEM(items, i));
  let result: PyObject | null = null;
  if (ok && PyList_GET_SIZE(list) == 1) {
    result = Py_NewRef(PyList_GET_ITEM(list, 0));
  } else if (ok) {
    const args = PyList_AsTuple(list);
    if (args !== null) {
      result = newUnion(args);
      Py_DECREF(args);
    }
  }
  Py_DECREF(list);
  return result;
}

/** `self | other` of classes, aliases, unions and None. `new`. */
export function _Py_union_type_or(self: PyObject, other: PyObject): PyObject | null {
  if (!isUnionable(self) || !isUnionable(other)) return Py_NewRef(Py_NotImplemented);
  const pair = PyTuple_Pack2(self, other);
  if (pair === null) return null;
  const result = unionOfTuple(pair);
  Py_DECREF(pair);
  return result;
}

// ---- life and comparison ---------------------------------------------------------------------------------------------

function union_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_DECREF(unionArgs(self));
  Py_XDECREF(asUnion(self).parameters);
  PyObject_GC_Del(changetype<usize>(self));
}

function union_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 16, visit, arg);
  return stop ? stop : visitField(changetype<usize>(self) + 24, visit, arg);
}

/** The hash of the set of members: their order does not matter. */
function union_hash(self: PyObject): i64 {
  const set = PyFrozenSet_New(unionArgs(self));
  if (set === null) return -1;
  const h = PyObject_Hash(set);
  Py_DECREF(set);
  return h;
}

function union_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (b.ob_type != _PyUnion_Type || (op != Py_EQ && op != Py_NE)) return Py_NewRef(Py_NotImplemented);
  const x = PyFrozenSet_New(unionArgs(a));
  if (x === null) return null;
  const y = PyFrozenSet_New(unionArgs(b));
  const eq = y === null ? -1 : PyObject_RichCompareBool(x, y, Py_EQ);
  Py_DECREF(x);
  Py_XDECREF(y);
  if (eq < 0) return null;
  return Py_RETURN_BOOL(op == Py_EQ ? eq != 0 : eq == 0);
}

function union_repr(self: PyObject): PyObject | null {
  const args = unionArgs(self);
  const list = PyList_New(0);
  if (list === null) return null;
  let ok = true;
  for (let i = 0; i < PyTuple_GET_SIZE(args) && ok; i++) {
    const item = PyTuple_GET_ITEM(args, i);
    const text = item == <PyObject>_PyNone_Type ? PyUnicode_FromLiteral("None") : reprItem(item);
    ok = text !== null && PyList_Append(list, text) == 0;
    Py_XDECREF(text);
  }
  const bar = PyUnicode_FromLiteral(" | ");
  const result: PyObject | null = ok && bar !== null ? PyUnicode_Join(bar, list) : null;
  Py_XDECREF(bar);
  Py_DECREF(list);
  return result;
}

// ---- checks and parameters -------------------------------------------------------------------------------------------

/** Type variables among the members, made on demand: borrowed. */
function parametersOf(self: PyObject): PyObject | null {
  const u = asUnion(self);
  if (u.parameters === null) u.parameters = _Py_make_parameters(unionArgs(self));
  return u.parameters;
}

function union_parameters(self: PyObject, closure: usize): PyObject | null {
  const parameters = parametersOf(self);
  return parameters === null ? null : Py_NewRef(parameters);
}

/** (T | list[T])[int] */
function union_getitem(self: PyObject, item: PyObject): PyObject | null {
  const parameters = parametersOf(self);
  if (parameters === null) return null;
  const args = _Py_subs_parameters(self, unionArgs(self), parameters, item);
  if (args === null) return null;
  // Members may support `|` in their own way.
  let result: PyObject | null = PyTuple_GET_SIZE(args) > 0 ? Py_NewRef(PyTuple_GET_ITEM(args, 0)) : PyTuple_New(0);
  for (let i = 1; i < PyTuple_GET_SIZE(args) && result !== null; i++) {
    const next = PyNumber_Or(result, PyTuple_GET_ITEM(args, i));
    Py_DECREF(result);
    result = next;
  }
  Py_DECREF(args);
  return result;
}

export function initUnionType(): void {
  const t = _PyUnion_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "types.UnionType",
    <i32>offsetof<UnionObject>(),
    0,
    Py_TPFLAGS_HAVE_GC,
    "Represent a PEP 604 union type\n\nE.g. for int | str",
  );
  t.tp_dealloc = union_dealloc.index;
  t.tp_repr = union_repr.index;
  numberMethods(t).nb_or = _Py_union_type_or.index;
  mappingMethods(t).mp_subscript = union_getitem.index;
  t.tp_hash = union_hash.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = union_traverse.index;
  t.tp_richcompare = union_richcompare.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "__args__", _Py_T_OBJECT, 16, Py_READONLY);
  addGetSet(t, "__parameters__", union_parameters.index, 0, "Type variables in the types.UnionType.");
}
