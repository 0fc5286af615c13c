/** The type collections.OrderedDict (Objects/odictobject.c): a dict whose order is a linked list of its own, in odict_nodes.ts. */
import { PyObject, PyTypeObject, Py_EQ, Py_NE, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyDict_Type, PyType_Type, Py_False, Py_None, Py_NotImplemented, Py_True } from "../object/statics";
import { PyExc_KeyError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { callNew, callTraverse, visitField } from "../object/slots";
import {
  METH_CLASS,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_VARARGS_KEYWORDS,
  addGetSet,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
} from "../object/typedef";
import { _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyType_GenericAlloc } from "../gc/collector";
import { arg, argReq, parseArgs } from "../protocol/args";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallNoArgs, PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsTrue, Py_RETURN_BOOL, Py_ReprEnter, Py_ReprLeave } from "../protocol/compare";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../protocol/errors";
import { PyObject_Hash } from "../protocol/hash";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { PyObject_GetItem, PyObject_SetItem, PySequence_Contains, PySequence_List } from "../protocol/sequence";
import {
  PyDict_Check,
  PyDict_Clear,
  PyDict_GET_SIZE,
  PyDict_GetItemWithError,
  PyDict_Items,
  _PyDict_DelItem_KnownHash,
  _PyDict_FromKeys,
  _PyDict_Pop_KnownHash,
  _PyDict_SetItem_KnownHash,
  _PyDict_SizeOf,
  _PyErr_SetKeyError,
  dict_dealloc,
} from "./dict";
import { PyList_New, _PyList_AppendTakeRef } from "./list";
import { PyLong_FromSsize_t } from "./long";
import { PyObject_GenericGetDict, PyObject_GenericSetDict } from "./object";
import {
  ODICT_NODE_SIZE,
  PyODictObject,
  addHead,
  addNewNode,
  addTail,
  clearNode,
  clearNodes,
  findNode,
  findNodeHash,
  keysEqual,
  mutated,
  removeNode,
} from "./odict_nodes";
import {
  defineODictViews,
  odict_iter,
  odict_reversed,
  odictitems_new,
  odictkeys_new,
  odictvalues_new,
} from "./odict_views";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_Pack2, PyTuple_Pack5 } from "./tuple";
import { PyObject_TypeCheck, _PyType_Name } from "./typeobject";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyObject_ClearWeakRefs } from "./weakref";
import { ID } from "../generated/ids";

export const PyODict_Type = changetype<PyTypeObject>(memory.data(416, 16)); // collections.OrderedDict

function OD(self: PyObject): PyODictObject {
  return changetype<PyODictObject>(self);
}

export function PyODict_Check(op: PyObject): bool {
  return PyObject_TypeCheck(op, PyODict_Type);
}

export function PyODict_CheckExact(op: PyObject): bool {
  return op.ob_type == PyODict_Type;
}

/** `new` */
export function PyODict_New(): PyObject | null {
  return callNew(PyDict_Type.tp_new, PyODict_Type, changetype<PyObject>(0), null);
}

// ---- items ----

function setItemKnownHash(od: PyObject, key: PyObject, value: PyObject, hash: i64): i32 {
  if (_PyDict_SetItem_KnownHash(od, key, value, hash) < 0) return -1;
  if (addNewNode(OD(od), key, hash) == 0) return 0;
  const saved = PyErr_GetRaisedException();
  _PyDict_DelItem_KnownHash(od, key, hash);
  _PyErr_ChainExceptions1(saved);
  return -1;
}

export function PyODict_SetItem(od: PyObject, key: PyObject, value: PyObject): i32 {
  const hash = PyObject_Hash(key);
  return hash == -1 ? -1 : setItemKnownHash(od, key, value, hash);
}

export function PyODict_DelItem(od: PyObject, key: PyObject): i32 {
  const hash = PyObject_Hash(key);
  if (hash == -1 || clearNode(OD(od), key, hash) < 0) return -1;
  return _PyDict_DelItem_KnownHash(od, key, hash);
}

function odict_mp_ass_sub(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  return value === null ? PyODict_DelItem(self, key) : PyODict_SetItem(self, key, value);
}

// ---- update ----

function unpackError(message: string): PyObject | null {
  if (PyErr_Occurred() === null) PyErr_SetString(PyExc_ValueError, message);
  return null;
}

