/**
 * The module unicodedata (Modules/unicodedata.c), of Unicode 15.1. Properties that str itself needs are in types/unicode_ctype.ts, names
 * are the host's (types/character_names.ts), normalisation in unicode_normalize.ts.
 *
 * The same functions are the methods of ucd_3_2_0, whose data is in unicode_former.ts: `self` tells, a module or a UCD.
 *
 *   UCD   16 name   24 and 32 (CPython: functions)                                                                40 bytes
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import {
  METH_FASTCALL,
  METH_O,
  Py_READONLY,
  Py_T_STRING,
  addMember,
  addMethod,
  cstr,
  initStaticType,
} from "../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyObject_GC_Del, _PyObject_GC_New } from "../gc/collector";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyExc_KeyError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional } from "../protocol/args";
import { badArgument, strArg } from "../protocol/arg_values";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { freeBuffer, simpleBuffer } from "../protocol/buffer";
import { characterName, characterOfName } from "../types/character_names";
import { PyFloat_FromDouble } from "../types/float";
import { PyLong_FromLong } from "../types/long";
import {
  PyModule_AddObjectRef,
  PyModule_AddStringConstant,
  PyModule_AddType,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { PyType_Ready } from "../types/typeobject";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_EqualToLiteral,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  _PyUnicode_EQ,
  unicodeChar,
  utf8Length,
} from "../types/unicode";
import {
  _PyUnicode_ToDecimalDigit,
  _PyUnicode_ToDigit,
  _PyUnicode_ToNumeric,
  unicodeCategory,
} from "../types/unicode_ctype";
import { unicodeEmpty } from "../types/unicode_static";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteLiteral,
  _PyUnicodeWriter_WriteStr,
} from "../types/unicode_writer";
import {
  WAS_BIDIRECTIONAL,
  WAS_CATEGORY,
  WAS_DECIMAL,
  WAS_MIRRORED,
  WAS_WIDTH,
  formerValue,
  isLater,
  namedSequence,
} from "./unicode_former";
import { dataRecord, decompositionOf, normalized } from "./unicode_normalize";

const CATEGORIES = "CnLuLlLtMnMcMeNdNlNoZsZlZpCcCfCsCoLmLoPcPdPsPePiPfPoSmScSkSo";

/** The argument's one character, or -1 with TypeError. */
function characterArg(fname: string, what: string, op: PyObject): i32 {
  if (PyUnicode_Check(op) && PyUnicode_GET_LENGTH(op) == 1) return <i32>PyUnicode_READ_CHAR(op, 0);
  badArgument(fname, what, "a unicode character", op);
  return -1;
}

const UCD_Type = changetype<PyTypeObject>(memory.data(416, 16)); // unicodedata.UCD

/** Is it the database of Unicode 3.2 that is asked? */
function isFormer(self: PyObject): bool {
  return self.ob_type == UCD_Type;
}

/** What the former database, if it is asked, has of a property of a character: -1 as now, -2 the character was not assigned. */
function former(self: PyObject, ch: i32, kind: u32): i32 {
  if (!isFormer(self)) return -1;
  return isLater(<u32>ch) ? -2 : formerValue(<u32>ch, kind);
}

function category(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("category", "argument", op);
  if (ch < 0) return null;
  const was = former(m, ch, WAS_CATEGORY);
  const at = (was == -2 ? 0 : was >= 0 ? was : <i32>unicodeCategory(<u32>ch)) * 2;
  const w = _PyUnicodeWriter_Init();
  _PyUnicodeWriter_WriteChar(w, <u32>CATEGORIES.charCodeAt(at));
  _PyUnicodeWriter_WriteChar(w, <u32>CATEGORIES.charCodeAt(at + 1));
  return _PyUnicodeWriter_Finish(w);
}

function combining(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("combining", "argument", op);
  if (ch < 0) return null;
  return PyLong_FromLong(former(m, ch, WAS_CATEGORY) == -2 ? 0 : <i32>(dataRecord(<u32>ch) & 0xff));
}

function mirrored(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("mirrored", "argument", op);
  if (ch < 0) return null;
  const was = former(m, ch, WAS_MIRRORED);
  return PyLong_FromLong(was == -2 ? 0 : was >= 0 ? was : <i32>(dataRecord(<u32>ch) >> 24));
}

