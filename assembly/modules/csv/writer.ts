/**
 * _csv.writer (Modules/_csv.c): rows into lines.
 *
 *   16 writeline   24 dialect   32 rec   40 rec_size   48 rec_len   56 num_fields   64 error_obj   72
 *
 * DIFFERS: a row is gathered in a text writer of its own, and not in `rec`, so that a field's __str__ may write rows to the same writer.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { METH_O, Py_READONLY, _Py_T_OBJECT, addMember, addMethod, initStaticType } from "../../object/typedef";
import { PyExc_TypeError } from "../../object/exception_types";
import { visitField } from "../../object/slots";
import { ID } from "../../generated/ids";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_UNTRACK } from "../../gc/collector";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyCallable_Check } from "../../protocol/attr";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_Str } from "../../protocol/compare";
import { PyIter_Next, PyObject_GetIter } from "../../protocol/iter";
import { PyNumber_Check } from "../../protocol/number";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
} from "../../types/unicode";
import { PyUnicode_FindChar } from "../../types/unicode_search";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteStr,
} from "../../types/unicode_writer";
import { optionalAttr } from "../io/state";
import {
  Dialect,
  NOT_SET,
  QUOTE_ALL,
  QUOTE_NONE,
  QUOTE_NONNUMERIC,
  QUOTE_NOTNULL,
  QUOTE_STRINGS,
  asDialect,
  callDialect,
  csvError,
  raiseCsv,
} from "./dialect";

export const Writer_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
class Writer extends PyObject {
  writeline: PyObject | null; // 16
  writeline_hi: u32;
  dialect: PyObject | null; // 24
  dialect_hi: u32;
}

function asWriter(op: PyObject): Writer {
  return changetype<Writer>(op);
}

/** Does the dialect give this character a meaning? */
function isSpecial(d: Dialect, ch: u32): bool {
  if (ch == d.delimiter || ch == d.escapechar || ch == d.quotechar || ch == 10 || ch == 13) return true;
  const terminator = d.lineterminator!;
  return PyUnicode_FindChar(terminator, ch, 0, PyUnicode_GET_LENGTH(terminator), 1) >= 0;
}

/** Index of the first character with a meaning, or the length. */
function firstSpecial(d: Dialect, text: PyObject): i32 {
  const n = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const terminator = d.lineterminator!;
  const m = PyUnicode_GET_LENGTH(terminator);
  const isUsual = m == 2 || m == 1; // "\r\n", "\n": its characters are special anyhow
  const known =
    isUsual &&
    PyUnicode_READ(PyUnicode_KIND(terminator), PyUnicode_DATA(terminator), m - 1) == 10 &&
    (m == 1 || PyUnicode_READ(PyUnicode_KIND(terminator), PyUnicode_DATA(terminator), 0) == 13);
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (ch == d.delimiter || ch == d.escapechar || ch == d.quotechar || ch == 10 || ch == 13) return i;
    if (!known && isSpecial(d, ch)) return i;
  }
  return n;
}

/** What escapeChar says: an exception is set; the character stays bare; the field must be quoted. */
const FAILED: i32 = -1;
const BARE: i32 = 0;
const QUOTED: i32 = 1;

/** Writes what goes before a special character. */
function escapeChar(w: UnicodeWriter, d: Dialect, ch: u32): i32 {
  let escape = d.quoting == QUOTE_NONE;
  if (!escape) {
    if (ch == d.quotechar) {
      escape = !d.doublequote;
      if (!escape && !_PyUnicodeWriter_WriteChar(w, ch)) return FAILED;
    } else {
      escape = ch == d.escapechar;
    }
  }
  if (!escape) return QUOTED;
  if (d.escapechar == NOT_SET) {
    raiseCsv("need to escape, but no escapechar set");
    return FAILED;
  }
  return _PyUnicodeWriter_WriteChar(w, d.escapechar) ? BARE : FAILED;
}

