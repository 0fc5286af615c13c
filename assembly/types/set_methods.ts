/**
 * set and frozenset as Python sees them: operators, methods, the iterator; at the bottom the types (Objects/setobject.c).
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_GE,
  Py_GT,
  Py_LE,
  Py_LT,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_MATCH_SELF,
  initPtr,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyFrozenSet_Type,
  PySet_Type,
  PyType_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import { PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { visitItem } from "../gc/visit";
import {
  METH_CLASS,
  METH_COEXIST,
  METH_NOARGS,
  METH_O,
  METH_VARARGS,
  addMethod,
  initStaticType,
  numberMethods,
  sequenceMethods,
} from "../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyMem_Free } from "../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_New } from "../gc/collector";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { Py_ReprEnter, Py_ReprLeave, Py_RETURN_BOOL } from "../protocol/compare";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { PySequence_List } from "../protocol/sequence";
import { PyLong_FromSsize_t } from "./long";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyUnicode_GET_LENGTH, PyUnicode_Substring } from "./unicode";
import { PyObject_Repr } from "../protocol/compare";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1, PyTuple_Pack2, PyTuple_Pack3 } from "./tuple";
import { PyObject_ClearWeakRefs } from "./weakref";
import { classGetItem } from "./genericalias";
import { _PyObject_GetState } from "./object";
import { _PyErr_SetKeyError } from "./dict";
import {
  PyAnySet_Check,
  PyAnySet_CheckExact,
  PyFrozenSet_CheckExact,
  PySetIter_Type,
  PySetObject,
  PySet_Check,
  PySet_GET_SIZE,
  PySet_Pop,
  SMALLTABLE,
  _PySet_NextEntry,
  _PySet_Update,
  make_new_set,
  make_new_set_basetype,
  setNextKey,
  set_add_key,
  set_clear_internal,
  set_contains_key,
  set_discard_key,
} from "./set";
import {
  set_copy,
  set_difference,
  set_difference_update,
  set_intersection,
  set_issubset,
  set_swap_bodies,
  set_symmetric_difference_update,
} from "./set_algebra";
import { releaseKeys } from "./set_plain";
import { ID } from "../generated/ids";

// --- lifetime ---

function set_dealloc(self: PyObject): void {
  const so = changetype<PySetObject>(self);
  _PyObject_GC_UNTRACK(self);
  if (load<u32>(changetype<usize>(self), 192) != 0) PyObject_ClearWeakRefs(self);
  releaseKeys(so.table, so.mask, so.used);
  if (so.table != changetype<usize>(so) + SMALLTABLE) PyMem_Free(so.table);
  if (PyAnySet_CheckExact(self)) PyObject_GC_Del(changetype<usize>(self));
  else call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function set_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let pos = 0;
  while ((pos = _PySet_NextEntry(self, pos)) != 0) {
    const r = visitItem(setNextKey(), visit, arg);
    if (r != 0) return r;
  }
  return 0;
}

function set_tp_clear(self: PyObject): i32 {
  return set_clear_internal(changetype<PySetObject>(self));
}

// --- slots ---

function set_len(self: PyObject): i32 {
  return PySet_GET_SIZE(self);
}

function set_repr(self: PyObject): PyObject | null {
  const name = self.ob_type.tp_name;
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromFormat("%s(...)", name) : null;
  let result: PyObject | null = null;
  if (PySet_GET_SIZE(self) == 0) {
    result = PyUnicode_FromFormat("%s()", name);
  } else {
    const list = PySequence_List(self);
    const listRepr: PyObject | null = list === null ? null : PyObject_Repr(list);
    Py_XDECREF(list);
    if (listRepr !== null) {
      const inner = PyUnicode_Substring(listRepr, 1, PyUnicode_GET_LENGTH(listRepr) - 1);
      Py_DECREF(listRepr);
      if (inner !== null) {
        result =
          self.ob_type == PySet_Type
            ? PyUnicode_FromFormat("{%U}", changetype<usize>(inner))
            : PyUnicode_FromFormat("%s({%U})", name, changetype<usize>(inner));
        Py_DECREF(inner);
      }
    }
  }
  Py_ReprLeave(self);
  return result;
}

function shuffleBits(h: u64): u64 {
  return (h ^ 89869747 ^ (h << 16)) * 3644798167;
}

export function frozenset_hash(self: PyObject): i64 {
  const so = changetype<PySetObject>(self);
  if (so.hash != -1) return so.hash;
  let hash: u64 = 0;
  for (let i = 0; i <= so.mask; i++) hash ^= shuffleBits(load<u64>(so.table + ((<usize>i) << 4), 8));
  if ((so.mask + 1 - so.fill) & 1) hash ^= shuffleBits(0);
  if ((so.fill - so.used) & 1) hash ^= shuffleBits(<u64>-1);
  hash ^= <u64>(so.used + 1) * 1927868237;
  hash ^= (hash >> 11) ^ (hash >> 25);
  hash = hash * 69069 + 907133923;
  if (hash == <u64>-1) hash = 590923713;
  so.hash = <i64>hash;
  return <i64>hash;
}

/** A set as key: looked for as the frozenset with its elements (only after TypeError). `new`, or null. */
function asFrozenKey(key: PyObject): PyObject | null {
  if (!PySet_Check(key) || !PyErr_ExceptionMatches(PyExc_TypeError)) return null;
  PyErr_Clear();
  return make_new_set(PyFrozenSet_Type, key);
}

