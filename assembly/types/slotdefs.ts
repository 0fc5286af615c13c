/**
 * What is done with the table that ties special-method names to type slots: native slots become wrapper descriptors in a type's dict; special
 * methods in a class's dict become slots. Counterpart: add_operators, update_one_slot, fixup_slot_dispatchers of Objects/typeobject.c.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_VECTORCALL } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyCFunction_Type, PyWrapperDescr_Type, Py_None } from "../object/statics";
import { PyErr_Clear, PyErr_Occurred } from "../protocol/errors";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { _PyObject_NextNotImplemented } from "../protocol/iter";
import { PyDict_Contains, PyDict_SetItem, PyDict_Next, dictNextValue } from "./dict";
import { PyDescr_NewWrapper, PyWrapperDescrObject } from "./descr";
import { PyCFunction_GET_FUNCTION } from "./methodobject";
import { tp_new_wrapper } from "./type_new";
import {
  HT_AS_ASYNC,
  HT_AS_BUFFER,
  HT_AS_MAPPING,
  HT_AS_NUMBER,
  HT_AS_SEQUENCE,
  PyType_IsSubtype,
  PyType_Check,
  find_name_in_mro,
  lookup_tp_dict,
  weakrefReferent,
} from "./typeobject";
import { slot_tp_call } from "./slot_functions";
import { ROWS, beginTable, endTable, rowAt } from "./slot_table";
import { rowsOfArithmetic, rowsOfNumbers } from "./slot_rows_numbers";
import { rowsOfAsync, rowsOfBuffers, rowsOfMappings, rowsOfSequences, rowsOfType } from "./slot_rows_type";

/** Fills the table: once, before the first type is readied. */
export function initSlotDefs(): void {
  beginTable();
  rowsOfType();
  rowsOfBuffers();
  rowsOfAsync();
  rowsOfArithmetic();
  rowsOfNumbers();
  rowsOfMappings();
  rowsOfSequences();
  endTable();
}

/** Address of the slot at heap-type offset `offset` in `type`, whose slot structs may lie elsewhere; 0 if it has no such struct. */
function slotptr(type: PyTypeObject, offset: usize): usize {
  let structure: usize;
  let at: usize;
  if (offset >= HT_AS_BUFFER) {
    structure = changetype<usize>(type.tp_as_buffer);
    at = offset - HT_AS_BUFFER;
  } else if (offset >= HT_AS_SEQUENCE) {
    structure = changetype<usize>(type.tp_as_sequence);
    at = offset - HT_AS_SEQUENCE;
  } else if (offset >= HT_AS_MAPPING) {
    structure = changetype<usize>(type.tp_as_mapping);
    at = offset - HT_AS_MAPPING;
  } else if (offset >= HT_AS_NUMBER) {
    structure = changetype<usize>(type.tp_as_number);
    at = offset - HT_AS_NUMBER;
  } else if (offset >= HT_AS_ASYNC) {
    structure = changetype<usize>(type.tp_as_async);
    at = offset - HT_AS_ASYNC;
  } else {
    structure = changetype<usize>(type);
    at = offset;
  }
  return structure == 0 ? 0 : structure + at;
}

/** A wrapper descriptor in the type's dict for each native slot that the dict does not override. */
export function add_operators(type: PyTypeObject): i32 {
  const dict = lookup_tp_dict(type);
  for (let i = 0; i < ROWS; i++) {
    const r = rowAt(i);
    if (r.wrapper == 0) continue;
    const at = slotptr(type, <usize>r.offset);
    if (at == 0) continue;
    const fn = load<u32>(at);
    if (fn == 0) continue;
    const has = PyDict_Contains(dict, r.name_strobj);
    if (has < 0) return -1;
    if (has > 0) continue;
    if (fn == PyObject_HashNotImplemented.index) {
      if (PyDict_SetItem(dict, r.name_strobj, Py_None) < 0) return -1;
      continue;
    }
    const descr = PyDescr_NewWrapper(type, r, fn);
    if (descr === null) return -1;
    const rc = PyDict_SetItem(dict, r.name_strobj, descr);
    Py_DECREF(descr);
    if (rc < 0) return -1;
  }
  return 0;
}

/** The wrapper of slot `name` with function `fn`, for a type that fills the slot after it was made: `new`. */
export function newSlotDescriptor(type: PyTypeObject, name: PyObject, fn: u32): PyObject | null {
  for (let i = 0; i < ROWS; i++) {
    const r = rowAt(i);
    if (r.name_strobj == name && r.wrapper != 0) return PyDescr_NewWrapper(type, r, fn);
  }
  return null;
}