/** Enters one pair: 0, or -1 with an exception. */
function addPair(self: PyObject, pair: PyObject): i32 {
  const iter = PyObject_GetIter(pair);
  if (iter === null) return -1;
  let r = -1;
  const key = PyIter_Next(iter);
  const value: PyObject | null = key === null ? null : PyIter_Next(iter);
  if (key === null) {
    unpackError("need more than 0 values to unpack");
  } else if (value === null) {
    unpackError("need more than 1 value to unpack");
  } else {
    const surplus = PyIter_Next(iter);
    if (surplus !== null) {
      Py_DECREF(surplus);
      PyErr_SetString(PyExc_ValueError, "too many values to unpack (expected 2)");
    } else if (PyErr_Occurred() === null) {
      r = PyObject_SetItem(self, key, value);
    }
  }
  Py_DECREF(iter);
  Py_XDECREF(key);
  Py_XDECREF(value);
  return r;
}

function addPairs(self: PyObject, pairs: PyObject): i32 {
  const iter = PyObject_GetIter(pairs);
  if (iter === null) return -1;
  let r = 0;
  while (r == 0) {
    const pair = PyIter_Next(iter);
    if (pair === null) break;
    r = addPair(self, pair);
    Py_DECREF(pair);
  }
  Py_DECREF(iter);
  return r == 0 && PyErr_Occurred() === null ? 0 : -1;
}

/** Enters arg[key] for each key that the iterable `keys` (stolen) gives. */
function addKeys(self: PyObject, other: PyObject, keys: PyObject): i32 {
  const iter = PyObject_GetIter(keys);
  Py_DECREF(keys);
  if (iter === null) return -1;
  let r = 0;
  while (r == 0) {
    const key = PyIter_Next(iter);
    if (key === null) break;
    const value = PyObject_GetItem(other, key);
    r = -1;
    if (value !== null) {
      r = PyObject_SetItem(self, key, value);
      Py_DECREF(value);
    }
    Py_DECREF(key);
  }
  Py_DECREF(iter);
  return r == 0 && PyErr_Occurred() === null ? 0 : -1;
}

const cell = memory.data(8, 8);

/** Calls an optional method without arguments: `new`; null without an exception if there is none. */
function callOptional(op: PyObject, name: PyObject): PyObject | null {
  if (PyObject_GetOptionalAttr(op, name, cell) <= 0) return null;
  const method = load<PyObject>(cell);
  const result = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  return result;
}

/** MutableMapping.update of one argument. */
function mutablemapping_update_arg(self: PyObject, other: PyObject): i32 {
  let items: PyObject | null = null;
  if (other.ob_type == PyDict_Type) {
    items = PyDict_Items(other);
    if (items === null) return -1;
  } else {
    const keys = callOptional(other, ID.keys);
    if (keys !== null) return addKeys(self, other, keys);
    if (PyErr_Occurred() !== null) return -1;
    items = callOptional(other, ID.items);
    if (items === null) return PyErr_Occurred() === null ? addPairs(self, other) : -1;
  }
  const r = addPairs(self, items);
  Py_DECREF(items);
  return r;
}

function updateAll(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (n >= 2) {
    PyErr_Format(PyExc_TypeError, "update() takes at most 1 positional argument (%zd given)", <usize>n);
    return -1;
  }
  if (n == 1) {
    const other = Py_NewRef(PyTuple_GET_ITEM(args, 0));
    const r = mutablemapping_update_arg(self, other);
    Py_DECREF(other);
    if (r < 0) return -1;
  }
  if (kwargs === null || PyDict_GET_SIZE(kwargs) == 0) return 0;
  const items = PyDict_Items(kwargs);
  if (items === null) return -1;
  const r = addPairs(self, items);
  Py_DECREF(items);
  return r;
}

function mutablemapping_update(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return updateAll(self, args, kwargs) < 0 ? null : Py_NewRef(Py_None);
}

function odict_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (n <= 1) return updateAll(self, args, kwargs);
  PyErr_Format(PyExc_TypeError, "expected at most 1 arguments, got %zd", <usize>n);
  return -1;
}

function odict_or(left: PyObject, right: PyObject): PyObject | null {
  const own = PyODict_Check(left);
  if (!PyDict_Check(own ? right : left)) return Py_NewRef(Py_NotImplemented);
  const result = PyObject_CallOneArg(own ? left.ob_type : right.ob_type, left);
  if (result === null || mutablemapping_update_arg(result, right) == 0) return result;
  Py_DECREF(result);
  return null;
}

