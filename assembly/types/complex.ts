import { PyObject } from "../object/layout";
import { PyComplex_Type } from "../object/statics";
/** 0 ob_refcnt | 8 ob_type | 16 real | 24 imag: 32 bytes. */
@unmanaged
export class PyComplexObject extends PyObject {
  real: f64;
  imag: f64;
}
export function PyComplex_CheckExact(op: PyObject): bool {
  return op.ob_type == PyComplex_Type;
}
/** `new` */
export function PyComplex_FromDoubles(real: f64, imag: f64): PyObject | null {
  unreachable();
}
export function initComplexType(): void {
  unreachable();
}