/** Word `i` of a text of words: `new`. */
function word(words: string, i: u32): PyObject | null {
  const w = _PyUnicodeWriter_Init();
  for (let k = 0; k < words.length; k++) {
    const c = words.charCodeAt(k);
    if (c == 0x20) {
      if (i == 0) break;
      i--;
    } else if (i == 0) {
      _PyUnicodeWriter_WriteChar(w, <u32>c);
    }
  }
  return _PyUnicodeWriter_Finish(w);
}

function bidirectional(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("bidirectional", "argument", op);
  if (ch < 0) return null;
  const was = former(m, ch, WAS_BIDIRECTIONAL);
  const index: u32 = was == -2 ? 0 : was >= 0 ? <u32>was : (dataRecord(<u32>ch) >> 8) & 0xff;
  if (index == 0) return Py_NewRef(unicodeEmpty());
  return word("L LRE LRO R AL RLE RLO PDF EN ES ET AN CS NSM BN B S WS ON LRI RLI FSI PDI", index - 1);
}

function east_asian_width(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("east_asian_width", "argument", op);
  if (ch < 0) return null;
  const was = former(m, ch, WAS_WIDTH);
  const index: u32 = was == -2 ? 0 : was >= 0 ? <u32>was : (dataRecord(<u32>ch) >> 16) & 0xff;
  return word("N F H W Na A", index);
}

const TAGS =
  "noBreak font initial medial final isolated circle super sub vertical wide narrow small square fraction compat";

/** At least four upper-case hex digits. */
function writeHex(w: UnicodeWriter, ch: u32): void {
  let digits = 4;
  while (ch >> (<u32>digits * 4) != 0) digits++;
  for (let i = digits - 1; i >= 0; i--) {
    const d = (ch >> (<u32>i * 4)) & 15;
    _PyUnicodeWriter_WriteChar(w, d < 10 ? 0x30 + d : 0x37 + d);
  }
}

/** "<tag> XXXX XXXX" or "". */
function decomposition(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("decomposition", "argument", op);
  if (ch < 0) return null;
  const p = former(m, ch, WAS_CATEGORY) == -2 ? 0 : decompositionOf(<u32>ch);
  if (p == 0) return Py_NewRef(unicodeEmpty());
  const head = load<u32>(p);
  const w = _PyUnicodeWriter_Init();
  if (head & 0xff) {
    const tag = word(TAGS, (head & 0xff) - 1);
    if (tag === null) return null;
    _PyUnicodeWriter_WriteChar(w, 0x3c);
    _PyUnicodeWriter_WriteStr(w, tag);
    _PyUnicodeWriter_WriteLiteral(w, "> ");
    Py_DECREF(tag);
  }
  const n = head >> 8;
  for (let i: u32 = 1; i <= n; i++) {
    if (i > 1) _PyUnicodeWriter_WriteChar(w, 0x20);
    writeHex(w, load<u32>(p + ((<usize>i) << 2)));
  }
  return _PyUnicodeWriter_Finish(w);
}

// ---- values ----

/** The default of name, decimal, digit and numeric: `new`, or ValueError. */
function fallback(args: usize, nargs: i32, message: string): PyObject | null {
  return nargs > 1 ? Py_NewRef(ptrAt(args, 1)) : PyErr_SetString(PyExc_ValueError, message);
}

/** (chr[, default]): the character, or -1 on error. */
function valueArgs(fname: string, args: usize, nargs: i32): i32 {
  return PyArg_CheckPositional(fname, nargs, 1, 2) ? characterArg(fname, "argument 1", ptrAt(args, 0)) : -1;
}

function decimal(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const ch = valueArgs("decimal", args, nargs);
  if (ch < 0) return null;
  const was = former(m, ch, WAS_DECIMAL);
  const v = was == -2 ? -1 : was >= 0 ? was : _PyUnicode_ToDecimalDigit(<u32>ch);
  return v < 0 ? fallback(args, nargs, "not a decimal") : PyLong_FromLong(v);
}

function digit(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const ch = valueArgs("digit", args, nargs);
  if (ch < 0) return null;
  const v = _PyUnicode_ToDigit(<u32>ch);
  return v < 0 ? fallback(args, nargs, "not a digit") : PyLong_FromLong(v);
}

