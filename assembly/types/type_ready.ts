/**
 * PyType_Ready: from a filled struct to a usable type: bases, MRO, dict with descriptors for every native slot, method, field and
 * computed attribute, inherited slots. Counterpart: the type_ready_* functions, inherit_special and inherit_slots of
 * Objects/typeobject.c.
 *
 * Invariant: a slot that the type leaves 0 is inherited from the first type along the MRO that defines it itself.
 */
import {
  PyObject,
  PyTypeObject,
  PyNumberMethods,
  PySequenceMethods,
  PyMappingMethods,
  PyAsyncMethods,
  PyBufferProcs,
  Py_TPFLAGS_BASE_EXC_SUBCLASS,
  Py_TPFLAGS_BYTES_SUBCLASS,
  Py_TPFLAGS_DICT_SUBCLASS,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_ITEMS_AT_END,
  Py_TPFLAGS_LIST_SUBCLASS,
  Py_TPFLAGS_LONG_SUBCLASS,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_MAPPING,
  Py_TPFLAGS_MATCH_SELF,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
  Py_TPFLAGS_PREHEADER,
  Py_TPFLAGS_READY,
  Py_TPFLAGS_READYING,
  Py_TPFLAGS_SEQUENCE,
  Py_TPFLAGS_STATIC_BUILTIN,
  Py_TPFLAGS_TUPLE_SUBCLASS,
  Py_TPFLAGS_TYPE_SUBCLASS,
  Py_TPFLAGS_UNICODE_SUBCLASS,
  Py_TPFLAGS_MANAGED_WEAKREF,
  SHOWN_AS_HEAPTYPE,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, _Py_SetImmortal } from "../object/refcount";
import { PyBaseObject_Type, Py_None } from "../object/statics";
import {
  METH_CLASS,
  METH_COEXIST,
  METH_STATIC,
  METH_VARARGS_KEYWORDS,
  PyGetSetDef,
  PyMemberDef,
  PyMethodDef,
  newMethodDef,
} from "../object/typedef";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { PyDict_Contains, PyDict_New, PyDict_SetItem, PyDict_SetDefault } from "./dict";
import { _PyDict_NewKeysForClass } from "./dict_keys";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM, PyTuple_Pack1 } from "./tuple";
import { HT_CACHED_KEYS, HT_MEMBER_SIZE, PyType_Check, PyType_GetModuleName, add_subclass } from "./typeobject";
import { mro_internal } from "./type_mro";
import { add_operators } from "./slotdefs";
import { tp_new_wrapper } from "./type_new";
import { docText, internedName } from "./docstring";
import {
  PyDescrObject,
  PyDescr_NewClassMethod,
  PyDescr_NewGetSet,
  PyDescr_NewMember,
  PyDescr_NewMethod,
} from "./descr";
import { PyCFunction_NewEx } from "./methodobject";
import { PyStaticMethod_New } from "./classmethod";
import { PyObject_GC_Del } from "../gc/collector";
import { PyObject_Free } from "../memory/blocks";
import { ID } from "../generated/ids";

/** A GC-less type's tp_free: what object has. */
export function freeObject(p: usize): void {
  PyObject_Free(p);
}

let newWrapperDef: PyMethodDef | null = null;

/** The definition every `__new__` in a native type's dict shares. */
export function initReadyDefs(): void {
  newWrapperDef = newMethodDef(
    "__new__",
    tp_new_wrapper.index,
    METH_VARARGS_KEYWORDS,
    "__new__($type, *args, **kwargs)\n--\n\nMake a new instance; help(type) tells the arguments.",
  );
}

// ---- dict ------------------------------------------------------------------------------------------------------------

/** Steals `descr` (null: -1). */
function addDescriptor(dict: PyObject, descr: PyObject | null, overwrite: bool): i32 {
  if (descr === null) return -1;
  const name = changetype<PyDescrObject>(descr).d_name;
  let rc = 0;
  if (overwrite) rc = PyDict_SetItem(dict, name, descr);
  else if (PyDict_SetDefault(dict, name, descr) === null) rc = -1;
  Py_DECREF(descr);
  return rc;
}

