/**
 * The module marshal (Python/marshal.c): its functions over load/marshal.ts and load/marshal_write.ts.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { METH_FASTCALL_KEYWORDS } from "../object/typedef";
import { PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Format } from "../protocol/errors";
import { arg, argReq, parseArgs } from "../protocol/args";
import { argValue, intArg } from "../protocol/arg_values";
import { freeBuffer, simpleBuffer } from "../protocol/buffer";
import { PyObject_GetAttr } from "../protocol/attr";
import { PyObject_CallMethodOneArg } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyBytes_Check } from "../types/bytes";
import { PyModule_AddIntConstant, PyModule_New, moduleFunction } from "../types/module";
import { PyLong_FromLong } from "../types/long";
import { readMarshal, readMarshalFile } from "../load/marshal";
import { writeMarshal } from "../load/marshal_write";

/** allow_code: true unless given as false. */
function mayHaveCode(op: PyObject | null): bool {
  return op === null || PyObject_IsTrue(op) != 0;
}

function marshal_dumps(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("dumps", "value,version=,/,*,allow_code=", args, nargs, kwnames)) return null;
  const value = argReq(0);
  const allow = arg(2);
  const version = arg(1);
  if (version === null) return writeMarshal(value, 4, mayHaveCode(allow));
  if (!intArg(version)) return null;
  return writeMarshal(value, argValue, mayHaveCode(allow));
}

function marshal_loads(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("loads", "bytes,/,*,allow_code=", args, nargs, kwnames)) return null;
  const allow = arg(1);
  const view = simpleBuffer(argReq(0));
  if (view === null) return null;
  const result = readMarshal(view.buf, <usize>view.len, mayHaveCode(allow));
  freeBuffer(view);
  return result;
}

function marshal_dump(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("dump", "value,file,version=,/,*,allow_code=", args, nargs, kwnames)) return null;
  const value = argReq(0);
  const file = argReq(1);
  const versionArg = arg(2);
  const allow = arg(3);
  let version = 4;
  if (versionArg !== null) {
    if (!intArg(versionArg)) return null;
    version = argValue;
  }
  const data = writeMarshal(value, version, mayHaveCode(allow));
  if (data === null) return null;
  const result = PyObject_CallMethodOneArg(file, ID.write, data);
  Py_DECREF(data);
  return result;
}

function marshal_load(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("load", "file,/,*,allow_code=", args, nargs, kwnames)) return null;
  const file = argReq(0);
  const withCode = mayHaveCode(arg(1));
  // read(0) tells whether the file gives bytes; then it is read just as far as the object goes
  const zero = PyLong_FromLong(0);
  const data: PyObject | null = zero === null ? null : PyObject_CallMethodOneArg(file, ID.read, zero);
  if (zero !== null) Py_DECREF(zero);
  if (data === null) return null;
  const isBytes = PyBytes_Check(data);
  if (!isBytes) PyErr_Format(PyExc_TypeError, "file.read() returned not bytes but %s", data.ob_type.tp_name);
  Py_DECREF(data);
  if (!isBytes) return null;
  const readinto = PyObject_GetAttr(file, ID.readinto);
  if (readinto === null) return null;
  const result = readMarshalFile(readinto, withCode);
  Py_DECREF(readinto);
  return result;
}

/** The module `marshal`: `new`. */
export function PyInit_marshal(): PyObject | null {
  const m = PyModule_New(
    "marshal",
    "Python values to and from the binary form that .pyc files use.\nIt is the same on every machine and may change with every version\nof Python.",
  );
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "dumps",
    marshal_dumps.index,
    METH_FASTCALL_KEYWORDS,
    "dumps($module, value, version=version, /, *, allow_code=True)\n--\n\nThe bytes that dump(value, file) would write.",
  );
  bad |= moduleFunction(
    m,
    "loads",
    marshal_loads.index,
    METH_FASTCALL_KEYWORDS,
    "loads($module, bytes, /, *, allow_code=True)\n--\n\nConvert the bytes-like object to a value.",
  );
  bad |= moduleFunction(
    m,
    "dump",
    marshal_dump.index,
    METH_FASTCALL_KEYWORDS,
    "dump($module, value, file, version=version, /, *, allow_code=True)\n--\n\nWrite the value on the open file.",
  );
  bad |= moduleFunction(
    m,
    "load",
    marshal_load.index,
    METH_FASTCALL_KEYWORDS,
    "load($module, file, /, *, allow_code=True)\n--\n\nRead one value from the open file and return it.",
  );
  bad |= PyModule_AddIntConstant(m, "version", 4);
  return bad < 0 ? null : m;
}
