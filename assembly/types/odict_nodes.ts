/**
 * The order of an OrderedDict: a doubly linked list of its keys, beside the dict they are in (first half of Objects/odictobject.c).
 *
 *   OrderedDict   0..47 dict  48 od_first  56 od_last  64 od_fast_nodes  72 od_fast_nodes_size  80 od_resize_sentinel  88 od_state
 *                 96 od_inst_dict  104 od_weakreflist                                                                    112 bytes
 *   node          0 key (owned)  8 hash  16 next  24 prev                                                                 32 bytes
 *
 * od_fast_nodes mirrors the entries of the dict's key table: the node of a key has the index of its entry. It is made anew when the dict has
 * another table (od_resize_sentinel, od_fast_nodes_size).
 *
 * Invariant: a node is in the list exactly once and in od_fast_nodes at most once; od_state counts every change of the list. Comparing keys
 * runs Python code, after which every address of a node is to be looked up again.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyExc_RuntimeError } from "../object/exception_types";
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_Hash } from "../protocol/hash";
import { Py_EQ } from "../object/layout";
import { PyDictObject, _PyErr_SetKeyError, _Py_dict_lookup } from "./dict";
import { DKIX_EMPTY, DK_SIZE } from "./dict_keys";

@unmanaged
export class ODictNode {
  key: PyObject;
  key_hi: u32;
  hash: i64;
  next: ODictNode | null;
  next_hi: u32;
  prev: ODictNode | null;
  prev_hi: u32;
}

export const ODICT_NODE_SIZE: i32 = 32;

@unmanaged
export class PyODictObject extends PyDictObject {
  od_first: ODictNode | null;
  od_first_hi: u32;
  od_last: ODictNode | null;
  od_last_hi: u32;
  od_fast_nodes: usize;
  od_fast_nodes_hi: u32;
  od_fast_nodes_size: i32;
  od_fast_nodes_size_hi: u32;
  od_resize_sentinel: usize;
  od_resize_sentinel_hi: u32;
  od_state: u64;
  od_inst_dict: PyObject | null;
  od_inst_dict_hi: u32;
  od_weakreflist: usize;
  od_weakreflist_hi: u32;
}

export function mutated(): i32 {
  PyErr_SetString(PyExc_RuntimeError, "OrderedDict mutated during iteration");
  return -1;
}

/** Index of the key's entry, or of the next new one; -1 with an exception. */
function rawIndex(od: PyODictObject, key: PyObject, hash: i64): i32 {
  const ix = _Py_dict_lookup(od, key, hash);
  if (ix == DKIX_EMPTY) return od.ma_keys.dk_nentries;
  return ix < 0 ? -1 : ix;
}

/** Makes od_fast_nodes anew for the dict's present table: 0, or -1 with an exception. */
function resize(od: PyODictObject): i32 {
  const keys = changetype<usize>(od.ma_keys);
  const size = DK_SIZE(od.ma_keys);
  const state = od.od_state;
  const fast = PyMem_Calloc(<usize>size, 8);
  if (fast == 0) {
    PyErr_NoMemory();
    return -1;
  }
  let node = od.od_first;
  while (node !== null) {
    const key = Py_NewRef(node.key);
    const i = rawIndex(od, key, node.hash);
    Py_DECREF(key);
    if (i < 0 || od.od_state != state || changetype<usize>(od.ma_keys) != keys || i >= size) {
      PyMem_Free(fast);
      return PyErr_Occurred() === null ? mutated() : -1;
    }
    store<u32>(fast + ((<usize>i) << 3), <u32>changetype<usize>(node));
    node = node.next;
  }
  if (od.od_fast_nodes != 0) PyMem_Free(od.od_fast_nodes);
  od.od_fast_nodes = fast;
  od.od_fast_nodes_size = size;
  od.od_resize_sentinel = keys;
  return 0;
}

/** Address of the key's place in od_fast_nodes; 0 if it has none, or with an exception. */
function placeOf(od: PyODictObject, key: PyObject, hash: i64): usize {
  if (od.od_resize_sentinel != changetype<usize>(od.ma_keys) || od.od_fast_nodes_size != DK_SIZE(od.ma_keys)) {
    if (resize(od) < 0) return 0;
  }
  const i = rawIndex(od, key, hash);
  if (i < 0 || i >= od.od_fast_nodes_size) return 0;
  return od.od_fast_nodes + ((<usize>i) << 3);
}

