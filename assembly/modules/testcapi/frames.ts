/**
 * Functions of _testcapi about frames (Modules/_testcapimodule.c: frame_getlocals ...) and about exceptions (Modules/_testcapi/exceptions.c).
 */
import { PyObject, PyTypeObject, ptrAt, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import {
  PyBytes_Type,
  PyCode_Type,
  PyFrame_Type,
  PyTraceBack_Type,
  PyTuple_Type,
  PyType_Type,
  Py_None,
} from "../../object/statics";
import { initStaticType, METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../../object/typedef";
import { PyExc_Exception, PyExc_NameError, PyExc_SystemError, PyExc_TypeError } from "../../object/exception_types";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallMethodOneArg, callThreeArgs } from "../../protocol/call";
import {
  PyErr_BadInternalCall,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_SetNone,
  PyErr_SetObject,
  PyErr_SetString,
} from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { CodeConstructor, _PyCode_New, codeConstructor } from "../../types/code";
import { PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyDict_Copy } from "../../types/dict_merge";
import { PyLong_FromLong } from "../../types/long";
import { PyModule_AddType, moduleFunction } from "../../types/module";
import { PyTuple_New, PyTuple_Pack1, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyType_Ready } from "../../types/type_ready";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR, PyUnicode_Substring } from "../../types/unicode";
import { PyUnicode_DecodeUTF8 } from "../../types/unicode_codecs";
import { ID } from "../../generated/ids";
import { displayException } from "../display_exception";
import { tracebackText } from "../print_exception";
import { frameAt, FRAME_OWNED_BY_GENERATOR } from "../../vm/frame";
import { frameGenerator } from "../../vm/genobject";
import { frameOf, detachedFrame } from "../../vm/frameobject";
import { localIndex, localValue } from "../../vm/frame_locals";

// ---- frames ----

function checkFrame(op: PyObject): bool {
  if (op.ob_type == PyFrame_Type) return true;
  PyErr_SetString(PyExc_TypeError, "argument must be a frame");
  return false;
}

function frame_getlocals(self: PyObject, op: PyObject): PyObject | null {
  return checkFrame(op) ? PyObject_GetAttr(op, ID.f_locals) : null;
}

function frame_getglobals(self: PyObject, op: PyObject): PyObject | null {
  return checkFrame(op) ? PyObject_GetAttr(op, ID.f_globals) : null;
}

function frame_getbuiltins(self: PyObject, op: PyObject): PyObject | null {
  return checkFrame(op) ? PyObject_GetAttr(op, ID.f_builtins) : null;
}

function frame_getlasti(self: PyObject, op: PyObject): PyObject | null {
  return checkFrame(op) ? PyObject_GetAttr(op, ID.f_lasti) : null;
}

function frame_getgenerator(self: PyObject, op: PyObject): PyObject | null {
  if (!checkFrame(op)) return null;
  const frame = frameOf(op);
  return frameAt(frame).owner == FRAME_OWNED_BY_GENERATOR ? Py_NewRef(frameGenerator(frame)) : Py_NewRef(Py_None);
}

/** The value of a variable: `new`. */
function variable(op: PyObject, name: PyObject): PyObject | null {
  if (!checkFrame(op)) return null;
  if (!PyUnicode_Check(name)) {
    return PyErr_Format(PyExc_TypeError, "name must be str, not %s", name.ob_type.tp_name);
  }
  const frame = frameOf(op);
  const i = localIndex(frame, name, true);
  if (i >= 0) return Py_NewRef(localValue(frame, i)!);
  return i == -2 ? null : PyErr_Format(PyExc_NameError, "variable %R does not exist", changetype<usize>(name));
}

function frame_getvar(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("frame_getvar", nargs, 2, 2) ? variable(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function frame_getvarstring(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("frame_getvarstring", nargs, 2, 2)) return null;
  const bytes = ptrAt(args, 1);
  if (bytes.ob_type != PyBytes_Type) return PyErr_SetString(PyExc_TypeError, "name must be bytes");
  const name = PyUnicode_DecodeUTF8(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), 0);
  if (name === null) return null;
  const value = variable(ptrAt(args, 0), name);
  Py_DECREF(name);
  return value;
}

/** frame_new(code, globals, locals) */
function frame_new(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("frame_new", nargs, 3, 3)) return null;
  if (ptrAt(args, 0).ob_type != PyCode_Type) return PyErr_SetString(PyExc_TypeError, "argument must be a code object");
  return detachedFrame(ptrAt(args, 0), ptrAt(args, 1), ptrAt(args, 2));
}

// ---- exceptions ----

/** raise_exception(class, n): the class with the arguments 0 ... n - 1, by PyErr_SetObject. */
function raise_exception(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("raise_exception", nargs, 2, 2) || !intArg(ptrAt(args, 1))) return null;
  const n = argValue;
  const given = PyTuple_New(n);
  if (given === null) return null;
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(given, i, PyLong_FromLong(i)!);
  PyErr_SetObject(ptrAt(args, 0), given);
  Py_DECREF(given);
  return null;
}

function raise_memoryerror(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyErr_NoMemory();
}

/** exception_print(exc, legacy=False): PyErr_DisplayException, which is what sys.excepthook does. */
function exception_print(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("exception_print", nargs, 1, 2)) return null;
  displayException(ptrAt(args, 0));
  return Py_NewRef(Py_None);
}

/** traceback_print(tb, file): PyTraceBack_Print. */
function traceback_print(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("traceback_print", nargs, 2, 2)) return null;
  const tb = ptrAt(args, 0);
  if (tb.ob_type != PyTraceBack_Type) return PyErr_BadInternalCall();
  const text = tracebackText(tb);
  if (text === null) return null;
  const result = PyObject_CallMethodOneArg(ptrAt(args, 1), ID.write, text);
  Py_DECREF(text);
  return result;
}

