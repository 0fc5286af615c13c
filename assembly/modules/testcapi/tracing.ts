/**
 * Functions of _testcapi about tracing: native trace functions (settrace_to_record, settrace_to_error), and CodeLike with the functions that
 * fire monitoring events for it, as an extension module may (Modules/_testcapi/monitoring.c, PyMonitoring_Fire... of Python/instrumentation.c).
 *
 * CodeLike (24 bytes and one for each place): number of places 16; at 24 the set of tools that want the place's event.
 */
import { PyObject, PyTypeObject, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { initStaticType, METH_FASTCALL, METH_NOARGS, METH_O } from "../../object/typedef";
import { PyExc_Exception, PyExc_StopIteration, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetString,
} from "../../protocol/errors";
import { PyList_Append, PyList_Check, PyList_GET_SIZE } from "../../types/list";
import { PyLong_FromLong } from "../../types/long";
import { PyModule_AddType, moduleFunction } from "../../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack3 } from "../../types/tuple";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyType_Ready } from "../../types/type_ready";
import { frameLineNumber } from "../../vm/frameobject";
import { setNativeTrace } from "../../vm/legacy_trace";
import { fireEvent, stillActive } from "../../vm/monitor_call";
import {
  C_RAISE,
  C_RETURN,
  EVENT_CALL,
  EVENT_BRANCH,
  EVENT_JUMP,
  EVENT_RAISE,
  EVENT_RERAISE,
  EVENT_LINE,
  EXCEPTION_HANDLED,
  PY_RESUME,
  PY_RETURN,
  PY_START,
  PY_THROW,
  PY_UNWIND,
  PY_YIELD,
  STOP_ITERATION,
  toolsOf,
} from "../../vm/monitor_state";

// ---- native trace functions ----

/** Appends (event, line, argument) to the list `obj`. */
function recordTrace(obj: PyObject, frame: PyObject, what: i32, arg: PyObject | null): i32 {
  const event = PyLong_FromLong(what);
  const line = PyLong_FromLong(frameLineNumber(frame));
  let status = -1;
  if (event !== null && line !== null) {
    const row = PyTuple_Pack3(event, line, arg === null ? Py_None : arg);
    if (row !== null) {
      status = PyList_Append(obj, row);
      Py_DECREF(row);
    }
  }
  if (event !== null) Py_DECREF(event);
  if (line !== null) Py_DECREF(line);
  return status;
}

/** Raises once: while the list is empty. */
function errorTrace(obj: PyObject, frame: PyObject, what: i32, arg: PyObject | null): i32 {
  if (PyList_GET_SIZE(obj) != 0) return 0;
  if (PyList_Append(obj, Py_None) == 0) PyErr_SetString(PyExc_Exception, "an exception");
  return -1;
}

function traceTo(list: PyObject, native: u32): PyObject | null {
  if (!PyList_Check(list)) return PyErr_SetString(PyExc_TypeError, "argument must be list");
  return setNativeTrace(native, list) ? Py_NewRef(Py_None) : null;
}

function settrace_to_record(self: PyObject, list: PyObject): PyObject | null {
  return traceTo(list, recordTrace.index);
}

function settrace_to_error(self: PyObject, list: PyObject): PyObject | null {
  return traceTo(list, errorTrace.index);
}

// ---- CodeLike ----

export const CodeLike_Type = changetype<PyTypeObject>(memory.data(416, 16)); // CodeLike

const PLACES: usize = 16;
const ACTIVE: usize = 24;
const MAX_PLACES: i32 = 64;

function codeLike_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) != 1 || !intArg(PyTuple_GET_ITEM(args, 0))) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_TypeError, "CodeLike expects one number");
    return null;
  }
  const n = argValue;
  if (n < 0 || n > MAX_PLACES) return PyErr_SetString(PyExc_ValueError, "too many places");
  const made = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (made !== null) store<i32>(changetype<usize>(made), n, PLACES);
  return made;
}

/** The places' tools while a scope is entered; the tests nest none. */
let scope: PyObject | null = null;

function placeAt(op: PyObject, i: i32): usize {
  return changetype<usize>(op) + ACTIVE + <usize>i;
}

/** monitoring_enter_scope(codelike, event[, event]) */
function enter_scope(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("monitoring_enter_scope", nargs, 2, 3)) return null;
  const op = ptrAt(args, 0);
  if (op.ob_type != CodeLike_Type) return PyErr_SetString(PyExc_TypeError, "expected a code-like");
  for (let i = 1; i < nargs; i++) {
    if (!intArg(ptrAt(args, i))) return null;
    const event = argValue == C_RETURN || argValue == C_RAISE ? EVENT_CALL : argValue;
    if (i <= load<i32>(changetype<usize>(op), PLACES)) store<u8>(placeAt(op, i - 1), <u8>toolsOf(event));
  }
  const old = scope;
  scope = Py_NewRef(op);
  if (old !== null) Py_DECREF(old);
  return Py_NewRef(Py_None);
}

function exit_scope(self: PyObject, unused: PyObject | null): PyObject | null {
  const op = scope;
  scope = null;
  if (op !== null) Py_DECREF(op);
  return Py_NewRef(Py_None);
}

