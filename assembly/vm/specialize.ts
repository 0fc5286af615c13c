/**
 * The specialiser (Python/specialize.c): looks at the operands of a warm instruction and rewrites it in place to a form with a guard and
 * a fast path. Attributes are in specialize_attr.ts, calls in specialize_call.ts.
 *
 * Invariant: a specialised instruction is right for every operand: its guard sends what it cannot do to the generic slow path.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HEAPTYPE } from "../object/layout";
import {
  PyLong_Type,
  PyFloat_Type,
  PyUnicode_Type,
  PyList_Type,
  PyTuple_Type,
  PyDict_Type,
  PyBool_Type,
  PySet_Type,
  PyFrozenSet_Type,
  PyGen_Type,
  PyCoro_Type,
  PyFunction_Type,
  Py_None,
} from "../object/statics";
import { INSTRUMENTED } from "../config";
import { setFailureKind } from "../memory/counters";
import * as F from "../generated/failure_kinds";
import * as O from "../generated/opcode";
import { _PyLong_IsCompact, _PyLong_IsNonNegativeCompact, _PyLong_CompactValue } from "../types/long";
import { PyListIter_Type, PyList_GET_SIZE } from "../types/list";
import { PyTupleIter_Type, PyTuple_GET_SIZE } from "../types/tuple";
import { PyRangeIter_Type } from "../types/range";
import { PyDictObject } from "../types/dict";
import {
  PyDictKeysObject,
  _PyDictKeys_StringLookup,
  _PyDictKeys_GetVersionForCurrentState,
  DICT_KEYS_UNICODE,
} from "../types/dict_keys";
import { PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../types/unicode";
import { PyFunctionObject, _PyFunction_GetVersionForCurrentState } from "../types/function";
import { HT_SPEC_GETITEM, HT_SPEC_GETITEM_VERSION, _PyType_Lookup } from "../types/typeobject";
import { ID } from "../generated/ids";
import { takesExactly } from "./specialize_call";
import { F_LOCALSPLUS } from "./frame";
import { fails, specialized, unspecialized, withoutForm } from "./counter";

const NB_ADD: i32 = 0;
const NB_MULTIPLY: i32 = 5;
const NB_SUBTRACT: i32 = 10;
const NB_INPLACE_ADD: i32 = 13;
const NB_INPLACE_MULTIPLY: i32 = 18;
const NB_INPLACE_SUBTRACT: i32 = 23;

export function specializeBinaryOp(pc: usize, a: PyObject, b: PyObject, oparg: i32, frame: usize): void {
  const type = a.ob_type;
  if (type == b.ob_type) {
    const isInt = type == PyLong_Type;
    const isFloat = type == PyFloat_Type;
    if (oparg == NB_ADD || oparg == NB_INPLACE_ADD) {
      if (type == PyUnicode_Type) {
        const follow = load<u16>(pc, 4);
        const local = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
        const toLocal = (follow & 0xff) == <u16>O.STORE_FAST && load<u32>(local) == <u32>changetype<usize>(a);
        specialized(pc, toLocal ? O.BINARY_OP_INPLACE_ADD_UNICODE : O.BINARY_OP_ADD_UNICODE);
        return;
      }
      if (isInt) return specialized(pc, O.BINARY_OP_ADD_INT);
      if (isFloat) return specialized(pc, O.BINARY_OP_ADD_FLOAT);
    } else if (oparg == NB_MULTIPLY || oparg == NB_INPLACE_MULTIPLY) {
      if (isInt) return specialized(pc, O.BINARY_OP_MULTIPLY_INT);
      if (isFloat) return specialized(pc, O.BINARY_OP_MULTIPLY_FLOAT);
    } else if (oparg == NB_SUBTRACT || oparg == NB_INPLACE_SUBTRACT) {
      if (isInt) return specialized(pc, O.BINARY_OP_SUBTRACT_INT);
      if (isFloat) return specialized(pc, O.BINARY_OP_SUBTRACT_FLOAT);
    }
  }
  withoutForm(pc, O.BINARY_OP, a, b, oparg);
}

export function specializeCompareOp(pc: usize, a: PyObject, b: PyObject, oparg: i32): void {
  const type = a.ob_type;
  if (type == b.ob_type) {
    if (type == PyFloat_Type) return specialized(pc, O.COMPARE_OP_FLOAT);
    if (type == PyLong_Type && _PyLong_IsCompact(a) && _PyLong_IsCompact(b)) return specialized(pc, O.COMPARE_OP_INT);
    const cmp = oparg >> 5;
    if (type == PyUnicode_Type && (cmp == 2 || cmp == 3)) return specialized(pc, O.COMPARE_OP_STR);
  }
  withoutForm(pc, O.COMPARE_OP, a, b, oparg);
}

export function specializeContainsOp(pc: usize, container: PyObject): void {
  const type = container.ob_type;
  if (type == PyDict_Type) return specialized(pc, O.CONTAINS_OP_DICT);
  if (type == PySet_Type || type == PyFrozenSet_Type) return specialized(pc, O.CONTAINS_OP_SET);
  withoutForm(pc, O.CONTAINS_OP, container, container, 0);
}

export function specializeToBool(pc: usize, value: PyObject): void {
  const type = value.ob_type;
  if (type == PyBool_Type) return specialized(pc, O.TO_BOOL_BOOL);
  if (type == PyLong_Type) return specialized(pc, O.TO_BOOL_INT);
  if (type == PyList_Type) return specialized(pc, O.TO_BOOL_LIST);
  if (value == Py_None) return specialized(pc, O.TO_BOOL_NONE);
  if (type == PyUnicode_Type) return specialized(pc, O.TO_BOOL_STR);
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) {
    const number = type.tp_as_number;
    const sequence = type.tp_as_sequence;
    const mapping = type.tp_as_mapping;
    const plain =
      (number === null || number.nb_bool == 0) &&
      (sequence === null || sequence.sq_length == 0) &&
      (mapping === null || mapping.mp_length == 0);
    if (plain && type.tp_version_tag != 0) {
      store<u32>(pc, type.tp_version_tag, 4);
      return specialized(pc, O.TO_BOOL_ALWAYS_TRUE);
    }
  }
  withoutForm(pc, O.TO_BOOL, value, value, 0);
}

/** A class whose __getitem__ is a plain Python function: noted in the class (HT_SPEC_GETITEM). */
function tryGetitem(type: PyTypeObject): bool {
  if (!(type.tp_flags & Py_TPFLAGS_HEAPTYPE)) return false;
  const getitem = _PyType_Lookup(type, ID.__getitem__);
  if (getitem === null || getitem.ob_type != PyFunction_Type) return false;
  const func = changetype<PyFunctionObject>(getitem);
  if (!takesExactly(func, 2)) return false;
  const version = _PyFunction_GetVersionForCurrentState(func);
  if (version == 0) return fails(F.OUT_OF_VERSIONS);
  store<u32>(changetype<usize>(type), <u32>changetype<usize>(getitem), HT_SPEC_GETITEM);
  store<u32>(changetype<usize>(type), version, HT_SPEC_GETITEM_VERSION);
  return true;
}