function numeric(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const ch = valueArgs("numeric", args, nargs);
  if (ch < 0) return null;
  const v = former(m, ch, WAS_CATEGORY) == -2 ? -1.0 : _PyUnicode_ToNumeric(<u32>ch);
  return v == -1.0 ? fallback(args, nargs, "not a numeric character") : PyFloat_FromDouble(v);
}

function name(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const ch = valueArgs("name", args, nargs);
  if (ch < 0) return null;
  const text: PyObject | null = former(m, ch, WAS_CATEGORY) == -2 ? null : characterName(<u32>ch);
  if (text !== null || PyErr_Occurred() !== null) return text;
  return fallback(args, nargs, "no such name");
}

/** Is the text of n bytes the character's own name, not an alias? */
function isOwnName(ch: u32, p: usize, n: i32): bool {
  const own = characterName(ch);
  if (own === null) return false;
  let same = PyUnicode_GET_LENGTH(own) == n;
  for (let i = 0; i < n && same; i++) {
    const b = <u32>load<u8>(p + <usize>i);
    same = (b - 0x61 < 26 ? b - 32 : b) == PyUnicode_READ_CHAR(own, i);
  }
  Py_DECREF(own);
  return same;
}

/** The character or sequence of that name: `new`; null if there is none, or with an exception. The former database knows no aliases and no sequences, but the names of later characters. */
function named(m: PyObject, p: usize, n: i32): PyObject | null {
  const ch = characterOfName(p, n);
  if (ch < 0) return isFormer(m) ? null : namedSequence(p, n);
  if (isFormer(m) && !isOwnName(<u32>ch, p, n)) return null;
  return unicodeChar(<u32>ch);
}

function lookup(m: PyObject, op: PyObject): PyObject | null {
  let found: PyObject | null = null;
  if (PyUnicode_Check(op)) {
    const text = PyUnicode_AsUTF8AndSize(op);
    if (text == 0) return null;
    found = named(m, text, utf8Length);
  } else {
    const view = simpleBuffer(op);
    if (view === null) return null;
    found = named(m, view.buf, view.len);
    freeBuffer(view);
  }
  if (found !== null || PyErr_Occurred() !== null) return found;
  return PyErr_Format(PyExc_KeyError, "undefined character name '%S'", changetype<usize>(op));
}

// ---- normalisation ----

/** 1 NFC, 2 NFD, 3 NFKC, 4 NFKD; 0 with ValueError. */
function formOf(op: PyObject): i32 {
  if (PyUnicode_EqualToLiteral(op, "NFC")) return 1;
  if (PyUnicode_EqualToLiteral(op, "NFD")) return 2;
  if (PyUnicode_EqualToLiteral(op, "NFKC")) return 3;
  if (PyUnicode_EqualToLiteral(op, "NFKD")) return 4;
  PyErr_SetString(PyExc_ValueError, "invalid normalization form");
  return 0;
}

function normalizeArgs(m: PyObject, fname: string, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 2, 2)) return null;
  const form = ptrAt(args, 0);
  const text = ptrAt(args, 1);
  if (!strArg(fname, "argument 1", form) || !strArg(fname, "argument 2", text)) return null;
  const which = PyUnicode_GET_LENGTH(text) == 0 ? 1 : formOf(form);
  return which == 0 ? null : normalized(text, which > 2, (which & 1) != 0, isFormer(m));
}

function normalize(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return normalizeArgs(m, "normalize", args, nargs);
}

function is_normalized(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const text = normalizeArgs(m, "is_normalized", args, nargs);
  if (text === null) return null;
  const same = _PyUnicode_EQ(text, ptrAt(args, 1));
  Py_DECREF(text);
  return Py_RETURN_BOOL(same);
}

/** Gives a function to the module, or, without one, as a method to the type UCD; false with an exception. */
function give(m: PyObject | null, name: string, fn: u32, flags: i32, doc: string): bool {
  if (m !== null) return moduleFunction(m, name, fn, flags, doc) == 0;
  addMethod(UCD_Type, name, fn, flags, doc);
  return true;
}