/** The node of a key; null if there is none, or with an exception. */
export function findNodeHash(od: PyODictObject, key: PyObject, hash: i64): ODictNode | null {
  if (od.od_first === null) return null;
  const place = placeOf(od, key, hash);
  return place == 0 ? null : load<ODictNode | null>(place);
}

export function findNode(od: PyODictObject, key: PyObject): ODictNode | null {
  if (od.od_first === null) return null;
  const hash = PyObject_Hash(key);
  return hash == -1 ? null : findNodeHash(od, key, hash);
}

export function addHead(od: PyODictObject, node: ODictNode): void {
  const first = od.od_first;
  node.prev = null;
  node.next = first;
  if (first === null) od.od_last = node;
  else first.prev = node;
  od.od_first = node;
  od.od_state++;
}

export function addTail(od: PyODictObject, node: ODictNode): void {
  const last = od.od_last;
  node.prev = last;
  node.next = null;
  if (last === null) od.od_first = node;
  else last.next = node;
  od.od_last = node;
  od.od_state++;
}

/** A node at the end for a key that the dict has by now, unless it has one: 0, or -1 with an exception. */
export function addNewNode(od: PyODictObject, key: PyObject, hash: i64): i32 {
  const place = placeOf(od, key, hash);
  if (place == 0) {
    if (PyErr_Occurred() === null) _PyErr_SetKeyError(key);
    return -1;
  }
  if (load<u32>(place) != 0) return 0;
  const at = PyMem_Malloc(<usize>ODICT_NODE_SIZE);
  if (at == 0) {
    PyErr_NoMemory();
    return -1;
  }
  memory.fill(at, 0, <usize>ODICT_NODE_SIZE);
  const node = changetype<ODictNode>(at);
  Py_INCREF(key);
  node.key = key;
  node.hash = hash;
  addTail(od, node);
  store<u32>(place, <u32>at);
  return 0;
}

/** Takes a node out of the list. */
export function removeNode(od: PyODictObject, node: ODictNode): void {
  const prev = node.prev;
  const next = node.next;
  if (od.od_first == node) od.od_first = next;
  else if (prev !== null) prev.next = next;
  if (od.od_last == node) od.od_last = prev;
  else if (next !== null) next.prev = prev;
  node.prev = null;
  node.next = null;
  od.od_state++;
}

function freeNode(node: ODictNode): void {
  const key = node.key;
  PyMem_Free(changetype<usize>(node));
  Py_DECREF(key);
}

/** Removes the key's node, if it has one, before the dict loses the key: 0, or -1 with an exception. */
export function clearNode(od: PyODictObject, key: PyObject, hash: i64): i32 {
  if (od.od_first === null) return 0;
  const place = placeOf(od, key, hash);
  if (place == 0) return PyErr_Occurred() === null ? 0 : -1;
  const node = load<ODictNode | null>(place);
  if (node === null) return 0;
  store<u32>(place, 0);
  removeNode(od, node);
  freeNode(node);
  return 0;
}

/** Removes all nodes. */
export function clearNodes(od: PyODictObject): void {
  const fast = od.od_fast_nodes;
  let node = od.od_first;
  od.od_fast_nodes = 0;
  od.od_fast_nodes_size = 0;
  od.od_resize_sentinel = 0;
  od.od_first = null;
  od.od_last = null;
  od.od_state++;
  if (fast != 0) PyMem_Free(fast);
  while (node !== null) {
    const next = node.next;
    freeNode(node);
    node = next;
  }
}

/** Are the keys the same in the same order? 1, 0, or -1 with an exception. */
export function keysEqual(a: PyODictObject, b: PyODictObject): i32 {
  const stateA = a.od_state;
  const stateB = b.od_state;
  let x = a.od_first;
  let y = b.od_first;
  while (x !== null && y !== null) {
    const keyA = Py_NewRef(x.key);
    const keyB = Py_NewRef(y.key);
    const r = PyObject_RichCompareBool(keyA, keyB, Py_EQ);
    Py_DECREF(keyA);
    Py_DECREF(keyB);
    if (r < 0) return -1;
    if (a.od_state != stateA || b.od_state != stateB) return mutated();
    if (r == 0) return 0;
    x = x.next;
    y = y.next;
  }
  return x === null && y === null ? 1 : 0;
}
