/**
 * The references that an object holds, for the heap walk: exactly those that its tp_traverse visits, in its order, each then given the name by which a
 * person knows it; and those that a traversal leaves out since they cannot lie in a cycle (names, keys that are strs, what a code object holds).
 *
 * Names are found, not known: items and entries of containers are met in the order of their storage; a field is one whose word is the object.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_DICT_SUBCLASS,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_LIST_SUBCLASS,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_TUPLE_SUBCLASS,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { PyMemberDef, Py_T_OBJECT_EX, _Py_T_OBJECT } from "../object/typedef";
import {
  PyAsyncGen_Type,
  PyBytes_Type,
  PyCode_Type,
  PyCoro_Type,
  PyFrame_Type,
  PyFrozenSet_Type,
  PyGen_Type,
  PySet_Type,
  PyTuple_Type,
  PyUnicode_Type,
  _PyWeakref_RefType,
} from "../object/statics";
import { callTraverse } from "../object/slots";
import { PyCodeObject } from "../types/code";
import { PyDictObject } from "../types/dict";
import { DICT_KEYS_GENERAL, PyDictKeysObject, PyDictValues, entryKey, entryValue, valuesGet } from "../types/dict_keys";
import { CACHED_KEYS, _PyObject_InlineValues } from "../types/dict_instance";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import { PyRange_Type } from "../object/statics";
import { PyObject_TypeCheck } from "../types/typeobject";
import { HT_MEMBER_SIZE, HT_NAME, HT_QUALNAME, HT_SLOTS } from "../types/typeobject";
import { slotMembers } from "../types/type_ready";
import { F_LOCALSPLUS, frameCode } from "../vm/frame";
import { GEN_FRAME } from "../vm/genobject";
import {
  EDGE_ATTRIBUTE,
  EDGE_BORROWED,
  EDGE_ELEMENT,
  EDGE_INDEX,
  EDGE_KEY,
  EDGE_LOCAL,
  EDGE_MEMBER,
  EDGE_OFFSET,
  EDGE_STACK,
  EDGE_TYPE,
  EDGE_UNTRAVERSED,
  EDGE_VALUE,
  addEdge,
  blockAt,
  edgeAt,
  edgeCount,
  knownObject,
  objectAt,
  objectOf,
} from "./heap_tables";
import { objectInBlock } from "./heap_blocks";

/** visitproc: one edge without a name. */
export function visitEdge(op: PyObject, arg: usize): i32 {
  addEdge(objectOf(changetype<usize>(op)), UNNAMED, 0);
  return 0;
}

const UNNAMED: u32 = 0xff;

/** Adds the edge of a field that tp_traverse does not visit. */
function untraversed(op: PyObject, offset: usize): void {
  const to = <usize>load<u32>(changetype<usize>(op) + offset);
  if (to != 0) addEdge(objectOf(to), EDGE_OFFSET | EDGE_UNTRAVERSED, offset);
}

/** All edges of `op`. */
export function addEdgesOf(op: PyObject): void {
  const type = op.ob_type;
  const first = edgeCount;
  if (type.tp_flags & Py_TPFLAGS_HAVE_GC && type.tp_traverse != 0) {
    callTraverse(type.tp_traverse, op, visitEdge.index, 0);
    nameEdges(op, first);
  }
  if (type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) typeEdges(op);
  else if (type == PyCode_Type) codeEdges(op);
  else if (type == PyRange_Type) for (let at: usize = 16; at < 48; at += 8) untraversed(op, at);
  else if (type.tp_flags & Py_TPFLAGS_DICT_SUBCLASS) keyEdges(op);
  else if (!isFrameLike(type)) plainFields(op, first);
  if (PyObject_TypeCheck(op, _PyWeakref_RefType)) {
    const to = <usize>load<u32>(changetype<usize>(op), 16);
    if (to != 0) addEdge(objectOf(to), EDGE_OFFSET | EDGE_BORROWED, 16);
  }
}

function isFrameLike(type: PyTypeObject): bool {
  return type == PyGen_Type || type == PyCoro_Type || type == PyAsyncGen_Type || type == PyFrame_Type;
}

// ---- what traversals leave out ----

