/**
 * Specialisation of attributes (the LOAD_ATTR, STORE_ATTR and LOAD_SUPER_ATTR parts of Python/specialize.c). Caches: the type's version
 * at pc+4 (u32), keys version at pc+8 (u32) or slot number or offset at pc+8 (u16), descriptor address at pc+12.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
} from "../object/layout";
import {
  PyBaseObject_Type,
  PyClassMethodDescr_Type,
  PyClassMethod_Type,
  PyFunction_Type,
  PyMemberDescr_Type,
  PyModule_Type,
  PyProperty_Type,
  PySuper_Type,
  PyType_Type,
} from "../object/statics";
import { Py_READONLY, Py_T_OBJECT_EX, PyMemberDef } from "../object/typedef";
import { ID } from "../generated/ids";
import * as F from "../generated/failure_kinds";
import * as O from "../generated/opcode";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr, _PyObject_GetDictPtr } from "../protocol/attr";
import { _PyType_Lookup, _PyType_AssignVersionTag, PyType_Check, PyType_IsSubtype } from "../types/typeobject";
import { PyMemberDescrObject } from "../types/descr";
import { PyDictObject, PyDict_CheckExact, _PyDict_LookupIndex } from "../types/dict";
import { PyFunctionObject, _PyFunction_GetVersionForCurrentState } from "../types/function";
import { PyModuleObject } from "../types/module";
import { PyPropertyObject } from "../types/property";
import { _Py_slot_tp_getattr_hook, slot_tp_getattro } from "../types/slot_functions";
import { CACHED_KEYS } from "../types/dict_instance";
import {
  DICT_KEYS_UNICODE,
  _PyDictKeys_StringLookup,
  _PyDictKeys_GetVersionForCurrentState,
  PyDictValues,
} from "../types/dict_keys";
import { takesExactly } from "./specialize_call";
import { fails, specialized, unspecialized } from "./counter";

/** The inline values of an object that still uses them, else null. */
function inlineValues(owner: PyObject): PyDictValues | null {
  const type = owner.ob_type;
  if (!(type.tp_flags & Py_TPFLAGS_INLINE_VALUES)) return null;
  const values = changetype<PyDictValues>(changetype<usize>(owner) + <usize>type.tp_basicsize);
  return values.valid != 0 ? values : null;
}

/** What a type has under a name (DescriptorClassification). */
const ABSENT: i32 = 0;
const METHOD: i32 = 1;
const PROPERTY: i32 = 2;
const OBJECT_SLOT: i32 = 3;
const DUNDER_CLASS: i32 = 4;
const NON_OVERRIDING: i32 = 5;
const NON_DESCRIPTOR: i32 = 6;
const CLASS_METHOD: i32 = 7;
const PYTHON_GETATTRIBUTE: i32 = 8;
/** A data descriptor, a descriptor whose class may change, or attribute access that the type does its own way: never specialised. */
const OVERRIDING: i32 = 9;

/** The descriptor of the last classification, borrowed. */
let found: PyObject | null = null;

/** Where every object keeps its class: `x.__class__` is read there as if it were a slot. */
const OB_TYPE: i32 = 8;
/** Where an object with inline values or a managed dict keeps its dict. */
const MANAGED: i32 = -24;

/** OVERRIDING; `kind` says why. */
function overriding(kind: u32): i32 {
  fails(kind);
  return OVERRIDING;
}