export function set_contains(self: PyObject, key: PyObject): i32 {
  const so = changetype<PySetObject>(self);
  const rv = set_contains_key(so, key);
  if (rv >= 0) return rv;
  const frozen = asFrozenKey(key);
  if (frozen === null) return -1;
  const again = set_contains_key(so, frozen);
  Py_DECREF(frozen);
  return again;
}

function set_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!PyAnySet_Check(w)) return Py_NewRef(Py_NotImplemented);
  const nv = PySet_GET_SIZE(v);
  const nw = PySet_GET_SIZE(w);
  let r = 0;
  if (op == Py_EQ || op == Py_NE) {
    const hv = changetype<PySetObject>(v).hash;
    const hw = changetype<PySetObject>(w).hash;
    if (nv == nw && (hv == -1 || hw == -1 || hv == hw)) r = set_issubset(v, w);
    if (op == Py_NE && r >= 0) r = 1 - r;
  } else if (op == Py_LE || (op == Py_LT && nv < nw)) {
    r = set_issubset(v, w);
  } else if (op == Py_GE || (op == Py_GT && nv > nw)) {
    r = set_issubset(w, v);
  }
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function bothSets(a: PyObject, b: PyObject): bool {
  return PyAnySet_Check(a) && PyAnySet_Check(b);
}

function set_or(a: PyObject, b: PyObject): PyObject | null {
  if (!bothSets(a, b)) return Py_NewRef(Py_NotImplemented);
  const result = set_copy(a);
  if (result === null || a == b) return result;
  if (_PySet_Update(result, b) == 0) return result;
  Py_DECREF(result);
  return null;
}

function set_and(a: PyObject, b: PyObject): PyObject | null {
  return bothSets(a, b) ? set_intersection(a, b) : Py_NewRef(Py_NotImplemented);
}

function set_sub(a: PyObject, b: PyObject): PyObject | null {
  return bothSets(a, b) ? set_difference(a, b) : Py_NewRef(Py_NotImplemented);
}

function set_xor(a: PyObject, b: PyObject): PyObject | null {
  return bothSets(a, b) ? set_symmetric_difference(a, b) : Py_NewRef(Py_NotImplemented);
}

function set_ior(self: PyObject, other: PyObject): PyObject | null {
  if (!PyAnySet_Check(other)) return Py_NewRef(Py_NotImplemented);
  return _PySet_Update(self, other) < 0 ? null : Py_NewRef(self);
}

function set_iand(self: PyObject, other: PyObject): PyObject | null {
  if (!PyAnySet_Check(other)) return Py_NewRef(Py_NotImplemented);
  return replaceBy(self, set_intersection(self, other)) ? Py_NewRef(self) : null;
}

function set_isub(self: PyObject, other: PyObject): PyObject | null {
  if (!PyAnySet_Check(other)) return Py_NewRef(Py_NotImplemented);
  return set_difference_update(self, other) < 0 ? null : Py_NewRef(self);
}

