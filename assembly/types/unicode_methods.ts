/**
 * The methods of str as Python sees them, and their table. Case and is...() are in unicode_case.ts, translate in unicode_translate.ts,
 * format in unicode_template.ts.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyUnicode_Type, Py_False, Py_None, Py_True } from "../object/statics";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  METH_STATIC,
  METH_VARARGS_KEYWORDS,
  addMethod,
} from "../object/typedef";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { argValue, intArg, sizeArg, sliceIndexArg, strArg } from "../protocol/arg_values";
import { PyObject_IsTrue, PyObject_Str, Py_RETURN_BOOL } from "../protocol/compare";
import { _PyUnicode_FormatAdvanced } from "./format_spec";
import { PyLong_FromI64, PyLong_FromSsize_t } from "./long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1 } from "./tuple";
import {
  PyCompactUnicodeObject,
  PyUnicode_Check,
  PyUnicode_CheckExact,
  PyUnicode_CopyCharacters,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_IS_COMPACT,
  PyUnicode_IS_COMPACT_ASCII,
  PyUnicode_KIND,
  PyUnicode_MAX_CHAR_VALUE,
  PyUnicode_New,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
  PyUnicode_WRITE,
  _PyUnicode_Copy,
  kindShift,
  unicodeResultUnchanged,
} from "./unicode";
import {
  unicode_capitalize,
  unicode_casefold,
  unicode_isalnum,
  unicode_isalpha,
  unicode_isascii,
  unicode_isdecimal,
  unicode_isdigit,
  unicode_isidentifier,
  unicode_islower,
  unicode_isnumeric,
  unicode_isprintable,
  unicode_isspace,
  unicode_istitle,
  unicode_isupper,
  unicode_lower,
  unicode_swapcase,
  unicode_title,
  unicode_upper,
} from "./unicode_case";
import { PyUnicode_AsEncodedObject } from "./unicode_codecs";
import { _PyUnicode_IsSpace } from "./unicode_ctype";
import { PyUnicode_Join, PyUnicode_Partition, PyUnicode_RPartition, PyUnicode_Replace } from "./unicode_ops";
import {
  PyUnicode_Count,
  PyUnicode_Find,
  PyUnicode_FindChar,
  PyUnicode_Tailmatch,
  unicodeMatchesAt,
} from "./unicode_search";
import { PyUnicode_RSplit, PyUnicode_Split, PyUnicode_Splitlines } from "./unicode_split";
import { unicodeDoFormat, unicodeDoFormatMap } from "./unicode_template";
import { unicode_maketrans, unicode_translate } from "./unicode_translate";

// ---- finding ----

let findStart: i32 = 0;
let findEnd: i32 = 0;

/** Bounds of find-like calls: (sub[, start[, end]]). False on error. */
function findBounds(args: usize, nargs: i32): bool {
  if (!sliceIndexArg(nargs > 1 ? ptrAt(args, 1) : null, 0)) return false;
  const start = argValue;
  if (!sliceIndexArg(nargs > 2 ? ptrAt(args, 2) : null, 0x7fffffff)) return false;
  findStart = start;
  findEnd = argValue;
  return true;
}

/** Index of args[0] in self, -1 not there, -2 error. */
function findIndex(fname: string, self: PyObject, args: usize, nargs: i32, direction: i32): i32 {
  if (!PyArg_CheckPositional(fname, nargs, 1, 3)) return -2;
  const sub = ptrAt(args, 0);
  if (nargs == 1 && PyUnicode_Check(sub)) return PyUnicode_Find(self, sub, 0, 0x7fffffff, direction);
  if (!strArg(fname, "argument 1", sub) || !findBounds(args, nargs)) return -2;
  return PyUnicode_Find(self, sub, findStart, findEnd, direction);
}

function unicode_find(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = findIndex("find", self, args, nargs, 1);
  return i == -2 ? null : PyLong_FromSsize_t(i);
}

