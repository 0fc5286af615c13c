/**
 * CALL_INTRINSIC_1 and CALL_INTRINSIC_2 (Python/intrinsics.c). Contract: stack.ts.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import {
  PyExc_RuntimeError,
  PyExc_StopIteration,
  PyExc_StopAsyncIteration,
  PyExc_SystemError,
} from "../object/exception_types";
import { PyErr_SetString, PyErr_GivenExceptionMatches, PyErr_GetRaisedException } from "../protocol/errors";
import { PyNumber_Positive } from "../protocol/number";
import { PyObject_Repr } from "../protocol/compare";
import { PyList_AsTuple } from "../types/list";
import { PyException_SetCause, PyException_SetContext } from "../types/exceptions";
import { PyFunctionObject } from "../types/function";
import {
  _Py_make_typevar,
  _Py_make_paramspec,
  _Py_make_typevartuple,
  _Py_subscript_generic,
  _Py_make_typealias,
  _Py_set_typeparam_default,
} from "../types/typevar";
import { _PyExc_PrepReraiseStar } from "../types/exception_group";
import { CO_COROUTINE, CO_ASYNC_GENERATOR } from "../types/code";
import { importStar } from "./ops_import";
import { frameCode } from "./frame";
import { asyncGenWrap } from "./asyncgen";
import { peek, replaceTop } from "./stack";

/** (value): PyObject | null of sys.displayhook's caller; set at boot. */
let displayHook: u32 = 0;

export function setDisplayHook(index: u32): void {
  displayHook = index;
}

/** True while values go to the host, which asks for them with `takeDisplayed`, instead of to sys.displayhook: a notebook's cells. */
let captureDisplay: bool = false;
let displayedValue: PyObject | null = null;
let displayedText: PyObject | null = null;

export function setCaptureDisplay(on: bool): void {
  captureDisplay = on;
}

/** Keeps a value and its repr, made here so that an error in `__repr__` is the cell's own. None is not shown. `new` None. */
function capture(value: PyObject): PyObject | null {
  if (value == Py_None) return Py_NewRef(Py_None);
  const text = PyObject_Repr(value);
  if (text === null) return null;
  const oldValue = displayedValue;
  const oldText = displayedText;
  displayedValue = Py_NewRef(value);
  displayedText = text;
  Py_XDECREF(oldValue);
  Py_XDECREF(oldText);
  return Py_NewRef(Py_None);
}

/** The value shown last: `new`, or null. Take its text first. */
export function takeDisplayedValue(): PyObject | null {
  const value = displayedValue;
  displayedValue = null;
  return value;
}

/** repr of the value shown last: `new`, or null. */
export function takeDisplayedText(): PyObject | null {
  const text = displayedText;
  displayedText = null;
  return text;
}

/** A StopIteration that leaves a generator becomes RuntimeError (PEP 479): `new`. */
function stopIterationError(frame: usize, exc: PyObject): PyObject | null {
  const flags = frameCode(frame).co_flags;
  let message: string = "";
  if (PyErr_GivenExceptionMatches(exc, PyExc_StopIteration)) {
    message = "generator raised StopIteration";
    if (flags & CO_ASYNC_GENERATOR) message = "async generator raised StopIteration";
    else if (flags & CO_COROUTINE) message = "coroutine raised StopIteration";
  } else if (flags & CO_ASYNC_GENERATOR && PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration)) {
    message = "async generator raised StopAsyncIteration";
  } else {
    return Py_NewRef(exc);
  }
  PyErr_SetString(PyExc_RuntimeError, message);
  const error = PyErr_GetRaisedException();
  if (error === null) return null;
  PyException_SetCause(error, Py_NewRef(exc));
  PyException_SetContext(error, Py_NewRef(exc));
  return error;
}

export function op_call_intrinsic_1(frame: usize, sp: usize, oparg: i32): usize {
  const value = peek(sp, 1);
  let result: PyObject | null = null;
  switch (oparg) {
    case 1:
      result = captureDisplay ? capture(value) : call_indirect<PyObject | null>(displayHook, value);
      break;
    case 2:
      result = importStar(frame, value);
      break;
    case 3:
      result = stopIterationError(frame, value);
      break;
    case 4:
      result = asyncGenWrap(value);
      break;
    case 5:
      result = PyNumber_Positive(value);
      break;
    case 6:
      result = PyList_AsTuple(value);
      break;
    case 7:
      result = _Py_make_typevar(value, null, null);
      break;
    case 8:
      result = _Py_make_paramspec(value);
      break;
    case 9:
      result = _Py_make_typevartuple(value);
      break;
    case 10:
      result = _Py_subscript_generic(value);
      break;
    case 11:
      result = _Py_make_typealias(value);
      break;
    default:
      PyErr_SetString(PyExc_SystemError, "unknown intrinsic");
  }
  return replaceTop(sp, 1, result);
}

/** Stack: second, first... CPython passes (value2, value1): value2 is the deeper one. */
export function op_call_intrinsic_2(frame: usize, sp: usize, oparg: i32): usize {
  const deep = peek(sp, 2);
  const top = peek(sp, 1);
  let result: PyObject | null = null;
  switch (oparg) {
    case 1:
      result = _PyExc_PrepReraiseStar(deep, top);
      break;
    case 2:
      result = _Py_make_typevar(deep, top, null);
      break;
    case 3:
      result = _Py_make_typevar(deep, null, top);
      break;
    case 4:
      result = setFunctionTypeParams(deep, top);
      break;
    case 5:
      result = _Py_set_typeparam_default(deep, top);
      break;
    default:
      PyErr_SetString(PyExc_SystemError, "unknown intrinsic");
  }
  return replaceTop(sp, 2, result);
}

function setFunctionTypeParams(func: PyObject, params: PyObject): PyObject {
  const f = changetype<PyFunctionObject>(func);
  const old = f.func_typeparams;
  f.func_typeparams = Py_NewRef(params);
  if (old !== null) Py_DECREF(old);
  return Py_NewRef(func);
}
