/**
 * dict as Python sees it: repr, comparison, |, and the methods; at the bottom the type (Objects/dictobject.c).
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_DICT_SUBCLASS,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_MAPPING,
  Py_TPFLAGS_MATCH_SELF,
  initPtr,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyDict_Type,
  PyType_Type,
  PyUnicode_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import { PyExc_KeyError, PyExc_TypeError } from "../object/exception_types";
import { PyVectorcall_NARGS } from "../object/slots";
import { visitItem } from "../gc/visit";
import {
  METH_CLASS,
  METH_COEXIST,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  METH_VARARGS_KEYWORDS,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
  sequenceMethods,
} from "../object/typedef";
import { _PyObject_GC_UNTRACK } from "../object/gc_head";
import { freelistInit } from "../memory/freelist";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_GetOptionalAttr, _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import {
  PyObject_Repr,
  PyObject_RichCompareBool,
  Py_ReprEnter,
  Py_ReprLeave,
  Py_RETURN_BOOL,
} from "../protocol/compare";
import { PyLong_FromSsize_t } from "./long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "./tuple";
import { PyUnicode_FromLiteral } from "./unicode_format";
import {
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteLiteral,
  _PyUnicodeWriter_WriteStr,
  UnicodeWriter,
} from "./unicode_writer";
import { PyObject_Hash } from "../protocol/hash";
import { classGetItem } from "./genericalias";
import {
  PyDictObject,
  PyDict_Check,
  PyDict_CheckExact,
  PyDict_Clear,
  PyDict_Contains,
  PyDict_DelItem,
  PyDict_GET_SIZE,
  PyDict_GetItemWithError,
  PyDict_Next,
  PyDict_SetDefaultRef,
  PyDict_SetItem,
  _PyDict_HasOnlyStringKeys,
  _PyDict_Pop,
  _PyDict_SizeOf,
  _PyErr_SetKeyError,
  _Py_dict_lookup,
  dictChanged,
  dictFreeList,
  dictLookupValue,
  dictNextKey,
  dictNextValue,
  dict_dealloc,
  dictresize,
} from "./dict";
import {
  DICT_KEYS_GENERAL,
  DKIX_DUMMY,
  DKIX_ERROR,
  Py_EMPTY_KEYS,
  dictkeys_set_index,
  entryHash,
  entryKey,
  entryKeyField,
  entryValue,
  initDictKeys,
  lookdict_index,
  strHash,
  valuesGet,
} from "./dict_keys";
import { PyDict_Copy, PyDict_Merge, PyDict_MergeFromSeq2, PyDict_Update, _PyDict_FromKeys } from "./dict_merge";
import {
  PyDictItems_Type,
  PyDictKeys_Type,
  PyDictRevIterKey_Type,
  PyDictValues_Type,
  _PyDictView_New,
  dict_iter,
  dictiter_new,
} from "./dict_views";
import { ID } from "../generated/ids";

const cell = memory.data(8, 8);

function dict_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const mp = changetype<PyDictObject>(self);
  const keys = mp.ma_keys;
  const values = mp.ma_values;
  if (values !== null && values.embedded) return 0; // the instance visits them
  const general = keys.dk_kind == DICT_KEYS_GENERAL;
  for (let i = 0; i < keys.dk_nentries; i++) {
    const value = values !== null ? valuesGet(values, i) : entryValue(keys, i);
    if (value === null) continue;
    let r = visitItem(value, visit, arg);
    if (r == 0 && general) r = visitItem(entryKey(keys, i)!, visit, arg);
    if (r != 0) return r;
  }
  return 0;
}

function dict_tp_clear(self: PyObject): i32 {
  PyDict_Clear(self);
  return 0;
}

// --- operations ---

function writeRepr(w: UnicodeWriter, op: PyObject): bool {
  const s = PyObject_Repr(op);
  if (s === null) return false;
  const ok = _PyUnicodeWriter_WriteStr(w, s);
  Py_DECREF(s);
  return ok;
}

function dict_repr(self: PyObject): PyObject | null {
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("{...}") : null;
  const n = PyDict_GET_SIZE(self);
  if (n == 0) {
    Py_ReprLeave(self);
    return PyUnicode_FromLiteral("{}");
  }
  const writer = _PyUnicodeWriter_Init(1 + 4 + (2 + 4) * (n - 1) + 1);
  let ok = _PyUnicodeWriter_WriteChar(writer, 0x7b);
  let pos = 0;
  let first = true;
  while (ok && (pos = PyDict_Next(self, pos)) != 0) {
    const key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    if (!first) ok = _PyUnicodeWriter_WriteLiteral(writer, ", ");
    first = false;
    ok = ok && writeRepr(writer, key) && _PyUnicodeWriter_WriteLiteral(writer, ": ") && writeRepr(writer, value);
    Py_DECREF(key);
    Py_DECREF(value);
  }
  ok = ok && _PyUnicodeWriter_WriteChar(writer, 0x7d);
  Py_ReprLeave(self);
  if (ok) return _PyUnicodeWriter_Finish(writer);
  _PyUnicodeWriter_Dealloc(writer);
  return null;
}

export function dict_length(self: PyObject): i32 {
  return PyDict_GET_SIZE(self);
}

/** `new`: self[key], asking __missing__ of a subclass. */
export function dict_subscript(self: PyObject, key: PyObject): PyObject | null {
  const hash = key.ob_type == PyUnicode_Type ? strHash(key) : PyObject_Hash(key);
  if (hash == -1) return null;
  const ix = _Py_dict_lookup(changetype<PyDictObject>(self), key, hash);
  if (ix == DKIX_ERROR) return null;
  const value = dictLookupValue();
  if (value !== null) return Py_NewRef(value);
  if (!PyDict_CheckExact(self)) {
    const missing = _PyObject_LookupSpecial(self, ID.__missing__);
    if (missing !== null) {
      const res = PyObject_CallOneArg(missing, key);
      Py_DECREF(missing);
      return res;
    }
    if (PyErr_Occurred() !== null) return null;
  }
  _PyErr_SetKeyError(key);
  return null;
}

