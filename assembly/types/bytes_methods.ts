/**
 * The methods that bytes and bytearray share (Objects/bytes_methods.c, stringlib): searching, cutting, padding, joining, case.
 *
 * Invariant: a result has the receiver's base type (`newLike`): bytes for bytes, bytearray for bytearray; an exact bytes that does not
 * change is returned as it is. While Python code or another object's buffer is involved, a bytearray receiver is held by a view.
 */
import { PyObject, PyTypeObject, ptrAt } from "../object/layout";
import { Py_NewRef } from "../object/refcount";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  METH_STATIC,
  addMethod,
} from "../object/typedef";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { argValue, intArg, sizeArg, sliceIndexArg, strArg } from "../protocol/arg_values";
import { Py_buffer, PyObject_CheckBuffer, freeBuffer, simpleBuffer } from "../protocol/buffer";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { PyIndex_Check } from "../protocol/number";
import { PyLong_FromSsize_t } from "./long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { bytesEqual } from "./unicode";
import { PyUnicode_DecodeBytes } from "./unicode_codecs";
import { adjustIndices, boundEnd, boundStart } from "./unicode_search";
import { fastCount, fastFind, fastRFind } from "./fastsearch";
import { byteValue } from "./bytes_iterable";
import {
  PyBytes_AS_STRING,
  PyBytes_Check,
  PyBytes_CheckExact,
  PyBytes_FromStringAndSize,
  PyBytes_GET_SIZE,
} from "./bytes";
import {
  PyByteArray_AS_STRING,
  PyByteArray_Check,
  PyByteArray_FromStringAndSize,
  PyByteArray_GET_SIZE,
} from "./bytearray";
import {
  bytes_capitalize,
  bytes_isalnum,
  bytes_isalpha,
  bytes_isascii,
  bytes_isdigit,
  bytes_islower,
  bytes_isspace,
  bytes_istitle,
  bytes_isupper,
  bytes_lower,
  bytes_swapcase,
  bytes_title,
  bytes_upper,
} from "./bytes_case";
import { bytearray_fromhex, bytes_fromhex, bytes_hex } from "./bytes_hex";
import {
  bytes_join,
  bytes_lstrip,
  bytes_maketrans,
  bytes_partition,
  bytes_removeprefix,
  bytes_removesuffix,
  bytes_replace,
  bytes_rpartition,
  bytes_rsplit,
  bytes_rstrip,
  bytes_split,
  bytes_splitlines,
  bytes_strip,
  bytes_translate,
} from "./bytes_pieces";

export function dataOf(self: PyObject): usize {
  return PyBytes_Check(self) ? PyBytes_AS_STRING(self) : PyByteArray_AS_STRING(self);
}

export function sizeOf(self: PyObject): i32 {
  return PyBytes_Check(self) ? PyBytes_GET_SIZE(self) : PyByteArray_GET_SIZE(self);
}

/** `new` object of the receiver's base type with those bytes (src 0: to be written). */
export function newLike(self: PyObject, src: usize, n: i32): PyObject | null {
  return PyBytes_Check(self) ? PyBytes_FromStringAndSize(src, n) : PyByteArray_FromStringAndSize(src, n);
}

/** "Unchanged": the same exact bytes, else a copy. `new` */
export function unchanged(self: PyObject): PyObject | null {
  if (PyBytes_CheckExact(self)) return Py_NewRef(self);
  return newLike(self, dataOf(self), sizeOf(self));
}

// ---- finding ----

const oneByte: usize = memory.data(8, 8);
/** The needle of the last `needle` call. */
let needlePtr: usize = 0;
let needleLen: i32 = 0;