/** analyze_descriptor: how `type` finds `name`; the descriptor in `found`. */
function analyzeDescriptor(type: PyTypeObject, name: PyObject, forStore: bool): i32 {
  found = null;
  let fallback = false;
  if (forStore) {
    if (type.tp_setattro != PyObject_GenericSetAttr.index) return overriding(F.OVERRIDDEN);
  } else if (type.tp_getattro != PyObject_GenericGetAttr.index) {
    const special = analyzeGetattribute(type);
    if (special != ABSENT) return special;
    fallback = type.tp_getattro == _Py_slot_tp_getattr_hook.index;
  }
  const descr = _PyType_Lookup(type, name);
  found = descr;
  if (descr === null) return ABSENT;
  const kind = descr.ob_type;
  if (!(kind.tp_flags & Py_TPFLAGS_IMMUTABLETYPE)) return overriding(F.ATTR_MUTABLE_CLASS);
  if (kind.tp_descr_set != 0) {
    if (kind == PyMemberDescr_Type) {
      return slotOffset(descr, type) != 0 ? OBJECT_SLOT : overriding(F.ATTR_NON_OBJECT_SLOT);
    }
    // a getter may raise AttributeError, and then __getattr__ is asked
    if (kind == PyProperty_Type) return fallback ? overriding(F.OVERRIDDEN) : PROPERTY;
    if (name == ID.__class__ && descr == _PyType_Lookup(PyBaseObject_Type, ID.__class__)) return DUNDER_CLASS;
    return overriding(F.ATTR_OVERRIDING_DESCRIPTOR);
  }
  if (kind.tp_descr_get == 0) return NON_DESCRIPTOR;
  if (kind.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) return METHOD;
  return kind == PyClassMethodDescr_Type || kind == PyClassMethod_Type ? CLASS_METHOD : NON_OVERRIDING;
}

/** A type whose attribute access is written in Python: only a plain __getattribute__ has a form; __getattr__ alone leaves the ordinary ones. */
function analyzeGetattribute(type: PyTypeObject): i32 {
  const hook = type.tp_getattro == _Py_slot_tp_getattr_hook.index;
  if (!hook && type.tp_getattro != slot_tp_getattro.index) return overriding(F.OVERRIDDEN);
  const getattribute = _PyType_Lookup(type, ID.__getattribute__);
  const custom = getattribute !== null && getattribute != _PyType_Lookup(PyBaseObject_Type, ID.__getattribute__);
  if (!custom) return ABSENT;
  const fallback = _PyType_Lookup(type, ID.__getattr__) !== null;
  if (fallback || getattribute!.ob_type != PyFunction_Type) return overriding(F.OVERRIDDEN);
  found = getattribute;
  return PYTHON_GETATTRIBUTE;
}

/** Offset of a plain object slot (__slots__) that `descr` shows, or 0. A class may hold the slot of another one, which is none of its own. */
function slotOffset(descr: PyObject, type: PyTypeObject): i32 {
  if (descr.ob_type != PyMemberDescr_Type) return 0;
  if (!PyType_IsSubtype(type, changetype<PyMemberDescrObject>(descr).d_type)) return 0;
  const member: PyMemberDef = changetype<PyMemberDescrObject>(descr).d_member;
  if (member.type != Py_T_OBJECT_EX || member.flags & ~1) return 0;
  return member.offset > 0 && member.offset <= 0xffff ? member.offset : 0;
}

export function specializeLoadAttr(pc: usize, owner: PyObject, name: PyObject, method: bool): void {
  let done: bool;
  if (owner.ob_type.tp_getattro == PyModule_Type.tp_getattro) done = tryModule(pc, owner, name);
  else if (PyType_Check(owner)) done = tryClass(pc, changetype<PyTypeObject>(owner), name);
  else done = tryInstance(pc, owner, name, method);
  if (!done) unspecialized(pc, O.LOAD_ATTR);
}

/** `module.name`: its place in the module's dict. */
function tryModule(pc: usize, owner: PyObject, name: PyObject): bool {
  const dict = changetype<PyModuleObject>(owner).md_dict;
  if (dict === null) return fails(F.NO_DICT);
  const keys = changetype<PyDictObject>(dict).ma_keys;
  if (keys.dk_kind != DICT_KEYS_UNICODE) return fails(F.ATTR_NON_STRING_OR_SPLIT);
  if (_PyDictKeys_StringLookup(keys, ID.__getattr__) != -1) return fails(F.ATTR_MODULE_ATTR_NOT_FOUND);
  const index = _PyDictKeys_StringLookup(keys, name);
  if (index < 0) return fails(F.ATTR_MODULE_ATTR_NOT_FOUND);
  if (index > 0xffff) return fails(F.OUT_OF_RANGE);
  const version = _PyDictKeys_GetVersionForCurrentState(keys);
  if (version == 0) return fails(F.OUT_OF_VERSIONS);
  store<u32>(pc, version, 4);
  store<u16>(pc, <u16>index, 8);
  specialized(pc, O.LOAD_ATTR_MODULE);
  return true;
}

