/**
 * The module _warnings (Python/_warnings.c): filters, the registry of what has been said, and the hook through which native code warns.
 * Once the module warnings is imported, its `filters`, `defaultaction`, `onceregistry` and `_showwarnmsg` are heeded.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyDict_Type, PyList_Type, PyTuple_Type, PyUnicode_Type, Py_None, Py_True } from "../object/statics";
import { METH_FASTCALL_KEYWORDS, METH_NOARGS } from "../object/typedef";
import {
  PyExc_DeprecationWarning,
  PyExc_ImportWarning,
  PyExc_PendingDeprecationWarning,
  PyExc_ResourceWarning,
  PyExc_RuntimeError,
  PyExc_TypeError,
  PyExc_UserWarning,
  PyExc_ValueError,
  PyExc_Warning,
} from "../object/exception_types";
import * as host from "../host";
import { ID } from "../generated/ids";
import { PyMem_Free } from "../memory/blocks";
import {
  PyErr_Clear,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { arg, argReq, parseArgs } from "../protocol/args";
import { argValue, intArg, sizeArg } from "../protocol/arg_values";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallMethodOneArg, PyObject_CallOneArg, PyObject_CallObject } from "../protocol/call";
import { PyObject_IsInstance, PyObject_IsSubclass, PyObject_IsTrue, PyObject_Str } from "../protocol/compare";
import { setWarnExplicitHook, setWarnHook } from "../protocol/warnings";
import { importModule } from "../types/object_reduce";
import { PyDict_Check, PyDict_Clear, PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "../types/list";
import { PyLong_AsI32, PyLong_Check, PyLong_FromLong } from "../types/long";
import { PyModule_AddObjectRef, PyModule_GetDict, PyModule_New, moduleFunction } from "../types/module";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack3,
  PyTuple_Pack5,
  PyTuple_SET_ITEM,
} from "../types/tuple";
import { PyType_Check, PyType_IsSubtype } from "../types/typeobject";
import {
  PyUnicode_Check,
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Compare,
  PyUnicode_EqualToLiteral,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
  utf8Length,
} from "../types/unicode";
import { PyUnicode_DecodeUTF8 } from "../types/unicode_codecs";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { currentFrame, firstComplete, frameAt, frameCode } from "../vm/frame";
import { frameLine } from "../vm/frameobject";
import { importedModule } from "../vm/import_hook";
import { writeToStderr } from "./print_exception";
import { sysModule } from "./sys";

let filters: PyObject | null = null;
let onceRegistry: PyObject | null = null;
let defaultAction: PyObject | null = null;
let filtersVersion: i32 = 0;

const cell = memory.data(8, 8);

/** An attribute of the module warnings, if that is imported: `new`, or null without an exception. */
function warningsAttr(name: PyObject): PyObject | null {
  const module = importedModule(ID.warnings);
  if (module === null) {
    PyErr_Clear();
    return null;
  }
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(module, name, cell) < 0) PyErr_Clear();
  return load<PyObject | null>(cell);
}

// ---- the context of a warning ----------------------------------------------------------------------------------------

let contextGlobals: PyObject | null = null;
let contextFile: PyObject | null = null;
let contextLine: i32 = 0;

function contains(text: PyObject, part: string): bool {
  const n = PyUnicode_GET_LENGTH(text);
  const m = part.length;
  for (let i = 0; i + m <= n; i++) {
    let j = 0;
    while (j < m && PyUnicode_READ_CHAR(text, i + j) == part.charCodeAt(j)) j++;
    if (j == m) return true;
  }
  return false;
}

/** Frames of importlib do not count. */
function isInternal(frame: usize): bool {
  const file = frameCode(frame).co_filename;
  return contains(file, "importlib") && contains(file, "_bootstrap");
}

function startsWith(text: PyObject, prefix: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(prefix);
  if (n > PyUnicode_GET_LENGTH(text)) return false;
  for (let i = 0; i < n; i++) if (PyUnicode_READ_CHAR(text, i) != PyUnicode_READ_CHAR(prefix, i)) return false;
  return true;
}

function isSkipped(frame: usize, prefixes: PyObject | null): bool {
  if (prefixes === null) return false;
  const file = frameCode(frame).co_filename;
  for (let i = 0; i < PyTuple_GET_SIZE(prefixes); i++) if (startsWith(file, PyTuple_GET_ITEM(prefixes, i))) return true;
  return false;
}

