/**
 * Struct sequences: tuples whose items have names, with further named items that are not part of the tuple (sys.flags, time.struct_time).
 * Counterpart: Objects/structseq.c.
 *
 * Layout: a tuple whose ob_size is the number of visible items; the hidden ones lie behind them.
 * Invariant: every item slot holds an object (or null while the sequence is being filled).
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_DISALLOW_INSTANTIATION, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyTuple_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_NOARGS,
  METH_VARARGS_KEYWORDS,
  PyMemberDef,
  Py_READONLY,
  _Py_T_OBJECT,
  addMethod,
  initStaticType,
  staticAlloc,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { arg, argReq, parseTupleArgs } from "../protocol/args";
import { PySequence_Fast, PySequence_Fast_GET_ITEM, PySequence_Fast_GET_SIZE } from "../protocol/sequence";
import { PyObject_Repr } from "../protocol/compare";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_NewVar, _PyObject_GC_TRACK } from "../gc/collector";
import { PyTuple_GET_SIZE, PyTuple_New, PyTuple_Pack2, PyTuple_SET_ITEM, PyTupleObject } from "./tuple";
import {
  PyDict_Check,
  PyDict_GET_SIZE,
  PyDict_GetItemRef,
  PyDict_Copy,
  PyDict_Keys,
  PyDict_New,
  PyDict_Pop,
  PyDict_SetItem,
} from "./dict";
import { PyList_Append, PyList_New } from "./list";
import { PyLong_AsI32, PyLong_FromLong } from "./long";
import { PyUnicode_FromString } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyUnicode_Join } from "./unicode_ops";
import { internedName } from "./docstring";
import { PyType_Ready } from "./type_ready";
import { lookup_tp_dict } from "./typeobject";
import { ID } from "../generated/ids";

const ITEMS: usize = offsetof<PyTupleObject>();

function itemAt(op: PyObject, i: i32): usize {
  return changetype<usize>(op) + ITEMS + ((<usize>i) << 3);
}

/** A class constant of the type that is a small int. */
function countOf(type: PyTypeObject, name: PyObject): i32 {
  const value = PyDict_GetItemRef(lookup_tp_dict(type), name);
  if (value === null) return 0;
  const n = PyLong_AsI32(value);
  Py_DECREF(value);
  return n;
}

/** The native struct sequence type that `type` is or derives from. */
function nativeType(type: PyTypeObject): PyTypeObject {
  let t = type;
  while (t.tp_members == 0 || t.tp_new == 0 || t.tp_dealloc != structseq_dealloc.index) {
    if (t.tp_dealloc == structseq_dealloc.index) break;
    t = t.tp_base!;
  }
  return t;
}

function fieldCount(op: PyObject): i32 {
  return countOf(nativeType(op.ob_type), ID.n_fields);
}

function visibleCount(type: PyTypeObject): i32 {
  return countOf(nativeType(type), ID.n_sequence_fields);
}

// ---- making ----------------------------------------------------------------------------------------------------------

/** `fields` is "a,b,c": one read-only member for each; the member records are one array. */
function addFields(t: PyTypeObject, fields: string): i32 {
  const n = fields.length;
  let count = 0;
  let start = 0;
  let last: PyMemberDef | null = null;
  for (let i = 0; i <= n; i++) {
    if (i < n && fields.charCodeAt(i) != 0x2c) continue;
    if (i == start) {
      // an item without a name (os.stat_result's whole seconds)
      count++;
      start = i + 1;
      continue;
    }
    const def = changetype<PyMemberDef>(staticAlloc(offsetof<PyMemberDef>()));
    const name = staticAlloc(<usize>(i - start + 1));
    for (let j = start; j < i; j++) store<u8>(name + <usize>(j - start), <u8>fields.charCodeAt(j));
    def.name = name;
    def.type = _Py_T_OBJECT;
    def.offset = <i32>ITEMS + 8 * count;
    def.flags = Py_READONLY;
    if (last === null) t.tp_members = changetype<usize>(def);
    else last.next = def;
    last = def;
    count++;
    start = i + 1;
  }
  return count;
}

function setCount(dict: PyObject, name: PyObject, n: i32): bool {
  const value = PyLong_FromLong(n);
  if (value === null) return false;
  const rc = PyDict_SetItem(dict, name, value);
  Py_DECREF(value);
  return rc == 0;
}

