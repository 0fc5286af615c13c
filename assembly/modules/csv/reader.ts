/**
 * _csv.reader (Modules/_csv.c): rows out of lines.
 *
 *   16 input_iter   24 dialect   32 fields (list)   40 state (i32)   48 field (UCS4 block)   56 field_size   64 field_len   72 unquoted (u8)
 *   80 line_num   88
 *
 * Most fields lie within one line and hold nothing special: they are cut out of it at once (`wholeField`). What is left goes through the
 * state machine of CPython character by character, gathered in `field`.
 *
 * Invariant: `field_len` is 0 at the states START_RECORD and START_FIELD.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_XDECREF, Py_XSETREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { Py_READONLY, Py_T_ULONG, _Py_T_OBJECT, addMember, initStaticType } from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyMem_Free, PyMem_Realloc, PyMem_Malloc } from "../../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_UNTRACK } from "../../gc/collector";
import { PyErr_BadInternalCall, PyErr_Format, PyErr_NoMemory, PyErr_Occurred } from "../../protocol/errors";
import { PyObject_SelfIter } from "../../protocol/attr";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyIter_Next, PyObject_GetIter } from "../../protocol/iter";
import { PyNumber_Float } from "../../protocol/number";
import { _PyList_AppendTakeRef, PyList_New } from "../../types/list";
import { PyLong_FromI64 } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_FromASCII,
  PyUnicode_FromKindAndData,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
  PyUnicode_READ,
  convertChars,
  kindShift,
} from "../../types/unicode";
import { PyUnicode_FromOrdinal } from "../../types/unicode";
import { unicodeEmpty } from "../../types/unicode_static";
import {
  Dialect,
  QUOTE_NONE,
  QUOTE_NONNUMERIC,
  QUOTE_NOTNULL,
  QUOTE_STRINGS,
  asDialect,
  callDialect,
  csvError,
  raiseCsv,
} from "./dialect";

export const Reader_Type = changetype<PyTypeObject>(memory.data(416, 16));

const START_RECORD: i32 = 0;
const START_FIELD: i32 = 1;
const ESCAPED_CHAR: i32 = 2;
const IN_FIELD: i32 = 3;
const IN_QUOTED_FIELD: i32 = 4;
const ESCAPE_IN_QUOTED_FIELD: i32 = 5;
const QUOTE_IN_QUOTED_FIELD: i32 = 6;
const EAT_CRNL: i32 = 7;
const AFTER_ESCAPED_CRNL: i32 = 8;

/** What follows the last character of a line. */
const END_OF_LINE: u32 = 0xfffffffe;

@unmanaged
class Reader extends PyObject {
  input_iter: PyObject | null; // 16
  input_iter_hi: u32;
  dialect: PyObject | null; // 24
  dialect_hi: u32;
  fields: PyObject | null; // 32
  fields_hi: u32;
  state: i32; // 40
  state_pad: u32;
  field: usize; // 48
  field_hi: u32;
  field_size: i32; // 56
  field_size_hi: u32;
  field_len: i32; // 64
  field_len_hi: u32;
  unquoted: bool; // 72
  pad0: u8;
  pad1: u16;
  pad2: u32;
  line_num: i64; // 80
}

function asReader(op: PyObject): Reader {
  return changetype<Reader>(op);
}

/** csv.field_size_limit(). */
let fieldLimit: i64 = 131072;
export function fieldSizeLimit(): i64 {
  return fieldLimit;
}
export function setFieldSizeLimit(limit: i64): void {
  fieldLimit = limit;
}

function tooLarge(): bool {
  const limit = PyLong_FromI64(fieldLimit);
  if (limit === null) return false;
  PyErr_Format(csvError(), "field larger than field limit (%S)", changetype<usize>(limit));
  Py_DECREF(limit);
  return false;
}

// ---- fields ----------------------------------------------------------------------------------------------------------

/** Appends a field to the row as its quoting has it: a str, a number, None. Steals `text`; false with an exception. */
function saveText(r: Reader, d: Dialect, text: PyObject | null): bool {
  if (text === null) return false;
  let value: PyObject = text;
  const quoting = d.quoting;
  if (r.unquoted && (quoting == QUOTE_NONNUMERIC || quoting == QUOTE_NOTNULL || quoting == QUOTE_STRINGS)) {
    if (PyUnicode_GET_LENGTH(text) == 0) {
      if (quoting != QUOTE_NONNUMERIC) {
        Py_DECREF(text);
        value = Py_NewRef(Py_None);
      }
    } else if (quoting != QUOTE_NOTNULL) {
      const number = PyNumber_Float(text);
      Py_DECREF(text);
      if (number === null) return false;
      value = number;
    }
  }
  const fields = r.fields;
  if (fields !== null) return _PyList_AppendTakeRef(fields, value) == 0;
  // the input has read on from this reader itself
  Py_DECREF(value);
  PyErr_BadInternalCall();
  return false;
}

