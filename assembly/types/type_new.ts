/**
 * Making a class: the winning metaclass and best base, `__slots__`, the heap type's memory and attributes, `__set_name__` and
 * `__init_subclass__`; and calling a class. Counterpart: type_new, type_call, best_base of Objects/typeobject.c.
 *
 * Invariant: a class is readied before any Python code sees it; what fails earlier leaves no trace in its bases.
 */
import {
  PyObject,
  PyTypeObject,
  PyNumberMethods,
  PySequenceMethods,
  PyMappingMethods,
  PyAsyncMethods,
  PyBufferProcs,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_MANAGED_WEAKREF,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyCell_Type, PyFunction_Type, PySuper_Type, PyType_Type } from "../object/statics";
import { PyMemberDef, Py_T_OBJECT_EX } from "../object/typedef";
import { PyExc_RuntimeWarning, PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { callInit, callNew } from "../object/slots";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
  PyErr_Clear,
} from "../protocol/errors";
import { PyObject_CallMethodOneArg, PyObject_VectorcallDict, callTwoArgs } from "../protocol/call";
import { PyObject_GetAttr, _PyObject_LookupSpecial, PyObject_HasAttrWithError } from "../protocol/attr";
import { PySequence_Tuple } from "../protocol/sequence";
import { PyMem_Malloc } from "../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_GetSlice, PyTuple_Pack1 } from "./tuple";
import { PyList_Append, PyList_AsTuple, PyList_New, PyList_Sort } from "./list";
import {
  PyDict_Check,
  PyDict_Contains,
  PyDict_Copy,
  PyDict_DelItem,
  PyDict_GET_SIZE,
  PyDict_GetItemWithError,
  PyDict_Next,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
  _PyDict_HasOnlyStringKeys,
} from "./dict";
import { PyErr_WarnFormat } from "../protocol/warnings";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
  _PyUnicode_EQ,
  utf8Length,
} from "./unicode";
import { PyUnicode_FromFormat } from "./unicode_format";
import { _PyUnicode_IsXidContinue, _PyUnicode_IsXidStart } from "./unicode_ctype";
import {
  HT_AS_ASYNC,
  HT_AS_BUFFER,
  HT_AS_MAPPING,
  HT_AS_NUMBER,
  HT_AS_SEQUENCE,
  HT_MEMBER_SIZE,
  HT_NAME,
  HT_QUALNAME,
  HT_SLOTS,
  PyType_Check,
  PyType_IsSubtype,
} from "./typeobject";
import { PyType_Ready, slotMembers } from "./type_ready";
import { fixup_slot_dispatchers } from "./slotdefs";
import { slot_tp_new } from "./slot_functions";
import {
  subtype_clear,
  subtype_dealloc,
  subtype_traverse,
  subtypeGetsetsDict,
  subtypeGetsetsFull,
  subtypeGetsetsWeakref,
} from "./subtype";
import { PyCell_SetTakeRef } from "./cell";
import { PyClassMethod_New, PyStaticMethod_New } from "./classmethod";
import { ID } from "../generated/ids";

/** vm hook: (): PyObject | null, the globals of the running frame, borrowed (null without exception outside all code). */
export let globalsHook: u32 = 0;
export function setGlobalsHook(fn: u32): void {
  globalsHook = fn;
}

// ---- bases -----------------------------------------------------------------------------------------------------------

/** The nearest base (or the type itself) that changed the instances' layout. */
export function solid_base(type: PyTypeObject): PyTypeObject {
  const base = type.tp_base === null ? PyBaseObject_Type : solid_base(type.tp_base!);
  if (type.tp_basicsize != base.tp_basicsize || type.tp_itemsize != base.tp_itemsize) return type;
  return base;
}