/** n_fields, n_sequence_fields, n_unnamed_fields and __match_args__ of the class. */
function setConstants(t: PyTypeObject, total: i32, visible: i32): bool {
  const dict = lookup_tp_dict(t);
  if (!setCount(dict, ID.n_sequence_fields, visible)) return false;
  if (!setCount(dict, ID.n_fields, total)) return false;
  let named = 0;
  let member = changetype<PyMemberDef | null>(t.tp_members);
  while (member !== null) {
    named++;
    member = member.next;
  }
  if (!setCount(dict, ID.n_unnamed_fields, total - named)) return false;
  const names = PyTuple_New(visible);
  if (names === null) return false;
  let def = changetype<PyMemberDef | null>(t.tp_members);
  for (let i = 0; i < visible && def !== null; i++) {
    PyTuple_SET_ITEM(names, i, internedName(def.name));
    def = def.next;
  }
  const rc = PyDict_SetItem(dict, ID.__match_args__, names);
  Py_DECREF(names);
  return rc == 0;
}

/**
 * A new struct sequence type with fields "a,b,c", of which the first `nVisible` (all: -1) are tuple items. It lives as long as the machine.
 * `callable` false: instances cannot be made from Python.
 */
export function PyStructSequence_NewType(
  name: string,
  fields: string,
  doc: string,
  nVisible: i32 = -1,
  callable: bool = true,
): PyTypeObject | null {
  const t = changetype<PyTypeObject>(staticAlloc(offsetof<PyTypeObject>()));
  initStaticType(
    t,
    PyType_Type,
    PyTuple_Type,
    name,
    <i32>ITEMS,
    8,
    Py_TPFLAGS_HAVE_GC | (callable ? 0 : Py_TPFLAGS_DISALLOW_INSTANTIATION),
    doc,
  );
  t.tp_dealloc = structseq_dealloc.index;
  t.tp_repr = structseq_repr.index;
  t.tp_traverse = structseq_traverse.index;
  t.tp_new = structseq_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__reduce__", structseq_reduce.index, METH_NOARGS, null);
  addMethod(
    t,
    "__replace__",
    structseq_replace.index,
    METH_VARARGS_KEYWORDS,
    "__replace__($self, /, **changes)\n--\n\nA copy of the structure in which these fields are different.",
  );
  const total = addFields(t, fields);
  const visible = nVisible < 0 ? total : nVisible;
  t.tp_basicsize = <i32>ITEMS + 8 * (total - visible);
  if (PyType_Ready(t) < 0 || !setConstants(t, total, visible)) return null;
  return t;
}

/** `new`, all items null; fill with PyStructSequence_SetItem. */
export function PyStructSequence_New(type: PyTypeObject): PyObject | null {
  const total = countOf(nativeType(type), ID.n_fields);
  const made = _PyObject_GC_NewVar(type, total);
  if (made === null) return null;
  changetype<PyTupleObject>(made).ob_size = visibleCount(type);
  memory.fill(itemAt(made, 0), 0, (<usize>total) << 3);
  return made;
}

/** Steals `value`. */
export function PyStructSequence_SetItem(op: PyObject, i: i32, value: PyObject | null): void {
  store<u32>(itemAt(op, i), <u32>changetype<usize>(value));
}

/** Borrowed. */
export function PyStructSequence_GetItem(op: PyObject, i: i32): PyObject | null {
  return load<PyObject | null>(itemAt(op, i));
}

function structseq_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const n = fieldCount(self);
  for (let i = 0; i < n; i++) Py_XDECREF(load<PyObject | null>(itemAt(self, i)));
  PyObject_GC_Del(changetype<usize>(self));
}

function structseq_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const n = fieldCount(self);
  for (let i = 0; i < n; i++) {
    const stop = visitField(itemAt(self, i), visit, arg);
    if (stop) return stop;
  }
  return 0;
}

/** The member of item `i`; for an item without a name, the first member. */
function memberAt(type: PyTypeObject, i: i32): PyMemberDef {
  const first = changetype<PyMemberDef>(nativeType(type).tp_members);
  let def: PyMemberDef | null = first;
  while (def !== null && def.offset != <i32>ITEMS + 8 * i) def = def.next;
  return def === null ? first : def;
}

/** type(sequence[, dict of hidden fields]) */
function structseq_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("structseq", "sequence,dict=", args, kwargs)) return null;
  const source = argReq(0);
  const extra = arg(1);
  const items = PySequence_Fast(source, "constructor requires a sequence");
  if (items === null) return null;
  if (extra !== null && !PyDict_Check(extra)) {
    Py_DECREF(items);
    return PyErr_Format(PyExc_TypeError, "%s() takes a dict as second arg, if any", type.tp_name);
  }
  const n = PySequence_Fast_GET_SIZE(items);
  const min = visibleCount(type);
  const max = countOf(nativeType(type), ID.n_fields);
  if (n < min || n > max) {
    Py_DECREF(items);
    return PyErr_Format(
      PyExc_TypeError,
      min == max
        ? "%s() takes a %d-sequence (%d-sequence given)"
        : n < min
          ? "%s() takes an at least %d-sequence (%d-sequence given)"
          : "%s() takes an at most %d-sequence (%d-sequence given)",
      type.tp_name,
      n < min ? min : max,
      n,
    );
  }
  const made = PyStructSequence_New(type);
  if (made === null) {
    Py_DECREF(items);
    return null;
  }
  for (let i = 0; i < n; i++) PyStructSequence_SetItem(made, i, Py_NewRef(PySequence_Fast_GET_ITEM(items, i)));
  Py_DECREF(items);
  let used = 0;
  for (let i = n; i < max; i++) {
    const value: PyObject | null = extra === null ? null : fieldFrom(extra, memberAt(type, i));
    if (value !== null) used++;
    PyStructSequence_SetItem(made, i, value === null ? Py_NewRef(Py_None) : value);
  }
  _PyObject_GC_TRACK(made);
  if (PyErr_Occurred() === null && extra !== null && PyDict_GET_SIZE(extra) > used) {
    PyErr_Format(PyExc_TypeError, "%s() got duplicate or unexpected field name(s)", type.tp_name);
  }
  if (PyErr_Occurred() !== null) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