function odict_inplace_or(self: PyObject, other: PyObject): PyObject | null {
  return mutablemapping_update_arg(self, other) < 0 ? null : Py_NewRef(self);
}

// ---- methods ----

function odict_fromkeys(cls: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("fromkeys", "iterable,value=", args, nargs, kwnames)) return null;
  const value = arg(1);
  return _PyDict_FromKeys(cls, argReq(0), value === null ? Py_None : value);
}

function odict_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const od = OD(self);
  let size = _PyDict_SizeOf(od) + (od.od_fast_nodes_size << 3);
  if (od.od_first !== null) size += ODICT_NODE_SIZE * od.ma_used;
  return PyLong_FromSsize_t(size);
}

/** The instance's attributes if it has any, or None: `new`. */
function instanceState(self: PyObject): PyObject | null {
  const state = PyObject_GetAttr(self, ID.__getstate__);
  if (state === null) return null;
  const result = PyObject_CallNoArgs(state);
  Py_DECREF(state);
  return result;
}

function odict_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const state = instanceState(self);
  if (state === null) return null;
  let result: PyObject | null = null;
  const args = PyTuple_New(0);
  const items = PyObject_CallMethodNoArgs(self, ID.items);
  if (items !== null) {
    const iter = PyObject_GetIter(items);
    Py_DECREF(items);
    if (iter !== null) {
      if (args !== null) result = PyTuple_Pack5(self.ob_type, args, state, Py_None, iter);
      Py_DECREF(iter);
    }
  }
  Py_XDECREF(args);
  Py_DECREF(state);
  return result;
}

function odict_setdefault(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("setdefault", "key,default=", args, nargs, kwnames)) return null;
  const key = argReq(0);
  const given = arg(1);
  const value = given === null ? Py_None : given;
  if (PyODict_CheckExact(self)) {
    const known = PyDict_GetItemWithError(self, key);
    if (known !== null) return Py_NewRef(known);
    if (PyErr_Occurred() !== null) return null;
    return PyODict_SetItem(self, key, value) < 0 ? null : Py_NewRef(value);
  }
  const exists = PySequence_Contains(self, key);
  if (exists < 0) return null;
  if (exists) return PyObject_GetItem(self, key);
  return PyObject_SetItem(self, key, value) < 0 ? null : Py_NewRef(value);
}

/** Removes a key: its value, or `deflt`, `new`. The node goes first, since comparing keys may change everything. */
function popKeyHash(self: PyObject, key: PyObject, deflt: PyObject | null, hash: i64): PyObject | null {
  const node = findNodeHash(OD(self), key, hash);
  if (node === null) {
    if (PyErr_Occurred() !== null) return null;
  } else if (clearNode(OD(self), key, hash) < 0) {
    return null;
  }
  const value = _PyDict_Pop_KnownHash(self, key, hash);
  if (value !== null || PyErr_Occurred() !== null) return value;
  if (deflt !== null) return Py_NewRef(deflt);
  _PyErr_SetKeyError(key);
  return null;
}

function odict_pop(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("pop", "key,default=", args, nargs, kwnames)) return null;
  const key = argReq(0);
  const deflt = arg(1);
  const hash = PyObject_Hash(key);
  return hash == -1 ? null : popKeyHash(self, key, deflt, hash);
}

/** The argument `last`: -1 with an exception. */
function lastArg(op: PyObject | null): i32 {
  return op === null ? 1 : PyObject_IsTrue(op);
}

function odict_popitem(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("popitem", "last=", args, nargs, kwnames)) return null;
  const last = lastArg(arg(0));
  if (last < 0) return null;
  const node = last ? OD(self).od_last : OD(self).od_first;
  if (node === null) return PyErr_SetString(PyExc_KeyError, "dictionary is empty");
  const key = Py_NewRef(node.key);
  const value = popKeyHash(self, key, null, node.hash);
  let item: PyObject | null = null;
  if (value !== null) {
    item = PyTuple_Pack2(key, value);
    Py_DECREF(value);
  }
  Py_DECREF(key);
  return item;
}

function odict_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  PyDict_Clear(self);
  clearNodes(OD(self));
  return Py_NewRef(Py_None);
}