function outer(frame: usize): usize {
  return firstComplete(frameAt(frame).previous);
}

function nextExternal(frame: usize, prefixes: PyObject | null): usize {
  let f = outer(frame);
  while (f != 0 && (isInternal(f) || isSkipped(f, prefixes))) f = outer(f);
  return f;
}

/** Finds the frame that a stack level means; file, line and globals are borrowed from it. */
function setContext(stackLevel: i32, prefixes: PyObject | null): void {
  let f = firstComplete(currentFrame);
  let level = stackLevel;
  if (f != 0) {
    if (level <= 0 || (f != 0 && isInternal(f))) {
      while (f != 0 && --level > 0) f = outer(f);
    } else {
      while (f != 0 && --level > 0) f = nextExternal(f, prefixes);
    }
  }
  if (f == 0) {
    contextGlobals = PyModule_GetDict(sysModule!);
    contextFile = null;
    contextLine = 0;
    return;
  }
  contextGlobals = frameAt(f).f_globals;
  contextFile = frameCode(f).co_filename;
  contextLine = frameLine(f);
}

// ---- filters ---------------------------------------------------------------------------------------------------------

/** Does the filter's str or pattern accept `text`? -1 with an exception. */
function matches(pattern: PyObject, text: PyObject): i32 {
  if (pattern == Py_None) return 1;
  if (pattern.ob_type == PyUnicode_Type) return PyUnicode_Compare(pattern, text) == 0 ? 1 : 0;
  const result = PyObject_CallMethodOneArg(pattern, ID.match, text);
  if (result === null) return -1;
  const found = PyObject_IsTrue(result);
  Py_DECREF(result);
  return found;
}

/** The action for a warning: `new` str. */
function actionFor(category: PyObject, text: PyObject, line: i32, module: PyObject): PyObject | null {
  const list = warningsAttr(ID.filters);
  if (list !== null) {
    const old = filters;
    filters = list;
    Py_XDECREF(old);
  }
  const all = filters!;
  if (all.ob_type != PyList_Type) return PyErr_SetString(PyExc_ValueError, "_warnings.filters must be a list");
  for (let i = 0; i < PyList_GET_SIZE(all); i++) {
    const item = PyList_GET_ITEM(all, i);
    if (item.ob_type != PyTuple_Type || PyTuple_GET_SIZE(item) != 5) {
      return PyErr_Format(PyExc_ValueError, "_warnings.filters item %d isn't a 5-tuple", i);
    }
    Py_INCREF(item);
    let good = matches(PyTuple_GET_ITEM(item, 1), text);
    if (good > 0) good = PyObject_IsSubclass(category, PyTuple_GET_ITEM(item, 2));
    if (good > 0) good = matches(PyTuple_GET_ITEM(item, 3), module);
    if (good > 0) {
      const wanted = PyLong_AsI32(PyTuple_GET_ITEM(item, 4));
      if (wanted == -1 && PyErr_Occurred() !== null) good = -1;
      else good = wanted == 0 || wanted == line ? 1 : 0;
    }
    const action: PyObject | null = good > 0 ? Py_NewRef(PyTuple_GET_ITEM(item, 0)) : null;
    Py_DECREF(item);
    if (good < 0) return null;
    if (action !== null) return action;
  }
  const given = warningsAttr(ID.defaultaction);
  return given !== null ? given : Py_NewRef(defaultAction!);
}

// ---- the registry ----------------------------------------------------------------------------------------------------

/** 1 if `key` is in the registry, which is emptied when the filters have changed since; notes it if `set`. */
function alreadyWarned(registry: PyObject, key: PyObject, set: bool): i32 {
  const version = PyDict_GetItemWithError(registry, ID.version);
  if (version === null || !PyLong_Check(version) || PyLong_AsI32(version) != filtersVersion) {
    if (PyErr_Occurred() !== null) return -1;
    PyDict_Clear(registry);
    const now = PyLong_FromLong(filtersVersion);
    if (now === null || PyDict_SetItem(registry, ID.version, now) < 0) return -1;
    Py_DECREF(now);
  } else {
    const known = PyDict_GetItemWithError(registry, key);
    if (known !== null) {
      const truth = PyObject_IsTrue(known);
      if (truth != 0) return truth;
    } else if (PyErr_Occurred() !== null) return -1;
  }
  return set ? PyDict_SetItem(registry, key, Py_True) : 0;
}

