/** The module _csv (Modules/_csv.c): readers, writers and dialects of comma-separated values; the classes are in csv/. */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XDECREF, Py_NewRef } from "../object/refcount";
import { PyType_Type, Py_None } from "../object/statics";
import { METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_VARARGS_KEYWORDS } from "../object/typedef";
import { PyExc_Exception, PyExc_KeyError, PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { callThreeArgs } from "../protocol/call";
import { PyDict_DelItem, PyDict_Keys, PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyLong_AsI64, PyLong_CheckExact, PyLong_FromI64 } from "../types/long";
import { PyModule_AddIntConstant, PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1 } from "../types/tuple";
import { PyUnicode_Check } from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import {
  Dialect_Type,
  callDialect,
  defineDialect,
  dialects,
  raiseCsv,
  registeredDialect,
  setCsvState,
} from "./csv/dialect";
import { Reader_Type, csv_reader, defineReader, fieldSizeLimit, setFieldSizeLimit } from "./csv/reader";
import { Writer_Type, csv_writer, defineWriter } from "./csv/writer";
import { ready } from "./itertools_base";

function csv_list_dialects(module: PyObject, unused: PyObject | null): PyObject | null {
  return PyDict_Keys(dialects());
}

function csv_register_dialect(module: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("", n, 1, 2)) return null;
  const name = PyTuple_GET_ITEM(args, 0);
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_TypeError, "dialect name must be a string");
  const dialect = callDialect(n > 1 ? PyTuple_GET_ITEM(args, 1) : null, kwargs);
  if (dialect === null) return null;
  const rc = PyDict_SetItem(dialects(), name, dialect);
  Py_DECREF(dialect);
  return rc < 0 ? null : Py_NewRef(Py_None);
}

function csv_unregister_dialect(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("unregister_dialect", "name", args, nargs, kwnames)) return null;
  if (PyDict_DelItem(dialects(), argReq(0)) == 0) return Py_NewRef(Py_None);
  if (!PyErr_ExceptionMatches(PyExc_KeyError)) return null;
  PyErr_Clear();
  return raiseCsv("unknown dialect");
}

function csv_get_dialect(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("get_dialect", "name", args, nargs, kwnames) ? registeredDialect(argReq(0)) : null;
}

function csv_field_size_limit(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("field_size_limit", "new_limit=", args, nargs, kwnames)) return null;
  const old = fieldSizeLimit();
  const given = arg(0);
  if (given !== null) {
    if (!PyLong_CheckExact(given)) return PyErr_SetString(PyExc_TypeError, "limit must be an integer");
    const limit = PyLong_AsI64(given);
    if (limit == -1 && PyErr_Occurred() !== null) return null;
    setFieldSizeLimit(limit);
  }
  return PyLong_FromI64(old);
}

/** class _csv.Error(Exception): `new`. */
function makeError(): PyObject | null {
  const name = PyUnicode_FromLiteral("Error");
  const module = PyUnicode_FromLiteral("_csv");
  const bases = PyTuple_Pack1(PyExc_Exception);
  const dict = PyDict_New();
  let made: PyObject | null = null;
  if (name !== null && module !== null && bases !== null && dict !== null) {
    if (PyDict_SetItem(dict, ID.__module__, module) == 0 && PyDict_SetItem(dict, ID.__doc__, Py_None) == 0) {
      made = callThreeArgs(PyType_Type, name, bases, dict);
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(module);
  Py_XDECREF(bases);
  Py_XDECREF(dict);
  return made;
}

function addFunctions(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "reader",
    csv_reader.index,
    METH_VARARGS_KEYWORDS,
    "An iterator over the rows in lines, which any iterable of strs gives: reader(lines, dialect, **options).",
  );
  bad |= moduleFunction(
    m,
    "writer",
    csv_writer.index,
    METH_VARARGS_KEYWORDS,
    "A writer of rows to an object with a write() method: writer(file, dialect, **options).",
  );
  bad |= moduleFunction(
    m,
    "register_dialect",
    csv_register_dialect.index,
    METH_VARARGS_KEYWORDS,
    "Gives a dialect, changed by options, a name.",
  );
  bad |= moduleFunction(
    m,
    "list_dialects",
    csv_list_dialects.index,
    METH_NOARGS,
    "list_dialects($module, /)\n--\n\nThe names that dialects have been given.",
  );
  bad |= moduleFunction(
    m,
    "unregister_dialect",
    csv_unregister_dialect.index,
    METH_FASTCALL_KEYWORDS,
    "unregister_dialect($module, /, name)\n--\n\nForgets the dialect of that name.",
  );
  bad |= moduleFunction(
    m,
    "get_dialect",
    csv_get_dialect.index,
    METH_FASTCALL_KEYWORDS,
    "get_dialect($module, /, name)\n--\n\nThe dialect of that name.",
  );
  bad |= moduleFunction(
    m,
    "field_size_limit",
    csv_field_size_limit.index,
    METH_FASTCALL_KEYWORDS,
    "field_size_limit($module, /, new_limit=<unrepresentable>)\n--\n\nHow long a field that is read may be; sets it if given, and returns what it was.",
  );
  return bad;
}

let defined: bool = false;

/** `new`: the module object. */
export function PyInit__csv(): PyObject | null {
  if (!defined) {
    defineDialect();
    defineReader();
    defineWriter();
    defined = true;
  }
  const m = PyModule_New("_csv", "Readers, writers and dialects of comma-separated values.");
  const error = makeError();
  const registry = PyDict_New();
  if (m === null || error === null || registry === null) return null;
  setCsvState(error, registry);
  let bad = addFunctions(m);
  if (ready(Dialect_Type) && ready(Reader_Type) && ready(Writer_Type)) {
    bad |= PyModule_AddObjectRef(m, "Dialect", Dialect_Type);
    bad |= PyModule_AddObjectRef(m, "Reader", Reader_Type);
    bad |= PyModule_AddObjectRef(m, "Writer", Writer_Type);
  } else bad = 1;
  bad |= PyModule_AddObjectRef(m, "_dialects", registry);
  bad |= PyModule_AddIntConstant(m, "QUOTE_MINIMAL", 0);
  bad |= PyModule_AddIntConstant(m, "QUOTE_ALL", 1);
  bad |= PyModule_AddIntConstant(m, "QUOTE_NONNUMERIC", 2);
  bad |= PyModule_AddIntConstant(m, "QUOTE_NONE", 3);
  bad |= PyModule_AddIntConstant(m, "QUOTE_STRINGS", 4);
  bad |= PyModule_AddIntConstant(m, "QUOTE_NOTNULL", 5);
  bad |= PyModule_AddObjectRef(m, "Error", error);
  if (bad == 0) return m;
  Py_DECREF(m);
  return null;
}
