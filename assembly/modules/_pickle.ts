/** The module _pickle (Modules/_pickle.c): its four functions. The pickler, the unpickler and PickleBuffer are in pickle/. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
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
  return _Pickler_FlushToFile(p) < 0 ? null : Py_None;
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
  "dump($module, /, obj, file, protocol=None, *, fix_imports=True,\n     buffer_callback=None)\n--\n\nWrite a pickled representation of obj to the open file object file.\n\nThis is equivalent to ``Pickler(file, protocol).dump(obj)``, but may\nbe more efficient.\n\nThe optional *protocol* argument tells the pickler to use the given\nprotocol; supported protocols are 0, 1, 2, 3, 4 and 5.  The default\nprotocol is 4. It was introduced in Python 3.4, and is incompatible\nwith previous versions.\n\nSpecifying a negative protocol version selects the highest protocol\nversion supported.  The higher the protocol used, the more recent the\nversion of Python needed to read the pickle produced.\n\nThe *file* argument must have a write() method that accepts a single\nbytes argument.  It can thus be a file object opened for binary\nwriting, an io.BytesIO instance, or any other custom object that meets\nthis interface.\n\nIf *fix_imports* is True and protocol is less than 3, pickle will try\nto map the new Python 3 names to the old module names used in Python\n2, so that the pickle data stream is readable with Python 2.\n\nIf *buffer_callback* is None (the default), buffer views are serialized\ninto *file* as part of the pickle stream.  It is an error if\n*buffer_callback* is not None and *protocol* is None or smaller than 5.";

const DUMPS_DOC: string =
  "dumps($module, /, obj, protocol=None, *, fix_imports=True,\n      buffer_callback=None)\n--\n\nReturn the pickled representation of the object as a bytes object.\n\nThe optional *protocol* argument tells the pickler to use the given\nprotocol; supported protocols are 0, 1, 2, 3, 4 and 5.  The default\nprotocol is 4. It was introduced in Python 3.4, and is incompatible\nwith previous versions.\n\nSpecifying a negative protocol version selects the highest protocol\nversion supported.  The higher the protocol used, the more recent the\nversion of Python needed to read the pickle produced.\n\nIf *fix_imports* is True and *protocol* is less than 3, pickle will\ntry to map the new Python 3 names to the old module names used in\nPython 2, so that the pickle data stream is readable with Python 2.\n\nIf *buffer_callback* is None (the default), buffer views are serialized\ninto *file* as part of the pickle stream.  It is an error if\n*buffer_callback* is not None and *protocol* is None or smaller than 5.";

const LOAD_DOC: string =
  "load($module, /, file, *, fix_imports=True, encoding='ASCII',\n     errors='strict', buffers=())\n--\n\nRead and return an object from the pickle data stored in a file.\n\nThis is equivalent to ``Unpickler(file).load()``, but may be more\nefficient.\n\nThe protocol version of the pickle is detected automatically, so no\nprotocol argument is needed.  Bytes past the pickled object's\nrepresentation are ignored.\n\nThe argument *file* must have two methods, a read() method that takes\nan integer argument, and a readline() method that requires no\narguments.  Both methods should return bytes.  Thus *file* can be a\nbinary file object opened for reading, an io.BytesIO object, or any\nother custom object that meets this interface.\n\nOptional keyword arguments are *fix_imports*, *encoding* and *errors*,\nwhich are used to control compatibility support for pickle stream\ngenerated by Python 2.  If *fix_imports* is True, pickle will try to\nmap the old Python 2 names to the new names used in Python 3.  The\n*encoding* and *errors* tell pickle how to decode 8-bit string\ninstances pickled by Python 2; these default to 'ASCII' and 'strict',\nrespectively.  The *encoding* can be 'bytes' to read these 8-bit\nstring instances as bytes objects.";

const LOADS_DOC: string =
  "loads($module, data, /, *, fix_imports=True, encoding='ASCII',\n      errors='strict', buffers=())\n--\n\nRead and return an object from the given pickle data.\n\nThe protocol version of the pickle is detected automatically, so no\nprotocol argument is needed.  Bytes past the pickled object's\nrepresentation are ignored.\n\nOptional keyword arguments are *fix_imports*, *encoding* and *errors*,\nwhich are used to control compatibility support for pickle stream\ngenerated by Python 2.  If *fix_imports* is True, pickle will try to\nmap the old Python 2 names to the new names used in Python 3.  The\n*encoding* and *errors* tell pickle how to decode 8-bit string\ninstances pickled by Python 2; these default to 'ASCII' and 'strict',\nrespectively.  The *encoding* can be 'bytes' to read these 8-bit\nstring instances as bytes objects.";

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
    PyModule_AddStringConstant(m, "__doc__", "Optimized C implementation for the Python pickle module.") == 0 &&
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
