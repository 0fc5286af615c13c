/**
 * The policies that make a str unique when it is made: up to 40 bytes, as Lua does with its short strings (lstring.c, LUAI_MAXSHORTLEN), or every one. What
 * is made in place by other code (a str that grows by appending, %-formats' pieces) stays as it is until it passes one of the makers of types/unicode.ts.
 */
import { PyObject } from "../object/layout";
import { PyUnicode_GET_LENGTH, PyUnicode_KIND } from "../types/unicode";
import { internedOf } from "./policy";

/** Bytes of text. */
const SHORT_MOST: i32 = 40;

/** Steals `op`, `new`. */
export function internShort(op: PyObject): PyObject {
  return PyUnicode_GET_LENGTH(op) * PyUnicode_KIND(op) <= SHORT_MOST ? internedOf(op) : op;
}

/** Steals `op`, `new`. */
export function internMade(op: PyObject): PyObject {
  return internedOf(op);
}