function unicode_rfind(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = findIndex("rfind", self, args, nargs, -1);
  return i == -2 ? null : PyLong_FromSsize_t(i);
}

function foundOrError(i: i32): PyObject | null {
  if (i == -1) return PyErr_SetString(PyExc_ValueError, "substring not found");
  return i == -2 ? null : PyLong_FromSsize_t(i);
}

function unicode_index(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return foundOrError(findIndex("index", self, args, nargs, 1));
}

function unicode_rindex(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return foundOrError(findIndex("rindex", self, args, nargs, -1));
}

function unicode_count(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("count", nargs, 1, 3)) return null;
  const sub = ptrAt(args, 0);
  findStart = 0;
  findEnd = 0x7fffffff;
  if (!PyUnicode_Check(sub) || nargs > 1) {
    if (!strArg("count", "argument 1", sub) || !findBounds(args, nargs)) return null;
  }
  const n = PyUnicode_Count(self, sub, findStart, findEnd);
  return n < 0 ? null : PyLong_FromSsize_t(n);
}

/** Does the whole of `self` begin or end with `sub`? */
function hasTail(self: PyObject, sub: PyObject, direction: i32): bool {
  const rest = PyUnicode_GET_LENGTH(self) - PyUnicode_GET_LENGTH(sub);
  return rest >= 0 && unicodeMatchesAt(self, sub, direction > 0 ? rest : 0);
}

/** The commonest calls, where nothing can be wrong: 1, 0; -1 for all others. */
function plainTailmatch(self: PyObject, sub: PyObject, direction: i32): i32 {
  if (PyUnicode_Check(sub)) return hasTail(self, sub, direction) ? 1 : 0;
  if (!PyTuple_Check(sub)) return -1;
  for (let i = 0; i < PyTuple_GET_SIZE(sub); i++) {
    const item = PyTuple_GET_ITEM(sub, i);
    if (!PyUnicode_Check(item)) return -1;
    if (hasTail(self, item, direction)) return 1;
  }
  return 0;
}

function tailmatch(fname: string, self: PyObject, args: usize, nargs: i32, direction: i32): PyObject | null {
  if (nargs == 1) {
    const answer = plainTailmatch(self, ptrAt(args, 0), direction);
    if (answer >= 0) return Py_NewRef(answer != 0 ? Py_True : Py_False);
  }
  if (!PyArg_CheckPositional(fname, nargs, 1, 3) || !findBounds(args, nargs)) return null;
  const sub = ptrAt(args, 0);
  if (PyUnicode_Check(sub)) return Py_RETURN_BOOL(PyUnicode_Tailmatch(self, sub, findStart, findEnd, direction) != 0);
  if (!PyTuple_Check(sub)) {
    return PyErr_Format(
      PyExc_TypeError,
      "%L first arg must be str or a tuple of str, not %s",
      changetype<usize>(fname),
      sub.ob_type.tp_name,
    );
  }
  const start = findStart;
  const end = findEnd;
  for (let i = 0; i < PyTuple_GET_SIZE(sub); i++) {
    const item = PyTuple_GET_ITEM(sub, i);
    if (!PyUnicode_Check(item)) {
      return PyErr_Format(
        PyExc_TypeError,
        "tuple for %L must only contain str, not %s",
        changetype<usize>(fname),
        item.ob_type.tp_name,
      );
    }
    if (PyUnicode_Tailmatch(self, item, start, end, direction)) return Py_RETURN_BOOL(true);
  }
  return Py_RETURN_BOOL(false);
}

function unicode_startswith(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return tailmatch("startswith", self, args, nargs, -1);
}

function unicode_endswith(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return tailmatch("endswith", self, args, nargs, 1);
}

// ---- cutting ----

function unicode_removeprefix(self: PyObject, prefix: PyObject): PyObject | null {
  if (!strArg("removeprefix", "argument", prefix)) return null;
  if (!PyUnicode_Tailmatch(self, prefix, 0, 0x7fffffff, -1)) return unicodeResultUnchanged(self);
  return PyUnicode_Substring(self, PyUnicode_GET_LENGTH(prefix), PyUnicode_GET_LENGTH(self));
}