/** Saves what was gathered. */
function saveField(r: Reader, d: Dialect): bool {
  const text = PyUnicode_FromKindAndData(4, r.field, r.field_len);
  r.field_len = 0;
  return saveText(r, d, text);
}

/** Makes room for `n` more characters of the field; false with an exception. */
function makeRoom(r: Reader, n: i32): bool {
  if (<i64>r.field_len + <i64>n > fieldLimit) return tooLarge();
  const need = r.field_len + n;
  if (need <= r.field_size) return true;
  let size = r.field_size == 0 ? 4096 : r.field_size;
  while (size < need) size *= 2;
  const bytes = (<usize>size) << 2;
  const at = r.field == 0 ? PyMem_Malloc(bytes) : PyMem_Realloc(r.field, bytes);
  if (at == 0) {
    PyErr_NoMemory();
    return false;
  }
  r.field = at;
  r.field_size = size;
  return true;
}

function addChar(r: Reader, ch: u32): bool {
  if (!makeRoom(r, 1)) return false;
  store<u32>(r.field + ((<usize>r.field_len) << 2), ch);
  r.field_len++;
  return true;
}

/** Adds `n` characters of a line. */
function addRun(r: Reader, kind: i32, data: usize, n: i32): bool {
  if (!makeRoom(r, n)) return false;
  convertChars(kind, data, 4, r.field + ((<usize>r.field_len) << 2), n);
  r.field_len += n;
  return true;
}

/** The field ends with a line break or the line. */
function endRow(r: Reader, d: Dialect, ch: u32): bool {
  if (!saveField(r, d)) return false;
  r.state = ch == END_OF_LINE ? START_RECORD : EAT_CRNL;
  return true;
}

function endsLine(ch: u32): bool {
  return ch == 10 || ch == 13 || ch == END_OF_LINE;
}

// ---- the state machine -----------------------------------------------------------------------------------------------

function atStartOfField(r: Reader, d: Dialect, ch: u32): bool {
  r.unquoted = true;
  if (endsLine(ch)) return endRow(r, d, ch);
  if (ch == d.quotechar && d.quoting != QUOTE_NONE) {
    r.unquoted = false;
    r.state = IN_QUOTED_FIELD;
    return true;
  }
  if (ch == d.escapechar) {
    r.state = ESCAPED_CHAR;
    return true;
  }
  if (ch == 32 && d.skipinitialspace) return true;
  if (ch == d.delimiter) return saveField(r, d);
  r.state = IN_FIELD;
  return addChar(r, ch);
}

function inField(r: Reader, d: Dialect, ch: u32): bool {
  if (endsLine(ch)) return endRow(r, d, ch);
  if (ch == d.escapechar) {
    r.state = ESCAPED_CHAR;
    return true;
  }
  if (ch == d.delimiter) {
    r.state = START_FIELD;
    return saveField(r, d);
  }
  return addChar(r, ch);
}

function inQuotedField(r: Reader, d: Dialect, ch: u32): bool {
  if (ch == END_OF_LINE) return true;
  if (ch == d.escapechar) {
    r.state = ESCAPE_IN_QUOTED_FIELD;
    return true;
  }
  if (ch == d.quotechar && d.quoting != QUOTE_NONE) {
    r.state = d.doublequote ? QUOTE_IN_QUOTED_FIELD : IN_FIELD;
    return true;
  }
  return addChar(r, ch);
}

function afterQuote(r: Reader, d: Dialect, ch: u32): bool {
  if (d.quoting != QUOTE_NONE && ch == d.quotechar) {
    r.state = IN_QUOTED_FIELD;
    return addChar(r, ch);
  }
  if (ch == d.delimiter) {
    r.state = START_FIELD;
    return saveField(r, d);
  }
  if (endsLine(ch)) return endRow(r, d, ch);
  if (!d.strict) {
    r.state = IN_FIELD;
    return addChar(r, ch);
  }
  const delimiter = PyUnicode_FromOrdinal(<i32>d.delimiter);
  const quote = PyUnicode_FromOrdinal(<i32>d.quotechar);
  if (delimiter !== null && quote !== null) {
    PyErr_Format(csvError(), "'%U' expected after '%U'", changetype<usize>(delimiter), changetype<usize>(quote));
  }
  Py_XDECREF(delimiter);
  Py_XDECREF(quote);
  return false;
}

