/**
 * The instrumented build: why the specialiser has no form for operands (the ..._fail_kind functions of Python/specialize.c). Called through a hook once an attempt
 * has failed and the specialiser has not said why itself; only looks, so that the heap stays as it is.
 */
import * as F from "../generated/failure_kinds";
import * as O from "../generated/opcode";
import { PyArray_Type } from "../modules/array/array";
import { PyMap_Type, PyZip_Type } from "../modules/builtins_iter";
import { PyObject, PyTypeObject, Py_TPFLAGS_HEAPTYPE } from "../object/layout";
import {
  PyAsyncGen_Type,
  PyBaseObject_Type,
  PyBool_Type,
  PyByteArray_Type,
  PyBytes_Type,
  PyCoro_Type,
  PyDict_Type,
  PyFloat_Type,
  PyFrozenSet_Type,
  PyFunction_Type,
  PyGen_Type,
  PyList_Type,
  PyLong_Type,
  PyMemoryView_Type,
  PySet_Type,
  PySlice_Type,
  PyTuple_Type,
  PyUnicode_Type,
} from "../object/statics";
import { PyBytesIter_Type } from "../types/bytes_iter";
import { CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS } from "../types/code";
import { PyDictIterItem_Type, PyDictIterKey_Type, PyDictIterValue_Type } from "../types/dict_views";
import { PyEnum_Type } from "../types/enum";
import { PyFunctionObject } from "../types/function";
import { PyCallIter_Type, PySeqIter_Type } from "../types/iterobject";
import { PyListIter_Type, PyListRevIter_Type } from "../types/list";
import { _PyLong_IsNonNegativeCompact } from "../types/long";
import { PyRangeIter_Type } from "../types/range";
import { PySetIter_Type } from "../types/set";
import { PyTupleIter_Type } from "../types/tuple";
import { PyType_Check, find_name_in_mro } from "../types/typeobject";
import { PyUnicodeIter_Type, _PyUnicodeASCIIIter_Type } from "../types/unicode_iter";
import { _PyAsyncGenASend_Type } from "../vm/asyncgen_awaitables";
import { ID } from "../generated/ids";

/** NB_ADD to NB_XOR in their order, NB_INPLACE_ADD is the 14th. */
const OPERATORS: i32 = 13;

function binaryOp(a: PyObject, b: PyObject, oparg: i32): u32 {
  const same = a.ob_type == b.ob_type;
  switch (oparg % OPERATORS) {
    case 0:
      return same ? F.BINARY_OP_ADD_OTHER : F.BINARY_OP_ADD_DIFFERENT_TYPES;
    case 1:
      if (!same) return F.BINARY_OP_AND_DIFFERENT_TYPES;
      return a.ob_type == PyLong_Type ? F.BINARY_OP_AND_INT : F.BINARY_OP_AND_OTHER;
    case 2:
      return F.BINARY_OP_FLOOR_DIVIDE;
    case 3:
      return F.BINARY_OP_LSHIFT;
    case 4:
      return F.BINARY_OP_MATRIX_MULTIPLY;
    case 5:
      return same ? F.BINARY_OP_MULTIPLY_OTHER : F.BINARY_OP_MULTIPLY_DIFFERENT_TYPES;
    case 6:
      return F.BINARY_OP_REMAINDER;
    case 7:
      return F.BINARY_OP_OR;
    case 8:
      return F.BINARY_OP_POWER;
    case 9:
      return F.BINARY_OP_RSHIFT;
    case 10:
      return same ? F.BINARY_OP_SUBTRACT_OTHER : F.BINARY_OP_SUBTRACT_DIFFERENT_TYPES;
    case 11:
      if (!same) return F.BINARY_OP_TRUE_DIVIDE_DIFFERENT_TYPES;
      return a.ob_type == PyFloat_Type ? F.BINARY_OP_TRUE_DIVIDE_FLOAT : F.BINARY_OP_TRUE_DIVIDE_OTHER;
    default:
      return F.BINARY_OP_XOR;
  }
}