/** (text, category, 0) in the registry: as alreadyWarned. */
function updateRegistry(registry: PyObject, text: PyObject, category: PyObject): i32 {
  const zero = PyLong_FromLong(0);
  if (zero === null) return -1;
  const key = PyTuple_Pack3(text, category, zero);
  Py_DECREF(zero);
  if (key === null) return -1;
  const rc = alreadyWarned(registry, key, true);
  Py_DECREF(key);
  return rc;
}

// ---- showing ---------------------------------------------------------------------------------------------------------

/** "file:line: Category: text" and the source line, on stderr, while the module warnings is not there. */
function showPlain(category: PyObject, text: PyObject, file: PyObject, line: i32): void {
  const name = PyObject_GetAttr(category, ID.__name__);
  if (name === null) {
    PyErr_Clear();
    return;
  }
  const out = PyUnicode_FromFormat(
    "%U:%d: %S: %S\n",
    changetype<usize>(file),
    line,
    changetype<usize>(name),
    changetype<usize>(text),
  );
  Py_DECREF(name);
  if (out === null) {
    PyErr_Clear();
    return;
  }
  writeToStderr(out);
  Py_DECREF(out);
  showSourceLine(file, line);
}

/** The source line, indented by two, of a file or of the text that came with -c. */
function showSourceLine(file: PyObject, line: i32): void {
  const name = PyUnicode_AsUTF8AndSize(file);
  if (name == 0) return;
  const block = host.sourceExcerpt(name, utf8Length, line, line, -1, -1);
  if (block == 0) return;
  const text = PyUnicode_DecodeUTF8(block + 2, host.resultSize() - 2, 0);
  PyMem_Free(block);
  if (text === null) {
    PyErr_Clear();
    return;
  }
  writeToStderr(text);
  Py_DECREF(text);
}

