/**
 * From arguments to a frame (initialize_locals and _PyEvalFramePushAndInit of Python/ceval.c): binds positional and keyword
 * arguments, defaults, *args and **kwargs to fast locals, with CPython's TypeErrors.
 *
 * Ownership: `pushCallFrame` steals the function and every argument and keyword value of the vector, also when it fails.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_INCREF, Py_XDECREF } from "../object/refcount";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyCodeObject, CO_VARARGS, CO_VARKEYWORDS, localName } from "../types/code";
import { PyFunctionObject } from "../types/function";
import { PySequence_Tuple } from "../protocol/sequence";
import { PyTuple_New, PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_SET_ITEM, _PyTuple_ITEMS } from "../types/tuple";
import { DICT_KEYS_GENERAL } from "../types/dict_keys";
import {
  PyDictObject,
  PyDict_New,
  PyDict_Next,
  PyDict_SetItem,
  PyDict_GetItemWithError,
  _PyDict_SetItem_Take2,
  dictNextKey,
  dictNextValue,
} from "../types/dict";
import { PyUnicode_Check } from "../types/unicode";
import { InterpreterFrame, F_LOCALSPLUS, pushBytes, initFrame, popBytes, frameAt, setStackTop } from "./frame";
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
  if (nkw == 0 && bindPlain(func, code, slots, args, nargs)) return frame;
  memory.fill(slots, 0, (<usize>code.co_nlocalsplus) << 3);
  if (bindArguments(func, code, slots, args, nargs, kwnames, null)) return frame;
  abandonFrame(frame);
  return 0;
}

/** Are all keys of the dict exact strs, as far as its table tells? */
export function plainKeys(kwargs: PyObject): bool {
  return changetype<PyDictObject>(kwargs).ma_keys.dk_kind != DICT_KEYS_GENERAL;
}

/**
 * The same with the positional arguments in a tuple, behind `self` (stolen) if there is one, and the others in a dict: borrows both. The dict's keys
 * are exact strs, so that binding runs no Python code (`plainKeys`).
 */
export function pushSpreadFrame(
  func: PyFunctionObject,
  locals: PyObject | null,
  self: PyObject | null,
  tuple: PyObject,
  kwargs: PyObject | null,
): usize {
  const code = func.func_code;
  const given = PyTuple_GET_SIZE(tuple);
  const items = _PyTuple_ITEMS(tuple);
  for (let i = 0; i < given; i++) Py_INCREF(ptrAt(items, i));
  // the vector, if one is needed, lies behind the frame while arguments are bound
  const bytes = (<usize>code.co_framesize) << 3;
  const frame = pushBytes(bytes + ((<usize>(self === null ? 0 : given + 1)) << 3));
  if (frame == 0) {
    dropArguments(items, given);
    Py_XDECREF(self);
    Py_DECREF(func);
    return 0;
  }
  initFrame(frame, func, locals, code);
  let args = items;
  let nargs = given;
  if (self !== null) {
    args = frame + bytes;
    nargs++;
    store<u32>(args, <u32>changetype<usize>(self));
    for (let i = 0; i < given; i++) store<u32>(args + ((<usize>i) << 3), load<u32>(items + ((<usize>i) << 3)), 8);
  }
  const slots = frame + F_LOCALSPLUS;
  if (kwargs !== null || !bindPlain(func, code, slots, args, nargs)) {
    memory.fill(slots, 0, (<usize>code.co_nlocalsplus) << 3);
    if (!bindArguments(func, code, slots, args, nargs, null, kwargs)) {
      abandonFrame(frame);
      return 0;
    }
  }
  setStackTop(frame + bytes);
  return frame;
}

/**
 * Moves positional arguments, and the defaults of parameters after them, into a frame whose slots are stale. False, and nothing is done, if the function
 * has parameters of other kinds or the number does not fit.
 */
function bindPlain(func: PyFunctionObject, code: PyCodeObject, slots: usize, args: usize, nargs: i32): bool {
  const argcount = code.co_argcount;
  if (nargs > argcount || code.co_kwonlyargcount != 0 || code.co_flags & (CO_VARARGS | CO_VARKEYWORDS)) return false;
  let defaults: usize = 0;
  if (nargs < argcount) {
    const tuple = func.func_defaults;
    if (tuple === null) return false;
    const from = PyTuple_GET_SIZE(tuple) - argcount + nargs;
    if (from < 0) return false;
    defaults = _PyTuple_ITEMS(tuple) + ((<usize>from) << 3);
  }
  let to = slots;
  const given = slots + ((<usize>nargs) << 3);
  for (let at = args; to < given; at += 8) {
    store<u32>(to, load<u32>(at));
    to += 8;
  }
  const bound = slots + ((<usize>argcount) << 3);
  for (; to < bound; defaults += 8) {
    store<u32>(to, <u32>changetype<usize>(Py_NewRef(load<PyObject>(defaults))));
    to += 8;
  }
  const end = slots + ((<usize>code.co_nlocalsplus) << 3);
  for (; to < end; to += 8) store<u32>(to, 0);
  return true;
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

/** initialize_locals: false with TypeError. All arguments are stolen. Keyword arguments come by `kwnames` or, borrowed, in the dict `kwargs`. */
function bindArguments(
  func: PyFunctionObject,
  code: PyCodeObject,
  slots: usize,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  kwargs: PyObject | null,
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
  for (let i = 0; i < positional; i++) setSlot(slots, i, ptrAt(args, i));
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
  if (kwargs !== null && !bindSpread(func, code, slots, kwargs, kwdict)) return false;
  if (nargs > code.co_argcount && !(code.co_flags & CO_VARARGS)) {
    tooManyPositional(func, nargs, slots);
    return false;
  }
  return fillDefaults(func, code, slots, nargs);
}

/** Index of the parameter called `name`, by identity first, then by equality; -1 if none; -2 with an exception. */
function parameterIndex(code: PyCodeObject, name: PyObject): i32 {
  const total = code.co_argcount + code.co_kwonlyargcount;
  const names = _PyTuple_ITEMS(code.co_localsplusnames);
  for (let i = code.co_posonlyargcount; i < total; i++) if (ptrAt(names, i) == name) return i;
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

/** The same from a dict, which keeps its values. */
function bindSpread(
  func: PyFunctionObject,
  code: PyCodeObject,
  slots: usize,
  kwargs: PyObject,
  kwdict: PyObject | null,
): bool {
  let pos = 0;
  while ((pos = PyDict_Next(kwargs, pos)) != 0) {
    const name = dictNextKey();
    const value = Py_NewRef(dictNextValue());
    const index = parameterIndex(code, name);
    if (index >= 0 && slotEmpty(slots, index)) {
      setSlot(slots, index, value);
      continue;
    }
    if (index == -1 && kwdict !== null) {
      if (_PyDict_SetItem_Take2(kwdict, Py_NewRef(name), value) < 0) return false;
      continue;
    }
    // fails: the message may need all names
    const kwnames = PySequence_Tuple(kwargs);
    if (kwnames !== null) {
      bindKeyword(func, code, slots, name, value, kwnames, kwdict);
      Py_DECREF(kwnames);
    }
    Py_DECREF(value);
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