function set_ixor(self: PyObject, other: PyObject): PyObject | null {
  if (!PyAnySet_Check(other)) return Py_NewRef(Py_NotImplemented);
  return set_symmetric_difference_update(self, other) < 0 ? null : Py_NewRef(self);
}

/** The set takes over the elements of `tmp` (stolen; null: false). */
function replaceBy(self: PyObject, tmp: PyObject | null): bool {
  if (tmp === null) return false;
  set_swap_bodies(changetype<PySetObject>(self), changetype<PySetObject>(tmp));
  Py_DECREF(tmp);
  return true;
}

// --- methods ---

function none(ok: bool): PyObject | null {
  return ok ? Py_NewRef(Py_None) : null;
}

function set_add(self: PyObject, key: PyObject): PyObject | null {
  return none(set_add_key(changetype<PySetObject>(self), key) == 0);
}

/** Takes `key` out: 1, 0, -1. */
function discard(self: PyObject, key: PyObject): i32 {
  const so = changetype<PySetObject>(self);
  const rv = set_discard_key(so, key);
  if (rv >= 0) return rv;
  const frozen = asFrozenKey(key);
  if (frozen === null) return -1;
  const again = set_discard_key(so, frozen);
  Py_DECREF(frozen);
  return again;
}

function set_discard(self: PyObject, key: PyObject): PyObject | null {
  return none(discard(self, key) >= 0);
}

function set_remove(self: PyObject, key: PyObject): PyObject | null {
  const rv = discard(self, key);
  if (rv == 0) _PyErr_SetKeyError(key);
  return none(rv > 0);
}

function set_pop(self: PyObject, unused: PyObject | null): PyObject | null {
  return PySet_Pop(self);
}

function set_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  return none(set_clear_internal(changetype<PySetObject>(self)) == 0);
}

function set_copy_method(self: PyObject, unused: PyObject | null): PyObject | null {
  return set_copy(self);
}

function frozenset_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyFrozenSet_CheckExact(self) ? Py_NewRef(self) : set_copy(self);
}

function set___contains__(self: PyObject, key: PyObject): PyObject | null {
  const r = set_contains(self, key);
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function set_update(self: PyObject, args: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  for (let i = 0; i < n; i++) {
    if (_PySet_Update(self, PyTuple_GET_ITEM(args, i)) < 0) return null;
  }
  return Py_NewRef(Py_None);
}

function set_union(self: PyObject, args: PyObject): PyObject | null {
  const result = set_copy(self);
  if (result === null) return null;
  const n = PyTuple_GET_SIZE(args);
  for (let i = 0; i < n; i++) {
    const other = PyTuple_GET_ITEM(args, i);
    if (other != self && _PySet_Update(result, other) < 0) {
      Py_DECREF(result);
      return null;
    }
  }
  return result;
}

function set_intersection_multi(self: PyObject, args: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n == 0) return set_copy(self);
  let result: PyObject = Py_NewRef(self);
  for (let i = 0; i < n; i++) {
    const next = set_intersection(result, PyTuple_GET_ITEM(args, i));
    Py_DECREF(result);
    if (next === null) return null;
    result = next;
  }
  return result;
}

function set_intersection_update(self: PyObject, args: PyObject): PyObject | null {
  return none(replaceBy(self, set_intersection_multi(self, args)));
}

function set_difference_multi(self: PyObject, args: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n == 0) return set_copy(self);
  const result = set_difference(self, PyTuple_GET_ITEM(args, 0));
  if (result === null) return null;
  for (let i = 1; i < n; i++) {
    if (set_difference_update(result, PyTuple_GET_ITEM(args, i)) < 0) {
      Py_DECREF(result);
      return null;
    }
  }
  return result;
}

function set_difference_update_method(self: PyObject, args: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  for (let i = 0; i < n; i++) {
    if (set_difference_update(self, PyTuple_GET_ITEM(args, i)) < 0) return null;
  }
  return Py_NewRef(Py_None);
}

function set_symmetric_difference(self: PyObject, other: PyObject): PyObject | null {
  const result = make_new_set_basetype(self.ob_type, other);
  if (result === null) return null;
  if (set_symmetric_difference_update(result, self) == 0) return result;
  Py_DECREF(result);
  return null;
}

function set_symmetric_difference_update_method(self: PyObject, other: PyObject): PyObject | null {
  return none(set_symmetric_difference_update(self, other) == 0);
}