function addMethods(type: PyTypeObject, dict: PyObject): i32 {
  let def = changetype<PyMethodDef | null>(type.tp_methods);
  while (def !== null) {
    const overwrite = (def.ml_flags & METH_COEXIST) != 0;
    let rc: i32;
    if (def.ml_flags & METH_CLASS) {
      rc = addDescriptor(dict, PyDescr_NewClassMethod(type, def), overwrite);
    } else if (def.ml_flags & METH_STATIC) {
      rc = addStaticMethod(type, dict, def, overwrite);
    } else {
      rc = addDescriptor(dict, PyDescr_NewMethod(type, def), overwrite);
    }
    if (rc < 0) return -1;
    def = def.next;
  }
  return 0;
}

function addStaticMethod(type: PyTypeObject, dict: PyObject, def: PyMethodDef, overwrite: bool): i32 {
  const f = PyCFunction_NewEx(def, type, null);
  if (f === null) return -1;
  const method = PyStaticMethod_New(f);
  Py_DECREF(f);
  if (method === null) return -1;
  const name = internedName(def.ml_name);
  let rc = -1;
  if (name !== null) {
    if (overwrite) rc = PyDict_SetItem(dict, name, method);
    else rc = PyDict_SetDefault(dict, name, method) === null ? -1 : 0;
    Py_DECREF(name);
  }
  Py_DECREF(method);
  return rc;
}

function addMembers(type: PyTypeObject, dict: PyObject): i32 {
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE && type.ob_size > 0 && type.tp_members == slotMembers(type)) {
    for (let i = 0; i < type.ob_size; i++) {
      const def = changetype<PyMemberDef>(slotMembers(type) + <usize>(i * HT_MEMBER_SIZE));
      if (addDescriptor(dict, PyDescr_NewMember(type, def), false) < 0) return -1;
    }
    return 0;
  }
  let def = changetype<PyMemberDef | null>(type.tp_members);
  while (def !== null) {
    if (addDescriptor(dict, PyDescr_NewMember(type, def), false) < 0) return -1;
    def = def.next;
  }
  return 0;
}

/** First of the PyMemberDefs that a class keeps for its __slots__ (PyHeapType_GET_MEMBERS). */
export function slotMembers(type: PyTypeObject): usize {
  return changetype<usize>(type) + <usize>type.ob_type.tp_basicsize;
}

function addGetSets(type: PyTypeObject, dict: PyObject): i32 {
  let def = changetype<PyGetSetDef | null>(type.tp_getset);
  while (def !== null) {
    if (addDescriptor(dict, PyDescr_NewGetSet(type, def), false) < 0) return -1;
    def = def.next;
  }
  return 0;
}

function setDoc(type: PyTypeObject, dict: PyObject): i32 {
  const has = PyDict_Contains(dict, ID.__doc__);
  if (has != 0) return has < 0 ? -1 : 0;
  if (type.tp_doc == 0) return PyDict_SetItem(dict, ID.__doc__, Py_None);
  const doc = docText(type.tp_name, type.tp_doc);
  if (doc === null) return -1;
  const rc = PyDict_SetItem(dict, ID.__doc__, doc);
  Py_DECREF(doc);
  return rc;
}

function fillDict(type: PyTypeObject): i32 {
  const dict = type.tp_dict!;
  if (add_operators(type) < 0) return -1;
  if (addMethods(type, dict) < 0) return -1;
  if (addMembers(type, dict) < 0) return -1;
  if (addGetSets(type, dict) < 0) return -1;
  return setDoc(type, dict);
}

// ---- tp_new ----------------------------------------------------------------------------------------------------------

function setNew(type: PyTypeObject): i32 {
  const base = type.tp_base;
  if (type.tp_new == 0 && base == PyBaseObject_Type && !(type.tp_flags & Py_TPFLAGS_HEAPTYPE)) {
    type.tp_flags |= Py_TPFLAGS_DISALLOW_INSTANTIATION;
  }
  if (type.tp_flags & Py_TPFLAGS_DISALLOW_INSTANTIATION) {
    type.tp_new = 0;
    return 0;
  }
  if (type.tp_new == 0) {
    if (base !== null) type.tp_new = base.tp_new;
    return 0;
  }
  if (base == PyBaseObject_Type && type.tp_new == PyBaseObject_Type.tp_new) return 0; // object's own serves
  const dict = type.tp_dict!;
  const has = PyDict_Contains(dict, ID.__new__);
  if (has != 0) return has < 0 ? -1 : 0;
  const f = PyCFunction_NewEx(newWrapperDef!, type, null);
  if (f === null) return -1;
  const rc = PyDict_SetItem(dict, ID.__new__, f);
  Py_DECREF(f);
  return rc;
}

// ---- inheritance -----------------------------------------------------------------------------------------------------

