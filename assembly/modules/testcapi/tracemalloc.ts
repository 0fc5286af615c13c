/** _testcapi's and _testinternalcapi's doors to tracemalloc: blocks of other domains than Python's. */
import { Py_NewRef } from "../../object/refcount";
import { PyObject, ptrAt } from "../../object/layout";
import { Py_None } from "../../object/statics";
import { METH_FASTCALL, METH_NOARGS } from "../../object/typedef";
import { PyExc_RuntimeError } from "../../object/exception_types";
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyObject_Malloc } from "../../memory/blocks";
import { PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyLong_AsU64 } from "../../types/long";
import { moduleFunction } from "../../types/module";
import { framesOfTraceback } from "../tracemalloc/module";
import { addTrace, continueTracing, pauseTracing, removeTrace, tracebackOf, tracing } from "../tracemalloc/traces";

let domain: u32 = 0;
let address: usize = 0;

function readBlock(args: usize): bool {
  domain = <u32>PyLong_AsU64(ptrAt(args, 0));
  if (PyErr_Occurred() !== null) return false;
  address = <usize>PyLong_AsU64(ptrAt(args, 1));
  return PyErr_Occurred() === null;
}

function tracemalloc_track(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("tracemalloc_track", nargs, 3, 4) || !readBlock(args)) return null;
  const size = <usize>PyLong_AsU64(ptrAt(args, 2));
  if (PyErr_Occurred() !== null) return null;
  let good = tracing;
  if (good) {
    pauseTracing();
    good = addTrace(domain, address, size);
    continueTracing();
  }
  return good ? Py_NewRef(Py_None) : PyErr_SetString(PyExc_RuntimeError, "PyTraceMalloc_Track error");
}

function tracemalloc_untrack(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("tracemalloc_untrack", nargs, 2, 2) || !readBlock(args)) return null;
  if (!tracing) return PyErr_SetString(PyExc_RuntimeError, "PyTraceMalloc_Untrack error");
  removeTrace(domain, address);
  return Py_NewRef(Py_None);
}

function _PyTraceMalloc_GetTraceback(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_PyTraceMalloc_GetTraceback", nargs, 2, 2) || !readBlock(args)) return null;
  const traceback = tracing ? tracebackOf(domain, address) : 0;
  return traceback == 0 ? Py_NewRef(Py_None) : framesOfTraceback(traceback);
}

/** PyMem_Malloc and its kin give a block for 0 bytes too. */
function test_pymem_alloc0(m: PyObject, unused: PyObject | null): PyObject | null {
  for (let kind = 0; kind < 3; kind++) {
    const block = kind == 0 ? PyMem_Malloc(0) : kind == 1 ? PyMem_Calloc(0, 0) : PyObject_Malloc(0);
    if (block == 0) return PyErr_SetString(PyExc_RuntimeError, "0 bytes gave no block");
    PyMem_Free(block);
  }
  return Py_NewRef(Py_None);
}

export function addTracemallocFunctions(m: PyObject): bool {
  return (
    moduleFunction(m, "test_pymem_alloc0", test_pymem_alloc0.index, METH_NOARGS) == 0 &&
    moduleFunction(m, "tracemalloc_track", tracemalloc_track.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "tracemalloc_untrack", tracemalloc_untrack.index, METH_FASTCALL) == 0
  );
}

export function addTracebackFunction(m: PyObject): i32 {
  return moduleFunction(m, "_PyTraceMalloc_GetTraceback", _PyTraceMalloc_GetTraceback.index, METH_FASTCALL);
}