function set_issubset_method(self: PyObject, other: PyObject): PyObject | null {
  const r = set_issubset(self, other);
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

/** Does `test` (what contains says) hold for every element of `iterable`? 1, 0, -1. */
function allIn(self: PyObject, iterable: PyObject, expected: i32): i32 {
  const it = PyObject_GetIter(iterable);
  if (it === null) return -1;
  let result = 1;
  while (result > 0) {
    const key = PyIter_Next(it);
    if (key === null) {
      if (PyErr_Occurred() !== null) result = -1;
      break;
    }
    const rv = set_contains_key(changetype<PySetObject>(self), key);
    Py_DECREF(key);
    if (rv < 0) result = -1;
    else if (rv != expected) result = 0;
  }
  Py_DECREF(it);
  return result;
}

function set_issuperset(self: PyObject, other: PyObject): PyObject | null {
  const r = PyAnySet_Check(other) ? set_issubset(other, self) : allIn(self, other, 1);
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function set_isdisjoint(self: PyObject, other: PyObject): PyObject | null {
  if (self == other) return Py_RETURN_BOOL(PySet_GET_SIZE(self) == 0);
  let r: i32;
  if (PyAnySet_Check(other) && PySet_GET_SIZE(other) > PySet_GET_SIZE(self)) r = allIn(other, self, 0);
  else r = allIn(self, other, 0);
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function set_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const keys = PySequence_List(self);
  if (keys === null) return null;
  const args = PyTuple_Pack1(keys);
  Py_DECREF(keys);
  if (args === null) return null;
  const state = _PyObject_GetState(self);
  const result: PyObject | null = state === null ? null : PyTuple_Pack3(self.ob_type, args, state);
  Py_DECREF(args);
  Py_XDECREF(state);
  return result;
}

function set_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const so = changetype<PySetObject>(self);
  const own = so.table == changetype<usize>(so) + SMALLTABLE ? 0 : (so.mask + 1) * 16;
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + own);
}

// --- making ---

function set_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return make_new_set(type, null);
}

function set_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!noKeywordsDict("set", kwds)) return -1;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("set", n, 0, 1)) return -1;
  const so = changetype<PySetObject>(self);
  if (so.fill != 0 && set_clear_internal(so) < 0) return -1;
  so.hash = -1;
  return n == 0 ? 0 : _PySet_Update(self, PyTuple_GET_ITEM(args, 0));
}

function set_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("set", kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  if (!PyArg_CheckPositional("set", n, 0, 1)) return null;
  return make_new_set(changetype<PyTypeObject>(callable), n == 0 ? null : ptrAt(args, 0));
}

function make_new_frozenset(type: PyTypeObject, iterable: PyObject | null): PyObject | null {
  if (type == PyFrozenSet_Type && iterable !== null && PyFrozenSet_CheckExact(iterable)) return Py_NewRef(iterable);
  return make_new_set(type, iterable);
}

function frozenset_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if ((type == PyFrozenSet_Type || type.tp_init == PyFrozenSet_Type.tp_init) && !noKeywordsDict("frozenset", kwds)) {
    return null;
  }
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("frozenset", n, 0, 1)) return null;
  return make_new_frozenset(type, n == 0 ? null : PyTuple_GET_ITEM(args, 0));
}

function frozenset_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("frozenset", kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  if (!PyArg_CheckPositional("frozenset", n, 0, 1)) return null;
  return make_new_frozenset(changetype<PyTypeObject>(callable), n == 0 ? null : ptrAt(args, 0));
}

// --- the iterator ---

/** 48 bytes: si_set 16 (null once exhausted), si_used 24, si_pos 32, len 40. */
@unmanaged
class setiterobject extends PyObject {
  si_set: PySetObject | null;
  si_set_hi: u32;
  si_used: i32;
  si_used_hi: i32;
  si_pos: i32;
  si_pos_hi: u32;
  len: i32;
  len_hi: u32;
}

function set_iter(self: PyObject): PyObject | null {
  const at = changetype<usize>(_PyObject_GC_New(PySetIter_Type));
  if (at == 0) return null;
  memory.fill(at + 16, 0, 32);
  const si = changetype<setiterobject>(at);
  initPtr(at + 16, changetype<usize>(Py_NewRef(self)));
  si.si_used = PySet_GET_SIZE(self);
  si.len = si.si_used;
  _PyObject_GC_TRACK(si);
  return si;
}