// ---- firing ----

/** True for events that tell of the pending exception. */
function needsException(event: i32): bool {
  return event >= EVENT_RAISE && event <= EVENT_RERAISE;
}

/** fire_event_x(codelike, place[, argument]): 0 if all went well. `exception`: the last argument is the exception pending meanwhile. */
function fire(event: i32, name: string, args: usize, nargs: i32, wanted: i32): PyObject | null {
  if (!PyArg_CheckPositional(name, nargs, wanted, wanted) || !intArg(ptrAt(args, 1))) return null;
  const op = ptrAt(args, 0);
  const place = argValue;
  if (op.ob_type != CodeLike_Type || place < 0 || place >= load<i32>(changetype<usize>(op), PLACES)) {
    return PyErr_SetString(PyExc_TypeError, "expected a code-like and the number of a place in it");
  }
  const at = placeAt(op, place);
  if (load<u8>(at) == 0) return PyLong_FromLong(0);
  const given: PyObject | null = wanted > 2 ? ptrAt(args, 2) : null;
  if (needsException(event) && given == Py_None) {
    return PyErr_Format(PyExc_ValueError, "Firing event %d with no exception set", event);
  }
  const status = fireEvent(event, op, place * 2, load<u8>(at), given, wanted > 3 ? ptrAt(args, 3) : null);
  store<u8>(at, <u8>stillActive);
  return status < 0 ? null : PyLong_FromLong(status);
}

function fire_py_start(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(PY_START, "fire_event_py_start", args, nargs, 2);
}

function fire_py_resume(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(PY_RESUME, "fire_event_py_resume", args, nargs, 2);
}

function fire_py_return(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(PY_RETURN, "fire_event_py_return", args, nargs, 3);
}

function fire_py_yield(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(PY_YIELD, "fire_event_py_yield", args, nargs, 3);
}

/** fire_event_call(codelike, place, callable, argument) */
function fire_call(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(EVENT_CALL, "fire_event_call", args, nargs, 4);
}

function fire_line(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(EVENT_LINE, "fire_event_line", args, nargs, 3);
}

function fire_jump(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(EVENT_JUMP, "fire_event_jump", args, nargs, 3);
}

function fire_branch(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(EVENT_BRANCH, "fire_event_branch", args, nargs, 3);
}

function fire_py_throw(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(PY_THROW, "fire_event_py_throw", args, nargs, 3);
}

function fire_raise(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(EVENT_RAISE, "fire_event_raise", args, nargs, 3);
}

function fire_reraise(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(EVENT_RERAISE, "fire_event_reraise", args, nargs, 3);
}

function fire_handled(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(EXCEPTION_HANDLED, "fire_event_exception_handled", args, nargs, 3);
}

function fire_py_unwind(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return fire(PY_UNWIND, "fire_event_py_unwind", args, nargs, 3);
}

/** The callback gets StopIteration(value). */
function fire_stop_iteration(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 3) return fire(STOP_ITERATION, "fire_event_stop_iteration", args, nargs, 3);
  const given = ptrAt(args, 2);
  PyErr_SetObject(PyExc_StopIteration, given);
  const exc = PyErr_GetRaisedException();
  if (exc === null) return null;
  store<u64>(args + 16, <u64>changetype<usize>(exc));
  const result = fire(STOP_ITERATION, "fire_event_stop_iteration", args, nargs, 3);
  store<u64>(args + 16, <u64>changetype<usize>(given));
  Py_DECREF(exc);
  return result;
}

/** False with an exception. */
export function addTracingFunctions(m: PyObject): bool {
  const t = CodeLike_Type;
  if (t.tp_name == 0) {
    initStaticType(t, PyType_Type, PyBaseObject_Type, "CodeLike", 24 + MAX_PLACES, 0, 0);
    t.tp_getattro = PyObject_GenericGetAttr.index;
    t.tp_alloc = PyType_GenericAlloc.index;
    t.tp_new = codeLike_new.index;
    if (PyType_Ready(t) < 0) return false;
  }
  return (
    PyModule_AddType(m, t) == 0 &&
    moduleFunction(m, "settrace_to_record", settrace_to_record.index, METH_O) == 0 &&
    moduleFunction(m, "settrace_to_error", settrace_to_error.index, METH_O) == 0 &&
    moduleFunction(m, "monitoring_enter_scope", enter_scope.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "monitoring_exit_scope", exit_scope.index, METH_NOARGS) == 0 &&
    moduleFunction(m, "fire_event_py_start", fire_py_start.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_py_resume", fire_py_resume.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_py_return", fire_py_return.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_py_yield", fire_py_yield.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_call", fire_call.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_line", fire_line.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_jump", fire_jump.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_branch", fire_branch.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_py_throw", fire_py_throw.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_raise", fire_raise.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_reraise", fire_reraise.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_exception_handled", fire_handled.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_py_unwind", fire_py_unwind.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "fire_event_stop_iteration", fire_stop_iteration.index, METH_FASTCALL) == 0
  );
}
