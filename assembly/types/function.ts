/**
 * Python functions (Objects/funcobject.c).
 *
 * Layout (144 bytes): func_globals 16  func_builtins 24  func_name 32  func_qualname 40  func_code 48  func_defaults 56
 *   func_kwdefaults 64  func_closure 72  func_doc 80  func_dict 88  func_weakreflist 96  func_module 104
 *   func_annotations 112  func_typeparams 120  vectorcall 128  func_version 136
 *
 * Invariant: func_version is 0 or a number that only functions with the same code, defaults and annotations carry; the
 * specialiser guards on it, and every setter that could break such a guard resets it to 0.
 * Elsewhere: how a call makes a frame (vm/call_frame.ts, reached through `functionVectorcall`).
 */
import { INSTRUMENTED } from "../config";
import { FUNCTION_CHANGES, countSingle } from "../memory/counters";
import {
  PyObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
  PyTypeObject,
} from "../object/layout";
import { visitField } from "../object/slots";
import { Py_NewRef, Py_XDECREF, Py_XNewRef, Py_CLEAR, Py_XSETREF } from "../object/refcount";
import {
  PyFunction_Type,
  PyType_Type,
  PyBaseObject_Type,
  Py_None,
  PyUnicode_Type,
  PyDict_Type,
  PyTuple_Type,
  PyCell_Type,
  PyCode_Type,
} from "../object/statics";
import { initStaticType, addGetSet, addMember, _Py_T_OBJECT, Py_READONLY } from "../object/typedef";
import { PyExc_DeprecationWarning, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { _PyObject_GC_New, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import { PyErr_SetString, PyErr_Format, PyErr_Occurred } from "../protocol/errors";
import { parseTupleArgs, argReq, arg } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import { PyVectorcall_Call } from "../protocol/call";
import { PyDict_New, PyDict_GetItemWithError, PyDict_SetItem } from "./dict";
import { PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_New } from "./tuple";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyObject_ClearWeakRefs } from "./weakref";
import { PyMethod_New } from "./method";
import { CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, PyCodeObject } from "./code";
import { runningBuiltins } from "../protocol/builtin_lookup";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyModule_Check, PyModule_GetDict } from "./module";
import { unicodeEmpty } from "./unicode_static";

@unmanaged
export class PyFunctionObject extends PyObject {
  func_globals: PyObject;
  func_globals_hi: u32;
  func_builtins: PyObject;
  func_builtins_hi: u32;
  func_name: PyObject;
  func_name_hi: u32;
  func_qualname: PyObject;
  func_qualname_hi: u32;
  func_code: PyCodeObject;
  func_code_hi: u32;
  func_defaults: PyObject | null;
  func_defaults_hi: u32;
  func_kwdefaults: PyObject | null;
  func_kwdefaults_hi: u32;
  func_closure: PyObject | null;
  func_closure_hi: u32;
  func_doc: PyObject | null;
  func_doc_hi: u32;
  func_dict: PyObject | null;
  func_dict_hi: u32;
  func_weakreflist: PyObject | null;
  func_weakreflist_hi: u32;
  func_module: PyObject | null;
  func_module_hi: u32;
  func_annotations: PyObject | null;
  func_annotations_hi: u32;
  func_typeparams: PyObject | null;
  func_typeparams_hi: u32;
  vectorcall: u32;
  vectorcall_hi: u32;
  func_version: u32;
  func_version_pad: u32;
}

export function PyFunction_Check(op: PyObject): bool {
  return op.ob_type == PyFunction_Type;
}

/** Table index of `_PyFunction_Vectorcall`, set by vm at boot: functions are made below the room that runs them. */
let functionVectorcall: u32 = 0;

export function setFunctionVectorcall(index: u32): void {
  functionVectorcall = index;
}

/** True for a Python function that is called the usual way: a call of it makes a frame. */
export function isPlainFunction(op: PyObject): bool {
  return op.ob_type == PyFunction_Type && changetype<PyFunctionObject>(op).vectorcall == functionVectorcall;
}

/** The builtins dict of code whose globals name none; set at boot. Borrowed. */
let defaultBuiltins: PyObject | null = null;