/** `Class.name`: what the class itself has, unless its metaclass comes first. */
function tryClass(pc: usize, cls: PyTypeObject, name: PyObject): bool {
  const meta: PyTypeObject = cls.ob_type;
  // the guard looks at the class only, so its metaclass must not change
  if (meta.tp_getattro != PyType_Type.tp_getattro || !(meta.tp_flags & Py_TPFLAGS_IMMUTABLETYPE)) {
    return fails(F.ATTR_METACLASS_ATTRIBUTE);
  }
  const above = analyzeMeta(meta, name);
  if (above != METHOD && above != NON_OVERRIDING && above != NON_DESCRIPTOR && above != ABSENT) {
    return fails(F.ATTR_METACLASS_ATTRIBUTE);
  }
  const descr = _PyType_Lookup(cls, name);
  if (descr === null) return fails(F.EXPECTED_ERROR);
  if (!_PyType_AssignVersionTag(cls)) return fails(F.OUT_OF_VERSIONS);
  const kind = descr.ob_type;
  if (!(kind.tp_flags & Py_TPFLAGS_IMMUTABLETYPE)) return fails(F.ATTR_MUTABLE_CLASS);
  if (kind.tp_descr_set != 0) return fails(descriptorFailure(kind));
  if (kind.tp_descr_get != 0 && !(kind.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR)) return fails(descriptorFailure(kind));
  finishTypeAttribute(pc, cls.tp_version_tag, descr, O.LOAD_ATTR_CLASS);
  return true;
}

/** Why what a class has under a name, a descriptor of immutable type `kind`, has no form (load_attr_fail_kind). */
function descriptorFailure(kind: PyTypeObject): u32 {
  if (kind == PyProperty_Type) return F.ATTR_PROPERTY;
  if (kind == PyMemberDescr_Type) return F.ATTR_OBJECT_SLOT;
  if (kind == PyClassMethod_Type) return F.ATTR_CLASS_METHOD_OBJ;
  if (kind == PyClassMethodDescr_Type) return F.ATTR_BUILTIN_CLASS_METHOD;
  return kind.tp_descr_set != 0 ? F.ATTR_OVERRIDING_DESCRIPTOR : F.ATTR_NON_OVERRIDING_DESCRIPTOR;
}

function analyzeMeta(meta: PyTypeObject, name: PyObject): i32 {
  const descr = _PyType_Lookup(meta, name);
  if (descr === null) return ABSENT;
  const kind = descr.ob_type;
  if (!(kind.tp_flags & Py_TPFLAGS_IMMUTABLETYPE) || kind.tp_descr_set != 0) return OVERRIDING;
  if (kind.tp_descr_get == 0) return NON_DESCRIPTOR;
  return kind.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR ? METHOD : NON_OVERRIDING;
}

/** Has the instance an attribute of that name of its own, as far as its keys tell? */
function instanceHas(owner: PyObject, name: PyObject): bool {
  const type = owner.ob_type;
  if (type.tp_flags & Py_TPFLAGS_INLINE_VALUES && inlineValues(owner) !== null) {
    const keys = CACHED_KEYS(type);
    return keys !== null && _PyDictKeys_StringLookup(keys, name) >= 0;
  }
  const at = _PyObject_GetDictPtr(owner);
  if (at == 0) return false;
  const dict = load<PyObject | null>(at);
  return dict !== null && _PyDict_LookupIndex(changetype<PyDictObject>(dict), name) >= 0;
}