/** Copies one key of the order; -1 with an exception. */
function copyKey(self: PyObject, copy: PyObject, key: PyObject, hash: i64): i32 {
  if (!PyODict_CheckExact(self)) {
    const value = PyObject_GetItem(self, key);
    if (value === null) return -1;
    const r = PyObject_SetItem(copy, key, value);
    Py_DECREF(value);
    return r;
  }
  const value = PyDict_GetItemWithError(self, key);
  if (value === null) {
    if (PyErr_Occurred() === null) _PyErr_SetKeyError(key);
    return -1;
  }
  Py_INCREF(value);
  const r = setItemKnownHash(copy, key, value, hash);
  Py_DECREF(value);
  return r;
}

function odict_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  const copy = PyODict_CheckExact(self) ? PyODict_New() : PyObject_CallNoArgs(self.ob_type);
  if (copy === null) return null;
  const od = OD(self);
  const state = od.od_state;
  let node = od.od_first;
  let r = 0;
  while (node !== null && r == 0) {
    const key = Py_NewRef(node.key);
    r = copyKey(self, copy, key, node.hash);
    Py_DECREF(key);
    if (r == 0 && od.od_state != state) r = mutated();
    if (r == 0) node = node.next;
  }
  if (r == 0) return copy;
  Py_DECREF(copy);
  return null;
}

function odict_move_to_end(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("move_to_end", "key,last=", args, nargs, kwnames)) return null;
  const key = argReq(0);
  const last = lastArg(arg(1));
  if (last < 0) return null;
  const od = OD(self);
  const end = last ? od.od_last : od.od_first;
  if (end === null) {
    _PyErr_SetKeyError(key);
    return null;
  }
  if (key == end.key) return Py_NewRef(Py_None);
  const node = findNode(od, key);
  if (node === null) {
    if (PyErr_Occurred() === null) _PyErr_SetKeyError(key);
    return null;
  }
  if (node == (last ? od.od_last : od.od_first)) return Py_NewRef(Py_None);
  removeNode(od, node);
  if (last) addTail(od, node);
  else addHead(od, node);
  return Py_NewRef(Py_None);
}

// ---- slots ----

function odict_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_CLEAR(changetype<usize>(self) + offsetof<PyODictObject>("od_inst_dict"));
  if (OD(self).od_weakreflist != 0) PyObject_ClearWeakRefs(self);
  clearNodes(OD(self));
  dict_dealloc(self);
}

/** The pairs as a list: `new`. */
function pairsOf(self: PyObject): PyObject | null {
  if (!PyODict_CheckExact(self)) {
    const items = PyObject_CallMethodNoArgs(self, ID.items);
    if (items === null) return null;
    const list = PySequence_List(items);
    Py_DECREF(items);
    return list;
  }
  const od = OD(self);
  const pairs = PyList_New(0);
  if (pairs === null) return null;
  const state = od.od_state;
  let node = od.od_first;
  while (node !== null) {
    const key = Py_NewRef(node.key);
    const value = PyDict_GetItemWithError(self, key);
    if (value === null && PyErr_Occurred() === null) _PyErr_SetKeyError(key);
    const pair: PyObject | null = value === null ? null : PyTuple_Pack2(key, value);
    Py_DECREF(key);
    if (pair === null || _PyList_AppendTakeRef(pairs, pair) < 0 || (od.od_state != state && mutated() < 0)) {
      Py_DECREF(pairs);
      return null;
    }
    node = node.next;
  }
  return pairs;
}

function odict_repr(self: PyObject): PyObject | null {
  const name = _PyType_Name(self.ob_type);
  if (PyDict_GET_SIZE(self) == 0) return PyUnicode_FromFormat("%s()", name);
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("...") : null;
  const pairs = pairsOf(self);
  let result: PyObject | null = null;
  if (pairs !== null) {
    // like CPython, the pairs as a dict
    const dict = PyObject_CallOneArg(PyDict_Type, pairs);
    if (dict !== null) {
      result = PyUnicode_FromFormat("%s(%R)", name, changetype<usize>(dict));
      Py_DECREF(dict);
    }
    Py_DECREF(pairs);
  }
  Py_ReprLeave(self);
  return result;
}

function odict_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let r = visitField(changetype<usize>(self) + offsetof<PyODictObject>("od_inst_dict"), visit, arg);
  let node = OD(self).od_first;
  while (node !== null && r == 0) {
    r = visitField(changetype<usize>(node), visit, arg);
    node = node.next;
  }
  return r == 0 ? callTraverse(PyDict_Type.tp_traverse, self, visit, arg) : r;
}

