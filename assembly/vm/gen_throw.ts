/**
 * throw() and close() of generators and coroutines (_gen_throw, gen_close of Objects/genobject.c), delegates included.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyGen_Type, PyCoro_Type, PyTraceBack_Type, Py_None } from "../object/statics";
import {
  PyExc_DeprecationWarning,
  PyExc_GeneratorExit,
  PyExc_StopIteration,
  PyExc_RuntimeError,
  PyExc_TypeError,
} from "../object/exception_types";
import { ID } from "../generated/ids";
import {
  PyErr_SetNone,
  PyErr_SetString,
  PyErr_SetObject,
  PyErr_Format,
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_GivenExceptionMatches,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  PyExceptionClass_Check,
  PyExceptionInstance_Check,
} from "../protocol/errors";
import { PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallNoArgs, PyObject_Vectorcall } from "../protocol/call";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyErr_WriteUnraisable } from "../protocol/unraisable";
import { PyException_SetTraceback } from "../types/exceptions";
import {
  PyGenObject,
  genSend,
  genResult,
  genDelegate,
  genFrame,
  genValue,
  FRAME_CREATED,
  FRAME_COMPLETED,
  FRAME_EXECUTING,
  FRAME_CLEARED,
  PYGEN_NEXT,
  PYGEN_RETURN,
} from "./genobject";
import { RESUME } from "../generated/opcode";
import { codeStart } from "../types/code";
import { baseOpcode } from "../types/code_monitoring";
import { frameAt, frameCode, currentFrame, setCurrentFrame, _PyFrame_ClearExceptCode } from "./frame";
import { fetchStopIterationValue } from "./stop_iteration";

const cell = memory.data(8, 8);

/** Closes what a generator delegates to: 0, or -1 with an exception (gen_close_iter). */
function closeDelegate(inner: PyObject): i32 {
  if (inner.ob_type == PyGen_Type || inner.ob_type == PyCoro_Type) {
    const result = genClose(changetype<PyGenObject>(inner));
    if (result === null) return -1;
    Py_DECREF(result);
    return 0;
  }
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(inner, ID.close, cell) < 0) PyErr_WriteUnraisable(inner);
  const close = load<PyObject | null>(cell);
  if (close === null) return 0;
  const result = PyObject_CallNoArgs(close);
  Py_DECREF(close);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** gen.close(): `new` None or the value the generator returns on GeneratorExit (3.13). */
export function genClose(gen: PyGenObject): PyObject | null {
  const state = gen.gi_frame_state;
  if (state == FRAME_CREATED) {
    // never started: nothing to run; the arguments stay as long as the generator
    gen.gi_frame_state = FRAME_COMPLETED;
    return Py_NewRef(Py_None);
  }
  if (state >= FRAME_COMPLETED) return Py_NewRef(Py_None);
  const inner = genDelegate(gen);
  if (inner === null && waitsOutsideTry(gen)) {
    gen.gi_frame_state = FRAME_COMPLETED;
    clearFinished(gen);
    return Py_NewRef(Py_None);
  }
  let err = 0;
  if (inner !== null) {
    Py_INCREF(inner);
    gen.gi_frame_state = FRAME_EXECUTING;
    err = closeDelegate(inner);
    gen.gi_frame_state = state;
    Py_DECREF(inner);
  }
  if (err == 0) PyErr_SetNone(PyExc_GeneratorExit);
  const answer = genSend(gen, Py_None, true, true);
  const value = genValue;
  if (answer == PYGEN_NEXT) {
    Py_DECREF(value!);
    return PyErr_SetString(
      PyExc_RuntimeError,
      gen.ob_type == PyCoro_Type
        ? "coroutine ignored GeneratorExit"
        : gen.ob_type == PyGen_Type
          ? "generator ignored GeneratorExit"
          : "async generator ignored GeneratorExit",
    );
  }
  if (answer == PYGEN_RETURN) return value;
  if (PyErr_ExceptionMatches(PyExc_StopIteration)) return fetchStopIterationValue();
  if (PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
    PyErr_Clear();
    return Py_NewRef(Py_None);
  }
  return null;
}

/** True at a yield that no handler but the generator's own covers: closing it need not run anything. */
function waitsOutsideTry(gen: PyGenObject): bool {
  const at = frameAt(genFrame(gen)).instr_ptr;
  const co = frameCode(genFrame(gen));
  const op = baseOpcode(co, <i32>((at - codeStart(co)) >> 1));
  return op == RESUME && (load<u8>(at + 1) & RESUME_DEPTH_1) != 0;
}

/** RESUME's operand has this bit where the only handler around is the one that every generator has. */
const RESUME_DEPTH_1: u8 = 4;

function clearFinished(gen: PyGenObject): void {
  gen.gi_frame_state = FRAME_CLEARED;
  const frame = genFrame(gen);
  frameAt(frame).previous = 0;
  _PyFrame_ClearExceptCode(frame);
}

