/**
 * The module _blake2: blake2b and blake2s with their tree-hashing parameters.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyExc_OverflowError, PyExc_ValueError } from "../../object/exception_types";
import { arg, parseTupleArgs } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { Py_buffer, freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { ID } from "../../generated/ids";
import { PyDict_SetItem } from "../../types/dict";
import { PyLong_FromSsize_t } from "../../types/long";
import { PyModule_AddIntConstant, PyModule_AddObjectRef, PyModule_New } from "../../types/module";
import { lookup_tp_dict } from "../../types/typeobject";
import { feed, hashType, initHashType, newHash, streamOf, unsignedLongArg, unsignedValue } from "./objects";
import { BLAKE2B, BLAKE2S, blakeInit } from "./stream";

const params = memory.data(64, 8);
const numbers: usize = memory.data(24, 8); // digest_size fanout depth node_depth inner_size last_node
let leafSize: u64 = 0;
let nodeOffset: u64 = 0;

function badValue(format: string, value: i32): bool {
  PyErr_Format(PyExc_ValueError, format, value);
  return false;
}

/** An int parameter within bounds, stored at `slot`. */
function number(op: PyObject | null, slot: usize, deflt: i32): bool {
  let value = deflt;
  if (op !== null) {
    if (!intArg(op)) return false;
    value = argValue;
  }
  store<i32>(numbers + (slot << 2), value);
  return true;
}

function numberAt(slot: usize): i32 {
  return load<i32>(numbers + (slot << 2));
}

/** The numeric arguments 1 and 5 to 11, in the order in which CPython converts them. */
function readNumbers(
  size: PyObject | null,
  fanout: PyObject | null,
  depth: PyObject | null,
  leaf: PyObject | null,
  offset: PyObject | null,
  nodeDepth: PyObject | null,
  inner: PyObject | null,
  last: PyObject | null,
  out: i32,
): bool {
  if (!number(size, 0, out) || !number(fanout, 1, 1) || !number(depth, 2, 1)) return false;
  leafSize = 0;
  nodeOffset = 0;
  if (leaf !== null) {
    if (!unsignedLongArg(leaf, "Python int too large to convert to C unsigned long")) return false;
    leafSize = unsignedValue;
  }
  if (offset !== null) {
    if (!unsignedLongArg(offset, "int too big to convert")) return false;
    nodeOffset = unsignedValue;
  }
  if (!number(nodeDepth, 3, 0) || !number(inner, 4, 0)) return false;
  const isLast = last === null ? 0 : PyObject_IsTrue(last);
  store<i32>(numbers + 20, isLast);
  return isLast >= 0;
}

/** CPython's bounds in CPython's order. */
function checkBounds(kind: u32, salt: i32, person: i32): bool {
  const out = kind == BLAKE2B ? 64 : 32;
  if (numberAt(0) <= 0 || numberAt(0) > out) return badValue("digest_size must be between 1 and %d bytes", out);
  const room = out / 4;
  if (salt > room) return badValue("maximum salt length is %d bytes", room);
  if (person > room) return badValue("maximum person length is %d bytes", room);
  if (<u32>numberAt(1) > 255) return badValue("fanout must be between 0 and 255", 0);
  if (numberAt(2) <= 0 || numberAt(2) > 255) return badValue("depth must be between 1 and 255", 0);
  if (leafSize > 0xffffffff) {
    PyErr_SetString(PyExc_OverflowError, "leaf_size is too large");
    return false;
  }
  if (kind == BLAKE2S && nodeOffset > 0xffffffffffff) {
    PyErr_SetString(PyExc_OverflowError, "node_offset is too large");
    return false;
  }
  if (<u32>numberAt(3) > 255) return badValue("node_depth must be between 0 and 255", 0);
  return <u32>numberAt(4) <= <u32>out || badValue("inner_size must be between 0 and is %d", out);
}

/** The parameter block of RFC 7693 and the BLAKE2 paper. */
function fillParams(kind: u32, keyLength: i32, salt: Py_buffer | null, person: Py_buffer | null): void {
  const p = params;
  memory.fill(p, 0, 64);
  store<u8>(p, <u8>numberAt(0));
  store<u8>(p, <u8>keyLength, 1);
  store<u8>(p, <u8>numberAt(1), 2);
  store<u8>(p, <u8>numberAt(2), 3);
  store<u32>(p, <u32>leafSize, 4);
  store<u64>(p, nodeOffset, 8);
  const tail: usize = kind == BLAKE2B ? 16 : 14;
  store<u8>(p + tail, <u8>numberAt(3));
  store<u8>(p + tail, <u8>numberAt(4), 1);
  const at: usize = kind == BLAKE2B ? 32 : 16;
  if (salt !== null) memory.copy(p + at, salt.buf, <usize>salt.len);
  if (person !== null) memory.copy(p + at + at / 2, person.buf, <usize>person.len);
}

function lengthOf(view: Py_buffer | null): i32 {
  return view === null ? 0 : view.len;
}

function drop(view: Py_buffer | null): void {
  if (view !== null) freeBuffer(view);
}