export function setDefaultBuiltins(dict: PyObject): void {
  defaultBuiltins = dict;
}

/** The builtins that code over `globals` sees: its `__builtins__` (a module's dict), else those of the running code. Borrowed. */
export function _PyEval_BuiltinsFromGlobals(globals: PyObject): PyObject | null {
  const found = PyDict_GetItemWithError(globals, ID.__builtins__);
  if (found !== null) return PyModule_Check(found) ? PyModule_GetDict(found) : found;
  if (PyErr_Occurred() !== null) return null;
  const running = runningBuiltins();
  return running === null ? defaultBuiltins : running;
}

/** A function of `code` over `globals`, qualified name from the code unless given: `new`. */
export function PyFunction_NewWithQualName(
  code: PyObject,
  globals: PyObject,
  qualname: PyObject | null,
): PyObject | null {
  const co = changetype<PyCodeObject>(code);
  const module = PyDict_GetItemWithError(globals, ID.__name__);
  const builtins = _PyEval_BuiltinsFromGlobals(globals);
  if (builtins === null) return null;
  const made = _PyObject_GC_New(PyFunction_Type);
  if (made === null) return null;
  const f = changetype<PyFunctionObject>(made);
  memory.fill(changetype<usize>(f) + 16, 0, 128);
  f.func_globals = Py_NewRef(globals);
  f.func_builtins = Py_NewRef(builtins);
  f.func_name = Py_NewRef(co.co_name);
  f.func_qualname = Py_NewRef(qualname === null ? co.co_qualname : qualname);
  f.func_code = changetype<PyCodeObject>(Py_NewRef(code));
  const consts = co.co_consts;
  let doc: PyObject = Py_None;
  if (PyTuple_GET_SIZE(consts) > 0 && PyTuple_GET_ITEM(consts, 0).ob_type == PyUnicode_Type)
    doc = PyTuple_GET_ITEM(consts, 0);
  f.func_doc = Py_NewRef(doc);
  f.func_module = Py_XNewRef(module);
  f.vectorcall = functionVectorcall;
  _PyObject_GC_TRACK(f);
  return f;
}

export function PyFunction_New(code: PyObject, globals: PyObject): PyObject | null {
  return PyFunction_NewWithQualName(code, globals, null);
}

let nextFuncVersion: u32 = 1;

/** The function's version for the specialiser, given on first use; 0 when it cannot have one (_PyFunction_GetVersionForCurrentState). */
export function _PyFunction_GetVersionForCurrentState(f: PyFunctionObject): u32 {
  if (f.func_version != 0) return f.func_version;
  if (f.vectorcall != functionVectorcall) return 0;
  if (nextFuncVersion == 0) return 0;
  f.func_version = nextFuncVersion++;
  return f.func_version;
}

export function func_clear(self: PyObject): i32 {
  const f = changetype<PyFunctionObject>(self);
  f.func_version = 0;
  const base = changetype<usize>(f);
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_globals"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_builtins"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_module"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_defaults"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_kwdefaults"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_doc"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_dict"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_closure"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_annotations"));
  Py_CLEAR(base + offsetof<PyFunctionObject>("func_typeparams"));
  // the names may be in a cycle as subclasses of str, and must be there for whoever still sees the function; code stays for a running call
  Py_XSETREF(base + offsetof<PyFunctionObject>("func_name"), Py_NewRef(unicodeEmpty()));
  Py_XSETREF(base + offsetof<PyFunctionObject>("func_qualname"), Py_NewRef(unicodeEmpty()));
  return 0;
}

function func_dealloc(self: PyObject): void {
  const f = changetype<PyFunctionObject>(self);
  _PyObject_GC_UNTRACK(self);
  if (f.func_weakreflist !== null) PyObject_ClearWeakRefs(self);
  func_clear(self);
  Py_XDECREF(f.func_code);
  Py_XDECREF(f.func_name);
  Py_XDECREF(f.func_qualname);
  PyObject_GC_Del(changetype<usize>(self));
}

