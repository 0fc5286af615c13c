/**
 * slice (Objects/sliceobject.c).
 */
import { PyObject } from "../object/layout";
import { PySlice_Type } from "../object/statics";

/** 40 bytes: start 16, stop 24, step 32; all owned, never null. */
@unmanaged
export class PySliceObject extends PyObject {
  start: PyObject;
  start_hi: u32;
  stop: PyObject;
  stop_hi: u32;
  step: PyObject;
  step_hi: u32;
}

export function PySlice_Check(op: PyObject): bool {
  return op.ob_type == PySlice_Type;
}

/** `new`; null means None. */
export function PySlice_New(start: PyObject | null, stop: PyObject | null, step: PyObject | null): PyObject | null {
  return unreachable();
}

/** `new`; steals both. */
export function _PyBuildSlice_Consume2(start: PyObject, stop: PyObject): PyObject | null {
  return unreachable();
}

/** -1 error; results in sliceStart(), sliceStop(), sliceStep(). */
export function PySlice_Unpack(op: PyObject): i32 {
  return unreachable();
}

/** Clips sliceStart()/sliceStop() of the last Unpack to `length`; returns the slice's length. */
export function PySlice_AdjustIndices(length: i32): i32 {
  return unreachable();
}

export function sliceStart(): i32 {
  return unreachable();
}

export function sliceStop(): i32 {
  return unreachable();
}

export function sliceStep(): i32 {
  return unreachable();
}

export function initSliceType(): void {
  unreachable();
}