function unicode_removesuffix(self: PyObject, suffix: PyObject): PyObject | null {
  if (!strArg("removesuffix", "argument", suffix)) return null;
  if (!PyUnicode_Tailmatch(self, suffix, 0, 0x7fffffff, 1)) return unicodeResultUnchanged(self);
  return PyUnicode_Substring(self, 0, PyUnicode_GET_LENGTH(self) - PyUnicode_GET_LENGTH(suffix));
}

const LEFT: i32 = 1;
const RIGHT: i32 = 2;

/** Cuts white space, or characters of `chars`, from the sides. `new` */
export function unicodeStrip(self: PyObject, chars: PyObject | null, sides: i32): PyObject | null {
  const kind = PyUnicode_KIND(self);
  const data = PyUnicode_DATA(self);
  let start = 0;
  let end = PyUnicode_GET_LENGTH(self);
  if (chars === null) {
    if (sides & LEFT) while (start < end && _PyUnicode_IsSpace(PyUnicode_READ(kind, data, start))) start++;
    if (sides & RIGHT) while (end > start && _PyUnicode_IsSpace(PyUnicode_READ(kind, data, end - 1))) end--;
  } else {
    const mask = charMask(chars);
    if (sides & LEFT) while (start < end && isStripped(chars, mask, PyUnicode_READ(kind, data, start))) start++;
    if (sides & RIGHT) while (end > start && isStripped(chars, mask, PyUnicode_READ(kind, data, end - 1))) end--;
  }
  return PyUnicode_Substring(self, start, end);
}

/** A bit for each remainder by 64 of the characters of `chars`: most of those that are not among them are told by it. */
function charMask(chars: PyObject): u64 {
  const kind = PyUnicode_KIND(chars);
  const data = PyUnicode_DATA(chars);
  let mask: u64 = 0;
  for (let i = 0, n = PyUnicode_GET_LENGTH(chars); i < n; i++) mask |= (<u64>1) << (PyUnicode_READ(kind, data, i) & 63);
  return mask;
}

function isStripped(chars: PyObject, mask: u64, ch: u32): bool {
  return ((mask >> (ch & 63)) & 1) != 0 && PyUnicode_FindChar(chars, ch, 0, 0x7fffffff, 1) >= 0;
}

function stripArgs(fname: string, self: PyObject, args: usize, nargs: i32, sides: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 0, 1)) return null;
  const chars = nargs > 0 ? ptrAt(args, 0) : Py_None;
  if (chars == Py_None) return unicodeStrip(self, null, sides);
  if (!PyUnicode_Check(chars)) {
    return PyErr_Format(PyExc_TypeError, "%L arg must be None or str", changetype<usize>(fname));
  }
  return unicodeStrip(self, chars, sides);
}

function unicode_strip(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return stripArgs("strip", self, args, nargs, LEFT | RIGHT);
}
function unicode_lstrip(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return stripArgs("lstrip", self, args, nargs, LEFT);
}
function unicode_rstrip(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return stripArgs("rstrip", self, args, nargs, RIGHT);
}

/** sep=None, maxsplit=-1 of both splits: maxsplit into argValue; false on error. */
function splitLimit(maxsplit: PyObject | null): bool {
  if (maxsplit !== null) return sizeArg(maxsplit);
  sliceIndexArg(null, -1);
  return true;
}

function badSeparator(sep: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "must be str or None, not %s", sep.ob_type.tp_name);
}

function unicode_split(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (kwnames === null && nargs == 0) return PyUnicode_Split(self, null, -1);
  if (kwnames === null && nargs == 1 && PyUnicode_Check(ptrAt(args, 0)))
    return PyUnicode_Split(self, ptrAt(args, 0), -1);
  if (!parseArgs("split", "sep=,maxsplit=", args, nargs, kwnames)) return null;
  const sep = arg(0);
  if (!splitLimit(arg(1))) return null;
  if (sep === null || sep == Py_None) return PyUnicode_Split(self, null, argValue);
  if (PyUnicode_Check(sep)) return PyUnicode_Split(self, sep, argValue);
  return badSeparator(sep);
}