function setiter_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<setiterobject>(self).si_set);
  PyObject_GC_Del(changetype<usize>(self));
}

function setiter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function setiter_iternext(self: PyObject): PyObject | null {
  const si = changetype<setiterobject>(self);
  const so = si.si_set;
  if (so === null) return null;
  if (si.si_used != so.used) {
    si.si_used = -1;
    return PyErr_SetString(PyExc_RuntimeError, "Set changed size during iteration");
  }
  const pos = _PySet_NextEntry(so, si.si_pos);
  if (pos != 0) {
    si.si_pos = pos;
    si.len--;
    return Py_NewRef(setNextKey());
  }
  si.si_set = null;
  Py_DECREF(so);
  return null;
}

function setiter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  const si = changetype<setiterobject>(self);
  const so = si.si_set;
  return PyLong_FromSsize_t(so !== null && si.si_used == so.used ? si.len : 0);
}

function setiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const twin = changetype<setiterobject | null>(_PyObject_GC_New(PySetIter_Type));
  if (twin === null) return null;
  memory.copy(changetype<usize>(twin) + 16, changetype<usize>(self) + 16, 32);
  if (twin.si_set !== null) Py_NewRef(twin.si_set!);
  _PyObject_GC_TRACK(twin);
  const list = PySequence_List(twin);
  Py_DECREF(twin);
  if (list === null) return null;
  const iter = _PyEval_GetBuiltin(ID.iter);
  const args: PyObject | null = iter === null ? null : PyTuple_Pack1(list);
  const result: PyObject | null = iter === null || args === null ? null : PyTuple_Pack2(iter, args);
  Py_DECREF(list);
  Py_XDECREF(iter);
  Py_XDECREF(args);
  return result;
}

// --- the types ---

function initCommon(t: PyTypeObject, name: string, doc: string): void {
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    name,
    200,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_MATCH_SELF,
    doc,
  );
  t.tp_dealloc = set_dealloc.index;
  t.tp_repr = set_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = set_traverse.index;
  t.tp_clear = set_tp_clear.index;
  t.tp_richcompare = set_richcompare.index;
  t.tp_weaklistoffset = 192;
  t.tp_iter = set_iter.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  const nb = numberMethods(t);
  nb.nb_subtract = set_sub.index;
  nb.nb_and = set_and.index;
  nb.nb_xor = set_xor.index;
  nb.nb_or = set_or.index;
  const sq = sequenceMethods(t);
  sq.sq_length = set_len.index;
  sq.sq_contains = set_contains.index;
  addMethod(
    t,
    "__contains__",
    set___contains__.index,
    METH_O | METH_COEXIST,
    "__contains__($self, object, /)\n--\n\nx.__contains__(y) <==> y in x.",
  );
  addMethod(
    t,
    "difference",
    set_difference_multi.index,
    METH_VARARGS,
    "difference($self, /, *others)\n--\n\nThe elements that none of the others has, in a new set.",
  );
  addMethod(
    t,
    "intersection",
    set_intersection_multi.index,
    METH_VARARGS,
    "intersection($self, /, *others)\n--\n\nThe elements that all others have too, in a new set.",
  );
  addMethod(
    t,
    "isdisjoint",
    set_isdisjoint.index,
    METH_O,
    "isdisjoint($self, other, /)\n--\n\nReturn True if two sets have a null intersection.",
  );
  addMethod(
    t,
    "issubset",
    set_issubset_method.index,
    METH_O,
    "issubset($self, other, /)\n--\n\nReport whether another set contains this set.",
  );
  addMethod(
    t,
    "issuperset",
    set_issuperset.index,
    METH_O,
    "issuperset($self, other, /)\n--\n\nReport whether this set contains another set.",
  );
  addMethod(
    t,
    "__reduce__",
    set_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nReturn state information for pickling.",
  );
  addMethod(
    t,
    "__sizeof__",
    set_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nS.__sizeof__() -> size of S in memory, in bytes.",
  );
  addMethod(
    t,
    "symmetric_difference",
    set_symmetric_difference.index,
    METH_O,
    "symmetric_difference($self, other, /)\n--\n\nThe elements that only one of the two has, in a new set.",
  );
  addMethod(
    t,
    "union",
    set_union.index,
    METH_VARARGS,
    "union($self, /, *others)\n--\n\nReturn a new set with elements from the set and all others.",
  );
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
}

