/** Opcodes that find classes and functions, make instances and give them their state. */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_RuntimeError, PyExc_UnicodeDecodeError, PyExc_ValueError } from "../../object/exception_types";
import { callNew } from "../../object/slots";
import { _PyUnicode_InternMortal } from "../../intern/policy";
import { PyObject_GetAttr, PyObject_SetAttr } from "../../protocol/attr";
import {
  PyObject_CallMethodOneArg,
  PyObject_CallObject,
  PyObject_CallOneArg,
  callMethodTwoArgs,
} from "../../protocol/call";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_SetItem } from "../../protocol/sequence";
import {
  PyDict_Check,
  PyDict_GetItemWithError,
  PyDict_Next,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
} from "../../types/dict";
import { PyLong_FromLong } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../../types/tuple";
import { PyType_Check } from "../../types/typeobject";
import { PyUnicode_Check, PyUnicode_CheckExact } from "../../types/unicode";
import { PyUnicode_DecodeASCII, PyUnicode_DecodeUTF8 } from "../../types/unicode_codecs";
import { ID } from "../../generated/ids";
import { PyImport_GetModuleByName } from "../import";
import { getattribute, optionalAttr } from "./global_names";
import { Pdata_poptuple, marker } from "./load_containers";
import { UnpicklingError, extensionCache, importMapping2to3, invertedRegistry, nameMapping2to3 } from "./state";
import {
  Pdata_stack_underflow,
  UnpicklerObject,
  Unpickler_Type,
  bad_readline,
  lineLength,
  pop,
  push,
  readBytes,
  readLine,
  stackAt,
} from "./unpickler";

// ---- names ----

/** Names of Python 3, borrowed: results of `newNames`. */
let newModule: PyObject | null = null;
let newName: PyObject | null = null;

/** Looks Python 2's names up in _compat_pickle; false with an exception. */
function newNames(module: PyObject, name: PyObject): bool {
  newModule = module;
  newName = name;
  const key = PyTuple_Pack2(module, name);
  if (key === null) return false;
  let item = PyDict_GetItemWithError(nameMapping2to3!, key);
  Py_DECREF(key);
  if (item !== null) {
    if (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) {
      const format = "_compat_pickle.NAME_MAPPING values should be 2-tuples, not %.200s";
      PyErr_Format(PyExc_RuntimeError, format, item.ob_type.tp_name);
      return false;
    }
    const a = PyTuple_GET_ITEM(item, 0);
    const b = PyTuple_GET_ITEM(item, 1);
    if (!PyUnicode_Check(a) || !PyUnicode_Check(b)) {
      const format = "_compat_pickle.NAME_MAPPING values should be pairs of str, not (%.200s, %.200s)";
      PyErr_Format(PyExc_RuntimeError, format, a.ob_type.tp_name, b.ob_type.tp_name);
      return false;
    }
    newModule = a;
    newName = b;
    return true;
  }
  if (PyErr_Occurred() !== null) return false;
  item = PyDict_GetItemWithError(importMapping2to3!, module);
  if (item === null) return PyErr_Occurred() === null;
  if (!PyUnicode_Check(item)) {
    const format = "_compat_pickle.IMPORT_MAPPING values should be strings, not %.200s";
    PyErr_Format(PyExc_RuntimeError, format, item.ob_type.tp_name);
    return false;
  }
  newModule = item;
  return true;
}

/** Unpickler.find_class: `new`. */
export function Unpickler_findClass(u: UnpicklerObject, module: PyObject, name: PyObject): PyObject | null {
  let moduleName = module;
  let globalName = name;
  if (u.proto < 3 && u.fix_imports) {
    if (!newNames(module, name)) return null;
    moduleName = newModule!;
    globalName = newName!;
  }
  Py_INCREF(moduleName);
  Py_INCREF(globalName);
  const found = PyImport_GetModuleByName(moduleName);
  let result: PyObject | null = null;
  if (found !== null) {
    result = getattribute(found, globalName, u.proto >= 4);
    Py_DECREF(found);
  }
  Py_DECREF(moduleName);
  Py_DECREF(globalName);
  return result;
}