/** Copies each function of a slot struct that `base` defines itself (differs from its own base) and `type` lacks. */
function copySlots(to: usize, from: usize, before: usize, size: usize): void {
  if (to == 0 || from == 0) return;
  for (let at: usize = 0; at < size; at += 8) {
    const value = load<u32>(from + at);
    if (value != 0 && load<u32>(to + at) == 0 && (before == 0 || load<u32>(before + at) != value)) {
      store<u32>(to + at, value);
    }
  }
}

function copySlot(type: PyTypeObject, base: PyTypeObject, at: usize): void {
  const value = load<u32>(changetype<usize>(base) + at);
  if (value == 0 || load<u32>(changetype<usize>(type) + at) != 0) return;
  const before = base.tp_base;
  if (before !== null && load<u32>(changetype<usize>(before) + at) == value) return;
  store<u32>(changetype<usize>(type) + at, value);
}

/** Whether the type's own dict has __eq__ or __hash__. */
function overridesHash(type: PyTypeObject): bool {
  const dict = type.tp_dict!;
  return PyDict_Contains(dict, ID.__eq__) > 0 || PyDict_Contains(dict, ID.__hash__) > 0;
}

function sub(o: usize, field: usize): usize {
  return o == 0 ? 0 : <usize>load<u32>(o + field);
}

function inheritStructs(type: PyTypeObject, base: PyTypeObject): void {
  const before = base.tp_base;
  const b = before === null ? 0 : changetype<usize>(before);
  const t = changetype<usize>(type);
  const f = changetype<usize>(base);
  const num = offsetof<PyTypeObject>("tp_as_number");
  copySlots(sub(t, num), sub(f, num), sub(b, num), offsetof<PyNumberMethods>());
  const asy = offsetof<PyTypeObject>("tp_as_async");
  copySlots(sub(t, asy), sub(f, asy), sub(b, asy), offsetof<PyAsyncMethods>());
  const seq = offsetof<PyTypeObject>("tp_as_sequence");
  copySlots(sub(t, seq), sub(f, seq), sub(b, seq), offsetof<PySequenceMethods>());
  const map = offsetof<PyTypeObject>("tp_as_mapping");
  copySlots(sub(t, map), sub(f, map), sub(b, map), offsetof<PyMappingMethods>());
  const buf = offsetof<PyTypeObject>("tp_as_buffer");
  copySlots(sub(t, buf), sub(f, buf), sub(b, buf), offsetof<PyBufferProcs>());
}

function inheritCallSlots(type: PyTypeObject, base: PyTypeObject): void {
  copySlot(type, base, offsetof<PyTypeObject>("tp_vectorcall_offset"));
  if (type.tp_call == 0 && base.tp_flags & Py_TPFLAGS_HAVE_VECTORCALL) type.tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
  copySlot(type, base, offsetof<PyTypeObject>("tp_call"));
}

function inheritSlots(type: PyTypeObject, base: PyTypeObject): void {
  inheritStructs(type, base);
  copySlot(type, base, offsetof<PyTypeObject>("tp_dealloc"));
  if (type.tp_getattr == 0 && type.tp_getattro == 0) {
    type.tp_getattr = base.tp_getattr;
    type.tp_getattro = base.tp_getattro;
  }
  if (type.tp_setattr == 0 && type.tp_setattro == 0) {
    type.tp_setattr = base.tp_setattr;
    type.tp_setattro = base.tp_setattro;
  }
  copySlot(type, base, offsetof<PyTypeObject>("tp_repr"));
  inheritCallSlots(type, base);
  copySlot(type, base, offsetof<PyTypeObject>("tp_str"));
  if (type.tp_richcompare == 0 && type.tp_hash == 0 && !overridesHash(type)) {
    type.tp_richcompare = base.tp_richcompare;
    type.tp_hash = base.tp_hash;
  }
  copySlot(type, base, offsetof<PyTypeObject>("tp_iter"));
  copySlot(type, base, offsetof<PyTypeObject>("tp_iternext"));
  copySlot(type, base, offsetof<PyTypeObject>("tp_descr_get"));
  if (
    base.tp_descr_get != 0 &&
    type.tp_descr_get == base.tp_descr_get &&
    type.tp_flags & Py_TPFLAGS_IMMUTABLETYPE &&
    base.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR
  ) {
    type.tp_flags |= Py_TPFLAGS_METHOD_DESCRIPTOR;
  }
  copySlot(type, base, offsetof<PyTypeObject>("tp_descr_set"));
  copySlot(type, base, offsetof<PyTypeObject>("tp_dictoffset"));
  copySlot(type, base, offsetof<PyTypeObject>("tp_init"));
  copySlot(type, base, offsetof<PyTypeObject>("tp_alloc"));
  copySlot(type, base, offsetof<PyTypeObject>("tp_is_gc"));
  copySlot(type, base, offsetof<PyTypeObject>("tp_finalize"));
  if ((type.tp_flags & Py_TPFLAGS_HAVE_GC) == (base.tp_flags & Py_TPFLAGS_HAVE_GC)) {
    copySlot(type, base, offsetof<PyTypeObject>("tp_free"));
  } else if (type.tp_flags & Py_TPFLAGS_HAVE_GC && type.tp_free == 0 && base.tp_free == PyObject_Free.index) {
    type.tp_free = PyObject_GC_Del.index;
  }
}

