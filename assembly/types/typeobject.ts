/**
 * The type `type`: layout of classes made at run time, subtype tests, names, the method cache with its version tags, and the
 * registry of subclasses. Counterpart: the first part of Objects/typeobject.c.
 *
 * Invariant: while VALID_VERSION_TAG is set, `tp_version_tag` names the present state of the type and of everything along its
 * MRO; any change goes through `PyType_Modified`, which clears the tag here and in all subclasses. The method cache and the
 * specialised instructions trust that number alone.
 *
 * Elsewhere: readying and inheritance (type_ready.ts), MRO (type_mro.ts), class creation (type_new.ts), slots (slotdefs.ts),
 * instances of classes (subtype.ts), attribute access (type_getattr.ts), the attributes of `type` itself (type_methods.ts).
 */
import { INSTRUMENTED } from "../config";
import {
  METHOD_COLLISIONS,
  METHOD_DUNDER_HITS,
  METHOD_DUNDER_MISSES,
  METHOD_HITS,
  METHOD_MISSES,
  countSingle,
} from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_READY,
  Py_TPFLAGS_TYPE_SUBCLASS,
  Py_TPFLAGS_VALID_VERSION_TAG,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import {
  PyErr_Clear,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetRaisedException,
} from "../protocol/errors";
import { PyExc_AttributeError } from "../object/exception_types";
import { PyObject_Hash } from "../protocol/hash";
import { PyObject_Call } from "../protocol/call";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "./tuple";
import {
  PyDict_New,
  PyDict_SetItem,
  PyDict_GetItemWithError,
  PyDict_DelItem,
  PyDict_Next,
  PyDict_GET_SIZE,
  dictNextValue,
  _PyDict_GetItem_KnownHash,
} from "./dict";
import {
  PyUnicode_CheckExact,
  PyUnicode_GET_LENGTH,
  PyUnicode_Check,
  PyUnicode_READ_CHAR,
  _PyUnicode_EQ,
} from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyUnicode_FromString, PyUnicode_FromASCII } from "./unicode";
import { PyLong_FromVoidPtr } from "./long";
import { PyWeakReference, PyWeakref_NewRef } from "./weakref";
import { ID } from "../generated/ids";

export { PyType_Ready } from "./type_ready";
export { type_getattro, type_setattro } from "./type_getattr";
export { subtype_dealloc } from "./subtype";
export { initTypeType } from "./type_methods";

/**
 *   0    416  the fields of PyTypeObject
 *   416   32  as_async       448  288  as_number     736   24  as_mapping
 *   760   80  as_sequence    840   16  as_buffer
 *   856       ht_name        864       ht_slots      872       ht_qualname
 *   880       ht_cached_keys (shared keys of the instances; a keys table, not an object)
 *   888       ht_module      896       _ht_tpname
 *   904       _spec_cache: getitem 904, getitem_version 912 (u32), init 920
 *   928       one 40-byte PyMemberDef for each name in __slots__ (ob_size of them)
 */
@unmanaged
export class PyHeapTypeObject extends PyTypeObject {}
export const HT_AS_ASYNC: usize = 416;
export const HT_AS_NUMBER: usize = 448;
export const HT_AS_MAPPING: usize = 736;
export const HT_AS_SEQUENCE: usize = 760;
export const HT_AS_BUFFER: usize = 840;
export const HT_NAME: usize = 856;
export const HT_SLOTS: usize = 864;
export const HT_QUALNAME: usize = 872;
export const HT_CACHED_KEYS: usize = 880;
export const HT_MODULE: usize = 888;
export const HT_TPNAME: usize = 896;
export const HT_SPEC_GETITEM: usize = 904;
export const HT_SPEC_GETITEM_VERSION: usize = 912;
export const HT_SPEC_INIT: usize = 920;
export const PyHeapTypeObject_SIZE: i32 = 928;
/** Size of a slot's PyMemberDef inside a class. */
export const HT_MEMBER_SIZE: i32 = 40;