function unicode_rsplit(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("rsplit", "sep=,maxsplit=", args, nargs, kwnames)) return null;
  const sep = arg(0);
  if (!splitLimit(arg(1))) return null;
  if (sep === null || sep == Py_None) return PyUnicode_RSplit(self, null, argValue);
  if (PyUnicode_Check(sep)) return PyUnicode_RSplit(self, sep, argValue);
  return badSeparator(sep);
}

function unicode_splitlines(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("splitlines", "keepends=", args, nargs, kwnames)) return null;
  const flag = arg(0);
  const keep = flag === null ? 0 : PyObject_IsTrue(flag);
  return keep < 0 ? null : PyUnicode_Splitlines(self, keep != 0);
}

function unicode_partition(self: PyObject, sep: PyObject): PyObject | null {
  return PyUnicode_Partition(self, sep);
}

function unicode_rpartition(self: PyObject, sep: PyObject): PyObject | null {
  return PyUnicode_RPartition(self, sep);
}

function unicode_replace(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs == 2 && kwnames === null) {
    // nearly every call: no list of parameters to look through
    const from = ptrAt(args, 0);
    const to = ptrAt(args, 1);
    if (PyUnicode_Check(from) && PyUnicode_Check(to)) return PyUnicode_Replace(self, from, to, -1);
  }
  if (!parseArgs("replace", "old,new,/,count=", args, nargs, kwnames)) return null;
  const from = argReq(0);
  const to = argReq(1);
  if (!strArg("replace", "argument 1", from) || !strArg("replace", "argument 2", to)) return null;
  if (!splitLimit(arg(2))) return null;
  return PyUnicode_Replace(self, from, to, argValue);
}

function unicode_join(self: PyObject, iterable: PyObject): PyObject | null {
  return PyUnicode_Join(self, iterable);
}

// ---- padding ----

/** `left` fill characters, the text, `right` fill characters: `new`. */
function pad(self: PyObject, left: i32, right: i32, fill: u32): PyObject | null {
  if (left < 0) left = 0;
  if (right < 0) right = 0;
  if (left == 0 && right == 0) return unicodeResultUnchanged(self);
  const n = PyUnicode_GET_LENGTH(self);
  if (<i64>left + n + right > 0x7fffffff) {
    return PyErr_SetString(PyExc_OverflowError, "padded string is too long");
  }
  const max = PyUnicode_MAX_CHAR_VALUE(self);
  const result = PyUnicode_New(left + n + right, fill > max ? fill : max);
  if (result === null) return null;
  const kind = PyUnicode_KIND(result);
  const data = PyUnicode_DATA(result);
  for (let i = 0; i < left; i++) PyUnicode_WRITE(kind, data, i, fill);
  PyUnicode_CopyCharacters(result, left, self, 0, n);
  for (let i = 0; i < right; i++) PyUnicode_WRITE(kind, data, left + n + i, fill);
  return result;
}

let padWidth: i32 = 0;
let padFill: u32 = 0;

/** (width[, fillchar]) of center, ljust and rjust; false on error. */
function padArgs(fname: string, args: usize, nargs: i32): bool {
  if (!PyArg_CheckPositional(fname, nargs, 1, 2) || !sizeArg(ptrAt(args, 0))) return false;
  padWidth = argValue;
  padFill = 0x20;
  if (nargs < 2) return true;
  const fill = ptrAt(args, 1);
  if (!PyUnicode_Check(fill)) {
    PyErr_Format(PyExc_TypeError, "The fill character must be a unicode character, not %s", fill.ob_type.tp_name);
    return false;
  }
  if (PyUnicode_GET_LENGTH(fill) != 1) {
    PyErr_SetString(PyExc_TypeError, "The fill character must be exactly one character long");
    return false;
  }
  padFill = PyUnicode_READ_CHAR(fill, 0);
  return true;
}