function show(
  category: PyObject,
  text: PyObject,
  message: PyObject,
  file: PyObject,
  lineObj: PyObject,
  source: PyObject | null,
): i32 {
  const showFn = warningsAttr(ID._showwarnmsg);
  if (showFn === null) {
    showPlain(category, text, file, PyLong_AsI32(lineObj));
    return 0;
  }
  const cls = warningsAttr(ID.WarningMessage);
  if (cls === null) {
    Py_DECREF(showFn);
    PyErr_SetString(PyExc_RuntimeError, "unable to get warnings.WarningMessage");
    return -1;
  }
  const args = PyTuple_New(7);
  if (args === null) return -1;
  PyTuple_SET_ITEM(args, 0, Py_NewRef(message));
  PyTuple_SET_ITEM(args, 1, Py_NewRef(category));
  PyTuple_SET_ITEM(args, 2, Py_NewRef(file));
  PyTuple_SET_ITEM(args, 3, Py_NewRef(lineObj));
  PyTuple_SET_ITEM(args, 4, Py_NewRef(Py_None));
  PyTuple_SET_ITEM(args, 5, Py_NewRef(Py_None));
  PyTuple_SET_ITEM(args, 6, source === null ? Py_NewRef(Py_None) : Py_NewRef(source));
  const shown = PyObject_CallObject(cls, args);
  Py_DECREF(args);
  Py_DECREF(cls);
  let result: PyObject | null = null;
  if (shown !== null) {
    result = PyObject_CallOneArg(showFn, shown);
    Py_DECREF(shown);
  }
  Py_DECREF(showFn);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

// ---- warn ------------------------------------------------------------------------------------------------------------

/** The module's name for a file: without ".py". `new`. */
function moduleOfFile(file: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(file);
  if (n == 0) return PyUnicode_FromLiteral("<unknown>");
  const isPy =
    n >= 3 &&
    PyUnicode_READ_CHAR(file, n - 3) == 0x2e &&
    PyUnicode_READ_CHAR(file, n - 2) == 0x70 &&
    PyUnicode_READ_CHAR(file, n - 1) == 0x79;
  return PyUnicode_Substring(file, 0, isPy ? n - 3 : n);
}

/** 0, or -1 with an exception. registry may be null or None. */
function warnExplicit(
  givenCategory: PyObject,
  givenMessage: PyObject,
  file: PyObject,
  line: i32,
  givenModule: PyObject | null,
  registry: PyObject | null,
  source: PyObject | null,
): i32 {
  if (registry !== null && registry != Py_None && registry.ob_type != PyDict_Type) {
    PyErr_SetString(PyExc_TypeError, "'registry' must be a dict or None");
    return -1;
  }
  const module: PyObject | null = givenModule !== null ? Py_NewRef(givenModule) : moduleOfFile(file);
  if (module === null) return -1;
  const isInstance = PyObject_IsInstance(givenMessage, PyExc_Warning);
  let text: PyObject | null = null;
  let message: PyObject | null = null;
  let category = givenCategory;
  if (isInstance > 0) {
    text = PyObject_Str(givenMessage);
    message = Py_NewRef(givenMessage);
    category = givenMessage.ob_type;
  } else if (isInstance == 0) {
    text = Py_NewRef(givenMessage);
    message = PyObject_CallOneArg(category, givenMessage);
  }
  const lineObj = PyLong_FromLong(line);
  let result = -1;
  if (text !== null && message !== null && lineObj !== null) {
    result = decide(
      category,
      text,
      message,
      file,
      line,
      lineObj,
      module,
      registry == Py_None ? null : registry,
      source,
    );
  }
  Py_XDECREF(text);
  Py_XDECREF(message);
  Py_XDECREF(lineObj);
  Py_DECREF(module);
  return result;
}

function decide(
  category: PyObject,
  text: PyObject,
  message: PyObject,
  file: PyObject,
  line: i32,
  lineObj: PyObject,
  module: PyObject,
  registry: PyObject | null,
  source: PyObject | null,
): i32 {
  const key = PyTuple_Pack3(text, category, lineObj);
  if (key === null) return -1;
  let done: i32 = registry === null ? 0 : alreadyWarned(registry, key, false);
  if (done == 0) {
    const action = actionFor(category, text, line, module);
    if (action === null) done = -1;
    else {
      done = act(action, category, text, message, registry, key);
      Py_DECREF(action);
    }
  }
  Py_DECREF(key);
  if (done != 0) return done < 0 ? -1 : 0;
  return show(category, text, message, file, lineObj, source);
}

/** 0: show it, 1: say nothing, -1: an exception. */
function act(
  action: PyObject,
  category: PyObject,
  text: PyObject,
  message: PyObject,
  registry: PyObject | null,
  key: PyObject,
): i32 {
  if (action.ob_type != PyUnicode_Type) {
    PyErr_Format(PyExc_TypeError, "action must be a string, not '%s'", action.ob_type.tp_name);
    return -1;
  }
  if (PyUnicode_EqualToLiteral(action, "error")) {
    PyErr_SetObject(message.ob_type, message);
    return -1;
  }
  if (PyUnicode_EqualToLiteral(action, "ignore")) return 1;
  if (PyUnicode_EqualToLiteral(action, "always") || PyUnicode_EqualToLiteral(action, "all")) return 0;
  if (registry !== null && PyDict_SetItem(registry, key, Py_True) < 0) return -1;
  if (PyUnicode_EqualToLiteral(action, "once")) {
    if (registry !== null) return updateRegistry(registry, text, category);
    const given = warningsAttr(ID.onceregistry);
    if (given === null) return updateRegistry(onceRegistry!, text, category);
    let rc = -1;
    if (PyDict_Check(given)) rc = updateRegistry(given, text, category);
    else PyErr_Format(PyExc_TypeError, "_warnings.onceregistry must be a dict, not '%s'", given.ob_type.tp_name);
    Py_DECREF(given);
    return rc;
  }
  if (PyUnicode_EqualToLiteral(action, "module")) {
    return registry === null ? 0 : updateRegistry(registry, text, category);
  }
  if (PyUnicode_EqualToLiteral(action, "default")) return 0;
  PyErr_Format(
    PyExc_RuntimeError,
    "Unrecognized action (%R) in warnings.filters:\n %R",
    changetype<usize>(action),
    changetype<usize>(filters!),
  );
  return -1;
}

/** A warning at the frame that stackLevel means: 0 or -1. */
function doWarn(
  message: PyObject,
  category: PyObject,
  stackLevel: i32,
  source: PyObject | null,
  prefixes: PyObject | null,
): i32 {
  setContext(stackLevel, prefixes);
  const globals = contextGlobals!;
  const line = contextLine;
  const file: PyObject | null = contextFile === null ? PyUnicode_FromLiteral("<sys>") : Py_NewRef(contextFile!);
  if (file === null) return -1;
  let registry = PyDict_GetItemWithError(globals, ID.__warningregistry__);
  if (registry === null) {
    if (PyErr_Occurred() !== null) return -1;
    registry = PyDict_New();
    if (registry === null || PyDict_SetItem(globals, ID.__warningregistry__, registry) < 0) return -1;
  } else Py_INCREF(registry);
  const name = PyDict_GetItemWithError(globals, ID.__name__);
  const module: PyObject | null =
    name !== null && (name == Py_None || name.ob_type == PyUnicode_Type)
      ? Py_NewRef(name)
      : PyUnicode_FromLiteral("<string>");
  let result = -1;
  if (module !== null) result = warnExplicit(category, message, file, line, module, registry, source);
  Py_XDECREF(module);
  Py_DECREF(registry);
  Py_DECREF(file);
  return result;
}

/** The hook of protocol/warnings.ts. */
function warnFromNative(category: PyObject, message: PyObject, stackLevel: i32, source: PyObject | null): i32 {
  const pending = PyErr_GetRaisedException();
  const rc = doWarn(message, category, stackLevel, source, null);
  if (rc < 0) Py_XDECREF(pending);
  else PyErr_SetRaisedException(pending);
  return rc;
}

/** The class of a warning, checked: borrowed; null with TypeError. */
function categoryOf(message: PyObject, category: PyObject | null): PyObject | null {
  const is = PyObject_IsInstance(message, PyExc_Warning);
  if (is < 0) return null;
  if (is > 0) return message.ob_type;
  if (category === null || category == Py_None) return PyExc_UserWarning;
  if (!PyType_Check(category) || !PyType_IsSubtype(changetype<PyTypeObject>(category), PyExc_Warning)) {
    return PyErr_Format(PyExc_TypeError, "category must be a Warning subclass, not '%s'", category.ob_type.tp_name);
  }
  return category;
}

function allStrings(prefixes: PyObject): bool {
  for (let i = 0; i < PyTuple_GET_SIZE(prefixes); i++) {
    const prefix = PyTuple_GET_ITEM(prefixes, i);
    if (PyUnicode_Check(prefix)) continue;
    PyErr_Format(PyExc_TypeError, "Found non-str '%s' in skip_file_prefixes.", prefix.ob_type.tp_name);
    return false;
  }
  return true;
}

function warnings_warn(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("warn", "message,category=,stacklevel=,source=,*,skip_file_prefixes=", args, nargs, kwnames))
    return null;
  const message = argReq(0);
  const category = arg(1);
  const levelArg = arg(2);
  const source = arg(3);
  const prefixes = arg(4);
  let level = 1;
  if (levelArg !== null) {
    if (!sizeArg(levelArg)) return null;
    level = argValue;
  }
  const skip: PyObject | null =
    prefixes !== null && prefixes.ob_type == PyTuple_Type && PyTuple_GET_SIZE(prefixes) > 0 ? prefixes : null;
  if (prefixes !== null && prefixes.ob_type != PyTuple_Type) {
    return PyErr_Format(
      PyExc_TypeError,
      "warn() argument 'skip_file_prefixes' must be tuple, not %s",
      prefixes.ob_type.tp_name,
    );
  }
  if (skip !== null && !allStrings(skip)) return null;
  if (skip !== null && level < 2) level = 2;
  const cls = categoryOf(message, category);
  if (cls === null) return null;
  return doWarn(message, cls, level, source, skip) < 0 ? null : Py_NewRef(Py_None);
}