function tryInstance(pc: usize, owner: PyObject, name: PyObject, method: bool): bool {
  const type = owner.ob_type;
  const kind = analyzeDescriptor(type, name, false);
  const descr = found;
  if (!_PyType_AssignVersionTag(type)) return fails(F.OUT_OF_VERSIONS);
  const version = type.tp_version_tag;
  if (kind == OBJECT_SLOT || kind == DUNDER_CLASS) {
    store<u32>(pc, version, 4);
    store<u16>(pc, <u16>(kind == DUNDER_CLASS ? OB_TYPE : slotOffset(descr!, type)), 8);
    specialized(pc, O.LOAD_ATTR_SLOT);
    return true;
  }
  if (kind == OVERRIDING) return false;
  if (kind == PYTHON_GETATTRIBUTE)
    return method ? fails(F.ATTR_METHOD) : tryPythonGetter(pc, version, descr!, 2, O.LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN);
  if (kind == PROPERTY) {
    const getter = changetype<PyPropertyObject>(descr!).prop_get;
    if (getter === null) return fails(F.EXPECTED_ERROR);
    if (getter.ob_type != PyFunction_Type) return fails(F.ATTR_PROPERTY_NOT_PY_FUNCTION);
    if (method) return fails(F.ATTR_METHOD);
    return tryPythonGetter(pc, version, getter, 1, O.LOAD_ATTR_PROPERTY);
  }
  if (kind == ABSENT || instanceHas(owner, name))
    return tryDictAccess(pc, owner, name, O.LOAD_ATTR_INSTANCE_VALUE, O.LOAD_ATTR_WITH_HINT);
  if (kind == METHOD) {
    return method ? tryTypeAttribute(pc, owner, name, descr!, version, true) : fails(F.ATTR_METHOD);
  }
  if (kind == NON_DESCRIPTOR) {
    return method ? fails(F.ATTR_CLASS_ATTR_SIMPLE) : tryTypeAttribute(pc, owner, name, descr!, version, false);
  }
  if (kind == CLASS_METHOD) {
    return fails(descr!.ob_type == PyClassMethod_Type ? F.ATTR_CLASS_METHOD_OBJ : F.ATTR_BUILTIN_CLASS_METHOD_OBJ);
  }
  return fails(type.tp_flags & Py_TPFLAGS_MANAGED_DICT ? F.ATTR_CLASS_ATTR_DESCRIPTOR : F.ATTR_NOT_MANAGED_DICT);
}

/** A getter written in Python that takes just its arguments: its frame is entered without a native call. */
function tryPythonGetter(pc: usize, version: u32, op: PyObject, nargs: i32, form: i32): bool {
  const func = changetype<PyFunctionObject>(op);
  if (!takesExactly(func, nargs)) return false;
  const funcVersion = _PyFunction_GetVersionForCurrentState(func);
  if (funcVersion == 0) return fails(F.OUT_OF_VERSIONS);
  store<u32>(pc, version, 4);
  store<u32>(pc, funcVersion, 8);
  store<u32>(pc, <u32>changetype<usize>(op), 12);
  specialized(pc, form);
  return true;
}

/** A method or a plain value found on the type: good while the instance cannot shadow it. */
function tryTypeAttribute(
  pc: usize,
  owner: PyObject,
  name: PyObject,
  descr: PyObject,
  version: u32,
  method: bool,
): bool {
  const type = owner.ob_type;
  if (type.tp_flags & Py_TPFLAGS_INLINE_VALUES) {
    if (inlineValues(owner) === null) return fails(F.ATTR_NOT_MANAGED_DICT);
    const keys = CACHED_KEYS(type);
    if (keys === null || _PyDictKeys_StringLookup(keys, name) != -1) return fails(F.ATTR_SHADOWED);
    const keysVersion = _PyDictKeys_GetVersionForCurrentState(keys);
    if (keysVersion == 0) return fails(F.OUT_OF_VERSIONS);
    store<u32>(pc, keysVersion, 8);
    finishTypeAttribute(
      pc,
      version,
      descr,
      method ? O.LOAD_ATTR_METHOD_WITH_VALUES : O.LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
    );
    return true;
  }
  const offset = type.tp_flags & Py_TPFLAGS_MANAGED_DICT ? MANAGED : type.tp_dictoffset;
  if (offset == 0) {
    finishTypeAttribute(pc, version, descr, method ? O.LOAD_ATTR_METHOD_NO_DICT : O.LOAD_ATTR_NONDESCRIPTOR_NO_DICT);
    return true;
  }
  if (!method) return fails(F.ATTR_CLASS_ATTR_SIMPLE);
  if (offset > 0x7fff) return fails(F.OUT_OF_RANGE);
  if (load<u32>(changetype<usize>(owner) + offset) != 0) return fails(F.ATTR_NOT_MANAGED_DICT);
  store<u16>(pc, <u16>offset, 8);
  finishTypeAttribute(pc, version, descr, O.LOAD_ATTR_METHOD_LAZY_DICT);
  return true;
}

function finishTypeAttribute(pc: usize, version: u32, descr: PyObject, form: i32): void {
  store<u32>(pc, version, 4);
  store<u32>(pc, <u32>changetype<usize>(descr), 12);
  specialized(pc, form);
}

