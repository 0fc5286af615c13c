/**
 * The TypeErrors of a call whose arguments do not fit (missing_arguments, too_many_positional and their kin in Python/ceval.c).
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred } from "../protocol/errors";
import { PyObject_Repr, PyObject_RichCompareBool } from "../protocol/compare";
import { localName } from "../types/code";
import { PyDict_GetItemWithError } from "../types/dict";
import { PyFunctionObject } from "../types/function";
import { PyList_New, PyList_Append, PyList_GET_SIZE, PyList_GET_ITEM } from "../types/list";
import { PyTuple_GET_SIZE, PyTuple_GET_ITEM } from "../types/tuple";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { suggestName } from "../protocol/suggest";

/** Appends repr(name) to `list`; false with an exception. */
function appendRepr(list: PyObject, name: PyObject): bool {
  const text = PyObject_Repr(name);
  if (text === null) return false;
  const failed = PyList_Append(list, text) < 0;
  Py_DECREF(text);
  return !failed;
}

/** "'a'", "'a' and 'b'", "'a', 'b', and 'c'": `new`. */
function joinNames(list: PyObject): PyObject | null {
  const n = PyList_GET_SIZE(list);
  const last = changetype<usize>(PyList_GET_ITEM(list, n - 1));
  if (n == 1) return PyUnicode_FromFormat("%U", last);
  const before = changetype<usize>(PyList_GET_ITEM(list, n - 2));
  let text =
    n == 2 ? PyUnicode_FromFormat("%U and %U", before, last) : PyUnicode_FromFormat("%U, and %U", before, last);
  for (let i = n - 3; i >= 0 && text !== null; i--) {
    const longer = PyUnicode_FromFormat("%U, %U", changetype<usize>(PyList_GET_ITEM(list, i)), changetype<usize>(text));
    Py_DECREF(text);
    text = longer;
  }
  return text;
}

/** TypeError "f() missing N required ... arguments: ...". `limit`: required positional count, or the number of missing keywords. */
export function missingArguments(func: PyFunctionObject, limit: i32, keywordOnly: bool, slots: usize): void {
  const code = func.func_code;
  const list = PyList_New(0);
  if (list === null) return;
  const from = keywordOnly ? code.co_argcount : 0;
  const to = keywordOnly ? from + code.co_kwonlyargcount : limit;
  let good = true;
  for (let i = from; i < to && good; i++) {
    if (load<u32>(slots + ((<usize>i) << 3)) != 0) continue;
    if (keywordOnly && hasKeywordDefault(func, localName(code, i))) continue;
    good = appendRepr(list, localName(code, i));
  }
  if (good) reportMissing(func, list, keywordOnly);
  Py_DECREF(list);
}

function hasKeywordDefault(func: PyFunctionObject, name: PyObject): bool {
  const defaults = func.func_kwdefaults;
  return defaults !== null && PyDict_GetItemWithError(defaults, name) !== null;
}

function reportMissing(func: PyFunctionObject, list: PyObject, keywordOnly: bool): void {
  const names = joinNames(list);
  if (names === null) return;
  const n = PyList_GET_SIZE(list);
  let format: string;
  if (keywordOnly) {
    format =
      n == 1
        ? "%U() missing %d required keyword-only argument: %U"
        : "%U() missing %d required keyword-only arguments: %U";
  } else {
    format =
      n == 1 ? "%U() missing %d required positional argument: %U" : "%U() missing %d required positional arguments: %U";
  }
  PyErr_Format(PyExc_TypeError, format, changetype<usize>(func.func_qualname), n, changetype<usize>(names));
  Py_DECREF(names);
}