/** get_source_line: importlib checks the module's loader, which is asked for its source. False with an exception. */
function askLoader(globals: PyObject): bool {
  const external = importModule(ID._frozen_importlib_external);
  if (external === null) return false;
  const loader = PyObject_CallMethodOneArg(external, ID._bless_my_loader, globals);
  Py_DECREF(external);
  if (loader === null) return false;
  const name = PyDict_GetItemWithError(globals, ID.__name__);
  store<u64>(cell, 0);
  const status = name === null ? 0 : PyObject_GetOptionalAttr(loader, ID.get_source, cell);
  Py_DECREF(loader);
  const getSource = load<PyObject | null>(cell);
  if (status < 0 || getSource === null) return status >= 0;
  const source = PyObject_CallOneArg(getSource, name!);
  Py_DECREF(getSource);
  if (source === null) return false;
  Py_DECREF(source);
  return true;
}

function warnings_warn_explicit(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const spec = "message,category,filename,lineno,module=,registry=,module_globals=,source=";
  if (!parseArgs("warn_explicit", spec, args, nargs, kwnames)) return null;
  const message = argReq(0);
  const category = argReq(1);
  const file = argReq(2);
  const lineArg = argReq(3);
  const moduleArg = arg(4);
  const registry = arg(5);
  const source = arg(7);
  if (file.ob_type != PyUnicode_Type) {
    return PyErr_Format(
      PyExc_TypeError,
      "warn_explicit() argument 'filename' must be str, not %s",
      file.ob_type.tp_name,
    );
  }
  if (!intArg(lineArg)) return null;
  const line = argValue;
  const module: PyObject | null = moduleArg == Py_None ? null : moduleArg;
  const globals = arg(6);
  if (globals !== null && globals != Py_None && !PyDict_Check(globals)) {
    return PyErr_Format(PyExc_TypeError, "module_globals must be a dict, not '%s'", globals.ob_type.tp_name);
  }
  if (globals !== null && globals != Py_None && !askLoader(globals)) return null;
  return warnExplicit(category, message, file, line, module, registry, source) < 0 ? null : Py_NewRef(Py_None);
}