function dict_ass_sub(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  return value === null ? PyDict_DelItem(self, key) : PyDict_SetItem(self, key, value);
}

/** 1 equal, 0 not, -1 error. */
function dict_equal(a: PyObject, b: PyObject): i32 {
  if (PyDict_GET_SIZE(a) != PyDict_GET_SIZE(b)) return 0;
  const mp = changetype<PyDictObject>(a);
  // By position, as comparing may change the dict.
  for (let i = 0; i < mp.ma_keys.dk_nentries; i++) {
    const values = mp.ma_values;
    const aval = values !== null ? valuesGet(values, i) : entryValue(mp.ma_keys, i);
    if (aval === null) continue;
    const key = entryKey(mp.ma_keys, i)!;
    const hash = entryHash(mp.ma_keys, i);
    Py_NewRef(aval);
    Py_NewRef(key);
    const ix = _Py_dict_lookup(changetype<PyDictObject>(b), key, hash);
    let bval = dictLookupValue();
    let cmp = ix == DKIX_ERROR ? -1 : 0;
    if (bval !== null) {
      Py_NewRef(bval);
      cmp = PyObject_RichCompareBool(aval, bval, Py_EQ);
      Py_DECREF(bval);
      bval = null;
    }
    Py_DECREF(key);
    Py_DECREF(aval);
    if (cmp <= 0) return cmp;
  }
  return 1;
}

function dict_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!PyDict_Check(v) || !PyDict_Check(w) || (op != Py_EQ && op != Py_NE)) return Py_NewRef(Py_NotImplemented);
  const equal = dict_equal(v, w);
  return equal < 0 ? null : Py_RETURN_BOOL((equal == 1) == (op == Py_EQ));
}

function dict_or(self: PyObject, other: PyObject): PyObject | null {
  if (!PyDict_Check(self) || !PyDict_Check(other)) return Py_NewRef(Py_NotImplemented);
  const merged = PyDict_Copy(self);
  if (merged === null) return null;
  if (PyDict_Update(merged, other) == 0) return merged;
  Py_DECREF(merged);
  return null;
}

function dict_ior(self: PyObject, other: PyObject): PyObject | null {
  return dict_update_arg(self, other) < 0 ? null : Py_NewRef(self);
}

// --- methods ---

function dict___contains__(self: PyObject, key: PyObject): PyObject | null {
  const r = PyDict_Contains(self, key);
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function dict_get(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("get", nargs, 1, 2)) return null;
  const found = PyDict_GetItemWithError(self, ptrAt(args, 0));
  if (found !== null) return Py_NewRef(found);
  if (PyErr_Occurred() !== null) return null;
  return Py_NewRef(nargs > 1 ? ptrAt(args, 1) : Py_None);
}