/** The base whose layout the class continues: borrowed, null with TypeError. */
export function best_base(bases: PyObject): PyTypeObject | null {
  let base: PyTypeObject | null = null;
  let winner: PyTypeObject | null = null;
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const op = PyTuple_GET_ITEM(bases, i);
    if (!PyType_Check(op)) {
      PyErr_SetString(PyExc_TypeError, "bases must be types");
      return null;
    }
    const b = changetype<PyTypeObject>(op);
    if (b.tp_dict === null && PyType_Ready(b) < 0) return null;
    if (!(b.tp_flags & Py_TPFLAGS_BASETYPE)) {
      PyErr_Format(PyExc_TypeError, "type '%s' is not an acceptable base type", b.tp_name);
      return null;
    }
    const candidate = solid_base(b);
    if (winner === null || (!PyType_IsSubtype(winner, candidate) && PyType_IsSubtype(candidate, winner))) {
      winner = candidate;
      base = b;
    } else if (!PyType_IsSubtype(winner, candidate)) {
      PyErr_SetString(PyExc_TypeError, "multiple bases have instance lay-out conflict");
      return null;
    }
  }
  return base;
}

/** The most derived metaclass: borrowed, null with TypeError. */
export function _PyType_CalculateMetaclass(metatype: PyTypeObject, bases: PyObject): PyTypeObject | null {
  let winner = metatype;
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const t = PyTuple_GET_ITEM(bases, i).ob_type;
    if (PyType_IsSubtype(winner, t)) continue;
    if (PyType_IsSubtype(t, winner)) {
      winner = t;
      continue;
    }
    PyErr_SetString(
      PyExc_TypeError,
      "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
    );
    return null;
  }
  return winner;
}

/** type() does not resolve `__mro_entries__`: says so. */
function checkBasesAreTypes(bases: PyObject): bool {
  const n = PyTuple_GET_SIZE(bases);
  for (let i = 0; i < n; i++) {
    const op = PyTuple_GET_ITEM(bases, i);
    if (PyType_Check(op)) continue;
    const has = PyObject_HasAttrWithError(op, ID.__mro_entries__);
    if (has < 0) return false;
    if (has > 0) {
      PyErr_SetString(PyExc_TypeError, "type() doesn't support MRO entry resolution; use types.new_class()");
      return false;
    }
  }
  return true;
}

// ---- __slots__ -------------------------------------------------------------------------------------------------------

/** What the class adds, found by `readSlots`. */
let addDict: bool = false;
let addWeak: bool = false;

/** `_Class__name` for a private name in class `className` (str): `new`. */
export function _Py_Mangle(className: PyObject | null, ident: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(ident);
  if (className === null || !PyUnicode_Check(className) || n < 2) return Py_NewRef(ident);
  if (PyUnicode_READ_CHAR(ident, 0) != 95 || PyUnicode_READ_CHAR(ident, 1) != 95) return Py_NewRef(ident);
  if (PyUnicode_READ_CHAR(ident, n - 1) == 95 && PyUnicode_READ_CHAR(ident, n - 2) == 95) return Py_NewRef(ident);
  for (let i = 0; i < n; i++) {
    if (PyUnicode_READ_CHAR(ident, i) == 46) return Py_NewRef(ident);
  }
  const m = PyUnicode_GET_LENGTH(className);
  let skip = 0;
  while (skip < m && PyUnicode_READ_CHAR(className, skip) == 95) skip++;
  if (skip == m) return Py_NewRef(ident);
  const stripped = PyUnicode_Substring(className, skip, m);
  if (stripped === null) return null;
  const result = PyUnicode_FromFormat("_%U%U", changetype<usize>(stripped), changetype<usize>(ident));
  Py_DECREF(stripped);
  return result;
}

function isIdentifier(name: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(name);
  if (n == 0) return false;
  const first = PyUnicode_READ_CHAR(name, 0);
  if (first != 95 && !_PyUnicode_IsXidStart(first)) return false;
  for (let i = 1; i < n; i++) {
    if (!_PyUnicode_IsXidContinue(PyUnicode_READ_CHAR(name, i))) return false;
  }
  return true;
}