/** Asks the unpickler, which may be of a subclass, for a global: `new`. */
function find_class(u: UnpicklerObject, module: PyObject, name: PyObject): PyObject | null {
  if (u.ob_type == Unpickler_Type && PyUnicode_Check(module) && PyUnicode_Check(name)) {
    return Unpickler_findClass(u, module, name);
  }
  return callMethodTwoArgs(u, ID.find_class, module, name);
}

/** A line as a name: `new`; null with an exception. */
function nameLine(u: UnpicklerObject, ascii: bool): PyObject | null {
  const line = readLine(u);
  if (line == 0) return null;
  if (lineLength < 2) {
    bad_readline();
    return null;
  }
  return ascii ? PyUnicode_DecodeASCII(line, lineLength - 1, 0) : PyUnicode_DecodeUTF8(line, lineLength - 1, 0);
}

/** The global that two lines name: `new`. */
function globalOfLines(u: UnpicklerObject, ascii: bool): PyObject | null {
  const module = nameLine(u, ascii);
  if (module === null) return null;
  const name = nameLine(u, ascii);
  const result: PyObject | null = name === null ? null : find_class(u, module, name);
  Py_DECREF(module);
  Py_XDECREF(name);
  return result;
}

export function load_global(u: UnpicklerObject): i32 {
  return push(u, globalOfLines(u, false));
}

export function load_stack_global(u: UnpicklerObject): i32 {
  const name = pop(u);
  if (name === null) return -1;
  const module = pop(u);
  let result: PyObject | null = null;
  if (module !== null) {
    if (PyUnicode_CheckExact(module) && PyUnicode_CheckExact(name)) result = find_class(u, module, name);
    else PyErr_SetString(UnpicklingError, "STACK_GLOBAL requires str");
    Py_DECREF(module);
  }
  Py_DECREF(name);
  return push(u, result);
}

/** What copyreg has under an extension code, looked up and cached: `new`. */
function extension(u: UnpicklerObject, code: i32, key: PyObject): PyObject | null {
  const known = PyDict_GetItemWithError(extensionCache!, key);
  if (known !== null) return Py_NewRef(known);
  if (PyErr_Occurred() !== null) return null;
  const pair = PyDict_GetItemWithError(invertedRegistry!, key);
  if (pair === null) {
    if (PyErr_Occurred() !== null) return null;
    return PyErr_Format(PyExc_ValueError, "unregistered extension code %d", code);
  }
  if (
    !PyTuple_Check(pair) ||
    PyTuple_GET_SIZE(pair) != 2 ||
    !PyUnicode_Check(PyTuple_GET_ITEM(pair, 0)) ||
    !PyUnicode_Check(PyTuple_GET_ITEM(pair, 1))
  ) {
    return PyErr_Format(PyExc_ValueError, "_inverted_registry[%d] isn't a 2-tuple of strings", code);
  }
  Py_INCREF(pair);
  const op = find_class(u, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1));
  Py_DECREF(pair);
  if (op === null || PyDict_SetItem(extensionCache!, key, op) == 0) return op;
  Py_DECREF(op);
  return null;
}

export function load_extension(u: UnpicklerObject, width: i32): i32 {
  const at = readBytes(u, width);
  if (at == 0) return -1;
  const code = width == 1 ? <i32>load<u8>(at) : width == 2 ? <i32>load<u16>(at) : load<i32>(at);
  if (code <= 0) {
    PyErr_SetString(UnpicklingError, "EXT specifies code <= 0");
    return -1;
  }
  const key = PyLong_FromLong(code);
  if (key === null) return -1;
  const op = extension(u, code, key);
  Py_DECREF(key);
  return push(u, op);
}

