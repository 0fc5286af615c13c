/**
 * Instance attributes: inline values behind an object and the dict in front of it (the last part of Objects/dictobject.c).
 *
 *   object - 32  weak reference list    object - 24  managed dict    object + tp_basicsize  PyDictValues (inline)
 *
 * Invariant: while inline values are valid, they hold the attributes, and a managed dict, if there is one, is a split dict over the
 * very same values (ma_values points at them). Once they are invalid, all of it is in the dict. Inline values and the type's
 * cached keys go by position: slot i belongs to entry i of the keys.
 */
import { INSTRUMENTED } from "../config";
import { DICT_NEW_KEY, DICT_ON_REQUEST, DICT_STR_SUBCLASS, countSingle } from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_MANAGED_DICT,
} from "../object/layout";
import { mayWaitDead, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyUnicode_Type } from "../object/statics";
import { PyExc_AttributeError } from "../object/exception_types";
import { visitItems } from "../gc/visit";
import { _PyObject_GC_TRACK } from "../object/gc_head";
import { PyErr_Clear, PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { _PyObject_ComputedDictPointer } from "../protocol/attr";
import {
  PyDictObject,
  PyDict_DelItem,
  PyDict_New,
  PyDict_SetItem,
  dictChanged,
  maintainTracking,
  mayBeTracked,
  new_dict,
  new_dict_with_shared_keys,
} from "./dict";
import {
  DKIX_EMPTY,
  PyDictKeysObject,
  PyDictValues,
  _PyDictKeys_StringLookup,
  _PyDictValues_AddToInsertionOrder,
  copy_values,
  delete_index_from_values,
  dictkeys_incref,
  insert_split_key,
  shared_keys_usable_size,
  strHash,
  valuesGet,
  valuesSet,
  valuesSize,
} from "./dict_keys";

/** Offset of the managed dict pointer before the object (the weak reference list is at -32). */
export const MANAGED_DICT_OFFSET: usize = 24;
export const MANAGED_WEAKREF_OFFSET: usize = 32;

/** The managed dict, or null. Borrowed. */
export function _PyObject_GetManagedDict(obj: PyObject): PyDictObject | null {
  return load<PyDictObject | null>(changetype<usize>(obj) - MANAGED_DICT_OFFSET);
}

/** Stores the managed dict pointer; steals `dict`. */
function storeManagedDict(obj: PyObject, dict: PyObject | null): void {
  store<u64>(changetype<usize>(obj) - MANAGED_DICT_OFFSET, <u64>changetype<usize>(dict));
}

/** The values behind the object's basic size (type has Py_TPFLAGS_INLINE_VALUES). */
export function _PyObject_InlineValues(obj: PyObject): PyDictValues {
  return changetype<PyDictValues>(changetype<usize>(obj) + <usize>obj.ob_type.tp_basicsize);
}

/** ht_cached_keys of a heap type; null if it has none. */
export function CACHED_KEYS(type: PyTypeObject): PyDictKeysObject | null {
  // a static type ends before the field (typing's TypeVar is one here, with a managed dict)
  if (!(type.tp_flags & Py_TPFLAGS_HEAPTYPE)) return null;
  return load<PyDictKeysObject | null>(changetype<usize>(type), 880);
}

/** Bytes that inline values take behind tp_basicsize. */
export function _PyInlineValuesSize(type: PyTypeObject): i32 {
  return <i32>valuesSize(shared_keys_usable_size(CACHED_KEYS(type)!));
}

/** A split dict over `values`: `new`, tracked if need be. */
function make_dict_from_instance_attributes(keys: PyDictKeysObject, values: PyDictValues): PyObject | null {
  dictkeys_incref(keys);
  let track = false;
  let used = 0;
  for (let i = 0; i < <i32>values.capacity; i++) {
    const value = valuesGet(values, i);
    if (value === null) continue;
    used++;
    track = track || mayBeTracked(value);
  }
  const dict = new_dict(keys, values, used, false);
  if (dict !== null && track) _PyObject_GC_TRACK(dict);
  return dict;
}

/** Borrowed; made if need be. For any type with Py_TPFLAGS_MANAGED_DICT. Null with MemoryError. */
export function _PyObject_MaterializeManagedDict(obj: PyObject): PyDictObject | null {
  const present = _PyObject_GetManagedDict(obj);
  if (present !== null) return present;
  const keys = CACHED_KEYS(obj.ob_type);
  let dict: PyObject | null;
  if (obj.ob_type.tp_flags & Py_TPFLAGS_INLINE_VALUES) {
    const values = _PyObject_InlineValues(obj);
    if (INSTRUMENTED && values.valid) countSingle(DICT_ON_REQUEST);
    dict = values.valid ? make_dict_from_instance_attributes(keys!, values) : PyDict_New();
  } else {
    dict = keys === null ? PyDict_New() : new_dict_with_shared_keys(keys);
  }
  storeManagedDict(obj, dict);
  return changetype<PyDictObject | null>(dict);
}

/** dict[name] = value, or del dict[name] for null. */
function setOrDelete(dict: PyObject, name: PyObject, value: PyObject | null): i32 {
  return value === null ? PyDict_DelItem(dict, name) : PyDict_SetItem(dict, name, value);
}

/** The attribute does not fit the shared keys: it goes into the dict, which leaves them. */
function storeInDict(
  obj: PyObject,
  keys: PyDictKeysObject,
  values: PyDictValues,
  name: PyObject,
  value: PyObject | null,
): i32 {
  const present = _PyObject_GetManagedDict(obj);
  if (present !== null) return setOrDelete(present, name, value);
  if (INSTRUMENTED) countSingle(name.ob_type == PyUnicode_Type ? DICT_NEW_KEY : DICT_STR_SUBCLASS);
  const dict = make_dict_from_instance_attributes(keys, values);
  if (dict === null || setOrDelete(dict, name, value) < 0) {
    Py_XDECREF(dict);
    return -1;
  }
  storeManagedDict(obj, dict);
  return 0;
}

/** Sets (or deletes, for null) an instance attribute: 0, or -1 with an exception. */
export function _PyObject_StoreInstanceAttribute(obj: PyObject, name: PyObject, value: PyObject | null): i32 {
  const values = _PyObject_InlineValues(obj);
  if (!values.valid) {
    const made = _PyObject_MaterializeManagedDict(obj);
    return made === null ? -1 : setOrDelete(made, name, value);
  }
  const keys = CACHED_KEYS(obj.ob_type)!;
  let ix = DKIX_EMPTY;
  if (name.ob_type == PyUnicode_Type) ix = insert_split_key(keys, name, strHash(name));
  if (ix == DKIX_EMPTY) return storeInDict(obj, keys, values, name, value);
  const old = valuesGet(values, ix);
  if (old === null && value === null) {
    PyErr_Format(
      PyExc_AttributeError,
      "'%s' object has no attribute '%U'",
      obj.ob_type.tp_name,
      changetype<usize>(name),
    );
    return -1;
  }
  const dict = _PyObject_GetManagedDict(obj);
  if (dict !== null) {
    dictChanged(dict);
    if (value !== null) maintainTracking(dict, name, value);
  }
  valuesSet(values, ix, Py_XNewRef(value));
  if (old === null) {
    _PyDictValues_AddToInsertionOrder(values, ix);
    if (dict !== null) dict.ma_used++;
    return 0;
  }
  if (value === null) {
    delete_index_from_values(values, ix);
    if (dict !== null) dict.ma_used--;
  }
  Py_DECREF(old);
  return 0;
}

let foundAttribute: PyObject | null = null;

/** `new` (taken by the caller, once), or null: no such attribute. */
export function instanceAttribute(): PyObject | null {
  return foundAttribute;
}

/** False if the inline values are not valid (ask the dict); else instanceAttribute() is the value. `name` is an exact str. */
export function _PyObject_TryGetInstanceAttribute(obj: PyObject, name: PyObject): bool {
  const values = _PyObject_InlineValues(obj);
  if (!values.valid) return false;
  const ix = _PyDictKeys_StringLookup(CACHED_KEYS(obj.ob_type)!, name);
  foundAttribute = ix < 0 ? null : Py_XNewRef(valuesGet(values, ix));
  return true;
}

export function _PyObject_IsInstanceDictEmpty(obj: PyObject): bool {
  const type = obj.ob_type;
  let dict: PyDictObject | null;
  if (type.tp_flags & Py_TPFLAGS_INLINE_VALUES) {
    const values = _PyObject_InlineValues(obj);
    if (values.valid) return values.size == 0;
    dict = _PyObject_GetManagedDict(obj);
  } else if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
    dict = _PyObject_GetManagedDict(obj);
  } else {
    if (type.tp_dictoffset <= 0) return true;
    dict = load<PyDictObject | null>(changetype<usize>(obj) + <usize>type.tp_dictoffset);
  }
  return dict === null || dict.ma_used == 0;
}

