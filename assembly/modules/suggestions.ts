/**
 * ". Did you mean: 'x'?" for NameError, AttributeError and ImportError (Lib/traceback.py's _compute_suggestion_error).
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyUnicode_Type, Py_None } from "../object/statics";
import { PyExc_NameError, PyExc_AttributeError, PyExc_ImportError } from "../object/exception_types";
import { PyErr_Clear } from "../protocol/errors";
import { ID } from "../generated/ids";
import { PyObject_GetOptionalAttr, PyObject_Dir } from "../protocol/attr";
import { PySequence_List } from "../protocol/sequence";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyType_IsSubtype } from "../types/typeobject";
import { PyBaseExceptionObject } from "../types/exceptions";
import { PyTracebackObject } from "../types/traceback";
import { PyList_Type } from "../object/statics";
import { PyList_New, PyList_SetSlice, PyList_GET_SIZE } from "../types/list";
import { importedModule } from "../vm/import_hook";
import { suggestName } from "../protocol/suggest";
import { frameAt } from "../vm/frame";
import { frameOf } from "../vm/frameobject";
import { frameLocals } from "../vm/frame_locals";

const cell = memory.data(8, 8);

function attribute(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, name, cell) < 0) {
    PyErr_Clear();
    return null;
  }
  return load<PyObject | null>(cell);
}

function append(list: PyObject, names: PyObject | null): void {
  if (names === null) {
    PyErr_Clear();
    return;
  }
  const n = PyList_GET_SIZE(list);
  if (PyList_SetSlice(list, n, n, names) < 0) PyErr_Clear();
  Py_DECREF(names);
}

/** Locals, globals and builtins where the NameError rose: `new` list. */
function visibleNames(exc: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  let tb = changetype<PyTracebackObject | null>(changetype<PyBaseExceptionObject>(exc).traceback);
  if (tb === null) return list;
  while (tb.tb_next !== null) tb = tb.tb_next!;
  const frame = frameOf(tb.tb_frame);
  const locals = frameLocals(frame);
  if (locals !== null) {
    append(list, PySequence_List(locals));
    Py_DECREF(locals);
  }
  append(list, PySequence_List(frameAt(frame).f_globals!));
  append(list, PySequence_List(frameAt(frame).f_builtins!));
  return list;
}

/** The names that could have been meant: `new` list or null. */
function candidates(exc: PyObject): PyObject | null {
  if (PyType_IsSubtype(exc.ob_type, PyExc_NameError)) return visibleNames(exc);
  if (PyType_IsSubtype(exc.ob_type, PyExc_AttributeError)) {
    const obj = attribute(exc, ID.obj);
    if (obj === null) return null;
    const names = PyObject_Dir(obj);
    Py_DECREF(obj);
    return names;
  }
  const moduleName = attribute(exc, ID.name);
  if (moduleName === null) return null;
  const module: PyObject | null = moduleName == Py_None ? null : importedModule(moduleName);
  Py_DECREF(moduleName);
  return module === null ? null : PyObject_Dir(module);
}

/** The words to append to the message: `new` str or null (no exception). */
export function suggestionFor(exc: PyObject): PyObject | null {
  const isImport = PyType_IsSubtype(exc.ob_type, PyExc_ImportError);
  if (
    !isImport &&
    !PyType_IsSubtype(exc.ob_type, PyExc_NameError) &&
    !PyType_IsSubtype(exc.ob_type, PyExc_AttributeError)
  ) {
    return null;
  }
  const wrong = attribute(exc, isImport ? ID.name_from : ID.name);
  if (wrong === null) return null;
  let result: PyObject | null = null;
  if (wrong.ob_type == PyUnicode_Type) {
    const names = candidates(exc);
    if (names === null) PyErr_Clear();
    else {
      const near = names.ob_type == PyList_Type ? suggestName(names, wrong) : null;
      if (near !== null) result = PyUnicode_FromFormat(". Did you mean: '%U'?", changetype<usize>(near));
      Py_DECREF(names);
    }
    if (result === null && PyType_IsSubtype(exc.ob_type, PyExc_NameError)) result = forgottenImport(wrong);
  }
  Py_DECREF(wrong);
  return result;
}

/** A NameError on the name of a standard module asks for the import. */
function forgottenImport(name: PyObject): PyObject | null {
  const module = importedModule(name);
  if (module === null) {
    PyErr_Clear();
    return null;
  }
  return PyUnicode_FromFormat(". Did you forget to import '%U'?", changetype<usize>(name));
}