export function specializeBinarySubscr(pc: usize, container: PyObject, key: PyObject): void {
  const type = container.ob_type;
  if (type == PyDict_Type) return specialized(pc, O.BINARY_SUBSCR_DICT);
  if (key.ob_type == PyLong_Type && _PyLong_IsNonNegativeCompact(key)) {
    const index = _PyLong_CompactValue(key);
    if (type == PyList_Type) return specialized(pc, O.BINARY_SUBSCR_LIST_INT);
    if (type == PyTuple_Type) return specialized(pc, O.BINARY_SUBSCR_TUPLE_INT);
    if (
      type == PyUnicode_Type &&
      index < PyUnicode_GET_LENGTH(container) &&
      PyUnicode_READ_CHAR(container, index) < 128
    ) {
      return specialized(pc, O.BINARY_SUBSCR_STR_INT);
    }
  }
  if (tryGetitem(type)) return specialized(pc, O.BINARY_SUBSCR_GETITEM);
  withoutForm(pc, O.BINARY_SUBSCR, container, key, 0);
}

export function specializeStoreSubscr(pc: usize, container: PyObject, key: PyObject): void {
  const type = container.ob_type;
  if (type == PyDict_Type) return specialized(pc, O.STORE_SUBSCR_DICT);
  if (type == PyList_Type && key.ob_type == PyLong_Type && _PyLong_IsNonNegativeCompact(key)) {
    if (_PyLong_CompactValue(key) < PyList_GET_SIZE(container)) return specialized(pc, O.STORE_SUBSCR_LIST_INT);
  }
  withoutForm(pc, O.STORE_SUBSCR, container, key, 0);
}