function unicode_center(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!padArgs("center", args, nargs)) return null;
  const n = PyUnicode_GET_LENGTH(self);
  if (n >= padWidth) return unicodeResultUnchanged(self);
  const margin = padWidth - n;
  const left = (margin >> 1) + (margin & padWidth & 1);
  return pad(self, left, margin - left, padFill);
}

function unicode_ljust(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!padArgs("ljust", args, nargs)) return null;
  const n = PyUnicode_GET_LENGTH(self);
  return n >= padWidth ? unicodeResultUnchanged(self) : pad(self, 0, padWidth - n, padFill);
}

function unicode_rjust(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!padArgs("rjust", args, nargs)) return null;
  const n = PyUnicode_GET_LENGTH(self);
  return n >= padWidth ? unicodeResultUnchanged(self) : pad(self, padWidth - n, 0, padFill);
}

function unicode_zfill(self: PyObject, width: PyObject): PyObject | null {
  if (!sizeArg(width)) return null;
  const n = PyUnicode_GET_LENGTH(self);
  if (n >= argValue) return unicodeResultUnchanged(self);
  const fill = argValue - n;
  const result = pad(self, fill, 0, 0x30);
  if (result === null || n == 0) return result;
  const kind = PyUnicode_KIND(result);
  const data = PyUnicode_DATA(result);
  const first = PyUnicode_READ(kind, data, fill);
  if (first == 0x2b || first == 0x2d) {
    PyUnicode_WRITE(kind, data, 0, first);
    PyUnicode_WRITE(kind, data, fill, 0x30);
  }
  return result;
}

/** The text with tabs expanded, measured first; -1 if it is too long. */
function expandedLength(self: PyObject, tabsize: i32): i64 {
  const n = PyUnicode_GET_LENGTH(self);
  const kind = PyUnicode_KIND(self);
  const data = PyUnicode_DATA(self);
  let size: i64 = 0;
  let column: i64 = 0;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (ch == 9) {
      const step = tabsize > 0 ? <i64>tabsize - (column % <i64>tabsize) : 0;
      size += step;
      column += step;
    } else {
      size++;
      column = ch == 10 || ch == 13 ? 0 : column + 1;
    }
  }
  return size;
}

function unicode_expandtabs(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("expandtabs", "tabsize=", args, nargs, kwnames)) return null;
  let tabsize = 8;
  if (arg(0) !== null) {
    if (!intArg(argReq(0))) return null;
    tabsize = argValue;
  }
  if (PyUnicode_FindChar(self, 9, 0, 0x7fffffff, 1) < 0) return unicodeResultUnchanged(self);
  const total = expandedLength(self, tabsize);
  if (total > 0x7fffffff) return PyErr_SetString(PyExc_OverflowError, "new string is too long");
  const result = PyUnicode_New(<i32>total, PyUnicode_MAX_CHAR_VALUE(self));
  if (result === null || total == 0) return result;
  const n = PyUnicode_GET_LENGTH(self);
  const kind = PyUnicode_KIND(self);
  const from = PyUnicode_DATA(self);
  const to = PyUnicode_DATA(result);
  let column = 0;
  let k = 0;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, from, i);
    if (ch == 9) {
      let step = tabsize > 0 ? tabsize - (column % tabsize) : 0;
      column += step;
      while (step-- > 0) PyUnicode_WRITE(kind, to, k++, 0x20);
    } else {
      PyUnicode_WRITE(kind, to, k++, ch);
      column = ch == 10 || ch == 13 ? 0 : column + 1;
    }
  }
  return result;
}

// ---- the rest ----

