/**
 * Modules whose work the host does (src/machine/host_module.ts): the host describes a module, each of its functions becomes a builtin
 * function here, and a call sends its arguments, converted as the function's declaration says (host_arguments.ts), as marshal data.
 *
 * Invariant: a host function's definition record, never freed, goes on behind the PyMethodDef:
 *
 *   32 the function's name   36 its parameters (AssemblyScript's texts)   40 kinds of its arguments, one letter each   44 the str "module.name" by
 *   which the host knows it   48 its calling convention, METH_NOARGS or METH_O where CPython's function has it, else 0
 *   Kinds 0: a service, whose arguments are bound and checked by the host.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyCode_Type, PyLong_Type, PyType_Type, PyUnicode_Type, Py_None, Py_True } from "../object/statics";
import { METH_KEYWORDS, METH_NOARGS, METH_O, METH_VARARGS, PyMethodDef } from "../object/typedef";
import { PyExc_OSError, PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import * as host from "../host";
import { ID } from "../generated/ids";
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../protocol/errors";
import { _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallObject } from "../protocol/call";
import { PyMapping_GetOptionalItem, PySequence_List } from "../protocol/sequence";
import { PyIndex_Check, PyNumber_Index } from "../protocol/number";
import { readMarshal } from "../load/marshal";
import { writeMarshal } from "../load/marshal_write";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "../types/bytes";
import { PyDict_New, PyDict_Next, PyDict_SetItem, dictNextKey, dictNextValue } from "../types/dict";
import { PyFloat_AsDouble } from "../types/float";
import { PyLong_AsI32, PyLong_Check, _PyLong_Copy } from "../types/long";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, _PyList_AppendTakeRef } from "../types/list";
import { PyCFunctionObject, PyCFunction_NewEx, argumentCountError, keywordError } from "../types/methodobject";
import { PyModule_GetDict, PyModule_NewObject } from "../types/module";
import { PyStructSequence_New, PyStructSequence_SetItem } from "../types/structseq";
import { PyAnySet_Check } from "../types/set";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
} from "../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
  _PyUnicode_Copy,
  utf8Length,
} from "../types/unicode";
import { PyOS_FSPath } from "../types/unicode_codecs";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { callThreeArgs, kwargsDict } from "../protocol/call";
import { checkSignals } from "../vm/pending";
import { WAIT_AGAIN, WAIT_LATE, WAIT_LEAVE, WAIT_RECORD, endWait } from "../vm/threads";
import { waitReady } from "../vm/wait";
import { importedModule } from "../vm/import_hook";
import { PyEval_BuiltinsDict, raiseHostError } from "../vm/code_runner";
import { PyVectorcall_NARGS } from "../object/slots";
import { boundArguments, literalOf } from "./host_arguments";
import { structTypeOf } from "./struct_types";

/** What travels for an argument of any type: `new`. */
export function travelling(op: PyObject): PyObject | null {
  if (PyUnicode_Check(op)) return op.ob_type == PyUnicode_Type ? Py_NewRef(op) : _PyUnicode_Copy(op);
  if (op.ob_type == PyLong_Type) return Py_NewRef(op);
  if (op.ob_type == PyCode_Type) return Py_NewRef(Py_None); // no host function looks into code
  if (PyLong_Check(op)) return op.ob_type.tp_flags & (1 << 9) ? _PyLong_Copy(op) : Py_NewRef(op);
  if (PyTuple_Check(op) || PyList_Check(op) || PyAnySet_Check(op)) return travellingItems(op);
  const special = _PyObject_LookupSpecial(op, ID.__fspath__);
  if (special !== null) {
    Py_DECREF(special);
    return PyOS_FSPath(op);
  }
  if (PyErr_Occurred() !== null) return null;
  if (PyIndex_Check(op)) return PyNumber_Index(op);
  return Py_NewRef(op);
}

/** A list, tuple or set travels as a tuple: `new`. */
function travellingItems(op: PyObject): PyObject | null {
  const list = PySequence_List(op);
  if (list === null) return null;
  const n = PyList_GET_SIZE(list);
  let tuple = PyTuple_New(n);
  for (let i = 0; tuple !== null && i < n; i++) {
    const item = travelling(PyList_GET_ITEM(list, i));
    if (item === null) {
      Py_DECREF(tuple);
      tuple = null;
    } else PyTuple_SET_ITEM(tuple, i, item);
  }
  Py_DECREF(list);
  return tuple;
}