function typeEdges(op: PyObject): void {
  const isHeap = (changetype<PyTypeObject>(op).tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
  untraversed(op, offsetof<PyTypeObject>("tp_subclasses"));
  if (isHeap) {
    untraversed(op, HT_NAME);
    untraversed(op, HT_SLOTS);
    untraversed(op, HT_QUALNAME);
    return;
  }
  untraversed(op, offsetof<PyTypeObject>("tp_dict"));
  untraversed(op, offsetof<PyTypeObject>("tp_bases"));
  untraversed(op, offsetof<PyTypeObject>("tp_mro"));
  untraversed(op, offsetof<PyTypeObject>("tp_base"));
  untraversed(op, offsetof<PyTypeObject>("tp_cache"));
}

function codeEdges(op: PyObject): void {
  untraversed(op, offsetof<PyCodeObject>("co_consts"));
  untraversed(op, offsetof<PyCodeObject>("co_names"));
  untraversed(op, offsetof<PyCodeObject>("co_exceptiontable"));
  for (let at = offsetof<PyCodeObject>("co_localsplusnames"); at <= offsetof<PyCodeObject>("co_linetable"); at += 8) {
    untraversed(op, at);
  }
  const cached = changetype<PyCodeObject>(op)._co_cached;
  if (cached == 0) return;
  for (let i: usize = 0; i < 4; i++) {
    const to = <usize>load<u32>(cached + (i << 3));
    if (to != 0) addEdge(objectOf(to), EDGE_OFFSET | EDGE_UNTRAVERSED, offsetof<PyCodeObject>("_co_cached"));
  }
}

/** The keys of a table of strs. */
function keyEdges(op: PyObject): void {
  const dict = changetype<PyDictObject>(op);
  const keys = dict.ma_keys;
  // a split table's keys belong to its class
  if (keys.dk_kind != DICT_KEYS_GENERAL + 1) return;
  for (let i = 0; i < keys.dk_nentries; i++) {
    const key = entryKey(keys, i);
    if (key !== null && entryValue(keys, i) !== null)
      addEdge(objectOf(changetype<usize>(key)), EDGE_KEY | EDGE_UNTRAVERSED, 0);
  }
}

/** strs, bytes and tuples in the struct of a built-in type that its traversal has not visited: names and texts. */
function plainFields(op: PyObject, first: u32): void {
  const type = baseOf(op.ob_type);
  // the small table of a set is visited
  if (type == PyUnicode_Type || type == PySet_Type || type == PyFrozenSet_Type || type.tp_flags & MOSTLY_DATA) return;
  const last = edgeCount;
  const end = <usize>type.tp_basicsize;
  for (let at: usize = 16; at + 8 <= end; at += 8) {
    const word = <usize>load<u32>(changetype<usize>(op) + at);
    if (word < 65536 || word & 15 || load<u32>(changetype<usize>(op) + at, 4) != 0 || !isPlainText(word)) continue;
    let seen = false;
    for (let i = first; i < last && !seen; i++) {
      seen = load<u32>(edgeAt(i), 8) == <u32>at && (load<u32>(edgeAt(i), 4) & 0xff) == EDGE_OFFSET;
      if (!seen && (load<u32>(edgeAt(i), 4) & 0xff) == EDGE_MEMBER) seen = objectAddress(load<u32>(edgeAt(i))) == word;
    }
    if (!seen) addEdge(objectOf(word), EDGE_OFFSET | EDGE_UNTRAVERSED, at);
  }
}

/** Types in whose structs a word may be anything. */
const MOSTLY_DATA: u32 = (0x3 << 24) | (1 << 27) | (1 << 28); // ints, lists, bytes, strs

function objectAddress(number: u32): usize {
  return <usize>load<u32>(objectAt(number));
}

/** The nearest type of C in the bases. */
function baseOf(type: PyTypeObject): PyTypeObject {
  let t = type;
  while (t.tp_flags & Py_TPFLAGS_HEAPTYPE && t.tp_base !== null) t = t.tp_base!;
  return t;
}

/** Is there surely a str, bytes or tuple at `at`? */
function isPlainText(at: usize): bool {
  const block = blockAt(at);
  if (block >= 0) {
    if (objectInBlock(block) != at) return false;
  } else if (knownObject(at) == 0) return false;
  const type = changetype<PyObject>(at).ob_type;
  return type == PyUnicode_Type || type == PyBytes_Type || type == PyTuple_Type;
}

// ---- names ----

/** Where the namer stands in the object's own items. */
let cursor: i32 = 0;
let keyNext: PyObject | null = null;

function name(edge: u32, kind: u32, value: usize): void {
  store<u32>(edgeAt(edge), kind, 4);
  store<u32>(edgeAt(edge), <u32>value, 8);
}

function nameEdges(op: PyObject, first: u32): void {
  cursor = 0;
  keyNext = null;
  valueCursor = 0;
  const last = edgeCount;
  for (let i = first; i < last; i++) {
    const to = objectAddress(load<u32>(edgeAt(i)));
    if (nameItem(op, to, i) || nameSlot(op, to, i) || nameInline(op, to, i)) continue;
    if (nameField(op, to, i, first) || nameLocal(op, to, i)) continue;
    if (to == changetype<usize>(op.ob_type)) name(i, EDGE_TYPE, 0);
    else name(i, EDGE_ELEMENT, 0);
  }
}

/** Items of lists, tuples, sets, entries of dicts, if `to` is the next of them. */
function nameItem(op: PyObject, to: usize, edge: u32): bool {
  const flags = op.ob_type.tp_flags;
  const at = changetype<usize>(op);
  if (flags & Py_TPFLAGS_DICT_SUBCLASS) return nameEntry(changetype<PyDictObject>(op), to, edge);
  if (flags & (Py_TPFLAGS_LIST_SUBCLASS | Py_TPFLAGS_TUPLE_SUBCLASS)) {
    const items = flags & Py_TPFLAGS_LIST_SUBCLASS ? <usize>load<u32>(at, 24) : at + 24;
    const n = load<i32>(at, 16);
    let i = cursor;
    while (i < n && load<u32>(items + ((<usize>i) << 3)) == 0) i++;
    if (i >= n || <usize>load<u32>(items + ((<usize>i) << 3)) != to) return false;
    name(edge, EDGE_INDEX, <usize>i);
    cursor = i + 1;
    return true;
  }
  if (PyObject_TypeCheck(op, PySet_Type) || PyObject_TypeCheck(op, PyFrozenSet_Type)) {
    if (<usize>load<u32>(at + <usize>op.ob_type.tp_dictoffset) == to && op.ob_type.tp_dictoffset > 0) return false;
    if (to == changetype<usize>(op.ob_type)) return false;
    name(edge, EDGE_ELEMENT, 0);
    return true;
  }
  return false;
}

function nameEntry(dict: PyDictObject, to: usize, edge: u32): bool {
  const keys = dict.ma_keys;
  if (keyNext !== null) {
    const isKey = changetype<usize>(keyNext) == to;
    keyNext = null;
    if (isKey) {
      name(edge, EDGE_KEY, 0);
      return true;
    }
  }
  const values = dict.ma_values;
  let i = cursor;
  const n = keys.dk_nentries;
  while (i < n && valueAt(keys, values, i) == 0) i++;
  if (i >= n || valueAt(keys, values, i) != to) return false;
  cursor = i + 1;
  const key = entryKey(keys, i);
  name(edge, EDGE_VALUE, changetype<usize>(key));
  if (keys.dk_kind == DICT_KEYS_GENERAL) keyNext = key;
  return true;
}

function valueAt(keys: PyDictKeysObject, values: PyDictValues | null, i: i32): usize {
  return changetype<usize>(values !== null ? valuesGet(values, i) : entryValue(keys, i));
}

/** A __slots__ member of a class defined in Python. */
function nameSlot(op: PyObject, to: usize, edge: u32): bool {
  let type: PyTypeObject | null = op.ob_type;
  while (type !== null && type.tp_flags & Py_TPFLAGS_HEAPTYPE) {
    for (let i = 0; i < type.ob_size; i++) {
      const def = changetype<PyMemberDef>(slotMembers(type) + <usize>(i * HT_MEMBER_SIZE));
      if (def.type != Py_T_OBJECT_EX || <usize>load<u32>(changetype<usize>(op) + <usize>def.offset) != to) continue;
      name(edge, EDGE_MEMBER, def.name);
      return true;
    }
    type = type.tp_base;
  }
  return false;
}

let valueCursor: i32 = 0;

/** An attribute in the object's inline values. */
function nameInline(op: PyObject, to: usize, edge: u32): bool {
  const type = op.ob_type;
  if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT && load<u32>(changetype<usize>(op) - 24) == <u32>to) {
    name(edge, EDGE_OFFSET, -24);
    return true;
  }
  if (!(type.tp_flags & Py_TPFLAGS_INLINE_VALUES)) return false;
  const values = _PyObject_InlineValues(op);
  const keys = CACHED_KEYS(type);
  if (!values.valid || keys === null) return false;
  let i = valueCursor;
  const n = min<i32>(<i32>values.capacity, keys.dk_nentries);
  while (i < n && changetype<usize>(valuesGet(values, i)) == 0) i++;
  if (i >= n || changetype<usize>(valuesGet(values, i)) != to) return false;
  valueCursor = i + 1;
  name(edge, EDGE_ATTRIBUTE, changetype<usize>(entryKey(keys, i)));
  return true;
}

