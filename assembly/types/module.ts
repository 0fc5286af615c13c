/**
 * module. Counterpart: Objects/moduleobject.c.
 *
 *   0 PyObject   16 md_dict   24 md_def   32 md_state   40 md_weaklist   48 md_name   56
 *
 * Invariant: a module's attributes are its dict; a module-level `__getattr__` is asked last.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyModule_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_NOARGS,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  newMethodDef,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_AttributeError, PyExc_SystemError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { arg, argReq, parseTupleArgs } from "../protocol/args";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "../protocol/call";
import {
  PyObject_GenericSetAttr,
  PyObject_GetAttr,
  PyObject_GetOptionalAttr,
  _PyObject_GenericGetAttrWithDict,
} from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PySequence_Contains } from "../protocol/sequence";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyMem_Free } from "../memory/blocks";
import { PyUnicode_InternFromLiteral } from "../intern/policy";
import { PyDict_Check, PyDict_GetItemWithError, PyDict_Keys, PyDict_New, PyDict_Pop, PyDict_SetItem } from "./dict";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyLong_FromI64 } from "./long";
import { PyType_GetName, PyType_IsSubtype } from "./typeobject";
import { PyType_Ready } from "./type_ready";
import { PyCFunction_NewEx } from "./methodobject";
import { PyObject_ClearWeakRefs } from "./weakref";
import { ID } from "../generated/ids";

@unmanaged
export class PyModuleObject extends PyObject {
  md_dict: PyObject | null; // 16
  md_dict_hi: u32;
  md_def: usize; // 24
  md_def_hi: u32;
  md_state: usize; // 32
  md_state_hi: u32;
  md_weaklist: PyObject | null; // 40
  md_weaklist_hi: u32;
  md_name: PyObject | null; // 48
  md_name_hi: u32;
}

function asModule(op: PyObject): PyModuleObject {
  return changetype<PyModuleObject>(op);
}

export function PyModule_Check(op: PyObject): bool {
  return op.ob_type == PyModule_Type || PyType_IsSubtype(op.ob_type, PyModule_Type);
}

// ---- making ----------------------------------------------------------------------------------------------------------

/** The five standard names of a new module's dict. */
function initDict(module: PyObject, dict: PyObject, name: PyObject, doc: PyObject): i32 {
  if (PyDict_SetItem(dict, ID.__name__, name) < 0) return -1;
  if (PyDict_SetItem(dict, ID.__doc__, doc) < 0) return -1;
  if (PyDict_SetItem(dict, ID.__package__, Py_None) < 0) return -1;
  if (PyDict_SetItem(dict, ID.__loader__, Py_None) < 0) return -1;
  if (PyDict_SetItem(dict, ID.__spec__, Py_None) < 0) return -1;
  if (PyUnicode_Check(name)) {
    const m = asModule(module);
    const old = m.md_name;
    m.md_name = Py_NewRef(name);
    Py_XDECREF(old);
  }
  return 0;
}

function allocModule(type: PyTypeObject): PyObject | null {
  const made = PyType_GenericAlloc(type, 0);
  if (made === null) return null;
  const dict = PyDict_New();
  if (dict === null) {
    Py_DECREF(made);
    return null;
  }
  asModule(made).md_dict = dict;
  return made;
}