/** Marshal data of (args, kwargs): `new` bytes. */
function sentArguments(args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const tuple = PyTuple_New(nargs);
  if (tuple === null) return null;
  for (let i = 0; i < nargs; i++) {
    const sent = travelling(ptrAt(args, i));
    if (sent === null) {
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, sent);
  }
  let kwargs: PyObject | null = Py_NewRef(Py_None);
  if (kwnames !== null && PyTuple_GET_SIZE(kwnames) > 0) kwargs = sentKeywords(args + ((<usize>nargs) << 3), kwnames);
  const data: PyObject | null = kwargs === null ? null : marshalPair(tuple, kwargs);
  Py_XDECREF(kwargs);
  Py_DECREF(tuple);
  return data;
}

/** Marshal data of a pair: `new` bytes. */
function marshalPair(tuple: PyObject, kwargs: PyObject): PyObject | null {
  const pair = PyTuple_Pack2(tuple, kwargs);
  if (pair === null) return null;
  const data = writeMarshal(pair, 2, false);
  Py_DECREF(pair);
  if (data === null && PyErr_ExceptionMatches(PyExc_ValueError)) {
    PyErr_Clear();
    PyErr_SetString(PyExc_TypeError, "argument of an unexpected type");
  }
  return data;
}

function sentKeywords(values: usize, kwnames: PyObject): PyObject | null {
  const dict = kwargsDict(values, kwnames);
  if (dict === null) return null;
  for (let i = 0; i < PyTuple_GET_SIZE(kwnames); i++) {
    const sent = travelling(ptrAt(values, i));
    if (sent === null || PyDict_SetItem(dict, PyTuple_GET_ITEM(kwnames, i), sent) < 0) {
      Py_XDECREF(sent);
      Py_DECREF(dict);
      return null;
    }
    Py_DECREF(sent);
  }
  return dict;
}

/**
 * Calls service `name` ("module.function"), again after each wait that it asks for: `new`. `site`: the address of the arguments with which the
 * loop has called, if they are others; then null without an exception may mean that the caller has to return null at once (threads.ts).
 */
export function callService(
  name: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  site: usize = 0,
): PyObject | null {
  const data = sentArguments(args, nargs, kwnames);
  if (data === null) return null;
  const result = callWith(name, data, site == 0 ? args : site);
  Py_DECREF(data);
  return result;
}

/** The same with a tuple of bound arguments. `args`: where the caller's lie, by which a wait knows whether it may leave the loop (threads.ts). */
function callBound(name: PyObject, bound: PyObject, args: usize): PyObject | null {
  const data = marshalPair(bound, Py_True);
  if (data === null) return null;
  const result = callWith(name, data, args);
  Py_DECREF(data);
  return result;
}

/** The same with marshal data; `key` tells one call from another. */
function callWith(name: PyObject, data: PyObject, key: usize): PyObject | null {
  const text = PyUnicode_AsUTF8AndSize(name);
  const size = utf8Length;
  let answer = hostAnswer(text, size, data);
  let how = WAIT_AGAIN;
  while (answer !== null && PyLong_AsI32(PyTuple_GET_ITEM(answer, 0)) == WAIT) {
    const late = PyTuple_GET_ITEM(answer, 3);
    // a service that has no answer for being late waits anew each time
    if (late == Py_None) endWait();
    how = waitAsked(PyTuple_GET_ITEM(answer, 1), PyFloat_AsDouble(PyTuple_GET_ITEM(answer, 2)), key);
    let next: PyObject | null = null;
    if (how == WAIT_LATE && late != Py_None) next = Py_NewRef(late);
    else if (how == WAIT_LATE || how == WAIT_AGAIN) next = hostAnswer(text, size, data);
    Py_DECREF(answer);
    answer = next;
  }
  if (how != WAIT_LEAVE) endWait();
  if (answer === null) return null;
  const result = resultOf(answer);
  Py_DECREF(answer);
  return result;
}

/** The answer kind with which a service asks to wait and be called again. */
const WAIT: i32 = 4;