/** TypeError "f() takes N positional arguments but M were given". */
export function tooManyPositional(func: PyFunctionObject, given: i32, slots: usize): void {
  const code = func.func_code;
  const argcount = code.co_argcount;
  let keywordGiven = 0;
  for (let i = argcount; i < argcount + code.co_kwonlyargcount; i++) {
    if (load<u32>(slots + ((<usize>i) << 3)) != 0) keywordGiven++;
  }
  const defaults = func.func_defaults;
  const ndefaults = defaults === null ? 0 : PyTuple_GET_SIZE(defaults);
  const plural = ndefaults > 0 || argcount != 1;
  const takes =
    ndefaults > 0
      ? PyUnicode_FromFormat("from %d to %d", argcount - ndefaults, argcount)
      : PyUnicode_FromFormat("%d", argcount);
  if (takes === null) return;
  let format: string;
  if (keywordGiven > 0) {
    const both = PyUnicode_FromFormat(
      keywordGiven == 1
        ? given == 1
          ? "%d positional argument (and %d keyword-only argument) were"
          : "%d positional arguments (and %d keyword-only argument) were"
        : given == 1
          ? "%d positional argument (and %d keyword-only arguments) were"
          : "%d positional arguments (and %d keyword-only arguments) were",
      given,
      keywordGiven,
    );
    if (both !== null) {
      format = plural
        ? "%U() takes %U positional arguments but %U given"
        : "%U() takes %U positional argument but %U given";
      PyErr_Format(
        PyExc_TypeError,
        format,
        changetype<usize>(func.func_qualname),
        changetype<usize>(takes),
        changetype<usize>(both),
      );
      Py_DECREF(both);
    }
  } else {
    const verb = given == 1 ? "was" : "were";
    format = plural
      ? "%U() takes %U positional arguments but %d %L given"
      : "%U() takes %U positional argument but %d %L given";
    PyErr_Format(
      PyExc_TypeError,
      format,
      changetype<usize>(func.func_qualname),
      changetype<usize>(takes),
      given,
      changetype<usize>(verb),
    );
  }
  Py_DECREF(takes);
}

/** True (with TypeError set) if some keyword names a positional-only parameter. */
export function positionalOnlyAsKeyword(func: PyFunctionObject, kwnames: PyObject): bool {
  const code = func.func_code;
  const list = PyList_New(0);
  if (list === null) return true;
  const n = PyTuple_GET_SIZE(kwnames);
  for (let p = 0; p < code.co_posonlyargcount; p++) {
    for (let k = 0; k < n; k++) {
      const same = PyObject_RichCompareBool(localName(code, p), PyTuple_GET_ITEM(kwnames, k), 2);
      if (same < 0 || (same > 0 && PyList_Append(list, PyTuple_GET_ITEM(kwnames, k)) < 0)) {
        Py_DECREF(list);
        return true;
      }
    }
  }
  const found = PyList_GET_SIZE(list) > 0;
  if (found) reportPositionalOnly(func, list);
  Py_DECREF(list);
  return found || PyErr_Occurred() !== null;
}

function reportPositionalOnly(func: PyFunctionObject, list: PyObject): void {
  let text = PyUnicode_FromFormat("%U", changetype<usize>(PyList_GET_ITEM(list, 0)));
  for (let i = 1; i < PyList_GET_SIZE(list) && text !== null; i++) {
    const longer = PyUnicode_FromFormat("%U, %U", changetype<usize>(text), changetype<usize>(PyList_GET_ITEM(list, i)));
    Py_DECREF(text);
    text = longer;
  }
  if (text === null) return;
  PyErr_Format(
    PyExc_TypeError,
    "%U() got some positional-only arguments passed as keyword arguments: '%U'",
    changetype<usize>(func.func_qualname),
    changetype<usize>(text),
  );
  Py_DECREF(text);
}

/** TypeError "f() got an unexpected keyword argument 'x'", with the nearest parameter's name if one is near. */
export function unexpectedKeyword(func: PyFunctionObject, name: PyObject): void {
  const code = func.func_code;
  const candidates = PyList_New(0);
  if (candidates === null) return;
  for (let i = code.co_posonlyargcount; i < code.co_argcount + code.co_kwonlyargcount; i++) {
    if (PyList_Append(candidates, localName(code, i)) < 0) {
      Py_DECREF(candidates);
      return;
    }
  }
  const near = suggestName(candidates, name);
  if (near !== null) {
    PyErr_Format(
      PyExc_TypeError,
      "%U() got an unexpected keyword argument '%S'. Did you mean '%S'?",
      changetype<usize>(func.func_qualname),
      changetype<usize>(name),
      changetype<usize>(near),
    );
  } else {
    PyErr_Format(
      PyExc_TypeError,
      "%U() got an unexpected keyword argument '%S'",
      changetype<usize>(func.func_qualname),
      changetype<usize>(name),
    );
  }
  Py_DECREF(candidates);
}