function dict_setdefault(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("setdefault", nargs, 1, 2)) return null;
  return PyDict_SetDefaultRef(self, ptrAt(args, 0), nargs > 1 ? ptrAt(args, 1) : Py_None);
}

function dict_pop(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pop", nargs, 1, 2)) return null;
  return _PyDict_Pop(self, ptrAt(args, 0), nargs > 1 ? ptrAt(args, 1) : null);
}

function dict_popitem(self: PyObject, unused: PyObject | null): PyObject | null {
  const mp = changetype<PyDictObject>(self);
  if (mp.ma_used == 0) return PyErr_SetString(PyExc_KeyError, "popitem(): dictionary is empty");
  if (mp.ma_values !== null && dictresize(mp, mp.ma_keys.dk_log2_size, true) < 0) return null;
  const keys = mp.ma_keys;
  let i = keys.dk_nentries - 1;
  while (entryValue(keys, i) === null) i--;
  const pair = PyTuple_Pack2(entryKey(keys, i)!, entryValue(keys, i)!);
  if (pair === null) return null;
  dictkeys_set_index(keys, lookdict_index(keys, entryHash(keys, i), i), DKIX_DUMMY);
  keys.dk_version = 0;
  const field = entryKeyField(keys, i);
  store<u64>(field, 0);
  store<u64>(field, 0, 8);
  keys.dk_nentries = i;
  mp.ma_used--;
  dictChanged(mp);
  Py_DECREF(PyTuple_GET_ITEM(pair, 0));
  Py_DECREF(PyTuple_GET_ITEM(pair, 1));
  return pair;
}

/** Updates from a mapping (what has keys()) or an iterable of pairs. */
function dict_update_arg(self: PyObject, arg: PyObject): i32 {
  if (PyDict_CheckExact(arg)) return PyDict_Merge(self, arg, 1);
  initPtr(cell, 0);
  if (PyObject_GetOptionalAttr(arg, ID.keys, cell) < 0) return -1;
  const keys = load<PyObject | null>(cell);
  if (keys !== null) {
    Py_DECREF(keys);
    return PyDict_Merge(self, arg, 1);
  }
  return PyDict_MergeFromSeq2(self, arg, 1);
}

export function dict_update_common(self: PyObject, args: PyObject, kwds: PyObject | null, name: string): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional(name, n, 0, 1)) return -1;
  if (n == 1 && dict_update_arg(self, PyTuple_GET_ITEM(args, 0)) < 0) return -1;
  if (kwds === null) return 0;
  if (!_PyDict_HasOnlyStringKeys(kwds)) {
    PyErr_SetString(PyExc_TypeError, "keywords must be strings");
    return -1;
  }
  return PyDict_Merge(self, kwds, 1);
}

function dict_update(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return dict_update_common(self, args, kwds, "update") < 0 ? null : Py_NewRef(Py_None);
}

function dict_fromkeys(cls: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("fromkeys", nargs, 1, 2)) return null;
  return _PyDict_FromKeys(cls, ptrAt(args, 0), nargs > 1 ? ptrAt(args, 1) : Py_None);
}

function dict_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  PyDict_Clear(self);
  return Py_NewRef(Py_None);
}

function dict_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyDict_Copy(self);
}

function dict_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(_PyDict_SizeOf(changetype<PyDictObject>(self)));
}

function dict_keys(self: PyObject, unused: PyObject | null): PyObject | null {
  return _PyDictView_New(self, PyDictKeys_Type);
}

function dict_items(self: PyObject, unused: PyObject | null): PyObject | null {
  return _PyDictView_New(self, PyDictItems_Type);
}

function dict_values(self: PyObject, unused: PyObject | null): PyObject | null {
  return _PyDictView_New(self, PyDictValues_Type);
}

function dict_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return dictiter_new(self, PyDictRevIterKey_Type);
}

// --- making ---

function dict_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  const mp = changetype<PyDictObject>(self);
  mp.ma_used = 0;
  mp.ma_keys = Py_EMPTY_KEYS;
  mp.ma_values = null;
  dictChanged(mp);
  // tp_alloc tracked it; an exact dict waits until it holds something.
  if (type == PyDict_Type) _PyObject_GC_UNTRACK(self);
  return self;
}

function dict_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  return dict_update_common(self, args, kwds, "dict");
}