/** waitReady for a tuple (number, events, number, events ...). */
function waitAsked(fds: PyObject, seconds: f64, args: usize): i32 {
  const n = PyTuple_GET_SIZE(fds) >> 1;
  const records = PyMem_Malloc(<usize>(n + 1) * WAIT_RECORD);
  if (records == 0) {
    PyErr_NoMemory();
    return -1;
  }
  for (let i = 0; i < n; i++) {
    const at = records + <usize>i * WAIT_RECORD;
    store<i32>(at, PyLong_AsI32(PyTuple_GET_ITEM(fds, 2 * i)));
    store<i32>(at + 4, PyLong_AsI32(PyTuple_GET_ITEM(fds, 2 * i + 1)));
  }
  const how = waitReady(records, n, seconds, args);
  PyMem_Free(records);
  return how;
}

/** Calls a service by literal name with up to two arguments: `new`. */
export function callServiceWith(name: string, a: PyObject | null, b: PyObject | null = null): PyObject | null {
  const text = PyUnicode_FromFormat("%L", changetype<usize>(name));
  if (text === null) return null;
  const slots = memory.data(16, 8);
  store<u64>(slots, <u64>changetype<usize>(a));
  store<u64>(slots, <u64>changetype<usize>(b), 8);
  const result = callService(text, slots, b !== null ? 2 : a !== null ? 1 : 0, null);
  Py_DECREF(text);
  return result;
}

/** What the host answers: a `new` tuple (kind, ...). */
function hostAnswer(text: usize, size: i32, data: PyObject): PyObject | null {
  const block = host.hostCall(text, size, PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data));
  if (block == 0) return PyErr_NoMemory();
  const answer = readMarshal(block, <usize>host.resultSize());
  PyMem_Free(block);
  return answer;
}

/** What an answer that is no wait says: `new`, or null with its exception. */
function resultOf(answer: PyObject): PyObject | null {
  const kind = PyLong_AsI32(PyTuple_GET_ITEM(answer, 0));
  if (kind == 0) return Py_NewRef(PyTuple_GET_ITEM(answer, 1));
  if (kind == 2) return structOf(PyTuple_GET_ITEM(answer, 1), PyTuple_GET_ITEM(answer, 2));
  if (kind == 5) return checkSignals() < 0 ? null : Py_NewRef(PyTuple_GET_ITEM(answer, 1));
  if (kind == 7) return structList(PyTuple_GET_ITEM(answer, 1), PyTuple_GET_ITEM(answer, 2));
  if (kind == 1) raiseOS(answer);
  else if (kind == 6) raiseCompilerError(PyTuple_GET_ITEM(answer, 1));
  else raiseNamed(PyTuple_GET_ITEM(answer, 1), PyTuple_GET_ITEM(answer, 2));
  return null;
}

/** Raises the exception of a bytes object with marshal data as takeHostResult reads it. */
function raiseCompilerError(data: PyObject): void {
  const error = readMarshal(PyBytes_AS_STRING(data), <usize>PyBytes_GET_SIZE(data));
  if (error === null) return;
  raiseHostError(error);
  Py_DECREF(error);
}

/** (1, errno, message, filename, filename2) */
function raiseOS(answer: PyObject): void {
  const filename = PyTuple_GET_ITEM(answer, 3);
  const filename2 = PyTuple_GET_ITEM(answer, 4);
  const n = filename2 != Py_None ? 5 : filename != Py_None ? 3 : 2;
  const args = PyTuple_New(n);
  if (args === null) return;
  PyTuple_SET_ITEM(args, 0, Py_NewRef(PyTuple_GET_ITEM(answer, 1)));
  PyTuple_SET_ITEM(args, 1, Py_NewRef(PyTuple_GET_ITEM(answer, 2)));
  if (n > 2) PyTuple_SET_ITEM(args, 2, Py_NewRef(filename));
  if (n > 3) {
    PyTuple_SET_ITEM(args, 3, Py_NewRef(Py_None));
    PyTuple_SET_ITEM(args, 4, Py_NewRef(filename2));
  }
  const exc = PyObject_CallObject(PyExc_OSError, args);
  Py_DECREF(args);
  if (exc === null) return;
  PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
}

/** The class that the host calls "ValueError" or "binascii.Error": `new`; null without an exception if there is none. */
function classNamed(type: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(type);
  let dot = 0;
  while (dot < n && PyUnicode_READ_CHAR(type, dot) != 0x2e) dot++;
  if (dot == n) return PyMapping_GetOptionalItem(PyEval_BuiltinsDict(), type);
  const moduleName = PyUnicode_Substring(type, 0, dot);
  const name = PyUnicode_Substring(type, dot + 1, n);
  if (moduleName === null || name === null) return null;
  const module = importedModule(moduleName);
  const cls: PyObject | null = module === null ? null : PyMapping_GetOptionalItem(PyModule_GetDict(module), name);
  Py_DECREF(moduleName);
  Py_DECREF(name);
  return cls;
}