// ---- persistent ids ----

/** The object of a persistent id (stolen), pushed. */
function pushPersistent(u: UnpicklerObject, pid: PyObject): i32 {
  const method = u.persistent_load;
  if (method === null) {
    PyErr_SetString(
      UnpicklingError,
      "A load persistent id instruction was encountered, but no persistent_load function was specified.",
    );
    Py_DECREF(pid);
    return -1;
  }
  Py_INCREF(method);
  const op = PyObject_CallOneArg(method, pid);
  Py_DECREF(method);
  Py_DECREF(pid);
  return push(u, op);
}

function noPersistentLoad(): i32 {
  PyErr_SetString(
    UnpicklingError,
    "A load persistent id instruction was encountered, but no persistent_load function was specified.",
  );
  return -1;
}

export function load_persid(u: UnpicklerObject): i32 {
  if (u.persistent_load === null) return noPersistentLoad();
  const line = readLine(u);
  if (line == 0) return -1;
  if (lineLength < 1) return bad_readline();
  const pid = PyUnicode_DecodeASCII(line, lineLength - 1, 0);
  if (pid !== null) return pushPersistent(u, pid);
  if (PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
    PyErr_SetString(UnpicklingError, "persistent IDs in protocol 0 must be ASCII strings");
  }
  return -1;
}

export function load_binpersid(u: UnpicklerObject): i32 {
  if (u.persistent_load === null) return noPersistentLoad();
  const pid = pop(u);
  return pid === null ? -1 : pushPersistent(u, pid);
}

// ---- instances ----

/** cls(*args), or cls.__new__(cls) for a class without arguments and __getinitargs__: `new`. */
function instantiate(cls: PyObject, args: PyObject): PyObject | null {
  if (PyTuple_GET_SIZE(args) == 0 && PyType_Check(cls)) {
    const method = optionalAttr(cls, ID.__getinitargs__);
    if (method === null) {
      if (PyErr_Occurred() !== null) return null;
      return PyObject_CallMethodOneArg(cls, ID.__new__, cls);
    }
    Py_DECREF(method);
  }
  return PyObject_CallObject(cls, args);
}

export function load_obj(u: UnpicklerObject): i32 {
  const mark = marker(u);
  if (mark < 0) return -1;
  const s = u.stack!;
  if (s.size - mark < 1) return Pdata_stack_underflow(s);
  const args = Pdata_poptuple(s, mark + 1);
  if (args === null) return -1;
  const cls = pop(u);
  let op: PyObject | null = null;
  if (cls !== null) {
    op = instantiate(cls, args);
    Py_DECREF(cls);
  }
  Py_DECREF(args);
  return push(u, op);
}

export function load_inst(u: UnpicklerObject): i32 {
  const mark = marker(u);
  if (mark < 0) return -1;
  const cls = globalOfLines(u, true);
  if (cls === null) return -1;
  const args = Pdata_poptuple(u.stack!, mark);
  let op: PyObject | null = null;
  if (args !== null) {
    op = instantiate(cls, args);
    Py_DECREF(args);
  }
  Py_DECREF(cls);
  return push(u, op);
}

/** UnpicklingError of NEWOBJ (or NEWOBJ_EX); null. */
function refuseNew(format: string, withKwargs: bool, op: PyObject): PyObject | null {
  const opcode = withKwargs ? "NEWOBJ_EX" : "NEWOBJ";
  return PyErr_Format(UnpicklingError, format, changetype<usize>(opcode), op.ob_type.tp_name);
}

/** cls.__new__(cls, *args, **kwargs), `new`. */
function newObject(cls: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const extended = kwargs !== null;
  if (!PyType_Check(cls)) return refuseNew("%L class argument must be a type, not %.200s", extended, cls);
  const type = changetype<PyTypeObject>(cls);
  if (type.tp_new == 0) return refuseNew("%L class argument '%.200s' doesn't have __new__", extended, cls);
  if (!PyTuple_Check(args)) return refuseNew("%L args argument must be a tuple, not %.200s", extended, args);
  if (kwargs !== null && !PyDict_Check(kwargs)) {
    return refuseNew("%L kwargs argument must be a dict, not %.200s", extended, kwargs);
  }
  return callNew(type.tp_new, type, args, kwargs);
}

