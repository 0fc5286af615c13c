/**
 * Which strings of a new code object are interned (intern_strings, intern_constants of Objects/codeobject.c): all names, and those
 * constants that look like identifiers, inside tuples and frozensets too. The policy itself is behind the interning door.
 */
import { PyObject } from "../object/layout";
import { PyUnicode_Type, PyTuple_Type } from "../object/statics";
import { PyTuple_GET_SIZE, PyTuple_GET_ITEM, _PyTuple_ITEMS } from "./tuple";
import { PyUnicode_IS_ASCII, PyUnicode_DATA, PyUnicode_GET_LENGTH } from "./unicode";
import { internsAllConstants, _PyUnicode_InternImmortal, _PyUnicode_InternMortal } from "../intern/policy";

/** `[A-Za-z0-9_]*`, ASCII only: the strings that CPython 3.13 interns as constants. */
export function allNameChars(op: PyObject): bool {
  if (!PyUnicode_IS_ASCII(op)) return false;
  const data = PyUnicode_DATA(op);
  const n = PyUnicode_GET_LENGTH(op);
  for (let i = 0; i < n; i++) {
    const c = load<u8>(data + i);
    const isName = (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c == 0x5f;
    if (!isName) return false;
  }
  return true;
}

function internNames(tuple: PyObject): void {
  const n = PyTuple_GET_SIZE(tuple);
  for (let i = 0; i < n; i++) _PyUnicode_InternImmortal(_PyTuple_ITEMS(tuple) + ((<usize>i) << 3));
}

function internConstants(tuple: PyObject): void {
  const n = PyTuple_GET_SIZE(tuple);
  for (let i = 0; i < n; i++) {
    const item = PyTuple_GET_ITEM(tuple, i);
    if (item.ob_type == PyUnicode_Type) {
      if (internsAllConstants() || allNameChars(item))
        _PyUnicode_InternMortal(_PyTuple_ITEMS(tuple) + ((<usize>i) << 3));
    } else if (item.ob_type == PyTuple_Type) internConstants(item);
  }
}

/** Interns in place; always succeeds today. */
export function internCodeConstants(names: PyObject, localsplusnames: PyObject, consts: PyObject): bool {
  internNames(names);
  internNames(localsplusnames);
  internConstants(consts);
  return true;
}