/** class name(base) of the module, or another name of "=base": false with an exception. */
function addException(dict: PyObject, moduleName: PyObject, name: PyObject, baseName: PyObject): bool {
  if (PyUnicode_READ_CHAR(baseName, 0) == 0x3d) {
    const plain = PyUnicode_Substring(baseName, 1, PyUnicode_GET_LENGTH(baseName));
    const known: PyObject | null = plain === null ? null : PyMapping_GetOptionalItem(PyEval_BuiltinsDict(), plain);
    Py_XDECREF(plain);
    if (known === null) return false;
    const rc = PyDict_SetItem(dict, name, known);
    Py_DECREF(known);
    return rc == 0;
  }
  const base = PyMapping_GetOptionalItem(PyEval_BuiltinsDict(), baseName);
  const namespace = PyDict_New();
  if (base === null || namespace === null) return false;
  if (PyDict_SetItem(namespace, ID.__module__, moduleName) < 0) return false;
  const bases = PyTuple_Pack1(base);
  Py_DECREF(base);
  if (bases === null) return false;
  const cls = callThreeArgs(PyType_Type, name, bases, namespace);
  Py_DECREF(bases);
  Py_DECREF(namespace);
  if (cls === null) return false;
  const rc = PyDict_SetItem(dict, name, cls);
  Py_DECREF(cls);
  return rc == 0;
}

function raiseNamed(type: PyObject, message: PyObject): void {
  const cls = classNamed(type);
  if (cls === null) {
    if (PyErr_Occurred() === null)
      PyErr_Format(PyExc_SystemError, "host error %S: %S", changetype<usize>(type), changetype<usize>(message));
    return;
  }
  PyErr_SetObject(cls, message);
  Py_DECREF(cls);
}

/** A struct sequence of the named type: `new`. */
function structOf(name: PyObject, items: PyObject): PyObject | null {
  const type = structTypeOf(name);
  if (type === null) return null;
  const op = PyStructSequence_New(type);
  if (op === null) return null;
  for (let i = 0; i < PyTuple_GET_SIZE(items); i++) {
    PyStructSequence_SetItem(op, i, Py_NewRef(PyTuple_GET_ITEM(items, i)));
  }
  return op;
}

/** A list of struct sequences from a list of tuples: `new`. */
function structList(name: PyObject, rows: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  for (let i = 0; i < PyList_GET_SIZE(rows); i++) {
    const op = structOf(name, PyList_GET_ITEM(rows, i));
    if (op === null || _PyList_AppendTakeRef(list, op) < 0) {
      Py_DECREF(list);
      return null;
    }
  }
  return list;
}

/** The record of a host function: PyMethodDef and what follows it. */
const NAME: usize = 32;
const SPEC: usize = 36;
const KINDS: usize = 40;
const SERVICE: usize = 44;
const CONVENTION: usize = 48;
const RECORD: usize = 56;

function host_vectorcall(func: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!Py_EnterRecursiveCall(" while calling a Python object")) return null;
  const def = changetype<usize>(changetype<PyCFunctionObject>(func).m_ml);
  const nargs = PyVectorcall_NARGS(nargsf);
  const convention = load<i32>(def + CONVENTION);
  let result: PyObject | null = null;
  if (convention == 0 || fitsConvention(func, convention, nargs, kwnames)) {
    result = callHostFunction(def, args, nargs, kwnames);
  }
  Py_LeaveRecursiveCall();
  return result;
}

/** Does the call fit a METH_NOARGS or METH_O function? TypeError as these raise it if not. */
function fitsConvention(func: PyObject, convention: i32, nargs: i32, kwnames: PyObject | null): bool {
  if (kwnames !== null && PyTuple_GET_SIZE(kwnames) != 0) return keywordError(func);
  if (nargs == (convention == METH_O ? 1 : 0)) return true;
  argumentCountError(func, convention == METH_O ? "takes exactly one argument" : "takes no arguments", nargs);
  return false;
}

/** METH_NOARGS for no parameters, METH_O for "name,/", 0 for others. */
function conventionOf(spec: string, kinds: usize): i32 {
  if (load<u8>(kinds) == 0) return METH_NOARGS;
  const n = spec.length;
  const isOne = load<u8>(kinds, 1) == 0 && spec.charCodeAt(n - 1) == 0x2f && spec.charCodeAt(n - 3) != 0x3d;
  return isOne ? METH_O : 0;
}

