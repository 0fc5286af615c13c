/**
 * What the host can ask of the machine besides boot: memory for byte blocks, running code in slices, how it ended, the text of results and
 * errors. Only numbers and byte ranges cross; the counterpart is src/machine/exports.ts.
 */
import { PyObject } from "./object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "./object/refcount";
import { Py_None, PyCode_Type } from "./object/statics";
import { PyExc_SystemExit, PyExc_KeyboardInterrupt } from "./object/exception_types";
import { tripSignal } from "./vm/pending";
import { ID } from "./generated/ids";
import { PyMem_Malloc, PyMem_Free } from "./memory/blocks";
import { PyErr_GetRaisedException, PyErr_SetRaisedException, PyErr_Clear, PyErr_Occurred } from "./protocol/errors";
import { PyObject_Str } from "./protocol/compare";
import { PyObject_Vectorcall, callThreeArgs } from "./protocol/call";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "./protocol/attr";
import { readMarshal } from "./load/marshal";
import { PyList_Insert } from "./types/list";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./types/tuple";
import { PyException_GetTraceback } from "./types/exceptions";
import { PyDict_SetItem } from "./types/dict";
import { PyLong_Check, PyLong_AsI64 } from "./types/long";
import { PyUnicode_AsUTF8AndSize, utf8Length } from "./types/unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./types/unicode_format";
import { PyType_IsSubtype, PyType_GetName } from "./types/typeobject";
import { keepStarted } from "./debug/kept_code";
import { startMain, runSlice } from "./vm/run";
import { takeDisplayedText, takeDisplayedValue } from "./vm/intrinsics";
import { setMayYield } from "./vm/pending";
import { PyCodeObject } from "./types/code";
import { issueWarnings, raiseHostError } from "./vm/code_runner";
import { PyImport_GetModuleByName, setSysPath0 } from "./modules/import";
import { configure, mainDict, releaseMain, setMainFile } from "./modules/lifecycle";
import { PySys_GetObject, PySys_SetObject } from "./modules/sys";
import { finalizeProgram } from "./modules/finalize";
import { flushStdFiles } from "./modules/io/stdio";
import { displayException, displayText } from "./modules/display_exception";
import { writeToStderr } from "./modules/print_exception";

/** A block for bytes from the host; 0 if there is no memory. */
export function hostAlloc(size: i32): usize {
  return PyMem_Malloc(<usize>(size == 0 ? 1 : size));
}

export function hostFree(block: usize): void {
  PyMem_Free(block);
}

let textSize: i32 = 0;

/** Bytes of the text that a call below has returned. */
export function resultTextSize(): i32 {
  return textSize;
}

let heldText: PyObject | null = null;

/** Keeps `text` alive for the host to copy; returns its UTF-8. Steals. */
function holdText(text: PyObject | null): usize {
  if (heldText !== null) Py_DECREF(heldText!);
  heldText = text;
  textSize = 0;
  if (text === null) {
    PyErr_Clear();
    return 0;
  }
  const data = PyUnicode_AsUTF8AndSize(text);
  textSize = utf8Length;
  return data;
}

/**
 * Sets something from marshal data; false if that fails. `which` 0: all that a program is started with (configure in modules/lifecycle.ts);
 * 2: a name in __main__, a tuple (name, value); 3: __main__ is a file's, a tuple (path, loader's class); 4: a new first entry of sys.path.
 */
export function setFromMarshal(which: i32, data: usize, size: i32): bool {
  if (which == 0) return configure(data, size) == 0;
  const value = readMarshal(data, <usize>size);
  if (value === null) {
    PyErr_Clear();
    return false;
  }
  let good = false;
  if (which == 2) good = PyDict_SetItem(mainDict(), PyTuple_GET_ITEM(value, 0), PyTuple_GET_ITEM(value, 1)) == 0;
  else if (which == 3) good = setMainFile(PyTuple_GET_ITEM(value, 0), PyTuple_GET_ITEM(value, 1)) == 0;
  else {
    const path = PySys_GetObject("path");
    good = path !== null && PyList_Insert(path, 0, value) == 0;
    setSysPath0(value);
  }
  Py_DECREF(value);
  return good;
}

/**
 * Prepares marshalled code to run in __main__; 0, or 1 with the exception pending; from 2 on: warning number `result - 2` of its compilation
 * is an error to the program's filters, and the host shall compile it so. Then call `run`.
 */
export function start(data: usize, size: i32): i32 {
  const code = readMarshal(data, <usize>size);
  if (code === null) return 1;
  let good = false;
  keepStarted(code);
  if (code.ob_type == PyCode_Type) {
    const dict = mainDict();
    const errorAt = issueWarnings(changetype<PyCodeObject>(code).co_filename);
    if (errorAt != -1) {
      Py_DECREF(code);
      return errorAt < 0 ? 1 : errorAt + 2;
    }
    good = startMain(code, dict);
  } else {
    // an error tuple of the compiler: raise it as the program's own
    raiseHostError(code);
  }
  Py_DECREF(code);
  return good ? 0 : 1;
}

/** Runs a slice: 2 done, 3 an exception left the program, 4 call again. */
export function run(budget: i32): i32 {
  setMayYield(true);
  const status = runSlice(budget);
  setMayYield(false);
  return status;
}

/** repr of the value that the last code displayed while `setCaptureDisplay` was on; 0 if there was none. Also binds `_`. */
export function resultRepr(): usize {
  const value = takeDisplayedValue();
  if (value === null) return 0;
  if (PyDict_SetItem(mainDict(), ID._, value) < 0) PyErr_Clear();
  Py_DECREF(value);
  return holdText(takeDisplayedText());
}