function dict_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const nargs = PyVectorcall_NARGS(nargsf);
  if (!PyArg_CheckPositional("dict", nargs, 0, 1)) return null;
  const self = dict_new(changetype<PyTypeObject>(callable), changetype<PyObject>(0), null);
  if (self === null) return null;
  let status = nargs == 1 ? dict_update_arg(self, ptrAt(args, 0)) : 0;
  if (kwnames !== null) {
    const n = PyTuple_GET_SIZE(kwnames);
    for (let i = 0; i < n && status == 0; i++) {
      status = PyDict_SetItem(self, PyTuple_GET_ITEM(kwnames, i), ptrAt(args, nargs + i));
    }
  }
  if (status == 0) return self;
  Py_DECREF(self);
  return null;
}

export function initDictType(): void {
  initDictKeys();
  freelistInit(dictFreeList, 80);
  const t = PyDict_Type;
  const flags =
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DICT_SUBCLASS | Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_MAPPING;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "dict",
    48,
    0,
    flags,
    "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\nA dictionary with the items of a mapping or of an iterable of pairs,\nto which the keyword arguments are added:\n    dict([('one', 1)], two=2) == {'one': 1, 'two': 2}",
  );
  t.tp_dealloc = dict_dealloc.index;
  t.tp_repr = dict_repr.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = dict_traverse.index;
  t.tp_clear = dict_tp_clear.index;
  t.tp_richcompare = dict_richcompare.index;
  t.tp_iter = dict_iter.index;
  t.tp_init = dict_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = dict_new.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_vectorcall = dict_vectorcall.index;
  const nb = numberMethods(t);
  nb.nb_or = dict_or.index;
  nb.nb_inplace_or = dict_ior.index;
  sequenceMethods(t).sq_contains = PyDict_Contains.index;
  const mp = mappingMethods(t);
  mp.mp_length = dict_length.index;
  mp.mp_subscript = dict_subscript.index;
  mp.mp_ass_subscript = dict_ass_sub.index;
  addDictMethods(t);
}

function addDictMethods(t: PyTypeObject): void {
  addMethod(
    t,
    "__contains__",
    dict___contains__.index,
    METH_O | METH_COEXIST,
    "__contains__($self, key, /)\n--\n\nTrue if the dictionary has the specified key, else False.",
  );
  addMethod(
    t,
    "__getitem__",
    dict_subscript.index,
    METH_O | METH_COEXIST,
    "__getitem__($self, key, /)\n--\n\nReturn self[key].",
  );
  addMethod(
    t,
    "__sizeof__",
    dict_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nReturn the size of the dict in memory.",
  );
  addMethod(
    t,
    "get",
    dict_get.index,
    METH_FASTCALL,
    "get($self, key, default=None, /)\n--\n\nThe value of key, or default if key is not there.",
  );
  addMethod(
    t,
    "setdefault",
    dict_setdefault.index,
    METH_FASTCALL,
    "setdefault($self, key, default=None, /)\n--\n\nThe value of key, which is set to default if it is not there.",
  );
  addMethod(
    t,
    "pop",
    dict_pop.index,
    METH_FASTCALL,
    "pop($self, key, default=<unrepresentable>, /)\n--\n\nD.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nWithout such a key: the default if one was given, otherwise a KeyError.",
  );
  addMethod(
    t,
    "popitem",
    dict_popitem.index,
    METH_NOARGS,
    "popitem($self, /)\n--\n\nTake out the pair that was inserted last.\n\nA KeyError if there is none.",
  );
  addMethod(t, "keys", dict_keys.index, METH_NOARGS, "D.keys() -> a set-like object providing a view on D's keys");
  addMethod(t, "items", dict_items.index, METH_NOARGS, "D.items() -> a view of D's pairs that works as a set");
  addMethod(t, "values", dict_values.index, METH_NOARGS, "D.values() -> an object providing a view on D's values");
  addMethod(
    t,
    "update",
    dict_update.index,
    METH_VARARGS_KEYWORDS,
    "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: for k in F:  D[k] = F[k]",
  );
  addMethod(
    t,
    "fromkeys",
    dict_fromkeys.index,
    METH_FASTCALL | METH_CLASS,
    "fromkeys($type, iterable, value=None, /)\n--\n\nA dictionary with these keys, all with the same value.",
  );
  addMethod(t, "clear", dict_clear.index, METH_NOARGS, "D.clear() -> None.  Remove all items from D.");
  addMethod(t, "copy", dict_copy.index, METH_NOARGS, "D.copy() -> a shallow copy of D");
  addMethod(
    t,
    "__reversed__",
    dict_reversed.index,
    METH_NOARGS,
    "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the dict keys.",
  );
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
}