/** Reads a needle: an int (one byte) or a buffer. Returns a view to free, or null: then an error if `needleLen` is -1. */
function needle(op: PyObject): Py_buffer | null {
  if (PyObject_CheckBuffer(op)) {
    const view = simpleBuffer(op);
    needleLen = -1;
    if (view !== null) {
      needlePtr = view.buf;
      needleLen = view.len;
    }
    return view;
  }
  needleLen = -1;
  if (!PyIndex_Check(op)) {
    PyErr_Format(PyExc_TypeError, "argument should be integer or bytes-like object, not '%s'", op.ob_type.tp_name);
    return null;
  }
  const v = byteValue(op, "byte");
  if (v < 0) return null;
  store<u8>(oneByte, <u8>v);
  needlePtr = oneByte;
  needleLen = 1;
  return null;
}

const FIND: i32 = 0;
const RFIND: i32 = 1;
const COUNT: i32 = 2;

/** Runs one search over self[start:end]; -2 on error. */
function search(fname: string, self: PyObject, args: usize, nargs: i32, what: i32): i32 {
  if (!PyArg_CheckPositional(fname, nargs, 1, 3)) return -2;
  if (!sliceIndexArg(nargs > 1 ? ptrAt(args, 1) : null, 0)) return -2;
  const start = argValue;
  if (!sliceIndexArg(nargs > 2 ? ptrAt(args, 2) : null, 0x7fffffff)) return -2;
  const end = argValue;
  const view = needle(ptrAt(args, 0));
  if (needleLen < 0) return -2;
  adjustIndices(start, end, sizeOf(self));
  const n = boundEnd - boundStart;
  const s = dataOf(self) + <usize>boundStart;
  let result = what == COUNT ? 0 : -1;
  if (n >= 0) {
    if (what == COUNT) {
      result = needleLen == 0 ? n + 1 : needleLen > n ? 0 : fastCount<u8>(s, n, needlePtr, needleLen, 0x7fffffff);
    } else {
      result = what == FIND ? fastFind<u8>(s, n, needlePtr, needleLen) : fastRFind<u8>(s, n, needlePtr, needleLen);
      if (result >= 0) result += boundStart;
    }
  }
  if (view !== null) freeBuffer(view);
  return result;
}

function bytes_find(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = search("find", self, args, nargs, FIND);
  return i == -2 ? null : PyLong_FromSsize_t(i);
}
function bytes_rfind(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = search("rfind", self, args, nargs, RFIND);
  return i == -2 ? null : PyLong_FromSsize_t(i);
}
function bytes_count(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = search("count", self, args, nargs, COUNT);
  return i == -2 ? null : PyLong_FromSsize_t(i);
}
function bytes_index(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = search("index", self, args, nargs, FIND);
  if (i == -1) return PyErr_SetString(PyExc_ValueError, "subsection not found");
  return i == -2 ? null : PyLong_FromSsize_t(i);
}
function bytes_rindex(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = search("rindex", self, args, nargs, RFIND);
  if (i == -1) return PyErr_SetString(PyExc_ValueError, "subsection not found");
  return i == -2 ? null : PyLong_FromSsize_t(i);
}

/** `item in self`. */
export function bytesContains(self: PyObject, item: PyObject): i32 {
  if (PyIndex_Check(item)) {
    const v = byteValue(item, "byte");
    if (v < 0) return -1;
    store<u8>(oneByte, <u8>v);
    return fastFind<u8>(dataOf(self), sizeOf(self), oneByte, 1) >= 0 ? 1 : 0;
  }
  const view = simpleBuffer(item);
  if (view === null) return -1;
  const i = fastFind<u8>(dataOf(self), sizeOf(self), view.buf, view.len);
  freeBuffer(view);
  return i >= 0 ? 1 : 0;
}

/** Does self[start:end] begin (direction < 0) or end with a buffer? -1 error. */
export function tailmatch(self: PyObject, sub: PyObject, start: i32, end: i32, direction: i32): i32 {
  const view = simpleBuffer(sub);
  if (view === null) return -1;
  adjustIndices(start, end, sizeOf(self));
  const m = view.len;
  let match = false;
  if (boundEnd - boundStart >= m) {
    const at = direction > 0 ? boundEnd - m : boundStart;
    match = bytesEqual(dataOf(self) + <usize>at, view.buf, <usize>m);
  }
  freeBuffer(view);
  return match ? 1 : 0;
}