const INHERITED_FLAGS: u32 =
  Py_TPFLAGS_BASE_EXC_SUBCLASS |
  Py_TPFLAGS_TYPE_SUBCLASS |
  Py_TPFLAGS_LONG_SUBCLASS |
  Py_TPFLAGS_BYTES_SUBCLASS |
  Py_TPFLAGS_UNICODE_SUBCLASS |
  Py_TPFLAGS_TUPLE_SUBCLASS |
  Py_TPFLAGS_LIST_SUBCLASS |
  Py_TPFLAGS_DICT_SUBCLASS |
  Py_TPFLAGS_MATCH_SELF |
  Py_TPFLAGS_ITEMS_AT_END;

function inheritSpecial(type: PyTypeObject, base: PyTypeObject): void {
  if (
    !(type.tp_flags & Py_TPFLAGS_HAVE_GC) &&
    base.tp_flags & Py_TPFLAGS_HAVE_GC &&
    type.tp_traverse == 0 &&
    type.tp_clear == 0
  ) {
    type.tp_flags |= Py_TPFLAGS_HAVE_GC;
    type.tp_traverse = base.tp_traverse;
    type.tp_clear = base.tp_clear;
  }
  type.tp_flags |= base.tp_flags & Py_TPFLAGS_PREHEADER;
  if (type.tp_basicsize == 0) type.tp_basicsize = base.tp_basicsize;
  if (type.tp_itemsize == 0) type.tp_itemsize = base.tp_itemsize;
  if (type.tp_weaklistoffset == 0) type.tp_weaklistoffset = base.tp_weaklistoffset;
  if (type.tp_dictoffset == 0) type.tp_dictoffset = base.tp_dictoffset;
  type.tp_flags |= base.tp_flags & INHERITED_FLAGS;
}

function inherit(type: PyTypeObject): void {
  const base = type.tp_base;
  if (base !== null) inheritSpecial(type, base);
  const mro = type.tp_mro!;
  const n = PyTuple_GET_SIZE(mro);
  for (let i = 1; i < n; i++) {
    const b = PyTuple_GET_ITEM(mro, i);
    if (PyType_Check(b)) inheritSlots(type, changetype<PyTypeObject>(b));
  }
  if (base !== null) {
    if (type.tp_as_async === null) type.tp_as_async = base.tp_as_async;
    if (type.tp_as_number === null) type.tp_as_number = base.tp_as_number;
    if (type.tp_as_sequence === null) type.tp_as_sequence = base.tp_as_sequence;
    if (type.tp_as_mapping === null) type.tp_as_mapping = base.tp_as_mapping;
    if (type.tp_as_buffer === null) type.tp_as_buffer = base.tp_as_buffer;
  }
  inheritPatternFlags(type);
}

/** SEQUENCE or MAPPING of the first base that has one (match statements). */
export function inheritPatternFlags(type: PyTypeObject): void {
  const flags = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING;
  if (type.tp_flags & flags) return;
  const bases = type.tp_bases!;
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const found = changetype<PyTypeObject>(PyTuple_GET_ITEM(bases, i)).tp_flags & flags;
    if (found) {
      type.tp_flags |= found;
      return;
    }
  }
}

// ---- the whole -------------------------------------------------------------------------------------------------------

