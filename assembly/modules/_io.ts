/**
 * The module _io (Modules/_io/_iomodule.c): the classes of streams, each in its file of io/, and the functions that open them.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyExc_BlockingIOError } from "../object/exception_types";
import { PyModule_AddIntConstant, PyModule_AddObjectRef, PyModule_New } from "../types/module";
import { addOpenFunctions } from "./io/open";
import {
  DEFAULT_BUFFER_SIZE,
  PyIOBase_Type,
  PyIncrementalNewlineDecoder_Type,
  PyRawIOBase_Type,
  PyStringIO_Type,
  PyTextIOBase_Type,
  PyTextIOWrapper_Type,
  PyBufferedIOBase_Type,
  PyBufferedReader_Type,
  PyBufferedWriter_Type,
  PyBufferedRandom_Type,
  PyBufferedRWPair_Type,
  PyBytesIOBuffer_Type,
  PyBytesIO_Type,
  PyFileIO_Type,
  makeUnsupportedOperation,
} from "./io/state";

function addType(m: PyObject, name: string, type: PyTypeObject): i32 {
  return PyModule_AddObjectRef(m, name, type);
}

/** Everything that is native: false with an exception. */
function addNatives(m: PyObject): bool {
  const unsupported = makeUnsupportedOperation();
  if (unsupported === null) return false;
  let bad = PyModule_AddIntConstant(m, "DEFAULT_BUFFER_SIZE", DEFAULT_BUFFER_SIZE);
  bad |= PyModule_AddObjectRef(m, "UnsupportedOperation", unsupported);
  bad |= PyModule_AddObjectRef(m, "BlockingIOError", PyExc_BlockingIOError);
  bad |= addOpenFunctions(m);
  bad |= addType(m, "_IOBase", PyIOBase_Type);
  bad |= addType(m, "_RawIOBase", PyRawIOBase_Type);
  bad |= addType(m, "_TextIOBase", PyTextIOBase_Type);
  bad |= addType(m, "IncrementalNewlineDecoder", PyIncrementalNewlineDecoder_Type);
  bad |= addType(m, "StringIO", PyStringIO_Type);
  bad |= addType(m, "TextIOWrapper", PyTextIOWrapper_Type);
  bad |= addType(m, "_BufferedIOBase", PyBufferedIOBase_Type);
  bad |= addType(m, "BytesIO", PyBytesIO_Type);
  bad |= addType(m, "_BytesIOBuffer", PyBytesIOBuffer_Type);
  bad |= addType(m, "FileIO", PyFileIO_Type);
  bad |= addType(m, "BufferedReader", PyBufferedReader_Type);
  bad |= addType(m, "BufferedWriter", PyBufferedWriter_Type);
  bad |= addType(m, "BufferedRandom", PyBufferedRandom_Type);
  bad |= addType(m, "BufferedRWPair", PyBufferedRWPair_Type);
  return bad == 0;
}

/** The module _io: `new`. */
export function PyInit__io(): PyObject | null {
  const m = PyModule_New(
    "_io",
    "Streams of bytes and of text: raw files, buffers around them, text around those, and both in memory; open() makes what a mode asks for.",
  );
  if (m === null) return null;
  if (addNatives(m)) return m;
  Py_DECREF(m);
  return null;
}