/** The pending exception's class name (0), str (1) or printed traceback (2); the exception stays. */
export function errorText(which: i32): usize {
  const exc = PyErr_GetRaisedException();
  if (exc === null) return 0;
  let text: PyObject | null;
  if (which == 0) text = PyType_GetName(exc.ob_type);
  else if (which == 1) text = PyObject_Str(exc);
  else text = displayText(exc);
  PyErr_Clear();
  PyErr_SetRaisedException(exc);
  return holdText(text);
}

export function clearError(): void {
  PyErr_Clear();
}

/** Ends a program: prints the pending exception as python does, then finalizes; the exit status. No more code can run afterwards. */
export function finish(): i32 {
  const printed = printError();
  const status = printed < 0 ? 0 : printed;
  outputLost = false;
  finalizeProgram(flushAtEnd.index, releaseMain.index);
  return outputLost && status == 0 ? 120 : status;
}

/** Did an uncaught KeyboardInterrupt end the program? Then the process ends by the signal. */
let endedByInterrupt: bool = false;

export function wasInterrupted(): i32 {
  return i32(endedByInterrupt);
}

/** Prints the pending exception as python does: the exit status that it asks for; -1 if there was none. */
export function printError(): i32 {
  const exc = PyErr_GetRaisedException();
  if (exc === null) return -1;
  let status: i32;
  if (PyType_IsSubtype(exc.ob_type, PyExc_SystemExit)) status = systemExitStatus(exc);
  else {
    endedByInterrupt = PyType_IsSubtype(exc.ob_type, PyExc_KeyboardInterrupt);
    status = callExceptHook(exc, endedByInterrupt ? 130 : 1);
  }
  Py_DECREF(exc);
  return status;
}

/**
 * Calls a function of a module: marshal data of (module, function, arguments...). 0, or 1 with its exception pending. It is one native call, so
 * it does not come back between slices.
 */
export function callFunction(data: usize, size: i32): i32 {
  const call = readMarshal(data, <usize>size);
  if (call === null) return 1;
  const module = PyImport_GetModuleByName(PyTuple_GET_ITEM(call, 0));
  const f: PyObject | null = module === null ? null : PyObject_GetAttr(module, PyTuple_GET_ITEM(call, 1));
  Py_XDECREF(module);
  let result: PyObject | null = null;
  if (f !== null) {
    result = PyObject_Vectorcall(f, changetype<usize>(call) + 24 + 16, PyTuple_GET_SIZE(call) - 2, null);
    Py_DECREF(f);
  }
  Py_DECREF(call);
  Py_XDECREF(result);
  return result === null ? 1 : 0;
}

/** Hands an exception that left the program to sys.excepthook (_PyErr_PrintEx); the exit status where the hook itself exits, else `status`. */
function callExceptHook(exc: PyObject, status: i32): i32 {
  const traceback = PyException_GetTraceback(exc);
  const tb: PyObject = traceback === null ? Py_NewRef(Py_None) : traceback;
  PySys_SetObject("last_exc", exc);
  PySys_SetObject("last_type", exc.ob_type);
  PySys_SetObject("last_value", exc);
  PySys_SetObject("last_traceback", tb);
  PyErr_Clear();
  const hook = PySys_GetObject("excepthook");
  if (hook === null) {
    tellStderr("sys.excepthook is missing\n");
    displayException(exc);
  } else {
    Py_INCREF(hook);
    const result = callThreeArgs(hook, exc.ob_type, exc, tb);
    Py_DECREF(hook);
    if (result !== null) Py_DECREF(result);
    else status = exceptHookFailed(exc, status);
  }
  Py_DECREF(tb);
  return status;
}

/** sys.excepthook raised, which is pending: prints both exceptions, or exits as it asked. */
function exceptHookFailed(exc: PyObject, status: i32): i32 {
  const second = PyErr_GetRaisedException();
  if (second === null) return status;
  if (PyType_IsSubtype(second.ob_type, PyExc_SystemExit)) {
    status = systemExitStatus(second);
  } else {
    tellStderr("Error in sys.excepthook:\n");
    displayException(second);
    tellStderr("\nOriginal exception was:\n");
    displayException(exc);
  }
  Py_DECREF(second);
  return status;
}

function tellStderr(message: string): void {
  const text = PyUnicode_FromLiteral(message);
  if (text === null) {
    PyErr_Clear();
    return;
  }
  writeToStderr(text, true);
  Py_DECREF(text);
}

/** Could the last flush not write everything? */
let outputLost: bool = false;

function flushAtEnd(): void {
  if (!flushStdFiles(true)) outputLost = true;
}

/** Lets what the program has written so far out to the host. */
export function flushStreams(): void {
  flushStdFiles(false);
}

const cell = memory.data(8, 8);

/** SystemExit's code: an int is the status, None is 0, anything else is printed and gives 1 (handle_system_exit). */
function systemExitStatus(exc: PyObject): i32 {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(exc, ID.code, cell) < 0) PyErr_Clear();
  const code = load<PyObject | null>(cell);
  if (code === null || code == Py_None) return 0;
  let status = 1;
  if (PyLong_Check(code)) {
    const value = PyLong_AsI64(code);
    if (PyErr_Occurred() !== null) PyErr_Clear();
    else status = <i32>(value & 0xff);
  } else {
    const text = PyObject_Str(code);
    if (text === null) PyErr_Clear();
    else {
      const line = PyUnicode_FromFormat("%U\n", changetype<usize>(text));
      Py_DECREF(text);
      if (line !== null) {
        writeToStderr(line, true);
        Py_DECREF(line);
      }
    }
  }
  Py_DECREF(code);
  return status;
}

/** Ctrl-C: KeyboardInterrupt at the next look-up of the loop. */
export function interrupt(): void {
  tripSignal(2);
}