function callHostFunction(def: usize, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const service = load<PyObject>(def + SERVICE);
  const kinds = load<usize>(def + KINDS);
  if (kinds == 0) return callService(service, args, nargs, kwnames);
  const name = changetype<string>(load<usize>(def + NAME));
  const bound = boundArguments(name, changetype<string>(load<usize>(def + SPEC)), kinds, args, nargs, kwnames);
  if (bound === null) return null;
  const result = callBound(service, bound, args);
  Py_DECREF(bound);
  return result;
}

/** Makes function `described`, (name, parameters, kinds of arguments, docstring), in the module's dict. */
function addFunction(m: PyObject, moduleName: PyObject, described: PyObject): bool {
  const dict = PyModule_GetDict(m);
  const name = PyTuple_GET_ITEM(described, 0);
  const doc = PyTuple_GET_ITEM(described, 3);
  const full = PyUnicode_FromFormat("%U.%U", changetype<usize>(moduleName), changetype<usize>(name));
  const at = PyMem_Calloc(1, RECORD);
  const text = PyUnicode_AsUTF8AndSize(name);
  const kinds = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(described, 2));
  const spec = literalOf(PyTuple_GET_ITEM(described, 1));
  const docText = PyUnicode_AsUTF8AndSize(doc);
  if (full === null || at == 0 || text == 0 || kinds == 0 || spec == 0 || docText == 0) return false;
  Py_INCREF(described); // the record keeps its texts
  const def = changetype<PyMethodDef>(at);
  def.ml_name = text;
  def.ml_flags = METH_VARARGS | METH_KEYWORDS;
  const isService = PyUnicode_GET_LENGTH(doc) == 0;
  def.ml_doc = isService ? 0 : docText;
  store<u32>(at + NAME, <u32>literalOf(name));
  store<u32>(at + SPEC, <u32>spec);
  store<u32>(at + KINDS, isService ? 0 : <u32>kinds);
  store<i32>(at + CONVENTION, isService ? 0 : conventionOf(changetype<string>(spec), kinds));
  store<u32>(at + SERVICE, <u32>changetype<usize>(full));
  const f = PyCFunction_NewEx(def, m, moduleName);
  if (f === null) return false;
  changetype<PyCFunctionObject>(f).vectorcall = host_vectorcall.index;
  const rc = PyDict_SetItem(dict, name, f);
  Py_DECREF(f);
  return rc == 0;
}

/** The module `name` that the host describes: `new`; null without an exception if it has none. */
export function makeHostModule(name: PyObject): PyObject | null {
  const text = PyUnicode_AsUTF8AndSize(name);
  if (text == 0) return null;
  const block = host.describeModule(text, utf8Length);
  if (block == 0) return null;
  const described = readMarshal(block, <usize>host.resultSize());
  PyMem_Free(block);
  if (described === null) return null;
  const m = PyModule_NewObject(name);
  if (m === null) return null;
  const dict = PyModule_GetDict(m);
  let good = PyDict_SetItem(dict, ID.__doc__, PyTuple_GET_ITEM(described, 0)) == 0;
  const names = PyTuple_GET_ITEM(described, 1);
  for (let i = 0; good && i < PyTuple_GET_SIZE(names); i++) good = addFunction(m, name, PyTuple_GET_ITEM(names, i));
  const constants = PyTuple_GET_ITEM(described, 2);
  let pos = 0;
  while (good && (pos = PyDict_Next(constants, pos)) != 0) {
    const value = dictNextValue();
    good = PyDict_SetItem(dict, dictNextKey(), value) == 0;
  }
  const exceptions = PyTuple_GET_ITEM(described, 3);
  pos = 0;
  while (good && (pos = PyDict_Next(exceptions, pos)) != 0) {
    const base = dictNextValue();
    good = addException(dict, name, dictNextKey(), base);
  }
  const structs = PyTuple_GET_ITEM(described, 4);
  pos = 0;
  while (good && (pos = PyDict_Next(structs, pos)) != 0) {
    const key = dictNextKey();
    const type = structTypeOf(dictNextValue());
    good = type !== null && PyDict_SetItem(dict, key, type) == 0;
  }
  Py_DECREF(described);
  if (good) return m;
  Py_DECREF(m);
  return null;
}