/** The only filled slot among those that share the method name (`__len__`: sq_length, mp_length), or 0. */
function resolveDuplicates(type: PyTypeObject, name: PyObject): usize {
  let found: usize = 0;
  for (let i = 0; i < ROWS; i++) {
    const r = rowAt(i);
    if (r.name_strobj != name) continue;
    const at = slotptr(type, <usize>r.offset);
    if (at == 0 || load<u32>(at) == 0) continue;
    if (found != 0) return 0;
    found = at;
  }
  return found;
}

/** Recomputes the slot of row `i` from the class's methods; returns the first row of the next slot. */
function updateOneSlot(type: PyTypeObject, i: i32): i32 {
  const offset = rowAt(i).offset;
  const at = slotptr(type, <usize>offset);
  if (at == 0) {
    while (i < ROWS && rowAt(i).offset == offset) i++;
    return i;
  }
  const isNew = offset == <i32>offsetof<PyTypeObject>("tp_new");
  const isHash = offset == <i32>offsetof<PyTypeObject>("tp_hash");
  let generic: u32 = 0;
  let specific: u32 = 0;
  let useGeneric = false;
  for (; i < ROWS && rowAt(i).offset == offset; i++) {
    const r = rowAt(i);
    const descr = find_name_in_mro(type, r.name_strobj);
    if (descr === null) {
      if (PyErr_Occurred() !== null) PyErr_Clear();
      if (offset == <i32>offsetof<PyTypeObject>("tp_iternext")) specific = _PyObject_NextNotImplemented.index;
      continue;
    }
    if (
      descr.ob_type == PyWrapperDescr_Type &&
      changetype<PyWrapperDescrObject>(descr).d_base.name_strobj == r.name_strobj
    ) {
      const d = changetype<PyWrapperDescrObject>(descr);
      const only = resolveDuplicates(type, r.name_strobj);
      if (only == 0 || only == at) generic = r.function;
      if (
        (specific == 0 || specific == d.d_wrapped) &&
        d.d_base.wrapper == r.wrapper &&
        PyType_IsSubtype(type, d.d_type)
      ) {
        specific = d.d_wrapped;
      } else {
        useGeneric = true;
      }
    } else if (isNew && descr.ob_type == PyCFunction_Type && PyCFunction_GET_FUNCTION(descr) == tp_new_wrapper.index) {
      specific = type.tp_new;
    } else if (isHash && descr == Py_None) {
      specific = PyObject_HashNotImplemented.index;
    } else {
      useGeneric = true;
      generic = r.function;
      if (r.function == slot_tp_call.index) type.tp_flags &= ~Py_TPFLAGS_HAVE_VECTORCALL;
    }
  }
  store<u32>(at, specific != 0 && !useGeneric ? specific : generic);
  return i;
}

/** Sets all slots of a new class from its methods and those it inherits. */
export function fixup_slot_dispatchers(type: PyTypeObject): void {
  let i = 0;
  while (i < ROWS) i = updateOneSlot(type, i);
}

/** Special method `name` of `type` changed: its slots here, and in each subclass that does not override it. */
export function update_slot(type: PyTypeObject, name: PyObject): void {
  let known = false;
  let i = 0;
  while (i < ROWS) {
    const first = i;
    const offset = rowAt(i).offset;
    let mine = false;
    while (i < ROWS && rowAt(i).offset == offset) {
      if (rowAt(i).name_strobj == name) mine = true;
      i++;
    }
    if (mine) {
      known = true;
      updateOneSlot(type, first);
    }
  }
  if (known) updateSubclasses(type, name);
}

function updateSubclasses(type: PyTypeObject, name: PyObject): void {
  const subclasses = changetype<PyObject | null>(type.tp_subclasses);
  if (subclasses === null) return;
  let pos = 0;
  while ((pos = PyDict_Next(subclasses, pos)) != 0) {
    const sub = weakrefReferent(dictNextValue());
    if (sub === null || !PyType_Check(sub)) continue;
    const subtype = changetype<PyTypeObject>(sub);
    if (PyDict_Contains(lookup_tp_dict(subtype), name) != 0) continue;
    update_slot(subtype, name);
  }
}

/** After `__bases__` changed: every slot of the type and of its subclasses. */
export function update_all_slots(type: PyTypeObject): void {
  let i = 0;
  while (i < ROWS) {
    update_slot(type, rowAt(i).name_strobj);
    i++;
  }
}