function compareOp(a: PyObject, b: PyObject): u32 {
  const type = a.ob_type;
  if (type != b.ob_type) {
    if (type == PyFloat_Type && b.ob_type == PyLong_Type) return F.COMPARE_OP_FLOAT_LONG;
    if (type == PyLong_Type && b.ob_type == PyFloat_Type) return F.COMPARE_OP_LONG_FLOAT;
    return F.COMPARE_OP_DIFFERENT_TYPES;
  }
  if (type == PyLong_Type) return F.COMPARE_OP_BIG_INT;
  if (type == PyUnicode_Type) return F.COMPARE_OP_STRING;
  if (type == PyBytes_Type) return F.COMPARE_OP_BYTES;
  if (type == PyTuple_Type) return F.COMPARE_OP_TUPLE;
  if (type == PyList_Type) return F.COMPARE_OP_LIST;
  if (type == PySet_Type || type == PyFrozenSet_Type) return F.COMPARE_OP_SET;
  if (type == PyBool_Type) return F.COMPARE_OP_BOOL;
  return type.tp_richcompare == PyBaseObject_Type.tp_richcompare ? F.COMPARE_OP_BASEOBJECT : F.OTHER;
}

function containsOp(container: PyObject): u32 {
  const type = container.ob_type;
  if (type == PyUnicode_Type) return F.CONTAINS_OP_STR;
  if (type == PyList_Type) return F.CONTAINS_OP_LIST;
  if (type == PyTuple_Type) return F.CONTAINS_OP_TUPLE;
  return PyType_Check(container) ? F.CONTAINS_OP_USER_CLASS : F.OTHER;
}

function toBool(value: PyObject): u32 {
  const type = value.ob_type;
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) {
    const number = type.tp_as_number;
    if (number !== null && number.nb_bool != 0) return F.TO_BOOL_NUMBER;
    const mapping = type.tp_as_mapping;
    if (mapping !== null && mapping.mp_length != 0) return F.TO_BOOL_MAPPING;
    const sequence = type.tp_as_sequence;
    if (sequence !== null && sequence.sq_length != 0) return F.TO_BOOL_SEQUENCE;
    return F.OUT_OF_VERSIONS;
  }
  if (type == PyByteArray_Type) return F.TO_BOOL_BYTEARRAY;
  if (type == PyBytes_Type) return F.TO_BOOL_BYTES;
  if (type == PyDict_Type) return F.TO_BOOL_DICT;
  if (type == PyFloat_Type) return F.TO_BOOL_FLOAT;
  if (type == PyMemoryView_Type) return F.TO_BOOL_MEMORY_VIEW;
  if (type == PySet_Type || type == PyFrozenSet_Type) return F.TO_BOOL_SET;
  return type == PyTuple_Type ? F.TO_BOOL_TUPLE : F.OTHER;
}

function binarySubscr(container: PyObject, key: PyObject): u32 {
  const type = container.ob_type;
  const isInt = key.ob_type == PyLong_Type;
  const isSlice = key.ob_type == PySlice_Type;
  if (type == PyList_Type || type == PyTuple_Type || type == PyUnicode_Type) {
    if (isInt) return F.OUT_OF_RANGE;
    if (!isSlice) return F.OTHER;
    if (type == PyList_Type) return F.SUBSCR_LIST_SLICE;
    return type == PyTuple_Type ? F.SUBSCR_TUPLE_SLICE : F.SUBSCR_STRING_SLICE;
  }
  if (type == PyArray_Type) {
    return isInt ? F.SUBSCR_ARRAY_INT : isSlice ? F.SUBSCR_ARRAY_SLICE : F.OTHER;
  }
  if (type.tp_as_buffer !== null) {
    return isInt ? F.SUBSCR_BUFFER_INT : isSlice ? F.SUBSCR_BUFFER_SLICE : F.OTHER;
  }
  const sequence = type.tp_as_sequence;
  return isInt && sequence !== null && sequence.sq_item != 0 ? F.SUBSCR_SEQUENCE_INT : F.OTHER;
}

