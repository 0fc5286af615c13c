/**
 * Argument parsing for native functions: what Argument Clinic's generated code does in CPython, with its error messages
 * (Python/getargs.c). One spec string describes the parameters; parsed arguments lie in a static array, read by `arg(i)`.
 *
 * Invariant: parsing runs no Python code, so a caller that reads all its arguments directly after `parseArgs` cannot be disturbed by
 * a nested call. Arguments are borrowed from the caller's vector or tuple.
 *
 * Spec: parameter names separated by commas; "/" ends the positional-only part; "*" begins the keyword-only part ("*args" too, for a
 * function that takes any number of positional arguments and parses only its keywords here); a trailing "="
 * marks a parameter as optional. An empty function name is that of a format without one ("function missing required argument ..."). Examples: "x,y=,/"   "object,/,encoding=,errors="   "iterable,/,*,key=,reverse=".
 */
import { PyObject, ptrAt } from "../object/layout";
import { PyExc_TypeError } from "../object/exception_types";
import { Py_XDECREF } from "../object/refcount";
import { PyErr_Format, PyErr_SetString } from "./errors";
import { PySequence_Contains, PySequence_List } from "./sequence";
import { suggestName } from "./suggest";
import { PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, _PyList_AppendTakeRef } from "../types/list";
import { PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTupleObject } from "../types/tuple";
import { PyDict_GET_SIZE, PyDict_Next, dictNextKey, dictNextValue } from "../types/dict";
import { PyUnicode_Check, PyUnicode_EqualToUTF16, PyUnicode_FromUTF16 } from "../types/unicode";

const MAX_PARAMS: i32 = 24;
const parsed = memory.data(24 * 8, 8);

/** Argument `i` of the last successful parse, or null if it was not given. Borrowed. */
export function arg(i: i32): PyObject | null {
  return load<PyObject | null>(parsed + ((<usize>i) << 3));
}

/** Like `arg` for a required parameter. */
export function argReq(i: i32): PyObject {
  return load<PyObject>(parsed + ((<usize>i) << 3));
}

/** Checks a positional count with _PyArg_CheckPositional's messages; false with TypeError set. */
export function PyArg_CheckPositional(name: string, nargs: i32, min: i32, max: i32): bool {
  if (nargs < min) {
    PyErr_Format(
      PyExc_TypeError,
      min == max ? "%L expected %d argument%s, got %d" : "%L expected at least %d argument%s, got %d",
      changetype<usize>(name),
      min,
      pluralS(min),
      nargs,
    );
    return false;
  }
  if (nargs > max) {
    PyErr_Format(
      PyExc_TypeError,
      min == max ? "%L expected %d argument%s, got %d" : "%L expected at most %d argument%s, got %d",
      changetype<usize>(name),
      max,
      pluralS(max),
      nargs,
    );
    return false;
  }
  return true;
}

/** The same with PyArg_ParseTuple's messages; `fname` "" for a function that it does not name. */
export function checkParsedCount(fname: string, nargs: i32, min: i32, max: i32): bool {
  if (nargs >= min && nargs <= max) return true;
  const bound = nargs < min ? min : max;
  const how = min == max ? "exactly" : nargs < min ? "at least" : "at most";
  if (fname.length == 0) {
    const format = "function takes %L %d argument%s (%d given)";
    PyErr_Format(PyExc_TypeError, format, changetype<usize>(how), bound, pluralS(bound), nargs);
  } else {
    const format = "%L() takes %L %d argument%s (%d given)";
    PyErr_Format(
      PyExc_TypeError,
      format,
      changetype<usize>(fname),
      changetype<usize>(how),
      bound,
      pluralS(bound),
      nargs,
    );
  }
  return false;
}

const sText = memory.data<u8>([115, 0]);
const emptyText = memory.data<u8>([0, 0]);
function pluralS(n: i32): usize {
  return n == 1 ? emptyText : sText;
}

/** TypeError "f() takes no keyword arguments" if there are any. */
export function noKeywords(fname: string, kwnames: PyObject | null): bool {
  if (kwnames === null || PyTuple_GET_SIZE(kwnames) == 0) return true;
  PyErr_Format(PyExc_TypeError, "%L() takes no keyword arguments", changetype<usize>(fname));
  return false;
}

/** The same for a METH_VARARGS_KEYWORDS function, tp_new or tp_init: kwargs is a dict or null. */
export function noKeywordsDict(fname: string, kwargs: PyObject | null): bool {
  if (kwargs === null || PyDict_GET_SIZE(kwargs) == 0) return true;
  PyErr_Format(PyExc_TypeError, "%L() takes no keyword arguments", changetype<usize>(fname));
  return false;
}