/** Must a field with special characters be quoted? Not where all of them are escaped. */
function needsQuotes(d: Dialect, text: PyObject, from: i32): bool {
  if (d.quoting == QUOTE_NONE) return false;
  const n = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  for (let i = from; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (!isSpecial(d, ch)) continue;
    if (ch == d.quotechar ? d.doublequote : ch != d.escapechar) return true;
  }
  return false;
}

/** Writes a field, quoted if it must be; false with an exception. */
function writeField(w: UnicodeWriter, d: Dialect, text: PyObject, quoted: bool): bool {
  const n = PyUnicode_GET_LENGTH(text);
  const special = firstSpecial(d, text);
  if (special == n && !quoted) return _PyUnicodeWriter_WriteStr(w, text);
  quoted = quoted || needsQuotes(d, text, special);
  if (quoted && !_PyUnicodeWriter_WriteChar(w, d.quotechar)) return false;
  if (special == n) {
    if (!_PyUnicodeWriter_WriteStr(w, text)) return false;
  } else {
    const kind = PyUnicode_KIND(text);
    for (let i = 0; i < n; i++) {
      const ch = PyUnicode_READ(kind, PyUnicode_DATA(text), i);
      if (i >= special && isSpecial(d, ch) && escapeChar(w, d, ch) == FAILED) return false;
      if (!_PyUnicodeWriter_WriteChar(w, ch)) return false;
    }
  }
  return !quoted || _PyUnicodeWriter_WriteChar(w, d.quotechar);
}

/** Does an empty field that is None have to stay bare, since quotes would make it a text? */
function noneStaysBare(d: Dialect): bool {
  return d.quoting == QUOTE_STRINGS || d.quoting == QUOTE_NOTNULL;
}

/** join_append: a field of the row; null is None. False with an exception. */
function appendField(w: UnicodeWriter, d: Dialect, text: PyObject | null, quoted: bool): bool {
  const n = text === null ? 0 : PyUnicode_GET_LENGTH(text);
  if (n == 0) {
    if (d.delimiter == 32 && d.skipinitialspace) {
      if (d.quoting == QUOTE_NONE || (text === null && noneStaysBare(d))) {
        raiseCsv("empty field must be quoted if delimiter is a space and skipinitialspace is true");
        return false;
      }
      quoted = true;
    }
    if (!quoted) return true;
    return _PyUnicodeWriter_WriteChar(w, d.quotechar) && _PyUnicodeWriter_WriteChar(w, d.quotechar);
  }
  return writeField(w, d, text!, quoted);
}

/** Is the field quoted whatever it holds? */
function isQuotedBy(quoting: i32, field: PyObject): bool {
  if (quoting == QUOTE_NONNUMERIC) return !PyNumber_Check(field);
  if (quoting == QUOTE_ALL) return true;
  if (quoting == QUOTE_STRINGS) return PyUnicode_Check(field);
  return quoting == QUOTE_NOTNULL && field != Py_None;
}

/** Appends any object; false with an exception. */
function appendObject(w: UnicodeWriter, d: Dialect, field: PyObject): bool {
  const quoted = isQuotedBy(d.quoting, field);
  if (field == Py_None) return appendField(w, d, null, quoted);
  if (PyUnicode_Check(field)) return appendField(w, d, field, quoted);
  const text = PyObject_Str(field);
  if (text === null) return false;
  const ok = appendField(w, d, text, quoted);
  Py_DECREF(text);
  return ok;
}

/** All fields and the line terminator; false with an exception. */
function appendRow(w: UnicodeWriter, d: Dialect, fields: PyObject): bool {
  let count = 0;
  let lastIsNone = false;
  while (true) {
    const field = PyIter_Next(fields);
    if (field === null) break;
    lastIsNone = field == Py_None;
    const ok = (count == 0 || _PyUnicodeWriter_WriteChar(w, d.delimiter)) && appendObject(w, d, field);
    Py_DECREF(field);
    if (!ok) return false;
    count++;
  }
  if (PyErr_Occurred() !== null) return false;
  if (count > 0 && w.pos == 0) {
    if (d.quoting == QUOTE_NONE || (lastIsNone && noneStaysBare(d))) {
      raiseCsv("single empty field record must be quoted");
      return false;
    }
    if (!appendField(w, d, null, true)) return false;
  }
  return _PyUnicodeWriter_WriteStr(w, d.lineterminator!);
}

