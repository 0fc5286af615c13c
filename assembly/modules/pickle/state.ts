/**
 * What the module _pickle keeps once it is imported (PickleState of Modules/_pickle.c): its exceptions, copyreg's registries and the
 * tables of Python 2's names. One set for the machine, owned for ever.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyType_Type } from "../../object/statics";
import { PyExc_Exception, PyExc_RuntimeError } from "../../object/exception_types";
import { PyErr_Format } from "../../protocol/errors";
import { PyCallable_Check, PyObject_GetAttrString } from "../../protocol/attr";
import { PyDict_CheckExact } from "../../types/dict";
import { PyTuple_Pack1 } from "../../types/tuple";
import { newType } from "../../types/typeobject";
import { PyImport_ImportModule } from "../import";

export let PickleError: PyTypeObject = PyExc_Exception;
export let PicklingError: PyTypeObject = PyExc_Exception;
export let UnpicklingError: PyTypeObject = PyExc_Exception;

/** copyreg's: {type: reducer}, {(module, name): code}, {code: (module, name)}, {code: object}. */
export let dispatchTable: PyObject | null = null;
export let extensionRegistry: PyObject | null = null;
export let invertedRegistry: PyObject | null = null;
export let extensionCache: PyObject | null = null;
/** _compat_pickle's. */
export let nameMapping2to3: PyObject | null = null;
export let importMapping2to3: PyObject | null = null;
export let nameMapping3to2: PyObject | null = null;
export let importMapping3to2: PyObject | null = null;
export let codecsEncode: PyObject | null = null;
export let builtinGetattr: PyObject | null = null;
export let partialType: PyObject | null = null;

/** `new` class _pickle.`name` with one base. */
function newError(name: string, base: PyTypeObject): PyObject | null {
  const bases = PyTuple_Pack1(base);
  if (bases === null) return null;
  const type = newType(PyType_Type, name, "_pickle", bases, null);
  Py_DECREF(bases);
  return type;
}

function makeErrors(): bool {
  if (PickleError != PyExc_Exception) return true;
  const base = newError("PickleError", PyExc_Exception);
  if (base === null) return false;
  const pickling = newError("PicklingError", changetype<PyTypeObject>(base));
  const unpickling: PyObject | null =
    pickling === null ? null : newError("UnpicklingError", changetype<PyTypeObject>(base));
  if (pickling === null || unpickling === null) {
    Py_DECREF(base);
    Py_XDECREF(pickling);
    return false;
  }
  PickleError = changetype<PyTypeObject>(base);
  PicklingError = changetype<PyTypeObject>(pickling);
  UnpicklingError = changetype<PyTypeObject>(unpickling);
  return true;
}

/** `new` reference to the dict `module`.`name`. */
function dictOf(module: PyObject, moduleName: string, name: string): PyObject | null {
  const dict = PyObject_GetAttrString(module, name);
  if (dict === null || PyDict_CheckExact(dict)) return dict;
  PyErr_Format(
    PyExc_RuntimeError,
    "%L.%L should be a dict, not %.200s",
    changetype<usize>(moduleName),
    changetype<usize>(name),
    dict.ob_type.tp_name,
  );
  Py_DECREF(dict);
  return null;
}

function loadCopyreg(): bool {
  const module = PyImport_ImportModule("copyreg");
  if (module === null) return false;
  Py_XDECREF(dispatchTable);
  Py_XDECREF(extensionRegistry);
  Py_XDECREF(invertedRegistry);
  Py_XDECREF(extensionCache);
  extensionRegistry = null;
  invertedRegistry = null;
  extensionCache = null;
  dispatchTable = dictOf(module, "copyreg", "dispatch_table");
  if (dispatchTable !== null) extensionRegistry = dictOf(module, "copyreg", "_extension_registry");
  if (extensionRegistry !== null) invertedRegistry = dictOf(module, "copyreg", "_inverted_registry");
  if (invertedRegistry !== null) extensionCache = dictOf(module, "copyreg", "_extension_cache");
  Py_DECREF(module);
  return extensionCache !== null;
}

function loadCompat(): bool {
  const module = PyImport_ImportModule("_compat_pickle");
  if (module === null) return false;
  Py_XDECREF(nameMapping2to3);
  Py_XDECREF(importMapping2to3);
  Py_XDECREF(nameMapping3to2);
  Py_XDECREF(importMapping3to2);
  importMapping2to3 = null;
  nameMapping3to2 = null;
  importMapping3to2 = null;
  nameMapping2to3 = dictOf(module, "_compat_pickle", "NAME_MAPPING");
  if (nameMapping2to3 !== null) importMapping2to3 = dictOf(module, "_compat_pickle", "IMPORT_MAPPING");
  if (importMapping2to3 !== null) nameMapping3to2 = dictOf(module, "_compat_pickle", "REVERSE_NAME_MAPPING");
  if (nameMapping3to2 !== null) importMapping3to2 = dictOf(module, "_compat_pickle", "REVERSE_IMPORT_MAPPING");
  Py_DECREF(module);
  return importMapping3to2 !== null;
}

/** `new` reference to `module`.`name`. */
function attributeOf(moduleName: string, name: string): PyObject | null {
  const module = PyImport_ImportModule(moduleName);
  if (module === null) return null;
  const value = PyObject_GetAttrString(module, name);
  Py_DECREF(module);
  return value;
}

/** Makes and looks up all of the above; false with an exception. A module that is made anew looks everything up again. */
export function initPickleState(): bool {
  if (!makeErrors() || !loadCopyreg() || !loadCompat()) return false;
  Py_XDECREF(builtinGetattr);
  Py_XDECREF(codecsEncode);
  Py_XDECREF(partialType);
  codecsEncode = null;
  partialType = null;
  builtinGetattr = attributeOf("builtins", "getattr");
  if (builtinGetattr === null) return false;
  const encode = attributeOf("codecs", "encode");
  if (encode === null) return false;
  codecsEncode = encode;
  if (!PyCallable_Check(encode)) {
    PyErr_Format(PyExc_RuntimeError, "codecs.encode should be a callable, not %.200s", encode.ob_type.tp_name);
    return false;
  }
  partialType = attributeOf("functools", "partial");
  return partialType !== null;
}
