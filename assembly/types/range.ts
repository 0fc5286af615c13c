/**
 * range and its iterators (Objects/rangeobject.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { PyRange_Type } from "../object/statics";

export const PyRangeIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // range_iterator
export const PyLongRangeIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // longrange_iterator

/** 48 bytes: start 16, stop 24, step 32, length 40: ints, owned. */
@unmanaged
export class rangeobject extends PyObject {
  start: PyObject;
  start_hi: u32;
  stop: PyObject;
  stop_hi: u32;
  step: PyObject;
  step_hi: u32;
  length: PyObject;
  length_hi: u32;
}

/** range_iterator, 40 bytes: start 16, step 24, len 32 (C longs). FOR_ITER_RANGE reads them. */
@unmanaged
export class _PyRangeIterObject extends PyObject {
  start: i64;
  step: i64;
  len: i64;
}

export function PyRange_Check(op: PyObject): bool {
  return op.ob_type == PyRange_Type;
}

export function initRangeTypes(): void {
  unreachable();
}