/** parse_process_char: one character of a line, or END_OF_LINE; false with an exception. */
function processChar(r: Reader, d: Dialect, ch: u32): bool {
  switch (r.state) {
    case START_RECORD:
      if (ch == END_OF_LINE) return true;
      if (ch == 10 || ch == 13) {
        r.state = EAT_CRNL;
        return true;
      }
      r.state = START_FIELD;
      return atStartOfField(r, d, ch);
    case START_FIELD:
      return atStartOfField(r, d, ch);
    case ESCAPED_CHAR:
      r.state = ch == 10 || ch == 13 ? AFTER_ESCAPED_CRNL : IN_FIELD;
      return addChar(r, ch == END_OF_LINE ? 10 : ch);
    case AFTER_ESCAPED_CRNL:
      if (ch == END_OF_LINE) return true;
      // a character that goes on with the field leaves the state as it is
      return inField(r, d, ch);
    case IN_FIELD:
      return inField(r, d, ch);
    case IN_QUOTED_FIELD:
      return inQuotedField(r, d, ch);
    case ESCAPE_IN_QUOTED_FIELD:
      r.state = IN_QUOTED_FIELD;
      return addChar(r, ch == END_OF_LINE ? 10 : ch);
    case QUOTE_IN_QUOTED_FIELD:
      return afterQuote(r, d, ch);
    default: // EAT_CRNL
      if (ch == END_OF_LINE) {
        r.state = START_RECORD;
        return true;
      }
      if (ch == 10 || ch == 13) return true;
      raiseCsv("new-line character seen in unquoted field - do you need to open the file with newline=''?");
      return false;
  }
}

// ---- lines -----------------------------------------------------------------------------------------------------------

let lineKind: i32 = 0;
let lineData: usize = 0;
let lineAscii: bool = false;

function charAt(i: i32): u32 {
  return PyUnicode_READ(lineKind, lineData, i);
}

/** `new` str of characters start..end of the line. */
function cut(start: i32, end: i32): PyObject | null {
  if (start == end) return Py_NewRef(unicodeEmpty());
  const at = lineData + ((<usize>start) << kindShift(lineKind));
  return lineAscii ? PyUnicode_FromASCII(at, end - start) : PyUnicode_FromKindAndData(lineKind, at, end - start);
}

/** First index from `i` of one of four characters. */
function findStop(i: i32, n: i32, a: u32, b: u32, c: u32, d: u32): i32 {
  if (lineKind == 1) {
    const data = lineData;
    for (; i < n; i++) {
      const ch = <u32>load<u8>(data + <usize>i);
      if (ch == a || ch == b || ch == c || ch == d) break;
    }
    return i;
  }
  for (; i < n; i++) {
    const ch = charAt(i);
    if (ch == a || ch == b || ch == c || ch == d) break;
  }
  return i;
}

/**
 * A field that begins at `i` and ends in the same line, with nothing to unescape, at a delimiter, a line break or the line's end: saves it, and
 * returns the index behind that. Else -1 with nothing done, or -2 with an exception.
 */
function wholeField(r: Reader, d: Dialect, i: i32, n: i32): i32 {
  const first = charAt(i);
  const quoted = first == d.quotechar && d.quoting != QUOTE_NONE;
  if (!quoted && first == 32 && d.skipinitialspace) return -1;
  const start = quoted ? i + 1 : i;
  let end: i32;
  if (quoted) {
    end = findStop(start, n, d.quotechar, d.escapechar, d.quotechar, d.escapechar);
    if (end >= n || charAt(end) != d.quotechar) return -1;
  } else {
    end = findStop(start, n, d.delimiter, 10, 13, d.escapechar);
  }
  const next = quoted ? end + 1 : end;
  const stop = next < n ? charAt(next) : END_OF_LINE;
  if (stop != d.delimiter && !endsLine(stop)) return -1;
  if (<i64>(end - start) > fieldLimit) {
    tooLarge();
    return -2;
  }
  r.unquoted = !quoted;
  if (!saveText(r, d, cut(start, end))) return -2;
  r.state = stop == d.delimiter ? START_FIELD : stop == END_OF_LINE ? START_RECORD : EAT_CRNL;
  return next < n ? next + 1 : n;
}

/** How far from `i` the state machine would only gather characters: the index of the first that means something. */
function plainRun(r: Reader, d: Dialect, i: i32, n: i32): i32 {
  if (r.state == IN_FIELD) return findStop(i, n, d.delimiter, 10, 13, d.escapechar);
  if (r.state == IN_QUOTED_FIELD) return findStop(i, n, d.quotechar, d.escapechar, d.quotechar, d.escapechar);
  return i;
}

