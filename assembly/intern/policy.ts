/**
 * The door of interning: which strs are made unique is a choice made when the machine is created.
 */
import { PyObject } from "../object/layout";
/** 0 cpython313 (default), 1 none */
export function setInternPolicy(policy: i32): void {
  unreachable();
}
/** Replaces the str in the pointer field by the interned one (steals and gives back). */
export function PyUnicode_InternInPlace(field: usize): void {
  unreachable();
}
export function _PyUnicode_InternMortal(field: usize): void {
  unreachable();
}
export function _PyUnicode_InternImmortal(field: usize): void {
  unreachable();
}
/** A static str joins the table (boot). */
export function internStatic(op: PyObject): void {
  unreachable();
}
/** `new` interned str of a literal */
export function PyUnicode_InternFromLiteral(lit: string): PyObject | null {
  unreachable();
}
/** Interns `op` (stolen) and returns the unique str: `new` */
export function internedOf(op: PyObject): PyObject {
  unreachable();
}
/** str's dealloc: an interned mortal str leaves the table */
export function forgetInterned(op: PyObject): void {
  unreachable();
}
export function internedCount(): i32 {
  unreachable();
}
export function initIntern(): void {
  unreachable();
}