function func_traverse(self: PyObject, visit: u32, varg: usize): i32 {
  for (let at = changetype<usize>(self) + 16; at < changetype<usize>(self) + 128; at += 8) {
    if (at == changetype<usize>(self) + 96) continue; // func_weakreflist is borrowed
    const r = visitField(at, visit, varg);
    if (r != 0) return r;
  }
  return 0;
}

function func_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    "<function %U at %p>",
    changetype<usize>(changetype<PyFunctionObject>(self).func_qualname),
    changetype<usize>(self),
  );
}

function func_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null || obj == Py_None) return Py_NewRef(self);
  return PyMethod_New(self, obj);
}

/** function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None) */
function func_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("function", "code,globals,name=,argdefs=,closure=,kwdefaults=", args, kwargs)) return null;
  const code = argReq(0);
  const globals = argReq(1);
  const name = arg(2);
  const defaults = arg(3);
  const closure = arg(4);
  const kwdefaults = arg(5);
  if (code.ob_type != PyCode_Type) {
    return PyErr_Format(PyExc_TypeError, "function() argument 'code' must be code, not %s", code.ob_type.tp_name);
  }
  if (globals.ob_type != PyDict_Type) {
    return PyErr_Format(PyExc_TypeError, "function() argument 'globals' must be dict, not %s", globals.ob_type.tp_name);
  }
  if (name !== null && name != Py_None && name.ob_type != PyUnicode_Type) {
    return PyErr_SetString(PyExc_TypeError, "arg 3 (name) must be None or string");
  }
  if (defaults !== null && defaults != Py_None && defaults.ob_type != PyTuple_Type) {
    return PyErr_SetString(PyExc_TypeError, "arg 4 (defaults) must be None or tuple");
  }
  if (kwdefaults !== null && kwdefaults != Py_None && kwdefaults.ob_type != PyDict_Type) {
    return PyErr_SetString(PyExc_TypeError, "arg 6 (kwdefaults) must be None or dict");
  }
  if (!checkClosure(changetype<PyCodeObject>(code), closure)) return null;
  const made = PyFunction_New(code, globals);
  if (made === null) return null;
  const f = changetype<PyFunctionObject>(made);
  const base = changetype<usize>(f);
  if (name !== null && name != Py_None) Py_XSETREF(base + offsetof<PyFunctionObject>("func_name"), Py_NewRef(name));
  if (defaults !== null && defaults != Py_None) f.func_defaults = Py_NewRef(defaults);
  if (closure !== null && closure != Py_None) f.func_closure = Py_NewRef(closure);
  if (kwdefaults !== null && kwdefaults != Py_None) f.func_kwdefaults = Py_NewRef(kwdefaults);
  return f;
}

function checkClosure(code: PyCodeObject, closure: PyObject | null): bool {
  const nfree = code.co_nfreevars;
  const given = closure === null ? Py_None : closure;
  if (given.ob_type != PyTuple_Type) {
    if (nfree != 0 && given == Py_None) PyErr_SetString(PyExc_TypeError, "arg 5 (closure) must be tuple");
    else if (given != Py_None) PyErr_SetString(PyExc_TypeError, "arg 5 (closure) must be None or tuple");
    else return true;
    return false;
  }
  const n = PyTuple_GET_SIZE(given);
  if (n != nfree) {
    PyErr_Format(
      PyExc_ValueError,
      "%U requires closure of length %d, not %d",
      changetype<usize>(code.co_name),
      nfree,
      n,
    );
    return false;
  }
  for (let i = 0; i < n; i++) {
    const cell = PyTuple_GET_ITEM(given, i);
    if (cell.ob_type != PyCell_Type) {
      PyErr_Format(PyExc_TypeError, "arg 5 (closure) expected cell, found %s", cell.ob_type.tp_name);
      return false;
    }
  }
  return true;
}

// ---- attributes ----

function func_get_code(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(changetype<PyFunctionObject>(self).func_code);
}

