/** The module _tracemalloc (Modules/_tracemalloc.c): Python's door to traces.ts. */
import { PyObject, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_False, Py_None, Py_True } from "../../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O } from "../../object/typedef";
import { PyExc_ValueError } from "../../object/exception_types";
import { _PyType_PreHeaderSize } from "../../gc/collector";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred } from "../../protocol/errors";
import { PyArg_CheckPositional } from "../../protocol/args";
import { intArg } from "../../protocol/arg_values";
import { PyList_Append, PyList_New } from "../../types/list";
import { PyLong_AsI32, PyLong_FromLong, PyLong_FromU64 } from "../../types/long";
import { PyModule_New, moduleFunction } from "../../types/module";
import { PyTuple_New, PyTuple_Pack2, PyTuple_SET_ITEM } from "../../types/tuple";
import {
  MAX_FRAMES,
  TB_COUNT,
  TB_FRAMES,
  TB_TOTAL,
  TB_TUPLE,
  clearTraces,
  continueTracing,
  frameLimit,
  memoryOfTraces,
  nextTrace,
  pauseTracing,
  resetPeak,
  startTracing,
  stopTracing,
  traceDomain,
  tracebackOf,
  tracedNow,
  tracedPeak,
  tracing,
} from "./traces";

function tracemalloc_is_tracing(m: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(tracing ? Py_True : Py_False);
}

function tracemalloc_clear_traces(m: PyObject, unused: PyObject | null): PyObject | null {
  if (tracing) clearTraces();
  return Py_NewRef(Py_None);
}

function tracemalloc_start(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("start", nargs, 0, 1)) return null;
  let frames = 1;
  if (nargs > 0) {
    if (!intArg(ptrAt(args, 0))) return null;
    frames = PyLong_AsI32(ptrAt(args, 0));
    if (frames == -1 && PyErr_Occurred() !== null) return null;
  }
  if (frames < 1 || frames > MAX_FRAMES) {
    return PyErr_Format(PyExc_ValueError, "the number of frames must be in range [1; %d]", MAX_FRAMES);
  }
  return startTracing(frames) < 0 ? PyErr_NoMemory() : Py_NewRef(Py_None);
}

function tracemalloc_stop(m: PyObject, unused: PyObject | null): PyObject | null {
  stopTracing();
  return Py_NewRef(Py_None);
}

function tracemalloc_get_traceback_limit(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(frameLimit);
}

function tracemalloc_get_tracemalloc_memory(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromU64(<u64>memoryOfTraces());
}

function tracemalloc_get_traced_memory(m: PyObject, unused: PyObject | null): PyObject | null {
  const now = PyLong_FromU64(tracing ? tracedNow : 0);
  const peak = PyLong_FromU64(tracing ? tracedPeak : 0);
  const result: PyObject | null = now === null || peak === null ? null : PyTuple_Pack2(now, peak);
  Py_XDECREF(now);
  Py_XDECREF(peak);
  return result;
}

function tracemalloc_reset_peak(m: PyObject, unused: PyObject | null): PyObject | null {
  if (tracing) resetPeak();
  return Py_NewRef(Py_None);
}

/** ((file name, line), ...), innermost frame first: `new`. */
export function framesOfTraceback(traceback: usize): PyObject | null {
  const n = load<i32>(traceback, TB_COUNT);
  const frames = PyTuple_New(n);
  if (frames === null) return null;
  for (let i = 0; i < n; i++) {
    const at = traceback + TB_FRAMES + ((<usize>i) << 3);
    const line = PyLong_FromU64(load<u32>(at, 4));
    const frame: PyObject | null = line === null ? null : PyTuple_Pack2(load<PyObject>(at), line);
    Py_XDECREF(line);
    if (frame === null) {
      Py_DECREF(frames);
      return null;
    }
    PyTuple_SET_ITEM(frames, i, frame);
  }
  return frames;
}

/** The same tuple for all traces of a traceback: `new`. It stays with the traceback until `dropTuples`. */
function sharedFrames(traceback: usize): PyObject | null {
  const kept = load<PyObject | null>(traceback, TB_TUPLE);
  if (kept !== null) return Py_NewRef(kept);
  const frames = framesOfTraceback(traceback);
  if (frames === null) return null;
  store<u32>(traceback, <u32>changetype<usize>(frames), TB_TUPLE);
  return Py_NewRef(frames);
}

function dropTuples(): void {
  for (let at = nextTrace(0); at != 0; at = nextTrace(at)) {
    const traceback = <usize>load<u32>(at, 12);
    const frames = load<PyObject | null>(traceback, TB_TUPLE);
    store<u32>(traceback, 0, TB_TUPLE);
    Py_XDECREF(frames);
  }
}