/** tp_traverse's part for inline values and the managed dict. */
export function PyObject_VisitManagedDict(obj: PyObject, visit: u32, arg: usize): i32 {
  const flags = obj.ob_type.tp_flags;
  if (!(flags & Py_TPFLAGS_MANAGED_DICT)) return 0;
  if (flags & Py_TPFLAGS_INLINE_VALUES) {
    const values = _PyObject_InlineValues(obj);
    if (values.valid) {
      const r = visitItems(changetype<usize>(values) + 8, <i32>values.capacity, visit, arg);
      if (r != 0) return r;
    }
  }
  return visitItems(changetype<usize>(obj) - MANAGED_DICT_OFFSET, 1, visit, arg);
}

/** Drops the object's attributes (tp_clear, tp_dealloc). */
export function PyObject_ClearManagedDict(obj: PyObject): void {
  if (obj.ob_type.tp_flags & Py_TPFLAGS_INLINE_VALUES && _PyObject_GetManagedDict(obj) === null) {
    clearInlineValues(_PyObject_InlineValues(obj));
    return;
  }
  if (_PyObject_SetManagedDict(obj, null) < 0) PyErr_Clear();
}

/** Gives the object another dict, or none. Borrows `dict`. */
export function _PyObject_SetManagedDict(obj: PyObject, dict: PyObject | null): i32 {
  const old = _PyObject_GetManagedDict(obj);
  if (obj.ob_type.tp_flags & Py_TPFLAGS_INLINE_VALUES) {
    if (old === null) {
      storeManagedDict(obj, Py_XNewRef(dict));
      clearInlineValues(_PyObject_InlineValues(obj));
      return 0;
    }
    if (old.ob_refcnt == 1 && !mayWaitDead()) {
      // Nobody else sees the old dict: its values need no copy.
      const values = _PyObject_InlineValues(obj);
      storeManagedDict(obj, Py_XNewRef(dict));
      Py_DECREF(old);
      clearInlineValues(values);
      return 0;
    }
    if (_PyDict_DetachFromObject(old, obj) < 0) return -1;
  }
  storeManagedDict(obj, Py_XNewRef(dict));
  Py_XDECREF(old);
  return 0;
}