function func_set_code(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const f = changetype<PyFunctionObject>(self);
  if (value === null || value.ob_type != PyCode_Type) {
    PyErr_SetString(PyExc_TypeError, "__code__ must be set to a code object");
    return -1;
  }
  const nclosure = f.func_closure === null ? 0 : PyTuple_GET_SIZE(f.func_closure!);
  const nfree = changetype<PyCodeObject>(value).co_nfreevars;
  if (nclosure != nfree) {
    PyErr_Format(
      PyExc_ValueError,
      "%U() requires a code object with %d free vars, not %d",
      changetype<usize>(f.func_name),
      nclosure,
      nfree,
    );
    return -1;
  }
  const kind = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
  const before = f.func_code.co_flags;
  if ((before & kind) != (changetype<PyCodeObject>(value).co_flags & kind)) {
    const message =
      "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)";
    if (PyErr_WarnEx(PyExc_DeprecationWarning, message, 1) < 0) return -1;
  }
  if (INSTRUMENTED) countSingle(FUNCTION_CHANGES);
  f.func_version = 0;
  Py_XSETREF(changetype<usize>(f) + offsetof<PyFunctionObject>("func_code"), Py_NewRef(value));
  return 0;
}

/** __name__ and __qualname__ (closure: the field's offset). */
function func_get_text(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(load<PyObject>(changetype<usize>(self) + closure));
}

function func_set_text(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null || value.ob_type != PyUnicode_Type) {
    PyErr_Format(
      PyExc_TypeError,
      "%L must be set to a string object",
      changetype<usize>(closure == offsetof<PyFunctionObject>("func_name") ? "__name__" : "__qualname__"),
    );
    return -1;
  }
  Py_XSETREF(changetype<usize>(self) + closure, Py_NewRef(value));
  return 0;
}

/** Fields that read as None when absent and may be cleared: __defaults__, __kwdefaults__ (closure: offset). */
function func_get_optional(self: PyObject, closure: usize): PyObject | null {
  const value = load<PyObject | null>(changetype<usize>(self) + closure);
  return Py_NewRef(value === null ? Py_None : value);
}

function func_set_defaults(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const given: PyObject | null = value == Py_None ? null : value;
  if (given !== null && given.ob_type != PyTuple_Type) {
    PyErr_SetString(PyExc_TypeError, "__defaults__ must be set to a tuple object");
    return -1;
  }
  if (INSTRUMENTED) countSingle(FUNCTION_CHANGES);
  changetype<PyFunctionObject>(self).func_version = 0;
  Py_XSETREF(changetype<usize>(self) + closure, Py_XNewRef(given));
  return 0;
}

function func_set_kwdefaults(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const given: PyObject | null = value == Py_None ? null : value;
  if (given !== null && given.ob_type != PyDict_Type) {
    PyErr_SetString(PyExc_TypeError, "__kwdefaults__ must be set to a dict object");
    return -1;
  }
  if (INSTRUMENTED) countSingle(FUNCTION_CHANGES);
  changetype<PyFunctionObject>(self).func_version = 0;
  Py_XSETREF(changetype<usize>(self) + closure, Py_XNewRef(given));
  return 0;
}

/** The annotations dict, made on first use; MAKE_FUNCTION may have stored a flat tuple (name, value, ...). Borrowed. */
export function functionAnnotations(f: PyFunctionObject): PyObject | null {
  let notes = f.func_annotations;
  if (notes === null) {
    notes = PyDict_New();
    if (notes === null) return null;
    f.func_annotations = notes;
    return notes;
  }
  if (notes.ob_type != PyTuple_Type) return notes;
  const dict = PyDict_New();
  if (dict === null) return null;
  for (let i = 0; i < PyTuple_GET_SIZE(notes); i += 2) {
    if (PyDict_SetItem(dict, PyTuple_GET_ITEM(notes, i), PyTuple_GET_ITEM(notes, i + 1)) < 0) return null;
  }
  Py_XSETREF(changetype<usize>(f) + offsetof<PyFunctionObject>("func_annotations"), dict);
  return dict;
}

function func_get_annotations(self: PyObject, closure: usize): PyObject | null {
  return Py_XNewRef(functionAnnotations(changetype<PyFunctionObject>(self)));
}