function initMutable(t: PyTypeObject): void {
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_init = set_init.index;
  t.tp_new = set_new.index;
  t.tp_vectorcall = set_vectorcall.index;
  const nb = t.tp_as_number!;
  nb.nb_inplace_subtract = set_isub.index;
  nb.nb_inplace_and = set_iand.index;
  nb.nb_inplace_xor = set_ixor.index;
  nb.nb_inplace_or = set_ior.index;
  addMethod(
    t,
    "add",
    set_add.index,
    METH_O,
    "add($self, object, /)\n--\n\nPut an element in.\n\nOne that is there already makes no difference.",
  );
  addMethod(t, "clear", set_clear.index, METH_NOARGS, "clear($self, /)\n--\n\nRemove all elements from this set.");
  addMethod(t, "copy", set_copy_method.index, METH_NOARGS, "copy($self, /)\n--\n\nReturn a shallow copy of a set.");
  addMethod(
    t,
    "discard",
    set_discard.index,
    METH_O,
    "discard($self, object, /)\n--\n\nTake an element out if it is there.\n\nIf not, nothing happens; remove() would raise an exception.",
  );
  addMethod(
    t,
    "difference_update",
    set_difference_update_method.index,
    METH_VARARGS,
    "difference_update($self, /, *others)\n--\n\nUpdate the set, removing elements found in others.",
  );
  addMethod(
    t,
    "intersection_update",
    set_intersection_update.index,
    METH_VARARGS,
    "intersection_update($self, /, *others)\n--\n\nKeep the elements that all others have too.",
  );
  addMethod(
    t,
    "pop",
    set_pop.index,
    METH_NOARGS,
    "pop($self, /)\n--\n\nTake out some element and return it.\n\nA KeyError if there is none.",
  );
  addMethod(
    t,
    "remove",
    set_remove.index,
    METH_O,
    "remove($self, object, /)\n--\n\nTake out an element, which must be there.\n\nIf not, it is a KeyError.",
  );
  addMethod(
    t,
    "symmetric_difference_update",
    set_symmetric_difference_update_method.index,
    METH_O,
    "symmetric_difference_update($self, other, /)\n--\n\nKeep the elements that only one of the two has, and take in those of the other.",
  );
  addMethod(
    t,
    "update",
    set_update.index,
    METH_VARARGS,
    "update($self, /, *others)\n--\n\nUpdate the set, adding elements from all others.",
  );
}

export function initSetTypes(): void {
  initCommon(PySet_Type, "set", "set(iterable=(), /)\n--\n\nBuild an unordered collection of unique elements.");
  initMutable(PySet_Type);
  const f = PyFrozenSet_Type;
  initCommon(
    f,
    "frozenset",
    "frozenset(iterable=(), /)\n--\n\nBuild an immutable unordered collection of unique elements.",
  );
  f.tp_getattro = 0; // inherited, where set has its own
  f.tp_hash = frozenset_hash.index;
  f.tp_new = frozenset_new.index;
  f.tp_vectorcall = frozenset_vectorcall.index;
  addMethod(f, "copy", frozenset_copy.index, METH_NOARGS, "copy($self, /)\n--\n\nReturn a shallow copy of a set.");

  const it = PySetIter_Type;
  initStaticType(it, PyType_Type, PyBaseObject_Type, "set_iterator", 48, 0, Py_TPFLAGS_HAVE_GC);
  it.tp_dealloc = setiter_dealloc.index;
  it.tp_getattro = PyObject_GenericGetAttr.index;
  it.tp_traverse = setiter_traverse.index;
  it.tp_iter = PyObject_SelfIter.index;
  it.tp_iternext = setiter_iternext.index;
  addMethod(
    it,
    "__length_hint__",
    setiter_len.index,
    METH_NOARGS,
    "Private method returning an estimate of len(list(it)).",
  );
  addMethod(it, "__reduce__", setiter_reduce.index, METH_NOARGS, "Return state information for pickling.");
}
