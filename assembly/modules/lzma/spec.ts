/** Filters as Python says them: mappings with "id" and options (Modules/_lzmamodule.c). */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { arg, parseTupleArgs } from "../../protocol/args";
import {
  PyMapping_Check,
  PyMapping_GetOptionalItem,
  PySequence_GetItem,
  PySequence_Size,
} from "../../protocol/sequence";
import { PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyLong_AsU64, PyLong_Check, PyLong_FromU64, _PyLong_IsNegative } from "../../types/long";
import { PyTuple_New } from "../../types/tuple";
import { PyUnicode_InternFromLiteral } from "../../intern/policy";
import {
  FILTER_DELTA,
  FILTER_LZMA1,
  FILTER_LZMA2,
  FILTER_SIZE,
  Filter,
  LZMA_FORMAT_ERROR,
  LZMA_DATA_ERROR,
  LZMA_MEMLIMIT_ERROR,
  LZMA_MEM_ERROR,
  LZMA_OK,
  LZMA_OPTIONS_ERROR,
  LZMA_STREAM_END,
  LZMA_UNSUPPORTED_CHECK,
  filterAt,
  isBranch,
  isLzma,
  setPreset,
} from "./options";

let errorClass: PyObject | null = null;

export function setLzmaError(error: PyObject): void {
  errorClass = error;
}

export function LZMAError(): PyTypeObject {
  return changetype<PyTypeObject>(errorClass!);
}

/** Raises what a status means; true if it is an error. */
export function raiseStatus(status: i32): bool {
  if (status == LZMA_OK || status == LZMA_STREAM_END) return false;
  if (status == LZMA_MEM_ERROR) {
    PyErr_NoMemory();
    return true;
  }
  const message =
    status == LZMA_UNSUPPORTED_CHECK
      ? "Unsupported integrity check"
      : status == LZMA_MEMLIMIT_ERROR
        ? "Memory usage limit exceeded"
        : status == LZMA_FORMAT_ERROR
          ? "Input format not supported by decoder"
          : status == LZMA_OPTIONS_ERROR
            ? "Invalid or unsupported options"
            : status == LZMA_DATA_ERROR
              ? "Corrupt input data"
              : "Internal error";
  PyErr_SetString(LZMAError(), message);
  return true;
}

/** A C unsigned long long into `wideValue` (PyLong_AsUnsignedLongLong); false with an exception. */
export let wideValue: u64 = 0;
export function wideArg(op: PyObject): bool {
  if (!PyLong_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return false;
  }
  if (_PyLong_IsNegative(op)) {
    PyErr_SetString(PyExc_OverflowError, "can't convert negative int to unsigned");
    return false;
  }
  wideValue = PyLong_AsU64(op);
  if (PyErr_Occurred() === null) return true;
  PyErr_SetString(PyExc_OverflowError, "int too big to convert");
  return false;
}

/** A C uint32_t, or one of the enumerations, whose name is in the message; false with an exception. The value is in `wordValue`. */
export let wordValue: u32 = 0;
export function wordArg(op: PyObject, type: string): bool {
  if (!wideArg(op)) return false;
  wordValue = <u32>wideValue;
  if (<u64>wordValue == wideValue) return true;
  PyErr_Format(PyExc_OverflowError, "Value too large for %L type", changetype<usize>(type));
  return false;
}

/** The item of a mapping: `new`; null if it has none, or with an exception. */
function itemOf(spec: PyObject, key: PyObject): PyObject | null {
  return PyMapping_GetOptionalItem(spec, key);
}

/** An optional option; false with an exception. `wordValue` keeps `present` if it is not given. */
function option(i: i32, present: u32, type: string): bool {
  const given = arg(i);
  wordValue = present;
  return given === null || wordArg(given, type);
}

/** Takes the keywords of a spec as those of a function; false with an exception. */
function keywords(spec: PyObject, names: string): bool {
  const none = PyTuple_New(0);
  if (none === null) return false;
  const good = parseTupleArgs("", names, none, spec);
  Py_DECREF(none);
  return good;
}

/** ValueError, whatever was wrong: always false. */
function badSpec(message: string): bool {
  PyErr_SetString(PyExc_ValueError, message);
  return false;
}