function clearInlineValues(values: PyDictValues): void {
  if (!values.valid) return;
  values.valid = 0;
  for (let i = 0; i < <i32>values.capacity; i++) {
    const value = valuesGet(values, i);
    valuesSet(values, i, null);
    Py_XDECREF(value);
  }
}

/** A dict that lives over the object's inline values gets values of its own. */
export function _PyDict_DetachFromObject(dict: PyDictObject, obj: PyObject): i32 {
  const values = _PyObject_InlineValues(obj);
  if (dict.ma_values != values) return 0;
  const copy = copy_values(values);
  if (copy === null) return -1;
  dict.ma_values = copy;
  values.valid = 0;
  memory.fill(changetype<usize>(values) + 8, 0, (<usize>values.capacity) << 3);
  return 0;
}

/** Sets or deletes in the dict at `dictptr` (tp_dictoffset), made if need be with the type's shared keys. */
export function _PyObjectDict_SetItem(
  type: PyTypeObject,
  obj: PyObject,
  dictptr: usize,
  name: PyObject,
  value: PyObject | null,
): i32 {
  let dict = load<PyObject | null>(dictptr);
  if (dict === null) {
    const keys: PyDictKeysObject | null = type.tp_flags & Py_TPFLAGS_HEAPTYPE ? CACHED_KEYS(type) : null;
    dict = keys === null ? PyDict_New() : new_dict_with_shared_keys(keys);
    if (dict === null) return -1;
    store<u64>(dictptr, <u64>changetype<usize>(dict));
  }
  const kept = Py_NewRef(dict!);
  const r = setOrDelete(kept, name, value);
  Py_DECREF(kept);
  return r;
}

export { valuesGet, valuesSet, _PyDictValues_AddToInsertionOrder } from "./dict_keys";

/** Getter of `__dict__` for instances: the dict, made if need be: `new` (PyObject_GenericGetDict). */
export function PyObject_GenericGetDict(obj: PyObject, closure: usize): PyObject | null {
  const type = obj.ob_type;
  if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
    const managed = _PyObject_MaterializeManagedDict(obj);
    return managed === null ? null : Py_NewRef(managed);
  }
  const at = _PyObject_ComputedDictPointer(obj);
  if (at == 0) {
    return PyErr_SetString(PyExc_AttributeError, "This object has no __dict__");
  }
  let dict = load<PyObject | null>(at);
  if (dict === null) {
    dict = PyDict_New();
    if (dict === null) return null;
    store<u32>(at, <u32>changetype<usize>(dict));
  }
  return Py_NewRef(dict);
}