/** A field of the struct: by its member's name if there is one, else by its offset. */
function nameField(op: PyObject, to: usize, edge: u32, first: u32): bool {
  const type = baseOf(op.ob_type);
  const isClass = (op.ob_type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0;
  const end = isFrameLike(type) ? GEN_FRAME + 56 : isClass ? <usize>928 : <usize>type.tp_basicsize;
  for (let offset: usize = 16; offset + 8 <= end; offset += 8) {
    if (<usize>load<u32>(changetype<usize>(op) + offset) != to || taken(first, edge, offset)) continue;
    const def = memberAt(type, <i32>offset);
    if (def !== null && !isClass) name(edge, EDGE_MEMBER, def.name);
    else name(edge, EDGE_OFFSET, offset);
    return true;
  }
  if (op.ob_type != type && op.ob_type.tp_dictoffset > 0) {
    const offset = <usize>op.ob_type.tp_dictoffset;
    if (<usize>load<u32>(changetype<usize>(op) + offset) == to) {
      name(edge, EDGE_OFFSET, -24);
      return true;
    }
  }
  return false;
}

/** Has an edge before this one been named by this field? */
function taken(first: u32, edge: u32, offset: usize): bool {
  const from = edge > first + 24 ? edge - 24 : first;
  for (let i = from; i < edge; i++) {
    if (load<u32>(edgeAt(i), 4) == EDGE_OFFSET && load<u32>(edgeAt(i), 8) == <u32>offset) return true;
  }
  return false;
}

function memberAt(type: PyTypeObject, offset: i32): PyMemberDef | null {
  let t: PyTypeObject | null = type;
  while (t !== null) {
    let def = changetype<PyMemberDef | null>(t.tp_members);
    while (def !== null) {
      if (def.offset == offset && (def.type == Py_T_OBJECT_EX || def.type == _Py_T_OBJECT)) return def;
      def = def.next;
    }
    t = t.tp_base;
  }
  return null;
}

/** A local variable of the frame that a generator or a frame object owns. */
function nameLocal(op: PyObject, to: usize, edge: u32): bool {
  const type = op.ob_type;
  if (!isFrameLike(type)) return false;
  const frame = type == PyFrame_Type ? <usize>load<u32>(changetype<usize>(op), 24) : changetype<usize>(op) + GEN_FRAME;
  return nameInFrame(frame, to, edge);
}

function nameInFrame(frame: usize, to: usize, edge: u32): bool {
  const code = frameCode(frame);
  const n = code.co_nlocalsplus + code.co_stacksize;
  let i = cursor;
  while (i < n && <usize>load<u32>(frame + F_LOCALSPLUS + ((<usize>i) << 3)) != to) i++;
  if (i >= n) return false;
  cursor = i + 1;
  nameVariable(edge, code, i);
  return true;
}

function nameVariable(edge: u32, code: PyCodeObject, i: i32): void {
  if (i < code.co_nlocalsplus && i < PyTuple_GET_SIZE(code.co_localsplusnames)) {
    name(edge, EDGE_LOCAL, changetype<usize>(PyTuple_GET_ITEM(code.co_localsplusnames, i)));
  } else name(edge, EDGE_STACK, <usize>(i - code.co_nlocalsplus));
}

/** The edges of a frame on the data stack: `slots` of locals and stack are in use. */
export function addFrameEdges(frame: usize, slots: i32): void {
  for (let offset: usize = 0; offset <= 48; offset += 8) {
    if (offset == 8 || offset == 24 || offset == 32) continue;
    const to = <usize>load<u32>(frame + offset);
    if (to != 0) addEdge(objectOf(to), EDGE_OFFSET, offset);
  }
  for (let i = 0; i < slots; i++) {
    const to = <usize>load<u32>(frame + F_LOCALSPLUS + ((<usize>i) << 3));
    if (to == 0) continue;
    addEdge(objectOf(to), EDGE_STACK, 0);
    nameVariable(edgeCount - 1, frameCode(frame), i);
  }
}