function startsOrEnds(fname: string, self: PyObject, args: usize, nargs: i32, direction: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 1, 3)) return null;
  if (!sliceIndexArg(nargs > 1 ? ptrAt(args, 1) : null, 0)) return null;
  const start = argValue;
  if (!sliceIndexArg(nargs > 2 ? ptrAt(args, 2) : null, 0x7fffffff)) return null;
  const end = argValue;
  const sub = ptrAt(args, 0);
  if (PyTuple_Check(sub)) {
    for (let i = 0; i < PyTuple_GET_SIZE(sub); i++) {
      const r = tailmatch(self, PyTuple_GET_ITEM(sub, i), start, end, direction);
      if (r != 0) return r < 0 ? null : Py_RETURN_BOOL(true);
    }
    return Py_RETURN_BOOL(false);
  }
  if (!PyObject_CheckBuffer(sub)) {
    return PyErr_Format(
      PyExc_TypeError,
      "%L first arg must be bytes or a tuple of bytes, not %s",
      changetype<usize>(fname),
      sub.ob_type.tp_name,
    );
  }
  const r = tailmatch(self, sub, start, end, direction);
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function bytes_startswith(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return startsOrEnds("startswith", self, args, nargs, -1);
}
function bytes_endswith(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return startsOrEnds("endswith", self, args, nargs, 1);
}

// ---- padding ----

function pad(self: PyObject, left: i32, right: i32, fill: u8): PyObject | null {
  const n = sizeOf(self);
  if (left <= 0 && right <= 0) return unchanged(self);
  if (<i64>left + n + right > 0x7ffffe00) return PyErr_NoMemory();
  const result = newLike(self, 0, left + n + right);
  if (result === null) return null;
  const p = dataOf(result);
  memory.fill(p, fill, <usize>left);
  memory.copy(p + <usize>left, dataOf(self), <usize>n);
  memory.fill(p + <usize>(left + n), fill, <usize>right);
  return result;
}

let padFill: u8 = 0x20;

/** (width[, fillbyte]): the width into argValue. */
function padArgs(fname: string, args: usize, nargs: i32): bool {
  if (!PyArg_CheckPositional(fname, nargs, 1, 2)) return false;
  padFill = 0x20;
  if (nargs == 2) {
    const f = ptrAt(args, 1);
    const isOne = (PyBytes_Check(f) || PyByteArray_Check(f)) && sizeOf(f) == 1;
    if (!isOne) {
      PyErr_Format(
        PyExc_TypeError,
        "%L() argument 2 must be a byte string of length 1, not %s",
        changetype<usize>(fname),
        f.ob_type.tp_name,
      );
      return false;
    }
    padFill = load<u8>(dataOf(f));
  }
  return sizeArg(ptrAt(args, 0));
}

function bytes_center(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!padArgs("center", args, nargs)) return null;
  const margin = argValue - sizeOf(self);
  if (argValue <= sizeOf(self)) return unchanged(self);
  const left = (margin >> 1) + (margin & argValue & 1);
  return pad(self, left, margin - left, padFill);
}
function bytes_ljust(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!padArgs("ljust", args, nargs)) return null;
  return argValue <= sizeOf(self) ? unchanged(self) : pad(self, 0, argValue - sizeOf(self), padFill);
}
function bytes_rjust(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!padArgs("rjust", args, nargs)) return null;
  return argValue <= sizeOf(self) ? unchanged(self) : pad(self, argValue - sizeOf(self), 0, padFill);
}

