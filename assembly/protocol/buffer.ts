/**
 * The buffer protocol (Include/pybuffer.h).
 */
import { PyObject } from "../object/layout";
/** 80 bytes. */
@unmanaged
export class Py_buffer {
  buf: usize;
  buf_hi: u32;
  obj: PyObject | null;
  obj_hi: u32;
  len: i32;
  len_hi: u32;
  itemsize: i32;
  itemsize_hi: u32;
  readonly: i32;
  ndim: i32;
  format: usize;
  format_hi: u32;
  shape: usize;
  shape_hi: u32;
  strides: usize;
  strides_hi: u32;
  suboffsets: usize;
  suboffsets_hi: u32;
  internal: usize;
  internal_hi: u32;
}
export const PyBUF_MAX_NDIM: i32 = 64;
export const PyBUF_SIMPLE: i32 = 0;
export const PyBUF_WRITABLE: i32 = 0x0001;
export const PyBUF_FORMAT: i32 = 0x0004;
export const PyBUF_ND: i32 = 0x0008;
export const PyBUF_STRIDES: i32 = 0x0018;
export const PyBUF_C_CONTIGUOUS: i32 = 0x0038;
export const PyBUF_F_CONTIGUOUS: i32 = 0x0058;
export const PyBUF_ANY_CONTIGUOUS: i32 = 0x0098;
export const PyBUF_INDIRECT: i32 = 0x0118;
export const PyBUF_CONTIG: i32 = 0x0009;
export const PyBUF_CONTIG_RO: i32 = 0x0008;
export const PyBUF_STRIDED: i32 = 0x0019;
export const PyBUF_STRIDED_RO: i32 = 0x0018;
export const PyBUF_RECORDS: i32 = 0x001d;
export const PyBUF_RECORDS_RO: i32 = 0x001c;
export const PyBUF_FULL: i32 = 0x011d;
export const PyBUF_FULL_RO: i32 = 0x011c;
export const PyBUF_READ: i32 = 0x100;
export const PyBUF_WRITE: i32 = 0x200;
export function PyObject_CheckBuffer(op: PyObject): bool {
  unreachable();
}
/** 0, or -1 with an exception; `view` is 80 bytes (allocBuffer/freeBuffer, or static) */
export function PyObject_GetBuffer(op: PyObject, view: Py_buffer, flags: i32): i32 {
  unreachable();
}
export function PyBuffer_Release(view: Py_buffer): void {
  unreachable();
}
export function PyBuffer_IsContiguous(view: Py_buffer, order: u32): bool {
  unreachable();
}
export function PyBuffer_FillInfo(
  view: Py_buffer,
  obj: PyObject | null,
  buf: usize,
  len: i32,
  readonly: bool,
  flags: i32,
): i32 {
  unreachable();
}
export function PyBuffer_SizeFromFormat(format: PyObject): i32 {
  unreachable();
}
/** Zeroed memory for one view; nesting freely. */
export function allocBuffer(): Py_buffer {
  unreachable();
}
/** Releases the view if it was filled, and its memory. */
export function freeBuffer(view: Py_buffer): void {
  unreachable();
}