/** The parameter that the scan of a spec stands at. */
let specAt: i32 = 0;
let nameStart: i32 = 0;
let nameLen: i32 = 0;
let isOptional: bool = false;
let posOnly: i32 = 0; // parameters before "/"
let kwOnlyFrom: i32 = 0; // index of the first keyword-only parameter
let minPos: i32 = 0; // required positional parameters
let total: i32 = 0;
let hasVarargs: bool = false;

/** Moves to the next parameter name; false at the end. Markers are noted on the way. */
function nextParam(spec: string): bool {
  const n = spec.length;
  while (specAt < n) {
    const start = specAt;
    while (specAt < n && spec.charCodeAt(specAt) != 0x2c) specAt++;
    let end = specAt;
    specAt++;
    const first = spec.charCodeAt(start);
    if (end - start == 1 && first == 0x2f) {
      posOnly = total;
      continue;
    }
    if (first == 0x2a) {
      kwOnlyFrom = total;
      hasVarargs = end - start > 1;
      continue;
    }
    isOptional = spec.charCodeAt(end - 1) == 0x3d;
    if (isOptional) end--;
    nameStart = start;
    nameLen = end - start;
    return true;
  }
  return false;
}

/**
 * What `measure` found for a spec, by the literal's address: spec (4), total, minPos, posOnly, kwOnlyFrom (a byte each), required
 * keyword-only parameters (4). Scanning the spec on every call took a quarter of `','.join(map(str, ...))`.
 */
const measured = memory.data(1024 * 12, 8);
let requiresKeyword: bool = false;

function measure(spec: string): void {
  const entry = measured + ((changetype<usize>(spec) >> 4) & 1023) * 12;
  if (load<u32>(entry) == <u32>changetype<usize>(spec)) {
    total = <i32>load<u8>(entry, 4);
    minPos = <i32>load<u8>(entry, 5);
    posOnly = <i32>load<u8>(entry, 6);
    kwOnlyFrom = <i32>load<u8>(entry, 7);
    const bits = load<u32>(entry, 8);
    requiresKeyword = (bits & 1) != 0;
    hasVarargs = (bits & 2) != 0;
  } else {
    scan(spec);
    store<u32>(entry, <u32>changetype<usize>(spec));
    store<u8>(entry, <u8>total, 4);
    store<u8>(entry, <u8>minPos, 5);
    store<u8>(entry, <u8>posOnly, 6);
    store<u8>(entry, <u8>kwOnlyFrom, 7);
    store<u32>(entry, (requiresKeyword ? 1 : 0) | (hasVarargs ? 2 : 0), 8);
  }
  memory.fill(parsed, 0, (<usize>total) << 3);
}

function scan(spec: string): void {
  specAt = 0;
  posOnly = 0;
  kwOnlyFrom = -1;
  minPos = 0;
  total = 0;
  requiresKeyword = false;
  hasVarargs = false;
  while (nextParam(spec)) {
    if (!isOptional && kwOnlyFrom < 0) minPos = total + 1;
    if (!isOptional && kwOnlyFrom >= 0) requiresKeyword = true;
    total++;
  }
  if (kwOnlyFrom < 0) kwOnlyFrom = total;
  assert(total <= MAX_PARAMS);
}

/**
 * Where a keyword was found last: spec (4), key (4), index (2), start (2) and length (2) of the name in the spec. Names of arguments are interned, so a call
 * finds its own ones by address; the text is compared all the same, as another str may lie there by now.
 */
const placed = memory.data(256 * 16, 8);

/** Index of the keyword-capable parameter called `key`, or -1. */
function paramIndex(spec: string, key: PyObject): i32 {
  const base = changetype<usize>(spec);
  const at = changetype<usize>(key);
  const entry = placed + ((((base >> 4) * 5) ^ (at >> 4)) & 255) * 16;
  if (load<u32>(entry) == <u32>base && load<u32>(entry, 4) == <u32>at) {
    const name = base + ((<usize>load<u16>(entry, 10)) << 1);
    if (PyUnicode_EqualToUTF16(key, name, <i32>load<u16>(entry, 12))) return <i32>load<u16>(entry, 8);
  }
  const found = searchParam(spec, key);
  if (found >= 0) {
    store<u32>(entry, <u32>base);
    store<u32>(entry, <u32>at, 4);
    store<u16>(entry, <u16>found, 8);
    store<u16>(entry, <u16>nameStart, 10);
    store<u16>(entry, <u16>nameLen, 12);
  }
  return found;
}