function func_set_annotations(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const given: PyObject | null = value == Py_None ? null : value;
  if (given !== null && given.ob_type != PyDict_Type) {
    PyErr_SetString(PyExc_TypeError, "__annotations__ must be set to a dict object");
    return -1;
  }
  changetype<PyFunctionObject>(self).func_version = 0;
  Py_XSETREF(changetype<usize>(self) + offsetof<PyFunctionObject>("func_annotations"), Py_XNewRef(given));
  return 0;
}

function func_get_type_params(self: PyObject, closure: usize): PyObject | null {
  const params = changetype<PyFunctionObject>(self).func_typeparams;
  return params === null ? PyTuple_New(0) : Py_NewRef(params);
}

function func_set_type_params(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null || value.ob_type != PyTuple_Type) {
    PyErr_SetString(PyExc_TypeError, "__type_params__ must be set to a tuple");
    return -1;
  }
  Py_XSETREF(changetype<usize>(self) + offsetof<PyFunctionObject>("func_typeparams"), Py_NewRef(value));
  return 0;
}

function func_get_dict(self: PyObject, closure: usize): PyObject | null {
  const f = changetype<PyFunctionObject>(self);
  if (f.func_dict === null) f.func_dict = PyDict_New();
  return Py_XNewRef(f.func_dict);
}

function func_set_dict(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "cannot delete __dict__");
    return -1;
  }
  if (value.ob_type != PyDict_Type) {
    PyErr_Format(PyExc_TypeError, "__dict__ must be set to a dictionary, not a '%s'", value.ob_type.tp_name);
    return -1;
  }
  Py_XSETREF(changetype<usize>(self) + offsetof<PyFunctionObject>("func_dict"), Py_NewRef(value));
  return 0;
}

export function initFunctionType(): void {
  const t = PyFunction_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "function",
    144,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    "function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)\n--\n\nCreate a function object.",
  );
  t.tp_dealloc = func_dealloc.index;
  t.tp_vectorcall_offset = offsetof<PyFunctionObject>("vectorcall");
  t.tp_repr = func_repr.index;
  t.tp_call = PyVectorcall_Call.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_traverse = func_traverse.index;
  t.tp_clear = func_clear.index;
  t.tp_weaklistoffset = offsetof<PyFunctionObject>("func_weakreflist");
  t.tp_dictoffset = offsetof<PyFunctionObject>("func_dict");
  t.tp_descr_get = func_descr_get.index;
  t.tp_new = func_new.index;
  const name = offsetof<PyFunctionObject>("func_name");
  const qualname = offsetof<PyFunctionObject>("func_qualname");
  addGetSet(t, "__code__", func_get_code.index, func_set_code.index);
  addGetSet(
    t,
    "__defaults__",
    func_get_optional.index,
    func_set_defaults.index,
    null,
    offsetof<PyFunctionObject>("func_defaults"),
  );
  addGetSet(
    t,
    "__kwdefaults__",
    func_get_optional.index,
    func_set_kwdefaults.index,
    null,
    offsetof<PyFunctionObject>("func_kwdefaults"),
  );
  addGetSet(t, "__annotations__", func_get_annotations.index, func_set_annotations.index);
  addGetSet(t, "__dict__", func_get_dict.index, func_set_dict.index);
  addGetSet(t, "__name__", func_get_text.index, func_set_text.index, null, name);
  addGetSet(t, "__qualname__", func_get_text.index, func_set_text.index, null, qualname);
  addGetSet(t, "__type_params__", func_get_type_params.index, func_set_type_params.index);
  addMember(t, "__closure__", _Py_T_OBJECT, offsetof<PyFunctionObject>("func_closure"), Py_READONLY);
  addMember(t, "__doc__", _Py_T_OBJECT, offsetof<PyFunctionObject>("func_doc"), 0);
  addMember(t, "__globals__", _Py_T_OBJECT, offsetof<PyFunctionObject>("func_globals"), Py_READONLY);
  addMember(t, "__module__", _Py_T_OBJECT, offsetof<PyFunctionObject>("func_module"), 0);
  addMember(t, "__builtins__", _Py_T_OBJECT, offsetof<PyFunctionObject>("func_builtins"), Py_READONLY);
}