export function PyType_Check(op: PyObject): bool {
  return (op.ob_type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0;
}

export function PyType_CheckExact(op: PyObject): bool {
  return op.ob_type == PyType_Type;
}

/** isinstance by real type: exact or subtype. */
export function PyObject_TypeCheck(op: PyObject, type: PyTypeObject): bool {
  return op.ob_type == type || PyType_IsSubtype(op.ob_type, type);
}

export function PyType_HasFeature(type: PyTypeObject, flag: u32): bool {
  return (type.tp_flags & flag) != 0;
}

/** Whether `b` is in `a`'s MRO (or base chain, before the MRO exists). */
export function PyType_IsSubtype(a: PyTypeObject, b: PyTypeObject): bool {
  const mro = a.tp_mro;
  if (mro !== null) {
    const n = PyTuple_GET_SIZE(mro);
    for (let i = 0; i < n; i++) {
      if (PyTuple_GET_ITEM(mro, i) == <PyObject>b) return true;
    }
    return false;
  }
  let t: PyTypeObject | null = a;
  while (t !== null) {
    if (t == b) return true;
    t = t.tp_base;
  }
  return b == PyBaseObject_Type;
}

/** The type's own dict: borrowed. Only for types that are ready (or being readied). */
export function lookup_tp_dict(type: PyTypeObject): PyObject {
  return type.tp_dict!;
}

/** The type's own dict: `new`. */
export function PyType_GetDict(type: PyTypeObject): PyObject {
  return Py_NewRef(type.tp_dict!);
}

// ---- version tags and the method cache -------------------------------------------------------------------------------

/** Versions below this are for immutable types (_Py_MAX_GLOBAL_TYPE_VERSION_TAG + 1). */
const FIRST_HEAP_VERSION: u32 = 1 << 16;
const MAX_VERSIONS_PER_CLASS: u16 = 1000;
let nextStaticVersion: u32 = 1;
let nextHeapVersion: u32 = FIRST_HEAP_VERSION;

/** Gives the type a version tag if it has none; false if it cannot have one. */
export function _PyType_AssignVersionTag(type: PyTypeObject): bool {
  if (type.tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) return true;
  if (!(type.tp_flags & Py_TPFLAGS_READY)) return false;
  if (type.tp_versions_used >= MAX_VERSIONS_PER_CLASS) return false;
  type.tp_versions_used++;
  if (type.tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
    if (nextStaticVersion >= FIRST_HEAP_VERSION) return false;
    type.tp_version_tag = nextStaticVersion++;
  } else {
    if (nextHeapVersion == 0) return false;
    type.tp_version_tag = nextHeapVersion++;
  }
  const bases = type.tp_bases;
  if (bases !== null) {
    const n = PyTuple_GET_SIZE(bases);
    for (let i = 0; i < n; i++) {
      if (!_PyType_AssignVersionTag(changetype<PyTypeObject>(PyTuple_GET_ITEM(bases, i)))) return false;
    }
  }
  type.tp_flags |= Py_TPFLAGS_VALID_VERSION_TAG;
  return true;
}

/** Invalidates what is remembered about `type` and its subclasses. */
export function PyType_Modified(type: PyTypeObject): void {
  if (!(type.tp_flags & Py_TPFLAGS_VALID_VERSION_TAG)) return;
  const subclasses = changetype<PyObject | null>(type.tp_subclasses);
  if (subclasses !== null) {
    let pos = 0;
    while ((pos = PyDict_Next(subclasses, pos)) != 0) {
      const sub = weakrefReferent(dictNextValue());
      if (sub !== null) PyType_Modified(changetype<PyTypeObject>(sub));
    }
  }
  type.tp_flags &= ~Py_TPFLAGS_VALID_VERSION_TAG;
  type.tp_version_tag = 0;
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) {
    store<u32>(changetype<usize>(type) + HT_SPEC_GETITEM, 0);
    store<u32>(changetype<usize>(type) + HT_SPEC_INIT, 0);
  }
}

/** 4096 entries of 16 bytes: version u32, name (owned), value (borrowed from the type's dict). */
const CACHE_MASK: u32 = 4095;
const methodCache = memory.data(65536, 16);

function cacheEntry(version: u32, name: PyObject): usize {
  return methodCache + <usize>(((version ^ <u32>(changetype<usize>(name) >> 3)) & CACHE_MASK) << 4);
}

/** Drops every remembered name (gc.collect of the full generation does so: PyType_ClearCache). */
export function _PyType_ClearCache(): void {
  for (let i: u32 = 0; i <= CACHE_MASK; i++) {
    const entry = methodCache + <usize>(i << 4);
    const name = load<PyObject | null>(entry + 4);
    store<u32>(entry, 0);
    store<u32>(entry + 4, 0);
    store<u32>(entry + 8, 0);
    Py_XDECREF(name);
  }
}

/** Searches the dicts along the MRO: borrowed, null if absent (an error of a strange key's comparison stays pending). */
export function find_name_in_mro(type: PyTypeObject, name: PyObject): PyObject | null {
  const mro = type.tp_mro;
  if (mro === null) return null;
  const hash = PyObject_Hash(name);
  if (hash == -1) return null;
  Py_INCREF(mro);
  const n = PyTuple_GET_SIZE(mro);
  let found: PyObject | null = null;
  for (let i = 0; i < n; i++) {
    const dict = changetype<PyTypeObject>(PyTuple_GET_ITEM(mro, i)).tp_dict!;
    found = _PyDict_GetItem_KnownHash(dict, name, hash);
    if (found !== null || PyErr_Occurred() !== null) break;
  }
  Py_DECREF(mro);
  return found;
}