/** Checks the names in `slots` and notes `__dict__` and `__weakref__`. */
function visitSlots(slots: PyObject, mayAddDict: bool, mayAddWeak: bool): bool {
  const n = PyTuple_GET_SIZE(slots);
  for (let i = 0; i < n; i++) {
    const name = PyTuple_GET_ITEM(slots, i);
    if (!PyUnicode_Check(name)) {
      PyErr_Format(PyExc_TypeError, "__slots__ items must be strings, not '%s'", name.ob_type.tp_name);
      return false;
    }
    if (!isIdentifier(name)) {
      PyErr_SetString(PyExc_TypeError, "__slots__ must be identifiers");
      return false;
    }
    if (_PyUnicode_EQ(name, ID.__dict__)) {
      if (!mayAddDict || addDict) {
        PyErr_SetString(PyExc_TypeError, "__dict__ slot disallowed: we already got one");
        return false;
      }
      addDict = true;
    } else if (_PyUnicode_EQ(name, ID.__weakref__)) {
      if (!mayAddWeak || addWeak) {
        PyErr_SetString(PyExc_TypeError, "__weakref__ slot disallowed: we already got one");
        return false;
      }
      addWeak = true;
    }
  }
  return true;
}

/** The mangled, sorted tuple of names that get a field: `new`. */
function createSlots(slots: PyObject, className: PyObject, dict: PyObject): PyObject | null {
  const out = PyList_New(0);
  if (out === null) return null;
  const n = PyTuple_GET_SIZE(slots);
  for (let i = 0; i < n; i++) {
    const name = PyTuple_GET_ITEM(slots, i);
    if (addDict && _PyUnicode_EQ(name, ID.__dict__)) continue;
    if (addWeak && _PyUnicode_EQ(name, ID.__weakref__)) continue;
    const mangled = _Py_Mangle(className, name);
    let ok = mangled !== null && PyList_Append(out, mangled) == 0;
    if (ok) {
      const has = PyDict_Contains(dict, mangled!);
      // The compiler's own cells stand in the namespace under these names.
      const special =
        _PyUnicode_EQ(name, ID.__qualname__) ||
        _PyUnicode_EQ(name, ID.__classcell__) ||
        _PyUnicode_EQ(name, ID.__classdictcell__);
      if (has > 0 && !special) {
        PyErr_Format(PyExc_ValueError, "%R in __slots__ conflicts with class variable", changetype<usize>(name));
      }
      ok = PyErr_Occurred() === null;
    }
    Py_XDECREF(mangled);
    if (!ok) {
      Py_DECREF(out);
      return null;
    }
  }
  let result: PyObject | null = null;
  if (PyList_Sort(out) == 0) result = PyList_AsTuple(out);
  Py_DECREF(out);
  return result;
}

/** A dict or weak references that another base than the best one brings. */
function slotsFromOtherBases(bases: PyObject, base: PyTypeObject, mayAddDict: bool, mayAddWeak: bool): void {
  const n = PyTuple_GET_SIZE(bases);
  if (n < 2) return;
  for (let i = 0; i < n; i++) {
    const op = PyTuple_GET_ITEM(bases, i);
    if (op == <PyObject>base) continue;
    const t = changetype<PyTypeObject>(op);
    if (mayAddDict && !addDict && t.tp_dictoffset != 0) addDict = true;
    if (mayAddWeak && !addWeak && t.tp_weaklistoffset != 0) addWeak = true;
  }
}

/** Reads `__slots__` of the namespace. Sets addDict, addWeak. `new` tuple of fields, null: none or (with exception) error. */
function readSlots(className: PyObject, bases: PyObject, base: PyTypeObject, dict: PyObject): PyObject | null {
  const mayAddDict = base.tp_dictoffset == 0;
  const mayAddWeak = base.tp_weaklistoffset == 0 && base.tp_itemsize == 0;
  const given = PyDict_GetItemWithError(dict, ID.__slots__);
  if (given === null) {
    if (PyErr_Occurred() !== null) return null;
    addDict = mayAddDict;
    addWeak = mayAddWeak;
    return null;
  }
  const slots = PyUnicode_Check(given) ? PyTuple_Pack1(given) : PySequence_Tuple(given);
  if (slots === null) return null;
  addDict = false;
  addWeak = false;
  let result: PyObject | null = null;
  if (PyTuple_GET_SIZE(slots) > 0 && base.tp_itemsize != 0) {
    PyErr_Format(PyExc_TypeError, "nonempty __slots__ not supported for subtype of '%s'", base.tp_name);
  } else if (visitSlots(slots, mayAddDict, mayAddWeak)) {
    result = createSlots(slots, className, dict);
    slotsFromOtherBases(bases, base, mayAddDict, mayAddWeak);
  }
  Py_DECREF(slots);
  return result;
}