function setBases(type: PyTypeObject): i32 {
  if (type.tp_base === null && type != PyBaseObject_Type) type.tp_base = PyBaseObject_Type;
  const base = type.tp_base;
  if (base !== null && base.tp_dict === null && PyType_Ready(base) < 0) return -1;
  if (type.ob_type === null && base !== null) type.ob_type = base.ob_type;
  if (type.tp_bases !== null) return 0;
  const bases = base === null ? PyTuple_New(0) : PyTuple_Pack1(base);
  if (bases === null) return -1;
  if (type.tp_flags & Py_TPFLAGS_STATIC_BUILTIN && base !== null) _Py_SetImmortal(bases);
  type.tp_bases = bases;
  return 0;
}

function setMro(type: PyTypeObject): i32 {
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE || PyTuple_GET_SIZE(type.tp_bases!) > 1) return mro_internal(type, true);
  // A static type has one base: no metaclass is asked.
  const base = type.tp_base;
  const above: PyObject | null = base === null ? null : base.tp_mro;
  const n = above === null ? 0 : PyTuple_GET_SIZE(above);
  const mro = PyTuple_New(n + 1);
  if (mro === null) return -1;
  PyTuple_SET_ITEM(mro, 0, Py_NewRef(type));
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(mro, i + 1, Py_NewRef(PyTuple_GET_ITEM(above!, i)));
  if (type.tp_flags & Py_TPFLAGS_STATIC_BUILTIN) _Py_SetImmortal(mro);
  type.tp_mro = mro;
  return 0;
}

function setHash(type: PyTypeObject): i32 {
  if (type.tp_hash != 0) return 0;
  const dict = type.tp_dict!;
  const has = PyDict_Contains(dict, ID.__hash__);
  if (has != 0) return has < 0 ? -1 : 0;
  if (PyDict_SetItem(dict, ID.__hash__, Py_None) < 0) return -1;
  type.tp_hash = PyObject_HashNotImplemented.index;
  return 0;
}

function addToBases(type: PyTypeObject): i32 {
  const bases = type.tp_bases!;
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const base = PyTuple_GET_ITEM(bases, i);
    if (PyType_Check(base) && add_subclass(changetype<PyTypeObject>(base), type) < 0) return -1;
  }
  return 0;
}

/** Managed dicts: shared keys for the class; inline values if nothing else stands behind the object's head. */
function setManagedDict(type: PyTypeObject): i32 {
  if (type.tp_flags & Py_TPFLAGS_MANAGED_WEAKREF && type.tp_weaklistoffset == 0) type.tp_weaklistoffset = -32;
  if (!(type.tp_flags & Py_TPFLAGS_MANAGED_DICT)) return 0;
  type.tp_dictoffset = -1;
  if (!(type.tp_flags & Py_TPFLAGS_HEAPTYPE)) return 0;
  const at = changetype<usize>(type) + HT_CACHED_KEYS;
  if (load<u32>(at) == 0) {
    const keys = _PyDict_NewKeysForClass();
    if (keys === null) return -1;
    store<u32>(at, <u32>changetype<usize>(keys));
  }
  if (type.tp_itemsize == 0 && type.tp_basicsize == 16) type.tp_flags |= Py_TPFLAGS_INLINE_VALUES;
  return 0;
}

/** What stands in for a heap type says in its dict where it comes from, as a heap type does. */
function setModule(type: PyTypeObject): i32 {
  if (!(type.tp_flags & SHOWN_AS_HEAPTYPE) || type.tp_flags & Py_TPFLAGS_HEAPTYPE) return 0;
  const name = PyType_GetModuleName(type);
  if (name === null) return -1;
  const r = PyDict_SetDefault(type.tp_dict!, ID.__module__, name) === null ? -1 : 0;
  Py_DECREF(name);
  return r;
}

function readySteps(type: PyTypeObject): i32 {
  if (type.tp_dict === null) {
    const dict = PyDict_New();
    if (dict === null) return -1;
    type.tp_dict = dict;
  }
  if (setBases(type) < 0) return -1;
  if (setMro(type) < 0) return -1;
  if (setNew(type) < 0) return -1;
  if (fillDict(type) < 0) return -1;
  inherit(type);
  if (setHash(type) < 0) return -1;
  if (addToBases(type) < 0 || setModule(type) < 0) return -1;
  return setManagedDict(type);
}

/** Makes `type` usable; -1 with an exception on failure. */
export function PyType_Ready(type: PyTypeObject): i32 {
  if (type.tp_flags & Py_TPFLAGS_READY) return 0;
  type.tp_flags |= Py_TPFLAGS_READYING;
  const rc = readySteps(type);
  type.tp_flags &= ~Py_TPFLAGS_READYING;
  if (rc >= 0) type.tp_flags |= Py_TPFLAGS_READY;
  return rc;
}
