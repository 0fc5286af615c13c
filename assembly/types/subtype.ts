/**
 * Instances of classes made at run time: their deallocation, traversal and clearing on top of the native base's, and the
 * `__dict__` and `__weakref__` attributes a class adds. Counterpart: subtype_* of Objects/typeobject.c.
 *
 * Invariant: `subtype_dealloc` runs the finalizer once, clears weak references before anything else, then the slots of every
 * class down to the first native base, then the dict, then lets that base's dealloc free the memory; the class loses one reference.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_MANAGED_DICT,
} from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyGetSetDef, PyMemberDef, Py_T_OBJECT_EX, Py_READONLY, cstr, staticAlloc } from "../object/typedef";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import { callTraverse, callInquiry } from "../object/slots";
import { visitItem } from "../gc/visit";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { _PyObject_ComputedDictPointer } from "../protocol/attr";
import {
  PyObject_CallFinalizerFromDealloc,
  PyObject_GC_Del,
  PyObject_GC_UnTrack,
  _PyObject_GC_TRACK,
  _PyObject_GC_UNTRACK,
} from "../gc/collector";
import { PyObject_ClearManagedDict, PyObject_VisitManagedDict, _PyObject_SetManagedDict } from "./dict_instance";
import { PyObject_GenericGetDict, PyObject_GenericSetDict, object_dealloc } from "./object";
import { HT_MEMBER_SIZE, _PyType_Lookup } from "./typeobject";
import { slotMembers } from "./type_ready";
import { PyObject_ClearWeakRefs, _PyObject_GET_WEAKREFS_LISTPTR, _PyWeakref_ClearWeakRefsNoCallbacks } from "./weakref";
import { PyDescr_IsData } from "./descr";
import { ID } from "../generated/ids";

/** Address of the slot value that member `i` of `type` describes in `self`, or 0 if it is no object slot. */
function slotAddress(type: PyTypeObject, i: i32, self: PyObject): usize {
  const def = changetype<PyMemberDef>(slotMembers(type) + <usize>(i * HT_MEMBER_SIZE));
  if (def.type != Py_T_OBJECT_EX || def.flags & Py_READONLY) return 0;
  return changetype<usize>(self) + <usize>def.offset;
}

function clearSlots(type: PyTypeObject, self: PyObject): void {
  const n = type.ob_size;
  for (let i = 0; i < n; i++) {
    const at = slotAddress(type, i, self);
    if (at != 0) Py_CLEAR(at);
  }
}

export function subtype_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const type = self.ob_type;
  let base = type;
  while (base.tp_traverse == subtype_traverse.index) {
    const n = base.ob_size;
    for (let i = 0; i < n; i++) {
      const at = slotAddress(base, i, self);
      const value: PyObject | null = at == 0 ? null : load<PyObject | null>(at);
      if (value !== null) {
        const stop = visitItem(value, visit, arg);
        if (stop) return stop;
      }
    }
    base = base.tp_base!;
  }
  if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
    // a native base that has such a dict visits it below, and each reference counts once
    const own = !(base.tp_flags & Py_TPFLAGS_MANAGED_DICT);
    const stop = own ? PyObject_VisitManagedDict(self, visit, arg) : 0;
    if (stop) return stop;
  } else if (type.tp_dictoffset != base.tp_dictoffset) {
    const at = _PyObject_ComputedDictPointer(self);
    const dict: PyObject | null = at == 0 ? null : load<PyObject | null>(at);
    if (dict !== null) {
      const stop = visitItem(dict, visit, arg);
      if (stop) return stop;
    }
  }
  const below = base.tp_traverse;
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE && (below == 0 || !(base.tp_flags & Py_TPFLAGS_HEAPTYPE))) {
    const stop = visitItem(type, visit, arg);
    if (stop) return stop;
  }
  return below == 0 ? 0 : callTraverse(below, self, visit, arg);
}

export function subtype_clear(self: PyObject): i32 {
  const type = self.ob_type;
  let base = type;
  while (base.tp_clear == subtype_clear.index) {
    if (base.ob_size != 0) clearSlots(base, self);
    base = base.tp_base!;
  }
  if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
    if (!(base.tp_flags & Py_TPFLAGS_MANAGED_DICT)) PyObject_ClearManagedDict(self);
  } else if (type.tp_dictoffset != base.tp_dictoffset) {
    const at = _PyObject_ComputedDictPointer(self);
    if (at != 0) Py_CLEAR(at);
  }
  return base.tp_clear == 0 ? 0 : callInquiry(base.tp_clear, self);
}

/** Slots and dict of an instance whose finalizer has run; then the native base frees it. */
function subtypeRelease(self: PyObject, type: PyTypeObject): void {
  let base = type;
  while (base.tp_dealloc == subtype_dealloc.index) {
    if (base.ob_size != 0) clearSlots(base, self);
    base = base.tp_base!;
  }
  if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
    PyObject_ClearManagedDict(self);
  } else if (type.tp_dictoffset != 0 && base.tp_dictoffset == 0) {
    const at = _PyObject_ComputedDictPointer(self);
    if (at != 0) Py_CLEAR(at);
  }
  const now = self.ob_type; // a finalizer may have assigned __class__
  if (base.tp_flags & Py_TPFLAGS_HAVE_GC) _PyObject_GC_TRACK(self);
  const typeCounts = (now.tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 && !(base.tp_flags & Py_TPFLAGS_HEAPTYPE);
  if (base.tp_dealloc == object_dealloc.index && now.tp_free == PyObject_GC_Del.index) {
    PyObject_GC_Del(changetype<usize>(self));
  } else call_indirect<void>(base.tp_dealloc, self);
  if (typeCounts) Py_DECREF(now);
}