export function specializeUnpackSequence(pc: usize, seq: PyObject, n: i32): void {
  if (seq.ob_type == PyTuple_Type && PyTuple_GET_SIZE(seq) == n) {
    return specialized(pc, n == 2 ? O.UNPACK_SEQUENCE_TWO_TUPLE : O.UNPACK_SEQUENCE_TUPLE);
  }
  if (seq.ob_type == PyList_Type && PyList_GET_SIZE(seq) == n) return specialized(pc, O.UNPACK_SEQUENCE_LIST);
  withoutForm(pc, O.UNPACK_SEQUENCE, seq, seq, n);
}

/** Instrumented build: why `dict` has no keys for the specialiser. */
function keysFailure(dict: PyObject): u32 {
  return dict.ob_type == PyDict_Type ? F.LOAD_GLOBAL_NON_STRING_OR_SPLIT : F.LOAD_GLOBAL_NON_DICT;
}

/** A dict's keys if the specialiser may look into them: a str-only table. */
function unicodeKeys(dict: PyObject): PyDictKeysObject | null {
  if (dict.ob_type != PyDict_Type) return null;
  const keys = changetype<PyDictObject>(dict).ma_keys;
  return keys.dk_kind == DICT_KEYS_UNICODE ? keys : null;
}

export function specializeLoadGlobal(pc: usize, globals: PyObject, builtins: PyObject, name: PyObject): void {
  const globalKeys = unicodeKeys(globals);
  if (globalKeys !== null && tryLoadGlobal(pc, globalKeys, builtins, name)) return;
  if (INSTRUMENTED && globalKeys === null) setFailureKind(keysFailure(globals));
  unspecialized(pc, O.LOAD_GLOBAL);
}

function tryLoadGlobal(pc: usize, globalKeys: PyDictKeysObject, builtins: PyObject, name: PyObject): bool {
  const index = _PyDictKeys_StringLookup(globalKeys, name);
  if (index < -1) return fails(F.EXPECTED_ERROR);
  const version = _PyDictKeys_GetVersionForCurrentState(globalKeys);
  if (version == 0) return fails(F.OUT_OF_VERSIONS);
  if (version > 0xffff) return fails(F.OUT_OF_RANGE);
  if (index >= 0) {
    if (index > 0xffff) return fails(F.OUT_OF_RANGE);
    store<u16>(pc, <u16>version, 4);
    store<u16>(pc, <u16>index, 8);
    specialized(pc, O.LOAD_GLOBAL_MODULE);
    return true;
  }
  const keys = unicodeKeys(builtins);
  if (keys === null) return fails(INSTRUMENTED ? keysFailure(builtins) : 0);
  const found = _PyDictKeys_StringLookup(keys, name);
  if (found < 0 || found > 0xffff) return fails(F.OUT_OF_RANGE);
  const builtinsVersion = _PyDictKeys_GetVersionForCurrentState(keys);
  if (builtinsVersion == 0) return fails(F.OUT_OF_VERSIONS);
  if (builtinsVersion > 0xffff) return fails(F.OUT_OF_RANGE);
  store<u16>(pc, <u16>version, 4);
  store<u16>(pc, <u16>builtinsVersion, 6);
  store<u16>(pc, <u16>found, 8);
  specialized(pc, O.LOAD_GLOBAL_BUILTIN);
  return true;
}

export function specializeForIter(pc: usize, iter: PyObject, oparg: i32): void {
  const type = iter.ob_type;
  if (type == PyListIter_Type) return specialized(pc, O.FOR_ITER_LIST);
  if (type == PyTupleIter_Type) return specialized(pc, O.FOR_ITER_TUPLE);
  if (type == PyRangeIter_Type) return specialized(pc, O.FOR_ITER_RANGE);
  if (type == PyGen_Type && oparg <= 0x7fff) return specialized(pc, O.FOR_ITER_GEN);
  withoutForm(pc, O.FOR_ITER, iter, iter, 0);
}

export function specializeSend(pc: usize, receiver: PyObject): void {
  const type = receiver.ob_type;
  if (type == PyGen_Type || type == PyCoro_Type) return specialized(pc, O.SEND_GEN);
  withoutForm(pc, O.SEND, receiver, receiver, 0);
}