/** (domain, size, frames, frames in all): `new`. */
function traceTuple(at: usize): PyObject | null {
  const traceback = <usize>load<u32>(at, 12);
  const tuple = PyTuple_New(4);
  const domain = PyLong_FromU64(traceDomain(at));
  const size = PyLong_FromU64(load<u32>(at, 8));
  const frames = sharedFrames(traceback);
  const total = PyLong_FromU64(load<u32>(traceback, TB_TOTAL));
  if (tuple === null || domain === null || size === null || frames === null || total === null) {
    Py_XDECREF(tuple);
    Py_XDECREF(domain);
    Py_XDECREF(size);
    Py_XDECREF(frames);
    Py_XDECREF(total);
    return null;
  }
  PyTuple_SET_ITEM(tuple, 0, domain);
  PyTuple_SET_ITEM(tuple, 1, size);
  PyTuple_SET_ITEM(tuple, 2, frames);
  PyTuple_SET_ITEM(tuple, 3, total);
  return tuple;
}

function listOfTraces(): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  for (let at = nextTrace(0); at != 0; at = nextTrace(at)) {
    const tuple = traceTuple(at);
    const failed = tuple === null || PyList_Append(list, tuple) < 0;
    Py_XDECREF(tuple);
    if (!failed) continue;
    Py_DECREF(list);
    return null;
  }
  return list;
}

/** What it makes itself is not traced: the table must not change while it is read. */
function tracemalloc__get_traces(m: PyObject, unused: PyObject | null): PyObject | null {
  if (!tracing) return PyList_New(0);
  pauseTracing();
  const list = listOfTraces();
  dropTuples();
  continueTracing();
  return list;
}

function tracemalloc__get_object_traceback(m: PyObject, op: PyObject): PyObject | null {
  if (!tracing) return Py_NewRef(Py_None);
  const traceback = tracebackOf(0, changetype<usize>(op) - _PyType_PreHeaderSize(op.ob_type));
  return traceback == 0 ? Py_NewRef(Py_None) : framesOfTraceback(traceback);
}

function addReports(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "_get_traces",
    tracemalloc__get_traces.index,
    METH_NOARGS,
    "_get_traces($module, /)\n--\n\nThe traces of all blocks: tuples of domain, size, frames and number of frames.",
  );
  bad |= moduleFunction(
    m,
    "_get_object_traceback",
    tracemalloc__get_object_traceback.index,
    METH_O,
    "_get_object_traceback($module, obj, /)\n--\n\nWhere the object's block was allocated, as tuples of file name and line; None if that is not known.",
  );
  bad |= moduleFunction(
    m,
    "get_traceback_limit",
    tracemalloc_get_traceback_limit.index,
    METH_NOARGS,
    "get_traceback_limit($module, /)\n--\n\nHow many frames of each traceback are kept.",
  );
  bad |= moduleFunction(
    m,
    "get_tracemalloc_memory",
    tracemalloc_get_tracemalloc_memory.index,
    METH_NOARGS,
    "get_tracemalloc_memory($module, /)\n--\n\nBytes of the tables of traces.",
  );
  return (
    bad |
    moduleFunction(
      m,
      "get_traced_memory",
      tracemalloc_get_traced_memory.index,
      METH_NOARGS,
      "get_traced_memory($module, /)\n--\n\nBytes in traced blocks: now, and at most since the start.",
    )
  );
}

function addSwitches(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "is_tracing",
    tracemalloc_is_tracing.index,
    METH_NOARGS,
    "is_tracing($module, /)\n--\n\nWhether allocations are traced.",
  );
  bad |= moduleFunction(
    m,
    "clear_traces",
    tracemalloc_clear_traces.index,
    METH_NOARGS,
    "clear_traces($module, /)\n--\n\nForget all traces.",
  );
  bad |= moduleFunction(
    m,
    "start",
    tracemalloc_start.index,
    METH_FASTCALL,
    "start($module, nframe=1, /)\n--\n\nTrace allocations from now on, with at most nframe frames of each traceback.",
  );
  bad |= moduleFunction(
    m,
    "stop",
    tracemalloc_stop.index,
    METH_NOARGS,
    "stop($module, /)\n--\n\nTrace no more, and forget all traces.",
  );
  return (
    bad |
    moduleFunction(
      m,
      "reset_peak",
      tracemalloc_reset_peak.index,
      METH_NOARGS,
      "reset_peak($module, /)\n--\n\nLet the peak begin anew at the present size.",
    )
  );
}

export function PyInit__tracemalloc(): PyObject | null {
  const m = PyModule_New("_tracemalloc", "Where blocks of memory were allocated.");
  if (m === null) return null;
  if (addSwitches(m) == 0 && addReports(m) == 0) return m;
  Py_DECREF(m);
  return null;
}
