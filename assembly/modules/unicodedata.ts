/**
 * The module unicodedata (Modules/unicodedata.c), of Unicode 15.1. Properties that str itself needs are in types/unicode_ctype.ts, names
 * are the host's (types/character_names.ts), normalisation in unicode_normalize.ts.
 *
 * DIFFERS: ucd_3_2_0 answers with 15.1's data, since the older database is not there; idna and stringprep read it.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { METH_FASTCALL, METH_O } from "../object/typedef";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyExc_KeyError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional } from "../protocol/args";
import { badArgument, strArg } from "../protocol/arg_values";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { freeBuffer, simpleBuffer } from "../protocol/buffer";
import { characterName, characterOfName } from "../types/character_names";
import { PyFloat_FromDouble } from "../types/float";
import { PyLong_FromLong } from "../types/long";
import { PyModule_AddObjectRef, PyModule_AddStringConstant, PyModule_New, moduleFunction } from "../types/module";
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
import { dataRecord, decompositionOf, normalized } from "./unicode_normalize";

const CATEGORIES = "CnLuLlLtMnMcMeNdNlNoZsZlZpCcCfCsCoLmLoPcPdPsPePiPfPoSmScSkSo";

/** The argument's one character, or -1 with TypeError. */
function characterArg(fname: string, what: string, op: PyObject): i32 {
  if (PyUnicode_Check(op) && PyUnicode_GET_LENGTH(op) == 1) return <i32>PyUnicode_READ_CHAR(op, 0);
  badArgument(fname, what, "a unicode character", op);
  return -1;
}

function category(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("category", "argument", op);
  if (ch < 0) return null;
  const at = <i32>unicodeCategory(<u32>ch) * 2;
  const w = _PyUnicodeWriter_Init();
  _PyUnicodeWriter_WriteChar(w, <u32>CATEGORIES.charCodeAt(at));
  _PyUnicodeWriter_WriteChar(w, <u32>CATEGORIES.charCodeAt(at + 1));
  return _PyUnicodeWriter_Finish(w);
}

function combining(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("combining", "argument", op);
  return ch < 0 ? null : PyLong_FromLong(<i32>(dataRecord(<u32>ch) & 0xff));
}

function mirrored(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("mirrored", "argument", op);
  return ch < 0 ? null : PyLong_FromLong(<i32>(dataRecord(<u32>ch) >> 24));
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
  const index = (dataRecord(<u32>ch) >> 8) & 0xff;
  if (index == 0) return unicodeEmpty();
  return word("L LRE LRO R AL RLE RLO PDF EN ES ET AN CS NSM BN B S WS ON LRI RLI FSI PDI", index - 1);
}

function east_asian_width(m: PyObject, op: PyObject): PyObject | null {
  const ch = characterArg("east_asian_width", "argument", op);
  return ch < 0 ? null : word("N F H W Na A", (dataRecord(<u32>ch) >> 16) & 0xff);
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
  const p = decompositionOf(<u32>ch);
  if (p == 0) return unicodeEmpty();
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
  const v = _PyUnicode_ToDecimalDigit(<u32>ch);
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
  const v = _PyUnicode_ToNumeric(<u32>ch);
  return v == -1.0 ? fallback(args, nargs, "not a numeric character") : PyFloat_FromDouble(v);
}

function name(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const ch = valueArgs("name", args, nargs);
  if (ch < 0) return null;
  const text = characterName(<u32>ch);
  if (text !== null || PyErr_Occurred() !== null) return text;
  return fallback(args, nargs, "no such name");
}

function lookup(m: PyObject, op: PyObject): PyObject | null {
  let ch = -1;
  if (PyUnicode_Check(op)) {
    const text = PyUnicode_AsUTF8AndSize(op);
    if (text == 0) return null;
    ch = characterOfName(text, utf8Length);
  } else {
    const view = simpleBuffer(op);
    if (view === null) return null;
    ch = characterOfName(view.buf, view.len);
    freeBuffer(view);
  }
  if (ch >= 0) return unicodeChar(<u32>ch);
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

function normalizeArgs(fname: string, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 2, 2)) return null;
  const form = ptrAt(args, 0);
  const text = ptrAt(args, 1);
  if (!strArg(fname, "argument 1", form) || !strArg(fname, "argument 2", text)) return null;
  const which = PyUnicode_GET_LENGTH(text) == 0 ? 1 : formOf(form);
  return which == 0 ? null : normalized(text, which > 2, (which & 1) != 0);
}

