/**
 * Texts of native definitions: docstrings that begin with a signature line ("name($self, x, /)\n--\n\nText"), split into
 * `__text_signature__` and `__doc__`, and interned names. Counterpart: find_signature and _PyType_Get*FromInternalDoc of
 * Objects/typeobject.c. All inputs are NUL-terminated UTF-8 in static memory.
 */
import { Py_NewRef } from "../object/refcount";
import { PyObject } from "../object/layout";
import { Py_None } from "../object/statics";
import { METH_CLASS, METH_COEXIST, METH_NOARGS, METH_O, METH_STATIC } from "../object/typedef";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { internedOf } from "../intern/policy";
import { PyUnicode_FromString } from "./unicode";
import { PyUnicode_DecodeUTF8 } from "./unicode_codecs";

function byteLength(p: usize): i32 {
  let n = 0;
  while (load<u8>(p + n) != 0) n++;
  return n;
}

/** Address of the "(" of the signature in `doc`, if it begins with the last part of `name` and "(", else 0. */
function findSignature(name: usize, doc: usize): usize {
  if (doc == 0) return 0;
  let start = name;
  for (let p = name; load<u8>(p) != 0; p++) {
    if (load<u8>(p) == 0x2e) start = p + 1;
  }
  let d = doc;
  for (let p = start; load<u8>(p) != 0; p++, d++) {
    if (load<u8>(d) != load<u8>(p)) return 0;
  }
  return load<u8>(d) == 0x28 ? d : 0;
}

/** Address after ")\n--\n\n", or 0 if the signature does not end so before an empty line. */
function skipSignature(p: usize): usize {
  for (; load<u8>(p) != 0; p++) {
    if (
      load<u8>(p) == 0x29 &&
      load<u8>(p + 1) == 10 &&
      load<u8>(p + 2) == 0x2d &&
      load<u8>(p + 3) == 0x2d &&
      load<u8>(p + 4) == 10 &&
      load<u8>(p + 5) == 10
    ) {
      return p + 6;
    }
    if (load<u8>(p) == 10 && load<u8>(p + 1) == 10) return 0;
  }
  return 0;
}

/** The docstring without its signature line; None if there is no text: `new`. */
export function docText(name: usize, doc: usize): PyObject | null {
  if (doc == 0) return Py_NewRef(Py_None);
  let text = doc;
  const signature = findSignature(name, doc);
  if (signature != 0) {
    const end = skipSignature(signature);
    if (end != 0) text = end;
  }
  const n = byteLength(text);
  return n == 0 ? Py_NewRef(Py_None) : PyUnicode_DecodeUTF8(text, n, 0);
}

/** "($self, x, /)" or None: `new`. */
export function signatureText(name: usize, doc: usize): PyObject | null {
  const start = findSignature(name, doc);
  if (start == 0) return Py_NewRef(Py_None);
  const end = skipSignature(start);
  if (end == 0) return Py_NewRef(Py_None);
  return PyUnicode_DecodeUTF8(start, <i32>(end - 5 - start), 0);
}

/** The same for a method or function: without a signature in its docstring, what its calling convention tells. `new` */
export function methodSignature(name: usize, doc: usize, flags: i32): PyObject | null {
  const start = findSignature(name, doc);
  if (start != 0 && skipSignature(start) != 0) return signatureText(name, doc);
  const how = flags & (METH_CLASS | METH_STATIC);
  const convention = flags & ~(METH_COEXIST | METH_CLASS | METH_STATIC);
  if (convention == METH_NOARGS) {
    return PyUnicode_FromLiteral(how == METH_CLASS ? "($type, /)" : how == METH_STATIC ? "()" : "($self, /)");
  }
  if (convention != METH_O) return Py_NewRef(Py_None);
  return PyUnicode_FromLiteral(
    how == METH_CLASS ? "($type, object, /)" : how == METH_STATIC ? "(object, /)" : "($self, object, /)",
  );
}

/** The interned str of a C string: `new`. */
export function internedName(name: usize): PyObject | null {
  const text = PyUnicode_FromString(name);
  return text === null ? null : internedOf(text);
}
