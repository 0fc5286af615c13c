/**
 * Specialisation of attributes (the LOAD_ATTR, STORE_ATTR and LOAD_SUPER_ATTR parts of Python/specialize.c). Caches: the type's version
 * at pc+4 (u32), keys version at pc+8 (u32) or slot number or offset at pc+8 (u16), descriptor address at pc+12.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
} from "../object/layout";
import { PyBaseObject_Type, PyMemberDescr_Type, PySuper_Type } from "../object/statics";
import { Py_T_OBJECT_EX, PyMemberDef } from "../object/typedef";
import { ID } from "../generated/ids";
import * as O from "../generated/opcode";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import { _PyType_Lookup, _PyType_AssignVersionTag, PyType_Check } from "../types/typeobject";
import { PyMemberDescrObject, PyDescr_IsData } from "../types/descr";
import { PyType_IsSubtype } from "../types/typeobject";
import { CACHED_KEYS } from "../types/dict_instance";
import { _PyDictKeys_StringLookup, _PyDictKeys_GetVersionForCurrentState, PyDictValues } from "../types/dict_keys";
import { specialized, unspecialized } from "./counter";

/** The inline values of an object that still uses them, else null. */
function inlineValues(owner: PyObject): PyDictValues | null {
  const type = owner.ob_type;
  if (!(type.tp_flags & Py_TPFLAGS_INLINE_VALUES)) return null;
  const values = changetype<PyDictValues>(changetype<usize>(owner) + <usize>type.tp_basicsize);
  return values.valid != 0 ? values : null;
}

function isMethodDescriptor(op: PyObject): bool {
  return (op.ob_type.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) != 0;
}

/** Offset of a plain object slot (__slots__) that `descr` shows, or 0. A class may hold the slot of another one, which is none of its own. */
function slotOffset(descr: PyObject, type: PyTypeObject): i32 {
  if (descr.ob_type != PyMemberDescr_Type) return 0;
  if (!PyType_IsSubtype(type, changetype<PyMemberDescrObject>(descr).d_type)) return 0;
  const member: PyMemberDef = changetype<PyMemberDescrObject>(descr).d_member;
  if (member.type != Py_T_OBJECT_EX || member.flags & ~1) return 0;
  return member.offset > 0 && member.offset <= 0xffff ? member.offset : 0;
}

/** Where every object keeps its class: `x.__class__` is read there as if it were a slot. */
const OB_TYPE: i32 = 8;

function isDunderClass(descr: PyObject): bool {
  return descr == _PyType_Lookup(PyBaseObject_Type, ID.__class__);
}

export function specializeLoadAttr(pc: usize, owner: PyObject, name: PyObject, method: bool): void {
  if (!tryLoadAttr(pc, owner, name, method)) unspecialized(pc, O.LOAD_ATTR);
}

function tryLoadAttr(pc: usize, owner: PyObject, name: PyObject, method: bool): bool {
  const type = owner.ob_type;
  if (PyType_Check(owner) || type.tp_getattro != PyObject_GenericGetAttr.index) return false;
  const descr = _PyType_Lookup(type, name);
  if (!_PyType_AssignVersionTag(type)) return false;
  const version = type.tp_version_tag;
  if (descr !== null) {
    const offset = name == ID.__class__ && isDunderClass(descr) ? OB_TYPE : slotOffset(descr, type);
    if (offset != 0) {
      store<u32>(pc, version, 4);
      store<u16>(pc, <u16>offset, 8);
      specialized(pc, O.LOAD_ATTR_SLOT);
      return true;
    }
    return method && isMethodDescriptor(descr) && tryMethod(pc, owner, type, name, descr, version);
  }
  if (inlineValues(owner) === null || load<u32>(changetype<usize>(owner) - 24) != 0) return false;
  const keys = CACHED_KEYS(type);
  if (keys === null) return false;
  const index = _PyDictKeys_StringLookup(keys, name);
  if (index < 0) return false;
  store<u32>(pc, version, 4);
  store<u16>(pc, <u16>index, 8);
  specialized(pc, O.LOAD_ATTR_INSTANCE_VALUE);
  return true;
}

/** A method found on the type: good while the instance cannot shadow it. */
function tryMethod(
  pc: usize,
  owner: PyObject,
  type: PyTypeObject,
  name: PyObject,
  descr: PyObject,
  version: u32,
): bool {
  if (type.tp_flags & Py_TPFLAGS_INLINE_VALUES) {
    if (inlineValues(owner) === null) return false;
    const keys = CACHED_KEYS(type);
    if (keys === null) return false;
    if (_PyDictKeys_StringLookup(keys, name) != -1) return false;
    const keysVersion = _PyDictKeys_GetVersionForCurrentState(keys);
    if (keysVersion == 0) return false;
    store<u32>(pc, version, 4);
    store<u32>(pc, keysVersion, 8);
    store<u32>(pc, <u32>changetype<usize>(descr), 12);
    specialized(pc, O.LOAD_ATTR_METHOD_WITH_VALUES);
    return true;
  }
  if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT || type.tp_dictoffset != 0) return false;
  store<u32>(pc, version, 4);
  store<u32>(pc, <u32>changetype<usize>(descr), 12);
  specialized(pc, O.LOAD_ATTR_METHOD_NO_DICT);
  return true;
}

export function specializeStoreAttr(pc: usize, owner: PyObject, name: PyObject): void {
  if (!tryStoreAttr(pc, owner, name)) unspecialized(pc, O.STORE_ATTR);
}

function tryStoreAttr(pc: usize, owner: PyObject, name: PyObject): bool {
  const type = owner.ob_type;
  if (PyType_Check(owner) || type.tp_setattro != PyObject_GenericSetAttr.index) return false;
  const descr = _PyType_Lookup(type, name);
  if (descr !== null && PyDescr_IsData(descr)) return false;
  if (!_PyType_AssignVersionTag(type)) return false;
  if (inlineValues(owner) === null || load<u32>(changetype<usize>(owner) - 24) != 0) return false;
  const keys = CACHED_KEYS(type);
  if (keys === null) return false;
  const index = _PyDictKeys_StringLookup(keys, name);
  if (index < 0) return false;
  store<u32>(pc, type.tp_version_tag, 4);
  store<u16>(pc, <u16>index, 8);
  specialized(pc, O.STORE_ATTR_INSTANCE_VALUE);
  return true;
}

export function specializeLoadSuperAttr(pc: usize, superClass: PyObject, cls: PyObject, method: bool): void {
  if (superClass == PySuper_Type && PyType_Check(cls)) {
    specialized(pc, method ? O.LOAD_SUPER_ATTR_METHOD : O.LOAD_SUPER_ATTR_ATTR);
    return;
  }
  unspecialized(pc, O.LOAD_SUPER_ATTR);
}
