/**
 * _sre.SRE_Scanner: goes on where its last match ended; finditer is iter(scanner.search, None).
 *
 *   16 pattern   24 string   32 start (i32)   36 advance (i32)   40 endpos (i32)   44 pos   48 view of the string's bytes, 0 for a str
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  initPtr,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { METH_NOARGS, Py_READONLY, _Py_T_OBJECT, addMember, addMethod, initStaticType } from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_New, _PyObject_GC_TRACK } from "../../gc/collector";
import { PyObject_GetAttrString } from "../../protocol/attr";
import { Py_buffer, freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyUnicode_Check } from "../../types/unicode";
import { PyCallIter_New } from "../../types/iterobject";
import { matchEnd, matchStart } from "./engine";
import { newMatch } from "./match";
import { asPattern, closeSubject, matchIn, openSubject, searchIn } from "./pattern";

export const Scanner_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
class ScannerObject extends PyObject {
  pattern: PyObject;
  pattern_hi: u32;
  string: PyObject;
  string_hi: u32;
  start: i32;
  advance: i32;
  endpos: i32;
  pos: i32;
  view: usize;
  view_hi: u32;
}

function asScanner(op: PyObject): ScannerObject {
  return changetype<ScannerObject>(op);
}

export function newScanner(pattern: PyObject, string: PyObject, pos: i32, endpos: i32): PyObject | null {
  const s = openSubject(asPattern(pattern), string, pos, endpos);
  if (s === null) return null;
  const start = s.pos;
  const stop = s.endpos;
  closeSubject(s);
  // The view keeps the buffer from moving for as long as the scanner lives.
  const view: Py_buffer | null = PyUnicode_Check(string) ? null : simpleBuffer(string);
  if (view === null && !PyUnicode_Check(string)) return null;
  const op = _PyObject_GC_New(Scanner_Type);
  if (op === null) {
    if (view !== null) freeBuffer(view);
    return null;
  }
  const at = changetype<usize>(op);
  initPtr(at + 16, changetype<usize>(Py_NewRef(pattern)));
  initPtr(at + 24, changetype<usize>(Py_NewRef(string)));
  store<i32>(at + 32, start);
  store<i32>(at + 36, 0);
  store<i32>(at + 40, stop);
  store<i32>(at + 44, start);
  initPtr(at + 48, view === null ? 0 : changetype<usize>(view));
  _PyObject_GC_TRACK(op);
  return op;
}

/** iter(scanner.search, None): `new`. */
export function scannerIterator(scanner: PyObject): PyObject | null {
  const search = PyObject_GetAttrString(scanner, "search");
  if (search === null) return null;
  const iterator = PyCallIter_New(search, Py_None);
  Py_DECREF(search);
  return iterator;
}

function step(self: PyObject, search: bool): PyObject | null {
  const scanner = asScanner(self);
  if (scanner.start < 0) return Py_NewRef(Py_None);
  const s = openSubject(asPattern(scanner.pattern), scanner.string, scanner.pos, scanner.endpos);
  if (s === null) return null;
  const advance = scanner.advance != 0;
  const found = search ? searchIn(s, scanner.start, advance) : matchIn(s, scanner.start, false, advance);
  let result: PyObject | null = null;
  if (found == 0) {
    scanner.start = -1;
    result = Py_NewRef(Py_None);
  } else if (found > 0) {
    scanner.advance = matchEnd == matchStart ? 1 : 0;
    scanner.start = matchEnd;
    result = newMatch(s);
  }
  closeSubject(s);
  return result;
}

function scanner_match(self: PyObject, unused: PyObject | null): PyObject | null {
  return step(self, false);
}

function scanner_search(self: PyObject, unused: PyObject | null): PyObject | null {
  return step(self, true);
}

function scanner_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const r = visitField(changetype<usize>(self) + 16, visit, a);
  return r != 0 ? r : visitField(changetype<usize>(self) + 24, visit, a);
}

function scanner_clear(self: PyObject): i32 {
  const view = asScanner(self).view;
  asScanner(self).view = 0;
  if (view != 0) freeBuffer(changetype<Py_buffer>(view));
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
  return 0;
}

function scanner_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  scanner_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

export function initScannerType(): void {
  const t = Scanner_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_sre.SRE_Scanner",
    <i32>offsetof<ScannerObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  );
  t.tp_dealloc = scanner_dealloc.index;
  t.tp_traverse = scanner_traverse.index;
  t.tp_clear = scanner_clear.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "match", scanner_match.index, METH_NOARGS, "match($self, /)\n--\n\n");
  addMethod(t, "search", scanner_search.index, METH_NOARGS, "search($self, /)\n--\n\n");
  addMember(t, "pattern", _Py_T_OBJECT, 16, Py_READONLY);
}