/** `new`. */
export function PyModule_NewObject(name: PyObject): PyObject | null {
  const made = allocModule(PyModule_Type);
  if (made === null) return null;
  if (initDict(made, asModule(made).md_dict!, name, Py_None) < 0) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

/** A native module: `new`. Its md_def is 1 (CPython: the definition), which its repr shows as "(built-in)". */
export function PyModule_New(name: string, doc: string | null = null): PyObject | null {
  const text = PyUnicode_FromLiteral(name);
  if (text === null) return null;
  const made = PyModule_NewObject(text);
  Py_DECREF(text);
  if (made === null) return null;
  asModule(made).md_def = 1;
  if (doc !== null && !setDoc(made, doc)) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

function setDoc(module: PyObject, doc: string): bool {
  const text = PyUnicode_FromLiteral(doc);
  if (text === null) return false;
  const rc = PyDict_SetItem(PyModule_GetDict(module), ID.__doc__, text);
  Py_DECREF(text);
  return rc == 0;
}

/** Borrowed. */
export function PyModule_GetDict(module: PyObject): PyObject {
  return asModule(module).md_dict!;
}

/** `module.__name__` if it is a str: `new`, else SystemError. */
export function PyModule_GetNameObject(module: PyObject): PyObject | null {
  const dict = asModule(module).md_dict;
  const name: PyObject | null =
    dict === null || !PyDict_Check(dict) ? null : PyDict_GetItemWithError(dict, ID.__name__);
  if (name !== null && PyUnicode_Check(name)) return Py_NewRef(name);
  if (PyErr_Occurred() === null) PyErr_SetString(PyExc_SystemError, "nameless module");
  return null;
}

/** Borrows `value`; null passes an earlier failure on. */
export function PyModule_AddObjectRef(module: PyObject, name: string, value: PyObject | null): i32 {
  if (value === null) {
    if (PyErr_Occurred() === null) {
      PyErr_SetString(
        PyExc_SystemError,
        "PyModule_AddObjectRef() must be called with an exception raised if value is NULL",
      );
    }
    return -1;
  }
  const key = PyUnicode_InternFromLiteral(name);
  if (key === null) return -1;
  const rc = PyDict_SetItem(PyModule_GetDict(module), key, value);
  Py_DECREF(key);
  return rc;
}

/** Steals `value`. */
export function PyModule_Add(module: PyObject, name: string, value: PyObject | null): i32 {
  const rc = PyModule_AddObjectRef(module, name, value);
  Py_XDECREF(value);
  return rc;
}

export function PyModule_AddIntConstant(module: PyObject, name: string, value: i64): i32 {
  return PyModule_Add(module, name, PyLong_FromI64(value));
}

export function PyModule_AddStringConstant(module: PyObject, name: string, value: string): i32 {
  return PyModule_Add(module, name, PyUnicode_FromLiteral(value));
}

/** Readies the type and adds it under the last part of its name. */
export function PyModule_AddType(module: PyObject, type: PyTypeObject): i32 {
  if (PyType_Ready(type) < 0) return -1;
  const name = PyType_GetName(type);
  if (name === null) return -1;
  const rc = PyDict_SetItem(PyModule_GetDict(module), name, type);
  Py_DECREF(name);
  return rc;
}

/** Adds a native function; `meth` is fn.index, flags as for addMethod; its self is the module. */
export function moduleFunction(module: PyObject, name: string, meth: u32, flags: i32, doc: string | null = null): i32 {
  const def = newMethodDef(name, meth, flags, doc);
  const moduleName = PyModule_GetNameObject(module);
  if (moduleName === null) return -1;
  const f = PyCFunction_NewEx(def, module, moduleName);
  Py_DECREF(moduleName);
  return PyModule_Add(module, name, f);
}

// ---- life ------------------------------------------------------------------------------------------------------------

function module_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return allocModule(type);
}

function module_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("module", "name,doc=", args, kwargs)) return -1;
  const name = argReq(0);
  const doc = arg(1);
  if (!PyUnicode_Check(name)) {
    PyErr_Format(PyExc_TypeError, "module() argument 'name' must be str, not %s", name.ob_type.tp_name);
    return -1;
  }
  let dict = asModule(self).md_dict;
  if (dict === null) {
    dict = PyDict_New();
    if (dict === null) return -1;
    asModule(self).md_dict = dict;
  }
  return initDict(self, dict, name, doc === null ? Py_None : doc);
}

function module_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const m = asModule(self);
  if (m.md_weaklist !== null) PyObject_ClearWeakRefs(self);
  Py_XDECREF(m.md_dict);
  Py_XDECREF(m.md_name);
  if (m.md_state != 0) PyMem_Free(m.md_state);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function module_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function module_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

// ---- attributes ------------------------------------------------------------------------------------------------------

const cell = memory.data(8, 8);