export function subtype_dealloc(self: PyObject): void {
  const type = self.ob_type;
  let base = type;
  while (base.tp_dealloc == subtype_dealloc.index) base = base.tp_base!;
  if (type.tp_flags & Py_TPFLAGS_HAVE_GC) PyObject_GC_UnTrack(self);
  if (type.tp_finalize != 0) {
    if (type.tp_flags & Py_TPFLAGS_HAVE_GC) _PyObject_GC_TRACK(self);
    if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
    if (type.tp_flags & Py_TPFLAGS_HAVE_GC) _PyObject_GC_UNTRACK(self);
  }
  const ownsWeakrefs = type.tp_weaklistoffset != 0 && base.tp_weaklistoffset == 0;
  if (ownsWeakrefs && load<u32>(_PyObject_GET_WEAKREFS_LISTPTR(self)) != 0) {
    PyObject_ClearWeakRefs(self);
    // References made by callbacks meanwhile die silently.
    if (type.tp_finalize != 0) _PyWeakref_ClearWeakRefsNoCallbacks(self);
  }
  if (type.tp_del != 0) {
    if (type.tp_flags & Py_TPFLAGS_HAVE_GC) _PyObject_GC_TRACK(self);
    call_indirect<void>(type.tp_del, self);
    if (self.ob_refcnt > 0) return;
    if (type.tp_flags & Py_TPFLAGS_HAVE_GC) _PyObject_GC_UNTRACK(self);
  }
  subtypeRelease(self, type);
}

// ---- __dict__ and __weakref__ ----------------------------------------------------------------------------------------

/** The first native base whose own dict the class merely inherits, or null. */
function builtinBaseWithDict(type: PyTypeObject): PyTypeObject | null {
  let t = type;
  while (t.tp_base !== null) {
    if (t.tp_dictoffset != 0 && !(t.tp_flags & Py_TPFLAGS_HEAPTYPE)) return t;
    t = t.tp_base!;
  }
  return null;
}

/** That base's own `__dict__` descriptor, if it is a data descriptor: borrowed. */
function dictDescriptor(type: PyTypeObject): PyObject | null {
  const descr = _PyType_Lookup(type, ID.__dict__);
  return descr === null || !PyDescr_IsData(descr) ? null : descr;
}

function raiseDictError(obj: PyObject): void {
  PyErr_Format(PyExc_TypeError, "this __dict__ descriptor does not support '%s' objects", obj.ob_type.tp_name);
}

export function subtype_dict(obj: PyObject, closure: usize): PyObject | null {
  const base = builtinBaseWithDict(obj.ob_type);
  if (base === null) return PyObject_GenericGetDict(obj, closure);
  const descr = dictDescriptor(base);
  if (descr === null || descr.ob_type.tp_descr_get == 0) {
    raiseDictError(obj);
    return null;
  }
  return call_indirect<PyObject | null>(descr.ob_type.tp_descr_get, descr, obj, <PyObject>obj.ob_type);
}

/** As PyObject_GenericSetDict, but the dict may be deleted too. */
function setOwnDict(obj: PyObject, value: PyObject | null): i32 {
  if (value !== null || !(obj.ob_type.tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
    if (value !== null) return PyObject_GenericSetDict(obj, value, 0);
    const at = _PyObject_ComputedDictPointer(obj);
    if (at == 0) {
      PyErr_SetString(PyExc_AttributeError, "This object has no __dict__");
      return -1;
    }
    Py_CLEAR(at);
    return 0;
  }
  return _PyObject_SetManagedDict(obj, null);
}

export function subtype_setdict(obj: PyObject, value: PyObject | null, closure: usize): i32 {
  const base = builtinBaseWithDict(obj.ob_type);
  if (base === null) return setOwnDict(obj, value);
  const descr = dictDescriptor(base);
  if (descr === null || descr.ob_type.tp_descr_set == 0) {
    raiseDictError(obj);
    return -1;
  }
  return call_indirect<i32>(descr.ob_type.tp_descr_set, descr, obj, value);
}

export function subtype_getweakref(obj: PyObject, closure: usize): PyObject | null {
  if (obj.ob_type.tp_weaklistoffset == 0) {
    return PyErr_SetString(PyExc_AttributeError, "This object has no __weakref__");
  }
  const head = load<PyObject | null>(_PyObject_GET_WEAKREFS_LISTPTR(obj));
  return Py_NewRef(head === null ? Py_None : head);
}

function newGetSet(name: string, get: u32, set: u32, doc: string, next: PyGetSetDef | null): PyGetSetDef {
  const def = changetype<PyGetSetDef>(staticAlloc(offsetof<PyGetSetDef>()));
  def.name = cstr(name);
  def.get = get;
  def.set = set;
  def.doc = cstr(doc);
  def.next = next;
  return def;
}

/** tp_getset of classes that add both, a dict only, weak references only. */
export let subtypeGetsetsFull: usize = 0;
export let subtypeGetsetsDict: usize = 0;
export let subtypeGetsetsWeakref: usize = 0;

export function initSubtypeDefs(): void {
  const dictDoc = "dictionary for instance variables";
  const weakDoc = "list of weak references to the object";
  const weak = newGetSet("__weakref__", subtype_getweakref.index, 0, weakDoc, null);
  subtypeGetsetsWeakref = changetype<usize>(weak);
  subtypeGetsetsDict = changetype<usize>(
    newGetSet("__dict__", subtype_dict.index, subtype_setdict.index, dictDoc, null),
  );
  subtypeGetsetsFull = changetype<usize>(
    newGetSet("__dict__", subtype_dict.index, subtype_setdict.index, dictDoc, weak),
  );
}