/** dict[member's name]: `new` or null. */
function fieldFrom(dict: PyObject, def: PyMemberDef): PyObject | null {
  const name = PyUnicode_FromString(def.name);
  if (name === null) return null;
  const value = PyDict_GetItemRef(dict, name);
  Py_DECREF(name);
  return value;
}

function structseq_repr(self: PyObject): PyObject | null {
  const type = nativeType(self.ob_type);
  const parts = PyList_New(0);
  if (parts === null) return null;
  const n = PyTuple_GET_SIZE(self);
  let ok = true;
  let def = changetype<PyMemberDef | null>(type.tp_members);
  for (let i = 0; i < n && ok; i++) {
    const value = PyObject_Repr(load<PyObject | null>(itemAt(self, i)));
    const part: PyObject | null =
      value === null ? null : PyUnicode_FromFormat("%s=%U", def!.name, changetype<usize>(value));
    ok = part !== null && PyList_Append(parts, part) == 0;
    Py_XDECREF(value);
    Py_XDECREF(part);
    def = def!.next;
  }
  const comma = PyUnicode_FromLiteral(", ");
  const joined: PyObject | null = ok && comma !== null ? PyUnicode_Join(comma, parts) : null;
  Py_XDECREF(comma);
  Py_DECREF(parts);
  if (joined === null) return null;
  const result = PyUnicode_FromFormat("%s(%U)", type.tp_name, changetype<usize>(joined));
  Py_DECREF(joined);
  return result;
}

/** (visible items as a tuple): `new`. */
function visibleTuple(self: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(self);
  const tuple = PyTuple_New(n);
  if (tuple === null) return null;
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(tuple, i, Py_NewRef(load<PyObject>(itemAt(self, i))));
  return tuple;
}

/** (type, (tuple, {hidden name: value})) */
function structseq_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const tuple = visibleTuple(self);
  const hidden = PyDict_New();
  let ok = tuple !== null && hidden !== null;
  const total = fieldCount(self);
  for (let i = PyTuple_GET_SIZE(self); i < total && ok; i++) {
    const name = PyUnicode_FromString(memberAt(self.ob_type, i).name);
    const value = load<PyObject | null>(itemAt(self, i));
    ok = name !== null && PyDict_SetItem(hidden!, name, value === null ? Py_None : value) == 0;
    Py_XDECREF(name);
  }
  const args: PyObject | null = ok ? PyTuple_Pack2(tuple!, hidden!) : null;
  Py_XDECREF(tuple);
  Py_XDECREF(hidden);
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

function structseq_replace(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) > 0) {
    return PyErr_SetString(PyExc_TypeError, "__replace__() takes no positional arguments");
  }
  const made = PyStructSequence_New(self.ob_type);
  if (made === null) return null;
  const changes: PyObject | null = kwargs === null ? PyDict_New() : PyDict_Copy(kwargs);
  const total = fieldCount(self);
  for (let i = 0; i < total; i++) {
    let value: PyObject | null = null;
    if (changes !== null) {
      const name = PyUnicode_FromString(memberAt(self.ob_type, i).name);
      if (name !== null) {
        value = PyDict_Pop(changes, name);
        Py_DECREF(name);
      }
    }
    const old = load<PyObject | null>(itemAt(self, i));
    PyStructSequence_SetItem(made, i, value !== null ? value : Py_NewRef(old === null ? Py_None : old));
  }
  _PyObject_GC_TRACK(made);
  if (changes !== null && PyDict_GET_SIZE(changes) > 0) {
    const names = PyDict_Keys(changes);
    if (names !== null) {
      PyErr_Format(PyExc_TypeError, "Got unexpected field name(s): %R", changetype<usize>(names));
      Py_DECREF(names);
    }
    Py_DECREF(changes);
    Py_DECREF(made);
    return null;
  }
  Py_XDECREF(changes);
  return made;
}