function giveAll(m: PyObject | null): bool {
  return (
    give(
      m,
      "decimal",
      decimal.index,
      METH_FASTCALL,
      "decimal($self, chr, default=<unrepresentable>, /)\n--\n\nThe decimal digit's value that a character stands for.",
    ) &&
    give(
      m,
      "digit",
      digit.index,
      METH_FASTCALL,
      "digit($self, chr, default=<unrepresentable>, /)\n--\n\nThe digit's value that a character stands for.",
    ) &&
    give(
      m,
      "numeric",
      numeric.index,
      METH_FASTCALL,
      "numeric($self, chr, default=<unrepresentable>, /)\n--\n\nThe number that a character stands for.",
    ) &&
    give(
      m,
      "category",
      category.index,
      METH_O,
      "category($self, chr, /)\n--\n\nA character's general category, two letters.",
    ) &&
    give(
      m,
      "bidirectional",
      bidirectional.index,
      METH_O,
      "bidirectional($self, chr, /)\n--\n\nA character's bidirectional class, or an empty str.",
    ) &&
    give(
      m,
      "combining",
      combining.index,
      METH_O,
      "combining($self, chr, /)\n--\n\nA character's canonical combining class, 0 for none.",
    ) &&
    give(
      m,
      "mirrored",
      mirrored.index,
      METH_O,
      "mirrored($self, chr, /)\n--\n\n1 for a character that is mirrored in text from right to left, else 0.",
    ) &&
    give(
      m,
      "east_asian_width",
      east_asian_width.index,
      METH_O,
      "east_asian_width($self, chr, /)\n--\n\nA character's East Asian width, one or two letters.",
    ) &&
    give(
      m,
      "decomposition",
      decomposition.index,
      METH_O,
      "decomposition($self, chr, /)\n--\n\nWhat a character decomposes to, in hexadecimal, or an empty str.",
    ) &&
    give(
      m,
      "name",
      name.index,
      METH_FASTCALL,
      "name($self, chr, default=<unrepresentable>, /)\n--\n\nThe name of a character.",
    ) &&
    give(
      m,
      "lookup",
      lookup.index,
      METH_O,
      "lookup($self, name, /)\n--\n\nThe character of a name, or the sequence of characters.",
    ) &&
    give(
      m,
      "is_normalized",
      is_normalized.index,
      METH_FASTCALL,
      "is_normalized($self, form, unistr, /)\n--\n\nWhether a str is in that form: NFC, NFD, NFKC or NFKD.",
    ) &&
    give(
      m,
      "normalize",
      normalize.index,
      METH_FASTCALL,
      "normalize($self, form, unistr, /)\n--\n\nThe str in that form: NFC, NFD, NFKC or NFKD.",
    )
  );
}

function ucd_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  PyObject_GC_Del(changetype<usize>(self));
}

/** It holds no reference. */
function ucd_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return 0;
}

let defined: bool = false;
/** "3.2.0", whose address a UCD holds. */
let formerVersion: usize = 0;

function defineUCD(): void {
  if (defined) return;
  const t = UCD_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION | SHOWN_AS_HEAPTYPE;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "unicodedata.UCD", 40, 0, flags);
  t.tp_dealloc = ucd_dealloc.index;
  t.tp_traverse = ucd_traverse.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  giveAll(null);
  addMember(t, "unidata_version", Py_T_STRING, 16, Py_READONLY, null);
  formerVersion = cstr("3.2.0");
  defined = true;
}

/** `new`: the database of Unicode 3.2. */
function formerDatabase(): PyObject | null {
  defineUCD();
  if (PyType_Ready(UCD_Type) < 0) return null;
  const self = _PyObject_GC_New(UCD_Type);
  if (self === null) return null;
  memory.fill(changetype<usize>(self) + 16, 0, 24);
  store<u32>(changetype<usize>(self), <u32>formerVersion, 16);
  _PyObject_GC_TRACK(self);
  return self;
}

/** `new` module unicodedata. */
export function initUnicodedataModule(): PyObject | null {
  const m = PyModule_New(
    "unicodedata",
    "Access to the database of Unicode 15.1: properties of characters, their names, normal forms of texts.",
  );
  const old = formerDatabase();
  if (m === null || old === null) return null;
  let good = giveAll(m) && PyModule_AddStringConstant(m, "unidata_version", "15.1.0") == 0;
  good = good && PyModule_AddType(m, UCD_Type) == 0 && PyModule_AddObjectRef(m, "ucd_3_2_0", old) == 0;
  Py_DECREF(old);
  if (good) return m;
  Py_DECREF(m);
  return null;
}