// ---- the heap type ---------------------------------------------------------------------------------------------------

/** NUL-terminated UTF-8 of a class name; 0 with an exception. */
export function typeNameText(name: PyObject): usize {
  const text = PyUnicode_AsUTF8AndSize(name);
  if (text == 0) return 0;
  for (let i = 0; i < utf8Length; i++) {
    if (load<u8>(text + i) == 0) {
      PyErr_SetString(PyExc_ValueError, "type name must not contain null characters");
      return 0;
    }
  }
  return text;
}

/** A fresh class object with its layout decided. Borrows all; `new`. */
function newHeapType(
  metatype: PyTypeObject,
  name: PyObject,
  bases: PyObject,
  base: PyTypeObject,
  dict: PyObject,
  slots: PyObject | null,
): PyTypeObject | null {
  const text = typeNameText(name);
  if (text == 0) return null;
  const nslots = slots === null ? 0 : PyTuple_GET_SIZE(slots);
  const made = call_indirect<PyObject | null>(metatype.tp_alloc, metatype, nslots);
  if (made === null) return null;
  const type = changetype<PyTypeObject>(made);
  const at = changetype<usize>(type);
  type.tp_flags = Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  type.tp_name = text;
  type.tp_as_async = changetype<PyAsyncMethods>(at + HT_AS_ASYNC);
  type.tp_as_number = changetype<PyNumberMethods>(at + HT_AS_NUMBER);
  type.tp_as_mapping = changetype<PyMappingMethods>(at + HT_AS_MAPPING);
  type.tp_as_sequence = changetype<PySequenceMethods>(at + HT_AS_SEQUENCE);
  type.tp_as_buffer = changetype<PyBufferProcs>(at + HT_AS_BUFFER);
  type.tp_bases = Py_NewRef(bases);
  type.tp_base = changetype<PyTypeObject>(Py_NewRef(base));
  type.tp_dict = Py_NewRef(dict);
  store<u32>(at + HT_NAME, <u32>changetype<usize>(Py_NewRef(name)));
  if (slots !== null) store<u32>(at + HT_SLOTS, <u32>changetype<usize>(Py_NewRef(slots)));
  let offset = base.tp_basicsize;
  for (let i = 0; i < nslots; i++) {
    const def = changetype<PyMemberDef>(slotMembers(type) + <usize>(i * HT_MEMBER_SIZE));
    def.name = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(slots!, i));
    def.type = Py_T_OBJECT_EX;
    def.offset = offset;
    offset += 8;
  }
  if (nslots > 0) type.tp_members = slotMembers(type);
  if (addWeak) {
    type.tp_flags |= Py_TPFLAGS_MANAGED_WEAKREF;
    type.tp_weaklistoffset = -32;
  }
  if (addDict) {
    type.tp_flags |= Py_TPFLAGS_MANAGED_DICT;
    type.tp_dictoffset = -1;
  }
  type.tp_basicsize = offset;
  type.tp_itemsize = base.tp_itemsize;
  if (addWeak && addDict) type.tp_getset = subtypeGetsetsFull;
  else if (addWeak) type.tp_getset = subtypeGetsetsWeakref;
  else if (addDict) type.tp_getset = subtypeGetsetsDict;
  type.tp_dealloc = subtype_dealloc.index;
  type.tp_free = PyObject_GC_Del.index;
  type.tp_traverse = subtype_traverse.index;
  type.tp_clear = subtype_clear.index;
  type.tp_alloc = PyType_GenericAlloc.index;
  return type;
}