function makeWith(
  type: PyTypeObject,
  kind: u32,
  key: Py_buffer | null,
  salt: Py_buffer | null,
  person: Py_buffer | null,
): PyObject | null {
  if (!checkBounds(kind, lengthOf(salt), lengthOf(person))) return null;
  const keyRoom = kind == BLAKE2B ? 64 : 32;
  const keyLength = lengthOf(key);
  if (keyLength > keyRoom) {
    badValue("maximum key length is %d bytes", keyRoom);
    return null;
  }
  const op = newHash(type);
  if (op === null) return null;
  fillParams(kind, keyLength, salt, person);
  blakeInit(streamOf(op), kind, params, key === null ? 0 : key.buf, keyLength, numberAt(5) != 0);
  return op;
}

const SPEC =
  "data=,/,*,digest_size=,key=,salt=,person=,fanout=,depth=,leaf_size=,node_offset=,node_depth=,inner_size=,last_node=,usedforsecurity=";

function blake2New(
  fname: string,
  kind: u32,
  type: PyTypeObject,
  args: PyObject,
  kwargs: PyObject | null,
): PyObject | null {
  if (!parseTupleArgs(fname, SPEC, args, kwargs)) return null;
  const data = arg(0);
  const keyArg = arg(2);
  const saltArg = arg(3);
  const personArg = arg(4);
  const flag = arg(12);
  if (!readNumbers(arg(1), arg(5), arg(6), arg(7), arg(8), arg(9), arg(10), arg(11), kind == BLAKE2B ? 64 : 32))
    return null;
  if (flag !== null && PyObject_IsTrue(flag) < 0) return null;
  const key: Py_buffer | null = keyArg === null ? null : simpleBuffer(keyArg);
  if (key === null && keyArg !== null) return null;
  const salt: Py_buffer | null = saltArg === null ? null : simpleBuffer(saltArg);
  let op: PyObject | null = null;
  if (salt !== null || saltArg === null) {
    const person: Py_buffer | null = personArg === null ? null : simpleBuffer(personArg);
    if (person !== null || personArg === null) op = makeWith(type, kind, key, salt, person);
    drop(person);
  }
  drop(salt);
  drop(key);
  if (op === null || data === null || feed(op, data)) return op;
  Py_DECREF(op);
  return null;
}

function blake2b_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return blake2New("blake2b", BLAKE2B, type, args, kwargs);
}

function blake2s_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return blake2New("blake2s", BLAKE2S, type, args, kwargs);
}

/** Before types are readied; boot.ts calls it. */
export function initBlake2Types(): void {
  initHashType(
    BLAKE2B,
    "_blake2.blake2b",
    "blake2b",
    blake2b_new.index,
    "blake2b(data=b'', /, *, digest_size=_blake2.blake2b.MAX_DIGEST_SIZE,\n        key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0,\n        node_offset=0, node_depth=0, inner_size=0, last_node=False,\n        usedforsecurity=True)\n--\n\nReturn a new BLAKE2b hash object.",
  );
  initHashType(
    BLAKE2S,
    "_blake2.blake2s",
    "blake2s",
    blake2s_new.index,
    "blake2s(data=b'', /, *, digest_size=_blake2.blake2s.MAX_DIGEST_SIZE,\n        key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0,\n        node_offset=0, node_depth=0, inner_size=0, last_node=False,\n        usedforsecurity=True)\n--\n\nReturn a new BLAKE2s hash object.",
  );
}

function typeConstant(kind: u32, name: PyObject, value: i32): bool {
  const number = PyLong_FromSsize_t(value);
  if (number === null) return false;
  const r = PyDict_SetItem(lookup_tp_dict(hashType(kind)), name, number);
  Py_DECREF(number);
  return r == 0;
}

function typeConstants(kind: u32, room: i32): bool {
  return (
    typeConstant(kind, ID.SALT_SIZE, room / 4) &&
    typeConstant(kind, ID.PERSON_SIZE, room / 4) &&
    typeConstant(kind, ID.MAX_KEY_SIZE, room) &&
    typeConstant(kind, ID.MAX_DIGEST_SIZE, room)
  );
}

export function PyInit__blake2(): PyObject | null {
  const m = PyModule_New("_blake2", "_blake2b provides BLAKE2b for hashlib");
  if (m === null) return null;
  if (
    typeConstants(BLAKE2B, 64) &&
    typeConstants(BLAKE2S, 32) &&
    PyModule_AddObjectRef(m, "blake2b", hashType(BLAKE2B)) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2B_SALT_SIZE", 16) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2B_PERSON_SIZE", 16) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2B_MAX_KEY_SIZE", 64) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2B_MAX_DIGEST_SIZE", 64) == 0 &&
    PyModule_AddObjectRef(m, "blake2s", hashType(BLAKE2S)) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2S_SALT_SIZE", 8) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2S_PERSON_SIZE", 8) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2S_MAX_KEY_SIZE", 32) == 0 &&
    PyModule_AddIntConstant(m, "BLAKE2S_MAX_DIGEST_SIZE", 32) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