function unicode_encode(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs == 0 && kwnames === null) return PyUnicode_AsEncodedObject(self, null, null);
  if (!parseArgs("encode", "encoding=,errors=", args, nargs, kwnames)) return null;
  const encoding = arg(0);
  const errors = arg(1);
  if (encoding !== null && !strArg("encode", "argument 'encoding'", encoding)) return null;
  if (errors !== null && !strArg("encode", "argument 'errors'", errors)) return null;
  return PyUnicode_AsEncodedObject(self, encoding, errors);
}

function unicode_format(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return unicodeDoFormat(self, args, kwargs);
}

function unicode_format_map(self: PyObject, mapping: PyObject): PyObject | null {
  return unicodeDoFormatMap(self, mapping);
}

function unicode___format__(self: PyObject, spec: PyObject): PyObject | null {
  if (!strArg("__format__", "argument", spec)) return null;
  if (PyUnicode_GET_LENGTH(spec) == 0) {
    return PyUnicode_CheckExact(self) ? unicodeResultUnchanged(self) : PyObject_Str(self);
  }
  return _PyUnicode_FormatAdvanced(self, spec);
}

/** Bytes of the object, its cached UTF-8 included. */
function unicode_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  let size = (<i64>PyUnicode_GET_LENGTH(self) + 1) << (<i64>kindShift(PyUnicode_KIND(self)));
  if (PyUnicode_IS_COMPACT_ASCII(self)) size += 40;
  else if (PyUnicode_IS_COMPACT(self)) size += 56;
  else size += self.ob_type.tp_basicsize;
  if (!PyUnicode_IS_COMPACT_ASCII(self)) {
    const s = changetype<PyCompactUnicodeObject>(self);
    if (s.utf8 != 0 && !PyUnicode_IS_ASCII(self)) size += s.utf8_length + 1;
  }
  return PyLong_FromI64(size);
}

function unicode_getnewargs(self: PyObject, unused: PyObject | null): PyObject | null {
  const copy = _PyUnicode_Copy(self);
  if (copy === null) return null;
  const result = PyTuple_Pack1(copy);
  Py_DECREF(copy);
  return result;
}

/** Adds a method; `signature` follows the name in CPython's first doc line. */
function method(name: string, meth: u32, flags: i32, doc: string): void {
  addMethod(PyUnicode_Type, name, meth, flags, doc);
}

