/**
 * From arguments to a frame (initialize_locals and _PyEvalFramePushAndInit of Python/ceval.c): binds positional and keyword
 * arguments, defaults, *args and **kwargs to fast locals, with CPython's TypeErrors.
 *
 * Ownership: `pushCallFrame` steals the function and every argument and keyword value of the vector, also when it fails.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_INCREF } from "../object/refcount";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyCodeObject, CO_VARARGS, CO_VARKEYWORDS, localName } from "../types/code";
import { PyFunctionObject } from "../types/function";
import { PyTuple_New, PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_SET_ITEM } from "../types/tuple";
import { PyDict_New, PyDict_SetItem, PyDict_GetItemWithError } from "../types/dict";
import { PyUnicode_Check } from "../types/unicode";
import { InterpreterFrame, F_LOCALSPLUS, pushBytes, initFrame, popBytes, frameAt } from "./frame";
import { missingArguments, tooManyPositional, positionalOnlyAsKeyword, unexpectedKeyword } from "./call_errors";

/** Releases the stolen vector of a call that fails before any argument has moved. */
function dropArguments(args: usize, n: i32): void {
  for (let i = 0; i < n; i++) Py_DECREF(ptrAt(args, i));
}

/**
 * A frame on the data stack for calling `func` with `nargs` positional arguments at `args` and one value after them for each name in
 * `kwnames`: its address, or 0 with an exception. Steals func, arguments and values; kwnames is borrowed.
 */
export function pushCallFrame(
  func: PyFunctionObject,
  locals: PyObject | null,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): usize {
  const code = func.func_code;
  const frame = pushBytes((<usize>code.co_framesize) << 3);
  const nkw = kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames);
  if (frame == 0) {
    dropArguments(args, nargs + nkw);
    Py_DECREF(func);
    return 0;
  }
  initFrame(frame, func, locals, code);
  const slots = frame + F_LOCALSPLUS;
  if (
    nkw == 0 &&
    nargs == code.co_argcount &&
    !(code.co_flags & (CO_VARARGS | CO_VARKEYWORDS)) &&
    code.co_kwonlyargcount == 0
  ) {
    const bytes = (<usize>nargs) << 3;
    memory.copy(slots, args, bytes);
    memory.fill(slots + bytes, 0, ((<usize>code.co_nlocalsplus) << 3) - bytes);
    return frame;
  }
  memory.fill(slots, 0, (<usize>code.co_nlocalsplus) << 3);
  if (bindArguments(func, code, slots, args, nargs, kwnames)) return frame;
  abandonFrame(frame);
  return 0;
}

/** Takes back a frame whose arguments could not be bound. */
function abandonFrame(frame: usize): void {
  const f: InterpreterFrame = frameAt(frame);
  const code = f.f_executable;
  const n = f.stacktop;
  for (let i = 0; i < n; i++) {
    const op = load<PyObject | null>(frame + F_LOCALSPLUS + ((<usize>i) << 3));
    if (op !== null) Py_DECREF(op);
  }
  Py_DECREF(f.f_funcobj!);
  if (f.f_locals !== null) Py_DECREF(f.f_locals!);
  Py_DECREF(code);
  popBytes(frame);
}

function setSlot(slots: usize, i: i32, op: PyObject): void {
  store<u32>(slots + ((<usize>i) << 3), <u32>changetype<usize>(op));
}

function slotEmpty(slots: usize, i: i32): bool {
  return load<u32>(slots + ((<usize>i) << 3)) == 0;
}

/** initialize_locals: false with TypeError. All arguments are stolen. */
function bindArguments(
  func: PyFunctionObject,
  code: PyCodeObject,
  slots: usize,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): bool {
  const nkw = kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames);
  const values = args + ((<usize>nargs) << 3);
  const total = code.co_argcount + code.co_kwonlyargcount;
  let kwdict: PyObject | null = null;
  if (code.co_flags & CO_VARKEYWORDS) {
    kwdict = PyDict_New();
    if (kwdict === null) {
      dropArguments(args, nargs + nkw);
      return false;
    }
    setSlot(slots, code.co_flags & CO_VARARGS ? total + 1 : total, kwdict);
  }
  const positional = nargs < code.co_argcount ? nargs : code.co_argcount;
  memory.copy(slots, args, (<usize>positional) << 3);
  if (code.co_flags & CO_VARARGS) {
    const rest = PyTuple_New(nargs - positional);
    if (rest === null) {
      dropArguments(args + ((<usize>positional) << 3), nargs - positional + nkw);
      return false;
    }
    for (let i = positional; i < nargs; i++) PyTuple_SET_ITEM(rest, i - positional, ptrAt(args, i));
    setSlot(slots, total, rest);
  } else {
    dropArguments(args + ((<usize>positional) << 3), nargs - positional);
  }
  if (kwnames !== null && !bindKeywords(func, code, slots, values, kwnames, kwdict)) return false;
  if (nargs > code.co_argcount && !(code.co_flags & CO_VARARGS)) {
    tooManyPositional(func, nargs, slots);
    return false;
  }
  return fillDefaults(func, code, slots, nargs);
}