function searchParam(spec: string, key: PyObject): i32 {
  const base = changetype<usize>(spec);
  let i = 0;
  specAt = 0;
  while (specAt < spec.length) {
    const savedPos = posOnly;
    const savedKw = kwOnlyFrom;
    const found = nextParam(spec);
    posOnly = savedPos;
    kwOnlyFrom = savedKw;
    if (!found) return -1;
    if (i >= posOnly && PyUnicode_EqualToUTF16(key, base + ((<usize>nameStart) << 1), nameLen)) return i;
    i++;
  }
  return -1;
}

/** The same for a function without a name in its format (PyArg_ParseTupleAndKeywords: date, time, datetime). */
function tooManyUnnamed(nargs: i32, given: i32): bool {
  const positional = given <= total;
  const bound = positional ? kwOnlyFrom : total;
  PyErr_Format(
    PyExc_TypeError,
    positional
      ? "function takes at most %d positional argument%s (%d given)"
      : nargs == 0
        ? "function takes at most %d keyword argument%s (%d given)"
        : "function takes at most %d argument%s (%d given)",
    bound,
    pluralS(bound),
    positional ? nargs : given,
  );
  return false;
}

/** More arguments than parameters: _PyArg_UnpackKeywords' messages. Always returns false. */
function tooMany(fname: string, nargs: i32, nkw: i32): bool {
  const given = nargs + nkw;
  if (fname.length == 0) return tooManyUnnamed(nargs, given);
  if (given <= total) {
    const which = minPos < kwOnlyFrom ? "at most" : "exactly";
    PyErr_Format(
      PyExc_TypeError,
      kwOnlyFrom == 0 ? "%L() takes no positional arguments" : "%L() takes %L %d positional argument%s (%d given)",
      changetype<usize>(fname),
      changetype<usize>(which),
      kwOnlyFrom,
      pluralS(kwOnlyFrom),
      nargs,
    );
    return false;
  }
  PyErr_Format(
    PyExc_TypeError,
    nargs == 0 ? "%L() takes at most %d keyword argument%s (%d given)" : "%L() takes at most %d argument%s (%d given)",
    changetype<usize>(fname),
    total,
    pluralS(total),
    given,
  );
  return false;
}

function placePositional(args: usize, nargs: i32): void {
  memory.copy(parsed, args, (<usize>nargs) << 3);
}

/** Keyword arguments that have no place: unknown, or given by position as well. */
let leftover: i32 = 0;

/** Stores keyword argument `key`, or counts it as left over. */
function placeKeyword(spec: string, key: PyObject, value: PyObject, nargs: i32): void {
  const i = PyUnicode_Check(key) ? paramIndex(spec, key) : -1;
  if (i < 0 || i < nargs) leftover++;
  else store<u32>(parsed + ((<usize>i) << 3), <u32>changetype<usize>(value));
}

/** Is the current parameter of the scan among `keys`? */
function namedIn(spec: string, keys: PyObject): bool {
  const name = changetype<usize>(spec) + ((<usize>nameStart) << 1);
  for (let i = 0; i < PyList_GET_SIZE(keys); i++) {
    const key = PyList_GET_ITEM(keys, i);
    if (PyUnicode_Check(key) && PyUnicode_EqualToUTF16(key, name, nameLen)) return true;
  }
  return false;
}

/** Raises the TypeError for the keyword arguments `keys` (list), some of which have no place. May run Python code. */
function raiseLeftover(fname: string, spec: string, keys: PyObject, nargs: i32, names: PyObject): void {
  const base = changetype<usize>(spec);
  const savedPos = posOnly;
  specAt = 0;
  for (let i = 0; nextParam(spec); i++) {
    if (i < savedPos) continue;
    const at = base + ((<usize>nameStart) << 1);
    if (i < nargs && namedIn(spec, keys)) {
      if (fname.length == 0) {
        const unnamed = "argument for function given by name ('%W') and position (%d)";
        PyErr_Format(PyExc_TypeError, unnamed, at, nameLen, i + 1);
        return;
      }
      const format = "argument for %L() given by name ('%W') and position (%d)";
      PyErr_Format(PyExc_TypeError, format, changetype<usize>(fname), at, nameLen, i + 1);
      return;
    }
    const name = PyUnicode_FromUTF16(at, nameLen);
    if (name === null || _PyList_AppendTakeRef(names, name) < 0) return;
  }
  for (let i = 0; i < PyList_GET_SIZE(keys); i++) {
    const key = PyList_GET_ITEM(keys, i);
    if (!PyUnicode_Check(key)) {
      PyErr_SetString(PyExc_TypeError, "keywords must be strings");
      return;
    }
    const known = PySequence_Contains(names, key);
    if (known > 0) continue;
    if (known == 0) unexpectedKeyword(fname, key, suggestName(names, key));
    return;
  }
  PyErr_Format(PyExc_TypeError, "invalid keyword argument for %L()", changetype<usize>(fname));
}