export function addUnicodeMethods(): void {
  const KW = METH_FASTCALL_KEYWORDS;
  method(
    "encode",
    unicode_encode.index,
    KW,
    "encode($self, /, encoding='utf-8', errors='strict')\n--\n\nEncode the string using the codec registered for encoding.",
  );
  method(
    "replace",
    unicode_replace.index,
    KW,
    "replace($self, old, new, /, count=-1)\n--\n\nA copy with new wherever old occurs, count times at most.",
  );
  method(
    "split",
    unicode_split.index,
    KW,
    "split($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts of the string between occurrences of sep, or of whitespace, as a list.",
  );
  method(
    "rsplit",
    unicode_rsplit.index,
    KW,
    "rsplit($self, /, sep=None, maxsplit=-1)\n--\n\nReturn a list of the substrings in the string, splitting from the right.",
  );
  method(
    "join",
    unicode_join.index,
    METH_O,
    "join($self, iterable, /)\n--\n\nConcatenate any number of strings, this string between them.",
  );
  method(
    "capitalize",
    unicode_capitalize.index,
    METH_NOARGS,
    "capitalize($self, /)\n--\n\nReturn a capitalized version of the string.",
  );
  method(
    "casefold",
    unicode_casefold.index,
    METH_NOARGS,
    "casefold($self, /)\n--\n\nA copy for comparing texts whose case does not matter.",
  );
  method(
    "title",
    unicode_title.index,
    METH_NOARGS,
    "title($self, /)\n--\n\nA copy in which words begin with a capital and go on in small letters.",
  );
  method(
    "center",
    unicode_center.index,
    METH_FASTCALL,
    "center($self, width, fillchar=' ', /)\n--\n\nReturn a centered string of length width.",
  );
  method(
    "count",
    unicode_count.index,
    METH_FASTCALL,
    "count($self, sub[, start[, end]], /)\n--\n\nReturn the number of non-overlapping occurrences of substring sub.",
  );
  method(
    "expandtabs",
    unicode_expandtabs.index,
    KW,
    "expandtabs($self, /, tabsize=8)\n--\n\nA copy with spaces up to the next tab stop in place of each tab.",
  );
  method(
    "find",
    unicode_find.index,
    METH_FASTCALL,
    "find($self, sub[, start[, end]], /)\n--\n\nReturn the lowest index where substring sub is found, or -1.",
  );
  method(
    "partition",
    unicode_partition.index,
    METH_O,
    "partition($self, sep, /)\n--\n\nThe string before the first sep, sep, and the string behind it.",
  );
  method(
    "index",
    unicode_index.index,
    METH_FASTCALL,
    "index($self, sub[, start[, end]], /)\n--\n\nReturn the lowest index where substring sub is found.",
  );
  method(
    "ljust",
    unicode_ljust.index,
    METH_FASTCALL,
    "ljust($self, width, fillchar=' ', /)\n--\n\nReturn a left-justified string of length width.",
  );
  method(
    "lower",
    unicode_lower.index,
    METH_NOARGS,
    "lower($self, /)\n--\n\nReturn a copy of the string converted to lowercase.",
  );
  method(
    "lstrip",
    unicode_lstrip.index,
    METH_FASTCALL,
    "lstrip($self, chars=None, /)\n--\n\nA copy without the whitespace, or these characters, at its start.",
  );
  method(
    "rfind",
    unicode_rfind.index,
    METH_FASTCALL,
    "rfind($self, sub[, start[, end]], /)\n--\n\nReturn the highest index where substring sub is found, or -1.",
  );
  method(
    "rindex",
    unicode_rindex.index,
    METH_FASTCALL,
    "rindex($self, sub[, start[, end]], /)\n--\n\nReturn the highest index where substring sub is found.",
  );
  method(
    "rjust",
    unicode_rjust.index,
    METH_FASTCALL,
    "rjust($self, width, fillchar=' ', /)\n--\n\nReturn a right-justified string of length width.",
  );
  method(
    "rstrip",
    unicode_rstrip.index,
    METH_FASTCALL,
    "rstrip($self, chars=None, /)\n--\n\nA copy without the whitespace, or these characters, at its end.",
  );
  method(
    "rpartition",
    unicode_rpartition.index,
    METH_O,
    "rpartition($self, sep, /)\n--\n\nPartition the string into three parts, searching from the end.",
  );
  method(
    "splitlines",
    unicode_splitlines.index,
    KW,
    "splitlines($self, /, keepends=False)\n--\n\nThe lines of the string as a list, with their ends if keepends is true.",
  );
  method(
    "strip",
    unicode_strip.index,
    METH_FASTCALL,
    "strip($self, chars=None, /)\n--\n\nA copy without the whitespace, or these characters, at both ends.",
  );
  method(
    "swapcase",
    unicode_swapcase.index,
    METH_NOARGS,
    "swapcase($self, /)\n--\n\nA copy with capitals made small and small letters made capitals.",
  );
  method(
    "translate",
    unicode_translate.index,
    METH_O,
    "translate($self, table, /)\n--\n\nA copy with each character replaced by what the table says of it.",
  );
  method(
    "upper",
    unicode_upper.index,
    METH_NOARGS,
    "upper($self, /)\n--\n\nReturn a copy of the string converted to uppercase.",
  );
  method(
    "startswith",
    unicode_startswith.index,
    METH_FASTCALL,
    "startswith($self, prefix[, start[, end]], /)\n--\n\nSay whether the string starts with prefix, or with one of a tuple.",
  );
  method(
    "endswith",
    unicode_endswith.index,
    METH_FASTCALL,
    "endswith($self, suffix[, start[, end]], /)\n--\n\nSay whether the string ends with suffix, or with one of a tuple.",
  );
  method(
    "removeprefix",
    unicode_removeprefix.index,
    METH_O,
    "removeprefix($self, prefix, /)\n--\n\nA copy without the prefix, if the string starts with it.",
  );
  method(
    "removesuffix",
    unicode_removesuffix.index,
    METH_O,
    "removesuffix($self, suffix, /)\n--\n\nA copy without the suffix, if the string ends with it.",
  );
  addQuestions();
  method(
    "zfill",
    unicode_zfill.index,
    METH_O,
    "zfill($self, width, /)\n--\n\nA copy of at least this width, with zeros behind the sign.",
  );
  method(
    "format",
    unicode_format.index,
    METH_VARARGS_KEYWORDS,
    "format($self, /, *args, **kwargs)\n--\n\nA copy with the arguments put where the string has braces.",
  );
  method(
    "format_map",
    unicode_format_map.index,
    METH_O,
    "format_map($self, mapping, /)\n--\n\nA copy with the mapping's values put where the string has braces.",
  );
  method(
    "__format__",
    unicode___format__.index,
    METH_O,
    "__format__($self, format_spec, /)\n--\n\nThe string as a format_spec wants it: width, alignment, fill, precision.",
  );
  method(
    "maketrans",
    unicode_maketrans.index,
    METH_FASTCALL | METH_STATIC,
    "maketrans(x, y=<unrepresentable>, z=<unrepresentable>, /)\n--\n\nReturn a translation table usable for str.translate().",
  );
  method(
    "__sizeof__",
    unicode_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nReturn the size of the string in memory, in bytes.",
  );
  method("__getnewargs__", unicode_getnewargs.index, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n");
}

function addQuestions(): void {
  method(
    "isascii",
    unicode_isascii.index,
    METH_NOARGS,
    "isascii($self, /)\n--\n\nSay whether all characters are ASCII; so they are if there are none.",
  );
  method(
    "islower",
    unicode_islower.index,
    METH_NOARGS,
    "islower($self, /)\n--\n\nSay whether there are cased characters and all of them are small.",
  );
  method(
    "isupper",
    unicode_isupper.index,
    METH_NOARGS,
    "isupper($self, /)\n--\n\nSay whether there are cased characters and all of them are capitals.",
  );
  method(
    "istitle",
    unicode_istitle.index,
    METH_NOARGS,
    "istitle($self, /)\n--\n\nSay whether words begin with a capital and go on in small letters.",
  );
  method(
    "isspace",
    unicode_isspace.index,
    METH_NOARGS,
    "isspace($self, /)\n--\n\nSay whether there are characters and all of them are whitespace.",
  );
  method(
    "isdecimal",
    unicode_isdecimal.index,
    METH_NOARGS,
    "isdecimal($self, /)\n--\n\nSay whether there are characters and all of them are decimal digits.",
  );
  method(
    "isdigit",
    unicode_isdigit.index,
    METH_NOARGS,
    "isdigit($self, /)\n--\n\nSay whether there are characters and all of them are digits, superscripts included.",
  );
  method(
    "isnumeric",
    unicode_isnumeric.index,
    METH_NOARGS,
    "isnumeric($self, /)\n--\n\nSay whether there are characters and all of them are numeric.",
  );
  method(
    "isalpha",
    unicode_isalpha.index,
    METH_NOARGS,
    "isalpha($self, /)\n--\n\nSay whether there are characters and all of them are letters.",
  );
  method(
    "isalnum",
    unicode_isalnum.index,
    METH_NOARGS,
    "isalnum($self, /)\n--\n\nSay whether there are characters and all of them are letters or numbers.",
  );
  method(
    "isidentifier",
    unicode_isidentifier.index,
    METH_NOARGS,
    "isidentifier($self, /)\n--\n\nSay whether the string could be a name in Python; keywords could.",
  );
  method(
    "isprintable",
    unicode_isprintable.index,
    METH_NOARGS,
    "isprintable($self, /)\n--\n\nReturn True if all characters in the string are printable, False otherwise.",
  );
}