function odict_tp_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + offsetof<PyODictObject>("od_inst_dict"));
  PyDict_Clear(self);
  clearNodes(OD(self));
  return 0;
}

function odict_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!PyODict_Check(v) || !PyDict_Check(w) || (op != Py_EQ && op != Py_NE)) return Py_NewRef(Py_NotImplemented);
  const result = call_indirect<PyObject | null>(PyDict_Type.tp_richcompare, v, w, op);
  if (result === null || !PyODict_Check(w)) return result;
  if (result == (op == Py_EQ ? Py_False : Py_True)) return result;
  Py_DECREF(result);
  const equal = keysEqual(OD(v), OD(w));
  return equal < 0 ? null : Py_RETURN_BOOL((equal != 0) == (op == Py_EQ));
}

function addODictMethods(t: PyTypeObject): void {
  addMethod(
    t,
    "fromkeys",
    odict_fromkeys.index,
    METH_FASTCALL_KEYWORDS | METH_CLASS,
    "fromkeys($type, /, iterable, value=None)\n--\n\nA new one with these keys, all of the same value.",
  );
  addMethod(t, "__sizeof__", odict_sizeof.index, METH_NOARGS, "__sizeof__($self, /)\n--\n\n");
  addMethod(
    t,
    "__reduce__",
    odict_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nClass and items, for pickle.",
  );
  addMethod(
    t,
    "setdefault",
    odict_setdefault.index,
    METH_FASTCALL_KEYWORDS,
    "setdefault($self, /, key, default=None)\n--\n\nThe value of key, which is entered with the default if it is not there.",
  );
  addMethod(
    t,
    "pop",
    odict_pop.index,
    METH_FASTCALL_KEYWORDS,
    "pop($self, /, key, default=<unrepresentable>)\n--\n\nRemove key and return its value, or the default if one is given and the key is not there.",
  );
  addMethod(
    t,
    "popitem",
    odict_popitem.index,
    METH_FASTCALL_KEYWORDS,
    "popitem($self, /, last=True)\n--\n\nRemove the last pair, or the first, and return it.",
  );
  addMethod(t, "keys", odictkeys_new.index, METH_NOARGS, "keys($self, /)\n--\n\n");
  addMethod(t, "values", odictvalues_new.index, METH_NOARGS, "values($self, /)\n--\n\n");
  addMethod(t, "items", odictitems_new.index, METH_NOARGS, "items($self, /)\n--\n\n");
  addMethod(t, "update", mutablemapping_update.index, METH_VARARGS_KEYWORDS, null);
  addMethod(t, "clear", odict_clear.index, METH_NOARGS, "clear($self, /)\n--\n\nRemove all items.");
  addMethod(t, "copy", odict_copy.index, METH_NOARGS, "copy($self, /)\n--\n\nA copy with the same values.");
  addMethod(
    t,
    "__reversed__",
    odict_reversed.index,
    METH_NOARGS,
    "__reversed__($self, /)\n--\n\nThe keys from last to first.",
  );
  addMethod(
    t,
    "move_to_end",
    odict_move_to_end.index,
    METH_FASTCALL_KEYWORDS,
    "move_to_end($self, /, key, last=True)\n--\n\nMove a key that is there to the end, or to the beginning.",
  );
}

/** OrderedDict, its iterator and its views; ready them afterwards. */
export function defineODict(): void {
  const t = PyODict_Type;
  initStaticType(
    t,
    PyType_Type,
    PyDict_Type,
    "collections.OrderedDict",
    112,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    "A dict whose keys can be moved to either end.",
  );
  t.tp_dealloc = odict_dealloc.index;
  t.tp_repr = odict_repr.index;
  t.tp_traverse = odict_traverse.index;
  t.tp_clear = odict_tp_clear.index;
  t.tp_richcompare = odict_richcompare.index;
  t.tp_weaklistoffset = 104;
  t.tp_dictoffset = 96;
  t.tp_iter = odict_iter.index;
  t.tp_init = odict_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  mappingMethods(t).mp_ass_subscript = odict_mp_ass_sub.index;
  const n = numberMethods(t);
  n.nb_or = odict_or.index;
  n.nb_inplace_or = odict_inplace_or.index;
  addODictMethods(t);
  addGetSet(t, "__dict__", PyObject_GenericGetDict.index, PyObject_GenericSetDict.index);
  defineODictViews();
}