function unexpectedKeyword(fname: string, key: PyObject, nearest: PyObject | null): void {
  if (fname.length == 0) {
    PyErr_Format(
      PyExc_TypeError,
      nearest === null
        ? "this function got an unexpected keyword argument '%S'"
        : "this function got an unexpected keyword argument '%S'. Did you mean '%S'?",
      changetype<usize>(key),
      changetype<usize>(nearest),
    );
    return;
  }
  PyErr_Format(
    PyExc_TypeError,
    nearest === null
      ? "%L() got an unexpected keyword argument '%S'"
      : "%L() got an unexpected keyword argument '%S'. Did you mean '%S'?",
    changetype<usize>(fname),
    changetype<usize>(key),
    changetype<usize>(nearest),
  );
}

/** `keywords`: the names as a tuple, or a dict. Always false, with TypeError. */
function refuseLeftover(fname: string, spec: string, keywords: PyObject, nargs: i32): bool {
  const keys = PySequence_List(keywords);
  const names = PyList_New(0);
  if (keys !== null && names !== null) raiseLeftover(fname, spec, keys, nargs, names);
  Py_XDECREF(keys);
  Py_XDECREF(names);
  return false;
}

/** After placement: every required parameter must be there. */
function checkRequired(fname: string, spec: string, nargs: i32): bool {
  if (nargs >= minPos && !requiresKeyword) return true;
  let i = 0;
  specAt = 0;
  const savedPos = posOnly;
  const savedKeywordOnly = kwOnlyFrom;
  while (nextParam(spec)) {
    kwOnlyFrom = savedKeywordOnly;
    if (!isOptional && load<u32>(parsed + ((<usize>i) << 3)) == 0) {
      if (i < savedPos) {
        const which = minPos < kwOnlyFrom ? "at least" : "exactly";
        PyErr_Format(
          PyExc_TypeError,
          "%L() takes %L %d positional argument%s (%d given)",
          changetype<usize>(fname),
          changetype<usize>(which),
          minPos < savedPos ? minPos : savedPos,
          pluralS(minPos < savedPos ? minPos : savedPos),
          nargs,
        );
      } else {
        PyErr_Format(
          PyExc_TypeError,
          fname.length == 0
            ? "%Lfunction missing required argument '%W' (pos %d)"
            : "%L() missing required argument '%W' (pos %d)",
          changetype<usize>(fname),
          changetype<usize>(spec) + ((<usize>nameStart) << 1),
          nameLen,
          i + 1,
        );
      }
      return false;
    }
    i++;
  }
  return true;
}

/** Parses a METH_FASTCALL_KEYWORDS call; false with TypeError set. */
export function parseArgs(fname: string, spec: string, args: usize, nargs: i32, kwnames: PyObject | null): bool {
  measure(spec);
  const nkw = kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames);
  if ((nargs + nkw > total && !hasVarargs) || nargs > kwOnlyFrom) return tooMany(fname, nargs, nkw);
  placePositional(args, nargs);
  if (kwnames === null) return checkRequired(fname, spec, nargs);
  leftover = 0;
  for (let i = 0; i < nkw; i++) placeKeyword(spec, PyTuple_GET_ITEM(kwnames, i), ptrAt(args, nargs + i), nargs);
  return checkRequired(fname, spec, nargs) && (leftover == 0 || refuseLeftover(fname, spec, kwnames, nargs));
}

/** Parses a call with an argument tuple and a keyword dict or null (tp_new, tp_init, METH_VARARGS_KEYWORDS). */
export function parseTupleArgs(fname: string, spec: string, args: PyObject, kwargs: PyObject | null): bool {
  measure(spec);
  const nargs = PyTuple_GET_SIZE(args);
  const nkw = kwargs === null ? 0 : PyDict_GET_SIZE(kwargs);
  if ((nargs + nkw > total && !hasVarargs) || nargs > kwOnlyFrom) return tooMany(fname, nargs, nkw);
  placePositional(changetype<usize>(args) + offsetof<PyTupleObject>(), nargs);
  if (kwargs === null) return checkRequired(fname, spec, nargs);
  leftover = 0;
  let pos = 0;
  while ((pos = PyDict_Next(kwargs, pos)) != 0) placeKeyword(spec, dictNextKey(), dictNextValue(), nargs);
  return checkRequired(fname, spec, nargs) && (leftover == 0 || refuseLeftover(fname, spec, kwargs, nargs));
}