/** The attribute `name` along the MRO, through the method cache: borrowed, null without exception if absent. */
export function _PyType_Lookup(type: PyTypeObject, name: PyObject): PyObject | null {
  const entry = cacheEntry(type.tp_version_tag, name);
  if (load<u32>(entry) == type.tp_version_tag && load<u32>(entry + 4) == <u32>changetype<usize>(name)) {
    if (INSTRUMENTED) countLookup(name, METHOD_HITS, METHOD_DUNDER_HITS);
    if (type.tp_version_tag != 0) return load<PyObject | null>(entry + 8);
  }
  if (INSTRUMENTED) countLookup(name, METHOD_MISSES, METHOD_DUNDER_MISSES);
  return lookupSlow(type, name);
}

/** Instrumented build: the method cache was asked for `name`; names like __this__ are counted apart. */
function countLookup(name: PyObject, column: usize, dunderColumn: usize): void {
  const n = PyUnicode_CheckExact(name) ? PyUnicode_GET_LENGTH(name) : 0;
  const dunder =
    n > 4 &&
    PyUnicode_READ_CHAR(name, 0) == 95 &&
    PyUnicode_READ_CHAR(name, 1) == 95 &&
    PyUnicode_READ_CHAR(name, n - 2) == 95 &&
    PyUnicode_READ_CHAR(name, n - 1) == 95;
  countSingle(dunder ? dunderColumn : column);
}

function lookupSlow(type: PyTypeObject, name: PyObject): PyObject | null {
  const pending = PyErr_GetRaisedException(); // a caller's own; neither seen nor lost here
  const cacheable = PyUnicode_CheckExact(name) && PyUnicode_GET_LENGTH(name) <= 100 && _PyType_AssignVersionTag(type);
  const version = type.tp_version_tag;
  const found = find_name_in_mro(type, name);
  if (found === null && PyErr_Occurred() !== null) {
    PyErr_Clear();
    PyErr_SetRaisedException(pending);
    return null;
  }
  PyErr_SetRaisedException(pending);
  if (cacheable) {
    const entry = cacheEntry(version, name);
    const oldName = load<PyObject | null>(entry + 4);
    if (INSTRUMENTED && oldName !== null && oldName != name) countSingle(METHOD_COLLISIONS);
    Py_INCREF(name);
    store<u32>(entry, version);
    store<u32>(entry + 4, <u32>changetype<usize>(name));
    store<u32>(entry + 8, <u32>changetype<usize>(found));
    Py_XDECREF(oldName);
  }
  return found;
}

/** `_PyType_Lookup` whose result is `new`. */
export function _PyType_LookupRef(type: PyTypeObject, name: PyObject): PyObject | null {
  const found = _PyType_Lookup(type, name);
  if (found !== null) Py_INCREF(found);
  return found;
}

// ---- subclasses ------------------------------------------------------------------------------------------------------

/** What a weak reference in tp_subclasses refers to: borrowed, null if it died. */
export function weakrefReferent(ref: PyObject): PyObject | null {
  const op = changetype<PyWeakReference>(ref).wr_object;
  return op == Py_None ? null : op;
}

/** Registers `type` with `base` (a weak reference under the type's address); -1 on error. */
export function add_subclass(base: PyTypeObject, type: PyTypeObject): i32 {
  const key = PyLong_FromVoidPtr(changetype<usize>(type));
  if (key === null) return -1;
  const ref = PyWeakref_NewRef(type, null);
  if (ref === null) {
    Py_DECREF(key);
    return -1;
  }
  let subclasses = changetype<PyObject | null>(base.tp_subclasses);
  if (subclasses === null) {
    subclasses = PyDict_New();
    if (subclasses === null) {
      Py_DECREF(key);
      Py_DECREF(ref);
      return -1;
    }
    base.tp_subclasses = changetype<usize>(subclasses);
  }
  const rc = PyDict_SetItem(subclasses, key, ref);
  Py_DECREF(ref);
  Py_DECREF(key);
  return rc;
}

export function remove_subclass(base: PyTypeObject, type: PyTypeObject): void {
  const subclasses = changetype<PyObject | null>(base.tp_subclasses);
  if (subclasses === null) return;
  const key = PyLong_FromVoidPtr(changetype<usize>(type));
  if (key === null || PyDict_DelItem(subclasses, key) < 0) PyErr_Clear();
  Py_XDECREF(key);
  if (PyDict_GET_SIZE(subclasses) == 0) {
    base.tp_subclasses = 0;
    Py_DECREF(subclasses);
  }
}