function bytes_zfill(self: PyObject, width: PyObject): PyObject | null {
  if (!sizeArg(width)) return null;
  const fill = argValue <= sizeOf(self) ? 0 : argValue - sizeOf(self);
  if (fill == 0) return unchanged(self);
  const result = pad(self, fill, 0, 0x30);
  if (result === null || sizeOf(self) == 0) return result;
  const p = dataOf(result);
  const first = load<u8>(p + <usize>fill);
  if (first == 0x2b || first == 0x2d) {
    store<u8>(p, first);
    store<u8>(p + <usize>fill, 0x30);
  }
  return result;
}

function bytes_expandtabs(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("expandtabs", "tabsize=", args, nargs, kwnames)) return null;
  let tabsize = 8;
  if (arg(0) !== null) {
    if (!intArg(argReq(0))) return null;
    tabsize = argValue;
  }
  const n = sizeOf(self);
  const s = dataOf(self);
  let result: PyObject | null = null;
  let to: usize = 0;
  for (let pass = 0; pass < 2; pass++) {
    let total: i64 = 0;
    let column: i64 = 0;
    for (let i = 0; i < n; i++) {
      const c = load<u8>(s + <usize>i);
      const step: i64 = c == 9 ? (tabsize > 0 ? <i64>tabsize - (column % <i64>tabsize) : 0) : 1;
      if (pass == 1) memory.fill(to + <usize>total, c == 9 ? 0x20 : c, <usize>step);
      total += step;
      column = c == 10 || c == 13 ? 0 : column + step;
    }
    if (pass == 0) {
      if (total > 0x7ffffe00) return PyErr_SetString(PyExc_OverflowError, "result too long");
      result = newLike(self, 0, <i32>total);
      if (result === null || total == 0) return result;
      to = dataOf(result);
    }
  }
  return result;
}

function bytes_decode(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decode", "encoding=,errors=", args, nargs, kwnames)) return null;
  const encoding = arg(0);
  const errors = arg(1);
  if (encoding !== null && !strArg("decode", "argument 'encoding'", encoding)) return null;
  if (errors !== null && !strArg("decode", "argument 'errors'", errors)) return null;
  return PyUnicode_DecodeBytes(dataOf(self), sizeOf(self), encoding, errors);
}