function warnings_filters_mutated(m: PyObject, unused: PyObject | null): PyObject | null {
  filtersVersion = filtersVersion + 1;
  return Py_NewRef(Py_None);
}

/** Appends (action, None, category, module or None, 0) to the filters. */
function addFilter(action: string, category: PyTypeObject, module: string | null): bool {
  const name = PyUnicode_FromLiteral(action);
  const where: PyObject | null = module === null ? Py_NewRef(Py_None) : PyUnicode_FromLiteral(module);
  const zero = PyLong_FromLong(0);
  if (name === null || where === null || zero === null) return false;
  const filter = PyTuple_Pack5(name, Py_None, category, where, zero);
  Py_DECREF(name);
  Py_DECREF(where);
  if (filter === null) return false;
  const rc = PyList_Append(filters!, filter);
  Py_DECREF(filter);
  return rc == 0;
}

/** The filters of a release build, and the hook. False with an exception. */
export function initWarnings(): bool {
  filters = PyList_New(0);
  onceRegistry = PyDict_New();
  defaultAction = PyUnicode_FromLiteral("default");
  if (filters === null || onceRegistry === null || defaultAction === null) return false;
  setWarnHook(warnFromNative.index);
  setWarnExplicitHook(warnExplicit.index);
  return (
    addFilter("default", PyExc_DeprecationWarning, "__main__") &&
    addFilter("ignore", PyExc_DeprecationWarning, null) &&
    addFilter("ignore", PyExc_PendingDeprecationWarning, null) &&
    addFilter("ignore", PyExc_ImportWarning, null) &&
    addFilter("ignore", PyExc_ResourceWarning, null)
  );
}

/** The module `_warnings`: `new`. */
export function PyInit__warnings(): PyObject | null {
  const m = PyModule_New(
    "_warnings",
    "The native half of the module warnings.\nIt filters and shows warnings without a Python call for each.",
  );
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "warn",
    warnings_warn.index,
    METH_FASTCALL_KEYWORDS,
    "warn($module, /, message, category=None, stacklevel=1, source=None, *,\n     skip_file_prefixes=<unrepresentable>)\n--\n\nIssue a warning, or maybe ignore it or raise an exception.",
  );
  bad |= moduleFunction(
    m,
    "warn_explicit",
    warnings_warn_explicit.index,
    METH_FASTCALL_KEYWORDS,
    "warn_explicit($module, /, message, category, filename, lineno,\n              module=<unrepresentable>, registry=None,\n              module_globals=None, source=None)\n--\n\nIssue a warning, or maybe ignore it or raise an exception.",
  );
  bad |= moduleFunction(
    m,
    "_filters_mutated",
    warnings_filters_mutated.index,
    METH_NOARGS,
    "_filters_mutated($module, /)\n--\n\n",
  );
  bad |= PyModule_AddObjectRef(m, "filters", filters);
  bad |= PyModule_AddObjectRef(m, "_onceregistry", onceRegistry);
  bad |= PyModule_AddObjectRef(m, "_defaultaction", defaultAction);
  return bad < 0 ? null : m;
}