/** Whether spec._initializing is true: a module half imported. -1 on error. */
function isInitializing(spec: PyObject | null): i32 {
  if (spec === null || spec == Py_None) return 0;
  const rc = PyObject_GetOptionalAttr(spec, ID._initializing, cell);
  if (rc <= 0) return rc;
  const value = load<PyObject>(cell);
  const truth = PyObject_IsTrue(value);
  Py_DECREF(value);
  return truth;
}

/** Whether `name` is in spec._uninitialized_submodules. -1 on error. */
function isUninitializedSubmodule(spec: PyObject | null, name: PyObject): i32 {
  if (spec === null || spec == Py_None) return 0;
  const rc = PyObject_GetOptionalAttr(spec, ID._uninitialized_submodules, cell);
  if (rc <= 0) return rc;
  const value = load<PyObject>(cell);
  const found = PySequence_Contains(value, name);
  Py_DECREF(value);
  return found;
}

/**
 * (origin: PyObject, modName: PyObject): i32: whether a module's file may hide another module of its name: 0 no, 1 it lies in the
 * program's folder, 2 and the standard library has a module of the name; -1 on error. The room of modules sets it.
 */
let shadowHook: u32 = 0;

export function setShadowHook(fn: u32): void {
  shadowHook = fn;
}

/** What shadowHook says; 0 for a module without a file. */
export function shadowKind(origin: PyObject | null, modName: PyObject): i32 {
  return origin === null || shadowHook == 0 ? 0 : call_indirect<i32>(shadowHook, origin, modName);
}

/** The file that a spec names (_PyModuleSpec_GetFileOrigin): `new`; null without an exception if it names none. */
export function specFileOrigin(spec: PyObject | null): PyObject | null {
  if (spec === null || spec == Py_None) return null;
  if (PyObject_GetOptionalAttr(spec, ID.has_location, cell) <= 0) {
    PyErr_Clear();
    return null;
  }
  const located = load<PyObject>(cell);
  const truth = PyObject_IsTrue(located);
  Py_DECREF(located);
  const rc = truth <= 0 ? truth : PyObject_GetOptionalAttr(spec, ID.origin, cell);
  if (rc <= 0) {
    PyErr_Clear();
    return null;
  }
  const origin = load<PyObject>(cell);
  if (PyUnicode_Check(origin)) return origin;
  Py_DECREF(origin);
  return null;
}

/** AttributeError of a module whose file hides another of its name. */
function shadowed(kind: i32, modName: PyObject, name: PyObject, origin: PyObject): void {
  if (kind == 2) {
    PyErr_Format(
      PyExc_AttributeError,
      "module '%U' has no attribute '%U' (consider renaming '%U' since it has the same name as the standard library module named '%U' and prevents importing that standard library module)",
      changetype<usize>(modName),
      changetype<usize>(name),
      changetype<usize>(origin),
      changetype<usize>(modName),
    );
  } else {
    PyErr_Format(
      PyExc_AttributeError,
      "module '%U' has no attribute '%U' (consider renaming '%U' if it has the same name as a library you intended to import)",
      changetype<usize>(modName),
      changetype<usize>(name),
      changetype<usize>(origin),
    );
  }
}

function halfMade(modName: PyObject, name: PyObject, origin: PyObject | null): void {
  if (origin !== null) {
    PyErr_Format(
      PyExc_AttributeError,
      "partially initialized module '%U' from '%U' has no attribute '%U' (most likely due to a circular import)",
      changetype<usize>(modName),
      changetype<usize>(origin),
      changetype<usize>(name),
    );
  } else {
    PyErr_Format(
      PyExc_AttributeError,
      "partially initialized module '%U' has no attribute '%U' (most likely due to a circular import)",
      changetype<usize>(modName),
      changetype<usize>(name),
    );
  }
}