function storeSubscr(container: PyObject, key: PyObject): u32 {
  const type = container.ob_type;
  const isInt = key.ob_type == PyLong_Type;
  const isSlice = key.ob_type == PySlice_Type;
  if (type == PyList_Type) {
    return isInt ? F.OUT_OF_RANGE : isSlice ? F.SUBSCR_LIST_SLICE : F.OTHER;
  }
  const mapping = type.tp_as_mapping;
  if (mapping !== null && mapping.mp_ass_subscript == PyDict_Type.tp_as_mapping!.mp_ass_subscript) {
    return F.SUBSCR_DICT_SUBCLASS_NO_OVERRIDE;
  }
  const buffer = type.tp_as_buffer;
  if (buffer !== null && buffer.bf_getbuffer != 0) {
    if (isInt && !_PyLong_IsNonNegativeCompact(key)) return F.OUT_OF_RANGE;
    if (!isInt && !isSlice) return F.OTHER;
    if (type == PyArray_Type) return isInt ? F.SUBSCR_ARRAY_INT : F.SUBSCR_ARRAY_SLICE;
    if (type == PyByteArray_Type) return isInt ? F.SUBSCR_BYTEARRAY_INT : F.SUBSCR_BYTEARRAY_SLICE;
    return isInt ? F.SUBSCR_BUFFER_INT : F.SUBSCR_BUFFER_SLICE;
  }
  const method = find_name_in_mro(type, ID.__setitem__);
  if (method === null || method.ob_type != PyFunction_Type) return F.OTHER;
  const code = changetype<PyFunctionObject>(method).func_code;
  const simple = (code.co_flags & (CO_VARARGS | CO_VARKEYWORDS)) == 0 && code.co_kwonlyargcount == 0;
  return simple && (code.co_flags & CO_OPTIMIZED) != 0 ? F.SUBSCR_PY_SIMPLE : F.SUBSCR_PY_OTHER;
}

function unpackSequence(seq: PyObject): u32 {
  const type = seq.ob_type;
  if (type == PyTuple_Type || type == PyList_Type) return F.EXPECTED_ERROR;
  const sequence = type.tp_as_sequence;
  if (sequence !== null && sequence.sq_item != 0 && type != PyDict_Type) return F.UNPACK_SEQUENCE_SEQUENCE;
  return type.tp_iternext != 0 ? F.UNPACK_SEQUENCE_ITERATOR : F.OTHER;
}

/** Does the C string at `name` begin with "itertools"? */
function isItertools(name: usize): bool {
  return load<u64>(name) == 0x6c6f6f7472657469 && load<u8>(name, 8) == 0x73;
}

function iterator(iter: PyObject): u32 {
  const type: PyTypeObject = iter.ob_type;
  if (type == PyGen_Type) return F.ITER_GENERATOR;
  if (type == PyCoro_Type) return F.ITER_COROUTINE;
  if (type == PyAsyncGen_Type) return F.ITER_ASYNC_GENERATOR;
  if (type == _PyAsyncGenASend_Type) return F.ITER_ASYNC_GENERATOR_SEND;
  if (type == PyListIter_Type) return F.ITER_LIST;
  if (type == PyTupleIter_Type) return F.ITER_TUPLE;
  if (type == PyDictIterKey_Type) return F.ITER_DICT_KEYS;
  if (type == PyDictIterValue_Type) return F.ITER_DICT_VALUES;
  if (type == PyDictIterItem_Type) return F.ITER_DICT_ITEMS;
  if (type == PySetIter_Type) return F.ITER_SET;
  if (type == PyUnicodeIter_Type) return F.ITER_STRING;
  if (type == _PyUnicodeASCIIIter_Type) return F.ITER_ASCII_STRING;
  if (type == PyBytesIter_Type) return F.ITER_BYTES;
  if (type == PyRangeIter_Type) return F.ITER_RANGE;
  if (type == PyEnum_Type) return F.ITER_ENUMERATE;
  if (type == PyMap_Type) return F.ITER_MAP;
  if (type == PyZip_Type) return F.ITER_ZIP;
  if (type == PySeqIter_Type) return F.ITER_SEQ_ITER;
  if (type == PyListRevIter_Type) return F.ITER_REVERSED_LIST;
  if (type == PyCallIter_Type) return F.ITER_CALLABLE;
  return isItertools(type.tp_name) ? F.ITER_ITERTOOLS : F.OTHER;
}

/** Why there is no form of generic `op` for the operands `a` and `b` (its own, if it has but one). */
export function failureKindOf(op: u32, a: PyObject, b: PyObject, oparg: i32): u32 {
  switch (op) {
    case O.BINARY_OP:
      return binaryOp(a, b, oparg);
    case O.COMPARE_OP:
      return compareOp(a, b);
    case O.CONTAINS_OP:
      return containsOp(a);
    case O.TO_BOOL:
      return toBool(a);
    case O.BINARY_SUBSCR:
      return binarySubscr(a, b);
    case O.STORE_SUBSCR:
      return storeSubscr(a, b);
    case O.UNPACK_SEQUENCE:
      return unpackSequence(a);
    case O.FOR_ITER:
    case O.SEND:
      return iterator(a);
    default:
      return F.OTHER;
  }
}