/** Adds the shared methods to bytes or bytearray. */
export function addSharedBytesMethods(t: PyTypeObject, isByteArray: bool): void {
  const KW = METH_FASTCALL_KEYWORDS;
  addMethod(
    t,
    "capitalize",
    bytes_capitalize.index,
    METH_NOARGS,
    "capitalize($self, /)\n--\n\nReturn a copy with only its first byte capitalized (ASCII).",
  );
  addMethod(
    t,
    "center",
    bytes_center.index,
    METH_FASTCALL,
    "center($self, width, fillchar=b' ', /)\n--\n\nReturn a centered string of length width.",
  );
  addMethod(
    t,
    "count",
    bytes_count.index,
    METH_FASTCALL,
    "count($self, sub[, start[, end]], /)\n--\n\nReturn the number of non-overlapping occurrences of subsection sub.",
  );
  addMethod(
    t,
    "decode",
    bytes_decode.index,
    KW,
    "decode($self, /, encoding='utf-8', errors='strict')\n--\n\nDecode the bytes using the codec registered for encoding.",
  );
  addMethod(
    t,
    "endswith",
    bytes_endswith.index,
    METH_FASTCALL,
    "endswith($self, suffix[, start[, end]], /)\n--\n\nReturn True if the bytes end with the specified suffix.",
  );
  addMethod(
    t,
    "expandtabs",
    bytes_expandtabs.index,
    KW,
    "expandtabs($self, /, tabsize=8)\n--\n\nA copy with spaces up to the next tab stop in place of each tab.",
  );
  addMethod(
    t,
    "find",
    bytes_find.index,
    METH_FASTCALL,
    "find($self, sub[, start[, end]], /)\n--\n\nReturn the lowest index where subsection sub is found, or -1.",
  );
  addMethod(
    t,
    "fromhex",
    isByteArray ? bytearray_fromhex.index : bytes_fromhex.index,
    METH_O | METH_CLASS,
    "fromhex($type, string, /)\n--\n\nCreate from a string of hexadecimal numbers.\n\n>>> bytes(bytearray.fromhex('4b 72 61')), bytes.fromhex('4b7261')\n(b'Kra', b'Kra')",
  );
  addMethod(
    t,
    "hex",
    bytes_hex.index,
    KW,
    "hex($self, /, sep=<unrepresentable>, bytes_per_sep=1)\n--\n\nCreate a string of hexadecimal numbers.\n\n>>> b'krait'.hex(), bytearray(b'krait').hex('-', 2)\n('6b72616974', '6b-7261-6974')",
  );
  addMethod(
    t,
    "index",
    bytes_index.index,
    METH_FASTCALL,
    "index($self, sub[, start[, end]], /)\n--\n\nReturn the lowest index where subsection sub is found.",
  );
  addMethod(
    t,
    "join",
    bytes_join.index,
    METH_O,
    "join($self, iterable_of_bytes, /)\n--\n\nConcatenate any number of bytes objects.",
  );
  addMethod(
    t,
    "ljust",
    bytes_ljust.index,
    METH_FASTCALL,
    "ljust($self, width, fillchar=b' ', /)\n--\n\nReturn a left-justified string of length width.",
  );
  addMethod(
    t,
    "lower",
    bytes_lower.index,
    METH_NOARGS,
    "lower($self, /)\n--\n\nReturn a copy with all ASCII characters converted to lowercase.",
  );
  addMethod(
    t,
    "lstrip",
    bytes_lstrip.index,
    METH_FASTCALL,
    "lstrip($self, bytes=None, /)\n--\n\nStrip leading bytes contained in the argument.",
  );
  addMethod(
    t,
    "maketrans",
    bytes_maketrans.index,
    METH_FASTCALL | METH_STATIC,
    "maketrans(frm, to, /)\n--\n\nReturn a translation table usable for the translate method.",
  );
  addMethod(
    t,
    "partition",
    bytes_partition.index,
    METH_O,
    "partition($self, sep, /)\n--\n\nPartition into three parts using the given separator.",
  );
  addMethod(
    t,
    "replace",
    bytes_replace.index,
    METH_FASTCALL,
    "replace($self, old, new, count=-1, /)\n--\n\nReturn a copy with all occurrences of old replaced by new.",
  );
  addMethod(
    t,
    "removeprefix",
    bytes_removeprefix.index,
    METH_O,
    "removeprefix($self, prefix, /)\n--\n\nReturn a copy with the given prefix removed if present.",
  );
  addMethod(
    t,
    "removesuffix",
    bytes_removesuffix.index,
    METH_O,
    "removesuffix($self, suffix, /)\n--\n\nReturn a copy with the given suffix removed if present.",
  );
  addMethod(
    t,
    "rfind",
    bytes_rfind.index,
    METH_FASTCALL,
    "rfind($self, sub[, start[, end]], /)\n--\n\nReturn the highest index where subsection sub is found, or -1.",
  );
  addMethod(
    t,
    "rindex",
    bytes_rindex.index,
    METH_FASTCALL,
    "rindex($self, sub[, start[, end]], /)\n--\n\nReturn the highest index where subsection sub is found.",
  );
  addMethod(
    t,
    "rjust",
    bytes_rjust.index,
    METH_FASTCALL,
    "rjust($self, width, fillchar=b' ', /)\n--\n\nReturn a right-justified string of length width.",
  );
  addMethod(
    t,
    "rpartition",
    bytes_rpartition.index,
    METH_O,
    "rpartition($self, sep, /)\n--\n\nPartition into three parts, searching from the end.",
  );
  addMethod(
    t,
    "rsplit",
    bytes_rsplit.index,
    KW,
    "rsplit($self, /, sep=None, maxsplit=-1)\n--\n\nReturn a list of the sections, splitting from the right.",
  );
  addMethod(
    t,
    "rstrip",
    bytes_rstrip.index,
    METH_FASTCALL,
    "rstrip($self, bytes=None, /)\n--\n\nStrip trailing bytes contained in the argument.",
  );
  addMethod(
    t,
    "split",
    bytes_split.index,
    KW,
    "split($self, /, sep=None, maxsplit=-1)\n--\n\nReturn a list of the sections, using sep as the delimiter.",
  );
  addMethod(
    t,
    "splitlines",
    bytes_splitlines.index,
    KW,
    "splitlines($self, /, keepends=False)\n--\n\nReturn a list of the lines, breaking at line boundaries.",
  );
  addMethod(
    t,
    "startswith",
    bytes_startswith.index,
    METH_FASTCALL,
    "startswith($self, prefix[, start[, end]], /)\n--\n\nReturn True if the bytes start with the specified prefix.",
  );
  addMethod(
    t,
    "strip",
    bytes_strip.index,
    METH_FASTCALL,
    "strip($self, bytes=None, /)\n--\n\nStrip leading and trailing bytes contained in the argument.",
  );
  addMethod(
    t,
    "swapcase",
    bytes_swapcase.index,
    METH_NOARGS,
    "swapcase($self, /)\n--\n\nReturn a copy with uppercase ASCII characters converted to lowercase and vice versa.",
  );
  addMethod(t, "title", bytes_title.index, METH_NOARGS, "title($self, /)\n--\n\nReturn a titlecased version (ASCII).");
  addMethod(
    t,
    "translate",
    bytes_translate.index,
    KW,
    "translate($self, table, /, delete=b'')\n--\n\nReturn a copy with each byte mapped by the given table.",
  );
  addMethod(
    t,
    "upper",
    bytes_upper.index,
    METH_NOARGS,
    "upper($self, /)\n--\n\nReturn a copy with all ASCII characters converted to uppercase.",
  );
  addMethod(
    t,
    "zfill",
    bytes_zfill.index,
    METH_O,
    "zfill($self, width, /)\n--\n\nPad a numeric string with zeros on the left.",
  );
  addQuestions(t);
}