function noAttribute(modName: PyObject, spec: PyObject | null, name: PyObject): void {
  const origin = specFileOrigin(spec);
  const shadow = shadowKind(origin, modName);
  const half = shadow < 0 ? -1 : isInitializing(spec);
  if (half >= 0) {
    if (shadow == 2 || (half > 0 && shadow == 1)) shadowed(shadow, modName, name, origin!);
    else if (half > 0) halfMade(modName, name, origin);
    else {
      const sub = isUninitializedSubmodule(spec, name);
      if (sub >= 0) {
        PyErr_Format(
          PyExc_AttributeError,
          sub > 0
            ? "cannot access submodule '%U' of module '%U' (most likely due to a circular import)"
            : "module '%U' has no attribute '%U'",
          changetype<usize>(sub > 0 ? name : modName),
          changetype<usize>(sub > 0 ? modName : name),
        );
      }
    }
  }
  Py_XDECREF(origin);
}

/** Attribute `name`, then the module's own `__getattr__`; with `suppress` absent is null without exception. `new`. */
export function moduleGetattroImpl(self: PyObject, name: PyObject, suppress: bool): PyObject | null {
  const found = _PyObject_GenericGetAttrWithDict(self, name, null, suppress);
  if (found !== null) return found;
  if (suppress) {
    if (PyErr_Occurred() !== null) return null;
  } else {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return null;
    PyErr_Clear();
  }
  const dict = asModule(self).md_dict;
  if (dict === null) return null;
  const getattr = PyDict_GetItemWithError(dict, ID.__getattr__);
  if (getattr !== null) {
    Py_NewRef(getattr);
    const result = PyObject_CallOneArg(getattr, name);
    Py_DECREF(getattr);
    if (result === null && suppress && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    return result;
  }
  if (PyErr_Occurred() !== null || suppress) return null;
  const modName = PyDict_GetItemWithError(dict, ID.__name__);
  if (modName === null || !PyUnicode_Check(modName)) {
    if (PyErr_Occurred() !== null) return null;
    return PyErr_Format(PyExc_AttributeError, "module has no attribute '%U'", changetype<usize>(name));
  }
  Py_NewRef(modName);
  noAttribute(modName, PyDict_GetItemWithError(dict, ID.__spec__), name);
  Py_DECREF(modName);
  return null;
}

export function _Py_module_getattro(self: PyObject, name: PyObject): PyObject | null {
  return moduleGetattroImpl(self, name, false);
}

/** An entry of the module's dict that is not None: borrowed. */
function entry(self: PyObject, name: PyObject): PyObject | null {
  const dict = asModule(self).md_dict;
  if (dict === null) return null;
  const value = PyDict_GetItemWithError(dict, name);
  if (value === null) PyErr_Clear();
  return value == Py_None ? null : value;
}

/** An attribute of a spec that is not None: `new`. */
function specEntry(spec: PyObject, name: PyObject): PyObject | null {
  if (PyObject_GetOptionalAttr(spec, name, cell) < 0) PyErr_Clear();
  const value = load<PyObject | null>(cell);
  return value == Py_None ? null : value;
}

/** As importlib._bootstrap._module_repr_from_spec. */
function reprFromSpec(spec: PyObject): PyObject | null {
  const name = specEntry(spec, ID.name);
  const shown = name === null ? PyUnicode_FromLiteral("?") : name;
  const origin = specEntry(spec, ID.origin);
  const loader = specEntry(spec, ID.loader);
  let result: PyObject | null = null;
  if (origin === null) {
    result =
      loader === null
        ? PyUnicode_FromFormat("<module %R>", changetype<usize>(shown))
        : PyUnicode_FromFormat("<module %R (%R)>", changetype<usize>(shown), changetype<usize>(loader));
  } else {
    const located = specEntry(spec, ID.has_location);
    const hasLocation = located !== null && PyObject_IsTrue(located) > 0;
    Py_XDECREF(located);
    result = PyUnicode_FromFormat(
      hasLocation ? "<module %R from %R>" : "<module %R (%S)>",
      changetype<usize>(shown),
      changetype<usize>(origin),
    );
  }
  Py_XDECREF(shown);
  Py_XDECREF(origin);
  Py_XDECREF(loader);
  return result;
}

function module_repr(self: PyObject): PyObject | null {
  const spec = entry(self, ID.__spec__);
  if (spec !== null) return reprFromSpec(spec);
  const name = entry(self, ID.__name__);
  const shown = name === null ? PyUnicode_FromLiteral("?") : Py_NewRef(name);
  if (shown === null) return null;
  const file = entry(self, ID.__file__);
  const loader = entry(self, ID.__loader__);
  let result: PyObject | null;
  if (file !== null) {
    result = PyUnicode_FromFormat("<module %R from %R>", changetype<usize>(shown), changetype<usize>(file));
  } else if (loader !== null) {
    result = PyUnicode_FromFormat("<module %R (%R)>", changetype<usize>(shown), changetype<usize>(loader));
  } else {
    result = PyUnicode_FromFormat(
      asModule(self).md_def != 0 ? "<module %R (built-in)>" : "<module %R>",
      changetype<usize>(shown),
    );
  }
  Py_DECREF(shown);
  return result;
}

function module_dir(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = PyObject_GetAttr(self, ID.__dict__);
  if (dict === null) return null;
  let result: PyObject | null = null;
  if (!PyDict_Check(dict)) {
    PyErr_SetString(PyExc_TypeError, "<module>.__dict__ is not a dictionary");
  } else {
    const custom = PyDict_GetItemWithError(dict, ID.__dir__);
    if (custom !== null) result = PyObject_CallNoArgs(custom);
    else if (PyErr_Occurred() === null) result = PyDict_Keys(dict);
  }
  Py_DECREF(dict);
  return result;
}

function moduleDict(self: PyObject): PyObject | null {
  const dict = PyObject_GetAttr(self, ID.__dict__);
  if (dict === null) return null;
  if (!PyDict_Check(dict)) {
    Py_DECREF(dict);
    return PyErr_SetString(PyExc_TypeError, "<module>.__dict__ is not a dictionary");
  }
  return dict;
}

function module_get_annotations(self: PyObject, closure: usize): PyObject | null {
  const dict = moduleDict(self);
  if (dict === null) return null;
  let result: PyObject | null = null;
  const found = PyDict_GetItemWithError(dict, ID.__annotations__);
  if (found !== null) {
    result = Py_NewRef(found);
  } else if (PyErr_Occurred() === null) {
    result = PyDict_New();
    if (result !== null && PyDict_SetItem(dict, ID.__annotations__, result) < 0) {
      Py_DECREF(result);
      result = null;
    }
  }
  Py_DECREF(dict);
  return result;
}

function module_set_annotations(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const dict = moduleDict(self);
  if (dict === null) return -1;
  let rc = 0;
  if (value !== null) {
    rc = PyDict_SetItem(dict, ID.__annotations__, value);
  } else {
    const old = PyDict_Pop(dict, ID.__annotations__);
    if (old === null) {
      if (PyErr_Occurred() === null) PyErr_SetString(PyExc_AttributeError, "__annotations__");
      rc = -1;
    }
    Py_XDECREF(old);
  }
  Py_DECREF(dict);
  return rc;
}

export function initModuleType(): void {
  const t = PyModule_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "module",
    <i32>offsetof<PyModuleObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    "module(name, doc=None)\n--\n\nMake a module.\n\nname is its name, a str; doc its docstring, or any object.",
  );
  t.tp_dealloc = module_dealloc.index;
  t.tp_repr = module_repr.index;
  t.tp_getattro = _Py_module_getattro.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_traverse = module_traverse.index;
  t.tp_clear = module_clear.index;
  t.tp_weaklistoffset = <i32>offsetof<PyModuleObject>("md_weaklist");
  t.tp_dictoffset = <i32>offsetof<PyModuleObject>("md_dict");
  t.tp_init = module_init.index;
  t.tp_new = module_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "__dir__",
    module_dir.index,
    METH_NOARGS,
    "__dir__($self, /)\n--\n\n__dir__() -> list\nspecialized dir() implementation",
  );
  addMember(t, "__dict__", _Py_T_OBJECT, offsetof<PyModuleObject>("md_dict"), Py_READONLY);
  addGetSet(t, "__annotations__", module_get_annotations.index, module_set_annotations.index);
}