export function remove_all_subclasses(type: PyTypeObject, bases: PyObject): void {
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const base = PyTuple_GET_ITEM(bases, i);
    if (PyType_Check(base)) remove_subclass(changetype<PyTypeObject>(base), type);
  }
}

// ---- names -----------------------------------------------------------------------------------------------------------

/** The part of tp_name after the last dot, NUL-terminated. */
export function _PyType_Name(type: PyTypeObject): usize {
  let start = type.tp_name;
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) return start;
  for (let p = start; load<u8>(p) != 0; p++) {
    if (load<u8>(p) == 0x2e) start = p + 1;
  }
  return start;
}

/** `new` str. */
export function PyType_GetName(type: PyTypeObject): PyObject | null {
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) return Py_NewRef(load<PyObject>(changetype<usize>(type) + HT_NAME));
  return PyUnicode_FromString(_PyType_Name(type));
}

/** `new` str. */
export function PyType_GetQualName(type: PyTypeObject): PyObject | null {
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) return Py_NewRef(load<PyObject>(changetype<usize>(type) + HT_QUALNAME));
  return PyType_GetName(type);
}

/** `type.__module__`: `new`. */
export function PyType_GetModuleName(type: PyTypeObject): PyObject | null {
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) {
    const module = PyDict_GetItemWithError(type.tp_dict!, ID.__module__);
    if (module !== null) return Py_NewRef(module);
    if (PyErr_Occurred() === null) attributeErrorModule();
    return null;
  }
  const name = type.tp_name;
  let dot: usize = 0;
  for (let p = name; load<u8>(p) != 0; p++) {
    if (load<u8>(p) == 0x2e) dot = p;
  }
  if (dot == 0) return Py_NewRef(ID.builtins);
  return PyUnicode_FromASCII(name, <i32>(dot - name));
}

function attributeErrorModule(): void {
  PyErr_Format(PyExc_AttributeError, "__module__");
}

/** "module.qualname", or the qualname alone for builtins and __main__ when `stripMain`: `new`. */
export function fullName(type: PyTypeObject, stripMain: bool): PyObject | null {
  if (!(type.tp_flags & Py_TPFLAGS_HEAPTYPE)) return PyUnicode_FromString(type.tp_name);
  const qualname = PyType_GetQualName(type);
  if (qualname === null) return null;
  const module = PyType_GetModuleName(type);
  if (module === null) {
    PyErr_Clear();
    return qualname;
  }
  let result: PyObject | null;
  if (
    PyUnicode_Check(module) &&
    !_PyUnicode_EQ(module, ID.builtins) &&
    !(stripMain && _PyUnicode_EQ(module, ID.__main__))
  ) {
    result = PyUnicode_FromFormat("%U.%U", changetype<usize>(module), changetype<usize>(qualname));
  } else {
    result = Py_NewRef(qualname);
  }
  Py_DECREF(module);
  Py_DECREF(qualname);
  return result;
}

/** The full name that messages show (`%T`): "__main__." is left out, as _PyType_GetFullyQualifiedName does. `new`. */
export function PyType_GetFullyQualifiedName(type: PyTypeObject): PyObject | null {
  return fullName(type, true);
}

/** `metatype(name, bases or (object,), dict)` with __module__ set from `module` ("" leaves it out): `new`. */
export function newType(
  metatype: PyTypeObject,
  name: string,
  module: string,
  bases: PyObject | null,
  dict: PyObject | null,
): PyObject | null {
  const args = PyTuple_New(3);
  if (args === null) return null;
  const nameObj = PyUnicode_FromLiteral(name);
  const basesObj = bases === null ? PyTuple_New(0) : Py_NewRef(bases);
  const dictObj = dict === null ? PyDict_New() : Py_NewRef(dict);
  PyTuple_SET_ITEM(args, 0, nameObj);
  PyTuple_SET_ITEM(args, 1, basesObj);
  PyTuple_SET_ITEM(args, 2, dictObj);
  let ok = nameObj !== null && basesObj !== null && dictObj !== null;
  if (ok && module.length > 0) {
    const moduleObj = PyUnicode_FromLiteral(module);
    ok = moduleObj !== null && PyDict_SetItem(dictObj!, ID.__module__, moduleObj) == 0;
    Py_XDECREF(moduleObj);
  }
  const result: PyObject | null = ok ? PyObject_Call(metatype, args, null) : null;
  Py_DECREF(args);
  return result;
}

/** tp_new of types whose instances need no arguments. */
export function PyType_GenericNew(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}