function writer_writerow(self: PyObject, row: PyObject): PyObject | null {
  const fields = PyObject_GetIter(row);
  if (fields === null) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return null;
    return PyErr_Format(csvError(), "iterable expected, not %s", row.ob_type.tp_name);
  }
  const d = asDialect(asWriter(self).dialect!);
  const w = _PyUnicodeWriter_Init();
  const ok = appendRow(w, d, fields);
  Py_DECREF(fields);
  if (!ok) {
    _PyUnicodeWriter_Dealloc(w);
    return null;
  }
  const line = _PyUnicodeWriter_Finish(w);
  if (line === null) return null;
  const result = PyObject_CallOneArg(asWriter(self).writeline!, line);
  Py_DECREF(line);
  return result;
}

function writer_writerows(self: PyObject, rows: PyObject): PyObject | null {
  const it = PyObject_GetIter(rows);
  if (it === null) return null;
  while (true) {
    const row = PyIter_Next(it);
    if (row === null) break;
    const result = writer_writerow(self, row);
    Py_DECREF(row);
    if (result === null) {
      Py_DECREF(it);
      return null;
    }
    Py_DECREF(result);
  }
  Py_DECREF(it);
  return PyErr_Occurred() === null ? Py_NewRef(Py_None) : null;
}

/** csv.writer(fileobj, dialect=None, **options). */
export function csv_writer(module: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("", n, 1, 2)) return null;
  const write = optionalAttr(PyTuple_GET_ITEM(args, 0), ID.write);
  if (write === null && PyErr_Occurred() !== null) return null;
  if (write === null || !PyCallable_Check(write)) {
    PyErr_SetString(PyExc_TypeError, 'argument 1 must have a "write" method');
    if (write !== null) Py_DECREF(write);
    return null;
  }
  const self = PyType_GenericAlloc(Writer_Type, 0);
  if (self === null) {
    Py_DECREF(write);
    return null;
  }
  asWriter(self).writeline = write;
  asWriter(self).dialect = callDialect(n > 1 ? PyTuple_GET_ITEM(args, 1) : null, kwargs);
  if (asWriter(self).dialect !== null) return self;
  Py_DECREF(self);
  return null;
}

function writer_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + offsetof<Writer>("dialect"), visit, arg);
  return stop != 0 ? stop : visitField(changetype<usize>(self) + offsetof<Writer>("writeline"), visit, arg);
}

function writer_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + offsetof<Writer>("dialect"));
  Py_CLEAR(changetype<usize>(self) + offsetof<Writer>("writeline"));
  return 0;
}

function writer_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  writer_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

export function defineWriter(): void {
  const t = Writer_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_csv.writer",
    72,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION | SHOWN_AS_HEAPTYPE,
    "Writes rows, any iterables of fields, as lines.",
  );
  t.tp_dealloc = writer_dealloc.index;
  t.tp_traverse = writer_traverse.index;
  t.tp_clear = writer_clear.index;
  addMethod(
    t,
    "writerow",
    writer_writerow.index,
    METH_O,
    "writerow($self, object, /)\n--\n\nWrites the fields of an iterable as one row; what is no str is made one. Returns what the file's write() does.",
  );
  addMethod(
    t,
    "writerows",
    writer_writerows.index,
    METH_O,
    "writerows($self, object, /)\n--\n\nWrites each item of an iterable as a row.",
  );
  addMember(t, "dialect", _Py_T_OBJECT, <i32>offsetof<Writer>("dialect"), Py_READONLY);
}
