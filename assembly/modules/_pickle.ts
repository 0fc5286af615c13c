/** The module _pickle (Modules/_pickle.c): its four functions. The pickler, the unpickler and PickleBuffer are in pickle/. */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL_KEYWORDS } from "../object/typedef";
import { arg, argReq, parseArgs } from "../protocol/args";
import { PyModule_AddObjectRef, PyModule_AddStringConstant, PyModule_New, moduleFunction } from "../types/module";
import { ready } from "./itertools_base";
import { loadObject } from "./pickle/load";
import { PyPickleBuffer_Type, definePickleBuffer } from "./pickle/picklebuffer";
import { PicklerObject, Pickler_Type, _Pickler_FlushToFile, _Pickler_GetString, _Pickler_New } from "./pickle/pickler";
import {
  _Pickler_SetBufferCallback,
  _Pickler_SetOutputStream,
  _Pickler_SetProtocol,
  definePickler,
  picklerMemoProxyType,
  truthArg,
} from "./pickle/pickler_type";
import { dump } from "./pickle/save";
import { PickleError, PicklingError, UnpicklingError, initPickleState } from "./pickle/state";
import { UnpicklerObject, Unpickler_Type, _Unpickler_New, _Unpickler_SetStringInput } from "./pickle/unpickler";
import {
  _Unpickler_SetBuffers,
  _Unpickler_SetInputEncoding,
  _Unpickler_SetInputStream,
  defineUnpickler,
  textArg,
  unpicklerMemoProxyType,
} from "./pickle/unpickler_type";

/** dump() without a file gives the bytes. */
function dumpWith(
  op: PyObject,
  file: PyObject | null,
  protocol: PyObject | null,
  fix: PyObject | null,
  callback: PyObject | null,
): PyObject | null {
  const fixImports = truthArg(fix);
  if (fixImports < 0) return null;
  const p = _Pickler_New();
  if (p === null) return null;
  let result: PyObject | null = null;
  if (
    _Pickler_SetProtocol(p, protocol, fixImports != 0) == 0 &&
    (file === null || _Pickler_SetOutputStream(p, file) == 0) &&
    _Pickler_SetBufferCallback(p, callback) == 0 &&
    dump(p, op) == 0
  ) {
    result = finishDump(p, file !== null);
  }
  Py_DECREF(p);
  return result;
}

function finishDump(p: PicklerObject, toFile: bool): PyObject | null {
  if (!toFile) return _Pickler_GetString(p);
  return _Pickler_FlushToFile(p) < 0 ? null : Py_NewRef(Py_None);
}

function pickle_dump(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("dump", "obj,file,protocol=,*,fix_imports=,buffer_callback=", args, nargs, kwnames)) return null;
  return dumpWith(argReq(0), argReq(1), arg(2), arg(3), arg(4));
}

function pickle_dumps(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("dumps", "obj,protocol=,*,fix_imports=,buffer_callback=", args, nargs, kwnames)) return null;
  return dumpWith(argReq(0), null, arg(1), arg(2), arg(3));
}

/** Reads a pickle from a file, or from a bytes-like object. */
function loadWith(
  source: PyObject,
  isFile: bool,
  fix: PyObject | null,
  encoding: PyObject | null,
  errors: PyObject | null,
  buffers: PyObject | null,
): PyObject | null {
  const fname = isFile ? "load" : "loads";
  const fixImports = truthArg(fix);
  if (fixImports < 0) return null;
  if (!textArg(fname, "argument 'encoding'", encoding) || !textArg(fname, "argument 'errors'", errors)) return null;
  const u = _Unpickler_New();
  if (u === null) return null;
  let result: PyObject | null = null;
  if (takeSource(u, source, isFile)) {
    _Unpickler_SetInputEncoding(u, encoding, errors);
    u.fix_imports = fixImports;
    if (_Unpickler_SetBuffers(u, buffers) == 0) result = loadObject(u);
  }
  Py_DECREF(u);
  return result;
}

function takeSource(u: UnpicklerObject, source: PyObject, isFile: bool): bool {
  return isFile ? _Unpickler_SetInputStream(u, source) == 0 : _Unpickler_SetStringInput(u, source) >= 0;
}

function pickle_load(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("load", "file,*,fix_imports=,encoding=,errors=,buffers=", args, nargs, kwnames)) return null;
  return loadWith(argReq(0), true, arg(1), arg(2), arg(3), arg(4));
}

function pickle_loads(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("loads", "data,/,*,fix_imports=,encoding=,errors=,buffers=", args, nargs, kwnames)) return null;
  return loadWith(argReq(0), false, arg(1), arg(2), arg(3), arg(4));
}

const DUMP_DOC: string =
  "dump($module, /, obj, file, protocol=None, *, fix_imports=True,\n     buffer_callback=None)\n--\n\nWrite the pickle of obj to a file opened for binary writing.";

const DUMPS_DOC: string =
  "dumps($module, /, obj, protocol=None, *, fix_imports=True,\n      buffer_callback=None)\n--\n\nThe pickle of obj as bytes.";

const LOAD_DOC: string =
  "load($module, /, file, *, fix_imports=True, encoding='ASCII',\n     errors='strict', buffers=())\n--\n\nRead one pickle from a file and return its object.";

const LOADS_DOC: string =
  "loads($module, data, /, *, fix_imports=True, encoding='ASCII',\n      errors='strict', buffers=())\n--\n\nReturn the object of the pickle in a bytes-like object; what follows the pickle is ignored.";

let defined: bool = false;

function addFunctions(m: PyObject): bool {
  let bad = moduleFunction(m, "dump", pickle_dump.index, METH_FASTCALL_KEYWORDS, DUMP_DOC);
  bad |= moduleFunction(m, "dumps", pickle_dumps.index, METH_FASTCALL_KEYWORDS, DUMPS_DOC);
  bad |= moduleFunction(m, "load", pickle_load.index, METH_FASTCALL_KEYWORDS, LOAD_DOC);
  bad |= moduleFunction(m, "loads", pickle_loads.index, METH_FASTCALL_KEYWORDS, LOADS_DOC);
  return bad == 0;
}

/** `new`: the module object. */
export function PyInit__pickle(): PyObject | null {
  if (!defined) {
    definePickleBuffer();
    definePickler();
    defineUnpickler();
    defined = true;
  }
  const m = PyModule_New("_pickle");
  if (m === null) return null;
  if (
    ready(PyPickleBuffer_Type) &&
    ready(Pickler_Type) &&
    ready(Unpickler_Type) &&
    ready(picklerMemoProxyType()) &&
    ready(unpicklerMemoProxyType()) &&
    initPickleState() &&
    addFunctions(m) &&
    PyModule_AddStringConstant(m, "__doc__", "The pickler and the unpickler of the module pickle.") == 0 &&
    PyModule_AddObjectRef(m, "PickleBuffer", PyPickleBuffer_Type) == 0 &&
    PyModule_AddObjectRef(m, "Pickler", Pickler_Type) == 0 &&
    PyModule_AddObjectRef(m, "Unpickler", Unpickler_Type) == 0 &&
    PyModule_AddObjectRef(m, "PickleError", PickleError) == 0 &&
    PyModule_AddObjectRef(m, "PicklingError", PicklingError) == 0 &&
    PyModule_AddObjectRef(m, "UnpicklingError", UnpicklingError) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