/** Index of the parameter called `name`, by identity first, then by equality; -1 if none; -2 with an exception. */
function parameterIndex(code: PyCodeObject, name: PyObject): i32 {
  const total = code.co_argcount + code.co_kwonlyargcount;
  for (let i = code.co_posonlyargcount; i < total; i++) if (localName(code, i) == name) return i;
  for (let i = code.co_posonlyargcount; i < total; i++) {
    const same = PyObject_RichCompareBool(name, localName(code, i), 2);
    if (same < 0) return -2;
    if (same > 0) return i;
  }
  return -1;
}

/** Moves keyword values to their parameters or into **kwargs; on failure the values not yet moved are released. */
function bindKeywords(
  func: PyFunctionObject,
  code: PyCodeObject,
  slots: usize,
  values: usize,
  kwnames: PyObject,
  kwdict: PyObject | null,
): bool {
  const n = PyTuple_GET_SIZE(kwnames);
  for (let i = 0; i < n; i++) {
    const name = PyTuple_GET_ITEM(kwnames, i);
    const value = ptrAt(values, i);
    if (bindKeyword(func, code, slots, name, value, kwnames, kwdict)) continue;
    dropArguments(values + ((<usize>i) << 3), n - i);
    return false;
  }
  return true;
}

/** Steals `value` on success only. */
function bindKeyword(
  func: PyFunctionObject,
  code: PyCodeObject,
  slots: usize,
  name: PyObject,
  value: PyObject,
  kwnames: PyObject,
  kwdict: PyObject | null,
): bool {
  if (!PyUnicode_Check(name)) {
    PyErr_SetString(PyExc_TypeError, "keywords must be strings");
    return false;
  }
  const index = parameterIndex(code, name);
  if (index == -2) return false;
  if (index == -1) {
    if (kwdict === null) {
      if (!positionalOnlyAsKeyword(func, kwnames)) unexpectedKeyword(func, name);
      return false;
    }
    if (PyDict_SetItem(kwdict, name, value) < 0) return false;
    Py_DECREF(value);
    return true;
  }
  if (!slotEmpty(slots, index)) {
    PyErr_Format(
      PyExc_TypeError,
      "%U() got multiple values for argument '%S'",
      changetype<usize>(func.func_qualname),
      changetype<usize>(name),
    );
    return false;
  }
  setSlot(slots, index, value);
  return true;
}

function fillDefaults(func: PyFunctionObject, code: PyCodeObject, slots: usize, nargs: i32): bool {
  const argcount = code.co_argcount;
  if (nargs < argcount) {
    const defaults = func.func_defaults;
    const ndefaults = defaults === null ? 0 : PyTuple_GET_SIZE(defaults);
    const required = argcount - ndefaults;
    for (let i = nargs; i < required; i++) {
      if (slotEmpty(slots, i)) {
        missingArguments(func, required, false, slots);
        return false;
      }
    }
    if (defaults !== null) {
      for (let i = nargs > required ? nargs - required : 0; i < ndefaults; i++) {
        if (slotEmpty(slots, required + i)) setSlot(slots, required + i, Py_NewRef(PyTuple_GET_ITEM(defaults, i)));
      }
    }
  }
  return code.co_kwonlyargcount == 0 || fillKeywordDefaults(func, code, slots);
}

function fillKeywordDefaults(func: PyFunctionObject, code: PyCodeObject, slots: usize): bool {
  const from = code.co_argcount;
  const to = from + code.co_kwonlyargcount;
  const kwdefaults = func.func_kwdefaults;
  let missing = 0;
  for (let i = from; i < to; i++) {
    if (!slotEmpty(slots, i)) continue;
    if (kwdefaults !== null) {
      const value = PyDict_GetItemWithError(kwdefaults, localName(code, i));
      if (value !== null) {
        Py_INCREF(value);
        setSlot(slots, i, value);
        continue;
      }
      if (PyErr_Occurred() !== null) return false;
    }
    missing++;
  }
  if (missing == 0) return true;
  missingArguments(func, missing, true, slots);
  return false;
}