/** Code units of PyCode_NewEmpty: RESUME 0, LOAD_ASSERTION_ERROR, RAISE_VARARGS 1; and their line. */
const emptyCode = memory.data<u8>([149, 0, 23, 0, 101, 1]);
const emptyLines = memory.data<u8>([0xd2, 0, 0]);

/** code_newempty(filename, name, line): code that raises AssertionError. */
function code_newempty(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("code_newempty", nargs, 3, 3) || !intArg(ptrAt(args, 2))) return null;
  const none = PyTuple_New(0)!;
  const bytes = PyBytes_FromStringAndSize(emptyCode, 6);
  const lines = PyBytes_FromStringAndSize(emptyLines, 3);
  const empty = PyBytes_FromStringAndSize(0, 0);
  if (bytes === null || lines === null || empty === null) return null;
  const con: CodeConstructor = codeConstructor;
  con.filename = ptrAt(args, 0);
  con.name = ptrAt(args, 1);
  con.qualname = ptrAt(args, 1);
  con.flags = 0;
  con.code = bytes;
  con.firstlineno = argValue;
  con.linetable = lines;
  con.consts = none;
  con.names = none;
  con.localsplusnames = none;
  con.localspluskinds = empty;
  con.argcount = 0;
  con.posonlyargcount = 0;
  con.kwonlyargcount = 0;
  con.stacksize = 1;
  con.exceptiontable = empty;
  const made = _PyCode_New(con);
  Py_DECREF(none);
  Py_DECREF(bytes);
  Py_DECREF(lines);
  Py_DECREF(empty);
  return made;
}

/** Position of the last dot of a name, -1 if it has none. */
function lastDot(name: PyObject): i32 {
  for (let i = PyUnicode_GET_LENGTH(name) - 1; i >= 0; i--) if (PyUnicode_READ_CHAR(name, i) == 46) return i;
  return -1;
}

/** make_exception_with_doc(name, doc=None, base=None, dict=None): PyErr_NewExceptionWithDoc. */
function make_exception_with_doc(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("make_exception_with_doc", "name,doc=,base=,dict=", args, nargs, kwnames)) return null;
  const name = argReq(0);
  const doc = arg(1);
  const base = arg(2);
  const given = arg(3);
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_TypeError, "name must be str");
  const dot = lastDot(name);
  if (dot < 0) return PyErr_SetString(PyExc_SystemError, "PyErr_NewException: name must be module.class");
  const dict = given === null || given == Py_None ? PyDict_New() : PyDict_Copy(given);
  if (dict === null) return null;
  const module = PyUnicode_Substring(name, 0, dot);
  const short = PyUnicode_Substring(name, dot + 1, PyUnicode_GET_LENGTH(name));
  let bases: PyObject | null = null;
  if (base === null || base == Py_None) bases = PyTuple_Pack1(PyExc_Exception);
  else bases = base.ob_type == PyTuple_Type ? Py_NewRef(base) : PyTuple_Pack1(base);
  let made: PyObject | null = null;
  if (module !== null && short !== null && bases !== null && PyDict_SetItem(dict, ID.__module__, module) == 0) {
    if (doc === null || doc == Py_None || PyDict_SetItem(dict, ID.__doc__, doc) == 0) {
      made = callThreeArgs(PyType_Type, short, bases, dict);
    }
  }
  if (module !== null) Py_DECREF(module);
  if (short !== null) Py_DECREF(short);
  if (bases !== null) Py_DECREF(bases);
  Py_DECREF(dict);
  return made;
}

const RecursingInfinitely_Type = changetype<PyTypeObject>(memory.data(416, 16)); // RecursingInfinitelyError

/** Making one raises one. */
function recursing_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  PyErr_SetNone(type);
  return null;
}

/** False with an exception. */
export function addFrameFunctions(m: PyObject): bool {
  const t = RecursingInfinitely_Type;
  if (t.tp_name == 0) {
    const doc = "Instantiating this exception starts infinite recursion.";
    initStaticType(
      t,
      PyType_Type,
      PyExc_Exception,
      "RecursingInfinitelyError",
      PyExc_Exception.tp_basicsize,
      0,
      Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
      doc,
    );
    t.tp_new = recursing_new.index;
    if (PyType_Ready(t) < 0) return false;
  }
  return (
    PyModule_AddType(m, t) == 0 &&
    moduleFunction(m, "frame_getlocals", frame_getlocals.index, METH_O) == 0 &&
    moduleFunction(m, "frame_getglobals", frame_getglobals.index, METH_O) == 0 &&
    moduleFunction(m, "frame_getbuiltins", frame_getbuiltins.index, METH_O) == 0 &&
    moduleFunction(m, "frame_getlasti", frame_getlasti.index, METH_O) == 0 &&
    moduleFunction(m, "frame_getgenerator", frame_getgenerator.index, METH_O) == 0 &&
    moduleFunction(m, "frame_getvar", frame_getvar.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "frame_getvarstring", frame_getvarstring.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "frame_new", frame_new.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "exception_print", exception_print.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "traceback_print", traceback_print.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "raise_memoryerror", raise_memoryerror.index, METH_NOARGS) == 0 &&
    moduleFunction(m, "code_newempty", code_newempty.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "raise_exception", raise_exception.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "make_exception_with_doc", make_exception_with_doc.index, METH_FASTCALL_KEYWORDS) == 0
  );
}