/** gen.throw(type[, value[, tb]]): `new`. */
export function genThrow(gen: PyGenObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("throw", nargs, 1, 3)) return null;
  if (nargs > 1) {
    const warned = PyErr_WarnEx(
      PyExc_DeprecationWarning,
      "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.",
      1,
    );
    if (warned < 0) return null;
  }
  const type = ptrAt(args, 0);
  const value: PyObject | null = nargs > 1 ? ptrAt(args, 1) : null;
  const tb: PyObject | null = nargs > 2 ? ptrAt(args, 2) : null;
  return throwInto(gen, true, type, value, tb);
}

/** _gen_throw. `closeOnExit`: a GeneratorExit closes the delegate instead of being thrown into it. */
export function throwInto(
  gen: PyGenObject,
  closeOnExit: bool,
  type: PyObject,
  value: PyObject | null,
  tb: PyObject | null,
): PyObject | null {
  const inner = genDelegate(gen);
  if (inner === null) return throwHere(gen, type, value, tb);
  if (closeOnExit && PyErr_GivenExceptionMatches(type, PyExc_GeneratorExit)) {
    Py_INCREF(inner);
    const state = gen.gi_frame_state;
    gen.gi_frame_state = FRAME_EXECUTING;
    const err = closeDelegate(inner);
    gen.gi_frame_state = state;
    Py_DECREF(inner);
    if (err < 0) return genResult(gen, genSend(gen, Py_None, true, false), false);
    return throwHere(gen, type, value, tb);
  }
  return throwIntoDelegate(gen, Py_NewRef(inner), closeOnExit, type, value, tb);
}

/** Steals `inner`. */
function throwIntoDelegate(
  gen: PyGenObject,
  inner: PyObject,
  closeOnExit: bool,
  type: PyObject,
  value: PyObject | null,
  tb: PyObject | null,
): PyObject | null {
  const state = gen.gi_frame_state;
  const frame = genFrame(gen);
  let result: PyObject | null;
  if (inner.ob_type == PyGen_Type || inner.ob_type == PyCoro_Type) {
    // show this generator's frame in the chain while the inner one runs
    const saved = currentFrame;
    frameAt(frame).previous = saved;
    setCurrentFrame(frame);
    gen.gi_frame_state = FRAME_EXECUTING;
    result = throwInto(changetype<PyGenObject>(inner), closeOnExit, type, value, tb);
    gen.gi_frame_state = state;
    setCurrentFrame(saved);
    frameAt(frame).previous = 0;
  } else {
    store<u64>(cell, 0);
    if (PyObject_GetOptionalAttr(inner, ID.throw_, cell) < 0) {
      Py_DECREF(inner);
      return null;
    }
    const method = load<PyObject | null>(cell);
    if (method === null) {
      Py_DECREF(inner);
      return throwHere(gen, type, value, tb);
    }
    gen.gi_frame_state = FRAME_EXECUTING;
    result = callThrow(method, type, value, tb);
    gen.gi_frame_state = state;
    Py_DECREF(method);
  }
  Py_DECREF(inner);
  if (result !== null) return result;
  // raised at the YIELD_VALUE: the handler there (CLEANUP_THROW) knows what a StopIteration of the delegate means
  return genResult(gen, genSend(gen, Py_None, true, false), false);
}

function callThrow(method: PyObject, type: PyObject, value: PyObject | null, tb: PyObject | null): PyObject | null {
  store<u64>(throwArgs, <u64>changetype<usize>(type));
  store<u64>(throwArgs + 8, <u64>changetype<usize>(value));
  store<u64>(throwArgs + 16, <u64>changetype<usize>(tb));
  const n = tb !== null ? 3 : value !== null ? 2 : 1;
  return PyObject_Vectorcall(method, throwArgs, n, null);
}

const throwArgs = memory.data(24, 8);

/** Raises the described exception inside the generator's own frame: `new`. */
function throwHere(gen: PyGenObject, type: PyObject, value: PyObject | null, tb: PyObject | null): PyObject | null {
  const exc = makeException(type, value, tb);
  if (exc === null) return null;
  PyErr_SetRaisedException(exc);
  return genResult(gen, genSend(gen, Py_None, true, false), false);
}

/** The instance that throw(type, value, tb) means, checked as CPython checks it: `new`. */
export function makeException(type: PyObject, given: PyObject | null, tb: PyObject | null): PyObject | null {
  const trace: PyObject | null = tb == Py_None ? null : tb;
  if (trace !== null && trace.ob_type != PyTraceBack_Type) {
    return PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback object");
  }
  let exc: PyObject | null = null;
  if (PyExceptionClass_Check(type)) {
    const saved = PyErr_GetRaisedException();
    PyErr_SetObject(type, given);
    exc = PyErr_GetRaisedException();
    PyErr_SetRaisedException(saved);
  } else if (PyExceptionInstance_Check(type)) {
    if (given !== null && given != Py_None) {
      return PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
    }
    exc = Py_NewRef(type);
  } else {
    return PyErr_Format(
      PyExc_TypeError,
      "exceptions must be classes or instances deriving from BaseException, not %s",
      type.ob_type.tp_name,
    );
  }
  if (exc !== null && trace !== null) PyException_SetTraceback(exc, trace);
  return exc;
}