/** All characters of a line; false with an exception. */
function processLine(r: Reader, d: Dialect, line: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(line);
  lineKind = PyUnicode_KIND(line);
  lineData = PyUnicode_DATA(line);
  lineAscii = PyUnicode_IS_ASCII(line);
  let i = 0;
  while (i < n) {
    if (r.state == START_FIELD || (r.state == START_RECORD && charAt(i) != 10 && charAt(i) != 13)) {
      const next = wholeField(r, d, i, n);
      if (next == -2) return false;
      if (next >= 0) {
        i = next;
        continue;
      }
    }
    const end = plainRun(r, d, i, n);
    if (end > i) {
      if (!addRun(r, lineKind, lineData + ((<usize>i) << kindShift(lineKind)), end - i)) return false;
      i = end;
      continue;
    }
    if (!processChar(r, d, charAt(i))) return false;
    i++;
  }
  // a row that has ended with its last field stays ended
  return processChar(r, d, END_OF_LINE);
}

/** The end of the input: a row that was begun is given, unless it must have ended. 1 a row, 0 none, -1 an exception. */
function atEndOfInput(r: Reader, d: Dialect): i32 {
  if (PyErr_Occurred() !== null) return -1;
  if (r.field_len == 0 && r.state != IN_QUOTED_FIELD) return 0;
  if (!d.strict) return saveField(r, d) ? 1 : -1;
  raiseCsv("unexpected end of data");
  return -1;
}

function reader_iternext(self: PyObject): PyObject | null {
  const r = asReader(self);
  const dialect = r.dialect;
  const input = r.input_iter;
  if (dialect === null || input === null) return null;
  const fields = PyList_New(0);
  if (fields === null) return null;
  const d = asDialect(dialect);
  Py_XSETREF(changetype<usize>(self) + offsetof<Reader>("fields"), fields);
  r.field_len = 0;
  r.state = START_RECORD;
  r.unquoted = false;
  do {
    const line = PyIter_Next(input);
    if (line === null) {
      if (atEndOfInput(r, d) <= 0) return null;
      break;
    }
    if (!PyUnicode_Check(line)) {
      PyErr_Format(
        csvError(),
        "iterator should return strings, not %s (the file should be opened in text mode)",
        line.ob_type.tp_name,
      );
      Py_DECREF(line);
      return null;
    }
    r.line_num++;
    const good = processLine(r, d, line);
    Py_DECREF(line);
    if (!good) return null;
  } while (r.state != START_RECORD);
  const row = r.fields;
  r.fields = null;
  return row;
}

// ---- the type --------------------------------------------------------------------------------------------------------

/** csv.reader(iterable, dialect=None, **options). */
export function csv_reader(module: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("", n, 1, 2)) return null;
  const self = PyType_GenericAlloc(Reader_Type, 0);
  if (self === null) return null;
  const r = asReader(self);
  r.input_iter = PyObject_GetIter(PyTuple_GET_ITEM(args, 0));
  if (r.input_iter !== null) r.dialect = callDialect(n > 1 ? PyTuple_GET_ITEM(args, 1) : null, kwargs);
  if (r.dialect !== null) return self;
  Py_DECREF(self);
  return null;
}

function reader_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const at = changetype<usize>(self);
  let stop = visitField(at + offsetof<Reader>("dialect"), visit, arg);
  if (stop == 0) stop = visitField(at + offsetof<Reader>("input_iter"), visit, arg);
  return stop != 0 ? stop : visitField(at + offsetof<Reader>("fields"), visit, arg);
}

function reader_clear(self: PyObject): i32 {
  const at = changetype<usize>(self);
  Py_CLEAR(at + offsetof<Reader>("dialect"));
  Py_CLEAR(at + offsetof<Reader>("input_iter"));
  Py_CLEAR(at + offsetof<Reader>("fields"));
  return 0;
}

function reader_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  reader_clear(self);
  if (asReader(self).field != 0) PyMem_Free(asReader(self).field);
  PyObject_GC_Del(changetype<usize>(self));
}

export function defineReader(): void {
  const t = Reader_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_csv.reader",
    88,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION | SHOWN_AS_HEAPTYPE,
    "An iterator over the rows in an iterator over lines.",
  );
  t.tp_dealloc = reader_dealloc.index;
  t.tp_traverse = reader_traverse.index;
  t.tp_clear = reader_clear.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = reader_iternext.index;
  addMember(t, "dialect", _Py_T_OBJECT, <i32>offsetof<Reader>("dialect"), Py_READONLY);
  addMember(t, "line_num", Py_T_ULONG, <i32>offsetof<Reader>("line_num"), Py_READONLY);
}