function addQuestions(t: PyTypeObject): void {
  addMethod(
    t,
    "isalnum",
    bytes_isalnum.index,
    METH_NOARGS,
    "isalnum($self, /)\n--\n\nReturn True if all bytes are alphanumeric and there is one.",
  );
  addMethod(
    t,
    "isalpha",
    bytes_isalpha.index,
    METH_NOARGS,
    "isalpha($self, /)\n--\n\nReturn True if all bytes are alphabetic and there is one.",
  );
  addMethod(
    t,
    "isascii",
    bytes_isascii.index,
    METH_NOARGS,
    "isascii($self, /)\n--\n\nReturn True if there are no bytes or all are ASCII.",
  );
  addMethod(
    t,
    "isdigit",
    bytes_isdigit.index,
    METH_NOARGS,
    "isdigit($self, /)\n--\n\nReturn True if all bytes are digits and there is one.",
  );
  addMethod(
    t,
    "islower",
    bytes_islower.index,
    METH_NOARGS,
    "islower($self, /)\n--\n\nReturn True if all cased bytes are lowercase and there is one.",
  );
  addMethod(
    t,
    "isspace",
    bytes_isspace.index,
    METH_NOARGS,
    "isspace($self, /)\n--\n\nReturn True if all bytes are whitespace and there is one.",
  );
  addMethod(
    t,
    "istitle",
    bytes_istitle.index,
    METH_NOARGS,
    "istitle($self, /)\n--\n\nReturn True if the bytes are titlecased and there is one.",
  );
  addMethod(
    t,
    "isupper",
    bytes_isupper.index,
    METH_NOARGS,
    "isupper($self, /)\n--\n\nReturn True if all cased bytes are uppercase and there is one.",
  );
}