function setModule(dict: PyObject): bool {
  const has = PyDict_Contains(dict, ID.__module__);
  if (has != 0) return has > 0;
  if (globalsHook == 0) return true;
  const globals = call_indirect<PyObject | null>(globalsHook);
  if (globals === null) return true;
  const module = PyDict_GetItemWithError(globals, ID.__name__);
  if (module === null) return PyErr_Occurred() === null;
  return PyDict_SetItem(dict, ID.__module__, module) == 0;
}

function setQualname(type: PyTypeObject, dict: PyObject, name: PyObject): bool {
  const qualname = PyDict_GetItemWithError(dict, ID.__qualname__);
  const at = changetype<usize>(type) + HT_QUALNAME;
  if (qualname === null) {
    if (PyErr_Occurred() !== null) return false;
    store<u32>(at, <u32>changetype<usize>(Py_NewRef(name)));
    return true;
  }
  if (!PyUnicode_Check(qualname)) {
    PyErr_Format(PyExc_TypeError, "type __qualname__ must be a str, not %s", qualname.ob_type.tp_name);
    return false;
  }
  store<u32>(at, <u32>changetype<usize>(Py_NewRef(qualname)));
  return PyDict_DelItem(dict, ID.__qualname__) == 0;
}

/** tp_doc of a class is a copy of its docstring's UTF-8. */
function setDoc(type: PyTypeObject, dict: PyObject): bool {
  const doc = PyDict_GetItemWithError(dict, ID.__doc__);
  if (doc === null) return PyErr_Occurred() === null;
  if (!PyUnicode_Check(doc)) return true;
  const text = PyUnicode_AsUTF8AndSize(doc);
  if (text == 0) return false;
  const n = utf8Length + 1;
  const copy = PyMem_Malloc(<usize>n);
  if (copy == 0) {
    PyErr_NoMemory();
    return false;
  }
  memory.copy(copy, text, <usize>n);
  type.tp_doc = copy;
  return true;
}

/** A plain function under `name` becomes a static or class method. */
function wrapFunction(dict: PyObject, name: PyObject, isStatic: bool): bool {
  const f = PyDict_GetItemWithError(dict, name);
  if (f === null) return PyErr_Occurred() === null;
  if (f.ob_type != PyFunction_Type) return true;
  const wrapped = isStatic ? PyStaticMethod_New(f) : PyClassMethod_New(f);
  if (wrapped === null) return false;
  const rc = PyDict_SetItem(dict, name, wrapped);
  Py_DECREF(wrapped);
  return rc == 0;
}

/** Fills the compiler's `__classcell__` or `__classdictcell__` and removes it. */
function setCell(dict: PyObject, key: PyObject, content: PyObject): bool {
  const cell = PyDict_GetItemWithError(dict, key);
  if (cell === null) return PyErr_Occurred() === null;
  if (cell.ob_type != PyCell_Type) {
    PyErr_Format(
      PyExc_TypeError,
      "%U must be a nonlocal cell, not %R",
      changetype<usize>(key),
      changetype<usize>(cell.ob_type),
    );
    return false;
  }
  PyCell_SetTakeRef(cell, Py_NewRef(content));
  return PyDict_DelItem(dict, key) == 0;
}

function setAttributes(type: PyTypeObject, dict: PyObject, name: PyObject): bool {
  return (
    setQualname(type, dict, name) &&
    setModule(dict) &&
    setDoc(type, dict) &&
    wrapFunction(dict, ID.__new__, true) &&
    wrapFunction(dict, ID.__init_subclass__, false) &&
    wrapFunction(dict, ID.__class_getitem__, false) &&
    setCell(dict, ID.__classcell__, type) &&
    setCell(dict, ID.__classdictcell__, dict)
  );
}

/** A note on the pending exception (_PyErr_FormatNote). Steals `note`. */
function addNote(note: PyObject | null): void {
  const exc = PyErr_GetRaisedException();
  if (note !== null && exc !== null) {
    const res = PyObject_CallMethodOneArg(exc, ID.add_note, note);
    if (res === null) PyErr_Clear();
    else Py_DECREF(res);
  }
  Py_XDECREF(note);
  PyErr_SetRaisedException(exc);
}