/** The instance's own attribute: in its inline values or, once it has a dict, at a place in that. */
function tryDictAccess(pc: usize, owner: PyObject, name: PyObject, valueForm: i32, hintForm: i32): bool {
  const type = owner.ob_type;
  if (!(type.tp_flags & Py_TPFLAGS_MANAGED_DICT)) return fails(F.ATTR_NOT_MANAGED_DICT);
  let index: i32;
  let form = valueForm;
  const dict = load<PyObject | null>(changetype<usize>(owner) + MANAGED);
  if (inlineValues(owner) !== null) {
    const keys = CACHED_KEYS(type);
    if (keys === null) return fails(F.NO_DICT);
    index = _PyDictKeys_StringLookup(keys, name);
  } else {
    if (dict === null || !PyDict_CheckExact(dict)) return fails(F.NO_DICT);
    const mp = changetype<PyDictObject>(dict);
    if (mp.ma_values !== null || mp.ma_keys.dk_kind != DICT_KEYS_UNICODE) return fails(F.ATTR_NON_STRING_OR_SPLIT);
    index = _PyDict_LookupIndex(mp, name);
    form = hintForm;
  }
  if (index < 0) return fails(form == valueForm ? F.ATTR_NOT_IN_KEYS : F.ATTR_NOT_IN_DICT);
  if (index > 0xffff) return fails(F.OUT_OF_RANGE);
  store<u32>(pc, type.tp_version_tag, 4);
  store<u16>(pc, <u16>index, 8);
  specialized(pc, form);
  return true;
}

export function specializeStoreAttr(pc: usize, owner: PyObject, name: PyObject): void {
  if (!tryStoreAttr(pc, owner, name)) unspecialized(pc, O.STORE_ATTR);
}

function tryStoreAttr(pc: usize, owner: PyObject, name: PyObject): bool {
  const type = owner.ob_type;
  if (PyType_Check(owner)) return fails(F.OVERRIDDEN);
  const kind = analyzeDescriptor(type, name, true);
  const descr = found;
  if (!_PyType_AssignVersionTag(type)) return fails(F.OUT_OF_VERSIONS);
  if (kind == OBJECT_SLOT) {
    const member: PyMemberDef = changetype<PyMemberDescrObject>(descr!).d_member;
    if (member.flags & Py_READONLY) return fails(F.ATTR_READ_ONLY);
    store<u32>(pc, type.tp_version_tag, 4);
    store<u16>(pc, <u16>member.offset, 8);
    specialized(pc, O.STORE_ATTR_SLOT);
    return true;
  }
  if (kind == ABSENT) return tryDictAccess(pc, owner, name, O.STORE_ATTR_INSTANCE_VALUE, O.STORE_ATTR_WITH_HINT);
  return kind == OVERRIDING ? false : fails(storeFailure(kind, descr!));
}

/** Why a store to what the class has under the name has no form. */
function storeFailure(kind: i32, descr: PyObject): u32 {
  if (kind == METHOD) return F.ATTR_METHOD;
  if (kind == PROPERTY) return F.ATTR_PROPERTY;
  if (kind == DUNDER_CLASS) return F.ATTR_NON_OBJECT_SLOT;
  if (kind == NON_DESCRIPTOR) return F.ATTR_CLASS_ATTR_SIMPLE;
  if (kind == NON_OVERRIDING) return F.ATTR_CLASS_ATTR_DESCRIPTOR;
  if (kind != CLASS_METHOD) return F.OVERRIDDEN;
  return descr.ob_type == PyClassMethod_Type ? F.ATTR_CLASS_METHOD_OBJ : F.ATTR_BUILTIN_CLASS_METHOD_OBJ;
}

export function specializeLoadSuperAttr(pc: usize, superClass: PyObject, cls: PyObject, method: bool): void {
  if (superClass == PySuper_Type && PyType_Check(cls)) {
    specialized(pc, method ? O.LOAD_SUPER_ATTR_METHOD : O.LOAD_SUPER_ATTR_ATTR);
    return;
  }
  fails(superClass == PySuper_Type ? F.SUPER_BAD_CLASS : F.SUPER_SHADOWED);
  unspecialized(pc, O.LOAD_SUPER_ATTR);
}