function lzmaOptions(f: Filter, spec: PyObject): bool {
  const given = itemOf(spec, ID.preset);
  if (given === null && PyErr_Occurred() !== null) return false;
  let preset: u32 = 6;
  if (given !== null) {
    const good = wordArg(given, "uint32_t");
    Py_DECREF(given);
    if (!good) return false;
    preset = wordValue;
  }
  if (!setPreset(f, preset)) {
    PyErr_Format(LZMAError(), "Invalid compression preset: %u", preset);
    return false;
  }
  const bad = "Invalid filter specifier for LZMA filter";
  if (!keywords(spec, "id=,preset=,dict_size=,lc=,lp=,pb=,mode=,nice_len=,mf=,depth=")) return badSpec(bad);
  if (!option(2, f.dict_size, "uint32_t")) return badSpec(bad);
  f.dict_size = wordValue;
  if (!option(3, f.lc, "uint32_t")) return badSpec(bad);
  f.lc = wordValue;
  if (!option(4, f.lp, "uint32_t")) return badSpec(bad);
  f.lp = wordValue;
  if (!option(5, f.pb, "uint32_t")) return badSpec(bad);
  f.pb = wordValue;
  if (!option(6, f.mode, "lzma_mode")) return badSpec(bad);
  f.mode = wordValue;
  if (!option(7, f.nice_len, "uint32_t")) return badSpec(bad);
  f.nice_len = wordValue;
  if (!option(8, f.mf, "lzma_match_finder")) return badSpec(bad);
  f.mf = wordValue;
  if (!option(9, f.depth, "uint32_t")) return badSpec(bad);
  f.depth = wordValue;
  return true;
}

function deltaOptions(f: Filter, spec: PyObject): bool {
  if (!keywords(spec, "id=,dist=") || !option(1, 1, "uint32_t"))
    return badSpec("Invalid filter specifier for delta filter");
  f.dist = wordValue;
  return true;
}

function branchOptions(f: Filter, spec: PyObject): bool {
  if (!keywords(spec, "id=,start_offset=") || !option(1, 0, "uint32_t")) {
    return badSpec("Invalid filter specifier for BCJ filter");
  }
  f.start_offset = wordValue;
  return true;
}

/** Fills a filter from a spec; false with an exception. */
export function filterFrom(f: Filter, spec: PyObject): bool {
  memory.fill(changetype<usize>(f), 0, FILTER_SIZE);
  if (!PyMapping_Check(spec)) {
    PyErr_SetString(PyExc_TypeError, "Filter specifier must be a dict or dict-like object");
    return false;
  }
  const id = itemOf(spec, ID.id);
  if (id === null) return PyErr_Occurred() === null ? badSpec('Filter specifier must have an "id" entry') : false;
  const good = wideArg(id);
  Py_DECREF(id);
  if (!good) return false;
  f.id = <i64>wideValue;
  if (isLzma(f.id)) return lzmaOptions(f, spec);
  if (f.id == FILTER_DELTA) return deltaOptions(f, spec);
  if (isBranch(f.id)) return branchOptions(f, spec);
  return badId(<u64>f.id);
}

function badId(id: u64): bool {
  const number = PyLong_FromU64(id);
  if (number === null) return false;
  PyErr_Format(PyExc_ValueError, "Invalid filter ID: %S", changetype<usize>(number));
  Py_DECREF(number);
  return false;
}

/** Fills a chain from a sequence of specs; false with an exception. */
export function chainFrom(chain: usize, specs: PyObject): bool {
  const n = PySequence_Size(specs);
  if (n < 0) return false;
  if (n > 4) return badSpec("Too many filters - liblzma supports a maximum of 4");
  store<i32>(chain, n);
  for (let i = 0; i < n; i++) {
    const spec = PySequence_GetItem(specs, i);
    const good = spec !== null && filterFrom(filterAt(chain, i), spec);
    Py_XDECREF(spec);
    if (!good) return false;
  }
  return true;
}

/** Adds an option to a spec in the making; false with an exception. */
function addField(spec: PyObject, name: string, value: u64): bool {
  const key = PyUnicode_InternFromLiteral(name);
  const number = PyLong_FromU64(value);
  let good = key !== null && number !== null;
  if (good) good = PyDict_SetItem(spec, key!, number!) == 0;
  Py_XDECREF(key);
  Py_XDECREF(number);
  return good;
}

function addFields(f: Filter, spec: PyObject): bool {
  if (!addField(spec, "id", <u64>f.id)) return false;
  if (f.id == FILTER_LZMA1) {
    return (
      addField(spec, "lc", f.lc) &&
      addField(spec, "lp", f.lp) &&
      addField(spec, "pb", f.pb) &&
      addField(spec, "dict_size", f.dict_size)
    );
  }
  if (f.id == FILTER_LZMA2) return addField(spec, "dict_size", f.dict_size);
  if (f.id == FILTER_DELTA) return addField(spec, "dist", f.dist);
  return f.hasStart == 0 || addField(spec, "start_offset", f.start_offset);
}

/** The spec of a filter with what its properties say: `new` dict. */
export function specOf(f: Filter): PyObject | null {
  const spec = PyDict_New();
  if (spec === null || addFields(f, spec)) return spec;
  Py_DECREF(spec);
  return null;
}