/** Calls `value.__set_name__(type, key)` for each value of the namespace that has it. */
function callSetNames(type: PyTypeObject, dict: PyObject): bool {
  const copy = PyDict_Copy(dict);
  if (copy === null) return false;
  let pos = 0;
  let ok = true;
  while (ok && (pos = PyDict_Next(copy, pos)) != 0) {
    const key = dictNextKey();
    const value = dictNextValue();
    const method = _PyObject_LookupSpecial(value, ID.__set_name__);
    if (method === null) {
      ok = PyErr_Occurred() === null;
      continue;
    }
    const res = callTwoArgs(method, type, key);
    Py_DECREF(method);
    if (res === null) {
      const saved = PyErr_GetRaisedException();
      const note = PyUnicode_FromFormat(
        "Error calling __set_name__ on '%s' instance %R in '%s'",
        value.ob_type.tp_name,
        changetype<usize>(key),
        type.tp_name,
      );
      PyErr_SetRaisedException(saved);
      addNote(note);
      ok = false;
    } else {
      Py_DECREF(res);
    }
  }
  Py_DECREF(copy);
  return ok;
}

/** super(type, type).__init_subclass__(**kwds) */
function callInitSubclass(type: PyTypeObject, kwds: PyObject | null): bool {
  const parent = callTwoArgs(PySuper_Type, type, type);
  if (parent === null) return false;
  const f = PyObject_GetAttr(parent, ID.__init_subclass__);
  Py_DECREF(parent);
  if (f === null) return false;
  const res = PyObject_VectorcallDict(f, 0, 0, kwds);
  Py_DECREF(f);
  if (res === null) return false;
  Py_DECREF(res);
  return true;
}

/** Says that a class has a key that is no string; false where that became an exception. */
function warnOfKeys(type: PyTypeObject): bool {
  if (_PyDict_HasOnlyStringKeys(type.tp_dict!)) return true;
  const format = "non-string key in the __dict__ of class %s";
  return PyErr_WarnFormat(PyExc_RuntimeWarning, 1, format, type.tp_name) >= 0;
}

function makeClass(
  metatype: PyTypeObject,
  name: PyObject,
  bases: PyObject,
  namespace: PyObject,
  kwds: PyObject | null,
): PyObject | null {
  const base = best_base(bases);
  if (base === null) return null;
  const dict = PyDict_Copy(namespace);
  if (dict === null) return null;
  const slots = readSlots(name, bases, base, dict);
  if (slots === null && PyErr_Occurred() !== null) {
    Py_DECREF(dict);
    return null;
  }
  const type = newHeapType(metatype, name, bases, base, dict, slots);
  Py_XDECREF(slots);
  Py_DECREF(dict);
  if (type === null) return null;
  let ok = setAttributes(type, dict, name) && PyType_Ready(type) == 0;
  if (ok) {
    fixup_slot_dispatchers(type);
    ok = callSetNames(type, dict) && callInitSubclass(type, kwds) && warnOfKeys(type);
  }
  if (!ok) {
    Py_DECREF(type);
    return null;
  }
  return type;
}

function badNewArgument(i: i32, expected: string, op: PyObject): PyObject | null {
  return PyErr_Format(
    PyExc_TypeError,
    "type.__new__() argument %d must be %L, not %s",
    i,
    changetype<usize>(expected),
    op.ob_type.tp_name,
  );
}