function normalize(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return normalizeArgs("normalize", args, nargs);
}

function is_normalized(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const text = normalizeArgs("is_normalized", args, nargs);
  if (text === null) return null;
  const same = _PyUnicode_EQ(text, ptrAt(args, 1));
  Py_DECREF(text);
  return Py_RETURN_BOOL(same);
}

/** `new` module unicodedata. */
export function initUnicodedataModule(): PyObject | null {
  const m = database("unicodedata", "15.1.0");
  if (m === null) return null;
  const old = database("unicodedata.ucd_3_2_0", "3.2.0");
  if (old === null) return null;
  PyModule_AddObjectRef(m, "ucd_3_2_0", old);
  Py_DECREF(old);
  return m;
}

/** `new` module object with the functions and a version. */
function database(modname: string, version: string): PyObject | null {
  const m = PyModule_New(modname);
  if (m === null) return null;
  moduleFunction(
    m,
    "decimal",
    decimal.index,
    METH_FASTCALL,
    "decimal($self, chr, default=<unrepresentable>, /)\n--\n\nThe decimal digit's value that a character stands for.",
  );
  moduleFunction(
    m,
    "digit",
    digit.index,
    METH_FASTCALL,
    "digit($self, chr, default=<unrepresentable>, /)\n--\n\nThe digit's value that a character stands for.",
  );
  moduleFunction(
    m,
    "numeric",
    numeric.index,
    METH_FASTCALL,
    "numeric($self, chr, default=<unrepresentable>, /)\n--\n\nThe number that a character stands for.",
  );
  moduleFunction(
    m,
    "category",
    category.index,
    METH_O,
    "category($self, chr, /)\n--\n\nA character's general category, two letters.",
  );
  moduleFunction(
    m,
    "bidirectional",
    bidirectional.index,
    METH_O,
    "bidirectional($self, chr, /)\n--\n\nA character's bidirectional class, or an empty str.",
  );
  moduleFunction(
    m,
    "combining",
    combining.index,
    METH_O,
    "combining($self, chr, /)\n--\n\nA character's canonical combining class, 0 for none.",
  );
  moduleFunction(
    m,
    "mirrored",
    mirrored.index,
    METH_O,
    "mirrored($self, chr, /)\n--\n\n1 for a character that is mirrored in text from right to left, else 0.",
  );
  moduleFunction(
    m,
    "east_asian_width",
    east_asian_width.index,
    METH_O,
    "east_asian_width($self, chr, /)\n--\n\nA character's East Asian width, one or two letters.",
  );
  moduleFunction(
    m,
    "decomposition",
    decomposition.index,
    METH_O,
    "decomposition($self, chr, /)\n--\n\nWhat a character decomposes to, in hexadecimal, or an empty str.",
  );
  moduleFunction(
    m,
    "name",
    name.index,
    METH_FASTCALL,
    "name($self, chr, default=<unrepresentable>, /)\n--\n\nReturns the name assigned to the character chr as a string.",
  );
  moduleFunction(m, "lookup", lookup.index, METH_O, "lookup($self, name, /)\n--\n\nLook up character by name.");
  moduleFunction(
    m,
    "is_normalized",
    is_normalized.index,
    METH_FASTCALL,
    "is_normalized($self, form, unistr, /)\n--\n\nSay whether unistr is in normal form 'form' already.",
  );
  moduleFunction(
    m,
    "normalize",
    normalize.index,
    METH_FASTCALL,
    "normalize($self, form, unistr, /)\n--\n\nunistr in normal form 'form': NFC, NFD, NFKC or NFKD.",
  );
  PyModule_AddStringConstant(m, "unidata_version", version);
  return m;
}