export function load_newobj(u: UnpicklerObject, extended: bool): i32 {
  let kwargs: PyObject | null = null;
  if (extended) {
    kwargs = pop(u);
    if (kwargs === null) return -1;
  }
  const args = pop(u);
  const cls: PyObject | null = args === null ? null : pop(u);
  const op: PyObject | null = cls === null || args === null ? null : newObject(cls, args, kwargs);
  Py_XDECREF(kwargs);
  Py_XDECREF(args);
  Py_XDECREF(cls);
  return push(u, op);
}

export function load_reduce(u: UnpicklerObject): i32 {
  const args = pop(u);
  if (args === null) return -1;
  const callable = pop(u);
  let op: PyObject | null = null;
  if (callable !== null) {
    op = PyObject_CallObject(callable, args);
    Py_DECREF(callable);
  }
  Py_DECREF(args);
  return push(u, op);
}

// ---- state ----

const keyCell = memory.data(8, 8);

/** Enters a state dict into the instance's __dict__, with interned keys as attributes have them. */
function setDictState(inst: PyObject, state: PyObject): i32 {
  if (!PyDict_Check(state)) {
    PyErr_SetString(UnpicklingError, "state is not a dictionary");
    return -1;
  }
  const dict = PyObject_GetAttr(inst, ID.__dict__);
  if (dict === null) return -1;
  let r = 0;
  let pos = 0;
  while (r == 0 && (pos = PyDict_Next(state, pos)) != 0) {
    let key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    if (PyUnicode_CheckExact(key)) {
      store<u32>(keyCell, <u32>changetype<usize>(key));
      _PyUnicode_InternMortal(keyCell);
      key = load<PyObject>(keyCell);
    }
    r = PyObject_SetItem(dict, key, value);
    Py_DECREF(key);
    Py_DECREF(value);
  }
  Py_DECREF(dict);
  return r;
}

function setSlotState(inst: PyObject, state: PyObject): i32 {
  if (!PyDict_Check(state)) {
    PyErr_SetString(UnpicklingError, "slot state is not a dictionary");
    return -1;
  }
  let pos = 0;
  while ((pos = PyDict_Next(state, pos)) != 0) {
    const key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    const r = PyObject_SetAttr(inst, key, value);
    Py_DECREF(key);
    Py_DECREF(value);
    if (r < 0) return -1;
  }
  return 0;
}

/** Without __setstate__: a dict for __dict__, or a pair of that and a dict of slots. */
function setState(inst: PyObject, state: PyObject): i32 {
  if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) != 2) {
    return state == Py_None ? 0 : setDictState(inst, state);
  }
  const dict = PyTuple_GET_ITEM(state, 0);
  if (dict != Py_None && setDictState(inst, dict) < 0) return -1;
  return setSlotState(inst, PyTuple_GET_ITEM(state, 1));
}

export function load_build(u: UnpicklerObject): i32 {
  const s = u.stack!;
  if (s.size - 2 < s.fence) return Pdata_stack_underflow(s);
  const state = pop(u);
  if (state === null) return -1;
  const inst = stackAt(s, s.size - 1);
  const setter = optionalAttr(inst, ID.__setstate__);
  let r = -1;
  if (setter !== null) {
    const result = PyObject_CallOneArg(setter, state);
    Py_DECREF(setter);
    if (result !== null) {
      Py_DECREF(result);
      r = 0;
    }
  } else if (PyErr_Occurred() === null) {
    r = setState(inst, state);
  }
  Py_DECREF(state);
  return r;
}