/** type.__new__(metatype, name, bases, namespace, **kwds) */
export function type_new(metatype: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n != 3) {
    return PyErr_Format(PyExc_TypeError, "type.__new__() takes exactly 3 arguments (%d given)", n);
  }
  const name = PyTuple_GET_ITEM(args, 0);
  const bases = PyTuple_GET_ITEM(args, 1);
  const namespace = PyTuple_GET_ITEM(args, 2);
  if (!PyUnicode_Check(name)) return badNewArgument(1, "str", name);
  if (!PyTuple_Check(bases)) return badNewArgument(2, "tuple", bases);
  if (!PyDict_Check(namespace)) return badNewArgument(3, "dict", namespace);
  if (PyTuple_GET_SIZE(bases) == 0) {
    const only = PyTuple_Pack1(PyBaseObject_Type);
    if (only === null) return null;
    const result = makeClass(metatype, name, only, namespace, kwds);
    Py_DECREF(only);
    return result;
  }
  if (!checkBasesAreTypes(bases)) return null;
  const winner = _PyType_CalculateMetaclass(metatype, bases);
  if (winner === null) return null;
  if (winner != metatype && winner.tp_new != type_new.index) return callNew(winner.tp_new, winner, args, kwds);
  return makeClass(winner, name, bases, namespace, kwds);
}

export function type_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (kwds !== null && n == 1 && PyDict_GET_SIZE(kwds) != 0) {
    PyErr_SetString(PyExc_TypeError, "type.__init__() takes no keyword arguments");
    return -1;
  }
  if (n != 1 && n != 3) {
    PyErr_SetString(PyExc_TypeError, "type.__init__() takes 1 or 3 arguments");
    return -1;
  }
  return 0;
}

/** Calling a class: tp_new, then tp_init if an instance came out. */
export function type_call(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const type = changetype<PyTypeObject>(self);
  if (type == PyType_Type) {
    const n = PyTuple_GET_SIZE(args);
    if (n == 1 && (kwds === null || PyDict_GET_SIZE(kwds) == 0)) {
      return Py_NewRef(PyTuple_GET_ITEM(args, 0).ob_type);
    }
    if (n == 1) return PyErr_SetString(PyExc_TypeError, "type() takes no keyword arguments");
    if (n != 3) return PyErr_SetString(PyExc_TypeError, "type() takes 1 or 3 arguments");
  }
  if (type.tp_new == 0) return PyErr_Format(PyExc_TypeError, "cannot create '%s' instances", type.tp_name);
  const obj = callNew(type.tp_new, type, args, kwds);
  if (obj === null) return null;
  const made = obj.ob_type;
  if (made != type && !PyType_IsSubtype(made, type)) return obj;
  if (made.tp_init != 0 && callInit(made.tp_init, obj, args, kwds) < 0) {
    Py_DECREF(obj);
    return null;
  }
  return obj;
}

/** `T.__new__(subtype, ...)` of a native type, guarded against subtypes whose layout another base made. */
export function tp_new_wrapper(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!PyType_Check(self)) return PyErr_Format(PyExc_SystemError, "__new__() called with non-type 'self'");
  const type = changetype<PyTypeObject>(self);
  if (PyTuple_GET_SIZE(args) < 1) {
    return PyErr_Format(PyExc_TypeError, "%s.__new__(): not enough arguments", type.tp_name);
  }
  const first = PyTuple_GET_ITEM(args, 0);
  if (!PyType_Check(first)) {
    return PyErr_Format(
      PyExc_TypeError,
      "%s.__new__(X): X is not a type object (%s)",
      type.tp_name,
      first.ob_type.tp_name,
    );
  }
  const subtype = changetype<PyTypeObject>(first);
  if (!PyType_IsSubtype(subtype, type)) {
    return PyErr_Format(
      PyExc_TypeError,
      "%s.__new__(%s): %s is not a subtype of %s",
      type.tp_name,
      subtype.tp_name,
      subtype.tp_name,
      type.tp_name,
    );
  }
  let native: PyTypeObject | null = subtype;
  while (native !== null && native.tp_new == slot_tp_new.index) native = native.tp_base;
  if (native !== null && native.tp_new != type.tp_new) {
    return PyErr_Format(
      PyExc_TypeError,
      "%s.__new__(%s) is not safe, use %s.__new__()",
      type.tp_name,
      subtype.tp_name,
      native.tp_name,
    );
  }
  const rest = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
  if (rest === null) return null;
  const result = callNew(type.tp_new, subtype, rest, kwds);
  Py_DECREF(rest);
  return result;
}
